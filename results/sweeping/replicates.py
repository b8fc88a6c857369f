"""How many replicates an interval of an asked width needs, from a pilot of a few runs."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from results.refusal import refusal
from results.statistics import t_quantile
from results.sweeping.carry_out import carry_out
from results.sweeping.plan import SweepPlan

if TYPE_CHECKING:
    from sim.runs import Progress

PILOT_ROWS, PILOT_REPLICATES = 4, 8
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
    """What a pilot says.

    Attributes:
        replicates: that every row needs; `MOST` where even those do not do.
        enough: whether they do.
        outcome: whose interval it is.
        mean: of the outcome over the pilot.
        sd: of the outcome between replicates of one row.
        runs: of the pilot.
    """

    replicates: int
    enough: bool
    outcome: str
    mean: float
    sd: float
    runs: int


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
        InputError: no such outcome; or a share is asked of an outcome whose mean chance hides.
    """
    swept = carry_out(_few_rows(plan), out, workers, progress=progress, **others)
    known = [one.name for one in swept.outcomes]
    name = known[0] if outcome is None else outcome
    if name not in known:
        raise refusal("--outcome", "no outcome of this name", name, known)
    values = swept.outcome(name, plan.policies[0])
    means = values.mean(axis=1)
    spread = float(np.sqrt(values.var(axis=1, ddof=1).mean()))
    mean = float(np.abs(means).mean())
    if values.count() < 2 * len(values) or not math.isfinite(spread):
        raise refusal("--width", "too many runs of the pilot gave no figures")
    if width.is_share and mean == 0:
        raise refusal("--width", f"the mean of {name} is 0 in the pilot; state a width in its unit")
    count, enough = replicates_for(spread, width.absolute(mean))
    return Needed(count, enough, name, float(means.mean()), spread, swept.plan.runs)


def _few_rows(plan: SweepPlan) -> SweepPlan:
    """The plan of the pilot."""
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
    return replace(plan, sweep=sweep, parts=parts, replicates=PILOT_REPLICATES)


__all__ = ["Needed", "Width", "pilot", "replicates_for", "width_of"]
