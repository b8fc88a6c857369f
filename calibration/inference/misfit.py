"""Whether the model can be true of the data: blocks left out and predicted, and the J statistic.

A model with free parameters fits almost anything it is fitted to. So a block of moments is left
out, parameters are drawn from the others, and the block is predicted with the uncertainty of
parameters, of chance and of observation. What the other moments say of chance in the same run
(a common shock, say) is used too: the block is predicted given their residuals.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from calibration.inference.arrays import Floats, table
from calibration.inference.climb import ROUNDS, climb
from calibration.inference.likelihood import SyntheticLikelihood, squared_distance

FLAGGED = 0.01  # p of a block's prediction below which data and model are said not to fit
REPLICATES = 20_000
STARTS = 8


@dataclass(frozen=True)
class BlockPrediction:
    """A block of moments as the others predict it.

    Attributes:
        name: of the block.
        moments: names of its moments.
        mean: predicted transformed moments.
        sd: their standard deviations, all sources of uncertainty together.
        observed: transformed observed moments.
        distance: squared distance of the observed from the mean, in the predicted covariance.
        p: chance of a distance as large, were the model true; by replicates, at least 1 over
            their number.
    """

    name: str
    moments: tuple[str, ...]
    mean: Floats
    sd: Floats
    observed: Floats
    distance: float
    p: float


@dataclass(frozen=True)
class Misfit:
    """The J statistic.

    Attributes:
        distance: squared distance of the observed from the emulator's mean at the point of
            highest likelihood, in the covariance there.
        degrees: moments less parameters.
        p: chance of as much by chi squared; not a number without degrees of freedom.
        point: of highest likelihood, in the unit cube.
    """

    distance: float
    degrees: int
    p: float
    point: Floats


def leave_one_block_out(
    likelihood: SyntheticLikelihood,
    blocks: Mapping[str, Sequence[str]],
    draw: Callable[[SyntheticLikelihood], Floats],
    random: np.random.Generator,
) -> list[BlockPrediction]:
    """Predict each block of moments from all others.

    Args:
        likelihood: of all moments.
        blocks: names of moments by block; moments in no block are always conditioned on.
        draw: posterior draws (draws, parameters), scaled to [-1, 1], given a likelihood.
        random: of the replicates.

    Raises:
        ValueError: an unknown moment, a block without moments or with all of them, a moment in
            two blocks.
    """
    names = likelihood.emulator.moments
    placed = [name for block in blocks.values() for name in block]
    twice = sorted({name for name in placed if placed.count(name) > 1})
    if twice:
        raise ValueError(f"in two blocks: {', '.join(twice)}")
    found = []
    for title, block in blocks.items():
        unknown = [name for name in block if name not in names]
        if unknown or not block:
            raise ValueError(f"block {title}: no such moments: {', '.join(unknown) or 'empty'}")
        others = [name for name in names if name not in block]
        if not others:
            raise ValueError(f"block {title}: nothing is left to predict it from")
        draws = draw(likelihood.select(others))
        found.append(predict_block(likelihood, tuple(block), draws, random, title))
    return found


def predict_block(
    likelihood: SyntheticLikelihood,
    block: tuple[str, ...],
    draws: Floats,
    random: np.random.Generator,
    title: str = "",
) -> BlockPrediction:
    """A block predicted at draws (draws, parameters), scaled, that were made without it."""
    names = likelihood.emulator.moments
    own = [names.index(name) for name in block]
    others = [k for k in range(len(names)) if k not in own]
    mean, covariance = _given_others(likelihood, own, others, table("draws", draws))
    middle = mean.mean(axis=0)
    total = covariance.mean(axis=0) + (mean - middle).T @ (mean - middle) / len(mean)
    observed = likelihood.observed[own]
    distance = float(squared_distance(observed - middle, total))
    replicates = _replicates(mean, covariance, random)
    beyond = squared_distance(replicates - middle, np.broadcast_to(total, (1, *total.shape)))
    # A little slack: a distance and itself, computed in another order, are the same.
    larger = int((beyond >= distance * (1 - 1e-12)).sum())
    p = (1 + larger) / (1 + len(replicates))
    return BlockPrediction(title, block, middle, np.sqrt(np.diag(total)), observed, distance, p)


def _given_others(
    likelihood: SyntheticLikelihood, own: list[int], others: list[int], draws: Floats
) -> tuple[Floats, Floats]:
    """Mean and covariance of the block's moments given the others, at each draw."""
    mean, covariance = likelihood.predict(draws)
    across = covariance[:, own][:, :, others]
    among = covariance[:, others][:, :, others]
    slopes = np.linalg.solve(among, across.transpose(0, 2, 1)).transpose(0, 2, 1)
    residuals = likelihood.observed[others] - mean[:, others]
    given = mean[:, own] + np.einsum("nij,nj->ni", slopes, residuals)
    left = covariance[:, own][:, :, own] - slopes @ across.transpose(0, 2, 1)
    return given, (left + left.transpose(0, 2, 1)) / 2


def _replicates(mean: Floats, covariance: Floats, random: np.random.Generator) -> Floats:
    """The block as it might have been, at each draw as often."""
    times = -(-REPLICATES // len(mean))
    lower = np.linalg.cholesky(covariance)
    normal = random.standard_normal((times, *mean.shape))
    return np.asarray(mean + np.einsum("nij,tnj->tni", lower, normal)).reshape(-1, mean.shape[1])


def j_statistic(
    likelihood: SyntheticLikelihood,
    to_scaled: Callable[[Floats], Floats],
    draws: Floats,
    random: np.random.Generator,
    rounds: int = ROUNDS,
) -> Misfit:
    """Squared distance at the best point, against chi squared with moments less parameters.

    It takes every parameter as learned. Where some are not, or the best point lies on a wall, the
    true number of degrees of freedom is larger and p too small: read it beside the blocks.

    Args:
        likelihood: of all moments.
        to_scaled: scaled parameters of points of the unit cube.
        draws: posterior draws in the cube (draws, parameters); the best are where climbs start.
        random: of the climbs.
        rounds: calls of the likelihood.
    """
    from scipy.stats import chi2

    rows = table("draws", draws)
    best = np.argsort(-likelihood(to_scaled(rows)), kind="stable")[:STARTS]
    spread = np.atleast_2d(np.cov(rows, rowvar=False))
    points, reached = climb(
        lambda cube: likelihood(to_scaled(cube)), rows[best], spread, random, rounds=rounds
    )
    point = points[int(reached.argmax())]
    distance = float(likelihood.distance(to_scaled(point[None]))[0])
    degrees = len(likelihood.observed) - rows.shape[1]
    p = float(chi2.sf(distance, degrees)) if degrees > 0 else float("nan")
    return Misfit(distance, degrees, p, point)
