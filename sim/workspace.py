"""The arrays of a compiled run: made once, used again by every further run over the same tables."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.law.codes import UNSEEN
from sim.measures import TALLY
from sim.rows import FIRM_TYPE, PROJECT_TYPE, plain
from sim.treasury import basis_cost, pot_table
from sim.treasury_rows import AWARD_TYPE, CLAIM_TYPE, DESK_TYPE, ledger_cells

if TYPE_CHECKING:
    from sim.model_inputs import Inputs

Table = NDArray[Any]
# Rows of the tables that grow, to begin with.
FEW = 64
# Firms walked at a time: their rows take a fifth of a core's second cache.
STRIP = 256


@dataclass
class Workspace:
    """What a run writes. `reset` before each; not for two runs at a time.

    Attributes:
        firms: `sim.rows.FIRM`, shape (firms,). projects: `PROJECT`, shape (firms, 2).
        walked: one number, the firms that are through the first half of the quarter.
        numbers, strip: of a few firms at a time ids, demand and what chance decides of projects
            (`sim.compiled_loops.meet_demand`, `draw_projects`).
        seen: how others see each firm. crowd, next_crowd: rivals of each sector, last quarter's
            and this one's.
        quarters, rules: the run's own copies, written by it. pots: `sim.treasury_rows.POT`.
        tallies: shape (quarters, measures x cells). ledger: shape (quarters, cells of the books).
        desk: one row, `sim.treasury_rows.DESK`; it counts what the next four hold.
        claims, waiting, awards, paid: tables that grow.
        order, spare: for sorting claims. wanted: one firm's claims.
    """

    firms: Table
    projects: Table
    walked: NDArray[np.int64]
    numbers: NDArray[np.int64]
    strip: NDArray[np.float64]
    seen: NDArray[np.int8]
    crowd: NDArray[np.int64]
    next_crowd: NDArray[np.int64]
    quarters: Table
    rules: Table
    pots: Table
    tallies: NDArray[np.int64]
    ledger: NDArray[np.int64]
    desk: Table
    claims: Table
    waiting: Table
    awards: Table
    paid: Table
    order: NDArray[np.int64]
    spare: NDArray[np.int64]
    wanted: NDArray[np.int64]

    @classmethod
    def of(cls, inputs: Inputs) -> Workspace:
        """Room for a run of `inputs`, not yet ready for one (`reset`)."""
        firms, quarters = inputs.firm_count, inputs.calendar.quarters
        whole = np.int64
        return cls(
            firms=np.zeros(firms, dtype=FIRM_TYPE),
            projects=np.zeros((firms, 2), dtype=PROJECT_TYPE),
            walked=np.zeros(1, dtype=whole),
            numbers=np.zeros((3, STRIP), dtype=whole),
            strip=np.zeros((7, STRIP)),
            seen=np.zeros(firms, dtype=np.int8),
            crowd=inputs.empty_crowd(),
            next_crowd=inputs.empty_crowd(),
            quarters=inputs.environment.copy(),
            rules=inputs.rules.copy(),
            pots=pot_table(inputs.pots),
            tallies=np.zeros((quarters, len(TALLY) * inputs.cells), dtype=whole),
            ledger=np.zeros(
                (quarters, ledger_cells(len(inputs.rules), len(inputs.pots))), dtype=whole
            ),
            desk=np.zeros(1, dtype=DESK_TYPE),
            claims=np.zeros(FEW, dtype=CLAIM_TYPE),
            waiting=np.zeros(FEW, dtype=CLAIM_TYPE),
            awards=np.zeros(FEW, dtype=AWARD_TYPE),
            paid=np.zeros(FEW, dtype=AWARD_TYPE),
            order=np.zeros(FEW, dtype=whole),
            spare=np.zeros(FEW, dtype=whole),
            wanted=np.zeros(max(1, len(inputs.rules)), dtype=whole),
        )

    def reset(self, inputs: Inputs, run_key: int) -> None:
        """Make ready for a run from its first quarter, whatever was run before.

        Args:
            inputs: of the run.
            run_key: its key (`sim.randomness.run_key`).

        Raises:
            ValueError: the tables of these inputs have other shapes.
        """
        if not self.fits(inputs):
            raise ValueError(
                f"the workspace is made for {self.shape}, the inputs are {shape_of(inputs)}"
            )
        for table in (self.firms, self.projects, self.crowd, self.tallies, self.ledger, self.desk):
            # Rows are of whole eights of bytes: cleared as numbers, in a fifteenth of the time.
            table.view(np.int64)[...] = 0
        self.seen[:] = UNSEEN
        self.quarters[:] = inputs.quarters(run_key)
        self.rules[:] = inputs.rules
        self.pots[:] = pot_table(inputs.pots)
        self.desk["basis_cost"] = basis_cost(plain(inputs.place[0]))
        self.firms["id"] = inputs.ids
        self.firms["role"] = inputs.strata["role"][inputs.stratum_of]
        self.firms["entry_quarter"] = inputs.entry_quarters

    def apart(self) -> Workspace:
        """The same tables, with own arrays for what one walk of firms writes beside their rows.

        So that others may be walked at the same time: `walked`, `numbers`, `strip`, `wanted`,
        `next_crowd`, and `claims` (none yet) with the `desk` that counts them.
        """
        return replace(
            self, walked=self.walked.copy(), numbers=self.numbers.copy(), strip=self.strip.copy(),
            wanted=self.wanted.copy(), next_crowd=np.zeros_like(self.next_crowd),
            claims=self.claims[:0].copy(), desk=np.zeros_like(self.desk),
        )  # fmt: skip

    @property
    def handed_in(self) -> Table:
        """Claims of the quarter last walked, or under way."""
        return self.claims[: int(self.desk["claims"][0])]

    def fits(self, inputs: Inputs) -> bool:
        """Whether a run of `inputs` has room in these arrays."""
        return shape_of(inputs) == self.shape

    @property
    def shape(self) -> tuple[int, ...]:
        """Firms, quarters, cells of a measure, rules, pots."""
        return (
            len(self.firms), len(self.quarters), self.tallies.shape[1] // len(TALLY),
            len(self.rules), len(self.pots),
        )  # fmt: skip

    def take(
        self, waiting: Table, awards: Table, paid: Table, order: NDArray[np.int64],
        spare: NDArray[np.int64],
    ) -> None:  # fmt: skip
        """Keep the tables that a compiled loop gave back, for they may have grown."""
        self.waiting, self.awards, self.paid = waiting, awards, paid
        self.order, self.spare = order, spare


def shape_of(inputs: Inputs) -> tuple[int, ...]:
    """`Workspace.shape` of a workspace for `inputs`."""
    return (
        inputs.firm_count, inputs.calendar.quarters, inputs.cells,
        len(inputs.rules), len(inputs.pots),
    )  # fmt: skip
