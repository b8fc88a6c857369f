"""How many replicates an interval of an asked width needs, from a pilot of a few runs.

The row and the variant that need most decide, each with the upper limit of its spread and, for a
share, with its own mean. The pilot sees a few rows: what came out is said at the end (`achieved`).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from results.refusal import refusal
from results.statistics import t_quantile
from results.sweeping.carry_out import Swept, carry_out
from results.sweeping.plan import SweepPlan

if TYPE_CHECKING:
    from sim.runs import Progress

PILOT_ROWS, PILOT_REPLICATES = 4, 8
SURE = 0.90
RULE_OF_THREE = 3
MOST = 100_000


@dataclass(frozen=True)
class Width:
    """The width asked of the 90 % interval of a row's mean: from its lower to its upper end.

    Attributes:
        size: a share of the mean where `is_share`, else in the outcome's unit.
    """

    size: float
    is_share: bool

    def absolute(self, mean: float) -> float:
        """The width in the outcome's unit."""
        return self.size * abs(mean) if self.is_share else self.size


@dataclass(frozen=True)
class Needed:
    """What a pilot says, of the row and variant that need most.

    Attributes:
        replicates: that every row needs; `MOST` where even those do not do.
        enough: whether they do.
        outcome: whose interval it is.
        variant: that needs most.
        row: of the sweep, that needs most.
        mean: of the outcome in that row of the pilot.
        sd: between replicates of that row, at its upper limit (`upper_sd`).
        runs: of the pilot.
    """

    replicates: int
    enough: bool
    outcome: str
    variant: str
    row: int
    mean: float
    sd: float
    runs: int


@dataclass(frozen=True)
class Achieved:
    """How wide the intervals came out.

    Attributes:
        outcome: whose intervals they are.
        widest: width of the widest, in the outcome's unit, or in shares of its row's mean.
        is_share: which of these.
        wider: rows, of all variants, whose interval is wider than asked or not known.
        rows: of all variants.
    """

    outcome: str
    widest: float
    is_share: bool
    wider: int
    rows: int


def width_of(text: str) -> Width:
    """Read "5%" or "2e9".

    Raises:
        InputError: no number above 0.
    """
    try:
        number = float(text.strip().removesuffix("%").replace("_", ""))
    except ValueError:
        number = math.nan
    if not (math.isfinite(number) and number > 0):
        raise refusal("--width", f"a width is a share such as 5% or a number above 0, not {text!r}")
    return Width(number / 100, True) if text.strip().endswith("%") else Width(number, False)


def replicates_for(sd: float, width: float) -> tuple[int, bool]:
    """Fewest replicates whose t interval of the mean is no wider than `width`.

    Args:
        sd: of single runs around the mean of their row.
        width: from the lower to the upper end of the 90 % interval, above 0.

    Returns:
        The number, at least 2; and whether it does, or is `MOST` and does not.
    """

    def is_enough(count: int) -> bool:
        return 2 * t_quantile(count - 1) * sd / math.sqrt(count) <= width

    if not is_enough(MOST):
        return MOST, False
    low, high = 1, MOST  # `low` is not enough, `high` is: the interval shrinks with the number
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if middle > 1 and is_enough(middle) else (middle, high)
    return high, True


def pilot(
    plan: SweepPlan,
    width: Width,
    out: Path,
    workers: int | None = None,
    outcome: str | None = None,
    progress: Callable[[Progress], None] | None = None,
    **others: Any,
) -> Needed:
    """Run a few rows of a sweep and say how many replicates its rows need.

    The rows lie evenly over the sweep; their runs are kept and are runs of the sweep.

    Args:
        plan: the sweep.
        width: of the interval.
        out: the folder of all runs.
        workers: as `carry_out`.
        outcome: whose interval; the sweep's main one when None.
        progress: as `carry_out`.
        others: as `carry_out`.

    Raises:
        InputError: no such outcome; a share is asked of an outcome whose mean chance hides in some
            row; or too many runs of the pilot gave no figures.
    """
    small, numbers = _few_rows(plan)
    swept = carry_out(small, out, workers, progress=progress, **others)
    unit, name = _outcome_of(swept, outcome)
    needs = [
        _needed(swept, width, name, unit == "share", variant, row, numbers[row])
        for variant in plan.policies
        for row in range(len(numbers))
    ]
    return max(needs, key=lambda one: (one.replicates, not one.enough))


