"""The answer: a firm's quarter in steps, beside its twin, its life, and what else could have been.

Everything here is plain data in the model's units (yuan, quarters by name); `text.py` says it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from results.study import Text


@dataclass(frozen=True)
class Step:
    """One step of the quarter: what it is about, and its figures."""

    name: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Account:
    """A firm's quarter in one world.

    Attributes:
        outcome: what became of the project in view: "started", "refused", "unfinanced",
            "waiting", "unhoused", "building", "none", "gone", "not_yet".
    """

    variant: str
    outcome: str
    steps: tuple[Step, ...]

    def step(self, name: str) -> Step | None:
        """The step of a name, None where it was not taken."""
        return next((step for step in self.steps if step.name == name), None)


@dataclass(frozen=True)
class Event:
    """Something that happened to a firm, with what it amounts to."""

    quarter: str
    name: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Parting:
    """Where the lives of twins part: the first quarter that ended differently, and the fields.

    Attributes:
        news_only: whether what differs first is what the firm has heard, and nothing else.
        fields: (name, here, in the twin).
    """

    quarter: str
    fields: tuple[tuple[str, Any, Any], ...]
    news_only: bool


@dataclass(frozen=True)
class Point:
    """One value of a lever: what the firm would have decided, all else held.

    Attributes:
        worth: of the best size, yuan; of its own size where none is worth starting.
        cost: size it would start with, yuan; 0 where it does not start.
        support: expected support of the size shown, present value, yuan.
        life: what a whole run under the value gives: by name, yuan or projects; empty if not asked.
    """

    value: Any
    outcome: str
    worth: float | None
    cost: int
    support: float | None
    life: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class FromPosterior:
    """Which values of a posterior a world has.

    Attributes:
        draw: number of the draw, from 0, that a stored run had; None for the means.
    """

    id: str
    version: int
    title: Text
    draw: int | None


@dataclass(frozen=True)
class Explanation:
    """Why a firm did what it did in a quarter.

    Attributes:
        firm: who it is, at its decision.
        first_difference: name of the first step that differs from the twin's; None if none does.
        parted: quarters before this one in which the lives of the twins had parted: first of all,
            and first beyond what was heard.
        labels: of everything named in steps, in both languages.
        parameters: which values of a posterior the firms have; None where there is no posterior.
    """

    scenario: Text
    run: str
    seed: int
    replicate: int
    quarter: str
    firm: Mapping[str, Any]
    account: Account
    twin: Account | None
    first_difference: str | None
    parted: tuple[Parting, ...]
    life: tuple[Event, ...]
    twin_life: tuple[Event, ...]
    lever: str = ""
    curve: tuple[Point, ...] = ()
    labels: Mapping[str, Text] = field(default_factory=dict)
    parameters: FromPosterior | None = None

    def as_dict(self) -> dict[str, Any]:
        """Plain data, as JSON holds it; ids as text, since they are longer than a double holds."""
        whole = asdict(self)
        whole["firm"]["id"] = str(whole["firm"]["id"])
        return whole


@dataclass(frozen=True)
class Candidate:
    """A firm worth looking at."""

    id: int
    kind: str
    quarter: str
    size_class: str
    ownership: str
    sector: str
    district: str
    cost: int


@dataclass(frozen=True)
class Found:
    """Firms worth looking at, of the kinds asked for."""

    scenario: Text
    variant: str
    seed: int
    replicate: int
    firms: tuple[Candidate, ...]
    labels: Mapping[str, Text] = field(default_factory=dict)
    parameters: FromPosterior | None = None

    def as_dict(self) -> dict[str, Any]:
        """Plain data, as JSON holds it; ids as text."""
        whole = asdict(self)
        for firm in whole["firms"]:
            firm["id"] = str(firm["id"])
        return whole
