"""Screening and fit on a bank whose truth is known."""

from __future__ import annotations

from dataclasses import replace

import made_banks as made
import numpy as np
import pytest

from calibration.bank.runs import Bank
from calibration.fit import posterior_fit
from calibration.fit.posterior_fit import Fit, emulator_of, fit, free_priors
from calibration.fit.screening import MOST_MISSING, Table, screen, table_of
from calibration.moments.catalogue import Moment, Moments

SEED = 3


@pytest.fixture(scope="module", autouse=True)
def _few_draws() -> object:
    """Enough draws for what is asked here."""
    with pytest.MonkeyPatch.context() as during:
        during.setattr(posterior_fit, "PARTICLES", 400)
        during.setattr(posterior_fit, "REPEATS", 2)
        yield


@pytest.fixture(scope="module")
def bank() -> Bank:
    return made.bank()


@pytest.fixture(scope="module")
def table(bank: Bank) -> Table:
    return table_of(bank, made.moments(made.observed_at()))


@pytest.fixture(scope="module")
def fitted(table: Table) -> Fit:
    return fit(table, made.unknown(), made.columns(), SEED)


# ---------------------------------------------------------------- the table


def test_a_whole_bank_is_taken_over_as_it_is(bank: Bank, table: Table) -> None:
    assert np.array_equal(table.points, bank.points)
    assert np.array_equal(table.values, table.moments.of_runs(bank.runs))
    assert (table.left_out, table.dropped) == ({}, 0)


def test_a_moment_that_many_runs_lack_is_left_out_and_said() -> None:
    lacks = int(MOST_MISSING * 200)
    bank = made.bank(200, missing={"growth.0": range(lacks + 1), "level.1": range(50, 50 + lacks)})
    moments = made.moments(made.observed_at())
    table = table_of(bank, moments)
    assert table.left_out == {"growth.0": pytest.approx((lacks + 1) / 200)}
    assert "growth.0" not in table.moments.names and "level.1" in table.moments.names
    assert table.dropped == lacks  # those without level.1, and none for the sake of growth.0
    kept = np.setdiff1d(np.arange(200), np.arange(50, 50 + lacks))
    assert np.array_equal(table.points, bank.points[kept])
    assert np.isfinite(table.values).all()
    assert table.moments.covariance.shape == (len(table.moments.names),) * 2


def test_infinite_moments_are_missing_ones() -> None:
    bank = made.bank(100)
    for run in bank.runs[:20]:
        run["level.0"] = float("inf")
    assert set(table_of(bank, made.moments(made.observed_at())).left_out) == {"level.0"}


def test_a_bank_without_runs_or_moments_is_refused(bank: Bank) -> None:
    moments = made.moments(made.observed_at())
    with pytest.raises(ValueError, match="no run that gave figures"):
        table_of(replace(bank, runs=(), points=bank.points[:0]), moments)
    with pytest.raises(ValueError, match="moments asked for"):
        table_of(bank, moments.chosen(lambda _: False))
    none = made.bank(100, missing={name: range(100) for name in (*made.names_of(), "mute")})
    with pytest.raises(ValueError, match="moments asked for"):
        table_of(none, moments)


# ---------------------------------------------------------------- screening


def test_what_matters_is_found_and_inert_ones_are_left(table: Table) -> None:
    found = screen(table, SEED)
    assert set(found.free) >= set(made.columns())
    assert list(found.free[:3]) == sorted(made.columns(), key=lambda k: -found.importance[k])
    inert = [k for k in range(len(made.NAMES)) if k not in made.columns()]
    assert found.importance[made.columns()].min() > 5 * found.importance[inert].max()
    for column, slopes in zip(made.columns(), np.eye(3), strict=True):
        block, number = found.most_moved[column].split(".")
        weight = np.abs(made.SLOPES[block][int(number)])
        assert weight @ slopes > 0.5 * weight.max()


def test_most_frees_the_most_important_only(table: Table) -> None:
    every, two = screen(table, SEED), screen(table, SEED, most=2)
    assert two.free == every.free[:2]


