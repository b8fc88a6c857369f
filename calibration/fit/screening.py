"""Which quantities a fit frees: those that move what is compared, told apart from chance.

Nothing published is looked at here but the sizes of its errors: what is free is settled before
any value is fitted.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from calibration.bank.runs import Bank
    from calibration.moments.catalogue import Moments

MOST_FREE = 10
# A moment that so many of the runs do not have (nobody claimed, say) is left out, and said.
MOST_MISSING = 0.05


@dataclass(frozen=True)
class Table:
    """A bank as numbers.

    Attributes:
        points: quantiles of the priors, shape (runs, unknowns).
        values: moments of the runs, shape (runs, moments).
        moments: that the runs have.
        left_out: names of moments that too many runs lack, with the share that do.
        dropped: number of runs left out because they lack a moment that others have.
    """

    points: NDArray[np.float64]
    values: NDArray[np.float64]
    moments: Moments
    left_out: dict[str, float]
    dropped: int


@dataclass(frozen=True)
class Screening:
    """What was freed and why.

    Attributes:
        free: columns of the unknowns that are free, the most important first.
        importance: largest share of a moment's variance that each unknown moves, by unknown, each
            share weighed by what the published figure can tell of that moment.
        most_moved: the moment of which that is, by unknown.
        floor: the largest such share that a column of chance got.
    """

    free: tuple[int, ...]
    importance: NDArray[np.float64]
    most_moved: tuple[str, ...]
    floor: float


def table_of(bank: Bank, moments: Moments) -> Table:
    """The runs of a bank that have all moments, and the moments that nearly all runs have.

    Raises:
        ValueError: no run, or no moment, is left.
        KeyError: a run lacks a quarter or a statistic that a moment is taken from.
    """
    if not bank.runs:
        raise ValueError("the bank has no run that gave figures")
    values = moments.of_runs(bank.runs)
    missing = ~np.isfinite(values)
    share = missing.mean(axis=0)
    kept = moments.chosen(lambda one: share[moments.names.index(one.name)] <= MOST_MISSING)
    columns = [moments.names.index(name) for name in kept.names]
    whole = ~missing[:, columns].any(axis=1)
    if not columns or not whole.any():
        raise ValueError("no run of the bank has the moments asked for")
    left_out = {
        name: float(part)
        for name, part in zip(moments.names, share.tolist(), strict=True)
        if name not in kept.names
    }
    return Table(bank.points[whole], values[whole][:, columns], kept, left_out, int((~whole).sum()))


def screen(
    table: Table, seed: int, most: int = MOST_FREE, learnable: Collection[int] | None = None
) -> Screening:
    """The most important unknowns that are told apart from columns of chance.

    Importance counts what a published figure can tell: a moment's share is weighed down by how
    far its error exceeds its spread over the prior; the error is that of what is published and the
    model's discrepancy together.

    Args:
        table: the bank.
        seed: of the shuffles.
        most: of unknowns to free.
        learnable: columns that may be freed; all if not given. The importance of others is told.
    """
    from threadpoolctl import threadpool_limits

    from calibration.inference.importance import permutation_importance

    with threadpool_limits(1):  # as in a fit: sums do not hang on the number of cores
        found = permutation_importance(
            2.0 * table.points - 1.0, table.values, np.random.default_rng(seed), interactions=False
        )
    variance = table.values.var(axis=0)
    told = variance / (variance + np.diag(table.moments.total))
    shares, floor = found.shares * told, float((found.floor * told).max())
    largest, where = shares.max(axis=1), shares.argmax(axis=1)
    order = np.argsort(-largest, kind="stable")
    told_apart = [
        column
        for column in order.tolist()
        if largest[column] > floor and (learnable is None or column in learnable)
    ]
    return Screening(
        tuple(told_apart[:most]),
        largest,
        tuple(table.moments.names[place] for place in where.tolist()),
        floor,
    )
