"""What came of the question: lines, totals, thresholds; as objects and as plain data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from results.project_support.project_schema import Project
from results.project_support.steps import Step
from scenarios.quantities import Label

LEVELS = ("state", "province", "city", "district")
GRANT = "grant"
# Kinds of line whose amounts are added up, in the order in which they are shown. What is waived or
# saved is no payment, and what land costs is paid by the firm; so there is no sum over kinds.
KINDS = (
    GRANT, "tax_share", "interest", "award", "tax_deduction", "tax_credit", "equity",
    "land_waived", "land_charge",
)  # fmt: skip
# Kinds that are told and not added up: they rest with a bank, or pay nothing.
TOLD = ("loan_rate", "risk_pool", "standing")
# Status of a line by the first step that fails.
STATUS = {
    "asked": "not_asked", "place": "not_here", "in_force": "not_in_force", "choice": "excluded",
    "split": "excluded", "once": "excluded", "beside_grants": "excluded", "ceiling": "excluded",
    "stated": "not_stated",
}  # fmt: skip
PAID = "paid"
NOT_MET = "not_met"
NOTHING_DUE = "nothing_due"


@dataclass(frozen=True)
class Line:
    """One instrument, or one of its payments.

    Attributes:
        kind: of `KINDS` or `TOLD`.
        payer: level that pays.
        amount: yuan; what is due before the yearly pot.
        steps: in order, each with its figures.
        pot: yearly money that it is paid from.
        taxable: whether it is taxed when received (RW12).
    """

    instrument: str
    policy: str
    label: Label
    kind: str
    payer: str
    cites: tuple[Mapping[str, str], ...]
    amount: int
    steps: tuple[Step, ...]
    pot: str | None = None
    taxable: bool = False

    @property
    def status(self) -> str:
        """Paid, or why not."""
        failed = self.failed
        if self.amount > 0:
            return PAID
        return STATUS.get(failed[0].name, NOT_MET) if failed else NOTHING_DUE

    @property
    def failed(self) -> tuple[Step, ...]:
        """The steps that were not passed."""
        return tuple(step for step in self.steps if not step.holds)

    def as_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "instrument": self.instrument,
            "policy": self.policy,
            "label": {"zh": self.label.zh, "en": self.label.en},
            "kind": self.kind,
            "payer": self.payer,
            "cites": [dict(cite) for cite in self.cites],
            "amount": self.amount,
            "status": self.status,
            "pot": self.pot,
            "steps": [asdict(step) for step in self.steps],
        }


@dataclass(frozen=True)
class Edge:
    """A planned total at which the sum of grants jumps, or begins or stops to grow.

    Attributes:
        planned: the total, the rest of the project in proportion.
        below, at: yuan of all grants one yuan below it, and at it.
        effect: jump_up, jump_down, starts, stops, steeper, flatter or switch.
        causes: figures of rules that lie here: instrument, what (threshold, tier, rest, cap,
            ceiling), figure.
        payers_below, payers_at: instruments that pay.
        above_again_from: after a drop, the total from which more is paid than just below; None if
            never.
    """

    planned: int
    below: int
    at: int
    effect: str
    causes: tuple[Mapping[str, Any], ...]
    payers_below: tuple[str, ...]
    payers_at: tuple[str, ...]
    above_again_from: int | None = None


@dataclass(frozen=True)
class Totals:
    """Sums of lines, yuan.

    Attributes:
        grants: all grants. by_level: the same by who pays.
        by_kind: each kind of line by itself.
        tax_on_grants: profit tax on the grants when they are received (RW12).
        tax_on_further: the same on interest, prizes and shares of tax.
    """

    grants: int
    by_level: Mapping[str, int]
    by_kind: Mapping[str, int]
    tax_on_grants: int
    tax_on_further: int


@dataclass(frozen=True)
class ProjectSupport:
    """What one project would be paid.

    Attributes:
        audited: audited total, yuan. place: province, city, district, as far as known.
        lines: every instrument that may pay, grants first.
        services: instruments of the same policies that pay a project nothing by their kind.
        edges_below, edges_above: the nearest ones, nearest first.
    """

    project: Project
    applied: dt.date
    audited: int
    place: Mapping[str, str]
    lines: tuple[Line, ...]
    services: tuple[Line, ...]
    totals: Totals
    edges_below: tuple[Edge, ...] = ()
    edges_above: tuple[Edge, ...] = ()

    @property
    def paid(self) -> tuple[Line, ...]:
        """Lines that bring something."""
        return tuple(line for line in self.lines if line.amount > 0)

    def line(self, instrument: str, kind: str | None = None) -> Line:
        """The line of an instrument.

        Raises:
            KeyError: there is none.
        """
        for line in self.lines:
            if line.instrument == instrument and kind in (None, line.kind):
                return line
        raise KeyError(instrument)

    def as_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "project": self.project.model_dump(exclude_unset=True),
            "applied": self.applied,
            "audited": self.audited,
            "place": dict(self.place),
            "lines": [line.as_dict() for line in self.lines],
            "services": [line.instrument for line in self.services],
            "totals": asdict(self.totals),
            "thresholds": {
                "below": [asdict(edge) for edge in self.edges_below],
                "above": [asdict(edge) for edge in self.edges_above],
            },
        }


@dataclass(frozen=True)
class Support:
    """The answer for one project or several.

    Attributes:
        policies: ids and titles. readings: option by switch, as the policies are read here.
        defaults: default option of the same switches.
        pots: how each pot that pays is shared when it is too small (RW22).
    """

    policies: Mapping[str, Label]
    readings: Mapping[str, str]
    defaults: Mapping[str, str]
    projects: tuple[ProjectSupport, ...]
    is_table: bool = False
    pots: Mapping[str, str] = field(default_factory=dict)

    @property
    def only(self) -> ProjectSupport:
        """The project, where there is one.

        Raises:
            ValueError: there are several.
        """
        (project,) = self.projects
        return project

    def as_dict(self) -> dict[str, Any]:
        """Plain data, days as days."""
        return {
            "policies": {name: {"zh": t.zh, "en": t.en} for name, t in self.policies.items()},
            "readings": dict(self.readings),
            "default_readings": dict(self.defaults),
            "pots": dict(self.pots),
            "before_the_yearly_pot": True,
            "projects": [project.as_dict() for project in self.projects],
        }
