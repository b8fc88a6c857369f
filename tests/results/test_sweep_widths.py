"""How many replicates a width needs: closed forms, what a pilot decides, what it refuses."""

from __future__ import annotations

import math
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from results.statistics import t_quantile
from results.sweeping import replicates
from results.sweeping.plan import SweepPlan, plan_of
from scenarios import InputError
from tests.results.test_sweeps import DESIGN


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> SweepPlan:
    path = tmp_path_factory.mktemp("design") / "small.yaml"
    path.write_text(DESIGN, encoding="utf-8")
    return plan_of(path)


@settings(deadline=None)
@given(st.floats(1e-3, 1e3), st.floats(1e-2, 1e3))
def test_replicates_are_the_fewest_whose_interval_is_narrow_enough(sd: float, width: float) -> None:
    count, enough = replicates.replicates_for(sd, width)

    def interval(n: int) -> float:
        return 2 * t_quantile(n - 1) * sd / math.sqrt(n)

    if not enough:
        assert count == replicates.MOST and interval(count) > width
        return
    assert interval(count) <= width
    assert count == 2 or interval(count - 1) > width


def test_without_spread_two_replicates_do() -> None:
    assert replicates.replicates_for(0.0, 1.0) == (2, True)


@pytest.mark.parametrize("text", ["5%", "2e9", "1_000"])
def test_a_width_is_a_share_or_a_number(text: str) -> None:
    found = replicates.width_of(text)
    assert (found.size, found.is_share) == {
        "5%": (0.05, True), "2e9": (2e9, False), "1_000": (1000, False),
    }[text]  # fmt: skip


@pytest.mark.parametrize("text", ["", "wide", "-5%", "0", "nan", "inf%"])
def test_a_width_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="a width is a share"):
        replicates.width_of(text)


@pytest.mark.parametrize("count", [2, 8, 30])
def test_the_upper_limit_of_a_spread_holds_nine_times_in_ten(count: int) -> None:
    generator = np.random.default_rng(count)
    drawn = generator.normal(5.0, 2.0, (4000, count))
    held = np.mean([replicates.upper_sd(values, False) >= 2.0 for values in drawn])
    assert held == pytest.approx(0.9, abs=0.015)


def test_a_pilot_whose_runs_all_agree_bounds_the_chance_by_the_rule_of_three() -> None:
    assert replicates.upper_sd(np.ones(30), True) == pytest.approx(math.sqrt(0.1 * 0.9))
    assert replicates.upper_sd(np.zeros(2), True) == 0.5
    assert replicates.upper_sd(np.array([0.0, 1.0] * 4), True) == 0.5
    assert replicates.upper_sd(np.full(8, 7.0), False) == 0.0


def piloted(
    plan: SweepPlan, monkeypatch: pytest.MonkeyPatch, values: dict[str, Any], width: str
) -> replicates.Needed:
    """A pilot whose rows came out as given, by variant."""
    units = [SimpleNamespace(name="cost", unit="yuan"), SimpleNamespace(name="met", unit="share")]
    swept = SimpleNamespace(
        plan=SimpleNamespace(runs=9, policies=tuple(values)),
        outcomes=units[1:] if width == "met" else units,
        outcome=lambda _name, variant: np.ma.masked_invalid(np.array(values[variant], float)),
    )
    monkeypatch.setattr(replicates, "carry_out", lambda *_, **__: swept)
    monkeypatch.setattr(SweepPlan, "policies", property(lambda _: tuple(values)))
    asked = replicates.width_of("0.5" if width == "met" else width)
    return replicates.pilot(plan, asked, Path("none"))


def around(mean: float, half: float) -> list[float]:
    return [mean - half, mean + half] * 4


def test_the_row_and_variant_with_most_spread_decide(
    plan: SweepPlan, monkeypatch: pytest.MonkeyPatch
) -> None:
    quiet, loud = [around(100, 1)] * 4, [around(100, 1)] * 3 + [around(100, 20)]
    found = piloted(plan, monkeypatch, {"a": quiet, "b": loud}, "10")
    assert (found.variant, found.row) == ("b", 5), "the last of the sweep's six rows"
    sd = replicates.upper_sd(np.array(around(100, 20)), False)
    assert found.sd == sd and found.replicates == replicates.replicates_for(sd, 10.0)[0]


def test_a_share_is_that_of_each_rows_own_mean(
    plan: SweepPlan, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [around(1000, 2), around(10, 2), around(1000, 2), around(1000, 2)]
    found = piloted(plan, monkeypatch, {"a": rows}, "10%")
    assert found.mean == 10.0 and found.row == 2
    assert found.replicates == replicates.replicates_for(found.sd, 1.0)[0]
    rows[1] = around(1, 20)
    with pytest.raises(InputError, match=r"covers 0 \(variant a, row 2\)"):
        piloted(plan, monkeypatch, {"a": rows}, "10%")
    with pytest.raises(InputError, match="covers 0"):
        piloted(plan, monkeypatch, {"a": [[0] * 8] * 4}, "10%")


def test_a_pilot_without_spread_of_met_asks_for_more_than_two(
    plan: SweepPlan, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = piloted(plan, monkeypatch, {"a": [[1] * 8] * 4}, "met")
    assert found.replicates > 8 and found.sd == pytest.approx(math.sqrt(3 / 8 * 5 / 8))


def test_a_pilot_row_without_figures_is_refused(
    plan: SweepPlan, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [around(5, 1)] * 3 + [[math.nan] * 7 + [5]]
    with pytest.raises(InputError, match="too many runs"):
        piloted(plan, monkeypatch, {"a": rows}, "10")
