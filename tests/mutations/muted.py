"""Every function of the law made to say always the same, whatever it is asked.

A function that a run depends on cannot say the same always without the run being another. Which
constants are tried depends on what the function says: yes and no, amounts, several of them.
Nothing is compiled or copied: the name is bound to another function wherever it was imported, so
this is about object walks and about what plain Python answers.
"""

from __future__ import annotations

import ast
import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_type_hints

from sim.law.business import Demand
from sim.law.sizes import Best
from sim.law.space import FloorWay
from sim.law.terms import BestTerms, Plan, Terms

ROOT = Path(__file__).resolve().parents[2]
# Arithmetic and draws stand under everything; codes and dialect hold no law.
NO_LAW = ("__init__", "arithmetic", "codes", "dialect", "doubles", "draws")
RECORDS: dict[str, Any] = {
    record.__name__: record for record in (Best, BestTerms, Demand, FloorWay, Plan, Terms)
}
CONSTANTS: dict[str, tuple[Any, Any]] = {
    "bool": (False, True),
    "int": (0, 7),
    "float": (0.0, 0.7),
    "list[int]": ([], [7]),
    "None": (None, None),  # what the function is there to write stays unwritten
}
# Whoever asks the law by its functions' names.
ASKING = ("sim", "results")


@dataclass(frozen=True)
class Muted:
    """A function of the law with what it may be made to say.

    Attributes:
        name: `<file>.<function>`.
        says: the constants to try.
    """

    name: str
    says: tuple[Any, ...]

    @contextmanager
    def saying(self, constant: Any) -> Iterator[None]:
        """Let the function say `constant`, and after that again what it is there to say."""
        stem, _, function = self.name.partition(".")
        original = getattr(importlib.import_module(f"sim.law.{stem}"), function)

        def mute(*_arguments: Any, **_named: Any) -> Any:
            return constant

        bound = [
            (module, name)
            for module in list(sys.modules.values())
            if getattr(module, "__name__", "").split(".")[0] in ASKING
            for name, value in list(vars(module).items())
            if value is original
        ]
        for module, name in bound:
            setattr(module, name, mute)
        try:
            yield
        finally:
            for module, name in bound:
                setattr(module, name, original)


def functions() -> list[Muted]:
    """Every function of the law, in the order of files and lines.

    Raises:
        ValueError: a function says what there is no constant for.
    """
    found = []
    for path in sorted((ROOT / "sim" / "law").glob("*.py")):
        if path.stem in NO_LAW:
            continue
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.FunctionDef) and node.returns is not None:
                said = ast.unparse(node.returns)
                if said != "Any":  # the record that a project puts forward has no neutral value
                    found.append(Muted(f"{path.stem}.{node.name}", _constants(said)))
    return found


def _constants(said: str) -> tuple[Any, ...]:
    """Constants for a type: of several values all are the first, or the second, of their type."""
    if said.startswith("tuple["):
        parts = said.removeprefix("tuple[").removesuffix("]").split(", ")
        return tuple(tuple(CONSTANTS[part][number] for part in parts) for number in (0, 1))
    if said in RECORDS:
        parts = [part.__name__ for part in get_type_hints(RECORDS[said]).values()]
        return tuple(
            RECORDS[said](*(CONSTANTS[part][number] for part in parts)) for number in (0, 1)
        )
    if said not in CONSTANTS:
        raise ValueError(f"no constant of type {said}")
    return CONSTANTS[said]
