"""Distances, growth and aims are told as they were measured; no clock is asserted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks import aims, distances, engines, page
from benchmarks.cities import city, shipped_inputs, shortened
from sim.randomness import run_key
from sim.simulation import simulate


def seconds(*values: float) -> list[dict[str, float]]:
    return [{"seconds": 2.0 * value, "cpu": value} for value in values]


def made_up(plain: float = 40.0, ours: float = 0.1) -> dict[str, Any]:
    """Figures as the command finds them: 10 firms x 10 quarters everywhere."""
    size = {"firms": 10, "quarters": 10}
    limit = {**size, "ours": seconds(ours, ours), "reduced": seconds(ours / 10.0)}
    walked = {"seconds": plain, "cpu": plain}
    script = {**size, "made": walked, "walked": walked, **walked}
    growth = [
        {**size, "firms": firms, "against": 10, "peak_bytes": 2**20, "bytes_per_firm": 400.0,
         "usual": seconds(ours, ours), "this": seconds(cost * ours * firms / 10, ours * firms / 10)}
        for firms, cost in ((10, 1.0), (100, 1.4))
    ]  # fmt: skip
    return {
        "rounds": [{"limit": limit, "plain": script}] * 2,
        "growth": growth,
        "whole": {**size, "threads": 2, "one": seconds(0.02), "shared": seconds(0.01)},
    }


def by_words(found: dict[str, Any]) -> dict[str, aims.Aim]:
    return {aim.words.partition(",")[0]: aim for aim in aims.aims(found)}


def test_ratios_are_of_what_was_taken_in_turns() -> None:
    told = by_words({"distances": made_up()})
    assert told["plain Mesa script on the same law over ours"].values == pytest.approx([400, 400])
    assert told["full law"].values == pytest.approx([0.1 / 100 * 1e9] * 4)
    assert [aim.values for name, aim in told.items() if name == "100 firms"] == [[400.0]]
    grown = aims.growth_of(made_up()["growth"][1])
    assert grown == pytest.approx([1.4, 1.0])


def test_an_aim_is_met_by_its_median_and_otherwise_not() -> None:
    assert aims.Aim("a", 1.6, "", [1.0, 1.5, 9.0]).met == "yes"
    assert aims.Aim("a", 1.6, "", [1.0, 1.7, 9.0]).met == "no"
    assert aims.Aim("a", 1.6, "", [1.0, 1.5, 9.0], at_least=True).met == "no"
    assert aims.Aim("a", 1.6, "", [1.0, 1.6, 9.0], at_least=True).met == "yes"
    assert aims.Aim("a", 1.6, "", []).met == "not measured"
    cells = aims.Aim("a", 60.0, "ms", [50.0, 70.0]).cells()
    assert cells == ["a", "at most 60.0 ms", "60.0 (50.0 to 70.0) ms", "yes", ""]


def ensemble_figures(really: dict[str, float] | None = None) -> dict[str, Any]:
    return {"firms": 10, "quarters": 10, "runs": 100, "threads": 2, "really": really,
            "one": seconds(2.0, 4.0), "many": seconds(1.0, 2.0)}  # fmt: skip


def test_many_runs_are_extrapolated_and_say_so() -> None:
    ratio, whole = aims.aims_of_ensemble(ensemble_figures())
    assert ratio.values == [2.0, 2.0] and ratio.met == "yes"
    assert whole.values == pytest.approx([2.0 / 100 * 18_000 / 60, 4.0 / 100 * 18_000 / 60])
    assert whole.note == "from 100 runs" and whole.met == "no"
    run = {"runs": 9_000, "seconds": 120.0, "cpu": 200.0}
    _, really = aims.aims_of_ensemble(ensemble_figures(run))
    assert really.values == pytest.approx([4.0]) and really.met == "yes"
    assert really.note == "9,000 really run"


def test_the_page_has_a_table_of_aims_with_as_many_cells_in_every_row() -> None:
    start = {"process": {"seconds": 4.0, "cpu": 4.0}, "second_run": 1.0, "cpu": 3.0, "firms": 9,
             "prepare": 1.0, "first_run": 1.0}  # fmt: skip
    found = {
        "machine": {"date": "", "processor": "", "cores": 2, "memory_gib": 1.0, "system": "",
                    "versions": {}, "load_at_start": 0.0, "load_at_end": 0.0, "minutes": 1.0},
        "quick": True,
        "distances": made_up(),
        "ensemble": ensemble_figures(),
        "starts": {"help": seconds(0.1), "cold": [start], "warm": [start]},
    }  # fmt: skip
    text = page.markdown(json.loads(json.dumps(found)))
    aimed = text.split("## Aims")[1].split("## ")[0]
    rows = [line for line in aimed.splitlines() if line.startswith("|")]
    assert len(rows) == 2 + 9 and {row.count("|") for row in rows} == {6}
    assert "| second start of a process, to the first result | at most 2.00 s wall | 3.00" in aimed
    assert "| no |" in aimed and "| yes |" in aimed
    assert "Not a measurement" in text and "## Growth" in text and "## Ensembles" in text


def test_a_shortened_world_is_the_first_quarters_of_the_whole() -> None:
    inputs = city(shipped_inputs(), 60)
    whole, part = (simulate(one, run_key(1, 0)) for one in (inputs, shortened(inputs, 9)))
    assert len(part.tallies) == 9 and (part.tallies == whole.tallies[:9]).all()


@pytest.mark.slow
def test_the_cases_measure_every_turn() -> None:
    same = {"quarters": 3, "repeats": 2, "seconds": 60.0}
    limit = distances.limit_case({"firms": 50, **same})
    assert len(limit["ours"]) == len(limit["reduced"]) == 2
    grown = distances.growth_case({"firms": 120, "against": 40, **same})
    assert len(grown["usual"]) == len(grown["this"]) == 2
    assert grown["peak_bytes"] >= grown["peak_ready"] > 0
    city = {"firms": 40, "threads": 2, **same}
    assert {len(distances.whole_case(city)[name]) for name in ("one", "shared")} == {2}
    short = distances.whole_case({**city, "seconds": 0.0})
    assert len(short["one"]) == len(short["shared"]) == 1


def test_quick_is_a_tenth_of_the_work() -> None:
    options = engines.parsed(["--quick"])
    assert options.rounds == 1 and max(options.growth) < 2_500_000 and options.keep_cache
    assert engines.parsed([]).rounds > 1


@pytest.mark.slow
def test_the_command_measures_distances(tmp_path: Path) -> None:
    figures = tmp_path / "figures.json"
    engines.main(
        ["--parts", "distances", "--keep-cache", "--firms", "40", "--plain-firms", "30",
         "--growth", "40", "60", "--city", "30", "--quarters", "3", "--repeats", "1",
         "--rounds", "1", "--json", str(figures)]
    )  # fmt: skip
    found = json.loads(figures.read_text())["distances"]
    assert found["rounds"][0]["plain"]["walked"]["cpu"] > 0.0
    assert [case["firms"] for case in found["growth"]] == [40, 60]
    assert aims.aims_of_distances(found)[1].note == "plain script on 30 firms"
