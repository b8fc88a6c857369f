"""City totals of one run, by quarter and measure: all that an ensemble keeps of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.measures import MEASURES

if TYPE_CHECKING:
    from sim.model_inputs import Inputs


def require_measures(measures: Sequence[str]) -> tuple[str, ...]:
    """Return the measures, each declared and asked for once.

    Raises:
        ValueError: none, one that is not declared, or one twice.
    """
    from scenarios.errors import nearest_name

    if isinstance(measures, str) or not measures:
        raise ValueError("an ensemble needs a list of at least one measure")
    for name in measures:
        if name not in MEASURES:
            near = nearest_name(name, MEASURES)
            hint = f"; did you mean {near!r}?" if near else ""
            raise ValueError(f"there is no measure {name!r}{hint}")
    if len(set(measures)) < len(measures):
        raise ValueError(f"a measure stands twice: {', '.join(measures)}")
    return tuple(measures)


def run_totals(inputs: Inputs, key: int, measures: Sequence[str]) -> NDArray[np.int64]:
    """City totals of one run of the compiled engine, shape (quarters, measures).

    Args:
        inputs: of the run.
        key: of the run (`sim.randomness.run_key`).
        measures: names from `sim.measures.MEASURES`, those of the books among them.

    Raises:
        sim.errors.SimulationError: the run could not be carried through.
    """
    from sim.simulation import simulate

    outcome = simulate(inputs, key)
    return np.stack([outcome.total(name) for name in measures], axis=1)
