"""The rows that the law reads: each field declared once, with type and meaning.

The same declaration makes the NumPy table of the compiled engine and the attributes of an agent.
"i" is a 64-bit whole number (yuan, bits), "f" a double. What is sure to be small is kept narrow in
the table of firms: "b" is a code or a flag (8 bits), "h" a number of quarters or a year (16), "w" a
count, millionths or square metres (32).
"""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import numpy as np

MAX_WAVES = 6
MAX_RULES = 62
MAX_STEPS = 6
MAX_SECTORS = 8
MAX_DISTRICTS = 16

Field = tuple[str, str, str] | tuple[str, str, str, int]

FIRM: tuple[Field, ...] = (
    ("id", "i", "unique number, from place, stratum and slot"),
    ("role", "b", "incumbent, entrant of the roster, or giant"),
    ("status", "b", "potential, active, exited"),
    ("ownership", "b", "0 state, 1 private, 2 with a parent abroad"),
    ("sector", "b", "index of the sector"),
    ("district", "b", "index of the district"),
    ("size_class", "b", "micro, small, medium, large"),
    ("above_scale", "b", "1 with 20M yuan of yearly revenue or more"),
    ("employees", "w", "jobs"),
    ("traditional", "b", "1 in a traditional sector"),
    ("trades", "w", "bits of its traditional trades"),
    ("key_energy", "b", "1 if a key energy-using unit"),
    ("key_industry", "b", "1 if of a key industry for reuse of waste"),
    ("owns_plant", "b", "1 if it owns its plant"),
    ("revenue", "i", "yuan a year, last quarter's rate"),
    ("savings", "i", "yuan a year gained by renovations still effective"),
    ("capital", "i", "equipment at replacement cost, yuan"),
    ("debt", "i", "yuan"),
    ("base_revenue", "i", "yuan a year at the first quarter's city demand"),
    ("ease", "f", "how easily it borrows, by size, 0 to 1"),
    ("margin", "f", "operating profit before depreciation per yuan of revenue"),
    ("demand", "f", "log demand against the firm's trend"),
    ("shock_spread", "f", "standard deviation of a quarter's shock to log demand"),
    ("scaled_to", "f", "log demand that the equipment at hand is the right amount for, at most 0"),
    ("operating_year", "i", "operating profit at a yearly rate, yuan"),
    ("cash", "i", "yuan"),
    ("age", "f", "mean age of equipment, years"),
    ("gap", "f", "distance to the frontier by direction, 0 to 1", 7),
    ("project_loan", "i", "part of debt drawn for the project under way, yuan"),
    ("renovation_loan", "i", "part of debt drawn for renovation, yuan"),
    ("tax_pool", "i", "cost not yet depreciated for tax, yuan"),
    ("tax_step", "i", "straight-line deduction a quarter, yuan"),
    ("losses", "i", "tax losses carried forward, yuan"),
    ("deduction", "i", "immediate deductions of this quarter, yuan"),
    ("tax_credit", "i", "credit against profit tax not yet used, yuan"),
    ("grants_received", "i", "support received this quarter, taxable, yuan"),
    ("tax_this_year", "i", "profit tax paid this year, yuan"),
    ("rent", "i", "rent of floor taken for projects, yuan a year"),
    ("ordinal", "w", "number of the project in view or last seen"),
    ("clock", "f", "hazard gathered towards the next project; below 0 after one brought forward"),
    ("strike", "f", "hazard at which the next project comes up; 0 until drawn"),
    ("has_applied", "b", "1 if it ever applied"),
    ("has_robots", "b", "1 if it ever installed robots"),
    ("applications_made", "w", "claims made so far"),
    ("heard", "b", "bits of the waves that it knows of"),
    ("attention", "f", "0 to 1, low hears of programmes early"),
    ("news_needed", "f", "news after which it knows of programmes"),
    ("payback", "f", "years within which money must be back"),
    ("claimed_from", "i", "bits of the rules that it ever claimed under"),
    ("spent_this_year", "i", "renovation that counts for claims, this year, yuan"),
    ("smart_this_year", "i", "smart part of it, yuan"),
    ("spent_last_year", "i", "renovation that counts for claims, last year, yuan"),
    ("smart_last_year", "i", "smart part of it, yuan"),
    ("interest_quarters", "h", "quarters of interest still eligible for a subsidy"),
    ("interest_this_year", "i", "eligible interest paid this year, yuan"),
    ("interest_last_year", "i", "eligible interest paid last year, yuan"),
    ("interest_claimed", "i", "interest support claimed since the last project, yuan"),
    ("interest_barred", "b", "1 if a grant on the project bars interest support (RW06)"),
    ("filed_loan", "i", "part of debt whose interest is eligible for a subsidy, yuan"),
    ("grant_year", "h", "year, from 1, of the last grant on a project; 0 if none"),
    ("tax_last_year", "i", "profit tax paid last year, yuan"),
    ("share_year", "h", "year, from 1, of the completion that earns a tax share; 0 if none"),
    ("base_tax", "i", "profit tax of the year before completion, yuan"),
    ("share_claimed", "i", "tax share claimed on that project, yuan"),
    ("share_investment", "i", "investment of that project, yuan"),
    ("match_claimed", "i", "match of the tax share claimed on that project, yuan"),
    ("floor_free", "w", "floor at hand for new equipment, m2"),
    ("sold_this_year", "i", "equipment sold this year, yuan at replacement cost"),
    ("application_cost_factor", "f", "own cost of applying against the typical firm's"),
    ("tax_hassle_factor", "f", "own cost of claiming tax rules against the typical firm's"),
    ("filing_reluctance", "f", "standard normal; high files late"),
    ("site_rank", "f", "0 to 1, low sites are the first that may be built up"),
    ("entry_quarter", "h", "quarter in which a roster slot may first enter"),
    ("first_nature", "b", "nature of a roster slot's own project"),
    ("planned_cost", "i", "cost of a roster slot's own project, yuan"),
    ("news", "f", "news heard of each wave of programmes until it knew of it", MAX_WAVES),
)

