"""Every line of every file spoilt in eleven ways: refused with a place, or read; never a traceback.

By default a stated sample of lines is spoilt; `-m slow` spoils every sixth line of all files,
a piece of a file in each test, so that two workers (`-n 2`) share the long files evenly; with
JIGAI_ALL_LINES=1 in the environment it spoils all of them.
Other files than the spoilt one are read once and kept, so that what is timed is the spoilt one.
"""

from __future__ import annotations

import os
import re
import shutil
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from scenario_worlds import FIXTURES

import scenarios
from scenarios import loading, policy_folder
from scenarios.errors import InputError
from scenarios.yaml_document import Document

SHIPPED = Path(scenarios.__file__).parent
LIMIT = 30.0  # seconds for one load: more is a reader that hangs, however busy the machine
# Lines spoilt by default, spread over all lines of all files.
SAMPLE_OF_FIXTURES = 40
SAMPLE_OF_SHIPPED = 12
PIECE = 60  # lines of a file that one slow test spoils

NEW_VALUES = {
    "text": "some text",
    "negative": "-1",
    "nan": ".nan",
    "list": "[1, 2]",
    "empty": "",
    "huge": "9e30",
}
MUTATIONS = ("delete", "duplicate", "misspell", "indent", "dedent", *NEW_VALUES)

_BLOCK_VALUE = re.compile(r"^ *(?:- )*(?:[^\s:#{\['\"][^:#]*: +)?(?P<value>[^\s#].*?)(?: +#.*)?$")
_FLOW_VALUE = re.compile(r"[{,] *[\w.]+: (?P<value>[^,{}\[\]]+)")
_KEY = re.compile(r"(?:^ *(?:- )*|[{,] *)(?P<key>[\w.@]+):(?: |$)")


def spoilt_line(line: str, kind: str, number: int) -> str | None:
    """The line spoilt; None where the kind does not apply. `number` chooses among its parts."""
    if kind == "delete":
        return ""
    if kind == "duplicate":
        return f"{line}\n{line}\n"
    if kind == "indent":
        return f"  {line}\n"
    if kind == "dedent":
        return f"{line[1:]}\n" if line.startswith(" ") else None
    if kind == "misspell":
        spans = [match.span("key") for match in _KEY.finditer(line)]
        new = None
    else:
        spans = [match.span("value") for match in _FLOW_VALUE.finditer(line)]
        block = _BLOCK_VALUE.match(line)
        # A list item `- id: x` and a lone `key:` have no value of their own on the line.
        if block and not block["value"].endswith(":"):
            spans.append(block.span("value"))
        new = NEW_VALUES[kind]
    if not spans:
        return None
    start, end = spans[number % len(spans)]
    return f"{line[:start]}{line[start:end] + 'x' if new is None else new}{line[end:]}\n"


def mutants(text: str, lines: list[int]) -> Iterator[tuple[int, str, str]]:
    """Line number, kind of mutation, and the whole spoilt text."""
    rows = text.splitlines()
    for index in lines:
        for position, kind in enumerate(MUTATIONS):
            new = spoilt_line(rows[index], kind, index + position)
            if new is not None:
                head, tail = "\n".join(rows[:index]), "\n".join(rows[index + 1 :])
                yield index + 1, kind, f"{head}\n{new}{tail}\n" if index else f"{new}{tail}\n"


