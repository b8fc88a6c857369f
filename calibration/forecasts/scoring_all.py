"""Every hold-out of years and places, runs and all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from calibration.bank.design import Settings
from calibration.forecasts.hold_outs import (
    LEARNED_IN,
    ORIGINS,
    Held,
    hold_out_place,
    hold_out_year,
    origin_of,
)
from calibration.forecasts.making import Order, ensembles_of
from calibration.forecasts.published import PLACES
from calibration.forecasts.runs import Ensemble
from calibration.forecasts.score_table import ScoreManifest, ScoreTable, table_of

if TYPE_CHECKING:
    from sim.runs.progress import Progress

# Runs of each place at an origin; growth over runs lies about 0.25 apart in a city and a tenth in
# the province, so that a mean is good to 0.04 and 0.03.
RUNS = {"shenzhen": 30, "guangdong": 8, "guangzhou": 20}
FIRST_RUNS = {"shenzhen": 100, "guangdong": 12, "guangzhou": 30}
LEARNED_DRAWS = 100


def score_all(
    order: Order,
    years: Sequence[int] = ORIGINS,
    bank: Path | None = None,
    tell: Callable[[str, Progress], None] | None = None,
) -> ScoreTable:
    """Score all hold-outs.

    Args:
        order: folder, seed, processes, command; its runs, if any, are those of each place and date.
        years: foretold.
        bank: folder of the bank of Shenzhen, from which behaviour is learned for the places held
            out; None leaves behaviour at its prior, and the runs are those of the forecasts.
        tell: called with the place and the count of its runs.

    Raises:
        KeyboardInterrupt: stopped; finished runs are kept.
    """
    kept: dict[str, Ensemble] = {}
    of_years: list[Held] = []
    for year in years:
        counts = order.runs or (FIRST_RUNS if year == ORIGINS[0] else RUNS)
        then = replace(order, known_by=origin_of(year), runs=counts, end=f"{year}-Q4")
        found = ensembles_of(then, tell=tell)
        kept |= {f"{place} {year}": one for place, one in found.items()}
        of_years += hold_out_year(year, _values(found), order.seed)
    learned = learned_behaviour(bank, order.workers, tell) if bank else []
    found = ensembles_of(order, learned=learned, tell=tell)
    kept |= {f"{place} {'learned' if learned else 'prior'}": one for place, one in found.items()}
    of_places: list[Held] = []
    for place in PLACES:
        if place != LEARNED_IN:
            two = {name: found[name] for name in (LEARNED_IN, place)}
            of_places += hold_out_place(place, _values(two), order.seed)
    return table_of(of_years, of_places, _manifest(order, kept))


def _manifest(order: Order, kept: Mapping[str, Ensemble]) -> ScoreManifest:
    from sim.engine import law_hash

    return ScoreManifest(
        made=dt.date.today(), command=order.command, law=law_hash(), seed=order.seed, figures="",
        runs={name: len(one.runs) for name, one in kept.items()},
        runs_digest={name: one.digest for name, one in kept.items()},
    )  # fmt: skip


def _values(found: Mapping[str, Ensemble]) -> dict[str, tuple[dict[str, float], ...]]:
    return {place: one.runs for place, one in found.items()}


def learned_behaviour(
    folder: Path, workers: int, tell: Callable[[str, Progress], None] | None = None
) -> list[Settings]:
    """Draws of behaviour alone from the calibration of Shenzhen, one setting a draw."""
    from calibration.bank.design import unknowns
    from calibration.bank.one_run import loaded
    from calibration.bank.runs import make_bank
    from calibration.fit.calibrate import Request, within_horizon
    from calibration.fit.posterior_fit import fit
    from calibration.fit.publish import chosen_draws
    from calibration.fit.screening import screen
    from calibration.fit.screening import table_of as bank_table
    from calibration.moments.catalogue import moments_of

    request = Request(LEARNED_IN, folder, workers=workers)
    unknown = unknowns(loaded(request.plan))
    moments, _ = within_horizon(moments_of(LEARNED_IN), request.plan)
    bank = make_bank(
        request.plan, folder, workers, None if tell is None else lambda one: tell("bank", one)
    )
    table = bank_table(bank, moments)
    learnable = {column for column, one in enumerate(unknown) if one.learnable}
    screening = screen(table, request.seed, learnable=learnable)
    found = fit(table, unknown, screening.free, request.seed)
    draws = chosen_draws(found, LEARNED_DRAWS, request.seed)
    free = [unknown[column] for column in screening.free]
    return [
        {
            one.name: one.setting(value)
            for one, value in zip(free, row, strict=True)
            if one.name.startswith("behaviour.")
        }
        for row in draws.tolist()
    ]
