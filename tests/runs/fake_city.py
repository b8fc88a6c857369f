"""A simulator of a few lines, whose figures come from a digest of what it is given.

Two environment variables slow down the variant `none` (FAKE_PAUSE, seconds a run) and list all
calls (FAKE_CALLS, a file).
"""

import hashlib
import json
import os
import signal
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from sim.errors import SimulationError
from sim.measures import MEASURES
from sim.runs import RunInterrupted, RunPlan, StoredRun, execute

NAME = "fake city"
PERIODS = [f"{year}-Q{quarter}" for year in (2018, 2019) for quarter in (1, 2, 3, 4)]
WHERE_AND_WHAT = [
    ("shenzhen", "all", "", "true_renovation"),
    ("shenzhen", "large", "", "true_renovation"),
    ("baoan", "all", "", "true_renovation"),
    ("shenzhen", "all", "equipment_grant", "support_paid"),
    ("shenzhen", "all", "", "above_scale_firms"),
]


@dataclass(frozen=True)
class FakeInputs:
    variant: str
    content: dict = field(default_factory=dict)
    scenario_id: str = "town"
    file_hashes: dict = field(default_factory=lambda: {"town.yaml": "12ab"})

    @property
    def identity(self):
        return {"scenario": self.scenario_id, "variant": self.variant} | self.content


@dataclass(frozen=True)
class FakeOutcome:
    columns: dict

    def rows(self):
        return self.columns


def simulate(inputs, run_seed, engine):
    if "FAKE_CALLS" in os.environ:
        with Path(os.environ["FAKE_CALLS"]).open("a") as calls:
            calls.write(f"{inputs.variant} {run_seed}\n")
    if inputs.variant == "none":
        time.sleep(float(os.environ.get("FAKE_PAUSE", "0")))
    misfortune(inputs, run_seed)
    seed = f"{json.dumps(inputs.identity, sort_keys=True)} {run_seed}"
    about = [(period, *rest) for period in PERIODS for rest in WHERE_AND_WHAT]
    if engine == "mesa":  # the engines may give their rows in different orders
        about.reverse()
    columns = {
        name: [row[place] for row in about]
        for place, name in enumerate(["period", "region", "size_class", "instrument", "measure"])
    }
    columns["value"] = [figure(f"{seed} {row}") for row in about]
    columns["unit"] = [MEASURES[row[-1]].unit for row in about]
    columns["quarter"] = [PERIODS.index(row[0]) for row in about]
    return FakeOutcome(columns)


def misfortune(inputs, run_seed):
    """Fail as the content says: `refuse`, `break`, `interrupt` or `die` on seeds of one kind."""
    if run_seed % 3:
        return
    if "refuse" in inputs.content:
        raise SimulationError("the pot is overdrawn")
    if "break" in inputs.content and not Path(inputs.content["break"]).exists():
        raise ZeroDivisionError("nothing to divide by")
    if "interrupt" in inputs.content:
        raise KeyboardInterrupt
    if "die" in inputs.content:
        os.kill(os.getpid(), signal.SIGKILL)


def figure(text):
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=5).digest(), "big")


def plan(*variants, replicates=8, seed=7, **options):
    inputs = tuple(
        one if isinstance(one, FakeInputs) else FakeInputs(one)
        for one in variants or ("enacted", "none")
    )
    return RunPlan(inputs, seed, replicates, simulator=NAME, **options)


def fragile(how, value=True):
    return plan("enacted", FakeInputs("fragile", {how: value}))


def run(a_plan, out, **options):
    return execute(a_plan, out, simulate=simulate, **({"workers": 1} | options))


def tables(stored: StoredRun):
    """The bytes of all tables."""
    return {path.name: path.read_bytes() for path in sorted(stored.folder.glob("*.parquet"))}


if __name__ == "__main__":  # what the tests interrupt and kill
    out, engine, workers = sys.argv[1:]
    try:
        execute(plan(), Path(out), engine, int(workers), lambda _: print(".", flush=True), simulate)
    except RunInterrupted as stop:
        print(stop)
        sys.exit(130)
