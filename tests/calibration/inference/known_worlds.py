"""Worlds whose posterior is known: moments linear in scaled parameters, noise normal."""

from __future__ import annotations

import numpy as np

from calibration.inference.arrays import Floats
from calibration.inference.emulator import Emulator
from calibration.inference.likelihood import SyntheticLikelihood, gaussian_log_density
from calibration.inference.polynomial import Polynomial
from calibration.inference.prior import Marginal, Priors


def unit_priors(parameters: int) -> Priors:
    names = tuple(f"p{k}" for k in range(parameters))
    return Priors(names, (Marginal("uniform", -1.0, 1.0),) * parameters)


def linear_emulator(slopes: Floats, sds: Floats, correlation: Floats) -> Emulator:
    """Exactly linear means (slopes: parameters, moments) and the same noise everywhere."""
    moments = slopes.shape[1]
    log_variance = 2 * np.log(sds)
    return Emulator(
        tuple(f"m{k}" for k in range(moments)),
        Polynomial(1, True, np.zeros(moments), slopes),
        Polynomial(1, True, log_variance, np.zeros_like(slopes)),
        np.stack([log_variance, log_variance]),
        correlation,
        np.ones(moments),
        np.zeros((1, moments)),
    )


def linear_likelihood(
    slopes: Floats, sds: Floats, correlation: Floats, observed: Floats
) -> SyntheticLikelihood:
    """Half of each variance is the run's, half the observation's."""
    share = np.sqrt(0.5)
    covariance = np.outer(sds, sds) * correlation / 2
    return SyntheticLikelihood(
        linear_emulator(slopes, sds * share, correlation), observed, covariance
    )


def closed_posterior(likelihood: SyntheticLikelihood) -> tuple[Floats, Floats]:
    """Mean and covariance of scaled parameters where the walls are far away."""
    slopes = likelihood.emulator.mean.weights
    _, covariance = likelihood.predict(np.zeros((1, len(slopes))))
    weighted = slopes @ np.linalg.inv(covariance[0])
    posterior = np.linalg.inv(weighted @ slopes.T)
    return posterior @ weighted @ likelihood.observed, posterior


def on_a_grid(mean: Floats, covariance: Floats, points: int = 1201) -> tuple[Floats, Floats, float]:
    """Mean, sd and log mass over the unit square of a normal density, by the midpoint rule."""
    axis = (np.arange(points) + 0.5) / points
    grid = np.stack(np.meshgrid(axis, axis, indexing="ij"), axis=-1).reshape(-1, 2)
    density = np.exp(gaussian_log_density(grid - mean, covariance))
    mass = density.sum()
    middle = density @ grid / mass
    sd = np.sqrt(density @ (grid - middle) ** 2 / mass)
    return middle, sd, float(np.log(mass / points**2))
