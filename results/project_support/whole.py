"""The question put to every rule: what would these projects be paid?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from results.project_support.answer import (
    GRANT,
    KINDS,
    LEVELS,
    Line,
    ProjectSupport,
    Support,
    Totals,
)
from results.project_support.award_lines import award_lines
from results.project_support.credit_lines import credit_lines
from results.project_support.grant_lines import grant_lines
from results.project_support.location import Atlas
from results.project_support.policies import policies_of
from results.project_support.project_file import Projects, read_projects
from results.project_support.project_schema import Project
from results.project_support.question import Question
from results.project_support.reckoning import GRANTS
from results.project_support.tax_and_land import land_lines, standing_lines, tax_lines
from results.project_support.thresholds import nearest_edges
from scenarios.errors import InputError, Problem, listed, nearest_name
from scenarios.policy_schema import Policy
from scenarios.readings import DEFAULTS, readings_in_force
from sim.law import codes
from sim.law.business import profit_tax
from sim.rule_row import parts_per_million


def support(
    policies: Sequence[str | Path | Policy] | str | Path | Policy,
    project: str | Path | Mapping[str, Any] | Project | Sequence[Project],
    as_of: dt.date | None = None,
    readings: Mapping[str, object] | None = None,
    edges: bool = True,
) -> Support:
    """Say what projects would be paid, by which article, step by step; see the package."""
    named = [policies] if isinstance(policies, str | Path | Policy) else list(policies)
    loaded = policies_of(named, readings)
    projects = read_projects(project, as_of)
    atlas = Atlas.of(loaded)
    questions = [Question(row, loaded, atlas) for row in projects.rows]
    faults = projects.faults(_problems(questions, loaded))
    if faults:
        raise InputError(faults)
    in_force = readings_in_force(loaded)
    answers = tuple(_answer(question, edges) for question in questions)
    return Support(
        policies={policy.id: policy.title for policy in loaded},
        readings=in_force,
        defaults={name: DEFAULTS[name] for name in in_force},
        projects=answers,
        is_table=projects.is_table,
        pots=_pots(loaded, answers),
    )


def _answer(question: Question, edges: bool) -> ProjectSupport:
    lines = (
        *grant_lines(question),
        *award_lines(question),
        *credit_lines(question),
        *tax_lines(question),
        *land_lines(question),
        *standing_lines(question),
    )
    told = {line.instrument for line in lines}
    services = tuple(
        question.line(rule, "service", 0, ())
        for rule in question.all_rules.others
        if rule.instrument.id not in told and question.is_asked(rule)
    )
    below, above = nearest_edges(question.application, question.rules) if edges else ((), ())
    return ProjectSupport(
        project=question.project,
        applied=question.applied,
        audited=question.application.audited,
        place={name: part for name, part in question.location.parts.items() if part},
        lines=lines,
        services=services,
        totals=_totals(question, lines),
        edges_below=below,
        edges_above=above,
    )


def _totals(question: Question, lines: Sequence[Line]) -> Totals:
    grants = [line for line in lines if line.kind == GRANT]
    rate = parts_per_million(question.project.profit_tax_rate)
    return Totals(
        grants=sum(line.amount for line in grants),
        by_level={
            level: sum(line.amount for line in grants if line.payer == level) for level in LEVELS
        },
        by_kind={kind: sum(line.amount for line in lines if line.kind == kind) for kind in KINDS},
        tax_on_grants=_tax([line for line in grants if line.taxable], rate),
        tax_on_further=_tax([line for line in lines if line.taxable and line.kind != GRANT], rate),
    )


def _tax(taxable: Sequence[Line], rate_ppm: int) -> int:
    """Profit tax on what is received, by a firm with profit to tax."""
    tax, _losses = profit_tax(0, 0, 0, 0, sum(line.amount for line in taxable), rate_ppm)
    return int(tax)


def _pots(policies: Sequence[Policy], answers: Sequence[ProjectSupport]) -> dict[str, str]:
    """How each pot that pays is shared when it is too small (RW22)."""
    paying = {line.pot for answer in answers for line in answer.paid}
    return {
        pot.id: policy.readings.get("RW22", pot.overflow)
        for policy in policies
        for pot in policy.pots
        if pot.id in paying
    }


# -- what shows only beside the policies


def _problems(
    questions: Sequence[Question], policies: Sequence[Policy]
) -> list[tuple[int, Problem]]:
    """Names that the policies do not have, and dates that a reading asks for."""
    instruments = [row.id for policy in policies for row in policy.instruments]
    titles = [
        award.title
        for policy in policies
        for row in policy.instruments
        if row.kind == "I5"
        for award in row.awards
    ]
    found: list[tuple[int, Problem]] = []
    for number, question in enumerate(questions):
        project = question.project
        problems = list(question.atlas.problems(project))
        problems += _unknown("not_asked", project.not_asked, instruments, "instrument")
        if titles:  # where no policy rewards titles, none of them means anything
            problems += _unknown("titles", project.titles, titles, "title")
        if not problems:
            problems += _dates_missing(question)
        found += [(number, problem) for problem in problems]
    return found


def _unknown(field: str, names: Sequence[str], known: Sequence[str], what: str) -> list[Problem]:
    return [
        Problem(
            (field, number), f"no {what} of this name in the policies", name, True,
            listed(list(known)) or "none", nearest_name(name, known),
        )
        for number, name in enumerate(names)
        if name not in known
    ]  # fmt: skip


def _dates_missing(question: Question) -> list[Problem]:
    """Dates by which a rule asks whether it is in force, where they are not stated (RW21)."""
    regimes = {row.regime for row in question.all_rules.rows if row.kind in GRANTS}
    names = {codes.BY_START: "started", codes.BY_COMPLETION: "completed"}
    return [
        Problem((name,), "is missing; under RW21 it decides which rules hold", at_key=True)
        for regime, name in names.items()
        if regime in regimes and getattr(question.project, name) is None
    ]


__all__ = ["Projects", "support"]
