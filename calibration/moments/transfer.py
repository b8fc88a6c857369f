"""Errors of transfer: a fact found for one population is held against the firms of another.

`transfer.yaml` declares a relative error for each group of populations, each with its basis. The
errors of two facts are taken as independent, since nothing published says how they go together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, model_validator

from calibration.evidence.facts import ANSWERS
from calibration.evidence.findings import calibration_findings
from calibration.observed.error_model import ErrorFigure
from scenarios.errors import InputError, Problem, RecordError, listed, nearest_name
from scenarios.quantities import Record
from scenarios.validation import check
from scenarios.yaml_document import read_document

FILE = Path(__file__).with_name("transfer.yaml")
NAME = "calibration/moments/transfer.yaml"


class TransferGroup(ErrorFigure):
    """Facts of like populations, and how far they may lie off elsewhere.

    A relative error always rests on judgement in part, so it is disputed and has a range.
    """

    unit: Literal["log"]
    disputed: Literal[True]
    facts: Annotated[list[str], Field(min_length=1)]


class TransferGroups(Record):
    """The groups.

    `chinese`: found in China, for other places or years. `foreign`: found abroad. `allowed_for`:
    found abroad, with a band of the text that holds the way already.
    """

    chinese: TransferGroup
    foreign: TransferGroup
    allowed_for: TransferGroup

    def by_name(self) -> dict[str, TransferGroup]:
        """Groups by name, in the order of the file."""
        return {"chinese": self.chinese, "foreign": self.foreign, "allowed_for": self.allowed_for}


class TransferFile(Record):
    """The whole file: every calibration fact in one group."""

    groups: TransferGroups

    @model_validator(mode="after")
    def _whole(self) -> TransferFile:
        problems = [*self._facts(), *self._order()]
        if problems:
            raise RecordError(problems)
        return self

    def _facts(self) -> Iterator[Problem]:
        """Facts that are none of calibration, stand twice or nowhere, or have no wider band."""
        known = calibration_findings()
        seen: set[str] = set()
        for group, row in self.groups.by_name().items():
            for number, fact in enumerate(row.facts):
                at = ("groups", group, "facts", number)
                if fact not in known:
                    near = nearest_name(fact, known)
                    message = "is no fact of calibration"
                    yield Problem(at, message, fact, True, listed([*known]), near)
                elif fact in seen:
                    yield Problem(at, "stands in a group already", fact, True)
                elif group == "allowed_for" and ANSWERS[fact].accepted is None:
                    yield Problem(at, "has no looser band of its own text", fact, True)
                seen.add(fact)
        missing = [fact for fact in known if fact not in seen]
        if missing:
            yield Problem(("groups",), f"in no group: {', '.join(missing)}", at_key=True)

    def _order(self) -> Iterator[Problem]:
        """What was found in the same country travels less far."""
        near, far = self.groups.chinese.value, self.groups.foreign.value
        if near >= far:
            message = f"must be below that of foreign populations ({far})"
            yield Problem(("groups", "chinese", "value"), message, near, True)


def read_transfer(path: Path = FILE, name: str = NAME) -> TransferFile:
    """Read the file.

    Raises:
        InputError: with every fault of it.
    """
    file, faults = check(TransferFile, read_document(path, name))
    if file is None:
        raise InputError(faults)
    return file


@lru_cache(maxsize=1)
def transfer_errors() -> Mapping[str, float]:
    """Relative error of transfer of every calibration fact, by id.

    Raises:
        InputError: a fault in the file.
    """
    groups = read_transfer().groups.by_name().values()
    return {fact: float(group.value) for group in groups for fact in group.facts}
