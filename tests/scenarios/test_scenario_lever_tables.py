"""Which quantities can be set, and what is declared of each: label, unit, range, prior."""

from pathlib import Path
from typing import get_origin

import pytest
from scenario_worlds import faults_of

import scenarios
from scenarios.instrument_schema import Instrument
from scenarios.instrument_terms import FIELDS_READ
from scenarios.lever_declarations import is_read
from scenarios.lever_fields import (
    DIRECTION_FIELDS,
    INSTRUMENT_FIELDS,
    NAMED_BY_KIND,
    NOT_LEVERS,
    POT_FIELDS,
    RELATION_FIELDS,
    SECTOR_FIELDS,
)
from scenarios.levers import apply_levers, list_levers
from scenarios.place_schema import NOT_READ_BY_NATURE, DirectionRow, Sector
from scenarios.policy_schema import Pot, Relation
from scenarios.scenario_schema import Scenario
from scenarios.schema_walk import Expected, unwrapped

SCENARIOS = Path(scenarios.__file__).parent
# What can be set of each instrument of the small world, dates aside.
LEVERS = {
    "town.grant": (
        "rate", "threshold.amount", "cap.amount", "timing.application_quarter",
        "timing.review_quarters", "timing.payment_quarters", "eligibility.above_scale_only",
    ),
    "town.loan@2019": (
        "rate", "timing.application_quarter", "timing.review_quarters", "timing.payment_quarters",
        "timing.years", "eligibility.above_scale_only",
    ),
    "town.loan@2020": (
        "rate", "cap.amount", "timing.application_quarter", "timing.review_quarters",
        "timing.payment_quarters", "timing.years", "eligibility.above_scale_only",
    ),
    "town.outreach": ("intensity",),
    "town.library": ("intensity", "threshold.amount", "threshold.or_yearly"),
    "town.award": (
        "rate", "threshold.amount", "cap.amount", "timing.review_quarters",
        "timing.payment_quarters", "timing.years", "eligibility.above_scale_only",
        "eligibility.library_only", "eligibility.requires_filing",
    ),
    "town.expensing": ("unit_limit",),
    "town.credit": ("rate",),
    "up.green": (
        "rate", "threshold.amount", "cap.amount", "energy.saving_tce", "energy.co2_cut_t",
        "timing.review_quarters", "timing.payment_quarters", "eligibility.revenue_min",
        "eligibility.above_scale_only", "eligibility.library_only", "eligibility.requires_filing",
    ),
    "up.smart": (
        "rate", "tiers.1.at_least", "tiers.1.rate", "tiers.2.at_least", "tiers.2.rate",
        "size_tiers.1.at_least", "size_tiers.1.rate", "size_tiers.2.at_least", "size_tiers.2.rate",
        "size_tiers.rest_above.amount", "size_tiers.rest_above.rate", "soft_share_max",
        "threshold.amount", "cap.amount", "timing.review_quarters", "timing.payment_quarters",
        "eligibility.revenue_min", "eligibility.above_scale_only", "eligibility.library_only",
        "eligibility.requires_filing",
    ),
    "up.match": (
        "rate", "timing.review_quarters", "timing.payment_quarters", "eligibility.requires_filing",
    ),
    "up.titles": (
        "awards.green_factory", "awards.green_park", "band.low", "band.high", "single_award",
    ),
    "up.taxshare": (
        "shares.province", "shares.city", "shares.county", "timing.application_quarter",
        "timing.review_quarters", "timing.payment_quarters", "timing.years",
        "eligibility.above_scale_only", "eligibility.requires_filing",
    ),
    "up.lending": ("discount", "intensity"),
    "up.pool": ("rate",),
    "up.equity": ("rate", "threshold.amount"),
    "up.price": ("rate",),
    "up.kept": ("multiple",),
    "up.tenure": (),
    "up.fund": ("amounts.yearly", "amounts.former_fund"),
    "up.grades": ("awards.excellent", "awards.failed"),
    "up.survey": ("threshold.amount", "threshold.below"),
}  # fmt: skip


def listed_of(scenario: Scenario, head: str) -> list[str]:
    names = [lever.name for lever in list_levers(scenario)]
    return [name.removeprefix(head) for name in names if name.startswith(head)]


