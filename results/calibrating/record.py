"""The stored record of a calibration: all that its report page and charts are made from.

Small plain data in `calibration/reports/<place>.json`. Page and charts follow from it alone, so
that they can be checked without a single run of the model.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from scenarios.quantities import Label, Record

# Quantiles of every band, in this order.
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
Band = Annotated[list[float], Field(min_length=5, max_length=5)]
Scale = Literal["growth", "yuan", "count", "share", "ratio", "percent", "number"]


class Manifest(Record):
    """What the figures were computed from.

    Attributes:
        place: id.
        title: of the place.
        law: digest of the law's sources.
        data: digest of the figures compared and of their errors.
        prior: digest of all priors.
        bank: name of the file of prior runs, which holds the digest of all that they rest on.
        runs: of the bank that were asked for.
        used: runs that have every figure compared.
        failed: runs that gave no figures.
        predicted: runs at posterior draws.
        unknown: number of quantities with a prior.
        seed: of everything random.
        without: years, places and figures held out.
        known_by: day after which nothing was known; None for all that is known.
        firms: sub-sample; None for the scenario's own population.
        command: that computes it again.
        date: when it was computed.
    """

    place: str
    title: Label
    law: str
    data: str
    prior: str
    bank: str
    runs: int
    used: int
    failed: int
    predicted: int
    unknown: int
    seed: int
    without: list[str]
    known_by: str | None
    firms: int | None
    command: str
    date: str


class Parameter(Record):
    """A free parameter.

    Attributes:
        name: as `--set` takes it.
        label: in both languages.
        unit: of its values.
        prior_mean: mean of the prior.
        prior: quantiles of the prior.
        mean: of the posterior.
        posterior: quantiles of the posterior.
        place: the posterior's quantiles as quantiles of the prior, 0 to 1.
        contraction: 1 - posterior variance / prior variance.
        shift: second method's mean less the first's, in standard deviations of the first.
        shift_error: Monte Carlo error of that; None where it cannot be told.
        ratio: second method's standard deviation over the first's.
        ratio_error: Monte Carlo error of that; None where it cannot be told.
        alone: contraction from each block of data alone; empty where it was not computed.
        others: contraction from all data but a block, by block; empty where not computed.
        flat: whether the likelihood alone allows the whole prior; None where not computed.
    """

    name: str
    label: Label
    unit: str
    prior_mean: float
    prior: Band
    mean: float
    posterior: Band
    place: Band
    contraction: float
    shift: float
    shift_error: float | None
    ratio: float
    ratio_error: float | None
    alone: dict[str, float] = {}  # noqa: RUF012 (pydantic copies it)
    others: dict[str, float] = {}  # noqa: RUF012
    flat: bool | None = None


class Figure(Record):
    """A published figure or finding beside the model; values in the figure's own scale.

    Attributes:
        name: id.
        label: in both languages.
        block: of data.
        scale: how values are written; growth and shares as parts of one, percent as printed.
        published: the figure.
        low: published less one standard error, the error being on the moment's scale.
        high: published with one more.
        prior: quantiles over prior runs.
        posterior: quantiles over runs at posterior draws.
        distance: published less the middle of the prior runs, in standard deviations of prior runs
            and published error together, on the moment's scale.
        after: the same of runs at posterior draws.
        prior_places: quantiles of prior runs less published, in the same standard deviations as
            `distance`.
        posterior_places: those of runs at posterior draws, in the same standard deviations.
        error_place: one standard error of what is published, in the same standard deviations.
        used: whether the free parameters move it, so that it entered the likelihood.
        chance: part of its posterior predictive variance that is chance, not parameters; None
            where it was not computed.
    """

    name: str
    label: Label
    block: str
    scale: Scale
    published: float
    low: float
    high: float
    prior: Band
    posterior: Band
    distance: float
    after: float
    prior_places: Band
    posterior_places: Band
    error_place: float
    used: bool
    chance: float | None = None


class Block(Record):
    """A block of data, or all.

    Attributes:
        name: of the block; "all".
        figures: their number.
        p: chance of as large a miss when the block is predicted from the others; None where it
            cannot be predicted, and for all.
        distance: squared distance of what is published from the prior runs' mean.
        median: of the prior runs' own distances.
        farthest: the largest of these.
        beyond: share of prior runs that lie as far or farther.
        allowed: the same share with the declared discrepancy of the model drawn on the runs; None
            where none is declared.
        times_needed: by how much the declared discrepancy would have to be multiplied for the
            published to lie within 95 percent of the runs; None where none is declared or no
            multiple is enough.
    """

    name: str
    figures: int
    p: float | None
    distance: float
    median: float
    farthest: float
    beyond: float
    allowed: float | None = None
    times_needed: float | None = None


class RidgePair(Record):
    """Two parameters that the data do not tell apart.

    Attributes:
        first: name of one.
        second: name of the other.
        correlation: of their posterior draws.
    """

    first: str
    second: str
    correlation: float


class Disputed(Record):
    """A figure of judgement and how much it matters.

    Attributes:
        name: of the figure, such as level.low.
        low: lower end of its range.
        high: upper end.
        value: the end at which it matters most.
        parameter: name of the free parameter that it moves most.
        move: of that parameter's posterior mean, in standard deviations of the posterior.
        error: Monte Carlo error of the move; None where it cannot be told.
    """

    name: str
    low: float
    high: float
    value: float
    parameter: str
    move: float
    error: float | None


class Point(Record):
    """A published point of a path, with one standard error either way."""

    name: str
    year: int
    value: float
    low: float
    high: float


class MeasurePath(Record):
    """A measure by year.

    Attributes:
        measure: its name.
        kind: level or growth.
        label: in both languages.
        scale: how values are written.
        years: of the bands.
        prior: quantiles over prior runs by year.
        posterior: over runs at posterior draws by year.
        points: what was published.
    """

    measure: str
    kind: Literal["level", "growth"]
    label: Label
    scale: Scale
    years: list[int]
    prior: list[Band]
    posterior: list[Band]
    points: list[Point]


class Goal(Record):
    """What a plan aims at, as the year that a policy designer asks about.

    Attributes:
        label: in both languages.
        measure: that it is of.
        year: of the target.
        value: in yuan; None where the plan names no amount.
        reached: share of runs at posterior draws that have as much in that year.
        prior_reached: share of prior runs.
        posterior: quantiles of the measure in that year over runs at posterior draws.
        chance: part of its variance there that is chance; None where it was not computed.
    """

    label: Label
    measure: str
    year: int
    value: float | None = None
    reached: float | None = None
    prior_reached: float | None = None
    posterior: Band | None = None
    chance: float | None = None


class Misfit(Record):
    """The J statistic: squared distance at the best point, degrees of freedom, chance of it."""

    distance: float
    degrees: int
    p: float | None


class ReportRecord(Record):
    """A calibration as its report tells it."""

    manifest: Manifest
    parameters: Annotated[list[Parameter], Field(min_length=1)]
    figures: list[Figure]
    left_out: dict[str, float]
    blocks: list[Block]
    ridges: list[RidgePair]
    misfit: Misfit
    disputed: list[Disputed] | None
    paths: list[MeasurePath]
    goal: Goal | None


def written(record: ReportRecord) -> str:
    """The record's text: canonical JSON, keys in order, one line an item of a list of items."""
    import json

    lines = []
    for name, value in sorted(record.model_dump(mode="json").items()):
        head = json.dumps(name) + ": "
        if isinstance(value, list) and value:
            items = ",\n    ".join(_line(item) for item in value)
            lines.append(f"  {head}[\n    {items}\n  ]")
        else:
            lines.append(f"  {head}{_line(value)}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _line(value: object) -> str:
    import json

    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def read_record(path: Path) -> ReportRecord:
    """Read a record.

    Raises:
        InputError: with every fault of the file.
    """
    from scenarios.errors import InputError
    from scenarios.validation import check
    from scenarios.yaml_document import read_document

    record, faults = check(ReportRecord, read_document(path, path.name))
    if record is None:
        raise InputError(faults)
    return record
