"""`jigai support --cases`: worked cases held as data, held against the policy files and the law."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from typer.testing import CliRunner

from results import api
from results.cli.app import build_app
from results.support_cases.case import CaseError, Laws
from results.support_cases.case_file import CaseRecord, read_cases
from results.support_cases.kinds import KINDS
from results.support_cases.policy_index import PolicyIndex
from results.support_cases.runner import is_same, results_of, run_file
from scenarios.errors import InputError
from scenarios.policy_folder import POLICY_FOLDER, load_policies
from scenarios.reading_list import DEFAULTS, READINGS

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "tests" / "cases"
WORKED, READ, INPUTS = (
    FOLDER / f"{name}_{what}.yaml"
    for name, what in (("worked", "examples"), ("reading", "cases"), ("input", "cases"))
)


@cache
def laws() -> Laws:
    return Laws(PolicyIndex(load_policies()))


def cases_of(path: Path) -> list[CaseRecord]:
    return list(read_cases(path).cases.values())


def call(*arguments: object, language: str = "en"):
    return CliRunner().invoke(build_app(language), [str(part) for part in arguments])


def differing(case: CaseRecord) -> dict[str, tuple[object, object]]:
    found = results_of(case, laws())
    return {
        key: (expected, found[key])
        for key, expected in case.expected.items()
        if not is_same(expected, found[key])
    }


# -- the cases


@pytest.mark.parametrize("case", cases_of(WORKED), ids=lambda case: case.id)
def test_worked_example(case):
    assert differing(case) == {}


@pytest.mark.parametrize("case", cases_of(READ), ids=lambda case: case.id)
def test_reading(case):
    assert differing(case) == {}


@pytest.mark.parametrize("case", cases_of(INPUTS), ids=lambda case: case.id)
def test_optional_inputs(case):
    assert differing(case) == {}


def test_the_worked_examples_are_whole():
    cases = cases_of(WORKED)
    assert len(cases) == 194
    assert {case.kind for case in cases} == set(KINDS)


OPTIONS = [(switch, option) for switch, row in READINGS.items() for option in row.options]


def reads(case: CaseRecord, switch: str, option: str) -> bool:
    return switch in case.reading and str(case.reading[switch]) == option


@pytest.mark.parametrize(("switch", "option"), OPTIONS, ids="=".join)
def test_every_option_has_a_case_and_changes_a_result(switch, option):
    """Under the same inputs the default gives something else."""
    own = [case for case in cases_of(READ) if reads(case, switch, option)]
    assert own
    if option == DEFAULTS[switch]:
        return
    changed = [
        case.model_copy(update={"reading": {**case.reading, switch: DEFAULTS[switch]}})
        for case in own
    ]
    by_default = [results_of(case, laws()) for case in changed]
    assert all(found != case.expected for case, found in zip(own, by_default, strict=True))


def test_the_default_is_what_the_files_say():
    """A case without a reading is read as one that names the default."""
    for case in cases_of(READ):
        if all(str(option) == DEFAULTS[switch] for switch, option in case.reading.items()):
            assert differing(case.model_copy(update={"reading": {}})) == {}, case.id


# -- the command


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_whole_file_agrees(language):
    result = call("support", "--cases", WORKED, "--lang", language)
    assert result.exit_code == 0, result.output
    expected = {"zh": "194 个算例，194 个一致", "en": "194 cases, 194 agree"}[language]
    assert expected in result.stdout


def test_json_of_the_whole_file():
    result = call("support", "--cases", WORKED, "--json")
    assert result.exit_code == 0, result.output
    record = json.loads(result.stdout)
    assert record["ok"] is True
    assert (record["cases"], record["agree"]) == (194, 194)
    assert record["differences"] == record["params"] == []


def spoilt(tmp_path: Path, *changes: tuple[str, str]) -> Path:
    text = WORKED.read_text("utf-8")
    for old, new in changes:
        assert text.count(old) == 1
        text = text.replace(old, new)
    path = tmp_path / "spoilt.yaml"
    path.write_text(text, "utf-8")
    return path


def test_each_difference_is_told(tmp_path):
    path = spoilt(
        tmp_path,
        ("expected: {subsidy: 6350000}", "expected: {subsidy: 6350001}"),
        ("    path: [11133720000, 11913080400]", "    path: [11133720000, 1]"),
        ("expected: {land_charge: 1440000, waived: 10200000}",
         "expected: {land_charge: 1440000, waived: true}"),
    )  # fmt: skip
    result = call("support", "--cases", path)
    assert result.exit_code == 1
    assert "194 cases, 191 agree" in result.stdout
    rows = [line.split() for line in result.stdout.splitlines()]
    assert ["004-02-3", "004.A2", "subsidy", "6,350,001", "6,350,000", "004", "art.2"] in rows
    record = json.loads(call("support", "--cases", path, "--json").stdout)
    assert record["ok"] is False
    assert record["agree"] == 191
    assert [row["id"] for row in record["differences"]] == ["004-02-3", "004-14-5", "003-T-1"]
    assert record["differences"][2]["found"] == [11133720000, 11913080400]
    assert record["differences"][1] == {
        "id": "004-14-5", "instrument": "004.A14", "key": "waived", "expected": True,
        "found": 10200000, "article": "004 art.14",
    }  # fmt: skip


def test_figures_and_readings_of_the_head_are_compared(tmp_path):
    path = spoilt(
        tmp_path,
        ("004.A4: {threshold: 5000000, rate_bp: 3000, cap: 5000000}",
         "004.A4: {threshold: 5000000, rate_bp: 2500, caps: 5000000}"),
        ("tiers_bp: {2: 1200, 3: 1600,", "tiers_bp: {2: 1200, 3: 1500,"),
        ("acquired_to: '2027-12-31'", "acquired_to: 2028-12-31"),
        ("    RW04:\n    - share_of_approved_total\n", "    RW04:\n"),
    )  # fmt: skip
    report = api.support_cases(path)
    assert (report.ok, report.agree) == (False, 194)
    assert [(row.instrument, row.name, row.theirs, row.ours) for row in report.params] == [
        ("004.A3", "tiers_bp", {"2": 1200, "3": 1500, "4": 2000, "5": 2000},
         {"2": 1200, "3": 1600, "4": 2000, "5": 2000}),
        ("004.A4", "rate_bp", 2500, 3000),
        ("004.A4", "caps", 5000000, None),
        ("004.A13", "acquired_to", "2028-12-31", "2027-12-31"),
        ("reading_options", "RW04", ["share_of_claimed_total", "exclude_project_if_over"],
         list(READINGS["RW04"].options)),
    ]  # fmt: skip
    result = call("support", "--cases", path)
    assert result.exit_code == 1
    assert "194 agree" in result.stdout
    assert "reading_options" in result.stdout


def test_other_policy_files_give_other_results(tmp_path):
    folder = tmp_path / "policies"
    shutil.copytree(POLICY_FOLDER, folder)
    path = folder / "longhua-2024.yaml"
    text = path.read_text("utf-8")
    assert text.count("rate: 0.15}") == 1
    path.write_text(text.replace("rate: 0.15}", "rate: 0.16}"), "utf-8")
    report = run_file(WORKED, folder)
    assert {row.id for row in report.differences} == {"004-18-7", "004-18-8"}
    assert [row.name for row in report.params] == ["tiers"]
    assert call("support", "--cases", WORKED, "--policies", folder).exit_code == 1


def test_a_bare_process_gives_the_exit_code(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "results.cli", "support", "--cases", str(WORKED)],
        cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


# -- faults


CASE = """cases:
- id: one
  kind: {kind}
  instrument: {instrument}
  inputs: {inputs}
  expected: {expected}
