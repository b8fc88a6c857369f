"""How an explanation is asked for: stored runs, wrong input, JSON, lists of firms, what-if."""

from __future__ import annotations

import json
import math
import shutil
from pathlib import Path
from typing import Any

import pytest
from explained_worlds import cases, folder, small_files, small_world
from typer.testing import CliRunner

from results import api
from results.cli.app import build_app
from results.explaining.finding import KINDS, search
from results.explaining.starts import Start, pairs
from results.explaining.text import text_of_explanation
from results.explaining.whole import explained
from results.explaining.world import world_of
from scenarios import InputError
from sim.runs import keys

SCENARIO = "shenzhen-doubling.yaml"
RATE = "sz2019.universal.rate"


def call(*arguments: object, language: Any = "en") -> Any:
    return CliRunner().invoke(build_app(language), [str(part) for part in arguments])


def explain(*arguments: object, language: Any = "en") -> Any:
    return call("explain", folder() / SCENARIO, *arguments, language=language)


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> tuple[api.Run, Path]:
    """A stored run of the small city, and the folder of its files."""
    files = small_files(tmp_path_factory.mktemp("files"), 60)
    out = tmp_path_factory.mktemp("runs")
    found = api.run(
        files / SCENARIO, seed=5, runs=2, variants=["as-enacted", "no-programme"], workers=1,
        out=out, levers={RATE: 0.3},
    )  # fmt: skip
    return found, files


# -- stored runs


def test_a_stored_run_is_explained_as_it_was_made(stored: tuple[api.Run, Path]) -> None:
    run, files = stored
    out = run.folder.parent
    listed = api.find_firms(run.folder, ["investing"], scenario=files / SCENARIO, out=out)
    firm = listed.firms[0]
    answer = api.explain(
        run.key[:8], firm.id, firm.quarter, replicate=0, scenario=files / SCENARIO, out=out
    )
    same = api.explain(
        files / SCENARIO, firm.id, firm.quarter, seed=5, levers={RATE: 0.3}
    )  # the run's own seed and settings
    assert answer.run == run.key and answer.seed == 5
    assert answer.account == same.account and answer.twin == same.twin
    other = api.explain(
        run.folder, firm.id, firm.quarter, replicate=1, scenario=files / SCENARIO, out=out
    )
    assert other.account.steps != answer.account.steps


