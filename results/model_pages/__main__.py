"""`python -m results.model_pages`: write the made pages of docs/model, or say what is amiss."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from results.model_pages.equation_entries import differences, load_entries, renew
from results.model_pages.law_source import law_functions
from results.model_pages.writing import FOLDER, made_pages, stale_pages, write_pages
from scenarios.errors import InputError

HELP = (
    "law functions (such as money.cash_rate, or `all`) whose equations you have just held against "
    "their text; their fingerprints are renewed, then the pages are written"
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the pages or check them; 1 if text and code are not in step, 2 for faulty input."""
    parser = argparse.ArgumentParser(prog="python -m results.model_pages", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing")
    parser.add_argument("--reviewed", nargs="+", metavar="FUNCTION", default=[], help=HELP)
    asked = parser.parse_args(arguments)
    try:
        return _answer(asked.check, asked.reviewed)
    except InputError as error:
        print(error, file=sys.stderr)
    except KeyError as error:
        print(f"{error.args[0]} is no function of the law with an equation", file=sys.stderr)
    return 2


def _answer(check: bool, reviewed: Sequence[str]) -> int:
    """Renew what was reviewed, write or check, tell what is not in step."""
    if reviewed:
        names = [name for name in law_functions() if name in load_entries()]
        changed = renew(names if list(reviewed) == ["all"] else reviewed)
        print(f"reviewed: {', '.join(changed) or 'nothing'} renewed")
    pages = made_pages()
    stale = stale_pages(pages) if check else write_pages(pages)
    word = "out of date" if check else "written"
    print(f"docs/{FOLDER.name}: {', '.join(stale) or 'nothing'} {word}")
    amiss = list(differences(load_entries(), law_functions()))
    for line in amiss:
        print(line, file=sys.stderr)
    return 1 if amiss or (check and stale) else 0


if __name__ == "__main__":
    sys.exit(main())
