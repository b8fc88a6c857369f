"""The command line: a thin layer over `results.api`. One file a command.

Nothing heavy is imported before a command runs, so that ``jigai --help`` answers at once.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line: the entry point of the console script ``jigai``.

    Args:
        arguments: what stands after the program's name; those of this process when None.

    Raises:
        SystemExit: always, with 0 if all went well, 1 after a failure of ours, 2 when the input is
            at fault, 130 after Ctrl-C.
    """
    from results.cli.app import build_app
    from results.cli.texts import wanted_language

    given = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a terminal without Chinese shows "?", it does not stop
            stream.reconfigure(errors="replace")
    try:
        build_app(wanted_language(given))(args=given, prog_name="jigai")
    except KeyboardInterrupt:
        sys.exit(130)
