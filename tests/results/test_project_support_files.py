"""`jigai support --project`: files of projects and their faults, the page, the command."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from results.cli.app import build_app
from results.project_support import support
from results.project_support.answer import KINDS, LEVELS
from results.project_support.project_schema import Project
from results.project_support.words import FAILED, NAMES, PAGE, PASSED
from scenarios.errors import InputError

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "scenarios" / "examples"
EXAMPLE, TABLE = EXAMPLES / "project-longhua.yaml", EXAMPLES / "projects-table.csv"
LONGHUA = ("shenzhen-2023", "longhua-2024")
DAY = dt.date(2025, 6, 30)


def faults(project: Any, policies: Any = LONGHUA, **settings: Any) -> list[tuple[Any, ...]]:
    with pytest.raises(InputError) as caught:
        support(policies, project, **{"as_of": DAY, **settings})
    return [(Path(f.file).name, f.line, f.field, f.nearest) for f in caught.value.faults]


# -- identities


@pytest.mark.parametrize("readings", [{}, {"RW07": "stack", "RW29": "exclusive"}])
def test_sums_are_equal(readings):
    answer = support(LONGHUA, TABLE, DAY, readings).as_dict()
    for project in answer["projects"]:
        totals = project["totals"]
        grants = [line for line in project["lines"] if line["kind"] == "grant"]
        assert sum(totals["by_level"].values()) == totals["grants"] == totals["by_kind"]["grant"]
        assert totals["grants"] == sum(line["amount"] for line in grants)
        for level in LEVELS:
            paid = sum(line["amount"] for line in grants if line["payer"] == level)
            assert totals["by_level"][level] == paid
        for kind in KINDS:
            paid = sum(line["amount"] for line in project["lines"] if line["kind"] == kind)
            assert totals["by_kind"][kind] == paid
        for line in project["lines"]:
            assert (line["status"] == "paid") == (line["amount"] > 0)
            assert line["amount"] == 0 or all(step["holds"] for step in line["steps"])


# -- files and faults


def test_a_table_as_csv_and_as_yaml(tmp_path):
    rows = [{"planned_investment": 20_000_000, "district": "longhua"},
            {"planned_investment": 5_000_000, "qualifies_as": ["internet"]}]  # fmt: skip
    csv = tmp_path / "table.csv"
    csv.write_text(
        'planned_investment,district,qualifies_as\n20_000_000,longhua,\n5000000,,"[internet]"\n',
        "utf-8-sig",
    )
    yaml = tmp_path / "table.yaml"
    yaml.write_text(json.dumps({"projects": rows}), "utf-8")
    answers = [support(LONGHUA, source, DAY) for source in (csv, yaml, {"projects": rows})]
    for answer in answers:
        assert answer.is_table
        assert [found.totals.grants for found in answer.projects] == [2_000_000, 1_500_000]
    records = [[found.totals for found in answer.projects] for answer in answers]
    assert records[0] == records[1] == records[2]


def test_every_fault_of_a_file_at_once(tmp_path):
    path = tmp_path / "p.yaml"
    path.write_text(
        "planed_investment: 3\nqualifies_as: [smrt]\nmaturity_level: 7\nnature: renovated\n"
        "energy: {saving_tc: 3}\n",
        "utf-8",
    )
    assert faults(path) == [
        ("p.yaml", 1, "planned_investment", None),
        ("p.yaml", 1, "planed_investment", "planned_investment"),
        ("p.yaml", 2, "qualifies_as[1]", "smart"),
        ("p.yaml", 3, "maturity_level", None),
        ("p.yaml", 4, "nature", "renovation"),
        ("p.yaml", 5, "energy.saving_tc", "saving_tce"),
    ]


def test_names_that_the_policies_do_not_have(tmp_path):
    path = tmp_path / "p.csv"
    path.write_text(
        "planned_investment,district,titles,not_asked\n1,longhau,factory_5g,004.A2\n"
        "2,longhua,factory5g; digital_leader,004.A22\n",
        "utf-8",
    )
    assert faults(path) == [
        ("p.csv", 2, "projects[1].district", "longhua"),
        ("p.csv", 3, "projects[2].titles[1]", "factory_5g"),
        ("p.csv", 3, "projects[2].not_asked[1]", "004.A2"),
    ]


@pytest.mark.parametrize(
    ("project", "field"),
    [
        ({}, "planned_investment"),
        ({"planned_investment": 1, "loan": {"principal": 5}}, "loan.rate"),
        ({"planned_investment": 1, "equipment_units": [[1, 2, 3]]}, "equipment_units[1]"),
        ({"planned_investment": 1, "audited_cost": 5, "hard_cost": 6}, "hard_cost"),
        ({"planned_investment": 1, "evaluation": 0.12345678}, "evaluation"),
        ({"planned_investment": 1, "district": "tianhe"}, "district"),
        ({"planned_investment": 1, "city": "shenzen"}, "city"),
        ({"planned_investment": 1, "district": "longhua", "city": "guangzhou"}, "city"),
        ({"projects": [{"planned_investment": 1}, {}]}, "projects[2].planned_investment"),
        ({"planned_investment": 1, "tax_increase": {"city": [1], "county": [1, 2]}},
         "tax_increase.city"),
    ],
)  # fmt: skip
def test_faults_of_a_mapping(project, field):
    assert field in [fault[2] for fault in faults(project)]


def test_the_clock_is_never_read():
    assert faults({"planned_investment": 1}, as_of=None) == [("project", 0, "applied", None)]


@pytest.mark.parametrize(
    ("policies", "found"),
    [
        ("shenzhen-203", ("settings", 0, "POLICY", "shenzhen-2023")),
        (
            ROOT / "scenarios" / "policies" / "shenzen-2023.yaml",
            ("shenzen-2023.yaml", 0, "", "shenzhen-2023.yaml"),
        ),
    ],
)  # fmt: skip
def test_policies_that_are_not_there(policies, found):
    assert faults({"planned_investment": 1}, policies) == [found]


def test_a_date_that_decides_must_be_stated():
    missing = faults({"planned_investment": 1}, readings={"RW21": "rule_of_start_year"})
    assert missing == [("project", 0, "started", None)]


def test_a_switch_or_option_that_is_not_there():
    assert faults({"planned_investment": 1}, readings={"RW07": "stak"})[0][2:] == ("RW07", "stack")


def test_policies_of_a_scenario_and_twice_the_same():
    both = [ROOT / "scenarios" / "shenzhen-2024.yaml", "shenzhen-2023", "longhua-2024"]
    answer = support(both, {"planned_investment": 20_000_000, "district": "longhua"}, DAY)
    assert answer.only.totals.by_level["city"] == 2_000_000
    assert len(answer.policies) == 8


BROKEN = ("", "x", "-1", "[", "1e400", "9999-99-99", "{a: 1}")


@pytest.mark.slow
def test_a_spoilt_example_gives_an_answer_or_its_faults(tmp_path):
    lines = EXAMPLE.read_text("utf-8").splitlines()
    policies = support(LONGHUA, EXAMPLE, edges=False)
    assert policies.only.totals.grants == 4_800_000
    path = tmp_path / "spoilt.yaml"
    refused = 0
    for number, line in enumerate(lines):
        field = line.partition(":")[0]
        if not line or line.startswith("#"):
            continue
        for value in BROKEN:
            spoilt = [*lines[:number], f"{field}: {value}", *lines[number + 1 :]]
            path.write_text("\n".join(spoilt), "utf-8")
            try:
                support(LONGHUA, path, edges=False)
            except InputError as error:
                refused += 1
                assert all(fault.message for fault in error.faults)
    assert refused > 50


# -- the command


def call(*arguments: object) -> Any:
    return CliRunner().invoke(build_app("en"), ["support", *map(str, arguments)])


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["4,800,000  total (city 4,800,000, district 0)", "Step by step", "004 art. 3",
                "so the district steps back", "Amounts are before the yearly pot"]),
        ("zh", ["4,800,000  合计（市 4,800,000、区 0）", "逐步核算", "004 第3条", "区不再付",
                "金额未计年度资金总额限制"]),
    ],
)  # fmt: skip
def test_the_page(language, words):
    result = call(*LONGHUA, "--project", EXAMPLE, "--lang", language)
    assert result.exit_code == 0, result.stderr
    for text in words:
        assert text in result.stdout
    assert "RW07=below_threshold_only" in result.stdout
    assert "312,500,000" in result.stdout


def test_the_page_marks_other_readings():
    result = call(*LONGHUA, "--project", EXAMPLE, "--reading", "RW07=stack", "--lang", "en")
    assert "RW07=stack*" in result.stdout
    assert "9,300,000  total (city 4,800,000, district 4,500,000)" in result.stdout


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_of_a_table(language):
    result = call(*LONGHUA, "--project", TABLE, "--as-of", DAY, "--lang", language)
    assert result.exit_code == 0, result.stderr
    assert "2,399,999" in result.stdout and "longhua2024" in result.stdout


def test_json_is_one_object():
    result = call(*LONGHUA, "--project", EXAMPLE, "--as-of", "2024-12-31", "--json")
    record = json.loads(result.stdout)
    assert (record["ok"], record["command"]) == (True, "support")
    (project,) = record["projects"]
    assert project["applied"] == "2024-12-31"
    assert project["totals"]["by_level"]["city"] == 4_800_000
    assert project["thresholds"]["below"][0]["planned"] == 10_000_000
    assert record["readings"]["RW07"] == "below_threshold_only"


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["shenzhen-2023"],
        ["--project", EXAMPLE, "--cases", EXAMPLE],
        ["--cases", EXAMPLE, "--as-of", DAY],
        ["--project", EXAMPLE, "--policies", EXAMPLES],
        ["--project", EXAMPLE],
        ["shenzhen-2023", "--project", EXAMPLE, "--as-of", "2024-02-30"],
        ["shenzhen-2023", "--project", "nowhere.yaml"],
    ],
)
def test_what_does_not_go_together_ends_with_2(arguments):
    result = call(*arguments, "--json")
    assert result.exit_code == 2
    assert json.loads(result.stdout)["error"]["kind"] == "input"


def test_the_examples_of_the_help_run():
    for language in ("en", "zh"):
        page = call("--help", "--lang", language).stdout
        assert "scenarios/examples/project-longhua.yaml" in page
        assert "scenarios/examples/projects-table.csv" in page


def test_the_example_shows_every_field():
    text = EXAMPLE.read_text("utf-8")
    left_out = {name for name in Project.model_fields if name not in text}
    assert left_out <= {"draw"}


def test_every_word_stands_in_both_languages():
    for table in (NAMES, PASSED, FAILED, PAGE):
        for key, pair in table.items():
            assert len(pair) == 2 and all(pair), key
            for field in ("{held}", "{asked}", "{limit}"):
                assert (field in pair[0]) == (field in pair[1]), key
