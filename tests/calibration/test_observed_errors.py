"""The error model: declared once, carried along what rests on what, never a typed matrix."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from observed_files import faults_of

from calibration.observed import covariance, load_observations, without_repeats
from calibration.observed.error_model import NEEDED, read_error_model
from calibration.observed.periods import read_period
from calibration.observed.reading import read_observed
from calibration.observed.steps import STEPS, Source
from calibration.observed.table import read_table, rows_named
from scenarios.errors import InputError

MODEL = read_error_model()
ROWS = read_table()
EVERY = tuple(
    each for place in ("shenzhen", "guangdong", "guangzhou") for each in load_observations(place)
)
BY_ID = {each.id: each for each in EVERY}
RENOVATION = "shenzhen.reported_renovation"


def number(name: str) -> float:
    return MODEL.number(name)


# ---------------------------------------------------------------- worked cases


def test_a_published_level_has_the_error_of_its_class_and_rounding() -> None:
    rounding = 0.1 / math.sqrt(12) / 424.9
    expected = math.hypot(number("level.medium"), rounding)
    assert BY_ID[f"{RENOVATION}.level.2018"].standard_error == pytest.approx(expected)


def test_points_of_growth_become_a_log_error_by_the_growth_they_are_of() -> None:
    found = BY_ID[f"{RENOVATION}.growth.2017"].standard_error
    points = math.hypot(0.02, 0.017, 0.001 / math.sqrt(12))
    assert found == pytest.approx(points / 1.626)


def test_a_level_taken_back_adds_level_growth_step_and_rounding_in_quadrature() -> None:
    later, growth = BY_ID[f"{RENOVATION}.level.2018"], BY_ID[f"{RENOVATION}.growth.2018"]
    rounding = 0.1 / math.sqrt(12) / 348
    expected = math.hypot(
        later.standard_error, growth.standard_error, number("step.back_cast"), rounding
    )
    assert BY_ID[f"{RENOVATION}.level.2017"].standard_error == pytest.approx(expected)


def test_the_plan_undoes_four_years_of_growth() -> None:
    level = math.hypot(number("level.high"), 10 / math.sqrt(12) / 600)
    growth = math.hypot(0.005, 0.01 / math.sqrt(12)) / 1.3
    expected = math.hypot(level, 4 * growth, number("step.compound_back"))
    assert BY_ID[f"{RENOVATION}.level.2016.plan"].standard_error == pytest.approx(expected)


def test_a_stated_distance_passes_on_what_was_published_and_no_break() -> None:
    errors = dict(BY_ID["guangdong.reported_renovation.growth.2018"].errors)
    published = f"published {RENOVATION}.growth.2018"
    assert errors[published] == pytest.approx(0.02 / 0.993)
    assert not any("spending_2018 shenzhen" in name for name in errors)
    assert any("spending_2018 guangdong" in name for name in errors)


def test_a_preliminary_figure_is_wider_than_a_final_one_of_its_class() -> None:
    figure = read_observed().figures[f"{RENOVATION}.growth.2017"]
    final = math.hypot(*(load for name, load in figure.loads.items() if "preliminary" not in name))
    assert BY_ID[f"{RENOVATION}.growth.2017"].standard_error > final


def test_a_quarter_cut_in_two_adds_an_error_and_a_whole_one_none() -> None:
    cut = "cut quarter guangzhou.reported_renovation.growth.2017-01..05"
    assert dict(BY_ID[cut.split()[2]].errors)[cut] == number("cut_quarter")
    for each in EVERY:
        has = any(name.startswith("cut ") for name, _ in each.errors)
        assert has == (each.months % 3 != 0), each.id


def test_a_break_alike_for_all_series_leaves_shares_alone() -> None:
    share = "guangdong.reported_renovation.share.2016-Q1..Q3"
    alike = load_observations("guangdong", errors=MODEL.replaced("break.alike", 1))
    apart = load_observations("guangdong", errors=MODEL.replaced("break.alike", 0))
    plain = math.hypot(number("level.medium"), 0.1 / math.sqrt(12) / 36.8)
    errors = [
        next(each.standard_error for each in found if each.id == share) for found in (alike, apart)
    ]
    whole = math.sqrt(2) * number("break.spending_2018.guangdong")
    assert errors == pytest.approx([plain, math.hypot(plain, whole)])


def test_a_break_moves_growth_and_the_level_before_against_each_other() -> None:
    growth, before = BY_ID[f"{RENOVATION}.growth.2018"], BY_ID[f"{RENOVATION}.level.2017"]
    assert covariance([growth, before])[0, 1] < 0
    breaks = [
        {name: load for name, load in each.errors if name.startswith("break ")}
        for each in (growth, before)
    ]
    assert breaks[0] == pytest.approx({name: -load for name, load in breaks[1].items()})


@pytest.mark.parametrize("name", sorted(STEPS))
def test_coefficients_are_the_slopes_of_the_step(name: str) -> None:
    step = STEPS[name]
    if step.value is None:
        return
    growths = step.growths(False)
    values = [0.3 if growth else 40.0 + 5 * n for n, growth in enumerate(growths)]
    years, small = 3, 1e-6

    def log_result(changed: int | None) -> float:
        sources = []
        for n, (value, growth) in enumerate(zip(values, growths, strict=True)):
            by = math.exp(small) if n == changed else 1.0
            moved = (1 + value) * by - 1 if growth else value * by
            sources.append(Source(moved, 1 + moved if growth else moved))
        assert step.value is not None
        return math.log(step.value(sources, years))

    sources = [Source(v, 1 + v if g else v) for v, g in zip(values, growths, strict=True)]
    slopes = [(log_result(n) - log_result(None)) / small for n in range(len(values))]
    assert slopes == pytest.approx(list(step.coefficients(sources, years, 1.0)), abs=1e-4)


# ---------------------------------------------------------------- what rests on what


def test_what_was_taken_back_is_wider_than_what_it_came_from() -> None:
    figures = read_observed().figures
    for figure in figures.values():
        derived = figure.declared.entry.derived
        if derived is None or derived.step not in (
            "back_cast",
            "compound_back",
            "two_year_average",
        ):
            continue
        for name in derived.sources:
            assert math.hypot(*figure.loads.values()) > math.hypot(*figures[name].loads.values())


def test_the_standard_error_is_the_root_of_the_diagonal() -> None:
    diagonal = np.sqrt(np.diag(covariance(EVERY)))
    assert diagonal == pytest.approx([each.standard_error for each in EVERY])


def test_observations_of_a_common_row_share_its_error_and_others_nothing() -> None:
    names = ("level.2018", "level.2017", "growth.2018", "growth.2017")
    found = covariance([BY_ID[f"{RENOVATION}.{name}"] for name in names])
    shared = BY_ID[f"{RENOVATION}.level.2018"].standard_error ** 2
    assert found[0, 1] == pytest.approx(shared)
    assert found[0, 2] == found[0, 3] == found[2, 3] == 0
    across = covariance(
        [BY_ID[f"{RENOVATION}.growth.2018"], BY_ID["guangdong.reported_renovation.growth.2018"]]
    )
    assert across[0, 1] > 0


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from(EVERY), min_size=1, max_size=len(EVERY), unique=True),
)
def test_every_covariance_is_symmetric_and_positive_semidefinite(chosen: list[object]) -> None:
    found = covariance(chosen)  # type: ignore[arg-type]
    assert np.array_equal(found, found.T)
    assert np.linalg.eigvalsh(found).min() >= -1e-12 * np.trace(found)
    assert np.isfinite(found).all() and (np.diag(found) > 0).all()


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_a_wider_disputed_figure_never_makes_an_observation_surer(data: st.DataObject) -> None:
    sharpness = [n for n in MODEL.disputed() if n != "break.alike" and not n.startswith("added.")]
    name = data.draw(st.sampled_from(sharpness))
    figure = MODEL.figures[name]
    assert figure.low is not None and figure.high is not None
    narrow, wide = (MODEL.replaced(name, float(end)) for end in (figure.low, figure.high))
    for place in ("shenzhen", "guangdong", "guangzhou"):
        pairs = zip(
            load_observations(place, errors=narrow), load_observations(place, errors=wide),
            strict=True,
        )  # fmt: skip
        for before, after in pairs:
            assert after.standard_error >= before.standard_error - 1e-15
            assert after.value == before.value


def test_every_figure_of_the_model_moves_some_observation() -> None:
    for name in MODEL.disputed():
        figure = MODEL.figures[name]
        assert figure.low is not None and figure.high is not None
        moved = [
            each.id
            for place in ("shenzhen", "guangdong", "guangzhou")
            for each in load_observations(place, errors=MODEL.replaced(name, float(figure.high)))
            if (each.standard_error, each.value)
            != (BY_ID[each.id].standard_error, BY_ID[each.id].value)
        ]
        # No figure of this class enters now; the class is declared for those that may.
        assert moved or name == "growth.low", name


def test_what_only_repeats_others_is_left_out() -> None:
    kept = {each.id for each in without_repeats(load_observations("shenzhen"))}
    assert not {f"{RENOVATION}.share.{year}" for year in (2016, 2017, 2018)} & kept
    assert {f"{RENOVATION}.level.{year}" for year in (2016, 2017, 2018)} <= kept
    only = [BY_ID[f"{RENOVATION}.share.2018"], BY_ID[f"{RENOVATION}.level.2018"]]
    assert without_repeats(only) == tuple(only)
    matrix = covariance(without_repeats(EVERY))
    assert np.linalg.matrix_rank(matrix, tol=1e-9) == len(matrix)


# ---------------------------------------------------------------- the figures and their basis


def test_every_figure_has_a_basis_and_a_disputed_one_a_range() -> None:
    assert set(NEEDED) <= set(MODEL.figures)
    for figure in MODEL.figures.values():
        assert len(figure.basis) > 40
        if "udgement" in figure.basis or "One pair" in figure.basis:
            assert figure.disputed


def test_the_step_back_is_the_root_mean_square_of_the_pairs_it_names() -> None:
    def cell(series: str, period: str, region: str = "Shenzhen") -> tuple[float, float]:
        row = rows_named(ROWS, region, series, period)[0]
        return (row.value.number if row.value else 0.0, row.growth.number if row.growth else 0.0)

    total, second = "fixed_asset_investment", "secondary_sector_investment"
    nation = [cell(f"fai_growth_{n}", "2017", "China")[1] for n in ("official", "level_ratio")]
    pairs = [
        (1 + nation[0] / 100, 1 + nation[1] / 100),
        (1 + cell(total, "2018")[1] / 100, cell(total, "2018")[0] / cell(total, "2017")[0]),
        (1 + cell(total, "2014")[1] / 100, cell(total, "2014")[0] / cell(total, "2013")[0]),
        (1 + cell(second, "2014")[1] / 100, cell(second, "2014")[0] / cell(second, "2013")[0]),
    ]
    apart = [math.log(official / levels) for official, levels in pairs]
    root = math.sqrt(math.fsum(each * each for each in apart) / len(apart))
    figure = MODEL.figures["step.back_cast"]
    assert figure.value == pytest.approx(root, abs=0.0005)
    assert (figure.low, figure.high) == pytest.approx((apart[0], apart[3]), abs=0.0005)


def test_the_preliminary_error_is_that_of_the_one_pair() -> None:
    rows = rows_named(ROWS, "Guangdong", "industrial_investment", "2022")
    growth = {row.confidence: row.growth.number for row in rows if row.growth}
    assert growth["low"] - growth["high"] == pytest.approx(number("preliminary") * 100)


def test_the_monthly_moves_behind_a_cut_quarter_are_as_stated() -> None:
    sums: dict[int, list[tuple[int, float]]] = {}
    for row in ROWS:
        months = read_period(row.period).months
        own = row.region == "Guangdong" and row.series == "industrial_investment"
        if own and row.growth and months and months < 12 and row.confidence != "low":
            sums.setdefault(row.span.years[0], []).append((months, row.growth.number))
    moves = [
        (late[1] - early[1]) / (late[0] - early[0])
        for year in (2021, 2023, 2024)
        for early, late in zip(sorted(sums[year]), sorted(sums[year])[1:], strict=False)
    ]
    root = math.sqrt(math.fsum(each * each for each in moves) / len(moves))
    assert root == pytest.approx(1.8, abs=0.05)


# ---------------------------------------------------------------- every guard fires


@pytest.mark.parametrize(
    ("old", "new", "field", "message"),
    [
        ("    low: 0.005\n", "", "disputed", "so it needs low and high"),
        ("    value: 0.01\n    unit: log", "    value: 0.5\n    unit: log", "value",
         "must lie within"),
        ("    disputed: true\n    low: 0.005", "    disputed: false\n    low: 0.005", "low",
         "for a disputed figure only"),
        ("    high: 1\n", "    high: 2\n", "high", "it is a share"),
        ("  growth.low:", "  growth.lo:", "growth.low", "is missing"),
        ("  growth.low:", "  growth.lo:", "growth.lo", "is read by nothing"),
        ("    unit: points", "    unit: log", "unit", "must be points"),
        ("  - id: registering", "  - id: registered", "id",
         "has no figure break.registered.<place>"),
        ("  - id: registering", "  - id: spending_2018", "id", "is given already"),
        ("    basis: \"One pair:", "    base: \"One pair:", "basis", "is missing"),
    ],
)  # fmt: skip
def test_a_slip_in_the_error_model_is_told(
    tmp_path: Path, old: str, new: str, field: str, message: str
) -> None:
    faults = faults_of(tmp_path, "errors.yaml", (old, new))
    told = [fault for fault in faults if field in fault.field and message in fault.message]
    assert told, "\n".join(fault.summary() for fault in faults)
    assert told[0].file.endswith("errors.yaml") and told[0].line > 1


def test_a_figure_is_replaced_within_its_range_only() -> None:
    assert MODEL.replaced("growth.medium", 5).number("growth.medium") == pytest.approx(0.05)
    with pytest.raises(InputError) as refused:
        MODEL.replaced("growth.medum", 3)
    assert refused.value.faults[0].nearest == "growth.medium"
    with pytest.raises(InputError, match="out of range, found number 9"):
        MODEL.replaced("growth.medium", 9)
