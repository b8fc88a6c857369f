"""A city of any number of firms under the full law of the shipped scenario."""

from __future__ import annotations

import dataclasses
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.model_inputs import Inputs

SHIPPED = Path(__file__).resolve().parents[1] / "scenarios" / "shenzhen-doubling.yaml"


@cache
def shipped_inputs(variant: str = "as-enacted") -> Inputs:
    """Inputs of the shipped scenario as they are, the whole roster."""
    import scenarios
    from sim.model_inputs import prepare

    return prepare(scenarios.load_scenario(SHIPPED), variant)


def city(inputs: Inputs, firms: int) -> Inputs:
    """The same world with exactly `firms` rows, evenly taken from as many rosters as it needs.

    Strata keep their shares, and each pot keeps its money per firm, so that a larger city does the
    same work per firm. A copied firm is a firm of its own: its id, and so every draw, is another.

    Args:
        inputs: what `sim.model_inputs.prepare` made.
        firms: rows wanted, incumbents and slots together.
    """
    import numpy as np

    roster = inputs.firm_count
    # Round by round through the roster; the last round takes every k-th firm of it.
    rounds, rest = divmod(firms, roster)
    last = (np.arange(rest, dtype=np.int64) * roster) // max(1, rest)
    chosen = np.concatenate([np.tile(np.arange(roster, dtype=np.int64), rounds), last])
    copies = np.arange(firms, dtype=np.int64) // roster
    ids = inputs.ids[chosen] ^ (copies * 0x1E3779B97F4A7C15 & 0x3FFFFFFFFFFFFFFF)
    pots = tuple(
        dataclasses.replace(pot, appropriation=pot.appropriation * firms // roster)
        for pot in inputs.pots
    )
    return dataclasses.replace(
        inputs,
        ids=ids,
        stratum_of=inputs.stratum_of[chosen].copy(),
        entry_quarters=inputs.entry_quarters[chosen].copy(),
        pots=pots,
    )


def shortened(inputs: Inputs, quarters: int) -> Inputs:
    """The same world for its first `quarters` quarters only; they are the same, bit for bit."""
    return dataclasses.replace(
        inputs,
        calendar=dataclasses.replace(inputs.calendar, quarters=quarters),
        environment=inputs.environment[:quarters].copy(),
    )


def bytes_in_tables(inputs: Inputs) -> int:
    """Bytes that one firm takes in the compiled engine: what is kept by firm, and the roster."""
    import numpy as np

    from sim.workspace import Workspace

    space = vars(Workspace.of(inputs)).values()
    by_firm = [table for table in space if isinstance(table, np.ndarray) and table.ndim]
    kept = sum(table.nbytes for table in by_firm if len(table) == inputs.firm_count)
    roster = inputs.ids.nbytes + inputs.stratum_of.nbytes + inputs.entry_quarters.nbytes
    return (kept + roster) // inputs.firm_count
