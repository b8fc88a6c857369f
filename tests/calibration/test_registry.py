"""No calibration fact is silently missing, and nothing says more than the table of findings."""

from __future__ import annotations

import re

import pytest

from calibration.evidence.facts import ANSWERS
from calibration.evidence.findings import TABLE, calibration_findings, findings
from calibration.evidence.measure import MEANINGS
from calibration.evidence.shapes import SHAPES, shapes_held


def test_the_registry_is_the_calibration_rows() -> None:
    rows = calibration_findings()
    assert ANSWERS.keys() == rows.keys()
    assert all(row.use == "calibration" for row in rows.values())
    assert len(rows) < len(findings())


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=lambda answer: answer.fact)
def test_an_answer_names_a_statistic_or_a_reason(answer: object) -> None:
    assert hasattr(answer, "value")
    given = ANSWERS[answer.fact]  # type: ignore[attr-defined]
    finding = calibration_findings()[given.fact]
    assert bool(given.value) != bool(given.no_answer)
    if given.no_answer:
        return
    assert given.value in MEANINGS
    assert given.population
    assert given.band(finding) is not None
    assert all(beside.value in MEANINGS for beside in given.beside)


def test_a_loosened_band_stands_in_the_text_of_the_finding() -> None:
    loosened = [answer for answer in ANSWERS.values() if answer.accepted is not None]
    assert loosened
    for answer in loosened:
        finding = calibration_findings()[answer.fact]
        words = answer.accepted_by.split(" (")[0]
        assert words in finding.test or words in finding.unit, answer.fact
        if finding.low is not None:
            ends = [float(text) for text in re.findall(r"(?<!\d)-?\d+(?:\.\d+)?", words)]
            low, high = answer.accepted or (0.0, 0.0)
            assert [abs(end) for end in ends] == pytest.approx([abs(low), abs(high)]), answer.fact


def test_every_statistic_of_the_battery_is_used() -> None:
    used = {answer.value for answer in ANSWERS.values()}
    used |= {beside.value for answer in ANSWERS.values() for beside in answer.beside}
    used |= {name for shape in SHAPES for name in shape.shown}
    others = {"relabelled", "reported_true_all", "reported_true_filed", "held_back"}
    assert MEANINGS.keys() - others <= used


def test_shapes_are_nine_and_fail_on_what_is_not_a_number() -> None:
    assert len(SHAPES) == 9
    assert len({shape.id for shape in SHAPES}) == 9
    nothing = dict.fromkeys(MEANINGS, float("nan"))
    assert not any(shapes_held(nothing).values())


def test_shapes_read_only_what_they_show() -> None:
    for shape in SHAPES:
        shape.holds(dict.fromkeys(shape.shown, 1.0))


def test_the_table_stands_where_its_readme_says() -> None:
    assert TABLE.with_name("README.md").is_file()
