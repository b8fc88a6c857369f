"""One instrument as a row that the law reads: dates as numbers, rates as millionths, lists as bits.

The readings of its document (`Policy.readings`) become terms of the row here; those of the rules
between instruments in `rule_table`, those of land and limits without a row in `environment`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from sim.law import codes
from sim.law.arithmetic import PPM

if TYPE_CHECKING:
    from scenarios.instrument_schema import Instrument, Tiers
    from sim.calendar import Dates

KINDS = {
    "I1": codes.EX_POST,
    "I1 per project": codes.PROJECT_GRANT,
    "I2": codes.PROJECT_GRANT,
    "I3": codes.STAGED,
    "I4": codes.MATCH,
    "I6": codes.TAX_SHARE,
    "F1": codes.INTEREST,
    "X1": codes.EXPENSING,
    "X2": codes.TAX_CREDIT,
}
BASES = {
    "renovation_spending": codes.BASE_RENOVATION,
    "smart_spending": codes.BASE_SMART,
    "fixed_investment": codes.BASE_FIXED,
    "loan_interest": codes.BASE_INTEREST,
    "equipment_price": codes.BASE_EQUIPMENT,
    "audited_cost": codes.BASE_AUDITED,
    "related_cost": codes.BASE_AUDITED,
    "hard_and_soft_cost": codes.BASE_HARD_AND_SOFT,
    "digital_cost": codes.BASE_DIGITAL,
    "equipment_cost": codes.BASE_NEW_EQUIPMENT,
    "equipment_and_software_cost": codes.BASE_EQUIPMENT_AND_SOFTWARE,
    "higher_grants": codes.BASE_HIGHER,
    "none": codes.BASE_NONE,
}
THRESHOLDS = {
    "base_amount": codes.ON_BASE,
    "planned_investment": codes.ON_PLANNED,
    "yearly_investment": codes.ON_YEARLY,
    "audited_cost": codes.ON_AUDITED,
    "equipment_cost": codes.ON_EQUIPMENT,
}
TIERS = {"maturity_level": codes.BY_LEVEL, "audited_cost": codes.BY_AMOUNT}
SOFT = {
    "share_of_approved_total": codes.SOFT_OF_APPROVED,
    "share_of_claimed_total": codes.SOFT_OF_CLAIMED,
    "exclude_project_if_over": codes.SOFT_OR_NOTHING,
}
SPLITS = {
    "below_threshold_only": codes.BELOW_THRESHOLD_ONLY,
    "stack": codes.STACKED,
    "higher_of": codes.HIGHER_OF,
}
TIES = {
    "lower_number": codes.LOWER_NUMBER,
    "higher_cap": codes.HIGHER_CAP,
    "random": codes.RANDOM_TIE,
}
REGIMES = {
    "rule_of_application_year": codes.BY_APPLICATION,
    "rule_of_start_year": codes.BY_START,
    "rule_of_completion_year": codes.BY_COMPLETION,
}
TONNES = {
    "tonnes_of_co2": codes.TONNES_OF_CO2,
    "tonnes_of_carbon": codes.TONNES_OF_CARBON,
    "total_over_life": codes.CO2_OVER_LIFE,
}
CAP_SCOPES = {
    "per_project_lifetime": codes.PER_PROJECT,
    "per_firm_year": codes.PER_FIRM_YEAR,
    "per_loan_lifetime": codes.PER_LOAN,
}
EVERYWHERE = (1 << 62) - 1


def parts_per_million(rate: Any) -> int:
    """Rate as whole millionths; of an assumed lever its value.

    Raises:
        ValueError: the rate is not a whole number of millionths.
    """
    exact = Fraction(str(getattr(rate, "value", rate))) * PPM
    if exact.denominator != 1:
        raise ValueError(f"rate {rate} is not a whole number of millionths")
    return int(exact)


def bits(chosen: Sequence[str], among: Sequence[str]) -> int:
    """Bits of the chosen names; an empty list means all."""
    names = chosen or list(among)
    return sum(1 << list(among).index(name) for name in names)


def district_bits(chosen: Sequence[str], districts: Sequence[str]) -> int:
    """Bits of the districts named; those that the place does not have count for nothing."""
    if not chosen:
        return EVERYWHERE
    return sum(1 << districts.index(name) for name in chosen if name in districts)


def fill_row(
    row: Any,
    rule: Instrument,
    readings: Mapping[str, str],
    calendar: Dates,
    districts: Sequence[str],
    city: str | None,
) -> None:
    """Write the instrument's own terms, as read under `readings`; `city` None stands for any."""
    row["kind"] = KINDS[rule.family]
    row["level"] = codes.LEVELS.index(rule.payer)
    row["base"] = BASES[rule.base]
    _who(row, rule, readings, districts)
    if city is not None and rule.eligibility.cities and city not in rule.eligibility.cities:
        row["districts"] = 0
    _amount(row, rule, readings)
    _threshold(row, rule, readings)
    row["unit_limit"] = rule.unit_limit
    row["unit_with_vat"] = int(readings.get("RW17") == "incl_vat")
    row["split"] = SPLITS[readings.get("RW07", "stack")]
    row["taxable"] = int(readings.get("RW12") != "nontaxable_basis_reduced")
    row["without_grants"] = int(readings.get("RW06") == "exclusive_with_1_7")
    row["announced"] = calendar.first_full(rule.announced)
    row["start"] = calendar.first_full(rule.valid_from)
    row["end"] = calendar.number(rule.valid_to)
    row["regime"] = REGIMES[readings.get("RW21", "rule_of_application_year")]
    row["application_quarter"] = rule.timing.application_quarter - 1
    row["review"] = rule.timing.review_quarters
    row["payment"] = rule.timing.payment_quarters
    row["years"] = rule.timing.years
    if rule.shares is not None:
        for level in ("province", "city", "county"):
            row[f"{level}_ppm"] = parts_per_million(getattr(rule.shares, level))


