"""Tempered sequential Monte Carlo on the unit cube (Del Moral, Doucet, Jasra 2006).

Particles start from the prior, which is flat on the cube. The likelihood is raised to a power that
grows from 0 to 1, each time by as much as leaves 70 % of the particles effective; then particles
are resampled and moved by random walks that leave the tempered posterior as it is.

A proposal outside the cube is rejected. Reflecting it at the wall would be wrong: with correlated
steps the way back is not as likely as the way there, and posteriors near a wall come out too wide.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from calibration.inference.arrays import Floats, Whole, systematic

LogLikelihood = Callable[[Floats], Floats]
SCALES = (0.95, 0.38)  # of the steps, in population standard deviations: one bold, one careful
MOST_TEMPERATURES = 200
LEAST_STEP = 1e-12  # of temperature


@dataclass(frozen=True)
class Tempered:
    """Draws from a posterior and how they came about.

    Attributes:
        draws: points of the cube (particles, parameters), equally weighted.
        log_likelihood: at each draw.
        log_evidence: logarithm of the likelihood's mean over the prior.
        temperatures: powers of the likelihood, 0 to 1.
        acceptance: share of accepted moves, by temperature and move.
        ancestors: which particle of the prior each draw descends from; draws of one ancestor may
            be alike, which is what Monte Carlo errors are computed from.
    """

    draws: Floats
    log_likelihood: Floats
    log_evidence: float
    temperatures: Floats
    acceptance: Floats
    ancestors: Whole


def tempered_smc(
    log_likelihood: LogLikelihood,
    parameters: int,
    random: np.random.Generator,
    particles: int = 1000,
    moves: int = 8,
    effective: float = 0.7,
) -> Tempered:
    """Draw from the posterior of a flat prior on the unit cube.

    Args:
        log_likelihood: of points (rows, parameters) of the cube; minus infinity is allowed.
        parameters: number of parameters.
        random: all random numbers.
        particles: number of draws.
        moves: random-walk moves at each temperature.
        effective: share of particles that each step of temperature leaves effective.

    Raises:
        ValueError: a likelihood that is not a number, or of the wrong length; impossible settings.
        RuntimeError: the likelihood is zero at every particle, or so steep that the temperature
            no longer rises.
    """
    if parameters < 1 or particles < 10 * parameters or moves < 1 or not 0 < effective < 1:
        raise ValueError("SMC: at least ten particles a parameter, one move, a share below 1")
    points = random.random((particles, parameters))
    likelihood = _checked(log_likelihood, points)
    ancestors = np.arange(particles, dtype=np.int64)
    temperature, evidence = 0.0, 0.0
    temperatures, acceptance = [0.0], []
    while temperature < 1.0:
        step = _next_step(likelihood, 1.0 - temperature, effective)
        if step < LEAST_STEP or len(temperatures) > MOST_TEMPERATURES:
            raise RuntimeError("SMC: the likelihood is too steep, its temperature no longer rises")
        weights, growth = _weights(likelihood, step)
        evidence += growth
        temperature = 1.0 if step == 1.0 - temperature else temperature + step
        chosen = systematic(weights, particles, random)
        points, likelihood, ancestors = points[chosen], likelihood[chosen], ancestors[chosen]
        factor = _factor(points)
        accepted = []
        for move in range(moves):
            steps = random.standard_normal(points.shape) @ factor.T * SCALES[move % len(SCALES)]
            accepted.append(
                _move(points, likelihood, points + steps, temperature, log_likelihood, random)
            )
        temperatures.append(temperature)
        acceptance.append(accepted)
    return Tempered(
        points, likelihood, evidence, np.array(temperatures), np.array(acceptance), ancestors
    )


def _move(
    points: Floats,
    likelihood: Floats,
    proposed: Floats,
    temperature: float,
    log_likelihood: LogLikelihood,
    random: np.random.Generator,
) -> float:
    """Accept or reject the proposals, in place; the share that was accepted."""
    inside = ((proposed > 0) & (proposed < 1)).all(axis=1)
    found = np.full(len(points), -np.inf)
    if inside.any():
        found[inside] = _checked(log_likelihood, proposed[inside])
    with np.errstate(invalid="ignore"):
        gain = temperature * (found - likelihood)
    accepted = inside & (np.log(random.random(len(points))) < gain)
    points[accepted], likelihood[accepted] = proposed[accepted], found[accepted]
    return float(accepted.mean())


def _checked(log_likelihood: LogLikelihood, points: Floats) -> Floats:
    found = np.asarray(log_likelihood(points), float)
    if found.shape != (len(points),):
        raise ValueError(f"the likelihood gave {found.shape} for {len(points)} points")
    if np.isnan(found).any() or np.isposinf(found).any():
        raise ValueError("the likelihood is not a number, or infinite, at some points")
    return found


def _weights(likelihood: Floats, step: float) -> tuple[Floats, float]:
    """Weights of a step of temperature that sum to 1, and the logarithm of their mean."""
    top = likelihood.max()
    raised = np.exp(step * (likelihood - top))
    return raised / raised.sum(), float(np.log(raised.mean()) + step * top)


def _next_step(likelihood: Floats, left: float, effective: float) -> float:
    """The largest step of temperature that leaves the share `effective` of the particles."""
    if np.isneginf(likelihood).all():
        raise RuntimeError("SMC: the likelihood is zero at every particle")

    def share(step: float) -> float:
        weights, _ = _weights(likelihood, step)
        return float(1 / (weights**2).sum() / len(weights))

    # Points of no likelihood at all are lost at any step; what counts is what the others keep.
    wanted = effective * float(np.isfinite(likelihood).mean())
    if share(left) >= wanted:
        return left
    low, high = 0.0, left
    while high - low > 1e-4 * high and high > LEAST_STEP:
        middle = (low + high) / 2
        low, high = (middle, high) if share(middle) >= wanted else (low, middle)
    return low


def _factor(points: Floats) -> Floats:
    """Cholesky factor of the population's covariance; a collapsed direction keeps a little."""
    covariance = np.atleast_2d(np.cov(points, rowvar=False))
    return np.asarray(np.linalg.cholesky(covariance + 1e-12 * np.eye(len(covariance))))
