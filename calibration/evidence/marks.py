"""Marks on the size of projects: costs at which a rule begins to pay, or pays no more.

They are the costs that the law itself gives a firm cause to weigh, known to all who hear of the
rule; whether projects pile up there is looked at from outside, on the costs of started projects.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from calibration.evidence.panel import Panel
from sim.law.codes import EX_POST, PROJECT_GRANT, RENOVATION, STAGED
from sim.law.sizes import size_to_weigh, sizes_to_weigh
from sim.rows import plain

if TYPE_CHECKING:
    from sim.model_inputs import Inputs

Floats = NDArray[np.float64]
WITHIN = 0.5  # log distance beyond which a project is of no use for telling what is expected


def marks(inputs: Inputs, direction: int) -> list[tuple[int, int, int]]:
    """Marks of one direction of renovation: (cost, first quarter, last quarter), each once."""
    row, place = plain(inputs.directions[direction]), plain(inputs.place[0])
    found = set()
    for record in inputs.rules:
        rule = plain(record)
        if rule.kind not in (EX_POST, STAGED, PROJECT_GRANT):
            continue
        if not ((rule.natures >> RENOVATION) & 1 and (rule.directions >> direction) & 1):
            continue
        for step in range(sizes_to_weigh(rule)):
            cost = int(size_to_weigh(rule, step, row, place))
            if cost > 0:
                found.add((cost, int(rule.announced), int(rule.end)))
    return sorted(found)


def distances_to_marks(inputs: Inputs, panel: Panel) -> Floats:
    """Log of a started renovation's cost over each mark known when it started, if near."""
    found: list[Floats] = []
    started = panel.started[panel.started["nature"] == RENOVATION]
    for direction in np.unique(started["direction"]).tolist():
        chosen = started[started["direction"] == direction]
        for cost, first, last in marks(inputs, direction):
            known = chosen[(chosen["now"] >= first) & (chosen["now"] <= last)]
            away = np.log(known["cost"] / cost)
            found.append(away[np.abs(away) < WITHIN])
    return np.concatenate([np.zeros(0), *found])