def _who(row: Any, rule: Instrument, readings: Mapping[str, str], districts: Sequence[str]) -> None:
    """Who and what qualifies."""
    who = rule.eligibility
    row["natures"] = bits(who.natures, codes.NATURES)
    row["directions"] = bits(who.directions, codes.DIRECTIONS)
    row["trades"] = bits(who.trades, codes.TRADES) if who.trades else 0
    row["districts"] = district_bits(who.districts, districts)
    row["sizes"] = bits(who.sizes, codes.SIZE_CLASSES)
    row["applicants"] = bits(who.applicants or ["manufacturer"], codes.APPLICANTS)
    row["revenue_min"] = who.revenue_min
    row["above_scale_only"] = int(who.above_scale_only)
    row["library_only"] = int(who.library_only)
    filing = who.requires_filing and readings.get("RW18") != "not_required"
    row["requires_filing"] = int(filing)
    if rule.energy is not None:
        row["energy"] = 1
        row["energy_tce"] = rule.energy.saving_tce
        row["energy_co2"] = rule.energy.co2_cut_t
        row["co2_unit"] = TONNES[readings.get("RW30", "tonnes_of_co2")]
        row["waste_needs_result"] = int(readings.get("RW26") == "benchmarks_needed")


def _amount(row: Any, rule: Instrument, readings: Mapping[str, str]) -> None:
    """Rate or tiers, accepted cost, cap."""
    row["rate_ppm"] = parts_per_million(rule.rate)
    tiers = _tiers_read(rule, readings)
    if tiers is not None:
        row["tier_by"] = TIERS[tiers.by]
        row["steps"] = len(tiers.steps)
        for number, step in enumerate(tiers.steps):
            row["step_from"][number] = step.at_least
            row["step_ppm"][number] = parts_per_million(step.rate)
        if tiers.rest_above is not None:
            row["rest_above"] = tiers.rest_above.amount
            row["rest_ppm"] = parts_per_million(tiers.rest_above.rate)
    row["largest_ppm"] = max(row["rate_ppm"], row["rest_ppm"], *row["step_ppm"])
    if rule.soft_share_max is not None:
        row["soft_rule"] = SOFT[readings.get("RW04", "share_of_approved_total")]
        row["soft_share_ppm"] = parts_per_million(rule.soft_share_max)
    related = rule.base == "related_cost" and readings.get("RW24") == "article_related_cost"
    row["related_only"] = int(related)
    row["scaled"] = int(readings.get("RW02") == "scaled_by_evaluation")
    row["cap"] = rule.cap.amount if rule.cap is not None else codes.NO_LIMIT
    row["cap_scope"] = _cap_scope(rule, readings)


def _tiers_read(rule: Instrument, readings: Mapping[str, str]) -> Tiers | None:
    """The tiers in force under RW03; none where it reads the article as flat.

    Raises:
        ValueError: the reading asks for tiers by size and the instrument has none.
    """
    if rule.tiers is None or rule.tiers.by != "maturity_level":
        return rule.tiers
    reading = readings.get("RW03", "maturity_12_16_20")
    if reading == "flat_20":
        return None
    if reading == "size_tiers":
        if rule.size_tiers is None:
            raise ValueError(f"{rule.id}: RW03=size_tiers needs size_tiers")
        return rule.size_tiers
    return rule.tiers


def _cap_scope(rule: Instrument, readings: Mapping[str, str]) -> int:
    """What the cap is per. RW05 is about caps per project of interest support."""
    if rule.cap is None or rule.cap.scope == "firm_year":
        return codes.PER_FIRM_YEAR
    if rule.kind == "F1":
        return CAP_SCOPES[readings.get("RW05", "per_project_lifetime")]
    return codes.PER_PROJECT


def _threshold(row: Any, rule: Instrument, readings: Mapping[str, str]) -> None:
    """Which amount is tested (RW01) and whether the limit itself qualifies (RW29)."""
    row["inclusive"] = int(readings.get("RW29") != "exclusive")
    if rule.threshold is None or rule.threshold.quantity not in THRESHOLDS:
        return
    tested = THRESHOLDS[rule.threshold.quantity]
    if tested == codes.ON_PLANNED and readings.get("RW01") == "audited_total":
        tested = codes.ON_AUDITED
    row["threshold_on"] = tested
    row["threshold"] = rule.threshold.amount
