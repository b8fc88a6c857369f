"""An invented bank: moments that are linear in three of four unknowns, with normal chance."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

import numpy as np

from calibration.fit.screening import Table
from calibration.fit.synthetic_worlds import Trial, trial_of
from calibration.inference.prior import Priors
from calibration.moments.catalogue import Moment, Moments
from calibration.observed.observation import Observation
from scenarios.quantities import Prior

ROWS = 400
UNKNOWN: tuple[Any, ...] = (
    SimpleNamespace(name="sharp", prior=Prior(distribution="uniform", low=0.0, high=2.0)),
    SimpleNamespace(name="idle", prior=Prior(distribution="uniform", low=0.0, high=1.0)),
    SimpleNamespace(name="vague", prior=Prior(distribution="loguniform", low=0.1, high=10.0)),
    SimpleNamespace(
        name="inert", prior=Prior(distribution="triangular", low=0.0, high=1.0, mode=0.5)
    ),
)  # fmt: skip
FREE = (0, 2, 3)
# Slopes of each moment on sharp, vague and inert, scaled to [-1, 1]; idle moves the last one.
MOMENTS = (
    ("growth.2017", "growth", 2017, (0.15, 0.25, 0.0)),
    ("growth.2018", "growth", 2018, (0.10, -0.20, 0.0)),
    ("level.2018", "level", 2018, (1.0, 0.1, 0.0)),
    ("level.2017", "level", 2017, (0.8, -0.2, 0.0)),
    ("firms.2018", "firms", 2018, (-0.5, 0.3, 0.0)),
)
CHANCE = 0.25
ERRORS = 0.05


def observation(name: str, block: Any, year: int) -> Observation:
    return Observation(
        name, "nowhere", "reported_renovation", None, "level", year, 12, 1.0, ERRORS, block,
        "high", "invented", (), None, None, "", (), frozenset(), dt.date(year + 1, 3, 31),
    )  # fmt: skip


def moments(covariance: np.ndarray[Any, Any] | None = None) -> Moments:
    items = tuple(
        Moment(name, block, 0.0, lambda _run: 0.0, observation(name, block, year), ERRORS, name)
        for name, block, year, _ in MOMENTS
    )
    return Moments(items, ERRORS**2 * np.eye(len(items)) if covariance is None else covariance)


def bank_table(seed: int = 1, rows: int = ROWS, growth_slopes: float = 1.0) -> Table:
    """`growth_slopes` 0: growth tells nothing of parameters."""
    random = np.random.default_rng(seed)
    points = random.random((rows, len(UNKNOWN)))
    priors = Priors.of({UNKNOWN[k].name: UNKNOWN[k].prior for k in FREE})
    slopes = np.array([row for *_, row in MOMENTS])
    slopes[:2] *= growth_slopes
    values = priors.scaled_from_cube(points[:, list(FREE)]) @ slopes.T
    values[:, -1] += 0.2 * (points[:, 1] - 0.5)
    common = random.standard_normal((rows, 1))
    chance = 0.8 * random.standard_normal(values.shape) + 0.6 * common
    return Table(points, values + CHANCE * chance, moments(), {}, 0)


def bank_trial(table: Table | None = None, seed: int = 3, folds: int = 5) -> Trial:
    return trial_of(table or bank_table(), UNKNOWN, FREE, seed, folds, particles=150, repeats=1)
