"""The laboratory as Python functions, with the names of the commands: check, run, compare.

    from results.api import run
    found = run("scenarios/shenzhen-doubling.yaml", levers={"sz2019.universal.rate": 0.2}, runs=20)
    found.summary().total.true_difference
    found.years()          # tidy table, as in years.parquet

This file and `study_making.py` alone know the scenario loader and the runner; tables and charts
know only `Study` and the tidy tables.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from results import study_file
from results.checked import Check as Check
from results.ensembles import base, cost, ensemble, sweep
from results.explaining import explain, find_firms
from results.finished import AllRunsFailedError as AllRunsFailedError
from results.finished import require_results as require_results
from results.refusal import refusal
from results.study import LANGUAGES, Language, Study
from results.study import ReadingLine as ReadingLine
from results.study import Text as Text
from results.study_making import (
    posterior_of,
    reading_lines_of,
    readings_of,
    study_of,
    text_of,
)

if TYPE_CHECKING:
    import pandas as pd

    from results.compare import Comparison
    from results.progress import TaskProgress
    from results.summary import Summary
    from results.support_cases.report import CaseReport
    from scenarios import Scenario
    from scenarios.scenario_schema import LeverValue
    from sim.model_inputs import Inputs
    from sim.runs import Failure, Progress, StoredRun

__all__ = [
    "AllRunsFailedError", "Check", "Run", "base", "check", "compare", "cost", "ensemble", "explain",
    "find_firms", "open_run", "run", "support_cases", "sweep",
]  # fmt: skip

ENGINES = ("compiled", "mesa")
DEFAULT_OUT = Path("results/runs")
CHARTS = "charts"


@dataclass(frozen=True)
class Run:
    """A finished ensemble and what is needed to show it."""

    study: Study
    stored: StoredRun

    @property
    def folder(self) -> Path:
        """Where its tables, its manifest and its charts are."""
        return self.stored.folder

    @property
    def key(self) -> str:
        """What the run is known by: same key, same tables."""
        return self.stored.key

    def years(self) -> pd.DataFrame:
        """Return the tidy yearly table."""
        return self.stored.years()

    def quarters(self) -> pd.DataFrame:
        """Return the tidy quarterly table."""
        return self.stored.quarters()

    def failures(self) -> list[Failure]:
        """Return the replicates that did not finish, with the reason of each."""
        return list(self.stored.failures())

    def summary(self) -> Summary:
        """Return the first table: reported, true, effect, cost, targets, distances."""
        from results.summary import summarise

        return summarise(self.years(), self.study)

    def compare(self, policy: str | None = None, baseline: str | None = None) -> Comparison:
        """Compare two variants of this run; by default the policy with the baseline.

        Raises:
            InputError: a variant that this run does not have, or one variant twice.
        """
        from results.compare import compare_variants

        policy = _variant_of(self.study, "policy", policy or self.study.policy)
        baseline = _variant_of(self.study, "baseline", baseline or self.study.baseline)
        if policy == baseline:
            raise refusal("baseline", f"{policy!r} cannot be compared with itself")
        return compare_variants(self.years(), self.study, policy, baseline)

    def progress(
        self,
        variant: str | None = None,
        year: int | None = None,
        measure: str = "reported_renovation",
        by_district: str = "last_year",
        by_quarter: str = "season",
    ) -> TaskProgress:
        """Hold what one variant reported against the plans' tasks, as `progress` does."""
        from results.progress import task_progress

        table = self.stored.quarters(variant=variant or self.study.policy, size_class="all")
        return task_progress(table, self.study, variant, year, measure, by_district, by_quarter)

    def charts(
        self, languages: Sequence[Language] = LANGUAGES, summary: Summary | None = None
    ) -> list[Path]:
        """Draw the charts into the run's folder and return the files written."""
        from results.charts.build import draw_charts

        quarters = self.stored.quarters(variant=self.study.policy, size_class="all")
        folder = self.folder / CHARTS
        return draw_charts(self.years(), self.study, folder, languages, summary, quarters)


def check(path: str | Path, *, levers: Mapping[str, LeverValue] | None = None) -> Check:
    """Read a scenario and everything it names, and build every variant without running it.

    Args:
        path: the scenario file.
        levers: settings by dotted name.

    Raises:
        InputError: everything that is wrong, each fault with file, line and field.
    """
    scenario = _load(path, levers)
    prepared = {variant.id: _prepare(scenario, variant.id) for variant in scenario.variants}
    first = next(iter(prepared.values()))
    return Check(
        scenario=scenario.id,
        title=text_of(scenario.title),
        place=text_of(scenario.place.title),
        policies=tuple(policy.id for policy in scenario.policies),
        variants={variant.id: text_of(variant.title) for variant in scenario.variants},
        instruments={name: _instruments(inputs) for name, inputs in prepared.items()},
        firms=first.firm_count,
        years=(scenario.file.horizon.report_from, int(scenario.file.horizon.end[:4])),
        runs=scenario.file.runs,
        seed=scenario.file.seed,
        readings=reading_lines_of(scenario),
        variant_readings={name: readings_of(scenario, name) for name in prepared},
        posterior=posterior_of(scenario),
    )


