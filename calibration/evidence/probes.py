"""Questions put to the law beside a run: what is due, who would borrow, what an audit is worth.

They read the run's tables and copies of them; the run itself is not touched.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.law.codes import ACTIVE, EX_POST, GIANT, GREEN, MEDIUM, NONE, RENOVATION, RESERVE
from sim.rows import MAX_WAVES, PROJECT_TYPE

if TYPE_CHECKING:
    from sim.engine import CompiledRun

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

# The audited projects of POP-09: paid back in under two years for the most part. A lognormal with
# four in five under two years and half under one; small against the firm, without need of floor.
AUDIT_PAYBACK_MEDIAN = 1.0
AUDIT_PAYBACK_SPREAD = 0.82
AUDIT_COST = 0.01  # of the firm's equipment
AUDIT_OFFERS = 8  # a firm
AUDIT_SEED = 20260101
AUDIT_EMPLOYEES = (20, 500)  # small and medium plants


@cache
def loops() -> ModuleType:
    """The compiled questions, cached beside the compiled law."""
    from sim.engine import compiled_loops

    compiled_loops()
    from calibration.evidence import probe_loops

    return probe_loops


@dataclass(frozen=True)
class Offers:
    """Audited projects offered to firms.

    Attributes:
        payback: cost over yearly gain, years, shape (firms, offers).
        worth: what the firm makes of it, yuan.
        feasible: whether it can be paid for.
        plain: plain present value to the firm at its own rate of money, yuan.
        life: years that such a project lasts.
    """

    payback: Floats
    worth: Floats
    feasible: Flags
    plain: Floats
    life: float

    @property
    def adopted(self) -> Flags:
        """Worth it under the firm's own rule, and possible."""
        return (self.worth > 0) & self.feasible


def audited(firms: NDArray[Any]) -> Flags:
    """Small and medium plants in business, giants' carriers apart."""
    low, high = AUDIT_EMPLOYEES
    staff = firms["employees"]
    chosen: Flags = (
        (firms["status"] == ACTIVE) & (firms["role"] != GIANT) & (staff >= low) & (staff <= high)
        & (firms["capital"] > 0)
    )  # fmt: skip
    return chosen


def offer_audits(run: CompiledRun) -> Offers:
    """Offer audited energy projects to every small and medium plant, without any support."""
    inputs, now = run.inputs, run.now - 1
    firms = run.firms[audited(run.firms)].copy()
    draws = np.random.default_rng(AUDIT_SEED).standard_normal((len(firms), AUDIT_OFFERS))
    payback = AUDIT_PAYBACK_MEDIAN * np.exp(AUDIT_PAYBACK_SPREAD * draws)
    offers = np.zeros((len(firms), AUDIT_OFFERS), dtype=PROJECT_TYPE)
    cost = np.maximum(1, (AUDIT_COST * firms["capital"]).astype(np.int64))[:, None]
    offers["stage"], offers["direction"], offers["nature"] = RESERVE, GREEN, RENOVATION
    offers["cost"] = cost
    offers["gain"] = cost / payback
    offers["arrived"], offers["expires"] = now, now + 8
    worth = np.zeros(offers.shape)
    feasible = np.zeros(offers.shape, dtype=np.bool_)
    loops().offer_to_all(
        firms, offers, run.quarters, now, inputs.place, inputs.behaviour, inputs.directions,
        run.rules[:0], worth, feasible,
    )  # fmt: skip
    _bank, own = rates(run, firms)
    life = float(inputs.directions["life"][GREEN])
    plain = plain_value(offers["cost"], offers["gain"], own[:, None], life, inputs.place[0])
    return Offers(payback, worth, feasible, plain, life)


def plain_value(cost: Any, gain: Any, rate: Any, life: float, place: Any) -> Floats:
    """Present value after tax at the firm's own rate, cost deducted in equal parts over tax life.

    No hurdle, no weight on cost: what a textbook would ask of the project.
    """
    tax = float(place["profit_tax_rate"])
    deducted = (1.0 - np.exp(-rate * place["depreciation_life"])) / rate
    shield = tax / float(place["depreciation_life"]) * deducted
    earned = (1.0 - np.exp(-rate * life)) / rate
    value: Floats = (1.0 - tax) * gain * earned - cost * (1.0 - shield)
    return value


def rates(run: CompiledRun, firms: NDArray[Any]) -> tuple[Floats, Floats]:
    """Bank rate of each firm and its own rate of money, a year."""
    bank, own = np.zeros(len(firms)), np.zeros(len(firms))
    loops().rates_of_all(firms, run.quarters, run.now - 1, run.inputs.behaviour, bank, own)
    return bank, own


