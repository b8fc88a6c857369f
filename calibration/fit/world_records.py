"""Records of synthetic worlds, a line each, so that a proof goes on where it was stopped."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any


class Records:
    """A file of lines, each the record of one numbered world, written as soon as it is known.

    The file's name holds a digest of everything that records depend on. A line that was cut short
    is left out, with what follows it, and made anew.
    """

    def __init__(self, folder: Path, title: str, digest: str) -> None:
        self.path = folder / f"{title}-{digest}.jsonl"
        self.found: dict[int, Any] = {}
        if self.path.is_file():
            self._read()

    def _read(self) -> None:
        for line in self.path.read_text("utf-8").splitlines():
            try:
                number, record = json.loads(line)
            except ValueError:
                break
            self.found[int(number)] = record
        self._write(self.found)

    def keep(self, number: int, record: Any) -> None:
        """Write the record of a world."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a", encoding="utf-8") as file:
            file.write(_line(number, record))
        # As it will be read back: a finished proof and a resumed one hold the same.
        self.found[number] = json.loads(json.dumps(record))

    def put_in_order(self) -> None:
        """Write the file anew in the order of worlds, in whatever order they came."""
        self.found = dict(sorted(self.found.items()))
        self._write(self.found)

    def _write(self, records: Mapping[int, Any]) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        beside = self.path.with_suffix(".part")
        beside.write_text("".join(_line(*item) for item in records.items()), "utf-8")
        beside.replace(self.path)

    def __contains__(self, number: int) -> bool:
        return number in self.found


def _line(number: int, record: Any) -> str:
    return json.dumps([number, record], ensure_ascii=False) + "\n"
