"""The folder of one ensemble: its manifest, and its tables, put together from the pool's batches.

<out>/pool/...                       finished batches of all ensembles
<out>/<scenario>-<key>/manifest.json what was run, with what, and when
                      /quarters.parquet, years.parquet, runs.parquet
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from sim.runs import files, keys, tidy
from sim.runs.plan import RunPlan
from sim.runs.pool import Pool, RunRecord

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

MANIFEST, POOL = "manifest.json", "pool"
QUARTERS, YEARS, RUNS = "quarters.parquet", "years.parquet", "runs.parquet"
KEY_IN_NAME = 12
REQUIRED = {
    "key", "scenario", "created", "status", "total", "batches", "failed", "tables", "executions",
}  # fmt: skip
UNFINISHED, COMPLETE, DAMAGED = "unfinished", "complete", "damaged"


class StoreError(RuntimeError):
    """What was asked of the store is not there, not whole, or not one thing."""


@dataclass(frozen=True)
class Failure:
    """A run that gave no figures: which one, and why.

    Attributes:
        status: "refused" if the law stops it every time, "broken" if the next start tries again.
        error: name of the error's class.
        message: what the error says.
    """

    variant: str
    run: int
    run_key: str
    status: Literal["refused", "broken"]
    error: str
    message: str


@dataclass(frozen=True)
class RunSummary:
    """One line of the list of ensembles.

    Attributes:
        status: "complete", "unfinished", or "damaged" if the manifest cannot be read; of a damaged
            one only the folder is known.
        done: runs that are finished, failed ones among them.
        failed: runs that gave no figures; counted when the ensemble is complete.
    """

    folder: Path
    status: str
    key: str = ""
    scenario_id: str = ""
    created: str = ""
    total: int = 0
    done: int = 0
    failed: int = 0


@dataclass(frozen=True)
class StoredRun:
    """An ensemble that is complete.

    Attributes:
        folder: where its manifest and tables are.
        manifest: what was run, with what, and when.
        repaired: names of batch files that were found damaged and made again by this start.
    """

    folder: Path
    manifest: Mapping[str, Any]
    repaired: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Key of the ensemble."""
        return str(self.manifest["key"])

    def quarters(self, **only: str) -> pd.DataFrame:
        """Return the quarterly table: `sim.runs.tidy.COLUMNS`.

        Args:
            only: columns by name, each with the one value whose rows are wanted.

        Raises:
            StoreError: the file is gone or damaged.
        """
        import pyarrow.compute as pc

        table = self._table(QUARTERS)
        for name, value in only.items():
            table = table.filter(pc.equal(table[name], value))
        return table.to_pandas()

    def years(self) -> pd.DataFrame:
        """Return the yearly table, in the same columns.

        Raises:
            StoreError: the file is gone or damaged.
        """
        return self._table(YEARS).to_pandas()

    def failures(self) -> list[Failure]:
        """Return the runs that gave no figures.

        Raises:
            StoreError: the file is gone or damaged.
        """
        return [
            Failure(
                row["variant"], row["run"], row["run_key"],
                row["status"], row["error"], row["message"],
            )
            for row in self._table(RUNS).to_pylist()
            if row["status"] != "done"
        ]  # fmt: skip

    def is_whole(self) -> bool:
        """Say whether it is complete, and every table is there as the manifest says."""
        if self.manifest["status"] != COMPLETE:
            return False
        try:
            for name in self.manifest["tables"]:
                self._content(name)
        except StoreError:
            return False
        return True

    def _table(self, name: str) -> pa.Table:
        import pyarrow as pa
        import pyarrow.parquet as pq

        return pq.read_table(pa.BufferReader(self._content(name)))

    def _content(self, name: str) -> bytes:
        path = self.folder / name
        wanted = self.manifest["tables"][name]
        if not path.exists() or keys.digest_of_bytes(content := path.read_bytes()) != wanted:
            raise StoreError(f"{path} is gone or damaged. The same command makes it again.")
        return content


def folder_of(plan: RunPlan, out: Path) -> Path:
    """Return the folder of a plan's tables below `out`."""
    readable = re.sub(r"[^A-Za-z0-9_.-]+", "_", plan.scenario_id)[:60]
    return out / f"{readable}-{plan.key[:KEY_IN_NAME]}"


