"""Outcomes with heavy tails: told by their kurtosis, tamed by ranks or by clipping.

A variance that hangs on a few runs makes indices unstable. Ranks ask what drives the order of runs;
clipping leaves the unit and cuts what lies outside the middle 99 %.
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from calibration.sensitivity.design import Floats

Scale = Literal["raw", "rank", "clip"]
SCALES: tuple[Scale, ...] = ("raw", "rank", "clip")
CUT = 0.005


def kurtosis(values: Floats) -> float:
    """Fourth standardised moment; 3 for a normal distribution."""
    from scipy.stats import kurtosis as of

    return float(of(values, axis=None, fisher=False))


def on_scale(values: Floats, scale: Scale) -> Floats:
    """Values on a scale, in their shape.

    Raises:
        ValueError: there is no such scale.
    """
    if scale == "raw":
        return values
    if scale == "rank":
        from scipy.stats import rankdata

        return np.asarray(rankdata(values).reshape(values.shape) / values.size)
    if scale == "clip":
        low, high = np.quantile(values, [CUT, 1 - CUT])
        return np.clip(values, low, high)
    raise ValueError(f"there is no scale {scale!r}; there are {', '.join(SCALES)}")
