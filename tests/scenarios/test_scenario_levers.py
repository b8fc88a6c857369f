"""Settings by name, the declarations behind them, and the worlds of variants."""

import datetime as dt
from pathlib import Path

import numpy as np
import pytest
from scenario_worlds import SCENARIO, World, faults_of

import scenarios
from scenarios.errors import InputError
from scenarios.levers import apply_levers, list_levers, parse_setting, variant_scenario
from scenarios.quantities import AssumedLever
from scenarios.scenario_schema import LeverValue, Scenario


def value(scenario: Scenario, name: str) -> LeverValue:
    return {lever.name: lever.value for lever in list_levers(scenario)}[name]


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
        ("up.smart.rate", 0.25),
        ("up.smart.tiers.1.rate", 0.1),
        ("up.smart.tiers.2.at_least", 4),
        ("up.smart.size_tiers.2.rate", 0.14),
        ("up.smart.size_tiers.1.at_least", 20_000_000),
        ("up.smart.size_tiers.rest_above.amount", 90_000_000),
        ("up.smart.size_tiers.rest_above.rate", 0.04),
        ("up.smart.soft_share_max", 0.4),
        ("up.green.energy.saving_tce", 60),
        ("up.green.energy.co2_cut_t", 140),
        ("up.green.eligibility.revenue_min", 0),
        ("up.green.cap.amount", 11_000_000),
        ("up.match.rate", 0.55),
        ("up.match.rate", 1),
        ("up.titles.awards.green_park", 2_500_000),
        ("up.titles.band.low", 600_000),
        ("up.titles.band.high", 5_000_000),
        ("up.titles.single_award", 1_500_000),
        ("up.taxshare.shares.province", 0.7),
        ("up.taxshare.shares.city", 0),
        ("up.taxshare.shares.county", 1),
        ("up.lending.discount", 0.004),
        ("up.lending.intensity", 0.3),
        ("up.pool.rate", 0.4),
        ("up.equity.threshold.amount", 5_000_000),
        ("up.kept.multiple", 3),
        ("up.fund.amounts.former_fund", 0),
        ("up.grades.awards.failed", 1),
        ("up.survey.threshold.below", 30_000_000),
        ("up.limit.ceiling", 0.6),
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


def test_a_prior_stays_when_its_quantity_is_fixed(small: Scenario):
    changed = apply_levers(small, {"place.floor_rent": 21, "behaviour.attention": 0.2})
    quantity, parameter = changed.place.quantities["floor_rent"], changed.behaviour.parameters
    assert (quantity.value, parameter["attention"].value) == (21, 0.2)
    assert quantity.prior == small.place.quantities["floor_rent"].prior  # type: ignore[union-attr]
    assert parameter["attention"].prior == small.behaviour.parameters["attention"].prior


def test_figures_in_lists_are_set_one_by_one_and_together(small: Scenario):
    settings: dict[str, LeverValue] = {
        "up.smart.tiers.1.at_least": 3, "up.smart.tiers.2.at_least": 4,
        "up.smart.size_tiers.2.rate": 0.2, "up.titles.awards.green_factory": 9_000_000,
        "up.titles.band.high": 9_000_000,
    }  # fmt: skip
    changed = apply_levers(small, settings).instruments
    smart, titles = changed["up.smart"], changed["up.titles"]
    assert smart.tiers is not None and smart.size_tiers is not None
    assert [(step.at_least, step.rate) for step in smart.tiers.steps] == [(3, 0.12), (4, 0.16)]
    assert [step.rate for step in smart.size_tiers.steps] == [0.11, 0.2]
    assert [(row.title, row.amount) for row in titles.awards] == [
        ("green_factory", 9_000_000), ("green_park", 3_000_000),
    ]  # fmt: skip
    # What is not named stays as it was, and so does the scenario that was set from.
    assert smart.size_tiers.rest_above == small.instruments["up.smart"].size_tiers.rest_above  # type: ignore[union-attr]
    assert [row.amount for row in small.instruments["up.titles"].awards] == [1_000_000, 3_000_000]


