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
from sim.law.package import award_and_match


def award_lines(question: Question) -> Iterator[Line]:
    """Every prize, and every share of tax."""
    for rule in question.all_rules.others:
        if rule.instrument.kind == "I5":
            yield _prizes(question, rule)
    for rule in question.all_rules.rules:
        if rule.row is not None and rule.row.kind == codes.TAX_SHARE:
            yield from _tax_share_and_matches(question, rule)


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


def _tax_share_and_matches(question: Question, rule: Rule) -> Iterator[Line]:
    """The award of each year, in all never more than was invested; what districts add to it."""
    increase, steps = (
        question.project.tax_increase,
        question.opening(rule, question.on(question.applied)),
    )
    matches = [_Match(question, other) for other in question.rules.rules if _is_match(other)]
    years: list[dict[str, Any]] = []
    if increase is None:
        steps.append(Step("stated", False, {"fields": ["tax_increase"]}))
    elif passed(steps):
        longest = max(map(len, (increase.province, increase.city, increase.county)))
        parts = [rows or [0] * longest for rows in (increase.province, increase.city,
                                                    increase.county)]  # fmt: skip
        investment = question.application.audited
        for year, (province, city, county) in enumerate(zip(*parts, strict=True)):
            awarded = sum(each["due"] for each in years)
            award = int(tax_share_of_year(rule.row, province, city, county))
            due = int(tax_share_due(rule.row, award, year, awarded, investment))
            for match in matches:
                due = match.beside(due, awarded)
            years.append({"year": year + 1, "province": province, "city": city, "county": county,
                          "award": award, "due": due})  # fmt: skip
        facts = {"years": years, "investment": investment}
        steps.append(Step("tax_share", True, facts))
    paid = sum(each["due"] for each in years) if question.is_asked(rule) else 0
    yield question.line(rule, "tax_share", paid, steps)
    if paid:
        yield from (match.line() for match in matches)


def _is_match(rule: Rule) -> bool:
    return rule.row is not None and rule.row.kind == codes.MATCH


class _Match:
    """What a district adds to the award, year by year, under its ceiling (003.III.1)."""

    def __init__(self, question: Question, rule: Rule) -> None:
        self.question, self.rule = question, rule
        self.steps = question.opening(rule, question.on(question.applied))
        self.years: list[dict[str, int]] = []

    def beside(self, award: int, awarded: int) -> int:
        """Add a year; what is left of the award, which may have to give way (RW10)."""
        row = self.rule.row
        if row is None or not passed(self.steps):
            return award
        matched = sum(each["due"] for each in self.years)
        holder = self.question.rules.rows[max(row.ceiling - 1, 0)]
        left, due = award_and_match(
            row, holder, award, awarded, matched, self.question.application.audited
        )
        self.years.append({"year": len(self.years) + 1, "award": award, "due": int(due)})
        return int(left)

    def line(self) -> Line:
        """The district's part of the answer."""
        rate = 0 if self.rule.row is None else self.rule.row.rate_ppm
        self.steps.append(Step("award_match", True, {"rate_ppm": rate, "years": self.years}))
        paid = sum(each["due"] for each in self.years)
        return self.question.line(self.rule, "tax_share", paid, self.steps)
