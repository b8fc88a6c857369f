"""Lines of grants: on the project, matches, and on a year's or a stage's spending."""

from __future__ import annotations

from collections.abc import Iterator

from results.project_support.answer import GRANT, Line
from results.project_support.question import Question, passed
from results.project_support.reckoning import GRANTS, Rule, alone, spending_base
from results.project_support.steps import (
    Step,
    project_amounts,
    spending_amounts,
    threshold_step,
)
from results.project_support.together import package_steps
from sim.law import codes


def grant_lines(question: Question) -> Iterator[Line]:
    """Every grant of the policies, paid or not."""
    for rule in question.all_rules.rules:
        if rule.row is not None and rule.row.kind in GRANTS:
            amount = question.grants.get(rule.instrument.id, 0)
            yield question.line(rule, GRANT, amount, _steps(question, rule))


def _steps(question: Question, rule: Rule) -> list[Step]:
    row, application = rule.row, question.application
    assert row is not None
    steps = question.opening(rule, question.subject)
    base = 0 if row.kind in (codes.PROJECT_GRANT, codes.MATCH) else spending_base(row, application)
    steps += threshold_step(row, application, base)
    if not passed(steps):
        return steps
    if row.kind == codes.PROJECT_GRANT:
        steps += project_amounts(row, application)
    elif row.kind != codes.MATCH:
        steps += spending_amounts(row, application, base)
    if row.kind == codes.MATCH or alone(row, application) > 0:
        rules = question.rules
        steps += package_steps(rules.index(rule.instrument.id), application, rules)
    return steps
