"""Grants on a project: one article alone, by tier, for traditional sectors, for green results."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from results.support_cases.case import Case, CaseError, Kind, unknown
from results.support_cases.fields import Tonnes, Yuan
from results.support_cases.project import (
    AuditedProject,
    amount,
    application,
    stated_row,
    tax_on,
)
from scenarios.errors import Problem
from scenarios.instrument_schema import Instrument
from sim.law.application import Application
from sim.law.grants import is_preferred

GRANTS = ("I1", "I2", "I3")
SUBSIDY = ("subsidy", "tax_on_subsidy", "net_subsidy")


class AloneInputs(AuditedProject):
    """Inputs of a grant on the audited cost."""

    total_investment: Yuan
    audited_cost: Yuan


class TieredInputs(AuditedProject):
    """Inputs of a grant on hard and soft cost."""

    total_investment: Yuan
    hard_cost: Yuan
    soft_cost: Yuan = 0


class TraditionalInputs(AuditedProject):
    """Inputs of a grant to a traditional sector."""

    total_investment: Yuan
    digital_cost: Yuan
    sector: str


class GreenInputs(AuditedProject):
    """Inputs of a grant to a green project; a result that is not stated is not there."""

    total_investment: Yuan | None = None
    audited_cost: Yuan
    is_key_energy_unit: bool = False
    annual_saving_tce: Tonnes = 0
    annual_co2_cut_t: Tonnes = 0
    unit_energy_at_national_benchmark: bool = False
    solid_waste_reuse: bool = False
    is_key_industry: bool = False


def alone(case: Case) -> dict[str, Any]:
    """What the article pays by itself."""
    row = stated_row(case.row(case.only(*GRANTS)), case.inputs)
    planned = case.inputs.total_investment
    due = amount(row, application(row, case.inputs, planned, case.laws))
    results = {"subsidy": due}
    if case.wants("tax_on_subsidy", "net_subsidy"):
        tax = tax_on(row, due, case.need("tax_rate_bp"))
        results |= {"tax_on_subsidy": tax, "net_subsidy": due - tax}
    return results


# -- the choice among articles


class Candidate(AuditedProject):
    """One article that a project could be put under; a total of its own is possible."""

    total_investment: Yuan | None = None


class ProjectToChoose(AuditedProject):
    """A project and the articles that it could be put under; its facts hold for all of them."""

    total_investment: Yuan
    candidates: dict[str, Candidate]


class ChoiceInputs(AuditedProject):
    """Inputs of a choice: one project, or several of one firm in one year."""

    total_investment: Yuan | None = None
    candidates: dict[str, Candidate] | None = None
    projects: list[ProjectToChoose] | None = None


Path = tuple[str | int, ...]
Option = tuple[str, SimpleNamespace, Application]
Choice = tuple[dict[str, int], str, int]


def choose(case: Case) -> dict[str, Any]:
    """The best article of each project; one a year for the whole firm where it is read so."""
    inputs = case.inputs
    if inputs.projects is None:
        case.need("total_investment", "or projects")
        case.need("candidates", "or projects")
        options = _options(case, inputs, ("inputs",))
        amounts, chosen, due = _best(options)
        return {"amounts": amounts, "chosen": chosen, "subsidy": due}
    of_projects = [
        _options(case, project, ("inputs", "projects", number))
        for number, project in enumerate(inputs.projects)
    ]
    choices = [_best(options) for options in of_projects]
    first = max(range(len(choices)), key=lambda number: choices[number][2], default=0)
    for number, options in enumerate(of_projects):
        if number != first:
            # The firm takes its best; the law says whether that bars the others (RW19).
            taken = [(name, row, made._replace(already_chosen=1)) for name, row, made in options]
            choices[number] = _best(taken)
    return {
        "amounts": [amounts for amounts, _chosen, _due in choices],
        "chosen": [chosen for _amounts, chosen, _due in choices],
        "subsidy_by_project": [due for _amounts, _chosen, due in choices],
        "subsidy": sum(due for _amounts, _chosen, due in choices),
    }


def _options(case: Case, project: Any, where: Path) -> list[Option]:
    """Each candidate with its rule and what is put forward under it."""
    allowed = [name for relation in _choices_of(case) for name in relation.among]
    options: list[Option] = []
    for name, stated in project.candidates.items():
        path = (*where, "candidates", name)
        rule = _candidate(case, name, path, allowed)
        common = {
            field: getattr(project, field)
            for field in project.model_fields_set & AuditedProject.model_fields.keys()
            if field not in stated.model_fields_set
        }
        facts = stated.model_copy(update=common)
        row = stated_row(case.row(rule), facts)
        planned = stated.total_investment
        if planned is None:
            planned = project.total_investment
        options.append((name, row, application(row, facts, planned, case.laws, path)))
    if not options:
        raise CaseError([Problem((*where, "candidates"), "must not be empty")])
    return options


def _choices_of(case: Case) -> list[Any]:
    """The exclusions that the case names."""
    found = case.relations("Q2")
    if not found:
        case.single(found, "choice among articles (Q2)")
    return found


def _candidate(case: Case, name: str, path: Path, allowed: list[str]) -> Instrument:
    rule = case.instrument_named(name, path)
    if rule.id not in allowed:
        raise unknown(path, "is not among the articles of the choice", name, allowed)
    return rule


def _best(options: list[Option]) -> Choice:
    """Amount of each candidate, and the one preferred to all others."""
    amounts = {name: amount(row, made) for name, row, made in options}
    best, best_row, _made = options[0]
    for name, row, made in options[1:]:
        if is_preferred(row, amounts[name], best_row, amounts[best], made.draw):
            best, best_row = name, row
    return amounts, best, amounts[best]


def named_in_choice(inputs: ChoiceInputs) -> list[tuple[Path, str]]:
    """The candidates, each with its place."""
    found: list[tuple[Path, str]] = []
    for name in inputs.candidates or ():
        found.append((("inputs", "candidates", name), name))
    for number, project in enumerate(inputs.projects or ()):
        for name in project.candidates:
            found.append((("inputs", "projects", number, "candidates", name), name))
    return found


KINDS = (
    Kind("expost_subsidy", AloneInputs, SUBSIDY, alone),
    Kind("tiered_subsidy", TieredInputs, SUBSIDY, alone),
    Kind("traditional_digital_subsidy", TraditionalInputs, SUBSIDY, alone),
    Kind("green_subsidy", GreenInputs, SUBSIDY, alone),
    Kind("choose_one_of_1_7", ChoiceInputs,
         ("amounts", "chosen", "subsidy", "subsidy_by_project"), choose, named_in_choice),
)  # fmt: skip