def test_what_may_not_be_learned_is_not_freed_and_makes_room(table: Table) -> None:
    first, *others = screen(table, SEED).free
    found = screen(table, SEED, most=2, learnable=set(range(len(made.NAMES))) - {first})
    assert found.free == tuple(others[:2])
    assert found.importance[first] == screen(table, SEED).importance[first]


def test_screening_does_not_look_at_what_was_observed(bank: Bank, table: Table) -> None:
    other = table_of(bank, made.moments(made.observed_at() + 7.0))
    first, second = screen(table, SEED), screen(other, SEED)
    assert first.free == second.free and np.array_equal(first.importance, second.importance)


def test_a_moment_that_nobody_measured_well_frees_nothing(table: Table) -> None:
    blurred = Moments(table.moments.items, table.moments.covariance * 1e6)
    found, before = screen(replace(table, moments=blurred), SEED), screen(table, SEED)
    assert found.importance.max() < 1e-3 < before.importance.max()


def test_the_error_of_one_moment_counts_for_that_moment_only(table: Table) -> None:
    hidden = np.eye(len(table.moments.names)) * made.ERROR**2
    on_a = [table.moments.names.index(name) for name in ("growth.0", "level.0", "facts.0")]
    hidden[on_a, on_a] = 1e6
    found = screen(replace(table, moments=Moments(table.moments.items, hidden)), SEED)
    before = screen(table, SEED)
    column_a, column_c = made.NAMES.index("a"), made.NAMES.index("c")
    assert found.importance[column_a] < 0.5 * before.importance[column_a]
    assert found.importance[column_c] == pytest.approx(before.importance[column_c])


# ---------------------------------------------------------------- the fit


def test_truth_is_recovered_within_error(fitted: Fit) -> None:
    truth = fitted.priors.from_cube(made.TRUTH[None])[0]
    mean, sd = fitted.posterior.values.mean(axis=0), fitted.posterior.values.std(axis=0)
    assert fitted.priors.names == ("a", "b", "c")
    assert (np.abs(mean - truth) < 3 * sd).all()
    assert (fitted.contraction > 0.8).all()
    scaled = fitted.priors.to_scaled(fitted.posterior.values)
    left = (scaled.std(axis=0) / fitted.priors.scaled_sd) ** 2
    assert fitted.contraction == pytest.approx(1 - left, abs=1e-3)


def test_the_posterior_is_as_wide_as_linear_algebra_says(fitted: Fit) -> None:
    slopes = np.vstack([made.SLOPES[block] for block in made.SLOPES])
    variance = made.NOISE**2 + made.ERROR**2
    expected = np.sqrt(np.diag(np.linalg.inv(slopes.T @ slopes / variance)))
    assert fitted.posterior.cube.std(axis=0) == pytest.approx(expected, rel=0.3)


def test_truths_lie_within_their_intervals_as_often_as_they_should(bank: Bank) -> None:
    random, inside = np.random.default_rng(2), []
    for case in range(8):
        truth = 0.15 + 0.7 * random.random(3)
        table = table_of(bank, made.moments(made.observed_at(truth, case)))
        likelihood = posterior_fit.likelihood_of(
            table, free_priors(made.unknown(), made.columns()), made.columns(), SEED
        ).without_silent()
        from calibration.inference.posterior import draw_posterior

        priors = free_priors(made.unknown(), made.columns())
        draws = draw_posterior(priors, likelihood, random, 200).cube
        low, high = np.quantile(draws, (0.05, 0.95), axis=0)
        inside += ((low <= truth) & (truth <= high)).tolist()
    assert sum(inside) >= 16  # of 24 at 90 percent: fewer has a chance below 0.0005


def test_silent_moments_are_named_and_not_conditioned_on(fitted: Fit) -> None:
    assert fitted.silent == ("mute",)
    assert "mute" not in fitted.likelihood.emulator.moments
    assert set(fitted.likelihood.emulator.moments) == set(made.names_of())


