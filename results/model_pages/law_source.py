"""What the text of the law says of itself: its functions, what each reads and calls."""

from __future__ import annotations

import ast
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sim.engine import law_sources

ROOT = Path(__file__).resolve().parents[2]
LAW = ROOT / "sim" / "law"
# Tools of the law, not rules about firms.
WITHOUT_EQUATIONS = ("__init__", "arithmetic", "doubles", "dialect", "codes", "draws")
# Parts of a syntax tree that differ between versions of Python, or that are no part of the rule.
_NOT_THE_RULE = {"ctx", "type_comment", "type_params", "kind", "annotation", "returns"}


@dataclass(frozen=True, slots=True)
class LawFunction:
    """One function of the law or of an act.

    Attributes:
        file: from the root of the project, such as "sim/law/money.py".
        name: of the function.
        arguments: their names in order.
        summary: first paragraph of the docstring.
        notes: what the docstring says of arguments.
        reads: fields read as `owner.field`; a row of a list as `rules.field`.
        calls: names of the functions called, in order.
        fingerprint: changes with names and structure, not with docstring or annotations.
    """

    file: str
    name: str
    arguments: tuple[str, ...]
    summary: str
    notes: Mapping[str, str]
    reads: frozenset[str]
    calls: tuple[str, ...]
    fingerprint: str

    @property
    def topic(self) -> str:
        """Name of its file without folder and ending."""
        return Path(self.file).stem

    @property
    def where(self) -> str:
        """File and function, as the pages show it."""
        return f"{self.file}: {self.name}"

    @property
    def is_law(self) -> bool:
        """Whether it stands in `sim/law/`."""
        return self.file.startswith("sim/law/")


@cache
def functions_of(path: Path) -> tuple[LawFunction, ...]:
    """All functions of a file in order."""
    file = path.relative_to(ROOT).as_posix()
    tree = ast.parse(path.read_text("utf-8"))
    return tuple(_function(file, node) for node in tree.body if isinstance(node, ast.FunctionDef))


@cache
def law_functions() -> dict[str, LawFunction]:
    """Functions of the law that need an equation, by "file.function", in the order of reading."""
    return {
        f"{topic}.{function.name}": function
        for topic in topics()
        for function in functions_of(LAW / f"{topic}.py")
    }


@cache
def all_functions() -> tuple[LawFunction, ...]:
    """Functions of the law, the acts and the quarter."""
    return tuple(function for path in law_sources() for function in functions_of(path))


@cache
def topics() -> tuple[str, ...]:
    """Files of the law that hold equations, in the order that `sim/law/__init__.py` names."""
    order = re.findall(r"`(\w+)`", ast.get_docstring(_tree(LAW / "__init__.py")) or "")
    found = sorted(path.stem for path in LAW.glob("*.py") if path.stem not in WITHOUT_EQUATIONS)
    with_functions = [topic for topic in found if functions_of(LAW / f"{topic}.py")]
    last = len(order)
    return tuple(
        sorted(
            with_functions,
            key=lambda topic: (order.index(topic) if topic in order else last, topic),
        )
    )


@cache
def subject_of(topic: str) -> str:
    """First paragraph of the docstring of a file of the law."""
    return _first_paragraph(ast.get_docstring(_tree(LAW / f"{topic}.py")) or "")


@cache
def readers_of(owner: str, field: str) -> tuple[LawFunction, ...]:
    """Functions of law, acts and quarter that read `owner.field` themselves."""
    return tuple(function for function in all_functions() if f"{owner}.{field}" in function.reads)


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def _function(file: str, node: ast.FunctionDef) -> LawFunction:
    """Read one function."""
    docstring = ast.get_docstring(node) or ""
    body = node.body[1:] if docstring else node.body
    arguments = tuple(argument.arg for argument in node.args.args)
    calls = (
        inner.func.id
        for statement in body
        for inner in ast.walk(statement)
        if isinstance(inner, ast.Call) and isinstance(inner.func, ast.Name)
    )
    return LawFunction(
        file=file,
        name=node.name,
        arguments=arguments,
        summary=_first_paragraph(docstring),
        notes=notes_of(docstring, "Args", arguments),
        reads=frozenset(name for statement in body for name in _reads(statement)),
        calls=tuple(dict.fromkeys(calls)),
        fingerprint=_fingerprint(arguments, body),
    )


def _reads(statement: ast.stmt) -> Iterator[str]:
    """Fields that a statement reads; neither one that it writes nor a method that it calls."""
    methods = {id(node.func) for node in ast.walk(statement) if isinstance(node, ast.Call)}
    for node in ast.walk(statement):
        if not isinstance(node, ast.Attribute) or id(node) in methods:
            continue
        if isinstance(node.ctx, ast.Load):
            owner = node.value
            if isinstance(owner, ast.Subscript):
                owner = owner.value
            if isinstance(owner, ast.Name) and owner.id != "math":
                yield f"{owner.id}.{node.attr}"


def _first_paragraph(docstring: str) -> str:
    return " ".join(docstring.split("\n\n")[0].split())


def notes_of(docstring: str, head: str, names: tuple[str, ...]) -> dict[str, str]:
    """Words of a section of a docstring on each name, several of which may share a line."""
    _, _, section = docstring.partition(f"\n{head}:\n")
    text = " ".join(section.split("\n\n")[0].split())
    starts = "|".join(re.escape(name) for name in names) or "$"
    return {
        name: words.strip().rstrip(".")
        for name, words in re.findall(rf"\b({starts}): (.*?)(?=\b(?:{starts}): |$)", text)
    }


def _fingerprint(arguments: tuple[str, ...], body: list[ast.stmt]) -> str:
    """Hash of names and structure, the same on every version of Python, in letters alone."""
    text = repr((arguments, [_shape(statement) for statement in body]))
    digest = hashlib.blake2b(text.encode(), digest_size=6).hexdigest()
    return digest.translate(str.maketrans("0123456789", "ghijklmnop"))


def _shape(node: object) -> object:
    """A syntax tree as nested tuples."""
    if isinstance(node, ast.AST):
        parts = [
            (name, _shape(value))
            for name, value in ast.iter_fields(node)
            if name not in _NOT_THE_RULE and value not in (None, [])
        ]
        return type(node).__name__, *parts
    if isinstance(node, list):
        return [_shape(part) for part in node]
    return repr(node)
