"""News reaches a firm, and the firm is seen by its peers and its rivals."""

from __future__ import annotations

from typing import Any

from sim.acts.booking import AWARE_FIRMS, book
from sim.law.codes import ACTIVE, SEEN, SEEN_APPLYING, UNSEEN
from sim.law.contact import is_contacted
from sim.law.dialect import law
from sim.law.draws import two_uniforms
from sim.law.news import has_heard, news_of_a_quarter
from sim.randomness import STREAMS

PEERS = STREAMS["population.peers"]


@law
def hears(firm: Any, watched: Any, seen: Any, quarter: Any, behaviour: Any, tally: Any) -> None:
    """News of every announced wave reaches the firm, until it knows.

    Outreach, a survey and peers who applied tell of local programmes, not of national tax rules.
    """
    unheard = quarter.announced & ~firm.heard
    if unheard != 0:
        unaided = news_of_a_quarter(0.0, 0.0, behaviour)
        peers = share_of_peers(watched, seen) if (unheard & quarter.pushed) != 0 else 0.0
        outreach = 1.0 if is_contacted(firm.revenue, quarter) else quarter.outreach
        pushed = news_of_a_quarter(outreach, peers, behaviour)
        for wave in range(quarter.waves):
            if ((unheard >> wave) & 1) == 1:
                told = pushed if ((quarter.pushed >> wave) & 1) == 1 else unaided
                firm.news[wave] = firm.news[wave] + told
                if has_heard(firm, firm.news[wave]):
                    firm.heard = firm.heard | (1 << wave)
    if firm.status == ACTIVE and ((firm.heard >> (quarter.waves - 1)) & 1) == 1:
        book(tally, firm, quarter, AWARE_FIRMS, 1)


@law
def seen_as(firm: Any) -> int:
    """How others see the firm from the end of the quarter on: its being there, its applying."""
    if firm.status != ACTIVE:
        return UNSEEN
    return SEEN_APPLYING if firm.has_applied == 1 else SEEN


@law
def ring_position(firm_id: int, quarter: Any, ring: int) -> float:
    """Place of a firm on a ring of its sector and district; it watches the next one on each."""
    position, _unused = two_uniforms(quarter.key0, quarter.key1, PEERS, firm_id, ring)
    return position


@law
def share_of_peers(watched: Any, seen: Any) -> float:
    """Share of the firms that it watches that had ever applied, as of last quarter's end (M9).

    Args:
        watched: rows of the firms watched, -1 for none. seen: of every row `seen_as`.
    """
    there = 0
    applied = 0
    for index in range(len(watched)):
        if watched[index] >= 0:
            how = seen[watched[index]]
            there = there + (1 if how != UNSEEN else 0)
            applied = applied + (1 if how == SEEN_APPLYING else 0)
    return applied / there if there > 0 else 0.0


@law
def counts_among_rivals(firm: Any, crowd: Any) -> None:
    """Add the firm's revenue and its gains from renovation to those of its sector, yuan a year."""
    if firm.status == ACTIVE:
        crowd[2 * firm.sector] += firm.revenue
        crowd[2 * firm.sector + 1] += firm.savings
