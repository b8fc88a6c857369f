"""The treasury's books: what a policy says of a pot, the tables of a run, and the checks on them.

What is done with them stands in `sim.acts.paying` and is the same text in both engines. Money is
whole yuan. For every pot appropriated + carried in = granted + lapsed + carried out, at the end of
each year; for every rule granted = paid + committed + clawed back, at the end of the run.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.acts import paying
from sim.errors import BrokenIdentityError
from sim.law.tax import straight_line
from sim.law.treasury import allocate
from sim.randomness import stream_code
from sim.rows import plain
from sim.treasury_rows import (
    AWARD,
    CLAIM,
    DESK,
    POT_BOOKS,
    POT_TYPE,
    RULE_BOOKS,
    grow,
    ledger_cells,
    parts_of_ledger,
    row_of,
)


@dataclass(frozen=True, slots=True)
class PotPlan:
    """A pot as the policy states it: yuan for each quarter's year, and how it is shared."""

    id: str
    appropriation: int
    from_quarter: int
    to_quarter: int
    settlement_quarters: tuple[int, ...]
    overflow: int
    carries: bool


class Entry(NamedTuple):
    """The events of one kind in one quarter, added up.

    Attributes:
        quarter: when.
        measure: a measure booked by the ledger.
        subject: id of the instrument, or of the pot for measures of pots.
        size_class: class of the firms when they claimed; -1 for events of a pot.
        amount: yuan, or a count.
    """

    quarter: int
    measure: str
    subject: str
    size_class: int
    amount: int


def arrival_streams(names: Sequence[str]) -> list[int]:
    """Stream of the order of arrival for each instrument, keyed by its name, not its place."""
    return [stream_code(f"claim.arrival/{name}") for name in names]


def pot_table(plans: Sequence[PotPlan]) -> NDArray[Any]:
    """Rows of the pots at the beginning of a run (`sim.treasury_rows.POT`)."""
    table = np.zeros(len(plans), dtype=POT_TYPE)
    for row, plan in zip(table, plans, strict=True):
        for name in ("appropriation", "from_quarter", "to_quarter", "overflow", "carries"):
            row[name] = getattr(plan, name)
        row["settles"] = sum(1 << quarter for quarter in plan.settlement_quarters)
        row["settled"] = row["ratio"] = -1
    return table


def basis_cost(place: Any) -> float:
    """Profit tax lost later, present value, per yuan of support that lowers the basis (RW12)."""
    return float(
        place.profit_tax_rate
        * straight_line(
            float(place.public_discount_rate), int(place.depreciation_life), place.salvage_share, 1
        )
    )


def shared(claims: Sequence[Any], money: int, overflow: int) -> list[int]:
    """Yuan granted to each of some claims (`sim.treasury_rows.CLAIM`) on one pot."""
    order = list(range(len(claims)))
    allocate(claims, order, order.copy(), len(claims), money, overflow)
    return [claim.granted for claim in claims]


def entries(
    ledger: NDArray[np.int64], rules: Sequence[str], pots: Sequence[str]
) -> tuple[Entry, ...]:
    """The cells of the quarters' ledgers that are not zero: by quarter, measure, subject, class."""
    of_rules, of_pots = parts_of_ledger(ledger, len(rules), len(pots))
    # The last book of instruments is no measure; the public cost alone reads it.
    of_rules = of_rules[:, :-1]
    found = [
        Entry(
            now,
            RULE_BOOKS[book],
            rules[rule],
            size_class,
            int(of_rules[now, book, rule, size_class]),
        )
        for now, book, rule, size_class in np.argwhere(of_rules).tolist()
    ]
    found += [
        Entry(now, POT_BOOKS[book], pots[pot], -1, int(of_pots[now, book, pot]))
        for now, book, pot in np.argwhere(of_pots).tolist()
    ]
    return tuple(sorted(found, key=lambda entry: entry.quarter))


def check_year(broken: int, pots: Any, names: Sequence[str], now: int) -> None:
    """Tell of the pot whose year the treasury found not to add up, if there is one.

    Args:
        broken: `desk.broken`: its number from 1, or 0.
        pots: rows, as the treasury left them.
        names: their ids.
        now: the quarter.

    Raises:
        BrokenIdentityError: there is one.
    """
    if broken > 0:
        pot = pots[broken - 1]
        raise BrokenIdentityError(
            f"pot {names[broken - 1]}: {pot.opened} opened, {pot.granted} granted, "
            f"{pot.carried} carried, {pot.left - pot.carried} lapsed in quarter {now}"
        )


