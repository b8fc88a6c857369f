"""Records beside what is published, as moments of synthetic worlds: none has a published value."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from calibration.moments.catalogue import Moment, Moments
from calibration.moments.discrepancy import HEAD, discrepancy_of
from calibration.moments.disputed import judgements
from calibration.moments.taken import total_of_year
from calibration.records.declared import BLOCK, Column, shipped_records
from calibration.records.taken import CENSUS

if TYPE_CHECKING:
    from numpy.typing import NDArray

WHOLE_YEAR = (1.0, 1.0, 1.0, 1.0)
FIRMS = "above_scale_firms"


def block_of(group: str) -> str:
    """Name of the block of a group's moments."""
    return f"{BLOCK}.{group}"


def with_records(published: Moments, first_year: int, model_is_right: bool) -> Moments:
    """What is published and every column of the records.

    Args:
        published: moments of the place.
        first_year: the first reported year of its scenario.
        model_is_right: whether the model's own error is left out, of what is published too: worlds
            are then the model's with errors of counting alone. Else it errs as `own_error` says.
    """
    file = shipped_records()
    columns = file.columns()
    items = (*published.items, *(_moment(column, first_year) for column in columns))
    many = len(published.items)
    covariance = np.zeros((len(items),) * 2)
    covariance[:many, :many] = published.covariance
    errors = [file.group(column.of.group).error for column in columns]
    covariance[many:, many:] = np.diag(np.square(errors))
    if model_is_right:
        return Moments(items, covariance)
    return Moments(items, covariance, own_error([one.block for one in items]))


def own_error(blocks: Sequence[str]) -> NDArray[np.float64]:
    """The model's own error of published figures and records, in the order of their blocks.

    The census errs as published counts of firms do, together with them. Every other group of
    records has the error of findings, which are statistics of firms like these, by itself.
    """
    number = judgements(None).number

    def figure(name: str) -> float:
        if not name.startswith(f"{HEAD}.{BLOCK}."):
            return number(name)
        return number(f"{HEAD}.facts.common" if name.endswith(".common") else f"{HEAD}.facts")

    census = block_of(CENSUS)
    return discrepancy_of(["firms" if one == census else one for one in blocks], figure)


def _moment(column: Column, first_year: int) -> Moment:
    group = shipped_records().group(column.of.group)
    words = ", ".join(
        str(part) for part in (column.of.label.en, column.size, _year(column, first_year)) if part
    )
    return Moment(
        column.name, block_of(group.id), 0.0, _taking(column, first_year), None, group.error, words
    )


def _year(column: Column, first_year: int) -> int | None:
    return None if column.year is None else first_year + column.year


def _taking(column: Column, first_year: int) -> Callable[[Mapping[str, float]], float]:
    year = _year(column, first_year)
    if column.of.group != CENSUS:
        return lambda run: run[column.name]
    assert year is not None
    return lambda run: math.log(total_of_year(run, FIRMS, year, WHOLE_YEAR))
