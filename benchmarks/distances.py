"""Measurements that are compared with each other: ours, the plain script, the reduced model.

What is compared is measured in turns (A B A B), since others may share the machine: a lull or a
rush then falls on both. Cases in one process take turns inside it; the plain script has processes
of its own, between which the others are measured again.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from benchmarks.cities import SHIPPED, city, shipped_inputs, shortened

if TYPE_CHECKING:
    from sim.model_inputs import Inputs

SEED = 2017
# What the runs of an ensemble differ in, and what they keep.
VARIED = ("payback", "gain_median", "arrival_rate", "cost_weight")
MEASURES = ("reported_renovation", "true_renovation", "true_industrial", "support_paid")


def timed(work: Callable[[], Any]) -> dict[str, float]:
    """Seconds of wall and of this process's CPU that `work` takes."""
    gc.collect()
    begun, cpu = time.perf_counter(), time.process_time()
    work()
    return {"seconds": time.perf_counter() - begun, "cpu": time.process_time() - cpu}


def our_run(inputs: Inputs, replicate: int, threads: int = 1) -> Callable[[], Any]:
    """A whole run of ours: population drawn, all quarters, books closed and checked."""
    from sim.randomness import run_key
    from sim.simulation import simulate

    return lambda: simulate(inputs, run_key(SEED, replicate), threads=threads)


def in_turns(
    works: dict[str, Callable[[int], Callable[[], Any]]],
    repeats: int,
    seconds: float,
    warm_up: bool = True,
) -> dict[str, list[dict[str, float]]]:
    """Times of several works, each once a turn.

    Args:
        works: by name; given the number of the turn, what to do.
        repeats: turns, at most.
        seconds: after which no further turn is begun.
        warm_up: begin with a turn that is not counted.
    """
    for make in works.values() if warm_up else ():
        make(0)()
    found: dict[str, list[dict[str, float]]] = {name: [] for name in works}
    begun = time.perf_counter()
    for turn in range(repeats):
        if turn > 0 and time.perf_counter() - begun > seconds:
            break
        for name, make in works.items():
            found[name].append(timed(make(turn)))
    return found


def limit_case(request: dict[str, Any]) -> dict[str, Any]:
    """Ours and the reduced model, in turns.

    Args:
        request: firms, quarters, repeats, seconds.
    """
    firms, quarters = request["firms"], request["quarters"]
    inputs = shortened(city(shipped_inputs(), firms), quarters)
    our_run(shortened(city(shipped_inputs(), 200), quarters), 0)()
    # Only now: the compiled engine has named the folder of compiled code.
    from benchmarks.reduced_model import BYTES_PER_FIRM, ReducedModel

    def reduced(turn: int) -> Callable[[], Any]:
        model = ReducedModel(firms, seed=turn + 1)
        return lambda: model.run(quarters)

    works = {"ours": lambda turn: our_run(inputs, turn), "reduced": reduced}
    found = in_turns(works, request["repeats"], request["seconds"])
    return {"firms": firms, "quarters": quarters, "reduced_bytes": BYTES_PER_FIRM, **found}


def plain_case(request: dict[str, Any]) -> dict[str, Any]:
    """One run of the plain Mesa script, its agents made first and timed apart.

    Args:
        request: firms, quarters, seed.
    """
    from benchmarks.cases import peak_bytes
    from benchmarks.plain_mesa import Renovation, use_platform_math

    use_platform_math()
    inputs = shortened(city(shipped_inputs(), request["firms"]), request["quarters"])
    before = peak_bytes()
    models: list[Renovation] = []
    made = timed(lambda: models.append(Renovation(inputs, request["seed"])))

    def run() -> None:
        for _ in range(request["quarters"]):
            models[0].step()

    walked = timed(run)
    return {
        "firms": request["firms"],
        "quarters": request["quarters"],
        "made": made,
        "walked": walked,
        "seconds": made["seconds"] + walked["seconds"],
        "cpu": made["cpu"] + walked["cpu"],
        "bytes": peak_bytes() - before,
    }


def growth_case(request: dict[str, Any]) -> dict[str, Any]:
    """A city of one size and the usual one, in turns; and what the larger one's memory is.

    Args:
        request: firms, against, quarters, repeats, seconds.
    """
    from benchmarks.cases import peak_bytes

    usual = shortened(city(shipped_inputs(), request["against"]), request["quarters"])
    our_run(usual, 0)()
    small = peak_bytes()
    inputs = shortened(city(shipped_inputs(), request["firms"]), request["quarters"])
    peak_ready = peak_bytes()
    our_run(inputs, 0)()
    large = peak_bytes()
    works = {"usual": lambda turn: our_run(usual, turn), "this": lambda turn: our_run(inputs, turn)}
    found = in_turns(works, request["repeats"], request["seconds"], warm_up=False)
    return {
        "firms": request["firms"],
        "against": request["against"],
        "quarters": request["quarters"],
        "peak_bytes": large,
        "peak_ready": peak_ready,
        "bytes_per_firm": (large - small) / max(1, request["firms"] - request["against"]),
        **found,
    }


def whole_case(request: dict[str, Any]) -> dict[str, Any]:
    """A whole city's run, by one thread and by several that share its firms, in turns.

    Args:
        request: firms, quarters, threads, repeats, seconds.
    """
    inputs = shortened(city(shipped_inputs(), request["firms"]), request["quarters"])
    works = {
        "one": lambda turn: our_run(inputs, turn),
        "shared": lambda turn: our_run(inputs, turn, request["threads"]),
    }
    found = in_turns(works, request["repeats"], request["seconds"])
    return {**{name: request[name] for name in ("firms", "quarters", "threads")}, **found}


def ensemble_case(request: dict[str, Any]) -> dict[str, Any]:
    """Many runs, each with parameters of its own, on one thread and on several, in turns.

    Args:
        request: firms, quarters, runs, threads, repeats, seconds; and really, a number of runs to
            be carried out at the end, once, on all threads (0 for none).
    """
    import random

    import scenarios
    from sim.base import Base
    from sim.runs.ensembles import ensemble

    base = Base(scenarios.load_scenario(SHIPPED), "as-enacted", quarters=request["quarters"])
    base.inputs = city(base.inputs, request["firms"])  # a stated sub-sample, pots in proportion
    draw = random.Random(SEED)

    def settings(runs: int) -> list[dict[str, Any]]:
        means = {name: float(base.inputs.behaviour[name][0]) for name in VARIED}
        return [
            {f"behaviour.{name}": mean * draw.uniform(0.95, 1.05) for name, mean in means.items()}
            for _ in range(runs)
        ]

    def work(threads: int, runs: int) -> Callable[[], Any]:
        chosen = settings(runs)
        return lambda: ensemble(base, chosen, MEASURES, seed=SEED, workers=threads)

    work(request["threads"], 2 * request["threads"])()
    works = {
        "one": lambda turn: work(1, request["runs"]),
        "many": lambda turn: work(request["threads"], request["runs"]),
    }
    found = in_turns(works, request["repeats"], request["seconds"], warm_up=False)
    really = request["really"]
    return {
        **{name: request[name] for name in ("firms", "quarters", "runs", "threads")},
        **found,
        "really": timed(work(request["threads"], really)) | {"runs": really} if really else None,
    }
