"""Every row of the register stands in its document's file, and nothing else does."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from scenarios.instrument_schema import Instrument
from scenarios.policy_folder import load_policies
from scenarios.policy_schema import Policy
from scenarios.register import (
    Entry,
    Row,
    entries,
    entries_by_row,
    read_register,
    register_problems,
    rows_named,
)

ROWS = read_register()
KNOWN = frozenset(row.id for row in ROWS)
POLICIES = load_policies()
PARTS = ("instruments", "relations", "pots", "targets", "without_effect")

# Rows of part A by document: of clauses, and of targets. The summary of the clause list counts the
# same. 001 has no table of targets: its one target, 001.25, is also one of its 40 clauses, so that
# its rows are 40 and not 41.
COUNTS = {"000": (39, 12), "001": (40, 1), "002": (26, 14), "003": (37, 17), "004": (37, 0)}
ROWS_IN_ALL = {"A": 222, "B": 33}

# Records that stand for a row, where they are not one: rows that do two things, a budget that is
# two pots, printed targets of several figures or years.
RECORDS = {
    "002.IV.3d": 2, "003.III.1a": 2, "004.14a": 2, "004.17b": 2,
    "B.sz2019": 2, "B.gd2018": 2, "B.gd2021": 2, "B.vat": 2,
    "002.T3": 3, "002.T12": 3, "003.T2": 2, "003.T3": 2, "003.T8": 2, "003.T9": 2, "003.T13": 2,
    "003.T14": 2,
}  # fmt: skip


def found_problems(policies: list[Policy]) -> list[str]:
    """What the register says against the files, and rows with too few or too many records."""
    problems = list(register_problems(policies, ROWS))
    for policy in policies:
        for row, records in entries_by_row(policy, ROWS).items():
            if records and len(records) != RECORDS.get(row, 1):
                problems.append(f"{row} is {len(records)} records in policy {policy.id}")
    return problems


def test_every_row_stands_in_its_documents_file_and_no_other_row_does() -> None:
    assert found_problems(POLICIES) == []


def test_rows_are_distinct_and_as_many_as_the_documents_have() -> None:
    assert len(KNOWN) == len(ROWS)
    assert Counter(row.part for row in ROWS) == ROWS_IN_ALL
    files = {policy.document.key: policy for policy in POLICIES}
    assert len(files) == len(POLICIES)
    for key, (clauses, targets) in COUNTS.items():
        rows = [row for row in ROWS if row.document == key]
        assert sum(not row.is_target_row for row in rows) == clauses, key
        held = {row for target in files[key].targets for row in rows_named(target, KNOWN)}
        assert len(held) == targets, key
        assert {row.id for row in rows if row.is_target_row} <= held
        assert all(row.part == "A" and row.id.startswith(f"{key}.") for row in rows)
    assert {row.document for row in ROWS if row.part == "A"} == set(COUNTS)


def test_rows_say_what_they_are() -> None:
    codes = re.compile(r"[IFXLRSGQT]\d")
    assert all(codes.fullmatch(kind) for row in ROWS for kind in row.kinds)
    kinds = {row.id: row.kinds for row in ROWS}
    for policy in POLICIES:
        for target in policy.targets:
            (row,) = rows_named(target, KNOWN)
            assert target.type in kinds[row], target.id
        for clause in policy.without_effect:
            if clause.id in kinds:
                assert tuple(clause.kind.split(", ")) == kinds[clause.id], clause.id


@cache
def without_row(row: str) -> list[Policy]:
    """The files with one row taken out wherever it is named."""
    spoilt = []
    for policy in POLICIES:
        parts: dict[str, list[Entry]] = {}
        for part in PARTS:
            kept: list[Entry] = []
            for entry in getattr(policy, part):
                named = rows_named(entry, KNOWN)
                left = [name for name in named if name != row]
                if len(left) == len(named):
                    kept.append(entry)
                elif "clauses" in type(entry).model_fields:
                    kept.append(entry.model_copy(update={"clauses": left}))
            parts[part] = kept
        spoilt.append(policy.model_copy(update=parts))
    return spoilt


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_a_row_taken_out_of_the_files_is_missed(row: Row) -> None:
    (told,) = found_problems(without_row(row.id))
    assert told.startswith(f"{row.id} stands nowhere in policy ")


# Each record that stands for a row: number of its policy, part, number in it.
PLACES = [
    pytest.param(number, part, index, id=entry.id)
    for number, policy in enumerate(POLICIES)
    for part in PARTS
    for index, entry in enumerate(getattr(policy, part))
    if rows_named(entry, KNOWN)
]


@pytest.mark.parametrize(("number", "part", "index"), PLACES)
def test_a_record_taken_out_of_its_file_is_missed(number: int, part: str, index: int) -> None:
    policy = POLICIES[number]
    left = list(getattr(policy, part))
    gone = left.pop(index)
    spoilt = [*POLICIES]
    spoilt[number] = policy.model_copy(update={part: left})
    rows = set(rows_named(gone, KNOWN))
    told = found_problems(spoilt)
    assert {problem.split(" ")[0] for problem in told} == rows


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_a_row_taken_out_of_the_register_is_missed(row: Row) -> None:
    rows = [other for other in ROWS if other != row]
    policy = next(policy for policy in POLICIES if policy.document.key == row.document)
    told = list(register_problems([policy], rows))
    heads = (f"{row.id} of ", f"{row.id}@", f"{row.id}.")
    assert any(problem.startswith(heads) for problem in told)


def test_a_row_in_another_documents_file_and_a_document_without_a_file_are_told() -> None:
    first, second = POLICIES[0], POLICIES[1]
    foreign = second.without_effect[0]
    moved = first.model_copy(update={"without_effect": [*first.without_effect, foreign]})
    told = list(register_problems([moved, *POLICIES[1:]], ROWS))
    assert told == [f"{foreign.id} of {foreign.id} is no row of document {first.document.key}"]
    told = list(register_problems(POLICIES[1:], ROWS))
    assert told == [f"no policy file has the document {first.document.key}"]


# ---------------------------------------------------------------- citations and bases


ENTRIES = [(policy, entry) for policy in POLICIES for entry in entries(policy)]
INSTRUMENTS = [(policy, rule) for policy, rule in ENTRIES if isinstance(rule, Instrument)]
BY_NAME = {"argvalues": INSTRUMENTS, "ids": [rule.id for _policy, rule in INSTRUMENTS]}
DOCUMENTS = {policy.document.key for policy in POLICIES} | KNOWN


@pytest.mark.parametrize(("policy", "rule"), **BY_NAME)
def test_an_instrument_cites_document_and_article_and_stands_for_a_row(
    policy: Policy, rule: Instrument
) -> None:
    assert rule.cites and rule.clauses
    for cited in rule.cites:
        assert cited.document in DOCUMENTS, cited
        assert cited.article.strip()
    own = {cited.document for cited in rule.cites}
    rows = set(rule.clauses)
    # A seed's instrument cites the seed; one from outside the rules that it stands for.
    expected = {policy.document.key} if policy.document.status == "seed" else rows
    assert own & expected


def test_everything_else_that_has_a_figure_cites_a_known_document() -> None:
    for _policy, entry in ENTRIES:
        for cited in getattr(entry, "cites", ()):
            assert cited.document in DOCUMENTS, (entry.id, cited)


def parts_of(value: Any, path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every mapping inside a dumped record, with the way to it."""
    if isinstance(value, dict):
        yield path, value
        for name, inner in value.items():
            yield from parts_of(inner, f"{path}.{name}")
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from parts_of(inner, f"{path}.{number}")


def test_a_figure_that_is_assumed_or_from_outside_has_a_basis() -> None:
    marked = ranged = 0
    for _policy, entry in ENTRIES:
        for path, part in parts_of(entry.model_dump(), entry.id):
            if part.get("status") in ("assumed", "outside"):
                marked += 1
                assert part["basis"].strip(), path
            if {"value", "low", "high"} <= set(part):
                ranged += 1
                assert part["basis"].strip(), path
                assert part["low"] < part["high"], path
    assert marked >= 3 and ranged >= 10


def test_an_outside_document_has_its_grade_and_a_seed_has_none() -> None:
    for policy in POLICIES:
        outside = policy.document.status == "outside"
        assert outside == (policy.document.key not in COUNTS)
        assert (policy.document.grade is not None) == outside


def test_a_pot_that_no_document_prints_has_its_range() -> None:
    for policy in POLICIES:
        for pot in policy.pots:
            assert not isinstance(pot.appropriation, int), pot.id
            assert pot.appropriation.low < pot.appropriation.value < pot.appropriation.high
