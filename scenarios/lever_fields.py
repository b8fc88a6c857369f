"""Fields that can be set by name: label and unit of each, by the record that holds it.

The type and range of a field stand in its record (`policy_schema.py`, `place_schema.py`).
"""

from __future__ import annotations

from dataclasses import dataclass

from scenarios.quantities import Label


@dataclass(frozen=True, slots=True)
class FieldDeclaration:
    """Label and unit of a settable field."""

    label: Label
    unit: str


def _field(zh: str, en: str, unit: str) -> FieldDeclaration:
    return FieldDeclaration(Label(zh=zh, en=en), unit)


INSTRUMENT_FIELDS: dict[str, FieldDeclaration] = {
    "rate": _field("补助比例", "share of the base that is paid", "share"),
    "intensity": _field("力度", "strength of the service or rule", "share"),
    "unit_limit": _field("单价界限", "limit on the price of one unit", "yuan"),
    "threshold.amount": _field("门槛金额", "smallest amount that qualifies", "yuan"),
    "threshold.or_yearly": _field("年度门槛", "or so much in one year", "yuan"),
    "cap.amount": _field("封顶金额", "most that is paid", "yuan"),
    "timing.application_quarter": _field("申报季度", "quarter of application", "quarter of year"),
    "timing.review_quarters": _field("审核时长", "time to the decision", "quarters"),
    "timing.payment_quarters": _field("拨付时长", "time from decision to payment", "quarters"),
    "timing.years": _field("年数", "number of years", "years"),
    "announced": _field("公布日期", "announced on", "day"),
    "valid_from": _field("生效日期", "valid from", "day"),
    "valid_to": _field("失效日期", "valid to", "day"),
    "eligibility.above_scale_only": _field("仅限规上企业", "above-scale firms only", "yes/no"),
    "eligibility.library_only": _field("仅限入库项目", "library projects only", "yes/no"),
    "eligibility.requires_filing": _field("须先备案", "filing required", "yes/no"),
}

# What says which instrument this is: changing it makes another instrument, in another file.
NOT_LEVERS = (
    "id", "kind", "group", "payer", "base", "pot", "note", "timing.mode", "cap.scope",
    "threshold.quantity",
)  # fmt: skip

POT_FIELDS: dict[str, FieldDeclaration] = {
    "appropriation": _field("年度预算", "yearly appropriation", "yuan"),
}

DIRECTION_FIELDS: dict[str, FieldDeclaration] = {
    "weight": _field("权重", "weight among arriving projects", "weight"),
    "size": _field("相对规模", "cost against the typical project", "ratio"),
    "software_share": _field("软件占比", "share of software", "share"),
    "building_share": _field("土建占比", "share of building", "share"),
    "labour_saving": _field("节省用工", "labour saved", "share"),
    "energy_saving": _field("节能", "energy saved", "tce per million yuan"),
    "floor_need": _field("用地需求", "floor needed", "m2 per million yuan"),
    "life": _field("寿命", "service life", "years"),
    "smart_share": _field("智能化占比", "share of smart equipment", "share"),
    "robots": _field("机器人", "robots", "robots per million yuan"),
}

SECTOR_FIELDS: dict[str, FieldDeclaration] = {
    "share": _field("企业占比", "share of firms", "share"),
    "growth_premium": _field("相对增速", "growth beside the city's", "per year"),
    "traditional": _field("传统产业", "traditional sector", "yes/no"),
    "key_energy_share": _field("重点用能占比", "share of key energy users", "share"),
}

# Each of these is a quantity (fact or assumed fact) with a label and unit of its own.
STRATUM_QUANTITIES = ("count", "scale", "shape")
