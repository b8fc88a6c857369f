"""Misses explained in words, as data: `explanations.yaml`, by fact, shape and pattern."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from calibration.evidence.facts import ANSWERS
from calibration.evidence.shapes import SHAPES

FILE = Path(__file__).with_name("explanations.yaml")


@dataclass(frozen=True)
class Explanations:
    """Why the model misses, in mechanical terms.

    Attributes:
        facts: by id of the fact.
        shapes: by id of the shape.
        patterns: by number of the ablation that did not move as stated.
        remarks: what a reader should know of a number that did, by number of the ablation.
    """

    facts: dict[str, str]
    shapes: dict[str, str]
    patterns: dict[str, str] = field(default_factory=dict)
    remarks: dict[str, str] = field(default_factory=dict)


def explanations(path: Path = FILE) -> Explanations:
    """Read the file."""
    from ruamel.yaml import YAML

    data = YAML(typ="safe").load(path.read_text("utf-8")) or {}
    parts = [
        {str(key): " ".join(str(text).split()) for key, text in (data.get(part) or {}).items()}
        for part in ("facts", "shapes", "patterns", "remarks")
    ]
    return Explanations(*parts)


def faults(
    given: Explanations, facts_missed: Iterable[str], shapes_missed: Iterable[str]
) -> list[str]:
    """Misses without an explanation, and explanations of what is no miss; empty if all is well."""
    known = {answer.fact for answer in ANSWERS.values() if not answer.no_answer}
    shapes = {shape.id for shape in SHAPES}
    return [
        *faults_of("fact", given.facts, set(facts_missed), known),
        *faults_of("shape", given.shapes, set(shapes_missed), shapes),
    ]


def faults_of(kind: str, texts: dict[str, str], missed: set[str], names: set[str]) -> list[str]:
    """Faults of the texts about one kind of thing."""
    return [
        *(f"{kind} {name}: there is none of this name" for name in sorted(texts.keys() - names)),
        *(f"{kind} {name}: a miss without a text" for name in sorted(missed - texts.keys())),
        *(
            f"{kind} {name}: explained, but it is no miss"
            for name in sorted((texts.keys() & names) - missed)
        ),
        *(f"{kind} {name}: says nothing" for name, text in texts.items() if not text),
    ]
