"""`python -m calibration.forecasts make | hold-outs | check`: forecasts, their scores, their files.

make       forecasts of all places, one file each
hold-outs  published growths foretold from what was known before, and scored
check      files read, their figures held against their digests; what is older than the law,
               the priors or the published figures of now is said and is no fault
"""

from __future__ import annotations

import argparse
import datetime as dt
import shlex
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from calibration.forecasts.record import FOLDER
from scenarios.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from calibration.forecasts.making import Order
    from sim.runs.progress import Progress

RUNS_FOLDER = Path("results/calibration")
PLACES_OF_FILES = ("--folder", "--into", "--workers")


def main(arguments: list[str] | None = None) -> int:
    """Do what was asked; 0 when done, 2 for a file that is missing, malformed or changed."""
    given = sys.argv[1:] if arguments is None else arguments
    asked = _parser().parse_args(given)
    command = shlex.join(["python", "-m", "calibration.forecasts", *without_places(given)])
    try:
        if asked.task == "check":
            return _check(asked.into)
        if asked.task == "make":
            return _make(asked, command)
        return _hold_outs(asked, command)
    except InputError as error:
        print(error, file=sys.stderr)
        return 2


def without_places(given: Sequence[str]) -> list[str]:
    """The words of a command without those that no figure depends on: folders and processes."""
    kept: list[str] = []
    words = iter(given)
    for word in words:
        name, sign, _ = word.partition("=")
        if name not in PLACES_OF_FILES:
            kept.append(word)
        elif not sign:
            next(words, None)  # its value
    return kept


def _parser() -> argparse.ArgumentParser:
    from calibration.forecasts.hold_outs import ORIGINS
    from calibration.forecasts.making import SEED
    from calibration.forecasts.published import PLACES

    parser = argparse.ArgumentParser(prog="python -m calibration.forecasts", description=__doc__)
    parser.add_argument("task", choices=("make", "hold-outs", "check"))
    parser.add_argument("--folder", type=Path, default=RUNS_FOLDER, help="where runs are kept")
    parser.add_argument("--into", type=Path, default=FOLDER, help="where files are written")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument(
        "--runs", type=int, nargs=len(PLACES), help=f"of {', '.join(PLACES)}; default: declared"
    )
    parser.add_argument("--known-by", type=dt.date.fromisoformat, help="last day of what was known")
    parser.add_argument("--bank", type=Path, help="folder of the bank of Shenzhen, to learn from")
    parser.add_argument("--years", type=int, nargs="+", choices=ORIGINS, default=list(ORIGINS))
    return parser


def _order(asked: argparse.Namespace, command: str) -> Order:
    from calibration.forecasts.making import Order
    from calibration.forecasts.published import PLACES

    runs = dict(zip(PLACES, asked.runs, strict=True)) if asked.runs else None
    return Order(asked.folder, asked.known_by, runs, asked.seed, asked.workers, command)


def _make(asked: argparse.Namespace, command: str) -> int:
    from calibration.forecasts.making import make
    from calibration.forecasts.record import write

    for forecasts in make(_order(asked, command), _lines()).values():
        print(write(forecasts, asked.into))
    return 0


def _hold_outs(asked: argparse.Namespace, command: str) -> int:
    from calibration.forecasts.score_table import write
    from calibration.forecasts.scoring_all import score_all

    table = score_all(_order(asked, command), asked.years, asked.bank, _lines())
    print(write(table, asked.into))
    return 0


def _lines() -> Callable[[str, Progress], None]:
    """Plain lines on standard error, now and then, for each place."""
    from calibration.progress_bar import ProgressBar

    bars: dict[str, ProgressBar] = {}
    return lambda part, progress: bars.setdefault(part, ProgressBar(part))(progress)


def _check(folder: Path) -> int:
    from calibration.forecasts import record, score_table
    from calibration.forecasts.making import digest_of_known, digests_of_priors
    from calibration.forecasts.published import PLACES, known_figures
    from sim.engine import law_hash

    older = []
    for place in PLACES:
        manifest = record.read(place, folder).manifest
        known = known_figures(manifest.last, manifest.known_by)
        now = (law_hash(), digest_of_known(known), digests_of_priors(manifest.known_by))
        then = (manifest.law, manifest.data, manifest.priors)
        names = ("law", "published figures", "priors")
        changed = [name for name, a, b in zip(names, now, then, strict=True) if a != b]
        older += [f"{place}: made with another {name}" for name in changed]
    if score_table.read(folder).manifest.law != law_hash():
        older.append("hold_outs: made with another law")
    same = "all files were made with the law, priors and published figures that stand here"
    print("\n".join(older) or same)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
