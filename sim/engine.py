"""The compiled engine: the same law, compiled and looped over the population's table."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.outcome import Outcome, outcome_of
from sim.peers import Networks, watched_firms
from sim.treasury import arrival_streams, check_year, committed
from sim.workspace import Workspace

if TYPE_CHECKING:
    from sim.model_inputs import Inputs


# How loops are made into machine code; no result hangs on it.
MACHINE_CODE = Path(__file__).with_name("machine_code.py")


def law_sources() -> list[Path]:
    """Files whose text decides what the compiled loops do, in a fixed order."""
    here = Path(__file__).parent
    single = [
        "compiled_loops.py", "compiled_run.py", "compiling.py", "measures.py", "quarter.py",
        "randomness.py", "rows.py", "treasury_rows.py",
    ]  # fmt: skip
    folders = [*(here / "law").glob("*.py"), *(here / "acts").glob("*.py")]
    return sorted(folders) + [here / name for name in single]


def law_hash(*others: Path) -> str:
    """Hash of the law's sources, and of other files if any are given."""
    digest = hashlib.blake2b(digest_size=12)
    for path in [*law_sources(), *others]:
        digest.update(
            f"{path.parent.name}/{path.name}".encode() + b"\0" + path.read_bytes() + b"\0"
        )
    return digest.hexdigest()


def cache_folder() -> Path:
    """Folder of code compiled from the law as it stands now, in the way that stands now.

    `JIGAI_CACHE` names the parent; otherwise the user's cache folder is used.
    """
    parent = os.environ.get("JIGAI_CACHE") or os.environ.get("XDG_CACHE_HOME")
    base = Path(parent) if parent else Path.home() / ".cache"
    return base / "jigai" / f"law-{law_hash(MACHINE_CODE)}"


@cache
def compiled_loops() -> ModuleType:
    """Import the loops with the compiler's cache keyed by the law's text.

    Raises:
        ImportError: numba is absent; the object walk (engine "mesa") needs none.
    """
    import numba

    numba.config.CACHE_DIR = str(cache_folder())  # type: ignore[attr-defined]
    from sim.machine_code import finish_once

    finish_once()
    from sim import compiled_loops as loops

    return loops


@cache
def compiled_run() -> ModuleType:
    """Import the whole run, compiled, after the loops have named its cache too."""
    compiled_loops()
    from sim import compiled_run as whole

    return whole


