"""The terms of one record of a policy file in words, each with its unit."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from results.policy_pages import words
from scenarios.instrument_schema import Award, Instrument, Tiers
from scenarios.policy_schema import ClauseWithoutEffect, Policy, Pot, Relation, Target
from scenarios.quantities import AssumedLever
from scenarios.register import Entry

Figure = float | int | AssumedLever


def percent(value: Figure) -> str:
    """Write a share as a percentage, an assumed one with its range."""
    if isinstance(value, AssumedLever):
        ends = f"{percent(value.low)} to {percent(value.high)}"
        return f"{percent(value.value)} (assumed, {ends})"
    return f"{plain(Decimal(str(value)) * 100)} %"


def yuan(value: Figure) -> str:
    """Write an amount of money, an assumed one with its range."""
    if isinstance(value, AssumedLever):
        ends = f"{plain(Decimal(str(value.low)))} to {yuan(value.high)}"
        return f"{yuan(value.value)} (assumed, {ends})"
    return f"{plain(Decimal(str(value)))} yuan"


def plain(value: Decimal) -> str:
    """Write a number with thousands apart and no needless zeros."""
    return f"{value.normalize():,f}"


def quarters(count: int) -> str:
    """Write a number of quarters."""
    return "1 quarter" if count == 1 else f"{count} quarters"


def sums(rows: list[Award]) -> str:
    """Write a schedule of titles."""
    return ", ".join(f"{row.label.en} {row.label.zh} {yuan(row.amount)}" for row in rows)


def term(name: str, value: str) -> str:
    """One term: its name in both languages and its value."""
    return f"**{name}** {words.TERMS[name]}: {value}"


def terms_of(entry: Entry, policy: Policy) -> Iterator[str]:
    """Terms of any record, in the order in which one asks for them; its policy knows the days."""
    if isinstance(entry, Instrument):
        yield from _of_instrument(entry)
    elif isinstance(entry, Relation):
        if entry.kind == "Q5":
            document = policy.document
            yield term("in force", f"{document.valid_from} to {document.valid_to}")
        yield from _of_relation(entry)
    elif isinstance(entry, Target):
        yield term("value", worth(entry))
    elif isinstance(entry, Pot):
        yield term("sums", f"{yuan(entry.appropriation)} a year")
    if isinstance(entry, ClauseWithoutEffect):
        yield term("says", entry.reading)
    elif not isinstance(entry, Pot | Target) and entry.note is not None:
        yield term("note", entry.note.strip())


def worth(target: Target) -> str:
    """Value of a target with unit and year."""
    value = "no figure" if target.value is None else plain(Decimal(str(target.value)))
    unit = "" if target.value is None else f" {target.unit}"
    return f"{value}{unit}, {target.year}"


def _of_relation(rule: Relation) -> Iterator[str]:
    if rule.among:
        yield term("about", ", ".join(f"`{name}`" for name in rule.among))
    if rule.bars:
        yield term("bars", "; ".join(words.BARS[name] for name in rule.bars))
    if rule.ceiling is not None:
        yield term("ceiling", f"{percent(rule.ceiling)} of the firm's input")
    if rule.ends is not None:
        items = f", items {', '.join(rule.ends.articles)}" if rule.ends.articles else ""
        yield term("ends", rule.ends.document + items)


def _of_instrument(rule: Instrument) -> Iterator[str]:
    yield term("payer", words.PAYERS[rule.payer])
    who = list(_who(rule))
    if who:
        yield term("who", "; ".join(who))
    yield from _share(rule)
    yield from _limits(rule)
    yield from _schedules(rule)
    yield from _credit_and_land(rule)
    yield from _money_and_time(rule)


def _who(rule: Instrument) -> Iterator[str]:
    """Who and what qualifies, as far as the file restricts it."""
    stated = rule.eligibility.model_fields_set
    for name, label in words.LISTS.items():
        chosen = getattr(rule.eligibility, name)
        if name in stated and chosen:
            yield f"{label} {', '.join(chosen)}"
    if rule.eligibility.revenue_min:
        yield f"revenue from {yuan(rule.eligibility.revenue_min)}"
    for name, label in words.FLAGS.items():
        if getattr(rule.eligibility, name):
            yield label


def _share(rule: Instrument) -> Iterator[str]:
    """Rate or tiers, and of what."""
    base = words.BASES.get(rule.base)
    if base is not None and rule.kind != "X2":
        yield term("base", base)
    if "rate" in rule.model_fields_set:
        of = f" {words.RATES[rule.kind]}" if rule.kind in words.RATES else ""
        flat = " where read without tiers (RW03)" if rule.tiers is not None else ""
        yield term("rate", percent(rule.rate) + of + flat)
    if rule.tiers is not None:
        yield term("tiers", _steps(rule.tiers))
    if rule.size_tiers is not None:
        yield term("tiers by size", f"{_steps(rule.size_tiers)} (RW03)")


def _steps(tiers: Tiers) -> str:
    by_level = tiers.by == "maturity_level"
    parts = [
        f"from {f'maturity level {step.at_least}' if by_level else yuan(step.at_least)} "
        f"{percent(step.rate)}"
        for step in tiers.steps
    ]
    if tiers.rest_above is not None:
        rest = tiers.rest_above
        parts.append(f"what is above {yuan(rest.amount)} {percent(rest.rate)}")
    return ", ".join(parts)


def _limits(rule: Instrument) -> Iterator[str]:
    """Soft cost, energy result, threshold, cap, limit a unit."""
    if rule.soft_share_max is not None:
        yield term("soft cost", f"at most {percent(rule.soft_share_max)} of a project (RW04)")
    if rule.energy is not None:
        energy = rule.energy
        yield term(
            "energy result",
            f"{energy.saving_tce} tonnes of coal equivalent saved, or {energy.co2_cut_t} tonnes of "
            "carbon emission cut a year (RW30)",
        )
    if rule.threshold is not None:
        held = rule.threshold
        text = f"{words.QUANTITIES[held.quantity]} from {yuan(held.amount)}"
        if held.or_yearly is not None:
            text += f", or {yuan(held.or_yearly)} in one year"
        if held.below is not None:
            text += f", below {yuan(held.below)}"
        yield term("threshold", text)
    if rule.cap is not None:
        yield term("cap", f"{yuan(rule.cap.amount)} {words.SCOPES[rule.cap.scope]}")
    if rule.unit_limit:
        yield term("limit a unit", yuan(rule.unit_limit))


def _schedules(rule: Instrument) -> Iterator[str]:
    """Prizes, shares of tax, sums of a fund."""
    if rule.awards:
        yield term("prizes", sums(rule.awards))
    if rule.band is not None:
        yield term("band", f"{plain(Decimal(rule.band.low))} to {yuan(rule.band.high)}")
    if rule.single_award is not None:
        yield term("one prize for all", f"{yuan(rule.single_award)} (RW20)")
    if rule.shares is not None:
        names = ("province", "city", "county")
        parts = [f"{name} {percent(getattr(rule.shares, name))}" for name in names]
        yield term("shares", f"{', '.join(parts)} of what each gains in tax")
    if rule.amounts:
        yield term("sums", f"{sums(rule.amounts)}, a year")


def _credit_and_land(rule: Instrument) -> Iterator[str]:
    """Discount and reach of a loan product, multiple of the land price, strength of a service."""
    stated = rule.model_fields_set
    if "discount" in stated:
        yield term("discount", f"{percent(rule.discount)} a year below the reference rate")
    if "multiple" in stated:
        yield term("multiple", f"{rule.multiple} times the market price of land")
    if "intensity" in stated and rule.kind == "F2":
        yield term("reach", f"{percent(rule.intensity)} of those who borrow for renovation")
    elif "intensity" in stated:
        yield term("strength", f"{percent(rule.intensity)} of its full effect")


def _money_and_time(rule: Instrument) -> Iterator[str]:
    """Pot, timing, years, what it excludes, days."""
    if rule.pot is not None:
        yield term("pot", f"`{rule.pot}`")
    if rule.timing.mode != "none":
        yield term("timing", _timing(rule))
    if "years" in rule.timing.model_fields_set:
        yield term("years", str(rule.timing.years))
    if rule.exclusive_with:
        yield term("excludes", ", ".join(f"`{name}`" for name in rule.exclusive_with))
    days = f"{rule.valid_from} to {rule.valid_to}, announced {rule.announced}"
    yield term("in force", days)


def _timing(rule: Instrument) -> str:
    """When a claim is made, decided and paid."""
    timing = rule.timing
    if timing.mode == "on_recognition":
        return "when the title is given"
    if timing.mode == "tax":
        return "with the tax of the year"
    claimed = {
        "ex_post_year": f"claimed in quarter {timing.application_quarter} of the year after",
        "ex_post_project": "claimed in the quarter after completion",
        "staged": "claimed while building, stage by stage",
        "tax_increase": f"claimed in quarter {timing.application_quarter}, "
        "from the second year after completion on",
    }[timing.mode]
    review = "decided at the pot's next date"
    if timing.review_quarters:
        review = f"after {quarters(timing.review_quarters)} of review {review}"
    paid = "paid at once"
    if timing.payment_quarters:
        paid = f"paid {quarters(timing.payment_quarters)} after that"
    return f"{claimed}, {review}, {paid}"
