"""From a scenario to the tables a run reads: rules, quarters, parameters, the roster of firms.

`prepare` is the only place where input files meet the engines. Everything a result depends on is
in `Inputs.identity`, which the store hashes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache, partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.calendar import Calendar
from sim.declared import behaviour_of
from sim.environment import quarter_table
from sim.law.codes import DIRECTIONS, ENTRANT, GIANT, INCUMBENT, SIZE_CLASSES, TRADES
from sim.measures import TALLY
from sim.progress import tasks_by_quarter, yearly_tasks
from sim.randomness import MASK, stable_id
from sim.rows import DIRECTION_TYPE, MAX_DISTRICTS, MAX_SECTORS, SECTOR_TYPE, STRATUM_TYPE
from sim.rule_row import bits
from sim.rule_table import endings, open_kinds, pot_plans, rule_table, waves_of
from sim.treasury import PotPlan
from sim.widths import check_widths

if TYPE_CHECKING:
    from scenarios.policy_schema import Policy
    from scenarios.scenario_schema import LeverValue, Scenario

Table = NDArray[Any]
Ids = NDArray[np.int64]
ROLES = {"incumbent": INCUMBENT, "entrant": ENTRANT, "giant": GIANT}
# Rosters kept for further inputs of the same place: 24 bytes a firm each.
ROSTERS_KEPT = 4


@dataclass(frozen=True)
class Inputs:
    """Everything a run reads, as plain arrays.

    Attributes:
        content: makes `identity`; asked only when a run is to be stored.
        scenario_id: name of the scenario.
        variant: name of the variant.
        file_hashes: sha256 of each input file.
        calendar: first quarter and length of the run.
        ids: unique number of each firm, shape (firms,).
        stratum_of: index of each firm's stratum, shape (firms,).
        entry_quarters: quarter from which a slot may enter, shape (firms,).
        tasks: reported renovation asked for by year, where targets press (RW16), yuan.
    """

    content: Callable[[], dict[str, Any]]
    scenario_id: str
    variant: str
    file_hashes: dict[str, str]
    calendar: Calendar
    region: str
    district_ids: tuple[str, ...]
    place: Table
    behaviour: Table
    directions: Table
    rules: Table
    rule_names: tuple[str, ...]
    rule_payers: tuple[str, ...]
    pots: tuple[PotPlan, ...]
    environment: Table
    strata: Table
    sectors: Table
    districts_reached: NDArray[np.float64]
    ids: NDArray[np.int64]
    stratum_of: NDArray[np.int64]
    entry_quarters: NDArray[np.int64]
    sector_count: int = field(default=0)
    tasks: dict[int, int] = field(default_factory=dict)

    @cached_property
    def identity(self) -> dict[str, Any]:
        """Canonical content that determines the results."""
        return self.content()

    def __getstate__(self) -> dict[str, Any]:
        """Send to other processes what the identity is, not the scenario that it is made from."""
        return vars(self) | {"content": partial(dict, self.identity)}

    @property
    def firm_count(self) -> int:
        """Number of rows: firms in business, and slots that may enter."""
        return len(self.ids)

    @property
    def cells(self) -> int:
        """Cells of one measure: size classes times districts."""
        return len(SIZE_CLASSES) * len(self.district_ids)

    def quarters(self, run_key: int) -> Table:
        """Environment rows with the key of a run, shape (quarters,)."""
        table = self.environment.copy()
        table["key0"] = run_key & MASK
        table["key1"] = (run_key >> 32) & MASK
        return table

    def empty_tally(self) -> NDArray[np.int64]:
        """Zeroes for every measure and cell, flat."""
        return np.zeros(len(TALLY) * self.cells, dtype=np.int64)

    def empty_crowd(self) -> NDArray[np.int64]:
        """Zeroes for revenue and gains from renovation by sector, flat."""
        return np.zeros(2 * self.sector_count, dtype=np.int64)

    @property
    def peer_rings(self) -> int:
        """Number of firms that each firm watches (`sim.peers`)."""
        return int(float(self.behaviour["peers_watched"][0]) + 0.5)

    @property
    def pot_names(self) -> list[str]:
        """Ids of the pots, in the order of `pots`."""
        return [pot.id for pot in self.pots]

    def tasks_by_quarter(self) -> NDArray[np.int64]:
        """Reported renovation asked for in the year of each quarter, yuan (RW16)."""
        return tasks_by_quarter(self.tasks, self.calendar)


def record(values: dict[str, float]) -> Table:
    """One row of doubles, read by name."""
    table = np.zeros(1, dtype=np.dtype([(name, "f8") for name in sorted(values)]))
    for name, value in values.items():
        table[name] = float(value)
    return table


def direction_table(scenario: Scenario) -> Table:
    """Directions in the order of `sim.law.codes.DIRECTIONS`.

    Raises:
        ValueError: the place does not describe exactly those directions.
    """
    rows = {row.id: row for row in scenario.place.directions}
    if set(rows) != set(DIRECTIONS):
        odd = sorted(set(rows) ^ set(DIRECTIONS))
        raise ValueError(f"place.directions must be {', '.join(DIRECTIONS)}; differing: {odd}")
    table = np.zeros(len(DIRECTIONS), dtype=DIRECTION_TYPE)
    for index, name in enumerate(DIRECTIONS):
        for column in DIRECTION_TYPE.names or ():
            table[column][index] = float(getattr(rows[name], column))
    return table


def roster(scenario: Scenario, calendar: Calendar) -> tuple[Ids, Ids, Ids]:
    """Ids, strata and entry quarters of every firm and slot, firm by firm; not to be written to.

    Incumbents count once; entrants are slots of each quarter; giants are slots of each year,
    entering in its second quarter.
    """
    place, limit = scenario.place, scenario.file.population_limit
    strata = tuple((row.id, row.role, int(row.count.value)) for row in place.strata)
    return _roster(place.id, strata, calendar, limit)


@lru_cache(ROSTERS_KEPT)
def _roster(
    place: str, named: tuple[tuple[str, str, int], ...], calendar: Calendar, limit: int | None
) -> tuple[Ids, Ids, Ids]:
    """The roster of strata given by id, role and count."""
    ids, strata, entries = [], [], []
    for index, (stratum, role, count) in enumerate(named):
        if role == "incumbent":
            starts = [0]
        elif role == "entrant":
            starts = list(range(calendar.quarters))
        else:
            starts = list(range(1, calendar.quarters, 4))
        for start in starts:
            for slot in range(count):
                ids.append(stable_id(place, stratum, calendar.first + start, slot))
                strata.append(index)
                entries.append(start)
    if len(set(ids)) != len(ids):
        raise AssertionError("two firms share an id")
    # A stated sub-sample: every k-th firm of the roster, so that strata keep their shares.
    size = len(ids) if limit is None else min(limit, len(ids))
    kept = [int(i * len(ids) / size) for i in range(size)]
    return (
        np.array([ids[i] for i in kept], dtype=np.int64),
        np.array([strata[i] for i in kept], dtype=np.int64),
        np.array([entries[i] for i in kept], dtype=np.int64),
    )


def stratum_table(scenario: Scenario) -> Table:
    """Strata as rows."""
    table = np.zeros(len(scenario.place.strata), dtype=STRATUM_TYPE)
    for index, stratum in enumerate(scenario.place.strata):
        table[index] = (
            ROLES[stratum.role], int(stratum.distribution == "pareto"),
            float(stratum.scale.value), float(stratum.shape.value), stratum.low, stratum.high,
        )  # fmt: skip
    return table


def sector_table(scenario: Scenario) -> Table:
    """Sectors as rows, with shares added up."""
    sectors = scenario.place.sectors
    if len(sectors) > MAX_SECTORS:
        raise ValueError(f"a place has at most {MAX_SECTORS} sectors")
    table = np.zeros(len(sectors), dtype=SECTOR_TYPE)
    reached = 0.0
    for index, sector in enumerate(sectors):
        reached += float(sector.share)
        trades = bits(sector.trades, TRADES) if sector.trades else 0
        table[index] = (
            reached, int(sector.traditional), trades, int(sector.key_industry),
            float(sector.key_energy_share),
        )  # fmt: skip
    return table


def prepare(
    scenario: Scenario, variant: str, levers: dict[str, LeverValue] | None = None
) -> Inputs:
    """Make the tables of one variant.

    Args:
        scenario: a loaded scenario.
        variant: id of one of its variants.
        levers: settings by dotted name, applied to every variant before its own.

    Raises:
        scenarios.InputError: a lever does not exist or has a value outside its range.
        KeyError: there is no such variant.
        ValueError: something might not fit the rows (`sim.widths`).
    """
    from scenarios.levers import apply_levers, variant_scenario

    scenario.variant(variant)
    changed = apply_levers(scenario, levers) if levers else scenario
    waves = waves_of(changed)
    changed = variant_scenario(changed, variant)
    calendar = Calendar.of(changed.file.horizon)
    place = changed.place
    if len(place.districts) > MAX_DISTRICTS:
        raise ValueError(f"a place has at most {MAX_DISTRICTS} districts")
    ids, strata, entries = roster(changed, calendar)
    reached, shares = [], 0.0
    for district in place.districts:
        shares += float(district.share)
        reached.append(shares)
    rules = rule_table(changed, calendar, waves)
    strata_rows, directions = stratum_table(changed), direction_table(changed)
    check_widths(calendar.quarters, rules.table, strata_rows, directions)
    environment = quarter_table(changed, calendar, waves)
    environment["ending"] = endings(rules, calendar)
    environment["open_kinds"] = open_kinds(rules, calendar)
    return Inputs(
        content=partial(identity_of, changed, variant),
        scenario_id=changed.id,
        variant=variant,
        file_hashes=dict(changed.file_hashes),
        calendar=calendar,
        region="city",
        district_ids=tuple(district.id for district in place.districts),
        place=record({name: row.value for name, row in place.quantities.items()}),
        behaviour=record(behaviour_of(changed)),
        directions=directions,
        rules=rules.table,
        rule_names=tuple(rule.id for rule in rules.instruments),
        rule_payers=tuple(rule.payer for rule in rules.instruments),
        pots=pot_plans(changed, calendar),
        environment=environment,
        strata=strata_rows,
        sectors=sector_table(changed),
        districts_reached=np.array(reached),
        ids=ids,
        stratum_of=strata,
        entry_quarters=entries,
        sector_count=len(place.sectors),
        tasks=yearly_tasks(changed.policies, calendar),
    )


def first_quarters(inputs: Inputs, quarters: int) -> Inputs:
    """The same run ended early: its quarters are, bit for bit, the first of the whole run's.

    Slots that enter later stay in the roster, since peers stand in one order with them.

    Args:
        inputs: of the whole run.
        quarters: how many are run.

    Raises:
        ValueError: no quarter at all, or more than the whole run has.
    """
    whole = inputs.calendar.quarters
    if not 1 <= quarters <= whole:
        raise ValueError(f"quarters is 1 to {whole}, not {quarters}")
    if quarters == whole:
        return inputs
    return replace(
        inputs,
        content=partial(_ended_early, inputs.content, quarters),
        calendar=replace(inputs.calendar, quarters=quarters),
        environment=inputs.environment[:quarters].copy(),
    )


def _ended_early(content: Callable[[], dict[str, Any]], quarters: int) -> dict[str, Any]:
    """Identity of a run that ends early."""
    return content() | {"quarters": quarters}


def identity_with(
    scenario: Scenario, variant: str, levers: dict[str, LeverValue], quarters: int | None
) -> dict[str, Any]:
    """Identity of the inputs that `prepare` makes with levers, ended early if `quarters` says."""
    from scenarios.levers import apply_levers, variant_scenario

    changed = variant_scenario(apply_levers(scenario, levers), variant)
    content = partial(identity_of, changed, variant)
    if quarters is None or quarters == Calendar.of(scenario.file.horizon).quarters:
        return content()
    return _ended_early(content, quarters)


def identity_of(scenario: Scenario, variant: str) -> dict[str, Any]:
    """Content that determines the results: everything but titles, labels, notes and the seed."""
    there = {city for district in scenario.place.districts for city in district.cities}
    return {
        "variant": variant,
        "horizon": scenario.file.horizon.model_dump(mode="json"),
        "population_limit": scenario.file.population_limit,
        "place": scenario.place.model_dump(mode="json", exclude={"title", "observations"}),
        "behaviour": dict(sorted(behaviour_of(scenario).items())),
        "tasks": sorted(
            yearly_tasks(scenario.policies, Calendar.of(scenario.file.horizon)).items()
        ),
        "policies": [
            policy.model_dump(
                mode="json", include={"id", "readings", "instruments", "relations", "pots"}
            )
            | _not_reached(policy, there)
            for policy in scenario.policies
        ],
    }


def _not_reached(policy: Policy, there: set[str]) -> dict[str, list[str]]:
    """Cities of the place in which a document does not hold; nothing where it leaves none out."""
    without = sorted(there.intersection(policy.document.reaches.without))
    return {"without": without} if without else {}
