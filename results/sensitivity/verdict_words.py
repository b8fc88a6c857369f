"""Words for what follows from shares of variance, in Chinese and English."""

from __future__ import annotations

VERDICT_WORDS: dict[str, tuple[str, str]] = {
    "few_runs": (
        "运行次数不够，说不出什么。",
        "Not enough runs to say.",
    ),
    "tail": (
        "原值是事先为这个结果定的尺度，当时预期它没有厚尾；现在尾部是厚的（峰度 {kurtosis}，"
        "正态为 3，高于 {heavy} 算厚尾）：少数运行在方差里分量很大，份额因而不太稳。所以另说名次"
        "的结论，与原值的并列，不取代它；名次的份额说的是运行的次序，不是金额。",
        "Plain values were fixed beforehand as the scale of this outcome, in the expectation "
        "that its tail is not heavy. It is heavy (kurtosis {kurtosis}; 3 for a normal "
        "distribution, more than {heavy} counts as heavy): a few runs weigh much in the "
        "variance, so shares of it are less certain. What ranks say is therefore told beside it, "
        "not instead of it. Shares of ranks are of the order of runs, not of amounts.",
    ),
    # -- how a scale's verdict begins: told alone, or beside the other
    "on_raw": ("就原值（事先定的尺度）而言，", "On plain values (the scale fixed beforehand) "),
    "on_rank": (
        "就运行的名次（并列的尺度）而言，",
        "On the order of runs (ranks, told beside it) ",
    ),
    "alone_rank": ("就运行的名次而言，", "On the order of runs (ranks) "),
    "drivers": (
        "有作用的（连同交互的份额 ST）：{names}。",
        "these have an effect (share with others, ST): {names}.",
    ),
    "no_drivers": (
        "没有一组的作用能看出来。",
        "no group can be seen to have an effect.",
    ),
    "faint": (
        "作用分得出与 0 的差别，但 ST 不到 0.01：{names}。",
        "An effect that can be told from nothing, but an ST below 0.01: {names}.",
    ),
    "larger": (
        "其中大于偶然的：{names}。",
        "Of these, larger than chance: {names}.",
    ),
    "none_larger": (
        "看不出有哪一组大于偶然。",
        "No group can be shown to be larger than chance.",
    ),
    "largest_unnamed": (
        "估计最大的是“{name}”，{share}，但没有列入：按 0.05 除以组数，除去偶然的 ST 的区间含 0。",
        "The largest estimate, {name} with {share}, is not named: at 0.05 over the number of "
        "groups the interval of its ST without chance reaches 0.",
    ),
    "together": (
        "合起来看：未知量{unknowns}；政策数字{levers}。",
        "Together: unknowns {unknowns}; figures of policy {levers}.",
    ),
    "is_larger": ("大于偶然", "are larger than chance"),
    "is_seen": (
        "有作用，但看不出大于偶然",
        "have an effect, but cannot be shown to be larger than chance",
    ),
    "is_not_seen": ("看不出有作用", "cannot be seen to have an effect"),
    # -- the largest group, and what is in it
    "largest": (
        "{where}估计最大的是“{name}”：{kind}{holds}。",
        "The largest estimate{where} is that of {name}: {kind}{holds}.",
    ),
    "where_raw": ("就原值而言，", " on plain values"),
    "where_rank": ("就名次而言，", " on ranks"),
    "where_both": ("两种尺度上", " on both scales"),
    "of_unknown": ("属于未知量，不是政策数字", "unknowns, not figures of policy"),
    "of_lever": ("属于政策数字", "figures of policy"),
    "of_mixed": ("未知量与政策数字都有", "both unknowns and figures of policy"),
    "holds": (
        "；这一组有 {count} 个量（{because}）",
        "; the group holds {count} quantities ({because})",
    ),
    "goes_with": (
        "单个量中，与结果最相关的（名次相关高于打乱后最大者的 95% 分位，最多列 {most} 个，括号内"
        "为所属的组）：{names}。",
        "Of single quantities the outcome goes most with (rank correlation above 95 % of what the "
        "largest gets when shuffled; {most} at most are named, each with its group): {names}.",
    ),
    # -- levers, unknowns and chance
    "too_wide": (
        "运行次数不够，说不出政策数字、未知量与偶然各占方差的多少（有区间宽于 {most}）。",
        "Not enough runs to say how much of the variance figures of policy, unknowns and chance "
        "account for (an interval is wider than {most}).",
    ),
    "too_wide_rank": (
        "运行次数不够，说不出政策数字、未知量与偶然各占运行名次方差的多少（有区间宽于 {most}）。",
        "Not enough runs to say how much of the order of runs (ranks) figures of policy, unknowns "
        "and chance account for (an interval is wider than {most}).",
    ),
    "wholes": (
        "各自单独的份额（S1，原值）：政策数字（上下四分之一，或从取消到现行）{levers}，未知量 "
        "{unknowns}，单纯偶然 {seed}；其余 {rest} 为交互。",
        "Shares by themselves (S1, plain values): figures of policy, a quarter up or down (or off "
        "to as enacted), {levers}; unknowns {unknowns}; chance alone {seed}; the rest, {rest}, is "
        "interplay.",
    ),
    "wholes_rank": (
        "就运行的名次而言，各自单独的份额（S1）：政策数字（上下四分之一，或从取消到现行）"
        "{levers}，未知量 {unknowns}，单纯偶然 {seed}；其余 {rest} 为交互。",
        "Of the order of runs (ranks), shares by themselves (S1): figures of policy, a "
        "quarter up or down (or off to as enacted), {levers}; unknowns {unknowns}; chance "
        "alone {seed}; the rest, {rest}, is interplay.",
    ),
    "redrawn": (
        "把全部政策数字重抽一遍，结果变动 {amount}（均方根；{low} 至 {high}）。这不是方案的作"
        "用：方案的作用是 `--outcome induced`。",
        "Redrawing all figures of policy changes the outcome by {amount} (root mean square; "
        "{low} to {high}). This is not the effect of the plan, which is `--outcome induced`.",
    ),
    "under_priors": (
        "这里排的是先验之下什么决定模型的水平；校准之后次序可能不同。",
        "This ranks what sets the model's level under priors; calibrated, the order may differ.",
    ),
}
