"""First and total order indices with the seed as a factor of its own.

Every scramble (a block of rows) is run with seeds of its own, common to all its points. The outcome
is a function of the factors and of the seed, so its variance is all of it, chance included; the
estimators are those of Saltelli et al. (2010), as SALib has them, over rows and seeds of a block:

* first order of group i: mean of f(B, s') (f(A_B^i, s) - f(A, s)), s' a seed other than s, since
  the seed is one of the factors that must differ;
* total order of group i: half the mean of (f(A, s) - f(A_B^i, s))^2, the seed kept;
* steady: the same with two seeds, (f(A, s) - f(A_B^i, s)) (f(A, s') - f(A_B^i, s')) / 2: the part
  of the total that is not an interplay with chance;
* the seed's own: the product of two different points under one seed less that under two (first),
  and the spread over seeds of single points (total);
* unknowns as a whole through the complement of the levers, which is far steadier than the product
  of two large changes: S1 = 1 - half the mean of (f(A, s) - f(A_B^levers, s'))^2 / V, ST = 1 - the
  closed index of {levers, seed} = 1 - mean of f(B, s) (f(A_B^levers, s) - f(A, s')) / V,
  V here being that of the two points that are compared (so that heavy tails cancel).

Intervals are of Student's t around the estimate, with blocks - 1 degrees of freedom and the
standard deviation of a bootstrap in which blocks, and with them rows and seeds, are drawn anew.
With fewer than four scrambles rows are drawn, and the seeds' own share in the error is left out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from calibration.sensitivity.block_moments import Estimates, estimates, moments_of
from calibration.sensitivity.design import Floats, Outputs, SobolDesign
from calibration.sensitivity.tails import Scale, kurtosis, on_scale

BOOTSTRAPS = 1000
FEWEST_SCRAMBLES = 4
CHANCE = 0.05
SEED, LEVERS, UNKNOWNS, REST = "seed", "levers", "unknowns", "rest"
# The group for which the width of an interval is said beforehand.
TYPICAL_SHARE = 0.3


@dataclass(frozen=True)
class Index:
    """One index; `low` and `high` are its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Indices:
    """Indices of one factor.

    Attributes:
        first: share of the variance that it moves by itself.
        total: share that it moves by itself or with others, chance among them.
        steady: total without the interplay with chance; of the seed 0.
        effect: whether the steady total lies above 0, at 0.05 over the number of groups.
        larger: whether the total lies above the seed's, at the same level; both are drawn anew
            together. None of the seed, and where every point was run with one seed.
    """

    first: Index
    total: Index
    steady: Index
    effect: bool
    larger: bool | None


@dataclass(frozen=True, eq=False)  # holds arrays
class SobolResult:
    """What a design says of one outcome.

    Attributes:
        scale: "raw", "rank" or "clip".
        groups: by name, in the order of the design.
        seed: of chance; None where every point was run with one seed.
        wholes: levers and unknowns, each together; empty where there is one kind only.
        rest: 1 less the first order of levers, unknowns and seed; None as above.
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
    rest: Index | None
    kurtosis: float
    mean: float
    sd: float
    resampled: str
    convergence: Floats


def expected_half_widths(rows: int, blocks: int) -> tuple[float, float]:
    """Half-widths of the 95 % intervals of S1 and ST to be expected of a group.

    Those of a normal outcome to which a group of share S = `TYPICAL_SHARE` adds its part: a row's
    term of S1 then has the variance 2 S + S^2, a row's term of ST 2 S^2.
    """
    from scipy.special import stdtrit

    share = TYPICAL_SHARE
    student = float(stdtrit(blocks - 1, 1 - CHANCE / 2))
    return (
        student * float(np.sqrt((2 * share + share**2) / rows)),
        student * share * float(np.sqrt(2 / rows)),
    )


def analyse(
    design: SobolDesign, outputs: Outputs, scale: Scale = "raw", bootstraps: int = BOOTSTRAPS
) -> SobolResult:
    """Indices of every group, of the seed, and of levers and unknowns as wholes.

    Args:
        design: that was run.
        outputs: of all its points; the seeds of a scramble are its own.
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
    moments = moments_of(table, blocks, design.is_split)
    count = len(moments.count)
    draws = np.random.default_rng(design.seed).integers(count, size=(bootstraps, count))
    weights = np.stack([np.bincount(row, minlength=count) for row in draws]).astype(float)
    best, drawn = estimates(moments, np.ones((1, count))), estimates(moments, weights)
    told = _Told(best, drawn, count, len(design.names), values.shape[1] > 1)
    return SobolResult(
        scale,
        {name: told.group(at) for at, name in enumerate(design.names)},
        told.of(best.seed, drawn.seed, is_chance=True) if told.has_chance else None,
        told.wholes(),
        told.rest(),
        kurtosis(plain),
        float(plain.mean()),
        float(plain.std()),
        resampled,
        _convergence(table, blocks, design.is_split),
    )


