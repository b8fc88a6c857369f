"""Rows of stored ensembles: finished runs by key, in files that are there whole or not at all.

<folder>/rows/<world>/<count>-<digest>.parquet

A world is all that rows of one folder have in common: the scenario, the variant, what all runs
share, the law, the measures. A file holds the rows that one worker finished in a few seconds, and
its name the digest of its bytes: one that was cut short or changed is known by its own name. Which
rows share a file depends on chance; a row's content does not.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import errno
import io
import json
import numbers
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from sim.runs import files, keys

if TYPE_CHECKING:
    import pyarrow as pa

    from scenarios.scenario_schema import LeverValue, Scenario
    from sim.base import Base
    from sim.model_inputs import Inputs

FOLDER = "rows"
ABOUT = "about.json"
FORMAT = 2
RowStatus = Literal["done", "refused", "broken"]


class RowsNotKeptError(OSError):
    """Finished rows cannot be written: the disk is full, or the folder is not ours to write to."""

    def __init__(self, folder: Path, cause: OSError) -> None:
        reason = cause.strerror or str(cause)
        what = "make room" if cause.errno == errno.ENOSPC else "set this right"
        super().__init__(
            cause.errno,
            f"finished runs cannot be written to {folder}: {reason}. What was written before is "
            f"kept; {what}, and the same command goes on from there",
        )
        self._made_of = folder, cause

    def __reduce__(self) -> tuple[type[RowsNotKeptError], tuple[Path, OSError]]:
        """Let a worker process send it; an OSError would be made again of number and text."""
        return type(self), self._made_of


@dataclass(frozen=True, eq=False)  # holds an array
class Row:
    """One finished run.

    Attributes:
        key: of the run, within its world.
        status: "done"; "refused": the law or the inputs stop the run, as they always will;
            "broken": anything else stopped it, and the next start tries it again.
        message: kind of error and what it said, or "".
        totals: whole numbers, shape (quarters, measures); zeros where nothing was found.
    """

    key: str
    status: RowStatus
    message: str
    totals: NDArray[np.int64]


def world_of(base: Base, measures: Sequence[str]) -> dict[str, Any]:
    """Everything that rows of a base have in common and that can change a figure.

    The scenario goes in as it is before the variant takes anything out, since settings are applied
    to it; with the variant's own settings, which win over those of a run.

    Args:
        base: the variant, prepared.
        measures: in the order of the rows' columns.
    """
    return said_of(base.scenario, base.variant, base.levers) | {
        "tables": _digest_of_tables(base.inputs),
        "quarters": base.inputs.calendar.quarters,
        "measures": list(measures),
    }


def said_of(scenario: Scenario, variant: str, levers: Mapping[str, LeverValue]) -> dict[str, Any]:
    """What a world is made of: all that a run's settings may bring in, not only what is in force.

    Policies go in whole, since a reading that a run sets may ask for targets and for days of
    documents; the sources that apply settings go in too.

    Args:
        scenario: before anything is set.
        variant: id of the variant.
        levers: that all runs share.
    """
    from sim.model_inputs import identity_of

    policies = [
        policy.model_dump(mode="json", exclude={"title", "without_effect"})
        for policy in scenario.policies
    ]
    return {
        "format": FORMAT,
        "totals": keys.digest_of_bytes((keys.SIM / "runs" / "totals.py").read_bytes()),
        "law": keys.LOADED_LAW,
        "preparing": keys.LOADED_PREPARING,
        "versions": keys.versions_in_keys(),
        "variant": scenario.variant(variant).model_dump(mode="json", exclude={"title"}),
        "programme": scenario.programme.model_dump(mode="json"),
        "left_out": sorted(scenario.file.left_out),
        "scenario": identity_of(scenario, variant) | {"policies": _unlabelled(policies)},
        "levers": plain(levers),
    }


UNREAD = ("label", "note", "cites")
"""Fields of a policy's rows that are for readers."""


def _unlabelled(value: Any) -> Any:
    """A policy as JSON values, without what is for readers."""
    if isinstance(value, dict):
        return {name: _unlabelled(part) for name, part in value.items() if name not in UNREAD}
    return [_unlabelled(part) for part in value] if isinstance(value, list) else value


def _digest_of_tables(inputs: Inputs) -> str:
    """Digest of what was prepared: two processes that share it run the same tables."""
    parts: list[list[Any]] = []
    for field in dataclasses.fields(inputs):
        value = getattr(inputs, field.name)
        if isinstance(value, np.ndarray):
            content = keys.digest_of_bytes(np.ascontiguousarray(value).tobytes())
            parts.append([field.name, repr(value.dtype), list(value.shape), content])
        elif field.name not in ("content", "scenario_id", "file_hashes"):
            parts.append([field.name, repr(value)])
    return keys.digest(parts)


