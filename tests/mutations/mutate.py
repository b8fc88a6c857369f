"""Proof that the guarantees can fail: break the model on purpose and see a test catch it.

    python tests/mutations/mutate.py [--only NAME ...] [--list] [--document]

Each mutation of the files `FILES` is made in a copy of the tree, where the tests that it names must
then fail, and fail by what they assert: a model that merely crashes proves nothing. The copy
without a mutation must pass them all. Exit code 1 if a mutation is not caught or that copy fails.
`--document` writes `docs/guarantees.md`.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
COPIED = ("sim", "scenarios", "calibration", "results", "tests", "pyproject.toml")
PAGE = ROOT / "docs" / "guarantees.md"
FILES = ("mutations.yaml", "law_mutations.yaml", "more_law_mutations.yaml",
         "reading_mutations.yaml", "prospect_mutations.yaml", "behaviour_mutations.yaml",
         "space_mutations.yaml", "ensemble_mutations.yaml", "spared_mutations.yaml",
         "posterior_mutations.yaml")  # fmt: skip
GROUPS = {"randomness": "Randomness", "policy": "What policy may change",
          "behaviour": "How firms behave", "money": "Money", "parts": "Parts and whole",
          "engines": "Engines", "flow": "Data flow"}  # fmt: skip


def left_out(folder: str, names: list[str]) -> set[str]:
    """Caches, and the tables of runs that somebody made."""
    runs = {"runs"} if Path(folder).name == "results" and Path(folder).parent == ROOT else set()
    return set(names) & ({"__pycache__", ".hypothesis"} | runs)


@dataclass(frozen=True)
class Guarantee:
    """One promise, in words, and the tests that hold it.

    Attributes:
        id: short name that mutations refer to.
        group: heading it stands under, a key of `GROUPS`.
        words: the promise.
        tests: pytest node ids.
    """

    id: str
    group: str
    words: str
    tests: tuple[str, ...]


@dataclass(frozen=True)
class Mutation:
    """One way to break the model.

    Attributes:
        name: short name.
        guarantee: id of the guarantee that it breaks.
        breaks: what is wrong afterwards, in words.
        file: path in the tree.
        find: text that stands there exactly once.
        replace: what is put in its place.
        tests: pytest node ids, each of which must fail.
        fails_with: errors, besides a failed assertion, that count as being caught.
    """

    name: str
    guarantee: str
    breaks: str
    file: str
    find: str
    replace: str
    tests: tuple[str, ...]
    fails_with: tuple[str, ...] = ()


@dataclass(frozen=True)
class Verdict:
    """What became of a mutation: caught or not, and the first failure or the reason why not."""

    caught: bool
    reason: str


def read(name: str) -> list[dict[str, Any]]:
    """Records of a YAML file in this folder."""
    rows: list[dict[str, Any]] = YAML(typ="safe").load((HERE / name).read_text(encoding="utf-8"))
    return [{k: tuple(v) if isinstance(v, list) else v for k, v in row.items()} for row in rows]


def guarantees() -> list[Guarantee]:
    """All guarantees in order."""
    return [Guarantee(**row) for row in read("guarantees.yaml")]


def mutations() -> list[Mutation]:
    """All mutations in order, of every file."""
    return [Mutation(**row) for name in FILES for row in read(name)]


def copy_tree(folder: Path) -> Path:
    """Copy what the tests need; always to the same place in `folder`, so that caches are met."""
    tree = folder / "tree"
    shutil.rmtree(tree, ignore_errors=True)
    tree.mkdir()
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, tree / name, ignore=left_out)
        else:
            shutil.copy2(source, tree / name)
    return tree


def apply(mutation: Mutation, tree: Path) -> None:
    """Make the mutation in a copy of the tree.

    Raises:
        ValueError: the text does not stand there exactly once.
    """
    path = tree / mutation.file
    text = path.read_text(encoding="utf-8")
    if text.count(mutation.find) != 1:
        raise ValueError(f"{mutation.name}: found {text.count(mutation.find)} times, not once")
    path.write_text(text.replace(mutation.find, mutation.replace), encoding="utf-8")


def run_tests(tests: tuple[str, ...], tree: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run tests in a copy of the tree, in a process of its own.

    Nothing compiled is written into the tree: Python takes a compiled file for current if its
    source has the same size and time, which a mutation made at once would have.
    """
    environment = dict(os.environ) | {
        "COLUMNS": "300",  # else pytest cuts the reasons short
        "JIGAI_CACHE": str(folder / "cache"),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONPATH": str(tree),
    }
    options = ["-q", "-rfE", "--tb=line", "-m", "", "-p", "no:cacheprovider"]
    command = [sys.executable, "-m", "pytest", *options, "--hypothesis-seed=0", *tests]
    return subprocess.run(
        command, cwd=tree, env=environment, capture_output=True, text=True, check=False
    )


