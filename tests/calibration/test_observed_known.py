"""From when a figure was known: told by its row, a rule, or declared; never before it could be."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from observed_files import faults_of, folder_with

from calibration.observed import __main__ as command
from calibration.observed import hold_out, load_observations
from calibration.observed.known import last_day
from calibration.observed.periods import span_words
from calibration.observed.reading import read_observed

PLACES = ("shenzhen", "guangdong", "guangzhou")
OBSERVED = read_observed()
EVERY = {each.id: each for place in PLACES for each in load_observations(place)}
SERIES, TABLE = "series.yaml", "observed.csv"
INDUSTRY_2021 = "shenzhen.reported_industrial.growth.2021"
ENTRY_2021 = (
    '        row: {series: industrial_investment, period: "2021"}\n'
    "        measure: reported_industrial\n"
)


# ---------------------------------------------------------------- dates


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2018", (2018, 12, 31)), ("2018-01", (2018, 1, 31)), ("2018-02", (2018, 2, 28)),
        ("2016-02", (2016, 2, 29)), ("2018-01-29", (2018, 1, 29)), ("2016-02-29", (2016, 2, 29)),
    ],
)  # fmt: skip
def test_a_month_or_year_counts_as_its_last_day(text: str, expected: tuple[int, int, int]) -> None:
    assert last_day(text) == dt.date(*expected)


@pytest.mark.parametrize(
    "text", ["", "n/a", "2018-13", "2018-00", "2018-02-30", "2018-1", "18-01", "2018-01-00",
             "2018/01/01", "0000", "January 2018", "2018-01-29 "],
)  # fmt: skip
def test_what_is_no_date_is_none(text: str) -> None:
    assert last_day(text) is None


@given(st.dates(min_value=dt.date(1000, 1, 1)))
def test_a_whole_date_is_itself_and_never_after_its_month_or_year(day: dt.date) -> None:
    iso = day.isoformat()
    month, year = last_day(iso[:7]), last_day(iso[:4])
    assert last_day(iso) == day and month is not None and year is not None
    assert day <= month <= year and (month + dt.timedelta(days=1)).day == 1


# ---------------------------------------------------------------- worked cases


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("shenzhen.reported_renovation.growth.2017", "2018-01-31"),  # a month
        ("shenzhen.reported_renovation.level.2018", "2019-02-02"),  # a day
        ("shenzhen.reported_renovation.level.2016", "2019-02-02"),  # computed, two steps deep
        ("shenzhen.reported_renovation.level.2016.plan", "2017-12-21"),  # from a plan
        ("shenzhen.above_scale_firms.level.2015", "2016-12-31"),  # a yearbook of the next year
        ("shenzhen.above_scale_firms.level.2023", "2024-12-31"),
        ("guangdong.above_scale_firms.level.2024", "2025-01-15"),  # no yearbook
        ("guangdong.reported_renovation.level.2017", "2018-01-10"),  # the later of two
        ("guangdong.reported_renovation.growth.2018", "2019-02-02"),  # of another place's figure
        ("guangzhou.reported_renovation.level.2017", "2020-12-31"),  # a year
    ],
)
def test_days_are_those_of_the_source_or_of_the_rule(name: str, day: str) -> None:
    assert EVERY[name].known.isoformat() == day


def test_what_was_known_of_shenzhen_at_the_end_of_january_2018() -> None:
    known = load_observations("shenzhen", known_by=dt.date(2018, 1, 31))
    assert {each.id for each in known} == {
        "shenzhen.reported_renovation.growth.2017", "shenzhen.reported_industrial.growth.2017",
        "shenzhen.reported_renovation.level.2016.plan", "shenzhen.above_scale_firms.level.2015",
    }  # fmt: skip
    day_before = load_observations("shenzhen", known_by=dt.date(2018, 1, 30))
    assert {each.id for each in known} - {each.id for each in day_before} == {
        "shenzhen.reported_renovation.growth.2017", "shenzhen.reported_industrial.growth.2017",
    }  # fmt: skip
    whole = load_observations("shenzhen")
    assert known == hold_out(whole, years=range(2018, 2030))


def test_known_by_and_without_hold_back_both() -> None:
    day = dt.date(2018, 1, 31)
    left = load_observations("shenzhen", known_by=day, without=["2017"])
    assert {each.id for each in left} == {
        "shenzhen.reported_renovation.level.2016.plan", "shenzhen.above_scale_firms.level.2015",
    }  # fmt: skip
    assert load_observations("shenzhen", known_by=dt.date(2010, 1, 1)) == ()


# ---------------------------------------------------------------- properties


def test_nothing_is_known_before_its_last_month_or_before_what_it_rests_on() -> None:
    for each in EVERY.values():
        months = OBSERVED.figures[each.id].months  # a batch of claims is of no months
        assert each.known >= dt.date(each.year, months or 1, 1), each.id
        for held in each.rests_on:
            assert OBSERVED.figures[held.id].known <= each.known, (each.id, held.id)


def test_a_computed_figure_is_known_when_the_latest_of_its_own_page_and_sources_is() -> None:
    for figure in OBSERVED.figures.values():
        entry, row = figure.declared.entry, figure.declared.row
        if entry.derived is None:
            continue
        days = [OBSERVED.figures[name].known for name in entry.derived.sources]
        printed = last_day(row.date) if row else None
        assert figure.known == max([*days, *([printed] if printed else [])]), entry.id


@given(st.dates(dt.date(2010, 1, 1), dt.date(2027, 1, 1)), st.sampled_from(PLACES))
def test_known_by_leaves_what_was_known_and_all_that_it_rests_on(day: dt.date, place: str) -> None:
    left = OBSERVED.observations(place, known_by=day)
    assert left == tuple(e for e in EVERY.values() if e.place == place and e.known <= day)
    for each in left:
        assert all(OBSERVED.figures[held.id].known <= day for held in each.rests_on)
    later = OBSERVED.observations(place, known_by=day + dt.timedelta(days=90))
    assert {*left} <= {*later}


# ---------------------------------------------------------------- rows without a date


def undated(folder: Path) -> Path:
    """Shenzhen's industrial growth of 2021 on a page without a date."""
    dated = "30558624_1015325764.shtml,2022-01-29,medium,Manufacturing"
    return folder_with(folder, TABLE, (dated, dated.replace("2022-01-29", "")))


