"""Reported against tasks, by district and quarter: by hand, in sum, and where there is none."""

import json

import numpy as np
import pandas as pd
import pytest

from results.charts import style
from results.charts.build import charts_of, draw_charts
from results.charts.progress import alt_text, draw, shade
from results.progress import records, task_progress
from results.progress.reported import reported
from results.progress.standing import Standing, split_over_runs
from results.progress.text import print_progress
from results.statistics import Middle, middle
from results.text_tables import make_console
from scenarios import InputError

RENOVATION = "reported_renovation"
COLUMNS = ("variant", "run", "period", "region", "size_class", "instrument", "measure", "value")

# By hand: two districts and their quarters, in the year before and in the year; yuan.
BEFORE = {"east": (30, 30, 30, 30), "west": (10, 10, 10, 10), "isle": (0, 0, 0, 0)}
YEAR = {"east": (20, 50, 50, 60), "west": (40, 10, 0, 30), "isle": (0, 5, 0, 0)}


def table(years, runs=1):
    """A quarterly table from reported yuan by year, district and quarter."""
    rows = []
    for run in range(runs):
        for year, districts in years.items():
            for quarter in range(4):
                period = f"{year}-Q{quarter + 1}"
                whole = sum(values[quarter] for values in districts.values())
                for region, value in [
                    *((name, values[quarter]) for name, values in districts.items()),
                    ("city", whole),
                ]:
                    if value or region == "city":
                        rows.append(("enacted", run, period, region, "all", "", RENOVATION, value))
    return pd.DataFrame(rows, columns=COLUMNS)


@pytest.fixture
def by_hand(build_study, build_task):
    study = build_study(runs=1, report_from=2020, tasks=(build_task(2020, amount=400),))
    return task_progress(table({2019: BEFORE, 2020: YEAR}), study)


def at(progress, region, quarter):
    return next(row for row in progress.of(region) if row.quarter == quarter)


def test_by_hand(by_hand):
    # Last year the east reported three quarters, the west one, the isle none; quarters alike.
    east, west, isle = (at(by_hand, name, 2) for name in ("east", "west", "isle"))
    assert (east.task.median, east.reported.median, east.gap.median) == (150, 70, -80)
    assert (west.task.median, west.reported.median, west.gap.median) == (50, 50, 0)
    assert east.fulfilled.median == pytest.approx(70 / 150)
    assert west.of_year.median == pytest.approx(50 / 100)
    assert (west.rank, east.rank, isle.rank) == (1, 2, None)
    assert (west.ahead, east.ahead, isle.ahead) == (True, False, None)
    assert (west.runs_ahead.met, east.runs_ahead.met) == (1, 0)
    assert isle.fulfilled is None and isle.reported.median == 5
    city = at(by_hand, None, 4)
    assert (city.reported.median, city.year_task.median, city.rank) == (265, 400, None)
    (line,) = by_hand.city
    assert (line.year, line.reported.median) == (2020, 265)
    assert (line.plans[0].gap.median, line.plans[0].met.met) == (-135, 0)


def test_a_run_without_a_year_before_splits_evenly_and_says_so(build_study, build_task):
    study = build_study(runs=1, report_from=2020, tasks=(build_task(2020, amount=1200),))
    progress = task_progress(table({2020: YEAR}), study)
    assert not progress.split_known
    assert {at(progress, region, 1).task.median for region in study.districts} == {100}


def test_time_passed_and_firms_may_split_instead(build_study, build_task):
    uneven = {name: (values[0], 0, 0, 0) for name, values in BEFORE.items()}
    study = build_study(runs=1, report_from=2020, tasks=(build_task(2020, amount=400),))
    rows = table({2019: uneven, 2020: YEAR})
    season = task_progress(rows, study)
    even = task_progress(rows, study, by_quarter="even")
    assert at(season, "east", 1).task.median == 300
    assert at(even, "east", 1).task.median == 75
    firms = [
        ("enacted", 0, "2019-Q4", region, "all", "", "above_scale_firms", count)
        for region, count in (("east", 1), ("west", 2), ("isle", 1), ("city", 4))
    ]
    rows = pd.concat([rows, pd.DataFrame(firms, columns=COLUMNS)])
    by_firms = task_progress(rows, study, by_district="firms")
    assert [at(by_firms, name, 4).year_task.median for name in study.districts] == [100, 200, 100]


# -- identities


