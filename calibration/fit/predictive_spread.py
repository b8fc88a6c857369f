"""How much of the spread of predictive runs is chance and how much is parameters.

Some of the predictive runs are repeated with other seeds, their settings as they are: draws of the
free parameters from the posterior and of all other unknowns from their priors. Chance is what then
still varies; the rest lies between draws and is called parameters: free ones and all others.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from calibration.bank.one_run import Plan
from calibration.bank.runs import carry_out_all, store_of
from calibration.evidence.store import Store
from calibration.fit.predictive import FRESH, Predictive
from calibration.inference.intraclass import Intraclass, intraclass
from calibration.moments.taken import MEASURES, STOCKS, Values

if TYPE_CHECKING:
    from collections.abc import Callable

    from calibration.bank.design import Settings
    from calibration.moments.catalogue import Moments
    from sim.runs.progress import Progress

# Predictive runs that are repeated, and seeds of each with its own: 60 further runs.
DRAWS, SEEDS = 20, 4


@dataclass(frozen=True)
class Repeats:
    """Predictive runs with further seeds.

    Attributes:
        runs: of each draw: the predictive run, then those with other seeds.
        failed: messages of further runs that gave no figures, by number; their draws are left out.
    """

    runs: tuple[tuple[Values, ...], ...]
    failed: dict[int, str]


@dataclass(frozen=True)
class SpreadSplit:
    """Spread of predictive runs, by figure.

    Attributes:
        figures: names of the moments, on their scale; then `<measure>.<year>` of every year of the
            runs, in logarithms.
        split: between draws (parameters) and within (chance), in the order of the figures.
        draws: that were repeated.
        seeds: of each.
    """

    figures: tuple[str, ...]
    split: Intraclass
    draws: int
    seeds: int

    def share_of_parameters(self, figure: str) -> tuple[float, float]:
        """Share of the parameters in the variance of a figure, and its error.

        Raises:
            ValueError: no such figure.
        """
        column = self.figures.index(figure)
        return float(self.split.share[column]), float(self.split.error[column])


def repeat(
    plan: Plan,
    predictive: Predictive,
    settings: Sequence[Settings],
    folder: Path,
    workers: int,
    tell: Callable[[Progress], None] | None = None,
) -> Repeats:
    """Run the first predictive runs again with other seeds.

    Args:
        plan: of the bank; its seed is moved, away from those of the predictive runs too.
        predictive: the runs.
        settings: of each run asked for, failed ones among them.
        folder: where the runs are kept.
        workers: processes.
        tell: called with the count after each run.

    Raises:
        KeyboardInterrupt: stopped; finished runs are kept.
    """
    numbers = [k for k in range(len(settings)) if k not in predictive.failed][:DRAWS]
    further = SEEDS - 1
    plan = replace(plan, seed=plan.seed + 2 * FRESH, count=len(numbers) * further)
    again = [settings[k] for k in numbers for _ in range(further)]
    beside = store_of(plan, folder)
    store = Store(folder, "repeats", {"bank": beside.path.name, "settings": again})
    failed = carry_out_all(plan, store, again, workers, tell)
    found = []
    for place in range(len(numbers)):
        keys = [str(run) for run in range(place * further, (place + 1) * further)]
        if all(key in store for key in keys):
            found.append((predictive.runs[place], *(store.values[key] for key in keys)))
    return Repeats(tuple(found), failed)


def split_of(repeats: Repeats, moments: Moments) -> SpreadSplit:
    """The split of every moment and of every yearly total.

    Raises:
        ValueError: too few draws with all their runs.
    """
    runs = [run for draw in repeats.runs for run in draw]
    names, totals = yearly_totals(runs)
    values = np.hstack([moments.of_runs(runs), totals])
    table = values.reshape(len(repeats.runs), SEEDS, -1)
    return SpreadSplit((*moments.names, *names), intraclass(table), len(table), SEEDS)


def yearly_totals(runs: Sequence[Mapping[str, float]]) -> tuple[list[str], NDArray[np.float64]]:
    """Names and logarithms (runs, totals) of the yearly totals of whole years; NaN where 0."""
    years = sorted({key[key.index("@") + 1 :][:4] for run in runs[:1] for key in run if "@" in key})
    names, columns = [], []
    for measure in MEASURES:
        for year in years:
            keys = [f"{measure}@{year}-Q{quarter}" for quarter in range(1, 5)]
            if not all(key in runs[0] for key in keys):
                continue
            taken = keys[-1:] if measure in STOCKS else keys
            totals = [math.fsum(run[key] for key in taken) for run in runs]
            names.append(f"{measure}.{year}")
            columns.append([math.log(total) if total > 0.0 else math.nan for total in totals])
    return names, np.array(columns).reshape(len(names), len(runs)).T
