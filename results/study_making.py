"""From a scenario and its stored run to what tables and charts need: the records of `Study`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from results.study import (
    InstrumentName,
    MeasureName,
    Observation,
    PosteriorNote,
    ReadingLine,
    Study,
    Target,
    Task,
    Text,
)

if TYPE_CHECKING:
    from scenarios import Scenario
    from scenarios.policy_schema import Policy
    from scenarios.scenario_schema import LeverValue
    from sim.runs import StoredRun


def study_of(
    scenario: Scenario,
    variants: Sequence[str],
    stored: StoredRun,
    levers: Mapping[str, LeverValue],
) -> Study:
    """Take from a scenario and its stored run what tables and charts need."""
    from scenarios.readings import DEFAULTS
    from sim.measures import MEASURES

    file, place = scenario.file, scenario.place
    readings = {name: readings_of(scenario, name) for name in variants}
    policy = next((name for name in variants if name != scenario.baseline), variants[0])
    return Study(
        scenario=scenario.id,
        title=text_of(scenario.title),
        place=text_of(place.title),
        variants={name: text_of(scenario.variant(name).title) for name in variants},
        policy=policy,
        baseline=scenario.baseline,
        announced=scenario.programme.announced,
        last_year=max(
            own.document.valid_to.year
            for own in scenario.policies
            if own.id in scenario.programme.policies
        ),
        report_from=file.horizon.report_from,
        discount_rate=float(place.quantities["public_discount_rate"].value),
        key=stored.key,
        seed=int(stored.manifest["seed"]),
        runs=int(stored.manifest["replicates"]),
        failed=int(stored.manifest["failed"]),
        targets=targets_of(scenario),
        observations=tuple(
            Observation(
                row.measure, row.year, row.value, row.growth_percent, row.unit, row.confidence,
                row.derived, row.source,
            )
            for row in place.observations
        ),
        groups={name: text_of(label) for name, label in scenario.groups.items()},
        instruments={
            name: InstrumentName(text_of(row.label), row.group, row.payer)
            for name, row in scenario.instruments.items()
        },
        measures={
            name: MeasureName(Text(row.zh, row.en), row.kind == "stock")
            for name, row in MEASURES.items()
        },
        levers=dict(levers),
        readings=readings,
        default_readings={name: DEFAULTS[name] for row in readings.values() for name in row},
        firms_at_most=file.population_limit,
        districts={row.id: text_of(row.label) for row in place.districts},
        tasks=tuple(task for own in scenario.policies for task in _tasks_of(own)),
        posterior=posterior_of(scenario),
    )  # fmt: skip


def targets_of(scenario: Scenario) -> tuple[Target, ...]:
    """Take the targets of the programme; those of a district's plan only where it is the place."""
    return tuple(
        Target(row.id, text_of(row.label), row.type, row.measure, row.year, row.value, row.unit)
        for own in scenario.policies
        if own.id in scenario.programme.policies
        for row in own.targets
        if own.document.reaches.district is None or len(scenario.place.districts) == 1
    )


def posterior_of(scenario: Scenario) -> PosteriorNote | None:
    """Describe the posterior whose draws runs of a scenario have; None where they have none."""
    own = scenario.posterior
    if own is None or not scenario.is_drawn:
        return None
    return PosteriorNote(
        id=own.id,
        version=own.version,
        title=text_of(own.title),
        draws=len(own.draws),
        free=tuple(own.names),
        learned=tuple(row.name for row in own.free if row.learned),
        held=scenario.held,
    )


def _tasks_of(policy: Policy) -> Iterator[Task]:
    """Take what a plan asks of the whole city; a district's own plan asks the city nothing."""
    from sim.tasks import tasks_of_plan

    begins = policy.document.valid_from
    if policy.document.reaches.district is not None:
        return
    for row in tasks_of_plan(policy):
        known_late = row.year < begins.year or (row.year == begins.year and begins.month > 6)
        yield Task(
            policy.id, text_of(policy.title), row.target, row.measure, row.year, row.basis,
            row.amount, row.base, row.growth_bp, row.steps, known_late,
        )  # fmt: skip


def readings_of(scenario: Scenario, variant: str) -> dict[str, str]:
    """Return how each ambiguous wording is read in a variant."""
    from scenarios.levers import variant_scenario
    from scenarios.readings import readings_in_force

    return readings_in_force(variant_scenario(scenario, variant).policies)


def reading_lines_of(scenario: Scenario) -> tuple[ReadingLine, ...]:
    """Describe how each ambiguous wording is read, before a variant changes it."""
    from scenarios.readings import READINGS, readings_in_force

    return tuple(
        ReadingLine(
            name=name,
            option=option,
            default=READINGS[name].default,
            others=tuple(other for other in READINGS[name].options if other != option),
            question=text_of(READINGS[name].question),
            meaning=text_of(READINGS[name].meanings[option]),
        )
        for name, option in readings_in_force(scenario.policies).items()
    )


def text_of(label: Any) -> Text:
    """Return a label of a scenario as the tables hold it."""
    return Text(label.zh, label.en)
