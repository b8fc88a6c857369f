"""The words of the progress report in Chinese and English."""

from __future__ import annotations

from results.study import Language
from results.wording import filled

TEXTS: dict[str, tuple[str, str]] = {
    # -- names
    "reported_renovation": ("上报技改投资", "reported renovation investment"),
    "reported_industrial": ("上报工业投资", "reported industrial investment"),
    "whole_city": ("全市", "City"),
    "printed": ("文件原定", "printed in the plan"),
    "chained": ("按原定增速推至该年", "the plan's own level, grown at its rates"),
    "taken_back": ("按原定增速由目标年倒推", "the plan's level, taken back at its growth"),
    "multiple": ("{base} 年上报额的倍数", "a multiple of what {base} reported"),
    "growth": ("{base} 年上报额按年增速推算", "growth on what {base} reported"),
    # -- tables
    "title": ("任务进度：{variant}", "Progress against tasks: {variant}"),
    "city_table": (
        "全市{measure}与各年任务（{unit}）",
        "The city's {measure} against each year's task ({unit})",
    ),
    "quarter_table": (
        "{year} 年各区到每季末累计完成序时任务的比例与名次",
        "{year}, share of the task so far fulfilled by the end of each quarter, and rank",
    ),
    "quarter_table_reported": (
        "{year} 年各区到每季末累计{measure}（{unit}）",
        "{year}, {measure} so far by the end of each quarter ({unit})",
    ),
    "rank_table": (
        "{year} 年到第 {quarter} 季度末各区进度（{unit}）",
        "{year}, standing at the end of quarter {quarter} ({unit})",
    ),
    "year": ("年份", "year"),
    "plan": ("文件", "plan"),
    "district": ("区", "district"),
    "rank": ("名次", "rank"),
    "reported": ("上报", "reported"),
    "reported_so_far": ("累计上报", "reported so far"),
    "task": ("任务", "task"),
    "task_so_far": ("序时任务", "task so far"),
    "year_task": ("全年任务", "year's task"),
    "fulfilled": ("完成", "fulfilled"),
    "of_year": ("占全年", "of the year's"),
    "gap": ("差额", "gap"),
    "runs_met": ("完成次数", "runs that meet it"),
    "runs_ahead": ("超前次数", "runs ahead"),
    "standing": ("进度", "standing"),
    "ahead": ("超前", "ahead"),
    "behind": ("落后", "behind"),
    "no_task": ("无任务", "no task"),
    "of_runs": ("{met}/{runs}", "{met} of {runs}"),
    "ranked": ("{share} 第{rank}", "{share} #{rank}"),
    "quarter_head": ("第 {quarter} 季度", "Q{quarter}"),
    # -- sentences
    "say_city": (
        "{year} 年全市{measure} {value}，为任务（{task}）的 {share}，{verb} {gap}。",
        "In {year} the city's {measure} is {value}, {share} of the task of {task}, "
        "{verb} by {gap}.",
    ),
    "over": ("超出", "over it"),
    "short": ("尚差", "short"),
    "say_districts": (
        "到年底 {districts} 个区中 {ahead} 个完成任务；最前为{first}（{first_share}），"
        "最后为{last}（{last_share}）。",
        "At the year's end {ahead} of {districts} districts have met their tasks; furthest ahead "
        "{first} ({first_share}), furthest behind {last} ({last_share}).",
    ),
    "say_no_task": (
        "没有文件给 {year} 年的{measure}定任务，以下只列上报额。",
        "No plan of the scenario sets a task for {measure} in {year}: only what is reported is "
        "shown.",
    ),
    "say_unknown_base": (
        "{plan}要求 {year} 年按 {base} 年上报额增长，而运行不含 {base} 年，故任务未知。",
        "{plan} asks for growth to {year} on what {base} reported, a year that the run does not "
        "have: its task is unknown.",
    ),
    "say_others": (
        "不在所报年份内的任务：{tasks}。",
        "Tasks of years that are not reported: {tasks}.",
    ),
    "say_other": ("{plan} {years} 年", "{plan}, {years}"),
    # -- notes
    "split_note": (
        "* 假定：未查到任务分解表。这里先按{districts}分到区{split}，"
        "再按{quarters}分到季{circulated}，用最大余数法，分项之和等于总数。",
        "* assumed, since no split of the task was found: over districts by {districts}{split}, "
        "then over quarters by {quarters}{circulated}; largest remainders, so that the parts add "
        "up to the whole.",
    ),
    "cited_split": ("要求分解见 {clauses}", "{clauses} says that it is split"),
    "cited_circulated": ("按季通报见 {clauses}", "{clauses} circulates progress every quarter"),
    "split_unknown_note": (
        "运行没有上一年，任务按区、按季均分。",
        "The run has no year before, so the task is split evenly.",
    ),
    "middle_note": (
        "中位数，其后为各次模拟的 10–90%。每次模拟用自己的上年数分解任务，次内各区之和等于全市；"
        "中位数之和未必相等。范围所含：{covers}。",
        "Medians over runs, then their 10–90% range. Each run splits the task by its own last "
        "year, and within a run districts add up to the city; medians need not. Ranges cover "
        "{covers}.",
    ),
    "late_note": (
        "° 文件生效时该年已过大半，任务只作对照。",
        "° most of the year had passed when the plan came into force: a yardstick only.",
    ),
    "yardstick_note": (
        "任务是文件所定，不论该方案是否含此文件。",
        "Tasks are those of the plans, whether or not this variant has them.",
    ),
    # -- chart
    "chart_title": (
        "模型：{year} 年 {districts} 个区中 {ahead} 个完成任务，全市完成 {share}",
        "Model: {ahead} of {districts} districts meet their task in {year}, the city reports "
        "{share} of its own",
    ),
    "chart_subtitle": (
        "到每季末累计上报占序时任务的比例，橙为落后，蓝为超前；全年任务 {task}*",
        "Reported so far over the task so far, orange behind and blue ahead; year's task {task}*",
    ),
    "chart_note": (
        "中位数，小字为 10–90%；名次按年底完成比例；* 假定按{districts}、{quarters}分解",
        "Medians, small: 10–90% of runs; ranked by the year's end; * split, by assumption, by "
        "{districts} and {quarters}",
    ),
    "chart_task": ("全年任务", "Year's task"),
    "chart_reported": ("上报", "Reported"),
    "alt": (
        "热力表：{place} {year} 年各区到每季末累计上报占序时任务的比例。{parts}",
        "Heat table: share of the task so far that each district of {place} had reported by the "
        "end of each quarter of {year}. {parts}",
    ),
    "alt_part": ("{region}：{shares}。", "{region}: {shares}. "),
}


def say(key: str, language: Language, **values: object) -> str:
    """Return a text in `language` with its values filled in.

    Raises:
        KeyError: there is no such text, or a value that it needs is not given.
    """
    return filled(TEXTS, key, language, values)
