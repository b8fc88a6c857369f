"""A firm as a Mesa agent: a named row of the population, with its two projects at hand.

Its state is its attributes (`sim.rows.FIRM`); its manner is the law. Subclass it and override
`decide` or `build` to give firms another behaviour; the compiled engine is then not used.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import mesa

from sim.acts.building import receives
from sim.acts.business import demand_now
from sim.quarter import builds, decides
from sim.rows import FIRM, PROJECT, blank

if TYPE_CHECKING:
    from sim.model import RenovationModel


class Firm(mesa.Agent):
    """One firm.

    Attributes:
        reserve: the project in view, not yet decided (`sim.rows.PROJECT`).
        building: the project being built.
        claims: yuan claimed this quarter, one cell per instrument.
        watched: rows of the firms that it watches (`sim.peers`).
        row: place in the population's table.
    """

    def __init__(self, model: RenovationModel, row: int) -> None:
        """Make a blank firm; the model fills it with `is_born`."""
        super().__init__(model)
        self.row = row
        self.__dict__.update(blank(FIRM))
        self.reserve = SimpleNamespace(**blank(PROJECT))
        self.building = SimpleNamespace(**blank(PROJECT))
        self.claims: list[int] = [0] * len(model.rules)
        self.watched: list[int] = []

    def decide(self) -> None:
        """First half of the quarter: business, news, claims, opportunity, decision."""
        world: Any = self.model
        me: Any = self
        decides(
            self, self.reserve, self.building, self.claims,
            demand_now(me, world.quarter, world.behaviour),
            self.watched, world.seen, world.crowd,
            world.quarter, world.place, world.behaviour, world.directions, world.rules,
            world.tally,
        )  # fmt: skip

    def build(self) -> None:
        """Second half: spending, filing, production; the firm is counted."""
        world: Any = self.model
        builds(
            self, self.building, world.quarter, world.place, world.behaviour, world.directions,
            world.tally, world.next_crowd,
        )  # fmt: skip

    def receive(self, amount: int, taxable: int) -> None:
        """Support of `amount` yuan arrives, taxable now (1) or off the basis (0; RW12)."""
        receives(self, amount, taxable)
