"""The same content is not paid for twice: which items of a project still count."""

from __future__ import annotations

from sim.law.codes import NO_SUPPORTER
from sim.law.dialect import law


@law
def is_barred(supporter: int, bars: int) -> bool:
    """Whether money that an item already has keeps a fund from supporting it again.

    001 article 35 bars what city government investment or another city fund supports already;
    money of a district does not bar.

    Args:
        supporter: who supports the item (`codes.SUPPORTERS`).
        bars: bits of the supporters that bar, bit n for supporter n.
    """
    return supporter != NO_SUPPORTER and ((bars >> supporter) & 1) == 1


@law
def counted_cost(cost: int, supporter: int, bars: int) -> int:
    """Yuan of an item that stay in the base of the subsidy: all, or nothing where barred.

    This is 001 article 35 item by item (reading RW11, default). Read project by project, one
    barred item takes out all the others; whoever sums up the items then asks `is_barred` first.
    """
    return 0 if is_barred(supporter, bars) else cost
