"""Screening by elementary effects, every point run with the same seeds.

An effect is the change of the outcome over the change of a factor, averaged over seeds. What an
effect that is only an interplay with chance would get is found by turning the sign of half of the
seeds: a factor that does not stand above it may do nothing but draw chance anew.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from calibration.sensitivity.design import Floats, MorrisDesign, Outputs
from calibration.sensitivity.tails import Scale, on_scale

DUMMIES = 50
BOOTSTRAPS = 1000


@dataclass(frozen=True, eq=False)  # holds arrays
class MorrisResult:
    """Elementary effects by group.

    Attributes:
        names: of the groups.
        strength: mean of the absolute effects (mu star).
        low: lower end of its 95 % interval, over trajectories and seeds.
        high: upper end.
        mean: mean of the effects, with their sign.
        spread: standard deviation of the effects: not linear, or not alone (sigma).
        floor: the strength that chance alone gets in 95 % of the dummies, by group; 0 where every
            point was run with one seed.
    """

    names: tuple[str, ...]
    strength: Floats
    low: Floats
    high: Floats
    mean: Floats
    spread: Floats
    floor: Floats

    @property
    def named(self) -> tuple[int, ...]:
        """Groups whose interval lies above the floor, the strongest first."""
        order = np.argsort(-self.strength, kind="stable").tolist()
        return tuple(at for at in order if self.low[at] > self.floor[at])


def analyse(design: MorrisDesign, outputs: Outputs, scale: Scale = "raw") -> MorrisResult:
    """Elementary effects of a screening.

    Raises:
        ValueError: outputs of another design, not finite, or all alike.
    """
    effects = _effects(design, on_scale(outputs.of(design), scale))
    random = np.random.default_rng(design.seed)
    of_mean = effects.mean(axis=2)
    strength = np.abs(of_mean).mean(axis=0)
    low, high = _interval(effects, strength, random)
    return MorrisResult(
        design.names, strength, low, high, of_mean.mean(axis=0), of_mean.std(axis=0, ddof=1),
        _floor(effects, random),
    )  # fmt: skip


def _effects(design: MorrisDesign, values: Floats) -> Floats:
    """Effects by trajectory, group and seed."""
    steps = len(design.names) + 1
    points = design.points.reshape(design.trajectories, steps, -1)
    table = values.reshape(design.trajectories, steps, -1)
    moved = np.diff(points, axis=1)
    change = np.diff(table, axis=1)
    effects = np.zeros((design.trajectories, len(design.names), table.shape[2]))
    at = {name: number for number, name in enumerate(design.names)}
    for trajectory in range(design.trajectories):
        for step in range(steps - 1):
            column = int(np.argmax(np.abs(moved[trajectory, step])))
            effects[trajectory, at[design.groups[column]]] = (
                change[trajectory, step] / moved[trajectory, step, column]
            )
    return effects


def _interval(
    effects: Floats, strength: Floats, random: np.random.Generator
) -> tuple[Floats, Floats]:
    """Strength with its 95 % interval: trajectories and seeds drawn anew together."""
    from scipy.special import stdtrit

    count, _, seeds = effects.shape
    drawn = []
    for _ in range(BOOTSTRAPS):
        rows, columns = random.integers(count, size=count), random.integers(seeds, size=seeds)
        drawn.append(np.abs(effects[rows][:, :, columns].mean(axis=2)).mean(axis=0))
    half = float(stdtrit(count - 1, 0.975)) * np.std(drawn, axis=0)
    return strength - half, strength + half


def _floor(effects: Floats, random: np.random.Generator) -> Floats:
    """What is left of the strength if the seeds' effects cancel but for chance."""
    seeds = effects.shape[2]
    if seeds < 2:
        return np.zeros(effects.shape[1])
    apart = effects - effects.mean(axis=2, keepdims=True)
    drawn = []
    for _ in range(DUMMIES):
        signs = random.choice([-1.0, 1.0], size=(len(effects), 1, seeds))
        # Effects about their own mean are smaller than those about the true one.
        dummy = (apart * signs).mean(axis=2) * np.sqrt(seeds / (seeds - 1))
        drawn.append(np.abs(dummy).mean(axis=0))
    return np.asarray(np.quantile(drawn, 0.95, axis=0))