def achieved(swept: Swept, width: Width, outcome: str | None = None) -> Achieved:
    """How wide the 90 % intervals of the rows' means came out.

    Args:
        swept: a sweep that was run.
        width: that was asked for.
        outcome: whose; the main one when None.
    """
    _, name = _outcome_of(swept, outcome)
    found: list[float] = []
    wider = rows = 0
    for variant in swept.plan.policies:
        for values in swept.outcome(name, variant):
            own = np.asarray(values.compressed(), dtype=np.float64)
            rows += 1
            whole = 2 * _half(own) if len(own) > 1 else math.inf
            mean = float(own.mean()) if len(own) else 0.0
            wider += whole > width.absolute(mean)
            size = whole if not width.is_share else whole / abs(mean) if mean else math.inf
            if math.isfinite(size):
                found.append(size)
    return Achieved(name, max(found, default=0.0), width.is_share, wider, rows)


def _outcome_of(swept: Swept, outcome: str | None) -> tuple[str, str]:
    """Unit and name of the outcome that is meant.

    Raises:
        InputError: no such outcome.
    """
    units = {one.name: one.unit for one in swept.outcomes}
    name = next(iter(units)) if outcome is None else outcome
    if name not in units:
        raise refusal("--outcome", "no outcome of this name", name, list(units))
    return units[name], name


def _needed(
    swept: Swept, width: Width, name: str, is_chance: bool, variant: str, row: int, number: int
) -> Needed:
    """What one row of the pilot needs."""
    values = np.asarray(swept.outcome(name, variant)[row].compressed(), dtype=np.float64)
    if len(values) < 2:
        raise refusal("--width", "too many runs of the pilot gave no figures")
    mean = float(values.mean())
    if width.is_share and abs(mean) <= _half(values):
        raise refusal(
            "--width",
            f"in the pilot the 90 % interval of {name} covers 0 (variant {variant}, row {number}), "
            "so that a share of its mean says nothing; state a width in its unit",
        )
    sd = upper_sd(values, is_chance)
    count, enough = replicates_for(sd, width.absolute(mean))
    return Needed(count, enough, name, variant, number, mean, sd, swept.plan.runs)


def upper_sd(values: NDArray[np.float64], is_chance: bool) -> float:
    """The standard deviation that the spread of a few runs is compatible with, at the 90 % limit.

    Of a normal quantity: the sample's times the root of its degrees of freedom over the 10 %
    quantile of chi-square. Of what is met or not: at most one half; where all runs agree, that of
    the chance 3 / n of the other outcome (rule of three). Other figures that all agree show no
    spread to go by: 0.

    Args:
        values: one a run, at least 2.
        is_chance: whether they are 0 or 1.
    """
    from scipy.special import chdtri

    freedom = len(values) - 1
    sd = float(values.std(ddof=1))
    if is_chance and sd == 0.0:
        chance = min(RULE_OF_THREE / len(values), 0.5)
        return math.sqrt(chance * (1 - chance))
    upper = sd * math.sqrt(freedom / float(chdtri(freedom, SURE)))  # chdtri counts from above
    return min(upper, 0.5) if is_chance else upper


def _half(values: NDArray[np.float64]) -> float:
    """Half the width of the 90 % t interval of a mean."""
    return t_quantile(len(values) - 1) * float(values.std(ddof=1)) / math.sqrt(len(values))


def runs_of_pilot(plan: SweepPlan) -> int:
    """Runs of the pilot, those that are kept already among them."""
    return _few_rows(plan)[0].runs


def _few_rows(plan: SweepPlan) -> tuple[SweepPlan, list[int]]:
    """The plan of the pilot, and the numbers of its rows in the sweep."""
    count = len(plan.sweep.rows)
    chosen = sorted({round(i * (count - 1) / (PILOT_ROWS - 1)) for i in range(PILOT_ROWS)})
    rows = tuple(plan.sweep.rows[number] for number in chosen)
    parts = {}
    for name, part in plan.parts.items():
        numbers = [part.of_row[number] for number in chosen]
        kept = sorted(set(numbers))
        parts[name] = replace(
            part,
            settings=tuple(part.settings[number] for number in kept),
            of_row=tuple(kept.index(number) for number in numbers),
        )
    sweep = replace(plan.sweep, rows=rows)
    return replace(plan, sweep=sweep, parts=parts, replicates=PILOT_REPLICATES), chosen


__all__ = ["Achieved", "Needed", "Width", "achieved", "pilot", "replicates_for", "runs_of_pilot",
           "upper_sd", "width_of"]  # fmt: skip
