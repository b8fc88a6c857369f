"""`python -m results.explaining [--check]`: write docs/model/three-firms.md, or check it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from results.explaining.three_firms import PAGE, made_page
from scenarios.errors import InputError


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the page or check it; 1 if it is out of date, 2 for faulty input."""
    parser = argparse.ArgumentParser(prog="python -m results.explaining", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing")
    check = parser.parse_args(arguments).check
    try:
        page = made_page()
    except InputError as error:
        print(error, file=sys.stderr)
        return 2
    stale = not PAGE.exists() or PAGE.read_text(encoding="utf-8") != page
    if stale and not check:
        PAGE.write_text(page, encoding="utf-8")
    print(f"{PAGE.name}: {('out of date' if check else 'written') if stale else 'up to date'}")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
