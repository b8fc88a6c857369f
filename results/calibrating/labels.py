"""What figures, findings and units are called in reports, in Chinese and English."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scenarios.quantities import Label

if TYPE_CHECKING:
    from calibration.moments.catalogue import Moment

# The period at the start of the rest of an id: 2017, 2016-Q1..Q3, 2017-01..05.
FURTHER = re.compile(r"^\d{4}(-\w+(\.\.\w+)?)?\.?")

# What then follows, in Chinese.
FURTHER_WORDS = {"plan": "按计划推算", "universal": "普惠性资助", "per-project": "每个项目"}

# Calibration facts by id: zh, en. Each names what the model is asked for; its page is the source.
FINDINGS: dict[str, tuple[str, str]] = {
    "TAX-17": ("可一次性扣除的投资中实际申报的比重", "Eligible investment written off at once"),
    "GRA-19": ("有权退税的企业中申领的比重", "Firms that claim what they are owed"),
    "CRE-10": ("小企业贷款被拒的比重", "Small-firm loan applications refused"),
    "NOT-01": ("申报数中改换名目的比重", "Reported spending that is relabelled"),
    "LUM-01": ("年均投资率", "Mean yearly investment rate"),
    "LUM-02": ("几乎不投资的年份所占比重", "Years with practically no investment"),
    "LUM-03": ("净减少设备的年份所占比重", "Years of net disinvestment"),
    "LUM-04": ("投资率高于20%的年份所占比重", "Years of investment above 20 %"),
    "LUM-05": ("投资率低于-20%的年份所占比重", "Years of disinvestment below -20 %"),
    "LUM-06": ("投资率的前后年相关", "Correlation of investment rates, year to year"),
    "POP-01": ("企业规模分布的尾部指数", "Tail exponent of firm sizes"),
    "POP-02": ("企业规模密度的幂指数", "Power-law exponent of the density of sizes"),
    "POP-04": ("企业增长率分布的形状参数", "Shape of the spread of firms' growth"),
    "POP-09": ("所建议的节能项目被采纳的比重", "Recommended efficiency projects adopted"),
    "POP-10": ("项目选择所显示的要求收益率（%）", "Return that choices of projects demand (%)"),
}

# Units of quantities that a posterior may speak of.
UNITS: dict[str, str] = {
    "share": "比重", "per year": "每年", "ratio": "比率", "years": "年",
    "log standard deviation": "对数标准差", "yuan": "元", "m2 per million yuan": "平方米/百万元",
    "weight": "权重", "tce per million yuan": "吨标准煤/百万元",
    "robots per million yuan": "台机器人/百万元", "elasticity": "弹性", "firms": "家企业",
    "quarters": "季度", "yuan per yuan": "元/元", "yuan per m2": "元/平方米",
    "yuan per m2 and month": "元/平方米·月", "share of equipment": "设备的比重",
    "yuan a year": "元/年", "exponent": "指数", "standard deviations": "标准差",
    "yuan per m2 of floor": "元/平方米厂房", "m2": "平方米", "tonnes per tce": "吨/吨标准煤",
    "firms per quarter": "家企业/季度", "projects per year": "个项目/年",
    "ratio of payback accepted": "可接受回收期之比", "share per quarter": "比重/季度",
    "standard deviations of reluctance": "顾虑的标准差",
}  # fmt: skip


def unit_text(unit: str, language: str) -> str:
    """A unit as reports write it; one that has no Chinese name stays as it is declared."""
    return UNITS.get(unit, unit) if language == "zh" else unit


def figure_label(moment: Moment) -> Label:
    """What a published figure is: measure, statistic and year; a finding by its short name."""
    from results.calibrating.words import say
    from sim.measures import MEASURES

    one = moment.observation
    if one is None:
        zh, en = FINDINGS.get(moment.name.removeprefix("fact."), (moment.words, moment.words))
        return Label(zh=zh, en=en)
    measure, span = MEASURES[one.measure], one.span
    # What tells apart two figures of one measure and period, such as "plan", or an instrument.
    known = f"{one.place}.{one.measure}.{one.statistic}."
    tail = FURTHER.sub("", moment.name.removeprefix(known), count=1)
    year = f"{span.zh} 年" if one.whole_year else span.zh
    further = FURTHER_WORDS.get(tail, tail)
    zh = say(one.statistic, "zh", measure=measure.zh, year=year)
    en = say(one.statistic, "en", measure=measure.en, year=span.en)
    return Label(zh=f"{zh}（{further}）", en=f"{en} ({tail})") if tail else Label(zh=zh, en=en)


def finding_id(name: str) -> str:
    """The id of a finding, nothing for a published figure."""
    return name.removeprefix("fact.") if name.startswith("fact.") else ""
