"""A file of results, a line each, written as soon as they are known: stopped work goes on there."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Generic, TypeVar

Key = TypeVar("Key", str, int)
Record = TypeVar("Record")


class KeptLines(Generic[Key, Record]):
    """Records by key, each a line `[key, record]` of a file.

    Whoever names the file puts a digest into the name of everything that the records depend on. A
    line that was cut short is left out, with what follows it, and made anew.

    Attributes:
        path: of the file, which is made with the first record.
        found: what the file holds, as it reads.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.found: dict[Key, Record] = {}
        if path.is_file():
            self._read()

    def _read(self) -> None:
        whole = []
        text = self.path.read_text("utf-8")
        for line in text.splitlines():
            try:
                key, plain = json.loads(line)
            except ValueError:
                break
            whole.append(line)
            self.found[key] = self.read_back(plain)
        mended = _joined(whole)
        if mended != text:
            self._put_in_place(mended)

    def keep(self, key: Key, record: Record) -> None:
        """Write a record."""
        line = self._line(key, record)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a", encoding="utf-8") as file:
            file.write(line + "\n")
        # As it will be read back: work that was stopped and work that was not hold the same.
        self.found[key] = self.read_back(json.loads(line)[1])

    def put_in_order(self) -> None:
        """Write the file anew in the order of keys, in whatever order they came."""
        self.found = dict(sorted(self.found.items()))
        self._put_in_place(_joined(self._line(*item) for item in self.found.items()))

    def plain(self, record: Record) -> Any:
        """A record as JSON has it."""
        return record

    def read_back(self, plain: Any) -> Record:
        """The record of what JSON has."""
        return plain  # type: ignore[no-any-return]

    def _line(self, key: Key, record: Record) -> str:
        return json.dumps([key, self.plain(record)])

    def _put_in_place(self, text: str) -> None:
        """Whole or not at all, so that a kill here loses nothing."""
        from sim.runs.files import write_bytes

        write_bytes(self.path, text.encode())

    def __contains__(self, key: Key) -> bool:
        return key in self.found


def _joined(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)
