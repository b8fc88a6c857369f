"""What a posterior file may say: what a calibration learned, as draws that scenarios use.

A draw is one joint set of values of the free parameters. All other parameters keep what scenario
and behaviour.yaml say. The statistics that stand beside each parameter are those of its draws, so
the file says one thing only.
"""

from __future__ import annotations

import datetime as dt
import statistics
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field, model_validator

from scenarios.errors import Problem, RecordError
from scenarios.instrument_schema import Identifier
from scenarios.quantities import Label, Record

Digest = Annotated[str, Field(pattern=r"^[0-9a-f]+$")]
Text = Annotated[str, Field(min_length=1)]

STATED_DIGITS = 5e-4
"""Statistics are printed to at least four digits; draws to six."""
DRAW_DIGITS = 1e-6


class Made(Record):
    """From what, how and when a posterior was made; digests are text and stand in quotes."""

    law: Annotated[Digest, Field(description="digest of the law's sources")]
    data: Annotated[Digest, Field(description="digest of the observed series")]
    prior: Annotated[Digest, Field(description="digest of the priors")]
    method: Text
    runs: Annotated[int, Field(ge=1)]
    command: Text
    date: dt.date


class FreeParameter(Record):
    """What was learned of one parameter; `low` and `high` are its 5 % and 95 % quantiles."""

    name: Annotated[Text, Field(description="dotted name, as --set takes it")]
    mean: float | int
    sd: Annotated[float | int, Field(ge=0)]
    low: float | int
    high: float | int
    contraction: Annotated[float | int, Field(le=1, description="of the prior's spread")]
    learned: Annotated[bool, Field(description="false: its prior is carried forward")]


class Posterior(Record):
    """A calibration's result for one place: joint draws of its free parameters.

    Attributes:
        free: the parameters, in the order of the columns of `draws`.
        draws: a row for each joint draw.
    """

    id: Identifier
    version: Annotated[int, Field(ge=1)]
    place: Identifier
    title: Label
    made: Made
    free: Annotated[list[FreeParameter], Field(min_length=1)]
    draws: Annotated[list[list[float | int]], Field(min_length=1)]

    @model_validator(mode="after")
    def _whole(self) -> Posterior:
        problems = [*self._twice(), *self._odd_rows()]
        if not problems:
            problems += self._contradictions()
        if problems:
            raise RecordError(problems)
        return self

    @property
    def names(self) -> list[str]:
        """Names of the free parameters, in the order of the columns."""
        return [row.name for row in self.free]

    def mean(self) -> dict[str, float]:
        """The mean of each free parameter, as the file states it."""
        return {row.name: float(row.mean) for row in self.free}

    def settings(self) -> list[dict[str, float]]:
        """Each draw as values by name, in the order of the file."""
        names = self.names
        return [dict(zip(names, map(float, row), strict=True)) for row in self.draws]

    def without(self, names: Collection[str]) -> Posterior:
        """The same draws of the other parameters only."""
        kept = [column for column, name in enumerate(self.names) if name not in names]
        return self.model_copy(
            update={
                "free": [self.free[column] for column in kept],
                "draws": [[row[column] for column in kept] for row in self.draws],
            }
        )

    def _twice(self) -> Iterator[Problem]:
        names = self.names
        for number, name in enumerate(names):
            if name in names[:number]:
                message = "another column is this parameter already"
                yield Problem(("free", number, "name"), message, name, True)

    def _odd_rows(self) -> Iterator[Problem]:
        for number, row in enumerate(self.draws):
            if len(row) != len(self.free):
                message = (
                    f"has {len(row)} values; a draw has one for each of the {len(self.free)} "
                    "free parameters"
                )
                yield Problem(("draws", number), message)

    def _contradictions(self) -> Iterator[Problem]:
        """Statistics that are not those of the draws."""
        for number, (row, column) in enumerate(zip(self.free, self._columns(), strict=True)):
            own = summary_of(column)
            slack = DRAW_DIGITS * max(map(abs, column))
            for name in ("mean", "sd", "low", "high"):
                stated, right = getattr(row, name), getattr(own, name)
                if abs(stated - right) > STATED_DIGITS * abs(right) + slack:
                    message = f"contradicts the draws, whose {_WORDS[name]} is {right:.6g}"
                    yield Problem(("free", number, name), message, stated, True)

    def _columns(self) -> Iterator[list[float]]:
        for column in range(len(self.free)):
            yield [float(row[column]) for row in self.draws]


_WORDS = {"mean": "mean", "sd": "sd", "low": "5 % quantile", "high": "95 % quantile"}


@dataclass(frozen=True, slots=True)
class Summary:
    """Statistics of the draws of one parameter; `low` and `high` are 5 % and 95 % quantiles."""

    mean: float
    sd: float
    low: float
    high: float


def summary_of(draws: Sequence[float]) -> Summary:
    """Statistics as a posterior file states them.

    The sd is that of the draws themselves (divided by their number), the quantiles lie on straight
    lines between draws: what numpy gives by default.

    Args:
        draws: of one parameter; at least one.
    """
    low = high = draws[0]
    if len(draws) > 1:
        cuts = statistics.quantiles(draws, n=20, method="inclusive")
        low, high = cuts[0], cuts[-1]
    return Summary(statistics.fmean(draws), statistics.pstdev(draws), low, high)


__all__ = ["FreeParameter", "Made", "Posterior", "Summary", "summary_of"]