def test_a_figure_without_any_date_is_known_from_march_of_the_next_year(tmp_path: Path) -> None:
    found = read_observed(undated(tmp_path)).figures
    assert found[INDUSTRY_2021].known == dt.date(2022, 3, 31)


@pytest.mark.parametrize(
    ("written", "expected"),
    [('"2022"', (2022, 12, 31)), ("2022-01", (2022, 1, 31)), ("2022-01-30", (2022, 1, 30))],
)
def test_a_declared_day_stands_where_the_table_has_none(
    tmp_path: Path, written: str, expected: tuple[int, int, int]
) -> None:
    folder = undated(tmp_path)
    text = (folder / SERIES).read_text("utf-8")
    assert text.count(ENTRY_2021) == 1
    more = f"{ENTRY_2021}        known: {written}\n        known_by_reason: Told by its title\n"
    (folder / SERIES).write_text(text.replace(ENTRY_2021, more), "utf-8")
    assert read_observed(folder).figures[INDUSTRY_2021].known == dt.date(*expected)


def test_a_day_before_that_of_a_page_that_prints_it_again_may_be_declared(tmp_path: Path) -> None:
    more = f"{ENTRY_2021}        known: 2022-01-20\n        known_by_reason: Said in a speech\n"
    found = read_observed(folder_with(tmp_path, SERIES, (ENTRY_2021, more)))
    assert found.figures[INDUSTRY_2021].known == dt.date(2022, 1, 20)
    assert "Known then: said in a speech" in command.page(found)


# ---------------------------------------------------------------- every guard fires


@pytest.mark.parametrize(
    ("more", "field", "message"),
    [
        ("        known: 2021-11-30\n        known_by_reason: x\n", "known",
         "is known from 2021-11-30, and its last month begins on 2021-12-01"),
        ("        known: 2022-01-29\n        known_by_reason: x\n", "known",
         "of the table is of 2022-01-29 already"),
        ("        known: 2023-01\n        known_by_reason: x\n", "known",
         "of the table is of 2022-01-29 already"),
        ("        known: soon\n        known_by_reason: x\n", "known", "is no date"),
        ("        known: 2022-13\n        known_by_reason: x\n", "known", "is no date"),
        ("        known: 2022-01-20\n", "known_by_reason", "must be given with known"),
        ("        known_by_reason: x\n", "known_by_reason", "must be given with known"),
    ],
)  # fmt: skip
def test_a_slip_in_a_declared_day_is_told(
    tmp_path: Path, more: str, field: str, message: str
) -> None:
    faults = faults_of(tmp_path, SERIES, (ENTRY_2021, ENTRY_2021 + more))
    told = [one for one in faults if one.field.endswith(field) and message in one.message]
    assert told, "\n".join(fault.summary() for fault in faults)
    assert told[0].line > 1