"""


def faulty(tmp_path: Path, kind="expost_subsidy", instrument="004.A1",
           inputs="{total_investment: 5, audited_cost: 5}", expected="{subsidy: 0}",
           more="") -> Path:  # fmt: skip
    path = tmp_path / "faulty.yaml"
    text = CASE.format(kind=kind, instrument=instrument, inputs=inputs, expected=expected)
    path.write_text(text + more, "utf-8")
    return path


FAULTS = {
    "kind": ({"kind": "expost_subsidi"}, 3, "cases[one].kind", "expost_subsidy"),
    "instrument": ({"instrument": "004.AA1"}, 4, "cases[one].instrument", "004.A1"),
    "outside": ({"instrument": "B.sz2019.smrt"}, 4, "cases[one].instrument", "B.sz2019.smart"),
    "missing input": (
        {"inputs": "{total_investment: 5}"}, 5, "cases[one].inputs.audited_cost", None),
    "unknown input": (
        {"inputs": "{total_investment: 5, audited_cost: 5, filled: true}"}, 5,
        "cases[one].inputs.filled", "filed"),
    "type": (
        {"inputs": "{total_investment: 5, audited_cost: 5.5}"}, 5,
        "cases[one].inputs.audited_cost", None),
    "negative": (
        {"inputs": "{total_investment: 5, audited_cost: -5}"}, 5,
        "cases[one].inputs.audited_cost", None),
    "result": ({"expected": "{subsidi: 0}"}, 6, "cases[one].expected.subsidi", "subsidy"),
    "no result": ({"expected": "{}"}, 6, "cases[one].expected", None),
    "result without its input": (
        {"expected": "{tax_on_subsidy: 0}"}, 5, "cases[one].inputs.tax_rate_bp", None),
    "switch": ({"more": "  reading: {RW1: x}\n"}, 7, "cases[one].reading.RW1", "RW01"),
    "option": (
        {"more": "  reading: {RW01: audited}\n"}, 7, "cases[one].reading.RW01",
               "audited_total"),
    "switch that nobody here reads": (
        {"more": "  reading: {RW10: prorata}\n"}, 7, "cases[one].reading.RW10", None),
    "field": ({"more": "  readings: {RW01: audited_total}\n"}, 7, "cases[one].readings", "reading"),
    "the same id": (
        {"more": "- {id: one, kind: validity, instrument: '004', inputs: {date: 2024-01-01}, "
                 "expected: {in_force: true}}\n"}, 7, "cases[one].id", None),
    "several instruments": (
        {"instrument": "004.A8"}, 4, "cases[one].instrument", None),
    "another kind of instrument": ({"instrument": "004.A13"}, 4, "cases[one].instrument", None),
    "level": (
        {"instrument": "004.A3"}, 5, "cases[one].inputs.maturity_level", None),
    "date that decides": (
        {"inputs": "{total_investment: 5, audited_cost: 5, started_on: 2024-01-01}"}, 5,
        "cases[one].inputs.applied_on", None),
    "no day": (
        {"kind": "validity", "inputs": "{date: 2024-02-30}", "expected": "{in_force: true}"}, 5,
        "cases[one].inputs.date", None),
    "candidate": (
        {"kind": "choose_one_of_1_7", "instrument": "004.annex",
         "inputs": "{total_investment: 5, candidates: {004.A22: {}}}"}, 5,
        "cases[one].inputs.candidates.004.A22", "004.A2"),
    "candidate beside the choice": (
        {"kind": "choose_one_of_1_7", "instrument": "004.annex",
         "inputs": "{total_investment: 5, candidates: {004.A9: {}}}"}, 5,
        "cases[one].inputs.candidates.004.A9", "004.A7"),
    "title": (
        {"kind": "fixed_award", "instrument": "004.A10",
         "inputs": "{newly_recognised: [digital_leder]}", "expected": "{award: 0}"}, 5,
        "cases[one].inputs.newly_recognised[1]", "digital_leader"),
    "supporter": (
        {"kind": "non_duplication", "instrument": "'001.35'",
         "inputs": "{items: [[5, municipl]], rate_bp: 1}"}, 5,
        "cases[one].inputs.items[1][2]", "municipal"),
    "no pair": (
        {"kind": "expensing_npv", "instrument": "004.A13",
         "inputs": "{units: [[5]], discount_rate_bp: 1, tax_rate_bp: 1}",
         "expected": "{npv_gain: 0}"}, 5, "cases[one].inputs.units[1]", None),
    "rate of tax in a unit": (
        {"kind": "expensing_npv", "instrument": "004.A13",
         "inputs": "{units: [[5, 1]], discount_rate_bp: 1, tax_rate_bp: 1}",
         "expected": "{npv_gain: 0}", "more": "  reading: {RW17: incl_vat}\n"}, 5,
        "cases[one].inputs.vat_rate_bp", None),
    "years of different number": (
        {"kind": "tax_share_award", "instrument": "B.gd2014.taxshare",
         "inputs": "{increment_province_by_year: [1], increment_city_by_year: [1, 2], "
                   "increment_county_by_year: [1], fixed_asset_investment: 9}",
         "expected": "{total: 0}"}, 5, "cases[one].inputs.increment_city_by_year", None),
    "base year": (
        {"kind": "growth_path", "instrument": "000.I.2",
         "inputs": "{base_by_year: {2017: 5}}", "expected": "{path: []}"}, 5,
        "cases[one].inputs.base_by_year", None),
    "params": (
        {"more": "meta:\n  params:\n    004.A44: {cap: 1}\n"}, 9, "meta.params.004.A44", "004.A4"),
    "broken": ({"more": "  note: a: b\n"}, 7, "", None),
    "no list": ({"more": "cases: 3\n"}, 7, "cases", None),
}  # fmt: skip


@pytest.mark.parametrize(("change", "line", "field", "nearest"), FAULTS.values(), ids=FAULTS)
def test_a_fault_names_file_line_field_and_nearest_name(change, line, field, nearest, tmp_path):
    path = faulty(tmp_path, **change)
    with pytest.raises(InputError) as refused:
        run_file(path)
    faults = refused.value.faults
    assert [(fault.file, fault.line, fault.field) for fault in faults] == [(str(path), line, field)]
    assert faults[0].nearest == nearest
    result = call("support", "--cases", path)
    assert result.exit_code == 2
    assert f"{path}:{line}" in result.stderr


def test_all_faults_are_told_at_once(tmp_path):
    path = faulty(
        tmp_path,
        kind="expost_subsidi",
        more="""  reading: {RW99: x}
