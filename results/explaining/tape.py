"""A run of the compiled engine with a tape of one firm: what it had and saw before each quarter.

The engine runs as ever; the tape copies rows beside it and changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.engine import CompiledRun
from sim.model_inputs import Inputs
from sim.rows import FIRM, PROJECT
from sim.treasury_rows import CLAIM_TYPE

RESERVE, BUILDING = 0, 1


@dataclass(frozen=True)
class State:
    """A firm with its two projects: fields by name, as Python numbers and lists."""

    firm: dict[str, Any]
    reserve: dict[str, Any]
    building: dict[str, Any]

    def flat(self) -> dict[str, Any]:
        """Every field under one name: `cash`, `reserve.cost`, `building.cost`."""
        return {
            **self.firm,
            **{f"reserve.{name}": value for name, value in self.reserve.items()},
            **{f"building.{name}": value for name, value in self.building.items()},
        }


@dataclass(frozen=True)
class Frame:
    """One quarter of one firm.

    Attributes:
        before: the firm as the quarter began.
        tables: what `sim.quarter` reads beside the firm, as the quarter began: by name of the
            argument. Of other firms it keeps those that this one watches: `watched` numbers
            them, `seen` says how they looked.
        decided: the firm after its decision; claims: yuan by rule.
        paid: awards that reached it: (rule, yuan, taxable).
        ended: the firm at the end of the quarter.
    """

    now: int
    before: State
    tables: dict[str, Any]
    decided: State
    claims: tuple[int, ...]
    paid: tuple[tuple[int, int, int], ...]
    ended: State


class TapedRun(CompiledRun):
    """One run, with frames of the firms in `rows`.

    Args:
        watch: called with the run before, between and after the halves of each quarter, for whoever
            looks at all firms: (run, "before" | "decided" | "ended").
    """

    def __init__(
        self,
        inputs: Inputs,
        run_key: int,
        rows: Sequence[int] = (),
        watch: Callable[[TapedRun, str], None] | None = None,
    ) -> None:
        """Draw the population."""
        super().__init__(inputs, run_key)
        self.watch = watch
        self.frames: dict[int, list[Frame]] = {row: [] for row in rows}
        self._decided: dict[int, tuple[State, tuple[int, ...]]] = {}

    def step(self) -> None:
        """One quarter as ever, with copies taken before, between and after its halves."""
        self._seen("before")
        now = self.now
        began = {row: (self.state(row), self._tables(row)) for row in self.frames}
        super().step()
        for row, (before, tables) in began.items():
            decided, claims = self._decided[row]
            paid = tuple(
                (rule, amount, int(self.rules["taxable"][rule]))
                for who, rule, amount in self.paid[["row", "rule", "amount"]].tolist()
                if who == row
            )
            ended = self.state(row)
            self.frames[row].append(Frame(now, before, tables, decided, claims, paid, ended))
        self._seen("ended")

    def run(self) -> dict[int, list[Frame]]:
        """Run to the end and return the frames by row."""
        for _ in range(self.inputs.calendar.quarters):
            self.step()
        return self.frames

    def state(self, row: int) -> State:
        """Copy a firm and its projects as they stand."""
        return State(
            fields(self.firms[row], FIRM),
            fields(self.projects[row, RESERVE], PROJECT),
            fields(self.projects[row, BUILDING], PROJECT),
        )

    def decide_copy(self, row: int, firms: Any, projects: Any, tally: Any) -> None:
        """Let a copy of a firm, as this quarter began, decide; nothing of the run is changed.

        Args:
            row: of the firm.
            firms: its copy, shape (1,).
            projects: copies of its projects, shape (1, 2).
            tally: takes what is booked.
        """
        inputs, own = self.inputs, self.space.apart()
        own.walked[0] = 0
        self.loops.decide_all(
            own.walked, firms, projects, own.numbers, own.strip, own.wanted,
            np.zeros(len(self.rules), CLAIM_TYPE), own.desk, self.streams,
            self.watched[row : row + 1], self.seen, self.crowd, self.quarters, self.now,
            inputs.place, inputs.behaviour, inputs.directions, self.rules, tally,
        )  # fmt: skip

    def _tables(self, row: int) -> dict[str, Any]:
        watched = [other for other in self.watched[row].tolist() if other >= 0]
        return {
            "watched": list(range(len(watched))),
            "seen": self.seen[watched].tolist(),
            "crowd": self.crowd.copy(),
            "quarter": self.quarters[self.now].copy(),
            "rules": self.rules.copy(),
        }

    def _settle(self) -> None:
        for row in self.frames:
            claims = [0] * len(self.rules)
            for who, rule, amount in self.claims[["row", "rule", "amount"]].tolist():
                if who == row:
                    claims[rule] = amount
            self._decided[row] = (self.state(row), tuple(claims))
        self._seen("decided")
        super()._settle()

    def _seen(self, when: str) -> None:
        if self.watch is not None:
            self.watch(self, when)


def fields(record: Any, declared: tuple[Any, ...]) -> dict[str, Any]:
    """Copy a record's fields, in the order of their declaration."""
    return {field[0]: record[field[0]].tolist() for field in declared}
