"""Which row is which observation; what both the place file and this table state agrees."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from observed_files import faults_of

from calibration.observed import load_observations
from calibration.observed.reading import read_observed
from scenarios.errors import InputError
from scenarios.place_schema import Place
from scenarios.validation import check
from scenarios.yaml_document import read_document
from sim.measures import MEASURES

ROOT = Path(__file__).resolve().parents[2]
OBSERVED = read_observed()
PLACES = ("shenzhen", "guangdong", "guangzhou")
ALL = {each.id: each for place in PLACES for each in load_observations(place)}


def test_values_come_from_the_table_in_base_units() -> None:
    assert ALL["shenzhen.reported_renovation.level.2018"].value == pytest.approx(42.49e9)
    assert ALL["shenzhen.reported_renovation.growth.2017"].value == pytest.approx(math.log(1.626))
    assert ALL["shenzhen.reported_renovation.share.2018"].value == pytest.approx(0.441)
    assert ALL["shenzhen.above_scale_firms.level.2015"].value == 6539
    assert ALL["guangdong.reported_renovation.growth.2018"].value == pytest.approx(math.log(0.993))
    assert OBSERVED.figures["guangzhou.support_paid.ratio.2017"].value == pytest.approx(0.0223)
    assert ALL["shenzhen.support_paid.ratio.2021.universal"].value == pytest.approx(59_400)


def test_values_computed_here_follow_from_their_sources() -> None:
    plan = ALL["shenzhen.reported_renovation.level.2016.plan"]
    assert plan.value == pytest.approx(60e9 / 1.3**4)
    assert plan.value == pytest.approx(21.0e9, rel=0.001)
    assert (plan.confidence, plan.year) == ("low", 2016)
    province = ALL["guangdong.reported_renovation.level.2017"]
    assert province.value == pytest.approx(math.sqrt(400e9 * 475e9))
    per_project = OBSERVED.figures["guangzhou.support_paid.ratio.2017.per-project"]
    assert per_project.value == pytest.approx(553e6 / 310)


def test_a_logarithm_is_that_of_the_value_or_the_growth_itself() -> None:
    growth = ALL["shenzhen.reported_renovation.growth.2018"]
    assert growth.log_value == growth.value
    level = ALL["shenzhen.reported_renovation.level.2018"]
    assert level.log_value == math.log(level.value)


def test_ids_say_place_measure_statistic_and_year() -> None:
    for each in ALL.values():
        assert each.id.startswith(f"{each.place}.{each.measure}.{each.statistic}.{each.year}")
        assert each.measure in MEASURES and (each.over is None or each.over in MEASURES)
        assert (each.over is not None) == (each.statistic in ("share", "ratio"))


def test_blocks_follow_the_statistics() -> None:
    for each in ALL.values():
        if each.measure == "above_scale_firms":
            assert each.block == "firms"
        elif each.measure == "support_paid":
            assert each.block == "support"
        else:
            assert each.block == each.statistic


def test_sums_within_a_year_say_so_and_no_level_is_one() -> None:
    assert ALL["guangzhou.reported_renovation.growth.2017-01..05"].months == 5
    assert ALL["guangdong.reported_renovation.growth.2017-Q1"].quarter_weights == (1, 0, 0, 0)
    assert all(each.whole_year for each in ALL.values() if each.statistic == "level")


def test_every_used_row_that_was_derived_is_resolved() -> None:
    derived = {
        name: figure.declared
        for name, figure in OBSERVED.figures.items()
        if figure.declared.row is not None and figure.declared.row.derived_from
    }
    assert len(derived) >= 12
    for name, declared in derived.items():
        assert declared.entry.derived is not None, name
        known = set(declared.entry.derived.sources) <= set(OBSERVED.figures)
        assert known and (declared.entry.derived.sources or declared.entry.derived.unlisted), name


def test_no_target_and_no_forecast_enters_by_itself() -> None:
    for name, figure in OBSERVED.figures.items():
        row = figure.declared.row
        if row is not None and ("target" in row.series or "forecast" in row.note.lower()):
            assert figure.declared.entry.role == "context", name


def test_the_breaks_are_on_what_stands_across_them() -> None:
    across = {name for name, each in ALL.items() if each.definition_break == "spending_2018"}
    assert {
        "shenzhen.reported_renovation.growth.2018", "shenzhen.reported_renovation.level.2017",
        "shenzhen.reported_renovation.share.2016", "guangdong.reported_renovation.growth.2018",
    } <= across  # fmt: skip
    assert "shenzhen.reported_renovation.growth.2017" not in across
    assert "shenzhen.reported_renovation.level.2018" not in across


# ---------------------------------------------------------------- beside the place file


def test_the_place_file_states_the_same() -> None:
    document = read_document(ROOT / "scenarios" / "places" / "shenzhen.yaml", "shenzhen.yaml")
    place, faults = check(Place, document)
    assert place is not None and not faults and len(place.observations) >= 10
    for row in place.observations:
        head = f"shenzhen.{row.measure}"
        if row.value is not None:
            level = OBSERVED.figures[f"{head}.level.{row.year}"]
            assert level.value == pytest.approx(row.value, rel=1e-9), row
            assert level.confidence == row.confidence, row
            assert (level.declared.entry.derived is not None) == row.derived, row
        if row.growth_percent is not None:
            growth = OBSERVED.figures[f"{head}.growth.{row.year}"]
            assert growth.value * 100 == pytest.approx(row.growth_percent), row


def test_the_place_file_states_every_renovation_and_industrial_figure_up_to_2018() -> None:
    document = read_document(ROOT / "scenarios" / "places" / "shenzhen.yaml", "shenzhen.yaml")
    place, _ = check(Place, document)
    assert place is not None
    stated = {(row.measure, row.year) for row in place.observations}
    ours = {
        (each.measure, each.year)
        for each in load_observations("shenzhen")
        if each.block in ("growth", "level") and each.year <= 2018
    }
    assert ours <= stated


# ---------------------------------------------------------------- every guard fires


def sources(level: str, growth: str) -> str:
    return f"sources: [shenzhen.reported_{level}, shenzhen.reported_{growth}]"


BACK = sources("renovation.level.2018", "renovation.growth.2018")
FIRMS_2015 = '{series: above_scale_firms, period: "2015"}'
FIRMS_2019 = '{series: above_scale_firms, period: "2019"}'
PAGE_2017 = '"深圳制造业 2017 (news item, publisher not shown, machine-reworded mirror)"'
INDUSTRY_2018 = "id: shenzhen.reported_industrial.growth.2018"
RENOVATION_2018 = "id: shenzhen.reported_renovation.growth.2018"
ONLY_FIVE_YEARS = (
    "      - {series: [industrial_investment], periods: [2021..2025], "
    "reason: A lower bound for five years together}\n"
)
PRELIMINARY = "        preliminary: true\n"


@pytest.mark.parametrize(
    ("old", "new", "field", "message", "nearest"),
    [
        ("measure: reported_renovation\n", "measure: reported_renovations\n", "measure",
         "is no measure of the model", "reported_renovation"),
        ("series: technical_renovation_investment, period: \"2018\"",
         "series: technical_renovation, period: \"2018\"", "row.series",
         "no row of Shenzhen has it", None),
        ("series: technical_renovation_investment, period: \"2018\"",
         "series: technical_renovation_investment, period: 2018-Q1", "row.period",
         "no row of Shenzhen has it", "2018"),
        (f"source: {PAGE_2017}", "source: 深圳制造业 2017", "row.source",
         "no row of Shenzhen has it", None),
        (f", source: {PAGE_2017}", "",
         "row", "several rows of Shenzhen have this series and period", None),
        ("across: spending_2018", "across: spending_2017", "across", "is no break of errors.yaml",
         "spending_2018"),
        ("sources: [shenzhen.reported_renovation.level.2018,",
         "sources: [shenzhen.reported_renovation.levels.2018,", "derived.sources[1]",
         "is no figure of this file", "shenzhen.reported_renovation.level.2018"),
        (BACK,
         sources("renovation.growth.2018", "renovation.level.2018"),
         "derived.sources", "must be no growth", None),
        (BACK,
         sources("industrial.level.2018", "renovation.growth.2018"),
         "derived.step", "makes 789.025 of its sources", None),
        (BACK,
         sources("renovation.level.2018", "renovation.growth.2017"),
         "derived.sources[2]", "must be of 2018, the year after", None),
        (BACK,
         sources("renovation.level.2016", "renovation.growth.2018"),
         "derived.sources", "goes round in a ring", None),
        ("        derived: {step: back_cast, sources: [shenzhen.reported_renovation.level.2018, "
         "shenzhen.reported_renovation.growth.2018]}\n", "", "derived",
         "is missing: line 80 says it comes from", None),
        (RENOVATION_2018, "id: guangdong.reported_renovation.growth.2099",
         "id", "must begin with shenzhen.", None),
        (INDUSTRY_2018, RENOVATION_2018,
         "id", "is given already", None),
        (f"{FIRMS_2015}, measure: above_scale_firms", f"{FIRMS_2015}, measure: reported_renovation",
         "measure",
         "is in firms", None),
        (FIRMS_2019, FIRMS_2015, "row", "is this cell already", None),
        (f"{FIRMS_2019}, measure: above_scale_firms, statistic: level",
         f"{FIRMS_2019}, measure: above_scale_firms, statistic: growth",
         "statistic", "of the table has no growth_yoy_pct", None),
        ("row: {series: industrial_investment, period: \"2021\"}",
         "row: {series: industrial_investment, period: 2018-H2}", "row.period",
         "must be a sum from January to enter", None),
        ("row: {series: industrial_investment, period: \"2021\"}\n"
         "        measure: reported_industrial\n        statistic: growth",
         "row: {series: industrial_investment, period: 2018-H1}\n"
         "        measure: reported_industrial\n        statistic: level", "row.period",
         "a level must be of a whole year", None),
        ("row: {series: industrial_investment, period: \"2021\"}\n"
         "        measure: reported_industrial\n        statistic: growth",
         "row: {series: industrial_investment, period: 2021..2025}\n"
         "        measure: reported_industrial\n        statistic: level", "row.period",
         "must be of one year", None),
        (ONLY_FIVE_YEARS, "", "left_out", "line 29 (value)", None),
        ("periods: [2021..2025]", "periods: [2021..2026]", "left_out[4]",
         "leaves out nothing", None),
        ("series: [industrial_share_of_fai, fixed", "series: [industrial_shares_of_fai, fixed",
         "left_out[6].series", "industrial_shares_of_fai has no such cell", None),
        ("region: Shenzhen\n", "region: Shenzen\n", "region",
         "is no region of the table", "Shenzhen"),
        ("  - id: guangdong\n", "  - id: shenzhen\n", "id", "is given already", None),
    ],
)  # fmt: skip
def test_a_slip_in_the_series_is_told(
    tmp_path: Path, old: str, new: str, field: str, message: str, nearest: str | None
) -> None:
    faults = faults_of(tmp_path, "series.yaml", (old, new))
    told = [
        fault for fault in faults if fault.field.endswith(field) and message in fault.message
    ]  # fmt: skip
    assert told, "\n".join(fault.summary() for fault in faults)
    assert told[0].file.endswith("series.yaml") and told[0].line > 1
    assert nearest is None or told[0].nearest == nearest


@pytest.mark.parametrize(
    ("old", "new", "field", "message"),
    [
        ("role: calibrate", "role: calibrated", "role", "must be one of calibrate, context"),
        ("        block: growth\n", "", "block", "is missing: a figure of role calibrate"),
        ("        reason: A target; only", "        note: A target; only", "reason",
         "is missing: a figure of role context"),
        (PRELIMINARY, f"{PRELIMINARY}        reason: none\n", "reason",
         "says why a figure does not enter"),
        ("        year: 2016\n", "", "year", "is missing: a figure without a row"),
        (PRELIMINARY, "        confidence: low\n", "confidence",
         "is taken from the row"),
        ("        over: reported_industrial\n", "", "over", "is missing: a share needs it"),
        (PRELIMINARY, "        over: reported_industrial\n", "over",
         "a growth is not divided by anything"),
        (", years: 4}", "}", "years", "must be given for compound_back"),
        (BACK,
         "sources: [shenzhen.reported_renovation.level.2018]", "sources",
         "back_cast takes 2 sources"),
        ("step: stated_gap, sources: [shenzhen.reported_renovation.growth.2018], unlisted: \"the "
         "printed distance, 22.8 points below Shenzhen; no table was found\"",
         "step: stated_gap, sources: []", "unlisted", "a figure without sources must say"),
        (PRELIMINARY, "        prelminary: true\n", "prelminary",
         "is an unknown field"),
    ],
)  # fmt: skip
def test_an_entry_that_is_not_whole_is_told(
    tmp_path: Path, old: str, new: str, field: str, message: str
) -> None:
    faults = faults_of(tmp_path, "series.yaml", (old, new))
    told = [fault for fault in faults if fault.field.endswith(field) and message in fault.message]
    assert told, "\n".join(fault.summary() for fault in faults)


def test_a_step_that_does_not_tell_the_number_needs_a_row(tmp_path: Path) -> None:
    faults = faults_of(
        tmp_path, "series.yaml",
        ("{step: compound_back, sources: [shenzhen.renovation_target.level.2020, "
         "shenzhen.renovation_target.growth.2020], years: 4}",
         "{step: stated_gap, sources: [shenzhen.reported_renovation.level.2018]}"),
    )  # fmt: skip
    assert [fault.message for fault in faults] == ["does not tell the number; it needs a row"]


def test_a_place_without_a_figure_for_its_break_is_told(tmp_path: Path) -> None:
    faults = faults_of(
        tmp_path, "errors.yaml",
        ("break.spending_2018.guangzhou:", "break.spending_2018.dongguan:"),
    )  # fmt: skip
    assert {fault.message for fault in faults} == {
        "errors.yaml has no figure break.spending_2018.guangzhou"
    }


def test_several_slips_are_told_at_once(tmp_path: Path) -> None:
    faults = faults_of(
        tmp_path, "series.yaml", ("across: spending_2018", "across: spending"),
        ("measure: reported_industrial", "measure: industrial"),
    )  # fmt: skip
    assert len(faults) == 2


def test_an_unknown_place_is_told_with_the_nearest() -> None:
    with pytest.raises(InputError) as refused:
        load_observations("shenzen")
    assert refused.value.faults[0].nearest == "shenzhen"
