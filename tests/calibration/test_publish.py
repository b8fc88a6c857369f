"""The published file: what scenarios read is what was fitted, to six digits."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import scenarios
from calibration.bank.design import Unknown, unknowns
from calibration.fit.posterior_fit import free_priors
from calibration.fit.publish import (
    METHOD,
    Provenance,
    chosen_draws,
    digest_of_data,
    posterior_document,
    publish,
    written,
)
from scenarios.errors import InputError
from scenarios.posterior_schema import Posterior
from scenarios.validation import check
from scenarios.yaml_document import parse_document, read_document
from tests.made_posterior import NAME, with_posterior

SHIPPED = Path(scenarios.__file__).parent
SCENARIO = "shenzhen-doubling.yaml"
# Two of behaviour, and assumed facts: one with reckoned bounds, one that a loguniform holds.
FREE = (
    "behaviour.payback", "behaviour.arrival_rate", "place.own_trend_share",
    "place.directions.green.size", "place.unit_price_scale",
)  # fmt: skip
TITLE = {"zh": "深圳：2017 年起", "en": "Shenzhen: from 2017, # and so on"}
COMMAND = "jigai calibrate shenzhen"
MADE = Provenance("0123456789", "00e7", "1e5", 1600, COMMAND, dt.date(2026, 11, 23))
CONTRACTION = np.array([0.91, 0.3, 0.29996, -0.04567, 0.0])


@pytest.fixture(scope="module")
def unknown() -> dict[str, Unknown]:
    scenario = scenarios.load_scenario(SHIPPED / SCENARIO, with_posterior=False)
    return {one.name: one for one in unknowns(scenario)}


@pytest.fixture(scope="module")
def fit(unknown: dict[str, Unknown]) -> Any:
    """What of a fit is published: 500 draws of its free parameters, in sampler's order."""
    free = [unknown[name] for name in FREE]
    priors = free_priors(free, range(len(free)))
    cube = np.random.default_rng(4).beta(3, 2, (500, len(FREE)))
    cube[7] = 1.0  # a draw on the wall, which six digits may step over
    values = priors.from_cube(cube)
    return SimpleNamespace(
        priors=priors, posterior=SimpleNamespace(values=values), contraction=CONTRACTION
    )


