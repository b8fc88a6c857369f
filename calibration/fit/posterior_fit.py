"""The fit: an emulator of the bank, a synthetic likelihood, a sampler, and a second opinion.

What is not free stays at its prior draws in the bank, so its chance is in the emulator's spread.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from calibration.bank.design import Unknown
    from calibration.fit.screening import Table
    from calibration.inference.agreement import Agreement
    from calibration.inference.emulator import Emulator
    from calibration.inference.identification import Ridge
    from calibration.inference.likelihood import SyntheticLikelihood
    from calibration.inference.local_linear import Adjusted
    from calibration.inference.misfit import BlockPrediction, Misfit
    from calibration.inference.posterior import Posterior
    from calibration.inference.prior import Priors

PARTICLES = 1000
REPEATS = 4
# Share of the bank that the second opinion keeps: the nearest runs.
KEPT = 0.25
# Runs for each coefficient of the polynomial from which it is cubic.
RUNS_A_COEFFICIENT = 5


@dataclass(frozen=True)
class Fit:
    """A posterior and how far it can be trusted.

    Attributes:
        priors: of the free parameters.
        likelihood: of the moments that tell anything.
        silent: moments that the free parameters do not move beyond chance (Q2 of 0 or less).
        posterior: joint draws.
        second: draws of the independent second method.
        agreement: of the two, on the priors' own scale.
        contraction: by free parameter, on its prior's own scale.
        ridges: pairs that the data do not tell apart.
        misfit: distance of the data from the best point.
        blocks: each block of data predicted from the others, moments that tell nothing about
            parameters too; without a block that holds all that tells anything.
    """

    priors: Priors
    likelihood: SyntheticLikelihood
    silent: tuple[str, ...]
    posterior: Posterior
    second: Adjusted
    agreement: Agreement
    contraction: NDArray[np.float64]
    ridges: tuple[Ridge, ...]
    misfit: Misfit
    blocks: tuple[BlockPrediction, ...]


def free_priors(unknown: Sequence[Unknown], free: Sequence[int]) -> Priors:
    """Priors of the free parameters, in their order."""
    from calibration.inference.prior import Priors

    return Priors.of({unknown[one].name: unknown[one].prior for one in free})


def emulator_of(table: Table, priors: Priors, free: Sequence[int], seed: int) -> Emulator:
    """Emulator of all moments over the free parameters.

    Cubic where the bank has `RUNS_A_COEFFICIENT` runs for each coefficient, else quadratic.

    Raises:
        ValueError: fewer runs than any emulator needs.
    """
    from math import comb

    from calibration.inference.emulator import fit_emulator

    scaled = priors.scaled_from_cube(table.points[:, list(free)])
    degree = 3 if len(scaled) >= RUNS_A_COEFFICIENT * comb(len(free) + 3, 3) else 2
    return fit_emulator(scaled, table.values, table.moments.names, degree=degree, seed=seed)


def likelihood_of(
    table: Table, priors: Priors, free: Sequence[int], seed: int
) -> SyntheticLikelihood:
    """Likelihood of what is published, of all moments.

    Errors of what is published and the model's own discrepancy add up.
    """
    from calibration.inference.likelihood import SyntheticLikelihood

    return SyntheticLikelihood(
        emulator_of(table, priors, free, seed), table.moments.values, table.moments.total
    )


def fit(table: Table, unknown: Sequence[Unknown], free: Sequence[int], seed: int) -> Fit:
    """The posterior of the free parameters given what is published.

    Linear algebra has one thread meanwhile: sums, and so the last digits of everything drawn, would
    hang on the number of cores otherwise.

    Args:
        table: the bank's runs.
        unknown: all of the bank's unknowns.
        free: columns of those that are free.
        seed: of all random numbers.

    Raises:
        ValueError: nothing is free, the free parameters move no moment, or there are too few runs
            for the emulator or for the number of moments.
    """
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):
        return _fit(table, unknown, free, seed)


def _fit(table: Table, unknown: Sequence[Unknown], free: Sequence[int], seed: int) -> Fit:
    from calibration.inference.agreement import Weighted, agreement
    from calibration.inference.identification import contraction, ridges, scaled_sd_of
    from calibration.inference.local_linear import local_linear
    from calibration.inference.misfit import j_statistic, leave_one_block_out
    from calibration.inference.posterior import draw_posterior

    random = np.random.default_rng(seed)
    priors = free_priors(unknown, free)
    every = likelihood_of(table, priors, free, seed)
    if not every.emulator.telling:
        raise ValueError("the free parameters move no moment beyond chance")
    likelihood = every.without_silent()
    posterior = draw_posterior(priors, likelihood, random, PARTICLES, repeats=REPEATS)
    told = [table.moments.names.index(name) for name in likelihood.emulator.moments]
    second = local_linear(
        table.points[:, list(free)], table.values[:, told], likelihood.observed,
        likelihood.observed_covariance, random, kept=KEPT,
    )  # fmt: skip
    predicted = leave_one_block_out(
        every, predictable_blocks(table, every.emulator.telling),
        lambda other: draw_posterior(priors, other.without_silent(), random, PARTICLES).scaled,
        random,
    )  # fmt: skip
    return Fit(
        priors,
        likelihood,
        every.emulator.silent,
        posterior,
        second,
        agreement(
            posterior.weighted(),
            Weighted(priors.scaled_from_cube(second.points), weights=second.weights),
        ),
        contraction(scaled_sd_of(posterior.scaled), priors),
        tuple(ridges(posterior.scaled)),
        j_statistic(likelihood, priors.scaled_from_cube, posterior.cube, random),
        tuple(predicted),
    )


def predictable_blocks(table: Table, telling: Collection[str]) -> dict[str, list[str]]:
    """Moments by block, of blocks without which others still tell something.

    Moments that tell nothing about parameters are predicted too: a block that no parameter moves
    can contradict the model all the same.
    """
    blocks: dict[str, list[str]] = {}
    for moment in table.moments.items:
        blocks.setdefault(moment.block, []).append(moment.name)
    return {block: names for block, names in blocks.items() if set(telling) - set(names)}