def length(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


class Tree:
    """A copy of a folder of scenarios in which one file at a time is spoilt."""

    def __init__(self, source: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.root = root
        # Examples are projects, not scenarios: tests/results/test_project_support.py spoils them.
        ignore = shutil.ignore_patterns("*.py", "__pycache__", "examples")
        shutil.copytree(source, root, ignore=ignore)
        self.kept: dict[Any, Any] = {}
        self.keep(monkeypatch)
        self.reader = self.readers()

    def keep(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Read and check each file once as long as its bytes are the same."""
        read, check = loading.read_document, loading.check

        def read_once(path: Path, name: str) -> Document:
            content = path.read_bytes() if path.is_file() else None
            if content is None or content != self.original.get(path):
                return read(path, name)
            if path not in self.kept:
                self.kept[path] = read(path, name)
            return self.kept[path]  # type: ignore[no-any-return]

        def check_once(model: Any, document: Document) -> Any:
            if not any(document is kept for kept in self.kept.values()):
                return check(model, document)
            key = (model, document.name)
            if key not in self.kept:
                self.kept[key] = check(model, document)
            record, faults = self.kept[key]
            return record, list(faults)

        self.original = {path: path.read_bytes() for path in self.root.rglob("*.yaml")}
        for module in (loading, policy_folder):
            monkeypatch.setattr(module, "read_document", read_once)
            monkeypatch.setattr(module, "check", check_once)

    def readers(self) -> dict[Path, Path]:
        """Each file with what reads it: a scenario, or its folder for policies that none names."""
        reader: dict[Path, Path] = {}
        for path in sorted(self.root.glob("*.yaml")):
            if b"\nvariants:" in path.read_bytes():
                for name in scenarios.load_scenario(path).file_hashes:
                    reader.setdefault(self.root / name, path)
        assert reader, "there is no scenario"
        policies = self.root / "policies"
        reader = {**dict.fromkeys(policies.glob("*.yaml"), policies), **reader}
        unread = {str(path.relative_to(self.root)) for path in self.original if path not in reader}
        assert not unread, f"nothing reads {unread}"
        return reader

    def sample(self, size: int) -> dict[Path, list[int]]:
        """About `size` lines, evenly spread over all lines of all files."""
        every = [(path, number) for path in sorted(self.reader) for number in range(length(path))]
        chosen: dict[Path, list[int]] = {}
        for path, number in every[:: max(1, len(every) // size)]:
            chosen.setdefault(path, []).append(number)
        return chosen

    def spoil(self, lines: dict[Path, list[int]]) -> tuple[Counter[str], float]:
        """Load every mutant; return how many ended how, by kind, and the longest time.

        Args:
            lines: Which lines of which files are spoilt, counted from 0.

        Raises:
            AssertionError: one was refused without a place, or took too long.
        """
        outcomes: Counter[str] = Counter()
        longest = 0.0
        for path, numbers in lines.items():
            text = path.read_text(encoding="utf-8")
            for line, kind, spoilt in mutants(text, numbers):
                path.write_text(spoilt, encoding="utf-8")
                where = f"{path.name}:{line}: {kind}"
                start = time.perf_counter()
                outcome = self.load(self.reader[path], where)
                longest = max(longest, time.perf_counter() - start)
                assert longest < LIMIT, where
                outcomes[f"{kind} {outcome}"] += 1
            path.write_text(text, encoding="utf-8")
            assert self.load(self.reader[path], f"{path.name} mended") == "read"
        return outcomes, longest

    def load(self, reader: Path, where: str) -> str:
        try:
            if reader.is_dir():
                policy_folder.load_policies(reader)
            else:
                scenarios.load_scenario(reader)
        except InputError as error:
            assert error.faults, where
            for fault in error.faults:
                assert Path(fault.file).is_relative_to(self.root), where
                assert fault.line >= 1 and fault.column >= 1, (where, fault.text())
                assert fault.text() and fault.message, where
            return "refused"
        except Exception as error:
            error.add_note(where)
            raise
        return "read"


def report(outcomes: Counter[str], longest: float) -> None:
    total = sum(outcomes.values())
    print(f"{total} spoilt files, longest load {longest:.2f} s: {dict(sorted(outcomes.items()))}")


def test_every_kind_of_mutation_spoils_a_line():
    line = "  - {id: north, share: 0.4}  # remark"
    assert {kind: spoilt_line(line, kind, 1) for kind in MUTATIONS} == {
        "delete": "",
        "duplicate": f"{line}\n{line}\n",
        "misspell": "  - {id: north, sharex: 0.4}  # remark\n",
        "indent": f"  {line}\n",
        "dedent": " - {id: north, share: 0.4}  # remark\n",
        "text": "  - {id: north, share: some text}  # remark\n",
        "negative": "  - {id: north, share: -1}  # remark\n",
        "nan": "  - {id: north, share: .nan}  # remark\n",
        "list": "  - {id: north, share: [1, 2]}  # remark\n",
        "empty": "  - {id: north, share: }  # remark\n",
        "huge": "  - {id: north, share: 9e30}  # remark\n",
    }
    assert spoilt_line("  rate: 0.2", "nan", 0) == "  rate: .nan\n"
    assert spoilt_line("  - renovation", "nan", 0) == "  - .nan\n"
    assert spoilt_line("  rate:", "nan", 0) is None
    assert spoilt_line("rate: 2", "dedent", 0) is None


def test_a_sample_of_lines_of_the_small_world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    tree = Tree(FIXTURES, tmp_path / "world", monkeypatch)
    outcomes, longest = tree.spoil(tree.sample(SAMPLE_OF_FIXTURES))
    report(outcomes, longest)
    assert sum(outcomes.values()) > 8 * SAMPLE_OF_FIXTURES
    assert outcomes["text read"] > 0
    assert outcomes["nan read"] == 0
    assert outcomes["huge read"] == 0


def test_a_sample_of_lines_of_the_shipped_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    tree = Tree(SHIPPED, tmp_path / "world", monkeypatch)
    outcomes, longest = tree.spoil(tree.sample(SAMPLE_OF_SHIPPED))
    report(outcomes, longest)
    assert sum(outcomes.values()) > 4 * SAMPLE_OF_SHIPPED


def pieces(source: Path) -> list[tuple[str, list[int]]]:
    """Every line of every file that a scenario may name, and of the scenarios as they stand."""
    paths = [path for path in sorted(source.rglob("*.yaml")) if "examples" not in path.parts]
    return [
        (path.relative_to(source).as_posix(), list(range(start, length(path))[:PIECE]))
        for path in paths
        for start in range(0, length(path), PIECE)
    ]


@pytest.mark.parametrize("source", [FIXTURES, SHIPPED], ids=lambda source: source.name)
def test_every_line_of_every_scenario_and_of_all_it_names_has_its_slow_test(source: Path):
    spoilt = [(name, number) for name, lines in pieces(source) for number in lines]
    assert len(set(spoilt)) == len(spoilt)
    found = [path for path in source.glob("*.yaml") if b"\nvariants:" in path.read_bytes()]
    assert found
    for path in found:
        for name in scenarios.load_scenario(path).file_hashes:
            assert {(name, number) for number in range(length(source / name))} <= set(spoilt)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("source", "name", "lines"),
    [
        pytest.param(source, name, lines, id=f"{source.name}-{Path(name).name}-{lines[0] + 1}")
        for source in (FIXTURES, SHIPPED)
        for name, lines in pieces(source)
    ],
)
def test_all_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: Path, name: str, lines: list[int]
):
    tree = Tree(source, tmp_path / "world", monkeypatch)
    spoilt = lines if os.environ.get("JIGAI_ALL_LINES") else lines[::6]
    outcomes, longest = tree.spoil({tree.root / name: spoilt})
    report(outcomes, longest)
    # A line is deleted, duplicated, indented; where it holds a value, six more.
    assert sum(outcomes.values()) >= 3 * len(spoilt)
