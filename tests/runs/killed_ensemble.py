"""A stored ensemble as a program of its own, to be stopped from outside.

python killed_ensemble.py FOLDER CALLS SECONDS_A_BATCH

Every run takes a line from stdin, if there are any, so that whoever started this says how far it
may get; then it leaves its key in the file CALLS, before it begins. Every piece of progress is a
line.
"""

import sys
import threading
from pathlib import Path

from sim.base import Base
from sim.runs import stored_ensemble, stored_ensembles
from sim.runs.totals import Runner

MEASURES = ("reported_renovation", "active_firms")
WORKERS = 2
REPLICATES = 8
SETTINGS = [{"behaviour.payback": 1.2 + number / 20} for number in range(20)]
SHIPPED = Path(__file__).resolve().parents[2] / "scenarios" / "shenzhen-doubling.yaml"


def base():
    from scenarios import load_scenario

    shipped = load_scenario(SHIPPED)
    file = shipped.file.model_copy(update={"population_limit": 200})
    return Base(shipped.model_copy(update={"file": file}), "as-enacted", quarters=16)


def run(folder, **others):
    return stored_ensemble(base(), SETTINGS, MEASURES, REPLICATES, 7, folder, **others)


def main(folder, calls, seconds):
    stored_ensembles.SECONDS_A_BATCH = float(seconds)
    totals, one_at_a_time = Runner.totals, threading.Lock()

    def noted(runner, inputs, key, measures):
        with one_at_a_time:
            sys.stdin.readline()
        with Path(calls).open("a") as file:
            file.write(f"{key} {float(inputs.behaviour['payback'][0])!r}\n")
        return totals(runner, inputs, key, measures)

    Runner.totals = noted
    tell = {"workers": WORKERS, "progress": lambda told: print(told.done, flush=True)}
    run(Path(folder), **tell)


if __name__ == "__main__":
    main(*sys.argv[1:])