def test_what_is_read_can_be_set_and_nothing_else(small: Scenario):
    days = ["announced", "valid_from", "valid_to"]
    assert set(LEVERS) == set(small.instruments)
    for name, fields in LEVERS.items():
        assert sorted(listed_of(small, f"{name}.")) == sorted([*fields, *days]), name


def test_columns_that_a_nature_does_not_read_cannot_be_set(small: Scenario):
    columns = listed_of(small, "place.directions.equipment.")
    assert len(columns) == 10
    for name, nature in (("capacity", "expansion"), ("new_plant", "greenfield")):
        unread = NOT_READ_BY_NATURE[nature]
        assert unread and set(unread) < set(columns)
        assert listed_of(small, f"place.directions.{name}.") == [
            column for column in columns if column not in unread
        ]


@pytest.mark.parametrize("name", ["shenzhen-doubling.yaml", "shenzhen-2024.yaml"])
def test_levers_of_the_shipped_scenarios_are_read(name: str):
    scenario = scenarios.load_scenario(Path(scenarios.__file__).parent / name)
    fields: dict[str, set[str]] = {row: set() for row in scenario.instruments}
    for lever in list_levers(scenario):
        part, path = lever.place.part, lever.place.path
        if isinstance(part, int) and path[0] == "instruments":
            row = scenario.policies[part].instruments[int(path[1])]
            fields[row.id].add(lever.name.removeprefix(f"{row.id}."))
    for row in scenario.instruments.values():
        read = FIELDS_READ[row.family]
        found = fields[row.id] - {"announced", "valid_from", "valid_to"}
        assert bool(found) == bool(read), row.id
        assert all(field in read or field.split(".")[0] in read for field in found), row.id


def test_every_range_is_that_of_the_check(small: Scenario):
    """A number just outside the declared range is refused, the end of the range is not."""
    numbers = [lever for lever in list_levers(small) if lever.low is not None]
    assert len(numbers) > 30
    for lever in numbers:
        below = lever.low - 1 if lever.whole else lever.low - 1e-6
        assert [fault.field for fault in faults_of(small, {lever.name: below})] == [lever.name]
        if lever.high is not None:
            above = lever.high + 1 if lever.whole else lever.high + 1e-6
            assert [row.field for row in faults_of(small, {lever.name: above})] == [lever.name]


@pytest.mark.parametrize(
    ("name", "held"),
    [("up.match.rate", "rate"), ("up.lending.discount", "discount"),
     ("up.lending.intensity", "intensity")],
)  # fmt: skip
def test_an_assumed_term_has_its_range_as_prior(small: Scenario, name: str, held: str):
    lever = {lever.name: lever for lever in list_levers(small)}[name]
    row = small.instruments[name.removesuffix(f".{held}")]
    assumed = getattr(row, held)
    assert lever.prior is not None
    assert (lever.prior.low, lever.prior.high) == (assumed.low, assumed.high)
    assert (lever.value, lever.basis, lever.low, lever.high) == (
        assumed.value, assumed.basis, 0, 1,
    )  # fmt: skip
    changed = apply_levers(small, {name: 0.45}).instruments[row.id]
    assert getattr(changed, held) == 0.45
    again = {lever.name: lever for lever in list_levers(apply_levers(small, {name: 0.45}))}[name]
    assert (again.prior, again.basis) == (None, "")


def test_declarations_tell_what_a_table_of_levers_needs(small: Scenario):
    levers = {lever.name: lever for lever in list_levers(small)}
    rate = levers["town.grant.rate"]
    assert rate.label.zh == "普惠性补助：补助比例"
    assert (rate.unit, rate.kind, rate.low, rate.high) == ("share", "lever", 0, 1)
    assert rate.cites[0].article == "第三条"
    fund = levers["town.pot.appropriation"]
    assert fund.prior is not None and (fund.prior.low, fund.prior.high) == (20_000_000, 50_000_000)
    assert (fund.whole, fund.basis) == (True, "budget report")
    assert levers["place.population"].kind == "fact"
    assert levers["place.floor_rent"].kind == "assumed"
    assert levers["behaviour.attention"].basis == "a survey of 80 firms"
    assert levers["place.paths.lending_rate.2019"].prior is None
    assumed = levers["place.paths.lending_rate.2020"].prior
    assert assumed is not None and (assumed.low, assumed.high) == (0.0335, 0.0435)
    kinds = {lever.kind for lever in levers.values()}
    assert kinds == {"lever", "fact", "assumed", "behaviour"}


