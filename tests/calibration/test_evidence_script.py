"""The battery's work: draws, store, verdicts, explanations, page."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest

from calibration.bank.design import unknowns
from calibration.evidence import __main__ as script
from calibration.evidence.explanations import Explanations, explanations, faults
from calibration.evidence.facts import ANSWERS
from calibration.evidence.measure import MEANINGS
from calibration.evidence.page import Setting, number, page, verdicts_on
from calibration.evidence.priors import prior_draws
from calibration.evidence.shapes import SHAPES
from calibration.evidence.store import Store
from calibration.evidence.verdicts import Spread, lines, shape_lines, verdict_on
from calibration.evidence.work import work
from calibration.parameter_effects import with_limit

PAGE = Path(__file__).resolve().parents[2] / "docs" / "model" / "evidence.md"
MISSES = ("overlaps", "outside")


def test_draws_lie_in_their_priors_and_repeat(small_scenario: Any) -> None:
    draws = prior_draws(small_scenario, 12, 5)
    assert draws == prior_draws(small_scenario, 16, 5)[:12]
    assert draws != prior_draws(small_scenario, 12, 6)
    levers = [one.declaration for one in unknowns(small_scenario)]
    assert {lever.name for lever in levers} == draws[0].keys()
    for lever in levers:
        assert lever.prior is not None
        values = [draw[lever.name] for draw in draws]
        assert all(lever.prior.low <= value <= lever.prior.high for value in values)  # type: ignore[operator]
        assert len(set(values)) > 1


def test_a_store_keeps_lines_and_leaves_out_a_torn_one(tmp_path: Path) -> None:
    store = Store(tmp_path, "evidence", {"law": 1})
    store.keep("a", {"x": 1.5, "y": math.nan})
    store.keep("b", {"x": 2.5, "y": math.inf})
    with store.path.open("a") as file:
        file.write('["c", {"x": 3.')
    again = Store(tmp_path, "evidence", {"law": 1})
    assert set(again.values) == {"a", "b"}
    assert math.isnan(again.values["a"]["y"])
    assert again.values["b"]["y"] == math.inf
    again.keep("c", {"x": 3.5, "y": 0.0})
    assert set(Store(tmp_path, "evidence", {"law": 1}).values) == {"a", "b", "c"}
    assert not Store(tmp_path, "evidence", {"law": 2}).values


def test_stopped_work_goes_on_where_it_stopped(
    tmp_path: Path, small_scenario: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[int] = []

    def measured(_scenario: Any, _variant: str, settings: Any, _seed: int, k: int) -> Any:
        if len(made) == 3:
            raise KeyboardInterrupt
        made.append(k)
        return {"x": float(k) + (0.5 if settings else 0.0)}

    monkeypatch.setattr("calibration.evidence.work._measured", measured)
    store = Store(tmp_path, "evidence", {})
    with pytest.raises(KeyboardInterrupt):
        work(small_scenario, "as-enacted", store, 2, 4, 1)
    assert len(Store(tmp_path, "evidence", {}).values) == 3
    made[:] = [0, 0]
    with pytest.raises(KeyboardInterrupt):
        work(small_scenario, "as-enacted", Store(tmp_path, "evidence", {}), 2, 4, 1)
    made[:] = [0, 0]
    counts: list[int] = []
    means, draws = work(
        small_scenario, "as-enacted", Store(tmp_path, "evidence", {}), 2, 3, 1,
        lambda progress: counts.append(progress.done),
    )  # fmt: skip
    assert [values["x"] for values in means] == [0.0, 1.0]
    assert [values["x"] for values in draws] == [0.5, 1.5, 2.5]
    assert counts[-1] == 5


@pytest.mark.parametrize(
    ("mean", "low", "high", "expected"),
    [
        (5.0, 0.0, 1.0, "inside"),
        (1.0, 0.5, 4.5, "overlaps"),
        (9.0, 6.0, 8.0, "overlaps"),
        (1.0, 0.5, 2.0, "outside"),
        (math.nan, math.nan, math.nan, "outside"),
    ],
)
def test_verdicts(mean: float, low: float, high: float, expected: str) -> None:
    assert verdict_on(Spread(mean, low, (low + high) / 2, high), (4.0, 6.0)) == expected


def made_up(value: float) -> dict[str, float]:
    return dict.fromkeys(MEANINGS, value)


def test_a_page_says_every_fact_and_every_shape_and_can_be_read_back() -> None:
    means, draws = [made_up(12.1)], [made_up(x) for x in (10.0, 12.0, 14.0)]
    facts, shapes = lines(means, draws), shape_lines(means, draws)
    setting = Setting("s", "v", 600, 1, 3, 9, 1)
    text = page(facts, shapes, means, draws, Explanations({"LUM-02": "Because."}, {}), setting)
    read_facts, read_shapes = verdicts_on(text)
    assert read_facts == {line.finding.id: line.verdict for line in facts}
    assert read_facts["LUM-01"] == "inside"
    assert read_facts["POP-05"] == "not produced"
    assert read_shapes == {line.shape.label: line.holds for line in shapes}
    assert "Because." in text


def test_an_explanation_of_no_miss_is_refused_and_so_is_a_miss_without() -> None:
    given = Explanations({"LUM-01": "x", "LUM-02": "y", "XXX-01": "z"}, {"zipf": "w"})
    found = faults(given, ["LUM-02", "LUM-03"], ["tent"])
    assert [line.split(":")[0] for line in found] == [
        "fact XXX-01", "fact LUM-03", "fact LUM-01", "shape tent", "shape zipf",
    ]  # fmt: skip
    assert faults(Explanations({"LUM-02": "y"}, {}), ["LUM-02"], []) == []


def test_explanations_fit_the_committed_page() -> None:
    facts, shapes = verdicts_on(PAGE.read_text("utf-8"))
    assert facts.keys() == ANSWERS.keys()
    assert shapes.keys() == {shape.label for shape in SHAPES}
    missed = [name for name, verdict in facts.items() if verdict in MISSES]
    shapes_missed = [shape.id for shape in SHAPES if not shapes[shape.label]]
    assert faults(explanations(), missed, shapes_missed) == []


def test_numbers_are_short() -> None:
    shown = [number(x) for x in (0.0, 12.345, 0.0583, 1234.5, math.nan, -0.05)]
    assert shown == ["0", "12.3", "0.0583", "1234", "—", "-0.0500"]


@pytest.mark.slow
def test_the_script_prints_its_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["--draws", "3", "--means", "1", "--firms", "500", "--store", str(tmp_path)]
    assert script.main(arguments) == 0
    first = capsys.readouterr().out
    assert "| LUM-01 |" in first
    assert script.main(arguments) == 0
    assert capsys.readouterr().out == first


def test_a_sub_sample_is_stated(small_scenario: Any) -> None:
    assert with_limit(small_scenario, 5).file.population_limit == 5
