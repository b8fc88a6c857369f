"""The stored record: what is written is read, and every fault of a file is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_record import figure, record

from results.calibrating.formats import part, short, signed, written_range, written_value
from results.calibrating.record import read_record, written
from scenarios.errors import InputError


def test_a_record_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "shenzhen.json"
    path.write_text(written(record()), "utf-8")
    assert read_record(path) == record()
    assert written(read_record(path)) == path.read_text("utf-8")


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_number_survives(value: float) -> None:
    import json

    text = written(record(figures=[figure("x", "level", value)]))
    assert json.loads(text)["figures"][0]["after"] == value


@pytest.mark.parametrize("value", [1e-07, -2.5e-12, 3e18, 0.1, 5.0])
def test_small_and_large_numbers_are_read_back(value: float, tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text(written(record(figures=[figure("x", "level", value)])), "utf-8")
    assert read_record(path).figures[0].after == value


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"contraction": 0.9,', '"contraction": "much",', "contraction"),
        ('"scale": "yuan"', '"scale": "dollar"', "scale"),
        ('"goal": ', '"gaol": ', "gaol"),
    ],
)
def test_a_faulty_record_is_refused_with_its_place(
    old: str, new: str, said: str, tmp_path: Path
) -> None:
    text = written(record())
    assert old in text
    path = tmp_path / "shenzhen.json"
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(InputError, match=said):
        read_record(path)


@pytest.mark.parametrize(
    ("scale", "value", "zh", "en"),
    [
        ("growth", 0.6262, "62.6%", "62.6%"), ("growth", -0.002, "−0.20%", "−0.20%"),
        ("yuan", 42.5e9, "425 亿元", "42.5 bn yuan"), ("yuan", 5.6e7, "5,600 万元", "56.0 mn yuan"),
        ("count", 6539.0, "6,539", "6,539"), ("percent", 8.1, "8.1%", "8.1%"),
        ("number", 1.0251, "1.03", "1.03"), ("share", 0.0223, "2.2%", "2.2%"),
    ],
)  # fmt: skip
def test_values_are_written_in_their_units(scale, value, zh, en) -> None:  # type: ignore[no-untyped-def]
    assert written_value(value, scale, "zh") == zh
    assert written_value(value, scale, "en") == en


def test_ranges_shares_and_signs() -> None:
    assert written_range([8e9, 1.0, 48.2e9], "yuan", "en") == "8.0 to 48.2 bn yuan"
    assert written_range([-0.1, 0.0, 0.5], "growth", "zh") == "−10.0—50.0%"
    assert part(0.0) == "0%" and part(0.0004) == "< 1%" and part(0.0004, 1) == "< 0.1%"
    assert part(0.006) == "1%" and part(1.0) == "100%"
    assert signed(-0.04) == "0.0" and signed(2.04) == "+2.0" and signed(-0.7, 2) == "−0.70"
    assert short(24_300.0) == "24,300" and short(-0.0123) == "−0.0123"
