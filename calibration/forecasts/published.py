"""Published figures that forecasts are conditioned on: those of investment, known by a date.

Beside the observations of calibration stand two that calibration leaves out (`further.yaml`): a
level said to be "over" a round number, and such a sum over five years. Growth alone never ties a
level down, so these are worth more to a forecast of a level than their looseness costs.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated

import numpy as np
from pydantic import Field

from calibration.forecasts.runs import MEASURES
from calibration.forecasts.state import State, state_of
from calibration.inference.arrays import Floats
from calibration.observed import Observation, covariance, load_observations, without_repeats
from scenarios.errors import InputError
from scenarios.quantities import Confidence, Record
from scenarios.validation import check
from scenarios.yaml_document import read_document

FILE = Path(__file__).with_name("further.yaml")
NAME = "calibration/forecasts/further.yaml"
BLOCKS = ("growth", "level", "share")
PLACES = ("shenzhen", "guangdong", "guangzhou")


class FurtherFigure(Record):
    """A level, or a sum of levels over years, named by its row of the table of series."""

    id: Annotated[str, Field(min_length=1)]
    place: str
    region: str
    series: str
    period: str
    source: str
    measure: str
    first: Annotated[int, Field(ge=2015, le=2100)]
    last: Annotated[int, Field(ge=2015, le=2100)]
    confidence: Confidence
    known: dt.date
    basis: Annotated[str, Field(min_length=1)]


class FurtherFile(Record):
    """The whole file."""

    figures: list[FurtherFigure]


@dataclass(frozen=True)
class Further:
    """A further figure with its number.

    Attributes:
        figure: its declaration.
        log_value: logarithm of yuan.
        error: standard error of that.
    """

    figure: FurtherFigure
    log_value: float
    error: float


@cache
def further_figures(path: Path = FILE) -> tuple[Further, ...]:
    """The further figures with the numbers of their rows.

    Raises:
        scenarios.InputError: with every fault of the file, or a row that is not one of the table.
    """
    from calibration.observed.error_model import read_error_model
    from calibration.observed.reading import read_observed
    from calibration.observed.table import SCALES

    document = read_document(path, NAME if path == FILE else str(path))
    found, faults = check(FurtherFile, document)
    if found is None:
        raise InputError(faults)
    rows = {(row.region, row.series, row.period, row.source): row for row in read_observed().rows}
    figures = []
    for number, one in enumerate(found.figures):
        row = rows.get((one.region, one.series, one.period, one.source))
        if row is None or row.value is None or row.unit not in SCALES:
            message = "names no row of the table with a number in yuan"
            raise InputError([document.fault(("figures", number, "source"), message)])
        error = read_error_model().of_class(one.confidence, False, 1.0)
        figures.append(Further(one, float(np.log(row.value.number * SCALES[row.unit])), error))
    return tuple(figures)


@dataclass(frozen=True)
class Known:
    """What was published by a date, as linear figures of a state.

    Attributes:
        state: unknown.
        observations: in their order.
        rows: of the state, shape (figures, n).
        seen: published logarithms.
        errors: covariance of their errors.
        further: figures that are not linear, or not of calibration.
    """

    state: State
    observations: tuple[Observation, ...]
    rows: Floats
    seen: Floats
    errors: Floats
    further: tuple[Further, ...]


def of_investment(one: Observation) -> bool:
    """Whether a figure speaks of the two measures alone."""
    measures = {one.measure, one.over} - {None}
    return one.block in BLOCKS and measures <= set(MEASURES)


def investment_figures(
    known_by: dt.date | None = None, without: Sequence[str] = (), places: Sequence[str] = PLACES
) -> tuple[Observation, ...]:
    """Observations of investment of places, known by a date."""
    found: list[Observation] = []
    for place in places:
        found += load_observations(place, known_by=known_by, without=without)
    return tuple(one for one in found if of_investment(one))


def known_figures(
    last: int,
    known_by: dt.date | None = None,
    without: Sequence[str] = (),
    asked: Sequence[Observation] = (),
    places: Sequence[str] = PLACES,
) -> Known:
    """What was known, and the state that it and what is asked are figures of.

    Args:
        last: year of the last growth in the state.
        known_by: last day; None for all.
        without: held out by name.
        asked: figures to be foretold; the state has their parts of years too.
        places: of the state.
    """
    figures = investment_figures(known_by, without, places)
    state = state_of(places, MEASURES, last, [*figures, *asked])
    kept = tuple(one for one in without_repeats(figures) if state.reaches(one))
    rows = np.array([state.row(one) for one in kept]).reshape(len(kept), len(state.parts))
    further = tuple(
        one
        for one in further_figures()
        if (known_by is None or one.figure.known <= known_by)
        and one.figure.place in places
        and one.figure.last <= last
        and not without
    )
    seen = np.array([one.log_value for one in kept])
    return Known(state, kept, rows, seen, covariance(kept), further)
