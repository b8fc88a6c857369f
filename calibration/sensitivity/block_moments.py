"""Mean products of a Sobol design by block: all that its indices and their bootstrap need.

A block is a scramble with seeds of its own, so that drawing blocks anew draws rows and seeds. Every
product of the same and of two different seeds is taken within a block.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from calibration.sensitivity.design import Floats


@dataclass(frozen=True, eq=False)  # holds arrays
class Moments:
    """Means over the rows of a block, f being the outcome, A, B first and second points.

    Attributes:
        count: share of the rows, by block.
        means: of f, by block and seed.
        square: of f(A, s)^2, f(B, s)^2.
        pairs: of f(A, s) f(A, s'), f(B, s) f(B, s'), s' a seed other than s.
        cross_same: of two different points under the same seed.
        cross_apart: of two different points under two seeds.
        first: of f(B, s') (f(A_B^i, s) - f(A, s)), by block and group.
        total: half of (f(A_B^i, s) - f(A, s))^2.
        steady: half of the product of this change under s and under s'.
        levers: first, total, steady of all levers together, and of the two products that unknowns
            take: half of (f(A, s) - f(A_B^levers, s'))^2 and f(B, s) (f(A_B^levers, s) -
            f(A, s')); and of the squares of the points in these two; by block and these seven; None
            where there is one kind only.
    """

    count: Floats
    means: Floats
    square: Floats
    pairs: Floats
    cross_same: Floats
    cross_apart: Floats
    first: Floats
    total: Floats
    steady: Floats
    levers: Floats | None


def moments_of(table: Floats, blocks: Floats, is_split: bool) -> Moments:
    """Moments of a table of outcomes.

    Args:
        table: shape (rows, parts, seeds), the parts A, A_B^1 ..., perhaps A_B^levers, B.
        blocks: of each row, rising.
        is_split: whether the last part but one has all levers from the second point.
    """
    _, starts, count = np.unique(blocks, return_index=True, return_counts=True)
    assert (np.diff(blocks) >= 0).all()
    seeds = table.shape[2]
    # One seed: nothing is drawn that must differ.
    apart = np.ones((1, 1)) if seeds == 1 else (1 - np.eye(seeds)) / (seeds * (seeds - 1))

    def by_block(values: Floats) -> Floats:
        shape = (-1, *[1] * (values.ndim - 1))
        return np.asarray(np.add.reduceat(values, starts) / count.reshape(shape))

    def mixed(one: Floats, other: Floats) -> Floats:
        """Mean product of two seeds, over rows of a block."""
        return by_block(np.einsum("r...s,r...t,st->r...", one, other, apart))

    first, second = table[:, 0], table[:, -1]
    change = table[:, 1:-1] - first[:, None]
    ends = table[:, [0, -1]]
    square, pairs = by_block((ends**2).mean(axis=(1, 2))), mixed(ends, ends).mean(axis=1)
    sums = by_block(ends.sum(axis=1)) * count[:, None]  # over all points of a block, by seed
    every = 2.0 * count
    whole = np.einsum("bs,bt,st->b", sums, sums, apart)
    of_first = mixed(change, np.broadcast_to(second[:, None], change.shape))
    of_total, of_steady = by_block((change**2).mean(axis=2) / 2), mixed(change, change) / 2
    levers = None
    if is_split:
        swapped = table[:, -2]
        near, far = (by_block((one**2 + swapped**2).mean(axis=1) / 2) for one in (first, second))
        left = near - mixed(first, swapped)
        closed = by_block((second * swapped).mean(axis=1)) - mixed(second, first)
        levers = np.column_stack(
            [*(one[:, -1] for one in (of_first, of_total, of_steady)), left, closed, near, far]
        )
        of_first, of_total, of_steady = (one[:, :-1] for one in (of_first, of_total, of_steady))
    return Moments(
        count / count.sum(), sums / every[:, None], square, pairs,
        ((sums**2).mean(axis=1) - every * square) / (every * (every - 1)),
        (whole - every * pairs) / (every * (every - 1)),
        of_first, of_total, of_steady, levers,
    )  # fmt: skip


@dataclass(frozen=True, eq=False)  # holds arrays
class Estimates:
    """Indices from blocks that count so and so often: one row a resample.

    Attributes:
        groups: first, total, steady by group (resamples, 3, groups).
        seed: first, total, steady (resamples, 3).
        levers: the same of all levers together; None where there is one kind only.
        unknowns: the same of all unknowns together, through the complement.
    """

    groups: Floats
    seed: Floats
    levers: Floats | None
    unknowns: Floats | None


def estimates(moments: Moments, weights: Floats) -> Estimates:
    """Indices from moments.

    Args:
        moments: by block.
        weights: how often each block counts (resamples, blocks).
    """
    rows = weights * moments.count
    rows = rows / rows.sum(axis=1, keepdims=True)
    square, pairs, same, apart = (
        rows @ one
        for one in (moments.square, moments.pairs, moments.cross_same, moments.cross_apart)
    )
    level = _level(moments, rows, apart)
    variance = (square - level)[:, None]
    groups = [rows @ one / variance for one in (moments.first, moments.total, moments.steady)]
    of_seed = np.column_stack([same - apart, square - pairs, np.zeros(len(rows))]) / variance
    if moments.levers is None:
        return Estimates(np.stack(groups, axis=1), of_seed, None, None)
    found = rows @ moments.levers / variance
    # Each over the variance of its own points: heavy tails among others would not cancel.
    own = found[:, 5:7] * variance - level[:, None]
    left, closed = found[:, 3:5].T * variance[:, 0] / own.T
    # What is no interplay with chance, less what levers alone explain.
    steady = (pairs - level) / variance[:, 0] - found[:, 0]
    unknowns = np.column_stack([1 - left, 1 - closed, steady])
    return Estimates(np.stack(groups, axis=1), of_seed, found[:, :3], unknowns)


def _level(moments: Moments, rows: Floats, apart: Floats) -> Floats:
    """Square of the mean: products of two blocks and two seeds, so that no noise is squared."""
    means, seeds = moments.means, moments.means.shape[1]
    differ = np.ones((1, 1)) if seeds == 1 else (1 - np.eye(seeds)) / (seeds * (seeds - 1))
    whole = rows @ means
    own = rows**2 @ np.einsum("bs,bt,st->b", means, means, differ)
    weight = 1.0 - (rows**2).sum(axis=1)
    both = np.einsum("ns,nt,st->n", whole, whole, differ)
    some = weight > 1e-12  # else one block only
    return np.where(some, (both - own) / np.where(some, weight, 1.0), apart)
