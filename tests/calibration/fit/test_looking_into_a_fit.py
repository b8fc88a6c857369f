"""Blocks, disputed figures and profiles of a fit whose truth is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import made_banks as made
import numpy as np
import pytest

from calibration.fit import influence as influencing
from calibration.fit import posterior_fit
from calibration.fit.influence import influences_of
from calibration.fit.information import information_of
from calibration.fit.posterior_fit import Fit, fit
from calibration.fit.profiled import profiles_of
from calibration.fit.screening import table_of
from calibration.moments.catalogue import Moments
from sim.runs.progress import Progress

SEED = 3
FIGURE = SimpleNamespace(name="error.growth", value=1.0, low=0.2, high=5.0)
IDLE = SimpleNamespace(name="error.nothing", value=1.0, low=0.5, high=2.0)


@pytest.fixture(scope="module", autouse=True)
def _few_draws() -> object:
    with pytest.MonkeyPatch.context() as during:
        during.setattr(posterior_fit, "PARTICLES", 500)
        during.setattr(posterior_fit, "REPEATS", 2)
        yield


@pytest.fixture(scope="module")
def moments() -> Moments:
    return made.moments(made.observed_at())


@pytest.fixture(scope="module")
def fitted(moments: Moments) -> Fit:
    return fit(table_of(made.bank(), moments), made.unknown(), made.columns(), SEED)


# ---------------------------------------------------------------- blocks


def test_each_block_alone_and_all_others_are_told(fitted: Fit, moments: Moments) -> None:
    told: list[Progress] = []
    found = information_of(fitted, moments.items, SEED, told.append)
    assert found.names == fitted.priors.names
    assert [one.block for one in found.blocks] == ["growth", "level", "facts"]
    assert [(one.done, one.total) for one in told] == [(done, 6) for done in range(7)]
    assert found.whole.tolist() == fitted.contraction.tolist()
    for one in found.blocks:
        assert all(name.startswith(one.block) for name in one.moments)  # not the mute one
        assert (one.alone > 0.3).all() and (one.others > 0.7).all()
        assert (one.others < found.whole + 0.03).all()
        assert ((one.alone_error > 0) & (one.alone_error < 0.1)).all()
    assert all(found.teacher(column) in made.SLOPES for column in range(3))


def test_a_block_that_one_parameter_does_not_reach_teaches_nothing_of_it(moments: Moments) -> None:
    # Levels alone are left to speak of b: growth and facts keep the moments that do not hang on it.
    deaf = {"growth.0", "growth.1", "facts.1", "facts.2"}
    kept = moments.chosen(lambda one: one.name not in deaf)
    bank = made.bank()
    found = fit(table_of(bank, kept), made.unknown(), made.columns(), SEED)
    told = {one.block: one for one in information_of(found, kept.items, SEED).blocks}
    b = found.priors.names.index("b")
    assert told["level"].alone[b] > 0.8
    assert abs(told["growth"].alone[b]) < 0.15 and told["level"].others[b] < 0.3
    assert information_of(found, kept.items, SEED).teacher(b) == "level"


def test_a_block_that_tells_nothing_is_named_with_nothing(fitted: Fit, moments: Moments) -> None:
    items = [replace(one, block="idle") if one.name == "mute" else one for one in moments.items]
    idle = information_of(fitted, items, SEED).blocks[-1]
    assert (idle.block, idle.moments) == ("idle", ())
    assert idle.alone.tolist() == [0.0] * 3 == idle.alone_error.tolist()
    assert idle.others == pytest.approx(fitted.contraction, abs=0.02)


# ---------------------------------------------------------------- disputed figures


def with_figures(moments: Moments) -> Any:
    """Moments whose growth has its error times a disputed figure."""

    def found(replaced: Mapping[str, float]) -> Moments:
        times = [
            replaced.get(FIGURE.name, FIGURE.value) if one.block == "growth" else 1.0
            for one in moments.items
        ]
        return replace(moments, covariance=moments.covariance * np.outer(times, times))

    return found


def test_a_figure_that_nothing_hangs_on_moves_nothing(fitted: Fit, moments: Moments) -> None:
    told: list[Progress] = []
    found = influences_of(fitted, (IDLE,), with_figures(moments), SEED, told.append)
    assert [(one.done, one.total) for one in told] == [(0, 1), (1, 1)]
    for end in (found[0].low, found[0].high):
        assert (end.effective, end.redrawn) == (pytest.approx(1.0), False)
        assert np.abs(end.shift).max() < 1e-12 and np.abs(end.shift_error).max() < 1e-12
        assert end.contraction_change == pytest.approx(0.0, abs=1e-12)
    assert (found[0].low.value, found[0].high.value) == (IDLE.low, IDLE.high)


def test_weighing_anew_is_what_another_fit_gives(
    fitted: Fit, moments: Moments, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(influencing, "ENOUGH", 0.0)
    weighed = influences_of(fitted, (FIGURE,), with_figures(moments), SEED)[0]
    monkeypatch.setattr(influencing, "ENOUGH", 1.1)
    drawn = influences_of(fitted, (FIGURE,), with_figures(moments), SEED)[0]
    assert not weighed.high.redrawn and drawn.high.redrawn
    apart = np.abs(weighed.high.shift - drawn.high.shift)
    assert (apart < 4 * np.hypot(weighed.high.shift_error, drawn.high.shift_error)).all()
    assert weighed.high.contraction_change == pytest.approx(drawn.high.contraction_change, abs=0.02)
    other = with_figures(moments)({FIGURE.name: FIGURE.high})
    again = fit(table_of(made.bank(), other), made.unknown(), made.columns(), SEED)
    expected = again.posterior.scaled.mean(axis=0) - fitted.posterior.scaled.mean(axis=0)
    expected /= fitted.posterior.scaled.std(axis=0)
    assert weighed.high.shift == pytest.approx(expected, abs=0.2)
    assert (weighed.high.contraction_change < 0).all()  # larger errors teach less


def test_the_largest_move_is_told_with_its_parameter_and_figures_by_size(
    fitted: Fit, moments: Moments
) -> None:
    found = influences_of(fitted, (IDLE, FIGURE), with_figures(moments), SEED)
    assert [one.figure for one in found] == [FIGURE.name, IDLE.name]
    move, ends = found[0].largest, (found[0].low, found[0].high)
    assert abs(move.shift) == max(np.abs(end.shift).max() for end in ends)
    end = next(end for end in ends if end.value == move.value)
    assert end.shift[move.parameter] == move.shift
    assert end.contraction_change[move.parameter] == move.contraction_change
    assert abs(move.shift) > 3 * move.shift_error > 0


def test_moments_that_another_figure_takes_away_are_named(fitted: Fit, moments: Moments) -> None:
    gone = moments.chosen(lambda one: one.name != "level.1")
    with pytest.raises(ValueError, match=r"no longer there .*level\.1"):
        influences_of(fitted, (FIGURE,), lambda _: gone, SEED)


# ---------------------------------------------------------------- profiles


def test_profiles_are_in_the_parameters_units_and_hold_the_truth(fitted: Fit) -> None:
    told: list[Progress] = []
    found = profiles_of(fitted, SEED, told.append)
    assert [one.name for one in found] == list(fitted.priors.names)
    assert (told[0].done, told[-1].done, told[-1].total) == (0, 1, 1)
    for one, marginal, draws in zip(
        found, fitted.priors.marginals, fitted.posterior.values.T, strict=True
    ):
        assert (one.values[0], one.values[-1]) == pytest.approx((marginal.low, marginal.high))
        assert not one.flat and (one.drop >= 0).all() and one.drop[[0, -1]].min() > 2.7
        # Under flat priors in the cube and a sharp likelihood both intervals are much the same.
        low, high = np.quantile(draws, (0.05, 0.95))
        assert (one.low, one.high) == pytest.approx((low, high), abs=0.4 * (high - low))


def test_a_parameter_that_nothing_hangs_on_is_flat(moments: Moments) -> None:
    columns = [*made.columns(), made.NAMES.index("inert_2")]
    found = profiles_of(fit(table_of(made.bank(), moments), made.unknown(), columns, SEED), SEED)
    assert [one.flat for one in found] == [False, False, False, True]
    assert (found[3].low, found[3].high) == (made.INERT.low, made.INERT.high)