class TakeUp:
    """Counts firms that support was due to, and those that claimed, quarter by quarter."""

    def __init__(self, run: CompiledRun) -> None:
        self.run = run
        self.size_class: list[NDArray[np.int64]] = []
        self.claimed: list[Flags] = []

    def look(self) -> None:
        """Take in the quarter that has just been made."""
        run, now = self.run, self.run.now - 1
        yearly = run.rules["kind"] == EX_POST
        open_now = (run.rules["start"] <= now) & (now <= run.rules["end"])
        if not (yearly & open_now & (run.rules["application_quarter"] == now % 4)).any():
            return
        informed = run.firms.copy()
        informed["heard"] = (1 << MAX_WAVES) - 1
        due = np.zeros((len(informed), len(run.rules)), dtype=np.int64)
        loops().due_to_all(informed, run.quarters, now, run.rules, due)
        owed = (due > 0).any(axis=1) & (run.firms["status"] == ACTIVE)
        self.size_class.append(run.firms["size_class"][owed].astype(np.int64))
        claimed = np.zeros(len(run.firms), dtype=np.bool_)
        claimed[run.claims["row"][yearly[run.claims["rule"]]]] = True
        self.claimed.append(claimed[owed])

    def table(self) -> tuple[NDArray[np.int64], Flags]:
        """Size class and whether it claimed, of every firm and year that support was due in."""
        classes = np.concatenate([np.zeros(0, np.int64), *self.size_class])
        return classes, np.concatenate([np.zeros(0, np.bool_), *self.claimed])


class Borrowing:
    """Follows projects of small and medium firms that need outside money.

    A project is granted when it starts with a loan, refused when the firm would start it, asks,
    and the bank does not give as much, silent when the firm would start it but does not ask.
    """

    def __init__(self, run: CompiledRun) -> None:
        self.run = run
        rows = len(run.firms)
        self.granted: set[tuple[int, int]] = set()
        self.refused: set[tuple[int, int]] = set()
        self.silent: set[tuple[int, int]] = set()
        self.worthwhile: set[tuple[int, int]] = set()
        self.shape = rows

    def look(self) -> None:
        """Take in the quarter that has just been made."""
        run, now = self.run, self.run.now - 1
        inputs, rows = run.inputs, self.shape
        small = (run.firms["size_class"] <= MEDIUM) & (run.firms["status"] == ACTIVE)
        seen, feasible = np.zeros(rows, np.bool_), np.zeros(rows, np.bool_)
        worth, loan = np.zeros(rows), np.zeros(rows, np.int64)
        loops().weigh_reserves(
            run.firms, run.projects, run.quarters, now, inputs.place, inputs.behaviour,
            inputs.directions, run.rules, seen, worth, loan, feasible,
        )  # fmt: skip
        reserve, building = run.projects[:, 0], run.projects[:, 1]
        held = small & seen & (worth > 0) & ~feasible & (loan > 0)
        shy = reserve["reluctant"] == 1
        self.refused |= _projects(held & ~shy, reserve)
        self.silent |= _projects(held & shy, reserve)
        begun = small & (building["started"] == now) & (building["cost"] > 0)
        begun &= building["done"] > 0
        self.granted |= _projects(begun & (building["loan"] > 0), building)
        self.worthwhile |= _projects(begun, building)

    @property
    def rejection(self) -> float:
        """Share of projects for which a loan was asked that never got it."""
        turned_down = len(self.refused - self.granted)
        asked = turned_down + len(self.granted)
        return turned_down / asked if asked else float("nan")

    @property
    def applying(self) -> float:
        """Share of worthwhile projects short of own money for which a loan was asked."""
        asked = len(self.refused | self.granted)
        short = len(self.refused | self.granted | self.silent)
        return asked / short if short else float("nan")

    @property
    def held_back(self) -> float:
        """Share of worthwhile projects that never started for want of money."""
        never = (self.refused | self.silent) - self.worthwhile
        whole = len(never) + len(self.worthwhile)
        return len(never) / whole if whole else float("nan")


def _projects(chosen: Flags, rows: NDArray[Any]) -> set[tuple[int, int]]:
    """Projects by firm and number."""
    found = np.flatnonzero(chosen)
    return set(zip(found.tolist(), rows["ordinal"][found].tolist(), strict=True))


__all__ = ["NONE", "Borrowing", "Offers", "TakeUp", "offer_audits", "plain_value", "rates"]
