"""`python -m calibration.records PLACE`: what a city's own records would teach, and keep it.

Counts of every run of the place's bank, then synthetic worlds judged with what is published alone,
with each office's records beside it, and with all of them.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from calibration.fit.place_command import answer, parser_of

if TYPE_CHECKING:
    from calibration.fit.calibrate import Request, Tell
    from calibration.records.lesson_record import LessonRecord

PROGRAM = "python -m calibration.records"
TITLES = {
    "bank": "Prior runs", "records": "Records of the runs", "right": "Worlds, model right",
    "declared": "Worlds, model erring",
}  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what is not done yet and write the record; 130 if stopped, 2 for what cannot be done."""
    from calibration.records.lesson_record import FOLDER, write_lessons
    from calibration.records.study import lessons_of
    from calibration.records.worth import WORLDS

    given = parser_of(PROGRAM, __doc__, WORLDS, FOLDER).parse_args(arguments)
    sizes = f"--worlds {given.worlds} --runs {given.runs} --seed {given.seed}"

    def found(request: Request, tell: Tell) -> LessonRecord:
        return lessons_of(request, given.worlds, f"{PROGRAM} {given.place} {sizes}", tell)

    return answer(given, TITLES, found, told, write_lessons)


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
