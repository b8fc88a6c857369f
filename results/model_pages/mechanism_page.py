"""docs/model/mechanisms.md: M1 to M11, each with switch, parameters, law and evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from results.model_pages.declarations import behaviour, mechanisms
from results.model_pages.equation_entries import Entry
from results.model_pages.findings import findings_named
from results.model_pages.law_source import law_functions, readers_of
from results.model_pages.markdown import MADE, function_link, page_text
from results.model_pages.parameter_page import finding_table
from results.policy_pages.markdown import cell, table
from scenarios.errors import InputError
from scenarios.quantities import Mechanism, Record
from scenarios.validation import check
from scenarios.yaml_document import read_document
from sim.declared import READ_AT_PREPARATION, SWITCH

TEXTS = Path(__file__).parent / "mechanism_texts.yaml"
INTRODUCTION = """\
The evidence asks for eleven mechanisms. Each is a named part of the law with a switch, so that a
world without it can be run: `--set mechanism.finance=off`, or `set: {mechanism.finance: off}` in a
scenario. Switching one off shows what it is there for; it is no statement about the world."""


class TextFile(Record):
    """What each mechanism is, in words."""

    texts: dict[str, str]


@cache
def texts() -> Mapping[str, str]:
    """Text of each mechanism by its name.

    Raises:
        InputError: with every fault of the file.
    """
    record, faults = check(TextFile, read_document(TEXTS, TEXTS.name))
    if record is None:
        raise InputError(faults)
    return record.texts


def mechanism_page(entries: Mapping[str, Entry]) -> str:
    """Text of docs/model/mechanisms.md."""
    rows = [
        (f"[{row.id}](#{row.id.lower()})", f"{cell(row.label.en)} {cell(row.label.zh)}",
         f"`mechanism.{name}`", row.switch)
        for name, row in mechanisms().items()
    ]  # fmt: skip
    lines = ["# Mechanisms", "", MADE, "", INTRODUCTION, ""]
    lines += table(("id", "mechanism", "switch", "default"), rows)
    for name, row in mechanisms().items():
        lines += mechanism_section(name, row, entries)
    return page_text(lines)


def mechanism_section(name: str, row: Mechanism, entries: Mapping[str, Entry]) -> list[str]:
    """One mechanism."""
    owned = [
        f"[`{key}`](parameters/behaviour.{key}.md)"
        for key, parameter in behaviour().parameters.items()
        if parameter.mechanism == row.id
    ]
    functions = law_functions()
    part = [
        f"[`{functions[key].name}`](equations.md#{functions[key].name})"
        for key, entry in entries.items()
        if row.id in entry.mechanism and key in functions
    ]
    facts = [
        ("Chinese", row.label.zh),
        ("switch", f"`mechanism.{name}`, {row.switch} unless set"),
        ("without it", f"{cell(row.without.en)} ({cell(row.without.zh)})"),
        ("evidence", cell(row.evidence)),
        ("parameters", ", ".join(owned) or "none of its own"),
        ("law functions", ", ".join(part) or "none"),
        ("switch read by", ", ".join(switch_readers(name)) or "nothing"),
    ]
    return [
        f'## {row.id}',
        "",
        f"**{row.label.en}.** {texts().get(name, '').strip()}",
        "",
        *table(("", ""), facts),
        *finding_table(findings_named(row.evidence)),
    ]  # fmt: skip


def switch_readers(name: str) -> Iterable[str]:
    """What asks whether the mechanism is on."""
    field = f"{SWITCH}{name}"
    found = [function_link(function) for function in readers_of("behaviour", field)]
    at_preparation = READ_AT_PREPARATION["behaviour"].get(field)
    return [*found, f"`{at_preparation}`"] if at_preparation else found
