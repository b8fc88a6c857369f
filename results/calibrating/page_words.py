"""Words of a calibration's report page: zh, en."""

from __future__ import annotations

from results.study import Language
from results.wording import filled

WORDS: dict[str, tuple[str, str]] = {
    # -- head
    "title": ("{place}的校准", "Calibration of {place}"),
    "other": ("English: [{file}]({file})", "中文：[{file}]({file})"),
    "shortly": ("要点", "In short"),
    "older": (
        "> **已过时。** 本页所用记录作于 {date}，此后{parts}已改。数字属于当时的版本，须用 "
        "`{command}` 重算。",
        "> **Out of date.** The record behind this page was made on {date}; {parts} changed since. "
        "Figures are of that version until `{command}` computes them again.",
    ),
    "part_law": ("模型规则", "the law of the model"),
    "part_prior": ("先验", "priors"),
    "part_data": ("公布数据", "published data"),
    "current": (
        "记录作于 {date}，模型规则、先验与数据至今未变。",
        "The record was made on {date}; law, priors and data are still those.",
    ),
    "amounts": (
        "**金额有多大。** 公布的投资额有 {count} 个：先验运行的中位数是其 {before} 倍，"
        "拟合之后是其 {after} 倍。运行报出的任何金额都须照此看待。",
        "**Amounts.** Beside {count} published amounts of investment, medians of prior runs are "
        "{before} times as large, after the fit {after}. Read any amount of a run with that in "
        "mind.",
    ),
    "learned": (
        "**学到了什么。** {unknown} 个未知量中放开 {free} 个，从数据中学到 {count} 个：{names}。",
        "**Learned.** Of {unknown} unknown quantities {free} are free; the data teach something "
        "about {count} of these: {names}.",
    ),
    "learned_none": (
        "**学到了什么。** 什么也没有：{unknown} 个未知量中放开的 {free} 个全部沿用先验。",
        "**Learned.** Nothing: of {unknown} unknown quantities {free} are free, and all of these "
        "stay at their priors.",
    ),
    "lower": ("{label}（低于先验）", "{label} (lower than the prior)"),
    "higher": ("{label}（高于先验）", "{label} (higher than the prior)"),
    "narrower": ("{label}（比先验窄）", "{label} (narrower than the prior)"),
    "identified": (
        "其中可识别的（后验标准差不到先验的一半）{count} 个：{names}。",
        "Identified (posterior sd under half the prior's) {verb} {count} of them: {names}.",
    ),
    "identified_none": (
        "没有一个可识别（后验标准差不到先验的一半）。",
        "None is identified (posterior sd under half the prior's).",
    ),
    "not_learned": (
        "**没有学到什么。** {names}：收缩不到 {mark}，沿用先验；未放开的 {others} 个未知量也一样。",
        "**Not learned.** {names}: contraction under {mark}, the prior is carried forward, as for "
        "the {others} unknown quantities that are not free.",
    ),
    "not_learned_none": (
        "**没有学到什么。** 放开的参数都学到了；未放开的 {others} 个未知量沿用先验。",
        "**Not learned.** Every free parameter is learned; the priors of the {others} unknown "
        "quantities that are not free are carried forward.",
    ),
    "teaches_nothing": (
        "**哪些数据有用。** 单看{blocks}，什么也学不到（任何参数的收缩都不到 {mark}）。",
        "**Which data teach.** Nothing is learned from these alone (no parameter contracts by "
        "{mark}): {blocks}.",
    ),
    "teaches_all": (
        "**哪些数据有用。** 每一组数据单独都教了些什么。",
        "**Which data teach.** Each block of data alone teaches something.",
    ),
    "teaches_most": (
        "教得最多的是{block}（单独使某一参数收缩 {most}）。",
        "Most is taught by {block}: from that alone one parameter contracts by {most}.",
    ),
    "out_of_reach": (
        "**模型够得着公布数据吗？** 够不着：全部 {figures} 个数合起来，比 {runs} 次先验运行中的任何"
        "一次都远（距离平方 {distance}，运行中位 {median}，最远 {farthest}）。",
        "**Does the model reach the published data?** No: all {figures} figures together lie "
        "farther out than any of {runs} prior runs (squared distance {distance}; the runs' median "
        "{median}, largest {farthest}).",
    ),
    "barely": (
        "**模型够得着公布数据吗？** 勉强：{runs} 次先验运行中只有 {share} "
        "离得与公布数一样远或更远。",
        "**Does the model reach the published data?** Barely: only {share} of {runs} prior runs "
        "lie as far out as what is published, or farther.",
    ),
    "reached": (
        "**模型够得着公布数据吗？** 够得着：{runs} 次先验运行中有 {share} "
        "离得与公布数一样远或更远。",
        "**Does the model reach the published data?** Yes: {share} of {runs} prior runs lie as far "
        "out as what is published, or farther.",
    ),
    "blocks_beyond": (
        "单独一组就够不着的：{blocks}。", "Out of reach on their own: {blocks}.",
    ),
    "allowed_in": (
        "计入声明的模型误差后够得着（{share} 的运行一样远或更远）。",
        "With the declared error of the model itself allowed for, it does ({share} of runs as far "
        "out or farther).",
    ),
    "allowed_out": (
        "计入声明的模型误差后仍够不着。",
        "Not even with the declared error of the model itself allowed for.",
    ),
    "times": (
        "要让公布数落在 95% 的运行之内，声明的模型误差须乘以 {times}。",
        "For what is published to lie within 95 % of runs, that error would have to be {times} "
        "times what is declared.",
    ),
    "missed_after": (
        "**拟合之后。** 仍差 {mark} 个标准差以上的 {count} 个：{figures}。",
        "**After the fit.** Still missed by more than {mark} standard deviations {verb} {count}: "
        "{figures}.",
    ),
    "missed_none": (
        "**拟合之后。** 没有一个数差到 {mark} 个标准差以上。",
        "**After the fit.** No figure is missed by more than {mark} standard deviations.",
    ),
    "missed_one": ("{label}（公布 {published}，模型 {range}）",
                   "{label} (published {published}, model {range})"),
    "and_more": ("等", "and {count} more"),
    "contradicted": (
        "**数据彼此相合吗？** 不合：{blocks}与其余数据按本模型合不到一起（p 小于 {mark}）。",
        "**Do the data agree with each other?** No: under this model {blocks} cannot be squared "
        "with the rest (p below {mark}).",
    ),
    "not_contradicted": (
        "**数据彼此相合吗？** 没有一组与其余明显矛盾（p 都不小于 {mark}）。",
        "**Do the data agree with each other?** No block clearly contradicts the rest (every p is "
        "{mark} or more).",
    ),
    "methods": (
        "**两种方法一致吗？** {agreeing}/{free} 个参数一致{apart}。",
        "**Do two methods agree?** On {agreeing} of {free} parameters{apart}.",
    ),
    "methods_apart": ("；不一致的：{names}", "; not on {names}"),
    "goal": (
        "**{year} 年。** 后验下{measure} {range}（90%）{target}{chance}。",
        "**{year}.** {measure} at posterior draws: {range} (90 %){target}{chance}.",
    ),
    "goal_target": (
        "；达到目标（{value}）的运行占 {reached}（先验 {before}）",
        "; the target of {value} is reached in {reached} of runs (prior: {before})",
    ),
    "goal_chance": (
        "；离散中 {share} 是随机，其余是参数", "; {share} of that spread is chance, the rest "
        "parameters",
    ),
    "matter_some": (
        "**有争议的误差取值**会移动结果的：{names}。",
        "**Disputed figures of error** that move the answer: {names}.",
    ),
    "matter_none": (
        "**有争议的误差取值**中没有一个使任何参数的后验均值移动 {mark} 个标准差。",
        "**Disputed figures of error**: none moves any parameter's posterior mean by {mark} "
        "standard deviations.",
    ),
    "matter_one": ("`{name}`（{label} {move}）", "`{name}` ({label} by {move} sd)"),
    "believe_extrapolates": (
        "**该信什么。** 不可把后验当作估计：先验之内的模型给不出公布的数，后验是外推。"
        "可信的是哪些数对不上、哪些参数被推向哪一边；方案比较请用先验。",
        "**What to believe.** Not the posterior as an estimate: nothing within the priors gives "
        "what is published, so it extrapolates. What can be taken from this page is which figures "
        "do not fit and which way parameters are pushed; compare packages at the priors.",
    ),
    "believe_contradicted": (
        "**该信什么。** 参数的方向，而不是其区间：有数据按本模型互相矛盾，区间比应有的窄。",
        "**What to believe.** The direction of parameters, not their intervals: blocks of data "
        "contradict each other under this model, so intervals are narrower than they should be.",
    ),
    "believe_nothing": (
        "**该信什么。** 先验，别无其他：数据没有教给任何参数什么。",
        "**What to believe.** The priors and nothing beyond: the data teach nothing about any "
        "parameter.",
    ),
    "believe_usable": (
        "**该信什么。** 学到的参数的后验可用；其余仍是先验。模型本身可能有错，这不在区间之内。",
        "**What to believe.** The posterior of what is learned can be used; the rest is prior. "
        "That the model itself may be wrong is not within its intervals.",
    ),
    # -- parameters
    "parameters": ("从先验到后验", "From prior to posterior"),
    "parameters_text": (
        "图以先验的分位为尺：后验若与先验相同，就占满 5—95%。收缩 = 1 − 后验方差/先验方差，"
        "按先验自己的尺度；不到 {mark} 算“没有学到”，沿用先验。",
        "The chart's scale is the prior's own quantiles: a posterior like its prior fills 5 to 95 "
        "percent. Contraction is 1 - posterior variance / prior variance on the prior's own scale; "
        "under {mark} counts as not learned, and the prior is carried forward.",
    ),
    "parameter": ("参数", "parameter"),
    "unit": ("单位", "unit"),
    "prior": ("先验均值（5—95%）", "prior mean (5 to 95 %)"),
    "posterior": ("后验均值（5—95%）", "posterior mean (5 to 95 %)"),
    "contraction": ("收缩", "contraction"),
    "verdict": ("结论", "verdict"),
    "is_identified": ("可识别", "identified"),
    "is_learned": ("学到", "learned"),
    "is_not_learned": ("没有学到", "not learned"),
    "flat": ("似然在整个先验上是平的：{names}。", "The likelihood alone is flat over the whole "
             "prior of {names}."),
    "flat_none": ("没有一个参数的似然在整个先验上是平的。",
                  "The likelihood alone is flat over the whole prior of no parameter."),
    "ridges": ("分不清的参数", "What the data do not tell apart"),
    "ridge_same": (
        "{first}与{second}：同高或同低都说得通（相关 {correlation}）。",
        "{first} and {second}: both high fit as well as both low (correlation {correlation}).",
    ),
    "ridge_opposite": (
        "{first}与{second}：一高一低，或反过来，都说得通（相关 {correlation}）。",
        "{first} and {second}: one high with the other low fits as well as the reverse "
        "(correlation {correlation}).",
    ),
    "ridges_none": ("没有一对参数的后验相关超过 {mark}。",
                    "No pair of parameters has a posterior correlation above {mark}."),
    # -- information
    "information": ("哪组数据教哪个参数", "Which block of data informs which parameter"),
    "information_text": (
        "单独一组数据带来的收缩；括号内是不用这一组、用其余各组所得。末列为全部数据。"
        "若各部门的台账也公布，会教会什么：[要登记什么](../calibration-records.zh.md)。",
        "Contraction from a block alone; in brackets from all others without it. The last column "
        "is from all data. What records that offices do not publish would teach: "
        "[records](../calibration-records.md).",
    ),
    "not_computed": ("本记录没有计算这一项。", "This record did not compute it."),
    "all": ("全部", "all"),
    # -- fit
    "fit": ("公布数与模型", "Published figures and the model"),
    "fit_text": (
        "先验一栏来自 {used} 次先验运行；后验一栏是用后验抽样、新的种子重新运行模型 {predicted} "
        "次所得，不出自代理模型。括号为 5—95%。差距 =（公布 − 模型中位）/ 模型与公布误差"
        "合成的标准差；绝对值大于 {mark} 用粗体。",
        "The prior column is {used} prior runs; the posterior column is the model run again "
        "{predicted} times at posterior draws with new seeds, never the emulator. In brackets 5 to "
        "95 percent. A gap is (published - model's median) / standard deviation of model and "
        "published error together; above {mark} in size it is bold.",
    ),
    "figure": ("数", "figure"),
    "published": ("公布（± 误差）", "published (± error)"),
    "before": ("先验", "prior"),
    "after": ("后验", "posterior"),
    "gap_before": ("先验差距", "gap before"),
    "gap_after": ("后验差距", "gap after"),
    "chance_share": ("其中随机", "chance"),
    "used": ("用于拟合", "used"),
    "yes": ("是", "yes"),
    "no": ("否", "no"),
    "silent": (
        "“用于拟合”为“否”的：放开的参数对它的影响不超过随机，故不进入似然，但仍被预测。",
        "Where `used` is no, free parameters move the figure no more than chance does: it does not "
        "enter the likelihood, and is predicted all the same.",
    ),
    "chancy": (
        "后验离散主要是随机的（超过 {mark}）：{names}。",
        "Mostly chance (over {mark} of predictive variance): {names}.",
    ),
    "chancy_none": ("没有一个数的后验离散主要是随机的（超过 {mark}）。",
                    "No figure's predictive spread is mostly chance (over {mark})."),
    "left_out": ("未比较的：{names}（括号为没有此数的先验运行所占比例）。",
                 "Not compared: {names} (in brackets the share of prior runs that lack it)."),
    # -- blocks
    "blocks": ("留出一组、由其余预测", "Each block left out and predicted from the others"),
    "blocks_text": (
        "p：若模型为真，差得与公布数一样远的机会。“够得着”一列是离得与公布数一样远或更远的先验运行"
        "所占比例，{zero} 即没有一次。",
        "p is the chance of a miss as large as that of what is published, were the model true. "
        "Reach is the share of prior runs as far out as what is published, or farther: {zero} is "
        "none of them.",
    ),
    "block": ("组", "block"),
    "count": ("个数", "figures"),
    "p": ("p", "p"),
    "squared": ("距离平方", "squared distance"),
    "median": ("运行中位", "runs' median"),
    "farthest": ("运行最远", "runs' largest"),
    "beyond": ("够得着", "reach"),
    "allowed": ("计入模型误差", "with model error"),
    "times_needed": ("须乘以", "times needed"),
    "misfit": (
        "最佳点的 J 统计量：{distance}，自由度 {degrees}（p {p}）。它假定每个参数都学到了，"
        "请与上表同看。",
        "J statistic at the best point: {distance} on {degrees} degrees of freedom (p {p}). It "
        "takes every parameter as learned: read it beside the table.",
    ),
    # -- methods
    "second": ("两种方法", "Two methods"),
    "second_text": (
        "第一种：代理模型、合成似然、退火序贯蒙特卡罗。第二种：ABC 局部线性，用同一批先验运行。"
        "均值差不到 {shift} 个标准差、标准差之比在 {ratio} 倍以内（另容两倍蒙特卡罗误差）算一致。"
        "两种方法各自在合成世界上如何，见[校准](../calibration.md)。",
        "First: emulator, synthetic likelihood, tempered SMC. Second: ABC with local-linear "
        "adjustment of the same prior runs. Means within {shift} sd and sds within a factor of "
        "{ratio} count as agreement, two Monte Carlo errors allowed on top. How either fares on "
        "synthetic worlds: [calibration](../calibration.md).",
    ),
    "shift": ("均值差（标准差）", "difference of means (sd)"),
    "ratio": ("标准差之比", "ratio of sds"),
    "agrees": ("一致", "agree"),
    # -- disputed
    "disputed": ("有争议的数有多要紧", "How much disputed figures matter"),
    "disputed_text": (
        "每个有争议的误差取其范围的两端，重求后验；列出移动最大的参数。",
        "Each disputed figure of error is set to either end of its range and the posterior found "
        "again; the parameter that moves most is named.",
    ),
    "disputed_none": ("没有声明有争议的数。", "No disputed figure is declared."),
    "range": ("范围", "range"),
    "at": ("取", "at"),
    "move": ("移动（后验标准差）", "move (posterior sd)"),
    # -- paths
    "paths": ("2016 年以来的路径", "Paths since 2016"),
    "paths_text": (
        "深色：后验抽样重新运行，50% 与 90%；虚线：先验运行的 90%；点：公布数及一个标准误差。"
        "比较基数的增长与水平是分别公布的，两者可能不合。",
        "Dark: the model at posterior draws, 50 and 90 percent; dashed: prior runs, 90 percent; "
        "points: published, with one standard error. Growth is published on a comparable base and "
        "need not be the ratio of published levels.",
    ),
    # -- how
    "made": ("如何做成", "How it was made"),
    "made_text": (
        "`{command}`：先验运行 {runs} 次，用 {used} 次，失败 {failed} 次，种子 {seed}；"
        "后验运行 {predicted} 次。留出：{without}。模型规则 `{law}`，先验 `{prior}`，"
        "数据 `{data}`，运行库 `{bank}`。本页与图只出自 [{file}]({link})；"
        "`python -m results.calibrating.page --check` 核对。",
        "`{command}`: {runs} prior runs, {used} used, {failed} failed, seed {seed}; {predicted} "
        "runs at posterior draws. Held out: {without}. Law `{law}`, priors `{prior}`, data "
        "`{data}`, bank `{bank}`. Page and charts are made from [{file}]({link}) alone; "
        "`python -m results.calibrating.page --check` holds them against it.",
    ),
    "known_by": ("只用 {date} 以前公布的。", "Only what was published by {date} is used."),
    "sample": ("子样本 {firms} 家企业。", "A sub-sample of {firms} firms."),
    "nothing": ("无", "nothing"),
    "block_growth": ("增长", "growth"),
    "block_level": ("水平", "levels"),
    "block_share": ("占比", "shares"),
    "block_firms": ("企业数", "counts of firms"),
    "block_support": ("扶持", "support"),
    "block_facts": ("研究发现", "research findings"),
    "block_all": ("全部", "all figures together"),
}  # fmt: skip


def say(key: str, language: Language, **values: object) -> str:
    """A text in one language, its placeholders filled."""
    return filled(WORDS, key, language, values)