def plain(settings: Mapping[str, LeverValue]) -> dict[str, Any]:
    """Settings as JSON values; a day is told from text, 1 from 1.0."""
    return {name: _plain(value) for name, value in settings.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, bool | str):
        return value
    if isinstance(value, dt.date):
        return {"day": value.isoformat()}
    if isinstance(value, numbers.Integral):
        return int(value)
    return float(value)


def row_key(settings: str, run_key: int) -> str:
    """Key of a run within its world: digest of its settings, and key of its replicate."""
    return keys.digest([settings, run_key])


class RowStore:
    """The rows of one world. Any number of processes may use the folder at once, without locks."""

    def __init__(self, folder: Path, world: str, quarters: int, measures: int) -> None:
        """Name the rows' folder; nothing is read or written yet.

        Args:
            folder: of all rows and tables.
            world: digest of `world_of`.
            quarters: of a run.
            measures: number of columns.
        """
        self.folder = folder / FOLDER / world
        self.shape = (quarters, measures)

    def about(self, content: Mapping[str, Any]) -> None:
        """Leave a note for readers on what the rows are of.

        Raises:
            RowsNotKeptError: it cannot be written.
        """
        path = self.folder / ABOUT
        text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        if not path.is_file() or path.read_text("utf-8") != text:
            self._write(path, text.encode())

    def read(self, wanted: Collection[str]) -> tuple[dict[str, Row], list[str]]:
        """Return the wanted rows that are there, and the names of files that are damaged.

        A damaged file tells nothing of its rows; it is removed, so that it is told once.
        """
        found: dict[str, Row] = {}
        damaged = []
        for path in sorted(self.folder.glob("*.parquet")):
            try:
                content = path.read_bytes()
            except FileNotFoundError:  # another start removed it in this moment
                continue
            if path.stem.rsplit("-", 1)[-1] != keys.digest_of_bytes(content):
                damaged.append(path.name)
                path.unlink(missing_ok=True)
                continue
            for row in self._rows(content, wanted):
                if row.key not in found or found[row.key].status == "broken":
                    found[row.key] = row
        return found, damaged

    def count(self, wanted: Collection[str]) -> int:
        """How many of the wanted rows seem to be there; damage shows when they are read."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        found: set[str] = set()
        for path in self.folder.glob("*.parquet"):
            try:
                table = pq.read_table(path, columns=["key", "status"])
            except (OSError, pa.ArrowException):
                continue
            kept = zip(table["key"].to_pylist(), table["status"].to_pylist(), strict=True)
            found.update(key for key, status in kept if status != "broken" and key in wanted)
        return len(found)

    def save(self, rows: Sequence[Row]) -> None:
        """Keep rows, in one file.

        Raises:
            RowsNotKeptError: the disk is full, or the folder cannot be written to.
        """
        content = files.parquet_bytes(self._table(rows))
        name = f"{len(rows)}-{keys.digest_of_bytes(content)}.parquet"
        self._write(self.folder / name, content)

    def _write(self, path: Path, content: bytes) -> None:
        try:
            files.write_bytes(path, content)
        except OSError as error:
            raise RowsNotKeptError(self.folder, error) from error

    def _table(self, rows: Sequence[Row]) -> pa.Table:
        import pyarrow as pa

        cells = np.concatenate([row.totals.reshape(-1) for row in rows])
        size = self.shape[0] * self.shape[1]
        return pa.table(
            {
                "key": pa.array([row.key for row in rows], pa.string()),
                "status": pa.array([row.status for row in rows], pa.string()),
                "message": pa.array([row.message for row in rows], pa.string()),
                "totals": pa.FixedSizeListArray.from_arrays(pa.array(cells, pa.int64()), size),
            }
        )

    def _rows(self, content: bytes, wanted: Collection[str]) -> Iterator[Row]:
        """Yield the wanted rows of a whole file."""
        import pyarrow.parquet as pq

        table = pq.read_table(io.BytesIO(content)).combine_chunks()
        totals = table["totals"].combine_chunks().flatten().to_numpy().reshape(-1, *self.shape)
        texts = [table[name].to_pylist() for name in ("key", "status", "message")]
        for number, (key, status, message) in enumerate(zip(*texts, strict=True)):
            if key in wanted:
                yield Row(key, status, message, totals[number])


__all__ = ["FOLDER", "Row", "RowStore", "RowsNotKeptError", "plain", "row_key", "said_of",
           "world_of"]  # fmt: skip
