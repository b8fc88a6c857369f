"""What a proof found, as a small file kept with the code, and whether it is of this code."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

from pydantic import Field

from scenarios.quantities import Label, Record

if TYPE_CHECKING:
    from calibration.moments.catalogue import Moment

FOLDER = Path(__file__).resolve().parents[1] / "proofs"
VERSION = 1

Share = Annotated[float, Field(ge=0, le=1)]
Counts = tuple[Annotated[int, Field(ge=0)], ...]


class Digests(Record):
    """Of all that the figures depend on.

    Attributes:
        law: the law's sources.
        bank: inputs, priors, law, and what is kept of a run.
        data: what is published, its errors and their covariance, as far as the bank's runs have it.
        prior: every quantity with a prior.
        method: the sources of inference and of the proof.
    """

    law: str
    bank: str
    data: str
    prior: str
    method: str


class Made(Record):
    """How a proof was made."""

    digests: Digests
    command: str
    runs: Annotated[int, Field(ge=1, description="of the bank that had all moments")]
    seed: int
    folds: Annotated[int, Field(ge=2)]
    particles: Annotated[int, Field(ge=1)]
    repeats: Annotated[int, Field(ge=1)]
    packages: dict[str, str]


class Parameter(Record):
    """A free parameter and its prior, on the scale that the prior is declared on."""

    name: str
    label: Label
    prior_mean: float
    prior_sd: Annotated[float, Field(gt=0)]


class KnownMoment(Record):
    """A moment as the emulator of the whole bank has it.

    Attributes:
        q2: share of its variance predicted out of fold; 0 or less is silent.
        kurtosis: of out-of-fold residuals in the emulator's spread; 3 for normal ones.
        silent: share of worlds in which it was left out as silent.
    """

    name: str
    block: str
    q2: float
    kurtosis: float
    silent: Share


class Held(Record):
    """Share of intervals that held the truth, with its error."""

    nominal: Share
    share: Share
    error: Annotated[float, Field(ge=0)]

    @property
    def holds(self) -> bool:
        """Whether the share is within two errors of the level."""
        return abs(self.share - self.nominal) <= 2 * self.error


class OfParameter(Record):
    """What all worlds showed of one parameter; sizes are in prior standard deviations."""

    name: str
    held: tuple[Held, ...]
    ranks: Counts
    p: Share
    rmse: Annotated[float, Field(ge=0)]
    width: Annotated[float, Field(ge=0)]
    contraction: float
    identified: Share


class Shown(Record):
    """What all worlds showed of one method on one set of data.

    Attributes:
        likelihood_p: of the ranks of the data's likelihood; None where nothing tells anything.
        flagged: whether any ranks are not uniform, all tests taken together.
    """

    data: str
    method: str
    worlds: Annotated[int, Field(ge=2)]
    held: tuple[Held, ...]
    parameters: tuple[OfParameter, ...]
    likelihood_ranks: Counts
    likelihood_p: Share | None
    identified_a_world: Annotated[float, Field(ge=0)]
    flagged: bool


class Recovered(Record):
    """One synthetic world: truth, posterior mean and 90 % interval, by parameter."""

    world: Annotated[int, Field(ge=0)]
    truth: tuple[float, ...]
    mean: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    identified: Annotated[int, Field(ge=0)]


class BrokenData(Record):
    """P of the shifted block's prediction from all others, by world, for a version of the data."""

    version: str
    p: tuple[Share, ...]

    def warned(self, level: float) -> float:
        """Share of worlds with a p below a level."""
        return sum(p < level for p in self.p) / len(self.p)


class PlaceRecord(Record):
    """A record of a place that is kept with the code; `version` is that of its form."""

    place: str
    title: Label
    version: int


Kept = TypeVar("Kept", bound=PlaceRecord)


class ProofRecord(PlaceRecord):
    """All of it."""

    made: Made
    parameters: tuple[Parameter, ...]
    moments: tuple[KnownMoment, ...]
    shown: tuple[Shown, ...]
    recovered: tuple[Recovered, ...]
    broken: tuple[BrokenData, ...]
    failed: dict[str, str]

    def of(self, data: str, method: str) -> Shown:
        """What was shown of a method on a set of data.

        Raises:
            KeyError: there is no such.
        """
        for one in self.shown:
            if (one.data, one.method) == (data, method):
                return one
        raise KeyError(f"{data}, {method}")


def text_of(record: PlaceRecord) -> str:
    """The file's text: canonical JSON and a line end."""
    from sim.runs.keys import canonical_json

    return canonical_json(record.model_dump(mode="json")) + "\n"


def write_record(record: PlaceRecord, folder: Path = FOLDER) -> Path:
    """Write the file whole or not at all."""
    from sim.runs.files import write_bytes

    path = folder / f"{record.place}.json"
    write_bytes(path, text_of(record).encode())
    return path


def read_record(path: Path) -> ProofRecord:
    """Read the file; raises as `read_as`."""
    return read_as(ProofRecord, path, VERSION)


def read_as(form: type[Kept], path: Path, version: int) -> Kept:
    """Read a record of some form.

    Raises:
        OSError: it cannot be read.
        ValueError: it is not of this form, or of another version of it.
    """
    found = form.model_validate_json(path.read_text("utf-8"))
    if found.version != version:
        raise ValueError(f"{path}: version {found.version} of the form; this code reads {version}")
    return found


def records(folder: Path = FOLDER) -> tuple[Path, ...]:
    """The files that there are, in the order of their names."""
    return tuple(sorted(folder.glob("*.json")))


def changed(record: ProofRecord, now: Digests) -> tuple[str, ...]:
    """Names of the digests that are no longer those of the record."""
    return changed_digests(record.made.digests, now)


def changed_digests(then: Digests, now: Digests) -> tuple[str, ...]:
    """Names of the digests that are no longer what they were."""
    before, after = then.model_dump(), now.model_dump()
    return tuple(name for name in before if before[name] != after[name])


def digests_now(record: ProofRecord) -> Digests:
    """The digests of the present code and data for what the record speaks of.

    No run is made. Where a figure of the record is no longer there, data are those that are left.

    Raises:
        scenarios.InputError: a fault in the inputs.
    """
    names = {one.name for one in record.moments}
    return digests_of(record.place, record.made.seed, lambda one: one.name in names)


def digests_of(place: str, seed: int, is_compared: Callable[[Moment], bool]) -> Digests:
    """The digests of the present code and data for a bank of a place and some of its moments.

    Raises:
        scenarios.InputError: a fault in the inputs.
    """
    from calibration.bank.design import unknowns
    from calibration.bank.one_run import loaded
    from calibration.bank.runs import store_of
    from calibration.fit.calibrate import Request, digest_of_priors
    from calibration.fit.publish import digest_of_data
    from calibration.fit.synthetic_worlds import digest_of_method
    from calibration.moments.catalogue import moments_of
    from sim.engine import law_hash

    plan = Request(place, Path(), seed=seed).plan
    moments = moments_of(place).chosen(is_compared)
    return Digests(
        law=law_hash(),
        bank=digest_in(store_of(plan, Path()).path),
        data=digest_of_data(moments.values, moments.total),
        prior=digest_of_priors(unknowns(loaded(plan))),
        method=digest_of_method(),
    )


def digest_in(path: Path) -> str:
    """The digest that ends the name of a file of runs."""
    return path.stem.rsplit("-", 1)[1]


def digit_rounded(value: float, digits: int = 5) -> float:
    """A figure to so many significant digits."""
    return float(f"{value:.{digits}g}")
