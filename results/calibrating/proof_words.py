"""Words of the charts of a proof, in Chinese and English."""

from __future__ import annotations

from results.study import Language
from results.wording import filled

WORDS: dict[str, tuple[str, str]] = {
    "ranks_title": (
        "{place}：真值在后验抽样中的名次应当均匀",
        "{place}: ranks of the truth among posterior draws, which should be even",
    ),
    "ranks_subtitle": (
        "{worlds} 个合成世界，各参数的名次直方图；灰带为均匀时 99% 的范围",
        "Rank histograms over {worlds} synthetic worlds; the grey band holds 99 % of even counts",
    ),
    "likelihood": ("数据的似然", "likelihood of the data"),
    "p": ("p = {p}", "p = {p}"),
    "coverage_title": (
        "{place}：区间包含真值的比例",
        "{place}: how often intervals hold the truth",
    ),
    "coverage_subtitle": (
        "50% 与 90% 区间，{worlds} 个合成世界；横线为两倍误差，竖线为应有的比例",
        "50 and 90 % intervals, {worlds} synthetic worlds; bars are two errors, lines the promise",
    ),
    "overall": ("全部参数", "all parameters"),
    "all": ("全部数据", "all data"),
    "growth": ("只有增长", "growth alone"),
    "recovery_title": (
        "{place}：从合成数据找回真值",
        "{place}: truths recovered from synthetic data",
    ),
    "recovery_subtitle": (
        "{worlds} 个世界：横轴为真值，纵轴为后验均值与 90% 区间，单位为先验标准差",
        "{worlds} worlds: truth across, posterior mean and 90 % interval up, in prior sd",
    ),
    "source": (
        "来源：{runs} 次先验运行，种子 {seed}，{folds} 折；法则 {law}",
        "Source: {runs} prior runs, seed {seed}, {folds} folds; law {law}",
    ),
}


def say(key: str, language: Language, **values: object) -> str:
    """A text in one language, its placeholders filled."""
    return filled(WORDS, key, language, values)
