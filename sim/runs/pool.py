"""Finished batches, kept by what determines them; ensembles that share runs share their batches.

A batch is one Parquet file: the rows of its runs, and in the file's metadata how each run ended.
Its name holds its key and the digest of its bytes. So to exist is to be finished, and a file that
was cut short or changed is known by its own name.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from sim.runs import files, keys
from sim.runs.plan import Batch

if TYPE_CHECKING:
    import pyarrow as pa

RECORDS = "jigai.runs"
Status = Literal["done", "refused", "broken"]


class LostBatchError(RuntimeError):
    """A batch that was finished is no longer whole in the pool."""


@dataclass(frozen=True)
class RunRecord:
    """How one run ended.

    Attributes:
        run_key: key of the run.
        variant: id of the variant.
        run: number of the replicate.
        status: "done"; "refused": the law itself stopped the run, as it always will; "broken":
            anything else stopped it (memory, a missing package, a bug), and the next start tries
            it again.
        error: name of the error's class, or "".
        message: what the error says, and where in the sources it arose, or "".
    """

    run_key: str
    variant: str
    run: int
    status: Status
    error: str = ""
    message: str = ""


@dataclass(frozen=True)
class StoredBatch:
    """A whole batch as found in the pool."""

    path: Path
    records: tuple[RunRecord, ...]
    content: bytes

    @property
    def failed(self) -> int:
        """Number of runs that did not end well."""
        return sum(record.status != "done" for record in self.records)

    @property
    def broken(self) -> int:
        """Number of runs that are to be tried again."""
        return sum(record.status == "broken" for record in self.records)

    def table(self) -> pa.Table:
        """Return the quarterly rows of the runs that ended well, in the tables' order."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        return pq.read_table(pa.BufferReader(self.content)).replace_schema_metadata()


class Pool:
    """The folder of batches. Any number of processes may use it at once, without locks."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def names(self, key: str) -> list[Path]:
        """Return the files that bear a batch's key, whole or not."""
        return sorted((self.folder / key[:2]).glob(f"*-{key}-*.parquet"))

    def find(self, batch: Batch) -> StoredBatch | None:
        """Return the batch if it is there whole; of several, the one with most runs done."""
        whole = list(self._whole(self.names(batch.key)))
        return min(whole, key=lambda stored: (stored.broken, stored.path.name), default=None)

    def damaged(self, batch: Batch) -> list[Path]:
        """Return the files that bear the batch's key and are not what their name says."""
        named = self.names(batch.key)
        whole = {stored.path for stored in self._whole(named)}
        return [path for path in named if path not in whole and path.exists()]

    def load(self, batch: Batch) -> StoredBatch:
        """Return a batch that has been finished.

        Raises:
            LostBatchError: it is gone, or damaged.
        """
        # A second look, for another process may put a better file in the place of the one seen.
        stored = self.find(batch) or self.find(batch)
        if stored is None:
            raise LostBatchError(
                f"runs {batch.first} to {batch.last} of {batch.variant} were finished and are now "
                f"gone from {self.folder}, or damaged. The same command makes them again."
            )
        return stored

    def save(self, batch: Batch, rows: pa.Table, records: Sequence[RunRecord]) -> StoredBatch:
        """Keep a batch, then remove files of the same key that are damaged or have broken runs.

        Raises:
            OSError: the disk is full, or the folder cannot be written to.
        """
        note = json.dumps([asdict(record) for record in records])
        content = files.parquet_bytes(rows, {RECORDS: note})
        readable = re.sub(r"[^A-Za-z0-9_.]+", "_", batch.variant)[:40]
        name = f"{readable}-{batch.first}-{batch.last}-{batch.key}-{keys.digest_of_bytes(content)}"
        stored = StoredBatch(
            self.folder / batch.key[:2] / f"{name}.parquet", tuple(records), content
        )
        worse = self.damaged(batch) + [
            other.path for other in self._whole(self.names(batch.key)) if other.broken
        ]
        files.write_bytes(stored.path, content)
        for path in worse:
            if path != stored.path:
                path.unlink(missing_ok=True)
        return stored

    def _whole(self, paths: Sequence[Path]) -> Iterator[StoredBatch]:
        """Yield what can be read of the files and is what its name says."""
        for path in paths:
            try:
                content = path.read_bytes()
            except FileNotFoundError:  # replaced by a better one in this moment
                continue
            if path.stem.rsplit("-", 1)[-1] == keys.digest_of_bytes(content):
                yield StoredBatch(path, _records(content), content)


def _records(content: bytes) -> tuple[RunRecord, ...]:
    """Return how each run of a batch ended, from the file's metadata."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    note = pq.read_metadata(pa.BufferReader(content)).metadata[RECORDS.encode()]
    return tuple(RunRecord(**record) for record in json.loads(note))
