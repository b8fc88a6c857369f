"""Carrying out the runs of a question: kept as they come, so that a stopped start goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from results.sensitivity.asked import SEED_EACH, Question
from results.sensitivity.outcomes import Floats, Totals

if TYPE_CHECKING:
    from calibration.sensitivity.design import Outputs
    from scenarios.scenario_schema import LeverValue
    from sim.base import Base
    from sim.runs import Cost, EnsembleResult, Progress

Settings = dict[str, "LeverValue"]
# A sample has so many seeds, each for as many of its points.
SAMPLE_SEEDS = 16


class UnfinishedError(RuntimeError):
    """Some runs gave no figures, so the design has holes."""


def settings_of(question: Question) -> Iterator[Settings]:
    """Settings of every point of the design; on a sub-sample its pots have its share of money."""
    from sim.subsample import APPROPRIATION, share_of_roster

    factors, share = question.factors, share_of_roster(question.world, {})
    for point in question.design.points.tolist():
        settings: Settings = {}
        for factor, place in zip(factors, point, strict=True):
            value = factor.value(place)
            if share < 1.0 and factor.name.endswith(APPROPRIATION):
                assert isinstance(value, int | float)
                value = round(value * share)
            settings[factor.name] = value
        yield settings


def bases_of(question: Question) -> tuple[Base, ...]:
    """The variants that are run, prepared, and ended with the last year that is asked about."""
    from sim.base import Base
    from sim.subsample import pots_in_proportion

    quarters = question.world.file.horizon.quarters
    spare = 4 * (question.frame.last - question.last)
    levers = pots_in_proportion(question.world, {})
    return tuple(
        Base(question.world, variant, levers, quarters - spare) for variant in question.variants
    )


def cost_of(question: Question, bases: tuple[Base, ...], workers: int | None) -> Cost:
    """What all runs of the question will take, timed here and now."""
    from sim.runs import cost_of as timed

    return timed(bases[0].inputs, question.runs, workers)


def outputs_of(
    question: Question,
    bases: tuple[Base, ...],
    folder: Path,
    workers: int | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Outputs:
    """Run what is missing and reckon the outcome of every point and seed.

    Args:
        question: what is asked.
        bases: as `bases_of` makes them.
        folder: keeps the runs; other questions that share runs find them there.
        workers: threads.
        progress: told how far it is, over all variants.

    Raises:
        UnfinishedError: runs that the law stopped; how many, and the first with its message.
        sim.runs.EnsembleInterrupted: Ctrl-C; finished runs are kept.
    """
    from calibration.sensitivity.design import Outputs
    from results.sensitivity.given_points import bank_totals

    if question.asked.method == "bank":
        values = question.outcome.reckon(question.frame, bank_totals(question), None)
        return Outputs(question.design.digest, np.asarray(values, float))
    settings = list(settings_of(question))
    each = question.runs // len(bases)
    totals = [
        _totals(
            question,
            base,
            settings,
            folder,
            workers,
            _shifted(progress, number * each, len(bases) * each),
        )
        for number, base in enumerate(bases)
    ]
    baseline = totals[1] if len(totals) > 1 else None
    values = question.outcome.reckon(question.frame, totals[0], baseline)
    return Outputs(question.design.digest, np.asarray(values, float))


def _totals(
    question: Question,
    base: Base,
    settings: list[Settings],
    folder: Path,
    workers: int | None,
    progress: Callable[[Progress], None] | None,
) -> Totals:
    """Yearly totals of one variant at every point, with every seed."""
    from sim.runs import stored_ensemble

    asked, measures = question.asked, question.outcome.measures
    years: tuple[int, ...] = ()
    seeds = 1 if asked.method in SEED_EACH else asked.seeds
    values: dict[str, Floats] = {}
    for rows, replicates in _shares(question):
        done = rows.start * len(replicates)
        found = stored_ensemble(
            base, settings[rows], measures, replicates, question.seed, folder, workers,
            _shifted(progress, done, len(settings) * seeds),
        )  # fmt: skip
        require_all(found)
        for name in measures:
            years, yearly = found.years_of(name)
            if name not in values:
                values[name] = np.zeros((len(settings), seeds, len(years)))
            values[name][rows] = np.asarray(yearly, float).reshape(-1, seeds, len(years))
    return Totals(years, values)


def _shares(question: Question) -> Iterator[tuple[slice, tuple[int, ...]]]:
    """Rows of the design that are run with the same replicates.

    Of a Sobol design every scramble has seeds of its own; of a screening all have the same; of a
    sample one part after another has one.
    """
    count, seeds = question.design.runs, question.asked.seeds
    if question.asked.method == "sobol":
        each = count // question.asked.scrambles
        for scramble in range(question.asked.scrambles):
            replicates = tuple(range(scramble * seeds, (scramble + 1) * seeds))
            yield slice(scramble * each, (scramble + 1) * each), replicates
        return
    if question.asked.method not in SEED_EACH:
        yield slice(0, count), tuple(range(seeds))
        return
    edges = np.linspace(0, count, min(SAMPLE_SEEDS, count) + 1).astype(int).tolist()
    for number, (first, last) in enumerate(pairwise(edges)):
        yield slice(first, last), (number,)


def require_all(found: EnsembleResult) -> None:
    """Refuse an ensemble with holes: an index over what happened to finish would mislead.

    Raises:
        UnfinishedError: some runs gave no figures; how many, and the first with its message.
    """
    failed = found.failures()
    if failed:
        first = failed[0]
        raise UnfinishedError(
            f"{len(failed)} of {found.runs} runs gave no figures, the first of point "
            f"{first.setting}, seed {first.replicate}: {first.message}"
        )


def _shifted(
    progress: Callable[[Progress], None] | None, before: int, total: int
) -> Callable[[Progress], None] | None:
    """Progress of a part told as progress of the whole."""
    if progress is None:
        return None
    from dataclasses import replace

    def tell(part: Progress) -> None:
        done = before + part.done
        left = None if part.rate <= 0 else (total - done) / part.rate
        progress(replace(part, done=done, total=total, eta=left))

    return tell
