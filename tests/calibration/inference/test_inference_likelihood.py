"""The synthetic likelihood against scipy's normal density, and what it refuses."""

from __future__ import annotations

import math

import numpy as np
import pytest
from known_worlds import linear_emulator, linear_likelihood
from scipy.stats import multivariate_normal

from calibration.inference.likelihood import (
    SyntheticLikelihood,
    gaussian_log_density,
    squared_distance,
)

SLOPES = np.array([[1.0, 0.5, 0.0], [0.0, 1.0, -2.0]])
SDS = np.array([0.3, 0.2, 0.5])
CORRELATION = np.array([[1.0, 0.6, 0.0], [0.6, 1.0, -0.3], [0.0, -0.3, 1.0]])
OBSERVED = np.array([0.2, -0.1, 0.4])
POINTS = 2 * np.random.default_rng(1).random((300, 2)) - 1


def test_it_is_the_normal_density_of_both_covariances_together():
    likelihood = linear_likelihood(SLOPES, SDS, CORRELATION, OBSERVED)
    covariance = np.outer(SDS, SDS) * CORRELATION
    found = likelihood(POINTS)
    for point, value in list(zip(POINTS, found, strict=True))[:20]:
        known = multivariate_normal(point @ SLOPES, covariance).logpdf(OBSERVED)
        assert value == pytest.approx(known)
    apart = OBSERVED - POINTS[0] @ SLOPES
    by_hand = apart @ np.linalg.inv(covariance) @ apart
    assert likelihood.distance(POINTS)[0] == pytest.approx(by_hand)


def test_rows_do_not_depend_on_each_other():
    likelihood = linear_likelihood(SLOPES, SDS, CORRELATION, OBSERVED)
    assert likelihood(POINTS[7:8]) == pytest.approx(likelihood(POINTS)[7:8], rel=1e-12)


def test_some_moments_and_the_telling_ones():
    likelihood = linear_likelihood(SLOPES, SDS, CORRELATION, OBSERVED)
    part = likelihood.select(["m2", "m0"])
    covariance = (np.outer(SDS, SDS) * CORRELATION)[np.ix_([2, 0], [2, 0])]
    mean = POINTS[0] @ SLOPES[:, [2, 0]]
    known = multivariate_normal(mean, covariance).logpdf(OBSERVED[[2, 0]])
    assert part(POINTS[:1])[0] == pytest.approx(known)
    likelihood.emulator.q2[1] = -0.01
    assert likelihood.without_silent().emulator.moments == ("m0", "m2")


def test_a_moment_more_adds_its_own_log_density():
    independent = linear_likelihood(SLOPES, SDS, np.eye(3), OBSERVED)
    single = [independent.select([name])(POINTS) for name in independent.emulator.moments]
    assert independent(POINTS) == pytest.approx(sum(single))


def test_distances_and_densities_of_differences():
    covariance = np.array([[4.0, 0.0], [0.0, 1.0]])
    difference = np.array([[2.0, 1.0], [0.0, 0.0]])
    both = np.stack([covariance, covariance])
    assert squared_distance(difference, both).tolist() == pytest.approx([2.0, 0.0])
    constant = -math.log(2 * math.pi) - math.log(2)
    assert gaussian_log_density(difference, both) == pytest.approx([constant - 1, constant])


def test_what_cannot_be_is_refused():
    emulator = linear_emulator(SLOPES, SDS, CORRELATION)
    with pytest.raises(ValueError, match="3 moments are needed"):
        SyntheticLikelihood(emulator, OBSERVED[:2], np.eye(3))
    with pytest.raises(ValueError, match="observed: not finite in row 0, in m1"):
        SyntheticLikelihood(emulator, np.array([0.0, math.nan, 0.0]), np.eye(3))
    with pytest.raises(ValueError, match="3 by 3 is needed"):
        SyntheticLikelihood(emulator, OBSERVED, np.eye(2))
    with pytest.raises(ValueError, match="not finite"):
        SyntheticLikelihood(emulator, OBSERVED, np.full((3, 3), math.nan))
    with pytest.raises(ValueError, match="combination of others"):
        gaussian_log_density(np.zeros((1, 2)), np.ones((1, 2, 2)))
