"""News reaches a firm, and the firm is seen by its peers."""

from __future__ import annotations

from typing import Any

from sim.acts.booking import AWARE_FIRMS, book
from sim.law.codes import ACTIVE
from sim.law.contact import is_contacted
from sim.law.dialect import law
from sim.law.news import has_heard, news_of_a_quarter


@law
def hears(firm: Any, peers: float, quarter: Any, behaviour: Any, tally: Any) -> None:
    """News of every announced wave reaches the firm.

    Outreach, a survey and peers who applied tell of local programmes, not of national tax rules.
    """
    unaided = news_of_a_quarter(0.0, 0.0, behaviour)
    outreach = 1.0 if is_contacted(firm.revenue, quarter) else quarter.outreach
    pushed = news_of_a_quarter(outreach, peers, behaviour)
    for wave in range(quarter.waves):
        if quarter.announced[wave] == 1:
            firm.news[wave] = firm.news[wave] + (pushed if quarter.pushed[wave] == 1 else unaided)
    if firm.status == ACTIVE and has_heard(firm.attention, firm.news[quarter.waves - 1]):
        book(tally, firm, quarter, AWARE_FIRMS, 1)


@law
def is_seen_by_peers(firm: Any, quarter: Any, crowd: Any) -> None:
    """Count the firm, and whether it ever applied, among its sector and district."""
    if firm.status == ACTIVE:
        cell = 2 * (firm.sector * quarter.districts + firm.district)
        crowd[cell] += 1
        crowd[cell + 1] += firm.has_applied


@law
def share_of_peers(firm: Any, quarter: Any, crowd: Any) -> float:
    """Share of the firms of its sector and district that had ever applied, last quarter's end."""
    cell = 2 * (firm.sector * quarter.districts + firm.district)
    if crowd[cell] == 0:
        return 0.0
    return crowd[cell + 1] / crowd[cell]
