"""What came of an ensemble: one array of totals, and how each run ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.measures import MEASURES

if TYPE_CHECKING:
    from scenarios.scenario_schema import LeverValue

NOT_RUN, DONE, FAILED = 0, 1, 2
STATUS = ("not run", "done", "failed")
YEAR = 4


@dataclass(frozen=True)
class FailedRun:
    """A run that gave no figures.

    Attributes:
        run: its row.
        setting: number of its settings.
        replicate: number of its replicate.
        message: kind of error and what it said.
    """

    run: int
    setting: int
    replicate: int
    message: str


@dataclass(frozen=True, eq=False)  # holds arrays
class EnsembleResult:
    """City totals of every run, in the order of settings, then replicates.

    The order, and every byte of `totals` and `status`, is the same for any number of workers.

    Attributes:
        measures: last axis of `totals`.
        periods: middle axis, "2016-Q1".
        settings: what was set in the runs, in the order asked for.
        replicates: numbers of the replicates of each settings.
        totals: whole numbers of each measure's unit, shape (runs, quarters, measures); zero where
            a run was not done.
        status: `DONE`, `FAILED` or `NOT_RUN`, shape (runs,).
        messages: of failed runs, by row.
        broken: rows of failed runs that a stored ensemble tries again at its next start.
        seconds: that the whole took; of this start, not of its content.
        reused: rows that an earlier start had kept; of this start too.
        damaged: names of files of rows that were found damaged and made again by this start.
    """

    measures: tuple[str, ...]
    periods: tuple[str, ...]
    settings: tuple[Mapping[str, LeverValue], ...]
    replicates: tuple[int, ...]
    totals: NDArray[np.int64]
    status: NDArray[np.int8]
    messages: dict[int, str] = field(default_factory=dict)
    broken: set[int] = field(default_factory=set)
    seconds: float = 0.0
    reused: int = 0
    damaged: tuple[str, ...] = ()

    @property
    def runs(self) -> int:
        """Number of runs asked for."""
        return len(self.status)

    @property
    def is_complete(self) -> bool:
        """Whether every run was begun and ended, failed ones among them."""
        return not bool((self.status == NOT_RUN).any())

    def place_of(self, run: int) -> tuple[int, int]:
        """Number of the settings, and number of the replicate, of a row."""
        setting, position = divmod(run, len(self.replicates))
        return setting, self.replicates[position]

    def failures(self) -> list[FailedRun]:
        """Runs that gave no figures, with the reason of each."""
        rows = np.flatnonzero(self.status == FAILED).tolist()
        return [FailedRun(run, *self.place_of(run), self.messages[run]) for run in rows]

    def quarters_of(self, measure: str) -> np.ma.MaskedArray[Any, np.dtype[np.int64]]:
        """One measure by run and quarter, runs without figures masked.

        Raises:
            KeyError: the ensemble does not hold the measure.
        """
        if measure not in self.measures:
            raise KeyError(f"{measure!r} is not among {', '.join(self.measures)}")
        values = self.totals[:, :, self.measures.index(measure)]
        missing = np.repeat((self.status != DONE)[:, None], values.shape[1], axis=1)
        return np.ma.MaskedArray(values, mask=missing)

    def years_of(
        self, measure: str
    ) -> tuple[tuple[int, ...], np.ma.MaskedArray[Any, np.dtype[np.int64]]]:
        """One measure by run and year: flows added up, stocks at the year's end.

        Returns:
            The years of which all four quarters were run; the values, shape (runs, years).
        """
        quarters = self.quarters_of(measure)
        first = next((n for n, name in enumerate(self.periods) if name.endswith("Q1")), 0)
        count = max(0, len(self.periods) - first) // YEAR
        whole = quarters[:, first : first + YEAR * count].reshape(self.runs, count, YEAR)
        years = tuple(int(name[:4]) for name in self.periods[first::YEAR][:count])
        flow = MEASURES[measure].kind == "flow"
        return years, whole.sum(axis=2) if flow else whole[:, :, YEAR - 1]
