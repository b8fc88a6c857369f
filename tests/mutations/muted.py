"""Every function of the law made to say always the same, whatever it is asked.

A function that a run depends on cannot say the same always without the run being another. Which
constants are tried depends on what the function says: yes and no, amounts, several of them.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Arithmetic and draws stand under everything; codes and dialect hold no law.
NO_LAW = ("__init__", "arithmetic", "codes", "dialect", "draws")
CONSTANTS = {
    "bool": ("False", "True"),
    "int": ("0", "7"),
    "float": ("0.0", "0.7"),
    "list[int]": ("[0]",),
}


@dataclass(frozen=True)
class Muted:
    """A function of the law with what it is made to say.

    Attributes:
        name: `<file>.<function>`.
        file: path from the root.
        line: of its first statement after the docstring, from 1.
        says: the constants to try, as source.
    """

    name: str
    file: str
    line: int
    says: tuple[str, ...]

    def spoilt(self, text: str, constant: str) -> str:
        """The file with the function saying `constant`."""
        lines = text.splitlines(keepends=True)
        lines.insert(self.line - 1, f"    return {constant}\n")
        return "".join(lines)


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
                    name, file = f"{path.stem}.{node.name}", f"sim/law/{path.name}"
                    found.append(Muted(name, file, node.body[1].lineno, _constants(said)))
    return found


def _constants(said: str) -> tuple[str, ...]:
    """Constants for a type: of several values all are the first constant of their type."""
    if said in CONSTANTS:
        return CONSTANTS[said]
    if said.startswith("tuple["):
        parts = said.removeprefix("tuple[").removesuffix("]").split(", ")
        return tuple(
            "(" + ", ".join(CONSTANTS[part][number] for part in parts) + ",)" for number in (0, 1)
        )
    raise ValueError(f"no constant of type {said}")
