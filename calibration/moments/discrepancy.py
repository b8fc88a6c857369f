"""Model discrepancy: how far the model may be from the world at its best parameters.

`discrepancy.yaml` declares for each block of data one standard deviation on the scale of its
moments, and the part of its variance that is one shift of the whole block. Figures of different
blocks are taken as independent. On the term: Kennedy and O'Hagan (2001), J. R. Statist. Soc. B
63:425-464; on why it must be told beforehand and cannot be learned from the same data:
Brynjarsdottir and O'Hagan (2014), Inverse Problems 30:114007.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pydantic import model_validator

from calibration.observed.error_model import ErrorFigure
from scenarios.errors import InputError, Problem, RecordError
from scenarios.quantities import Record
from scenarios.validation import check
from scenarios.yaml_document import read_document

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FILE = Path(__file__).with_name("discrepancy.yaml")
NAME = "calibration/moments/discrepancy.yaml"
HEAD = "discrepancy"


class Spread(ErrorFigure):
    """A standard deviation on the moments' scale: judgement, so disputed and with a range."""

    unit: Literal["log"]
    disputed: Literal[True]


class SharedPart(ErrorFigure):
    """The part of a variance that several figures share: judgement, disputed, with a range."""

    unit: Literal["share"]
    disputed: Literal[True]


class BlockDiscrepancy(Record):
    """What the model misses of a block: how far, and how much of that is one shift of all."""

    spread: Spread
    common: SharedPart

    @model_validator(mode="after")
    def _some(self) -> BlockDiscrepancy:
        if self.spread.value == 0:
            message = "must be above 0: no model is right"
            raise RecordError([Problem(("spread", "value"), message, 0, True)])
        return self


class Blocks(Record):
    """The blocks of data, every one."""

    growth: BlockDiscrepancy
    level: BlockDiscrepancy
    share: BlockDiscrepancy
    firms: BlockDiscrepancy
    support: BlockDiscrepancy
    facts: BlockDiscrepancy


class DiscrepancyFile(Record):
    """The whole file."""

    blocks: Blocks

    def figures(self) -> dict[str, ErrorFigure]:
        """Its figures by name: discrepancy.level, discrepancy.level.common and so on."""
        found: dict[str, ErrorFigure] = {}
        for name in Blocks.model_fields:
            block: BlockDiscrepancy = getattr(self.blocks, name)
            found[f"{HEAD}.{name}"] = block.spread
            found[f"{HEAD}.{name}.common"] = block.common
        return found


def read_discrepancy(path: Path = FILE, name: str = NAME) -> DiscrepancyFile:
    """Read the file.

    Raises:
        InputError: with every fault of it.
    """
    file, faults = check(DiscrepancyFile, read_document(path, name))
    if file is None:
        raise InputError(faults)
    return file


@lru_cache(maxsize=1)
def shipped_discrepancy() -> DiscrepancyFile:
    """The file of this folder, read once."""
    return read_discrepancy()


def discrepancy_of(blocks: Sequence[str], number: Callable[[str], float]) -> NDArray[np.float64]:
    """Covariance of what the model misses of moments of these blocks, in their order.

    Args:
        blocks: block of each moment.
        number: value of a figure of the file by its name.

    Returns:
        Shape (moments, moments), symmetric, positive semidefinite; nothing between blocks.
    """
    import numpy as np

    names = np.array(blocks, dtype=object)
    whole = np.zeros((len(blocks),) * 2)
    for name in dict.fromkeys(blocks):
        variance = number(f"{HEAD}.{name}") ** 2
        common = number(f"{HEAD}.{name}.common")
        of_block = (names == name).astype(float)
        whole += variance * (
            common * np.outer(of_block, of_block) + (1 - common) * np.diag(of_block)
        )
    return whole
