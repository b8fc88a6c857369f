"""What a policy changed against another world: paired differences, by year and added up.

Every figure is a difference between the same replicates, so chance that both worlds share drops
out. Investment that was only moved in time shows in the running total, which falls back to zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from results.statistics import Estimate, paired_difference, ratio
from results.study import Study
from results.tables import REPORTED, SUPPORT, TRUE, CityTable, Matrix

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class ComparedYear:
    """Policy minus baseline in one year and from the first year to it, in yuan.

    Attributes:
        cost_so_far: public cost, a present value: support and tax forgone, less tax on support.
        per_public_yuan: additional true investment for each additional yuan of public cost, both
            present values added up to this year; None while there is no cost.
    """

    year: int
    true: Estimate
    true_so_far: Estimate
    reported: Estimate
    reported_so_far: Estimate
    support: Estimate
    support_so_far: Estimate
    cost_so_far: Estimate
    per_public_yuan: Estimate | None


@dataclass(frozen=True)
class Comparison:
    """Two variants of one run, side by side."""

    study: Study
    policy: str
    baseline: str
    years: tuple[ComparedYear, ...]

    @property
    def total(self) -> ComparedYear:
        """The last year, whose running totals cover the whole run."""
        return self.years[-1]


def compare_variants(years: pd.DataFrame, study: Study, policy: str, baseline: str) -> Comparison:
    """Compare two variants of a run, replicate by replicate.

    Args:
        years: the tidy yearly table.
        study: what was run.
        policy: the variant whose effect is asked for.
        baseline: the variant that it is held against.

    Raises:
        ValueError: a variant or a measure is not in the table.
    """
    return compare_in(CityTable(years, study), study, policy, baseline)


def compare_in(table: CityTable, study: Study, policy: str, baseline: str) -> Comparison:
    """Compare two variants of a table that is already taken apart."""
    lines = table.pair(policy, baseline)

    def pair(matrices: tuple[Matrix, Matrix]) -> tuple[Matrix, Matrix]:
        return matrices[0][lines[0]], matrices[1][lines[1]]

    true = pair((table.matrix(policy, TRUE), table.matrix(baseline, TRUE)))
    reported = pair((table.matrix(policy, REPORTED), table.matrix(baseline, REPORTED)))
    support = pair(
        (table.over_instruments(policy, SUPPORT), table.over_instruments(baseline, SUPPORT))
    )
    cost = pair((table.over_payers(policy), table.over_payers(baseline)))
    worth = tuple(table.present_value(matrix) for matrix in true)
    rows = []
    for column, year in enumerate(table.years):
        extra_worth = worth[0][:, : column + 1].sum(axis=1) - worth[1][:, : column + 1].sum(axis=1)
        extra_cost = _so_far(cost[0], column) - _so_far(cost[1], column)
        rows.append(
            ComparedYear(
                year=year,
                true=_in_year(true, column),
                true_so_far=_up_to_year(true, column),
                reported=_in_year(reported, column),
                reported_so_far=_up_to_year(reported, column),
                support=_in_year(support, column),
                support_so_far=_up_to_year(support, column),
                cost_so_far=_up_to_year(cost, column),
                per_public_yuan=ratio(extra_worth, extra_cost),
            )
        )
    return Comparison(study, policy, baseline, tuple(rows))


def _in_year(pair: tuple[Matrix, Matrix], column: int) -> Estimate:
    return paired_difference(pair[0][:, column], pair[1][:, column])


def _up_to_year(pair: tuple[Matrix, Matrix], column: int) -> Estimate:
    return paired_difference(_so_far(pair[0], column), _so_far(pair[1], column))


def _so_far(matrix: Matrix, column: int) -> Matrix:
    total: Matrix = np.sum(matrix[:, : column + 1], axis=1)
    return total
