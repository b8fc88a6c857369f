"""The rows of the treasury and the measures of its books: each declared once, as in `sim.rows`."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.law.codes import SIZE_CLASSES
from sim.rows import Field, blank, table_type

POT: tuple[Field, ...] = (
    ("appropriation", "i", "yuan a year"),
    ("from_quarter", "i", "first quarter of its years"),
    ("to_quarter", "i", "last quarter of its years"),
    ("settles", "i", "bits of the quarters of a year in which it is shared out"),
    ("overflow", "i", "how it is shared when it is too small (RW22)"),
    ("carries", "i", "1 if unspent money is kept for the next year"),
    ("left", "i", "yuan not yet granted this year"),
    ("carried", "i", "yuan kept from the year before"),
    ("granted", "i", "yuan granted this year"),
    ("opened", "i", "yuan at the beginning of the year"),
    ("asked", "i", "yuan of the claims decided or waiting for money this year"),
    ("settled", "i", "quarter of the last settlement, -1 before the first"),
    ("ratio", "i", "share of claims last paid, millionths; -1 before the first settlement"),
)

CLAIM: tuple[Field, ...] = (
    ("row", "i", "the firm's place in the walk (for paying it; never for ordering)"),
    ("firm_id", "i", "the firm's own id"),
    ("rule", "i", "index of the instrument"),
    ("amount", "i", "yuan claimed, after rate and cap, and not yet granted"),
    ("arrival", "f", "keyed draw, 0 to 1, that orders claims of equal score"),
    ("score", "f", "the authority's ranking of the firm; higher is earlier"),
    ("due", "i", "quarter in which the review ends"),
    ("size_class", "i", "the firm's size class when it claimed"),
    ("granted", "i", "yuan granted in the settlement under way"),
)

AWARD: tuple[Field, ...] = (
    ("row", "i", "the firm's place in the walk"),
    ("rule", "i", "index of the instrument"),
    ("amount", "i", "yuan granted"),
    ("pay_at", "i", "quarter of payment"),
    ("size_class", "i", "the firm's size class when it claimed"),
)

# Tables of claims and awards are longer than what they hold: the desk knows how much that is.
DESK: tuple[Field, ...] = (
    ("claims", "i", "claims made this quarter"),
    ("waiting", "i", "claims under review or waiting for money"),
    ("awards", "i", "awards not yet paid"),
    ("paid", "i", "awards paid this quarter"),
    ("broken", "i", "number, from 1, of the pot whose year does not add up; 0 while all do"),
    ("basis_cost", "f", "tax lost later per yuan of support that lowers the basis (RW12)"),
)

POT_TYPE = table_type(POT)
CLAIM_TYPE = table_type(CLAIM)
AWARD_TYPE = table_type(AWARD)
DESK_TYPE = table_type(DESK)

# What the ledger keeps of each instrument and size class; only the public cost reads the last.
RULE_BOOKS = (
    "support_claimed", "support_granted", "support_paid", "support_payments",
    "support_clawed_back", "basis_cost",
)  # fmt: skip
# What it keeps of each pot.
POT_BOOKS = (
    "pot_appropriated", "pot_carried_in", "pot_granted", "pot_lapsed", "pot_carried_out",
    "pot_committed",
)  # fmt: skip
CLASSES = len(SIZE_CLASSES)


def ledger_cells(rules: int, pots: int) -> int:
    """Cells of a quarter's ledger: measure x instrument x size class, then measure x pot."""
    return len(RULE_BOOKS) * rules * CLASSES + len(POT_BOOKS) * pots


def parts_of_ledger(
    ledger: NDArray[np.int64], rules: int, pots: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Quarters' ledgers, shape (quarters, cells), as two arrays with named axes.

    Returns:
        Of instruments, shape (quarters, `RULE_BOOKS`, instruments, size classes); of pots, shape
        (quarters, `POT_BOOKS`, pots).
    """
    first = len(RULE_BOOKS) * rules * CLASSES
    quarters = len(ledger)
    return (
        ledger[:, :first].reshape(quarters, len(RULE_BOOKS), rules, CLASSES),
        ledger[:, first:].reshape(quarters, len(POT_BOOKS), pots),
    )


def row_of(fields: Sequence[Field], **values: Any) -> SimpleNamespace:
    """A row in plain Python: zeros but for `values`.

    Raises:
        TypeError: a value is of no field of the row.
    """
    row = blank(fields)
    if set(values) - set(row):
        raise TypeError(f"no such field: {', '.join(sorted(set(values) - set(row)))}")
    return SimpleNamespace(**(row | values))


def grow(rows: list[Any], fields: Sequence[Field], needed: int) -> None:
    """Lengthen a table of plain rows to `needed`."""
    rows.extend(row_of(fields) for _ in range(needed - len(rows)))
