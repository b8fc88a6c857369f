"""What a stored ensemble asks for: the rows that are kept, and the runs that are missing."""

from __future__ import annotations

import queue
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.runs import keys
from sim.runs.ensemble_result import DONE, FAILED, EnsembleResult
from sim.runs.row_work import Unit
from sim.runs.rows_kept import Row, RowStore, plain, row_key, world_of

if TYPE_CHECKING:
    from scenarios.scenario_schema import LeverValue
    from sim.base import Base

SECONDS_A_BATCH = 2.0
"""Work that a worker may lose when it is killed: long against writing a file, short for a user."""


@dataclass(frozen=True)
class Asked:
    """What is to be done by whoever does it.

    Attributes:
        world: digest of what all rows have in common.
        store: keeps them.
        missing: runs that are not kept yet, each once, in the order of the result.
        places: rows of the result that have a key; more than one where settings stand twice.
        result: is filled as runs are finished.
        ended: count of runs and of failed ones, as they are finished.
        stop: whether no further run is to be begun.
    """

    base: Base
    world: str
    store: RowStore
    missing: tuple[Unit, ...]
    places: Mapping[str, list[int]]
    result: EnsembleResult
    ended: queue.SimpleQueue[tuple[int, int]]
    stop: threading.Event
    cancel: threading.Event

    def is_over(self) -> bool:
        """Whether no further run is to be begun."""
        return self.stop.is_set() or self.cancel.is_set()

    def place(self, row: Row) -> tuple[int, int]:
        """Put a row into its places; return how many these are, and how many of them failed."""
        for run in self.places[row.key]:
            self.result.totals[run] = row.totals
            if row.status != "done":
                self.result.messages[run] = row.message
            if row.status == "broken":
                self.result.broken.add(run)
            # Last, so that a row marked as done is whole.
            self.result.status[run] = DONE if row.status == "done" else FAILED
        count = len(self.places[row.key])
        return count, 0 if row.status == "done" else count


def look_up(
    base: Base, result: EnsembleResult, seed: int, folder: Path, cancel: threading.Event
) -> Asked:
    """Look up what is kept of an ensemble, fill it in, and list what is missing."""
    from sim.randomness import run_key

    world = keys.digest(world_of(base, result.measures))
    store = RowStore(folder, world, len(result.periods), len(result.measures))
    seeds = [run_key(seed, number) for number in result.replicates]
    places: dict[str, list[int]] = {}
    units: dict[str, Unit] = {}
    for number, values in enumerate(result.settings):
        digest = keys.digest(plain(values))
        for position, own in enumerate(seeds):
            key = row_key(digest, own)
            places.setdefault(key, []).append(number * len(seeds) + position)
            units.setdefault(key, Unit(key, values, own))
    found, damaged = store.read(units.keys())
    kept = {key: row for key, row in found.items() if row.status != "broken"}
    missing = tuple(unit for key, unit in units.items() if key not in kept)
    reused = sum(len(places[key]) for key in kept)
    result = replace(result, reused=reused, damaged=tuple(damaged))
    asked = Asked(
        base, world, store, missing, places, result, queue.SimpleQueue(), threading.Event(), cancel
    )
    for row in kept.values():
        asked.place(row)
    return asked


def count_kept(
    base: Base,
    settings: Sequence[Mapping[str, LeverValue]],
    measures: Sequence[str],
    replicates: int,
    seed: int,
    folder: Path,
) -> int:
    """How many runs of an ensemble, of different settings, are kept already; nothing is written."""
    from sim.randomness import run_key

    world = keys.digest(world_of(base, measures))
    store = RowStore(folder, world, base.inputs.calendar.quarters, len(measures))
    if not store.folder.is_dir():
        return 0
    seeds = [run_key(seed, number) for number in range(replicates)]
    digests = [keys.digest(plain(values)) for values in settings]
    return store.count({row_key(digest, own) for digest in digests for own in seeds})


def about(base: Base, result: EnsembleResult) -> dict[str, Any]:
    """What a reader of the folder wants to know of a world."""
    return {
        "scenario": base.scenario.id,
        "variant": base.variant,
        "firms": base.inputs.firm_count,
        "periods": list(result.periods),
        "measures": list(result.measures),
        "law": keys.LOADED_LAW,
        "versions": keys.versions_in_keys(),
    }


__all__ = ["SECONDS_A_BATCH", "Asked", "about", "count_kept", "look_up"]