def test_districts_add_up_to_the_city_and_quarters_to_the_year_in_every_run(quarters, study):
    found = reported(quarters, study, "enacted", RENOVATION)
    whole = np.full(len(found.runs), 60_000_000_001, dtype=np.int64)
    for by_district in ("last_year", "firms"):
        for by_quarter in ("season", "even"):
            parts = split_over_runs(found, found.years.index(2020), whole, by_district, by_quarter)
            assert parts.shape == (20, 4, 3)
            assert (parts.sum(axis=(1, 2)) == whole).all()
            assert (parts >= 0).all()
    city = quarters[(quarters["region"] == "city") & (quarters["variant"] == "enacted")]
    city = city[(city["measure"] == RENOVATION) & (city["period"].str[:4] == "2020")]
    yearly = city.groupby("run")["value"].sum().to_numpy()
    assert (found.values[:, found.years.index(2020)].sum(axis=(1, 2)) == yearly).all()


def test_the_years_end_is_the_year(quarters, study):
    progress = task_progress(quarters, study)
    assert progress.year == 2020
    for region in (*study.districts, None):
        end = at(progress, region, 4)
        assert end.task == end.year_task
        assert end.fulfilled == end.of_year
    city = next(line for line in progress.city if line.year == 2020)
    assert at(progress, None, 4).reported == city.reported
    assert at(progress, None, 4).year_task.median == 60e9
    assert at(progress, None, 4).gap == city.plans[0].gap


def test_a_changed_figure_is_caught(quarters, study):
    changed = quarters.copy()
    place = changed[
        (changed["region"] == "east") & (changed["measure"] == RENOVATION)
        & (changed["variant"] == "enacted") & (changed["run"] == 3)
        & (changed["period"] == "2019-Q2")
    ].index[0]  # fmt: skip
    changed.loc[place, "value"] += 1
    with pytest.raises(ValueError, match=r"does not add up to the city's in run 3, 2019-Q2"):
        task_progress(changed, study)
    with pytest.raises(ValueError, match="twice"):
        task_progress(pd.concat([quarters, quarters.loc[[place]]]), study)
    with pytest.raises(ValueError, match="does not add up"):
        task_progress(quarters.drop(index=place), study)


def test_a_district_that_the_study_does_not_know_is_caught(quarters, study, build_study):
    fewer = {name: label for name, label in study.districts.items() if name != "west"}
    with pytest.raises(ValueError, match="does not add up"):
        task_progress(quarters, build_study(districts=fewer))


def test_a_table_that_lacks_something_is_told(quarters, study):
    with pytest.raises(ValueError, match="lacks the columns period"):
        task_progress(quarters.drop(columns="period"), study)
    with pytest.raises(ValueError, match="no run of variant"):
        task_progress(quarters[quarters["variant"] == "half_rate"], study)


# -- tasks


def test_a_task_on_growth_is_each_runs_own(quarters, build_study, build_task):
    grown = build_task(2020, "growth", None, base=2018, growth_bp=1200, steps=2)
    progress = task_progress(quarters, build_study(tasks=(grown,)))
    line = next(line for line in progress.city if line.year == 2020)
    before = next(line for line in progress.city if line.year == 2018)
    assert line.plans[0].task.low < line.plans[0].task.high
    assert line.plans[0].task.median == pytest.approx(before.reported.median * 1.2544, abs=2)


def test_a_base_that_the_run_does_not_have_is_said(quarters, build_study, build_task):
    study = build_study(tasks=(build_task(2020, "multiple", None, base=2010, growth_bp=10_000,
                                          steps=1),))  # fmt: skip
    progress = task_progress(quarters, study)
    assert progress.plan is None
    assert "2010" in printed(progress, "en") and "its task is unknown" in printed(progress, "en")


def test_of_two_plans_the_larger_task_is_split(quarters, build_study, build_task):
    tasks = (build_task(2020, amount=50 * 10**9), build_task(2020, amount=70 * 10**9, plan="other"))
    progress = task_progress(quarters, build_study(tasks=tasks))
    assert progress.plan.plan == "other"
    line = next(line for line in progress.city if line.year == 2020)
    assert [plan.plan.plan for plan in line.plans] == ["doubling", "other"]


def test_no_task_is_said(quarters, build_study, build_task, tmp_path, years):
    progress = task_progress(quarters, build_study(tasks=(), last_year=2020))
    assert (progress.year, progress.plan) == (2020, None)
    assert all(row.task is None and row.rank is None for row in progress.standings)
    assert "No plan of the scenario sets a task" in printed(progress, "en")
    assert "没有文件给 2020 年的上报技改投资定任务" in printed(progress, "zh")
    with pytest.raises(ValueError, match="no plan sets a task"), style.drawing():
        draw(progress, "en")
    late = build_study(tasks=(build_task(2010),))
    assert "Doubling plan, 2010" in printed(task_progress(quarters, late), "en")
    for study in (build_study(tasks=()), late):
        assert len(charts_of(years, study, quarters=quarters)) == 3


