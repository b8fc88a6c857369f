"""Runs at the points of a bank again, for what offices would count of them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from calibration.bank.design import prior_points, settings_at, unknowns
from calibration.bank.one_run import FACT_FIRMS, FACT_SEEDS, loaded
from calibration.bank.runs import carry_out_all, store_of
from calibration.evidence.store import Store, digest_of
from calibration.records.declared import shipped_records
from calibration.records.taken import take

if TYPE_CHECKING:
    from calibration.bank.one_run import Plan
    from calibration.bank.runs import Job, Tell
    from calibration.moments.taken import Values
    from sim.runs.crew import GoOn

COUNTING = ("declared.py", "runs.py", "taken.py")
JUDGING = ("moments.py", "worth.py")


def digest_of_counts() -> str:
    """Digest of what says what is counted; labels and words are not in it."""
    return _digest(COUNTING, [(one.name, one.of.scale) for one in shipped_records().columns()])


def digest_of_records() -> str:
    """Digest of what says what is counted, how well, and what is made of the counts."""
    file = shipped_records()
    columns = [(one.name, one.of.scale, file.group(one.of.group).error) for one in file.columns()]
    return _digest((*COUNTING, *JUDGING), columns)


def _digest(sources: tuple[str, ...], columns: Sequence[tuple[object, ...]]) -> str:
    here = Path(__file__).resolve().parent
    whole = digest_of(here / name for name in sources) + repr(columns)
    return hashlib.blake2b(whole.encode(), digest_size=8).hexdigest()


def records_store(plan: Plan, folder: Path) -> Store:
    """The file of the counts; its name holds the digest of all that they depend on."""
    bank = store_of(plan, folder).path.name
    place = loaded(plan).place.id
    return Store(folder, f"records-{place}", {"bank": bank, "records": digest_of_counts()})


def count_records(
    plan: Plan, folder: Path, workers: int, tell: Tell | None = None
) -> tuple[dict[int, Values], dict[int, str]]:
    """What is counted of every run of a bank, and messages of runs that gave nothing.

    A run is that on the smaller city from which the bank takes its statistics of firms: same point,
    same seed.

    Args:
        plan: of the bank.
        folder: where counts are kept.
        workers: processes.
        tell: called with the count after each run.

    Raises:
        KeyboardInterrupt: stopped; finished runs are kept.
        sim.runs.crew.WorkerDiedError: a process died; finished runs are kept.
    """
    store, unknown = records_store(plan, folder), unknowns(loaded(plan))
    points = prior_points(plan.count, len(unknown), plan.seed)
    settings = [settings_at(unknown, point) for point in points]
    failed = carry_out_all(plan, store, settings, workers, tell, counted)
    return {run: store.values[str(run)] for run in range(plan.count) if str(run) in store}, failed


def counted(job: Job, _go_on: GoOn) -> tuple[int, Values, str]:
    """One run: its number, what is counted of it, and the message if it gave nothing."""
    from sim.randomness import run_key
    from sim.subsample import prepared

    plan, run, settings = job
    try:
        inputs = prepared(loaded(plan, plan.fact_firms or FACT_FIRMS), plan.variant, settings)
        return run, take(inputs, run_key(plan.seed, FACT_SEEDS + run)), ""
    except Exception as error:  # a run that the law stops is a row without figures
        return run, {}, f"{type(error).__name__}: {error}"
