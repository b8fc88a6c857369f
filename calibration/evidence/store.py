"""What has been measured so far, a line a run, so that stopped work goes on where it stopped."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable
from pathlib import Path
from typing import Any

Values = dict[str, float]


class Store:
    """A file of lines, each the values of one named run, written as soon as they are known.

    The file's name holds a digest of everything that the values depend on. A last line that was
    cut short is left out and written anew.
    """

    def __init__(self, folder: Path, title: str, identity: Any) -> None:
        text = json.dumps(identity, sort_keys=True, default=str, ensure_ascii=False)
        digest = hashlib.blake2b(text.encode(), digest_size=8).hexdigest()
        self.path = folder / f"{title}-{digest}.jsonl"
        self.values: dict[str, Values] = {}
        if self.path.is_file():
            self._read()

    def _read(self) -> None:
        whole = []
        text = self.path.read_text("utf-8")
        for line in text.splitlines():
            try:
                name, values = json.loads(line)
            except ValueError:
                break
            whole.append(line)
            self.values[name] = {
                key: math.nan if value is None else float(value) for key, value in values.items()
            }
        mended = "".join(f"{line}\n" for line in whole)
        if mended != text:  # put in place whole, so that a kill here loses nothing
            beside = self.path.with_suffix(".part")
            beside.write_text(mended, "utf-8")
            beside.replace(self.path)

    def keep(self, name: str, values: Values) -> None:
        """Write the values of a run; what is not a number is written as null."""
        written = {key: None if math.isnan(value) else value for key, value in values.items()}
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps([name, written], allow_nan=True) + "\n")
        self.values[name] = values

    def __contains__(self, name: str) -> bool:
        return name in self.values


def digest_of(paths: Iterable[Path]) -> str:
    """Digest of source files: values made by other code are not taken over."""
    digest = hashlib.blake2b(digest_size=8)
    for path in sorted(paths):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
