"""One project before the policies: what every kind of line is reckoned from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import SimpleNamespace
from typing import Any

from results.project_support.answer import GRANT, Line
from results.project_support.applications import application_of, dated, districts_of
from results.project_support.location import Atlas, Location, reaches
from results.project_support.project_schema import Project
from results.project_support.reckoning import GRANTS, Rule, Rules, due
from results.project_support.steps import APPLICANT, PROJECT, Step, Subject, gates
from scenarios.policy_schema import Policy
from scenarios.readings import DEFAULTS
from sim.law import codes
from sim.law.application import Application
from sim.rule_row import bits


@dataclass(frozen=True)
class Question:
    """A project, the policies with their readings, and where it stands."""

    project: Project
    policies: Sequence[Policy]
    atlas: Atlas

    @property
    def applied(self) -> dt.date:
        """Day of application."""
        assert self.project.applied is not None
        return self.project.applied

    @cached_property
    def location(self) -> Location:
        """Where it stands."""
        return self.atlas.location(self.project)

    @cached_property
    def districts(self) -> list[str]:
        """Names of districts in the order of the rows."""
        return districts_of(self.atlas, self.location)

    @cached_property
    def application(self) -> Application:
        """What is put forward."""
        return application_of(self.project, self.policies, self.districts)

    @cached_property
    def all_rules(self) -> Rules:
        """Every instrument of the policies."""
        return Rules.of(self.policies, self.districts, self.location.city)

    @cached_property
    def rules(self) -> Rules:
        """Instruments that reach the project and are asked for; the others count for nothing."""
        kept = []
        for policy in self.policies:
            here = reaches(policy.document.reaches, self.location)
            rows = [
                row for row in policy.instruments if here and row.id not in self.project.not_asked
            ]
            kept.append(policy.model_copy(update={"instruments": rows}))
        return Rules.of(kept, self.districts, self.location.city)

    @cached_property
    def subject(self) -> Subject:
        """The project as the steps see it."""
        return self._subject(self.application)

    def on(self, day: dt.date, by: str = "applied") -> Subject:
        """The project as on one day, whichever date decides; `by` says what day it is."""
        return self._subject(dated(self.application, day), by)

    @cached_property
    def grants(self) -> dict[str, int]:
        """Yuan of each grant, by instrument."""
        return {
            self.rules.rules[index].instrument.id: due(index, self.application, self.rules)
            for index in self.rules.grants
        }

    @cached_property
    def untaxed(self) -> int:
        """Yuan of grants that are not taxed and lower the basis of what they bought (RW12)."""
        return sum(
            self.grants[rule.instrument.id]
            for rule in self.rules.rules
            if rule.row is not None and rule.row.kind in GRANTS and rule.row.taxable == 0
        )

    def is_asked(self, rule: Rule) -> bool:
        """Whether an instrument reaches the project and is asked for."""
        here = reaches(rule.policy.document.reaches, self.location)
        return here and rule.instrument.id not in self.project.not_asked

    def opening(self, rule: Rule, subject: Subject) -> list[Step]:
        """Steps before any amount; for kinds without a row, dates and what they state of size."""
        known = rule
        if rule.row is None:
            known = Rule(rule.instrument, rule.policy, bare_row(rule))
        steps = list(gates(known, subject))
        if rule.instrument.id in self.project.not_asked:
            steps.insert(0, Step("asked", False))
        return steps

    def line(
        self, rule: Rule, kind: str, amount: int, steps: Iterable[Step], **changes: Any
    ) -> Line:
        """A line of an instrument."""
        instrument = rule.instrument
        return Line(
            instrument=instrument.id,
            policy=rule.policy.id,
            label=instrument.label,
            kind=kind,
            payer=instrument.payer,
            cites=tuple(cite.model_dump() for cite in instrument.cites),
            amount=amount,
            steps=tuple(steps),
            pot=instrument.pot,
            taxable=kind in (GRANT, "interest", "award", "tax_share")
            and reading(rule, "RW12") == "taxable_on_receipt",
            **changes,
        )

    def _subject(self, application: Application, by: str | None = None) -> Subject:
        project = self.project
        return Subject(
            application,
            self.location,
            {
                "applicant": project.applicant,
                "trade": project.trade,
                "district": self.location.district,
                "city": self.location.city,
                "size": project.size,
                "revenue": project.revenue,
                "above_scale": project.above_scale,
                "class_taken": project.already_chosen,
                "nature": project.nature,
                "direction": project.qualifies_as,
                "library": project.in_library,
                "energy": project.energy.model_dump(),
                "filing": project.filed,
            },
            by,
        )


def reading(rule: Rule, switch: str) -> str:
    """How the document of a rule is read."""
    return rule.policy.readings.get(switch, DEFAULTS[switch])


def inclusive_line(rule: Rule, amount: int) -> int:
    """The smallest whole amount that reaches a line: itself, or the next one (RW29)."""
    return amount if reading(rule, "RW29") == "inclusive" else amount + 1


def bare_row(rule: Rule) -> SimpleNamespace:
    """Dates, and conditions as far as kinds without a row state them."""
    instrument = rule.instrument
    row = SimpleNamespace(
        start=instrument.valid_from.toordinal(),
        end=instrument.valid_to.toordinal(),
        regime=codes.BY_APPLICATION,
        **APPLICANT,
        **PROJECT,
    )
    if instrument.eligibility.sizes:
        row.sizes = bits(instrument.eligibility.sizes, codes.SIZE_CLASSES)
    return row


def passed(steps: Iterable[Step]) -> bool:
    """Whether every step so far is passed."""
    return all(step.holds for step in steps)
