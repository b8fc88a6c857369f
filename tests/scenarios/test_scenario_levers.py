"""Settings by name, the declarations behind them, and the worlds of variants."""

import datetime as dt
from pathlib import Path

import numpy as np
import pytest
from scenario_worlds import SCENARIO, World

import scenarios
from scenarios.errors import Fault, InputError
from scenarios.lever_fields import (
    DIRECTION_FIELDS,
    INSTRUMENT_FIELDS,
    NOT_LEVERS,
    POT_FIELDS,
    SECTOR_FIELDS,
)
from scenarios.levers import apply_levers, list_levers, parse_setting, variant_scenario
from scenarios.place_schema import DirectionRow, Sector
from scenarios.policy_schema import Instrument, Pot
from scenarios.quantities import AssumedLever
from scenarios.scenario_schema import LeverValue, Scenario
from scenarios.schema_walk import Expected, unwrapped


def value(scenario: Scenario, name: str) -> LeverValue:
    return {lever.name: lever.value for lever in list_levers(scenario)}[name]


def faults_of(scenario: Scenario, settings: dict[str, object]) -> list[Fault]:
    with pytest.raises(InputError) as caught:
        apply_levers(scenario, settings)  # type: ignore[arg-type]
    return caught.value.faults


@pytest.mark.parametrize(
    ("name", "new"),
    [
        ("town.grant.rate", 0.35),
        ("town.grant.rate", 1),
        ("town.grant.cap.amount", 6_000_000),
        ("town.grant.threshold.amount", 0),
        ("town.grant.timing.review_quarters", 4),
        ("town.grant.valid_to", dt.date(2020, 6, 30)),
        ("town.grant.eligibility.above_scale_only", False),
        ("town.loan@2019.rate", 0.25),
        ("town.loan@2020.timing.years", 3),
        ("town.outreach.intensity", 0.5),
        ("town.library.threshold.or_yearly", 9_000_000),
        ("town.award.eligibility.library_only", False),
        ("town.award.timing.years", 2),
        ("town.expensing.unit_limit", 1_000_000),
        ("town.credit.rate", 0.05),
        ("town.pot.appropriation", 90_000_000),
        ("town.loan_pot.appropriation", 0),
        ("place.population", 130000),
        ("place.floor_rent", 25),
        ("place.paths.lending_rate.2019", 0.05),
        ("place.directions.equipment.size", 1.2),
        ("place.sectors.textiles.growth_premium", 0.1),
        ("place.sectors.textiles.traditional", False),
        ("place.strata.firms.count", 300),
        ("place.strata.firms.scale", 12_000_000.5),
        ("behaviour.attention", 0.1),
    ],
)
def test_setting_a_lever_changes_it_and_nothing_else(small: Scenario, name: str, new: LeverValue):
    before = {lever.name: lever.value for lever in list_levers(small)}
    changed = apply_levers(small, {name: new})
    after = {lever.name: lever.value for lever in list_levers(changed)}
    assert after[name] == new != before[name]
    assert {key for key in before if before[key] != after[key]} == {name}
    assert {lever.name: lever.value for lever in list_levers(small)} == before


def test_every_declared_lever_can_be_set_to_its_own_value(small: Scenario):
    own = {lever.name: lever.value for lever in list_levers(small)}
    changed = apply_levers(small, own)
    assert {lever.name: lever.value for lever in list_levers(changed)} == own


SHIPPED = [
    path
    for path in sorted(Path(scenarios.__file__).parent.glob("*.yaml"))
    if b"\nvariants:" in path.read_bytes()
]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_levers_and_variants_of_the_shipped_scenarios(path: Path):
    scenario = scenarios.load_scenario(path)
    for variant in scenario.variants:
        world = variant_scenario(scenario, variant.id)
        levers = list_levers(world)
        own = {lever.name: lever.value for lever in levers}
        assert len(own) == len(levers)
        again = {lever.name: lever.value for lever in list_levers(apply_levers(world, own))}
        assert again == own


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


def test_a_prior_stays_when_its_quantity_is_fixed(small: Scenario):
    changed = apply_levers(small, {"place.floor_rent": 21, "behaviour.attention": 0.2})
    quantity, parameter = changed.place.quantities["floor_rent"], changed.behaviour.parameters
    assert (quantity.value, parameter["attention"].value) == (21, 0.2)
    assert quantity.prior == small.place.quantities["floor_rent"].prior  # type: ignore[union-attr]
    assert parameter["attention"].prior == small.behaviour.parameters["attention"].prior


def test_an_unprinted_figure_that_is_set_becomes_a_plain_one(small: Scenario):
    assert isinstance(small.pots["town.pot"].appropriation, AssumedLever)
    changed = apply_levers(small, {"town.pot.appropriation": 90_000_000})
    assert changed.pots["town.pot"].appropriation == 90_000_000


