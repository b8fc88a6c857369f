"""What offices would count: declared once, counted of a run, and what it teaches in worlds."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from synthetic_bank import bank_table, bank_trial

from calibration.fit.synthetic_worlds import Job, emulator_without
from calibration.moments.catalogue import moments_of
from calibration.moments.disputed import judgements
from calibration.records.declared import FILE, YEARS, Column, read_records, shipped_records
from calibration.records.moments import block_of, own_error, with_records
from calibration.records.taken import (
    CENSUS,
    STATISTICS,
    Part,
    Seen,
    knows_newest,
    look_at,
    take,
    value_of,
)
from calibration.records.worth import ALL, PUBLISHED, judge, judge_worlds, taught_by
from scenarios.errors import InputError
from sim.engine import CompiledRun
from sim.law.codes import ACTIVE, RENOVATION
from sim.model_inputs import prepare
from sim.randomness import run_key

KEY = run_key(2017, 0)
COLUMNS = {one.name: one for one in shipped_records().columns()}


@pytest.fixture(scope="module")
def inputs(small_scenario: Any) -> Any:
    return prepare(small_scenario, "as-enacted")


@pytest.fixture(scope="module")
def looked(inputs: Any) -> Seen:
    return look_at(inputs, KEY)


# -- declared


def test_every_statistic_is_declared_and_counted_once() -> None:
    declared = [one.id for one in shipped_records().records if one.group != CENSUS]
    assert sorted(declared) == sorted(STATISTICS)
    assert len(COLUMNS) == len(shipped_records().columns())


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("group: awareness", "group: awarenes", "awareness"),
        ("id: asked", "id: refused", "stands twice"),
        ("- id: tax", "- id: taxes", "tax"),
        ("error: 0.005", "error: 0", "error"),
        ("years: [0, 2, 4]", "years: [0, 2, 5]", "years"),
        ("scale: mean_log", "scale: mean", "mean_log"),
    ],
)
def test_a_fault_of_the_file_is_told(tmp_path: Path, before: str, after: str, told: str) -> None:
    path = tmp_path / "records.yaml"
    text = FILE.read_text("utf-8")
    assert text.count(before) >= 1
    path.write_text(text.replace(before, after, 1), "utf-8")
    with pytest.raises(InputError, match=told):
        read_records(path)


# -- counted


def test_a_run_gives_every_column_but_the_census_and_the_same_each_time(inputs: Any) -> None:
    found = take(inputs, KEY)
    assert set(found) == {name for name, one in COLUMNS.items() if one.of.group != CENSUS}
    assert found == take(inputs, KEY)
    assert sum(math.isnan(value) for value in found.values()) == 0


def test_small_and_larger_firms_are_all_firms(looked: Seen) -> None:
    for year in range(YEARS):
        small, larger = looked.firms(year, "small"), looked.firms(year, "larger")
        assert not (small & larger).any()
        assert ((small | larger) == looked.firms(year, "all")).all()
    counts = [looked.projects(size) for size in ("small", "larger", "all")]
    assert len(counts[0][0]) + len(counts[1][0]) == len(counts[2][0]) > 0
    assert counts[0][2] + counts[1][2] == counts[2][2]


def test_what_is_counted_is_what_the_run_did(inputs: Any, looked: Seen) -> None:
    """Applications, awareness and projects, read from the run's own rows."""
    run = CompiledRun(inputs, KEY)
    begun = 0
    for now in range(4 * (looked.first + 3)):
        before = run.projects[:, 1].copy()
        run.step()
        if now >= 4 * (looked.first + 2):
            building = run.projects[:, 1]
            new = (building["started"] == now) & (building["cost"] > 0)
            new &= (building["ordinal"] != before["ordinal"]) | (before["started"] != now)
            new &= building["nature"] == RENOVATION
            begun += int((new & looked.firms(2, "all")).sum())
    firms = looked.firms(2, "small")
    applied = run.firms["applications_made"][firms] > 0
    expected = Part(int(applied.sum()), int(firms.sum())).log_odds
    assert value_of(COLUMNS["records.applications.applied.small.2"], looked) == expected
    assert (knows_newest(run) == looked.knows[2]).all()
    rows, _, _ = looked.projects("all")
    of_year = rows[(rows["now"] // 4 == looked.first + 2) & (rows["nature"] == RENOVATION)]
    assert len(of_year) == begun > 0


def test_the_newest_programme_is_the_last_announced(inputs: Any) -> None:
    run = CompiledRun(inputs, KEY)
    assert not knows_newest(_before_any(run)).any()
    run.finish()
    waves = int(run.quarters["waves"][0])
    knows = (run.firms["heard"] >> (waves - 1)) & 1
    assert (knows_newest(run) == (knows == 1)).all()
    assert 0 < knows[run.firms["status"] == ACTIVE].mean() < 1


def _before_any(run: CompiledRun) -> Any:
    """The same run on a day on which nothing was announced."""
    quarters = run.quarters.copy()
    quarters["announced"] = 0
    return type("Run", (), {"quarters": quarters, "now": 1, "firms": run.firms})()


def test_shares_have_odds_even_where_none_or_all_are_meant() -> None:
    assert Part(5, 10).log_odds == 0.0
    assert Part(0, 10).log_odds == -Part(10, 10).log_odds == math.log(0.5 / 10.5)
    assert math.isnan(Part(0, 0).log_odds)


def test_a_run_that_ends_before_the_records_do_is_refused(small_scenario: Any) -> None:
    horizon = small_scenario.file.horizon.model_copy(update={"end": "2019-Q4"})
    file = small_scenario.file.model_copy(update={"horizon": horizon})
    short = prepare(small_scenario.model_copy(update={"file": file}), "as-enacted")
    with pytest.raises(ValueError, match="5 reported years"):
        look_at(short, KEY)


def test_what_nobody_did_is_not_a_number(looked: Seen) -> None:
    """A city whose firms are all below the line: nothing to count, and no fault."""
    stocks = looked.panel.stocks | {
        "above_scale": np.zeros_like(looked.panel.stocks["above_scale"])
    }
    nobody = replace(looked, panel=replace(looked.panel, stocks=stocks))
    of_firms = [one for one in COLUMNS.values() if one.of.group in ("returns", "filings")]
    assert len(of_firms) == 12
    assert all(math.isnan(value_of(one, nobody)) for one in of_firms)


# -- as moments


def test_records_stand_beside_what_is_published_with_errors_of_their_own() -> None:
    published = moments_of("shenzhen")
    many = len(published.items)
    right = with_records(published, 2016, model_is_right=True)
    erring = with_records(published, 2016, model_is_right=False)
    assert right.names == erring.names == (*published.names, *COLUMNS)
    assert (right.discrepancy == 0).all()
    assert (erring.discrepancy[:many, :many] == published.discrepancy).all()
    assert (right.covariance == erring.covariance).all()
    errors = np.sqrt(np.diag(right.covariance)[many:])
    groups = {one.id: one.error for one in shipped_records().groups}
    assert errors.tolist() == pytest.approx([groups[one.of.group] for one in COLUMNS.values()])
    run = {f"above_scale_firms@{year}-Q4": float(year) for year in (2016, 2018, 2020)}
    census = [one for one in right.items if one.block == block_of(CENSUS)]
    assert [one.take(run) for one in census] == [math.log(year) for year in (2016, 2018, 2020)]


def test_each_group_errs_by_itself_as_findings_and_the_census_with_published_counts() -> None:
    number = judgements(None).number
    items = with_records(moments_of("shenzhen"), 2016, model_is_right=False).items
    found = own_error([one.block for one in items])
    blocks = ["firms" if one.block == block_of(CENSUS) else one.block for one in items]
    for row, mine in enumerate(blocks):
        declared = "facts" if mine.startswith("records.") else mine
        variance = number(f"discrepancy.{declared}") ** 2
        common = number(f"discrepancy.{declared}.common")
        assert found[row, row] == pytest.approx(variance)
        for column, other in enumerate(blocks[:row]):
            expected = variance * common if mine == other else 0.0
            assert found[row, column] == pytest.approx(expected)
    assert blocks.count("firms") > 3 and np.linalg.eigvalsh(found).min() > 0


# -- in synthetic worlds


def with_a_record(sharp: bool) -> Any:
    """The invented bank, its count of firms a record of the census instead.

    Args:
        sharp: whether the census counts the first parameter itself, nearly without chance.
    """
    table = bank_table()
    items = (*table.moments.items[:-1], replace(table.moments.items[-1], block=block_of(CENSUS)))
    values = table.values.copy()
    if sharp:
        random = np.random.default_rng(5)
        values[:, -1] = table.points[:, 2] + 0.01 * random.standard_normal(len(values))
    return replace(table, values=values, moments=replace(table.moments, items=items))


def test_a_record_teaches_what_it_counts_and_no_record_teaches_nothing_more(tmp_path: Path) -> None:
    taught = {}
    for sharp in (True, False):
        trial = bank_trial(with_a_record(sharp))
        records, failed = judge_worlds(trial, tmp_path, 1, 6)
        assert not failed
        taught[sharp] = taught_by(records, trial)
    column = 1  # "vague", the second free parameter
    sharp, blunt = taught[True], taught[False]
    assert sharp[ALL].identified[column] == 1.0 == sharp[CENSUS].identified[column]
    assert sharp[ALL].contraction[column] > blunt[ALL].contraction[column] + 0.1
    assert sharp[PUBLISHED].contraction == pytest.approx(blunt[PUBLISHED].contraction, abs=1e-12)
    assert (sharp["loans"].contraction == sharp[PUBLISHED].contraction).all()  # none are there
    assert sharp[ALL].by_world.sum() == pytest.approx(6 * sharp[ALL].identified.sum())


def test_groups_are_judged_in_the_first_worlds_alone() -> None:
    trial = bank_trial(with_a_record(sharp=False))
    first, second = (judge(1, Job(trial, emulator_without(trial, one), one)) for one in (0, 1))
    assert set(second) == {PUBLISHED, ALL}
    assert set(first) == {PUBLISHED, ALL, *(one.id for one in shipped_records().groups)}


def test_a_column_names_its_group_size_and_year() -> None:
    declared = next(one for one in shipped_records().records if one.id == "applied")
    assert Column(declared, "small", 2).name == "records.applications.applied.small.2"
    assert Column(declared, None, None).name == "records.applications.applied"
