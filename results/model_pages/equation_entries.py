"""The equations as data, one file for each file of the law, and whether they keep step with it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field

from results.model_pages.declarations import mechanisms
from results.model_pages.findings import findings
from results.model_pages.law_source import LawFunction, law_functions
from scenarios.errors import Fault, InputError
from scenarios.quantities import Record
from scenarios.reading_list import READINGS
from scenarios.register import read_register
from scenarios.validation import check
from scenarios.yaml_document import read_document
from sim.declared import SWITCH

FOLDER = Path(__file__).parent / "equations"
# Rows of policy: their terms stand in the policy files, so that an equation need not explain them.
TERMS_OF_POLICY = (
    "rule", "rules", "rival", "rival_rule", "holder", "application", "claim",
    "claims",
)  # fmt: skip
COMMAND = "python -m results.model_pages --reviewed"


class Entry(Record):
    """The equation of one law function."""

    mechanism: Annotated[
        list[Annotated[str, Field(pattern=r"^M([1-9]|1[01])$")]],
        Field(default_factory=list, description="mechanisms that it belongs to; none for support"),
    ]
    equation: Annotated[str, Field(min_length=1, description="in plain mathematical notation")]
    symbols: Annotated[
        dict[str, str],
        Field(
            default_factory=dict,
            description="name in the code of each symbol: owner.field, argument, function()",
        ),
    ]
    sources: Annotated[
        list[str],
        Field(default_factory=list, description="findings, rows of the register, readings"),
    ]
    reviewed: Annotated[
        str, Field(description="fingerprint of the function when the equation was held against it")
    ]

    @property
    def fields_named(self) -> frozenset[str]:
        """Fields that the entry speaks of: symbols, own names, and M3 for the switch of M3."""
        spoken = re.findall(r"(?<![\w.])[a-z_]+\.[a-z_][a-z_0-9]*", self.equation)
        ids = re.findall(r"\bM\d+\b", self.equation)
        switches = [
            f"behaviour.{SWITCH}{name}" for name, row in mechanisms().items() if row.id in ids
        ]
        symbols = [name for name in self.symbols.values() if "." in name]
        return frozenset([*spoken, *switches, *symbols])


class EntryFile(Record):
    """The equations of one file of the law."""

    functions: dict[str, Entry]


@cache
def load_entries(folder: Path = FOLDER) -> dict[str, Entry]:
    """All entries by "file.function".

    Raises:
        InputError: with every fault of every file.
    """
    entries: dict[str, Entry] = {}
    faults: list[Fault] = []
    for path in sorted(folder.glob("*.yaml")):
        record, found = check(EntryFile, read_document(path, path.name))
        faults += found
        if record is not None:
            entries |= {f"{path.stem}.{name}": row for name, row in record.functions.items()}
    if faults:
        raise InputError(faults)
    return entries


def differences(
    entries: Mapping[str, Entry], functions: Mapping[str, LawFunction]
) -> Iterator[str]:
    """What keeps text and code from being in step, one sentence each."""
    for name in functions:
        if name not in entries:
            yield f"{name} has no equation; write one in {file_of(name)}"
    for name, entry in entries.items():
        if name not in functions:
            yield f"{name} in {file_of(name)} is no function of the law"
            continue
        for what in entry_differences(entry, functions[name]):
            yield f"{name}: {what}"


def entry_differences(entry: Entry, function: LawFunction) -> Iterator[str]:
    """What is not true of one function any more."""
    read = {name for name in function.reads if name.split(".")[0] not in TERMS_OF_POLICY}
    named = {name for name in entry.fields_named if name.split(".")[0] not in TERMS_OF_POLICY}
    for name in sorted(read - named):
        yield f"reads {name}, which its equation does not name"
    for name in sorted(named - read):
        yield f"its equation names {name}, which it does not read"
    for symbol, code in entry.symbols.items():
        if symbol not in entry.equation:
            yield f"explains {symbol}, which does not stand in its equation"
        if code.endswith("()"):
            if code[:-2] not in function.calls:
                yield f"names {code}, which it does not call"
        elif "." not in code and code not in function.arguments:
            yield f"names {code}, which is no argument of it"
    for source in unknown_sources(entry.sources):
        yield f"names the source {source}, which nobody knows"
    if entry.reviewed != function.fingerprint:
        yield (
            f"has changed since its equation in {file_of(f'{function.topic}.')} was held against "
            f"it; review the two, then run `{COMMAND} {function.topic}.{function.name}`"
        )


def unknown_sources(sources: Iterable[str]) -> Iterator[str]:
    """Sources that are neither a finding nor a row of the register nor a reading.

    A finding that is kept for validation may support no law.
    """
    known = {*findings(), *(row.id for row in read_register()), *READINGS}
    return (source for source in sources if source not in known)


def renew(names: Iterable[str], folder: Path = FOLDER) -> list[str]:
    """Write the present fingerprint into the entries of `names`; return the names changed.

    Raises:
        KeyError: a name is no function of the law, or has no entry.
    """
    functions = law_functions()
    changed = []
    for name in names:
        topic, function = name.split(".")
        path = folder / f"{topic}.yaml"
        text = path.read_text("utf-8") if path.exists() else ""
        pattern = rf"(?ms)^(  {re.escape(function)}:\n.*?^    reviewed: )\S+"
        new, found = re.subn(pattern, rf"\g<1>{functions[name].fingerprint}", text, count=1)
        if not found:
            raise KeyError(name)
        if new != text:
            path.write_text(new, encoding="utf-8")
            changed.append(name)
    load_entries.cache_clear()
    return changed


def file_of(name: str) -> str:
    """File that holds the entry of a function."""
    return f"results/model_pages/equations/{name.split('.')[0]}.yaml"
