"""`python -m calibration.fit.proof PLACE`: prove a place's calibration, and keep what was found."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from calibration.fit.proof_record import ProofRecord
    from sim.runs.progress import Progress

FOLDER = Path("results/runs/calibration")
TITLES = {"bank": "Prior runs", "worlds": "Synthetic worlds", "broken": "Broken data"}


def options(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    from calibration.fit.broken_data import WORLDS as BROKEN
    from calibration.fit.calibrate import RUNS, SEED, places
    from calibration.fit.proof import WORLDS
    from calibration.fit.proof_record import FOLDER as KEPT

    parser = argparse.ArgumentParser(prog="python -m calibration.fit.proof", description=__doc__)
    parser.add_argument("place", choices=sorted(places()))
    parser.add_argument("--worlds", type=int, default=WORLDS, help="synthetic worlds")
    parser.add_argument("--broken", type=int, default=BROKEN, help="worlds whose data are broken")
    parser.add_argument("--runs", type=int, default=RUNS, help="of the bank")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--workers", type=int, help="processes; as many as there are cores")
    parser.add_argument(
        "--folder", type=Path, default=FOLDER, help="where runs and worlds are kept"
    )
    parser.add_argument("--out", type=Path, default=KEPT, help="where the record goes")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what is not done yet and write the record; 130 if stopped, 2 for what cannot be done."""
    from calibration.fit.proof_record import write_record
    from scenarios.errors import InputError
    from sim.runs.crew import WorkerDiedError

    given = options(arguments)
    try:
        record = _proved(given)
    except KeyboardInterrupt:
        print(f"Stopped; the same command goes on from {given.folder}.", file=sys.stderr)
        return 130
    except (InputError, ValueError, WorkerDiedError) as error:
        print(error, file=sys.stderr)
        return 2
    print("\n".join(told(record)))
    print(write_record(record, given.out))
    return 0


def _proved(given: argparse.Namespace) -> ProofRecord:
    """The proof, with progress shown, a bar a part."""
    from calibration.fit.calibrate import Request
    from calibration.fit.proof_run import Sizes, prove_place
    from calibration.progress_bar import ProgressBar
    from sim.runs.crew import available

    request = Request(
        given.place, given.folder, given.runs, given.seed, workers=given.workers or available()
    )
    bars: dict[str, ProgressBar] = {}
    with ExitStack() as shown:

        def tell(part: str, progress: Progress) -> None:
            if part not in bars:
                shown.close()  # the bar of the part before
                bars[part] = shown.enter_context(ProgressBar(TITLES[part]))
            bars[part](progress)

        return prove_place(request, Sizes(given.worlds, given.broken), command_of(given), tell)


def command_of(given: argparse.Namespace) -> str:
    """The command that makes the record, without what changes nothing in it."""
    return (
        f"python -m calibration.fit.proof {given.place} --worlds {given.worlds} "
        f"--broken {given.broken} --runs {given.runs} --seed {given.seed}"
    )


def told(record: ProofRecord) -> list[str]:
    """The record in a few lines."""
    lines = []
    for one in record.shown:
        held = ", ".join(
            f"{level.nominal:.0%} hold {level.share:.3f} ± {level.error:.3f}" for level in one.held
        )
        p = "-" if one.likelihood_p is None else f"{one.likelihood_p:.2g}"
        lines.append(
            f"{one.data}, {one.method}: {one.worlds} worlds; {held}; least p of ranks "
            f"{min(each.p for each in one.parameters):.2g}, of the likelihood's {p}; "
            f"{one.identified_a_world:.2f} identified a world"
        )
    for version in record.broken:
        lines.append(f"data {version.version}: {version.warned(0.05):.2f} with p under 0.05")
    return [*lines, *(f"failed: {name}: {message}" for name, message in record.failed.items())]
