"""The forecasts of all places, made together: what is known of one says something of the others."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from calibration.bank.design import Settings, unknowns
from calibration.forecasts.foretelling import DRAWS, Foretold, foretell
from calibration.forecasts.published import PLACES, Known, investment_figures
from calibration.forecasts.record import (
    Forecasts,
    Manifest,
    Spread,
    YearForecast,
    digest_of_figures,
    quantiles_of,
)
from calibration.forecasts.runs import MEASURES, SEEDS_A_POINT, Ensemble, make_runs
from calibration.forecasts.worlds import END, loaded_world, world_of
from calibration.inference.arrays import Floats
from calibration.moments.taken import Values

if TYPE_CHECKING:
    from calibration.observed.observation import Observation
    from sim.runs.progress import Progress

RUNS = {"shenzhen": 30, "guangdong": 8, "guangzhou": 30}
SEED = 61
FIRST_TOLD, LAST_TOLD, LAST_STATE = 2017, 2024, 2025


@dataclass(frozen=True)
class Order:
    """What is to be made.

    Attributes:
        folder: where runs are kept.
        known_by: last day of what was known; None for all.
        runs: of each place.
        seed: of runs and draws.
        workers: processes.
        command: that is written down.
        end: last quarter of runs.
    """

    folder: Path
    known_by: dt.date | None = None
    runs: Mapping[str, int] | None = None
    seed: int = SEED
    workers: int = 1
    command: str = ""
    end: str = END

    def count(self, place: str) -> int:
        """Runs of a place."""
        return (self.runs or RUNS)[place]


def ensembles_of(
    order: Order,
    places: Sequence[str] = PLACES,
    learned: Sequence[Settings] = (),
    tell: Callable[[str, Progress], None] | None = None,
) -> dict[str, Ensemble]:
    """The runs of each place.

    Raises:
        KeyboardInterrupt: stopped; finished runs are kept.
    """
    found = {}
    for place in places:
        told = None if tell is None else _telling(tell, place)
        world = world_of(place, order.known_by, order.end)
        found[place] = make_runs(
            world, order.count(place), order.seed, order.folder, order.workers, learned, told
        )
    return found


def _telling(tell: Callable[[str, Progress], None], place: str) -> Callable[[Progress], None]:
    return lambda progress: tell(place, progress)


def make(order: Order, tell: Callable[[str, Progress], None] | None = None) -> dict[str, Forecasts]:
    """Forecasts of every place.

    Raises:
        KeyboardInterrupt: stopped; finished runs are kept.
        ValueError: too few runs have totals.
    """
    ensembles = ensembles_of(order, tell=tell)
    runs = {place: ensemble.runs for place, ensemble in ensembles.items()}
    foretold = foretell(runs, LAST_STATE, order.known_by, order.seed)
    manifest = _manifest(order, ensembles, foretold)
    return {place: _of_place(place, foretold, runs[place], manifest) for place in PLACES}


def _of_place(
    place: str, foretold: Foretold, runs: Sequence[Values], manifest: Manifest
) -> Forecasts:
    years = [
        _year(place, measure, year, foretold)
        for measure in MEASURES
        for year in range(FIRST_TOLD, LAST_TOLD + 1)
    ]
    known = foretold.known
    names = [one.id for one in known.observations] + [one.figure.id for one in known.further]
    scales = ("yearly", "drift", "within_year", "alike_measures", "alike_places", "chance", "trust")
    return Forecasts(
        place=place,
        anchor={measure: _anchor(place, measure, known) for measure in MEASURES},
        conditioned_on=names,
        scales={name: round(foretold.mixture.mean_scale(name), 4) for name in scales},
        spread=[spread_of(measure, runs) for measure in MEASURES],
        years=years,
        manifest=manifest.model_copy(update={"figures": digest_of_figures(years)}),
    )


def _year(place: str, measure: str, year: int, foretold: Foretold) -> YearForecast:
    """Growth and level as they would be published by one copied page (class medium)."""
    from calibration.observed.error_model import read_error_model

    model = read_error_model()
    random = np.random.default_rng([foretold.seed, year, MEASURES.index(measure)])
    growth = foretold.log_growth(place, measure, year)
    level = foretold.log_total(place, measure, year)
    error = model.number("growth.medium") / np.exp(growth)
    growth = growth + error * random.standard_normal(len(growth))
    level = level + model.number("level.medium") * random.standard_normal(len(level))
    published = [
        one.id
        for one in foretold.known.observations
        if (one.place, one.measure, one.year) == (place, measure, year)
        and one.whole_year
        and one.statistic in ("growth", "level")
    ]
    published += [
        one.figure.id
        for one in foretold.known.further
        if (one.figure.place, one.figure.measure) == (place, measure)
        and one.figure.first == one.figure.last == year
    ]
    return YearForecast(
        measure=measure, year=year, log_growth=quantiles_of(growth),
        level=quantiles_of(np.exp(level)), published=published,
    )  # fmt: skip


def _anchor(place: str, measure: str, known: Known) -> str:
    """The last published level that growth is counted from."""
    levels: list[tuple[int, str]] = [
        (one.year, one.id)
        for one in known.observations
        if (one.place, one.measure, one.statistic) == (place, measure, "level")
    ]
    levels += [
        (one.figure.last, one.figure.id)
        for one in known.further
        if (one.figure.place, one.figure.measure) == (place, measure)
    ]
    return max(levels)[1] if levels else "none"


def spread_of(measure: str, runs: Sequence[Values]) -> Spread:
    """How far growth lies apart in runs, and how much of that parameters make.

    Two runs of a point share parameters and nothing else, so the covariance between them over
    points is the variance by parameters; growths of all years told are taken together.
    """
    growth = log_growths(measure, runs)
    pairs = growth[: len(growth) // SEEDS_A_POINT * SEEDS_A_POINT]
    pairs = pairs[: len(pairs)].reshape(-1, SEEDS_A_POINT, growth.shape[1])
    off = pairs - growth.mean(axis=0)
    products = (off[:, 0] * off[:, 1]).mean(axis=1)  # a point each
    variance = float(growth.var(axis=0, ddof=1).mean())
    published = [one.value for one in investment_figures() if one.statistic == "growth"]
    shared = float(products.mean()) / variance
    error = float(products.std(ddof=1)) / np.sqrt(len(products)) / variance
    return Spread(
        measure=measure, runs=round(float(np.sqrt(variance)), 4),
        by_parameters=round(shared, 4), by_parameters_error=round(float(error), 4),
        published=round(float(np.std(published, ddof=1)), 4),
    )  # fmt: skip


def log_growths(measure: str, runs: Sequence[Values]) -> Floats:
    """Log growth of the years told in each run, shape (runs, years)."""
    totals = np.array(
        [
            [
                sum(run[f"{measure}@{year}-Q{quarter}"] for quarter in range(1, 5))
                for year in range(FIRST_TOLD - 1, LAST_TOLD + 1)
            ]
            for run in runs
        ]
    )
    return np.asarray(np.diff(np.log(totals), axis=1))


def _manifest(order: Order, ensembles: Mapping[str, Ensemble], foretold: Foretold) -> Manifest:
    from sim.engine import law_hash

    known = foretold.known
    return Manifest(
        known_by=order.known_by, made=dt.date.today(), command=order.command, figures="",
        left_out=foretold.left_out, seed=order.seed, draws=DRAWS, last=known.state.last,
        runs={place: len(one.runs) for place, one in ensembles.items()},
        runs_digest={place: one.digest for place, one in ensembles.items()},
        law=law_hash(), data=digest_of_known(known), priors=digests_of_priors(order.known_by),
    )  # fmt: skip


def digest_of_known(known: Known) -> str:
    """Digest of the published figures and their errors."""
    from calibration.fit.publish import digest_of_data

    seen = np.array([*known.seen, *(one.log_value for one in known.further)])
    covariance = np.zeros((len(seen), len(seen)))
    covariance[: len(known.seen), : len(known.seen)] = known.errors
    for number, one in enumerate(known.further, len(known.seen)):
        covariance[number, number] = one.error**2
    return digest_of_data(seen, covariance)


def digests_of_priors(known_by: dt.date | None) -> dict[str, str]:
    """Digest of the priors of each place's world."""
    from calibration.fit.calibrate import digest_of_priors

    return {
        place: digest_of_priors(unknowns(loaded_world(world_of(place, known_by))))
        for place in PLACES
    }


def targets_of(
    year: int, known: Sequence[Observation], figures: Sequence[Observation]
) -> tuple[Observation, ...]:
    """Growth figures of a year that were not known."""
    names = {one.id for one in known}
    return tuple(
        one
        for one in figures
        if one.year == year and one.statistic == "growth" and one.id not in names
    )


__all__ = ["RUNS", "SEED", "Order", "ensembles_of", "make", "spread_of", "targets_of"]
