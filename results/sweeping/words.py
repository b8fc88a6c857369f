"""Words of what a sweep tells, in Chinese and English."""

from __future__ import annotations

from results.study import Language
from results.wording import filled

TEXTS: dict[str, tuple[str, str]] = {
    "title": ("参数扫描：{title}", "Sweep: {title}"),
    "made_of": (
        "{points} 个点，{rows} 组参数，每组 {replicates} 次重复，{variants} 个方案；"
        "不同的运行共 {runs} 次。",
        "{points} points, {rows} sets of parameters, {replicates} replicates of each, {variants} "
        "variants; {runs} different runs.",
    ),
    "kept_before": ("其中 {reused} 次早已算过。", "{reused} of them had been kept before."),
    "left": ("已存 {kept} 次，还要运行 {left} 次。", "{kept} kept, {left} to run."),
    "dry_pilot": (
        "要说出重复次数，先需试运行 {runs} 次；只作说明，未运行。",
        "How many replicates are needed takes a pilot of {runs} runs; nothing was run.",
    ),
    "plan_key": ("编号 {number}", "key {number}"),
    "needed": (
        "试运行 {runs} 次：要使每组参数均值的 90% 区间宽不超过 {width}（{outcome}），"
        "每组需要 {replicates} 次重复（由方案 {variant} 第 {row} 组决定，取其波动的 90% 上限）。",
        "A pilot of {runs} runs: for a 90 % interval of each row's mean no wider than {width} "
        "({outcome}), {replicates} replicates of each are needed (by row {row} of {variant}, at "
        "the 90 % upper limit of its spread).",
    ),
    "not_enough": (
        "试运行 {runs} 次：{replicates} 次重复仍不能使区间宽不超过 {width}（{outcome}）；请放宽。",
        "A pilot of {runs} runs: not even {replicates} replicates make an interval no wider than "
        "{width} ({outcome}); ask for a wider one.",
    ),
    "achieved": (
        "{outcome}：{rows} 组均值的 90% 区间都不宽于 {width}，最宽为 {widest}。",
        "{outcome}: the 90 % intervals of all {rows} rows' means are no wider than {width}, the "
        "widest {widest}.",
    ),
    "not_achieved": (
        "{outcome}：{rows} 组中有 {wider} 组均值的 90% 区间宽于 {width} 或无从得知，最宽为 {widest}"
        "；试运行没有包括这些组，请增加 --replicates。",
        "{outcome}: of {rows} rows, {wider} have a 90 % interval wider than {width}, or none; the "
        "widest is {widest}. The pilot saw other rows or runs; ask for more --replicates.",
    ),
    "dry": ("只作说明，未运行。", "Said beforehand only; nothing was run."),
    "repaired": (
        "{count} 个结果文件损坏，其中的运行已重算：{names}",
        "{count} files of rows were damaged, and their runs made again: {names}",
    ),
    "failed": (
        "{count} 次运行没有结果，第一个（{variant}，第 {row} 组，第 {replicate} 次）：{reason}",
        "{count} runs gave no figures, the first ({variant}, row {row}, replicate {replicate}): "
        "{reason}",
    ),
    "broken": (
        "{count} 次运行意外中断，表不全；请用同一命令再运行一次。",
        "{count} runs broke off and the tables are incomplete; run the same command again.",
    ),
    "no_figures": (
        "没有一次运行得出结果；原因见 {folder} 中的 failures.csv。",
        "No run gave figures; the reasons are in failures.csv in {folder}.",
    ),
    "outcomes": ("各结果（方案 {variant}）", "Outcomes (variant {variant})"),
    "outcome": ("结果", "outcome"),
    "mean": ("均值", "mean"),
    "spread": ("5%—95%", "5–95 %"),
    "chance": ("其中随机（标准差）", "chance alone (sd)"),
    "runs": ("运行数", "runs"),
    "by_factor": ("{outcome}，按各量分档的均值", "{outcome}: means by thirds of what was varied"),
    "factor": ("变动的量", "quantity"),
    "low": ("低", "low"),
    "middle": ("中", "middle"),
    "high": ("高", "high"),
    "difference": ("最大差", "largest gap"),
    "by_chance": ("随机", "by chance"),
    "floor": (
        "“随机”：点的次序打乱、各档大小不变时，每二十次约有一次超过的差；不及它的差不足为凭。",
        "By chance: the gap that points in random order, in parts as large, exceed one time in "
        "twenty; a smaller gap says nothing.",
    ),
    "further": ("另有 {count} 个量差别更小。", "{count} further quantities have smaller gaps."),
    "options": ("（{values}）", " ({values})"),
    "ratio": (
        "每元公共成本带来的真实投资（现值之比）：{value}"
        "（90% 区间 {low} 至 {high}，各组平均，只含偶然波动）",
        "True investment added for each yuan of public cost (both present values): {value} (90 % "
        "interval {low} to {high}, rows averaged, chance alone)",
    ),
    "sample_note": (
        "只运行了子样本，金额不能与目标或公布数相比。",
        "A sub-sample was run: amounts compare with no target and no published figure.",
    ),
    "tables_in": ("表：{folder}", "Tables: {folder}"),
    # -- jigai runs
    "nothing_kept": ("{out} 中没有已存的运行。", "Nothing is kept in {out}."),
    "kind": ("种类", "kind"),
    "name": ("名称", "name"),
    "status": ("状态", "status"),
    "done": ("完成", "done"),
    "missing": ("失败", "failed"),
    "changed": ("更新（UTC）", "written (UTC)"),
    "run": ("运行", "run"),
    "sweep": ("扫描", "sweep"),
    "complete": ("完整", "complete"),
    "unfinished": ("未完成", "unfinished"),
    "incomplete": ("不全", "incomplete"),
    "damaged": ("损坏", "damaged"),
    "exported": ("{rows} 行写入 {path}", "{rows} rows written to {path}"),
    "folder": ("文件夹", "folder"),
    "key": ("编号", "key"),
    "scenario": ("情景", "scenario"),
    "variants": ("方案", "variants"),
    "seed": ("种子", "seed"),
    "replicates": ("重复", "replicates"),
    "points": ("点", "points"),
    "design": ("设计", "design"),
    "law": ("规则源码", "law"),
    "versions": ("版本", "versions"),
    "tables": ("表", "tables"),
}


def say(key: str, language: Language, **values: object) -> str:
    """Return a text in `language`, with its values filled in."""
    return filled(TEXTS, key, language, values)


__all__ = ["TEXTS", "say"]
