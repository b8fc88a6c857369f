"""One project under all of a document: grant, interest, deduction, tax on the grant."""

from __future__ import annotations

from typing import Any

from pydantic import Field, model_validator

from results.support_cases.case import Case, Kind
from results.support_cases.fields import AnyBp, Bp, Count, Yuan, ppm
from results.support_cases.finance import LoanFacts, interest_results
from results.support_cases.grants import TieredInputs
from results.support_cases.project import amount, application, stated_row, tax_on
from results.support_cases.tax_and_land import (
    TaxFacts,
    deducted_at_once,
    eligible_cost,
    require_pairs,
)
from sim.law.interest import interest_of_a_year


class WholeInputs(TieredInputs, TaxFacts):
    """Inputs of the whole: the project, a loan repaid at its end, the equipment, the tax."""

    loan: Yuan = 0
    loan_rate_bp: AnyBp = 0
    loan_years: Count = 0
    loan_already_subsidised: bool = False
    equipment_units: list[list[Yuan]] = Field(default_factory=list)
    tax_rate_bp: Bp

    @model_validator(mode="after")
    def _pairs(self) -> WholeInputs:
        require_pairs("equipment_units", self.equipment_units)
        return self


def whole(case: Case) -> dict[str, Any]:
    """What a firm gets out of a project under a document.

    A grant that is not taxed lowers the cost that the equipment is deducted at (RW12).
    """
    inputs = case.inputs
    row = stated_row(case.row(case.only("I2")), inputs)
    grant = amount(row, application(row, inputs, inputs.total_investment, case.laws))
    interest = int(interest_of_a_year(inputs.loan, ppm(inputs.loan_rate_bp)))
    facts = LoanFacts(
        loan_already_subsidised=inputs.loan_already_subsidised,
        grant_received=grant,
        filed=inputs.filed,
    )
    loan = interest_results(case.row(case.only("F1")), [[interest] * inputs.loan_years], facts)
    cost = eligible_cost(case, case.only("X1"), inputs.equipment_units, inputs)
    if row.taxable == 0:
        cost = max(0, cost - grant)
    gain, saved = deducted_at_once(cost, inputs)
    return {
        "city_subsidy": grant,
        "interest_subsidy_by_year": loan["subsidy_by_year"],
        "interest_subsidy_total": loan["subsidy_total"],
        "expensing_npv_gain": gain,
        "extra_first_year_tax_saving": saved,
        "tax_on_city_subsidy": tax_on(row, grant, inputs.tax_rate_bp),
    }


KINDS = (
    Kind(
        "integrated_004",
        WholeInputs,
        ("city_subsidy", "interest_subsidy_by_year", "interest_subsidy_total",
         "expensing_npv_gain", "extra_first_year_tax_saving", "tax_on_city_subsidy"),
        whole,
    ),
)  # fmt: skip
