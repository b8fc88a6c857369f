"""PAWN, regional analysis, conditions, screening, Shapley effects, each on a known world."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from calibration.sensitivity.conditions import Limit, find_box
from calibration.sensitivity.design import MorrisDesign, Outputs, SampleDesign
from calibration.sensitivity.given import pawn, regional
from calibration.sensitivity.morris import analyse
from calibration.sensitivity.shapley import (
    HalvesDifferError,
    merged,
    shapley_effects,
    shares_of,
)

NAMES = ("strong", "weak", "inert", "idle")


@pytest.fixture(scope="module")
def sample() -> tuple[Any, Any]:
    points = SampleDesign(NAMES, 1024, 3).points
    noise = np.random.default_rng(1).normal(size=len(points)) * 0.3
    return points, 4 * points[:, 0] + points[:, 1] + noise


def test_pawn_and_regional_tell_factors_from_dummies(sample: tuple[Any, Any]) -> None:
    points, outcome = sample
    for found in (pawn(NAMES, points, outcome, 1), regional(NAMES, points, outcome, 3.0, 1)):
        assert found.named == (0, 1)
        assert found.values[2:].max() <= found.floor < found.values[1]
        assert found.runs == 1024 and found.by_chance == pytest.approx(4 / 51)
    assert regional(NAMES, points, outcome, 3.0, 1).met == int((outcome >= 3.0).sum())


def test_a_regional_distance_in_closed_form() -> None:
    points = (np.arange(1000)[:, None] + 0.5) / 1000
    found = regional(("x",), points, points[:, 0], 0.75, 1)
    assert found.values[0] == 1.0 and found.met == 250  # every value above parts from every below
    mixed = np.where(np.arange(1000) % 2 == 0, points[:, 0], 1.0)
    # Half of all rows are met wherever they lie; of the others those from 0.5 on.
    found = regional(("x",), points, mixed, 0.5, 1)
    assert found.values[0] == pytest.approx(2 / 3, abs=0.01)


def test_given_runs_that_cannot_be_told_are_refused(sample: tuple[Any, Any]) -> None:
    points, outcome = sample
    with pytest.raises(ValueError, match="0 of 1024 runs meet"):
        regional(NAMES, points, outcome, 99.0, 1)
    with pytest.raises(ValueError, match="200 runs"):
        pawn(NAMES, points[:50], outcome[:50], 1)
    with pytest.raises(ValueError, match="every run"):
        pawn(NAMES, points, np.ones(1024), 1)
    broken = outcome.copy()
    broken[7] = np.nan
    for analysis in (lambda: pawn(NAMES, points, broken, 1),
                     lambda: regional(NAMES, points, broken, 3.0, 1)):  # fmt: skip
        with pytest.raises(ValueError, match="row 7"):
            analysis()
    with pytest.raises(ValueError, match="as many outcomes"):
        pawn(NAMES, points, outcome[:-1], 1)


def test_conditions_are_found_and_judged_on_runs_left_out() -> None:
    points = SampleDesign(NAMES, 4096, 5).points
    met = (points[:, 0] > 0.6) & (points[:, 1] < 0.5)
    box = find_box(points, met, 1)
    assert {(limit.column, limit.at_least) for limit in box.limits} == {(0, True), (1, False)}
    by_column = {limit.column: limit.place for limit in box.limits}
    assert by_column[0] == pytest.approx(0.6, abs=0.08)
    assert by_column[1] == pytest.approx(0.5, abs=0.08)
    assert box.is_borne_out and box.overall < box.density_low < box.density
    assert box.density > 0.9 and box.coverage > 0.45 and box.runs == 4096
    assert box.overall == pytest.approx(0.2, abs=0.02)


def test_no_condition_is_made_of_chance() -> None:
    points = SampleDesign(NAMES, 1024, 5).points
    met = np.random.default_rng(2).random(1024) < 0.3
    box = find_box(points, met, 1)
    assert not box.limits and not box.is_borne_out
    with pytest.raises(ValueError, match="conditions need 40"):
        find_box(points, points[:, 0] > 0.99, 1)


def test_a_limit_is_kept_at_its_end() -> None:
    points = np.array([[0.1], [0.5], [0.9]])
    assert Limit(0, True, 0.5).holds(points).tolist() == [False, True, True]
    assert Limit(0, False, 0.5).holds(points).tolist() == [True, True, False]


def morris_outputs(design: MorrisDesign, seeds: int) -> Outputs:
    """3 x + 2 y^2, and z that moves only what chance does."""
    x, y, z = design.points.T[:3]
    random = np.random.default_rng(4).normal(size=(design.runs, seeds))
    shuffled = np.where(z[:, None] > 0.5, random, -random)
    return Outputs(design.digest, (3 * x + 2 * y**2)[:, None] + 0.2 * shuffled)


def test_screening_finds_effects_and_leaves_chance_out() -> None:
    names = ("x", "y", "z", "inert")
    design = MorrisDesign(names, names, 40, 1)
    plain = Outputs(
        design.digest, (3 * design.points[:, 0] + 2 * design.points[:, 1] ** 2)[:, None]
    )
    found = analyse(design, plain)
    assert found.strength[0] == pytest.approx(3.0, rel=1e-9) and found.spread[0] < 1e-9
    assert found.strength[1] == pytest.approx(2.0, rel=0.25) and found.spread[1] > 0.1
    assert found.strength[2] == 0.0 and found.floor.tolist() == [0.0] * 4
    noisy = analyse(design, morris_outputs(design, 4))
    assert set(noisy.named) == {0, 1}
    assert noisy.floor[2] > 0.0


def test_screening_agrees_with_salib() -> None:
    from SALib.analyze import morris as salib

    names = ("x", "y", "z")
    design = MorrisDesign(names, names, 20, 2)
    outputs = morris_outputs(design, 4)
    problem = {"num_vars": 3, "names": list(names), "bounds": [[0.0, 1.0]] * 3}
    theirs = salib.analyze(problem, design.points, outputs.values.mean(axis=1), seed=1)
    ours = analyse(design, outputs)
    assert ours.strength == pytest.approx(np.asarray(theirs["mu_star"]))
    assert ours.mean == pytest.approx(np.asarray(theirs["mu"]))
    assert ours.spread == pytest.approx(np.asarray(theirs["sigma"]))


def test_a_group_is_moved_as_one() -> None:
    design = MorrisDesign(("x", "y", "z"), ("g", "g", "h"), 10, 3)
    assert design.names == ("g", "h") and design.runs == 30
    found = analyse(design, Outputs(design.digest, design.points[:, 2:3] * 5))
    assert found.strength == pytest.approx([0.0, 5.0])
    with pytest.raises(ValueError, match="2 trajectories"):
        MorrisDesign(("x",), ("x",), 1, 1)
    with pytest.raises(ValueError, match="another design"):
        analyse(design, Outputs("0" * 32, design.points[:, :1]))


COVARIANCE = np.array([[1.0, 0.8, 0.0, 0.0], [0.8, 1.0, 0.0, 0.0],
                       [0.0, 0.0, 1.0, -0.5], [0.0, 0.0, -0.5, 1.0]])  # fmt: skip


def linear_shares(weights: Any) -> Any:
    """Shapley shares of a linear function of dependent normals, from conditional variances."""
    from itertools import permutations

    count, shares = len(weights), np.zeros(len(weights))

    def left(chosen: list[int]) -> float:
        rest = [k for k in range(count) if k not in chosen]
        if not rest:
            return 0.0
        inside = COVARIANCE[np.ix_(rest, rest)]
        if chosen:
            across = COVARIANCE[np.ix_(rest, chosen)]
            inside = inside - across @ np.linalg.solve(COVARIANCE[np.ix_(chosen, chosen)], across.T)
        return float(weights[rest] @ inside @ weights[rest])

    orders = list(permutations(range(count)))
    for order in orders:
        for at, column in enumerate(order):
            shares[column] += left(list(order[:at])) - left(list(order[: at + 1]))
    return shares / len(orders) / left([])


def test_shapley_effects_of_dependent_factors() -> None:
    random = np.random.default_rng(6)
    draws = random.multivariate_normal(np.zeros(4), COVARIANCE, size=3000)
    weights = np.array([1.0, 1.0, 0.5, 0.2])
    exact = linear_shares(weights)
    assert shares_of(draws, draws @ weights) == pytest.approx(exact, abs=0.02)
    signal = draws @ weights
    noisy = signal + random.normal(size=3000) * signal.std() * 2
    found = shapley_effects(NAMES, draws, noisy, 1)
    assert sum(found.shares) + found.floor == pytest.approx(1.0)
    assert abs(found.floor) < 0.05 and found.apart <= 0.1
    assert found.noise == pytest.approx(0.8, abs=0.05)
    assert found.shares == pytest.approx(exact, abs=0.08)
    # Without smoothing the noise is shared out to all alike.
    assert shares_of(draws, noisy)[3] > 0.15 > found.shares[3]


def test_shapley_effects_refuse_what_they_cannot_share() -> None:
    draws = np.random.default_rng(1).normal(size=(40, 4))
    with pytest.raises(ValueError, match="1500 runs"):
        shapley_effects(NAMES, draws, draws[:, 0], 1)
    with pytest.raises(ValueError, match="2 to 10"):
        shapley_effects(("x",), draws[:, :1], draws[:, 0], 1)
    many = np.random.default_rng(1).normal(size=(1500, 4))
    with pytest.raises(ValueError, match="does not vary"):
        shapley_effects(NAMES, many, np.ones(1500), 1)
    with pytest.raises(ValueError, match="not finite"):
        shapley_effects(NAMES, many, np.where(np.arange(1500) == 3, np.nan, 1.0), 1)
    # Nothing but noise: halves do not agree on what little the factors explain.
    noise = np.random.default_rng(2).normal(size=1500)
    with pytest.raises(HalvesDifferError, match="between halves"):
        shapley_effects(NAMES, many, noise, 1)


def test_draws_that_stand_twice_count_once() -> None:
    points, values = merged(np.array([[1.0, 2.0], [0.0, 1.0], [1.0, 2.0]]), np.array([3.0, 1, 5]))
    assert points.tolist() == [[0.0, 1.0], [1.0, 2.0]] and values.tolist() == [1.0, 4.0]