PROJECT: tuple[Field, ...] = (
    ("stage", "b", "none, reserve, building"),
    ("ordinal", "w", "number of the project among the firm's"),
    ("direction", "b", "kind of project"),
    ("nature", "b", "renovation, expansion, greenfield"),
    ("cost", "i", "planned total, yuan net of deductible tax"),
    ("gain", "f", "yuan a year before tax"),
    ("floor_need", "w", "m2"),
    ("reluctant", "b", "1 if the firm would not borrow for it"),
    ("nearby", "b", "1 if floor to let was found next door"),
    ("arrived", "h", "quarter"),
    ("expires", "h", "last quarter of its shelf life"),
    ("started", "h", "quarter"),
    ("quarters", "h", "quarters of building"),
    ("done", "h", "quarters built"),
    ("spent", "i", "yuan so far"),
    ("loan", "i", "yuan, drawn as money is spent"),
    ("filed", "b", "1 if filed with the statistics"),
    ("relabelled_ppm", "w", "part filed as renovation though it is not, millionths"),
    ("expensed_ppm", "w", "part deducted at once, millionths"),
    ("expensed_until", "h", "last quarter in which purchases are deducted at once"),
    ("credit_ppm", "w", "tax credit per yuan, millionths"),
    ("staged_base", "i", "spending already claimed on under a staged award, yuan"),
    ("staged_claimed", "i", "staged award claimed so far, yuan"),
    ("staged_barred", "b", "1 if a rule that excludes the staged award was preferred"),
    ("smart_barred", "b", "1 if the staged award excludes the smart part from yearly claims"),
    ("eligible_ppm", "w", "part that could be deducted at once, millionths"),
    ("at_benchmark", "b", "1 if it would reach the national benchmark of unit energy"),
    ("reuses_waste", "b", "1 if it reuses solid waste"),
    ("grant_claimed", "b", "1 if the finished project has been put forward"),
)

