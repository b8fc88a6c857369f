"""What has been measured so far, a line a run, so that stopped work goes on where it stopped."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from calibration.kept_lines import KeptLines

Values = dict[str, float]


class Store(KeptLines[str, Values]):
    """Values of named runs; the file's name holds a digest of everything that they depend on."""

    def __init__(self, folder: Path, title: str, identity: Any) -> None:
        text = json.dumps(identity, sort_keys=True, default=str, ensure_ascii=False)
        digest = hashlib.blake2b(text.encode(), digest_size=8).hexdigest()
        super().__init__(folder / f"{title}-{digest}.jsonl")

    @property
    def values(self) -> dict[str, Values]:
        """Values by run."""
        return self.found

    def plain(self, record: Values) -> Any:
        """What is not a number is written as null."""
        return {key: None if math.isnan(value) else value for key, value in record.items()}

    def read_back(self, plain: Any) -> Values:
        """Null is not a number."""
        return {key: math.nan if value is None else float(value) for key, value in plain.items()}


def digest_of(paths: Iterable[Path]) -> str:
    """Digest of source files: values made by other code are not taken over."""
    digest = hashlib.blake2b(digest_size=8)
    for path in sorted(paths):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
