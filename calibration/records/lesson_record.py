"""What records would teach, as a small file kept with the code, and whether it is of this code."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from calibration.fit.proof_record import Digests, Held, Share
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


class LessonRecord(Record):
    """All of it."""

    place: str
    title: Label
    version: int
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
    """Write the file whole or not at all: canonical JSON and a line end."""
    from sim.runs.files import write_bytes
    from sim.runs.keys import canonical_json

    path = folder / f"{record.place}.json"
    write_bytes(path, (canonical_json(record.model_dump(mode="json")) + "\n").encode())
    return path


def read_lessons(path: Path) -> LessonRecord:
    """Read the file.

    Raises:
        OSError: it cannot be read.
        ValueError: it is not of this form, or of another version of it.
    """
    found = LessonRecord.model_validate_json(path.read_text("utf-8"))
    if found.version != VERSION:
        raise ValueError(f"{path}: version {found.version} of the form; this code reads {VERSION}")
    return found


def kept_lessons(folder: Path = FOLDER) -> tuple[Path, ...]:
    """The files that there are, in the order of their names."""
    return tuple(sorted(folder.glob("*.json")))


def changed_since(record: LessonRecord) -> tuple[str, ...]:
    """What is no longer as it was when the record was made: names of digests, or `records`."""
    from calibration.bank.design import unknowns
    from calibration.bank.one_run import loaded
    from calibration.bank.runs import store_of
    from calibration.fit.calibrate import Request, digest_of_priors, within_horizon
    from calibration.fit.proof_record import digest_in
    from calibration.fit.publish import digest_of_data
    from calibration.fit.synthetic_worlds import digest_of_method
    from calibration.moments.catalogue import moments_of
    from calibration.records.runs import digest_of_records
    from sim.engine import law_hash

    before = record.made.digests
    plan = Request(record.place, Path(), seed=record.made.seed).plan
    every = within_horizon(moments_of(record.place), plan)[0]
    moments = every.chosen(lambda one: one.name not in record.made.left_out)
    now = Digests(
        law=law_hash(), bank=digest_in(store_of(plan, Path()).path),
        data=digest_of_data(moments.values, moments.total),
        prior=digest_of_priors(unknowns(loaded(plan))), method=digest_of_method(),
    )  # fmt: skip
    parts = [name for name in Digests.model_fields if getattr(before, name) != getattr(now, name)]
    return (*parts, *(["records"] if record.made.records != digest_of_records() else []))
