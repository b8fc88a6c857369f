"""`python -m results.policy_pages [--check]`: write docs/policies, or say what is out of date."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from results.policy_pages.writing import FOLDER, made_pages, stale_pages, write_pages
from scenarios.errors import InputError


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the pages or check them; 1 if a check finds any out of date, 2 for faulty input."""
    parser = argparse.ArgumentParser(prog="python -m results.policy_pages", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing")
    check = parser.parse_args(arguments).check
    try:
        pages = made_pages()
    except InputError as error:
        print(error, file=sys.stderr)
        return 2
    names = stale_pages(pages) if check else write_pages(pages)
    word = "out of date" if check else "written"
    print(f"{FOLDER.name}: {', '.join(names) or 'nothing'} {word}")
    return 1 if check and names else 0


if __name__ == "__main__":
    sys.exit(main())
