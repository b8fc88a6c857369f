"""Equipment deducted at once, and what land costs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import model_validator

from results.support_cases.case import Case, Kind, missing
from results.support_cases.fields import AnyBp, Area, Bp, Day, Years, Yuan, ppm, share
from scenarios.errors import Problem, RecordError
from scenarios.instrument_schema import Instrument
from scenarios.quantities import Record
from sim.law.arithmetic import half_up
from sim.law.land import floor_charge, plot_ratio_charge, tenure_price
from sim.law.tax import deduction_gain, first_year_saving, unit_is_eligible
from sim.rule_row import parts_per_million

# -- equipment deducted at once (004.13)


class TaxFacts(Record):
    """What the gain from deducting depends on; straight line as the law has it for machines."""

    discount_rate_bp: AnyBp
    tax_rate_bp: Bp
    salvage_bp: Bp = 0
    straight_line_years: Years = 10
    first_profitable_year: Years = 1
    acquired_on: Day | None = None
    vat_rate_bp: Bp | None = None


def require_pairs(name: str, units: Sequence[Sequence[int]]) -> None:
    """Refuse units that are not pairs of unit cost and number.

    Raises:
        RecordError: with each of them.
    """
    problems = [
        Problem((name, number), "must be a pair: cost of a unit, number of units")
        for number, unit in enumerate(units)
        if len(unit) != 2
    ]
    if problems:
        raise RecordError(problems)


class UnitsInputs(TaxFacts):
    """Inputs of equipment deducted at once: pairs of unit cost and number."""

    units: list[list[Yuan]]

    @model_validator(mode="after")
    def _pairs(self) -> UnitsInputs:
        require_pairs("units", self.units)
        return self


def eligible_cost(case: Case, rule: Instrument, units: Sequence[Sequence[int]], facts: Any) -> int:
    """Cost of the units that may be deducted at once: cheap enough, bought in the window."""
    row = case.row(rule)
    bought = facts.acquired_on
    if bought is not None and not row.start <= bought.toordinal() <= row.end:
        return 0
    with_vat = row.unit_with_vat == 1
    if with_vat and facts.vat_rate_bp is None:
        raise missing("vat_rate_bp", "under this reading the tax is part of a unit's value (RW17)")
    vat = ppm(facts.vat_rate_bp or 0)
    limit, inclusive = row.unit_limit, bool(case.inclusive(rule))
    return sum(
        cost * number
        for cost, number in units
        if unit_is_eligible(cost, limit, vat, with_vat, inclusive)
    )


def deducted_at_once(cost: int, facts: Any) -> tuple[int, int]:
    """Present value beyond straight line and tax saved in year 1, in yuan rounded half up."""
    tax, rate, salvage = map(share, (facts.tax_rate_bp, facts.discount_rate_bp, facts.salvage_bp))
    life, first = facts.straight_line_years, facts.first_profitable_year
    gain = half_up(deduction_gain(cost, tax, rate, life, salvage, first))
    saved = half_up(first_year_saving(cost, tax, life, salvage, first))
    return int(gain), int(saved)


def expensing(case: Case) -> dict[str, Any]:
    """Cost that is eligible, gain in present value, tax saved in the first year."""
    cost = eligible_cost(case, case.only("X1"), case.inputs.units, case.inputs)
    gain, saved = deducted_at_once(cost, case.inputs)
    return {"eligible_cost": cost, "npv_gain": gain, "extra_first_year_tax_saving": saved}


# -- land


class FloorInputs(Record):
    """Inputs of new floor area on general industrial land."""

    new_floor_area_m2: Area
    market_price_per_m2_nontransferable: Yuan
    self_use_no_transfer_no_lease: bool
    required_handover_m2: Area = 0
    retained_of_handover_m2: Area = 0

    @model_validator(mode="after")
    def _parts(self) -> FloorInputs:
        problems = []
        if self.required_handover_m2 > self.new_floor_area_m2:
            message = "must not be above new_floor_area_m2"
            problems.append(Problem(("required_handover_m2",), message))
        if self.retained_of_handover_m2 > self.required_handover_m2:
            message = "must not be above required_handover_m2"
            problems.append(Problem(("retained_of_handover_m2",), message))
        if problems:
            raise RecordError(problems)
        return self


def floor_price(case: Case) -> dict[str, Any]:
    """Land price due and waived."""
    inputs, waiver, kept = case.inputs, case.only("L1"), case.only("L2")
    charge, waived = floor_charge(
        inputs.new_floor_area_m2,
        inputs.market_price_per_m2_nontransferable,
        inputs.self_use_no_transfer_no_lease,
        inputs.required_handover_m2,
        inputs.retained_of_handover_m2,
        parts_per_million(waiver.rate),
        kept.multiple,
        case.reading("RW13", kept) == "all_new_area",
    )
    return {"land_charge": int(charge), "waived": int(waived)}


class TenureInputs(Record):
    """Inputs of a shorter tenure."""

    tenure_years: Years
    max_tenure_years: Years
    full_term_price: Yuan


def tenure(case: Case) -> dict[str, Any]:
    """Price of the shorter tenure."""
    case.only("L3")
    inputs = case.inputs
    price = tenure_price(inputs.full_term_price, inputs.tenure_years, inputs.max_tenure_years)
    return {"price": int(price)}


class PlotRatioInputs(Record):
    """Inputs of a higher plot ratio."""

    land_use_unchanged: bool
    conforms_to_plan: bool
    legal_procedure: bool
    price_difference: Yuan


def plot_ratio(case: Case) -> dict[str, Any]:
    """Price difference still due, and waived."""
    inputs = case.inputs
    charge = plot_ratio_charge(
        inputs.price_difference, inputs.land_use_unchanged, inputs.conforms_to_plan,
        inputs.legal_procedure, parts_per_million(case.only("L1").rate),
    )  # fmt: skip
    return {"charge": int(charge), "waived": inputs.price_difference - int(charge)}


KINDS = (
    Kind("expensing_npv", UnitsInputs,
         ("eligible_cost", "npv_gain", "extra_first_year_tax_saving"), expensing),
    Kind("land_price", FloorInputs, ("land_charge", "waived"), floor_price),
    Kind("tenure_coefficient", TenureInputs, ("price",), tenure),
    Kind("far_waiver", PlotRatioInputs, ("charge", "waived"), plot_ratio),
)  # fmt: skip
