"""`python -m calibration.observed`: every observation with its error, and the page of them."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from collections.abc import Sequence

from calibration.observed.page import COMMAND, PAGE, number_text, page, why
from calibration.observed.reading import read_observed
from scenarios.errors import InputError


def main(arguments: Sequence[str] | None = None) -> int:
    """Print, write or check; 1 if the page is out of date, 2 for faulty input."""
    parser = argparse.ArgumentParser(prog="python -m calibration.observed", description=__doc__)
    parser.add_argument("place", nargs="?", help="only this place")
    parser.add_argument(
        "--without", nargs="+", default=[], metavar="NAME",
        help="hold out a year, a place, a place's year (shenzhen.2018) or a figure",
    )  # fmt: skip
    parser.add_argument(
        "--known-by", type=dt.date.fromisoformat, metavar="DAY",
        help="leave out what was not publicly known on a day such as 2018-01-31",
    )  # fmt: skip
    wanted = parser.add_mutually_exclusive_group()
    wanted.add_argument("--document", action="store_true", help="write docs/observed.md")
    wanted.add_argument("--check", action="store_true", help="say whether the page is up to date")
    asked = parser.parse_args(arguments)
    try:
        if asked.document or asked.check:
            return _page(asked.check)
        _table(asked.place, asked.without, asked.known_by)
    except InputError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _page(check: bool) -> int:
    """Write the page, or compare it with the one that stands."""
    text = page(read_observed())
    if not check:
        PAGE.write_text(text, encoding="utf-8")
        return 0
    if PAGE.is_file() and PAGE.read_text(encoding="utf-8") == text:
        return 0
    print(f"docs/{PAGE.name} is out of date; run {COMMAND}", file=sys.stderr)
    return 1


def _table(place: str | None, without: Sequence[str], known_by: dt.date | None) -> None:
    """Print the observations of one place or of all."""
    observed = read_observed()
    for name in [place] if place else [*observed.places]:
        for each in observed.observations(name, without, known_by):
            known = each.known.isoformat()
            print(f"{each.id:56} {number_text(each):>34}  {known}  {why(each.errors)}")


if __name__ == "__main__":
    sys.exit(main())
