"""What runs leave out: kernel by hand, declared figures, and scales weighed by what was seen."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from calibration.forecasts.discrepancy import (
    FILE,
    Scales,
    chance_of,
    declared,
    discrepancy_of,
    grid_of,
    mean_of,
    mixture_given,
)
from calibration.forecasts.gaussian import Normal, conditioned
from calibration.forecasts.state import FIRST, Part, State
from scenarios.errors import InputError

A, B = "reported_renovation", "reported_industrial"
SCALES = Scales(yearly=0.3, drift=0.1, within_year=0.2, alike_measures=0.5, alike_places=0.25)


def growths(places: int = 1, years: int = 3) -> State:
    names = ("shenzhen", "guangdong", "guangzhou")[:places]
    spans = range(FIRST + 1, FIRST + 1 + years)
    parts = [
        Part("growth", place, measure, year)
        for place, measure, year in itertools.product(names, (A, B), spans)
    ]
    return State(tuple(parts), FIRST + years)


def test_kernel_by_hand() -> None:
    parts = (
        Part("growth", "shenzhen", A, 2017),
        Part("growth", "shenzhen", A, 2018),
        Part("growth", "shenzhen", B, 2017),
        Part("growth", "guangzhou", B, 2018),
        Part("base", "shenzhen", A, FIRST),
        Part("part", "shenzhen", A, 2017, 6),
        Part("part", "shenzhen", A, 2017, 9),
        Part("part", "shenzhen", A, 2018, 6),
    )
    found = discrepancy_of(State(parts, 2018), SCALES)
    assert found[0, 0] == pytest.approx(0.09 + 0.01)
    assert found[0, 1] == pytest.approx(0.01)  # the drift alone
    assert found[0, 2] == pytest.approx(0.5 * 0.1)
    assert found[0, 3] == pytest.approx(0.5 * 0.25 * 0.01)
    assert (found[4] == 0).all()
    assert found[5, 5] == pytest.approx(0.04 / 2)  # growth of a half year is of two years
    assert found[5, 6] == pytest.approx(0.04 / 2 / 3)
    assert found[5, 7] == 0 and found[0, 5] == 0


@given(st.floats(0, 0.5), st.floats(0, 0.3), st.floats(0, 1), st.floats(0, 1), st.integers(1, 3))
def test_the_discrepancy_never_has_a_negative_variance(
    yearly: float, drift: float, measures: float, places: float, count: int
) -> None:
    found = discrepancy_of(growths(count), Scales(yearly, drift, 0.1, measures, places))
    assert np.linalg.eigvalsh(found).min() >= -1e-12
    assert (found == found.T).all()


def test_the_grid_is_that_of_the_file_and_wider_scales_weigh_less() -> None:
    figures = declared()
    points, weights = grid_of(figures)
    expected = 1
    for row in (
        figures.yearly, figures.drift, figures.alike_places, figures.chance, figures.trust,
    ):  # fmt: skip
        expected *= len(row.grid)
    assert len(points) == len(set(points)) == expected
    best = points[int(weights.argmax())]
    assert best.yearly == figures.yearly.grid[0] and best.drift == figures.drift.grid[0]
    assert {point.within_year for point in points} == {figures.within_year.value}


def mixture(seen: list[float]) -> float:
    state = growths(1, len(seen))
    rows = np.eye(len(seen), len(state.parts))
    in_runs = Normal(np.zeros(len(state.parts)), 1e-4 * np.eye(len(state.parts)))
    found = mixture_given(
        state, in_runs, rows, np.array(seen), 1e-6 * np.eye(len(seen)), declared()
    )
    assert found.weights.sum() == pytest.approx(1.0)
    return found.mean_scale("yearly")


def test_figures_far_from_runs_widen_the_scale_and_near_ones_narrow_it() -> None:
    nothing = mixture([])
    assert mixture([0.01, -0.02, 0.015, 0.0]) < nothing < mixture([0.6, -0.5, 0.7, -0.6])


def test_steady_distance_from_runs_is_taken_as_drift() -> None:
    state = growths(1, 5)
    rows = np.eye(4, len(state.parts))
    in_runs = Normal(np.zeros(len(state.parts)), 1e-4 * np.eye(len(state.parts)))
    seen = np.array([0.2, 0.21, 0.19, 0.2])
    found = mixture_given(state, in_runs, rows, seen, 1e-6 * np.eye(4), declared())
    fifth = [normal.mean[4] for normal in found.normals]
    assert 0.1 < float(found.weights @ fifth) < 0.2


def test_a_mixture_of_one_scale_is_plain_conditioning(tmp_path: Path) -> None:
    text = FILE.read_text("utf-8")
    for line in text.splitlines():
        if line.strip().startswith("grid:"):
            text = text.replace(line, "    grid: []", 1)
    path = tmp_path / "one.yaml"
    path.write_text(text, "utf-8")
    figures = declared(path)
    (point,), _ = grid_of(figures)
    state = growths()
    in_runs = Normal(np.zeros(6), 0.04 * np.eye(6))
    rows, seen, errors = np.eye(1, 6), np.array([0.3]), np.array([[1e-4]])
    found = mixture_given(state, in_runs, rows, seen, errors, figures)
    assert (point.chance, point.trust) == (0.3, 0.5)
    whole = Normal(in_runs.mean, 0.3 * in_runs.covariance + discrepancy_of(state, point))
    expected, _ = conditioned(whole, rows, seen, errors)
    assert found.normals[0].mean == pytest.approx(expected.mean)
    assert found.weights.tolist() == [1.0]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("value: 0.2", "value: 0.9", "must lie within"),
        ("grid: [0.1, 0.3, 1.0]", "grid: [0.5, 0.25]", "rise"),
        ("  drift:", "  wander:", "wander"),
    ],
)
def test_a_fault_of_the_file_is_said(tmp_path: Path, old: str, new: str, said: str) -> None:
    text = FILE.read_text("utf-8")
    assert old in text
    path = tmp_path / "wrong.yaml"
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(InputError, match=said):
        declared(path)


def test_less_chance_leaves_levels_free_and_shrinks_growth_alone() -> None:
    parts = (Part("base", "shenzhen", A, FIRST), Part("growth", "shenzhen", A, FIRST + 1))
    covariance = np.array([[9.0, 0.0], [0.0, 0.04]])
    found = chance_of(State(parts, FIRST + 1), covariance, 0.25)
    assert found == pytest.approx(np.array([[9.0, 0.0], [0.0, 0.01]]))


def test_quiet_figures_beside_wild_runs_take_less_of_their_chance() -> None:
    def part(seen: list[float]) -> float:
        state = growths(1, len(seen))
        in_runs = Normal(np.zeros(len(state.parts)), 0.09 * np.eye(len(state.parts)))
        rows, errors = np.eye(len(seen), len(state.parts)), 1e-6 * np.eye(len(seen))
        found = mixture_given(state, in_runs, rows, np.array(seen), errors, declared())
        return found.mean_scale("chance")

    assert part([0.02, -0.01, 0.0, 0.01, -0.02]) < 0.15 < part([0.3, -0.4, 0.5, -0.3, 0.4])


def test_runs_that_foretold_wrongly_are_trusted_less() -> None:
    def trust(sign: float) -> float:
        state = growths(1, 6)
        mean = np.tile([0.3, -0.3, 0.25, -0.2, 0.3, -0.35], 2)
        in_runs = Normal(mean, 0.01 * np.eye(12))
        rows, errors = np.eye(6, 12), 1e-4 * np.eye(6)
        found = mixture_given(state, in_runs, rows, sign * mean[:6], errors, declared())
        return found.mean_scale("trust")

    assert trust(-1.0) < 0.3 < 0.7 < trust(1.0)


def test_trust_leaves_levels_as_they_are() -> None:
    parts = (Part("base", "shenzhen", A, FIRST), Part("growth", "shenzhen", A, FIRST + 1))
    assert mean_of(State(parts, FIRST + 1), np.array([20.0, 0.2]), 0.5).tolist() == [20.0, 0.1]