QUARTER: tuple[Field, ...] = (
    ("now", "i", "number of the quarter, 0 at the start of the run"),
    ("key0", "i", "low word of the run's key"),
    ("key1", "i", "high word of the run's key"),
    ("cells", "i", "cells of a measure: size classes times districts"),
    ("districts", "i", "number of districts"),
    ("demand", "f", "demand of each sector against the first quarter", MAX_SECTORS),
    ("loan_rate", "f", "reference loan rate a year"),
    ("vat_rate", "f", "VAT on equipment"),
    ("vat_credit", "f", "share of input VAT recovered"),
    ("wage_index", "f", "wages against the first quarter"),
    ("outreach", "f", "publicity in force, 0 to 1"),
    ("simplification", "f", "simpler procedure in force, 0 to 1"),
    ("reporting_link", "f", "support asks for filing, 0 or 1"),
    ("monitoring", "f", "monitoring of investment figures in force, 0 to 1"),
    ("densify", "f", "building up on the present site allowed, 0 or 1"),
    ("surveyed_from", "i", "revenue from which firms are surveyed and told, yuan; 0 if none"),
    ("raised_from", "i", "output from which firms are listed to be raised; 0 if none"),
    ("raised_below", "i", "and below which, yuan"),
    ("counting_threshold", "i", "planned investment from which a project is counted, yuan"),
    ("land_waived_ppm", "i", "share of the price of own floor that is waived, millionths"),
    ("tenure_years", "i", "years for which industrial land is granted; 0 for the longest term"),
    (
        "equipment_squeeze",
        "f",
        "log of last quarter's spending against the year before, at least 0",
    ),
    ("credit_squeeze", "f", "the same of loans drawn"),
    ("floor_squeeze", "f", "the same of floor rented, built and bought"),
    ("land_multiple", "i", "times the price for floor kept instead of handed over; 0 if none"),
    ("all_new_area", "i", "1 if all new floor then pays that multiple (RW13)"),
    ("loan_discount_ppm", "i", "off the reference rate for renovation loans, millionths"),
    ("loan_reach", "f", "share of borrowers that such a loan reaches, 0 to 1"),
    ("pool_share_ppm", "i", "share of a bad renovation loan that the pool bears, millionths"),
    ("pool_sizes", "i", "bits of the size classes that the pool covers"),
    ("tracking", "f", "service for library projects in force, 0 to 1"),
    ("library_total", "i", "planned total that enters the library, yuan; 0 if there is none"),
    ("library_yearly", "i", "yearly investment that enters the library, yuan"),
    ("interest_quarters", "i", "quarters for which interest is subsidised after completion"),
    ("tax_share_years", "i", "years of tax share that a completion now earns; 0 if none"),
    ("filing_needed", "i", "1 if support asks for filing or registration (RW18)"),
    ("next_rule", "i", "quarter in which the next announced rule begins; 0 if none"),
    ("waves", "i", "number of waves of programmes"),
    ("announced", "i", "bits of the waves already announced"),
    ("pushed", "i", "bits of the waves that local outreach tells of"),
    ("ending", "i", "bits of the rules that end within a year"),
    ("open_kinds", "i", "bits of the kinds of rules under which claims are taken now"),
    ("known_for", "i", "quarters for which each wave was known before the run", MAX_WAVES),
)

RULE: tuple[Field, ...] = (
    ("kind", "i", "kind of instrument"),
    ("level", "i", "who pays: state, province, city, district"),
    ("number", "i", "place among the rules of its exclusion, for ties"),
    ("base", "i", "what the rate applies to"),
    ("natures", "i", "bits of the natures covered"),
    ("directions", "i", "bits of the directions covered"),
    ("trades", "i", "bits of the trades covered; 0 for any"),
    ("districts", "i", "bits of the districts covered"),
    ("sizes", "i", "bits of the size classes covered"),
    ("applicants", "i", "bits of the kinds of applicant"),
    ("revenue_min", "i", "smallest yearly revenue of the applicant, yuan"),
    ("above_scale_only", "i", "1 if only above-scale firms"),
    ("library_only", "i", "1 if only projects of the library"),
    ("requires_filing", "i", "1 if the project must be filed (RW18)"),
    ("wave", "i", "wave of programmes it was announced with"),
    ("exclusion", "i", "group of which only one is paid; 0 if none"),
    ("classed", "i", "1 for one of the classes of which a project chooses (004.X3)"),
    ("once_a_year", "i", "1 if that one is per firm and year, not per project (RW19)"),
    ("tie", "i", "which of equal amounts is taken (RW27)"),
    ("rate_ppm", "i", "millionths"),
    ("largest_ppm", "i", "largest of the rates, millionths"),
    ("tier_by", "i", "what the rate depends on: nothing, maturity level, amount"),
    ("steps", "i", "number of tiers"),
    ("step_from", "i", "level or yuan from which a tier holds", MAX_STEPS),
    ("step_ppm", "i", "rate of the tier, millionths", MAX_STEPS),
    ("rest_above", "i", "yuan above which the rest has a rate of its own; 0 if none"),
    ("rest_ppm", "i", "rate of the rest, millionths"),
    ("scaled", "i", "1 if evaluation scales what is paid (RW02)"),
    ("soft_rule", "i", "how the share of soft cost is limited (RW04)"),
    ("soft_share_ppm", "i", "largest share of soft cost, millionths"),
    ("related_only", "i", "1 if only cost related to the article counts (RW24)"),
    ("energy", "i", "1 if an energy result or reuse of waste is asked for"),
    ("energy_tce", "i", "saving a year, tonnes of coal equivalent"),
    ("energy_co2", "i", "cut a year, tonnes"),
    ("co2_unit", "i", "what the tonnes are of (RW30)"),
    ("waste_needs_result", "i", "1 if reuse of waste needs the energy result too (RW26)"),
    ("unit_limit", "i", "largest unit value, yuan"),
    ("unit_with_vat", "i", "1 if the unit value is tested with VAT (RW17)"),
    ("threshold_on", "i", "which amount is held against the threshold (RW01)"),
    ("threshold", "i", "yuan"),
    ("inclusive", "i", "1 if the threshold itself qualifies (RW29)"),
    ("cap", "i", "yuan"),
    ("cap_scope", "i", "per project, per firm and year, per loan (RW05)"),
    ("split", "i", "how city and district share (RW07); district rules only"),
    ("splits", "i", "1 if the district gives way to this rule (004.18)"),
    ("ceiling", "i", "number of the rule that holds the ceiling on the sum, from 1; 0 if none"),
    ("ceiling_ppm", "i", "ceiling on the sum, share of the firm's input, millionths"),
    ("ceiling_scope", "i", "all levels or the district alone (RW08)"),
    ("ceiling_input", "i", "gross or own net input (RW09)"),
    ("ceiling_way", "i", "who gives way (RW10)"),
    ("needs_higher", "i", "1 if it matches a higher grant only (RW28)"),
    ("without_grants", "i", "1 if not beside a grant on the same project (RW06)"),
    ("taxable", "i", "1 if taxable when received; 0 if it lowers the basis (RW12)"),
    ("regime", "i", "which date decides the rule: application, start, completion (RW21)"),
    ("province_ppm", "i", "share of the province's tax increase, millionths"),
    ("city_ppm", "i", "share of the city's tax increase, millionths"),
    ("county_ppm", "i", "share of the county's tax increase, millionths"),
    ("announced", "i", "quarter"),
    ("start", "i", "first quarter in force"),
    ("end", "i", "last quarter in force"),
    ("application_quarter", "i", "0 to 3"),
    ("review", "i", "quarters from claim to decision"),
    ("payment", "i", "quarters from decision to money"),
    ("years", "i", "years of payment"),
    ("expected_ppm", "i", "share of a claim that its pot last paid, millionths"),
    ("pot", "i", "index of the pot, -1 if none"),
)

