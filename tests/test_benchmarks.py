"""The benchmarks run and say what they should; no clock is asserted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks import cases, engines, machine, page, tables
from benchmarks.cities import city, shipped_inputs

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.parametrize("times", [0.01, 1, 2.5])
def test_a_city_has_the_firms_asked_for_each_its_own_and_strata_keep_their_shares(
    times: float,
) -> None:
    shipped = shipped_inputs()
    firms = int(shipped.firm_count * times)
    inputs = city(shipped, firms)
    assert inputs.firm_count == firms == len(set(inputs.ids.tolist()))
    assert len(inputs.stratum_of) == len(inputs.entry_quarters) == firms
    shares = [np.bincount(one.stratum_of, minlength=5) / len(one.ids) for one in (inputs, shipped)]
    assert np.abs(shares[0] - shares[1]).max() < 0.01
    for mine, theirs in zip(inputs.pots, shipped.pots, strict=True):
        assert mine.appropriation == theirs.appropriation * firms // shipped.firm_count


def test_the_shipped_city_is_the_scenario_itself() -> None:
    shipped = shipped_inputs()
    same = city(shipped, shipped.firm_count)
    assert np.array_equal(same.ids, shipped.ids)
    assert same.pots == shipped.pots


def run(engine: str, quarters: int | None = None, firms: int = 60) -> dict[str, Any]:
    request = {"engine": engine, "firms": firms, "quarters": quarters, "repeats": 2, "seconds": 9}
    return cases.run_case(request)


@pytest.fixture(scope="module")
def runs() -> list[dict[str, Any]]:
    return [run("compiled"), run("mesa"), run("compiled", firms=90), run("mesa", 3, firms=90)]


def test_both_engines_did_the_same_work(runs: list[dict[str, Any]]) -> None:
    assert [tables.same_result(case, runs) for case in runs] == [
        "yes", "yes", "not compared", "not compared",
    ]  # fmt: skip
    assert all(len(case["runs"]) == 2 for case in runs)
    digests = [one["digest"] for case in runs for one in case["runs"]]
    assert len(set(digests)) == 6  # two replicates of each of two cities, and two short walks
    runs[1]["runs"][0]["digest"], kept = "another", runs[1]["runs"][0]["digest"]
    assert tables.same_result(runs[0], runs) == "NO"
    runs[1]["runs"][0]["digest"] = kept


def test_what_was_not_walked_is_extrapolated_by_the_reference_and_marked() -> None:
    whole = {"engine": "mesa", "firms": 10, "quarters": 4, "all_quarters": 4,
             "runs": [{"by_quarter": [1.0, 1.0, 3.0, 5.0]}]}  # fmt: skip
    part = {"engine": "mesa", "firms": 90, "quarters": 2, "all_quarters": 4,
            "runs": [{"draw": 10.0, "cpu": 30.0, "seconds": 60.0}]}  # fmt: skip
    # Four quarters took five times as long as the first two: 10 + 20 * 5.
    assert tables.whole_seconds(part, [whole, part], "cpu") == pytest.approx([110.0])
    assert tables.whole_seconds(part, [whole, part], "seconds") == pytest.approx([220.0])
    with pytest.raises(ValueError, match="nothing to go by"):
        tables.whole_seconds(part, [part], "cpu")


def test_the_page_tells_all(runs: list[dict[str, Any]]) -> None:
    ended = {"cpu": 1.0, "prepare": 1.0, "first_run": 1.0, "second_run": 1.0, "firms": 60,
             "process": {"seconds": 4.0, "cpu": 4.0}}  # fmt: skip
    stages = cases.stages_case({"firms": 5000, "repeats": 1})
    assert stages["same"], "benchmarks/decide_parts.py and sim/quarter.py walk different quarters"
    assert sum(stages["acts"].values()) == pytest.approx(1.0)
    found = {
        "machine": machine.describe() | {"load_at_end": 0.5, "minutes": 1.0},
        "runs": runs,
        "starts": {"help": [{"seconds": 0.1, "cpu": 0.1}], "cold": [ended], "warm": [ended]},
        "stages": {"compiled": stages, "mesa": cases.walk_case({"firms": 60, "functions": 3})},
    }
    text = page.markdown(json.loads(json.dumps(found)))
    assert "| mesa | 90 | 2 † |" in text and "† Extrapolated: 3 of 44 quarters" in text
    assert "nothing compiled | 3.00 |" in text
    assert all(
        words in text for words in [*tables.STAGE_NAMES.values(), *tables.ACT_NAMES.values()]
    )
    rows = [line.count("|") for line in text.splitlines() if line.startswith("|")]
    assert set(rows) == {12, 7, 6, 4, 3}


@pytest.mark.slow
def test_the_command_writes_its_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page, figures = tmp_path / "page.md", tmp_path / "figures.json"
    engines.main(
        ["--sizes", "40", "--repeats", "1", "--parts", "runs", "--keep-cache",
         "--json", str(figures), "--markdown", str(page)]
    )  # fmt: skip
    told = capsys.readouterr()
    assert "[" in told.err and "mesa, 40 firms" in told.err
    assert page.read_text("utf-8") in told.out
    assert {case["engine"] for case in json.loads(figures.read_text())["runs"]} == {
        "compiled", "mesa",
    }  # fmt: skip


def test_the_page_in_the_documents_was_made_by_the_command() -> None:
    text = (ROOT / "docs" / "performance.md").read_text("utf-8")
    assert text.startswith(page.HEAD)
    for heading in ("## Runs", "## Starts", "## Where the time goes"):
        assert heading in text