def check_rules(
    ledger: NDArray[np.int64], rules: Sequence[str], pots: int, committed: Sequence[int]
) -> None:
    """Hold granted = paid + committed + clawed back for every instrument.

    Args:
        ledger: of all quarters, shape (quarters, cells).
        rules: ids of the instruments.
        pots: how many pots there are.
        committed: yuan of awards not yet paid, by instrument.

    Raises:
        BrokenIdentityError: it does not.
    """
    of_rules, _ = parts_of_ledger(ledger, len(rules), pots)
    totals = of_rules.sum(axis=(0, 3))
    granted, paid, back = (
        totals[RULE_BOOKS.index(name)].tolist()
        for name in ("support_granted", "support_paid", "support_clawed_back")
    )
    for index, name in enumerate(rules):
        if granted[index] != paid[index] + back[index] + committed[index]:
            raise BrokenIdentityError(
                f"instrument {name}: granted, paid, committed do not add up: {granted[index]} "
                f"granted, {paid[index]} paid, {back[index]} clawed back, "
                f"{committed[index]} committed"
            )


def committed(awards: Iterable[Any], rules: int) -> list[int]:
    """Yuan of awards not yet paid, by instrument."""
    amounts = [0] * rules
    for award in awards:
        amounts[award.rule] += int(award.amount)
    return amounts


class Treasury:
    """The tables of the object walk, in plain Python.

    Attributes:
        pots: rows (`sim.treasury_rows.POT`). rules: the walk's rows of the instruments.
        claims, waiting, awards, paid: rows, of which `desk` counts those that hold something.
        ledgers: cells of each quarter since the first (`sim.treasury_rows.ledger_cells`).
    """

    def __init__(self, pots: Sequence[PotPlan], rules: Sequence[Any], names: Sequence[str]) -> None:
        """Open the books.

        Args:
            pots: as the policy states them.
            rules: rows of the instruments, in the order of `names`.
            names: ids of the instruments.
        """
        self.rules, self.names = rules, list(names)
        self.pot_names = [plan.id for plan in pots]
        self.pots: list[Any] = [plain(row) for row in pot_table(pots)]
        self.streams = arrival_streams(self.names)
        self.desk: Any = row_of(DESK)
        self.claims: list[Any] = []
        self.waiting: list[Any] = []
        self.awards: list[Any] = []
        self.paid: list[Any] = []
        self.ledgers: list[list[int]] = []

    @property
    def ratios(self) -> dict[int, int]:
        """Share of claims last paid, millionths, of each pot that has settled."""
        return {index: pot.ratio for index, pot in enumerate(self.pots) if pot.ratio >= 0}

    def open_quarter(self, now: int) -> None:
        """A fresh ledger; on the first quarter of a year the pots get their money."""
        self.ledgers.append([0] * ledger_cells(len(self.rules), len(self.pots)))
        self.desk.claims = 0
        paying.open_pots(self.pots, self.rules, self.waiting, self.desk, self.ledgers[-1], now)

    def hand_in(self, firm: Any, row: int, wanted: Sequence[int], quarter: Any) -> None:
        """Take a firm's claims of the quarter."""
        grow(self.claims, CLAIM, self.desk.claims + len(self.rules))
        paying.hand_in(firm, row, wanted, self.claims, self.desk, quarter, self.rules, self.streams)

    def settle(self, now: int) -> None:
        """Put the quarter's claims under review, and share out the pots whose date this is."""
        desk, ledger = self.desk, self.ledgers[-1]
        grow(self.waiting, CLAIM, desk.waiting + desk.claims)
        paying.take_in(self.claims, self.waiting, self.rules, desk, ledger)
        grow(self.awards, AWARD, desk.awards + desk.waiting)
        order = [0] * desk.waiting
        paying.settle_pots(
            self.pots, self.rules, self.waiting, self.awards, order, order.copy(), desk, ledger,
            now,
        )  # fmt: skip

    def payments(self, now: int, firms: Any) -> list[Any]:
        """Awards that reach their firms this quarter; those of firms that left are clawed back.

        Args:
            now: the quarter.
            firms: by row; what is read is `status`.
        """
        grow(self.paid, AWARD, self.desk.awards)
        paying.pay_due(firms, self.rules, self.awards, self.paid, self.desk, self.ledgers[-1], now)
        return self.paid[: self.desk.paid]

    def close_quarter(self, now: int) -> None:
        """Book what is committed; at the year's end unspent money lapses or is carried.

        Raises:
            BrokenIdentityError: a pot's year does not add up.
        """
        paying.close_pots(self.pots, self.rules, self.awards, self.desk, self.ledgers[-1], now)
        check_year(self.desk.broken, self.pots, self.pot_names, now)

    def ledger(self) -> NDArray[np.int64]:
        """The books so far, shape (quarters, cells)."""
        cells = ledger_cells(len(self.rules), len(self.pots))
        return np.array(self.ledgers, dtype=np.int64).reshape(len(self.ledgers), cells)

    def committed(self) -> list[int]:
        """Yuan of awards not yet paid, by instrument."""
        return committed(self.awards[: self.desk.awards], len(self.names))

    def check(self) -> None:
        """Hold granted = paid + committed + clawed back for every rule.

        Raises:
            BrokenIdentityError: it does not.
        """
        check_rules(self.ledger(), self.names, len(self.pots), self.committed())

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The books so far, event by kind of event."""
        return entries(self.ledger(), self.names, self.pot_names)


def claim_row(**values: Any) -> SimpleNamespace:
    """A claim as a plain row."""
    return row_of(CLAIM, **values)