DIRECTION: tuple[Field, ...] = (
    ("weight", "f", "weight among arriving projects"),
    ("size", "f", "cost against the typical project"),
    ("software_share", "f", "of cost"),
    ("building_share", "f", "of cost"),
    ("labour_saving", "f", "0 to 1"),
    ("energy_saving", "f", "tce a year per million yuan"),
    ("floor_need", "f", "m2 per million yuan"),
    ("life", "f", "years"),
    ("smart_share", "f", "part that counts as smart"),
    ("robots", "f", "per million yuan"),
)


WIDTHS = {"b": "i1", "h": "i2", "w": "i4", "i": "i8", "f": "f8"}


def table_type(fields: tuple[Field, ...]) -> np.dtype[Any]:
    """NumPy structured type of a row: narrow fields first, then those of eight bytes, aligned."""
    ordered = sorted(fields, key=lambda field: min(np.dtype(WIDTHS[field[1]]).itemsize, 8))
    offsets, size = [], 0
    for field in ordered:
        width = np.dtype(WIDTHS[field[1]]).itemsize
        size = -(-size // width) * width
        offsets.append(size)
        size += width * (field[3] if len(field) == 4 else 1)
    return np.dtype(
        {
            "names": [field[0] for field in ordered],
            "formats": [
                (WIDTHS[field[1]], (field[3],)) if len(field) == 4 else WIDTHS[field[1]]
                for field in ordered
            ],
            "offsets": offsets,
            "itemsize": -(-size // 8) * 8,
        }
    )


def blank(fields: Sequence[Field]) -> dict[str, Any]:
    """Zero value of every field of a row: int, float, or a list of them."""
    row: dict[str, Any] = {}
    for field in fields:
        zero = 0.0 if field[1] == "f" else 0
        row[field[0]] = [zero] * field[3] if len(field) == 4 else zero
    return row


FIRM_TYPE = table_type(FIRM)
PROJECT_TYPE = table_type(PROJECT)
QUARTER_TYPE = table_type(QUARTER)
RULE_TYPE = table_type(RULE)
DIRECTION_TYPE = table_type(DIRECTION)


STRATUM: tuple[Field, ...] = (
    ("role", "i", "incumbent, entrant or giant"),
    ("pareto", "i", "1 for a Pareto law, 0 for a lognormal"),
    ("scale", "f", "median of the lognormal, smallest of the Pareto, yuan"),
    ("shape", "f", "log standard deviation, or tail exponent"),
    ("low", "f", "truncation below, yuan"),
    ("high", "f", "truncation above, yuan"),
)

SECTOR: tuple[Field, ...] = (
    ("reached", "f", "share of firms in this sector and those before it"),
    ("traditional", "i", "1 in a traditional sector"),
    ("trades", "i", "bits of its traditional trades"),
    ("key_industry", "i", "1 if a key industry for reuse of waste"),
    ("key_energy_share", "f", "share of key energy-using units"),
)

STRATUM_TYPE = table_type(STRATUM)
SECTOR_TYPE = table_type(SECTOR)


def plain(record: Any) -> SimpleNamespace:
    """Turn a NumPy record into an object of Python numbers and lists, read by the same names."""
    return SimpleNamespace(**{name: record[name].tolist() for name in record.dtype.names})