def run(
    path: str | Path,
    *,
    levers: Mapping[str, LeverValue] | None = None,
    seed: int | None = None,
    runs: int | None = None,
    variants: Sequence[str] | None = None,
    engine: str = "compiled",
    workers: int | None = None,
    out: str | Path = DEFAULT_OUT,
    progress: Callable[[Progress], None] | None = None,
) -> Run:
    """Run a scenario, or find the same run among the stored ones.

    Where the scenario names a posterior, replicate r of every variant has its draw r; what `levers`
    set, no draw moves.

    Args:
        path: the scenario file.
        levers: settings by dotted name, in force in every variant.
        seed: instead of the scenario's own.
        runs: replicates of every variant, instead of the scenario's number.
        variants: only these; all when None.
        engine: "compiled" or "mesa"; no figure depends on it.
        workers: how many runs at once; None for one on each core.
        out: folder of all runs.
        progress: called at the start and after each batch.

    Raises:
        InputError: the scenario or an argument is at fault.
        AllRunsFailedError: no run of some variant finished.
        sim.runs.RunInterrupted: Ctrl-C; what was finished is kept.
    """
    if engine not in ENGINES:
        raise refusal("engine", "no engine of this name", engine, ENGINES)
    if workers is not None and workers < 1:
        raise refusal("workers", f"must be 1 or more, not {workers}")
    scenario = _load(path, levers)
    chosen = _chosen(scenario, variants)
    replicates = scenario.file.runs if runs is None else runs
    used_seed = scenario.file.seed if seed is None else seed
    if replicates < 1:
        raise refusal("runs", f"must be 1 or more, not {replicates}")
    if not 0 <= used_seed < 2**63:
        raise refusal("seed", f"must be 0 to 2**63 - 1, not {used_seed}")

    from sim.runs import RunPlan, execute, runs_of

    inputs = tuple(runs_of(scenario, name) for name in chosen)
    plan = RunPlan(inputs=inputs, seed=used_seed, replicates=replicates)
    stored = execute(plan, Path(out), engine=cast(Any, engine), workers=workers, progress=progress)
    require_results(stored, chosen, replicates)
    study = study_of(scenario, chosen, stored, levers or {})
    study_file.write_study(study, stored.folder)
    return Run(study, stored)


def open_run(path_or_key: str | Path, *, out: str | Path = DEFAULT_OUT) -> Run:
    """Open a stored run by its folder, its folder's name, or the start of its key.

    Raises:
        InputError: there is no such run, or several, or it is unfinished.
    """
    from sim.runs import StoreError
    from sim.runs import open_run as open_stored

    try:
        stored = open_stored(path_or_key, Path(out))
        return Run(study_file.read_study(stored.folder), stored)
    except StoreError as error:
        raise refusal(str(path_or_key), str(error)) from None
    except (FileNotFoundError, ValueError) as error:
        message = f"{error}; `jigai run` with its scenario writes it"
        raise refusal(str(path_or_key), message) from None


def compare(
    path_or_run: str | Path | Run,
    policy: str | None = None,
    baseline: str | None = None,
    *,
    levers: Mapping[str, LeverValue] | None = None,
    seed: int | None = None,
    runs: int | None = None,
    engine: str = "compiled",
    workers: int | None = None,
    out: str | Path = DEFAULT_OUT,
    progress: Callable[[Progress], None] | None = None,
) -> Comparison:
    """Compare two variants, replicate by replicate under the same draws.

    Args:
        path_or_run: a scenario file, which is run first; a stored run by folder or key; a `Run`.
        policy: the variant whose effect is asked for; the scenario's first when None.
        baseline: the variant it is held against; the scenario's baseline when None.
        levers: as in `run`; a stored run takes none.
        seed: as in `run`; a stored run takes none.
        runs: as in `run`; a stored run takes none.
        engine: as in `run`.
        workers: as in `run`.
        out: folder of all runs.
        progress: as in `run`.

    Raises:
        InputError: as `run` and `open_run`; or a setting is given for a run that is stored.
    """
    stored = _stored(path_or_run, out, levers=levers or None, seed=seed, runs=runs)
    if stored is not None:
        return stored.compare(policy, baseline)
    assert not isinstance(path_or_run, Run)
    scenario = _load(path_or_run, levers)
    pair = [policy or scenario.variants[0].id, baseline or scenario.baseline]
    if pair[0] == pair[1]:
        raise refusal("baseline", f"{pair[0]!r} cannot be compared with itself")
    found = run(
        path_or_run, levers=levers, seed=seed, runs=runs, variants=pair, engine=engine,
        workers=workers, out=out, progress=progress,
    )  # fmt: skip
    return found.compare(*pair)


