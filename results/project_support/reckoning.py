"""All grants on one project together: which rules there are for it, and what each of them pays.

Nothing is reckoned here: `sim.law` says what is due, this file asks it of every rule.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import SimpleNamespace

from scenarios.instrument_schema import Instrument
from scenarios.policy_schema import Policy
from sim.calendar import Days
from sim.law import codes
from sim.law.application import Application
from sim.law.grants import (
    applicant_qualifies,
    in_force,
    is_preferred,
    own_amount,
    project_qualifies,
)
from sim.law.package import grant_due
from sim.law.support import amount_due
from sim.rows import plain
from sim.rule_table import rules_on

ON_PROJECT = (codes.PROJECT_GRANT, codes.MATCH)
ON_SPENDING = (codes.EX_POST, codes.STAGED)
GRANTS = (*ON_PROJECT, *ON_SPENDING)


@dataclass(frozen=True)
class Rule:
    """An instrument with its policy; `row` is what the law reads, None for kinds without one."""

    instrument: Instrument
    policy: Policy
    row: SimpleNamespace | None


@dataclass(frozen=True)
class Rules:
    """The instruments that may be asked for a project, and the rows of those that have one.

    Attributes:
        rules: those with a row, in the order of the rows.
        rows: rows of `sim.rows.RULE` as plain numbers, dates as days.
        others: those without.
    """

    rules: tuple[Rule, ...]
    rows: tuple[SimpleNamespace, ...]
    others: tuple[Rule, ...]

    @classmethod
    def of(cls, policies: Sequence[Policy], districts: Sequence[str], city: str | None) -> Rules:
        """Make the rows of policies.

        Args:
            policies: with their readings.
            districts: see `applications.districts_of`.
            city: of the project; where it is not known, rules for some cities do not hold.
        """
        made = rules_on(policies, Days(), districts, city or "")
        rows = tuple(plain(row) for row in made.table)
        owners = {rule.id: policy for policy in policies for rule in policy.instruments}
        rules = tuple(
            Rule(rule, owners[rule.id], row)
            for rule, row in zip(made.instruments, rows, strict=True)
        )
        with_row = {rule.id for rule in made.instruments}
        others = tuple(
            Rule(rule, policy, None)
            for policy in policies
            for rule in policy.instruments
            if rule.id not in with_row
        )
        return cls(rules, rows, others)

    def index(self, name: str) -> int:
        """Number of the row of an instrument."""
        return [rule.instrument.id for rule in self.rules].index(name)

    @property
    def grants(self) -> list[int]:
        """Numbers of the rows that pay grants."""
        return [number for number, row in enumerate(self.rows) if row.kind in GRANTS]

    def rivals(self, index: int) -> list[int]:
        """Numbers of the rows of which only one is paid, `index` among them."""
        group, kinds = self.rows[index].exclusion, _alike(self.rows[index].kind)
        if group == 0:
            return [index]
        return [
            number
            for number, row in enumerate(self.rows)
            if row.exclusion == group and row.kind in kinds
        ]


def is_addressed(row: SimpleNamespace, application: Application) -> bool:
    """Whether a rule is in force for the project, its applicant and its kind."""
    return bool(
        in_force(row, application)
        and applicant_qualifies(row, application)
        and project_qualifies(row, application)
    )


def spending_base(row: SimpleNamespace, application: Application) -> int:
    """What a rule on spending pays on, as if all of it fell in one year; the plan, if by stages."""
    if row.kind == codes.STAGED:
        return application.planned
    return application.digital if row.base == codes.BASE_SMART else application.audited


def alone(row: SimpleNamespace, application: Application) -> int:
    """Yuan that a rule would pay if it stood alone; 0 for a match, which never does."""
    if row.kind == codes.PROJECT_GRANT:
        return int(own_amount(row, application))
    if row.kind not in ON_SPENDING or not is_addressed(row, application):
        return 0
    base = spending_base(row, application)
    return int(amount_due(row, base, application.planned, application.yearly))


def due(index: int, application: Application, rules: Rules) -> int:
    """Yuan that a rule pays beside all others."""
    row = rules.rows[index]
    if row.kind in ON_PROJECT:
        return int(grant_due(index, application, rules.rows))
    amount = alone(row, application)
    for other in rules.rivals(index) if amount > 0 else ():
        rival = rules.rows[other]
        theirs = alone(rival, application) if other != index else 0
        if theirs > 0 and not is_preferred(row, amount, rival, theirs, application.draw):
            return 0
    return amount


def total(application: Application, rules: Rules) -> int:
    """Yuan of all grants together."""
    return sum(due(index, application, rules) for index in rules.grants)


def payers(application: Application, rules: Rules) -> tuple[int, ...]:
    """Numbers of the rows that pay something."""
    return tuple(n for n in rules.grants if due(n, application, rules) > 0)


def _alike(kind: int) -> tuple[int, ...]:
    """Kinds that the law sets against each other: grants on projects, or grants on spending."""
    return ON_SPENDING if kind in ON_SPENDING else (codes.PROJECT_GRANT,)
