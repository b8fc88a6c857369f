"""What commands that study synthetic worlds of a place share: options, progress, how they end."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from calibration.fit.calibrate import Request, Tell
    from sim.runs.progress import Progress

FOLDER = Path("results/runs/calibration")
Found = TypeVar("Found")


def parser_of(
    program: str, description: str | None, worlds: int, out: Path
) -> argparse.ArgumentParser:
    """Place, sizes and folders of such a study.

    Args:
        program: as it is called.
        description: of it.
        worlds: by default.
        out: where its record goes by default.
    """
    from calibration.fit.calibrate import RUNS, SEED, places

    parser = argparse.ArgumentParser(prog=program, description=description)
    parser.add_argument("place", choices=sorted(places()))
    parser.add_argument("--worlds", type=int, default=worlds, help="synthetic worlds")
    parser.add_argument("--runs", type=int, default=RUNS, help="of the bank")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--workers", type=int, help="processes; as many as there are cores")
    parser.add_argument(
        "--folder", type=Path, default=FOLDER, help="where runs and worlds are kept"
    )
    parser.add_argument("--out", type=Path, default=out, help="where the record goes")
    return parser


def answer(
    given: argparse.Namespace,
    titles: Mapping[str, str],
    study: Callable[[Request, Tell], Found],
    told: Callable[[Found], Sequence[str]],
    write: Callable[[Found, Path], Path],
) -> int:
    """Do what is not done yet and write the record; 130 if stopped, 2 for what cannot be done.

    Args:
        given: what `parser_of` read.
        titles: of the parts of the study, each shown as a bar.
        study: carries it out.
        told: its record in a few lines.
        write: its record into a folder.
    """
    from scenarios.errors import InputError
    from sim.runs.crew import WorkerDiedError

    try:
        record = _found(given, titles, study)
    except KeyboardInterrupt:
        print(f"Stopped; the same command goes on from {given.folder}.", file=sys.stderr)
        return 130
    except (InputError, ValueError, WorkerDiedError) as error:
        print(error, file=sys.stderr)
        return 2
    print("\n".join(told(record)))
    print(write(record, given.out))
    return 0


def _found(
    given: argparse.Namespace, titles: Mapping[str, str], study: Callable[[Request, Tell], Found]
) -> Found:
    """The study, with progress shown, a bar a part."""
    from calibration.fit.calibrate import Request
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
                bars[part] = shown.enter_context(ProgressBar(titles[part]))
            bars[part](progress)

        return study(request, tell)
