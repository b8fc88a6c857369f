"""City totals of one run, by quarter and measure: all that an ensemble keeps of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.measures import MEASURES

if TYPE_CHECKING:
    from sim.model_inputs import Inputs
    from sim.peers import Networks
    from sim.workspace import Workspace


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


class Runner:
    """Carries out runs of the compiled engine one after another, in the same arrays.

    One for each thread; `networks` may be shared among them.
    """

    def __init__(self, networks: Networks | None = None) -> None:
        self.networks = networks
        self.space: Workspace | None = None

    def totals(self, inputs: Inputs, key: int, measures: Sequence[str]) -> NDArray[np.int64]:
        """City totals of one run, shape (quarters, measures).

        Args:
            inputs: of the run.
            key: of the run (`sim.randomness.run_key`).
            measures: names from `sim.measures.MEASURES`, those of the books among them.

        Raises:
            sim.errors.SimulationError: the run could not be carried through.
        """
        from sim.engine import CompiledRun
        from sim.workspace import Workspace

        if self.space is None or not self.space.fits(inputs):
            self.space = None  # given back before the next is made
            self.space = Workspace.of(inputs)
        run = CompiledRun(inputs, key, self.space, self.networks)
        run.finish()
        outcome = run.outcome()
        return np.stack([outcome.total(name) for name in measures], axis=1)
