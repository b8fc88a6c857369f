"""The tables of a sweep and its manifest: files whose bytes depend on the plan alone.

<out>/sweeps/<id>-<key>/points.csv     what each row set: point, draw, quantities
                       /outcomes.csv   a row a run: its outcomes
                       /years.parquet  a row a run, year and measure
                       /failures.csv   runs without figures, each with its reason
                       /manifest.json  what was run, with what
"""

from __future__ import annotations

import csv
import io
import json
import platform
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from results.sweeping.carry_out import Swept
from results.sweeping.plan import SweepPlan

if TYPE_CHECKING:
    import pyarrow as pa

SWEEPS, MANIFEST = "sweeps", "manifest.json"
POINTS, OUTCOMES_TABLE = "points.csv", "outcomes.csv"
YEARS, FAILURES = "years.parquet", "failures.csv"
TABLES = (POINTS, OUTCOMES_TABLE, YEARS, FAILURES)
KEY_IN_NAME = 12
UNFINISHED, INCOMPLETE, COMPLETE = "unfinished", "incomplete", "complete"


def folder_of(plan: SweepPlan, out: Path) -> Path:
    """Where a sweep's tables are."""
    readable = re.sub(r"[^A-Za-z0-9_.-]+", "_", plan.sweep.file.id)[:60]
    return out / SWEEPS / f"{readable}-{plan.key[:KEY_IN_NAME]}"


class TablesNotWrittenError(OSError):
    """Tables cannot be written: the disk is full, or a file is open in another program."""

    def __init__(self, folder: Path, cause: OSError) -> None:
        reason = cause.strerror or str(cause)
        where = "" if cause.filename is None else f" ({cause.filename})"
        super().__init__(
            cause.errno,
            f"the tables cannot be written to {folder}: {reason}{where}. Finished runs are kept; "
            "make room, or close the file in other programs, and the same command writes them",
        )


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise TablesNotWrittenError(folder, error) from error


def begin(plan: SweepPlan, out: Path) -> Path:
    """Leave a manifest that says the sweep is unfinished, unless it has been finished already.

    Raises:
        TablesNotWrittenError: the disk is full, or the folder cannot be written to.
    """
    folder = folder_of(plan, out)
    if not (folder / MANIFEST).is_file():
        with _told(folder):
            _write_manifest(folder, record_of(plan) | {"status": UNFINISHED})
    return folder


def write_tables(swept: Swept, out: Path) -> Path:
    """Write all tables of a sweep, and then its manifest.

    A sweep of which runs broke off is incomplete: its tables lack what the next start may find.

    Raises:
        TablesNotWrittenError: the disk is full, or a file is open in another program.
    """
    folder = folder_of(swept.plan, out)
    with _told(folder):
        _write(swept, folder)
    return folder


def _write(swept: Swept, folder: Path) -> None:
    from sim.runs import files, keys

    files.clear_leftovers(folder)
    files.write_bytes(folder / POINTS, _csv(*_points(swept)))
    files.write_bytes(folder / OUTCOMES_TABLE, _csv(*_outcomes(swept)))
    files.write_bytes(folder / FAILURES, _csv(*_failures(swept)))
    _write_years(swept, folder / YEARS)
    failed = sum(len(found.failures()) for found in swept.found.values())
    digests = {name: keys.digest_of_bytes((folder / name).read_bytes()) for name in TABLES}
    status = INCOMPLETE if swept.broken else COMPLETE
    record = record_of(swept.plan) | {"status": status, "failed": failed, "tables": digests}
    _write_manifest(folder, record)


def record_of(plan: SweepPlan) -> dict[str, Any]:
    """What a manifest says of a plan; no day, no machine: equal sweeps have equal manifests."""
    from sim.runs import keys
    from sim.runs.rows_kept import world_of

    sweep = plan.sweep
    return {
        "key": plan.key,
        "sweep": sweep.file.id,
        "title": sweep.file.title.model_dump(),
        "design": sweep.file.model_dump(mode="json", exclude={"title"}),
        "scenario": sweep.scenario.id,
        "files": dict(sweep.scenario.file_hashes),
        "variants": list(plan.parts),
        "baseline": plan.baseline,
        "worlds": {
            name: keys.digest(world_of(part.base, plan.measures))
            for name, part in plan.parts.items()
        },
        "points": len(sweep.points),
        "rows": len(sweep.rows),
        "replicates": plan.replicates,
        "seed": plan.seed,
        "runs": plan.runs,
        "measures": list(plan.measures),
        "frame": plan.frame.record(),
        "law": keys.LOADED_LAW,
        "versions": keys.versions_in_keys(),
        "made_with": {
            "python": platform.python_version(),
            **{name: keys.versions_on_record()[name] for name in ("numba", "llvmlite")},
        },
    }


