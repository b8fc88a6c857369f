"""Words of a calibration's charts: zh, en."""

from __future__ import annotations

from results.study import Language
from results.wording import filled

WORDS: dict[str, tuple[str, str]] = {
    "source": (
        "来源：{place}校准，{date}；先验运行 {used} 次，后验运行 {predicted} 次，种子 {seed}",
        "Source: calibration of {place}, {date}; {used} prior runs, {predicted} runs at posterior "
        "draws, seed {seed}",
    ),
    "held_out": ("；留出：{names}", "; held out: {names}"),
    # -- parameters
    "parameters_title": (
        "{place}：{free} 个放开的参数中学到 {learned} 个",
        "{place}: {learned} of {free} free parameters are learned",
    ),
    "parameters_subtitle": (
        "后验在先验的分位尺上；右为收缩（不到 {mark} 算没有学到）和后验均值",
        "Posterior on the scale of the prior's quantiles; right: contraction (under {mark} is not "
        "learned) and posterior mean",
    ),
    "parameters_note": (
        "灰：先验的 90% 与 50%。蓝：学到；橙：没有学到；细线 90%，粗线 50%，点为中位。",
        "Grey: 90 and 50 percent of the prior. Blue: learned; orange: not learned; thin line 90 "
        "percent, thick 50, dot the median.",
    ),
    "quantile": ("先验的分位", "quantile of the prior"),
    "contraction": ("收缩", "contraction"),
    "mean": ("后验均值", "posterior mean"),
    "parameters_alt": (
        "点线图，每个参数一行，后验在先验分位上的 5%、中位、95%，及收缩：{rows}。",
        "Interval chart, one row a parameter: 5 percent, median and 95 percent of the posterior as "
        "quantiles of the prior, and contraction: {rows}.",
    ),
    "parameters_row": (
        "{label} {low}、{middle}、{high}，收缩 {contraction}",
        "{label} {low}, {middle}, {high}, contraction {contraction}",
    ),
    # -- information
    "information_title": (
        "{place}：单看{blocks}，什么也学不到",
        "{place}: nothing is learned from {blocks} alone",
    ),
    "information_title_all": (
        "{place}：每组数据单独都教了些什么",
        "{place}: each block of data alone teaches something",
    ),
    "information_subtitle": (
        "单独一组数据使参数收缩多少；最右为全部数据",
        "Contraction of each parameter from one block of data alone; right: from all",
    ),
    "information_note": (
        "收缩 = 1 − 后验方差/先验方差；0 什么也没说，1 全说清；负数：后验比先验宽。",
        "Contraction is 1 - posterior variance / prior variance: 0 tells nothing, 1 everything; "
        "below 0 the posterior is wider than the prior.",
    ),
    "information_alt": (
        "热力表，行为参数，列为数据组，格内为单独一组带来的收缩：{rows}。",
        "Heat table, parameters by blocks of data, each cell the contraction from that block "
        "alone: {rows}.",
    ),
    "all": ("全部", "all"),
    # -- fit
    "fit_title": (
        "{place}：{count}/{figures} 个公布数在拟合后仍差 {mark} 个标准差以上",
        "{place}: {count} of {figures} published figures stay over {mark} sd off after the fit",
    ),
    "fit_subtitle": (
        "模型减公布，以先验离散与公布误差合成的标准差为单位；右为公布值和后验中位",
        "Model less published, in standard deviations of prior runs and published error together; "
        "right: published, posterior median",
    ),
    "fit_note": (
        "灰条：先验运行的 90% 与 50%；蓝线：用后验抽样重新运行模型的 90% 与 50%，点为中位；"
        "橙线：公布值 ± 一个标准误差；箭头：超出图外。",
        "Grey: 90 and 50 percent of prior runs. Blue: the model at posterior draws, 90 and 50 "
        "percent, dot the median. Orange: published, one standard error either way. An arrow: "
        "beyond the chart.",
    ),
    "published": ("公布", "published"),
    "model": ("模型", "model"),
    "fit_alt": (
        "点线图，每个公布数一行，公布值和后验 5%、中位、95%：{rows}。",
        "Interval chart, one row a figure: published, and 5 percent, median and 95 percent of the "
        "model at posterior draws: {rows}.",
    ),
    # -- paths
    "paths_title": (
        "{place}：公布的 {points} 个点中 {inside} 个在后验 90% 之内",
        "{place}: {inside} of {points} published points lie within 90 % of posterior runs",
    ),
    "paths_title_none": (
        "{place}：没有公布的全年数可比", "{place}: nothing published for whole years",
    ),
    "paths_subtitle": (
        "左：水平；右：比上年增长。竖线：方案的目标年 {year}",
        "Left: levels; right: growth over the year before. Upright line: the plan's target year, "
        "{year}",
    ),
    "paths_subtitle_plain": ("左：水平；右：比上年增长", "Left: levels; right: growth over the "
                             "year before"),
    "paths_note": (
        "蓝：用后验抽样重新运行模型，50% 与 90%，线为中位；灰虚线：先验运行的 90%；"
        "橙点：公布值及一个标准误差；红横：方案的目标。",
        "Blue: the model at posterior draws, 50 and 90 percent, line the median. Grey dashes: 90 "
        "percent of prior runs. Orange: published, one standard error either way. Red: the plan's "
        "target.",
    ),
    "target": ("目标 {value}", "target {value}"),
    "growth_of": ("{measure}，增长", "{measure}, growth"),
    "paths_alt": (
        "折线图，各年后验 5%、中位、95%，及公布值：{rows}。",
        "Line charts by year: 5 percent, median and 95 percent of posterior runs, and what was "
        "published: {rows}.",
    ),
}  # fmt: skip


def say(key: str, language: Language, **values: object) -> str:
    """A text in one language, its placeholders filled."""
    return filled(WORDS, key, language, values)
