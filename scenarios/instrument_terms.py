"""What the law reads of an instrument, by family: a kind, or a kind and how it is paid.

A term that a family does not read is refused (a setting without effect is a mistake, not a wish),
a term that it needs must be stated (a line left out is a fault, not a silent zero), and some terms
have only the values that the law knows.
"""

from __future__ import annotations

from typing import Literal

Kind = Literal[
    "I1", "I2", "I3", "I4", "I5", "I6", "F1", "F2", "F3", "F4", "X1", "X2", "X3", "L1", "L2", "L3",
    "L6", "S2", "S3", "S4", "G1", "G2", "G3", "G4", "G7",
]  # fmt: skip
RelationKind = Literal["Q1", "Q2", "Q3", "Q4", "Q5", "Q6", "Q7"]
Mode = Literal[
    "ex_post_year", "ex_post_project", "staged", "on_recognition", "tax_increase", "tax", "none"
]
PER_PROJECT = " per project"

_LAG = ("timing.review_quarters", "timing.payment_quarters")
_PAID = (
    "eligibility.above_scale_only", "eligibility.requires_filing", "base", "rate", "threshold",
    "cap", "pot", "exclusive_with", "timing.mode", *_LAG,
)  # fmt: skip
_WHO = (
    "eligibility.trades", "eligibility.cities", "eligibility.districts", "eligibility.sizes",
    "eligibility.applicants", "eligibility.revenue_min",
)  # fmt: skip
_PROJECT = (
    *_PAID, *_WHO, "eligibility.natures", "eligibility.directions", "eligibility.library_only",
    "energy",
)  # fmt: skip
_TAX = ("eligibility.natures", "eligibility.directions", "base", "timing.mode")
_SERVICES = ("X3", "S2", "S4", "G2", "L6")

# Kinds that act on a whole place: the law reads them of the quarter, not of a firm's district.
ACTS_EVERYWHERE = (*_SERVICES, "S3", "G1", "G7", "F2", "F3", "L1", "L2")

FIELDS_READ: dict[str, tuple[str, ...]] = {
    "I1": (*_PAID, "timing.application_quarter"),
    "I1 per project": _PROJECT,
    "I2": (*_PROJECT, "tiers", "size_tiers", "soft_share_max"),
    "I3": (*_PAID, "eligibility.natures", "eligibility.directions", "eligibility.library_only",
           "timing.years"),
    "I4": ("eligibility.districts", "eligibility.natures", "eligibility.directions",
           "eligibility.requires_filing", "base", "rate", "pot", "timing.mode", *_LAG),
    "I5": ("awards", "band", "single_award", "timing.mode"),
    "I6": ("eligibility.above_scale_only", "eligibility.requires_filing", "shares", "pot",
           "timing.mode", *_LAG, "timing.application_quarter", "timing.years"),
    "F1": (*_PAID, "timing.application_quarter", "timing.years"),
    "F2": ("discount", "intensity"),
    "F3": ("rate", "eligibility.sizes"),
    "F4": ("rate", "threshold"),
    "X1": (*_TAX, "unit_limit"),
    "X2": (*_TAX, "rate"),
    "S3": ("intensity", "threshold"),
    "L1": ("rate",),
    "L2": ("multiple",),
    "L3": (),
    "G1": ("intensity", "threshold"),
    "G3": ("amounts",),
    "G4": ("awards",),
    "G7": ("threshold",),
    **dict.fromkeys(_SERVICES, ("intensity",)),
}  # fmt: skip

_EX_POST = ("timing.application_quarter", *_LAG)
FIELDS_NEEDED: dict[str, tuple[str, ...]] = {
    "I1": ("rate", "base", "pot", "timing.mode", *_EX_POST),
    "I1 per project": ("rate", "base", "pot", "timing.mode", *_LAG),
    "I2": ("base", "pot", "tiers", "timing.mode", *_LAG),
    "I3": ("rate", "base", "pot", "timing.mode", "timing.years", *_LAG),
    "I4": ("rate", "base", "pot", "timing.mode", *_LAG),
    "I5": ("awards", "timing.mode"),
    "I6": ("shares", "pot", "timing.mode", "timing.years", *_EX_POST),
    "F1": ("rate", "base", "pot", "timing.mode", "timing.years", *_EX_POST),
    "F2": ("discount", "intensity"),
    "F3": ("rate", "eligibility.sizes"),
    "F4": ("rate", "threshold"),
    "X1": ("unit_limit",),
    "X2": ("rate",),
    "L1": ("rate",),
    "L2": ("multiple",),
    "L3": (),
    "S3": ("intensity",),
    "G1": ("intensity",),
    "G3": ("amounts",),
    "G4": ("awards",),
    "G7": ("threshold",),
    **dict.fromkeys(_SERVICES, ("intensity",)),
}  # fmt: skip

_YEARLY = {"timing.mode": ("ex_post_year",), "threshold.quantity": ("base_amount",)}
_TAX_TERMS: dict[str, tuple[str, ...]] = {"base": ("equipment_price",), "timing.mode": ("tax",)}
_PROJECT_TERMS: dict[str, tuple[str, ...]] = {
    "timing.mode": ("ex_post_project",), "cap.scope": ("project",),
    "threshold.quantity": ("planned_investment", "audited_cost", "equipment_cost"),
}  # fmt: skip
FIXED_TERMS: dict[str, dict[str, tuple[str, ...]]] = {
    "I1": {**_YEARLY, "timing.mode": ("ex_post_year", "ex_post_project"),
           "cap.scope": ("firm_year",), "base": ("renovation_spending", "smart_spending")},
    "I1 per project": {**_PROJECT_TERMS, "base": ("audited_cost", "related_cost", "digital_cost",
                                                  "equipment_cost", "equipment_and_software_cost")},
    "I2": {**_PROJECT_TERMS, "base": ("audited_cost", "hard_and_soft_cost")},
    "I3": {"timing.mode": ("staged",), "cap.scope": ("project",), "base": ("fixed_investment",)},
    "I4": {"timing.mode": ("ex_post_project",), "base": ("higher_grants",)},
    "I5": {"timing.mode": ("on_recognition",)},
    "I6": {"timing.mode": ("tax_increase",)},
    "F1": {**_YEARLY, "cap.scope": ("firm_year", "project"), "base": ("loan_interest",)},
    "F4": {"threshold.quantity": ("equity_amount",)},
    "S3": {"threshold.quantity": ("planned_investment",)},
    "G1": {"threshold.quantity": ("planned_investment",)},
    "G7": {"threshold.quantity": ("revenue", "output")},
    "X1": _TAX_TERMS,
    "X2": _TAX_TERMS,
}  # fmt: skip

# Terms of a record, in the order of the file.
TERMS = (
    "eligibility", "base", "rate", "tiers", "size_tiers", "soft_share_max", "energy", "intensity",
    "unit_limit", "threshold", "cap", "awards", "band", "single_award", "shares", "amounts",
    "discount", "multiple", "pot", "timing", "exclusive_with",
)  # fmt: skip


def family_of(kind: str, mode: str) -> str:
    """Family of an instrument: its kind, or, of kind I1, whether projects or years are paid."""
    return kind + PER_PROJECT if kind == "I1" and mode == "ex_post_project" else kind
