"""Words of the page on what records would teach, in Chinese and English."""

from __future__ import annotations

from results.study import Language
from results.wording import filled

WORDS: dict[str, tuple[str, str]] = {
    "title": ("要登记什么，才能知道什么", "What a city would have to record"),
    "intro": (
        "公布的数字对企业行为说得很少（[校准](calibration.md)）。本页问：各部门手中或可以有、但不公布的"
        "台账，每一份能多告诉我们什么。做法是合成世界：先验运行中的一行作为真值已知的世界，在其数字上加"
        "计数误差，用从未见过该世界所在折的拟合去找回真值，先只用公布数字，再加一个部门的台账，最后加全部。"
        "没有任何一个台账数字是公布的，也没有拟合到任何一个。*识别*事先定为：后验标准差小于先验的一半。",
        "What is published says little about how firms behave ([calibration.md](calibration.md)). "
        "This page asks what the records that offices keep or could keep, and do not publish, "
        "would add, each by itself. Synthetic worlds tell: a prior run is a world whose truth is "
        "known, errors of counting are drawn on its figures, and a fit that never saw the "
        "world's fold looks for the truth, with what is published alone, with one office's "
        "records beside it, and with all of them. No value of a record is published, and nothing "
        "is fitted to one. "
        "*Identified*, fixed beforehand: posterior standard deviation under half the prior's.",
    ),
    "models": (
        "模型正确：世界由模型给出，只有计数误差。模型有误：数字再加上声明的模型自身误差（台账按研究发现的"
        "误差），如真实校准时那样。前者说明方法和数据能做到什么，后者说明一座城市可以指望什么。",
        "*Model right*: worlds are the model's, with errors of counting alone. *Model erring*: the "
        "declared error of the model itself comes on top (records have that of findings), as in a "
        "calibration of a real place. The first tells what method and data can do, the second what "
        "a city may hope for.",
    ),
    "fresh": ("由现在的法则、先验、数据和方法作出。",
              "Made by this version of law, priors, data and method."),
    "stale": ("**出自较早的版本**：此后改变的有{parts}。请重新运行文末的命令。",
              "**Of an older version**: changed since are {parts}. Run again what is named below."),
    "short": (
        "**简言之。** 在 {worlds} 个合成世界里，只用公布数字，{free} 个自由参数中平均识别 "
        "{before} 个（模型有误）；加上全部台账识别 {right} 个（模型正确，{enough} 的世界五个以上）"
        "或 {declared} 个（模型有误）。"
        "单独一份台账以{best}增加最多。",
        "**In short.** With what is published alone, {before} of {free} free parameters are "
        "identified in a synthetic world on average ({worlds} worlds, model erring); with all "
        "records beside it {right} (model right; five or more in {enough} of worlds), or "
        "{declared} (model erring). "
        "Of single offices' records, {best} add most.",
    ),
    "never": ("有了全部台账，在模型有误时仍不能在半数世界里识别的：{names}。",
              "With all records, model erring, still not identified in half of the worlds: "
              "{names}."),
    "sets": ("每份台账多教会什么", "What each office's records add"),
    "sets_note": (
        "每个世界识别的参数个数；括号内是 90% 区间包含真值的比例及其误差。",
        "Parameters identified in a world; in brackets how often 90 % intervals hold the truth, "
        "with its error.",
    ),
    "data": ("数据", "data"),
    "held_by": ("由谁掌握", "held by"),
    "worlds": ("世界", "worlds"),
    "right": ("模型正确", "model right"),
    "declared": ("模型有误", "model erring"),
    "published": ("公布的数字", "what is published"),
    "with": ("加 {records}", "and {records}"),
    "all": ("加全部台账", "and all records"),
    "flagged": ("名次不均匀", "ranks uneven"),
    "parameters": ("哪份台账教会哪个参数", "Which records teach which parameter"),
    "parameters_note": (
        "平均收缩（1 减后验方差与先验方差之比），模型有误；粗体：在半数以上的世界里识别。",
        "Mean contraction (1 - posterior variance / prior variance), model erring; bold: "
        "identified in half of the worlds or more.",
    ),
    "parameter": ("参数", "parameter"),
    "counted": ("登记什么", "What is counted"),
    "counted_note": (
        "规模以上企业，不含龙头项目载体；小：微型与小型，大：中型与大型。误差为该部门计数的一个标准差"
        "（对数或比值对数），均为判断。",
        "Of above-scale firms, carriers of giants left out; small: micro and small, larger: medium "
        "and large. Errors are one standard deviation of what the office miscounts, on a logarithm "
        "or on the logarithm of odds; all are judgement.",
    ),
    "records": ("台账", "records"),
    "statistics": ("统计量", "statistics"),
    "error": ("误差", "error"),
    "basis": ("依据（英文）", "basis"),
    "small_larger": ("{label}（小、大）", "{label} (small, larger)"),
    "made": ("如何得出", "How it was made"),
    "made_text": (
        "{runs} 次先验运行，种子 {seed}。摘要：{digests}。软件包：{packages}。",
        "{runs} prior runs, seed {seed}. Digests: {digests}. Packages: {packages}.",
    ),
    "failed": ("未能判定、不在上表中的：{names}。",
               "What could not be judged is in nothing above: {names}."),
    "law": ("法则", "the law"),
    "bank": ("先验运行所依赖的一切", "what determines a run of the bank"),
    "prior": ("先验", "priors"),
    "method": ("方法", "the method"),
    "records_changed": ("登记的内容", "what is counted"),
    "data_changed": ("公布的数字及其误差", "published figures and their errors"),
}  # fmt: skip


def say(key: str, language: Language, **values: object) -> str:
    """A text in one language, its placeholders filled."""
    return filled(WORDS, key, language, values)