def test_the_second_opinion_agrees(fitted: Fit) -> None:
    assert fitted.agreement.within().all()


def test_blocks_that_agree_predict_each_other(fitted: Fit) -> None:
    assert [block.name for block in fitted.blocks] == list(made.SLOPES)
    assert all(block.p > 0.01 for block in fitted.blocks)
    assert fitted.misfit.p > 0.01


def test_a_block_that_contradicts_the_others_gets_a_small_p(bank: Bank) -> None:
    off = made.moments(made.observed_at(), {"growth": 0.6})
    found = fit(table_of(bank, off), made.unknown(), made.columns(), SEED)
    p = {block.name: block.p for block in found.blocks}
    assert p["growth"] < 0.001
    assert found.misfit.p < 0.01
    told = next(block for block in found.blocks if block.name == "growth")
    assert (told.observed > told.mean).all()


def test_the_same_seed_gives_the_same_fit_and_another_other_draws(
    table: Table, fitted: Fit
) -> None:
    again = fit(table, made.unknown(), made.columns(), SEED)
    assert np.array_equal(again.posterior.values, fitted.posterior.values)
    assert [block.p for block in again.blocks] == [block.p for block in fitted.blocks]
    other = fit(table, made.unknown(), made.columns(), SEED + 1)
    assert not np.array_equal(other.posterior.values, fitted.posterior.values)
    apart = other.posterior.values.mean(axis=0) - fitted.posterior.values.mean(axis=0)
    assert (np.abs(apart) < 0.5 * fitted.posterior.values.std(axis=0)).all()


def test_an_inert_parameter_that_is_freed_keeps_its_prior(bank: Bank, table: Table) -> None:
    columns = [*made.columns(), made.NAMES.index("inert_2")]
    found = fit(table, made.unknown(), columns, SEED)
    assert abs(found.contraction[3]) < 0.25 and (found.contraction[:3] > 0.8).all()


def test_one_block_alone_predicts_none(table: Table) -> None:
    only = table.moments.chosen(lambda one: one.block == "level")
    kept = [table.moments.names.index(name) for name in only.names]
    alone = replace(table, values=table.values[:, kept], moments=only)
    found = fit(alone, made.unknown(), made.columns(), SEED)
    assert found.blocks == () and (found.contraction > 0.5).all()


def test_what_cannot_be_fitted_is_refused(table: Table) -> None:
    with pytest.raises(ValueError, match="0 names"):
        fit(table, made.unknown(), [], SEED)
    with pytest.raises(ValueError, match="move no moment"):
        mute = table.moments.chosen(lambda one: one.name == "mute")
        only = replace(table, values=table.values[:, -1:], moments=mute)
        fit(only, made.unknown(), made.columns(), SEED)
    few = replace(table, points=table.points[:30], values=table.values[:30])
    with pytest.raises(ValueError, match="at least"):
        fit(few, made.unknown(), made.columns(), SEED)
    enough_for_the_emulator = replace(table, points=table.points[:60], values=table.values[:60])
    with pytest.raises(ValueError, match="too few"):
        fit(enough_for_the_emulator, made.unknown(), made.columns(), SEED)


@pytest.mark.parametrize(("runs", "degree"), [(99, 2), (100, 3)])
def test_the_emulator_is_cubic_where_there_are_runs_for_it(
    table: Table, runs: int, degree: int
) -> None:
    few = replace(table, points=table.points[:runs], values=table.values[:runs])
    priors = free_priors(made.unknown(), made.columns())
    assert emulator_of(few, priors, made.columns(), SEED).mean.degree == degree


def test_fewer_moments_are_columns_of_the_same_table(bank: Bank, table: Table) -> None:
    def wanted(one: Moment) -> bool:
        return one.block != "facts"

    fewer = table_of(bank, table.moments.chosen(wanted))
    columns = [place for place, one in enumerate(table.moments.items) if wanted(one)]
    assert np.array_equal(fewer.values, table.values[:, columns])