def test_settings_are_judged_together(small: Scenario):
    # Each of these alone would break a rule over both.
    changed = apply_levers(
        small, {"place.sectors.electronics.share": 0.5, "place.sectors.textiles.share": 0.5}
    )
    assert [row.share for row in changed.place.sectors] == [0.5, 0.5]
    moved = apply_levers(
        small, {"town.loan@2019.valid_to": "2020-05-31", "town.loan@2020.valid_from": "2020-06-01"}
    )
    assert moved.instruments["town.loan@2020"].valid_from == dt.date(2020, 6, 1)


def test_numbers_of_array_libraries_are_taken(small: Scenario):
    changed = apply_levers(
        small, {"town.award.rate": np.float64(0.4), "town.award.timing.years": np.int64(2)}
    )
    award = changed.instruments["town.award"]
    assert (type(award.rate), type(award.timing.years)) == (float, int)


@pytest.mark.parametrize(
    ("name", "new", "message", "nearest"),
    [
        ("town.grant.rat", 1, "nothing of this name can be set", "town.grant.rate"),
        ("behaviour.atention", 1, "nothing of this name can be set", "behaviour.attention"),
        ("town.gant.rate", 1, "nothing of this name can be set", "town.grant.rate"),
        ("town.grant.kind", "F1", "nothing of this name can be set", None),
        ("town.loan@2019.cap.amount", 1,
         "instrument town.loan@2019 has no cap.amount to set", None),
        ("", 1, "nothing of this name can be set", None),
        ("town.grant.rate", -0.1, "must be at least 0", None),
        ("town.grant.rate", "0.1", "must be a number", None),
        ("town.grant.rate", True, "must be a number", None),
        ("town.grant.rate", float("nan"), "must be a finite number", None),
        ("town.grant.rate", 10**400, "must be at most 1", None),
        ("town.grant.threshold.amount", "5000000", "must be a whole number of yuan", None),
        ("town.grant.threshold.amount", 5e6, "must be a whole number of yuan", None),
        ("town.grant.cap.scope", "project", "nothing of this name can be set", None),
        ("town.grant.timing.mode", "staged", "nothing of this name can be set", None),
        ("town.grant.intensity", 0.5, "instrument town.grant has no intensity to set", None),
        ("town.grant.timing.years", 2, "instrument town.grant has no timing.years to set", None),
        ("town.grant.eligibility.requires_filing", False,
         "instrument town.grant has no eligibility.requires_filing to set", None),
        ("town.outreach.rate", 0.1, "instrument town.outreach has no rate to set", None),
        ("place.directions.new_plant.weight", 1, "nothing of this name can be set", None),
        ("town.grant.valid_to", "2020-02-30", "must be a day such as 2019-03-01", None),
        ("town.grant.valid_to", 2020, "must be a day such as 2019-03-01", None),
        ("town.grant.valid_to", "2018-12-31",
         "valid_to 2018-12-31 lies before valid_from 2019-01-01", None),
        ("town.grant.valid_from", "2021-01-01",
         "valid_to 2020-12-31 lies before valid_from 2021-01-01", None),
        ("town.grant.timing.review_quarters", 9, "must be at most 8", None),
        ("town.award.eligibility.library_only", 1, "must be true or false", None),
        ("town.loan@2019.valid_to", "2020-06-30",
         "town.loan@2020 begins before town.loan@2019 has ended (2020-06-30); versions of one "
         "instrument may not overlap", None),
        ("behaviour.attention", 0.51, "fixed (0.51) must lie within the prior, 0.1 to 0.5", None),
        ("behaviour.attention", "much", "must be a number", None),
        ("place.floor_rent", 19.9, "fixed (19.9) must lie within the prior, 20 to 40", None),
        ("place.population", "many", "must be a number", None),
        ("place.sectors.textiles.share", 0.3,
         "the shares of sectors add up to 1.050000, not to 1", None),
        ("place.directions.equipment.software_share", 0.99,
         "software_share and building_share add up to more than 1", None),
        ("town.pot.appropriation", -1, "must be at least 0", None),
    ],
)  # fmt: skip
def test_what_cannot_be_set(small: Scenario, name: str, new: object, message: str,
                            nearest: str | None):  # fmt: skip
    (fault,) = faults_of(small, {name: new})
    assert (fault.file, fault.field, fault.message) == ("settings", name, message)
    assert fault.nearest == nearest


def test_an_unknown_name_is_told_with_the_names_that_fit_its_head(small: Scenario):
    (fault,) = faults_of(small, {"place.paths.lending_rate.2026": 1})
    assert fault.allowed == "place.paths.lending_rate.… 2017, 2018, 2019, 2020"
    (fault,) = faults_of(small, {"town.grant.kind": 1})
    assert fault.allowed is not None and fault.allowed.startswith("town.grant.… rate, threshold")


