import datetime as dt
import json

import numpy as np
import pytest

from results.study import Observation, Target, Text
from results.summary import last_year_before, summarise
from results.summary_text import grids, print_summary
from results.summary_words import sentences
from results.tables import CityTable
from results.text_tables import make_console


@pytest.fixture(scope="module")
def summary(years, study):
    return summarise(years, study)


def test_a_year_is_the_mean_of_its_runs(summary, years):
    cells = years[
        (years["variant"] == "enacted")
        & (years["period"] == "2020")
        & (years["measure"] == "reported_renovation")
    ]["value"]
    line = summary.line(2020)
    assert line.reported.mean == pytest.approx(cells.mean())
    assert line.reported.low == pytest.approx(np.quantile(cells, 0.05))
    assert line.reported.high == pytest.approx(np.quantile(cells, 0.95))
    assert line.target == 60e9


def test_years_add_up_to_the_total(summary):
    for name in ("reported", "true", "reported_without", "true_without", "support"):
        parts = sum(getattr(line, name).mean for line in summary.years)
        assert getattr(summary.total, name).mean == pytest.approx(parts)
    for name in ("reported_difference", "true_difference"):
        parts = sum(getattr(line, name).value for line in summary.years)
        assert getattr(summary.total, name).value == pytest.approx(parts)


def test_difference_is_policy_less_baseline(summary):
    for line in summary.years:
        gap = line.reported.mean - line.reported_without.mean
        assert line.reported_difference.value == pytest.approx(gap)


def test_nothing_differs_before_the_policy_does_anything(summary):
    for year in (2016, 2017):
        found = summary.line(year).true_difference
        assert (found.value, found.low, found.high) == (0, 0, 0)


def test_payers_add_up_to_their_sum(summary):
    *payers, total = summary.payers
    assert [line.payer for line in payers] == ["city", "province", "state"]
    assert total.payer is None
    assert sum(line.paid.mean for line in payers) == pytest.approx(total.paid.mean)
    assert sum(line.cost.mean for line in payers) == pytest.approx(total.cost.mean)
    assert total.paid.mean == pytest.approx(summary.total.support.mean)
    added = sum(line.cost_difference.value for line in payers)
    assert added == pytest.approx(total.cost_difference.value)


def test_support_share_is_support_over_reported(summary):
    line = summary.line(2020)
    assert line.support_share.value == pytest.approx(line.support.mean / line.reported.mean)


def test_bridge_leads_from_true_to_reported(summary):
    *steps, reported = summary.bridge
    assert steps[0].measure == "true_renovation"
    assert sum(step.policy.mean for step in steps) == pytest.approx(reported.policy.mean)
    assert sum(step.difference.value for step in steps) == pytest.approx(reported.difference.value)


def test_bridge_that_does_not_hold_is_refused(years, study):
    broken = years.copy()
    row = broken[(broken["measure"] == "relabelled") & (broken["period"] == "2020")].index[0]
    broken.loc[row, "value"] += 1
    with pytest.raises(ValueError, match="do not reconcile"):
        summarise(broken, study)


def test_the_year_before_the_plan_is_the_one_that_had_mostly_passed():
    assert last_year_before(dt.date(2017, 12, 21)) == 2017
    assert last_year_before(dt.date(2018, 1, 5)) == 2017
    assert last_year_before(dt.date(2018, 7, 1)) == 2018


def test_growth_before_the_plan(summary, years, study):
    early = summary.early_growth
    assert (early.first, early.through, early.last) == (2016, 2017, 2020)
    levels = CityTable(years, study).matrix("enacted", "reported_renovation").mean(axis=0)
    share = (levels[1] - levels[0]) / (levels[4] - levels[0])
    assert early.simulated.value == pytest.approx(share)
    assert early.change_before == pytest.approx(levels[1] - levels[0])
    assert early.change == pytest.approx(levels[4] - levels[0])
    # Published: (348.0 - 214.0) / (424.9 - 214.0).
    assert early.published == pytest.approx(134.0 / 210.9)
    assert early.published_last == 2018


def test_growth_that_is_none_is_said(build_years, build_study):
    years = build_years(runs=3)
    falls = (years["measure"].isin(["reported_renovation", "unfiled_renovation"])) & (
        years["period"] == "2020"
    )
    taken = 50 * 10**9
    years.loc[falls & (years["measure"] == "reported_renovation"), "value"] -= taken
    years.loc[falls & (years["measure"] == "unfiled_renovation"), "value"] += taken
    found = summarise(years, build_study(runs=3))
    assert found.early_growth.simulated is None
    assert any("no growth from 2016 to 2020" in text for text in sentences(found, "en"))
    assert any("64% of the growth" in text for text in sentences(found, "en"))


def test_distance_from_published_levels_and_growths(summary):
    rows = {(row.measure, row.year, row.kind): row for row in summary.distances}
    level = rows["reported_renovation", 2018, "level"]
    mean = summary.line(2018).reported.mean
    assert level.difference == pytest.approx(mean - 42.49e9)
    assert level.relative == pytest.approx(mean / 42.49e9 - 1)
    growth = rows["reported_renovation", 2018, "growth"]
    assert growth.published == pytest.approx(0.221)
    assert growth.relative is None
    assert rows["reported_renovation", 2017, "level"].derived
    assert not rows["reported_renovation", 2017, "growth"].derived
    firms = rows["above_scale_firms", 2020, "level"]
    assert (firms.form, firms.difference) == ("count", 10_000 - 11_255)


def test_growth_of_the_first_year_has_nothing_to_stand_on(years, build_study):
    point = Observation("reported_renovation", 2016, None, 5.0, "yuan", "low", False, "x")
    assert summarise(years, build_study(observations=(point,))).distances == ()


