"""Lines of tax and land: equipment deducted at once, credit, floor space; what is counted.

A present value is rounded to whole yuan, a half upwards; a purchase is deducted once, however many
documents repeat the rule.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from results.project_support.answer import Line
from results.project_support.applications import bought_on
from results.project_support.question import Question, inclusive_line, passed, reading
from results.project_support.reckoning import Rule
from results.project_support.steps import Step
from sim.law import codes
from sim.law.arithmetic import half_up
from sim.law.filing import counts_as_renovation
from sim.law.land import floor_charge, plot_ratio_charge
from sim.law.support import amount_due, in_library
from sim.law.tax import deduction_gain, first_year_saving, unit_is_eligible
from sim.rule_row import parts_per_million


def tax_lines(question: Question) -> Iterator[Line]:
    """Deductions, of which one counts, and credits."""
    deductions, credits = [], []
    for rule in question.all_rules.rules:
        if rule.row is not None and rule.row.kind == codes.EXPENSING:
            deductions.append(_deduction(question, rule))
        elif rule.row is not None and rule.row.kind == codes.TAX_CREDIT:
            credits.append(_credit(question, rule))
    best = max(deductions, key=lambda line: line.amount, default=None)
    for line in deductions:
        if best is not None and line is not best and line.amount > 0:
            once = Step("once", False, {"under": best.instrument})
            line = replace(line, amount=0, steps=(*line.steps, once))
        yield line
    yield from credits


def land_lines(question: Question) -> Iterator[Line]:
    """Land price waived and due."""
    by_policy: dict[str, dict[str, Rule]] = {}
    for rule in question.all_rules.others:
        if rule.instrument.kind in ("L1", "L2"):
            by_policy.setdefault(rule.policy.id, {})[rule.instrument.kind] = rule
    for rules in by_policy.values():
        if "L2" in rules:
            yield from _floor(question, rules.get("L1"), rules["L2"])
        else:
            yield _plot_ratio(question, rules["L1"])


def standing_lines(question: Question) -> Iterator[Line]:
    """Whether the statistics count the project, and whether it is a library project."""
    application = question.application
    for rule in question.all_rules.others:
        threshold = rule.instrument.threshold
        steps = question.opening(rule, question.on(question.applied))
        if threshold is None or not passed(steps):
            continue
        smallest = inclusive_line(rule, threshold.amount)
        facts: dict[str, Any] = {"held": application.planned, "asked": threshold.amount}
        if rule.instrument.kind == "G1":
            held = bool(counts_as_renovation(application.planned, smallest, application.nature,
                                             True))  # fmt: skip
            steps.append(Step("counted", held, facts))
        elif rule.instrument.kind == "S3" and threshold.or_yearly is not None:
            yearly = inclusive_line(rule, threshold.or_yearly)
            quarter = SimpleNamespace(library_total=smallest, library_yearly=yearly)
            held = bool(in_library(application.planned, application.yearly, quarter))
            facts |= {"yearly": application.yearly, "yearly_asked": threshold.or_yearly}
            steps.append(Step("in_library", held, facts))
        else:
            continue
        yield question.line(rule, "standing", 0, steps)


def _deduction(question: Question, rule: Rule) -> Line:
    """Present value of deducting cheap units at once, beyond straight line."""
    project, row = question.project, rule.row
    assert row is not None
    steps = question.opening(rule, question.on(bought_on(project), "bought"))
    gain = 0
    if not project.equipment_units:
        steps.append(Step("stated", False, {"fields": ["equipment_units"]}))
    elif passed(steps):
        units = [
            {"price": price, "number": number, "eligible": _is_cheap(question, rule, price)}
            for price, number in project.equipment_units
        ]
        cost = sum(int(u["price"]) * int(u["number"]) for u in units if u["eligible"])
        facts: dict[str, Any] = {"limit": row.unit_limit, "units": units, "cost": cost}
        if question.untaxed > 0:
            facts["grants_off"] = question.untaxed
            cost = max(0, cost - question.untaxed)
        steps.append(Step("units", cost > 0, facts))
        terms = (project.depreciation_years, float(project.salvage_share),
                 project.first_profitable_year)  # fmt: skip
        tax, rate = float(project.profit_tax_rate), float(project.discount_rate)
        gain = int(half_up(deduction_gain(cost, tax, rate, *terms)))
        saved = int(half_up(first_year_saving(cost, tax, *terms)))
        facts = {"cost": cost, "gain": gain, "first_year": saved, "tax_rate": tax, "rate": rate,
                 "life": terms[0], "from_year": terms[2]}  # fmt: skip
        steps.append(Step("deduction", gain > 0, facts))
    return question.line(rule, "tax_deduction", gain, steps)


def _is_cheap(question: Question, rule: Rule, price: int) -> bool:
    """Whether a unit may be deducted at once (RW17, RW29)."""
    row = rule.row
    assert row is not None
    vat = parts_per_million(question.project.vat_rate)
    return bool(
        unit_is_eligible(price, row.unit_limit, vat, row.unit_with_vat == 1, row.inclusive == 1)
    )


def _credit(question: Question, rule: Rule) -> Line:
    """Tax credit on special equipment."""
    row, cost = rule.row, question.project.special_equipment_cost
    assert row is not None
    steps = question.opening(rule, question.on(bought_on(question.project), "bought"))
    amount = 0
    if cost == 0:
        steps.append(Step("stated", False, {"fields": ["special_equipment_cost"]}))
    elif passed(steps):
        amount = int(amount_due(row, cost, question.application.planned, 0))
        facts = {"rate_ppm": row.rate_ppm, "cost": cost, "amount": amount}
        steps.append(Step("rate", amount > 0, facts))
    return question.line(rule, "tax_credit", amount, steps)


def _floor(question: Question, waiver: Rule | None, kept: Rule) -> Iterator[Line]:
    """New floor area: what is waived, and what is due (004 article 14; RW13)."""
    land, subject = question.project.land, question.on(question.applied)
    opened = question.opening(kept, subject)
    waived_steps = [] if waiver is None else question.opening(waiver, subject)
    charge = waived = 0
    if land is None:
        unstated = Step("stated", False, {"fields": ["land"]})
        opened.append(unstated)
        waived_steps.append(unstated)
    elif passed(opened):
        holds = waiver is not None and passed(waived_steps)
        share = parts_per_million(waiver.instrument.rate) if holds and waiver is not None else 0
        charge, waived = map(int, floor_charge(
            land.new_floor_area_m2, land.price_per_m2, land.own_use, land.handover_m2,
            land.kept_m2, share, kept.instrument.multiple,
            reading(kept, "RW13") == "all_new_area",
        ))  # fmt: skip
        facts = {**land.model_dump(), "multiple": kept.instrument.multiple, "charge": charge,
                 "waived": waived, "reading": reading(kept, "RW13")}  # fmt: skip
        waived_steps.append(Step("floor", waived > 0, facts))
        opened.append(Step("floor", True, facts))
    if waiver is not None:
        yield question.line(waiver, "land_waived", waived, waived_steps)
    yield question.line(kept, "land_charge", charge, opened)


def _plot_ratio(question: Question, rule: Rule) -> Line:
    """Price of a higher plot ratio, waived on three conditions (002 IV.3)."""
    land, waived = question.project.land, 0
    steps = question.opening(rule, question.on(question.applied))
    if land is None:
        steps.append(Step("stated", False, {"fields": ["land"]}))
    elif passed(steps):
        full, _nothing = floor_charge(
            land.new_floor_area_m2, land.price_per_m2, False, 0, 0, 0, 0, False
        )
        share = parts_per_million(rule.instrument.rate)
        conditions = (land.use_unchanged, land.plan_met, land.procedure_followed)
        charge = int(plot_ratio_charge(full, *conditions, share))
        waived = int(full) - charge
        facts = {
            "full": int(full),
            "charge": charge,
            "use_unchanged": land.use_unchanged,
            "plan_met": land.plan_met,
            "procedure_followed": land.procedure_followed,
        }
        steps.append(Step("plot_ratio", waived > 0, facts))
    return question.line(rule, "land_waived", waived, steps)
