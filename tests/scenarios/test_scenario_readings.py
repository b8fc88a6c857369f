"""Readings of ambiguous wordings: what refuses them, what sets them, where they are named."""

import json
import re
from dataclasses import asdict, dataclass, field
from pathlib import Path

import pytest
from scenario_worlds import SCENARIO, World
from typer.testing import CliRunner

import scenarios
from calibration.parameter_effects import values_to_try
from results import api
from results.cli.app import build_app
from results.reading_text import reading_lines
from results.study_making import reading_lines_of, readings_of
from scenarios.errors import Fault, InputError
from scenarios.instrument_terms import FIELDS_READ, Kind, Mode, RelationKind
from scenarios.levers import apply_levers, list_levers, parse_reading, variant_scenario
from scenarios.policy_schema import RELATION_TERMS, Policy
from scenarios.reading_list import TERMS_NEEDED
from scenarios.readings import (
    DEFAULTS,
    READ_BY,
    READINGS,
    reading_problems,
    readings_in_force,
    with_readings,
)
from scenarios.scenario_schema import Scenario
from scenarios.validation import check
from scenarios.yaml_document import read_document
from sim.model_inputs import identity_of

TOWN2023, NORTH2024 = "policies/town2023.yaml", "policies/north2024.yaml"

# What every instrument of these files states.
COMMON = """
    group: grants
    announced: 2018-01-01
    valid_from: 2019-01-01
    valid_to: 2020-12-31"""

FILES = {
    TOWN2023: f"""
id: town2023
title: {{zh: 新办法, en: New rules}}
document:
  {{key: "004", number: 小城〔2023〕1号, issuer: Town, valid_from: 2019-01-01, valid_to: 2020-12-31,
   status: seed}}
readings:
  RW03: maturity_12_16_20
  RW04: share_of_approved_total
  RW12: taxable_on_receipt
  RW15: "2016"
  RW20: schedule_given
  RW22: prorata
  RW27: lower_number
instruments:
  - id: new.smart
    kind: I2
    label: {{zh: 智能化改造, en: smart renovation}}
    cites: [{{document: "004", article: "3"}}]{COMMON}
    payer: city
    base: hard_and_soft_cost
    tiers: {{by: maturity_level, steps: [{{at_least: 2, rate: 0.12}}], status: outside, basis: B}}
    soft_share_max: 0.3
    cap: {{amount: 50_000_000, scope: project}}
    pot: new.pot
    timing: {{mode: ex_post_project, review_quarters: 1, payment_quarters: 1}}
  - id: new.green
    kind: I5
    label: {{zh: 绿色称号, en: green titles}}
    cites: [{{document: "004", article: "11"}}]{COMMON}
    payer: city
    awards: [{{title: city_title, label: {{zh: city_title, en: city_title}}, amount: 200_000}}]
    band: {{low: 50_000, high: 1_000_000}}
    timing: {{mode: on_recognition}}
relations:
  - id: new.one-of
    kind: Q2
    label: {{zh: 择一, en: one of}}
    clauses: [004.X3]
    cites: [{{document: "004", article: "18"}}]
    among: [new.smart]
pots:
  - id: new.pot
    label: {{zh: 资金, en: fund}}
    payer: city
    appropriation: 90_000_000
    from_year: 2019
    to_year: 2022
    settlement_quarters: [4]
    overflow: prorata
    unspent: lapses
    cites: [{{document: "004", article: "17"}}]
targets:
  - id: new.target
    label: {{zh: 目标, en: target}}
    type: T1
    measure: reported_renovation
    year: 2020
    value: 12
    unit: percent
    cites: [{{document: "004", article: "1"}}]
""",
    NORTH2024: f"""
id: north2024
title: {{zh: 北区办法, en: Rules of North}}
document:
  {{key: B.north, number: 北〔2024〕1号, issuer: North, valid_from: 2019-01-01,
   valid_to: 2020-12-31, status: outside, grade: A}}
readings: {{RW07: below_threshold_only, RW12: taxable_on_receipt}}
instruments:
  - id: north.grant
    kind: I1
    label: {{zh: 区级补助, en: district grant}}
    cites: [{{document: B.north, article: "1"}}]{COMMON}
    payer: district
    base: audited_cost
    rate: 0.06
    pot: north.pot
    timing: {{mode: ex_post_project, review_quarters: 1, payment_quarters: 1}}
pots:
  - id: north.pot
    label: {{zh: 区资金, en: fund of North}}
    payer: district
    appropriation: 9_000_000
    from_year: 2019
    to_year: 2022
    settlement_quarters: [4]
    overflow: prorata
    unspent: lapses
    cites: [{{document: B.north, article: "2"}}]
""",
}
VARIANTS = """  - id: stacked
    title: {zh: 叠加, en: Stacked}
    set: {RW07: stack}
  - id: no_new
    title: {zh: 无新办法, en: Without new rules}
    without_policies: [town2023]
baseline: none
"""
IN_FORCE = {
    "RW03": "maturity_12_16_20", "RW04": "share_of_approved_total", "RW07": "below_threshold_only",
    "RW12": "taxable_on_receipt", "RW15": "2016", "RW20": "schedule_given", "RW22": "prorata",
    "RW27": "lower_number",
}  # fmt: skip


