"""The models that ours is measured against carry what they say; no clock is asserted."""

from __future__ import annotations

import dataclasses
import hashlib
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import agreement, reduced_law, reduced_model
from benchmarks.cities import city, shipped_inputs
from benchmarks.plain_mesa import Firm, Renovation
from sim.law import arithmetic
from sim.law.codes import BUILDING, EXITED
from sim.law.draws import philox

ROOT = Path(__file__).resolve().parents[1]
QUARTERS = 44


@pytest.fixture(scope="module")
def plain() -> Renovation:
    model = Renovation(city(shipped_inputs(), 300), seed=4)
    while model.running:
        model.step()
    return model


def test_the_plain_script_books_what_adds_up(plain: Renovation) -> None:
    totals = plain.datacollector.get_model_vars_dataframe()
    assert len(totals) == QUARTERS and (totals.to_numpy() >= 0).all()
    whole = totals.sum()
    seen = ["filed_renovation", "unfiled_renovation", "small_renovation"]
    assert whole["true_renovation"] == whole[seen].sum()
    waiting = sum(award.amount for award in plain.awards)
    assert whole["support_granted"] == (
        whole["support_paid"] + whole["support_clawed_back"] + waiting
    )
    assert 0 < whole["support_granted"] <= whole["support_claimed"]
    assert 0 < whole["projects_completed"] <= whole["projects_started"]
    building = sum(firm.project.stage == BUILDING for firm in plain.agents)
    assert whole["projects_started"] - whole["projects_completed"] - building >= 0


def test_a_plain_firm_that_is_gone_leaves_the_model(plain: Renovation) -> None:
    assert not [firm for firm in plain.agents if firm.status == EXITED]
    assert len(plain.agents) < 300
    watched = {len(firm.watched) for firm in plain.agents}
    assert watched <= {0, shipped_inputs().peer_rings} and max(watched) > 0


def test_the_plain_script_gives_one_result_for_one_seed() -> None:
    inputs = city(shipped_inputs(), 60)
    found = [agreement.plain_totals(inputs, seed, 8) for seed in (1, 1, 2)]
    assert found[0] == found[1] != found[2]


def odd_inputs() -> list[Any]:
    """Worlds with something that the plain script leaves out."""
    inputs = city(shipped_inputs(), 20)
    crowded, certain, granting = (
        inputs.behaviour.copy(),
        inputs.behaviour.copy(),
        inputs.rules.copy(),
    )
    crowded["with_crowding"], certain["with_timing"], granting["kind"][0] = 1.0, 0.0, 6
    return [
        dataclasses.replace(inputs, behaviour=crowded),
        dataclasses.replace(inputs, behaviour=certain),
        dataclasses.replace(inputs, rules=granting),
        dataclasses.replace(inputs, tasks={2018: 1}),
        dataclasses.replace(
            inputs, pots=(dataclasses.replace(inputs.pots[0], carries=True), *inputs.pots[1:])
        ),
        dataclasses.replace(
            inputs, pots=(dataclasses.replace(inputs.pots[0], overflow=2), *inputs.pots[1:])
        ),
    ]


@pytest.mark.parametrize("which", range(6))
def test_the_plain_script_refuses_what_it_leaves_out(which: int) -> None:
    with pytest.raises(ValueError, match="law of the shipped plan only"):
        Renovation(odd_inputs()[which], seed=1)


def test_a_plain_firm_has_whatever_the_law_reads_from_the_start() -> None:
    model = Renovation(city(shipped_inputs(), 20), seed=1)
    firms = [firm for firm in model.agents if isinstance(firm, Firm)]
    assert len(firms) == 20
    assert all(0.0 <= gap <= 1.0 for firm in firms for gap in firm.gap)
    assert all(firm.payback > 0.0 and firm.strike > 0.0 for firm in firms)


def test_agreement_compares_means_over_seeds() -> None:
    found = agreement.compared(firms=40, quarters=6, seeds=3)
    assert set(found["measures"]) == set(agreement.MEASURES)
    row = found["measures"]["revenue"]
    assert row["z"] == pytest.approx((row["plain"] - row["ours"]) / row["error"])
    assert agreement.agreement_table(found).count("\n") == len(agreement.MEASURES) + 1


