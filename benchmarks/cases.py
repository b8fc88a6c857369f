"""One measurement in a process of its own: `python -m benchmarks.cases REQUEST` prints JSON.

A process of its own, because peak memory is a property of a process and because imports, caches
and garbage of one case must not fall on the next.
"""

from __future__ import annotations

import gc
import hashlib
import itertools
import json
import resource
import sys
import time
from typing import TYPE_CHECKING, Any

from benchmarks import distances
from benchmarks.cities import bytes_in_tables, city, shipped_inputs

if TYPE_CHECKING:
    from sim.engine import CompiledRun
    from sim.model import RenovationModel
    from sim.model_inputs import Inputs
    from sim.outcome import Outcome

SEED = 2017
WARM_UP_FIRMS = 200


def begin(inputs: Inputs, key: int, engine: str) -> CompiledRun | RenovationModel:
    """A run with its population drawn and no quarter done."""
    if engine == "mesa":
        from sim.model import RenovationModel

        return RenovationModel(inputs, key)
    from sim.engine import CompiledRun

    return CompiledRun(inputs, key)


def digest(outcome: Outcome) -> str:
    """Fingerprint of all that a run counted and booked."""
    hashed = hashlib.blake2b(outcome.tallies.tobytes(), digest_size=8)
    for entry in outcome.entries:
        hashed.update(repr(entry).encode())
    return hashed.hexdigest()


def peak_bytes() -> int:
    """Largest memory of this process so far."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def one_run(inputs: Inputs, key: int, engine: str, quarters: int) -> dict[str, Any]:
    """Seconds of one run in its parts, and what it found.

    Returns:
        `seconds` of wall time; CPU seconds of all (`cpu`), of drawing the population (`draw`), of
        each quarter and of the tidy `rows`, which are not in `cpu`; memory; the result.
    """
    begun = time.perf_counter()
    marks = [time.process_time()]
    run = begin(inputs, key, engine)
    marks.append(time.process_time())
    for _ in range(quarters):
        run.step()
        marks.append(time.process_time())
    outcome = run.outcome()
    marks.append(time.process_time())
    seconds = time.perf_counter() - begun
    outcome.rows()
    return {
        "seconds": seconds,
        "cpu": marks[-1] - marks[0],
        "draw": marks[1] - marks[0],
        "by_quarter": [later - mark for mark, later in itertools.pairwise(marks[1:-1])],
        "rows": time.process_time() - marks[-1],
        "peak_bytes": peak_bytes(),
        "active_firm_quarters": int(outcome.total("active_firms").sum()),
        "digest": digest(outcome),
    }


def run_case(request: dict[str, Any]) -> dict[str, Any]:
    """Repeated runs of one engine on a city of one size, after a warm-up on a small one.

    Args:
        request: engine, firms, quarters (None for all), repeats, and seconds, after which no
            further repeat is begun.
    """
    from sim.randomness import run_key

    shipped = shipped_inputs()
    inputs = city(shipped, request["firms"])
    every = inputs.calendar.quarters
    quarters = request["quarters"] or every
    small = city(shipped, min(WARM_UP_FIRMS, request["firms"]))
    one_run(small, run_key(SEED, 0), request["engine"], every)
    runs: list[dict[str, Any]] = []
    begun = time.perf_counter()
    while len(runs) < request["repeats"]:
        gc.collect()
        runs.append(one_run(inputs, run_key(SEED, len(runs)), request["engine"], quarters))
        if time.perf_counter() - begun > request["seconds"]:
            break
    return {
        "engine": request["engine"],
        "firms": inputs.firm_count,
        "quarters": quarters,
        "all_quarters": every,
        "roster": shipped.firm_count,
        "table_bytes": bytes_in_tables(inputs),
        "runs": runs,
    }


def start_case(request: dict[str, Any]) -> dict[str, Any]:
    """The shipped scenario from nothing to its first finished run, as a user meets it."""
    from sim.randomness import run_key
    from sim.simulation import simulate

    marks = [time.perf_counter()]
    inputs = shipped_inputs()
    marks.append(time.perf_counter())
    simulate(inputs, run_key(SEED, 0), request["engine"])
    cpu = time.process_time()
    marks.append(time.perf_counter())
    simulate(inputs, run_key(SEED, 1), request["engine"])
    marks.append(time.perf_counter())
    return {
        "firms": inputs.firm_count,
        "cpu": cpu,  # of the process from its start to the end of the first run
        "prepare": marks[1] - marks[0],
        "first_run": marks[2] - marks[1],
        "second_run": marks[3] - marks[2],
    }


def stages_case(request: dict[str, Any]) -> dict[str, Any]:
    """Where the time of a compiled run goes."""
    from benchmarks.stages import share_of_stages
    from sim.randomness import run_key

    inputs = city(shipped_inputs(), request["firms"])
    shares = share_of_stages(inputs, run_key(SEED, 0), request["repeats"])
    return {"firms": inputs.firm_count, **shares}


def walk_case(request: dict[str, Any]) -> dict[str, Any]:
    """Where the time of the object walk goes: own time by function, as cProfile sees it."""
    import cProfile
    import pstats

    from sim.randomness import run_key

    inputs = city(shipped_inputs(), request["firms"])
    run = begin(inputs, run_key(SEED, 0), "mesa")
    profile = cProfile.Profile()
    profile.enable()
    for _ in range(inputs.calendar.quarters):
        run.step()
    profile.disable()
    stats = pstats.Stats(profile)
    own = {
        f"{name} ({path.replace(chr(92), '/').rpartition('/')[2]})": times[2]
        for (path, _, name), times in stats.stats.items()  # type: ignore[attr-defined]
    }
    total = sum(own.values())
    largest = sorted(own, key=lambda name: -own[name])[: request["functions"]]
    return {"firms": inputs.firm_count, "own": {name: own[name] / total for name in largest}}


CASES = {
    "run": run_case,
    "start": start_case,
    "stages": stages_case,
    "walk": walk_case,
    "limit": distances.limit_case,
    "plain": distances.plain_case,
    "growth": distances.growth_case,
    "whole": distances.whole_case,
    "ensemble": distances.ensemble_case,
}


def main() -> None:
    """Answer the request on the command line."""
    request = json.loads(sys.argv[1])
    json.dump(CASES[request["kind"]](request), sys.stdout)


if __name__ == "__main__":
    main()
