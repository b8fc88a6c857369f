"""Read a YAML file as plain data and keep the place of every key and value.

The file is read at the level of parser events, so each value has its exact place and nothing is
built that the file did not spell out. What data files do not need is refused: aliases, tags,
directives, second documents. Types are those of the YAML 1.2 core schema, and days; `no` is text,
`1e-3` a number. A key is always text.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, NoReturn

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.reader import ReaderError

from scenarios.errors import Fault, InputError, clipped, nearest_name, shown
from scenarios.yaml_scalars import scalar_value

MAXIMUM_BYTES = 1_000_000
MAXIMUM_DEPTH = 30
MAXIMUM_FAULTS = 100
# Parsed files that a process keeps; a scenario with its documents and places has about thirty.
FILES_KEPT = 64

DocumentPath = tuple[str | int, ...]
Put = Callable[[Any], object]

# What the parser says, in words for people who do not write programs.
_PLAIN_WORDS = (
    (r"found character '\\t'", "a tab stands here; indent with spaces"),
    (r"mapping values are not allowed", "a colon cannot stand here; check the indentation, "
     "and put text that holds a colon in quotes"),
    (r"cannot start any token", "text that begins with this character must be put in quotes"),
    (r"expected <block end>", "this does not fit the lines above; check indentation and quotes"),
    (r"could not find expected ':'", "a key needs a colon and a space after it"),
    (r"unexpected end of stream", "a quote is opened and never closed"),
    (r"expected the node content|expected ',' or", "a bracket is opened and not closed properly"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands: line and column of its key (or list item) and of the value itself.

    `written` is a plain value as it stands in the file, None for quoted text and collections.
    """

    key: tuple[int, int]
    value: tuple[int, int]
    written: str | None = None


@dataclass(slots=True)
class Document:
    """A YAML file as plain data, with the place of everything in it."""

    name: str
    lines: list[str]
    sha256: str
    data: Any = None
    places: dict[DocumentPath, Place] = field(default_factory=dict)

    def fault(
        self,
        path: DocumentPath,
        message: str,
        *,
        at_key: bool = False,
        found: str | None = None,
        allowed: str | None = None,
        nearest: str | None = None,
    ) -> Fault:
        """Make a fault at `path`, or at the deepest part of it that the file has.

        Args:
            path: Keys and item numbers (from 0) from the top of the document.
            message: What is wrong.
            at_key: Point at the key instead of the value.
            found: See `Fault`.
            allowed: See `Fault`.
            nearest: See `Fault`.
        """
        present = path
        while present and present not in self.places:
            present = present[:-1]
        place = self.places.get(present, Place((1, 1), (1, 1)))
        whole = at_key or present != path
        line, column = place.key if whole else place.value
        return self.fault_at(
            line, column, self.field_name(path), message, found=found, allowed=allowed,
            nearest=nearest,
        )  # fmt: skip

    def fault_at(
        self,
        line: int,
        column: int,
        field_name: str,
        message: str,
        *,
        found: str | None = None,
        allowed: str | None = None,
        nearest: str | None = None,
    ) -> Fault:
        """Make a fault at a line and column, both from 1."""
        excerpt = self.lines[line - 1] if line <= len(self.lines) else None
        return Fault(
            self.name, line, column, field_name, message, found, allowed, nearest, excerpt
        )  # fmt: skip

    def field_name(self, path: DocumentPath) -> str:
        """Write a path: keys with dots between, list items by their id or by number from 1."""
        text, node = "", self.data
        for part in path:
            if isinstance(part, int):
                node = node[part] if isinstance(node, list) and part < len(node) else None
                name = node.get("id") if isinstance(node, dict) else None
                text += f"[{clipped(name)}]" if isinstance(name, str) else f"[{part + 1}]"
            else:
                text += f".{clipped(part)}" if text else clipped(part)
                node = node.get(part) if isinstance(node, dict) else None
        return text

    def found(self, path: DocumentPath, value: Any) -> str:
        """Name a value as it was written: `number 002`, where the value alone is 2."""
        place = self.places.get(path)
        if place and place.written is not None and isinstance(value, int | float):
            return f"{shown(value).rsplit(' ', 1)[0]} {clipped(place.written)}"
        return shown(value)


