"""The treasury at work: pots opened, claims taken in, money shared out, awards paid, books kept.

Tables (`sim.treasury_rows`) hold rows up to the counts on the desk; whoever calls sees to it that
they are long enough. Each event is added to its own cell of the quarter's ledger.
"""

from __future__ import annotations

from typing import Any

from sim.law.arithmetic import PPM, plus, whole_yuan
from sim.law.codes import EXITED
from sim.law.dialect import law
from sim.law.draws import two_uniforms
from sim.law.queue import AS_BOOKED, put_in_order
from sim.law.treasury import (
    allocate,
    carried_over,
    keeps_place,
    money_of_year,
    part_paid,
    settles,
)
from sim.treasury_rows import CLASSES, POT_BOOKS, RULE_BOOKS

CLAIMED = RULE_BOOKS.index("support_claimed")
GRANTED = RULE_BOOKS.index("support_granted")
PAID = RULE_BOOKS.index("support_paid")
PAYMENTS = RULE_BOOKS.index("support_payments")
CLAWED_BACK = RULE_BOOKS.index("support_clawed_back")
BASIS_COST = RULE_BOOKS.index("basis_cost")
RULE_MEASURES = len(RULE_BOOKS)
APPROPRIATED = POT_BOOKS.index("pot_appropriated")
CARRIED_IN = POT_BOOKS.index("pot_carried_in")
POT_GRANTED = POT_BOOKS.index("pot_granted")
LAPSED = POT_BOOKS.index("pot_lapsed")
CARRIED_OUT = POT_BOOKS.index("pot_carried_out")
COMMITTED = POT_BOOKS.index("pot_committed")


@law
def enter(ledger: Any, rules: Any, measure: int, rule: int, size_class: int, amount: int) -> None:
    """Add an event of an instrument to the books; yuan, or a count."""
    cell = (measure * len(rules) + rule) * CLASSES + size_class
    ledger[cell] = plus(ledger[cell], amount)


@law
def enter_pot(ledger: Any, rules: Any, pots: Any, measure: int, pot: int, amount: int) -> None:
    """Add an event of a pot to the books; yuan."""
    cell = RULE_MEASURES * len(rules) * CLASSES + measure * len(pots) + pot
    ledger[cell] = plus(ledger[cell], amount)


# ---------------------------------------------------------------- a year begins


@law
def open_pots(pots: Any, rules: Any, waiting: Any, desk: Any, ledger: Any, now: int) -> None:
    """On the first quarter of a year each pot in its years gets its appropriation."""
    if now % 4 != 0:
        return
    for index in range(len(pots)):
        pot = pots[index]
        money = money_of_year(pot, now)
        pot.left = plus(pot.carried, money)
        pot.opened = pot.left
        pot.granted = 0
        pot.asked = 0
        enter_pot(ledger, rules, pots, APPROPRIATED, index, money)
        enter_pot(ledger, rules, pots, CARRIED_IN, index, pot.carried)
        pot.carried = 0
    for number in range(desk.waiting):
        claim = waiting[number]
        home = rules[claim.rule].pot
        if home >= 0 and claim.due <= pots[home].settled:
            pots[home].asked = plus(pots[home].asked, claim.amount)


# ---------------------------------------------------------------- claims


@law
def hand_in(
    firm: Any, row: int, wanted: Any, claims: Any, desk: Any, quarter: Any, rules: Any,
    streams: Any,
) -> None:  # fmt: skip
    """Write the firm's claims of the quarter, each with its keyed arrival and the firm's score.

    The score is the firm's operating profit: officials pick the strong (GRA-12).

    Args:
        row: the firm's place in the walk.
        wanted: yuan claimed, one cell per instrument.
        streams: code of each instrument's stream of arrival.
    """
    for index in range(len(rules)):
        if wanted[index] > 0:
            arrival, _unused = two_uniforms(
                quarter.key0, quarter.key1, streams[index], firm.id, quarter.now
            )
            claim = claims[desk.claims]
            claim.row = row
            claim.firm_id = firm.id
            claim.rule = index
            claim.amount = wanted[index]
            claim.arrival = arrival
            claim.score = float(firm.operating_year)
            claim.due = quarter.now + rules[index].review
            claim.size_class = firm.size_class
            claim.granted = 0
            desk.claims = desk.claims + 1


@law
def copy_claim(to: Any, claim: Any) -> None:
    """Make the row `to` say what `claim` says."""
    to.row = claim.row
    to.firm_id = claim.firm_id
    to.rule = claim.rule
    to.amount = claim.amount
    to.arrival = claim.arrival
    to.score = claim.score
    to.due = claim.due
    to.size_class = claim.size_class
    to.granted = claim.granted


@law
def take_in(claims: Any, waiting: Any, rules: Any, desk: Any, ledger: Any) -> None:
    """Book the quarter's claims and put them under review."""
    for number in range(desk.claims):
        claim = claims[number]
        enter(ledger, rules, CLAIMED, claim.rule, claim.size_class, claim.amount)
        copy_claim(waiting[desk.waiting], claim)
        desk.waiting = desk.waiting + 1


# ---------------------------------------------------------------- settlement


@law
def settle_pots(
    pots: Any, rules: Any, waiting: Any, awards: Any, order: Any, spare: Any, desk: Any,
    ledger: Any, now: int,
) -> None:  # fmt: skip
    """Pots whose date this is share their money among the claims whose review is over."""
    for index in range(len(pots)):
        if settles(pots[index], now):
            count = ready_claims(index, rules, waiting, order, desk, now)
            if count > 0:
                settle_pot(
                    pots, index, rules, waiting, awards, order, spare, count, desk, ledger, now
                )
                let_go(waiting, desk)


