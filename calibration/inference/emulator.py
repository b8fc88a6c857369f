"""What a run of the model gives at a point, learned from a bank of runs with seeds of their own.

Mean of each transformed moment: a ridge polynomial. Spread: residuals of predictions made without
the row's fold, so that the polynomial's own error is in them; the logarithm of their squares is a
quadratic of the parameters, since chance weighs more in some corners than in others. One
correlation matrix of standardised residuals serves all points.

A moment whose mean is no better than the bank's average (Q2 of 0 or less) tells nothing about
parameters: `Emulator.silent` names it, and whoever conditions leaves it out with `select`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from calibration.inference.arrays import Flags, Floats, refuse_missing, table
from calibration.inference.polynomial import Fold, Polynomial, out_of_fold

FOLDS = 5
FEWEST_ROWS = 10 * FOLDS
NOISE_DEGREE = 2
DEGREES = (2, 3)
LEAST_SPREAD = 1e-9  # of a moment's own spread: residuals below it are rounding


@dataclass(frozen=True)
class Emulator:
    """Mean and covariance of transformed moments, at any point of the box.

    Attributes:
        moments: names of the moments.
        mean: polynomials of the means.
        log_variance: polynomials of the logarithm of the variance.
        log_variance_range: lowest and highest on the bank (2, moments); the quadratic is not
            followed beyond them.
        correlation: of standardised residuals (moments, moments).
        q2: share of each moment's variance over the bank that is predicted out of fold.
        residuals: out of fold (rows, moments).
    """

    moments: tuple[str, ...]
    mean: Polynomial
    log_variance: Polynomial
    log_variance_range: Floats
    correlation: Floats
    q2: Floats
    residuals: Floats

    @property
    def silent(self) -> tuple[str, ...]:
        """Moments that tell nothing about parameters: Q2 of 0 or less."""
        return tuple(name for name, q2 in zip(self.moments, self.q2, strict=True) if q2 <= 0)

    @property
    def telling(self) -> tuple[str, ...]:
        """Moments with a Q2 above 0, in order."""
        return tuple(name for name in self.moments if name not in self.silent)

    def spread(self, scaled: Floats) -> Floats:
        """Standard deviation of each moment (rows, moments) at each row of scaled parameters."""
        low, high = self.log_variance_range
        return np.asarray(np.exp(np.clip(self.log_variance(scaled), low, high) / 2))

    def predict(self, scaled: Floats) -> tuple[Floats, Floats]:
        """Mean (rows, moments) and covariance (rows, moments, moments) at each row."""
        spread = self.spread(scaled)
        return self.mean(scaled), spread[:, :, None] * self.correlation * spread[:, None, :]

    def select(self, moments: Sequence[str]) -> Emulator:
        """The same emulator of some moments, in the order given.

        Raises:
            ValueError: a moment that is not there, or none at all.
        """
        unknown = [name for name in moments if name not in self.moments]
        if unknown or not moments:
            raise ValueError(f"no such moments: {', '.join(unknown) or 'none was named'}")
        columns = [self.moments.index(name) for name in moments]
        return Emulator(
            tuple(moments),
            self.mean.of(columns),
            self.log_variance.of(columns),
            self.log_variance_range[:, columns],
            self.correlation[np.ix_(columns, columns)],
            self.q2[columns],
            self.residuals[:, columns],
        )


def fit_emulator(
    scaled: Floats, moments: Floats, names: Sequence[str], degree: int = 3, seed: int = 0
) -> Emulator:
    """Fit an emulator to a bank of runs.

    Args:
        scaled: parameters (rows, parameters), each support laid on [-1, 1].
        moments: transformed moments (rows, moments).
        names: names of the moments.
        degree: of the means, 2 or 3.
        seed: of the division into folds.

    Raises:
        ValueError: values that are not finite (rows and moments named; failed runs are left out by
            the caller, who says so), parameters outside [-1, 1], too few rows, another degree.
    """
    points, values = _checked(scaled, moments, names, degree)
    folds = _folds(len(points), seed)
    residuals = values - out_of_fold(points, values, degree, folds)
    total = values.std(axis=0)
    moving = total > 1e-12 * np.abs(values).max(axis=0)
    least = np.where(moving, LEAST_SPREAD * total, np.finfo(float).tiny ** 0.25)
    squares = np.log(np.maximum(residuals**2, least**2))
    log_variance, low_high, standardised = _noise(points, squares, residuals, folds)
    return Emulator(
        tuple(names),
        Polynomial.fit(points, values, degree),
        log_variance,
        low_high,
        _correlation(standardised, moving),
        q_squared(values, residuals),
        residuals,
    )


def q_squared(values: Floats, residuals: Floats) -> Floats:
    """Share of the variance of each column of `values` that predictions explain.

    1 is all, 0 no better than the average, below 0 worse; 0 for a column that does not vary.
    """
    total = ((values - values.mean(axis=0)) ** 2).sum(axis=0)
    still = total <= 1e-24 * len(values) * np.abs(values).max(axis=0) ** 2
    missed = (residuals**2).sum(axis=0)
    return np.where(still, 0.0, 1 - missed / np.where(still, 1.0, total))


def _checked(
    scaled: Floats, moments: Floats, names: Sequence[str], degree: int
) -> tuple[Floats, Floats]:
    values = table("moments", moments, len(names))
    points = table("scaled parameters", scaled)
    if degree not in DEGREES:
        raise ValueError(f"degree {degree}: not one of {DEGREES}")
    if len(points) != len(values):
        raise ValueError(f"{len(points)} rows of parameters for {len(values)} rows of moments")
    if len(points) < FEWEST_ROWS:
        raise ValueError(f"{len(points)} rows: at least {FEWEST_ROWS} are needed")
    refuse_missing("moments", values, names)
    refuse_missing("parameters", points, [f"parameter {k}" for k in range(points.shape[1])])
    if np.abs(points).max() > 1 + 1e-9:
        raise ValueError("scaled parameters: outside -1 to 1")
    return points, values


def _folds(rows: int, seed: int) -> list[Fold]:
    from sklearn.model_selection import KFold

    return list(KFold(FOLDS, shuffle=True, random_state=seed).split(np.zeros(rows)))


def _noise(
    points: Floats, squares: Floats, residuals: Floats, folds: list[Fold]
) -> tuple[Polynomial, Floats, Floats]:
    """Polynomials of the log variance, their range on the bank, and standardised residuals.

    The level is set so that residuals standardised out of fold have a mean square of 1: the mean
    of a log square lies below the log of the mean, by how much depends on the tails.
    """
    predicted = out_of_fold(points, squares, NOISE_DEGREE, folds)
    fitted = Polynomial.fit(points, squares, NOISE_DEGREE)
    on_bank = fitted(points)
    low_high = np.stack([on_bank.min(axis=0), on_bank.max(axis=0)])
    inside = np.clip(predicted, *low_high)
    relative = residuals / np.exp(inside / 2)
    level = np.log(np.maximum((relative**2).mean(axis=0), np.finfo(float).tiny))
    raised = Polynomial(NOISE_DEGREE, True, fitted.constant + level, fitted.weights)
    return raised, low_high + level, relative / np.exp(level / 2)


def _correlation(standardised: Floats, moving: Flags) -> Floats:
    """Correlations of residuals about 0; those of a moment that does not vary are 0."""
    products = standardised.T @ standardised / len(standardised)
    size = np.sqrt(np.maximum(np.diag(products), np.finfo(float).tiny))
    correlation = products / np.outer(size, size)
    correlation[~moving, :] = correlation[:, ~moving] = 0.0
    np.fill_diagonal(correlation, 1.0)
    return np.asarray(correlation)