def read_document(path: Path, name: str) -> Document:
    """Read a YAML file.

    Args:
        path: The file.
        name: What faults call it.

    Raises:
        InputError: it cannot be read, or is not plain data.
    """
    try:
        if not path.is_file():
            reason = "is a folder" if path.is_dir() else "there is no such file"
            files = [file.name for file in path.parent.glob("*.y*ml")]
            nearest = nearest_name(path.name, files)
            raise InputError([Fault(name, 0, 0, "", reason, nearest=nearest)])
        if path.stat().st_size > MAXIMUM_BYTES:
            raise InputError([_too_large(name, path.stat().st_size)])
        content = path.read_bytes()
    except OSError as error:
        raise InputError([Fault(name, 0, 0, "", f"cannot be read: {error}")]) from error
    return parse_document(content, name)


def parse_document(content: bytes, name: str) -> Document:
    """Parse the bytes of a YAML file; see `read_document`.

    Whoever asks has a document of its own, though a file without faults is parsed once a process:
    the same few files are read for every variant, and parsing takes a tenth of a second each.
    """
    known = _parsed(content, name)
    return replace(known, data=_copied(known.data), places=dict(known.places))


def _copied(data: Any) -> Any:
    """The same data in mappings and lists of its own."""
    if isinstance(data, dict):
        return {key: _copied(value) for key, value in data.items()}
    return [_copied(value) for value in data] if isinstance(data, list) else data


@lru_cache(maxsize=FILES_KEPT)
def _parsed(content: bytes, name: str) -> Document:
    if len(content) > MAXIMUM_BYTES:
        raise InputError([_too_large(name, len(content))])
    text = _decoded(content, name)
    document = Document(name, re.split("\r\n|\r|\n", text), hashlib.sha256(content).hexdigest())
    builder = _Builder(document, YAML(typ="safe", pure=True).parse(text))
    try:
        builder.build()
    except MarkedYAMLError as error:
        builder.faults.append(_syntax_fault(document, error))
    except ReaderError as error:
        line, column = _line_and_column(text, error.position)
        message = f"the character U+{ord(text[error.position]):04X} is not allowed in a file"
        builder.faults.append(document.fault_at(line, column, "", message))
    except (YAMLError, ValueError, OverflowError) as error:
        # An escape such as "\UFFFFFFFF": the parser trips without a mark of its own.
        line, column = builder.last
        builder.faults.append(document.fault_at(line, column, "", f"is not valid YAML: {error}"))
    except _StoppedError:
        pass
    if not builder.faults and not isinstance(document.data, dict):
        builder.faults.append(_top_fault(document))
    if builder.faults:
        raise InputError(builder.faults)
    return document


class _StoppedError(Exception):
    """A fault after which reading on makes no sense; it is already noted."""


