"""A quarter of one firm once more, in plain Python, on the copy that the tape kept.

The functions are those of `sim.quarter`, the very text that the engine compiled. Whoever wants to
know why listens to them; that they end where the engine ended is checked each time.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np

from results.explaining.tape import Frame, State
from sim.acts import deciding
from sim.acts.building import receives
from sim.acts.business import demand_now
from sim.law.first_look import is_hopeless
from sim.measures import TALLY
from sim.model_inputs import Inputs
from sim.quarter import builds, decides
from sim.rows import plain

FIRST_LOOK = is_hopeless.__name__


class NotTheSameQuarterError(RuntimeError):
    """The repeated quarter did not end as the compiled engine's did: a fault of the program."""


@dataclass(frozen=True)
class Repeated:
    """What the repeated quarter left.

    Attributes:
        booked: what was booked of this firm, by measure; zero amounts are left out.
        rules: the rules as the law read them.
    """

    decided: State
    claims: tuple[int, ...]
    ended: State
    booked: dict[str, int]
    rules: list[Any]
    quarter: Any


def repeat(
    inputs: Inputs,
    frame: Frame,
    listener: Callable[[Sequence[Any]], AbstractContextManager[Any]] | None = None,
) -> Repeated:
    """Let the firm live a quarter again.

    Args:
        inputs: of the run that was taped.
        frame: the quarter.
        listener: makes what listens to the law meanwhile, given the rules that it will read.

    Raises:
        NotTheSameQuarterError: it ends otherwise than in the engine.
    """
    world = tables_of(inputs, frame)
    firm, reserve, building = (
        SimpleNamespace(**copied(row))
        for row in (frame.before.firm, frame.before.reserve, frame.before.building)
    )
    own = {"firm": firm, "reserve": reserve, "building": building}
    with listened_to(world["rules"], listener):
        call(decides, own | world)
        decided = state_of(firm, reserve, building)
        for _rule, amount, taxable in frame.paid:
            receives(firm, amount, taxable)
        call(builds, own | world | {"crowd": [0] * len(world["crowd"])})
    ended = state_of(firm, reserve, building)
    claims = tuple(world["claims"])
    require_same(frame, decided, claims, ended)
    return Repeated(
        decided, claims, ended, booked_by(world["tally"], inputs.cells), world["rules"],
        world["quarter"],
    )  # fmt: skip


def decide_again(
    inputs: Inputs,
    frame: Frame,
    listener: Callable[[Sequence[Any]], AbstractContextManager[Any]] | None = None,
) -> tuple[State, dict[str, int], dict[str, Any]]:
    """The first half alone, without asking for the engine's end: for worlds that were not run.

    Returns:
        (firm after its decision, booked by measure, tables read)
    """
    world = tables_of(inputs, frame)
    firm, reserve, building = (
        SimpleNamespace(**copied(row))
        for row in (frame.before.firm, frame.before.reserve, frame.before.building)
    )
    with listened_to(world["rules"], listener):
        call(decides, {"firm": firm, "reserve": reserve, "building": building} | world)
    return state_of(firm, reserve, building), booked_by(world["tally"], inputs.cells), world


@contextmanager
def listened_to(
    rules: Sequence[Any], listener: Callable[[Sequence[Any]], AbstractContextManager[Any]] | None
) -> Iterator[None]:
    """Listen to the law, and let it weigh every project in view to the end."""
    if listener is None:
        yield
        return
    first_look = getattr(deciding, FIRST_LOOK)
    # A project spared by the first look is weighed too, to be told of; the outcome is the same.
    setattr(deciding, FIRST_LOOK, lambda *_arguments: False)
    try:
        with listener(rules):
            yield
    finally:
        setattr(deciding, FIRST_LOOK, first_look)


def tables_of(inputs: Inputs, frame: Frame) -> dict[str, Any]:
    """What a firm's quarter reads and writes beside the firm, in plain Python."""
    tables = frame.tables
    quarter, behaviour = plain(tables["quarter"]), plain(inputs.behaviour[0])
    return {
        "claims": [0] * len(tables["rules"]),
        "demand": demand_now(SimpleNamespace(**frame.before.firm), quarter, behaviour),
        "watched": list(tables["watched"]),
        "seen": list(tables["seen"]),
        "crowd": tables["crowd"].tolist(),
        "quarter": quarter,
        "place": plain(inputs.place[0]),
        "behaviour": behaviour,
        "directions": [plain(row) for row in inputs.directions],
        "rules": [plain(row) for row in tables["rules"]],
        "tally": [0] * (len(TALLY) * inputs.cells),
    }


def call(act: Callable[..., None], arguments: dict[str, Any]) -> None:
    """Call an act with those of the arguments that it asks for by name."""
    act(**{name: arguments[name] for name in inspect.signature(act).parameters})


def copied(row: dict[str, Any]) -> dict[str, Any]:
    """A copy of a row, its lists too."""
    return {name: list(value) if isinstance(value, list) else value for name, value in row.items()}


def state_of(firm: Any, reserve: Any, building: Any) -> State:
    """The rows as they stand."""
    return State(copied(vars(firm)), copied(vars(reserve)), copied(vars(building)))


def booked_by(tally: list[int], cells: int) -> dict[str, int]:
    """Sum of each measure over the cells of the tally."""
    sums = np.array(tally, dtype=np.int64).reshape(len(TALLY), cells).sum(axis=1)
    return {name: int(sums[index]) for index, name in enumerate(TALLY) if sums[index] != 0}


def require_same(frame: Frame, decided: State, claims: tuple[int, ...], ended: State) -> None:
    """Hold the repeated quarter against the engine's, field by field, bit by bit.

    Raises:
        NotTheSameQuarterError: names the fields that differ.
    """
    found = [
        f"{half}: {name} is {mine!r}, in the engine {theirs!r}"
        for half, own, engine in (
            ("decided", decided, frame.decided),
            ("ended", ended, frame.ended),
        )
        for name, mine, theirs in differing(own, engine)
    ]
    if claims != frame.claims:
        found.append(f"claims are {claims}, in the engine {frame.claims}")
    if found:
        raise NotTheSameQuarterError(
            f"quarter {frame.now} of firm {frame.before.firm['id']} repeats differently: "
            + "; ".join(found)
        )


def differing(own: State, other: State) -> list[tuple[str, Any, Any]]:
    """Fields in which two states differ: (name, own value, other value). NaN equals NaN."""
    mine, theirs = own.flat(), other.flat()
    return [
        (name, mine[name], theirs[name])
        for name in mine
        if mine[name] != theirs[name] and repr(mine[name]) != repr(theirs[name])
    ]