def test_a_year_without_a_task_shows_what_is_reported(quarters, study):
    progress = task_progress(quarters, study, year=2022)
    assert progress.plan is None
    text = printed(progress, "en")
    assert "in 2022: only what is reported is shown" in text
    assert "reported renovation investment so far by the end of each quarter" in text


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"variant": "enact"}, "did you mean 'enacted'"),
        ({"year": 2015}, "year: is not reported"),  # a year of warm-up
        ({"measure": "renovation"}, "measure"),
        ({"by_district": "last_years"}, "did you mean 'last_year'"),
        ({"by_quarter": "eve"}, "did you mean 'even'"),
    ],
)
def test_what_there_is_none_of_is_refused(asked, said, quarters, study):
    with pytest.raises(InputError, match=said):
        task_progress(quarters, study, **asked)


# -- what is shown


def printed(progress, language, quarter=4):
    console = make_console()
    with console.capture() as capture:
        print_progress(progress, language, console, quarter)
    return " ".join(capture.get().split())


@pytest.mark.parametrize(("language", "words"), [
    ("zh", ("全年任务", "名次", "落后", "假定", "000.IV.2", "10–90%", "先验均值")),
    ("en", ("year's task", "rank", "behind", "assumed", "000.IV.2", "10–90%", "prior means")),
])  # fmt: skip
def test_the_page_has_what_it_must(language, words, quarters, study):
    text = printed(task_progress(quarters, study), language)
    assert all(word in text for word in words)
    assert "003.IV.1" not in text  # a clause of another plan


def test_a_world_without_the_plan_is_held_against_it(quarters, study):
    text = printed(task_progress(quarters, study, "no_programme"), "en")
    assert "whether or not this variant has them" in text


def test_one_run_has_no_range(build_quarters, build_study):
    progress = task_progress(build_quarters(runs=1), build_study(runs=1))
    assert at(progress, "east", 4).reported.low is None
    assert "one run only" in printed(progress, "en")
    json.dumps(records.record(progress), allow_nan=False)


def test_the_middle_of_runs():
    assert middle(np.arange(11)) == Middle(5, 1, 9, 11)
    assert middle(np.array([7])) == Middle(7, None, None, 1)


def test_rows_hold_every_district_and_quarter_once(quarters, study):
    progress = task_progress(quarters, study)
    rows = records.rows(progress)
    cells = [(row["region"], row["quarter"]) for row in rows if row["table"] != "city_by_year"]
    assert len(cells) == len(set(cells)) == 16
    ranks = [row["rank"] for row in rows if row["quarter"] == 4 and row["region"] != "city"]
    assert sorted(ranks) == [1, 2, 3]
    assert [row["year"] for row in rows if row["table"] == "city_by_year"] == [*range(2016, 2024)]
    record = records.record(progress)
    assert record["split"]["districts"]["status"] == "assumed"
    assert len(record["districts"]) == 16


# -- the chart


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("runs", [1, 6])
def test_no_text_leaves_the_picture_or_its_cell(language, runs, build_quarters, build_study):
    from matplotlib.text import Text

    progress = task_progress(build_quarters(runs=runs), build_study(runs=runs))
    with style.drawing():
        figure = draw(progress, language)
        figure.canvas.draw()
        boxes = [
            (text.get_text(), text.get_window_extent())
            for text in figure.findobj(Text)
            if text.get_text().strip() and text.get_visible()
        ]
    for text, box in boxes:
        assert box.x0 >= 0 and box.y0 >= 0, text
        assert box.x1 <= figure.bbox.width and box.y1 <= figure.bbox.height, text
    for number, (text, box) in enumerate(boxes):
        for other, beside in boxes[number + 1 :]:
            assert not box.overlaps(beside), (text, other)


def test_colours_say_behind_or_ahead():
    def cell(share):
        return Standing("east", 4, middle(np.array([1])), fulfilled=Middle(share, None, None, 1))

    behind = {shade(cell(share)) for share in (0.1, 0.4, 0.7, 0.99)}
    ahead = {shade(cell(share)) for share in (1.0, 1.3, 1.7)}
    assert len(behind) == 4 and len(ahead) == 3 and not behind & ahead


def test_the_chart_is_drawn_with_its_numbers(years, quarters, study, tmp_path):
    files = draw_charts(years, study, tmp_path, quarters=quarters)
    names = {path.name for path in files if path.name.startswith("progress")}
    assert names == {"progress.csv"} | {
        f"progress.{language}.{kind}" for language in ("zh", "en") for kind in ("png", "svg", "txt")
    }
    progress = task_progress(quarters, study)
    for language, word in (("zh", "热力表"), ("en", "Heat table")):
        assert alt_text(progress, language).startswith(word)
