"""Words on the charts of a sensitivity analysis, in Chinese and English."""

from __future__ import annotations

CHART_WORDS: dict[str, tuple[str, str]] = {
    "bars_title": (
        "{first}：单独与连同其他共占结果方差的 {share}",
        "{first}: {share} of the outcome's variance, alone and with others",
    ),
    "bars_title_rank": (
        "{first}：单独与连同其他共占运行名次方差的 {share}",
        "{first}: {share} of the variance of the order of runs (ranks), alone and with others",
    ),
    "bars_unsure": (
        "估计最大：{first}，占结果方差的 {share}；作用能看出来的：{named}",
        "Largest estimate: {first}, {share} of the variance; can be seen to have an effect: "
        "{named}",
    ),
    "bars_unsure_rank": (
        "估计最大：{first}，占运行名次方差的 {share}；作用能看出来的：{named}",
        "Largest estimate: {first}, {share} of the order of runs (ranks); can be seen to have an "
        "effect: {named}",
    ),
    "bars_none_rank": (
        "就运行的名次而言，没有一组的作用能看出来",
        "No group can be seen to have an effect on the order of runs (ranks)",
    ),
    "bars_few": (
        "运行次数不够，说不出什么",
        "Not enough runs to say",
    ),
    "bars_none": (
        "没有一组的作用能看出来",
        "No group can be seen to have an effect",
    ),
    "bars_subtitle": (
        "{outcome}：各组单独（深）与连同交互（浅）所占方差份额，细线为 95% 区间",
        "{outcome}: share of variance by itself (dark) and with others (light), 95 % intervals",
    ),
    "bars_subtitle_rank": (
        "{outcome}：各组单独（深）与连同交互（浅）所占运行名次方差的份额，细线为 95% 区间",
        "{outcome}: share of the variance of the order of runs (ranks), by itself (dark) and "
        "with others (light), 95 % intervals",
    ),
    "bars_note": (
        "蓝为未知量，橙为政策数字（上下四分之一，或从取消到现行），灰为偶然；灰字为看不出作用"
        "或 ST 不到 0.01 的组。虚线：种子的 ST（{total}）",
        "Blue: unknowns; orange: figures of policy, a quarter up or down (or off to as "
        "enacted); grey: chance; names in grey cannot be seen to have an effect, or have an ST "
        "below 0.01. Dashed: the seed's ST ({total})",
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
    "scatter_subtitle": (
        "{outcome}；每点为一组取值，各种子的均值{line}",
        "{outcome}; a point is one draw of all quantities, mean over seeds{line}",
    ),
    "scatter_subtitle_given": (
        "{outcome}；每点为一次运行{line}",
        "{outcome}; a point is one run{line}",
    ),
    "scatter_line": ("；红线（0）以上即达标", "; from the red line (0) up the target is met"),
    "converge_title": ("指数随行数的变化", "Indices as rows are added"),
    "converge_title_rank": (
        "运行名次的指数随行数的变化",
        "Indices of the order of runs (ranks) as rows are added",
    ),
    "converge_subtitle": (
        "{outcome}：四分之一、一半、全部行上的 ST（实线）与 S1（虚线）",
        "{outcome}: ST (solid) and S1 (dashed) from a quarter, half and all of the rows",
    ),
    "converge_rows": ("行", "rows"),
    "regional_title": (
        "什么使达标更有可能",
        "What makes meeting it more likely",
    ),
    "regional_sure": (
        "达到目标的条件",
        "Target met if ...",
    ),
    "regional_subtitle": (
        "“{outcome}”≥ 0 与 < 0 的运行之间，各量分布的距离；虚线为噪声线 {floor}；若全无作用，"
        "约 {chance} 个仍会越线",
        "Distance between the distributions of each quantity in runs with "
        '"{outcome}" ≥ 0 and < 0; dashed: noise floor {floor}, which about {chance} would '
        "pass if nothing mattered",
    ),
    "source": (
        "来源：{title}；{method}，{runs} 次运行，种子 {seed}；参数取先验，未校准",
        "Source: {title}; {method}, {runs} runs, seed {seed}; parameters from priors, not "
        "calibrated",
    ),
    "source_posterior": (
        "来源：{title}；{method}，{runs} 次运行，种子 {seed}；参数取后验",
        "Source: {title}; {method}, {runs} runs, seed {seed}; parameters from the posterior",
    ),
    "sobol": ("Sobol", "Sobol"),
    "morris": ("Morris", "Morris"),
    "sample": ("随机样本", "plain sample"),
    "bank": ("先验运行库", "bank of prior runs"),
    "posterior": ("后验抽样", "draws of the posterior"),
    "alt_rows": ("{title}。{subtitle}。{rows}。", "{title}. {subtitle}. {rows}."),
}
