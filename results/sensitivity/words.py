"""Words of a sensitivity analysis, in Chinese and English."""

from __future__ import annotations

from results.sensitivity.chart_words import CHART_WORDS
from results.sensitivity.verdict_words import VERDICT_WORDS
from results.study import Language
from results.wording import filled

WORDS: dict[str, tuple[str, str]] = CHART_WORDS | VERDICT_WORDS | {
    # -- heads
    "head": ("什么左右“{outcome}”", "What drives: {outcome}"),
    "made": (
        "{place}，{variant}；{factors} 个量归为 {groups} 组；{points} 个取值点，每点 {seeds} "
        "个种子{blocks}，共 {runs} 次运行，{city}，运行到 {last} 年。",
        "{place}, {variant}; {factors} quantities in {groups} groups; {points} points with "
        "{seeds} seeds each{blocks}, {runs} runs of {city}, to the end of {last}.",
    ),
    "blocks": (
        '（{scrambles} 个块各有自己的种子）',
        ' ({scrambles} blocks, each with seeds of its own)',
    ),
    "holes": (
        '这里用了先验运行库 {planned} 次中的 {runs} 次。',
        'These are {runs} of the {planned} runs that the bank is to have.',
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
        "未知量按先验变动；政策数字上下各动四分之一，已设到顶的从取消（0）到现行；没有查到、由"
        "假定而来的政策数字算作未知量。",
        "Unknowns vary over their priors; figures of policy a quarter up or down, or from off "
        "(0) to as enacted where they stand as far up as they may be set. Figures of policy "
        "that were not found but assumed count as unknowns.",
    ),
    "ranges_posterior": (
        "未知量取后验的抽样，其余不变。",
        "Unknowns are draws of the posterior; all else stays as it is.",
    ),
    "ranges_bank": (
        '未知量按先验变动。政策数字不变。',
        'Unknowns vary over their priors; figures of policy stay as enacted.',
    ),
    "spread": (
        "结果：均值 {mean}，标准差 {sd}，5—95% 为 {low} 至 {high}。",
        "The outcome: mean {mean}, standard deviation {sd}, 5-95 % from {low} to {high}.",
    ),
    "met_given": (
        "达到目标的占 {met}（{draws} 组取值中的 {k} 组）。",
        "{met} of the runs meet the target ({k} of {draws} draws).",
    ),
    "met": (
        '达到目标的运行占 {met}（{draws} 组取值中 {k} 组至少有一个种子达到）。',
        "{met} of the runs meet the target ({k} of {draws} draws, with one of their seeds at "
        "least).",
    ),
    "scale_rank": (
        "事先为这个结果定的尺度：运行的名次。以下为名次的份额，原值的另附；峰度 {kurtosis}（正"
        "态为 3）。",
        "The scale fixed beforehand for this outcome: ranks. The shares below are of the "
        "order of runs (ranks), those of plain values follow; kurtosis {kurtosis} (3 for a "
        "normal distribution).",
    ),
    "scale": (
        "事先为这个结果定的尺度：原值。以下为原值的份额，运行名次的另附；峰度 {kurtosis}（正态"
        "为 3）。",
        "The scale fixed beforehand for this outcome: plain values. The shares below are of "
        "plain values, those of the order of runs (ranks) follow; kurtosis {kurtosis} (3 for "
        "a normal distribution).",
    ),
    # -- the table of shares
    "shares": (
        '方差份额（原值）',
        'Shares of the variance of plain values',
    ),
    "shares_other": (
        '运行名次的方差份额（名次）',
        'Shares of the variance of the order of runs (ranks)',
    ),
    "quantity": ("量", "quantity"),
    "factor": ("组", "group"),
    "kind": ("类", "kind"),
    "first": ("单独 S1", "by itself, S1"),
    "total": ("连同交互 ST", "with others, ST"),
    "steady": ("ST，除去偶然", "ST without chance"),
    "effect_told": (
        '有作用',
        'has an effect',
    ),
    "larger_told": (
        '大于偶然',
        'larger than chance',
    ),
    "named": ("大于偶然", "larger than chance"),
    "yes": ("是", "yes"),
    "yes_faint": ("是，<0.01", "yes, < 0.01"),
    "no": ("否", "no"),
    "unknown": ("未知", "unknown"),
    "lever": (
        '政策数字',
        'lever',
    ),
    "mixed": ("混合", "mixed"),
    "chance": ("偶然", "chance"),
    "seed": ("种子（偶然）", "The seed (chance)"),
    "levers": (
        '全部政策数字',
        'All figures of policy together',
    ),
    "rest": (
        '其余（交互）',
        'The rest (interplay)',
    ),
    "unknowns": ("全部未知量", "All unknowns together"),
    "rank_apart": ("名次（类内）", "rank (in its kind)"),
    "floor": (
        "“有作用”：除去偶然的 ST 的下端高于 0；ST 本身不到 0.01 的注明。“大于偶然”：ST 减去种子"
        " ST（{total}）的下端高于 0；水平都是 0.05 除以组数。区间为 95%，由重抽"
        "{resampled}得到。全部未知量由政策数字的补集求得；其余 = 1 减去各项 S1 之和。"
        "略负的值即“分不出与 0 的差别”。",
        "Has an effect: the lower end of ST without chance is above 0; < 0.01 is put beside it "
        "where ST itself is below that. Larger than chance: "
        "the lower end of ST less the seed's ST ({total}) is above 0. Both at 0.05 over the "
        "number of groups. Intervals are 95 %, from {resampled} drawn anew. All unknowns "
        "together come through the complement of the figures of policy; the rest is 1 less "
        "the sum of the S1. A value below 0 means: not distinguishable from 0.",
    ),
    "scrambles": (
        '各块（行与种子一起）',
        'blocks (rows and seeds together)',
    ),
    "rows": (
        '各行（不含种子的误差）',
        "rows (the seeds' own error is left out)",
    ),
    "at_most_share": (
        '不超过 {high}',
        'at most {high}',
    ),
    "share_range": (
        '{value}（{low} 至 {high}）',
        '{value} ({low} to {high})',
    ),
    "zero": ("≈0", "≈ 0"),
    "larger_screened": ("大于偶然的：{names}。", "Larger than chance: {names}."),
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
        '没有达标条件：{runs} 次运行中 {met} 次达标，一边太少，不足以大于偶然。',
        "No conditions for meeting the target: {met} of {runs} runs meet it, too few on one "
        "side to be larger than chance.",
    ),
    "no_condition": (
        '没有达标条件：找到的界限都不大于偶然（0.05 除以所查的量数）。',
        "No conditions for meeting the target: no limit is larger than chance (0.05 over the "
        "number of columns searched).",
    ),
    "not_borne_out": (
        '没有达标条件：找到了界限，但留出的运行没有证实（达标比例的 95% 下端不高于总比例）。',
        "No conditions for meeting the target: limits were found, but runs left out do not "
        "bear them out (the lower 95 % end of their share is not above the overall one).",
    ),
    "box": (
        "若{limits}，{density}的运行达标（95% 下端 {low}，不加条件为 {overall}）；达标运行的 "
        "{coverage} 在其中。"
        "界限取自全部 {runs} 次运行；比例来自找界限时轮流留出的五分之一。",
        "If {limits}, {density} of the runs meet the target (at least {low} at 95 %; {overall}"
        " without conditions); "
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
        "所有量同时取直线，解释留出各行方差的 {explained}；只列区间（0.05 除以量数）不含 0 的。",
        "A straight line in every quantity at once; they explain {explained} of the variance of "
        "rows left out. Only those whose interval, at 0.05 over the columns, does not hold 0.",
    ),
    "shapley": ("Shapley 份额（后验下）", "Shapley effects (under the posterior)"),
    "share": ("份额", "share"),
    "shapley_foot": (
        "只分能由这些量解释的部分；其余 {noise} 是偶然与非二次的部分。不起作用的一列得 {floor}"
        "；两半抽样的份额最多差 {apart}。",
        "Shares of what the quantities explain; the other {noise} of the variance is chance, "
        "and what is not quadratic. A column that does nothing gets {floor}; halves of the "
        "draws differ by {apart} at most.",
    ),
    "no_shapley": (
        "没有 Shapley 份额：{factors} 个量需要 {needed} 组不同的取值（现有 {runs} 组），"
        "且不超过 {most} 个。",
        "No Shapley effects: {factors} quantities need {needed} different draws (there are "
        "{runs}) and may "
        "be {most} at most.",
    ),
    "shapley_halves": (
        '没有 Shapley 份额：{runs} 组取值分成两半，份额相差 {apart}。',
        'No Shapley effects: halves of the {runs} draws differ by {apart}.',
    ),
    "lever_ranges": (
        '政策数字各自的低端与高端',
        'The low and high end of each figure of policy',
    ),
    "lever_ranges_foot": (
        '“四分之一”：上下各动四分之一；“取消到现行”：从 0 到现行。',
        "A quarter: up or down from the value enacted; off to enacted: from 0 to the value "
        "enacted.",
    ),
    "either way": (
        '四分之一',
        'a quarter up or down',
    ),
    "off to enacted": (
        '取消到现行',
        'off to as enacted',
    ),
    "options": (
        '各选项',
        'options',
    ),
    "low": (
        '低端',
        'low',
    ),
    "high": (
        '高端',
        'high',
    ),
    "how": (
        '怎么动',
        'how it is moved',
    ),
    "lever_lines": (
        "政策数字各自从低端到高端，其他不变",
        "Each figure of policy from its low to its high end, others held",
    ),
    "lever_lines_foot": (
        "区间（0.05 除以量数）含 0 即看不出作用；这里是所列范围内的作用，不是取消这项政策的作用。",
        "An interval (at 0.05 over the columns) that holds 0 shows no effect. These are "
        "effects over the range "
        "shown, not of taking the instrument away.",
    ),
    # -- the command
    "before": (
        '{groups} 组，{points} 个点；{cost}。{widths}',
        '{groups} groups, {points} points; {cost}.{widths}',
    ),
    "widths": (
        '一个占三成的组，S1 的 95% 区间约为 ±{first}，ST 约为 ±{total}（按正态可加的结果推算）。',
        " A group with a share of 0.3 will have 95 % intervals of about ±{first} (S1) and ±"
        "{total} (ST), reckoned for a normal outcome to which it adds its part.",
    ),
    "reduced": (
        '这是缩减的运行（少于 64 行、4 个种子或 8 个块）：不会有文字结论。',
        " This is a reduced run (fewer than 64 rows, 4 seeds or 8 blocks): nothing will be "
        "said in words.",
    ),
    "record_in": ("记录在 {path}", "Record in {path}"),
    "charts_in": ("图在 {path}", "Charts in {path}"),
}  # fmt: skip


def say(key: str, language: Language, **values: object) -> str:
    """A text in one language, its placeholders filled."""
    return filled(WORDS, key, language, values)
