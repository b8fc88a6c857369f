"""Published growths foretold from what was known on 31 January of their year, and scored.

Each is set beside naive forecasts, the runs without any discrepancy, the model before any figure
was seen, and the same method without what runs say. A second set holds places out: growth of
Guangdong and Guangzhou from figures of Shenzhen alone, behaviour as learned there.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from calibration.fit.scoring import LEVEL, MODEL, PRIOR, Score, Scored, score_normal, score_sample
from calibration.forecasts.foretelling import Foretold, foretell
from calibration.forecasts.gaussian import draws_of
from calibration.forecasts.making import targets_of
from calibration.forecasts.naive import naive_forecasts
from calibration.forecasts.published import PLACES, investment_figures
from calibration.forecasts.state import state_in_runs
from calibration.inference.arrays import Floats
from calibration.moments.taken import Values

if TYPE_CHECKING:
    from calibration.observed.observation import Observation

ORIGINS = (2018, 2019, 2021, 2022, 2023, 2024)
MONTH, DAY = 1, 31
RUNS_ALONE, NO_LAW = "runs alone", "same method without runs"
LEARNED_IN = "shenzhen"


@dataclass(frozen=True)
class Held:
    """A scored figure.

    Attributes:
        known_by: last day of what was known; None in a hold-out of a place.
        scored: the scores.
        conditioned_on: ids of the figures that were known.
    """

    known_by: dt.date | None
    scored: Scored
    conditioned_on: tuple[str, ...]


def origin_of(year: int) -> dt.date:
    """The day on which a year is foretold."""
    return dt.date(year, MONTH, DAY)


def hold_out_year(year: int, runs: Mapping[str, Sequence[Values]], seed: int) -> tuple[Held, ...]:
    """Score every growth of a year that was not known on 31 January of it.

    Args:
        year: foretold.
        runs: of each place, in the world as it was known then.
        seed: of draws.
    """
    known_by = origin_of(year)
    known = investment_figures(known_by, places=tuple(runs))
    asked = targets_of(year, known, investment_figures(places=tuple(runs)))
    if not asked:
        return ()
    model = foretell(runs, year, known_by, seed, asked=asked)
    plain = foretell(runs, year, known_by, seed, asked=asked, law=False)
    before = _before(model, runs)
    names = tuple(one.id for one in model.known.observations)
    return tuple(
        Held(known_by, _scored(one, model, plain, before, runs, known), names) for one in asked
    )


def hold_out_place(place: str, runs: Mapping[str, Sequence[Values]], seed: int) -> tuple[Held, ...]:
    """Score every growth of a place, foretold from figures of Shenzhen alone.

    Args:
        place: held out.
        runs: of Shenzhen and of the place.
        seed: of draws.
    """
    asked = tuple(
        one for one in investment_figures(places=(place,))
        if one.statistic == "growth" and 2017 <= one.year <= 2024
    )  # fmt: skip
    without = tuple(other for other in PLACES if other != LEARNED_IN)
    last = max(one.year for one in asked)
    model = foretell(runs, last, None, seed, without, asked)
    plain = foretell(runs, last, None, seed, without, asked, law=False)
    before = _before(model, runs)
    names = tuple(one.id for one in model.known.observations)
    return tuple(
        Held(None, _scored(one, model, plain, before, runs, _known_before(one)), names)
        for one in asked
    )


def _known_before(one: Observation) -> tuple[Observation, ...]:
    """What a naive forecaster of the place knew: its own figures, up to the year."""
    return investment_figures(origin_of(one.year), places=(one.place,))


def _scored(
    one: Observation,
    model: Foretold,
    plain: Foretold,
    before: Foretold,
    runs: Mapping[str, Sequence[Values]],
    known: Sequence[Observation],
) -> Scored:
    observed = one.log_value
    others: list[Score] = [
        score_sample(PRIOR, before.figure(one), observed),
        score_sample(NO_LAW, plain.figure(one), observed),
        score_sample(RUNS_ALONE, _runs_alone(one, model, runs), observed),
    ]
    others += [score_normal(naive, observed) for naive in naive_forecasts(one, known)]
    own = score_sample(MODEL, model.figure(one), observed)
    return Scored(one.id, observed, LEVEL, own, tuple(others))


def _before(model: Foretold, runs: Mapping[str, Sequence[Values]]) -> Foretold:
    """The model before any figure was seen: runs, and discrepancy at its prior."""
    from calibration.forecasts.discrepancy import declared, mixture_given

    state = model.known.state
    in_runs, _ = state_in_runs(state, runs)
    empty = np.zeros((0, len(state.parts)))
    nothing = np.zeros(0)
    mixture = mixture_given(state, in_runs, empty, nothing, np.zeros((0, 0)), declared())
    return replace(model, mixture=mixture)


def _runs_alone(one: Observation, model: Foretold, runs: Mapping[str, Sequence[Values]]) -> Floats:
    """The figure in runs, with the error of publication and no other."""
    from calibration.fit.scoring import with_errors

    state = model.known.state
    in_runs, _ = state_in_runs(state, runs)
    random = np.random.default_rng([model.seed, 2])
    row = state.row(one)[None]
    draws = draws_of(in_runs.of(row), len(model.draws), random)[:, 0]
    return with_errors(draws, one.standard_error, random)
