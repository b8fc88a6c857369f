"""A bank of invented runs whose moments are linear in scaled parameters, so that truth is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any

import numpy as np

from calibration.bank.design import Unknown, prior_points
from calibration.bank.runs import Bank
from calibration.inference.arrays import Floats
from calibration.moments.catalogue import Moment, Moments
from scenarios.quantities import Prior

# Unknowns that matter are a, b and c; the others move nothing.
NAMES = ("inert_1", "a", "inert_2", "b", "inert_3", "c", "inert_4", "decided")
PRIORS = {
    "a": Prior(distribution="uniform", low=2, high=6),
    "b": Prior(distribution="loguniform", low=0.1, high=10),
    "c": Prior(distribution="triangular", low=0, high=3, mode=1),
}
INERT = Prior(distribution="uniform", low=0, high=1)
# Slopes of the moments of each block on a, b and c in the cube; "mute" hangs on nothing.
SLOPES = {
    "growth": ((1.0, 0.2, 0.0), (0.0, 0.9, 0.3), (0.3, 0.0, 0.8)),
    "level": ((0.8, -0.4, 0.2), (0.2, 1.0, 0.0), (0.1, -0.2, 1.0)),
    "facts": ((0.9, 0.0, -0.4), (-0.3, 0.8, 0.0), (0.0, 0.5, 0.9)),
}
NOISE, ERROR = 0.05, 0.05
TRUTH = np.array([0.7, 0.35, 0.55])  # in the cube


def unknown() -> tuple[Unknown, ...]:
    """All unknowns of the bank."""
    return tuple(Unknown(name, _declaration(name)) for name in NAMES)


def _declaration(name: str) -> Any:
    kind = "lever" if name == "decided" else "behaviour"
    label = SimpleNamespace(zh=f"参数 {name}", en=f"parameter {name}")
    return SimpleNamespace(
        name=name,
        prior=PRIORS.get(name, INERT),
        whole=False,
        kind=kind,
        label=label,
        unit="years",
        settable=float,
    )


def columns() -> list[int]:
    """Columns of a, b and c."""
    return [NAMES.index(name) for name in PRIORS]


def names_of(blocks: Sequence[str] = tuple(SLOPES)) -> list[str]:
    """Names of the moments, without the one that hangs on nothing."""
    return [f"{block}.{number}" for block in blocks for number in range(len(SLOPES[block]))]


def exact(cube: Floats) -> Floats:
    """Moments (rows, moments) of points of a, b and c (rows, 3), without noise."""
    return cube @ np.vstack([SLOPES[block] for block in SLOPES]).T


def bank(
    count: int = 600, seed: int = 1, missing: Mapping[str, Sequence[int]] | None = None
) -> Bank:
    """Runs with noise of their own; `missing` takes a moment away from some of them."""
    points = prior_points(count, len(NAMES), seed)
    random = np.random.default_rng(seed)
    values = exact(points[:, columns()]) + NOISE * random.standard_normal((count, 9))
    rows = [dict(zip(names_of(), row, strict=True)) for row in values.tolist()]
    for row in rows:
        row["mute"] = float(random.normal())
    for name, numbers in (missing or {}).items():
        for number in numbers:
            rows[number][name] = float("nan")
    return Bank(NAMES, points, tuple(rows), {}, "0a")


def moments(observed: Floats, off: Mapping[str, float] | None = None) -> Moments:
    """Moments with what was observed of each; `off` is added to all of a block."""
    values = dict(zip(names_of(), observed.tolist(), strict=True)) | {"mute": 0.0}
    items = tuple(
        Moment(
            name, block := name.partition(".")[0] if name != "mute" else "facts",
            value + (off or {}).get(block, 0.0), _taking(name), None, ERROR, name,
        )
        for name, value in values.items()
    )  # fmt: skip
    return Moments(items, np.eye(len(items)) * ERROR**2)


def _taking(name: str) -> Any:
    return lambda run: run[name]


def observed_at(truth: Floats = TRUTH, seed: int = 5) -> Floats:
    """What would be observed: one run at the truth, and errors of observation."""
    spread = float(np.hypot(NOISE, ERROR))
    return exact(truth[None])[0] + spread * np.random.default_rng(seed).standard_normal(9)