# "FAILED tests/engine/test_x.py::test_y[1] - AssertionError: ...", as pytest sums up.
FAILURE = re.compile(r"^(?:FAILED|ERROR) (\S+?::\S+?)(?:\[.*?\])?(?: - (.*))?$", re.MULTILINE)


def judge(mutation: Mutation, done: subprocess.CompletedProcess[str]) -> Verdict:
    """Whether the named tests failed, each by what it asserts."""
    if done.returncode == 0:
        return Verdict(False, "every test passed")
    if done.returncode != 1:
        return Verdict(False, f"the tests did not run:\n{done.stdout}{done.stderr}")
    failures: dict[str, list[str]] = {}
    for node, reason in FAILURE.findall(done.stdout):
        failures.setdefault(node, []).append(reason)
    honest = ("assert", "AssertionError", *mutation.fails_with)
    for test in mutation.tests:
        reasons = failures.get(test.partition("[")[0], [])
        if not reasons:
            return Verdict(False, f"{test} passed")
        if not any(reason.startswith(honest) for reason in reasons):
            return Verdict(False, f"{test} crashed: {reasons[0]}")
    return Verdict(True, f"{len(failures)} failed: {reasons[0]}")


def tried(mutation: Mutation, folder: Path) -> Verdict:
    """Make one mutation in a fresh copy and run its tests."""
    tree = copy_tree(folder)
    apply(mutation, tree)
    return judge(mutation, run_tests(mutation.tests, tree, folder))


def sound(chosen: list[Mutation], folder: Path) -> Verdict:
    """Whether the copy without a mutation passes every test that mutations or promises name."""
    tests = tuple(sorted({test for mutation in chosen for test in mutation.tests}))
    done = run_tests(tests, copy_tree(folder), folder)
    return Verdict(done.returncode == 0, done.stdout + done.stderr)


def page() -> str:
    """Text of docs/guarantees.md."""
    lines = [
        "# Guarantees",
        "",
        "<!-- Made by `python tests/mutations/mutate.py --document`; do not edit. -->",
        "",
        "What is promised of every run, the test that holds it, and how the model was broken on",
        "purpose to see the test fail. `python tests/mutations/mutate.py` repeats these trials.",
    ]
    broken: dict[str, list[Mutation]] = {}
    for mutation in mutations():
        broken.setdefault(mutation.guarantee, []).append(mutation)
    group = ""
    for number, guarantee in enumerate(guarantees(), 1):
        if guarantee.group != group:
            group = guarantee.group
            lines += ["", f"## {GROUPS[group]}"]
        lines += ["", f"{number}. **{guarantee.words}**", "", "    Held by:"]
        for test in guarantee.tests:
            path, _, name = test.partition("::")
            lines.append(f"    - `{name}` in `{path}`")
        lines += ["", "    Broken by:"]
        for mutation in broken[guarantee.id]:
            caught = ", ".join(f"`{test.partition('::')[2]}`" for test in mutation.tests)
            lines.append(
                f"    - {mutation.breaks} (`{mutation.name}`, in `{mutation.file}`); "
                f"caught by {caught}"
            )
    return "\n".join(lines) + "\n"


def try_all(chosen: list[Mutation]) -> bool:
    """Try mutations and tell of each; whether all is well."""
    well = True
    with tempfile.TemporaryDirectory(prefix="jigai-mutations-") as name:
        folder, begun = Path(name), time.monotonic()
        whole = sound(chosen, folder)
        print(f"{'passes':12} {'(no mutation)':34} {time.monotonic() - begun:5.1f} s", flush=True)
        if not whole.caught:
            print(f"The copy without a mutation FAILS:\n{whole.reason}")
            return False
        for mutation in chosen:
            begun = time.monotonic()
            verdict = tried(mutation, folder)
            word = "caught" if verdict.caught else "NOT CAUGHT"
            seconds = f"{time.monotonic() - begun:5.1f} s"
            print(f"{word:12} {mutation.name:34} {seconds}  {verdict.reason}", flush=True)
            well = well and verdict.caught
    return well


def main() -> int:
    """Answer the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--only", nargs="+", metavar="NAME", help="try these only")
    parser.add_argument("--list", action="store_true", help="tell the names and what they break")
    parser.add_argument("--document", action="store_true", help="write docs/guarantees.md")
    options = parser.parse_args()
    chosen = mutations()
    if options.only:
        unknown = set(options.only) - {mutation.name for mutation in chosen}
        if unknown:
            parser.error(f"no such mutation: {', '.join(sorted(unknown))}")
        chosen = [mutation for mutation in chosen if mutation.name in options.only]
    if options.list:
        for mutation in chosen:
            print(f"{mutation.name:34} {mutation.breaks}")
        return 0
    if options.document:
        PAGE.write_text(page(), encoding="utf-8")
        return 0
    return 0 if try_all(chosen) else 1


if __name__ == "__main__":
    sys.exit(main())
