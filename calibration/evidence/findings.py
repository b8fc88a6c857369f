"""The table of findings: one row a published result, with its interval and population."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

TABLE = Path(__file__).with_name("findings.csv")


@dataclass(frozen=True)
class Finding:
    """A published result.

    Attributes:
        id: name of the row.
        use: "calibration" or "neither".
        fact: what was found, in words.
        statistic: what was measured.
        low: lower end of the published interval; None where only a sign or form was published.
        high: its upper end.
        unit: of point and interval.
        population: whom it was found for.
        source: where it was published.
        test: how the row says that it can be tested in a model.
        interval_basis: where the interval comes from; a tolerance band is no confidence interval.
    """

    id: str
    use: str
    fact: str
    statistic: str
    low: float | None
    high: float | None
    unit: str
    population: str
    source: str
    test: str
    interval_basis: str


def findings(path: Path = TABLE) -> dict[str, Finding]:
    """All rows by id.

    Raises:
        ValueError: an id stands twice.
    """
    found: dict[str, Finding] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["id"] in found:
                raise ValueError(f"{row['id']} stands twice in {path.name}")
            found[row["id"]] = Finding(
                row["id"], row["use"], row["fact"], row["statistic"], _number(row["low"]),
                _number(row["high"]), row["unit"], row["population"], row["source"],
                row["how_to_test_in_the_model"], row["interval_basis"],
            )  # fmt: skip
    return found


def calibration_findings() -> dict[str, Finding]:
    """The rows that calibration may use, by id."""
    return {name: row for name, row in findings().items() if row.use == "calibration"}


def _number(text: str) -> float | None:
    return float(text) if text.strip() else None
