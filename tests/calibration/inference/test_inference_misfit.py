"""Blocks left out: closed forms, honest data, and data that were broken on purpose."""

from __future__ import annotations

import numpy as np
import pytest
from known_worlds import closed_posterior, linear_likelihood, unit_priors
from scipy.stats import chi2, kstest

from calibration.inference.likelihood import SyntheticLikelihood
from calibration.inference.misfit import j_statistic, leave_one_block_out, predict_block
from calibration.inference.posterior import draw_posterior

SLOPES = np.array([[1.0, 0.8, 0.0, 0.5, 0.0, 0.3], [0.0, 0.3, 1.0, 0.0, 0.9, 0.4]])
SDS = np.full(6, 0.12)
CORRELATION = np.eye(6)
CORRELATION[:4, :4] += 0.5 * (np.ones((4, 4)) - np.eye(4))
BLOCKS = {"growth": ("m0", "m1"), "micro": ("m2", "m3"), "survey": ("m4",)}
PRIORS = unit_priors(2)


def world(seed: int) -> SyntheticLikelihood:
    random = np.random.default_rng(seed)
    truth = random.uniform(-0.4, 0.4, 2)
    covariance = np.outer(SDS, SDS) * CORRELATION
    observed = random.multivariate_normal(truth @ SLOPES, covariance)
    return linear_likelihood(SLOPES, SDS, CORRELATION, observed)


def exact(likelihood: SyntheticLikelihood, count: int = 2000) -> np.ndarray:
    mean, covariance = closed_posterior(likelihood)
    return np.random.default_rng(0).multivariate_normal(mean, covariance, count)


def few(likelihood: SyntheticLikelihood) -> np.ndarray:
    return exact(likelihood, 400)


def test_a_prediction_has_its_closed_form():
    likelihood = world(1)
    draws = exact(likelihood.select(["m2", "m3", "m4", "m5"]), 40_000)
    found = predict_block(likelihood, ("m0", "m1"), draws, np.random.default_rng(1))
    # All six moments are jointly normal under a flat prior: a wide one stands for it.
    _, covariance = likelihood.predict(np.zeros((1, 2)))
    joint = covariance[0] + 1e4 * SLOPES.T @ SLOPES
    own, others = [0, 1], [2, 3, 4, 5]
    slopes = joint[np.ix_(own, others)] @ np.linalg.inv(joint[np.ix_(others, others)])
    mean = slopes @ likelihood.observed[others]
    left = joint[np.ix_(own, own)] - slopes @ joint[np.ix_(others, own)]
    assert found.mean == pytest.approx(mean, abs=0.003)
    assert found.sd == pytest.approx(np.sqrt(np.diag(left)), rel=0.02)
    apart = likelihood.observed[own] - mean
    distance = apart @ np.linalg.inv(left) @ apart
    assert found.distance == pytest.approx(distance, rel=0.05)
    assert found.p == pytest.approx(chi2.sf(distance, 2), abs=0.03)


def test_p_values_of_honest_data_are_uniform():
    found = []
    for seed in range(120):
        likelihood = world(seed)
        blocks = leave_one_block_out(likelihood, BLOCKS, few, np.random.default_rng(seed))
        found.append([block.p for block in blocks])
    p = np.array(found)
    assert [kstest(column, "uniform").pvalue > 0.01 for column in p.T] == [True] * 3
    assert (p < 0.05).mean() < 0.1


def test_broken_data_are_flagged_by_their_block():
    honest = world(5)
    observed = honest.observed.copy()
    observed[:2] += [-0.9, 0.9]  # no parameters move the two apart
    broken = SyntheticLikelihood(honest.emulator, observed, honest.observed_covariance)
    sampler = np.random.default_rng(7)

    def draw(likelihood):
        return draw_posterior(PRIORS, likelihood, sampler, particles=400).scaled

    before = leave_one_block_out(honest, BLOCKS, draw, np.random.default_rng(1))
    after = leave_one_block_out(broken, BLOCKS, draw, np.random.default_rng(1))
    assert [block.name for block in after] == list(BLOCKS)
    assert all(block.p > 0.01 for block in before)
    assert after[0].p < 0.001 and after[0].distance > 20
    assert after[0].moments == ("m0", "m1") and after[0].observed == pytest.approx(observed[:2])


def test_chance_shared_with_other_moments_is_used():
    likelihood = world(3)
    draws = exact(likelihood)
    alone = predict_block(likelihood.select(["m0", "m4"]), ("m0",), draws, np.random.default_rng(1))
    among = predict_block(likelihood, ("m0",), draws, np.random.default_rng(1))
    assert among.sd[0] < alone.sd[0]


def test_j_is_the_least_squared_distance():
    likelihood = world(2)
    best, _ = closed_posterior(likelihood)
    draws = (exact(likelihood) + 1) / 2
    found = j_statistic(likelihood, PRIORS.scaled_from_cube, draws, np.random.default_rng(1))
    assert 2 * found.point - 1 == pytest.approx(best, abs=1e-4)
    known = float(likelihood.distance(best[None])[0])
    assert found.distance == pytest.approx(known, rel=1e-5)
    assert found.degrees == 4 and found.p == pytest.approx(chi2.sf(known, 4), rel=1e-4)


def test_j_of_honest_data_is_chi_squared():
    p = []
    for seed in range(40):
        likelihood = world(seed)
        draws = np.clip((exact(likelihood, 200) + 1) / 2, 0, 1)
        random = np.random.default_rng(seed)
        p.append(j_statistic(likelihood, PRIORS.scaled_from_cube, draws, random, rounds=100).p)
    assert kstest(p, "uniform").pvalue > 0.01


def test_j_without_degrees_of_freedom_has_no_p():
    likelihood = world(2).select(["m0", "m2"])
    draws = (exact(likelihood) + 1) / 2
    found = j_statistic(likelihood, PRIORS.scaled_from_cube, draws, np.random.default_rng(1))
    assert found.degrees == 0 and np.isnan(found.p)
    assert found.distance == pytest.approx(0.0, abs=1e-4)


@pytest.mark.parametrize(
    ("blocks", "words"),
    [
        ({"a": ("m0", "mood")}, "block a: no such moments: mood"),
        ({"a": ()}, "block a: no such moments: empty"),
        ({"a": ("m0",), "b": ("m0", "m1")}, "in two blocks: m0"),
        ({"all": tuple(f"m{k}" for k in range(6))}, "nothing is left"),
    ],
)
def test_blocks_that_cannot_be_left_out_are_refused(blocks, words):
    with pytest.raises(ValueError, match=words):
        leave_one_block_out(world(1), blocks, exact, np.random.default_rng(1))