def test_rows_of_lists_are_told_apart(small: Scenario):
    levers = {lever.name: lever for lever in list_levers(small)}
    step = levers["up.smart.tiers.2.rate"]
    assert step.label.zh == "智能化改造资助：第 2 档：该档比例"
    assert step.label.en == "grant to smart renovation: tier 2: share of the base that is paid"
    assert (step.unit, step.low, step.high, step.basis) == ("share", 0, 1, "rule on tiers")
    assert levers["up.smart.tiers.2.at_least"].unit == "level"
    assert levers["up.smart.size_tiers.2.at_least"].unit == "yuan"
    award = levers["up.titles.awards.green_park"]
    assert award.label.en == "award for green titles: green park: award"
    assert (award.unit, award.whole, award.value) == ("yuan", True, 3_000_000)
    assert levers["up.price.rate"].label.en.endswith(": share of the price that is waived")
    assert levers["town.credit.rate"].label.zh == "税额抵免：抵免比例"
    ceiling = levers["up.limit.ceiling"]
    assert ceiling.label.zh == "合计限额：合计上限"
    assert (ceiling.cites[0].article, ceiling.low, ceiling.high) == ("19", 0, 1)
    labels = [lever.label.en for lever in levers.values() if lever.name.startswith("up.smart.")]
    assert len(set(labels)) == len(labels)


def scalars(expected: Expected, path: str = "") -> list[str]:
    """Names of the fields below a record that hold one value, or a list of such."""
    assert expected.record is not None
    found = []
    for name, field in expected.record.model_fields.items():
        below = unwrapped(field)
        row = below.item(0) if get_origin(below.kind) is list else below
        assert row is not None and get_origin(row.kind) is not dict
        if row.record and name != "label":
            found += scalars(row, f"{path}{name}.")
        elif not row.record:
            found.append(path + name)
    return found


def test_every_field_is_a_lever_or_named_as_none():
    assert set(scalars(Expected(Instrument))) == {*INSTRUMENT_FIELDS, *NOT_LEVERS}
    assert set(scalars(Expected(DirectionRow))) == {*DIRECTION_FIELDS, "id", "nature"}
    assert set(scalars(Expected(Sector))) == {*SECTOR_FIELDS, "id", "trades"}
    assert set(POT_FIELDS) <= set(Pot.model_fields)
    assert set(RELATION_FIELDS) <= set(Relation.model_fields)
    assert not set(INSTRUMENT_FIELDS) & set(NOT_LEVERS)
    assert all(is_read(kind, field) for kind, field in NAMED_BY_KIND)
    assert {field for _kind, field in NAMED_BY_KIND} <= set(INSTRUMENT_FIELDS)


def test_every_field_of_an_instrument_is_a_lever_of_the_fixtures(small: Scenario):
    paths = [lever.place.path for lever in list_levers(small) if lever.kind == "lever"]
    set_here = {
        ".".join(key for key in path[2:] if isinstance(key, str))
        for path in paths
        if path[0] == "instruments"
    }
    # Only tiers by amount have a rest above, and the fixtures have those by size alone.
    assert set(INSTRUMENT_FIELDS) - set_here == {"tiers.rest_above.amount", "tiers.rest_above.rate"}


def test_a_share_of_policy_has_no_more_digits_than_the_law_reckons_in(small: Scenario):
    rate = {lever.name: lever for lever in list_levers(small)}["up.match.rate"]
    assert rate.in_millionths
    drawn = 0.4123456789
    [fault] = faults_of(small, {rate.name: drawn})
    assert (fault.field, fault.message) == (rate.name, "must be a whole number of millionths")
    assert rate.settable(drawn) == 0.412346
    apply_levers(small, {rate.name: rate.settable(drawn)})


@pytest.mark.parametrize("place", ["shenzhen-doubling", "guangdong-2018", "guangzhou-2015"])
def test_any_draw_of_a_prior_can_be_set(place: str):
    scenario = scenarios.load_scenario(SCENARIOS / f"{place}.yaml")
    for part in (0.1234567891, 0.9876543219):
        drawn = {
            lever.name: lever.settable(lever.prior.quantile(part))
            for lever in list_levers(scenario)
            if lever.prior is not None
        }
        apply_levers(scenario, drawn)
