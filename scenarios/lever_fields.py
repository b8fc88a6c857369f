"""Fields that can be set by name: label and unit of each, by the record that holds it.

The type and range of a field stand in its record (`instrument_schema.py`, `policy_schema.py`,
`place_schema.py`). A field below a list stands here once, and its rows are named one by one:
`tiers.steps.rate` is set as `tiers.1.rate`, `tiers.2.rate` and so on, `awards.amount` by the title
of the award (`awards.excellent`). Every field of an instrument stands in `INSTRUMENT_FIELDS` or in
`NOT_LEVERS`; which of them the law of a family reads stands in `instrument_terms.py`.
"""

from __future__ import annotations

import re
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
    "tiers.steps.at_least": _field("起点", "reached from", "yuan"),
    "tiers.steps.rate": _field("该档比例", "share of the base that is paid", "share"),
    "tiers.rest_above.amount": _field("超额部分起点", "the rest begins above", "yuan"),
    "tiers.rest_above.rate": _field("超额部分比例", "share of the rest that is paid", "share"),
    "size_tiers.steps.at_least": _field("起点（按规模）", "reached from (by size)", "yuan"),
    "size_tiers.steps.rate": _field(
        "该档比例（按规模）", "share of the base that is paid (by size)", "share"
    ),
    "size_tiers.rest_above.amount": _field(
        "超额部分起点（按规模）", "the rest begins above (by size)", "yuan"
    ),
    "size_tiers.rest_above.rate": _field(
        "超额部分比例（按规模）", "share of the rest that is paid (by size)", "share"
    ),
    "soft_share_max": _field("软性费用上限", "largest share of soft cost", "share"),
    "energy.saving_tce": _field("年节能量", "energy saved in a year", "tce"),
    "energy.co2_cut_t": _field("年减碳量", "carbon emission cut in a year", "t"),
    "intensity": _field("力度", "strength of the service or rule", "share"),
    "unit_limit": _field("单价界限", "limit on the price of one unit", "yuan"),
    "threshold.amount": _field("门槛金额", "smallest amount that qualifies", "yuan"),
    "threshold.or_yearly": _field("年度门槛", "or so much in one year", "yuan"),
    "threshold.below": _field("上限金额", "and less than", "yuan"),
    "cap.amount": _field("封顶金额", "most that is paid", "yuan"),
    "awards.amount": _field("奖励金额", "award", "yuan"),
    "band.low": _field("奖励下限", "smallest award", "yuan"),
    "band.high": _field("奖励上限", "largest award", "yuan"),
    "single_award": _field("统一奖励金额", "one award for all titles", "yuan"),
    "shares.province": _field("省级返还比例", "share that the province gives back", "share"),
    "shares.city": _field("市级返还比例", "share that the city gives back", "share"),
    "shares.county": _field("县级返还比例", "share that the county gives back", "share"),
    "amounts.amount": _field("资金规模", "money set aside", "yuan"),
    "discount": _field("利率优惠", "off the reference rate", "per year"),
    "multiple": _field("地价倍数", "times the market price of land", "times"),
    "timing.application_quarter": _field("申报季度", "quarter of application", "quarter of year"),
    "timing.review_quarters": _field("审核时长", "time to the decision", "quarters"),
    "timing.payment_quarters": _field("拨付时长", "time from decision to payment", "quarters"),
    "timing.years": _field("年数", "number of years", "years"),
    "announced": _field("公布日期", "announced on", "day"),
    "valid_from": _field("生效日期", "valid from", "day"),
    "valid_to": _field("失效日期", "valid to", "day"),
    "eligibility.revenue_min": _field("营业收入下限", "smallest revenue of the firm", "yuan"),
    "eligibility.above_scale_only": _field("仅限规上企业", "above-scale firms only", "yes/no"),
    "eligibility.library_only": _field("仅限入库项目", "library projects only", "yes/no"),
    "eligibility.requires_filing": _field("须先备案", "filing required", "yes/no"),
}

# What a field of an instrument is called where its kind reads it in another sense.
NAMED_BY_KIND: dict[tuple[str, str], FieldDeclaration] = {
    ("F2", "intensity"): _field("覆盖面", "share of borrowers reached", "share"),
    ("F3", "rate"): _field("补偿比例", "share of a bad loan that is paid", "share"),
    ("F4", "rate"): _field("持股上限", "largest share of the firm", "share"),
    ("L1", "rate"): _field("免收比例", "share of the price that is waived", "share"),
    ("X2", "rate"): _field("抵免比例", "share of the price taken off the tax", "share"),
}

# What says which instrument this is, whom and what it is for, and where it stands written: changing
# it makes another instrument, in another file.
NOT_LEVERS = (
    "id", "kind", "group", "payer", "base", "pot", "note", "timing.mode", "cap.scope",
    "threshold.quantity", "clauses", "cites.document", "cites.article", "exclusive_with",
    "eligibility.directions", "eligibility.natures", "eligibility.trades", "eligibility.cities",
    "eligibility.districts",
    "eligibility.sizes", "eligibility.applicants", "awards.title", "awards.status", "awards.basis",
    "amounts.title", "amounts.status", "amounts.basis", "tiers.by",
    "tiers.status", "tiers.basis", "size_tiers.by", "size_tiers.status", "size_tiers.basis",
)  # fmt: skip

POT_FIELDS: dict[str, FieldDeclaration] = {
    "appropriation": _field("年度预算", "yearly appropriation", "yuan"),
}

RELATION_FIELDS: dict[str, FieldDeclaration] = {
    "ceiling": _field("合计上限", "most that all pay together", "share"),
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
    "key_industry": _field("固废利用重点行业", "key industry for the reuse of waste", "yes/no"),
    "key_energy_share": _field("重点用能占比", "share of key energy users", "share"),
}

# Each of these is a quantity (fact or assumed fact) with a label and unit of its own.
STRATUM_QUANTITIES = ("count", "scale", "shape")


def field_named(name: str) -> str:
    """Field that a name is about, after that of its instrument: `tiers.1.rate` is a step's rate."""
    field = re.sub(r"^((?:size_)?tiers)\.\d+\.", r"\1.steps.", name)
    return re.sub(r"^(awards|amounts)\.\w+$", r"\1.amount", field)
