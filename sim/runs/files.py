"""Files that are there whole or not at all, whatever stops the program."""

from __future__ import annotations

import hashlib
import os
import platform
import secrets
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

TEMPORARY = ".unfinished-"
OLD_SECONDS = 24 * 3600
ROWS_IN_GROUP = 2**18
PARQUET: dict[str, Any] = {
    "version": "2.6",
    "data_page_version": "1.0",
    "compression": "zstd",
    "compression_level": 3,
    "use_dictionary": True,
    "write_statistics": True,
    "store_schema": False,
}
"""Stated in full, so that a library's new default does not change a table's bytes."""


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a temporary path to write to, and put it in `path`'s place when the block has ended.

    The content reaches the disk before the name does. If the block raises, `path` is as before.

    Raises:
        OSError: the disk is full, or the folder cannot be written to.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    writer = f"{_machine()}-{os.getpid()}-{_token(os.getpid())}"
    temporary = path.with_name(f"{TEMPORARY}{writer}-{secrets.token_hex(4)}")
    try:
        yield temporary
        with temporary.open("r+b") as file:
            os.fsync(file.fileno())
        temporary.replace(path)
        if os.name == "posix":  # elsewhere a folder cannot be opened, and need not be
            _sync_folder(path.parent)
    finally:
        temporary.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    """Make a new name in a folder outlast a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_bytes(path: Path, content: bytes) -> None:
    """Write a small file whole.

    Raises:
        OSError: as `replacing`.
    """
    with replacing(path) as temporary:
        temporary.write_bytes(content)


def clear_leftovers(folder: Path) -> None:
    """Remove what killed programs left half-written.

    On this machine as soon as the writer is gone; where that cannot be known, after a day.
    """
    for path in folder.rglob(f"{TEMPORARY}*"):
        try:
            if _is_forsaken(path) or time.time() - path.stat().st_mtime > OLD_SECONDS:
                path.unlink()
        except FileNotFoundError:  # its writer finished, or another start cleared it
            continue


def _machine() -> str:
    """Return a short name of this machine: others may write to the same folder."""
    return hashlib.blake2b(platform.node().encode(), digest_size=3).hexdigest()


_OWN_TOKEN = secrets.token_hex(4)


def _token(process: int) -> str:
    """Return what tells a process from others that had, or will have, its number.

    From the machine's start and the process's, which Linux tells of every process. Elsewhere what
    this process drew for itself; of other processes nothing: "".
    """
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_bytes()
        # The second field is the command in brackets and may hold anything; the 22nd is the start.
        begun = Path(f"/proc/{process}/stat").read_bytes().rpartition(b")")[2].split()[19]
    except (OSError, IndexError):
        return _OWN_TOKEN if process == os.getpid() else ""
    return hashlib.blake2b(boot + begun, digest_size=4).hexdigest()


def _is_forsaken(path: Path) -> bool:
    """Say whether a half-written file's writer is known to be gone."""
    machine, _, rest = path.name.removeprefix(TEMPORARY).partition("-")
    process, _, rest = rest.partition("-")
    token, own, _ = rest.partition("-")
    if os.name != "posix" or machine != _machine() or not process.isdigit():
        return False
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return True
    except OSError:  # it runs, and belongs to somebody else
        pass
    # Another process may have the writer's number by now, after a restart even this one.
    # A name without a token is an earlier version's, whose writer may be at work.
    return bool(own) and _token(int(process)) not in ("", token)


def parquet_bytes(table: pa.Table, notes: Mapping[str, str] | None = None) -> bytes:
    """Return a table as the content of a Parquet file, with notes in the file's metadata."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    sink = pa.BufferOutputStream()
    with pq.ParquetWriter(sink, table.schema, **PARQUET) as writer:
        writer.write_table(table)
        writer.add_key_value_metadata(dict(notes or {}))
    return bytes(sink.getvalue())


class TableFile:
    """A Parquet file written piece by piece, whose bytes do not depend on the pieces.

    Rows are gathered into groups of one fixed size, each written as one stretch of memory.
    """

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        import pyarrow.parquet as pq

        self._schema = schema
        self._waiting: list[pa.Table] = []
        self._writer = pq.ParquetWriter(path, schema, **PARQUET)

    def add(self, table: pa.Table) -> None:
        """Add rows after those that were added before."""
        self._waiting.append(table)
        while sum(piece.num_rows for piece in self._waiting) >= ROWS_IN_GROUP:
            joined = self._joined()
            self._write(joined.slice(0, ROWS_IN_GROUP))
            self._waiting = [joined.slice(ROWS_IN_GROUP)]

    def __enter__(self) -> TableFile:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Write the rows still waiting, and close the file."""
        try:
            if kind is None and (joined := self._joined()).num_rows:
                self._write(joined)
        finally:
            self._writer.close()

    def _joined(self) -> pa.Table:
        import pyarrow as pa

        return pa.concat_tables([self._schema.empty_table(), *self._waiting])

    def _write(self, table: pa.Table) -> None:
        self._writer.write_table(table.combine_chunks(), row_group_size=ROWS_IN_GROUP)