@law
def ready_claims(index: int, rules: Any, waiting: Any, order: Any, desk: Any, now: int) -> int:
    """Number the claims on a pot whose review is over, in `order`; how many there are."""
    count = 0
    for number in range(desk.waiting):
        claim = waiting[number]
        if claim.due <= now and rules[claim.rule].pot == index:
            order[count] = number
            count = count + 1
    return count


@law
def settle_pot(
    pots: Any, index: int, rules: Any, waiting: Any, awards: Any, order: Any, spare: Any,
    count: int, desk: Any, ledger: Any, now: int,
) -> None:  # fmt: skip
    """Grant what a pot can give; what was not served waits if it keeps its place."""
    pot = pots[index]
    for place in range(count):
        claim = waiting[order[place]]
        if claim.due > pot.settled:
            pot.asked = plus(pot.asked, claim.amount)
    pot.settled = now
    allocate(waiting, order, spare, count, pot.left, pot.overflow)
    put_in_order(waiting, order, spare, count, AS_BOOKED)
    for place in range(count):
        claim = waiting[order[place]]
        if claim.granted > 0:
            pot.left = pot.left - claim.granted
            pot.granted = plus(pot.granted, claim.granted)
            grant(claim, awards, rules, desk, ledger, now)
            enter_pot(ledger, rules, pots, POT_GRANTED, index, claim.granted)
        claim.amount = claim.amount - claim.granted if keeps_place(pot, now) else 0
    pot.ratio = part_paid(pot.granted, pot.asked)


@law
def grant(claim: Any, awards: Any, rules: Any, desk: Any, ledger: Any, now: int) -> None:
    """Book a grant and put its payment on the calendar."""
    award = awards[desk.awards]
    award.row = claim.row
    award.rule = claim.rule
    award.amount = claim.granted
    award.pay_at = now + rules[claim.rule].payment
    award.size_class = claim.size_class
    desk.awards = desk.awards + 1
    enter(ledger, rules, GRANTED, claim.rule, claim.size_class, claim.granted)


@law
def let_go(waiting: Any, desk: Any) -> None:
    """Strike the claims of which nothing is left; the others close ranks."""
    kept = 0
    for number in range(desk.waiting):
        if waiting[number].amount > 0:
            if kept < number:
                copy_claim(waiting[kept], waiting[number])
            kept = kept + 1
    desk.waiting = kept


# ---------------------------------------------------------------- payment


@law
def copy_award(to: Any, award: Any) -> None:
    """Make the row `to` say what `award` says."""
    to.row = award.row
    to.rule = award.rule
    to.amount = award.amount
    to.pay_at = award.pay_at
    to.size_class = award.size_class


@law
def pay_due(
    firms: Any, rules: Any, awards: Any, paid: Any, desk: Any, ledger: Any, now: int
) -> None:  # fmt: skip
    """Move the awards that are due to `paid`, in order; those of firms that left are clawed back.

    The firms have yet to get the money (`sim.acts.building.receives`).
    """
    desk.paid = 0
    kept = 0
    for number in range(desk.awards):
        award = awards[number]
        if award.pay_at > now:
            if kept < number:
                copy_award(awards[kept], award)
            kept = kept + 1
        elif firms[award.row].status == EXITED:
            enter(ledger, rules, CLAWED_BACK, award.rule, award.size_class, award.amount)
        else:
            enter(ledger, rules, PAID, award.rule, award.size_class, award.amount)
            enter(ledger, rules, PAYMENTS, award.rule, award.size_class, 1)
            if rules[award.rule].taxable == 0:
                lost = whole_yuan(award.amount * desk.basis_cost)
                enter(ledger, rules, BASIS_COST, award.rule, award.size_class, lost)
            copy_award(paid[desk.paid], award)
            desk.paid = desk.paid + 1
    desk.awards = kept


@law
def publish_ratios(pots: Any, rules: Any) -> None:
    """Let firms see, from the next quarter on, what share of claims each pot last paid."""
    for index in range(len(rules)):
        pot = rules[index].pot
        if pot >= 0 and pots[pot].ratio >= 0:
            rules[index].expected_ppm = pots[pot].ratio


# ---------------------------------------------------------------- a quarter ends


@law
def close_pots(pots: Any, rules: Any, awards: Any, desk: Any, ledger: Any, now: int) -> None:
    """Book what is committed; at the year's end unspent money lapses or is carried.

    A year that does not add up is left as it is, with the pot's number in `desk.broken`.
    """
    for number in range(desk.awards):
        award = awards[number]
        enter_pot(ledger, rules, pots, COMMITTED, rules[award.rule].pot, award.amount)
    if now % 4 != 3:
        return
    for index in range(len(pots)):
        pot = pots[index]
        kept = carried_over(pot, now)
        lapsed = pot.left - kept
        enter_pot(ledger, rules, pots, CARRIED_OUT, index, kept)
        enter_pot(ledger, rules, pots, LAPSED, index, lapsed)
        pot.carried = kept
        if pot.opened != pot.granted + kept + lapsed:
            desk.broken = index + 1
            return
        pot.left = 0
        if pot.opened > 0 and pot.asked == 0:
            # Money was there and nobody asked: who asks next may expect all of it.
            pot.ratio = PPM
