"""Design files of sweeps: what they say, what is refused and where, and the points they make."""

from __future__ import annotations

import math
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios import InputError, load_scenario
from scenarios.levers import apply_levers, list_levers
from scenarios.quantities import Prior
from scenarios.sweep_loading import Sweep, load_sweep
from scenarios.sweep_points import Factor, cube, grid_points, grid_size
from scenarios.sweep_schema import Design
from tests.made_posterior import RANGES, posterior_text, rows_of, with_posterior
from tests.read_once import read_once as read_once

SHIPPED = Path(__file__).resolve().parents[2] / "scenarios"
EXAMPLE = SHIPPED / "examples" / "sweep-shenzhen-grants.yaml"
HEAD = "id: try\ntitle: {zh: 试, en: Try}\nscenario: shenzhen-doubling.yaml\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = tmp_path_factory.mktemp("sweeps") / "scenarios"
    shutil.copytree(SHIPPED, copy, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return copy


def load(folder: Path, text: str) -> Sweep:
    path = folder / "sweep.yaml"
    path.write_text(HEAD + text, encoding="utf-8")
    return load_sweep(path)


def refused(folder: Path, text: str) -> str:
    with pytest.raises(InputError) as told:
        load(folder, text)
    return str(told.value)


def grid(*rows: str) -> str:
    return "design: {kind: grid}\nvary:\n" + "".join(f"  - {{{row}}}\n" for row in rows)


def test_the_example_is_faultless_and_all_its_points_are_allowed() -> None:
    sweep = load_sweep(EXAMPLE)
    assert len(sweep.points) == len(sweep.rows) == 64 and len(sweep.names) == 7
    assert (sweep.variants, sweep.baseline) == (("as-enacted",), "no-programme")
    for point in sweep.points[:6]:
        apply_levers(sweep.scenario, point)
    for name in sweep.names:
        assert len({point[name] for point in sweep.points}) > 1


def test_a_grid_is_every_combination_with_the_last_changing_fastest(folder: Path) -> None:
    sweep = load(folder, grid(
        "name: sz2019.universal.rate, values: [0.1, 0.2]",
        "name: mechanism.finance",
        "name: sz2019.universal.cap.amount, low: 1_000_000, high: 100_000_000,"
        " scale: log, steps: 3",
    ))  # fmt: skip
    assert len(sweep.points) == 2 * 2 * 3
    assert list(sweep.points[0].values()) == [0.1, "on", 1_000_000]
    assert list(sweep.points[1].values()) == [0.1, "on", 10_000_000]
    assert list(sweep.points[3].values()) == [0.1, "off", 1_000_000]
    assert list(sweep.points[-1].values()) == [0.2, "off", 100_000_000]


def test_a_prior_in_a_grid_has_the_middles_of_equal_parts(folder: Path) -> None:
    sweep = load(folder, grid("name: behaviour.payback, steps: 4"))
    prior = load_scenario(SHIPPED / "shenzhen-doubling.yaml").behaviour.parameters["payback"].prior
    expected = [prior.quantile(place) for place in (0.125, 0.375, 0.625, 0.875)]
    assert [point["behaviour.payback"] for point in sweep.points] == expected


def test_a_pattern_takes_what_can_vary_and_leaves_what_is_named_or_set(folder: Path) -> None:
    sweep = load(
        folder,
        "design: {kind: random, points: 2}\nset: {behaviour.payback: 2.0}\nvary:\n"
        "  - {name: behaviour.*}\n  - {name: behaviour.cost_weight, values: [1.3, 1.4]}\n",
    )
    declared = [lever.name for lever in list_levers(sweep.scenario) if lever.kind == "behaviour"]
    names = {*declared} - {"behaviour.payback"}
    assert set(sweep.names) == names
    assert {point["behaviour.cost_weight"] for point in sweep.points} <= {1.3, 1.4}


def test_years_after_the_end_and_readings_that_are_not_admitted_are_left_out(folder: Path) -> None:
    sweep = load(folder, "quarters: 16\ndesign: {kind: random, points: 40}\nvary:\n"
                         "  - {name: place.paths.*}\n  - {name: RW*}\n")  # fmt: skip
    years = [int(n.rsplit(".", 1)[-1]) for n in sweep.names if n.startswith("place.paths.")]
    assert years and max(years) <= 2016
    assert "after" not in refused(folder, grid("name: place.paths.demand.1800, values: [1]"))
    for name in (n for n in sweep.names if n.startswith("RW")):
        for option in {point[name] for point in sweep.points}:
            apply_levers(sweep.scenario, {name: option})


FAULTS: list[tuple[str, str]] = [
    (grid("name: behaviour.paybakc, values: [2]"), "did you mean 'behaviour.payback'"),
    (grid("name: zz*, values: [2]"), "sweep.yaml:6:12: vary[1].name: no quantity of this pattern"),
    (grid("name: behaviour.payback, values: [99]"), "vary[1].values[1]: behaviour.payback"),
    (grid("name: behaviour.payback, low: 2.0"), "low and high go together"),
    (grid("name: behaviour.payback, low: 2.5, high: 2.0, steps: 2"), "must be below high"),
    (grid("name: behaviour.payback, low: 2.0, high: 2.5"), "a grid needs values, or steps"),
    (grid("name: behaviour.payback"), "a grid needs values, or steps"),
    (grid("name: behaviour.payback, values: [2.0, 2.0]"), "a value stands twice"),
    (grid("name: behaviour.payback, values: [2.0], steps: 3"), "values stand alone"),
    (grid("name: behaviour.payback, scale: log, steps: 3"), "scale is that of a range"),
    (grid("name: sz2019.universal.rate, low: 0, high: 0.2, scale: log, steps: 3"), "above 0 on a"),
    (grid("name: sz2019.universal.cap.amount, steps: 3"), "has no prior; state values"),
    (grid("name: sz2019.universal.rate, values: [0.1234567]"), "whole parts per million"),
    (grid("name: sz2019.universal.cap.amount, low: 0.5, high: 3, steps: 2"), "a whole number"),
    (grid("name: mechanism.finance, low: 0, high: 1, steps: 2"), "has no range: state its values"),
    (grid("name: mechanism.finance, steps: 2"), "has options and goes in no steps"),
    (grid("name: RW99"), "RW99"),
    (grid("name: mechanism.finance", "name: mechanism.finance"), "is varied twice"),
    ("set: {behaviour.payback: 2.0}\n" + grid("name: behaviour.payback, steps: 2"), "under `set`"),
    ("set: {behaviour.payback: 99}\n" + grid("name: mechanism.finance"), "set.behaviour.payback"),
    ("variants: [no-programme]\n" + grid("name: sz2019.universal.rate, values: [0.1, 0.2]"),
     "changes nothing: not in force in no-programme"),
    ("variants: [as-enactet]\n" + grid("name: mechanism.finance"), "did you mean 'as-enacted'"),
    ("variants: [as-enacted, as-enacted]\n" + grid("name: mechanism.finance"), "stands twice"),
    ("quarters: 5\n" + grid("name: mechanism.finance"),
     "ends before the first reported year, 2016, is whole"),
    ("quarters: 99\n" + grid("name: mechanism.finance"), "must be at most 44"),
    ("posterior: {draws: 2}\n" + grid("name: mechanism.finance"), "names no posterior"),
    ("design: {kind: grid}\n", "vary: is missing: name what is varied"),
    ("design: {kind: grid, points: 3}\nvary: [{name: mechanism.finance}]\n", "has none"),
    ("design: {kind: sobol}\nvary: [{name: mechanism.finance}]\n", "is missing: a design of kind"),
    ("design: {kind: sobol, points: 100}\nvary: [{name: mechanism.finance}]\n", "64 or 128"),
    ("design: {kind: sobool, points: 64}\nvary: [{name: mechanism.finance}]\n", "'sobol'"),
    ("design: {kind: random, points: 4}\nvary: [{name: behaviour.payback, steps: 2}]\n",
     "only a grid goes in steps"),
    ("design: {kind: csv, file: none.csv}\n", "no such file"),
    ("design: {kind: csv}\n", "design.file: is missing"),
    ("design: {kind: csv, file: a.csv}\nvary: [{name: mechanism.finance}]\n", "of the table"),
    (grid("name: mechanism.finance") + "replicats: 3\n", "did you mean 'replicates'"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "message"), FAULTS, ids=range(len(FAULTS)))
def test_every_fault_is_told_at_its_place(folder: Path, text: str, message: str) -> None:
    told = refused(folder, text)
    assert message in told and "sweep.yaml:" in told


def test_a_grid_too_large_is_refused_before_it_is_made(folder: Path) -> None:
    rows = [f"name: behaviour.{n}, steps: 2000" for n in ("payback", "cost_weight")]
    assert "a grid of 4,000,000 points" in refused(folder, grid(*rows))


def test_a_scenario_that_is_not_there_is_told_with_the_nearest(folder: Path) -> None:
    path = folder / "sweep.yaml"
    text = HEAD.replace("doubling", "dubling") + grid("name: mechanism.finance")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"no such file.*did you mean 'shenzhen-doubling.yaml'"):
        load_sweep(path)


