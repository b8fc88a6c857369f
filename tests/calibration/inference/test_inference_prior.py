"""Priors against scipy's distributions, and their coordinates against each other."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from calibration.inference.prior import Marginal, Priors, sobol_cube
from scenarios.quantities import Prior

CASES = [
    (Marginal("uniform", -2.0, 6.0), stats.uniform(-2, 8)),
    (Marginal("loguniform", 0.05, 4.0), stats.loguniform(0.05, 4.0)),
    (Marginal("triangular", 1.0, 3.0, 1.6), stats.triang(0.3, 1, 2)),
    (Marginal("triangular", 1.0, 3.0, 1.0), stats.triang(0.0, 1, 2)),
    (Marginal("triangular", 1.0, 3.0, 3.0), stats.triang(1.0, 1, 2)),
]
KINDS = pytest.mark.parametrize(("marginal", "known"), CASES, ids=lambda case: str(case)[:40])
MARGINALS = st.sampled_from([marginal for marginal, _ in CASES])


@KINDS
def test_moments_quantiles_and_density_are_those_of_the_distribution(marginal, known):
    assert marginal.mean == pytest.approx(known.mean())
    assert marginal.sd == pytest.approx(known.std())
    cube = np.linspace(0.0, 1.0, 41)
    values = marginal.from_cube(cube)
    assert values == pytest.approx(known.ppf(cube))
    assert marginal.to_cube(values) == pytest.approx(cube, abs=1e-9)
    inner = values[1:-1]
    assert marginal.log_density(inner) == pytest.approx(known.logpdf(inner))
    beyond = np.array([marginal.low - 0.01, marginal.high + 0.01])
    assert np.isneginf(marginal.log_density(beyond)).all()
    assert marginal.to_cube(beyond).tolist() == [0.0, 1.0]


@KINDS
def test_the_scaled_spread_is_that_of_scaled_draws(marginal, known):
    # By quadrature over the cube, where the prior is flat.
    cube = (np.arange(200_000) + 0.5) / 200_000
    scaled = marginal.to_scaled(marginal.from_cube(cube))
    assert marginal.scaled_sd == pytest.approx(scaled.std(), rel=1e-5)
    assert marginal.scaled_mean == pytest.approx(scaled.mean(), abs=1e-6)
    if marginal.kind != "loguniform":
        assert marginal.scaled_sd == pytest.approx(2 * known.std() / (marginal.high - marginal.low))


@settings(deadline=None)
@given(MARGINALS, st.lists(st.floats(0, 1), min_size=2, max_size=5))
def test_coordinates_rise_together_and_stay_within(marginal, cube):
    priors = Priors(("a",), (marginal,))
    points = np.sort(np.array(cube))[:, None]
    values, scaled = priors.from_cube(points), priors.scaled_from_cube(points)
    assert (np.diff(values[:, 0]) >= 0).all()
    assert ((values >= marginal.low) & (values <= marginal.high)).all()
    assert (np.abs(scaled) <= 1 + 1e-12).all()
    assert scaled == pytest.approx(priors.to_scaled(values), abs=1e-12)
    assert np.isfinite(
        priors.log_density(values[(points > 1e-9) & (points < 1 - 1e-9)][:, None])
        if ((points > 1e-9) & (points < 1 - 1e-9)).any()
        else np.zeros(1)
    ).all()


def test_a_declared_prior_is_taken_over():
    declared = {
        "a": Prior(distribution="loguniform", low=1, high=100),
        "b": Prior(distribution="triangular", low=0.0, mode=1.0, high=4.0),
    }
    priors = Priors.of(declared)
    assert priors.names == ("a", "b") and priors.count == 2
    assert priors.mean == pytest.approx([declared["a"].mean, declared["b"].mean])
    for probability in (0.0, 0.2, 0.25, 0.9, 1.0):
        values = priors.from_cube(np.full((1, 2), probability))[0]
        assert values == pytest.approx([p.quantile(probability) for p in declared.values()])


def test_draws_have_the_moments_of_the_prior():
    priors = Priors(("a", "b", "c"), tuple(marginal for marginal, _ in CASES[:3]))
    plain = priors.sample(20_000, np.random.default_rng(1))
    assert plain.mean(axis=0) == pytest.approx(priors.mean, abs=0.03 * priors.sd.max())
    assert plain.std(axis=0) == pytest.approx(priors.sd, rel=0.03)
    even = priors.sobol(1024, 5)
    assert even.mean(axis=0) == pytest.approx(priors.mean, rel=2e-3)


def test_sobol_points_are_reproducible_even_and_can_be_extended():
    points = sobol_cube(6, 1000, 3)
    assert (points == sobol_cube(6, 1000, 3)).all()
    assert (points != sobol_cube(6, 1000, 4)).all()
    assert (points[:700] == sobol_cube(6, 700, 3)).all()
    assert (points == sobol_cube(6, 3000, 3)[:1000]).all()
    assert ((points > 0) & (points < 1)).all()
    counts = np.histogram(sobol_cube(1, 64, 3)[:, 0], 64, (0, 1))[0]
    assert counts.tolist() == [1] * 64


def test_joint_log_density_is_the_sum():
    priors = Priors(("a", "b"), (CASES[0][0], CASES[1][0]))
    found = priors.log_density(np.array([[0.0, 1.0], [0.0, 5.0]]))
    assert found[0] == pytest.approx(-math.log(8) - math.log(math.log(80)))
    assert np.isneginf(found[1])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("normal", 0.0, 1.0), "normal: not one of uniform, loguniform, triangular"),
        (("uniform", 1.0, 1.0), "low must be below high"),
        (("uniform", 0.0, math.inf), "low must be below high"),
        (("loguniform", 0.0, 1.0), "low above 0"),
        (("triangular", 0.0, 1.0), "needs a mode"),
        (("uniform", 0.0, 1.0, 0.5), "needs a mode"),
        (("triangular", 0.0, 1.0, 2.0), "between low and high"),
    ],
)
def test_a_prior_that_is_none_is_refused(arguments, words):
    with pytest.raises(ValueError, match=words):
        Marginal(*arguments)


def test_tables_that_do_not_fit_are_refused():
    uniform = Marginal("uniform", 0.0, 1.0)
    with pytest.raises(ValueError, match="2 names for 1 priors"):
        Priors(("a", "b"), (uniform,))
    with pytest.raises(ValueError, match="named twice: a"):
        Priors(("a", "a"), (uniform, uniform))
    priors = Priors(("a",), (uniform,))
    with pytest.raises(ValueError, match="outside 0 to 1"):
        priors.from_cube(np.array([[1.1]]))
    with pytest.raises(ValueError, match="outside 0 to 1"):
        priors.from_cube(np.array([[math.nan]]))
    with pytest.raises(ValueError, match="rows and 1 columns"):
        priors.to_scaled(np.zeros((3, 2)))
    with pytest.raises(ValueError, match="at least one"):
        sobol_cube(2, 0, 1)

    class Odd:
        distribution, low, high, mode = "beta", 0.0, 1.0, None

    with pytest.raises(ValueError, match=r"x\.y: prior beta"):
        Priors.of({"x.y": Odd()})