def test_a_page_that_is_older_than_what_it_reports_is_told(tmp_path: Path) -> None:
    line = "find by title,2018-01,medium,as above"
    faults = faults_of(tmp_path, TABLE, (line, line.replace("2018-01", "2017-11")))
    assert [fault.message for fault in faults] == [
        "is known from 2017-11-30, and its last month begins on 2017-12-01"
    ]


def test_a_forecast_may_be_older_than_its_year_only_where_it_says_so(tmp_path: Path) -> None:
    forecast = "reason: A guess of April 2017; it enters as the lower end of a range\n"
    faults = faults_of(tmp_path, SERIES, (f"{forecast}        plan: true\n", forecast))
    assert [fault.message for fault in faults] == [
        "is known from 2017-04-24, and its last month begins on 2017-12-01"
    ]


def test_a_date_of_the_table_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path, TABLE, (",2022-01-29,", ",29.1.2022,"))
    assert (fault.field, fault.message) == ("source_date", "is no date")
    assert fault.found == "text '29.1.2022'" and fault.line > 1


def test_a_yearbook_that_is_no_source_of_the_table_is_told(tmp_path: Path) -> None:
    slip = ("- source: 广东统计年鉴2024", "- source: 广东统计年鉴2025")
    faults = faults_of(tmp_path, SERIES, slip)
    (told,) = [fault for fault in faults if "yearbooks" in fault.field]
    assert told.message == "is no source of the table" and told.nearest is not None


def test_a_figure_with_neither_date_nor_year_is_told(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, TABLE, (",2021-02-03,", ",,"), (",2021-02-03,", ",,"))
    text = (
        (folder / TABLE)
        .read_text("utf-8")
        .replace("2021-02 batch 1 (renovation investment projects)", "batch 1")
    )
    (folder / TABLE).write_text(text, "utf-8")
    faults = faults_of_series(folder)
    assert any("has neither a date nor a year" in one for one in faults), faults


def faults_of_series(folder: Path) -> list[str]:
    from scenarios.errors import InputError

    text = (
        (folder / SERIES)
        .read_text("utf-8")
        .replace("2021-02 batch 1 (renovation investment projects)", "batch 1")
    )
    (folder / SERIES).write_text(text, "utf-8")
    with pytest.raises(InputError) as refused:
        read_observed(folder)
    return [fault.message for fault in refused.value.faults]


# ---------------------------------------------------------------- what is told


def test_the_page_and_the_table_show_the_day(capsys: pytest.CaptureFixture[str]) -> None:
    text = command.page(OBSERVED)
    for each in EVERY.values():
        (line,) = [row for row in text.splitlines() if row.startswith(f"| `{each.id}` |")]
        assert f"| {each.known}" in line
        ruled = each.measure == "above_scale_firms" and each.year < 2023
        assert (f"| {each.known} * |" in line) == ruled, line
    assert command.main(["shenzhen", "--known-by", "2018-01-31"]) == 0
    told = capsys.readouterr().out.splitlines()
    assert len(told) == 4 and all("  201" in line for line in told)


@pytest.mark.parametrize(
    ("months", "zh", "en"),
    [(12, "2017", "2017"), (5, "2017年1—5月", "January to May 2017"),
     (1, "2017年1月", "January 2017"), (3, "2017年1—3月", "January to March 2017")],
)  # fmt: skip
def test_a_part_of_a_year_is_said(months: int, zh: str, en: str) -> None:
    assert span_words(2017, months) == (zh, en)


def test_spans_of_observations() -> None:
    part = EVERY["guangzhou.reported_renovation.growth.2017-01..05"]
    assert (part.span.en, part.span.zh) == ("January to May 2017", "2017年1—5月")
    assert EVERY[INDUSTRY_2021].span.en == "2021"
