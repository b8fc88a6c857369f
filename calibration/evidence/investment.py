"""Statistics of investment rates, as the studies of plants define them.

A table of rates has one row a year and one column a firm; a cell that is not a number (a firm not
in business, or without equipment) is left out.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# The definitions of the source (LUM-02, LUM-04, LUM-05).
PRACTICALLY_NONE = 0.01
SPIKE = 0.20
# Years of the source's balanced panel, 1972 to 1988 (LUM-06).
YEARS_OF_SOURCE = 17


def mean_rate(rates: Floats) -> float:
    """Mean of I/K over firm-years (LUM-01)."""
    return float(np.nanmean(rates)) if np.isfinite(rates).any() else float("nan")


def share_inactive(rates: Floats) -> float:
    """Share of firm-years with |I/K| below 1 % (LUM-02)."""
    return _share(np.abs(rates) < PRACTICALLY_NONE, rates)


def share_negative(rates: Floats) -> float:
    """Share of firm-years with I/K below 0 (LUM-03)."""
    return _share(rates < 0, rates)


def share_spikes(rates: Floats) -> float:
    """Share of firm-years with I/K above 20 % (LUM-04)."""
    return _share(rates > SPIKE, rates)


def share_negative_spikes(rates: Floats) -> float:
    """Share of firm-years with I/K below -20 % (LUM-05)."""
    return _share(rates < -SPIKE, rates)


def serial_correlation(rates: Floats) -> float:
    """Pooled correlation of I/K with its value a year before, each firm's mean removed (LUM-06).

    Firms with a gap or a rate that never moves give nothing to it. Removing means over T years
    alone makes it about -1 / (T - 1) for rates without any correlation.
    """
    whole = rates[:, np.isfinite(rates).all(axis=0)]
    if len(whole) < 3 or whole.shape[1] == 0:
        return float("nan")
    around = whole - whole.mean(axis=0)
    now, before = around[1:].ravel(), around[:-1].ravel()
    if now.std() == 0.0 or before.std() == 0.0:
        return float("nan")
    return float(np.corrcoef(now, before)[0, 1])


def as_over_years_of_source(correlation: float, years: int) -> float:
    """The serial correlation that a panel as long as the source's would show.

    Removing a firm's mean over `years` years pulls the correlation by -1 / (years - 1); the source
    has 17 years, a run fewer. The difference of the two pulls is taken out.
    """
    return correlation + 1.0 / (years - 1) - 1.0 / (YEARS_OF_SOURCE - 1)


def upper_tail_ratio(rates: Floats) -> float:
    """How far the 99th percentile lies above the median, in distances of the 90th from it.

    1.815 for a normal law; more means a fatter right tail.
    """
    middle, upper, top = np.nanquantile(rates, [0.5, 0.9, 0.99])
    return float((top - middle) / (upper - middle)) if upper > middle else float("inf")


def share_of_investment_in_spikes(rates: Floats, amounts: Floats) -> float:
    """Share of all money invested that is invested in years of spikes."""
    seen = np.isfinite(rates)
    total = amounts[seen].sum()
    return float(amounts[seen & (rates > SPIKE)].sum() / total) if total > 0 else float("nan")


def _share(hits: NDArray[np.bool_], rates: Floats) -> float:
    count = int(np.isfinite(rates).sum())
    return float(hits.sum() / count) if count else float("nan")
