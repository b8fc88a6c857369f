"""Misses explained in words, as data: `explanations.yaml`, by fact and by shape."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from calibration.evidence.facts import ANSWERS
from calibration.evidence.shapes import SHAPES

FILE = Path(__file__).with_name("explanations.yaml")


@dataclass(frozen=True)
class Explanations:
    """Why the model misses, in mechanical terms: by id of the fact, and by id of the shape."""

    facts: dict[str, str]
    shapes: dict[str, str]


def explanations(path: Path = FILE) -> Explanations:
    """Read the file."""
    from ruamel.yaml import YAML

    data = YAML(typ="safe").load(path.read_text("utf-8")) or {}
    parts = [
        {str(key): " ".join(str(text).split()) for key, text in (data.get(part) or {}).items()}
        for part in ("facts", "shapes")
    ]
    return Explanations(*parts)


def faults(
    given: Explanations, facts_missed: Iterable[str], shapes_missed: Iterable[str]
) -> list[str]:
    """Misses without an explanation, and explanations of what is no miss; empty if all is well."""
    found = []
    known = {answer.fact for answer in ANSWERS.values() if not answer.no_answer}
    for kind, texts, missed, names in (
        ("fact", given.facts, set(facts_missed), known),
        ("shape", given.shapes, set(shapes_missed), {shape.id for shape in SHAPES}),
    ):
        for name in sorted(texts.keys() - names):
            found.append(f"{kind} {name}: explained, but there is none of this name")
        for name in sorted(missed - texts.keys()):
            found.append(f"{kind} {name}: a miss without an explanation")
        for name in sorted((texts.keys() & names) - missed):
            found.append(f"{kind} {name}: explained, but it is no miss")
        found += [f"{kind} {name}: says nothing" for name, text in texts.items() if not text]
    return found