@pytest.fixture
def town(world: World) -> World:
    for name, text in FILES.items():
        world.write(name, text.lstrip())
    listed = "  - policies/rules.yaml\n"
    world.edit(SCENARIO, listed, f"{listed}  - {TOWN2023}\n  - {NORTH2024}\n")
    world.edit(SCENARIO, "baseline: none\n", VARIANTS)
    return world


@pytest.fixture
def loaded(town: World) -> Scenario:
    return town.load()


def settings_fault(scenario: Scenario, settings: dict[str, object]) -> Fault:
    with pytest.raises(InputError) as caught:
        apply_levers(scenario, settings)  # type: ignore[arg-type]
    (fault,) = caught.value.faults
    return fault


# -- the list


def test_the_list_is_whole():
    assert list(READINGS) == [f"RW{number:02}" for number in range(1, 31)]
    assert set(READ_BY) == set(READINGS)
    for name, reading in READINGS.items():
        assert (reading.name, reading.unit) == (name, "choice")
        assert len(reading.options) in (2, 3)
        assert DEFAULTS[name] == reading.default == reading.options[0]
        texts = [reading.question, *reading.meanings.values()]
        assert all(re.search(r"[\u4e00-\u9fff]|20", text.zh) for text in texts)
        assert not any(re.search(r"[\u4e00-\u9fff][,;:()?]", text.zh) for text in texts)
        assert reading.question.zh.endswith("？") and "?" in reading.question.en
        assert len({text.en for text in texts}) == len({text.zh for text in texts}) == len(texts)
    assert all(option in READINGS[name].options for name, option in TERMS_NEEDED)


def test_what_reads_a_switch_exists():
    terms = {term for terms in FIELDS_READ.values() for term in terms}
    kinds, modes = {*Kind.__args__}, {*Mode.__args__}
    for text in (text for texts in READ_BY.values() for text in texts):
        what, _, rest = text.partition(" ")
        if what in ("targets", "pots"):
            assert not rest
        elif what == "document":
            assert rest in ("000", "001", "002", "003", "004")
        elif what.startswith("relation."):
            assert what.removeprefix("relation.") in {*RelationKind.__args__} & set(RELATION_TERMS)
        else:
            kind, _, mode = what.partition(".")
            assert kind in {"*", *kinds} and mode in {"", *modes}
            word, _, value = rest.partition(" ")
            assert (not word or (word == "by" and value == "district")
                    or (word == "with" and value in terms)), text  # fmt: skip


def test_the_shipped_policies_list_every_switch_and_only_what_they_read():
    listed: set[str] = set()
    for path in sorted((Path(scenarios.__file__).parent / "policies").glob("*.yaml")):
        policy, faults = check(Policy, read_document(path, path.name))
        assert policy is not None, faults
        assert list(reading_problems(policy)) == []
        listed |= set(policy.readings)
        # As shipped, every wording is read by its default.
        assert policy.readings.items() <= DEFAULTS.items()
    assert listed == set(READINGS)


# -- what is refused in a file

