"""How one figure is computed from others, and how their errors go into it.

Errors are of logarithms and small, so each step is linear in them: the error of the result is the
sum of the sources' errors, each times its coefficient, and of an error of the step itself.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

Own = Literal["step", "class", "width", "none"]


@dataclass(frozen=True, slots=True)
class Source:
    """A source of a step.

    Attributes:
        value: In base units; growth as a fraction.
        factor: What its log error is of: the value itself, or one plus the growth.
    """

    value: float
    factor: float


@dataclass(frozen=True, slots=True)
class Step:
    """A way to compute a figure.

    Attributes:
        sources: How many sources it may have.
        meaning: In words, for documents.
        own: Where its own error comes from: "step" a figure of errors.yaml by the step's name,
            "class" the confidence of the row, "width" the distance of the sources, "none" nowhere.
        value: The result, from sources and years; None where the table holds too little to tell.
        coefficients: Of the sources' log errors, from sources, years and the result's own factor.
        own_times: How often the own error enters.
        of_growth: Which sources are growths; empty where they are of the result's own kind.
        published_only: Whether only errors of publication pass, not what a break did to a source:
            a stated distance is one between printed numbers.
    """

    sources: tuple[int, ...]
    meaning: str
    own: Own
    value: Callable[[Sequence[Source], int], float] | None
    coefficients: Callable[[Sequence[Source], int, float], tuple[float, ...]]
    own_times: int = 1
    of_growth: tuple[bool, ...] = ()
    published_only: bool = False

    def growths(self, result: bool) -> tuple[bool, ...]:
        """Which sources must be growths, where the result is one or is none."""
        return self.of_growth or (result,) * max(self.sources)


def _middle(sources: Sequence[Source], _: int) -> float:
    return math.sqrt(sources[0].value * sources[1].value)


def half_width(sources: Sequence[Source]) -> float:
    """Half the distance of two sources' logarithms."""
    return abs(math.log(sources[0].value / sources[1].value)) / 2


STEPS: dict[str, Step] = {
    "back_cast": Step(
        (2,), "the next year's level, divided by one plus its growth", "step",
        lambda sources, _: sources[0].value / (1 + sources[1].value),
        lambda sources, years, factor: (1.0, -1.0), of_growth=(False, True),
    ),
    "compound_back": Step(
        (2,), "a planned level, taken back at the planned growth", "step",
        lambda sources, years: sources[0].value / float((1 + sources[1].value) ** years),
        lambda sources, years, factor: (1.0, -float(years)),
        of_growth=(False, True),
    ),
    "quotient": Step(
        (2,), "one figure divided by another", "none",
        lambda sources, _: sources[0].value / sources[1].value,
        lambda sources, years, factor: (1.0, -1.0),
    ),
    "stated_gap": Step(
        (0, 1), "stated as a distance in points from another figure", "class", None,
        lambda sources, years, factor: tuple(source.factor / factor for source in sources),
        published_only=True,
    ),
    "two_year_average": Step(
        (1,), "two years' average growth, squared, divided by one plus the later year's growth",
        "class", None, lambda sources, years, factor: (-1.0,), own_times=2,
    ),
    "range": Step(
        (2,), "the geometric middle of two figures", "width", _middle,
        lambda sources, years, factor: (0.5, 0.5),
    ),
}  # fmt: skip
