"""Several supports on one project or out of one pot: split, ceiling, stacking, stages, shortage."""

from __future__ import annotations

import copy
from types import SimpleNamespace
from typing import Any

from results.support_cases.case import Case, CaseError, Kind, rate_of
from results.support_cases.fields import LARGEST, Bp, Yuan, ppm
from results.support_cases.grants import AloneInputs
from results.support_cases.project import AuditedProject, amount, application, stated_row
from scenarios.errors import Problem
from scenarios.quantities import Record
from sim.law import codes
from sim.law.package import ceiling_cut, grant_due
from sim.law.support import amount_due, in_library, stage_due
from sim.rule_table import OVERFLOWS
from sim.treasury import claim_row, shared

Path = tuple[str | int, ...]
LEVELS = ("province", "city", "district", "total")


# -- city and district (004.18)


class TopupInputs(AloneInputs):
    """Inputs of a district beside the city: a project, the article of the city."""

    city_article: str
    city_rate_bp: Bp | None = None


def district_topup(case: Case) -> dict[str, Any]:
    """What city and district pay on one project."""
    inputs = case.inputs
    district = case.only("I1", "I2")
    city = case.instrument_named(inputs.city_article, ("inputs", "city_article"))
    rows = [copy.copy(row) for row in case.rules.rows]
    here, there = (case.rules.names.index(rule.id) for rule in (city, district))
    for number, row in enumerate(rows):
        if number not in (here, there):
            row.kind = codes.OTHER  # the case asks about these two alone
    if inputs.city_rate_bp is not None:
        rows[here] = rate_of(rows[here], ppm(inputs.city_rate_bp))
    facts = inputs.model_copy(update={"rate_bp": None})
    of_city = application(rows[here], facts, inputs.total_investment, case.laws)
    of_district = application(rows[there], facts, inputs.total_investment, case.laws)
    made = of_city._replace(
        applicant=of_city.applicant | of_district.applicant,
        trades=of_city.trades | of_district.trades,
        revenue=max(of_city.revenue, of_district.revenue),
        applied=max(of_city.applied, of_district.applied),
        started=max(of_city.started, of_district.started),
        completed=max(of_city.completed, of_district.completed),
    )
    paid = [int(grant_due(number, made, rows)) for number in (here, there)]
    return {"city": paid[0], "district": paid[1], "total": sum(paid)}


# -- the ceiling on the sum (003.III.1)


class CeilingInputs(Record):
    """Inputs of the ceiling."""

    firm_investment: Yuan
    province: Yuan
    city: Yuan
    district_before_cap: Yuan


def stacking_cap(case: Case) -> dict[str, Any]:
    """What each level pays under the ceiling."""
    inputs = case.inputs
    ceiling = case.single(case.relations("Q4"), "ceiling on a sum (Q4)")
    holder = next(name for name in ceiling.among if name in case.rules.names)
    paid = ceiling_cut(
        inputs.province, inputs.city, inputs.district_before_cap, inputs.firm_investment,
        case.rules.row(holder),
    )  # fmt: skip
    return dict(zip(LEVELS, (*map(int, paid), int(sum(paid))), strict=True))


# -- what may be added


class PermissionInputs(AuditedProject):
    """Inputs of a permission to stack."""

    investment: Yuan
    components: list[str]


def stacking_permission(case: Case) -> dict[str, Any]:
    """The sum of the components, and the largest one."""
    inputs = case.inputs
    amounts = []
    for number, name in enumerate(inputs.components):
        rule = case.instrument_named(name, ("inputs", "components", number))
        row = stated_row(case.row(rule), inputs)
        made = application(row, inputs, inputs.investment, case.laws)
        amounts.append(amount(row, made))
    if not amounts:
        raise CaseError([Problem(("inputs", "components"), "must not be empty")])
    return {"amounts": amounts, "stacked": sum(amounts), "if_exclusive": max(amounts)}


def named_components(inputs: PermissionInputs) -> list[tuple[Path, str]]:
    """The components, each with its place."""
    return [(("inputs", "components", n), name) for n, name in enumerate(inputs.components)]


# -- by stage, and into the library


