"""Words of a sensitivity analysis, in Chinese and English."""

from __future__ import annotations

from results.study import Language
from results.wording import filled

WORDS: dict[str, tuple[str, str]] = {
    # -- heads
    "head": ("什么左右“{outcome}”", "What drives: {outcome}"),
    "made": (
        "{place}，{variant}；{factors} 个量归为 {groups} 组；{points} 个取值点，"
        "各用 {seeds} 个种子，共 {runs} 次运行，{city}，运行到 {last} 年。",
        "{place}, {variant}; {factors} quantities in {groups} groups; {points} points with {seeds} "
        "seeds each, {runs} runs of {city}, to the end of {last}.",
    ),
    "made_given": (
        "{place}，{variant}；{factors} 个量归为 {groups} 组；{points} 组取值，各有自己的种子，"
        "共 {runs} 次运行，{city}，运行到 {last} 年。",
        "{place}, {variant}; {factors} quantities in {groups} groups; {points} draws, {runs} runs "
        "of {city} with seeds that differ between draws, to the end of {last}.",
    ),
    "whole_city": ("整座城市", "the whole city"),
    "sub_sample": ("{firms} 家企业的子样本（偶然性比整座城市大）",
                   "a sub-sample of {firms} firms (chance weighs more than in the city)"),
    "ranges": (
        "未知量按先验变动；政策数字按声明的范围，没有声明的上下各 25%。",
        "Unknowns vary over their priors; figures of policy over their declared range, or 25 % to "
        "either side where none is declared.",
    ),
    "spread": (
        "结果：均值 {mean}，标准差 {sd}，5—95% 为 {low} 至 {high}。",
        "The outcome: mean {mean}, standard deviation {sd}, 5-95 % from {low} to {high}.",
    ),
    "met": ("达到目标的占 {met}。", "{met} of the runs meet the target."),
    "heavy": (
        "峰度 {kurtosis}（正态为 3），尾部厚：以下为排序后的指数，原值的指数另附。",
        "The kurtosis is {kurtosis} (3 for a normal distribution): the indices below are those of "
        "ranks, those of plain values follow.",
    ),
    "not_heavy": (
        "峰度 {kurtosis}（正态为 3）：以下为原值的指数，排序与截尾后的也在记录里。",
        "The kurtosis is {kurtosis} (3 for a normal distribution): the indices below are those of "
        "plain values; those of ranks and of clipped values are in the record too.",
    ),
    # -- the table of shares
    "shares": ("方差份额", "Shares of the variance"),
    "shares_other": ("方差份额，排序后", "Shares of the variance, of ranks"),
    "shares_raw": ("方差份额，原值", "Shares of the variance, of plain values"),
    "factor": ("组", "group"),
    "kind": ("类", "kind"),
    "first": ("单独 S1", "by itself, S1"),
    "total": ("连同交互 ST", "with others, ST"),
    "steady": ("ST，除去偶然", "ST without chance"),
    "named": ("高于噪声", "above noise"),
    "yes": ("是", "yes"),
    "no": ("否", "no"),
    "unknown": ("未知", "unknown"),
    "lever": ("政策", "lever"),
    "mixed": ("混合", "mixed"),
    "chance": ("偶然", "chance"),
    "seed": ("种子（偶然）", "The seed (chance)"),
    "levers": ("全部政策数字", "All levers together"),
    "unknowns": ("全部未知量", "All unknowns together"),
    "rank_apart": ("名次（类内）", "rank (in its kind)"),
    "floor": (
        "噪声线：S1 {first}，ST {total}（种子自己的 ST）。区间整个在线以上的才算数。"
        "区间为 95%，由重抽{resampled}与种子得到。略负的值即“分不出与 0 的差别”。",
        "Noise floor: S1 {first}, ST {total} (the seed's own ST). A group is named only if its "
        "whole interval lies above. Intervals are 95 %, from {resampled} and seeds drawn anew. A "
        "value below 0 means: not distinguishable from 0.",
    ),
    "scrambles": ("独立打乱的设计", "independent scrambles"),
    "rows": ("各行", "rows"),
    "zero": ("≈0", "≈ 0"),
    # -- conclusions
    "drivers": ("高于噪声的：{names}。", "Above the noise: {names}."),
    "no_drivers": ("没有一组高于噪声。", "No group stands above the noise."),
    "wholes": (
        "政策数字合计占 {levers}，未知量合计占 {unknowns}，单纯偶然占 {seed}（S1）。",
        "All levers together {levers}, all unknowns together {unknowns}, chance alone {seed} (S1).",
    ),
    # -- screening
    "screen": ("筛选：元素效应", "Screening: elementary effects"),
    "strength": ("强度 μ*", "strength, mu*"),
    "mean": ("均值 μ", "mean, mu"),
    "sigma": ("离散 σ", "spread, sigma"),
    "chance_floor": ("偶然的强度", "by chance"),
    "screen_foot": (
        "从一端到另一端结果变动多少；强度的 95% 区间整个高于“偶然的强度”才算数。",
        "Change of the outcome over the whole range; named only if the 95 % interval of the "
        "strength lies above what chance gets.",
    ),
    # -- given data
    "pawn": ("PAWN：分布移动多少", "PAWN: how far the distribution moves"),
    "regional": ("达标与未达标之间差多远", "How far apart runs that meet and that miss lie"),
    "distance": ("距离", "distance"),
    "given_foot": (
        "噪声线 {floor}：{dummies} 个虚设量中最大的。若全无作用，约 {chance} 个仍会越线。",
        "Noise floor {floor}: the largest of {dummies} dummies. If nothing mattered, about "
        "{chance} would pass it all the same.",
    ),
    "few_met": (
        "没有达标条件：{runs} 次运行中 {met} 次达标，一边太少，与偶然分不开。",
        "No conditions for meeting the target: {met} of {runs} runs meet it, too few on one side "
        "to be told from chance.",
    ),
    "no_factor": (
        "没有达标条件：没有一个量能与偶然分开。",
        "No conditions for meeting the target: no quantity can be told from chance.",
    ),
    "no_condition": (
        "没有达标条件：找到的界限与偶然分不开。",
        "No conditions for meeting the target: no limit can be told from chance.",
    ),
    "box": (
        "若{limits}，{density}的运行达标（不加条件为 {overall}）；达标运行的 {coverage} 在其中。"
        "界限取自全部 {runs} 次运行；比例来自找界限时轮流留出的五分之一。",
        "If {limits}, {density} of the runs meet the target ({overall} without conditions); "
        "{coverage} of those that meet it are inside. Limits from all {runs} runs; the shares are "
        "those of fifths left out in turn when limits were found.",
    ),
    "at_least": ("“{name}”不低于 {value}", '"{name}" is {value} or more'),
    "at_most": ("“{name}”不高于 {value}", '"{name}" is {value} or less'),
    "and": ("且", " and "),
    # -- straight lines
    "linear": (
        "从低端到高端，其他不变（前 {count} 个）",
        "From the low to the high end, others held (first {count})",
    ),
    "effect": ("变动", "change"),
    "range": ("范围", "range"),
    "linear_foot": (
        "所有量同时取直线，解释方差的 {explained}；只列区间不含 0 的。",
        "A straight line in every quantity at once; they explain {explained} of the variance. Only "
        "those whose interval does not hold 0.",
    ),
    "shapley": ("Shapley 份额（后验下）", "Shapley effects (under the posterior)"),
    "share": ("份额", "share"),
    "shapley_foot": (
        "只分能由这些量解释的部分；其余 {noise} 是偶然与非二次的部分。",
        "Shares of what the quantities explain; the other {noise} of the variance is chance, and "
        "what is not quadratic.",
    ),
    "no_shapley": (
        "没有 Shapley 份额：{factors} 个量需要 {needed} 次运行（现有 {runs} 次），"
        "且不超过 {most} 个。",
        "No Shapley effects: {factors} quantities need {needed} runs (there are {runs}) and may "
        "be {most} at most.",
    ),
    "lever_lines": (
        "政策数字各自从低端到高端，其他不变",
        "Each figure of policy from its low to its high end, others held",
    ),
    "lever_lines_foot": (
        "区间含 0 即与“没有作用”分不开；这里是所列范围内的作用，不是取消这项政策的作用。",
        "An interval that holds 0 cannot be told from no effect. These are effects over the range "
        "shown, not of taking the instrument away.",
    ),
    # -- charts
    "bars_title": (
        "{first}：单独与连同其他共占结果方差的 {share}",
        "{first}: {share} of the outcome's variance, alone and with others",
    ),
    "bars_none": ("没有一组高于噪声", "No group stands above the noise"),
    "bars_subtitle": (
        "{outcome}：各组单独（深）与连同交互（浅）所占方差份额，细线为 95% 区间",
        "{outcome}: share of variance by itself (dark) and with others (light), 95 % intervals",
    ),
    "bars_note": (
        "蓝为未知量，橙为政策数字，灰为偶然；灰字为未高于噪声的组。"
        "噪声线：点线为单独的（{first}），虚线为连同交互的（{total}）",
        "Blue: unknowns; orange: levers; grey: chance; names in grey do not stand above the noise. "
        "Noise floors: dotted for shares by itself ({first}), dashed for shares with others "
        "({total})",
    ),
    "tornado_title": ("{first}影响最大", "{first} moves the outcome most"),
    "tornado_subtitle": (
        "{outcome}：一个量从低端（浅）到高端（深）、其他不变，细线为 95% 区间",
        "{outcome}: one quantity from its low (light) to its high end (dark), others held; 95 % "
        "intervals",
    ),
    "scatter_title": (
        "结果与最相关的几个量",
        "The outcome and the quantities it goes with most",
    ),
    "scatter_subtitle": ("{outcome}；每点为一组取值，各种子的均值",
                         "{outcome}; a point is one draw of all quantities, mean over seeds"),
    "converge_title": ("指数随行数的变化", "Indices as rows are added"),
    "converge_subtitle": (
        "{outcome}：四分之一、一半、全部行上的 ST（实线）与 S1（虚线）",
        "{outcome}: ST (solid) and S1 (dashed) from a quarter, half and all of the rows",
    ),
    "converge_rows": ("行", "rows"),
    "regional_title": ("达标与否取决于什么", "What separates runs that meet the target"),
    "regional_subtitle": (
        "“{outcome}”≥ 0 与 < 0 的运行之间，各量分布的距离；虚线为噪声线",
        "Distance between the distributions of each quantity in runs with "
        '"{outcome}" ≥ 0 and < 0; dashed: noise floor',
    ),
    "source": (
        "来源：{title}；{method}，{runs} 次运行，种子 {seed}；参数取先验，未校准",
        "Source: {title}; {method}, {runs} runs, seed {seed}; parameters from priors, not "
        "calibrated",
    ),
    "sobol": ("Sobol", "Sobol"),
    "morris": ("Morris", "Morris"),
    "sample": ("随机样本", "plain sample"),
    "bank": ("先验运行库", "bank of prior runs"),
    "posterior": ("后验抽样", "draws of the posterior"),
    "alt_rows": ("{title}。{subtitle}。{rows}。", "{title}. {subtitle}. {rows}."),
    # -- the command
    "before": ("{groups} 组，{points} 个点；{cost}。", "{groups} groups, {points} points; {cost}."),
    "record_in": ("记录在 {path}", "Record in {path}"),
    "charts_in": ("图在 {path}", "Charts in {path}"),
}  # fmt: skip


def say(key: str, language: Language, **values: object) -> str:
    """A text in one language, its placeholders filled."""
    return filled(WORDS, key, language, values)