def test_of_settings_on_one_list_the_nearest_is_blamed(small: Scenario):
    settings = {
        "up.smart.rate": 0.1, "up.smart.tiers.1.rate": 0.1, "up.smart.tiers.2.at_least": 1,
        "up.titles.band.high": 5_000_000, "up.titles.awards.green_park": 6_000_000,
    }  # fmt: skip
    found = [(fault.field, fault.message) for fault in faults_of(small, settings)]
    assert found == [
        ("up.smart.tiers.2.at_least", "tiers must rise, each step once"),
        ("up.titles.awards.green_park", "lies outside the band of the article"),
    ]


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
        ("town.grant.tiers.1.rate", 0.1, "instrument town.grant has no tiers.1.rate to set", None),
        ("town.grant.awards.best", 1, "instrument town.grant has no awards.best to set", None),
        ("town.grant.energy.saving_tce", 1,
         "instrument town.grant has no energy.saving_tce to set", None),
        ("up.smart.tiers.rest_above.rate", 1,
         "instrument up.smart has no tiers.rest_above.rate to set", None),
        ("up.titles.awards.green_prak", 1, "nothing of this name can be set",
         "up.titles.awards.green_park"),
        ("up.smart.tiers.3.rate", 0.1, "nothing of this name can be set", "up.smart.tiers.2.rate"),
        ("up.smart.tiers.by", "audited_cost", "nothing of this name can be set", None),
        ("up.green.eligibility.trades", "apparel", "nothing of this name can be set",
         None),
        ("up.choice.ceiling", 0.5, "nothing of this name can be set", "up.limit.ceiling"),
        ("up.smart.tiers.1.rate", 1.1, "must be at most 1", None),
        ("up.smart.tiers.1.rate", "0.1", "must be a number", None),
        ("up.smart.tiers.1.at_least", 3, "tiers must rise, each step once", None),
        ("up.smart.tiers.1.at_least", 0, "must be at least 1", None),
        ("up.smart.size_tiers.rest_above.amount", 0.5, "must be a whole number of yuan", None),
        ("up.match.rate", 1.1, "must be at most 1", None),
        ("up.match.rate", "half", "must be a number", None),
        ("up.titles.awards.green_park", 5_000_000, "lies outside the band of the article", None),
        ("up.titles.band.low", 1_500_000, "lies outside the band of the article", None),
        ("up.titles.band.high", 1, "must not be below low (500000)", None),
        ("up.titles.single_award", 1, "lies outside the band of the article", None),
        ("up.taxshare.shares.city", -0.1, "must be at least 0", None),
        ("up.kept.multiple", 1.5, "must be a whole number", None),
        ("up.limit.ceiling", 1.5, "must be at most 1", None),
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


BESIDE_THE_PROGRAMME = [
    "town.outreach", "town.library", "town.award", "town.expensing", "town.credit", "up.green",
    "up.smart", "up.match", "up.titles", "up.taxshare", "up.lending", "up.pool", "up.equity",
    "up.price", "up.kept", "up.tenure", "up.fund", "up.grades", "up.survey",
]  # fmt: skip


def test_the_baseline_takes_out_the_programme_and_keeps_the_policies(small: Scenario):
    none = variant_scenario(small, "none")
    assert list(none.instruments) == BESIDE_THE_PROGRAMME
    assert none.instruments["town.award"].exclusive_with == []
    assert [policy.id for policy in none.policies] == [
        "town2019", "loans2019", "rules", "upgrade2020",
    ]  # fmt: skip
    assert set(none.pots) == set(small.pots)
    assert len(small.instruments) == 22
    assert small.instruments["town.award"].exclusive_with == ["town.grant", "town.loan@2019"]


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
    assert len(variant_scenario(world.load(), "no_loans").instruments) == 22


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
