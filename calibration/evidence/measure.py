"""Every statistic of the battery from one run, by name; what each means stands in `MEANINGS`."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from calibration.evidence import adoption, investment, sizes
from calibration.evidence.marks import distances_to_marks
from calibration.evidence.panel import Observer, Panel
from calibration.evidence.probes import Borrowing, Offers, TakeUp, offer_audits, rates
from sim.law.codes import ACTIVE, GIANT, LARGE, MEDIUM, MICRO, SMALL

if TYPE_CHECKING:
    from sim.engine import CompiledRun
    from sim.model_inputs import Inputs
    from sim.outcome import Outcome

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

PROGRAMME_YEARS = (2018, 2019, 2020)  # of the plan whose reporting is looked at
AUDIT_YEAR = 2016  # the audits are offered at its end, before the programme is announced
CREDIT_YEAR = 2020  # within the series of CRE-10
ABOVE_SCALE_LINE = 20_000_000.0  # yuan of yearly revenue from which the statistics know a firm

MEANINGS: dict[str, str] = {
    "rate_mean": "mean I/K of above-scale firms, percent",
    "rate_mean_large": "mean I/K of large firms, percent",
    "inactive": "firm-years with I/K within 1 % of zero, above-scale firms, percent",
    "inactive_large": "firm-years with I/K within 1 % of zero, large firms, percent",
    "inactive_small_ratio": "the same share of above-scale firms that are not large, over it",
    "negative": "firm-years with I/K < 0, above-scale firms, percent",
    "negative_large": "firm-years with I/K < 0, large firms, percent",
    "spikes": "firm-years with I/K > 20 %, above-scale firms, percent",
    "spikes_large": "firm-years with I/K > 20 %, large firms, percent",
    "negative_spikes": "firm-years with I/K < -20 %, above-scale firms, percent",
    "negative_spikes_large": "firm-years with I/K < -20 %, large firms, percent",
    "spike_asymmetry": "spikes over negative spikes, above-scale firms",
    "tail_ratio": "99th percentile of I/K from the median, in distances of the 90th from it",
    "money_in_spikes": "share of money spent that falls in years of spikes, percent",
    "serial": "serial correlation of I/K, above-scale firms, as over 17 years",
    "serial_raw": "serial correlation of I/K, above-scale firms, as estimated",
    "serial_large": "serial correlation of I/K, large firms, as over 17 years",
    "hill": "exponent of P(size > x), employees, upper tenth of firms in business",
    "density_exponent": "exponent of the density, employees of above-scale firms",
    "body": "likelihood ratio of a lognormal over a power law, revenue above the line",
    "tent": "Subbotin shape of yearly log growth of revenue, above-scale firms",
    "tent_slope": "slope of the log s.d. of that growth on log revenue",
    "adopted": "audited projects taken, percent",
    "required_return": "required return revealed by those choices, percent a year",
    "good_refused": "audited projects of positive plain present value that are refused, percent",
    "expensed": "eligible equipment that was expensed at once, percent",
    "expensed_small": "the same of micro and small firms, percent",
    "expensed_larger": "the same of medium and large firms, percent",
    "take_up": "firms with support due that claimed it, percent of firm-years",
    "take_up_small": "the same of micro and small firms, percent",
    "take_up_larger": "the same of medium and large firms, percent",
    "take_up_error": "standard error of the difference of the last two, points",
    "rejected": "loans asked for and never given, percent of projects, firms not large",
    "applying": "projects short of own money for which a loan was asked, percent, firms not large",
    "held_back": "worthwhile projects that never started for want of money, percent, not large",
    "shadow_step": "own rate of money over the bank rate, median of micro and small firms, points",
    "relabelled": "relabelled part of reported renovation, 2018-2020, percent",
    "reported_true": "reported over true renovation at or above the line, 2018-2020",
    "reported_true_all": "reported over all true renovation, small projects too, 2018-2020",
    "reported_true_filed": "reported over true renovation of those who file, 2018-2020",
    "bunching": "projects just at or above a threshold or cap, over those expected there",
    "bunching_count": "number of those projects",
    "bunching_z": "the excess in standard errors of the number expected",
}  # fmt: skip


@dataclass(frozen=True)
class Seen:
    """All that is looked at in one run."""

    panel: Panel
    outcome: Outcome
    take_up: TakeUp
    borrowing: Borrowing
    offers: Offers
    shadow_step: float
    distances: Floats


def look_at(inputs: Inputs, key: int) -> Seen:
    """Walk one run of the compiled engine and look at it quarter by quarter."""
    from sim.engine import CompiledRun

    run = CompiledRun(inputs, key)
    panel, take_up, borrowing = Observer(run), TakeUp(run), Borrowing(run)
    first = inputs.calendar.first
    offers, step = None, float("nan")
    for now in range(inputs.calendar.quarters):
        run.step()
        for watcher in (panel, take_up, borrowing):
            watcher.look()
        if now == 4 * AUDIT_YEAR + 3 - first:
            offers = offer_audits(run)
        if now == 4 * CREDIT_YEAR + 3 - first:
            step = shadow_step(run)
    assert offers is not None, f"the run does not reach {AUDIT_YEAR}"
    seen = panel.panel()
    return Seen(
        seen, run.outcome(), take_up, borrowing, offers, step, distances_to_marks(inputs, seen)
    )


def measure(inputs: Inputs, key: int) -> dict[str, float]:
    """Every statistic of `MEANINGS` from one run."""
    return statistics_of(look_at(inputs, key))


def statistics_of(seen: Seen) -> dict[str, float]:
    """Every statistic of `MEANINGS` from what was seen."""
    values = {
        **of_investment(seen.panel),
        **of_sizes(seen.panel),
        **of_choices(seen),
        **of_reporting(seen.outcome),
    }
    ratio, inside, expected = adoption.bunching(seen.distances)
    values["bunching"], values["bunching_count"] = ratio, float(inside)
    values["bunching_z"] = (inside - expected) / math.sqrt(expected) if expected > 0 else math.nan
    assert values.keys() == MEANINGS.keys(), values.keys() ^ MEANINGS.keys()
    return values


def continuing(panel: Panel) -> tuple[Flags, Flags, slice]:
    """Firms in business in all reported years: above-scale ones, the large among them, the years.

    A firm's population is that of the day before the first reported year. Large: medium and large
    by the national standard, 300 employees and more. Giants' carriers are no plants.
    """
    years = slice(panel.reported_from, len(panel.years))
    first = panel.reported_from
    stays = panel.active[years].all(axis=0) & (panel.at_start("role")[first] != GIANT)
    above = stays & (panel.at_start("above_scale")[first] == 1)
    return above, above & (panel.at_start("size_class")[first] >= MEDIUM), years


def of_investment(panel: Panel) -> dict[str, float]:
    """Statistics of investment rates."""
    above, large, years = continuing(panel)
    table, spent = panel.rates[years], panel.spent[years]
    values: dict[str, float] = {}
    for suffix, chosen in (("", above), ("_large", large)):
        rates_of = table[:, chosen]
        values[f"rate_mean{suffix}"] = 100 * investment.mean_rate(rates_of)
        values[f"inactive{suffix}"] = 100 * investment.share_inactive(rates_of)
        values[f"negative{suffix}"] = 100 * investment.share_negative(rates_of)
        values[f"spikes{suffix}"] = 100 * investment.share_spikes(rates_of)
        values[f"negative_spikes{suffix}"] = 100 * investment.share_negative_spikes(rates_of)
        raw = investment.serial_correlation(rates_of)
        values[f"serial{suffix}"] = investment.as_over_years_of_source(raw, len(rates_of))
    values["serial_raw"] = investment.serial_correlation(table[:, above])
    smaller = investment.share_inactive(table[:, above & ~large])
    values["inactive_small_ratio"] = ratio(100 * smaller, values["inactive_large"])
    values["spike_asymmetry"] = ratio(values["spikes"], values["negative_spikes"])
    values["tail_ratio"] = investment.upper_tail_ratio(table[:, above])
    values["money_in_spikes"] = 100 * investment.share_of_investment_in_spikes(
        table[:, above], spent[:, above]
    )
    return values


def of_sizes(panel: Panel) -> dict[str, float]:
    """Statistics of sizes at the end of the run and of growth in the reported years."""
    in_business = panel.at_end("status")[-1] == ACTIVE
    above = in_business & (panel.at_end("above_scale")[-1] == 1)
    staff = panel.at_end("employees")[-1]
    revenue = panel.flows["revenue"]
    values = {
        "hill": sizes.hill_exponent(staff[in_business]),
        "density_exponent": sizes.density_exponent(staff[above])[0],
        "body": sizes.lognormal_against_power_law(revenue[-1][above], ABOVE_SCALE_LINE),
    }
    growth, log_size = [], []
    for year in range(max(1, panel.reported_from), len(panel.years)):
        chosen = panel.active[year] & panel.active[year - 1] & (revenue[year - 1] > 0)
        chosen &= (panel.at_start("above_scale")[year] == 1) & (revenue[year] > 0)
        chosen &= panel.at_start("role")[year] != GIANT
        grown = np.log(revenue[year][chosen] / revenue[year - 1][chosen])
        growth.append(grown - np.median(grown) if len(grown) else grown)
        log_size.append(np.log(revenue[year - 1][chosen]))
    values["tent"] = sizes.subbotin_shape(np.concatenate(growth))
    values["tent_slope"] = sizes.spread_slope(np.concatenate(growth), np.concatenate(log_size))
    return values


def of_choices(seen: Seen) -> dict[str, float]:
    """Statistics of what firms adopt, claim and borrow."""
    offers = seen.offers
    good = offers.plain > 0
    even = adoption.payback_at_even_odds(offers.payback.ravel(), offers.adopted.ravel())
    classes, claimed = seen.take_up.table()
    everyone = np.ones(len(classes), np.bool_)
    whole, _ = adoption.take_up(everyone, claimed)
    small, small_error = adoption.take_up(classes <= SMALL, claimed)
    larger, larger_error = adoption.take_up(classes >= MEDIUM, claimed)
    return {
        "adopted": 100 * float(offers.adopted.mean()),
        "required_return": 100 * adoption.required_return(even, offers.life),
        "good_refused": 100 * ratio(float((good & ~offers.adopted).sum()), float(good.sum())),
        "take_up": 100 * whole,
        "take_up_small": 100 * small,
        "take_up_larger": 100 * larger,
        "take_up_error": 100 * math.hypot(small_error, larger_error),
        "rejected": 100 * seen.borrowing.rejection,
        "applying": 100 * seen.borrowing.applying,
        "held_back": 100 * seen.borrowing.held_back,
        "shadow_step": seen.shadow_step,
        "expensed": 100 * expensed(seen.outcome, range(MICRO, LARGE + 1)),
        "expensed_small": 100 * expensed(seen.outcome, (MICRO, SMALL)),
        "expensed_larger": 100 * expensed(seen.outcome, (MEDIUM, LARGE)),
    }


def expensed(outcome: Outcome, classes: range | tuple[int, ...]) -> float:
    """Share of eligible equipment that firms of these size classes expensed at once (TAX-17)."""
    claimed = sum(int(by_class(outcome, "expensing_claimed")[index]) for index in classes)
    eligible = sum(int(by_class(outcome, "expensing_eligible")[index]) for index in classes)
    return ratio(claimed, eligible)


def by_class(outcome: Outcome, name: str) -> NDArray[np.int64]:
    """Total of a measure over the run by size class."""
    from sim.measures import TALLY

    totals: NDArray[np.int64] = outcome.tallies[:, TALLY.index(name)].sum(axis=(0, 2))
    return totals


def of_reporting(outcome: Outcome) -> dict[str, float]:
    """Reported against true renovation in the years of the plan.

    At or above the line: what was filed and relabelled, over what was filed and what should have
    been. All: over that and the projects too small to count. Of those who file: over what they
    filed truly; this cannot lie below one.
    """
    filed, relabelled, unfiled, small = (
        in_years(outcome, name, PROGRAMME_YEARS)
        for name in ("filed_renovation", "relabelled", "unfiled_renovation", "small_renovation")
    )
    reported = filed + relabelled
    return {
        "relabelled": 100 * ratio(relabelled, reported),
        "reported_true": ratio(reported, filed + unfiled),
        "reported_true_all": ratio(reported, filed + unfiled + small),
        "reported_true_filed": ratio(reported, filed),
    }


def in_years(outcome: Outcome, name: str, years: tuple[int, ...]) -> float:
    """Total of a measure over calendar years."""
    calendar = outcome.inputs.calendar
    totals = outcome.total(name)
    return float(
        sum(int(totals[now]) for now in range(len(totals)) if calendar.year_of(now) in years)
    )


def shadow_step(run: CompiledRun) -> float:
    """Median step between bank rate and own rate of money of micro and small firms, points."""
    firms = run.firms[(run.firms["status"] == ACTIVE) & (run.firms["size_class"] <= SMALL)]
    bank, own = rates(run, firms)
    return 100 * float(np.median(own - bank)) if len(firms) else math.nan


def ratio(part: float, whole: float) -> float:
    """Part over whole; not a number where there is no whole."""
    return part / whole if whole else math.nan


__all__ = ["MEANINGS", "Seen", "look_at", "measure", "statistics_of"]
