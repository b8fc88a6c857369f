"""The words of tables and charts in Chinese and English.

Names of measures come from `sim.measures`, names of groups, instruments, variants and targets
from the scenario; only what the results add in words of their own stands here.
"""

from __future__ import annotations

from collections.abc import Iterable

from results.study import Language
from results.wording import filled

TEXTS: dict[str, tuple[str, str]] = {
    # -- heads and provenance
    "policy": ("方案", "policy"),
    "baseline": ("对照", "baseline"),
    "run_key": ("运行", "run"),
    "seed": ("种子", "seed"),
    "runs": ("{runs} 次模拟", "{runs} runs"),
    "one_run": ("1 次模拟", "1 run"),
    "failed": ("{failed} 次失败", "{failed} failed"),
    "levers": ("改动", "changed"),
    "readings": ("读法（{variant}）：{readings}", "readings ({variant}): {readings}"),
    "readings_note": ("* 非默认读法", "* not the default reading"),
    "prior_means": ("参数取先验均值，未校准", "parameters at prior means, not calibrated"),
    "posterior_draws": (
        "参数取自后验“{posterior}”第 {version} 版，每次模拟一组",
        "parameters drawn from the posterior {posterior!r}, version {version}, one draw a run",
    ),
    "sample": ("子样本 {firms} 家企业", "sub-sample of {firms} firms"),
    "prior_note": (
        "参数取先验均值，尚未用数据校准；数字说明机制与量级，不是预测。",
        "Parameters are prior means, not calibrated: the figures show mechanisms and orders of "
        "size, they are no forecast.",
    ),
    "posterior_note": (
        "每次模拟取后验“{posterior}”（第 {version} 版）{draws} 组参数中的一组，同一次模拟在各方案中"
        "参数相同；{free} 个参数随之变动，其中数据确有所学的 {learned} 个，其余仍为先验。",
        "Each run has one of the {draws} draws of the posterior {posterior!r} (version {version}), "
        "the same in every variant: {free} parameters vary, {learned} of them learned from data, "
        "the others as their priors say.",
    ),
    "draws_again": (
        "模拟次数多于 {draws} 组，故从头再取。",
        " There are more runs than draws, so the {draws} draws are used again.",
    ),
    "sample_note": (
        "只运行了 {firms} 家企业的子样本，金额不能与目标和公布数相比。",
        "Only a sub-sample of {firms} firms was run: amounts do not compare with targets or "
        "published figures.",
    ),
    "interval_note": (
        "均值后为各次模拟的 5–95% 范围；差额与比值后为其均值的 90% 区间（同一次模拟配对相减）。"
        "只含模拟间的偶然波动，不含参数的不确定性。",
        "After a mean: its 5–95% range over runs. After a difference or ratio: the 90% interval "
        "of its mean, run paired with run. Both cover chance between runs, not doubt about "
        "parameters.",
    ),
    "interval_note_drawn": (
        "均值后为各次模拟的 5–95% 范围，偶然波动与参数的不确定性都在内；"
        "差额与比值后为其均值的 90% 区间（同一次模拟配对相减，参数相同），"
        "说的是再多模拟会使均值移动多少，不是效果本身的范围。",
        "After a mean: its 5–95% range over runs, chance and parameters together. After a "
        "difference or ratio: the 90% interval of its mean over both, run paired with run under "
        "the same draw: how far more runs would move the mean, not how far apart effects lie.",
    ),
    "covers_chance": ("偶然波动，不含参数不确定性", "chance, not doubt about parameters"),
    "covers_both": ("偶然波动与参数不确定性", "chance and parameters together"),
    "one_run_note": (
        "只有 1 次模拟，范围与区间未知。",
        "There is one run only, so ranges and intervals are unknown.",
    ),
    "derived_note": (
        "* 由已公布的增速推算，并非公布数。",
        "* computed from a published growth, not itself published.",
    ),
    "no_baseline_note": (
        "未运行无方案对照“{baseline}”，故无差额。",
        "The baseline {baseline!r} was not run, so there are no differences.",
    ),
    # -- the summary's tables
    "year": ("年份", "year"),
    "total": ("合计", "total"),
    "reported_table": ("上报技改投资（{unit}）", "Reported renovation investment ({unit})"),
    "true_table": (
        "真实技改投资与拨付的支持（{unit}）",
        "True renovation investment and support paid ({unit})",
    ),
    "with_policy": ("有方案", "with policy"),
    "without_policy": ("无方案", "without"),
    "difference": ("差额", "difference"),
    "target": ("目标", "target"),
    "target_value": ("目标值", "value"),
    "published": ("已公布", "published"),
    "model_minus_published": ("模型−公布", "model − published"),
    "support": ("拨付支持", "support paid"),
    "added_by_policy": ("其中方案新增", "added by policy"),
    "public_cost": ("公共成本", "public cost"),
    "support_without": ("无方案时", "without"),
    "support_share": ("占上报", "of reported"),
    "distance_table": ("与已公布数字的距离", "Distance from published figures"),
    "bridge_table": ("从真实到上报，{year} 年（{unit}）", "From true to reported, {year} ({unit})"),
    "measure": ("指标", "measure"),
    "model": ("模型", "model"),
    "growth_of": ("{measure}，增速", "{measure}, growth"),
    "points": ("{value} 个百分点", "{value} points"),
    "target_table": ("目标", "Targets"),
    "met_in": ("{met}/{runs} 次达到", "met in {met} of {runs}"),
    "not_met": ("{runs} 次均未达到", "met in none of {runs}"),
    "all_met": ("{runs} 次均达到", "met in all {runs}"),
    "one_missed": ("未达到", "missed"),
    "one_met": ("达到", "met"),
    "not simulated": ("未模拟", "not simulated"),
    "outside the years": ("不在模拟年份内", "outside the years"),
    "nothing to divide by": ("基期为零，未评", "base is zero, not assessed"),
    "others_not_simulated": (
        "模型没有对应指标、因而未评的目标：{count} 个。",
        "Targets not assessed, as the model has no measure for them: {count}.",
    ),
    "result": ("结果", "result"),
    "payer_table": ("谁出钱，{first}–{last} 年（{unit}）", "Who pays, {first}–{last} ({unit})"),
    "public_cost_note": (
        "公共成本：折至 {first} 年初的现值，含税式支出，扣除资助所纳的税。",
        "Public cost: present value at the start of {first}, with tax forgone, net of tax on "
        "support.",
    ),
    "payer": ("出资方", "payer"),
    "city": ("市", "city"),
    "district": ("区", "district"),
    "province": ("省", "province"),
    "state": ("中央", "state"),
    "variant_table": (
        "各方案：{focus} 年投资，{first}–{last} 年效果与支出（{unit}）",
        "All variants: investment in {focus}, effect and cost {first}–{last} ({unit})",
    ),
    "variant": ("方案", "variant"),
    "reported": ("上报", "reported"),
    "true": ("真实", "true"),
    "extra_true": ("新增真实投资", "additional true"),
    # -- the summary's sentences
    "key_points": ("要点", "In short"),
    "say_target": (
        "{year} 年上报技改投资为 {value}{range}，目标 {target}：{met}。",
        "Reported renovation investment in {year} is {value}{range}; target {target}: {met}.",
    ),
    "say_level": (
        "{year} 年上报技改投资为 {value}{range}。",
        "Reported renovation investment in {year} is {value}{range}.",
    ),
    "say_true": (
        "同年真实技改投资为 {value}{range}，比上报{more}。",
        "True renovation investment that year is {value}{range}, {more} than reported.",
    ),
    "less_than_reported": ("少 {amount}", "{amount} less"),
    "more_than_reported": ("多 {amount}", "{amount} more"),
    "say_effect": (
        "{first}–{last} 年方案使上报投资{reported}{reported_range}，真实投资{true}{true_range}。",
        "Over {first}–{last} the policy {reported} reported investment{reported_range} and "
        "{true} true investment{true_range}.",
    ),
    "raises": ("增加 {amount}", "adds {amount} to"),
    "lowers": ("减少 {amount}", "takes {amount} from"),
    "leaves": ("不变", "does not change"),
    "say_cost": (
        "{first}–{last} 年拨付支持 {amount}{without}，相当于同期上报投资的 {share}。",
        "Support paid over {first}–{last} is {amount}{without}, {share} of reported investment.",
    ),
    "say_cost_without": ("（无方案时 {amount}）", " ({amount} without the programme)"),
    "say_cost_effect": (
        "与无方案相比，每多 1 元公共成本，真实投资多 {value} 元{range}（均为现值）。",
        "Against the world without the programme, each further yuan of public cost goes with "
        "{value} yuan of true investment{range} (present values).",
    ),
    "say_early": (
        "{first}→{last} 年上报投资变化 {change}，其中 {before}（{share}{range}）到 {through} 年底"
        "已经发生，方案 {announced} 才公布{published}。",
        "Reported investment changes by {change} from {first} to {last}, of which {before} "
        "({share}{range}) by the end of {through}; the plan was announced on "
        "{announced}{published}.",
    ),
    "say_early_published": (
        "（{first}→{last} 年的增长：公布数为 {share}，模型为 {simulated}）",
        " (of the growth from {first} to {last}: {share} by published figures, {simulated} in the "
        "model)",
    ),
    "say_early_published_alone": (
        "按公布数，{first}→{last} 年的增长有 {share} 到 {through} 年底已经发生，"
        "方案 {announced} 才公布（模型：{simulated}）。",
        "By published figures, {share} of the growth from {first} to {last} had happened by "
        "the end of {through}; the plan was announced on {announced} (model: {simulated}).",
    ),
    "say_no_growth": (
        "模型中 {first}→{last} 年没有增长。",
        "In the model there is no growth from {first} to {last}.",
    ),
    "say_distance": (
        "与公布数相比：{parts}。",
        "Against published figures: {parts}.",
    ),
    "say_distance_part": ("{year} 年 {relative}", "{relative} in {year}"),
    # -- comparison
    "compare_title": ("{policy} 与 {baseline} 相比", "{policy} against {baseline}"),
    "compare_table": ("每年的差额（{unit}）", "Difference in each year ({unit})"),
    "so_far_table": ("累计到该年的差额（{unit}）", "Difference added up to each year ({unit})"),
    "per_public_yuan": ("每元成本", "per yuan"),
    "per_public_note": (
        "“每元成本”：到该年为止，新增真实投资与新增公共成本之比，均折至 {first} 年初；"
        "公共成本含税式支出，扣除资助所纳的税。",
        "per yuan: additional true investment over additional public cost up to that year, "
        "both present values of early {first}; cost includes tax forgone, net of tax on support.",
    ),
    # -- charts
    "source": ("来源：jigai 模拟，", "Source: jigai simulation, "),
    "reported_line": ("上报，有方案", "Reported, with policy"),
    "true_line": ("真实，有方案", "True, with policy"),
    "reported_without_line": ("上报，无方案", "Reported, without"),
    "true_without_line": ("真实，无方案", "True, without"),
    "observed_points": ("已公布", "Published"),
    "derived_points": ("由公布增速推算", "From published growth"),
    "announced_on": ("方案公布\n{date}", "Plan announced\n{date}"),
    "target_label": ("目标 {value}", "Target {value}"),
    "investment_met": (
        "模型：{year} 年上报技改投资 {value}，达到 {target}目标",
        "Model: reported renovation investment of {value} in {year} meets the {target} target",
    ),
    "investment_missed": (
        "模型：{year} 年上报技改投资 {value}，未达 {target}目标",
        "Model: reported renovation investment of {value} in {year} misses the {target} target",
    ),
    "investment_level": (
        "模型：{year} 年上报技改投资 {value}",
        "Model: reported renovation investment of {value} in {year}",
    ),
    "runs_met": ("{runs} 次模拟中 {met} 次达到目标", "target met in {met} of {runs} runs"),
    "policy_share": (
        "其中因方案增加 {value}",
        "{value} of it because of the policy",
    ),
    "policy_lowers": (
        "方案使其减少 {value}",
        "{value} less because of the policy",
    ),
    "policy_nothing": ("方案没有改变它", "the policy does not change it"),
    "band_note": (
        "阴影：各次模拟的 5–95%（{covers}）",
        "Shading: 5–95% of runs ({covers})",
    ),
    "support_title": (
        "模型：{first}–{last} 年拨付支持 {amount}，最多的是{group}（{share}）",
        "Model: support of {amount} is paid in {first}–{last}, most of all for {group} ({share})",
    ),
    "support_title_one": (
        "模型：{first}–{last} 年拨付支持 {amount}",
        "Model: support of {amount} is paid in {first}–{last}",
    ),
    "whisker_note": (
        "细线：各次模拟合计的 5–95%{covers}；百分数：相当于当年上报技改投资",
        "Thin lines: 5–95% of totals over runs{covers}. Percentages: of the year's reported "
        "investment",
    ),
    "support_none": (
        "模型：{first}–{last} 年没有拨付任何支持",
        "Model: no support is paid in {first}–{last}",
    ),
    "support_subtitle": (
        "每年拨付额，按政策工具组；合计相当于同期上报技改投资的 {share}",
        "Paid each year, by group of instruments; in all {share} of reported renovation investment",
    ),
    "support_subtitle_none": (
        "每年拨付额，按政策工具组",
        "Paid each year, by group of instruments",
    ),
    "other_groups": ("其他", "other"),
    "recipients_title": (
        "模型：{size}占企业数的 {firms}，得到支持资金的 {money}",
        "Model: {size} are {firms} of firms and receive {money} of the support",
    ),
    "recipients_subtitle": (
        "{first}–{last} 年，按企业规模的占比",
        "{first}–{last}, shares by size of firm",
    ),
    "share_of_firms": ("企业数", "firms"),
    "share_of_payments": ("拨付笔数", "payments"),
    "share_of_money": ("支持金额", "money"),
    "large": ("大型企业", "large firms"),
    "medium": ("中型企业", "medium firms"),
    "small": ("小型企业", "small firms"),
    "micro": ("微型企业", "micro firms"),
    # -- alternative texts
    "alt_investment": (
        "折线图：{place}，{first}–{last} 年技改投资（{unit}）。"
        "上报：{reported}。真实：{true}。{rest}",
        "Line chart: renovation investment in {place}, {first}–{last} ({unit}). Reported: "
        "{reported}. True: {true}. {rest}",
    ),
    "alt_without": (
        "无方案时上报：{reported}；真实：{true}。",
        "Without the programme, reported: {reported}; true: {true}. ",
    ),
    "alt_target": ("目标：{year} 年 {value}。", "Target: {value} in {year}. "),
    "alt_published": ("已公布：{points}。", "Published: {points}. "),
    "alt_support": (
        "堆叠柱形图：{first}–{last} 年按政策工具组拨付的支持（{unit}）。{parts}合计：{total}。",
        "Stacked bars: support paid by group of instruments, {first}–{last} ({unit}). "
        "{parts}Total: {total}.",
    ),
    "alt_support_part": ("{group}：{values}。", "{group}: {values}. "),
    "alt_recipients": (
        "条形图：按企业规模，各占企业数、拨付笔数与支持金额的比例。{parts}",
        "Bar chart: share of firms, payments and money by size of firm. {parts}",
    ),
    "alt_recipients_part": (
        "{size}：{firms}、{payments}、{money}。",
        "{size}: {firms}, {payments}, {money}. ",
    ),
}


def say(key: str, language: Language, **values: object) -> str:
    """Return a text in `language` with its values filled in.

    Raises:
        KeyError: there is no such text, or a value that it needs is not given.
    """
    return filled(TEXTS, key, language, values)


def listed(parts: Iterable[str], language: Language) -> str:
    """Write things in a row, with the language's mark between them."""
    return ("、" if language == "zh" else ", ").join(parts)


def clauses(parts: Iterable[str], language: Language) -> str:
    """Write clauses in a row, with the language's semicolon between them."""
    return ("；" if language == "zh" else "; ").join(parts)


def joined(sentences: Iterable[str], language: Language) -> str:
    """Write whole sentences one after the other, with the language's gap between them."""
    return ("" if language == "zh" else " ").join(sentences)


def bracketed(text: str, language: Language) -> str:
    """Put a text that follows another in brackets; nothing stays nothing."""
    if not text:
        return ""
    return f"（{text}）" if language == "zh" else f" ({text})"
