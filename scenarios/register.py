"""The register: every clause, target and outside rule of the documents, one a row.

`register.csv` says what there is; the policy files say what becomes of it. A row stands in the file
of its document as an instrument, a rule between instruments, a pot, a target, or as a clause that
is recorded without effect. A printed target of several figures is several records under one row:
002.T3@2019 and 002.T12.b belong to 002.T3 and 002.T12.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from scenarios.instrument_schema import Instrument
from scenarios.policy_schema import ClauseWithoutEffect, Policy, Pot, Relation, Target

REGISTER = Path(__file__).parent / "register.csv"
Entry = Instrument | Relation | Pot | Target | ClauseWithoutEffect


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the register.

    Attributes:
        id: such as 004.3a, 002.T5, B.tiers.
        document: key of the document that it stands in.
        kinds: codes of what it is, the main one first.
        part: A for the seeds, B for what is known from outside.
    """

    id: str
    document: str
    kinds: tuple[str, ...]
    part: str

    @property
    def is_target_row(self) -> bool:
        """Whether it stands in a table of targets, not among the clauses."""
        return re.fullmatch(r"00\d\.T\d+", self.id) is not None


def read_register(path: Path = REGISTER) -> tuple[Row, ...]:
    """All rows in order."""
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(
            Row(line["id"], line["document"], tuple(line["kind"].split(", ")), line["part"])
            for line in csv.DictReader(file)
        )


def entries(policy: Policy) -> Iterator[Entry]:
    """Every record of a policy that stands for rows of the register."""
    yield from policy.instruments
    yield from policy.relations
    yield from policy.pots
    yield from policy.targets
    yield from policy.without_effect


def rows_named(entry: Entry, known: frozenset[str]) -> tuple[str, ...]:
    """Rows that a record says it stands for, known or not: its clauses, or its own id.

    A target or a clause without effect may be a version or a part of a row.
    """
    if not isinstance(entry, Target | ClauseWithoutEffect):
        return tuple(entry.clauses)
    head = re.sub(r"(@\d{4}|\.[a-z]+)$", "", entry.id)
    return (head if entry.id not in known and head in known else entry.id,)


def entries_by_row(policy: Policy, rows: Sequence[Row]) -> dict[str, list[Entry]]:
    """Records of a policy under each row of its document, in the register's order."""
    known = frozenset(row.id for row in rows)
    found: dict[str, list[Entry]] = {
        row.id: [] for row in rows if row.document == policy.document.key
    }
    for entry in entries(policy):
        for row in rows_named(entry, known):
            if row in found:
                found[row].append(entry)
    return found


def register_problems(policies: Sequence[Policy], rows: Sequence[Row]) -> Iterator[str]:
    """Rows that no file has, and what a file names that is no row of its document."""
    known = {row.id: row.document for row in rows}
    files = {policy.document.key: policy for policy in policies}
    for document in sorted(set(known.values()) - set(files)):
        yield f"no policy file has the document {document}"
    for policy in policies:
        for row, records in entries_by_row(policy, rows).items():
            if not records:
                yield f"{row} stands nowhere in policy {policy.id}"
        for entry in entries(policy):
            for row in rows_named(entry, frozenset(known)):
                if known.get(row) != policy.document.key:
                    yield f"{row} of {entry.id} is no row of document {policy.document.key}"
