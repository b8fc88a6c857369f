"""The decision in steps: payback wanted, money, floor, tax, support, worth, sizes, waiting."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from results.explaining.answer import Step
from results.explaining.listening import Call
from results.explaining.scene import Scene
from sim.law.codes import EXPENSING, TAX_CREDIT

WAYS = ("none", "rent_near", "rent_away", "build_up", "buy", "move")
# Tests of a grant on a project, in the order in which the law puts them; failing one is the reason.
TESTS = {
    "in_force": "ended",
    "applicant_qualifies": "not_applicant",
    "project_qualifies": "not_covered",
    "reaches_threshold": "too_small",
}
WHY_OF_STEP = ("threshold", "cap", "below_threshold")


def weighing(scene: Scene, outcome: str) -> Iterator[Step]:
    """Tell how the project in view was weighed, and what came of it."""
    best = scene.whole.first("best_size")
    own = None if best is None else best.first("appraise")
    floor = None if best is None else best.first("floor_for")
    if best is None or own is None or floor is None:
        return
    yield Step(
        "hurdle",
        {
            "payback": 1.0 / own["terms.wanted"],
            "cost_weight": own["terms.weight"],
            "cost": own["cost"],
            "gain": own["yearly"],
        },
    )
    yield from _floor(scene, floor)
    yield _money(own)
    yield _tax(own)
    yield support_step(scene, own)
    yield _worth(own)
    yield from _sizes(scene, best)
    yield from _waiting(scene, best)
    yield _decision(scene, best, outcome)
    if outcome == "started":
        yield _start(scene)


def _money(option: Call) -> Step:
    """Cash above the buffer, the loan that is missing, and whether it is to be had."""
    loan = option.first("loan_needed")
    buffer, limit = option.first("cash_buffer"), option.first("credit_limit")
    borrow = option.first("can_borrow")
    needed = 0 if loan is None else loan.result
    reluctant = borrow is not None and borrow.get("reluctant") == 1
    how = "own" if needed <= 0 else "loan"
    if not option.result[1]:
        how = "reluctant" if reluctant else "limit"
    return Step(
        "money",
        {
            "need": option["cash_need"],
            "cash": None if loan is None else loan["firm.cash"],
            "buffer": None if buffer is None else buffer.result,
            "loan": needed,
            "rate": option["terms.bank_rate"],
            "debt": None if limit is None else limit["firm.debt"],
            "limit": None if limit is None else limit.result,
            "how": how,
        },
    )


def _floor(scene: Scene, call: Call) -> Iterator[Step]:
    """Floor that is short, what each way of getting it takes, and the way taken."""
    need = scene.again.decided.reserve["floor_need"]
    if need == 0:
        return
    way, short, at_once, rent, lost, waived, charged = call.result
    prices = call.first("way_to_floor") or Call("enough floor")
    yield Step(
        "floor",
        {
            "need": need,
            "free": call["firm.floor_free"],
            "short": short,
            "way": WAYS[way],
            "at_once": at_once,
            "rent": rent,
            "lost": lost,
            "waived": waived,
            "charged": charged,
            "nearby": call["project.nearby"] == 1,
            "rent_asked": prices.get("rent"),
            "split": prices.get("split"),
            "build": prices.get("build"),
            "plot": prices.get("plot"),
            "move": prices.get("move"),
        },
    )


def _tax(option: Call) -> Step:
    call = option.first("tax_value")
    assert call is not None
    value, expensed, credit = call.result
    asked = call.first("claims_expensing")
    return Step(
        "tax",
        {
            "value": value,
            "expensed": expensed,
            "credit_rate": credit,
            "left": None if asked is None or asked.result else asked["gain"],
        },
    )


def support_step(scene: Scene, option: Call) -> Step:
    """Expected support of an option, rule by rule."""
    call = option.first("support_value")
    assert call is not None
    total, needs_filing = call.result
    return Step(
        "support",
        {"total": total, "needs_filing": needs_filing, "rules": list(_rules(scene, call))},
    )


def _rules(scene: Scene, call: Call) -> Iterator[dict[str, Any]]:
    heard: dict[int, Call] = {}
    for one in call.every("rule_value"):
        heard.setdefault(one["index"], one)
    best: dict[int, float] = {}
    rules = scene.again.rules
    for index, one in heard.items():
        group = rules[index].exclusion
        best[group] = max(best.get(group, 0.0), one.result)
    taken: set[int] = set()
    for index, rule in enumerate(rules):
        if rule.kind in (EXPENSING, TAX_CREDIT):
            continue
        answer = heard.get(index)
        if answer is None:
            yield _line(scene, index, "barred", None)
            continue
        why = "counts" if answer.result > 0.0 else _why_nothing(scene, index, answer)
        grouped = rule.exclusion > 0 and rule.classed == 0
        if why == "counts" and grouped:
            if answer.result < best[rule.exclusion] or rule.exclusion in taken:
                why = "rival"
            else:
                taken.add(rule.exclusion)
        yield _line(scene, index, why, answer)


def _line(scene: Scene, index: int, why: str, answer: Call | None) -> dict[str, Any]:
    """One rule: the payments hoped for, the share expected of them, and their value today."""
    later = [] if answer is None else list(answer.every("value_of_money_later"))
    return {
        "rule": scene.rule(index),
        "why": why,
        "amount": sum(one["amount"] for one in later),
        "expected": scene.again.rules[index].expected_ppm / 1_000_000.0,
        "wait": min((one["quarters"] for one in later), default=None),
        "trouble": answer["terms.trouble"] if answer is not None and _is_trouble(answer) else None,
        "value": 0.0 if answer is None else answer.result,
    }


def _is_trouble(answer: Call) -> bool:
    """Whether the project's claims cost paperwork of their own.

    They do not where nothing would be claimed, or only on top of a claim that is made anyway.
    """
    if answer.first("value_of_money_later") is None:
        return False
    yearly = answer.first("ex_post_value")
    return yearly is None or bool(yearly["already"] == 0)


def _why_nothing(scene: Scene, index: int, answer: Call) -> str:
    """Why a rule is worth nothing to this project."""
    rule, firm = scene.again.rules[index], scene.again.decided.firm
    admits = answer.first("admits")
    if admits is not None and not admits.result:
        covers, knows = admits.first("covers"), admits.first("knows")
        if covers is None:
            return "not_announced"
        if not covers.result:
            return "not_covered"
        if knows is not None:
            return "unheard"
        if ((rule.districts >> firm["district"]) & 1) == 0:
            return "not_applicant"
        return "above_scale" if rule.above_scale_only > firm["above_scale"] else "library"
    if any(one["amount"] > 0 for one in answer.every("value_of_money_later")):
        return "paperwork"
    own = next((one for one in answer.every("own_amount") if one["rule"] == index), None)
    if own is not None:
        return next((why for test, why in TESTS.items() if _fails(own, test)), "other_chosen")
    return "ended" if rule.end < scene.frame.now else "nothing_due"


def _fails(call: Call, test: str) -> bool:
    """Whether the law put a test and the project did not pass it."""
    found = call.first(test)
    return found is not None and not found.result


def _worth(option: Call) -> Step:
    """The sum: gain counted over the payback, against what it costs net of all help."""
    return Step(
        "worth",
        {
            "gain": option["gain"],
            "lost": option["lost"],
            "cost": option["cost"],
            "unrecovered": option["unrecovered"],
            "dearer": option["dearer"],
            "finance": option["finance"],
            "floor": option["premises"],
            "standstill": option["trouble"],
            "tax": option["tax_back"],
            "support": option["support"],
            "outlay": option["outlay"],
            "cost_weight": option["terms.weight"],
            "worth": option.result[0],
        },
    )


def _sizes(scene: Scene, best: Call) -> Iterator[Step]:
    """Each size weighed, with the rule that gave cause to weigh it."""
    rows: list[dict[str, Any]] = []
    why: dict[str, Any] = {"rule": None, "because": "own"}
    for call in best.calls:
        if call.name == "size_to_weigh":
            step = call["step"]
            because = WHY_OF_STEP[step] if step < len(WHY_OF_STEP) else "tier"
            why = {"rule": scene.rule(call["rule"]), "because": because}
        elif call.name == "appraise":
            worth, feasible, _loan, _filing = call.result
            support = call.get("support")
            rows.append(
                {"cost": call["cost"], "worth": worth, "feasible": bool(feasible),
                 "support": support, **why}
            )  # fmt: skip
    if len(rows) > 1:
        yield Step("sizes", {"sizes": rows, "chosen": best.result.cost})


def _waiting(scene: Scene, best: Call) -> Iterator[Step]:
    call = scene.whole.first("worth_of_waiting")
    if call is None or call["quarter.next_rule"] <= scene.frame.now:
        return
    yield Step(
        "waiting",
        {
            "until": scene.quarter(call["quarter.next_rule"]),
            "too_late": call.first("appraise") is None,
            "later": call.result,
            "now": best.result.worth,
        },
    )


def _decision(scene: Scene, best: Call, outcome: str) -> Step:
    worth, cost = best.result.worth, best.result.cost
    own = best.first("appraise")
    assert own is not None
    return Step(
        "decision",
        {
            "outcome": outcome,
            "worth": worth,
            "own_worth": own.result[0],
            "cost": cost if outcome == "started" else 0,
            "own_cost": own["cost"],
        },
    )


def _start(scene: Scene) -> Step:
    """How it starts: its loan, its time, whether it is filed, and as what."""
    built = scene.again.decided.building
    files = scene.whole.first("files_project")
    relabels = list(scene.whole.every("relabelled_share"))
    return Step(
        "start",
        {
            "cost": built["cost"],
            "loan": built["loan"],
            "quarters": built["quarters"],
            "filed": built["filed"] == 1,
            "small": built["cost"] < scene.again.quarter.counting_threshold,
            "line": scene.again.quarter.counting_threshold,
            "filing_value": None if files is None else files["filing_value"],
            "renovation": built["nature"] == 0,
            "relabelled": built["relabelled_ppm"] / 1_000_000.0,
            "wanted_label": relabels[-1].result / 1_000_000.0 if relabels else None,
            "support_per_yuan": relabels[-1]["marginal_support"] if relabels else None,
        },
    )
