"""The quarter in steps, as the firm goes through it: news, business, claims, project, decision.

Every figure is an argument or a result of the law, or a field of the firm's rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

from results.explaining.answer import Account, Step
from results.explaining.life import gives_up
from results.explaining.scene import NATURES, Scene, became
from results.explaining.weighing import weighing
from sim.law import codes
from sim.law.news import has_heard


def account_of(scene: Scene, variant: str) -> Account:
    """Tell a repeated quarter."""
    outcome = outcome_of(scene)
    return Account(variant, outcome, tuple(_steps(scene, outcome)))


def outcome_of(scene: Scene) -> str:
    """What became of the project in view."""
    before, status = scene.before, scene.again.ended.firm["status"]
    if status == codes.EXITED and scene.whole.first("considers") is None:
        return "gone"
    if scene.whole.first("considers") is None:
        if before.building["stage"] == codes.BUILDING:
            return "building"
        return "none" if scene.whole.first("hears") is not None else "not_yet"
    return became(scene.again.booked)


def _steps(scene: Scene, outcome: str) -> Iterator[Step]:
    if scene.whole.first("hears") is None:
        yield Step("absent", {"status": outcome})
        return
    yield _news(scene)
    yield from _business(scene)
    yield from _claims(scene)
    yield from _project(scene, outcome)
    if scene.whole.first("considers") is not None:
        yield from weighing(scene, outcome)
    yield from _afterwards(scene)


def _news(scene: Scene) -> Step:
    """Which announced programmes the firm knows, and of which it heard just now."""
    firm, before = scene.again.decided.firm, scene.before.firm
    heard: list[str] = []
    unheard: list[str] = []
    fresh: list[str] = []
    for wave, (policy, _day) in enumerate(scene.waves):
        if (scene.again.quarter.announced >> wave) & 1 == 0:
            continue
        knows = (firm["heard"] >> wave) & 1 == 1
        (heard if knows else unheard).append(policy)
        if knows and not has_heard(SimpleNamespace(**before), before["news"][wave]):
            fresh.append(policy)
    call = scene.whole.first("hears")
    assert call is not None
    return Step(
        "news",
        {
            "heard": list(dict.fromkeys(heard)),
            "unheard": list(dict.fromkeys(name for name in unheard if name not in heard)),
            "fresh": list(dict.fromkeys(fresh)),
            # A firm that knows of all that has been announced looks at no peers.
            "peers": call.get("peers"),
            "outreach": call.get("outreach"),
        },
    )


def _business(scene: Scene) -> Iterator[Step]:
    call = scene.whole.first("does_business")
    if call is not None:
        yield Step(
            "business",
            {
                "revenue": call["firm.revenue"],
                "demand": call["firm.demand"],
                "profit": call["firm.operating_year"],
                "interest": call["interest"],
                "tax": call["tax"] - call["credited"],
                "cash": call["firm.cash"],
                "debt": call["firm.debt"],
                "sold": sold.result if (sold := call.first("sells_idle_equipment")) else 0,
                "gone": scene.again.decided.firm["status"] == codes.EXITED,
            },
        )


def _claims(scene: Scene) -> Iterator[Step]:
    """What it claims, and what it could claim and leaves."""
    lines = []
    for call in scene.whole.every("worth_claiming"):
        index, amount = call["rule"], call["amount"]
        why = "claimed" if scene.again.claims[index] > 0 else "rival"
        if not call.result:
            why = "paperwork"
        trouble = call.first("cost_of_applying")
        lines.append(
            {
                "rule": scene.rule(index),
                "amount": amount,
                "became": why,
                "trouble": 0.0 if trouble is None else trouble.result,
                "expected": scene.again.rules[index].expected_ppm / 1_000_000.0,
            }
        )
    if lines:
        yield Step("claims", {"claims": lines})


def _project(scene: Scene, outcome: str) -> Iterator[Step]:
    """The project being built; the project in view."""
    building = scene.before.building
    if building["stage"] == codes.BUILDING:
        yield Step(
            "under_way",
            {
                "ordinal": building["ordinal"],
                "direction": scene.direction(building["direction"]),
                "cost": building["cost"],
                "done": building["done"],
                "quarters": building["quarters"],
            },
        )
    fresh = scene.whole.first("comes_into_view") is not None
    if not fresh and scene.before.reserve["stage"] != codes.RESERVE:
        yield Step("no_project")
        return
    seen = scene.again.decided.reserve
    nature = NATURES[seen["nature"]]
    yield Step(
        "project",
        {
            "ordinal": seen["ordinal"],
            "fresh": fresh,
            "replaces": fresh and scene.before.reserve["stage"] == codes.RESERVE,
            "direction": scene.direction(seen["direction"]),
            "nature": nature,
            "cost": seen["cost"],
            "gain": seen["gain"],
            "floor_need": seen["floor_need"],
            "arrived": scene.quarter(seen["arrived"]),
            "expires": scene.quarter(seen["expires"]),
            "waits_its_turn": outcome == "building",
        },
    )


def _afterwards(scene: Scene) -> Iterator[Step]:
    """The project given up; money that arrives; what is built."""
    if gives_up(scene.frame, scene.again):
        yield Step("given_up", {})
    if scene.frame.paid:
        lines = [
            {"rule": scene.rule(rule), "amount": amount}
            for rule, amount, _taxable in scene.frame.paid
        ]
        yield Step("paid", {"paid": lines, "total": sum(line["amount"] for line in lines)})
    call = scene.whole.first("spend_a_quarter")
    if call is not None:
        finished = scene.whole.first("complete")
        facts: dict[str, Any] = {
            "spent": call["spent"],
            "drawn": call["drawn"],
            "done": call["project.done"],
            "quarters": call["project.quarters"],
            "cost": call["project.cost"],
            "gain": None if finished is None else finished["project.gain"],
        }
        booked = scene.again.booked
        facts["filed"] = booked.get("filed_renovation", 0) + booked.get("relabelled", 0)
        yield Step("building", facts)
