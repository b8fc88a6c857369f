"""Keeping a study beside its tables, so that a stored run can be shown without its scenario."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from results.study import (
    InstrumentName,
    MeasureName,
    Observation,
    PosteriorNote,
    Study,
    Target,
    Task,
    Text,
)

NAME = "study.json"


def write_study(study: Study, folder: Path) -> None:
    """Write what the tables and charts of a run need to know.

    Raises:
        OSError: the folder cannot be written to.
    """
    record = asdict(study) | {"announced": study.announced.isoformat()}
    text = json.dumps(record, ensure_ascii=False, indent=1, default=str)
    unfinished = folder / f"{NAME}.part"
    unfinished.write_text(f"{text}\n", encoding="utf-8")
    unfinished.replace(folder / NAME)


def read_study(folder: Path) -> Study:
    """Read what `write_study` wrote.

    Raises:
        FileNotFoundError: there is no such file in the folder.
        ValueError: the file is not one of this program's.
    """
    record = json.loads((folder / NAME).read_text(encoding="utf-8"))
    try:
        return _study(record)
    except (KeyError, TypeError) as error:
        raise ValueError(f"{folder / NAME} is of another version: {error}") from error


def _study(record: dict[str, Any]) -> Study:
    def texts(part: dict[str, Any]) -> dict[str, Text]:
        return {name: Text(**value) for name, value in part.items()}

    def labelled(part: dict[str, Any]) -> dict[str, Any]:
        return part | {"label": Text(**part["label"])}

    def posterior(part: dict[str, Any] | None) -> PosteriorNote | None:
        if part is None:
            return None
        lists = {name: tuple(part[name]) for name in ("free", "learned", "held")}
        return PosteriorNote(**part | lists | {"title": Text(**part["title"])})

    changed = {
        "title": Text(**record["title"]),
        "place": Text(**record["place"]),
        "announced": dt.date.fromisoformat(record["announced"]),
        "posterior": posterior(record.get("posterior")),
        "targets": tuple(Target(**labelled(part)) for part in record["targets"]),
        "tasks": tuple(
            Task(**part | {"plan_title": Text(**part["plan_title"])}) for part in record["tasks"]
        ),
        "observations": tuple(Observation(**part) for part in record["observations"]),
        "instruments": {
            name: InstrumentName(**labelled(part)) for name, part in record["instruments"].items()
        },
        "measures": {
            name: MeasureName(**labelled(part)) for name, part in record["measures"].items()
        },
        **{name: texts(record[name]) for name in ("variants", "groups", "districts")},
    }
    return Study(**(record | changed))
