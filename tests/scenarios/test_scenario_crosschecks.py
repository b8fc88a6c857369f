"""Faults between files, each at the place of the value to blame."""

import pytest
from scenario_worlds import GRANTS, LOANS, RULES, SCENARIO, TOWN, UPGRADE, World

from scenarios.crosschecks import version_base

# file, old text, new text, text of the blamed line, field, message, found, nearest
CASES = {
    "instrument twice": (
        LOANS, "id: town.loan@2020", "id: town.loan@2019", ("id: town.loan@2019", 2),
        "instruments[town.loan@2019].id",
        "another instrument has this id already, in policy loans2019", "'town.loan@2019'", None,
    ),
    "policy twice": (
        LOANS, "id: loans2019", "id: town2019", ("id: town2019", 1), "id",
        "another policy has this id already, in policy town2019", "'town2019'", None,
    ),
    "pot twice": (
        GRANTS, "targets:", "  - {id: town.loan_pot, label: {zh: 一, en: one}, payer: city, "
        "appropriation: 1, from_year: 2019, to_year: 2020, settlement_quarters: [4], overflow: "
        "ranking, unspent: lapses, cites: [{document: '002', article: a}]}\ntargets:",
        ("id: town.loan_pot", 1), "pots[town.loan_pot].id",
        "another pot has this id already, in policy town2019", "'town.loan_pot'", None,
    ),
    "target twice": (
        GRANTS, "without_effect:", "  - {id: town.target, label: {zh: 一, en: one}, type: T1, "
        "measure: null, year: 2020, value: 1, unit: u, cites: [{document: '001', article: a}]}\n"
        "without_effect:", ("id: town.target", 2), "targets[town.target].id",
        "another target has this id already, in policy town2019", "'town.target'", None,
    ),
    "clause twice": (
        GRANTS, "reason: no figure}", "reason: no figure}\n  - {id: town.training, kind: L1, "
        "reading: again, reason: none}", ("id: town.training", 2),
        "without_effect[town.training].id",
        "another clause without effect has this id already, in policy town2019",
        "'town.training'", None,
    ),
    "sector twice": (
        TOWN, "- id: textiles", "- id: electronics", ("id: electronics", 2),
        "sectors[electronics].id", "another row of this table has this id already",
        "'electronics'", None,
    ),
    "district twice": (
        TOWN, "id: south", "id: north", ("id: north", 2), "districts[north].id",
        "another row of this table has this id already", "'north'", None,
    ),
    "figure twice": (
        TOWN, "observations:\n", "observations:\n  - {measure: reported_renovation, year: 2019, "
        "value: 1, unit: yuan, confidence: low, source: Yearbook}\n", ("year: 2019", 3),
        "observations[2].year", "reported_renovation of 2019 is given already", None, None,
    ),
    "an id like a setting": (
        GRANTS, "id: town.target", "id: place.target", ("id: place.target", 1),
        "targets[place.target].id",
        "an id may not begin with 'place.' or 'behaviour.', as settings do", "'place.target'",
        None,
    ),
    "an id like a term of another": (
        UPGRADE, "id: up.fund", "id: town.grant.awards.fund", ("id: town.grant.awards.fund", 1),
        "instruments[town.grant.awards.fund].id",
        "reads like a term of instrument town.grant, as settings name it",
        "'town.grant.awards.fund'", None,
    ),
    "no such pot": (
        GRANTS, "pot: town.pot\n", "pot: town.pto\n", ("pot: town.pto", 1),
        "instruments[town.grant].pot", "no pot of this name", "'town.pto'", "town.pot",
    ),
    "another payer": (
        GRANTS, "payer: city   #", "payer: district   #", ("payer: district", 1),
        "instruments[town.grant].payer", "must be city, the payer of pot town.pot", "district",
        None,
    ),
    "a pot without money in time": (
        GRANTS, "from_year: 2019\n    to_year: 2021", "from_year: 2029\n    to_year: 2031",
        ("pot: town.pot", 1), "instruments[town.grant].pot",
        "pot town.pot has money in 2029 to 2031, never while this instrument pays (2019 to 2022)",
        None, None,
    ),
    "no such group": (
        GRANTS, "group: grants", "group: grnats", ("group: grnats", 1),
        "instruments[town.grant].group", "no group in the scenario of this name", "'grnats'",
        "grants",
    ),
    "no such exclusion": (
        GRANTS, "[town.loan@2019]", "[town.loan@2018]", ("exclusive_with", 1),
        "instruments[town.grant].exclusive_with[1]", "no instrument of this name",
        "'town.loan@2018'", "town.loan@2019",
    ),
    "an exclusion of itself": (
        GRANTS, "[town.loan@2019]", "[town.grant]", ("exclusive_with", 1),
        "instruments[town.grant].exclusive_with[1]", "an instrument cannot exclude itself",
        "'town.grant'", None,
    ),
    "an exclusion said of one pair and not of the next": (
        RULES, "[town.grant, town.loan@2019]", "[town.grant]", ("id: town.award", 1),
        "instruments[town.award].id", "excludes town.grant and not town.loan@2019, which "
        "town.grant excludes too; say which way it is", "'town.award'", None,
    ),
    "relation twice": (
        UPGRADE, "id: up.beside", "id: up.choice", ("id: up.choice", 2), "relations[up.choice].id",
        "another relation has this id already, in policy upgrade2020", "'up.choice'", None,
    ),
    "a choice among what is not there": (
        UPGRADE, "article: annex}]\n    among: [up.green, up.smart]",
        "article: annex}]\n    among: [up.green, up.smrt]", ("up.smrt", 1),
        "relations[up.choice].among[2]", "no instrument of this name", "'up.smrt'", "up.smart",
    ),
    "a ceiling over what is not there": (
        UPGRADE, "[up.match, up.smart]", "[up.match, up.art]", ("up.art", 1),
        "relations[up.limit].among[2]", "no instrument of this name", "'up.art'", "up.smart",
    ),
    "a division of what is not there": (
        UPGRADE, 'article: "16"}]\n    among: [up.green, up.smart]',
        'article: "16"}]\n    among: [up.geen, up.smart]', ("up.geen", 1),
        "relations[up.division].among[1]", "no instrument of this name", "'up.geen'", "up.green",
    ),
    "a document of another province": (
        UPGRADE, "{province: hills, city: town}", "{province: plains}", ("plains", 1),
        "document.reaches.province", "document 004 (小城〔2019〕9号) holds in plains; it does not "
        "reach Town (town, hills)", None, None,
    ),
    "a document of another city": (
        UPGRADE, "{province: hills, city: town}", "{province: hills, city: port, district: quay}",
        ("city: port", 1), "document.reaches.city", "document 004 (小城〔2019〕9号) holds in quay, "
        "port, hills; it does not reach Town (town, hills)", None, None,
    ),
    "a document that leaves the city out": (
        RULES, "without: [port]", "without: [port, town]", ("without: [port", 1),
        "document.reaches.without[2]", "document B.award (小城〔2017〕3号) holds in hills without "
        "port, town; it does not reach Town (town, hills)", None, None,
    ),
    "a document of no such district": (
        UPGRADE, "city: town}", "city: town, district: nroth}", ("nroth", 1),
        "document.reaches.district", "no district of the place of this name", "'nroth'", "north",
    ),
    "an instrument for no such district": (
        UPGRADE, "eligibility: {districts: [north]}", "eligibility: {districts: [north, suoth]}",
        ("suoth", 1), "instruments[up.match].eligibility.districts[2]",
        "no district of the place of this name", "'suoth'", "south",
    ),
    "an instrument that outlasts its repeal": (
        UPGRADE, 'ends: {document: B.former, articles: ["3"]}',
        'ends: {document: B.loans, articles: ["3", "4"]}', ("valid_to: 2020-12-31", 2),
        "instruments[town.loan@2020].valid_to", "must lie before 2020-01-01: from then on "
        "upgrade2020 repeals article 4 of B.loans, on which this rests", "2020-12-31", None,
    ),
    "overlapping versions": (
        LOANS, "valid_to: 2019-12-31", "valid_to: 2020-01-01", ("valid_from: 2020-01-01", 1),
        "instruments[town.loan@2020].valid_from",
        "town.loan@2020 begins before town.loan@2019 has ended (2020-01-01); versions of one "
        "instrument may not overlap", "2020-01-01", None,
    ),
    "no such programme policy": (
        SCENARIO, "policies: [town2019, loans2019]\n  announced",
        "policies: [town2019, loans2019, loan2019]\n  announced", ("loan2019]", 1),
        "programme.policies[3]", "no policy of this name", "'loan2019'", "loans2019",
    ),
    "no such policy in a variant": (
        SCENARIO, "without_groups: [loans]", "without_policies: [loans2020]", ("loans2020", 1),
        "variants[no_loans].without_policies[1]", "no policy of this name", "'loans2020'",
        "loans2019",
    ),
    "no such group in a variant": (
        SCENARIO, "without_groups: [loans]", "without_groups: [loan]", ("[loan]", 1),
        "variants[no_loans].without_groups[1]", "no group of this name", "'loan'", "loans",
    ),
    "no such kept group": (
        SCENARIO, "without_groups: [loans]", "only_programme_groups: [grant]", ("[grant]", 1),
        "variants[no_loans].only_programme_groups[1]", "no group of this name", "'grant'",
        "grants",
    ),
    "no such baseline": (
        SCENARIO, "baseline: none", "baseline: nono", ("baseline: nono", 1), "baseline",
        "no variant of this name", "'nono'", "none",
    ),
    "the first variant as baseline": (
        SCENARIO, "baseline: none", "baseline: enacted", ("baseline: enacted", 1), "baseline",
        "must not be the first variant, which is the world as enacted", "'enacted'", None,
    ),
    "a baseline that keeps part of the programme": (
        SCENARIO, "    without_policies: [town2019, loans2019]",
        "    without_policies: [town2019]", ("    without_policies: [town2019]", 1),
        "variants[none].without_policies",
        "the baseline must take out exactly the policies of the programme", "town2019", None,
    ),
    "a baseline that takes out nothing": (
        SCENARIO, "baseline: none", "baseline: no_loans", ("  - id: no_loans", 1),
        "variants[no_loans].without_policies",
        "the baseline must take out exactly the policies of the programme", "none", None,
    ),
    "a path with gaps": (
        SCENARIO, "{start: 2017-Q1, report_from: 2018, end: 2020-Q4}",
        "{start: 2014-Q1, report_from: 2018, end: 2021-Q4}", None, "paths.lending_rate.points",
        "must cover every year of the horizon, 2014 to 2021; without a value: 2014-2016, 2021",
        None, None,
    ),
}  # fmt: skip

