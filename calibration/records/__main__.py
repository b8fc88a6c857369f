"""`python -m calibration.records PLACE`: what a city's own records would teach, and keep it.

Counts of every run of the place's bank, then synthetic worlds judged with what is published alone,
with each office's records beside it, and with all of them.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from calibration.records.lesson_record import LessonRecord
    from sim.runs.progress import Progress

FOLDER = Path("results/runs/calibration")
TITLES = {
    "bank": "Prior runs", "records": "Records of the runs", "right": "Worlds, model right",
    "declared": "Worlds, model erring",
}  # fmt: skip


def options(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    from calibration.fit.calibrate import RUNS, SEED, places
    from calibration.records.lesson_record import FOLDER as KEPT
    from calibration.records.worth import WORLDS

    parser = argparse.ArgumentParser(prog="python -m calibration.records", description=__doc__)
    parser.add_argument("place", choices=sorted(places()))
    parser.add_argument("--worlds", type=int, default=WORLDS, help="synthetic worlds")
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
    from calibration.records.lesson_record import write_lessons
    from scenarios.errors import InputError
    from sim.runs.crew import WorkerDiedError

    given = options(arguments)
    try:
        record = _found(given)
    except KeyboardInterrupt:
        print(f"Stopped; the same command goes on from {given.folder}.", file=sys.stderr)
        return 130
    except (InputError, ValueError, WorkerDiedError) as error:
        print(error, file=sys.stderr)
        return 2
    print("\n".join(told(record)))
    print(write_lessons(record, given.out))
    return 0


def _found(given: argparse.Namespace) -> LessonRecord:
    """The study, with progress shown, a bar a part."""
    from calibration.fit.calibrate import Request
    from calibration.progress_bar import ProgressBar
    from calibration.records.study import lessons_of
    from sim.runs.crew import available

    request = Request(
        given.place, given.folder, given.runs, given.seed, workers=given.workers or available()
    )
    command = (
        f"python -m calibration.records {given.place} --worlds {given.worlds} "
        f"--runs {given.runs} --seed {given.seed}"
    )
    bars: dict[str, ProgressBar] = {}
    with ExitStack() as shown:

        def tell(part: str, progress: Progress) -> None:
            if part not in bars:
                shown.close()  # the bar of the part before
                bars[part] = shown.enter_context(ProgressBar(TITLES[part]))
            bars[part](progress)

        return lessons_of(request, given.worlds, command, tell)


def told(record: LessonRecord) -> list[str]:
    """The record in a few lines."""
    lines = [
        f"{one.model}, {one.data}: {one.worlds} worlds, {one.identified_a_world:.2f} of "
        f"{len(one.parameters)} identified a world, 90 % hold {one.held[-1].share:.3f} ± "
        f"{one.held[-1].error:.3f}"
        for one in record.lessons
    ]
    return [*lines, *(f"failed: {name}: {message}" for name, message in record.failed.items())]


if __name__ == "__main__":
    sys.exit(main())