def read_manifest(folder: Path) -> dict[str, Any] | None:
    """Return the manifest of a folder, and None if there is none that can be read."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return manifest if isinstance(manifest, dict) and manifest.keys() >= REQUIRED else None


def write_manifest(folder: Path, manifest: Mapping[str, Any]) -> None:
    """Write a manifest whole.

    Raises:
        OSError: the disk is full, or the folder cannot be written to.
    """
    text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True)
    files.write_bytes(folder / MANIFEST, f"{text}\n".encode())


def begin(plan: RunPlan, out: Path) -> dict[str, Any]:
    """Return the manifest of a plan: the one that is there, else a new one, written as unfinished.

    Raises:
        OSError: the disk is full, or the folder cannot be written to.
    """
    folder = folder_of(plan, out)
    found = read_manifest(folder)
    if found is not None and found["key"] == plan.key:
        return found
    manifest = plan.record() | {
        "status": UNFINISHED,
        "created": now(),
        "total": plan.total,
        "batches": {batch.key: "" for batch in plan.batches()},
        "failed": 0,
        "tables": {},
        "executions": [],
    }
    write_manifest(folder, manifest)
    return manifest


def note(
    plan: RunPlan,
    out: Path,
    manifest: Mapping[str, Any],
    change: Mapping[str, Any],
    entry: Mapping[str, Any],
) -> dict[str, Any]:
    """Write a change and one start's entry into the manifest, and return it.

    Args:
        plan: what was run.
        out: the folder of all ensembles.
        manifest: what to start from if the one on disk has been damaged since.
        change: fields to be set.
        entry: how a start went.

    Raises:
        OSError: the disk is full, or the folder cannot be written to.
    """
    folder = folder_of(plan, out)
    current = read_manifest(folder) or dict(manifest)  # another start may have written meanwhile
    current |= {**change, "executions": [*current["executions"], entry]}
    write_manifest(folder, current)
    return current


def compact(plan: RunPlan, out: Path) -> dict[str, Any]:
    """Put the tables together from the pool, and return what the manifest says of them.

    Rows are in the order of variants, runs, and what they are about; their bytes depend on the
    plan alone.

    Raises:
        LostBatchError: a batch is gone or damaged since it was finished.
        OSError: the disk is full, or the folder cannot be written to.
    """
    folder, pool = folder_of(plan, out), Pool(out / POOL)
    records: list[RunRecord] = []
    names: dict[str, str] = {}
    with _table_files(folder) as (quarters, years):
        for batch in plan.batches():
            stored = pool.load(batch)
            rows = stored.table()
            quarters.add(rows)
            years.add(tidy.years_of(rows))
            records.extend(stored.records)
            names[batch.key] = stored.path.name
    files.write_bytes(folder / RUNS, files.parquet_bytes(_runs_table(records)))
    return {
        "status": COMPLETE,
        "batches": names,
        "failed": sum(record.status != "done" for record in records),
        "tables": {
            name: keys.digest_of_bytes((folder / name).read_bytes())
            for name in (QUARTERS, YEARS, RUNS)
        },
    }


@contextmanager
def _table_files(folder: Path) -> Iterator[tuple[files.TableFile, files.TableFile]]:
    """Open both tables, and put them in place when all rows are in."""
    with ExitStack() as stack:
        quarters, years = (
            stack.enter_context(files.TableFile(path, tidy.schema()))
            for path in [
                stack.enter_context(files.replacing(folder / name)) for name in (QUARTERS, YEARS)
            ]
        )
        yield quarters, years


def _runs_table(records: list[RunRecord]) -> pa.Table:
    """Return how each run ended, as a table."""
    import pyarrow as pa

    names = RunRecord.__dataclass_fields__
    kinds = [(name, pa.int64() if name == "run" else pa.string()) for name in names]
    columns = {name: [getattr(record, name) for record in records] for name in names}
    return pa.table(columns, schema=pa.schema(kinds))


def open_run(path_or_key: str | Path, out: Path) -> StoredRun:
    """Open an ensemble by its folder, by its folder's name, or by the start of its key.

    Args:
        path_or_key: the folder, its name below `out`, or the first letters of one key.
        out: the folder of all ensembles.

    Raises:
        StoreError: none or several fit, or the one that fits is unfinished or damaged.
    """
    wanted = str(path_or_key)
    there = list_runs(out)
    if (Path(path_or_key) / MANIFEST).is_file():
        folder = Path(path_or_key)
    else:
        fit = [one.folder for one in there if wanted and one.key.startswith(wanted)]
        fit = [one.folder for one in there if one.folder.name == wanted] or fit
        if len(fit) != 1:
            listed = ", ".join(one.folder.name for one in there) or "none"
            amount = "no ensemble" if not fit else f"{len(fit)} ensembles"
            raise StoreError(f"{amount} in {out} by the name {wanted!r}; there are: {listed}")
        folder = fit[0]
    manifest = read_manifest(folder)
    if manifest is None:
        raise StoreError(f"{folder / MANIFEST} is damaged. The same command makes it again.")
    if manifest["status"] != COMPLETE:
        raise StoreError(f"{folder} is unfinished. The command that began it goes on from there.")
    return StoredRun(folder, manifest)


def list_runs(out: Path) -> list[RunSummary]:
    """Return all ensembles below a folder, by scenario and date."""
    pool = Pool(out / POOL)
    found = [_summary(path.parent, pool) for path in out.glob(f"*/{MANIFEST}")]
    return sorted(found, key=lambda one: (one.scenario_id, one.created, one.folder.name))


def _summary(folder: Path, pool: Pool) -> RunSummary:
    manifest = read_manifest(folder)
    if manifest is None:
        return RunSummary(folder, DAMAGED)
    total = int(manifest["total"])
    done = total
    if manifest["status"] != COMPLETE:
        names = [path for key in manifest["batches"] for path in pool.names(key)[:1]]
        done = sum(_runs_in_name(path) for path in names)
    return RunSummary(
        folder=folder,
        status=str(manifest["status"]),
        key=str(manifest["key"]),
        scenario_id=str(manifest["scenario"]),
        created=str(manifest["created"]),
        total=total,
        done=done,
        failed=int(manifest["failed"]),
    )


def _runs_in_name(path: Path) -> int:
    """Return how many runs a batch holds, as its file name says: variant-first-last-key-digest."""
    first, last = path.stem.split("-")[1:3]
    return int(last) - int(first) + 1


def now() -> str:
    """Return the time to the second, as UTC in ISO 8601."""
    return datetime.now(UTC).isoformat(timespec="seconds")
