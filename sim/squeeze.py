"""How tight markets are: this quarter's totals against the year before (mechanism M8)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sim.law.arithmetic import logarithm
from sim.measures import TALLY_INDEX

# Field of the quarter's row, and the measures whose sum is meant.
MARKETS = {
    "equipment_squeeze": ("true_renovation", "true_expansion", "true_greenfield"),
    "credit_squeeze": ("loans_drawn",),
    "floor_squeeze": ("floor_rented", "floor_built", "floor_bought"),
}
YEAR = 4


def squeeze(quarter: Any, tallies: Sequence[Sequence[int]], cells: int) -> None:
    """Write the squeezes that the next quarter feels into its row.

    A squeeze is the logarithm of the last quarter's total over the mean of the four before it, and
    0 where that is negative, or in the first year.

    Args:
        quarter: the next quarter's row, fields writable.
        tallies: of all quarters so far, flat.
        cells: of one measure.
    """
    for field, measures in MARKETS.items():
        totals = [
            sum(sum(tally[TALLY_INDEX[name] * cells :][:cells]) for name in measures)
            for tally in tallies[-YEAR - 1 :]
        ]
        value = 0.0
        if len(totals) == YEAR + 1 and sum(totals[:-1]) > 0 and totals[-1] > 0:
            value = logarithm(YEAR * totals[-1] / sum(totals[:-1]))
        setattr(quarter, field, value if value > 0.0 else 0.0)
