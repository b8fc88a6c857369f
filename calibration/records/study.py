"""What records would teach of a place, from end to end, as the record that is kept of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

import numpy as np

from calibration.bank.one_run import loaded
from calibration.fit.calibrate import telling
from calibration.fit.proof_record import Held, digit_rounded
from calibration.fit.proof_run import digests_made_with, packages_on_record
from calibration.records.lesson_record import (
    VERSION,
    Free,
    Lesson,
    LessonRecord,
    Made,
    OfParameter,
)
from calibration.records.runs import count_records, digest_of_records
from calibration.records.worth import (
    DECLARED,
    RIGHT,
    WORLDS_OF_GROUPS,
    judge_worlds,
    taught_by,
    trial_with_records,
)
from scenarios.quantities import Label

if TYPE_CHECKING:
    from calibration.fit.calibrate import Request, Screened
    from calibration.records.worth import Taught
    from sim.runs.progress import Progress

    Tell = Callable[[str, Progress], None]

MODELS: tuple[Literal["right", "declared"], ...] = (RIGHT, DECLARED)
ENOUGH = 5
"""Identified parameters that a calibration should have on synthetic worlds."""


def lessons_of(
    request: Request, worlds: int, command: str, tell: Tell | None = None,
    groups: int = WORLDS_OF_GROUPS,
) -> LessonRecord:  # fmt: skip
    """Bank, records, and synthetic worlds with the model right and with its declared error.

    Args:
        request: of the place's calibration.
        worlds: synthetic worlds.
        command: that does this, for the record.
        tell: called with the part ("bank", "records", "right", "declared") and its count.
        groups: of the worlds, the first, are judged with each group of records by itself too.

    Raises:
        KeyboardInterrupt: stopped; the same request goes on.
        ValueError: fewer than two worlds or more than runs, nothing is free, or too few worlds
            could be judged.
    """
    from calibration.fit.calibrate import screened

    if not 2 <= worlds <= request.runs:
        raise ValueError(f"{worlds} worlds of {request.runs} runs: 2 or more, each is one run")
    made = screened(request, tell)
    if not made.screening.free:
        raise ValueError(f"{request.place}: nothing is free, so nothing could be taught")
    counted, failed = count_records(
        request.plan, request.folder, request.workers, telling(tell, "records")
    )
    messages = {f"run {run}": message for run, message in failed.items()}
    first = loaded(request.plan).file.horizon.report_from
    lessons: list[Lesson] = []
    for model in MODELS:
        trial = trial_with_records(made, counted, first, model == RIGHT, request.seed)
        found, lost = judge_worlds(
            trial, request.folder, request.workers, worlds, groups, telling(tell, model)
        )
        messages |= {f"{model} world {number}": message for number, message in lost.items()}
        taught = taught_by(found, trial)
        lessons += [_lesson(model, data, one) for data, one in taught.items()]
    return LessonRecord(
        place=request.place, title=_label(loaded(request.plan).place.title), version=VERSION,
        made=_made(made, request, command),
        free=[
            Free(name=one.name, label=_label(one.declaration.label))
            for one in (made.unknown[column] for column in made.screening.free)
        ],
        lessons=lessons, failed=messages,
    )  # fmt: skip


def _label(found: Label) -> Label:
    return Label(zh=found.zh, en=found.en)


def _made(made: Screened, request: Request, command: str) -> Made:
    return Made(
        digests=digests_made_with(made), records=digest_of_records(), command=command,
        runs=len(made.table.points), seed=request.seed, left_out=sorted(made.table.left_out),
        packages=packages_on_record(),
    )  # fmt: skip


def _lesson(model: Literal["right", "declared"], data: str, taught: Taught) -> Lesson:
    found = taught.calibration
    return Lesson(
        model=model, data=data, worlds=taught.worlds,
        parameters=[
            OfParameter(contraction=digit_rounded(told), identified=digit_rounded(share))
            for told, share in zip(
                taught.contraction.tolist(), taught.identified.tolist(), strict=True
            )
        ],
        identified_a_world=digit_rounded(float(taught.by_world.mean())),
        enough=digit_rounded(float(np.mean(taught.by_world >= ENOUGH))),
        held=[
            Held(
                nominal=one.nominal, share=digit_rounded(one.share), error=digit_rounded(one.error)
            )
            for one in found.overall
        ],
        flagged=found.flagged,
    )  # fmt: skip
