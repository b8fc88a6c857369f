"""Every disputed figure behind the errors of moments, by name, and other values for them.

Three files declare such figures: of the errors of what is published (`observed/errors.yaml`), of
carrying findings over (`transfer.yaml`), and of the model itself (`discrepancy.yaml`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from calibration.moments.discrepancy import NAME as DISCREPANCY_FILE
from calibration.moments.discrepancy import shipped_discrepancy
from calibration.moments.transfer import NAME as TRANSFER_FILE
from calibration.moments.transfer import shipped_transfer
from calibration.observed.error_model import ErrorFigure, ErrorModel, replacement_faults
from calibration.observed.reading import read_observed
from scenarios.errors import InputError

ERRORS_FILE = "calibration/observed/errors.yaml"


@dataclass(frozen=True)
class DisputedFigure:
    """A figure that judgement had a part in.

    Attributes:
        name: its name, unique over the three files.
        value: as declared.
        low, high: what others might say.
        unit: log, points or share.
        basis: where it comes from.
        file: where it is declared.
    """

    name: str
    value: float
    low: float
    high: float
    unit: str
    basis: str
    file: str


@dataclass(frozen=True)
class Judgements:
    """The figures of the three files, some with another value than declared.

    Attributes:
        errors: of what is published.
        carried: figures of transfer and of discrepancy by name.
        replaced: values that stand in place of the declared ones.
    """

    errors: ErrorModel
    carried: Mapping[str, ErrorFigure]
    replaced: Mapping[str, float] = field(default_factory=dict)

    def number(self, name: str) -> float:
        """Value of a figure of transfer or discrepancy."""
        return float(self.replaced.get(name, self.carried[name].value))


def disputed_figures() -> tuple[DisputedFigure, ...]:
    """Every disputed figure: errors of what is published, then of transfer, then discrepancy.

    Raises:
        InputError: with every fault of a file.
    """
    return tuple(
        _told(name, figure, file)
        for file, figures in _by_file().items()
        for name, figure in figures.items()
        if figure.disputed
    )


def judgements(replaced: Mapping[str, float] | None = None) -> Judgements:
    """The figures of the three files, with other values for some.

    Args:
        replaced: values by name, in the unit of the figure and within its range.

    Raises:
        InputError: with every name that is no disputed figure, and every value out of range.
    """
    replaced = dict(replaced or {})
    by_file = _by_file()
    disputed = {
        name: figure
        for figures in by_file.values()
        for name, figure in figures.items()
        if figure.disputed
    }
    faults = list(replacement_faults(disputed, replaced))
    if faults:
        raise InputError(faults)
    errors = read_observed().model
    for name in replaced.keys() & by_file[ERRORS_FILE].keys():
        errors = errors.replaced(name, replaced[name])
    return Judgements(errors, by_file[TRANSFER_FILE] | by_file[DISCREPANCY_FILE], replaced)


def _by_file() -> dict[str, dict[str, ErrorFigure]]:
    """Figures of each file by name."""
    return {
        ERRORS_FILE: dict(read_observed().model.figures),
        TRANSFER_FILE: shipped_transfer().figures(),
        DISCREPANCY_FILE: shipped_discrepancy().figures(),
    }


def _told(name: str, figure: ErrorFigure, file: str) -> DisputedFigure:
    assert figure.low is not None and figure.high is not None
    return DisputedFigure(
        name, float(figure.value), float(figure.low), float(figure.high), figure.unit,
        figure.basis, file,
    )  # fmt: skip
