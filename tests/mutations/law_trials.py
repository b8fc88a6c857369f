"""Mutations of the law tried on worked cases and on runs; `figures.py --law` leads through.

Nothing is compiled: each mutation is made in a copy of the tree, where a process of its own answers
every worked case and walks some firms of each bench as objects. The firms are those that claim, a
few for each rule, and some that do not.
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
from ruamel.yaml import YAML  # noqa: E402

MOVED = HERE / "moved_by_law.yaml"
# The benches with most rules first.
ORDER = ("2024", "panyu", "doubling", "east")
FIRMS = 250
PER_RULE = 10


def of_the_law() -> list[mutate.Mutation]:
    """Mutations that lie in the law."""
    return [mutation for mutation in mutate.mutations() if mutation.file.startswith("sim/law/")]


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


def answer(rows: dict[str, list[int]], usual: dict[str, str]) -> dict[str, Any]:
    """Every worked case, and what benches book, with the law as it stands in this tree.

    Args:
        rows: by bench, the firms to walk.
        usual: by bench, what is booked otherwise; after the first that differs none is walked.
    """
    from mutations import figures

    cases = {name: repr(found) for name, found in figures.shipped_answers().items()}
    runs: dict[str, str] = {}
    for name, kept in rows.items():
        bench = benches.bench(name)
        walked = benches.Bench(name, bench.scenario, "mesa", tuple(kept))
        try:
            runs[name] = walked.digest
        except Exception as error:  # a law that breaks down has changed the run
            runs[name] = repr(error)
        if usual and runs[name] != usual[name]:
            break
    return {"cases": cases, "runs": runs}


def answered(
    rows: dict[str, list[int]], usual: dict[str, str], tree: Path, folder: Path
) -> dict[str, Any]:
    """The same in a process of its own, with the law of a copy of the tree.

    Raises:
        RuntimeError: it broke down.
    """
    environment = dict(os.environ) | {
        "JIGAI_CACHE": str(folder / "cache"),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONPATH": str(tree),
    }
    script = tree / "tests" / "mutations" / "law_trials.py"
    done = subprocess.run(
        [sys.executable, str(script)], cwd=tree, env=environment, input=json.dumps([rows, usual]),
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def trials(chosen: list[mutate.Mutation]) -> Iterator[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """Of each mutation: name, worked cases that differ, the first bench that differs."""
    rows = {name: claimants(benches.bench(name)) for name in ORDER}
    with tempfile.TemporaryDirectory(prefix="jigai-law-") as name:
        folder = Path(name)
        tree = mutate.copy_tree(folder)
        usual = answered(rows, {}, tree, folder)
        for mutation in chosen:
            path = tree / mutation.file
            sound = path.read_text("utf-8")
            mutate.apply(mutation, tree)
            try:
                found = answered(rows, usual["runs"], tree, folder)
            except RuntimeError as error:
                found = {part: dict.fromkeys(usual[part], str(error)) for part in usual}
            path.write_text(sound, "utf-8")
            cases, runs = (
                tuple(key for key, value in found[part].items() if value != usual[part][key])
                for part in ("cases", "runs")
            )
            yield mutation.name, cases, runs


def kept() -> dict[str, dict[str, list[str]]]:
    """What `figures.py --law` found last: worked cases and runs by mutation."""
    table: dict[str, dict[str, list[str]]] = YAML(typ="safe").load(MOVED.read_text("utf-8"))
    return table


def keep(found: dict[str, dict[str, list[str]]]) -> None:
    """Write what was found, in the order of `mutations.yaml`."""
    lines = ["# Made by `python tests/mutations/figures.py --law`; do not edit."]
    for mutation in of_the_law():
        if mutation.name in found:
            row = found[mutation.name]
            lines.append(f"{mutation.name}: {json.dumps(row, ensure_ascii=False)}")
    MOVED.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    print(json.dumps(answer(*json.load(sys.stdin))))
