"""Sweeps and ensembles that are kept: a list of both, one of them, its table in one file."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from results.refusal import refusal
from results.sweeping.tables import COMPLETE, MANIFEST, SWEEPS, YEARS

if TYPE_CHECKING:
    import pandas as pd

RUN, SWEEP = "run", "sweep"
DAMAGED = "damaged"
FORMATS = (".csv", ".parquet")


@dataclass(frozen=True)
class Kept:
    """One line of the list.

    Attributes:
        kind: "run" for an ensemble of `jigai run`, "sweep" for a sweep.
        status: "complete", "unfinished", "incomplete" (runs broke off) or "damaged".
        done: runs that are finished; None where that is not counted.
        changed: when its manifest was written last, UTC to the minute.
    """

    kind: str
    folder: Path
    key: str
    name: str
    status: str
    done: int | None
    total: int
    failed: int
    changed: str


def list_kept(out: Path) -> list[Kept]:
    """All ensembles and sweeps below a folder, by kind, name and key."""
    from sim.runs import list_runs

    found = [
        Kept(RUN, one.folder, one.key, one.scenario_id, one.status, one.done, one.total,
             one.failed, _changed(one.folder))
        for one in list_runs(out)
    ]  # fmt: skip
    found += [_sweep(path.parent) for path in out.glob(f"{SWEEPS}/*/{MANIFEST}")]
    return sorted(found, key=lambda one: (one.kind, one.name, one.folder.name))


def _sweep(folder: Path) -> Kept:
    record = read_record(folder)
    if record is None:
        return Kept(SWEEP, folder, "", folder.name, DAMAGED, None, 0, 0, _changed(folder))
    total, status = int(record["runs"]), str(record["status"])
    return Kept(
        SWEEP, folder, str(record["key"]), str(record["sweep"]), status,
        total if status == COMPLETE else None, total, int(record.get("failed", 0)),
        _changed(folder),
    )  # fmt: skip


def read_record(folder: Path) -> dict[str, Any] | None:
    """The manifest of a sweep; None where it cannot be read."""
    try:
        record = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    needed = {"key", "sweep", "status", "runs", "variants", "rows", "replicates", "seed"}
    return record if isinstance(record, dict) and record.keys() >= needed else None


def find(path_or_key: str, out: Path) -> Kept:
    """The one that is meant: a folder, its name, or the first letters of its key.

    Raises:
        InputError: none or several fit.
    """
    there = list_kept(out)
    given = Path(path_or_key)
    fit = [one for one in there if given.is_dir() and one.folder.resolve() == given.resolve()]
    fit = fit or [one for one in there if one.folder.name == path_or_key]
    fit = fit or [one for one in there if one.key and one.key.startswith(path_or_key)]
    fit = fit or [one for one in there if one.name == path_or_key]
    if len(fit) != 1:
        message = "several begin so" if fit else f"nothing of this name is kept in {out}"
        raise refusal("RUN", message, path_or_key, [one.folder.name for one in fit or there])
    return fit[0]


def manifest_of(kept: Kept) -> Mapping[str, Any]:
    """What was run, with what.

    Raises:
        InputError: the manifest is damaged.
    """
    from sim.runs import store

    record = read_record(kept.folder) if kept.kind == SWEEP else store.read_manifest(kept.folder)
    if record is None:
        raise refusal(
            "RUN", f"{kept.folder / MANIFEST} is damaged; the same command makes it again"
        )
    return record


def years_of(kept: Kept) -> pd.DataFrame:
    """The tidy yearly table; of a sweep beside what each row set.

    Raises:
        InputError: it is unfinished, or its table is gone or damaged.
    """
    import pandas as pd

    from sim.runs import StoredRun, StoreError, keys

    if kept.status != COMPLETE:
        raise refusal(
            "RUN", f"{kept.folder.name} is {kept.status}; the command that began it ends it"
        )
    manifest = manifest_of(kept)
    if kept.kind == RUN:
        try:
            return StoredRun(kept.folder, manifest).years()
        except StoreError as error:
            raise refusal("RUN", str(error)) from None
    for name, digest in manifest["tables"].items():
        path = kept.folder / name
        if not path.is_file() or keys.digest_of_bytes(path.read_bytes()) != digest:
            raise refusal("RUN", f"{path} is gone or damaged; the same command makes it again")
    points = pd.read_csv(kept.folder / "points.csv", low_memory=False)
    years = pd.read_parquet(kept.folder / YEARS)
    return years.merge(points, on="row", how="left", validate="many_to_one")


def export(kept: Kept, target: Path) -> int:
    """Write the yearly table to one file, by its ending; return the number of rows.

    Raises:
        InputError: another ending; or as `years_of`.
        OSError: the file cannot be written.
    """
    from sim.runs import files

    if target.suffix not in FORMATS:
        raise refusal("--to", "the file ends in", target.suffix or target.name, list(FORMATS))
    table = years_of(kept)
    with files.replacing(target) as temporary:
        if target.suffix == ".csv":
            # The mark at the start tells spreadsheets that the file is UTF-8.
            table.to_csv(temporary, index=False, encoding="utf-8-sig", lineterminator="\n")
        else:
            table.to_parquet(temporary, index=False)
    return len(table)


def _changed(folder: Path) -> str:
    written = (folder / MANIFEST).stat().st_mtime
    return f"{dt.datetime.fromtimestamp(written, dt.UTC):%Y-%m-%d %H:%M}"


__all__ = ["FORMATS", "Kept", "export", "find", "list_kept", "manifest_of", "years_of"]
