"""The world as it was known at a date: later rules out, paths held at their last known value.

Nothing that was announced after the date is in the runs of a forecast made then. A path of the
environment stands as written up to the year before; from the date's own year on it keeps that
year's value, as an assumed value with the path's own spread.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scenarios.place_schema import Path as PathOfPlace
    from scenarios.scenario_schema import Scenario

LATER = "announced after the forecast was made"
END = "2025-Q4"
PLACES = Path(__file__).resolve().parents[1] / "places.yaml"
SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"


@dataclass(frozen=True)
class World:
    """What a place's runs are made of.

    Attributes:
        scenario: file of the scenario.
        variant: what was in force.
        known_by: last day of what was known; None for all that the files hold.
        end: last quarter.
        firms: sub-sample; None for the whole place, whatever the scenario says.
    """

    scenario: Path
    variant: str
    known_by: dt.date | None = None
    end: str = END
    firms: int | None = None


@cache
def loaded_world(world: World) -> Scenario:
    """The scenario at its priors, as it was known; read once in a process."""
    import scenarios

    found = scenarios.load_scenario(world.scenario, with_posterior=False)
    horizon = found.file.horizon.model_copy(update={"end": world.end})
    report_from = min(found.file.horizon.report_from, int(world.end[:4]) - 1)
    horizon = horizon.model_copy(update={"report_from": report_from})
    file = found.file.model_copy(update={"horizon": horizon, "population_limit": world.firms})
    found = found.model_copy(update={"file": file})
    return found if world.known_by is None else known_then(found, world.known_by)


def known_then(scenario: Scenario, known_by: dt.date) -> Scenario:
    """A scenario without what was announced later, its paths held.

    Raises:
        ValueError: a path has no value of a year before the date's.
    """
    later = {row.id: LATER for row in scenario.instruments.values() if row.announced > known_by}
    file = scenario.file.model_copy(update={"left_out": {**scenario.file.left_out, **later}})
    paths = {
        name: held_path(name, path, known_by.year) for name, path in scenario.place.paths.items()
    }
    place = scenario.place.model_copy(update={"paths": paths})
    return scenario.model_copy(update={"file": file, "place": place})


def held_path(name: str, path: PathOfPlace, year: int) -> PathOfPlace:
    """The path with the value of the year before `year` from then on, as an assumed value.

    Raises:
        ValueError: the path has no value of a year before.
    """
    before = [point for point in path.points if point.year < year]
    if not before:
        raise ValueError(f"place.paths.{name} has no value before {year}")
    last = before[-1].value
    points = [
        point if point.year < year else point.model_copy(update={"value": last, "assumed": True})
        for point in path.points
    ]
    return path.model_copy(update={"points": points})


def world_of(place: str, known_by: dt.date | None = None, end: str = END) -> World:
    """The world of a place's forecasts.

    Raises:
        ValueError: no such place.
    """
    from ruamel.yaml import YAML

    table = YAML(typ="safe").load(PLACES.read_text(encoding="utf-8"))
    if place not in table:
        raise ValueError(f"no place {place}; there are {', '.join(table)}")
    row = table[place]
    return World(SCENARIOS / row.get("forecast", row["scenario"]), row["variant"], known_by, end)
