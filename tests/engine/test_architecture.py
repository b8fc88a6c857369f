"""The house: who may import whom, one subject a file, a quarter that fits a page."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ["scenarios", "sim", "calibration", "results"]  # data flows left to right
FILES = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))


def imported_rooms(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names.add(node.module)
    return {name.split(".")[0] for name in names} & set(ROOMS)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_imports_upward(path: Path) -> None:
    room = ROOMS.index(path.relative_to(ROOT).parts[0])
    assert all(ROOMS.index(name) <= room for name in imported_rooms(path))


def test_the_law_imports_only_law_and_names() -> None:
    for path in (ROOT / "sim" / "law").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sim"):
                assert str(node.module).startswith("sim.law."), (path.name, node.module)


def test_the_law_speaks_its_dialect() -> None:
    """No power operator, no rounding, no library exponentials: they differ between machines."""
    for folder in ("law", "acts"):
        for path in (ROOT / "sim" / folder).glob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                assert not isinstance(node, ast.Pow), path.name
                if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                    allowed = {"sqrt", "floor", "ldexp", "frexp"}
                    assert node.value.id != "math" or node.attr in allowed, (path.name, node.attr)
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                    assert node.func.id not in {"round", "pow"}, path.name


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_have_one_subject_and_functions_fit_a_screen(path: Path) -> None:
    text = path.read_text("utf-8")
    assert text.count("\n") <= 400
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno <= 70, f"{node.name} is too long"


def test_the_quarter_is_a_page() -> None:
    assert (ROOT / "sim" / "quarter.py").read_text("utf-8").count("\n") <= 100
