"""Priors and a likelihood put together: joint draws of parameters, in every coordinate."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from calibration.inference.arrays import Floats
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
        sampled: how they were drawn.
    """

    values: Floats
    cube: Floats
    scaled: Floats
    sampled: Tempered


def draw_posterior(
    priors: Priors,
    likelihood: SyntheticLikelihood,
    random: np.random.Generator,
    particles: int = 1000,
    moves: int = 8,
) -> Posterior:
    """Posterior draws by tempered SMC; arguments and errors as of `tempered_smc`."""
    sampled = tempered_smc(
        lambda cube: likelihood(priors.scaled_from_cube(cube)),
        priors.count,
        random,
        particles=particles,
        moves=moves,
    )
    cube = sampled.draws
    return Posterior(priors.from_cube(cube), cube, priors.scaled_from_cube(cube), sampled)
