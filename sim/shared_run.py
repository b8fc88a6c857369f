"""One run of the compiled engine walked by several threads, each with its own share of the firms.

Within a half of a quarter no firm reads another, and what is booked is sums of whole numbers, so
shares may be walked at the same time and put together after each half: same bits as by one thread.
Right for one run that somebody waits for; an ensemble gives each thread a run of its own instead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.engine import CompiledRun
from sim.law.codes import ACTIVE
from sim.peers import Networks
from sim.workspace import Table, Workspace

if TYPE_CHECKING:
    from sim.model_inputs import Inputs

LEAST_FIRMS = 500
"""Firms of a share; with fewer, handing work to a thread takes longer than doing it."""

SHARES_KEPT = 4
"""Quarters from one cut of the shares to the next; a look at every firm costs time, too."""

IN_BUSINESS = 8
"""Work of a firm in business against that of one that waits or is gone; only time hangs on it."""


@dataclass
class Share:
    """One thread's firms, and what only that thread writes.

    Which firms they are may differ from year to year: no figure hangs on it.

    Attributes:
        own: the run's space, `apart`; rows of its claims count from the first of `firms`.
        tally: what is booked in one half of a quarter.
        firms: rows of its firms.
    """

    own: Workspace
    tally: NDArray[np.int64]
    firms: slice = field(default_factory=lambda: slice(0))


def shares_of(space: Workspace, threads: int) -> list[Share]:
    """Shares of the firms, one a thread, or fewer where there are few firms."""
    count = max(1, min(threads, len(space.firms) // LEAST_FIRMS))
    shares = [Share(space.apart(), np.zeros_like(space.tallies[0])) for _ in range(count)]
    share_out(space.firms, shares)
    return shares


def share_out(firms: Table, shares: list[Share]) -> None:
    """Cut shares of as much work each: firms in business stand close together in the roster."""
    work = np.cumsum(np.where(firms["status"] == ACTIVE, IN_BUSINESS, 1))
    wanted = work[-1] * np.arange(1, len(shares)) // len(shares)
    cuts = [0, *np.searchsorted(work, wanted).tolist(), len(work)]
    for share, (begin, end) in zip(shares, pairwise(cuts), strict=True):
        share.firms = slice(begin, end)


class SharedRun(CompiledRun):
    """A `CompiledRun` in which several threads walk the firms; every figure is the same."""

    def __init__(
        self,
        inputs: Inputs,
        run_key: int,
        threads: int,
        space: Workspace | None = None,
        networks: Networks | None = None,
    ) -> None:
        """Draw the population.

        Args:
            inputs: as of a `CompiledRun`.
            run_key: as there.
            threads: that walk the firms, this one among them.
            space: as there.
            networks: as there.

        Raises:
            ValueError: less than one thread.
        """
        if threads < 1:
            raise ValueError(f"threads is 1 or more, not {threads}")
        space = Workspace.of(inputs) if space is None else space
        self._shares = shares_of(space, threads)
        self._crew = ThreadPoolExecutor(max(1, len(self._shares) - 1))
        super().__init__(inputs, run_key, space, networks)

    def _at_once(self, work: Callable[[Share], None]) -> None:
        """Do the work of every share, the first here, each other in a thread."""
        others = [self._crew.submit(work, share) for share in self._shares[1:]]
        try:
            work(self._shares[0])
        finally:
            for other in others:
                other.result()

    def _bear(self) -> None:
        def bear(share: Share) -> None:
            self._bear_firms(share.firms)

        self._at_once(bear)

    def _each(self, work: Callable[[int], Any], numbers: range) -> Iterable[Any]:
        found: dict[int, Any] = {}
        taken = iter(numbers)

        def some(_share: Share) -> None:
            # One step of an iterator over a range is one step of Python's: no number goes twice.
            for number in taken:
                found[number] = work(number)

        self._at_once(some)
        return [found[number] for number in numbers]

    def _decide(self, tally: NDArray[np.int64]) -> None:
        space = self.space
        if self.now % SHARES_KEPT == 0:
            share_out(self.firms, self._shares)

        def decide(share: Share) -> None:
            share.tally[:] = 0
            share.own.desk["claims"] = 0
            self._decide_firms(share.firms, share.own, share.tally)

        self._at_once(decide)
        for share in self._shares:
            tally += share.tally
            share.own.handed_in["row"] += share.firms.start
        space.claims = np.concatenate([share.own.handed_in for share in self._shares])
        space.desk["claims"] = len(space.claims)

    def _build(self, tally: NDArray[np.int64]) -> None:
        crowd = self.space.next_crowd

        def build(share: Share) -> None:
            share.tally[:] = 0
            share.own.next_crowd[:] = 0
            self._build_firms(share.firms, share.tally, share.own.next_crowd)

        self._at_once(build)
        for share in self._shares:
            tally += share.tally
            crowd += share.own.next_crowd

    def finish(self) -> None:
        """All quarters that are left.

        Raises:
            sim.errors.BrokenIdentityError: a pot's year does not add up.
        """
        while self.now < len(self.quarters):
            self.step()