REFUSED = {
    "no such switch": (
        TOWN2023, "RW04: share", "RW40: share", "RW40", "RW40",
        "there is no such switch", "text 'RW40'", "RW01 to RW30", None,
    ),
    "a switch in small letters": (
        TOWN2023, "RW04: share", "rw04: share", "rw04", "rw04",
        "there is no such switch", "text 'rw04'", "RW01 to RW30", "RW04",
    ),
    "no such option": (
        NORTH2024, "RW07: below_threshold_only", "RW07: stak", "RW07: stak", "RW07",
        "RW07 has no such option", "text 'stak'", "below_threshold_only, stack, higher_of", "stack",
    ),
    "an option that is nothing like one": (
        NORTH2024, "RW07: below_threshold_only", "RW07: always", "RW07: always", "RW07",
        "RW07 has no such option", "text 'always'", "below_threshold_only, stack, higher_of", None,
    ),
    "a switch that nothing reads": (
        NORTH2024, "RW07: below_threshold_only", "RW05: per_firm_year", "RW05", "RW05",
        "is read by nothing in this file; a setting without effect is refused", None,
        "with F1", None,
    ),
    "a switch of another document": (
        TOWN2023, 'RW15: "2016"', "RW14: from_2012_09_26", "RW14", "RW14",
        "is read by nothing in this file; a setting without effect is refused", None,
        "with document 001", None,
    ),
    "a switch without the term that it is about": (
        TOWN2023, "    soft_share_max: 0.3\n", "", "RW04", "RW04",
        "is read by nothing in this file; a setting without effect is refused", None,
        "with I2.ex_post_project with soft_share_max", None,
    ),
    "a switch of another payer": (
        TOWN2023, "RW27: lower_number", "RW07: below_threshold_only", "RW07", "RW07",
        "is read by nothing in this file; a setting without effect is refused", None,
        "with I1 by district or I2 by district or relation.Q7", None,
    ),
    "an option without its term": (
        TOWN2023, "RW03: maturity_12_16_20", "RW03: size_tiers", "RW03", "RW03",
        "size_tiers needs size_tiers of instrument new.smart, which has none", None, None, None,
    ),
    "two readings of one wording": (
        NORTH2024, "RW12: taxable_on_receipt", "RW12: nontaxable_basis_reduced", "RW12", "RW12",
        "must be taxable_on_receipt, as in policy town2023: a switch is read one way",
        "text 'nontaxable_basis_reduced'", "taxable_on_receipt", None,
    ),
    "a year without quotes": (
        TOWN2023, 'RW15: "2016"', "RW15: 2016", "RW15", "RW15",
        "must be text (put it in quotes)", "number 2016", None, None,
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_a_reading_that_cannot_stand_in_a_file(town: World, case: str):
    file, old, new, line, switch, message, found, allowed, nearest = REFUSED[case]
    town.edit(file, old, new)
    fault = town.fault(file, town.line(file, line), f"readings.{switch}")
    assert (fault.message, fault.found, fault.allowed) == (message, found, allowed)
    assert fault.nearest == nearest


def test_readings_may_agree(town: World):
    town.edit(TOWN2023, "RW12: taxable_on_receipt", "RW12: nontaxable_basis_reduced")
    town.edit(NORTH2024, "RW12: taxable_on_receipt", "RW12: nontaxable_basis_reduced")
    assert readings_in_force(town.load().policies)["RW12"] == "nontaxable_basis_reduced"


# -- setting


def test_readings_in_force(loaded: Scenario):
    assert readings_in_force(loaded.policies) == IN_FORCE
    assert list(readings_in_force(loaded.policies)) == sorted(IN_FORCE)
    assert readings_in_force(loaded.policies[:3]) == {}


def test_a_setting_holds_in_every_policy_that_lists_the_switch(loaded: Scenario):
    changed = with_readings(loaded.policies, {"RW12": "nontaxable_basis_reduced", "RW15": 2017})
    before = {policy.id: policy.readings for policy in loaded.policies}
    after = {policy.id: policy.readings for policy in changed}
    tax = {"RW12": "nontaxable_basis_reduced"}
    assert after["town2023"] == before["town2023"] | tax | {"RW15": "2017"}
    assert after["north2024"] == before["north2024"] | tax
    assert all(after[name] == before[name] == {} for name in ("town2019", "loans2019", "rules"))
    assert apply_levers(loaded, {**tax, "RW15": 2017}).policies == changed


@pytest.mark.parametrize("where", ["scenario", "variant", "argument"])
def test_a_switch_is_set_by_a_scenario_a_variant_or_an_argument(town: World, where: str):
    if where == "scenario":
        town.edit(SCENARIO, "\nset:\n", "\nset:\n  RW07: higher_of\n")
        assert readings_in_force(town.load().policies)["RW07"] == "higher_of"
    elif where == "variant":
        scenario = town.load()
        assert readings_in_force(scenario.policies)["RW07"] == "below_threshold_only"
        assert readings_of(scenario, "enacted") == IN_FORCE
        assert readings_of(scenario, "stacked") == IN_FORCE | {"RW07": "stack"}
    else:
        scenario = town.load(RW07="higher_of")
        assert readings_of(scenario, "enacted")["RW07"] == "higher_of"
        assert readings_of(scenario, "stacked")["RW07"] == "stack"  # its own setting is on top


SLIPS = {
    "RW7": ("stack", "there is no such switch", "RW01 to RW30", "RW07"),
    "rw07": ("stack", "there is no such switch", "RW01 to RW30", "RW07"),
    "RW99": ("stack", "there is no such switch", "RW01 to RW30", None),
    "RW05": ("per_firm_year", "no loaded policy lists this switch, so it cannot be set",
             ", ".join(IN_FORCE), None),
    "RW07": ("stak", "RW07 has no such option", "below_threshold_only, stack, higher_of", "stack"),
    "RW15": (2018, "RW15 has no such option", "2016, 2017", "2017"),
    "RW22": (True, "RW22 has no such option", "prorata, first_come, ranking", None),
    "RW20": ("single_value",
             "single_value needs single_award of instrument new.green, which has none", None, None),
}  # fmt: skip


@pytest.mark.parametrize("name", SLIPS)
def test_a_setting_that_means_nothing_is_refused(loaded: Scenario, name: str):
    option, message, allowed, nearest = SLIPS[name]
    fault = settings_fault(loaded, {name: option})
    assert (fault.file, fault.field, fault.message) == ("settings", name, message)
    assert (fault.allowed, fault.nearest) == (allowed, nearest)
    with pytest.raises(InputError) as caught:
        with_readings(loaded.policies, {name: option})
    assert [(row.field, row.message) for row in caught.value.faults] == [(name, message)]


def test_a_slip_in_a_file_is_told_at_its_line(town: World):
    town.edit(SCENARIO, "set: {RW07: stack}", "set: {RW07: stak}")
    fault = town.fault(SCENARIO, town.line(SCENARIO, "stak"), "variants[stacked].set.RW07")
    assert (fault.message, fault.nearest) == ("RW07 has no such option", "stack")
    town.edit(SCENARIO, "\nset:\n", "\nset:\n  RW99: stack\n")
    fault = town.fault(SCENARIO, town.line(SCENARIO, "RW99"), "set.RW99")
    assert fault.message == "there is no such switch"


def test_all_faults_of_settings_at_once(loaded: Scenario):
    with pytest.raises(InputError) as caught:
        apply_levers(loaded, {"RW07": "stak", "RW22": "lottery", "new.pot.appropriation": -1})
    assert {fault.field for fault in caught.value.faults} == {
        "RW07", "RW22", "new.pot.appropriation",
    }  # fmt: skip


def test_a_variant_has_no_readings_of_what_it_takes_out(town: World):
    scenario = town.load()
    assert readings_of(scenario, "no_new") == {
        # A target stays to be held against, and North still taxes its grants.
        name: IN_FORCE[name] for name in ("RW07", "RW12", "RW15")
    }  # fmt: skip
    assert variant_scenario(scenario, "no_new").policies[3].relations == []
    town.edit(SCENARIO, "without_policies: [town2023]",
              "without_policies: [town2023]\n    set: {RW04: exclude_project_if_over}")  # fmt: skip
    (fault,) = town.faults()
    assert fault.field == "variants[no_new].set.RW04"
    assert fault.message == "is not in force in this variant, so it cannot be set"


def test_a_setting_may_leave_a_switch_without_a_reader(town: World):
    # The file lists it rightly; what a setting leaves idle is no fault of either.
    town.edit(NORTH2024, "RW12: taxable_on_receipt}", "RW12: taxable_on_receipt, RW18: required}")
    town.edit(NORTH2024, "    base: audited_cost",
              "    eligibility: {requires_filing: true}\n    base: audited_cost")  # fmt: skip
    name = "north.grant.eligibility.requires_filing"
    changed = apply_levers(town.load(), {name: False})
    assert changed.instruments["north.grant"].eligibility.requires_filing is False


def test_a_switch_is_declared_like_other_levers(loaded: Scenario):
    levers = {lever.name: lever for lever in list_levers(loaded) if lever.kind == "reading"}
    assert {name: lever.value for name, lever in levers.items()} == IN_FORCE
    district = levers["RW07"]
    assert district.label == READINGS["RW07"].question
    assert (district.unit, district.allowed) == (
        "choice", "below_threshold_only, stack, higher_of",
    )  # fmt: skip
    assert district.basis == "no, only below that threshold"
    assert (district.low, district.high, district.prior, district.whole) == (
        None,
        None,
        None,
        False,
    )
    assert values_to_try(district) == ["stack", "higher_of"]
    for name, lever in levers.items():
        if name not in ("RW03", "RW20"):  # these need terms that the file does not state
            for option in values_to_try(lever):
                assert readings_in_force(apply_levers(loaded, {name: option}).policies) == (
                    IN_FORCE | {name: option}
                )


# -- what a reading changes


def identity(scenario: Scenario, variant: str) -> str:
    return json.dumps(identity_of(variant_scenario(scenario, variant), variant), sort_keys=True)


def test_a_reading_changes_the_key_of_the_variants_that_read_it(loaded: Scenario):
    changed = apply_levers(loaded, {"RW22": "ranking"})
    assert identity(changed, "enacted") != identity(loaded, "enacted")
    assert identity(changed, "no_new") == identity(
        apply_levers(loaded, {"RW04": "exclude_project_if_over"}), "no_new"
    )
    assert identity(apply_levers(loaded, {"RW22": "prorata"}), "enacted") == identity(
        loaded, "enacted"
    )


@dataclass(frozen=True)
class Prepared:
    """Prepared inputs, as far as a plan looks at them."""

    identity: dict
    variant: str
    scenario_id: str = "small"
    file_hashes: dict = field(default_factory=dict)


def test_the_manifest_names_the_readings_of_every_variant(loaded: Scenario):
    from sim.runs import RunPlan  # the tree in which mutations are tried has no runs

    inputs = tuple(
        Prepared(identity_of(variant_scenario(loaded, name), name), name)
        for name in ("enacted", "stacked", "no_new")
    )
    named = [row["readings"] for row in RunPlan(inputs, seed=1, replicates=1).record()["variants"]]
    assert named[:2] == [IN_FORCE, IN_FORCE | {"RW07": "stack"}]
    assert set(named[2]) == {"RW07", "RW12", "RW15"}


# -- the command line


def call(*arguments: str):
    return CliRunner().invoke(build_app("en"), [*arguments])


@pytest.mark.parametrize("command", ["check", "run", "compare"])
def test_both_options_set_a_switch(command: str, monkeypatch: pytest.MonkeyPatch):
    asked: list[dict] = []

    def stop(*_: object, levers: dict, **__: object):
        asked.append(levers)
        raise InputError([])

    monkeypatch.setattr(api, command, stop)
    call(command, "a.yaml", "--set", "RW07=stack", "--set", "a.rate=0.2")
    call(command, "a.yaml", "--reading", "RW07=stack", "--reading", "RW15=2017")
    call(command, "a.yaml", "--set", "RW07=stack", "--reading", "RW07=stack")
    assert asked == [
        {"RW07": "stack", "a.rate": 0.2}, {"RW07": "stack", "RW15": 2017}, {"RW07": "stack"},
    ]  # fmt: skip
    assert "--reading SWITCH=OPTION" in call(command, "--help").stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--reading", "town.grant.rate=0.2"], "there is no such switch"),
        (["--reading", "RW7=stack"], "did you mean 'RW07'?"),
        (["--reading", "RW07"], "name=value"),
        (["--set", "RW07=stack", "--reading", "RW07=higher_of"],
         "RW07: is stack by --set and higher_of by --reading"),
    ],
)  # fmt: skip
def test_slips_on_the_command_line(arguments: list[str], said: str):
    result = call("check", "a.yaml", *arguments)
    assert result.exit_code == 2
    assert said in result.stderr
    assert parse_reading("RW15=2017") == ("RW15", 2017)


