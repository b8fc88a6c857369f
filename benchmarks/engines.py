"""Time and memory of both engines, in one run on one machine.

    python benchmarks/engines.py --json FILE --markdown FILE

What each figure means stands in `benchmarks/README.md`. This process imports nothing heavy: the
peak memory that the system tells of a child is never below that of its parent when it started it.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks import machine, page

ROOT = Path(__file__).resolve().parents[1]
PARTS = ("starts", "distances", "ensemble", "runs", "stages")
BEGUN = time.monotonic()


@dataclass(frozen=True)
class Finished:
    """A child process that ended well."""

    output: str
    seconds: float
    cpu: float


def say(text: str) -> None:
    """One line of progress."""
    print(f"[{time.monotonic() - BEGUN:5.0f} s] {text}", file=sys.stderr, flush=True)


def child(arguments: list[str], cache: Path | None) -> Finished:
    """Run this Python with `arguments` and take its time from the system.

    Args:
        arguments: module and its arguments.
        cache: folder of compiled code; None for the user's own.

    Raises:
        SystemExit: the child failed; its own words were printed.
    """
    environment = dict(os.environ) | {"PYTHONPATH": str(ROOT)}
    if cache is not None:
        environment["JIGAI_CACHE"] = str(cache)
    begin = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, *arguments], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        output = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - begin
    if process.returncode != 0:
        raise SystemExit(f"{' '.join(arguments)}: ended with {process.returncode}")
    return Finished(output, seconds, usage.ru_utime + usage.ru_stime)


def case(request: dict[str, Any], cache: Path | None) -> dict[str, Any]:
    """Answer of `benchmarks.cases` to a request, with the time of the whole process."""
    done = child(["-m", "benchmarks.cases", json.dumps(request)], cache)
    answer: dict[str, Any] = json.loads(done.output)
    return answer | {"process": {"seconds": done.seconds, "cpu": done.cpu}}


def measure_starts(options: argparse.Namespace, cache: Path | None) -> dict[str, Any]:
    """Starts of a process: help, first run with nothing compiled, first run with all compiled."""
    child(["-m", "results.cli", "--help"], cache)  # Python's own compiled files are made
    helps = [child(["-m", "results.cli", "--help"], cache) for _ in range(options.repeats)]
    found: dict[str, Any] = {
        "help": [{"seconds": done.seconds, "cpu": done.cpu} for done in helps],
        "cold": [],
    }
    request = {"kind": "start", "engine": "compiled"}
    if cache is not None:
        say("cold start: compiling the law")
        found["cold"] = [case(request, cache)]
    else:
        case(request, cache)  # in case nothing is compiled yet
    warm = min(options.repeats, 5)
    say(f"warm start, {warm} times")
    found["warm"] = [case(request, cache) for _ in range(warm)]
    return found


def measure_runs(options: argparse.Namespace, cache: Path | None) -> list[dict[str, Any]]:
    """Both engines at every size."""
    found = []
    for firms in options.sizes:
        for engine in ("compiled", "mesa"):
            short = engine == "mesa" and firms > options.walk_limit
            request = {
                "kind": "run",
                "engine": engine,
                "firms": firms,
                "quarters": options.walk_quarters if short else None,
                "repeats": 1 if short else options.repeats,
                "seconds": options.seconds,
            }
            say(f"{engine}, {firms:,} firms" + (f", {options.walk_quarters} quarters" * short))
            found.append(case(request, cache))
    return found


def measure_distances(options: argparse.Namespace, cache: Path | None) -> dict[str, Any]:
    """Ours against the plain script and the reduced model, by rounds; then sizes, and a city."""
    same = {"quarters": options.quarters, "repeats": options.repeats, "seconds": options.seconds}
    rounds = []
    for turn in range(options.rounds):
        say(f"round {turn + 1} of {options.rounds}: ours and the reduced model")
        limit = case({"kind": "limit", "firms": options.firms, **same}, cache)
        say(f"round {turn + 1} of {options.rounds}: the plain Mesa script")
        request = {"kind": "plain", "firms": options.plain_firms, "quarters": options.quarters,
                   "seed": turn + 1}  # fmt: skip
        rounds.append({"limit": limit, "plain": case(request, cache)})
    growth = []
    for firms in options.growth:
        say(f"growth: {firms:,} firms")
        request = {"kind": "growth", "firms": firms, "against": options.firms, **same}
        growth.append(case(request, cache))
    say("a whole city")
    request = {"kind": "whole", **same, "firms": options.city, "quarters": 32, "threads": 2}
    city = case(request, cache)
    return {"rounds": rounds, "growth": growth, "whole": city}


def measure_ensemble(options: argparse.Namespace, cache: Path | None) -> dict[str, Any]:
    """Many runs on one thread and on two, in turns."""
    say(f"ensemble of {options.ensemble_firms:,} firms, {options.ensemble_runs} runs a turn")
    request = {
        "kind": "ensemble",
        "firms": options.ensemble_firms,
        "quarters": options.quarters,
        "runs": options.ensemble_runs,
        "threads": 2,
        "repeats": options.rounds,
        "seconds": 2 * options.seconds,
        "really": options.whole_ensemble,
    }
    return case(request, cache)


def measure_stages(options: argparse.Namespace, cache: Path | None) -> dict[str, Any]:
    """Where the time goes, in both engines."""
    compiled, walked = options.sizes[min(1, len(options.sizes) - 1)], options.sizes[0]
    say(f"stages of a compiled run, {compiled:,} firms")
    request = {"kind": "stages", "firms": compiled, "repeats": options.repeats}
    stages = case(request, cache)
    say(f"profile of the object walk, {walked:,} firms")
    walk = case({"kind": "walk", "firms": walked, "functions": 10}, cache)
    return {"compiled": stages, "mesa": walk}


def parsed(arguments: list[str] | None) -> argparse.Namespace:
    """Options of the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument(
        "--sizes", type=int, nargs="+", default=[2_500, 25_000], help="where both engines are run"
    )
    parser.add_argument("--repeats", type=int, default=7, help="runs of each case, at most")
    parser.add_argument(
        "--seconds", type=float, default=45.0, help="no repeat of a case is begun after so long"
    )
    parser.add_argument(
        "--walk-limit", type=int, default=10_000,
        help="above so many firms the object walk does a few quarters only",
    )  # fmt: skip
    parser.add_argument("--walk-quarters", type=int, default=4, help="how many these are")
    parser.add_argument("--firms", type=int, default=25_000, help="of the usual city")
    parser.add_argument("--plain-firms", type=int, default=25_000, help="of the plain Mesa script")
    parser.add_argument("--quarters", type=int, default=20, help="the first of the scenario")
    parser.add_argument("--rounds", type=int, default=3, help="of ours, plain, ours, plain")
    parser.add_argument(
        "--growth", type=int, nargs="+", default=[2_500, 25_000, 250_000, 2_500_000],
        help="sizes of which cost and memory per firm are compared",
    )  # fmt: skip
    parser.add_argument("--city", type=int, default=11_000, help="firms of a whole city")
    parser.add_argument("--ensemble-firms", type=int, default=10_000)
    parser.add_argument("--ensemble-runs", type=int, default=200, help="runs a turn")
    parser.add_argument(
        "--whole-ensemble", type=int, default=0, metavar="RUNS",
        help="run so many runs really (18000 for the aim), at the end",
    )  # fmt: skip
    parser.add_argument(
        "--quick", action="store_true",
        help="few repeats, small sizes, no cold start: a look, not a measurement",
    )  # fmt: skip
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=list(PARTS))
    parser.add_argument(
        "--keep-cache", action="store_true",
        help="use the compiled code that is there; no cold start is taken then",
    )  # fmt: skip
    parser.add_argument("--json", type=Path, help="write all figures here")
    parser.add_argument("--markdown", type=Path, help="write the tables here")
    options = parser.parse_args(arguments)
    if options.quick:
        make_quick(options)
    options.sizes = sorted(options.sizes)
    return options


