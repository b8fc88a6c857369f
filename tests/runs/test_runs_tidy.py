import random
from collections import Counter

import numpy as np
import pytest
from fake_city import FakeInputs, simulate
from hypothesis import given
from hypothesis import strategies as st

from sim.measures import MEASURES
from sim.runs import tidy
from sim.runs.tidy import TidyError, quarters_of, years_of


def rows():
    return simulate(FakeInputs("none"), 1, "compiled").rows()


def table(columns):
    return quarters_of(columns, "k" * 32, "none", 5)


def test_columns_are_the_agreed_ones_and_each_row_names_its_run():
    quarters = table(rows())
    assert tuple(quarters.column_names) == tidy.COLUMNS
    first = quarters.slice(0, 1).to_pylist()[0]
    assert (first["run_key"], first["variant"], first["run"]) == ("k" * 32, "none", 5)


def test_the_rows_order_does_not_depend_on_the_outcomes():
    columns = rows()
    order = list(range(len(columns["value"])))
    random.Random(1).shuffle(order)
    shuffled = {name: [column[place] for place in order] for name, column in columns.items()}
    assert table(shuffled).equals(table(columns))
    found = table(columns).select(tidy.WHAT).to_pylist()
    assert found == sorted(found, key=lambda row: tuple(row.values()))


def test_lists_and_arrays_give_the_same_table():
    columns = {name: np.asarray(column) for name, column in rows().items()}
    assert table(columns).equals(table(rows()))


def changed(name, place, value):
    columns = rows()
    columns[name] = list(columns[name])
    columns[name][place] = value
    return columns


def without(name):
    return {key: column for key, column in rows().items() if key != name}


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        (without("region"), "column region is missing"),
        (without("value"), "column value is missing"),
        (rows() | {"region": ["shenzhen"]}, "column region has 1 rows, value has 40"),
        (rows() | {"value": []}, "without a single figure"),
        (changed("value", 3, 1.5), "whole numbers, not float64"),
        (changed("value", 3, None), "whole numbers, not object"),
        (changed("value", 3, 2**62), "beyond"),
        (changed("value", 3, -(2**62)), "beyond"),
        (changed("region", 3, None), "column region has 1 empty cells"),
        (rows() | {"region": [1] * 40}, "column region is not text"),
        (changed("period", 3, "2018Q1"), "'2018Q1' is not a quarter"),
        (changed("measure", 3, "wellbeing"), "'wellbeing' is not declared"),
        (changed("unit", 3, "firms"), "support_paid is declared in 'yuan', not 'firms'"),
        (changed("region", 2, "shenzhen"), "two figures for period '2018-Q1', region 'shenzhen'"),
    ],
)
def test_rows_that_break_a_promise_are_refused(columns, message):
    with pytest.raises(TidyError, match=message):
        table(columns)


def test_an_undeclared_measure_with_a_declared_unit_elsewhere_is_still_checked_by_pair():
    columns = changed("unit", 4, "yuan")  # the unit exists, but belongs to other measures
    with pytest.raises(TidyError, match="above_scale_firms"):
        table(columns)


PERIODS = [f"{year}-Q{quarter}" for year in (2018, 2019, 2020) for quarter in (1, 2, 3, 4)]
CELLS = st.tuples(
    st.sampled_from(PERIODS),
    st.sampled_from(["shenzhen", "baoan"]),
    st.sampled_from(["true_renovation", "projects_started", "above_scale_firms", "debt"]),
)


@given(st.dictionaries(CELLS, st.integers(-(2**61), 2**61), min_size=1))
def test_years_add_flows_up_and_take_stocks_at_the_end(cells):
    columns = {
        "period": [period for period, _, _ in cells],
        "region": [region for _, region, _ in cells],
        "size_class": ["all"] * len(cells),
        "instrument": [""] * len(cells),
        "measure": [measure for _, _, measure in cells],
        "value": np.array(list(cells.values()), dtype=np.int64),
        "unit": [MEASURES[measure].unit for _, _, measure in cells],
    }
    present = {period for period, _, _ in cells}
    expected = Counter()
    seen = set()
    for (period, region, measure), value in cells.items():
        if {f"{period[:4]}-Q{n}" for n in (1, 2, 3, 4)} - present:
            continue
        if MEASURES[measure].kind == "flow" or period.endswith("Q4"):
            expected[period[:4], region, measure] += value
            seen.add((period[:4], region, measure))
    found = years_of(table(columns)).to_pylist()
    assert {(row["period"], row["region"], row["measure"]): row["value"] for row in found} == {
        key: expected[key] for key in seen
    }
    assert len(found) == len(seen)


def test_years_have_the_quarters_columns_and_order():
    years = years_of(table(rows()))
    assert years.schema == tidy.schema()
    about = years.select(tidy.WHAT).to_pylist()
    assert about == sorted(about, key=lambda row: tuple(row.values()))
    assert {row["period"] for row in about} == {"2018", "2019"}


def test_a_year_covered_in_part_has_no_rows():
    columns = rows()
    kept = [place for place, period in enumerate(columns["period"]) if period != "2019-Q2"]
    part = {name: [column[place] for place in kept] for name, column in columns.items()}
    assert set(years_of(table(part))["period"].to_pylist()) == {"2018"}
