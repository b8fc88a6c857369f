"""What records would teach: synthetic worlds judged with what is published, then with records too.

The worlds, the emulator that never saw a world's fold, and the sampler are those of the proof
(`calibration.fit.proof`), and so are the free parameters: those of the place's calibration.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from calibration.fit.proof import drawn_first
from calibration.fit.screening import table_of
from calibration.fit.synthetic_worlds import Job, Records, Trial, judge_all, trial_of
from calibration.records.declared import BLOCK, shipped_records
from calibration.records.moments import block_of, with_records

if TYPE_CHECKING:
    from calibration.fit.calibrate import Screened
    from calibration.inference.calibration_check import Calibration
    from calibration.moments.taken import Values
    from sim.runs.progress import Progress

Floats = NDArray[np.float64]

WORLDS = 100
# Worlds in which each group is added by itself: its mean contraction needs fewer than coverage.
WORLDS_OF_GROUPS = 24
PUBLISHED, ALL = "published", "all"
RIGHT: Literal["right"] = "right"
DECLARED: Literal["declared"] = "declared"
"""Whether the model is right in the worlds, or errs as declared (`calibration.moments`)."""


@dataclass(frozen=True)
class Taught:
    """What worlds showed of one set of data; arrays are by free parameter.

    Attributes:
        worlds: their number.
        calibration: ranks and coverage.
        contraction: mean over worlds.
        identified: share of worlds in which it is identified.
        by_world: number of parameters identified, by world.
    """

    worlds: int
    calibration: Calibration
    contraction: Floats
    identified: Floats
    by_world: NDArray[np.int64]


def trial_with_records(
    made: Screened, counted: Mapping[int, Values], first_year: int, model_is_right: bool, seed: int
) -> Trial:
    """A trial of the place's free parameters on runs that have both figures and records.

    Args:
        made: bank, moments and free parameters of the place's calibration.
        counted: records by number of the run.
        first_year: the first reported year of the place's scenario.
        model_is_right: whether the model's own error is left out.
        seed: of the worlds.
    """
    bank = made.bank
    numbers = [run for run in range(len(bank.runs) + len(bank.failed)) if run not in bank.failed]
    both = [place for place, run in enumerate(numbers) if run in counted]
    joined = replace(
        bank, points=bank.points[both],
        runs=tuple(bank.runs[place] | counted[numbers[place]] for place in both),
    )  # fmt: skip
    moments = with_records(made.table.moments, first_year, model_is_right)
    return trial_of(table_of(joined, moments), made.unknown, made.screening.free, seed)


def sets_of_data(is_with_groups: bool) -> dict[str, Callable[[str], bool]]:
    """Sets of data that a world is judged with, and which blocks each has."""

    def is_published(block: str) -> bool:
        return not block.startswith(BLOCK)

    sets: dict[str, Callable[[str], bool]] = {PUBLISHED: is_published, ALL: lambda _: True}
    if is_with_groups:
        for group in shipped_records().groups:
            own = block_of(group.id)
            sets[group.id] = partial(_published_or, is_published, own)
    return sets


def _published_or(is_published: Callable[[str], bool], own: str, block: str) -> bool:
    return block == own or is_published(block)


def judge(groups: int, job: Job) -> dict[str, Any]:
    """Every set of data in one world, as plain values; single groups in the first `groups`."""
    from calibration.inference.calibration_check import check_world

    record: dict[str, Any] = {}
    moments = job.trial.table.moments
    for name, wanted in sets_of_data(job.index < groups).items():
        told = [
            one.name for one in moments.items
            if wanted(one.block) and one.name in job.emulator.telling
        ]  # fmt: skip
        world = check_world(
            job.index, job.scaled_truth, job.moments, moments.total,
            partial(drawn_first, job, told), job.trial.seed,
        )  # fmt: skip
        record[name] = world.plain()
    return record


def judge_worlds(
    trial: Trial, folder: Path, workers: int, worlds: int, groups: int = WORLDS_OF_GROUPS,
    tell: Callable[[Progress], None] | None = None,
) -> tuple[list[dict[str, Any]], dict[int, str]]:  # fmt: skip
    """Records of the worlds, in their order, and messages of those that could not be judged.

    Args:
        trial: what they are worlds of.
        folder: where they are kept.
        workers: processes; the records are the same for any number.
        worlds: their number.
        groups: of these, the first, are judged with each group of records by itself too.
        tell: called with the count after each world.

    Raises:
        ValueError: more worlds than runs, or fewer than two that could be judged.
        KeyboardInterrupt: stopped; finished worlds are kept.
    """
    kept = Records(folder / f"records-worth-{trial.digest()}-{groups}.jsonl")
    failed = judge_all(trial, worlds, partial(judge, groups), kept, workers, tell)
    found = [kept.found[index] for index in range(worlds) if index in kept]
    if len(found) < 2:
        first = next(iter(failed.values()), "only one was asked for")
        raise ValueError(f"{len(found)} of {worlds} worlds could be judged: {first}")
    return found, failed


def taught_by(records: Sequence[Mapping[str, Any]], trial: Trial) -> dict[str, Taught]:
    """What records of worlds show together, by set of data."""
    from calibration.inference.calibration_check import World, summary
    from calibration.inference.identification import contraction, identified

    found = {}
    for name in records[0]:
        worlds = [World(**one[name]) for one in records if name in one]
        told = contraction(np.array([world.sd for world in worlds]), trial.priors)
        known = identified(told)
        found[name] = Taught(
            len(worlds), summary(worlds), told.mean(axis=0), known.mean(axis=0), known.sum(axis=1)
        )
    return found