def test_the_scenario_file_of_a_stored_run_is_found_below_the_current_folder(
    stored: tuple[api.Run, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its name is the run's; a manifest lists files by the alphabet, behaviour.yaml first."""
    run, files = stored
    monkeypatch.chdir(files)
    assert world_of(run.folder).scenario.id == run.study.scenario


def test_the_files_of_a_stored_run_must_be_those_it_was_made_of(
    stored: tuple[api.Run, Path], tmp_path: Path
) -> None:
    run, files = stored
    shutil.copytree(files, tmp_path / "files")
    path = tmp_path / "files" / "behaviour.yaml"
    text = path.read_text("utf-8")
    assert "low: 1.0, mode: 1.6, high: 3.0" in text
    path.write_text(text.replace("mode: 1.6, high: 3.0", "mode: 1.7, high: 3.0", 1), "utf-8")
    with pytest.raises(InputError, match=r"behaviour\.yaml changed since it was made"):
        api.explain(run.folder, 1, scenario=tmp_path / "files" / SCENARIO)


def test_the_law_of_a_stored_run_must_be_todays(
    stored: tuple[api.Run, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    run, files = stored
    monkeypatch.setattr(keys, "LOADED_LAW", "0" * 32)
    monkeypatch.setitem(keys.LOADED_LAW_FILES, "law/news.py", "0")
    with pytest.raises(InputError, match=r"law was edited.*law/news\.py"):
        api.explain(run.folder, 1, scenario=files / SCENARIO)


def test_a_stored_run_takes_no_settings(stored: tuple[api.Run, Path]) -> None:
    run, files = stored
    result = call(
        "explain", run.folder, "--firm", 1, "--seed", 3, "--set", "a=1",
        "--scenario", files / SCENARIO,
    )  # fmt: skip
    assert result.exit_code == 2
    assert "--seed" in result.stderr and "--set" in result.stderr


def test_a_replicate_that_was_not_run_is_refused(stored: tuple[api.Run, Path]) -> None:
    run, files = stored
    result = call(
        "explain", run.folder, "--firm", 1, "--replicate", 2, "--variant", "as-enactd",
        "--scenario", files / SCENARIO,
    )  # fmt: skip
    assert result.exit_code == 2
    assert "must be 0 to 1, not 2" in result.stderr and "'as-enacted'" in result.stderr


# -- wrong input


def test_a_wrong_id_tells_the_nearest_and_how_to_find_others() -> None:
    firm, _quarter = cases()["investing"][0]
    result = explain("--firm", f"{str(firm)[:-1]}x")
    assert result.exit_code == 2
    assert f"did you mean '{firm}'?" in result.stderr and "--find" in result.stderr
    assert "Traceback" not in result.stderr


def test_all_faults_are_told_at_once() -> None:
    result = explain("--firm", 7, "--quarter", "2050-Q1", "--lever", f"{RATE}s", "--values", "0,2")
    assert result.exit_code == 2
    for text in ("--firm", "2013-Q1 to 2023-Q4", f"did you mean '{RATE}'?"):
        assert text in result.stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--find", "refusd"], "did you mean 'refused'?"),
        (["--quarter", "2019-Q1", "--lever", RATE], "--lever: needs --firm"),
        (["--firm", 1, "--find", "refused"], "--firm, --find: give one of the two"),
        (["--firm", 1, "--values", "0,1"], "--lever, --values: go together"),
        (["--firm", 1, "--lever", RATE, "--values", "0,7"], "must be at most 1"),
        (["--firm", 1, "--lever", RATE, "--values", "0,,1"], "form name=value"),
        (["--baseline", "nothing"], "--baseline: needs --firm"),
        (["--replicate", -1], "must be 0 and above"),
        (["--scenario", "x.yaml"], "goes with a stored run"),
    ],
)
def test_wrong_options_are_refused_with_what_would_do(arguments: list[Any], told: str) -> None:
    result = explain(*arguments)
    assert result.exit_code == 2 and told in result.stderr, result.stderr


# -- JSON and text


def test_json_holds_all_that_is_told() -> None:
    firm, quarter = cases()["supported"][0]
    result = explain("--firm", firm, "--quarter", quarter, "--json", "--lever", RATE, "--values",
                     "0,0.2")  # fmt: skip
    assert result.exit_code == 0, result.stderr
    record = json.loads(result.stdout)
    assert record["ok"] is True and record["command"] == "explain"
    assert set(record) == {
        "ok", "command", "scenario", "run", "seed", "replicate", "quarter", "firm", "account",
        "twin", "first_difference", "parted", "life", "twin_life", "lever", "curve", "labels",
        "parameters",
    }  # fmt: skip
    assert record["firm"]["id"] == str(firm) and record["quarter"] == quarter
    for account in (record["account"], record["twin"]):
        assert set(account) == {"variant", "outcome", "steps"}
        assert all(set(step) == {"name", "facts"} for step in account["steps"])
    assert [point["value"] for point in record["curve"]] == [0, 0.2]
    assert all(set(text) == {"zh", "en"} for text in record["labels"].values())


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_marks_the_first_difference_and_no_other(language: Any) -> None:
    firm, quarter = cases()["supported"][0]
    result = explain("--firm", firm, "--quarter", quarter, "--lang", language)
    assert result.exit_code == 0, result.stderr
    marked = [line for line in result.stdout.splitlines() if line.startswith("  ▶")]
    assert len(marked) == 1
    before = result.stdout.split(marked[0])[0]
    assert "\n  ≠" not in before
    assert {"zh": "第一处不同", "en": "First difference"}[language] in result.stdout


# -- lists of firms


def test_without_a_firm_some_are_listed_and_each_can_be_explained() -> None:
    result = explain("--find", "investing", "--find", "refused", "--json")
    assert result.exit_code == 0, result.stderr
    firms = json.loads(result.stdout)["firms"]
    assert {firm["kind"] for firm in firms} == {"investing", "refused"}
    one = firms[-1]
    shown = explain("--firm", one["id"], "--quarter", one["quarter"])
    assert shown.exit_code == 0 and "leaves it for now" in shown.stdout


def test_projects_that_twins_do_not_share_are_found() -> None:
    found = cases()
    world = small_world()
    for kind in ("induced", "moved", "forgone"):
        for firm, quarter in found.get(kind, []):
            answer = explained(world, firm, quarter, None, (), False)
            assert answer.twin is not None
            starting = answer.twin if kind == "forgone" else answer.account
            assert starting.outcome == "started" and answer.first_difference is not None
    assert "induced" in found


def test_projects_are_told_apart_by_firm_and_number(monkeypatch: pytest.MonkeyPatch) -> None:
    start = {now: Start(now, 100, None) for now in range(4)}
    found = {
        "as-enacted": {(1, 1): start[0], (1, 2): start[1], (2, 1): start[2]},
        "no-programme": {(1, 1): start[0], (2, 1): start[3], (3, 1): start[1]},
    }
    monkeypatch.setattr("results.explaining.starts.starts_of", lambda _world, name: found[name])
    told = list(pairs(small_world()))
    assert told == [("induced", start[1]), ("moved", start[2]), ("forgone", start[1])]
    assert list(pairs(small_world(variant="no-programme"))) == []


def test_a_firm_that_waits_says_for_what_and_why() -> None:
    settings = {f"{RATE.rpartition('.')[0]}.announced": "2018-02-01", RATE: 1}
    for replicate in range(6):
        world = world_of(folder() / SCENARIO, replicate=replicate, levers=settings)
        for one in search(world, ["waiting"]):
            answer = explained(world, one.id, one.quarter, None, (), False)
            waiting = answer.account.step("waiting")
            assert answer.account.outcome == "waiting" and waiting is not None
            assert waiting.facts["until"] == "2019-Q2"
            assert waiting.facts["later"] > waiting.facts["now"] > 0
            text = text_of_explanation(answer, "en")
            assert "a rule announced begins in 2019-Q2" in text and "waits for the rule" in text
            return
    raise AssertionError("nobody waits for a subsidy of the whole cost")


def test_help_names_every_kind() -> None:
    for language in ("zh", "en"):
        result = call("explain", "--help", language=language)
        assert all(kind in result.stdout for kind in KINDS)


# -- what if


def supported_decision() -> tuple[int, str]:
    """A renovation decided while the universal subsidy counts."""
    world = small_world()
    for kind in ("investing", "resized", "supported", "applying", "refused"):
        for firm, _quarter in cases().get(kind, []):
            answer = explained(world, firm, None, None, (), False)
            for event in answer.life:
                if event.name in ("started", "refused") and "2019-Q2" <= event.quarter < "2021-Q1":
                    told = explained(world, firm, event.quarter, None, (), False)
                    support = told.account.step("support")
                    rules = support.facts["rules"] if support else []
                    if any(r["rule"] == "sz2019.universal" and r["value"] > 0 for r in rules):
                        return firm, event.quarter
    raise AssertionError("no such firm among those looked at")


def test_the_worth_of_a_project_rises_with_the_rate_all_else_held() -> None:
    firm, quarter = supported_decision()
    values = (0, 0.05, 0.1, 0.2, 0.4)
    answer = explained(small_world(), firm, quarter, RATE, values, False)
    supports = [point.support for point in answer.curve]
    worths = [point.worth for point in answer.curve]
    assert worths == sorted(worths) and supports[0] < supports[-1]
    at_own = answer.curve[values.index(0.1)]  # the rate of the rules themselves
    decision = answer.account.step("decision").facts
    assert at_own.outcome == answer.account.outcome
    if at_own.outcome == "started":
        assert (at_own.worth, at_own.cost) == (decision["worth"], decision["cost"])
    assert all(math.isfinite(worth) for worth in worths)


def test_a_mechanism_can_be_switched_off_for_one_decision() -> None:
    firm, quarter = cases()["unfinanced"][0]
    answer = explained(small_world(), firm, quarter, "mechanism.finance", ("on", "off"), False)
    assert [point.outcome for point in answer.curve] == ["unfinanced", "started"]


def test_whole_lives_are_run_again_on_request() -> None:
    firm, quarter = supported_decision()
    answer = explained(small_world(), firm, quarter, RATE, (0.0, 0.1), True)
    without, own = (point.life for point in answer.curve)
    starts = [event for event in answer.life if event.name == "started"]
    assert own["projects_started"] == len(starts)
    paid = sum(event.facts["amount"] for event in answer.life if event.name == "paid")
    assert own["support_paid"] == paid >= without["support_paid"]
