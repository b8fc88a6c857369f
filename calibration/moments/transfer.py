"""Errors of transfer: a fact found for one population is held against the firms of another.

`transfer.yaml` declares a relative error for each group of populations, each with its basis, and
the part of its variance that facts of one source share: what is peculiar to the firms of one study
goes into all that it found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from pydantic import Field, model_validator

from calibration.evidence.facts import ANSWERS
from calibration.evidence.findings import calibration_findings
from calibration.moments.discrepancy import SharedPart, Spread
from calibration.observed.error_model import ErrorFigure
from scenarios.errors import InputError, Problem, RecordError, listed, nearest_name
from scenarios.quantities import Record
from scenarios.validation import check
from scenarios.yaml_document import read_document

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FILE = Path(__file__).with_name("transfer.yaml")
NAME = "calibration/moments/transfer.yaml"
HEAD = "transfer"
COMMON = f"{HEAD}.common"


class TransferGroup(Spread):
    """Facts of like populations, and how far they may lie off elsewhere, as a relative error."""

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

    common: SharedPart
    groups: TransferGroups

    def figures(self) -> dict[str, ErrorFigure]:
        """Its figures by name: transfer.common, transfer.foreign and so on."""
        groups = {f"{HEAD}.{name}": row for name, row in self.groups.by_name().items()}
        return {COMMON: self.common, **groups}

    def group_of(self) -> dict[str, str]:
        """Name of the figure that every calibration fact has its error from, by id."""
        groups = self.groups.by_name().items()
        return {fact: f"{HEAD}.{name}" for name, group in groups for fact in group.facts}

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
def shipped_transfer() -> TransferFile:
    """The file of this folder, read once."""
    return read_transfer()


def transfer_errors(number: Callable[[str], float] | None = None) -> Mapping[str, float]:
    """Relative error of transfer of every calibration fact, by id.

    Args:
        number: value of a figure of the file by its name; None: as declared.

    Raises:
        InputError: a fault in the file.
    """
    file = shipped_transfer()
    figures = file.figures()
    return {
        fact: number(name) if number else float(figures[name].value)
        for fact, name in file.group_of().items()
    }


def transfer_covariance(
    moved: Sequence[float], sources: Sequence[str], common: float
) -> NDArray[np.float64]:
    """Covariance of errors of transfer: those of one source share a part of their variance.

    Args:
        moved: what one standard deviation of transfer moves each fact by, with its sign.
        sources: where each was published.
        common: the part of the variance that is shared.

    Returns:
        Shape (facts, facts), symmetric, positive semidefinite.
    """
    import numpy as np

    errors = np.array(moved)
    same = np.array([[one == other for other in sources] for one in sources]).reshape(
        len(errors), len(errors)
    )
    parts = common * same + (1 - common) * np.eye(len(errors))
    return np.asarray(parts * np.outer(errors, errors))
