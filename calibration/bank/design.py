"""Points of the prior: every quantity that is not known, in the unit cube of its quantiles."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scenarios.lever_declarations import LeverDeclaration
    from scenarios.quantities import Prior
    from scenarios.scenario_schema import LeverValue, Scenario

Settings = dict[str, "LeverValue"]


@dataclass(frozen=True)
class Unknown:
    """A quantity with a prior.

    Attributes:
        name: as `--set` takes it.
        declaration: its one declaration: labels, unit, prior, evidence.
    """

    name: str
    declaration: LeverDeclaration

    @property
    def prior(self) -> Prior:
        """Its prior."""
        assert self.declaration.prior is not None
        return self.declaration.prior

    def value(self, place: float) -> float | int:
        """Value at a quantile of the prior, 0 to 1, as it can be set."""
        return self.setting(self.prior.quantile(place))

    def setting(self, value: float) -> float | int:
        """The nearest value that can be set, within the prior."""
        return self.declaration.settable(value)

    @property
    def learnable(self) -> bool:
        """Whether a posterior may speak of it: not so of a figure of policy, which is decided."""
        from scenarios.posterior_checks import LEARNABLE

        return self.declaration.kind in LEARNABLE

    def values(self, places: NDArray[np.float64]) -> NDArray[np.float64]:
        """Values at quantiles of the prior, shape (draws,)."""
        return np.array([float(self.value(place)) for place in places.tolist()])


def unknowns(scenario: Scenario) -> tuple[Unknown, ...]:
    """Every quantity of a scenario that has a prior, in the order of their declaration.

    Behaviour, assumed facts of the place and assumed figures of policies: what is not free in a
    fit varies in the bank all the same, so that a posterior is not sharper than what is known.
    """
    from scenarios.levers import list_levers

    return tuple(
        Unknown(lever.name, lever) for lever in list_levers(scenario) if lever.prior is not None
    )


def prior_points(count: int, dimensions: int, seed: int) -> NDArray[np.float64]:
    """Scrambled Sobol points, shape (count, dimensions).

    The first points of a longer sequence are those of a shorter one with the same seed.

    Raises:
        ValueError: fewer than one point.
    """
    from scipy.stats import qmc

    if count < 1:
        raise ValueError(f"a bank has 1 run or more, not {count}")
    sequence = qmc.Sobol(dimensions, scramble=True, seed=seed)
    return np.asarray(sequence.random_base2(math.ceil(math.log2(count))))[:count]


def settings_at(unknown: Sequence[Unknown], point: NDArray[np.float64]) -> Settings:
    """Settings of a point of the unit cube."""
    return {one.name: one.value(place) for one, place in zip(unknown, point.tolist(), strict=True)}