# ---------------------------------------------------------------- the reduced model


@given(st.floats(-690.0, 700.0))
def test_exponential_has_the_bits_of_the_law(x: float) -> None:
    assert float(reduced_law.exponential(x)) == arithmetic.exponential(x)


@given(st.floats(1e-300, 1e300))
def test_logarithm_has_the_bits_of_the_law(x: float) -> None:
    assert float(reduced_law.logarithm(x)) == arithmetic.logarithm(x)


@given(st.floats(1.5e-11, 1.0 - 1.5e-11))
def test_normal_has_the_bits_of_the_law(p: float) -> None:
    assert float(reduced_law.normal(p)) == arithmetic.normal_quantile(p)


@given(st.integers(0, 2**62), st.integers(0, 2**31), st.integers(0, 60), st.integers(0, 1))
def test_words_are_those_of_philox(key: int, firm: int, now: int, block: int) -> None:
    low = reduced_law.LOW
    assert reduced_law.words_of(key, firm, now, block) == philox(
        key & low, (key >> 32) & low, firm & low, now, block, 0
    )


@given(st.floats(1.0, 1e5), st.integers(0, 5), st.integers(0, 3), st.floats(0.0, 20.0))
def test_a_grant_never_exceeds_the_cost(cost: float, kind: int, size: int, age: float) -> None:
    grant = reduced_law.best_grant(cost, kind, size, 10.0 * cost, 0.03, 0.1, 10.0, age)
    assert 0.0 <= grant <= 0.25 * cost


def fingerprint(count: int, quarters: int) -> str:
    """Of all totals and columns after a run."""
    model = reduced_model.ReducedModel(count, seed=3)
    totals = model.run(quarters)
    digest = hashlib.blake2b(totals.tobytes(), digest_size=8)
    for place in range(0, reduced_model.DOUBLES, reduced_model.STRIP):
        digest.update(model.column(place).tobytes())
    for place in range(0, reduced_model.WHOLES, reduced_model.STRIP):
        digest.update(model.column(place, whole=True).tobytes())
    return digest.hexdigest()


def test_compiled_strips_and_plain_python_give_the_same_bits() -> None:
    code = "from tests.test_benchmark_models import fingerprint; print(fingerprint(1100, 2))"
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code], cwd=ROOT, check=True, text=True,
        capture_output=True, env=dict(os.environ) | {"NUMBA_DISABLE_JIT": "1"},
    )  # fmt: skip
    assert done.stdout.strip() == fingerprint(1100, 2)


def test_a_firm_does_the_same_in_a_larger_city_until_the_budget_binds() -> None:
    small, large = (reduced_model.ReducedModel(count, seed=3) for count in (2048, 4096))
    large.wholes[:2], large.firms[:2] = small.wholes, small.firms
    for model in (small, large):
        model.budget = 1e12
        model.step()
    for place in (reduced_model.CAPITAL, reduced_model.CASH, reduced_model.DEBT):
        assert np.array_equal(small.column(place), large.column(place)[:2048])


def test_the_reduced_city_lives_in_the_ranges_of_its_page() -> None:
    model = reduced_model.ReducedModel(20_000, seed=5)
    totals = model.run(16)
    claims = np.array(model.claimed) / model.count
    assert 0.01 < claims[0] < 0.03 and 0.04 < claims[-1] < 0.08
    assert model.phi[0] == 1.0 and model.phi[-1] < 0.9
    assert 0.35 < float(np.mean(model.column(reduced_model.ADOPTED, whole=True) > 0)) < 0.65
    assert (totals >= 0).all()
    paid = totals[:, reduced_model.PAID] / 100.0
    assert (paid <= model.budget).all()
    first = int((model.column(reduced_model.ADOPTED, whole=True) > 0).sum())
    assert totals[:, reduced_model.FIRST_SECTOR :].sum() == first