@pytest.fixture(scope="module")
def document(fit: Any) -> dict[str, Any]:
    return posterior_document("shenzhen", TITLE, fit, chosen_draws(fit, 500, 6), MADE)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, document: dict[str, Any]) -> Path:
    """The shipped scenarios, one of which names the published file."""
    root: Path = tmp_path_factory.mktemp("city") / "scenarios"
    shutil.copytree(SHIPPED, root, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    with_posterior(root / SCENARIO, written(document))
    publish(document, root / NAME)
    return root


def read(path: Path) -> Posterior:
    record, faults = check(Posterior, read_document(path, path.name))
    assert record is not None, "\n".join(fault.summary() for fault in faults)
    return record


# ---------------------------------------------------------------- written and read


def test_what_is_read_is_what_was_published(document: dict[str, Any], folder: Path) -> None:
    found = read(folder / NAME).model_dump()
    assert found["draws"] == document["draws"]
    assert found["free"] == document["free"]
    assert found["made"] == {
        "law": "0123456789", "data": "00e7", "prior": "1e5", "method": METHOD, "runs": 1600,
        "command": COMMAND, "date": dt.date(2026, 11, 23),
    }  # fmt: skip
    assert {name: found[name] for name in ("id", "version", "place", "title")} == {
        "id": "shenzhen", "version": 1, "place": "shenzhen", "title": TITLE,
    }  # fmt: skip


def test_a_scenario_takes_the_published_file(fit: Any, folder: Path) -> None:
    loaded = scenarios.load_scenario(folder / SCENARIO)
    assert loaded.posterior is not None
    assert loaded.posterior.names == list(FREE)
    draws = np.array([list(row.values()) for row in loaded.posterior.settings()])
    assert np.array_equal(draws, chosen_draws(fit, 500, 6))


def test_a_figure_of_policy_would_be_refused(unknown: dict[str, Unknown], tmp_path: Path) -> None:
    decided = next(one for one in unknown.values() if not one.learnable)
    priors = free_priors([decided], [0])
    fit: Any = SimpleNamespace(
        priors=priors, posterior=SimpleNamespace(values=priors.from_cube(np.full((9, 1), 0.5))),
        contraction=np.array([0.5]),
    )  # fmt: skip
    shutil.copytree(SHIPPED, tmp_path / "s", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    text = written(posterior_document("shenzhen", TITLE, fit, chosen_draws(fit, 3, 1), MADE))
    with pytest.raises(InputError, match="no calibration may move"):
        scenarios.load_scenario(with_posterior(tmp_path / "s" / SCENARIO, text))


def test_statistics_are_those_of_the_published_draws(document: dict[str, Any]) -> None:
    draws = np.array(document["draws"])
    for column, row in enumerate(document["free"]):
        own = draws[:, column]
        expected = [own.mean(), own.std(), *np.quantile(own, (0.05, 0.95))]
        stated = [row[name] for name in ("mean", "sd", "low", "high")]
        assert stated == pytest.approx(expected, rel=1e-5), row["name"]


def test_learned_is_told_from_the_contraction_that_was_measured(document: dict[str, Any]) -> None:
    assert [row["contraction"] for row in document["free"]] == [0.91, 0.3, 0.3, -0.046, 0.0]
    assert [row["learned"] for row in document["free"]] == [True, True, False, False, False]


def test_a_parameter_and_a_draw_have_a_line_each(document: dict[str, Any]) -> None:
    lines = written(document).splitlines()
    assert lines[0] == "# Made by `jigai calibrate shenzhen`; do not edit."
    assert sum(line.lstrip().startswith("- {name: ") for line in lines) == len(FREE)
    assert sum(line.lstrip().startswith("- [") for line in lines) == 500
    assert all(f'{name}: "{value}"' in written(document) for name, value in
               (("law", "0123456789"), ("data", "00e7"), ("prior", "1e5")))  # fmt: skip


@given(
    st.lists(
        st.lists(st.floats(1e-12, 1e12), min_size=2, max_size=2), min_size=2, max_size=20
    )
)  # fmt: skip
def test_draws_of_any_size_are_read_back_without_fault(rows: list[list[float]]) -> None:
    fit: Any = SimpleNamespace(
        priors=SimpleNamespace(names=("a.b", "c.d")),
        posterior=SimpleNamespace(values=np.array(rows)), contraction=np.array([0.5, 0.1]),
    )  # fmt: skip
    document = posterior_document("town", TITLE, fit, chosen_draws(fit, len(rows), 1), MADE)
    text = written(document).encode()
    record, faults = check(Posterior, parse_document(text, "made.yaml"))
    assert record is not None and not faults
    assert record.draws == document["draws"]


# ---------------------------------------------------------------- draws


def test_draws_have_six_digits(fit: Any) -> None:
    draws = chosen_draws(fit, 50, 1)
    assert draws.shape == (50, len(FREE))
    assert all(value == float(f"{value:.6g}") for value in draws.ravel())
    full = fit.posterior.values
    nearest = np.abs(draws[:, None, :] / full[None] - 1).max(axis=2).min(axis=1)
    assert (nearest < 5e-6).all()  # each row is one joint draw


def test_draws_are_shuffled_the_same_way_each_time(fit: Any) -> None:
    first = chosen_draws(fit, 100, 1)
    assert np.array_equal(first, chosen_draws(fit, 100, 1))
    assert not np.array_equal(first, chosen_draws(fit, 100, 2))
    order = [int(np.abs(fit.posterior.values[:, 0] / row[0] - 1).argmin()) for row in first]
    assert order != sorted(order)


def test_no_draw_is_taken_twice_and_not_more_than_there_are(fit: Any) -> None:
    every = chosen_draws(fit, 500, 1)
    assert len(np.unique(every, axis=0)) == 500
    with pytest.raises(ValueError, match="larger sample"):
        chosen_draws(fit, 501, 1)


# ---------------------------------------------------------------- whole or not at all


def test_a_file_is_replaced_whole_and_nothing_is_left_beside(
    document: dict[str, Any], tmp_path: Path
) -> None:
    path = tmp_path / "posteriors" / "shenzhen.yaml"
    publish(document, path)
    publish(document | {"version": 2}, path)
    assert read(path).version == 2
    assert [each.name for each in path.parent.iterdir()] == ["shenzhen.yaml"]


@pytest.mark.parametrize("where", ["write_text", "replace"])
def test_what_fails_on_the_way_leaves_the_old_file(
    where: str, document: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "shenzhen.yaml"
    publish(document, path)
    before = path.read_bytes()

    def full(self: Path, *given: Any, **_: Any) -> None:
        if where == "write_text":
            self.write_bytes(str(given[0]).encode()[:100])
        raise OSError("no space left")

    with monkeypatch.context() as during:
        during.setattr(Path, where, full)
        with pytest.raises(OSError, match="no space"):
            publish(document | {"version": 2}, path)
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["shenzhen.yaml"]


def test_what_cannot_be_written_makes_no_file(document: dict[str, Any], tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        publish({name: document[name] for name in document if name != "made"}, tmp_path / "a.yaml")
    assert not [*tmp_path.iterdir()]


# ---------------------------------------------------------------- digests


def test_the_digest_of_data_changes_with_a_value_an_error_and_their_order() -> None:
    values, covariance = np.array([1.0, 2.0]), np.array([[1.0, 0.2], [0.2, 2.0]])
    found = {
        digest_of_data(values, covariance),
        digest_of_data(values + np.array([0, 1e-12]), covariance),
        digest_of_data(values, covariance + np.diag([0, 1e-12])),
        digest_of_data(values[::-1], covariance[::-1, ::-1]),
    }
    assert len(found) == 4
    assert digest_of_data(values.copy(), np.asfortranarray(covariance)) in found
