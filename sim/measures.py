"""The one declaration of every output: name, labels, unit, flow or stock, where it is booked.

`MEASURES` is read by the engines (order of the tally), by the tables, charts and documents.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Measure:
    """One output quantity.

    Attributes:
        name: key in tables.
        zh: label in Chinese.
        en: label in English.
        unit: "yuan", "firms", "projects", "robots", "tce", "claims", "jobs".
        kind: "flow" adds up over quarters; "stock" is the value at the end of the period.
        booked: "firm" by the law in the tally; "ledger" by the treasury; "sum" of others.
        parts: for booked "sum": the measures that add up to it.
    """

    name: str
    zh: str
    en: str
    unit: str
    kind: Literal["flow", "stock"]
    booked: Literal["firm", "ledger", "sum"] = "firm"
    parts: tuple[str, ...] = ()


_DECLARED = (
    Measure("true_renovation", "技改投资(真实)", "Renovation investment, true", "yuan", "flow"),
    Measure("true_expansion", "扩建投资(真实)", "Expansion investment, true", "yuan", "flow"),
    Measure("true_greenfield", "新建投资(真实)", "New-plant investment, true", "yuan", "flow"),
    Measure("giant_renovation", "其中:超大项目技改", "Renovation by giants, true", "yuan", "flow"),
    Measure("giant_industrial", "其中:超大项目", "Investment by giants, true", "yuan", "flow"),
    Measure("filed_renovation", "如实申报的技改", "Renovation filed as such", "yuan", "flow"),
    Measure("relabelled", "归类为技改的其他投资", "Other investment filed as renovation", "yuan", "flow"),
    Measure("filed_other", "申报的新建扩建", "Expansion and new plants filed", "yuan", "flow"),
    Measure("unfiled_renovation", "达标未申报技改", "Renovation at or above the line, not filed", "yuan", "flow"),
    Measure("small_renovation", "限额以下技改", "Renovation below the counting line", "yuan", "flow"),
    Measure("loans_drawn", "项目贷款发放", "Project loans drawn", "yuan", "flow"),
    Measure("projects_arrived", "出现的项目机会", "Project opportunities", "projects", "flow"),
    Measure("projects_started", "开工项目", "Projects started", "projects", "flow"),
    Measure("projects_completed", "投产项目", "Projects completed", "projects", "flow"),
    Measure("projects_expired", "放弃的项目", "Projects given up", "projects", "flow"),
    Measure("projects_resized", "为门槛或上限调整规模的项目", "Projects resized for a threshold or cap", "projects", "flow"),
    Measure("projects_waiting", "等待新政的项目", "Projects held back for an announced rule", "projects", "flow"),
    Measure("projects_unfinanced", "因融资搁置的项目", "Projects held back for want of finance", "projects", "flow"),
    Measure("projects_unhoused", "因厂房搁置的项目", "Projects held back for want of floor", "projects", "flow"),
    Measure("projects_filed", "入统技改项目", "Renovation projects filed", "projects", "flow"),
    Measure("firms_entered", "新进企业", "Firms entered", "firms", "flow"),
    Measure("firms_exited", "退出企业", "Firms exited", "firms", "flow"),
    Measure("firms_moved", "市内搬迁企业", "Firms moved within the city", "firms", "flow"),
    Measure("firms_left", "外迁企业", "Firms moved out of the city", "firms", "flow"),
    Measure("equipment_sold", "出售闲置设备所得", "Got for idle equipment sold", "yuan", "flow"),
    Measure("robots_installed", "新增机器人", "Robots installed", "robots", "flow"),
    Measure("robot_firms", "机器换人企业", "Firms replacing people by machines", "firms", "flow"),
    Measure("smart_workshops", "数字化车间与智能工厂", "Digital workshops and smart factories", "projects", "flow"),
    Measure("energy_saved", "年节能量新增", "Yearly energy saving added", "tce", "flow"),
    Measure("applications", "资助申请", "Applications for support", "claims", "flow"),
    Measure("tax_paid", "企业所得税", "Profit tax paid", "yuan", "flow"),
    Measure("tax_on_support", "资助所得税回流", "Profit tax on support received", "yuan", "flow"),
    Measure("expensing_cost", "一次性扣除税式支出(现值)", "Cost of expensing, present value", "yuan", "flow"),
    Measure("expensing_claimed", "实际一次性扣除的设备", "Equipment expensed at once", "yuan", "flow"),
    Measure("expensing_eligible", "可一次性扣除的设备", "Equipment that could be expensed", "yuan", "flow"),
    Measure("tax_credit_cost", "专用设备税额抵免", "Special-equipment tax credit used", "yuan", "flow"),
    Measure("floor_built", "原地增建面积支出", "Spending on floors built up in place", "yuan", "flow"),
    Measure("floor_rented", "租赁厂房支出(现值)", "Rent for extra floor, present value", "yuan", "flow"),
    Measure("floor_bought", "购地建厂支出", "Spending on plots and plants of their own", "yuan", "flow"),
    Measure("land_forgone", "减免地价", "Land price waived on floor built up", "yuan", "flow"),
    Measure("land_paid", "补缴地价", "Land price paid on floor built up and on plots", "yuan", "flow"),
    Measure("pool_paid", "风险补偿支出", "Bad renovation loans borne by the pool", "yuan", "flow"),
    Measure("revenue", "营业收入", "Revenue", "yuan", "flow"),
    Measure("active_firms", "在营企业", "Active firms", "firms", "stock"),
    Measure("above_scale_firms", "规模以上企业", "Above-scale firms", "firms", "stock"),
    Measure("aware_firms", "知晓政策企业", "Firms aware of the latest programme", "firms", "stock"),
    Measure("employees", "从业人员", "Employees", "jobs", "stock"),
    Measure("equipment", "设备原值", "Equipment at replacement cost", "yuan", "stock"),
    Measure("debt", "负债", "Debt", "yuan", "stock"),
    Measure("firms_renovating", "在改企业", "Firms renovating", "firms", "stock"),
    Measure("support_claimed", "申请资助额", "Support claimed", "yuan", "flow", "ledger"),
    Measure("support_granted", "批准资助额", "Support granted", "yuan", "flow", "ledger"),
    Measure("support_paid", "拨付资助额", "Support paid", "yuan", "flow", "ledger"),
    Measure("support_payments", "拨付笔数", "Payments of support", "claims", "flow", "ledger"),
    Measure("support_clawed_back", "未拨先撤资助额", "Support withdrawn before payment (the firm had left)", "yuan", "flow", "ledger"),
    Measure("pot_appropriated", "预算安排", "Appropriated", "yuan", "flow", "ledger"),
    Measure("pot_carried_in", "上年结转", "Carried in", "yuan", "flow", "ledger"),
    Measure("pot_granted", "预算批准", "Granted from the pot", "yuan", "flow", "ledger"),
    Measure("pot_lapsed", "预算失效", "Lapsed", "yuan", "flow", "ledger"),
    Measure("pot_carried_out", "结转下年", "Carried out", "yuan", "flow", "ledger"),
    Measure("pot_committed", "已批未付", "Granted and not yet paid", "yuan", "stock", "ledger"),
    Measure("public_cost", "公共成本(现值,净)", "Public cost, present value, net of tax on support", "yuan", "flow", "ledger"),
    Measure("true_industrial", "工业投资(真实)", "Industrial investment, true", "yuan", "flow", "sum",
            ("true_renovation", "true_expansion", "true_greenfield")),
    Measure("reported_renovation", "技改投资(统计)", "Renovation investment, reported", "yuan", "flow", "sum",
            ("filed_renovation", "relabelled")),
    Measure("reported_industrial", "工业投资(统计)", "Industrial investment, reported", "yuan", "flow", "sum",
            ("filed_renovation", "relabelled", "filed_other")),
)  # fmt: skip

MEASURES: dict[str, Measure] = {measure.name: measure for measure in _DECLARED}
TALLY: tuple[str, ...] = tuple(m.name for m in _DECLARED if m.booked == "firm")
TALLY_INDEX: dict[str, int] = {name: index for index, name in enumerate(TALLY)}
BY_DISTRICT: tuple[str, ...] = (
    "true_renovation", "filed_renovation", "relabelled", "filed_other", "true_expansion",
    "true_greenfield", "above_scale_firms",
)  # fmt: skip
