"""Every mechanism has a pattern that it is there for, and switching it off moves the cheap ones."""

from __future__ import annotations

import dataclasses
import math
import re
from pathlib import Path
from typing import Any

import pytest

from calibration.ablation import Row, ablation, document, faults
from calibration.ablation_patterns import PATTERNS, main_patterns
from calibration.evidence.explanations import Explanations, explanations, faults_of
from calibration.evidence.store import Store
from calibration.parameter_effects import with_limit

PAGE = Path(__file__).resolve().parents[2] / "docs" / "model" / "ablation.md"
CHEAP = ("hurdles", "finance", "paperwork", "reporting", "word_of_mouth")


def test_every_mechanism_has_a_pattern(small_scenario: Any) -> None:
    declared = small_scenario.behaviour.mechanisms
    assert main_patterns().keys() == declared.keys()
    assert len({pattern.what for pattern in PATTERNS}) == len(PATTERNS)


def test_a_row_says_what_it_found() -> None:
    row = Row(PATTERNS[0], 30.0, 1.0, 20.0, 1.0, -10.0, 1.0)
    assert row.found == "as stated"
    assert dataclasses.replace(row, difference=10.0).found == "opposite"
    assert dataclasses.replace(row, error=6.0).found == "within noise"
    assert dataclasses.replace(row, difference=math.nan).found == "within noise"


@pytest.fixture(scope="module")
def cheap_rows(small_scenario: Any, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Row]:
    patterns = tuple(main_patterns()[name] for name in CHEAP)
    store = Store(tmp_path_factory.mktemp("ablation"), "ablation", {})
    rows = ablation(small_scenario, 2, store, patterns)
    again = ablation(small_scenario, 2, Store(store.path.parent, "ablation", {}), patterns)
    assert [row.difference for row in rows] == [row.difference for row in again]
    return {row.pattern.mechanism: row for row in rows}


@pytest.mark.parametrize("name", CHEAP)
def test_switching_it_off_moves_its_pattern_as_stated(
    name: str, cheap_rows: dict[str, Row]
) -> None:
    row = cheap_rows[name]
    assert (row.difference > 0) == (row.pattern.off == "rises")


def test_without_them_nothing_of_these_is_left(cheap_rows: dict[str, Row]) -> None:
    for name in ("finance", "reporting", "word_of_mouth"):
        assert cheap_rows[name].off == pytest.approx(0.0, abs=1e-9)


def test_the_page_tells_every_row(small_scenario: Any, cheap_rows: dict[str, Row]) -> None:
    rows = list(cheap_rows.values())
    text = document(rows, small_scenario, 2, Explanations({}, {}))
    for row in rows:
        assert f"| {row.pattern.what} |" in text
    odd = dataclasses.replace(rows[0], difference=-rows[0].difference, error=1e-9)
    told = {odd.pattern.what: "Because."}
    assert f"{odd.pattern.what} (opposite): Because." in document(
        [odd], small_scenario, 2, Explanations({}, {}, told)
    )
    assert faults([odd], told) == []
    assert len(faults([odd], {})) == 1
    assert len(faults(rows, {rows[0].pattern.what: "But it did."})) >= 1


def test_explanations_fit_the_committed_page() -> None:
    text = PAGE.read_text("utf-8")
    table = re.findall(r"^\| [^|]*\| ([^|]+) \|(?:[^|]*\|){4} ([a-z ]+)[^|]*\|$", text, re.M)
    found = {what: word.strip() for what, word in table if what != "number"}
    assert found.keys() == {pattern.what for pattern in PATTERNS}
    missed = {what for what, word in found.items() if word != "as stated"}
    assert faults_of("pattern", explanations().patterns, missed, set(found)) == []
    assert explanations().remarks.keys() <= found.keys() - missed


@pytest.mark.slow
def test_the_whole_table_stands(small_scenario: Any, tmp_path: Path) -> None:
    scenario = with_limit(small_scenario, 3000)
    rows = ablation(scenario, 4, Store(tmp_path, "ablation", {}))
    first = [main_patterns()[row.pattern.mechanism] is row.pattern for row in rows]
    main = [row for row, chosen in zip(rows, first, strict=True) if chosen]
    assert not [row.pattern.mechanism for row in main if row.found == "opposite"]
