"""Run a sweep: variant after variant, each run once, every finished run kept."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from results.sweeping.outcomes import Outcome, available, values_of
from results.sweeping.plan import SweepPlan

if TYPE_CHECKING:
    from sim.runs import Cost, EnsembleResult, Progress
    from sim.runs.plan import Engine
    from sim.runs.stored_ensembles import Backend

LOCAL = "local"
DISCOUNT_RATE = "place.public_discount_rate"
Masked = np.ma.MaskedArray[Any, np.dtype[np.int64]]


@dataclass(frozen=True, eq=False)
class Swept:
    """A sweep that has been run.

    Attributes:
        found: what came of each variant.
        reused: runs that earlier starts or other designs had kept.
        damaged: names of damaged files whose rows were made again.
        folder: of its tables; None before they are written.
        taken_apart: yearly values of the variants that were asked for.
    """

    plan: SweepPlan
    found: Mapping[str, EnsembleResult]
    reused: int
    damaged: tuple[str, ...]
    folder: Path | None = None
    taken_apart: dict[str, dict[str, NDArray[np.int64]]] = field(default_factory=dict)

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """Outcomes that it has; the first is the main one."""
        return available(self.plan.frame, self.plan.baseline is not None)

    def lines(self, variant: str) -> NDArray[np.int64]:
        """Rows of a variant's result for each row of the sweep and replicate, flat."""
        own = np.array(self.plan.parts[variant].of_row, dtype=np.int64)
        return (own[:, None] * self.plan.replicates + np.arange(self.plan.replicates)).reshape(-1)

    def done(self, variant: str) -> NDArray[np.bool_]:
        """Which runs of a variant gave figures, for each row and replicate, flat."""
        from sim.runs.ensemble_result import DONE

        return np.asarray(self.found[variant].status[self.lines(variant)] == DONE)

    def years(self, variant: str) -> dict[str, NDArray[np.int64]]:
        """Each measure of a variant, shape (rows x replicates, years); 0 where it was not done."""
        if variant not in self.taken_apart:
            self.taken_apart[variant] = self._years(variant)
        return self.taken_apart[variant]

    def rates(self, variant: str) -> NDArray[np.float64]:
        """Discount rate of public money in a variant, shape (rows,), as its runs have it."""
        part = self.plan.parts[variant]
        own = float(part.base.inputs.place["public_discount_rate"][0])
        stated = [float(values.get(DISCOUNT_RATE, own)) for values in part.settings]  # type: ignore[arg-type]
        return np.array(stated, dtype=np.float64)[list(part.of_row)]

    @property
    def broken(self) -> int:
        """Runs that stopped for another reason than law or inputs: the next start tries again."""
        return sum(len(one.broken) for one in self.found.values())

    @property
    def has_figures(self) -> bool:
        """Whether any run of a variant that was asked about gave figures."""
        return any(bool(self.done(variant).any()) for variant in self.plan.policies)

    def _years(self, variant: str) -> dict[str, NDArray[np.int64]]:
        lines, found, reported = self.lines(variant), self.found[variant], self.plan.frame.years
        values = {}
        for measure in self.plan.measures:
            years, whole = found.years_of(measure)
            columns = np.array([years.index(year) for year in reported], dtype=np.int64)
            values[measure] = np.asarray(whole.filled(0))[lines[:, None], columns]
        return values

    def outcome(self, name: str, variant: str) -> Masked:
        """One outcome of a variant, shape (rows, replicates), masked where figures are missing."""
        plan = self.plan
        missing, baseline = ~self.done(variant), None
        if next(one.paired for one in self.outcomes if one.name == name):
            assert plan.baseline is not None
            baseline = self.years(plan.baseline)
            missing |= ~self.done(plan.baseline)
        rates = np.repeat(self.rates(variant), plan.replicates)
        values = values_of(name, plan.frame, self.years(variant), baseline, rates)
        shape = (len(plan.sweep.rows), plan.replicates)
        return np.ma.MaskedArray(values.reshape(shape), mask=missing.reshape(shape))


def kept_of_plan(plan: SweepPlan, out: Path) -> int:
    """How many runs of a sweep are kept already."""
    from sim.runs.rows_asked import count_kept

    return sum(
        count_kept(part.base, part.settings, plan.measures, plan.replicates, plan.seed, out)
        for part in plan.parts.values()
    )


def cost_of_plan(plan: SweepPlan, workers: int | None = None, kept: int = 0) -> Cost:
    """What the runs of a sweep will take here, timed on a run of its first variant.

    Args:
        plan: what is to be run.
        workers: as `carry_out`.
        kept: runs that are kept already, less than all.

    Raises:
        sim.errors.SimulationError: that run could not be carried through.
    """
    from sim.runs import cost_of

    part = plan.parts[plan.policies[0]]
    left = plan.runs - kept
    cost = cost_of(part.base.with_values(part.settings[0]), left, workers)
    begun = time.perf_counter()
    part.base.with_values(part.settings[-1])  # holds Python's lock, so threads do not share it
    seconds = time.perf_counter() - begun if len(part.settings) > 1 else 0.0
    sets = sum(len(one.settings) for one in plan.parts.values())
    return replace(cost, seconds=cost.seconds + seconds * sets * left / plan.runs)


def carry_out(
    plan: SweepPlan,
    out: Path,
    workers: int | None = None,
    engine: Engine = "compiled",
    distributed: str | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Swept:
    """Run what is missing of a sweep.

    Args:
        plan: what is to be run.
        out: the folder of all runs.
        workers: how many at once; None for one on each core.
        engine: "compiled" in threads, or "mesa" in processes.
        distributed: "local" for a dask cluster on this machine, or the address of a scheduler.
        progress: called with counts over all variants.

    Raises:
        As `sim.runs.stored_ensemble`.
    """
    from sim.runs import EnsembleStopped, stored_ensemble

    backend: Backend = "threads" if engine == "compiled" else "processes"
    address = None
    if distributed is not None:
        backend, address = "dask", None if distributed == LOCAL else distributed
    found: dict[str, EnsembleResult] = {}
    before = failed = 0
    for name, part in plan.parts.items():

        def tell(told: Progress, before: int = before, failed: int = failed) -> None:
            if progress is not None:
                progress(_in_all(told, before, failed, plan.runs))

        try:
            found[name] = stored_ensemble(
                part.base, part.settings, plan.measures, plan.replicates, plan.seed, out, workers,
                tell, backend=backend, engine=engine, address=address,
            )  # fmt: skip
        except EnsembleStopped as stop:
            stop.done, stop.total = stop.done + before, plan.runs
            raise
        before += found[name].runs
        failed += len(found[name].failures())
    reused = sum(one.reused for one in found.values())
    damaged = tuple(name for one in found.values() for name in one.damaged)
    return Swept(plan, found, reused, damaged)


def _in_all(told: Progress, before: int, failed: int, total: int) -> Progress:
    """Progress of one variant as that of the whole sweep."""
    done = before + told.done
    eta = (total - done) / told.rate if told.rate > 0 else None
    return replace(told, done=done, total=total, failed=failed + told.failed, eta=eta)


__all__ = ["LOCAL", "Swept", "carry_out", "cost_of_plan", "kept_of_plan"]
