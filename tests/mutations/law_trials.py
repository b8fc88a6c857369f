"""Every function of the law muted, tried on worked cases and on runs; `figures.py --law` leads.

Nothing is compiled: each function is muted in a copy of the tree, where a process of its own
answers every worked case and walks some firms of each bench as objects. The firms are those that
claim, a few for each rule, and some that do not.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parents[1])]

import numpy as np  # noqa: E402
from mutations import benches, mutate  # noqa: E402
from mutations.muted import Muted, functions  # noqa: E402
from ruamel.yaml import YAML  # noqa: E402

MOVED = HERE / "moved_by_law.yaml"
# The benches with most rules first.
ORDER = ("2024", "panyu", "doubling", "east")
FIRMS = 250
PER_RULE = 10
# Seconds after which a spoilt law is taken for one that never ends.
PATIENCE = 600


def claimants(bench: benches.Bench) -> list[int]:
    """Rows of firms to walk: some that claim under each rule, filled up with others."""
    from sim.engine import CompiledRun

    run = CompiledRun(bench.inputs(), benches.KEY)
    claims: dict[int, dict[int, None]] = {}
    for _quarter in range(run.inputs.calendar.quarters):
        run.step()
        for row, rule in zip(*np.nonzero(run.claims), strict=True):
            claims.setdefault(int(rule), {})[int(row)] = None
    chosen = {
        row for rows in claims.values() for row in list(rows)[:: max(1, len(rows) // PER_RULE)]
    }
    others = [row for row in range(run.inputs.firm_count) if row not in chosen]
    wanted = max(FIRMS - len(chosen), 1)
    chosen.update(others[:: max(1, len(others) // wanted)])
    return sorted(chosen)


class _Listener:
    """Notes which functions of the law are called."""

    def __init__(self) -> None:
        self.called: dict[str, None] = {}

    def __call__(self, frame: Any, event: str, _argument: Any) -> None:
        if event == "call":
            path = frame.f_code.co_filename
            if path.endswith(".py") and "/sim/law/" in path:
                self.called[f"{Path(path).stem}.{frame.f_code.co_name}"] = None


def answer(rows: dict[str, list[int]], usual: dict[str, str]) -> dict[str, Any]:
    """Every worked case, and what benches book, with the law as it stands in this tree.

    Args:
        rows: by bench, the firms to walk.
        usual: by bench, what is booked otherwise; after the first that differs none is walked.
            Empty at first: then the functions of the law that each bench calls are told too.
    """
    from mutations import figures

    called: dict[str, list[str]] = {}

    cases = {name: repr(found) for name, found in figures.shipped_answers().items()}
    runs: dict[str, str] = {}
    for name, kept in rows.items():
        bench = benches.bench(name)
        walked = benches.Bench(name, bench.scenario, "mesa", tuple(kept))
        listener = _Listener()
        try:
            sys.setprofile(None if usual else listener)
            runs[name] = walked.digest
        except Exception as error:  # a law that breaks down has changed the run
            runs[name] = repr(error)
        finally:
            sys.setprofile(None)
        called[name] = list(listener.called)
        if usual and runs[name] != usual[name]:
            break
    return {"cases": cases, "runs": runs, "called": called}


def answered(
    rows: dict[str, list[int]], usual: dict[str, str], tree: Path, folder: Path
) -> dict[str, Any]:
    """The same in a process of its own, with the law of a copy of the tree.

    Raises:
        RuntimeError: it broke down.
        subprocess.TimeoutExpired: it came to no end.
    """
    environment = dict(os.environ) | {
        "JIGAI_CACHE": str(folder / "cache"),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONPATH": str(tree),
    }
    script = tree / "tests" / "mutations" / "law_trials.py"
    done = subprocess.run(
        [sys.executable, str(script)], cwd=tree, env=environment, input=json.dumps([rows, usual]),
        capture_output=True, text=True, check=False, timeout=PATIENCE,
    )  # fmt: skip
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def trials(chosen: list[Muted]) -> Iterator[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """Of each function of the law: its name, worked cases that differ, benches that do.

    All constants that it may say are tried until a bench differs.
    """
    rows = {name: claimants(benches.bench(name)) for name in ORDER}
    with tempfile.TemporaryDirectory(prefix="jigai-law-") as name:
        folder = Path(name)
        tree = mutate.copy_tree(folder)
        usual = answered(rows, {}, tree, folder)
        called = usual.pop("called")
        for function in chosen:
            # A bench that never asks the function cannot feel it.
            asking = {name: rows[name] for name in ORDER if function.name in called[name]}
            path = tree / function.file
            sound = path.read_text("utf-8")
            cases: dict[str, None] = {}
            runs: dict[str, None] = {}
            for constant in function.says:
                path.write_text(function.spoilt(sound, constant), "utf-8")
                try:
                    # Once a bench has felt it, only cases are left to ask.
                    found = answered({} if runs else asking, usual["runs"], tree, folder)
                except (RuntimeError, subprocess.TimeoutExpired) as error:
                    found = {part: dict.fromkeys(usual[part], str(error)) for part in usual}
                differing = {
                    part: {k: None for k, v in found[part].items() if v != usual[part][k]}
                    for part in usual
                }
                cases, runs = cases | differing["cases"], runs | differing["runs"]
                if runs and cases:
                    break
            path.write_text(sound, "utf-8")
            yield function.name, tuple(cases), tuple(runs)


def kept() -> dict[str, dict[str, list[str]]]:
    """What `figures.py --law` found last: worked cases and runs by function."""
    table: dict[str, dict[str, list[str]]] = YAML(typ="safe").load(MOVED.read_text("utf-8"))
    return table or {}


def keep(found: dict[str, dict[str, list[str]]]) -> None:
    """Write what was found, in the order of the law."""
    lines = ["# Made by `python tests/mutations/figures.py --law`; do not edit."]
    for function in functions():
        if function.name in found:
            row = found[function.name]
            lines.append(f"{function.name}: {json.dumps(row, ensure_ascii=False)}")
    MOVED.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    print(json.dumps(answer(*json.load(sys.stdin))))
