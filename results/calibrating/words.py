"""Words of what a calibration tells, in Chinese and English."""

from __future__ import annotations

from results.study import Language
from results.wording import filled

WORDS: dict[str, tuple[str, str]] = {
    "title": ("{place}的校准", "Calibration of {place}"),
    "made_of": (
        "先验运行 {runs} 次，用了 {used} 次；未知量 {unknown} 个，"
        "其中 {free} 个放开，其余按先验变动。",
        "{runs} prior runs, {used} of them used; {unknown} unknown quantities, of which {free} are "
        "free and the others vary over their priors.",
    ),
    "failed": ("{count} 次运行失败：{first}", "{count} runs gave no figures: {first}"),
    "left_out": (
        "未采用 {names}：过多先验运行没有这些数，或其年份在运行期之后。",
        "Left out, since too many prior runs lack them or end before their year: {names}.",
    ),
    "silent": (
        "放开的参数对以下各数的影响不超过随机波动，故未用于拟合：{names}。",
        "Not used, since free parameters move them no more than chance does: {names}.",
    ),
    "known_by": ("只用 {day} 前已公布的数。", "Only what was published by {day} is used."),
    "held_out": ("留出不用：{names}。", "Held out: {names}."),
    "parameters": ("参数：先验到后验", "Parameters: from prior to posterior"),
    "parameter": ("参数", "parameter"),
    "prior": ("先验均值（5—95%）", "prior mean (5-95 %)"),
    "posterior": ("后验均值（5—95%）", "posterior mean (5-95 %)"),
    "contraction": ("收缩", "contraction"),
    "learned": ("是否学到", "learned"),
    "yes": ("是", "yes"),
    "no": ("否，沿用先验", "no, prior carried forward"),
    "learned_none": (
        "没有一个参数从数据中学到什么。",
        "The data teach nothing about any parameter.",
    ),
    "learned_some": (
        "{free} 个放开的参数中，{learned} 个从数据中学到了（收缩不低于 0.3），"
        "{identified} 个可识别（后验标准差不到先验的一半）。",
        "Of {free} free parameters {learned} are learned (contraction of 0.3 or more) and "
        "{identified} identified (posterior sd under half the prior's).",
    ),
    "fit": ("公布数与模型", "Published figures and the model"),
    "figure": ("公布数", "figure"),
    "published": ("公布值 ± 误差", "published ± error"),
    "before": ("先验 5—95%", "prior 5-95 %"),
    "after": ("后验 5—95%", "posterior 5-95 %"),
    "fit_foot": (
        "后验一栏是用后验抽样和新种子重新运行 {runs} 次所得，随机与参数都在内。"
        "增长与占比为百分数。",
        "The posterior column is {runs} new runs at posterior draws with new seeds: chance and "
        "parameters together. Growth and shares are percentages.",
    ),
    "growth": ("{measure}，{year}增长", "{measure}, growth in {year}"),
    "level": ("{measure}，{year}", "{measure}, {year}"),
    "share": ("{measure}占比，{year}", "{measure}, share in {year}"),
    "ratio": ("{measure}，每项，{year}", "{measure}, each, {year}"),
    "ridge_same": (
        "数据分不清：{first}与{second}同高或同低都说得通（相关 {correlation}）。",
        "The data cannot tell: {first} and {second} both high fit as well as both low "
        "(correlation {correlation}).",
    ),
    "ridge_opposite": (
        "数据分不清：{first}高而{second}低，或反过来，都说得通（相关 {correlation}）。",
        "The data cannot tell: {first} high with {second} low fits as well as the reverse "
        "(correlation {correlation}).",
    ),
    "blocks": ("留出一组、由其余预测", "Each block of data predicted from the others"),
    "block": ("组", "block"),
    "figures": ("数的个数", "figures"),
    "p": ("p 值", "p"),
    "block_growth": ("增长", "growth"),
    "block_level": ("水平", "levels"),
    "block_share": ("占比", "shares"),
    "block_firms": ("企业数", "firms"),
    "block_support": ("扶持", "support"),
    "block_facts": ("研究发现", "research findings"),
    "misfit": (
        "警告：{blocks}与其余数据按本模型合不到一起（p < {p}）。后验不可全信。",
        "Warning: under this model {blocks} cannot be squared with the rest of the data "
        "(p < {p}). Do not trust the posterior as it stands.",
    ),
    "no_misfit": (
        "没有一组数据与其余数据明显矛盾。",
        "No block of data clearly contradicts the others.",
    ),
    "block_all": ("全部公布数", "all figures together"),
    "out_of_reach": (
        "警告：{runs} 次先验运行中没有一次接近公布的{blocks}。先验范围内的模型给不出这样的数，"
        "后验是外推。",
        "Warning: the published figures lie farther out than any of {runs} prior runs "
        "({blocks}). Nothing within the priors gives such figures; the posterior extrapolates.",
    ),
    "times_needed": (
        "要使公布数落在 95% 的运行之内，所声明的模型偏差须为原来的若干倍：{times}。",
        "For the published figures to lie within 95 % of the runs, the declared discrepancy of the "
        "model would have to be so many times as large: {times}.",
    ),
    "within_discrepancy": (
        "算上所声明的模型偏差，公布数落在 95% 的运行之内。",
        "With the declared discrepancy of the model they lie within 95 % of the runs.",
    ),
    "agree": (
        "独立的第二种方法（ABC 局部线性）：{agreeing}/{free} 个参数的均值差不到 {shift} 个标准差、"
        "标准差之比在 {ratio} 倍以内。",
        "An independent second method (ABC with local-linear adjustment): {agreeing} of {free} "
        "parameters agree, means within {shift} sd and sds within a factor of {ratio}.",
    ),
    "disagree": ("不一致的：{names}。", "They disagree on {names}."),
    "published_in": ("后验写在 {path}", "Posterior in {path}"),
    "reported_in": ("报告在 {path}", "Report in {path}"),
    "not_published": (
        "未写后验文件；加 --publish 即写。",
        "No posterior file was written; --publish writes it.",
    ),
    "bank": ("先验运行", "prior runs"),
    "predictive": ("后验运行", "runs at posterior draws"),
}


def say(key: str, language: Language, **values: object) -> str:
    """A text in one language, its placeholders filled."""
    return filled(WORDS, key, language, values)
