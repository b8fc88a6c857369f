"""A firm's quarter beside that of its twin: step by step, and the first that differs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from results.explaining.answer import Account, Step
from results.explaining.words import STEPS

# Figures of a start that stand behind what is said of it.
UNSAID = ("cost", "line", "filing_value", "support_per_yuan", "wanted_label")
Pair = tuple[str, Step | None, Step | None]


def side_by_side(account: Account, twin: Account | None) -> Iterator[Pair]:
    """Steps of both in the order of the quarter: (name, here, in the twin)."""
    for name in STEPS:
        here, there = account.step(name), None if twin is None else twin.step(name)
        if here is not None or there is not None:
            yield name, here, there


def differs(here: Step | None, there: Step | None) -> bool:
    """Whether a step went otherwise, or was taken by one of the two alone."""
    if here is None or there is None:
        return here is not there
    return compared(here, there) != compared(there, here)


def first_difference(account: Account, twin: Account) -> str | None:
    """Name of the first step that differs; None if none does."""
    return next(
        (name for name, here, there in side_by_side(account, twin) if differs(here, there)), None
    )


def compared(step: Step, other: Step) -> Mapping[str, Any]:
    """The figures by which a step is compared with the twin's.

    Rules that are there in one world alone, and that give this project nothing, make no difference
    to it; nor does news that did not reach it, nor peers at whom one of the two did not look.
    """
    if step.name == "news":
        both_looked = step.facts["peers"] is not None and other.facts["peers"] is not None
        names = ("heard", "fresh", "peers") if both_looked else ("heard", "fresh")
        return {name: step.facts[name] for name in names}
    if step.name == "support":
        counted = [rule for rule in step.facts["rules"] if rule["value"] > 0.0]
        return {**step.facts, "rules": counted}
    if step.name == "start":
        return {name: fact for name, fact in step.facts.items() if name not in UNSAID}
    return step.facts
