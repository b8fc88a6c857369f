"""First and total order indices with the seed as a factor of its own.

Every point is run with the same seeds. The outcome is a function of the factors and of the seed, so
its variance is all of it, chance included; the estimators are those of Saltelli et al. (2010), as
SALib has them, over rows and seeds:

* first order of group i: mean of f(B, s') (f(A_B^i, s) - f(A, s)), s' a seed other than s, since
  the seed is one of the factors that must differ;
* total order of group i: half the mean of (f(A, s) - f(A_B^i, s))^2, the seed kept;
* steady: the same with two seeds, (f(A, s) - f(A_B^i, s)) (f(A, s') - f(A_B^i, s')) / 2: the part
  of the total that is not an interplay with chance;
* the seed's own, from the spread over seeds of whole columns (first) and of single points (total).

Intervals are 95 % of Student's t around the estimate, with the standard deviation of a bootstrap
in which scrambles and seeds are drawn anew together (Owen 2007); with few scrambles rows are, which
is too wide for a smooth function.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from calibration.sensitivity.design import Floats, Outputs, SobolDesign
from calibration.sensitivity.tails import Scale, kurtosis, on_scale

BOOTSTRAPS = 1000
DUMMIES = 50
FEWEST_SCRAMBLES = 4
LEVEL = 0.95
SEED, LEVERS, UNKNOWNS = "seed", "levers", "unknowns"


@dataclass(frozen=True)
class Index:
    """One index; `low` and `high` are its 95 % interval."""

    value: float
    low: float
    high: float

    def is_above(self, floor: float) -> bool:
        """Whether the whole interval lies above a floor."""
        return self.low > floor


@dataclass(frozen=True)
class Indices:
    """Indices of one factor.

    Attributes:
        first: share of the variance that it moves by itself.
        total: share that it moves by itself or with others, chance among them.
        steady: total without the interplay with chance; of the seed 0.
        named: whether the interval of the first or of the total order lies above the floor.
    """

    first: Index
    total: Index
    steady: Index
    named: bool


@dataclass(frozen=True, eq=False)  # holds arrays
class SobolResult:
    """What a design says of one outcome.

    Attributes:
        scale: "raw", "rank" or "clip".
        groups: by name, in the order of the design.
        seed: of chance; None where every point was run with one seed.
        wholes: levers and unknowns, each together; empty where there is one kind only.
        first_floor: the largest first order index that any group got in 95 % of shuffles in which
            no group had a main effect.
        total_floor: what a factor gets that does nothing but draw chance anew: the seed's total.
        kurtosis: of the outcome on its own scale.
        mean: of the outcome on its own scale.
        sd: of the outcome on its own scale.
        resampled: "scrambles" or "rows".
        convergence: first and total order from the first quarter, half and all of the rows, shape
            (3, 2, groups).
    """

    scale: Scale
    groups: dict[str, Indices]
    seed: Indices | None
    wholes: dict[str, Indices]
    first_floor: float
    total_floor: float
    kurtosis: float
    mean: float
    sd: float
    resampled: str
    convergence: Floats


@dataclass(frozen=True, eq=False)  # holds arrays
class _Moments:
    """Sums of products over rows, by block: all that the indices and their bootstrap need.

    Attributes:
        count: rows, by block.
        means: mean of first and second points, by block and seed.
        products: mean product of two seeds at one of these points, by block, seed and seed.
        first: mean of f(B, s') (f(A_B^i, s) - f(A, s)), by block, group, s, s'.
        half: half the mean of the product of the changes under s and s', by block, group, s, s'.
    """

    count: Floats
    means: Floats
    products: Floats
    first: Floats
    half: Floats


def _moments(table: Floats, blocks: Floats) -> _Moments:
    """Moments of a table (rows, parts, seeds), the parts A, A_B^1 ..., B; rows go by block."""
    first, second, mixed = table[:, 0], table[:, -1], table[:, 1:-1]
    change = mixed - first[:, None]
    numbers, starts, count = np.unique(blocks, return_index=True, return_counts=True)
    assert (np.diff(blocks) >= 0).all() and len(numbers) == len(starts)

    def by_block(values: Floats) -> Floats:
        return np.asarray(np.add.reduceat(values, starts)) / count.reshape(
            -1, *[1] * (values.ndim - 1)
        )

    products = (first[:, :, None] * first[:, None, :] + second[:, :, None] * second[:, None, :]) / 2
    return _Moments(
        count / count.sum(),
        by_block((first + second) / 2),
        by_block(products),
        by_block(change[:, :, :, None] * second[:, None, None, :]),
        by_block(change[:, :, :, None] * change[:, :, None, :] / 2),
    )


def _indices(moments: _Moments, blocks: Floats, seeds: Floats) -> Floats:
    """First, total and steady indices of the groups and, last, of the seed: (3, groups + 1).

    Args:
        moments: of the rows.
        blocks: how often each block counts.
        seeds: how often each seed counts.
    """
    rows = blocks * moments.count
    rows = rows / rows.sum()
    same = np.diag(seeds / seeds.sum())
    # Two different seeds; where there is one only, nothing is drawn that must differ.
    apart = np.outer(seeds, seeds) * (1 - np.eye(len(seeds)))
    if len(seeds) > 1 and apart.sum() == 0.0:
        return np.full((3, moments.first.shape[1] + 1), np.nan)
    apart = same if len(seeds) == 1 else apart / apart.sum()
    products = np.einsum("b,bst->st", rows, moments.products)
    means = rows @ moments.means
    square, pairs = (products * same).sum(), (products * apart).sum()
    level = (np.outer(means, means) * apart).sum()
    variance = square - level
    first = np.einsum("b,bist,st->i", rows, moments.first, apart)
    total = np.einsum("b,bist,st->i", rows, moments.half, same)
    steady = np.einsum("b,bist,st->i", rows, moments.half, apart)
    of_seed = ((np.outer(means, means) * same).sum() - level, square - pairs, 0.0)
    return np.asarray(np.column_stack([np.stack([first, total, steady]), of_seed]) / variance)


def analyse(
    design: SobolDesign, outputs: Outputs, scale: Scale = "raw", bootstraps: int = BOOTSTRAPS
) -> SobolResult:
    """Indices of every group, of the seed, and of levers and unknowns as wholes.

    Args:
        design: that was run.
        outputs: of all its points.
        scale: on which the variance is shared out.
        bootstraps: resamples behind the intervals.

    Raises:
        ValueError: outputs of another design, not finite, or all alike.
    """
    plain = outputs.of(design)
    values = on_scale(plain, scale)
    table = values.reshape(-1, design.parts, values.shape[1])
    table = table - table[:, [0, -1]].mean()
    blocks, resampled = _blocks(design)
    random = np.random.default_rng(design.seed)
    groups = len(design.names)
    own = np.delete(table, groups + 1, axis=1) if design.is_split else table
    found = _with_intervals(_moments(own, blocks), random, bootstraps)
    first_floor = _first_floor(own, random)
    chance = own.shape[2] > 1
    total_floor = float(found[1, -1, 0]) if chance else 0.0
    named = [_as_indices(found[:, at], first_floor, total_floor) for at in range(groups + 1)]
    return SobolResult(
        scale,
        dict(zip(design.names, named[:groups], strict=True)),
        named[-1] if chance else None,
        _wholes(table, blocks, random, bootstraps, first_floor) if design.is_split else {},
        first_floor,
        total_floor,
        kurtosis(plain),
        float(plain.mean()),
        float(plain.std()),
        resampled,
        _convergence(own),
    )


def _blocks(design: SobolDesign) -> tuple[Floats, str]:
    """What is drawn anew in a bootstrap: scrambles where there are enough, else rows."""
    rows = np.arange(design.scrambles * design.rows)
    if design.scrambles >= FEWEST_SCRAMBLES:
        return (rows // design.rows).astype(float), "scrambles"
    return rows.astype(float), "rows"


def _with_intervals(moments: _Moments, random: np.random.Generator, count: int) -> Floats:
    """Indices with low and high ends, shape (3, groups + 1, 3)."""
    from scipy.special import stdtrit

    blocks, seeds = len(moments.count), moments.means.shape[1]
    best = _indices(moments, np.ones(blocks), np.ones(seeds))
    drawn = []
    for _ in range(count):
        of_blocks = np.bincount(random.integers(blocks, size=blocks), minlength=blocks)
        of_seeds = np.bincount(random.integers(seeds, size=seeds), minlength=seeds)
        drawn.append(_indices(moments, of_blocks.astype(float), of_seeds.astype(float)))
    # A resample of a single seed has nothing that differs: it is left out.
    spread = np.nanstd(drawn, axis=0) * np.sqrt(blocks / (blocks - 1))
    half = float(stdtrit(blocks - 1, (1 + LEVEL) / 2)) * spread
    return np.stack([best, best - half, best + half], axis=-1)


def _first_floor(table: Floats, random: np.random.Generator) -> float:
    """The first order that no main effect gets: second points shuffled against the changes."""
    largest = []
    still = np.zeros(len(table))
    for _ in range(DUMMIES):
        shuffled = table.copy()
        shuffled[:, -1] = table[random.permutation(len(table)), -1]
        found = _indices(_moments(shuffled, still), np.ones(1), np.ones(table.shape[2]))
        largest.append(found[0, :-1].max())
    return float(np.quantile(largest, LEVEL))


def _wholes(
    table: Floats, blocks: Floats, random: np.random.Generator, count: int, floor: float
) -> dict[str, Indices]:
    """Levers and unknowns, each together: the point with all levers swapped serves both.

    With first and second point exchanged, what was a swap of levers is one of unknowns.
    """
    first, swapped, second = table[:, :1], table[:, -2:-1], table[:, -1:]
    wholes = {}
    for name, parts in ((LEVERS, (first, swapped, second)), (UNKNOWNS, (second, swapped, first))):
        moments = _moments(np.concatenate(parts, axis=1), blocks)
        found = _with_intervals(moments, random, count)
        wholes[name] = _as_indices(found[:, 0], floor, float(found[1, -1, 0]))
    return wholes


def _convergence(table: Floats) -> Floats:
    """First and total order from the first quarter, half and all of the rows."""
    found = []
    for part in (4, 2, 1):
        rows = table[: max(2, len(table) // part)]
        moments = _moments(rows - rows[:, [0, -1]].mean(), np.zeros(len(rows)))
        found.append(_indices(moments, np.ones(1), np.ones(table.shape[2]))[:2, :-1])
    return np.stack(found)


def _as_indices(found: Floats, first_floor: float, total_floor: float) -> Indices:
    first, total, steady = (Index(*map(float, row)) for row in found)
    named = first.is_above(first_floor) or total.is_above(total_floor)
    return Indices(first, total, steady, named)