def make_quick(options: argparse.Namespace) -> None:
    """A tenth of the work; the page says so."""
    options.sizes, options.growth = [2_500], [2_500, 25_000, 250_000]
    options.plain_firms, options.ensemble_runs = 2_500, 40
    options.repeats, options.rounds, options.seconds = 2, 1, 5.0
    options.keep_cache = True


def main(arguments: list[str] | None = None) -> None:
    """Measure, print the tables, write the files."""
    options = parsed(arguments)
    found: dict[str, Any] = {"machine": machine.describe(), "quick": options.quick}
    with tempfile.TemporaryDirectory(prefix="jigai-benchmark-") as folder:
        cache = None if options.keep_cache else Path(folder)
        if "starts" in options.parts:
            found["starts"] = measure_starts(options, cache)
        elif cache is not None:
            say("compiling the law")
            case({"kind": "start", "engine": "compiled"}, cache)
        if "distances" in options.parts:
            found["distances"] = measure_distances(options, cache)
        if "ensemble" in options.parts:
            found["ensemble"] = measure_ensemble(options, cache)
        if "runs" in options.parts:
            found["runs"] = measure_runs(options, cache)
        if "stages" in options.parts:
            found["stages"] = measure_stages(options, cache)
    found["machine"]["load_at_end"] = machine.load()
    found["machine"]["minutes"] = (time.monotonic() - BEGUN) / 60.0
    text = page.markdown(found)
    print(text)
    if options.json:
        options.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    if options.markdown:
        options.markdown.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