- {id: two, kind: validity, instrument: '005', inputs: {dates: 3}, expected: {in_forc: true}}
- {id: three, kind: validity, inputs: {}, expected: {in_force: true}, what: 1}
""",
    )
    with pytest.raises(InputError) as refused:
        run_file(path)
    assert {fault.field for fault in refused.value.faults} == {
        "cases[one].kind", "cases[one].reading.RW99", "cases[two].instrument",
        "cases[two].inputs.date", "cases[two].inputs.dates", "cases[two].expected.in_forc",
        "cases[three].instrument", "cases[three].what",
    }  # fmt: skip


def test_a_fault_as_json(tmp_path):
    result = call("support", "--cases", faulty(tmp_path, kind="x"), "--json")
    assert result.exit_code == 2
    record = json.loads(result.stdout)
    assert record["ok"] is False
    assert record["error"]["faults"][0]["line"] == 3


def test_no_file_and_no_folder(tmp_path):
    assert call("support", "--cases", tmp_path / "none.yaml").exit_code == 2
    assert call("support").exit_code == 2
    assert call("support", "--cases", WORKED, "--policies", tmp_path).exit_code == 2


def test_a_faulty_policy_file_is_told(tmp_path):
    folder = tmp_path / "policies"
    shutil.copytree(POLICY_FOLDER, folder)
    path = folder / "longhua-2024.yaml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("payer: district", "payer: distric"), "utf-8")
    shutil.copy(folder / "panyu-2015.yaml", folder / "panyu-copy.yaml")
    result = call("support", "--cases", WORKED, "--policies", folder)
    assert result.exit_code == 2
    assert "longhua-2024.yaml" in result.stderr
    assert "another instrument has this id already" in result.stderr


def test_a_rate_that_the_law_cannot_hold_is_told(tmp_path):
    folder = tmp_path / "policies"
    shutil.copytree(POLICY_FOLDER, folder)
    path = folder / "longhua-2024.yaml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("rate: 0.15}", "rate: 0.15000001}"), "utf-8")
    result = call("support", "--cases", WORKED, "--policies", folder)
    assert result.exit_code == 2
    assert "must be a whole number of millionths" in result.stderr
    assert "longhua-2024.yaml" in result.stderr


def test_amounts_beyond_any_are_a_fault_and_no_crash():
    case = CaseRecord(
        id="big", kind="growth_path", instrument="000.I.2",
        inputs={"base": 10**15, "growth_bp_by_year": [1_000_000] * 3}, expected={"path": []},
    )  # fmt: skip
    assert len(results_of(case, laws())["path"]) == 3
    with pytest.raises(CaseError):
        results_of(case.model_copy(update={"inputs": {"base": 10**16}}), laws())
