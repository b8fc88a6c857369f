"""What a scenario file may say: place, policies, horizon, variants, and what is set in them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Annotated

from pydantic import Field, field_validator, model_validator

from scenarios.place_schema import Place
from scenarios.policy_schema import Identifier, Instrument, Policy, Pot, Target
from scenarios.posterior_schema import Posterior
from scenarios.quantities import BehaviourParameter, Label, Mechanism, Record

QuarterText = Annotated[str, Field(pattern=r"^(19|20)\d\d-Q[1-4]$")]
LeverValue = int | float | str | bool | dt.date


def quarter_number(text: str) -> int:
    """Number a quarter: "2018-Q3" becomes 4 * 2018 + 2."""
    return 4 * int(text[:4]) + int(text[-1]) - 1


class Horizon(Record):
    """When the run starts (warm-up), which year is reported first, and when it ends."""

    start: QuarterText
    report_from: Annotated[int, Field(ge=1990, le=2100)]
    end: QuarterText

    @model_validator(mode="after")
    def _ordered(self) -> Horizon:
        start, end = quarter_number(self.start), quarter_number(self.end)
        if start % 4 != 0 or end % 4 != 3:
            raise ValueError("a run starts with a first and ends with a fourth quarter")
        if not start < 4 * self.report_from < end:
            raise ValueError(f"report_from {self.report_from} must lie inside start and end")
        if end - start >= 200:
            raise ValueError("a run has at most 200 quarters")
        return self

    @property
    def quarters(self) -> int:
        """Number of quarters of a run, warm-up included."""
        return quarter_number(self.end) - quarter_number(self.start) + 1


class Variant(Record):
    """A world beside the enacted one: what is taken out, kept alone, or set otherwise."""

    id: Identifier
    title: Label
    without_policies: list[Identifier] = []
    without_groups: list[Identifier] = []
    only_programme_groups: Annotated[
        list[Identifier] | None,
        Field(description="of the programme's instruments, keep those of these groups alone"),
    ] = None
    set: dict[str, LeverValue] = {}


class Programme(Record):
    """The policies under study. The no-programme variant takes exactly these out."""

    policies: Annotated[list[Identifier], Field(min_length=1)]
    announced: dt.date


class BehaviourFile(Record):
    """The mechanisms with their switches, and the unknown parameters, each declared once."""

    mechanisms: dict[Identifier, Mechanism] = {}
    parameters: dict[Identifier, BehaviourParameter]


class ScenarioFile(Record):
    """A scenario as written: names of files and what is done with them."""

    id: Identifier
    title: Label
    question: Label
    place: str
    behaviour: str
    posterior: Annotated[
        str | None, Field(description="file of what a calibration learned of the place")
    ] = None
    policies: list[str]
    groups: dict[Identifier, Label]
    programme: Programme
    horizon: Horizon
    runs: Annotated[int, Field(ge=1, le=100_000)]
    seed: Annotated[int, Field(ge=0, le=2**63 - 1)]
    population_limit: Annotated[
        int | None, Field(ge=1, description="at most so many firms (a stated sub-sample)")
    ] = None
    variants: Annotated[list[Variant], Field(min_length=1)]
    baseline: Identifier
    set: dict[str, LeverValue] = {}
    left_out: Annotated[
        dict[str, str],
        Field(description="instruments of the documents that hold in no variant, with the reason"),
    ] = {}

    @field_validator("variants")
    @classmethod
    def _distinct(cls, variants: list[Variant]) -> list[Variant]:
        names = [variant.id for variant in variants]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"variant ids must differ; twice: {', '.join(twice)}")
        return variants


class Scenario(Record):
    """A scenario with all it names loaded and checked.

    Where it names a posterior, its parameters stand at the posterior's means; runs take the draws
    one after another (`sim.runs`).

    Attributes:
        posterior: draws of the parameters that are not held; None where the scenario names none.
        held: free parameters that an explicit setting holds, so that no draw moves them.
    """

    file: ScenarioFile
    place: Place
    behaviour: BehaviourFile
    policies: list[Policy]
    file_hashes: dict[str, str]
    posterior: Posterior | None = None
    held: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """Name of the scenario, as used in folders and tables."""
        return self.file.id

    @property
    def title(self) -> Label:
        """Title in both languages."""
        return self.file.title

    @property
    def variants(self) -> list[Variant]:
        """Variants in the order of the file; the first is the world as enacted."""
        return self.file.variants

    @property
    def baseline(self) -> str:
        """Id of the variant without the programme."""
        return self.file.baseline

    @property
    def programme(self) -> Programme:
        """The policies under study."""
        return self.file.programme

    @property
    def groups(self) -> dict[str, Label]:
        """Labels of the groups of instruments."""
        return self.file.groups

    @property
    def instruments(self) -> dict[str, Instrument]:
        """Every instrument of every policy, by id."""
        return {row.id: row for policy in self.policies for row in policy.instruments}

    @property
    def pots(self) -> dict[str, Pot]:
        """Every pot of every policy, by id."""
        return {row.id: row for policy in self.policies for row in policy.pots}

    @property
    def targets(self) -> list[Target]:
        """Targets of all policies."""
        return [row for policy in self.policies for row in policy.targets]

    @property
    def is_drawn(self) -> bool:
        """Whether there is a posterior some of whose parameters are not held."""
        return self.posterior is not None and bool(self.posterior.free)

    def holding(self, names: Iterable[str]) -> Scenario:
        """The scenario with these set explicitly: what is set wins over a posterior's draws."""
        if self.posterior is None:
            return self
        held = set(names).intersection(self.posterior.names)
        if not held:
            return self
        update = {"posterior": self.posterior.without(held), "held": (*self.held, *sorted(held))}
        return self.model_copy(update=update)

    def variant(self, name: str) -> Variant:
        """Return the variant called `name`.

        Raises:
            KeyError: there is none of that name.
        """
        for variant in self.variants:
            if variant.id == name:
                return variant
        raise KeyError(name)
