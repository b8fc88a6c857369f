"""Priors and a likelihood put together: joint draws of parameters, in every coordinate."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from calibration.inference.agreement import Weighted
from calibration.inference.arrays import Floats, Whole
from calibration.inference.likelihood import SyntheticLikelihood
from calibration.inference.prior import Priors
from calibration.inference.tempered_smc import Tempered, tempered_smc


@dataclass(frozen=True)
class Posterior:
    """Equally weighted joint draws of all parameters.

    Attributes:
        values: in the parameters' units (draws, parameters).
        cube: the same as points of the unit cube.
        scaled: the same with each support laid on [-1, 1].
        log_likelihood: at each draw.
        ancestors: the particle of the prior that each draw descends from.
        log_evidence: logarithm of the likelihood's mean over the prior.
        runs: of the sampler, whose draws follow each other here.
    """

    values: Floats
    cube: Floats
    scaled: Floats
    log_likelihood: Floats
    ancestors: Whole
    log_evidence: float
    runs: tuple[Tempered, ...]

    def weighted(self) -> Weighted:
        """Scaled draws with what their Monte Carlo error is computed from."""
        return Weighted(self.scaled, ancestors=self.ancestors)


def draw_posterior(
    priors: Priors,
    likelihood: SyntheticLikelihood,
    random: np.random.Generator,
    particles: int = 1000,
    moves: int = 8,
    repeats: int = 1,
) -> Posterior:
    """Posterior draws by tempered SMC.

    Args:
        priors: of the parameters.
        likelihood: of the moments that are conditioned on.
        random: all random numbers.
        particles: draws of each run of the sampler.
        moves: at each temperature.
        repeats: independent runs that are put together. One is enough for intervals; several
            leave enough ancestors for Monte Carlo errors where the data are sharp.

    Raises:
        ValueError: as `tempered_smc`, or no repeats.
        RuntimeError: as `tempered_smc`.
    """
    if repeats < 1:
        raise ValueError(f"{repeats} runs of the sampler: at least one is needed")
    runs = tuple(
        tempered_smc(
            lambda cube: likelihood(priors.scaled_from_cube(cube)),
            priors.count,
            generator,
            particles=particles,
            moves=moves,
        )
        for generator in ([random] if repeats == 1 else random.spawn(repeats))
    )
    cube = np.vstack([run.draws for run in runs])
    evidences = np.array([run.log_evidence for run in runs])
    top = float(evidences.max())
    return Posterior(
        priors.from_cube(cube),
        cube,
        priors.scaled_from_cube(cube),
        np.concatenate([run.log_likelihood for run in runs]),
        np.concatenate([run.ancestors + k * particles for k, run in enumerate(runs)]),
        top + math.log(float(np.exp(evidences - top).mean())),
        runs,
    )