class _Builder:
    """Turns parser events into plain data, noting places and faults."""

    def __init__(self, document: Document, events: Iterator[Any]) -> None:
        self.document = document
        self.events = events
        self.faults: list[Fault] = []
        self.last = (1, 1)

    def build(self) -> None:
        """Read the one document of the stream into `document.data`."""
        for event in self.events:
            if isinstance(event, DocumentStartEvent):
                if event.version or event.tags:
                    self.refuse((1, 1), (), "directives (lines with %) are not read")
                self.value((), None, partial(setattr, self.document, "data"))
                break
        for event in self.events:
            if isinstance(event, DocumentStartEvent):
                self.refuse(_mark(event), (), "a second document begins; a file holds one")

    def value(
        self, path: DocumentPath, key: tuple[int, int] | None, put: Put, event: Any = None
    ) -> None:
        """Read one value and hand it to `put`; a collection is handed over before it is filled.

        Args:
            path: Where the value belongs.
            key: Place of its key; None for a list item.
            put: Stores the value.
            event: First event of the value, where it has been read already.
        """
        event = event or next(self.events)
        place = self.last = _mark(event)
        if len(path) > MAXIMUM_DEPTH:
            self.refuse(place, path, f"is nested deeper than {MAXIMUM_DEPTH} levels")
        self.check_plain(event, place, path)
        if isinstance(event, ScalarEvent):
            plain = bool(event.implicit[0])
            if plain and not event.value and key:
                place = key  # the parser's mark of a missing value is that of the next token
            written = event.value if plain else None
            self.document.places[path] = Place(key or place, place, written)
            put(self.scalar(path, place, event.value, plain))
            return
        self.document.places[path] = Place(key or place, key or place)
        if isinstance(event, SequenceStartEvent):
            items: list[Any] = []
            put(items)
            self.fill_list(path, items)
        else:
            rows: dict[str, Any] = {}
            put(rows)
            self.fill_mapping(path, rows)

    def check_plain(self, event: NodeEvent, place: tuple[int, int], path: DocumentPath) -> None:
        """Refuse aliases, anchors and tags."""
        if isinstance(event, AliasEvent):
            self.refuse(place, path, "aliases (*name) are not read; write the value out")
        if event.anchor is not None:
            self.refuse(place, path, "anchors (&name) are not read; write each value out")
        if getattr(event, "ctag", None) is not None:
            self.refuse(place, path, "tags (!name) are not read; quotes alone make text")

    def scalar(self, path: DocumentPath, place: tuple[int, int], text: str, plain: bool) -> Any:
        """Type a scalar; a fault in it is noted and reading goes on."""
        try:
            text.encode()
            return scalar_value(text) if plain else text
        except UnicodeEncodeError:
            self.note(place, path, "holds half of a character (a surrogate)")
        except ValueError as error:
            self.note(place, path, str(error), found=clipped(text))
        return None

    def fill_list(self, path: DocumentPath, items: list[Any]) -> None:
        """Read the items of a list up to its end."""
        for event in self.events:
            if isinstance(event, SequenceEndEvent):
                return
            self.value((*path, len(items)), None, items.append, event)

    def fill_mapping(self, path: DocumentPath, rows: dict[str, Any]) -> None:
        """Read the fields of a mapping up to its end. A key given twice is a fault."""
        for event in self.events:
            if isinstance(event, MappingEndEvent):
                return
            place = self.last = _mark(event)
            if not isinstance(event, ScalarEvent):
                self.refuse(place, path, "a key must be plain text")
            self.check_plain(event, place, path)
            key = event.value
            if self.scalar(path, place, key, plain=False) is None:
                raise _StoppedError
            if key in rows:
                line = self.document.places[(*path, key)].key[0]
                self.note(place, (*path, key), f"is given twice; it stands in line {line} already")
                # The second value is read for its end and its faults, and dropped.
                self.value((*path, f"{key} (second)"), place, lambda _: None)
            else:
                self.value((*path, key), place, partial(rows.__setitem__, key))

    def note(
        self, place: tuple[int, int], path: DocumentPath, message: str, found: str | None = None
    ) -> None:
        """Keep a fault and read on, unless there are too many."""
        name = self.document.field_name(path)
        self.faults.append(self.document.fault_at(*place, name, message, found=found))
        if len(self.faults) >= MAXIMUM_FAULTS:
            raise _StoppedError

    def refuse(self, place: tuple[int, int], path: DocumentPath, message: str) -> NoReturn:
        """Keep a fault and stop reading."""
        self.note(place, path, message)
        raise _StoppedError


def _mark(event: Any) -> tuple[int, int]:
    return event.start_mark.line + 1, event.start_mark.column + 1


def _line_and_column(text: str, position: int) -> tuple[int, int]:
    before = re.split("\r\n|\r|\n", text[:position])
    return len(before), len(before[-1]) + 1


def _decoded(content: bytes, name: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        readable = content[: error.start].decode("utf-8-sig")
        line, column = _line_and_column(readable, len(readable))
        found = f"byte 0x{content[error.start]:02x}"
        fault = Fault(name, line, column, "", "the file must be UTF-8 text", found)
        raise InputError([fault]) from error


def _too_large(name: str, size: int) -> Fault:
    return Fault(
        name, 1, 1, "", "the file is too large", f"{size} bytes", f"{MAXIMUM_BYTES} bytes"
    )  # fmt: skip


def _top_fault(document: Document) -> Fault:
    if document.data is None:
        return document.fault_at(1, 1, "", "the file is empty")
    line, column = document.places[()].value
    message = "a file must hold named fields (key: value) at its top"
    return document.fault_at(line, column, "", message, found=shown(document.data))


def _syntax_fault(document: Document, error: MarkedYAMLError) -> Fault:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    problem = str(error.problem)
    for pattern, words in _PLAIN_WORDS:
        if re.search(pattern, problem):
            return document.fault_at(line, column, "", words)
    return document.fault_at(line, column, "", f"is not valid YAML: {problem}")
