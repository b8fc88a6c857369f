"""A record made by hand, whose every verdict is known: what `changed_with` alters turns it over."""

from __future__ import annotations

from typing import Any

from results.calibrating.record import (
    Block,
    Disputed,
    Figure,
    Goal,
    Manifest,
    MeasurePath,
    Misfit,
    Parameter,
    Point,
    ReportRecord,
    RidgePair,
)
from scenarios.quantities import Label

YEARS = [2016, 2017, 2018, 2019, 2020]


def parameter(name: str, contraction: float, middle: float, **more: Any) -> Parameter:
    """One with this contraction and the posterior's middle at this quantile of the prior."""
    fields: dict[str, Any] = {
        "name": f"behaviour.{name}", "label": Label(zh=f"参数{name}", en=f"parameter {name}"),
        "unit": "years", "prior_mean": 4.0, "prior": [2.2, 3.0, 4.0, 5.0, 5.8], "mean": 3.1,
        "posterior": [2.3, 2.7, 3.1, 3.5, 3.9],
        "place": [middle / 4, middle / 2, middle, (1 + middle) / 2, (3 + middle) / 4],
        "contraction": contraction, "shift": 0.1, "shift_error": 0.02, "ratio": 1.1,
        "ratio_error": 0.02, "alone": {"growth": 0.01, "level": 0.2, "facts": 0.6},
        "others": {"growth": contraction, "level": 0.5, "facts": 0.1}, "flat": False,
    }  # fmt: skip
    return Parameter(**(fields | more))


def figure(name: str, block: str, after: float, **more: Any) -> Figure:
    """One that the fitted model misses by so many standard deviations."""
    fields: dict[str, Any] = {
        "name": name, "label": Label(zh=f"数{name}", en=f"figure {name}"), "block": block,
        "scale": "yuan", "published": 42.5e9, "low": 40e9, "high": 45e9,
        "prior": [10e9, 20e9, 30e9, 40e9, 50e9], "posterior": [20e9, 25e9, 30e9, 35e9, 40e9],
        "distance": 1.5, "after": after, "prior_places": [-3.0, -2.2, -1.5, -0.8, 0.0],
        "posterior_places": [-2.0, -1.5, -after, -0.3, 0.2], "error_place": 0.2, "used": True,
        "chance": 0.4,
    }  # fmt: skip
    return Figure(**(fields | more))


def path(measure: str, kind: Any, scale: Any, size: float) -> MeasurePath:
    """A path whose band is of this size every year, with two published points, one inside."""
    bands = [[0.5 * size, 0.8 * size, size, 1.2 * size, 1.5 * size] for _ in YEARS]
    points = [
        Point(name=f"x.{measure}.{kind}.{year}", year=year, value=value * size,
              low=0.9 * value * size, high=1.1 * value * size)
        for year, value in ((2017, 1.1), (2018, 1.8))
    ]  # fmt: skip
    return MeasurePath(
        measure=measure, kind=kind, label=Label(zh="技改投资（填报）", en="Renovation investment"),
        scale=scale, years=YEARS, prior=[[x * 0.8 for x in bands[0]] for _ in YEARS],
        posterior=bands, points=points,
    )  # fmt: skip


def record(**changes: Any) -> ReportRecord:
    """The record; `changes` replace whole parts of it."""
    parts: dict[str, Any] = {
        "manifest": manifest(),
        "parameters": [
            parameter("sharp", 0.9, 0.2), parameter("firm", 0.5, 0.8), parameter("loose", 0.1, 0.5),
        ],
        "figures": [
            figure("shenzhen.reported_renovation.growth.2017", "growth", 0.5, scale="growth",
                   published=0.62, low=0.6, high=0.65, prior=[-0.2, 0.0, 0.1, 0.2, 0.7],
                   posterior=[-0.1, 0.0, 0.1, 0.2, 0.5], used=False, chance=0.95),
            figure("shenzhen.reported_renovation.level.2018", "level", 2.4),
            figure("fact.LUM-02", "facts", 0.3, scale="percent", published=8.1, low=7.0, high=9.2,
                   prior=[2.0, 4.0, 6.0, 8.0, 10.0], posterior=[3.0, 4.0, 6.0, 8.0, 9.0]),
        ],
        "left_out": {"shenzhen.support_paid.ratio.2021.universal": 0.25},
        "blocks": [
            block("all", 3, None, beyond=0.3), block("growth", 1, 0.4), block("level", 1, 0.2),
            block("facts", 1, 0.6),
        ],
        "ridges": [RidgePair(first="behaviour.sharp", second="behaviour.firm", correlation=-0.7)],
        "misfit": Misfit(distance=4.0, degrees=1, p=0.0455),
        "disputed": [
            Disputed(name="level.low", low=0.08, high=0.3, value=0.3, parameter="behaviour.sharp",
                     move=0.1, error=0.02),
        ],
        "paths": [
            path("reported_renovation", "level", "yuan", 30e9),
            path("reported_renovation", "growth", "growth", 0.2),
        ],
        "goal": Goal(
            label=Label(zh="目标", en="target"), measure="reported_renovation", year=2020,
            value=60e9, reached=0.04, prior_reached=0.02, posterior=[20e9, 25e9, 30e9, 40e9, 58e9],
            chance=0.7,
        ),
    }  # fmt: skip
    return ReportRecord(**(parts | changes))


def block(name: str, figures: int, p: float | None, beyond: float = 0.5, **more: Any) -> Block:
    """A block of data that so many runs lie beyond."""
    fields: dict[str, Any] = {
        "name": name, "figures": figures, "p": p, "distance": 3.0, "median": 2.5,
        "farthest": 40.0, "beyond": beyond,
    }  # fmt: skip
    return Block(**(fields | more))


def manifest(**changes: Any) -> Manifest:
    """What it was made from."""
    parts: dict[str, Any] = {
        "place": "shenzhen", "title": Label(zh="深圳", en="Shenzhen"), "law": "0a", "data": "0b",
        "prior": "0c", "bank": "bank-shenzhen-0d", "runs": 1600, "used": 1590, "failed": 2,
        "predicted": 100, "unknown": 247, "seed": 6, "without": [], "known_by": None,
        "firms": None, "command": "jigai calibrate shenzhen --report", "date": "2026-11-23",
    }  # fmt: skip
    return Manifest(**(parts | changes))
