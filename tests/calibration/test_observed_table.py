"""The table of published figures is read whole, and every slip in it is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from observed_files import faults_of

from calibration.observed.periods import Period, quarter_weights, read_period
from calibration.observed.table import read_table, rows_named
from scenarios.errors import InputError

ROWS = read_table()
NEXT = "Shenzhen,above_scale_firms,2015"


def test_the_table_is_whole() -> None:
    assert len(ROWS) == 324
    assert {row.region for row in ROWS} >= {"Shenzhen", "Guangdong", "Guangzhou", "Panyu", "China"}


def test_a_row_is_read_as_printed() -> None:
    (row,) = rows_named(ROWS, "Shenzhen", "technical_renovation_investment", "2018")
    assert row.value is not None and row.growth is not None
    assert (row.value.number, row.value.step) == (424.9, pytest.approx(0.1))
    assert (row.growth.number, row.growth.step) == (22.1, pytest.approx(0.1))
    assert (row.unit, row.confidence, row.span) == ("100m_yuan", "medium", Period((2018,), 12))
    lines = Path("calibration/observed/observed.csv").read_text("utf-8").splitlines()
    assert lines[row.line - 1].startswith("Shenzhen,technical_renovation_investment,2018,annual")


def test_two_figures_of_one_year_are_told_apart_by_source() -> None:
    found = rows_named(ROWS, "Shenzhen", "technical_renovation_investment", "2017")
    assert len(found) == 2
    (one,) = rows_named(
        ROWS, "Shenzhen", "technical_renovation_investment", "2017", found[0].source
    )
    assert one == found[0]


@pytest.mark.parametrize(
    ("text", "years", "months"),
    [
        ("2018", (2018,), 12),
        ("2018-Q1", (2018,), 3),
        ("2018-H1", (2018,), 6),
        ("2018-Q1..Q3", (2018,), 9),
        ("2023-01..08", (2023,), 8),
        ("2018-H2", (2018,), None),
        ("2015..2017", (2015, 2016, 2017), None),
        ("2021-02 batch 1 (renovation investment projects)", (2021,), None),
        ("2012 onward", (2012,), None),
        ("2018-01-01..2020-12-31", (2018, 2019, 2020), None),
        ("doubling plan, renovation investment subsidy", (), None),
    ],
)
def test_periods(text: str, years: tuple[int, ...], months: int | None) -> None:
    assert read_period(text) == Period(years, months)


@given(st.integers(1, 12))
def test_weights_of_quarters_add_up_to_the_months(months: int) -> None:
    weights = quarter_weights(months)
    assert sum(weights) * 3 == pytest.approx(months)
    assert list(weights) == sorted(weights, reverse=True)
    assert all(0 <= weight <= 1 for weight in weights)


def test_five_months_are_a_quarter_and_two_thirds() -> None:
    assert quarter_weights(5) == pytest.approx((1, 2 / 3, 0, 0))


def test_every_slip_in_the_table_is_told_at_once(tmp_path: Path) -> None:
    faults = faults_of(
        tmp_path, "observed.csv",
        (",1834,firms,", ",1 834,firms,"),
        (",5214,firms,", ",5214,firm,"),
        (f"2024,high,,\n{NEXT}", f"2024,hihg,,\n{NEXT}"),
    )  # fmt: skip
    assert [(fault.line, fault.field, fault.nearest) for fault in faults] == [
        (2, "value", None), (3, "unit", "firms"), (4, "confidence", "high"),
    ]  # fmt: skip
    assert all(fault.file.endswith("observed.csv") and fault.found for fault in faults)


def test_a_row_that_stands_twice_is_told(tmp_path: Path) -> None:
    text = Path("calibration/observed/observed.csv").read_text("utf-8").splitlines()[1]
    (fault,) = faults_of(tmp_path, "observed.csv", (text, f"{text}\n{text}"))
    assert (fault.line, fault.message) == (3, "the row stands in line 2 already")


def test_a_misspelt_column_is_told_with_the_nearest(tmp_path: Path) -> None:
    faults = faults_of(tmp_path, "observed.csv", ("growth_yoy_pct", "growth_yoy"))
    assert [(fault.field, fault.nearest) for fault in faults] == [
        ("growth_yoy", "growth_yoy_pct"), ("growth_yoy_pct", None),
    ]  # fmt: skip


def test_columns_in_another_order_are_refused(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path, "observed.csv", ("region,series", "series,region"))
    assert "another order" in fault.message


def test_a_row_with_too_many_cells_is_told(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path, "observed.csv", (",1834,firms,", ",1834,firms,,"))
    assert (fault.line, fault.message) == (2, "a row has 14 cells")


def test_a_table_that_is_not_there_or_no_text_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_table(tmp_path / "none.csv")
    (tmp_path / "bad.csv").write_bytes(b"region\n\xff")
    with pytest.raises(InputError, match=r"bad\.csv:2:1: the file must be UTF-8"):
        read_table(tmp_path / "bad.csv")
