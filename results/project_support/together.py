"""The steps after each rule's own amount: one article, city and district, match, ceiling."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from results.project_support.reckoning import ON_PROJECT, Rules, alone, due
from results.project_support.steps import Step
from sim.law import codes
from sim.law.application import Application
from sim.law.grants import applicant_qualifies, in_force
from sim.law.package import before_ceiling, chosen_amount, granted_by

SPLITS = ("below_threshold_only", "stack", "higher_of")
TIES = ("lower_number", "higher_cap", "random")


def package_steps(index: int, application: Application, rules: Rules) -> Iterator[Step]:
    """What stands beside a rule, in order: choice of one, split or match, ceiling."""
    row = rules.rows[index]
    if row.kind == codes.MATCH:
        yield match_step(index, application, rules)
    else:
        yield from choice_step(index, application, rules)
        if row.kind == codes.PROJECT_GRANT and row.level == codes.DISTRICT:
            yield from split_step(index, application, rules)
    yield from ceiling_step(index, application, rules)


def choice_step(index: int, application: Application, rules: Rules) -> Iterator[Step]:
    """One of the articles that exclude each other; nothing to say where no rival pays."""
    amounts = {other: alone(rules.rows[other], application) for other in rules.rivals(index)}
    paying = {other: amount for other, amount in amounts.items() if amount > 0}
    if len(paying) < 2 or index not in paying:
        return
    chosen = next(other for other in paying if _is_chosen(other, application, rules))
    facts: dict[str, Any] = {
        "amounts": {rules.rules[n].instrument.id: amount for n, amount in paying.items()},
        "chosen": rules.rules[chosen].instrument.id,
        "own": paying[index],
        "chosen_amount": paying[chosen],
    }
    if sum(amount == paying[chosen] for amount in paying.values()) > 1:
        facts["tie"] = TIES[rules.rows[chosen].tie]
    yield Step("choice", chosen == index, facts | cited(index, rules, "Q2"))


def split_step(index: int, application: Application, rules: Rules) -> Iterator[Step]:
    """What the district pays beside the city (RW07), where it has anything to pay."""
    row = rules.rows[index]
    asked = int(chosen_amount(index, application, rules.rows))
    if asked == 0:
        return
    city = sum(
        int(chosen_amount(number, application, rules.rows))
        for number, other in enumerate(rules.rows)
        if other.kind == codes.PROJECT_GRANT and other.splits == 1
    )
    paid = int(before_ceiling(index, application, rules.rows))
    facts = {"city": city, "asked": asked, "paid": paid, "reading": SPLITS[row.split]}
    yield Step("split", paid > 0, facts | cited(index, rules, "Q7"))


def match_step(index: int, application: Application, rules: Rules) -> Step:
    """What a match follows: the grants of province and city."""
    row = rules.rows[index]
    province = int(granted_by(codes.PROVINCE, application, rules.rows))
    city = int(granted_by(codes.CITY, application, rules.rows))
    facts = {
        "province": province, "city": city, "rate_ppm": row.rate_ppm,
        "amount": int(before_ceiling(index, application, rules.rows)),
    }  # fmt: skip
    return Step("match", province + city > 0, facts)


def ceiling_step(index: int, application: Application, rules: Rules) -> Iterator[Step]:
    """What the ceiling on the sum leaves, where there is one (RW08 to RW10, RW28)."""
    row = rules.rows[index]
    if row.kind not in ON_PROJECT or row.ceiling == 0:
        return
    before = int(before_ceiling(index, application, rules.rows))
    holder = rules.rows[row.ceiling - 1]
    holds = in_force(holder, application) and applicant_qualifies(holder, application)
    if before == 0 or not holds:
        return
    after = due(index, application, rules)
    facts = {
        "ceiling_ppm": holder.ceiling_ppm,
        "input": application.audited,
        "own_net": holder.ceiling_input == codes.OWN_NET_INPUT,
        "district_only": holder.ceiling_scope == codes.DISTRICT_ONLY,
        "prorata": holder.ceiling_way == codes.PRORATA_CUT,
        "before": before,
        "after": after,
    }
    yield Step("ceiling", after > 0, facts | cited(row.ceiling - 1, rules, "Q4"))


def cited(index: int, rules: Rules, kind: str) -> dict[str, Any]:
    """The rule between instruments of a kind that a rule stands under, with its articles."""
    rule = rules.rules[index]
    for policy in {id(each.policy): each.policy for each in rules.rules}.values():
        for relation in policy.relations:
            concerns = rule.instrument.id in relation.among or kind == "Q7"
            if relation.kind == kind and concerns:
                cites = [cite.model_dump() for cite in relation.cites]
                return {"relation": relation.id, "cites": cites}
    if kind == "Q2":
        return {"relation": None, "cites": [c.model_dump() for c in rule.instrument.cites]}
    return {}


def _is_chosen(index: int, application: Application, rules: Rules) -> bool:
    if rules.rows[index].kind == codes.PROJECT_GRANT:
        return bool(chosen_amount(index, application, rules.rows) > 0)
    return due(index, application, rules) > 0
