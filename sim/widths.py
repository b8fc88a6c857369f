"""What keeps the narrow fields of a row from running over: refused before a run, not found after.

Compiled code does not tell when a number leaves its field (`sim.rows`), so a run that might reach
the limits is not prepared. They lie far beyond any place and time that the model is made for.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

MOST_QUARTER = int(np.iinfo(np.int16).max)
MOST_METRES = int(np.iinfo(np.int32).max)
# Quarters that a project may be kept, built and earn awards beyond the end of a run.
AFTERWARDS = 1_000
# A firm may grow by as much, and a project may cost four times its equipment (`project_cost`).
GROWTH, MOST_OF_EQUIPMENT = 16, 4


def check_widths(
    quarters: int, rules: NDArray[Any], strata: NDArray[Any], directions: NDArray[Any]
) -> None:
    """Refuse what might not fit the narrow fields of firms and projects.

    Args:
        quarters: of the run.
        rules: of `sim.rows.RULE`.
        strata: of `sim.rows.STRATUM`.
        directions: of `sim.rows.DIRECTION`.

    Raises:
        ValueError: a run too long, a rule that ends too late, or firms too large.
    """
    if quarters + AFTERWARDS > MOST_QUARTER:
        raise ValueError(f"a run has at most {MOST_QUARTER - AFTERWARDS} quarters, not {quarters}")
    last = int(rules["end"].max(initial=0))
    if last > MOST_QUARTER:
        raise ValueError(f"a rule ends at most {MOST_QUARTER} quarters after the start, not {last}")
    largest = float(strata["high"].max(initial=0.0))
    floor = float(directions["floor_need"].max(initial=0.0)) / 1_000_000.0
    needed = GROWTH * MOST_OF_EQUIPMENT * largest * floor
    if needed > MOST_METRES:
        raise ValueError(
            f"firms of {largest:.0f} yuan may need {needed:.0f} m2, more than {MOST_METRES}"
        )