class StagedInputs(Record):
    """Inputs of a staged award."""

    planned_fai: Yuan
    done_by_stage: list[Yuan]
    annual_investment: Yuan | None = None


def staged_payment(case: Case) -> dict[str, Any]:
    """What is paid at each stage; the rest once the plan is fulfilled.

    A case is about a project already taken as major, so its size is not tested again.
    """
    inputs = case.inputs
    row = case.row(case.only("I3"))
    row.threshold_on = codes.NO_THRESHOLD
    planned = inputs.planned_fai
    total = amount_due(row, planned, planned, inputs.annual_investment or planned)
    paid: list[int] = []
    for number, done in enumerate(inputs.done_by_stage):
        fulfilled = planned > 0 and sum(inputs.done_by_stage[: number + 1]) >= planned
        paid.append(int(stage_due(total, done, max(planned, 1), sum(paid), fulfilled)))
    return {"paid_by_stage": paid, "total": sum(paid)}


class LibraryInputs(Record):
    """Inputs of entry into the library of major projects."""

    total_investment: Yuan
    annual_investment: Yuan


def library_entry(case: Case) -> dict[str, Any]:
    """Whether a project enters the library."""
    rule = case.single(
        [each for each in case.instruments("S3") if each.threshold is not None], "library (S3)"
    )
    threshold = rule.threshold
    assert threshold is not None
    yearly = threshold.or_yearly
    quarter = SimpleNamespace(
        library_total=case.line(rule, threshold.amount),
        library_yearly=LARGEST + 1 if yearly is None else case.line(rule, yearly),
    )
    inputs = case.inputs
    entered = in_library(inputs.total_investment, inputs.annual_investment, quarter)
    return {"in_library": bool(entered)}


# -- a pot that is too small


class PotInputs(Record):
    """Inputs of a shortage: claims in the order of arrival or of rank, unless these are given."""

    claims: list[Yuan]
    budget: Yuan
    scores: list[float | int] | None = None
    ranks: list[float | int] | None = None
    arrivals: list[float | int] | None = None


def budget_shared(case: Case) -> dict[str, Any]:
    """What each claim gets out of the pot."""
    inputs = case.inputs
    count = len(inputs.claims)
    for name in ("scores", "ranks", "arrivals"):
        stated = getattr(inputs, name)
        if stated is not None and len(stated) != count:
            message = f"must have {count} entries, one a claim"
            raise CaseError([Problem(("inputs", name), message, len(stated), True)])
    ranks = inputs.ranks or range(count)
    scores = inputs.scores or [-rank for rank in ranks]
    arrivals = inputs.arrivals or range(count)
    claims = [
        claim_row(row=n, firm_id=n, amount=asked, arrival=float(arrivals[n]),
                  score=float(scores[n]))
        for n, asked in enumerate(inputs.claims)
    ]  # fmt: skip
    return {"paid": shared(claims, inputs.budget, OVERFLOWS[_overflow(case)])}


def _overflow(case: Case) -> str:
    """How a pot that is too small is shared: the one of the instruments named, or of the document.

    The reading of the document comes before the way that the pot states (RW22).
    """
    of_documents = [pot for policy in case.policies for pot in policy.pots]
    paying = {getattr(match.record, "pot", None) for match in case.matches}
    pots = [pot for pot in of_documents if pot.id in paying] or of_documents
    if not pots:
        message = "names a document without a pot of money"
        raise CaseError([Problem(("instrument",), message, case.instrument, True)])
    return case.policy_of(pots[0]).readings.get("RW22", pots[0].overflow)


KINDS = (
    Kind("district_topup", TopupInputs, ("city", "district", "total"), district_topup,
         lambda inputs: [(("inputs", "city_article"), inputs.city_article)]),
    Kind("stacking_cap", CeilingInputs, LEVELS, stacking_cap),
    Kind("stacking_permission", PermissionInputs, ("amounts", "stacked", "if_exclusive"),
         stacking_permission, named_components),
    Kind("staged_payment", StagedInputs, ("paid_by_stage", "total"), staged_payment),
    Kind("library_entry", LibraryInputs, ("in_library",), library_entry),
    Kind("budget_prorata", PotInputs, ("paid",), budget_shared),
)  # fmt: skip