class CompiledRun:
    """One run of the compiled engine: quarter by quarter (`step`), or to its end (`finish`).

    Attributes:
        now: the next quarter.
        space: the run's arrays; `firms`, `projects`, `quarters`, `rules`, `seen` and `crowd` are
            among them.
        watched: rows of the firms that each firm watches (`sim.peers`).
    """

    def __init__(
        self,
        inputs: Inputs,
        run_key: int,
        space: Workspace | None = None,
        networks: Networks | None = None,
    ) -> None:
        """Draw the population.

        Args:
            inputs: what `sim.model_inputs.prepare` made.
            run_key: key of the run (`sim.randomness.run_key`).
            space: arrays of a run that is over and not needed any more; made if not given.
            networks: those of earlier runs, to be used again where they are the same.
        """
        self.loops, self.whole = compiled_loops(), compiled_run()
        self.inputs = inputs
        self.now = 0
        self.space = space = Workspace.of(inputs) if space is None else space
        space.reset(inputs, run_key)
        self.firms, self.projects, self.seen = space.firms, space.projects, space.seen
        self.quarters, self.rules, self.crowd = space.quarters, space.rules, space.crowd
        self.pots = space.pots.view(np.recarray)
        self.tasks = inputs.tasks_by_quarter()
        self.streams = np.array(arrival_streams(inputs.rule_names), dtype=np.int64)
        self._bear()
        cells = (inputs.ids, self.firms["sector"], self.firms["district"])
        known = None if networks is None else networks.find(run_key, inputs.peer_rings, *cells)
        if known is None:
            known = watched_firms(*cells, inputs.peer_rings, self._places, self._each)
            if networks is not None:
                networks.keep(run_key, *cells, known)
        self.watched = known

    def _bear(self) -> None:
        """Let every firm be born."""
        self._bear_firms(slice(None))

    def _bear_firms(self, rows: slice) -> None:
        """Let the firms of some rows be born."""
        inputs = self.inputs
        self.loops.bear_all(
            self.firms[rows], inputs.stratum_of[rows], self.quarters, inputs.strata,
            inputs.sectors, inputs.districts_reached, inputs.place, inputs.behaviour,
        )  # fmt: skip

    def _places(self, ring: int) -> NDArray[np.float64]:
        """Places of the firms on a ring."""
        places = np.empty(len(self.firms))
        self.loops.place_all(self.firms, self.quarters, ring, places)
        return places

    def _each(self, work: Callable[[int], Any], numbers: range) -> Iterable[Any]:
        """What `work` makes of every number."""
        return map(work, numbers)

    @property
    def claims(self) -> NDArray[Any]:
        """Claims of the quarter last walked, or under way (`sim.treasury_rows.CLAIM`)."""
        return self.space.handed_in

    @property
    def paid(self) -> NDArray[Any]:
        """Awards paid in the quarter last walked (`sim.treasury_rows.AWARD`)."""
        return self.space.paid[: int(self.space.desk["paid"][0])]

    def step(self) -> None:
        """One quarter: decide, settle, apply.

        Raises:
            sim.errors.BrokenIdentityError: a pot's year does not add up.
        """
        inputs, space, now = self.inputs, self.space, self.now
        tally, ledger = space.tallies[now], space.ledger[now]
        self.whole.open_all(
            space.pots, self.rules, space.waiting, space.desk, ledger, now, space.next_crowd
        )
        self._decide(tally)
        self._settle()
        self._build(tally)
        self.whole.close_all(
            space.pots, self.rules, space.awards, space.desk, ledger, now, self.crowd,
            space.next_crowd, self.quarters, self.tasks, space.tallies, inputs.cells,
            inputs.behaviour,
        )  # fmt: skip
        self.now += 1
        self._check_year()

    def _decide(self, tally: NDArray[np.int64]) -> None:
        """First half of the quarter: every firm decides, and hands in its claims."""
        self._decide_firms(slice(None), self.space, tally)

    def _decide_firms(self, rows: slice, own: Workspace, tally: NDArray[np.int64]) -> None:
        """Let firms decide.

        Args:
            rows: of these firms.
            own: the run's space, or one `apart`; takes their claims, which count rows from the
                first of `rows`.
            tally: takes what is booked.
        """
        inputs, firms = self.inputs, self.firms[rows]
        own.walked[0] = 0
        while own.walked[0] < len(firms):
            most = self.loops.claims_at_once(firms, own.strip, self.rules)
            own.claims = self.loops.with_room(own.claims, int(own.desk["claims"][0]) + most)
            self.loops.decide_all(
                own.walked, firms, self.projects[rows], own.numbers, own.strip, own.wanted,
                own.claims, own.desk, self.streams, self.watched[rows], self.seen, self.crowd,
                self.quarters, self.now, inputs.place, inputs.behaviour, inputs.directions,
                self.rules, tally,
            )  # fmt: skip

    def _build(self, tally: NDArray[np.int64]) -> None:
        """Second half of the quarter: every firm builds."""
        self._build_firms(slice(None), tally, self.space.next_crowd)

    def _build_firms(self, rows: slice, tally: NDArray[np.int64], crowd: NDArray[np.int64]) -> None:
        """Let the firms of some rows build; `tally` takes what is booked, `crowd` the rivals."""
        inputs = self.inputs
        self.loops.build_all(
            self.firms[rows], self.projects[rows], self.quarters, self.now, inputs.place,
            inputs.behaviour, inputs.directions, tally, crowd, self.seen[rows],
        )  # fmt: skip

    def _settle(self) -> None:
        """Hand the claims to the treasury and its payments to the firms."""
        space = self.space
        space.take(
            *self.whole.settle_all(
                self.firms, space.pots, self.rules, space.claims, space.waiting, space.awards,
                space.paid, space.order, space.spare, space.desk, space.ledger[self.now], self.now,
            )
        )  # fmt: skip

    def finish(self) -> None:
        """All quarters that are left, in one call that holds no lock of Python's.

        Raises:
            sim.errors.BrokenIdentityError: a pot's year does not add up.
        """
        inputs, space = self.inputs, self.space
        self.now, space.claims, *tables = self.whole.run_all(
            self.now, space.walked, self.firms, self.projects, space.numbers, space.strip,
            self.watched, self.seen, self.crowd, space.next_crowd, self.quarters, inputs.place,
            inputs.behaviour, inputs.directions, self.rules, self.tasks, space.tallies,
            inputs.cells, space.wanted, self.streams, space.pots, space.desk, space.ledger,
            space.claims, space.waiting, space.awards, space.paid, space.order, space.spare,
        )  # fmt: skip
        space.take(*tables)
        self._check_year()

    def _check_year(self) -> None:
        """Tell of a pot whose year does not add up."""
        check_year(
            int(self.space.desk["broken"][0]), self.pots, self.inputs.pot_names, self.now - 1
        )

    def outcome(self) -> Outcome:
        """What the run produced so far; its own copy.

        Raises:
            sim.errors.BrokenIdentityError: money does not add up.
        """
        space, now = self.space, self.now
        awards = space.awards[: int(space.desk["awards"][0])]
        not_paid = committed(awards.view(np.recarray), len(self.rules))
        return outcome_of(
            self.inputs, space.tallies[:now].copy(), space.ledger[:now].copy(), not_paid
        )
