"""Monotone transforms of moments, so that their spread is nearer to normal.

* identity: as it is;
* log: natural logarithm, for what is above zero;
* logit: logarithm of the odds, for shares between 0 and 1;
* signed_log: sign(x) log(1 + |x|), for what has either sign and a long tail.

Standard errors follow by the delta method: the error of f(x) is |f'(x)| times that of x.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from calibration.inference.arrays import Flags, Floats, covariance_matrix, named_rows, table

KINDS = ("identity", "log", "logit", "signed_log")


@dataclass(frozen=True)
class Transforms:
    """The transform of each moment, in the order of the columns of all tables.

    Attributes:
        names: names of the moments.
        kinds: the transform of each, one of `KINDS`.

    Raises:
        ValueError: an unknown transform, or not one for each moment.
    """

    names: tuple[str, ...]
    kinds: tuple[str, ...]

    def __post_init__(self) -> None:
        if len(self.names) != len(self.kinds):
            raise ValueError(f"{len(self.names)} names for {len(self.kinds)} transforms")
        for name, kind in zip(self.names, self.kinds, strict=True):
            if kind not in KINDS:
                raise ValueError(f"{name}: transform {kind} is not one of {', '.join(KINDS)}")

    def outside(self, values: Floats) -> Flags:
        """Which values (rows, moments) have no transform: not finite, or outside its domain."""
        rows = table("moments", values, len(self.names))
        with np.errstate(invalid="ignore"):
            low = np.array([0.0 if kind in ("log", "logit") else -np.inf for kind in self.kinds])
            high = np.array([1.0 if kind == "logit" else np.inf for kind in self.kinds])
            return np.asarray(~np.isfinite(rows) | (rows <= low) | (rows >= high))

    def forward(self, values: Floats) -> Floats:
        """Transformed moments (rows, moments).

        Raises:
            ValueError: a value has no transform; rows and moments are named.
        """
        rows = self._inside(values)
        return self._each(rows, {"log": _log, "logit": _logit, "signed_log": _signed_log})

    def inverse(self, transformed: Floats) -> Floats:
        """Moments of transformed moments (rows, moments)."""
        rows = table("transformed moments", transformed, len(self.names))
        back: dict[str, Callable[[Floats], Floats]] = {
            "log": _exp,
            "logit": _expit,
            "signed_log": _signed_exp,
        }
        return self._each(rows, back)

    def derivative(self, values: Floats) -> Floats:
        """Slope of each transform at `values` (rows, moments); always above zero."""
        slopes: dict[str, Callable[[Floats], Floats]] = {
            "identity": lambda x: np.ones_like(x),
            "log": lambda x: 1 / x,
            "logit": lambda x: 1 / (x * (1 - x)),
            "signed_log": lambda x: 1 / (1 + np.abs(x)),
        }
        return self._each(self._inside(values), slopes)

    def standard_errors(self, values: Floats, errors: Floats) -> Floats:
        """Standard errors of transformed moments, from those of the moments (rows, moments)."""
        slopes = self.derivative(values)
        return slopes * table("standard errors", errors, len(self.names))

    def covariance(self, values: Floats, covariance: Floats) -> Floats:
        """Covariance (moments, moments) of one row of transformed moments."""
        slopes = self.derivative(np.atleast_2d(values))[0]
        checked = covariance_matrix("covariance of moments", covariance, len(self.names))
        return checked * np.outer(slopes, slopes)

    def _inside(self, values: Floats) -> Floats:
        outside = self.outside(values)
        if outside.any():
            column = int(np.flatnonzero(outside.any(axis=0))[0])
            rows = np.flatnonzero(outside[:, column])
            raise ValueError(
                f"{self.names[column]}: {named_rows(rows)} cannot be transformed by "
                f"{self.kinds[column]}, first {np.asarray(values)[rows[0], column]}"
            )
        return table("moments", values)

    def _each(self, rows: Floats, functions: Mapping[str, Callable[[Floats], Floats]]) -> Floats:
        result = rows.copy()
        for column, kind in enumerate(self.kinds):
            function = functions.get(kind)
            if function is not None:
                result[:, column] = function(rows[:, column])
        return result


def _log(value: Floats) -> Floats:
    return np.asarray(np.log(value))


def _exp(value: Floats) -> Floats:
    return np.asarray(np.exp(value))


def _logit(share: Floats) -> Floats:
    return np.asarray(np.log(share) - np.log1p(-share))


def _expit(odds: Floats) -> Floats:
    from scipy.special import expit

    return np.asarray(expit(odds))


def _signed_log(value: Floats) -> Floats:
    return np.asarray(np.sign(value) * np.log1p(np.abs(value)))


def _signed_exp(value: Floats) -> Floats:
    return np.asarray(np.sign(value) * np.expm1(np.abs(value)))
