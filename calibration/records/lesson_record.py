"""What records would teach, as a small file kept with the code, and whether it is of this code."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from calibration.fit.proof_record import (
    Digests,
    Held,
    PlaceRecord,
    Share,
    changed_digests,
    digests_of,
    read_as,
    records,
    write_record,
)
from scenarios.quantities import Label, Record

FOLDER = Path(__file__).resolve().parents[1] / "proofs" / "records"
VERSION = 1


class Made(Record):
    """How it was made.

    Attributes:
        records: digest of what says what is counted and what is made of it.
        left_out: published figures that too many runs lack.
    """

    digests: Digests
    records: str
    command: str
    runs: Annotated[int, Field(ge=1)]
    left_out: list[str]
    seed: int
    packages: dict[str, str]


class Free(Record):
    """A free parameter."""

    name: str
    label: Label


class OfParameter(Record):
    """What worlds showed of a parameter: mean contraction, and the share that identified it."""

    contraction: float
    identified: Share


class Lesson(Record):
    """What one set of data taught.

    Attributes:
        model: whether the model is right in the worlds or errs as declared.
        data: what is published, that and one group of records, or that and all of them.
        parameters: in the order of the free ones.
        identified_a_world: mean number of parameters identified.
        enough: share of worlds in which five or more are.
        held: share of intervals that held the truth, at 50 and 90 %.
        flagged: whether ranks of truths are uneven, all tests taken together.
    """

    model: Literal["right", "declared"]
    data: str
    worlds: Annotated[int, Field(ge=2)]
    parameters: list[OfParameter]
    identified_a_world: Annotated[float, Field(ge=0)]
    enough: Share
    held: list[Held]
    flagged: bool


class LessonRecord(PlaceRecord):
    """All of it."""

    made: Made
    free: list[Free]
    lessons: list[Lesson]
    failed: dict[str, str]

    def of(self, model: str, data: str) -> Lesson:
        """What a set of data taught.

        Raises:
            KeyError: there is no such.
        """
        for one in self.lessons:
            if (one.model, one.data) == (model, data):
                return one
        raise KeyError(f"{model}, {data}")


def write_lessons(record: LessonRecord, folder: Path = FOLDER) -> Path:
    """Write the file whole or not at all."""
    return write_record(record, folder)


def read_lessons(path: Path) -> LessonRecord:
    """Read the file; raises as `calibration.fit.proof_record.read_as`."""
    return read_as(LessonRecord, path, VERSION)


def kept_lessons(folder: Path = FOLDER) -> tuple[Path, ...]:
    """The files that there are, in the order of their names."""
    return records(folder)


def changed_since(record: LessonRecord) -> tuple[str, ...]:
    """What is no longer as it was when the record was made: names of digests, or `records`."""
    from calibration.records.runs import digest_of_records

    made = record.made
    now = digests_of(record.place, made.seed, lambda one: one.name not in made.left_out)
    old = [] if made.records == digest_of_records() else ["records"]
    return (*changed_digests(made.digests, now), *old)
