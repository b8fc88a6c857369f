"""The treasury: pots, claims under review, awards to be paid, each event booked as it happens.

Both engines call it between the two halves of a quarter. Money is whole yuan. For every pot
appropriated + carried in = granted + lapsed + carried out, and for every rule granted = paid +
committed + clawed back; `check` holds both to the yuan at the end of each year.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sim.errors import BrokenIdentityError
from sim.law.arithmetic import PPM, multiply_divide
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
    """A pot's money in the present year."""

    left: int = 0
    carried: int = 0
    granted: int = 0
    opened: int = 0


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
        for pot, account in zip(self.pots, self.accounts, strict=True):
            money = pot.appropriation if pot.from_quarter <= now <= pot.to_quarter else 0
            account.left = account.carried + money
            account.opened = account.left
            account.granted = 0
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
        """Grant what a pot can give to the claims whose review is over."""
        pot, account = self.pots[index], self.accounts[index]
        ready = [c for c in self.waiting if c.due <= now and self.rules[c.rule].pot == index]
        if not ready:
            return
        self.waiting = [c for c in self.waiting if c.due > now or self.rules[c.rule].pot != index]
        ready.sort(key=lambda claim: (claim.rule, claim.firm_id))
        grants = allocate(ready, account.left, pot.overflow)
        for claim, amount in zip(ready, grants, strict=True):
            if amount == 0:
                continue
            rule = self.rules[claim.rule]
            account.left -= amount
            account.granted += amount
            self.awards.append(Award(claim, amount, now + rule.payment))
            self._book(now, "support_granted", rule.id, claim.size_class, amount)
            self._book(now, "pot_granted", pot.id, -1, amount)
        asked = sum(claim.amount for claim in ready)
        self.ratios[index] = min(PPM, multiply_divide(sum(grants), PPM, asked))

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
        for pot, account in zip(self.pots, self.accounts, strict=True):
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