def test_a_slip_is_told_with_what_is_allowed(town: World):
    with pytest.raises(InputError, match=r"did you mean 'stack'.*allowed: below_threshold_only"):
        town.load(RW07="stak")


# -- named in what is printed


def checked(scenario: Scenario) -> api.Check:
    names = [variant.id for variant in scenario.variants]
    text = api.Text("题", "title")
    return api.Check(
        scenario.id, text, text, (), dict.fromkeys(names, text), dict.fromkeys(names, 1), 1,
        (2018, 2020), 1, 1, reading_lines_of(scenario),
        {name: readings_of(scenario, name) for name in names},
    )  # fmt: skip


@pytest.mark.parametrize("language", ["zh", "en"])
def test_check_names_the_readings(loaded: Scenario, language: str, monkeypatch: pytest.MonkeyPatch):
    found = checked(apply_levers(loaded, {"RW22": "ranking"}))
    monkeypatch.setattr(api, "check", lambda *_, **__: found)
    lines = call("check", "a.yaml", "--lang", language).stdout.splitlines()
    wanted = {
        "zh": ["  RW22=ranking*：资金不够时怎么分？按名次依次给付 [prorata, first_come]",
               "  RW27=lower_number：两条给的一样多时选哪条？条号在前的 [higher_cap, random]",
               "  方案 stacked 另有 RW07=stack*"],
        "en": ["  RW22=ranking*: Who is paid when claims exceed the pot? the best ranked "
               "[prorata, first_come]",
               "  RW27=lower_number: Which of two articles wins that pay the same? the one with "
               "the lower number [higher_cap, random]",
               "  but in stacked: RW07=stack*"],
    }[language]  # fmt: skip
    assert set(wanted) <= set(lines)
    assert len([line for line in lines if line.startswith("  RW")]) == len(IN_FORCE)
    record = json.loads(call("check", "a.yaml", "--json").stdout)
    assert record["variant_readings"]["stacked"]["RW07"] == "stack"
    (ranked,) = [row for row in record["readings"] if row["name"] == "RW22"]
    assert (ranked["option"], ranked["default"]) == ("ranking", "prorata")


def test_check_is_silent_where_nothing_is_ambiguous(small: Scenario, monkeypatch):
    monkeypatch.setattr(api, "check", lambda *_, **__: checked(small))
    assert "readings" not in call("check", "a.yaml").stdout


def test_readings_are_written_in_a_line_with_what_others_read_otherwise(loaded: Scenario):
    @dataclass
    class Named:
        variants: dict
        readings: dict
        default_readings: dict

    names = ["enacted", "stacked", "no_new"]
    texts = {name: api.Text(f"“{name}”", name) for name in names}
    study = Named(texts, {name: readings_of(loaded, name) for name in names}, DEFAULTS)
    whole = ", ".join(f"{name}={option}" for name, option in IN_FORCE.items())
    assert reading_lines(study, ["enacted", "no_new"], "en") == [f"readings (enacted): {whole}"]
    assert reading_lines(study, names, "en") == [
        f"readings (enacted): {whole}", "readings (stacked): RW07=stack*",
        "* not the default reading",
    ]  # fmt: skip
    assert reading_lines(study, ["stacked"], "zh")[0].startswith("读法（“stacked”）：RW03=")
    assert asdict(study)["readings"]["enacted"] == IN_FORCE
