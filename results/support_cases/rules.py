"""What counts, who is known, what is barred, when a document is in force."""

from __future__ import annotations

from typing import Any, Literal

from results.support_cases.case import Case, CaseError, Kind, unknown
from results.support_cases.fields import Bp, Day, Yuan, ppm
from scenarios.errors import Problem
from scenarios.instrument_schema import Instrument
from scenarios.quantities import Record
from scenarios.readings import validity
from sim.law import codes
from sim.law.arithmetic import share_of
from sim.law.contact import in_upscale_library, is_surveyed, is_tracked
from sim.law.duplication import counted_cost, is_barred
from sim.law.filing import counts_as_renovation

NO_LIMIT = 1 << 62
STATISTICAL_NATURES = {
    "renovation": codes.RENOVATION,
    "expansion": codes.EXPANSION,
    "greenfield": codes.GREENFIELD,
    "relocation": codes.RELOCATION,
    "restoration": codes.RESTORATION,
    "pure_purchase": codes.PURE_PURCHASE,
}
BARS = {
    "municipal_fund": codes.CITY_FUND,
    "municipal_investment": codes.CITY_INVESTMENT,
    "district": codes.DISTRICT_MONEY,
}


# -- what the statistics count (004.15)


class CountingInputs(Record):
    """Inputs of the statistics."""

    planned_fai: Yuan
    nature: Literal[
        "renovation", "expansion", "greenfield", "relocation", "restoration", "pure_purchase"
    ]
    has_renovation_character: bool | None = None


def counting(case: Case) -> dict[str, Any]:
    """Whether a project counts as renovation."""
    inputs = case.inputs
    found = [rule for rule in case.instruments("G1") if rule.threshold is not None]
    rule = case.single(found, "rule of counting (G1 with a threshold)")
    character = inputs.has_renovation_character
    if inputs.nature not in ("renovation", "greenfield"):
        character = case.need("has_renovation_character", f"it decides for {inputs.nature}")
    assert rule.threshold is not None
    counted = counts_as_renovation(
        inputs.planned_fai, case.line(rule, rule.threshold.amount),
        STATISTICAL_NATURES[inputs.nature], bool(character),
    )  # fmt: skip
    return {"counted": bool(counted)}


# -- whom a district knows (003)


class FlagsInputs(Record):
    """Inputs of a district's lists; each list asks for its own."""

    main_revenue: Yuan | None = None
    project_total: Yuan | None = None
    is_advanced_manufacturing: bool = False
    on_city_key_list: bool = False
    output: Yuan | None = None


def flags(case: Case) -> dict[str, Any]:
    """On which of its lists a firm or a project stands; those that are asked for."""
    inputs = case.inputs
    results: dict[str, Any] = {}
    if case.wants("in_survey"):
        _rule, amount = _line(case, "G7", "revenue")
        results["in_survey"] = bool(is_surveyed(case.need("main_revenue"), amount))
    if case.wants("tracked"):
        _rule, amount = _line(case, "S3", "planned_investment")
        total = case.need("project_total")
        results["tracked"] = bool(
            is_tracked(total, amount, inputs.is_advanced_manufacturing, inputs.on_city_key_list)
        )
    if case.wants("in_upscale_library"):
        rule, amount = _line(case, "G7", "output")
        assert rule.threshold is not None
        below = rule.threshold.below
        ceiling = NO_LIMIT if below is None else below
        output = case.need("output")
        results["in_upscale_library"] = bool(in_upscale_library(output, amount, ceiling))
    return results


def _line(case: Case, kind: str, quantity: str) -> tuple[Instrument, int]:
    """The list that asks for a quantity, and the smallest amount that is on it."""
    found = [
        rule
        for rule in case.instruments(kind)
        if rule.threshold is not None and rule.threshold.quantity == quantity
    ]
    rule = case.single(found, f"list by {quantity} ({kind})")
    assert rule.threshold is not None
    return rule, case.line(rule, rule.threshold.amount)


# -- nothing twice (001.35)


class ItemsInputs(Record):
    """Inputs of non-duplication: pairs of cost and who supports the item already."""

    items: list[list[int | str]]
    rate_bp: Bp


def not_twice(case: Case) -> dict[str, Any]:
    """The subsidy on what nobody else of the city supports."""
    inputs = case.inputs
    relation = case.single(case.relations("Q1"), "rule against paying twice (Q1)")
    bars = sum(1 << BARS[name] for name in relation.bars)
    items = [_item(number, item) for number, item in enumerate(inputs.items)]
    base = sum(int(counted_cost(cost, who, bars)) for cost, who in items)
    whole = case.reading("RW11", relation) == "project"
    if whole and any(is_barred(who, bars) for _cost, who in items):
        base = 0
    return {"base": base, "subsidy": int(share_of(base, ppm(inputs.rate_bp)))}


def _item(number: int, item: list[int | str]) -> tuple[int, int]:
    """Cost of an item and the code of its supporter."""
    where = ("inputs", "items", number)
    pair = len(item) == 2 and isinstance(item[0], int) and isinstance(item[1], str)
    if not pair or int(item[0]) < 0:
        message = "must be a pair: cost in yuan, who supports it already"
        raise CaseError([Problem(where, message)])
    who = str(item[1])
    if who not in codes.SUPPORTERS:
        raise unknown((*where, 1), "no such supporter", who, codes.SUPPORTERS)
    return int(item[0]), codes.SUPPORTERS.index(who)


# -- when a document is in force


class DateInputs(Record):
    """Inputs of validity."""

    date: Day


def in_force(case: Case) -> dict[str, Any]:
    """Whether the document is in force on a day; an instrument by its own years."""
    number = case.matches[0].policy
    first, last = validity(case.rules.policies[number])
    document = case.rules.policies[number].document
    own = [match.record for match in case.matches if isinstance(match.record, Instrument)]
    if len(own) == len(case.matches) == 1:
        moved = document.valid_from - first
        first, last = own[0].valid_from - moved, own[0].valid_to - moved
    return {"in_force": first <= case.inputs.date <= last}


KINDS = (
    Kind("statistics_inclusion", CountingInputs, ("counted",), counting),
    Kind("eligibility_flags", FlagsInputs, ("in_survey", "tracked", "in_upscale_library"), flags),
    Kind("non_duplication", ItemsInputs, ("base", "subsidy"), not_twice),
    Kind("validity", DateInputs, ("in_force",), in_force),
)  # fmt: skip