# Where it is not the file that was spoilt.
FILE_OF_BLAME = {
    "a path with gaps": TOWN, "pot twice": LOANS, "an instrument that outlasts its repeal": LOANS,
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_fault_between_files_is_placed(world: World, case: str):
    file, old, new, at, field, message, found, nearest = CASES[case]
    world.edit(file, old, new)
    blamed = FILE_OF_BLAME.get(case, file)
    part, nth = at or ("points:", 1)
    faults = [fault for fault in world.faults() if fault.field == field]
    assert [(fault.file, fault.line) for fault in faults] == [
        (str(world.path(blamed)), world.line(blamed, part, nth))
    ], "\n".join(fault.text() for fault in world.faults())
    assert (faults[0].message, faults[0].found, faults[0].nearest) == (message, found, nearest)


def test_all_faults_between_files_at_once(world: World):
    world.edit(GRANTS, "group: grants", "group: gifts")
    world.edit(LOANS, "valid_to: 2019-12-31", "valid_to: 2020-06-30")
    world.edit(SCENARIO, "baseline: none", "baseline: enacted")
    assert len(world.faults()) == 3


def test_districts_of_another_city_are_not_held_against_the_place(world: World):
    world.edit(UPGRADE, "{province: hills, city: town}", "{province: hills, city: port}")
    world.edit(UPGRADE, "eligibility: {districts: [north]}", "eligibility: {districts: [quay]}")
    assert [fault.field for fault in world.faults()] == ["document.reaches.city"]


def test_districts_of_an_instrument_for_other_cities_are_not_held_against_the_place(world: World):
    world.edit(UPGRADE, "      cities: [town, port]\n      districts: [north]\n",
               "      cities: [port]\n      districts: [quay]\n")  # fmt: skip
    assert world.load().instruments["up.green"].eligibility.districts == ["quay"]


def test_a_document_without_a_reach_holds_everywhere(world: World):
    world.edit(UPGRADE, "  reaches: {province: hills, city: town}\n", "")
    assert world.load().policies[3].document.reaches.city is None


def test_a_permission_to_stack_may_name_what_is_not_loaded(world: World):
    (beside,) = [row for row in world.load().policies[3].relations if row.kind == "Q3"]
    assert beside.among == ["elsewhere.grant"]


def test_a_repeal_without_articles_ends_the_whole_document(world: World):
    world.edit(UPGRADE, 'ends: {document: B.former, articles: ["3"]}', "ends: {document: B.award}")
    assert [fault.field for fault in world.faults()] == ["instruments[town.award].valid_to"]
    # Ended on the day before, it is as it must be.
    world.edit(UPGRADE, "ends: {document: B.award}", "ends: {document: B.loans, articles: ['3']}")
    assert world.load().instruments["town.loan@2019"].valid_to.year == 2019


def test_versions_that_overlap_beyond_their_neighbour_are_found(world: World):
    # 2019 outlasts 2020 and runs into 2021, which 2020 itself does not reach.
    world.edit(LOANS, "valid_to: 2019-12-31", "valid_to: 2022-01-01")
    text = world.path(LOANS).read_text(encoding="utf-8")
    start, end = text.index("  - id: town.loan@2020"), text.index("pots:")
    later = text[start:end].replace("@2020", "@2021").replace("2020-", "2021-")
    world.write(LOANS, text[:end] + later + text[end:])
    assert [fault.field for fault in world.faults()] == [
        "instruments[town.loan@2020].valid_from", "instruments[town.loan@2021].valid_from",
    ]  # fmt: skip


def test_a_version_is_a_year_after_an_at_sign():
    assert version_base("sz.loan@2019") == "sz.loan"
    assert version_base("sz.loan2019") == "sz.loan2019"
    assert version_base("sz@19") == "sz@19"


def test_a_district_that_is_part_of_the_place_may_not_act_on_all_of_it(world: World):
    world.edit(RULES, "{province: hills, without: [port]}", "{province: hills, district: north}")
    kinds = [fault for fault in world.faults() if fault.field.endswith(".kind")]
    assert kinds and all("acts on the whole place" in fault.message for fault in kinds)
    assert kinds[0].line == world.line(RULES, "kind: S2")


def test_one_ceiling_at_a_time(world: World):
    ceiling = (
        "  - id: up.second\n    kind: Q4\n    label: {zh: 二, en: second}\n"
        '    clauses: ["004.19"]\n    cites: [{document: "004", article: "19"}]\n'
        "    among: [up.match]\n    ceiling: 0.4\n"
    )
    world.edit(UPGRADE, "  - id: up.validity\n", f"{ceiling}  - id: up.validity\n")
    (fault,) = world.faults()
    assert fault.message == "a ceiling is loaded already, up.limit; one at a time"