def test_all_faults_of_settings_at_once(small: Scenario):
    spoilt = {"town.grant.rat": 1, "town.grant.rate": 2, "behaviour.attention": 3}
    assert [fault.field for fault in faults_of(small, spoilt)] == list(spoilt)


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


def scalars(expected: Expected, path: str = "") -> list[str]:
    """Names of the fields below a record that hold one value."""
    assert expected.record is not None
    found = []
    for name, field in expected.record.model_fields.items():
        below = unwrapped(field)
        if below.record and name != "label":
            found += scalars(below, f"{path}{name}.")
        elif not below.record and getattr(below.kind, "__origin__", None) not in (list, dict):
            found.append(path + name)
    return found


def test_every_field_is_a_lever_or_named_as_none():
    assert set(scalars(Expected(Instrument))) == {*INSTRUMENT_FIELDS, *NOT_LEVERS}
    assert set(scalars(Expected(DirectionRow))) == {*DIRECTION_FIELDS, "id", "nature"}
    assert set(scalars(Expected(Sector))) == {*SECTOR_FIELDS, "id"}
    assert set(POT_FIELDS) <= set(Pot.model_fields)


BESIDE_THE_PROGRAMME = [
    "town.outreach", "town.library", "town.award", "town.expensing", "town.credit",
]  # fmt: skip


def test_the_baseline_takes_out_the_programme_and_keeps_the_policies(small: Scenario):
    none = variant_scenario(small, "none")
    assert list(none.instruments) == BESIDE_THE_PROGRAMME
    assert none.instruments["town.award"].exclusive_with == []
    assert [policy.id for policy in none.policies] == ["town2019", "loans2019", "rules"]
    assert set(none.pots) == set(small.pots)
    assert len(small.instruments) == 8
    assert small.instruments["town.award"].exclusive_with == ["town.grant"]


def test_a_variant_takes_out_groups_prunes_exclusions_and_sets(small: Scenario):
    variant = variant_scenario(small, "no_loans")
    grant = variant.instruments["town.grant"]
    assert list(variant.instruments) == ["town.grant", *BESIDE_THE_PROGRAMME]
    assert (grant.rate, grant.exclusive_with) == (0.3, [])
    assert variant.behaviour.parameters["attention"].value == 0.4
    assert small.instruments["town.grant"].rate == 0.2
    assert variant_scenario(small, "enacted").instruments == small.instruments


def test_a_variant_keeps_some_groups_of_the_programme_alone(world: World):
    world.edit(SCENARIO, "    without_groups: [loans]", "    only_programme_groups: [grants]")
    kept = list(variant_scenario(world.load(), "no_loans").instruments)
    assert kept == ["town.grant", *BESIDE_THE_PROGRAMME]
    # Of policies outside the programme all groups stay.
    world.edit(SCENARIO, "policies: [town2019, loans2019]\n  announced",
               "policies: [town2019]\n  announced")  # fmt: skip
    world.edit(SCENARIO, "    without_policies: [town2019, loans2019]",
               "    without_policies: [town2019]")  # fmt: skip
    assert len(variant_scenario(world.load(), "no_loans").instruments) == 8


@pytest.mark.parametrize("name", BESIDE_THE_PROGRAMME)
def test_a_variant_can_set_what_excludes_nothing(small: Scenario, name: str):
    """Pruning exclusions states none where none stood: most kinds do not read them."""
    variant = variant_scenario(small, "no_loans")
    changed = apply_levers(variant, {f"{name}.valid_to": "2020-06-30"})
    assert changed.instruments[name].valid_to == dt.date(2020, 6, 30)


def test_an_unknown_variant(small: Scenario):
    with pytest.raises(InputError, match="no variant of this name; did you mean 'no_loans'"):
        variant_scenario(small, "no_loan")


@pytest.mark.parametrize(
    ("text", "name", "new"),
    [
        ("town.grant.rate=0.2", "town.grant.rate", 0.2),
        (" a.b = 5_000 ", "a.b", 5000),
        ("a=true", "a", True),
        ("a=2020-12-31", "a", dt.date(2020, 12, 31)),
        ("a=firm_year", "a", "firm_year"),
        ("a=1e-3", "a", 1e-3),
        ("a=b=c", "a", "b=c"),
    ],
)
def test_a_setting_of_the_command_line(text: str, name: str, new: LeverValue):
    assert parse_setting(text) == (name, new)
    assert type(parse_setting(text)[1]) is type(new)


@pytest.mark.parametrize(
    ("text", "words"),
    [("town.grant.rate", "has the form name=value"), ("=3", "has the form name=value"),
     ("a=", "has the form name=value"), ("", "has the form name=value"),
     ("a=null", "needs a value"), ("a=.nan", "must be a finite number"),
     ("a=2020-02-30", "is not a day"), ("a=1e99", "no larger than")],
)  # fmt: skip
def test_a_setting_that_cannot_be_read(text: str, words: str):
    with pytest.raises(InputError, match=words):
        parse_setting(text)
