"""Runs of the sampler put together, and heavy libraries left alone until they are needed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from known_worlds import linear_likelihood, unit_priors

import calibration.inference
from calibration.inference.posterior import draw_posterior
from calibration.inference.prior import Marginal, Priors

LIKELIHOOD = linear_likelihood(
    np.array([[1.0, 0.3], [0.2, 1.0]]), np.array([0.1, 0.1]), np.eye(2), np.array([0.2, 0.1])
)


def test_runs_put_together_follow_each_other_and_share_no_ancestors():
    found = draw_posterior(unit_priors(2), LIKELIHOOD, np.random.default_rng(1), 300, repeats=3)
    assert len(found.runs) == 3 and found.cube.shape == (900, 2)
    assert (found.cube[300:600] == found.runs[1].draws).all()
    assert found.log_likelihood == pytest.approx(LIKELIHOOD(found.scaled))
    thirds = [set(found.ancestors[k : k + 300].tolist()) for k in (0, 300, 600)]
    assert not thirds[0] & thirds[1] and not thirds[1] & thirds[2]
    mean = np.log(np.mean(np.exp([run.log_evidence for run in found.runs])))
    assert found.log_evidence == pytest.approx(mean)
    alone = draw_posterior(unit_priors(2), LIKELIHOOD, np.random.default_rng(1), 300)
    assert (found.weighted().mean_error() < alone.weighted().mean_error()).all()
    again = draw_posterior(unit_priors(2), LIKELIHOOD, np.random.default_rng(1), 300, repeats=3)
    assert (again.values == found.values).all()


def test_draws_are_the_same_points_in_every_coordinate():
    priors = Priors(
        ("a", "b"), (Marginal("loguniform", 1.0, 9.0), Marginal("triangular", 0.0, 4.0, 1.0))
    )
    found = draw_posterior(priors, LIKELIHOOD, np.random.default_rng(1), 200)
    assert found.values == pytest.approx(priors.from_cube(found.cube))
    assert found.scaled == pytest.approx(priors.to_scaled(found.values))
    assert ((found.values > [1.0, 0.0]) & (found.values < [9.0, 4.0])).all()
    with pytest.raises(ValueError, match="at least one"):
        draw_posterior(priors, LIKELIHOOD, np.random.default_rng(1), 200, repeats=0)


def test_a_triangular_prior_weighs_in():
    """Flat data: draws have the prior's own mean and spread, through all coordinates."""
    priors = Priors(("a",), (Marginal("triangular", 0.0, 4.0, 1.0),))
    flat = linear_likelihood(np.zeros((1, 1)), np.ones(1), np.eye(1), np.zeros(1))
    found = draw_posterior(priors, flat, np.random.default_rng(1), 4000)
    assert found.values.mean() == pytest.approx(priors.mean[0], abs=0.06)
    assert found.values.std() == pytest.approx(priors.sd[0], rel=0.06)


def test_importing_the_folder_loads_no_heavy_library():
    folder = Path(calibration.inference.__file__).parent
    names = [f"calibration.inference.{path.stem}" for path in sorted(folder.glob("[a-z]*.py"))]
    assert len(names) > 12
    code = f"import sys, {', '.join(names)}; print({{'scipy', 'sklearn'}} & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True,
        cwd=folder.parents[1],
    )  # fmt: skip
    assert done.stdout.strip() == "set()"
