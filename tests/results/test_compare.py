import json
import math

import numpy as np
import pytest

from results.compare import compare_variants
from results.compare_text import comparison_record, print_comparison
from results.statistics import t_quantile
from results.tables import CityTable
from results.text_tables import make_console


def test_paired_differences_by_hand(years, study):
    table = CityTable(years, study)
    found = compare_variants(years, study, "enacted", "no_programme")
    gap = (
        table.matrix("enacted", "true_renovation")[:, 3]
        - table.matrix("no_programme", "true_renovation")[:, 3]
    )
    row = found.years[3]
    assert row.year == 2019
    assert row.true.value == pytest.approx(gap.mean())
    half = t_quantile(19) * gap.std(ddof=1) / math.sqrt(20)
    assert row.true.high - row.true.value == pytest.approx(half)


def test_running_totals_end_in_the_sum_of_the_years(years, study):
    found = compare_variants(years, study, "enacted", "no_programme")
    for name in ("true", "reported", "support"):
        total = sum(getattr(row, name).value for row in found.years)
        assert getattr(found.total, f"{name}_so_far").value == pytest.approx(total)


def test_swapped_worlds_differ_by_the_opposite(years, study):
    one = compare_variants(years, study, "enacted", "no_programme").total
    other = compare_variants(years, study, "no_programme", "enacted").total
    assert one.true_so_far.value == -other.true_so_far.value
    assert one.true_so_far.low == pytest.approx(-other.true_so_far.high)


def test_each_public_yuan(years, study):
    table = CityTable(years, study)
    pair = ("enacted", "no_programme")
    worth = [table.present_value(table.matrix(v, "true_renovation")).sum(axis=1) for v in pair]
    cost = [table.over_payers(v).sum(axis=1) for v in pair]
    found = compare_variants(years, study, *pair).total
    expected = np.mean(worth[0] - worth[1]) / np.mean(cost[0] - cost[1])
    assert found.per_public_yuan.value == pytest.approx(expected)
    assert found.cost_so_far.value == pytest.approx(np.mean(cost[0] - cost[1]))


def test_before_any_cost_there_is_no_ratio(years, study):
    found = compare_variants(years, study, "enacted", "no_programme")
    assert found.years[0].per_public_yuan is None
    assert found.years[2].per_public_yuan is not None


def test_a_world_against_itself_is_zero(years, study):
    found = compare_variants(years, study, "enacted", "enacted").total
    assert (found.true_so_far.value, found.true_so_far.low, found.true_so_far.high) == (0, 0, 0)


def test_only_replicates_that_both_have_are_compared(years, study):
    lost = years[~((years["variant"] == "no_programme") & (years["run"] == 2))]
    assert compare_variants(lost, study, "enacted", "no_programme").total.true.runs == 19


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("runs", [1, 4])
def test_it_prints_and_is_json(language, runs, build_years, build_study, capsys):
    study = build_study(runs=runs)
    found = compare_variants(build_years(runs=runs), study, "enacted", "half_rate")
    print_comparison(found, language, make_console())
    assert study.variants["half_rate"].text(language) in capsys.readouterr().out
    record = json.loads(json.dumps(comparison_record(found), allow_nan=False))
    assert (record["years"][5]["true"]["low"] is None) == (runs == 1)


def test_readings_of_both_sides_are_named(years, build_study, capsys):
    readings = {"enacted": {"RW07": "stack"}, "half_rate": {"RW07": "higher_of"}}
    study = build_study(readings=readings, default_readings={"RW07": "stack"})
    found = compare_variants(years, study, "half_rate", "enacted")
    print_comparison(found, "en", make_console())
    text = capsys.readouterr().out
    assert "readings (half the rates): RW07=higher_of*" in text
    assert "readings (as enacted): RW07=stack\n" in text
    record = comparison_record(found)
    assert (record["readings"], record["default_readings"]) == (readings, {"RW07": "stack"})
