"""Ensembles of runs: what is to be run, running it, and the store that keeps it.

plan = RunPlan(inputs=(...), seed=1, replicates=8)
stored = execute(plan, Path("results/runs"))
stored.years()
"""

from sim.runs.cost import Cost, cost_of
from sim.runs.crew import WorkerDiedError
from sim.runs.drawn import Drawn, runs_of
from sim.runs.ensemble_result import EnsembleResult, FailedRun
from sim.runs.ensembles import EnsembleInterrupted, ensemble
from sim.runs.execute import RunInterrupted, execute
from sim.runs.keys import LawChangedError, NotCanonicalError
from sim.runs.plan import Engine, RunInputs, RunOutcome, RunPlan, Simulate
from sim.runs.pool import LostBatchError
from sim.runs.progress import Progress
from sim.runs.rows_kept import RowsNotKeptError
from sim.runs.shares_of_spread import SpreadShares, spread_of
from sim.runs.store import Failure, RunSummary, StoredRun, StoreError, list_runs, open_run
from sim.runs.stored_ensembles import Backend, EnsembleStopped, stored_ensemble
from sim.runs.tidy import TidyError

__all__ = [
    "Backend",
    "Cost",
    "Drawn",
    "Engine",
    "EnsembleInterrupted",
    "EnsembleResult",
    "EnsembleStopped",
    "FailedRun",
    "Failure",
    "LawChangedError",
    "LostBatchError",
    "NotCanonicalError",
    "Progress",
    "RowsNotKeptError",
    "RunInputs",
    "RunInterrupted",
    "RunOutcome",
    "RunPlan",
    "RunSummary",
    "Simulate",
    "SpreadShares",
    "StoreError",
    "StoredRun",
    "TidyError",
    "WorkerDiedError",
    "cost_of",
    "ensemble",
    "execute",
    "list_runs",
    "open_run",
    "runs_of",
    "spread_of",
    "stored_ensemble",
]
