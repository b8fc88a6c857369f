"""The treasury: pots, claims under review, awards to be paid, each event booked as it happens.

Both engines call it between the two halves of a quarter. Money is whole yuan. For every pot
appropriated + carried in = granted + lapsed + carried out, and for every rule granted = paid +
committed + clawed back; `check` holds both to the yuan at the end of each year.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from sim.errors import BrokenIdentityError
from sim.law.arithmetic import PPM, multiply_divide
from sim.law.codes import PRORATA
from sim.law.treasury import Claim, allocate


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


@dataclass(frozen=True, slots=True)
class RuleTerms:
    """What the treasury needs of an instrument: its pot and the pace of payment."""

    id: str
    pot: int
    review: int
    payment: int


@dataclass(frozen=True, slots=True)
class Award:
    """A grant that waits for its payment quarter."""

    claim: Claim
    amount: int
    pay_at: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One event in the books.

    Attributes:
        quarter: when.
        measure: a measure booked by the ledger.
        subject: id of the instrument, or of the pot for measures of pots.
        size_class: class of the firm when it claimed; -1 for events of a pot.
        amount: yuan, or a count.
    """

    quarter: int
    measure: str
    subject: str
    size_class: int
    amount: int


@dataclass
class Account:
    """A pot's money in the present year.

    Attributes:
        asked: yuan of the claims decided or waiting for money this year.
        settled: quarter of the last settlement.
    """

    left: int = 0
    carried: int = 0
    granted: int = 0
    opened: int = 0
    asked: int = 0
    settled: int = -1


@dataclass
class Treasury:
    """Books of one run."""

    pots: Sequence[PotPlan]
    rules: Sequence[RuleTerms]
    entries: list[Entry] = field(default_factory=list)
    waiting: list[Claim] = field(default_factory=list)
    awards: list[Award] = field(default_factory=list)
    accounts: list[Account] = field(default_factory=list)
    ratios: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Give each pot an account."""
        self.accounts = [Account() for _ in self.pots]

    def open_quarter(self, now: int) -> None:
        """On the first quarter of a year each pot in its years gets its appropriation."""
        if now % 4 != 0:
            return
        for index, (pot, account) in enumerate(zip(self.pots, self.accounts, strict=True)):
            money = pot.appropriation if pot.from_quarter <= now <= pot.to_quarter else 0
            account.left = account.carried + money
            account.opened = account.left
            account.granted = 0
            account.asked = sum(
                claim.amount
                for claim in self.waiting
                if self.rules[claim.rule].pot == index and claim.due <= account.settled
            )
            self._book(now, "pot_appropriated", pot.id, -1, money)
            self._book(now, "pot_carried_in", pot.id, -1, account.carried)
            account.carried = 0

    def settle(self, claims: Sequence[Claim], now: int) -> None:
        """Take in claims; pots whose date this is share their money among claims reviewed."""
        for claim in claims:
            self._book(
                now, "support_claimed", self.rules[claim.rule].id, claim.size_class, claim.amount
            )
        self.waiting.extend(claims)
        for index, pot in enumerate(self.pots):
            if now % 4 in pot.settlement_quarters:
                self._settle_pot(index, now)

    def _settle_pot(self, index: int, now: int) -> None:
        """Grant what a pot can give to the claims whose review is over.

        Pro rata a claim is cut for good. In order of arrival or rank what was not served keeps its
        place and waits for money, until the pot's last year has passed.
        """
        pot, account = self.pots[index], self.accounts[index]
        ready = [c for c in self.waiting if c.due <= now and self.rules[c.rule].pot == index]
        if not ready:
            return
        self.waiting = [c for c in self.waiting if c.due > now or self.rules[c.rule].pot != index]
        ready.sort(key=lambda claim: (claim.due, claim.rule, claim.firm_id))
        account.asked += sum(c.amount for c in ready if c.due > account.settled)
        account.settled = now
        grants = allocate(ready, account.left, pot.overflow)
        for claim, amount in zip(ready, grants, strict=True):
            if amount > 0:
                self._grant(index, claim, amount, now)
            if amount < claim.amount and pot.overflow != PRORATA and now < pot.to_quarter:
                self.waiting.append(replace(claim, amount=claim.amount - amount))
        self.ratios[index] = min(PPM, multiply_divide(account.granted, PPM, account.asked))

    def _grant(self, index: int, claim: Claim, amount: int, now: int) -> None:
        """Book a grant and put its payment on the calendar."""
        account, rule = self.accounts[index], self.rules[claim.rule]
        account.left -= amount
        account.granted += amount
        self.awards.append(Award(claim, amount, now + rule.payment))
        self._book(now, "support_granted", rule.id, claim.size_class, amount)
        self._book(now, "pot_granted", self.pots[index].id, -1, amount)

    def payments(self, now: int, has_left: Sequence[bool] | set[int]) -> list[Award]:
        """Awards to be paid this quarter; those of firms that left are clawed back.

        Args:
            now: the quarter.
            has_left: rows of firms that exited.
        """
        due = [award for award in self.awards if award.pay_at <= now]
        self.awards = [award for award in self.awards if award.pay_at > now]
        paid = []
        for award in due:
            rule = self.rules[award.claim.rule].id
            if award.claim.row in has_left:
                self._book(now, "support_clawed_back", rule, award.claim.size_class, award.amount)
            else:
                self._book(now, "support_paid", rule, award.claim.size_class, award.amount)
                self._book(now, "support_payments", rule, award.claim.size_class, 1)
                paid.append(award)
        return paid

    def close_quarter(self, now: int) -> None:
        """Book what is committed; at the year's end unspent money lapses or is carried."""
        for index, pot in enumerate(self.pots):
            committed = sum(a.amount for a in self.awards if self.rules[a.claim.rule].pot == index)
            self._book(now, "pot_committed", pot.id, -1, committed)
        if now % 4 != 3:
            return
        for index, (pot, account) in enumerate(zip(self.pots, self.accounts, strict=True)):
            kept = account.left if pot.carries and now < pot.to_quarter else 0
            lapsed = account.left - kept
            self._book(now, "pot_carried_out", pot.id, -1, kept)
            self._book(now, "pot_lapsed", pot.id, -1, lapsed)
            if account.opened != account.granted + kept + lapsed:
                raise BrokenIdentityError(
                    f"pot {pot.id}: {account.opened} opened, {account.granted} granted, "
                    f"{kept} carried, {lapsed} lapsed in quarter {now}"
                )
            account.carried, account.left = kept, 0
            if account.opened > 0 and account.asked == 0:
                # Money was there and nobody asked: who asks next may expect all of it.
                self.ratios[index] = PPM

    def _book(self, now: int, measure: str, subject: str, size_class: int, amount: int) -> None:
        """Write one event; nothing is written for zero."""
        if amount != 0:
            self.entries.append(Entry(now, measure, subject, size_class, amount))

    def check(self) -> None:
        """Hold granted = paid + committed + clawed back for every rule.

        Raises:
            BrokenIdentityError: it does not.
        """
        for rule in self.rules:
            total = {"support_granted": 0, "support_paid": 0, "support_clawed_back": 0}
            for entry in self.entries:
                if entry.subject == rule.id and entry.measure in total:
                    total[entry.measure] += entry.amount
            committed = sum(a.amount for a in self.awards if self.rules[a.claim.rule].id == rule.id)
            if (
                total["support_granted"]
                != total["support_paid"] + total["support_clawed_back"] + committed
            ):
                raise BrokenIdentityError(
                    f"instrument {rule.id}: granted, paid, committed do not add up"
                )
