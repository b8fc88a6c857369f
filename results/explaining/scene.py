"""What the steps are told from: the repeated quarter, what was heard of it, and names for rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from results.explaining.listening import Call, Listener
from results.explaining.repeat import Repeated, repeat
from results.explaining.tape import Frame, State
from results.study import Text
from sim.law import codes

if TYPE_CHECKING:
    from results.explaining.world import World
    from sim.model_inputs import Inputs

OWNERSHIPS = ("state", "private", "foreign")
NATURES = codes.NATURES
# What becomes of a project that is considered, by the measure that counts it; else it is refused.
BECAME = {
    "firms_left": "left_city",
    "projects_started": "started",
    "projects_unhoused": "unhoused",
    "projects_waiting": "waiting",
    "projects_unfinanced": "unfinanced",
}


def became(booked: Mapping[str, int]) -> str:
    """What became of a project that was considered."""
    return next((name for measure, name in BECAME.items() if booked.get(measure)), "refused")


@dataclass(frozen=True)
class Scene:
    """One quarter of one firm in one world.

    Attributes:
        whole: every call heard.
        waves: policy and day of each wave of programmes.
    """

    inputs: Inputs
    frame: Frame
    again: Repeated
    whole: Call
    waves: tuple[tuple[str, str], ...]

    @property
    def before(self) -> State:
        """The firm as the quarter began."""
        return self.frame.before

    def rule(self, index: int) -> str:
        """Id of an instrument."""
        return self.inputs.rule_names[index]

    def quarter(self, number: int) -> str:
        """Name of a quarter."""
        return self.inputs.calendar.name(number)

    def direction(self, number: int) -> str:
        """Id of a kind of project."""
        return codes.DIRECTIONS[number]


def scene_of(world: World, variant: str, frame: Frame) -> Scene:
    """Repeat a quarter and listen."""
    heard: list[Listener] = []

    def listener(rules: Sequence[Any]) -> Listener:
        heard.append(Listener(rules))
        return heard[-1]

    inputs = world.inputs(variant)
    again = repeat(inputs, frame, listener)
    return Scene(inputs, frame, again, heard[0].whole, waves(world))


def waves(world: World) -> tuple[tuple[str, str], ...]:
    """Policy and day of announcement of each wave, in the order of their numbers."""
    from sim.rule_table import waves_of

    return tuple((wave.policy, wave.announced.isoformat()) for wave in waves_of(world.scenario))


def who(world: World, state: State) -> dict[str, Any]:
    """The firm as a reader knows it."""
    row, place = state.firm, world.scenario.place
    return {
        "id": row["id"],
        "role": ("incumbent", "entrant", "giant")[row["role"]],
        "size_class": codes.SIZE_CLASSES[row["size_class"]],
        "ownership": OWNERSHIPS[row["ownership"]],
        "sector": place.sectors[row["sector"]].id,
        "district": place.districts[row["district"]].id,
        "employees": row["employees"],
        "revenue": row["revenue"],
        "capital": row["capital"],
        "age": row["age"],
        "above_scale": row["above_scale"] == 1,
        "status": ("potential", "active", "exited")[row["status"]],
    }


def labels_of(world: World) -> dict[str, Text]:
    """Names of instruments, policies, sectors, districts, kinds of project, variants."""
    place = world.scenario.place
    rows: list[Any] = [
        *place.sectors,
        *place.districts,
        *place.directions,
        *world.scenario.instruments.values(),
    ]
    found = {row.id: Text(row.label.zh, row.label.en) for row in rows}
    titled: list[Any] = [*world.scenario.policies, *world.scenario.variants]
    found |= {row.id: Text(row.title.zh, row.title.en) for row in titled}
    return found