def table(folder: Path, content: str) -> str:
    (folder / "points.csv").write_text(content, encoding="utf-8")
    return "design: {kind: csv, file: points.csv}\n"


def test_a_table_is_typed_as_a_file_of_ours_and_empty_cells_set_nothing(folder: Path) -> None:
    text = table(folder, "sz2019.universal.rate,mechanism.finance,sz2019.universal.valid_to\n"
                         "0.2,off,2020-12-31\n,on,\n\n0.3,,\n")  # fmt: skip
    points = load(folder, text).points
    import datetime as dt

    assert points == (
        {"sz2019.universal.rate": 0.2, "mechanism.finance": "off",
         "sz2019.universal.valid_to": dt.date(2020, 12, 31)},
        {"mechanism.finance": "on"},
        {"sz2019.universal.rate": 0.3},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("behaviour.paybakc\n2\n", "did you mean 'behaviour.payback'"),
        ("behaviour.payback\n2\n\n99\n", "points.csv:4:1: behaviour.payback"),
        ("behaviour.payback,behaviour.payback\n2,2\n", "stands in two columns"),
        ("behaviour.payback\n2,3\n", "points.csv:2:1: has 2 cells; there are 1 columns"),
        ("behaviour.payback\n.nan\n", "must be a finite number"),
        ("behaviour.payback\n", "no row"),
        ("\n", "no names"),
        ('behaviour.payback\n"2\n', "is not valid CSV"),
    ],
)
def test_faults_of_a_table_are_told_with_their_lines(
    folder: Path, content: str, message: str
) -> None:
    assert message in refused(folder, table(folder, content))


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = tmp_path_factory.mktemp("drawn") / "scenarios"
    shutil.copytree(SHIPPED, copy, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    with_posterior(copy / "shenzhen-doubling.yaml", posterior_text([*RANGES], rows_of(5)))
    return copy


def test_draws_go_with_each_point_or_in_turn_and_what_a_point_sets_wins(drawn: Path) -> None:
    vary = grid("name: behaviour.payback, values: [2.0, 2.5, 2.7]")
    each = load(drawn, "posterior: {draws: 2}\n" + vary)
    assert [(row.point, row.draw) for row in each.rows] == [
        (0, 0), (0, 1), (1, 0), (1, 1), (2, 0), (2, 1),
    ]  # fmt: skip
    assert [row.settings["behaviour.payback"] for row in each.rows] == [
        2.0,
        2.0,
        2.5,
        2.5,
        2.7,
        2.7,
    ]
    shares = [row[1] for row in rows_of(5)]
    assert [row.settings["place.own_trend_share"] for row in each.rows[:2]] == shares[:2]
    turns = load(drawn, "posterior: {draws: 2, with_points: in_turn}\n" + vary)
    assert [(row.point, row.draw) for row in turns.rows] == [(0, 0), (1, 1), (2, 0)]
    alone = load(drawn, "posterior: {}\ndesign: {kind: grid}\n")
    assert len(alone.rows) == 5 and alone.points == ({},)
    assert "fewer draws" in refused(drawn, "posterior: {draws: 6}\n" + vary)


PRIORS = st.one_of(
    st.builds(Prior, distribution=st.just("uniform"), low=st.just(-3.0), high=st.just(8.0)),
    st.builds(Prior, distribution=st.just("loguniform"), low=st.just(0.5), high=st.just(80.0)),
    st.builds(Prior, distribution=st.just("triangular"), low=st.just(0), high=st.just(9),
              mode=st.just(4)),
)  # fmt: skip
FACTORS = st.one_of(
    st.builds(lambda n: Factor("x", tuple(range(n))), st.integers(2, 7)),
    st.builds(lambda a, b, w: Factor("x", (), a, a + b, is_whole=w),
              st.integers(-5, 5), st.integers(1, 9), st.booleans()),
    st.builds(lambda a, b, w: Factor("x", (), a, a * b, True, w),
              st.integers(1, 50), st.integers(2, 99), st.booleans()),
    st.builds(lambda p, w: Factor("x", prior=p, is_whole=w), PRIORS, st.booleans()),
)  # fmt: skip


def ends(factor: Factor) -> tuple[float, float]:
    if factor.prior is not None:
        return factor.prior.low, factor.prior.high
    return (factor.options[0], factor.options[-1]) if factor.options else (factor.low, factor.high)


@given(FACTORS, st.floats(0, 1), st.floats(0, 1))
def test_a_factor_stays_within_its_ends_and_rises_along_the_way(
    factor: Factor, one: float, other: float
) -> None:
    low, high = sorted((one, other))
    first: Any = factor.at(low)
    second: Any = factor.at(high)
    lower, upper = ends(factor)
    slack = 0.5 if factor.is_whole and factor.prior is not None else 0.0
    assert lower - slack <= first <= second <= upper + slack
    if factor.is_whole:
        assert isinstance(first, int)


@given(st.integers(2, 7))
def test_options_and_whole_numbers_have_equal_shares(count: int) -> None:
    places = (np.arange(count * 60) + 0.5) / (count * 60)
    for factor in (
        Factor("x", tuple("abcdefg"[:count])),
        Factor("x", (), 3, 2 + count, is_whole=True),
    ):
        assert set(Counter(factor.at(float(place)) for place in places).values()) == {60}


def test_a_figure_that_policy_sets_is_whole_millionths() -> None:
    factor = Factor("x", (), 0.0, 1.0, is_rate=True)
    assert factor.at(1 / 3) == 0.333333
    assert Factor("x", (), 0.0, 1.0).at(1 / 3) == 1 / 3


def test_the_cube_of_each_kind_is_what_its_name_says() -> None:
    sobol = cube(Design(kind="sobol", points=64, seed=3), 5)
    assert all(sorted((sobol[:, n] * 64).astype(int)) == list(range(64)) for n in range(5))
    latin = cube(Design(kind="latin_hypercube", points=50, seed=3), 4)
    assert all(sorted((latin[:, n] * 50).astype(int)) == list(range(50)) for n in range(4))
    drawn = cube(Design(kind="random", points=2000, seed=3), 2)
    assert drawn.shape == (2000, 2) and math.isclose(drawn.mean(), 0.5, abs_tol=0.02)
    for kind in ("sobol", "latin_hypercube", "random"):
        one, again, other = (cube(Design(kind=kind, points=8, seed=s), 3) for s in (1, 1, 2))
        assert one.tobytes() == again.tobytes() != other.tobytes()
        assert cube(Design(kind=kind, points=1), 2).shape == (1, 2)


@given(st.lists(st.integers(1, 4), min_size=1, max_size=4))
def test_the_size_of_a_grid_is_known_beforehand(counts: list[int]) -> None:
    factors = [Factor(f"x{n}", tuple(range(count))) for n, count in enumerate(counts)]
    points = grid_points(factors)
    assert len(points) == grid_size(factors) == math.prod(counts)
    assert len({tuple(point.items()) for point in points}) == len(points)