@dataclass(frozen=True, eq=False)  # holds arrays
class _Told:
    """Intervals and verdicts from estimates and their resamples."""

    best: Estimates
    drawn: Estimates
    blocks: int
    compared: int
    has_chance: bool

    def half(self, values: Floats, level: float) -> float:
        """Half the width of the interval of a figure, from its resamples."""
        from scipy.special import stdtrit

        spread = float(values.std()) * float(np.sqrt(self.blocks / (self.blocks - 1)))
        return float(stdtrit(self.blocks - 1, 1 - level / 2)) * spread

    def index(self, value: float, values: Floats) -> Index:
        """A figure with its 95 % interval."""
        half = self.half(values, CHANCE)
        return Index(float(value), float(value) - half, float(value) + half)

    def is_above_zero(self, value: float, values: Floats) -> bool:
        """Whether it is, at the level that allows for the number of groups compared."""
        return bool(value - self.half(values, CHANCE / self.compared) > 1e-12)

    def of(self, best: Floats, drawn: Floats, is_chance: bool = False) -> Indices:
        """Indices (1, 3) and their resamples (n, 3)."""
        own = [self.index(best[0, at], drawn[:, at]) for at in range(3)]
        at = 1 if is_chance else 2
        larger = None
        if self.has_chance and not is_chance:
            beyond = best[0, 1] - self.best.seed[0, 1]
            larger = self.is_above_zero(beyond, drawn[:, 1] - self.drawn.seed[:, 1])
        return Indices(
            own[0], own[1], own[2], self.is_above_zero(best[0, at], drawn[:, at]), larger
        )

    def group(self, at: int) -> Indices:
        """Indices of one group."""
        return self.of(self.best.groups[:, :, at], self.drawn.groups[:, :, at])

    def wholes(self) -> dict[str, Indices]:
        """Levers and unknowns, where there are both."""
        found = {}
        for name in (LEVERS, UNKNOWNS):
            best, drawn = getattr(self.best, name), getattr(self.drawn, name)
            if best is not None and drawn is not None:
                found[name] = self.of(best, drawn)
        return found

    def rest(self) -> Index | None:
        """Interplay: what none of levers, unknowns and chance moves by itself."""
        if self.best.levers is None or self.best.unknowns is None:
            return None
        assert self.drawn.levers is not None and self.drawn.unknowns is not None
        chance = 1.0 if self.has_chance else 0.0
        value = 1 - (self.best.levers + self.best.unknowns + chance * self.best.seed)[0, 0]
        values = 1 - (self.drawn.levers + self.drawn.unknowns + chance * self.drawn.seed)[:, 0]
        return self.index(value, values)


def _blocks(design: SobolDesign) -> tuple[Floats, str]:
    """What is drawn anew in a bootstrap: scrambles where there are enough, else rows."""
    rows = np.arange(design.scrambles * design.rows)
    if design.scrambles >= FEWEST_SCRAMBLES:
        return (rows // design.rows).astype(float), "scrambles"
    return rows.astype(float), "rows"


def _convergence(table: Floats, blocks: Floats, is_split: bool) -> Floats:
    """First and total order from the first quarter, half and all of the rows."""
    found = []
    for part in (4, 2, 1):
        count = max(2, len(table) // part)
        rows = table[:count]
        moments = moments_of(rows - rows[:, [0, -1]].mean(), blocks[:count], is_split)
        found.append(estimates(moments, np.ones((1, len(moments.count)))).groups[0, :2])
    return np.stack(found)
