"""Ridge polynomials of several targets in parameters scaled to [-1, 1]."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calibration.inference.arrays import Floats

Fold = tuple[NDArray[np.intp], NDArray[np.intp]]  # rows kept, rows left out
PENALTIES = np.logspace(-6, 5, 12)  # tried for each target; terms are standardised first


@dataclass(frozen=True)
class Polynomial:
    """Polynomials of one degree, one for each target.

    Attributes:
        degree: highest power.
        interactions: whether there are products of different parameters.
        constant: value at terms of 0, one a target.
        weights: (terms, targets).
    """

    degree: int
    interactions: bool
    constant: Floats
    weights: Floats

    @classmethod
    def fit(
        cls, scaled: Floats, targets: Floats, degree: int, interactions: bool = True
    ) -> Polynomial:
        """Ridge regression of each target, its penalty by leave-one-out cross-validation.

        Args:
            scaled: parameters (rows, parameters), scaled to [-1, 1].
            targets: (rows, targets).
            degree: highest power.
            interactions: with products of different parameters; without them the number of terms
                grows with the number of parameters only, for screening very many.
        """
        from sklearn.linear_model import RidgeCV

        terms = _terms(scaled, degree, interactions)
        middle, spread = terms.mean(axis=0), terms.std(axis=0)
        spread[spread <= 1e-12] = 1.0  # a column that does not vary
        level, size = targets.mean(axis=0), targets.std(axis=0)
        size[size <= 1e-12 * np.abs(level)] = 1.0
        ridge = RidgeCV(alphas=PENALTIES, alpha_per_target=True)
        ridge.fit((terms - middle) / spread, (targets - level) / size)
        slopes = np.asarray(ridge.coef_, float).reshape(targets.shape[1], -1).T
        weights = slopes / spread[:, None] * size
        constant = level + np.ravel(ridge.intercept_) * size - middle @ weights
        return cls(degree, interactions, constant, weights)

    def __call__(self, scaled: Floats) -> Floats:
        """Value of each target (rows, targets) at each row of scaled parameters."""
        return self.constant + _terms(scaled, self.degree, self.interactions) @ self.weights

    def of(self, targets: list[int]) -> Polynomial:
        """The polynomials of some targets only."""
        return Polynomial(
            self.degree, self.interactions, self.constant[targets], self.weights[:, targets]
        )


def out_of_fold(scaled: Floats, targets: Floats, degree: int, folds: list[Fold]) -> Floats:
    """Each row's targets predicted by a polynomial that was fitted without its fold."""
    predicted = np.empty_like(targets)
    for kept, left in folds:
        fitted = Polynomial.fit(scaled[kept], targets[kept], degree)
        predicted[left] = fitted(scaled[left])
    return predicted


def _terms(scaled: Floats, degree: int, interactions: bool) -> Floats:
    if not interactions:
        return np.hstack([scaled**power for power in range(1, degree + 1)])
    from sklearn.preprocessing import PolynomialFeatures

    terms = PolynomialFeatures(degree, include_bias=False).fit_transform(scaled)
    return np.asarray(terms, float)
