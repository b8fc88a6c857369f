"""The research findings that declarations and equations rest on, by their ids."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from results.model_pages.law_source import ROOT

FINDINGS = ROOT / "calibration" / "evidence" / "findings.csv"
_ID = r"(?:TAX|GRA|CRE|NOT|LUM|POP|ADO|LAN)-\d\d"
_SPAN = re.compile(rf"({_ID})(?:(?: to |\.\.)(?:([A-Z]{{3}})-)?(\d\d))?(?![-\d])")


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding: what was found, where it was printed, whether the print was seen."""

    id: str
    fact: str
    source: str
    seen: bool


@cache
def findings() -> Mapping[str, Finding]:
    """All findings but those kept for validation."""
    with FINDINGS.open(encoding="utf-8", newline="") as file:
        return {
            row["id"]: Finding(
                row["id"], row["fact"], row["source"], row["seen_in_source"] == "yes"
            )
            for row in csv.DictReader(file)
        }


def findings_named(text: str) -> list[str]:
    """Ids that a text names, "LUM-01 to LUM-03", "LUM-01 to 03" and "LUM-01..03" written out."""
    named: dict[str, None] = {}
    for first, _letters, last in _SPAN.findall(text):
        letters, number = first.split("-")
        for step in range(int(number), int(last or number) + 1):
            named[f"{letters}-{step:02d}"] = None
    return list(named)