def _write_manifest(folder: Path, record: dict[str, Any]) -> None:
    from sim.runs import files

    text = json.dumps(record, ensure_ascii=False, indent=1, sort_keys=True)
    files.write_bytes(folder / MANIFEST, f"{text}\n".encode())


def _points(swept: Swept) -> tuple[Sequence[str], Iterable[Sequence[Any]]]:
    rows = swept.plan.sweep.rows
    names = list(dict.fromkeys([*swept.plan.sweep.names, *(n for r in rows for n in r.settings)]))
    table = (
        [number, row.point, "" if row.draw is None else row.draw,
         *(row.settings.get(name, "") for name in names)]
        for number, row in enumerate(rows)
    )  # fmt: skip
    return ["row", "point", "draw", *names], table


def _outcomes(swept: Swept) -> tuple[Sequence[str], Iterable[Sequence[Any]]]:
    plan, names = swept.plan, [outcome.name for outcome in swept.outcomes]
    lines: list[Sequence[Any]] = []
    for variant in plan.policies:
        columns = [swept.outcome(name, variant) for name in names]
        for row in range(len(plan.sweep.rows)):
            for replicate in range(plan.replicates):
                cells = [column[row, replicate] for column in columns]
                figures = ["" if cell is np.ma.masked else int(cell) for cell in cells]
                lines.append([variant, row, replicate, *figures])
    return ["variant", "row", "replicate", *names], lines


def _failures(swept: Swept) -> tuple[Sequence[str], Iterable[Sequence[Any]]]:
    lines: list[Sequence[Any]] = []
    for variant, found in swept.found.items():
        reasons = {failed.run: failed.message for failed in found.failures()}
        for place, line in enumerate(swept.lines(variant).tolist()):
            if line in reasons:
                row, replicate = divmod(place, swept.plan.replicates)
                lines.append([variant, row, replicate, reasons[line]])
    return ["variant", "row", "replicate", "reason"], lines


def _csv(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """A table as CSV; numbers with all their digits, yes and no as in a file of ours."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(heads)
    for row in rows:
        writer.writerow([str(cell).lower() if isinstance(cell, bool) else cell for cell in row])
    return text.getvalue().encode("utf-8")


def _write_years(swept: Swept, path: Path) -> None:
    """Write the tidy table: variants, rows, replicates, years, measures, in this order."""
    import pyarrow as pa

    from sim.runs import files

    numbers = {"row", "replicate", "year", "value"}
    names = ("variant", "row", "replicate", "year", "measure", "value", "unit")
    schema = pa.schema([(name, pa.int64() if name in numbers else pa.string()) for name in names])
    with files.replacing(path) as temporary, files.TableFile(temporary, schema) as table:
        for variant in swept.plan.parts:
            table.add(_years_of(swept, variant, schema))


def _years_of(swept: Swept, variant: str, schema: pa.Schema) -> pa.Table:
    """Rows of one variant; runs without figures have none."""
    import pyarrow as pa

    from sim.measures import MEASURES

    plan = swept.plan
    done = swept.done(variant)
    years, measures = plan.frame.years, plan.measures
    values = swept.years(variant)
    cells = np.stack([values[name][done] for name in measures], axis=2)  # runs, years, measures
    places = np.flatnonzero(done)
    each = len(years) * len(measures)
    units = [MEASURES[name].unit for name in measures]
    columns = {
        "variant": pa.repeat(variant, len(places) * each),
        "row": np.repeat(places // plan.replicates, each),
        "replicate": np.repeat(places % plan.replicates, each),
        "year": np.tile(np.repeat(years, len(measures)), len(places)),
        "measure": pa.array(list(measures) * (len(years) * len(places)), pa.string()),
        "value": cells.reshape(-1),
        "unit": pa.array(units * (len(years) * len(places)), pa.string()),
    }
    return pa.table(columns, schema=schema)


__all__ = [
    "COMPLETE", "INCOMPLETE", "MANIFEST", "SWEEPS", "TABLES", "UNFINISHED",
    "TablesNotWrittenError", "begin", "folder_of", "record_of", "write_tables",
]  # fmt: skip
