"""Sweeps of one's own in Python: many parameter sets over one prepared base.

    from results import api

    base = api.base("scenarios/shenzhen-doubling.yaml", firms=2_000, quarters=20)
    print(api.cost(base, runs=200).sentence())
    found = api.ensemble(base, [{"behaviour.payback": x} for x in (1.5, 2.5)],
                         ["reported_renovation"], replicates=4)

An ensemble keeps city totals in memory and stores nothing: `api.run` and `api.sweep`, which takes a
design file, are for tables that last.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from results.refusal import refusal

if TYPE_CHECKING:
    from threading import Event

    from results.sweeping.carry_out import Swept
    from scenarios import Scenario
    from scenarios.scenario_schema import LeverValue
    from sim.base import Base
    from sim.runs import Cost, EnsembleResult, Progress
    from sim.runs.plan import Engine


def base(
    path: str | Path,
    variant: str | None = None,
    *,
    levers: Mapping[str, LeverValue] | None = None,
    firms: int | None = None,
    quarters: int | None = None,
) -> Base:
    """Prepare one variant of a scenario for many runs.

    A scenario that names a posterior stands at its means; its draws are settings for `ensemble`:
    `base(...).scenario.posterior.settings()`.

    Args:
        path: the scenario file.
        variant: the scenario's first when None.
        levers: settings by dotted name that all runs share.
        firms: a stated sub-sample: so many rows, evenly over the roster, and pots in the same
            proportion; as the scenario states when None. A pot that an ensemble's settings name has
            the money they state.
        quarters: end every run after so many; its quarters are the first of the whole run's.

    Raises:
        InputError: the scenario or an argument is at fault.
    """
    from scenarios import load_scenario
    from sim.base import Base
    from sim.declared import unfit_for_the_law
    from sim.subsample import pots_in_proportion

    scenario = load_scenario(path, levers, checks=[unfit_for_the_law])
    known = [one.id for one in scenario.variants]
    if variant is not None and variant not in known:
        raise refusal("variant", "no variant of this name", variant, known)
    if firms is not None and firms < 1:
        raise refusal("firms", f"must be 1 or more, not {firms}")
    whole = scenario.file.horizon.quarters
    if quarters is not None and not 1 <= quarters <= whole:
        raise refusal("quarters", f"must be 1 to {whole}, not {quarters}")
    if firms is not None:
        scenario = sub_sample(scenario, firms)
    return Base(scenario, variant or known[0], pots_in_proportion(scenario, {}), quarters)


def ensemble(
    prepared: Base,
    settings: Sequence[Mapping[str, LeverValue]],
    measures: Sequence[str],
    *,
    replicates: int | Sequence[int] = 1,
    seed: int | None = None,
    workers: int | None = None,
    progress: Callable[[Progress], None] | None = None,
    cancel: Event | None = None,
) -> EnsembleResult:
    """Run every settings with every replicate and keep the city's totals by quarter.

    Replicate r has the same draws whatever is set, and the same as replicate r of `run`.

    Args:
        prepared: what `base` made.
        settings: quantities by dotted name, one mapping for each parameter set; `{}` for things as
            they are. A table's rows are `frame.to_dict("records")`.
        measures: names from `sim.measures`, those of money paid among them.
        replicates: how many of each, numbered from 0; or their numbers.
        seed: instead of the scenario's own.
        workers: threads; None for one on each core. No figure depends on it.
        progress: called at the start and several times a second.
        cancel: when set, what is finished is returned, the rest marked as not run.

    Raises:
        InputError: settings with an unknown name or a value that is not allowed.
        ValueError: no settings, an unknown measure, a number out of its range.
        sim.runs.EnsembleInterrupted: Ctrl-C; it carries what is finished.
    """
    from sim.runs import ensemble as run_all

    used = prepared.scenario.file.seed if seed is None else seed
    return run_all(prepared, settings, measures, replicates, used, workers, progress, cancel)


def cost(prepared: Base, runs: int, workers: int | None = None) -> Cost:
    """Time a run and say what so many will take: `cost(base, 18_000).sentence()`.

    Args:
        prepared: what `base` made.
        runs: settings times replicates.
        workers: threads; None for one on each core.

    Raises:
        ValueError: no run, or no thread.
    """
    from sim.runs import cost_of

    return cost_of(prepared.inputs, runs, workers)


def sweep(
    path: str | Path,
    *,
    replicates: int | None = None,
    seed: int | None = None,
    out: str | Path = "results/runs",
    workers: int | None = None,
    engine: Engine = "compiled",
    distributed: str | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Swept:
    """Run what is missing of a sweep and write its tables.

    Args:
        path: the design file.
        replicates: instead of those of the file.
        seed: instead of the file's, or the scenario's.
        out: the folder of all runs.
        workers: how many at once; None for one on each core.
        engine: "compiled" in threads, or "mesa" in processes.
        distributed: "local" for a dask cluster on this machine, or the address of a scheduler.
        progress: called at the start and as runs are finished.

    Raises:
        InputError: the design, its scenario or an argument is at fault.
        sim.runs.EnsembleStopped: Ctrl-C; what is finished is kept.
        sim.runs.WorkerDiedError: a worker is gone; what was finished is kept.
        OSError: the disk is full, or the folder cannot be written to.
    """
    from dataclasses import replace

    from results.sweeping.carry_out import carry_out
    from results.sweeping.plan import plan_of
    from results.sweeping.tables import begin, write_tables

    plan, folder = plan_of(path, replicates, seed), Path(out)
    begin(plan, folder)
    swept = carry_out(plan, folder, workers, engine, distributed, progress)
    return replace(swept, folder=write_tables(swept, folder))


def sub_sample(scenario: Scenario, firms: int) -> Scenario:
    """The scenario on a sub-sample of its roster, and no larger one than it states itself."""
    stated = scenario.file.population_limit
    limit = firms if stated is None else min(firms, stated)
    file = scenario.file.model_copy(update={"population_limit": limit})
    return scenario.model_copy(update={"file": file})
