"""From true to reported renovation investment: what is not filed, and what is filed besides.

Reported = true, less what is below the statistics' line, less what could have been filed and was
not, plus other investment filed as renovation. The steps hold in every run, to the yuan.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from results.statistics import Estimate, Spread, paired_difference, spread
from results.study import Study
from results.tables import REPORTED, TRUE, CityTable, Matrix

# Measure, and what it does on the way from true to reported.
STEPS = ((TRUE, 1), ("small_renovation", -1), ("unfiled_renovation", -1), ("relabelled", 1))


@dataclass(frozen=True)
class BridgeStep:
    """One step, in yuan and with its sign; the last one is reported investment itself."""

    measure: str
    policy: Spread
    without: Spread | None
    difference: Estimate | None


def bridge(table: CityTable, study: Study, year: int) -> tuple[BridgeStep, ...]:
    """Return the steps in one year, under the policy and without the programme.

    Raises:
        ValueError: the steps do not come to the reported figure in some run.
    """
    column = table.years.index(year)
    for variant in (study.policy, *([study.baseline] if study.has_baseline else [])):
        steps = [sign * table.matrix(variant, measure) for measure, sign in STEPS]
        if not np.array_equal(np.sum(steps, axis=0), table.matrix(variant, REPORTED)):
            raise ValueError(f"true and reported renovation of {variant!r} do not reconcile")
    return tuple(_step(table, study, name, sign, column) for name, sign in (*STEPS, (REPORTED, 1)))


def _step(table: CityTable, study: Study, measure: str, sign: int, column: int) -> BridgeStep:
    def signed(variant: str) -> Matrix:
        return sign * table.matrix(variant, measure)[:, column]

    without, difference = None, None
    if study.has_baseline:
        ours, theirs = table.pair(study.policy, study.baseline)
        without = spread(signed(study.baseline))
        difference = paired_difference(signed(study.policy)[ours], signed(study.baseline)[theirs])
    return BridgeStep(measure, spread(signed(study.policy)), without, difference)
