"""How far an ensemble is."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.runs.cost import Cost


@dataclass(frozen=True)
class Progress:
    """How far the work is.

    Attributes:
        done: runs finished, by this start or earlier ones, failed ones among them.
        total: runs of the plan.
        failed: runs that gave no figures.
        seconds: since this start.
        eta: seconds still to go, at the pace of this start; before its first batch, by the
            forecast; None without one.
        rate: runs a second of this start; 0 before its first batch.
        forecast: what the runs of this start were expected to take; None where it was not timed.
    """

    done: int
    total: int
    failed: int
    seconds: float
    eta: float | None
    rate: float = 0.0
    forecast: Cost | None = None


@dataclass
class Course:
    """The count of one start.

    Attributes:
        total: runs of the plan.
        tell: called with each new count.
        begun: the clock when it started.
        reused: runs that were there already.
        computed: runs finished since the start.
        failed: of both, runs that gave no figures.
        forecast: what the runs of this start are expected to take.
    """

    total: int
    tell: Callable[[Progress], None] | None
    begun: float = field(default_factory=time.monotonic)
    reused: int = 0
    computed: int = 0
    failed: int = 0
    forecast: Cost | None = None

    @property
    def done(self) -> int:
        """Runs finished, by this start or earlier ones."""
        return self.reused + self.computed

    @property
    def seconds(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self.begun

    def report(self) -> None:
        """Tell the caller how far it is."""
        if self.tell is None:
            return
        seconds = self.seconds
        eta = None if self.forecast is None else self.forecast.seconds
        if self.computed:
            eta = seconds / self.computed * (self.total - self.done)
        rate = self.computed / seconds if seconds > 0 else 0.0
        self.tell(Progress(self.done, self.total, self.failed, seconds, eta, rate, self.forecast))
