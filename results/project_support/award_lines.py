"""Lines of prizes for titles, and of the award out of the tax increase with what matches it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from results.project_support.answer import Line
from results.project_support.question import Question, passed, reading
from results.project_support.reckoning import Rule
from results.project_support.steps import Step
from sim.law import codes
from sim.law.arithmetic import PPM
from sim.law.awards import award_due, tax_share_due, tax_share_of_year
from sim.law.package import match_of_award


def award_lines(question: Question) -> Iterator[Line]:
    """Every prize, and every share of tax."""
    for rule in question.all_rules.others:
        if rule.instrument.kind == "I5":
            yield _prizes(question, rule)
    for rule in question.all_rules.rules:
        if rule.row is not None and rule.row.kind == codes.TAX_SHARE:
            line, awards = _tax_share(question, rule)
            yield line
            yield from _matches(question, awards)


def _prizes(question: Question, rule: Rule) -> Line:
    """Prizes of the titles that an article names (RW02, RW20)."""
    instrument, project = rule.instrument, question.project
    steps = question.opening(rule, question.on(question.applied))
    titles = {award.title: award.amount for award in instrument.awards}
    if instrument.single_award is not None and reading(rule, "RW20") == "single_value":
        titles = dict.fromkeys(titles, instrument.single_award)
    named = [title for title in project.titles if title in titles]
    rows: list[dict[str, Any]] = []
    if not named:
        facts = {"fields": ["titles"], "allowed": list(titles)}
        steps.append(Step("stated", False, facts))
    elif passed(steps):
        # A schedule fixes its sums; only what an article calls the most is scaled.
        scales = instrument.band is None and reading(rule, "RW02") == "scaled_by_evaluation"
        evaluation = question.application.evaluation_ppm if scales else PPM
        for number, title in enumerate(named):
            first = title not in project.already_awarded and title not in named[:number]
            due = int(award_due(titles[title], first, evaluation))
            rows.append({"title": title, "amount": titles[title], "first": first, "due": due})
        paid = any(row["first"] for row in rows)
        steps.append(Step("titles", paid, {"titles": rows, "evaluation_ppm": evaluation}))
    return question.line(rule, "award", sum(row["due"] for row in rows), steps)


def _tax_share(question: Question, rule: Rule) -> tuple[Line, list[int]]:
    """The award of each year, all together never more than was invested."""
    increase, steps = (
        question.project.tax_increase,
        question.opening(rule, question.on(question.applied)),
    )
    paid: list[int] = []
    years = []
    if increase is None:
        steps.append(Step("stated", False, {"fields": ["tax_increase"]}))
    elif passed(steps):
        longest = max(map(len, (increase.province, increase.city, increase.county)))
        parts = [rows or [0] * longest for rows in (increase.province, increase.city,
                                                    increase.county)]  # fmt: skip
        for year, (province, city, county) in enumerate(zip(*parts, strict=True)):
            award = int(tax_share_of_year(rule.row, province, city, county))
            due = tax_share_due(rule.row, award, year, sum(paid), question.application.audited)
            paid.append(int(due))
            years.append({"year": year + 1, "province": province, "city": city, "county": county,
                          "award": award, "due": int(due)})  # fmt: skip
        facts = {"years": years, "investment": question.application.audited}
        steps.append(Step("tax_share", True, facts))
    asked = question.is_asked(rule)
    paid = paid if asked else []
    return question.line(rule, "tax_share", sum(paid), steps), paid


def _matches(question: Question, awards: list[int]) -> Iterator[Line]:
    """What a district adds to the award, year by year, under its ceiling (003.III.1)."""
    if not sum(awards):
        return
    for rule in question.rules.rules:
        row = rule.row
        if row is None or row.kind != codes.MATCH:
            continue
        steps = question.opening(rule, question.on(question.applied))
        years: list[dict[str, int]] = []
        for year, award in enumerate(awards if passed(steps) else []):
            matched = sum(each["due"] for each in years)
            due = match_of_award(
                row, award, sum(awards[:year]), matched, question.application.audited
            )
            years.append({"year": year + 1, "award": award, "due": int(due)})
        steps.append(Step("award_match", True, {"rate_ppm": row.rate_ppm, "years": years}))
        yield question.line(rule, "tax_share", sum(each["due"] for each in years), steps)