def test_targets_are_read_by_their_units(summary, years, study):
    lines = {line.target.id: line for line in summary.targets}
    reported = CityTable(years, study).matrix("enacted", "reported_renovation")
    assert lines["T1"].reached.met == int((reported[:, 4] >= 60e9).sum())
    yearly = (reported[:, 4] / reported[:, 0]) ** 0.25 - 1
    assert lines["T2"].simulated.mean == pytest.approx(yearly.mean())
    assert lines["T3"].simulated.mean == pytest.approx((reported[:, 4] / reported[:, 0]).mean())
    assert lines["T5"].simulated.mean == pytest.approx(0.5)
    assert lines["T8"].simulated.mean == pytest.approx(5 * 3009.5)  # five years of robots
    assert lines["T7"].verdict == "outside the years"
    assert lines["T4"].verdict == "not simulated"


def test_no_target_and_no_published_point(years, build_study):
    found = summarise(years, build_study(targets=(), observations=()))
    assert found.focus == 2023
    assert found.distances == found.targets == ()
    assert found.early_growth.published is None
    assert "target" not in sentences(found, "en")[0]


def test_one_run_has_unknown_intervals_and_no_zero_ones(build_years, build_study):
    found = summarise(build_years(runs=1), build_study(runs=1))
    line = found.line(2020)
    assert line.reported.low is line.reported.high is None
    assert line.true_difference.low is line.true_difference.high is None
    assert line.true_difference.value != 0


def test_without_the_baseline_there_are_no_differences(build_years, build_study):
    study = build_study(variants={"enacted": Text("现行", "as enacted")})
    found = summarise(build_years(runs=2, variants=("enacted",)), study)
    assert found.comparison is None
    assert found.total.true_difference is None
    assert found.payers[-1].paid_without is None


def test_a_world_that_pays_nothing(build_years, build_study):
    found = summarise(build_years(runs=3, support_factor=0), build_study(runs=3))
    assert found.total.support.mean == 0
    assert found.comparison.total.per_public_yuan is None


def test_json_has_numbers_texts_and_null_only(summary, build_years, build_study):
    one = summarise(build_years(runs=1), build_study(runs=1))
    for found in (summary, one):
        text = json.dumps(found.as_dict(), allow_nan=False, default=str)
        record = json.loads(text)
        assert record["parameters"] == "prior means, not calibrated"
        assert len(record["years"]) == 8
        assert record["early_growth"]["announced"] == "2017-12-21"
    assert record["years"][4]["true_difference"]["low"] is None


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("runs", [1, 5])
def test_it_prints(language, runs, build_years, build_study, capsys):
    found = summarise(build_years(runs=runs), build_study(runs=runs, levers={"a.rate": 0.2}))
    print_summary(found, language, make_console())
    text = capsys.readouterr().out
    assert {"zh": "尚未用数据校准", "en": "not calibrated"}[language] in text
    assert "a.rate=0.2" in text
    assert ("[?]" in text) == (runs == 1)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_readings_are_named(language, years, build_study, capsys):
    as_shipped = {"RW07": "below_threshold_only", "RW22": "prorata"}
    readings = {
        "enacted": as_shipped | {"RW22": "ranking"},
        "half_rate": as_shipped | {"RW22": "ranking", "RW07": "stack"},
        "no_programme": {"RW22": "ranking"},
    }
    found = summarise(years, build_study(readings=readings, default_readings=as_shipped))
    record = found.as_dict()
    assert (record["readings"], record["default_readings"]) == (readings, as_shipped)
    print_summary(found, language, make_console())
    text = capsys.readouterr().out
    head = {"zh": "读法（资助比例减半）：", "en": "readings (half the rates): "}
    note = {"zh": "* 非默认读法", "en": "* not the default reading"}
    assert "RW07=below_threshold_only, RW22=ranking*\n" in text
    assert f"{head[language]}RW07=stack*\n{note[language]}\n" in text
    assert text.count("RW22") == 1  # a variant tells only what it reads otherwise


def test_no_readings_are_no_line(summary, capsys):
    print_summary(summary, "en", make_console())
    assert "reading" not in capsys.readouterr().out


def test_policy_is_named(summary, capsys):
    print_summary(summary, "en", make_console())
    assert "as enacted" in capsys.readouterr().out


def test_table_columns_align_under_chinese(summary):
    from rich.cells import cell_len
    from rich.console import Console

    from results.text_tables import build_table

    console = Console(width=200, file=open("/dev/null", "w"))  # noqa: SIM115, PTH123
    for grid in grids(summary, "zh"):
        with console.capture() as capture:
            console.print(build_table(grid, " "))
        widths = {cell_len(line) for line in capture.get().splitlines() if line}
        assert len(widths) == 1, grid.title
    console.file.close()


def test_narrow_terminals_put_ranges_below(summary):
    import io

    from rich.console import Console

    from results.text_tables import print_grid

    for width, lines in ((120, 1), (80, 2)):
        console = Console(width=width, file=io.StringIO())
        print_grid(grids(summary, "en")[0], console)
        text = console.file.getvalue()
        assert "56.31" in text
        row = text[text.index("2020") :].splitlines()[:lines]
        assert "(52.36–59.10)" in row[-1]


def test_target_of_another_unit_is_no_headline(years, build_study):
    only = Target(
        "T3", Text("倍增", "Doubling"), "T1", "reported_renovation", 2020, 2, "times 2016"
    )
    found = summarise(years, build_study(targets=(only,)))
    assert found.focus == 2023
    assert found.line(2020).target is None