def progress(
    path_or_run: str | Path | Run,
    variant: str | None = None,
    year: int | None = None,
    *,
    measure: str = "reported_renovation",
    by_district: str = "last_year",
    by_quarter: str = "season",
    levers: Mapping[str, LeverValue] | None = None,
    seed: int | None = None,
    runs: int | None = None,
    engine: str = "compiled",
    workers: int | None = None,
    out: str | Path = DEFAULT_OUT,
    progress: Callable[[Progress], None] | None = None,
) -> TaskProgress:
    """Hold what a variant reports against the plans' tasks, by district and quarter of a year.

    Args:
        path_or_run: as in `compare`; of a scenario file only the variant is run.
        variant: the scenario's first when None.
        year: the last year with a task when None.
        measure: one of `results.progress.MEASURES`.
        by_district: a rule of `sim.tasks.DISTRICT_RULES`.
        by_quarter: a rule of `sim.tasks.QUARTER_RULES`.
        levers: as in `run`; a stored run takes none.
        seed: as in `run`; a stored run takes none.
        runs: as in `run`; a stored run takes none.
        engine: as in `run`.
        workers: as in `run`.
        out: folder of all runs.
        progress: as in `run`.

    Raises:
        InputError: as `run` and `open_run`; a name or a year that is none.
    """
    from results.progress.standing import check_names, check_year

    found = _stored(path_or_run, out, levers=levers or None, seed=seed, runs=runs)
    if found is None:
        assert not isinstance(path_or_run, Run)
        scenario = _load(path_or_run, levers)  # what can be refused is refused before the run
        chosen, horizon = variant or scenario.variants[0].id, scenario.file.horizon
        check_names(measure, by_district, by_quarter)
        if year is not None:
            check_year(year, range(horizon.report_from, int(horizon.end[:4]) + 1))
        found = run(
            path_or_run, levers=levers, seed=seed, runs=runs, variants=[chosen], engine=engine,
            workers=workers, out=out, progress=progress,
        )  # fmt: skip
    return found.progress(variant, year, measure, by_district, by_quarter)


def support_cases(path: str | Path, policies: str | Path | None = None) -> CaseReport:
    """Hold the policy files and the law against a file of worked cases.

    Args:
        path: the file of cases.
        policies: folder of the policy files; those that come along if None.

    Raises:
        InputError: everything that is wrong with the file, or with a policy file.
    """
    from results.support_cases.runner import run_file

    return run_file(Path(path), None if policies is None else Path(policies))


def _stored(path_or_run: str | Path | Run, out: str | Path, **settings: Any) -> Run | None:
    """Return a run that is there already, or None where a scenario file is given.

    Raises:
        InputError: there is no such run; or a setting is given for a run that is stored.
    """
    if not isinstance(path_or_run, Run) and Path(path_or_run).suffix in (".yaml", ".yml"):
        return None
    for name, value in settings.items():
        if value is not None:
            raise refusal(name, "a stored run is as it is; give the scenario file instead")
    return path_or_run if isinstance(path_or_run, Run) else open_run(path_or_run, out=out)


def _load(path: str | Path, levers: Mapping[str, LeverValue] | None) -> Scenario:
    from scenarios import load_scenario
    from sim.declared import unfit_for_the_law

    return load_scenario(path, levers, checks=[unfit_for_the_law])


def _prepare(scenario: Scenario, variant: str) -> Inputs:
    from sim.subsample import prepared

    return prepared(scenario, variant, {})


def _instruments(inputs: Inputs) -> int:
    return sum(len(policy["instruments"]) for policy in inputs.identity["policies"])


def _chosen(scenario: Scenario, variants: Sequence[str] | None) -> list[str]:
    """Return the variants to run in the scenario's order."""
    known = [variant.id for variant in scenario.variants]
    if variants is None:
        return known
    for name in variants:
        if name not in known:
            raise refusal("variant", "no variant of this name", name, known)
    return [name for name in known if name in variants]


def _variant_of(study: Study, field: str, name: str) -> str:
    if name not in study.variants:
        raise refusal(field, "this run has no variant of this name", name, list(study.variants))
    return name
