"""Every kind of fault in a file: its exact place, field, words and nearest name."""

from typing import get_args

import pytest
from scenario_worlds import BEHAVIOUR, GRANTS, LOANS, SCENARIO, TOWN, UPGRADE, World

from scenarios.instrument_terms import Kind

CASES = {
    "misspelt key": (
        GRANTS, "    rate: 0.2\n", "    rat: 0.2\n", "    rat:", "instruments[town.grant].rat",
        "is an unknown field", None, "rate",
    ),
    "a comma out of quotes": (
        GRANTS, "en: universal grant}", "en: universal grant, yearly one}", "yearly one",
        "instruments[town.grant].label.yearly one",
        "is an unknown field; put text that holds a comma in quotes", None, None,
    ),
    "missing": (
        GRANTS, "    group: grants\n", "", "- id: town.grant", "instruments[town.grant].group",
        "is missing", None, None,
    ),
    "negative rate": (
        GRANTS, "rate: 0.2", "rate: -0.2", "rate: -0.2", "instruments[town.grant].rate",
        "must be at least 0", "number -0.2", None,
    ),
    "rate above one": (
        LOANS, "rate: 0.7", "rate: 7e1", "rate: 7e1", "instruments[town.loan@2020].rate",
        "must be at most 1", "number 7e1", None,
    ),
    "text threshold": (
        GRANTS, "amount: 5_000_000", "amount: '5000000'", "'5000000'",
        "instruments[town.grant].threshold.amount", "must be a whole number of yuan",
        "text '5000000'", None,
    ),
    "fraction of a yuan": (
        GRANTS, "amount: 5_000_000", "amount: 5.5", "5.5",
        "instruments[town.grant].threshold.amount", "must be a whole number of yuan",
        "number 5.5", None,
    ),
    "list for a number": (
        GRANTS, "rate: 0.2", "rate: [0.2]", "rate: [0.2]", "instruments[town.grant].rate",
        "must be a number", "a list", None,
    ),
    "nothing for a number": (
        GRANTS, "rate: 0.2", "rate:", "    rate:", "instruments[town.grant].rate",
        "must be a number", "nothing", None,
    ),
    "yes/no for a number": (
        GRANTS, "rate: 0.2", "rate: true", "rate: true", "instruments[town.grant].rate",
        "must be a number", "the yes/no value true", None,
    ),
    "NaN": (
        GRANTS, "rate: 0.2", "rate: .nan", "rate: .nan", "instruments[town.grant].rate",
        "must be a finite number", ".nan", None,
    ),
    "a share above one": (
        UPGRADE, "{value: 0.5, low: 0.3, high: 0.6,", "{value: 0.5, low: 0.3, high: 1.6,",
        "high: 1.6", "instruments[up.match].rate.high", "must be at most 1", "number 1.6", None,
    ),
    "a share that is half a record": (
        UPGRADE, "{value: 0.5, low: 0.3, high: 0.6, basis: two notices}",
        "{value: 0.5, low: 0.3, basis: two notices}", "basis: two notices",
        "instruments[up.match].rate.high", "is missing", None, None,
    ),
    "tiers that do not rise": (
        UPGRADE, "{at_least: 3, rate: 0.16}", "{at_least: 2, rate: 0.16}",
        "at_least: 2, rate: 0.16",
        "instruments[up.smart].tiers.steps[2].at_least", "tiers must rise, each step once",
        "number 2", None,
    ),
    "a rest above a level": (
        UPGRADE, "      status: outside", "      rest_above: {amount: 5, rate: 0.1}\n      status: "
        "outside", "rest_above: {amount: 5, ", "instruments[up.smart].tiers.rest_above",
        "rest_above needs tiers by audited_cost", None, None,
    ),
    "an award outside the band": (
        UPGRADE, "en: green park}, amount: 3_000_000", "en: green park}, amount: 5_000_000",
        "green_park", "instruments[up.titles].awards[2].amount",
        "lies outside the band of the article", "number 5_000_000", None,
    ),
    "a single award outside the band": (
        UPGRADE, "single_award: 2_000_000", "single_award: 2", "single_award: 2",
        "instruments[up.titles].single_award", "lies outside the band of the article", "number 2",
        None,
    ),
    "a band upside down": (
        UPGRADE, "{low: 500_000, high: 4_000_000}\n    single_award: 2_000_000\n", "{low: 1, high: "
        "0}\n", "{low: 1, high: 0}", "instruments[up.titles].band.high",
        "must not be below low (1)", "number 0", None,
    ),
    "a title twice": (
        UPGRADE, "title: failed", "title: excellent", "title: excellent",
        "instruments[up.grades].awards[2].title", "another entry has this title",
        "text 'excellent'", None,
    ),
    "a sum twice": (
        UPGRADE, "title: former_fund", "title: yearly", "title: yearly",
        "instruments[up.fund].amounts[2].title", "another entry has this title", "text 'yearly'",
        None,
    ),
    "a yearly limit outside a library": (
        UPGRADE, "{quantity: audited_cost, amount: 10_000_000}",
        "{quantity: audited_cost, amount: 10_000_000, or_yearly: 5}", "or_yearly",
        "instruments[up.smart].threshold.or_yearly",
        "kind I2 does not read this; a library of kind S3 does", None, None,
    ),
    "a limit from above of a grant": (
        UPGRADE, "{quantity: audited_cost, amount: 10_000_000}",
        "{quantity: audited_cost, amount: 10_000_000, below: 5}", "below: 5",
        "instruments[up.smart].threshold.below",
        "kind I2 does not read this; a list of kind G7 does", None, None,
    ),
    "a choice among nothing": (
        UPGRADE, "article: annex}]\n    among: [up.green, up.smart]\n", "article: annex}]\n",
        "- id: up.choice", "relations[up.choice].among", "is missing; kind Q2 needs it", None,
        None,
    ),
    "a ceiling of nothing": (
        UPGRADE, "    ceiling: 0.5\n", "", "- id: up.limit", "relations[up.limit].ceiling",
        "is missing; kind Q4 needs it", None, None,
    ),
    "a choice with a ceiling": (
        UPGRADE, "article: annex}]\n", "article: annex}]\n    ceiling: 0.5\n", "ceiling: 0.5",
        "relations[up.choice].ceiling", "kind Q2 does not read this", None, None,
    ),
    "a document that ends before it begins": (
        GRANTS, "valid_to: 2021-12-31", "valid_to: 2018-12-31", "valid_to: 2018-12-31",
        "document.valid_to", "valid_to 2018-12-31 lies before 2019-01-01", None, None,
    ),
    "unknown kind": (
        GRANTS, "kind: I1", "kind: I9", "kind: I9", "instruments[town.grant].kind",
        "must be one of " + ", ".join(get_args(Kind)), "text 'I9'", None,
    ),
    "misspelt choice": (
        GRANTS, "scope: firm_year", "scope: firmyear", "firmyear",
        "instruments[town.grant].cap.scope", "must be one of firm_year, project",
        "text 'firmyear'", "firm_year",
    ),
    "no day": (
        GRANTS, "valid_to: 2020-12-31", "valid_to: 2020", "valid_to: 2020",
        "instruments[town.grant].valid_to", "must be a day such as 2019-03-01", "number 2020",
        None,
    ),
    "number for text": (
        GRANTS, '"002", article: 第三条', "002, article: 第三条", "002, article",
        "instruments[town.grant].cites[1].document", "must be text (put it in quotes)",
        "number 002", None,
    ),
    "no such document": (
        GRANTS, '"002", article: 第三条', '"7", article: 第三条', '"7"',
        "instruments[town.grant].cites[1].document",
        r"must have the form ^(00[0-4]|B\.[A-Za-z0-9_.]+|national)$", "text '7'", None,
    ),
    "a record for a list": (
        GRANTS, "exclusive_with: [town.loan@2019]", "exclusive_with: {a: b}", "exclusive_with",
        "instruments[town.grant].exclusive_with", "must be a list", "a mapping", None,
    ),
    "a number for a record": (
        GRANTS, "cap: {amount: 10_000_000, scope: firm_year}", "cap: 10_000_000", "cap:",
        "instruments[town.grant].cap", "must be a record with amount, scope",
        "number 10_000_000", None,
    ),
    "an empty list": (
        LOANS, '    cites:\n      - {document: B.loans, article: "5"}', "    cites: []",
        "cites: []", "pots[town.loan_pot].cites", "must not be empty", "a list", None,
    ),
    "a bad name": (
        GRANTS, "  - id: town.target", "  - id: town target", "id: town target",
        "targets[town target].id",
        "must be a name (letters a-z, digits, dots, dashes and underscores)",
        "text 'town target'", None,
    ),
    "a bad key of names": (
        BEHAVIOUR, "  attention:", "  my attention:", "my attention",
        "parameters.my attention",
        "is not a name: letters a-z, digits, dots, dashes and underscores",
        "text 'my attention'", None,
    ),
    "rule over two fields": (
        GRANTS, "valid_to: 2020-12-31", "valid_to: 2018-12-31", "valid_to: 2018-12-31",
        "instruments[town.grant].valid_to",
        "valid_to 2018-12-31 lies before valid_from 2019-01-01", None, None,
    ),
    "low above high": (
        BEHAVIOUR, "low: 0.1", "low: 0.6", "low: 0.6", "parameters.attention.prior.low",
        "low (0.6) must be below high (0.5)", None, None,
    ),
    "an assumed fact's prior": (
        TOWN, "{distribution: uniform, low: 20, high: 40}",
        "{distribution: unifrom, low: 20, high: 40}", "unifrom",
        "quantities.floor_rent.prior.distribution",
        "must be one of uniform, loguniform, triangular", "text 'unifrom'", "uniform",
    ),
    "an assumed fact fixed outside its prior": (
        TOWN, "    basis: advertisements", "    basis: advertisements\n    fixed: 50", "fixed: 50",
        "quantities.floor_rent.fixed", "fixed (50) must lie within the prior, 20 to 40", None,
        None,
    ),
    "a parameter fixed outside its prior": (
        BEHAVIOUR, "    mechanism: M1", "    fixed: 0.6\n    mechanism: M1", "fixed: 0.6",
        "parameters.attention.fixed", "fixed (0.6) must lie within the prior, 0.1 to 0.5", None,
        None,
    ),
    "a fact's number": (
        TOWN, "value: 120000", "value: many", "value: many", "quantities.population.value",
        "must be a number", "text 'many'", None,
    ),
    "a quantity that is a number": (
        TOWN, "    label: {zh: 人口, en: population}\n    value: 120000\n    unit: persons\n"
        "    source: {title: Yearbook}\n    confidence: high\n", "    120000\n", "    120000",
        "quantities.population",
        "must be a record with label, value, unit, source, confidence or a record with label, "
        "unit, prior, basis", "number 120000", None,
    ),
    "an assumed lever outside its range": (
        GRANTS, "{value: 30_000_000,", "{value: 10_000_000,", "value: 10_000_000",
        "pots[town.pot].appropriation.value",
        "value 10000000 lies outside 20000000 to 50000000", None, None,
    ),
    "a negative appropriation": (
        LOANS, "appropriation: 20_000_000", "appropriation: -1", "appropriation: -1",
        "pots[town.loan_pot].appropriation", "must be at least 0", "number -1", None,
    ),
    "shares beyond one": (
        TOWN, "share: 0.75", "share: 0.85", "sectors:", "sectors",
        "the shares of sectors add up to 1.100000, not to 1", None, None,
    ),
    "a path that goes back": (
        TOWN, "{year: 2020, value", "{year: 2018, value", "lending_rate:", "paths.lending_rate",
        "the years of a path must rise, each once", None, None,
    ),
    "years in a wrong unit": (
        SCENARIO, "report_from: 2018", "report_from: 18", "report_from: 18",
        "horizon.report_from", "must be at least 1990", "number 18", None,
    ),
    "two variants of one name": (
        SCENARIO, "  - id: no_loans", "  - id: enacted", "variants:", "variants",
        "variant ids must differ; twice: enacted", None, None,
    ),
    "a setting that is a list": (
        SCENARIO, "town.grant.rate: 0.3", "town.grant.rate: [0.3]", "town.grant.rate: [0.3]",
        "variants[no_loans].set.town.grant.rate",
        "must be a number or text or true or false or a day such as 2019-03-01", "a list", None,
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_fault_is_placed_and_told(world: World, case: str):
    file, old, new, at, field, message, found, nearest = CASES[case]
    world.edit(file, old, new)
    fault = world.fault(file, world.line(file, at), field)
    assert (fault.message, fault.found, fault.nearest) == (message, found, nearest)


def test_columns_point_at_the_value_or_the_unknown_key(world: World):
    world.edit(GRANTS, "    rate: 0.2\n", "    rate: 1.5\n")
    fault = world.faults()[0]
    assert fault.column == 11
    assert fault.allowed == "0 to 1"
    assert fault.text().endswith("        rate: 1.5\n              ^")
    world.edit(GRANTS, "    rate: 1.5\n", "    rate: 0.5\n    kin: 3\n")
    fault = world.faults()[0]
    assert fault.column == 5
    assert fault.allowed is not None and fault.allowed.startswith("id, kind, label, clauses")


def test_the_branch_that_was_meant_is_judged(world: World):
    # With a prior it is an assumed fact; what a measured fact needs is not asked for.
    world.edit(TOWN, "    basis: advertisements\n", "    bases: advertisements\n")
    assert [(fault.field, fault.nearest) for fault in world.faults()] == [
        ("quantities.floor_rent.basis", None),
        ("quantities.floor_rent.bases", "basis"),
    ]


def test_all_faults_of_all_files_at_once(world: World):
    world.edit(GRANTS, "rate: 0.2", "rate: 2")
    world.edit(GRANTS, "review_quarters: 1", "review_quarters: 1.5")
    world.edit(LOANS, "unspent: carried", "unspent: kept")
    world.edit(TOWN, "share: 0.4}", "share: a lot}")
    world.edit(BEHAVIOUR, "mechanism: M1", "mechanism: M12")
    world.edit(SCENARIO, "runs: 10", "runs: 0")
    found = [(fault.file.rsplit("/", 1)[-1], fault.field) for fault in world.faults()]
    assert found == [
        ("behaviour.yaml", "parameters.attention.mechanism"),
        ("town.yaml", "districts[north].share"),
        ("grants.yaml", "instruments[town.grant].rate"),
        ("grants.yaml", "instruments[town.grant].timing.review_quarters"),
        ("loans.yaml", "pots[town.loan_pot].unspent"),
        ("small.yaml", "runs"),
    ]
