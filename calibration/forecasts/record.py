"""What is stored of a forecast, so that anybody can score it later."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Annotated, TypeVar

import numpy as np
from pydantic import Field, model_validator

from calibration.inference.arrays import Floats
from scenarios.errors import Fault, InputError
from scenarios.quantities import Record

FOLDER = Path(__file__).resolve().parent
LEVELS = tuple(round(0.05 * k, 2) for k in range(1, 20))
DIGITS = 5

Stored = TypeVar("Stored", bound=Record)


class Quantiles(Record):
    """A forecast of one number, by its 19 quantiles from 5 to 95 percent.

    `log` of growth: log growth. Of a level: yuan.
    """

    median: float
    low_50: float
    high_50: float
    low_90: float
    high_90: float
    quantiles: Annotated[list[float], Field(min_length=len(LEVELS), max_length=len(LEVELS))]

    @model_validator(mode="after")
    def _agrees(self) -> Quantiles:
        values = self.quantiles
        if any(after < before for before, after in pairwise(values)):
            raise ValueError("quantiles must rise")
        told = (self.low_90, self.low_50, self.median, self.high_50, self.high_90)
        if told != tuple(values[k] for k in (0, 4, 9, 14, 18)):
            raise ValueError("median and intervals must be those of the quantiles")
        return self


class YearForecast(Record):
    """A measure in a year.

    `published`: ids of figures of the year itself that were known when it was made; with any, it is
    no forecast of these.
    """

    measure: str
    year: Annotated[int, Field(ge=2015, le=2100)]
    log_growth: Quantiles
    level: Quantiles
    published: list[str]


class Spread(Record):
    """Where the spread of a year's log growth comes from, as standard deviations.

    `runs`: over runs, mean over years; `by_parameters`: the part of that variance that points of
    the prior make, from two seeds a point, with its standard error; the rest is chance.
    `published`: of all published growths of the three places, whatever year, measure and place.
    """

    measure: str
    runs: float
    by_parameters: float
    by_parameters_error: float
    published: float


class Manifest(Record):
    """Everything that the figures depend on."""

    known_by: dt.date | None
    made: dt.date
    command: str
    law: str
    data: str
    priors: dict[str, str]
    runs: dict[str, int]
    runs_digest: dict[str, str]
    left_out: dict[str, int]
    seed: int
    draws: int
    last: int
    figures: str


class Forecasts(Record):
    """The file of a place."""

    place: str
    anchor: dict[str, str]
    conditioned_on: list[str]
    scales: dict[str, float]
    spread: list[Spread]
    years: list[YearForecast]
    manifest: Manifest


def quantiles_of(draws: Floats) -> Quantiles:
    """The stored form of draws, to five digits."""
    values = [float(f"{x:.{DIGITS}g}") for x in np.quantile(draws, LEVELS)]
    return Quantiles(
        median=values[9], low_50=values[4], high_50=values[14], low_90=values[0],
        high_90=values[18], quantiles=values,
    )  # fmt: skip


def digest_of_figures(years: Sequence[YearForecast]) -> str:
    """Digest of all numbers of a file, by which a changed one is found."""
    return digest_of([one.model_dump(mode="json") for one in years])


def digest_of(rows: object) -> str:
    """Digest of plain figures."""
    return hashlib.blake2b(json.dumps(rows, sort_keys=True).encode(), digest_size=8).hexdigest()


def path_of(place: str, folder: Path = FOLDER) -> Path:
    """The file of a place."""
    return folder / f"{place}.json"


def write(found: Forecasts, folder: Path = FOLDER) -> Path:
    """Write a place's file, its digest of figures set."""
    path = path_of(found.place, folder)
    path.write_text(text_of(found.model_dump(mode="json")), encoding="utf-8")
    return path


def text_of(value: object) -> str:
    """JSON with lists of numbers on one line, so that a file can be read."""
    import re

    text = json.dumps(value, ensure_ascii=False, indent=1)
    return re.sub(r"\[\s+([-\d.e+,\s]+?)\s+\]", _joined, text) + "\n"


def _joined(found: object) -> str:
    import re

    assert isinstance(found, re.Match)
    return "[" + ", ".join(part.strip() for part in found[1].split(",")) + "]"


def read(place: str, folder: Path = FOLDER) -> Forecasts:
    """Read a place's file.

    Raises:
        InputError: it is missing, malformed, or its figures are not those that were written.
    """
    return read_stored(Forecasts, path_of(place, folder), place, _figures)


def _figures(found: Forecasts) -> tuple[str, str]:
    return digest_of_figures(found.years), found.manifest.figures


def read_stored(
    form: type[Stored], path: Path, field: str, figures: Callable[[Stored], tuple[str, str]]
) -> Stored:
    """Read a stored file of this folder.

    Args:
        form: of its content.
        path: the file.
        field: that is blamed where the whole file is at fault.
        figures: digest of the figures that are there, and the one that was written.

    Raises:
        InputError: it is missing, malformed, or its figures are not those that were written.
    """
    from pydantic import ValidationError

    name = f"calibration/forecasts/{path.name}"
    try:
        found = form.model_validate_json(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InputError([Fault(name, 0, 0, field, "there is no such file")]) from None
    except ValidationError as error:
        faults = [
            Fault(name, 0, 0, ".".join(map(str, one["loc"])) or field, one["msg"])
            for one in error.errors()
        ]
        raise InputError(faults) from error
    there, written = figures(found)
    if there != written:
        message = "the figures are not those of the manifest's digest"
        raise InputError([Fault(name, 0, 0, "manifest.figures", message)])
    return found
