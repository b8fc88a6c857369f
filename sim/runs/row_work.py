"""Rows of a stored ensemble as work: one run, or a batch of them in a process elsewhere."""

from __future__ import annotations

import pickle
import threading
import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.runs import keys
from sim.runs.plan import Engine
from sim.runs.rows_kept import Row, RowStatus, RowStore, world_of
from sim.runs.totals import Runner

if TYPE_CHECKING:
    from scenarios.scenario_schema import LeverValue
    from sim.base import Base
    from sim.model_inputs import Inputs

WORLDS_KEPT = 4


@dataclass(frozen=True)
class Unit:
    """One run to be done.

    Attributes:
        key: of its row.
        settings: what is set.
        run_key: key of its replicate (`sim.randomness.run_key`).
    """

    key: str
    settings: Mapping[str, LeverValue]
    run_key: int


@dataclass(frozen=True)
class RowJob:
    """Runs to be done by a worker in another process, with all that it needs to know.

    Attributes:
        recipe: what the base is made of, pickled (`recipe_of`).
        world: digest of what the rows have in common; a worker makes each base once.
        folder: of all rows, where the worker reaches it; None where the sender keeps the rows.
        law: digest of the law that the rows' keys were made with.
    """

    recipe: bytes
    world: str
    units: tuple[Unit, ...]
    measures: tuple[str, ...]
    engine: Engine
    folder: Path | None
    law: str


@dataclass(frozen=True)
class RowsDone:
    """What a worker in another process finished, and the seconds that the runs took."""

    rows: list[Row]
    seconds: float


def recipe_of(base: Base) -> bytes:
    """What a base is made of, for a process that makes it again."""
    return pickle.dumps((base.scenario, base.variant, base.levers, base.quarters))


def run_one(
    base: Base, unit: Unit, measures: tuple[str, ...], runner: Runner, engine: Engine = "compiled"
) -> Row:
    """Carry out one run; what it raises becomes its row."""
    from scenarios.errors import InputError
    from sim.errors import SimulationError

    status: RowStatus = "refused"
    refusals: tuple[type[Exception], ...] = (InputError, SimulationError, ValueError)
    try:
        inputs = base.with_values(unit.settings)
        refusals = (InputError, SimulationError)  # preparation also refuses with ValueError
        totals = _totals(inputs, unit.run_key, measures, runner, engine)
    except refusals as error:
        message = f"{type(error).__name__}: {error}"
    except Exception as error:  # whatever it is, the ensemble goes on and the row says so
        status, message = "broken", f"{type(error).__name__}: {error}"
    else:
        return Row(unit.key, "done", "", totals)
    empty = np.zeros((base.inputs.calendar.quarters, len(measures)), dtype=np.int64)
    return Row(unit.key, status, message, empty)


def _totals(
    inputs: Inputs, key: int, measures: tuple[str, ...], runner: Runner, engine: Engine
) -> NDArray[np.int64]:
    """City totals of one run by either engine, shape (quarters, measures)."""
    if engine == "compiled":
        return runner.totals(inputs, key, measures)
    from sim.simulation import simulate

    outcome = simulate(inputs, key, engine)
    return np.stack([outcome.total(name) for name in measures], axis=1)


_IDLE: OrderedDict[str, list[tuple[Base, Runner]]] = OrderedDict()
"""Bases of this process that no thread is using, by world; arrays serve one thread at a time."""

_LOCK = threading.Lock()
"""Held where `_IDLE` is looked at or changed: a worker of a cluster may have several threads."""


def run_job(job: RowJob) -> RowsDone:
    """Do a job's runs in this process, and keep them where the folder is within reach.

    Raises:
        LawChangedError: this worker has loaded other law than the keys were made with, or makes
            other tables of the same scenario.
        RowsNotKeptError: the disk is full, or the folder cannot be written to.
    """
    if job.law != keys.LOADED_LAW:
        raise keys.LawChangedError(
            "a worker has other sources of the law than this program; give it the same version"
        )
    base, runner = _taken(job)
    begun = time.perf_counter()
    rows = [run_one(base, unit, job.measures, runner, job.engine) for unit in job.units]
    with _LOCK:
        _IDLE.setdefault(job.world, []).append((base, runner))
        while len(_IDLE) > WORLDS_KEPT:
            _IDLE.popitem(last=False)
    if job.folder is not None:
        quarters = base.inputs.calendar.quarters
        RowStore(job.folder, job.world, quarters, len(job.measures)).save(rows)
    return RowsDone(rows, time.perf_counter() - begun)


def _taken(job: RowJob) -> tuple[Base, Runner]:
    """An idle base of the job's world, or a new one.

    Raises:
        LawChangedError: what this worker prepares is not what the rows' keys were made of.
    """
    from sim.base import Base
    from sim.peers import Networks

    with _LOCK:
        if idle := _IDLE.get(job.world):
            return idle.pop()
    scenario, variant, levers, quarters = pickle.loads(job.recipe)
    base = Base(scenario, variant, levers, quarters)
    if keys.digest(world_of(base, job.measures)) != job.world:
        raise keys.LawChangedError(
            "a worker prepares other tables from the same scenario than this program; give it the "
            "same version, of the packages too"
        )
    return base, Runner(Networks())


__all__ = ["RowJob", "RowsDone", "Unit", "recipe_of", "run_job", "run_one"]
