"""The object walk: a Mesa model in which every firm is an agent, stepped a quarter at a time."""

from __future__ import annotations

from typing import Any

import mesa
import numpy as np
from numpy.typing import NDArray

from sim.acts.birth import is_born
from sim.acts.markets import press, squeeze
from sim.acts.news import ring_position, seen_as
from sim.acts.paying import publish_ratios
from sim.firm import Firm
from sim.law.codes import UNSEEN
from sim.model_inputs import Inputs
from sim.outcome import Outcome, outcome_of
from sim.peers import watched_firms
from sim.rows import plain
from sim.treasury import Treasury, basis_cost


class RenovationModel(mesa.Model):
    """Firms, governments and a calendar.

    Example:
        ```python
        model = RenovationModel(inputs, run_key=7)
        while model.running:
            model.step()
        ```

    Attributes:
        quarter: this quarter's environment (`sim.rows.QUARTER`).
        rules: instruments as rows (`sim.rows.RULE`).
        tally: this quarter's booked amounts, by measure and cell.
        treasury: pots, claims, awards.
    """

    def __init__(self, inputs: Inputs, run_key: int, firm_class: type[Firm] = Firm) -> None:
        """Set the world up.

        Args:
            inputs: what `sim.model_inputs.prepare` made.
            run_key: key of the run (`sim.randomness.run_key`).
            firm_class: `Firm` or a subclass of it.
        """
        super().__init__(rng=run_key & 0xFFFFFFFF)
        self.inputs = inputs
        self.now = 0
        self.place = plain(inputs.place[0])
        self.behaviour = plain(inputs.behaviour[0])
        self.directions = [plain(row) for row in inputs.directions]
        self.rules = [plain(row) for row in inputs.rules]
        self.quarters = [plain(row) for row in inputs.quarters(run_key)]
        self.quarter: Any = self.quarters[0]
        self.tally: list[int] = inputs.empty_tally().tolist()
        self.crowd: list[int] = inputs.empty_crowd().tolist()
        self.next_crowd: list[int] = []
        self.seen: list[int] = [UNSEEN] * inputs.firm_count
        self.treasury = Treasury(inputs.pots, self.rules, inputs.rule_names)
        self.treasury.desk.basis_cost = basis_cost(self.place)
        self.tasks: list[int] = inputs.tasks_by_quarter().tolist()
        self.tallies: list[list[int]] = []
        self.firms = [firm_class(self, row) for row in range(inputs.firm_count)]
        self._populate()

    def _populate(self) -> None:
        """Let every firm be born from its own draws."""
        strata = [plain(row) for row in self.inputs.strata]
        sectors = [plain(row) for row in self.inputs.sectors]
        reached = self.inputs.districts_reached.tolist()
        seeds = zip(
            self.firms, self.inputs.ids.tolist(), self.inputs.stratum_of.tolist(),
            self.inputs.entry_quarters.tolist(), strict=True,
        )  # fmt: skip
        for firm, identity, stratum, entry in seeds:
            agent: Any = firm
            agent.id, agent.role, agent.entry_quarter = identity, strata[stratum].role, entry
            is_born(
                agent, self.quarter, strata[stratum], sectors, reached, self.place, self.behaviour
            )
        self._acquaint()

    def _acquaint(self) -> None:
        """Let every firm know whom it watches."""
        agents: list[Any] = list(self.firms)

        def places(ring: int) -> NDArray[np.float64]:
            return np.array([ring_position(agent.id, self.quarter, ring) for agent in agents])

        watched = watched_firms(
            self.inputs.ids,
            np.array([agent.sector for agent in agents]),
            np.array([agent.district for agent in agents]),
            self.inputs.peer_rings,
            places,
        )
        for agent, rows in zip(agents, watched.tolist(), strict=True):
            agent.watched = rows

    def step(self) -> None:
        """One quarter: decide, settle, apply."""
        self.quarter = self.quarters[self.now]
        self.tally = [0] * len(self.tally)
        self.next_crowd = [0] * len(self.crowd)
        self.treasury.open_quarter(self.now)
        self.agents.do("decide")
        for firm in self.firms:
            self.treasury.hand_in(firm, firm.row, firm.claims, self.quarter)
        self.treasury.settle(self.now)
        for award in self.treasury.payments(self.now, self.firms):
            self.firms[award.row].receive(award.amount, self.rules[award.rule].taxable)
        self.agents.do("build")
        self.crowd = self.next_crowd
        self.seen = [seen_as(firm) for firm in self.firms]
        publish_ratios(self.treasury.pots, self.rules)
        self.treasury.close_quarter(self.now)
        self.tallies.append(self.tally)
        cells = self.inputs.cells
        press(self.quarters, self.now, self.tasks, self.tallies, cells, self.behaviour)
        squeeze(self.quarters, self.now, self.tallies, cells, self.behaviour)
        self.now += 1
        self.running = self.now < len(self.quarters)

    def release(self) -> None:
        """Let go of the model when its run is over.

        Mesa 3.3 keeps every model alive in a table of ids on the Agent class; without this
        an ensemble of object walks would hold all its firms until the process ends.
        """
        ids = getattr(mesa.Agent, "_ids", None)
        if ids is not None:
            ids.pop(self, None)

    def outcome(self) -> Outcome:
        """What the run produced so far."""
        treasury = self.treasury
        return outcome_of(self.inputs, self.tallies, treasury.ledger(), treasury.committed())
