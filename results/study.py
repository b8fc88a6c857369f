"""What the tables and charts need to know of a scenario and its run, and nothing more.

`results.api` fills these records from a loaded scenario and a stored run. Summary, comparison and
charts read only these records and the tidy tables, so they can be tried on made-up numbers.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, Language] = ("zh", "en")


@dataclass(frozen=True)
class Text:
    """A name in both languages."""

    zh: str
    en: str

    def text(self, language: Language) -> str:
        """Return the name in `language`."""
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True)
class Target:
    """What a government planned to reach.

    `measure` is the simulated measure that it speaks of, or None when the model has none. `value`
    is in `unit`, as the document has it.
    """

    id: str
    label: Text
    kind: str
    measure: str | None
    year: int
    value: float | None
    unit: str


@dataclass(frozen=True)
class Task:
    """What one plan asks to be reported in the city in one year; see `sim.tasks.YearTask`.

    Attributes:
        plan: id of the policy; `plan_title` is its name.
        target: id of the target that the task follows from.
        basis: "printed", "chained", "taken_back", "multiple" or "growth".
        amount: yuan; None where it hangs on what was reported in `base`.
        after_the_fact: most of the year had passed when the plan came into force.
    """

    plan: str
    plan_title: Text
    target: str
    measure: str
    year: int
    basis: str
    amount: int | None
    base: int | None
    growth_bp: int
    steps: int
    after_the_fact: bool


@dataclass(frozen=True)
class Observation:
    """A published figure: a level in `unit`, or a growth over the year before, or both."""

    measure: str
    year: int
    value: float | None
    growth_percent: float | None
    unit: str
    confidence: str
    derived: bool
    source: str


@dataclass(frozen=True)
class InstrumentName:
    """What an instrument is called, which group it belongs to, and who pays."""

    label: Text
    group: str
    payer: str


@dataclass(frozen=True)
class ReadingLine:
    """How one ambiguous wording is read.

    Attributes:
        name: the switch.
        option: how it is read.
        default: how it is read where nothing else is set.
        others: how else it may be read.
        meaning: what the option means.
    """

    name: str
    option: str
    default: str
    others: tuple[str, ...]
    question: Text
    meaning: Text


@dataclass(frozen=True)
class MeasureName:
    """What a measure is called, and whether it stands at a year's end or adds up over it."""

    label: Text
    stock: bool


@dataclass(frozen=True)
class PosteriorNote:
    """The posterior whose draws the runs had.

    Attributes:
        draws: how many it has.
        free: names of the parameters that vary with the draws.
        learned: those of them that data moved; the others are as their priors say.
        held: parameters of the posterior that a setting held instead.
    """

    id: str
    version: int
    title: Text
    draws: int
    free: tuple[str, ...]
    learned: tuple[str, ...]
    held: tuple[str, ...]


@dataclass(frozen=True)
class Study:
    """One run of one scenario, as its tables and charts name it.

    Attributes:
        variants: variants that were run, in the scenario's order.
        policy: the variant under study, the world as enacted.
        baseline: the variant without the programme; it may be absent from `variants`.
        announced: the day on which the programme was made known.
        last_year: the programme's last year.
        report_from: the first year that is reported; earlier ones only warm the model up.
        discount_rate: of public money a year, as a share of one.
        runs: replicates asked for of every variant.
        failed: replicates that did not finish, over all variants.
        readings: how each ambiguous wording is read, option by switch, in each variant.
        default_readings: the default option of each of these switches.
        firms_at_most: a sub-sample of so many firms was run; None for the whole population.
        districts: districts of the place, in its order.
        tasks: what the scenario's plans ask of each year, by plan, measure and year.
        posterior: whose draws the runs had; None where all runs had the same parameters.
    """

    scenario: str
    title: Text
    place: Text
    variants: dict[str, Text]
    policy: str
    baseline: str
    announced: dt.date
    last_year: int
    report_from: int
    discount_rate: float
    key: str
    seed: int
    runs: int
    failed: int
    targets: tuple[Target, ...] = ()
    observations: tuple[Observation, ...] = ()
    groups: dict[str, Text] = field(default_factory=dict)
    instruments: dict[str, InstrumentName] = field(default_factory=dict)
    measures: dict[str, MeasureName] = field(default_factory=dict)
    levers: dict[str, object] = field(default_factory=dict)
    readings: dict[str, dict[str, str]] = field(default_factory=dict)
    default_readings: dict[str, str] = field(default_factory=dict)
    firms_at_most: int | None = None
    districts: dict[str, Text] = field(default_factory=dict)
    tasks: tuple[Task, ...] = ()
    posterior: PosteriorNote | None = None

    @property
    def has_baseline(self) -> bool:
        """Whether the world without the programme was run beside the policy."""
        return self.baseline in self.variants and self.baseline != self.policy
