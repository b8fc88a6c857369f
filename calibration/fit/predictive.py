"""The model run again at draws of the posterior, with new seeds: all figures told come from these.

Free parameters take their draws; everything else that is not known takes draws of its prior.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from calibration.bank.design import Settings, Unknown, prior_points, settings_at
from calibration.bank.one_run import Plan
from calibration.bank.runs import carry_out_all, store_of
from calibration.evidence.store import Store
from calibration.moments.taken import Values

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.runs.progress import Progress

# Seeds and points of predictive runs lie this far from those of the bank.
FRESH = 7919


@dataclass(frozen=True)
class Predictive:
    """Runs at posterior draws.

    Attributes:
        draws: the free parameters' values, shape (runs, parameters).
        runs: what is kept of each.
        failed: messages of runs that gave no figures, by number.
    """

    draws: NDArray[np.float64]
    runs: tuple[Values, ...]
    failed: dict[int, str]


def predict(
    plan: Plan,
    unknown: Sequence[Unknown],
    free: Sequence[int],
    draws: NDArray[np.float64],
    folder: Path,
    workers: int,
    tell: Callable[[Progress], None] | None = None,
) -> Predictive:
    """Run the model at draws.

    Args:
        plan: of the bank; its seed is moved.
        unknown: all unknowns of the bank.
        free: columns of the free ones.
        draws: their values, shape (runs, parameters).
        folder: where the runs are kept.
        workers: processes.
        tell: called with the count after each run.

    Raises:
        KeyboardInterrupt: stopped; finished runs are kept.
        ValueError: no draws, or not one value for each free parameter.
    """
    fresh = replace(plan, seed=plan.seed + FRESH, count=len(draws))
    settings = settings_of(plan, unknown, free, draws)
    store = _store(fresh, settings, folder)
    failed = carry_out_all(fresh, store, settings, workers, tell)
    done = [run for run in range(len(draws)) if str(run) in store]
    return Predictive(draws[done], tuple(store.values[str(run)] for run in done), failed)


def settings_of(
    plan: Plan, unknown: Sequence[Unknown], free: Sequence[int], draws: NDArray[np.float64]
) -> list[Settings]:
    """Settings of each predictive run: its draw, and prior draws of all that is not free.

    Raises:
        ValueError: no draws, or not one value for each free parameter.
    """
    settings: list[Settings] = []
    others = prior_points(len(draws), len(unknown), plan.seed + FRESH)
    for point, draw in zip(others, draws.tolist(), strict=True):
        values = settings_at(unknown, point)
        for column, value in zip(free, draw, strict=True):
            values[unknown[column].name] = unknown[column].setting(value)
        settings.append(values)
    return settings


def _store(plan: Plan, settings: Sequence[Settings], folder: Path) -> Store:
    """The file of runs at these settings."""
    beside = store_of(plan, folder)
    return Store(folder, "predictive", {"bank": beside.path.name, "settings": list(settings)})
