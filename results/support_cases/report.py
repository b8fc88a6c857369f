"""What came of a file of cases: counts, differences, and their texts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from results.study import Language
from scenarios.errors import display_width


@dataclass(frozen=True)
class Difference:
    """A result of a case that is not the one expected."""

    id: str
    instrument: str
    key: str
    expected: Any
    found: Any
    article: str


@dataclass(frozen=True)
class ParamDifference:
    """A figure or option of the file's head that is not that of our policy files."""

    instrument: str
    name: str
    theirs: Any
    ours: Any


@dataclass(frozen=True)
class CaseReport:
    """What came of a file of cases.

    Attributes:
        file: the file.
        cases: how many it holds.
        agree: how many of them agree in every key.
        differences: of cases. params: of figures in the head.
    """

    file: str
    cases: int
    agree: int
    differences: tuple[Difference, ...]
    params: tuple[ParamDifference, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing differs."""
        return not self.differences and not self.params

    def record(self) -> dict[str, Any]:
        """The report as plain data, for JSON."""
        return {
            "ok": self.ok,
            "file": self.file,
            "cases": self.cases,
            "agree": self.agree,
            "differences": [asdict(row) for row in self.differences],
            "params": [asdict(row) for row in self.params],
        }


WORDS: dict[str, tuple[str, str]] = {
    "count": (
        "{file}：{cases} 个算例，{agree} 个一致。",
        "{file}: {cases} cases, {agree} agree.",
    ),
    "params": (
        "文件开头的数字与政策文件不同：",
        "Figures in its head that our policy files have otherwise:",
    ),
    "param_heads": ("工具|名称|文件|政策文件", "instrument|name|file|our files"),
    "heads": ("算例|工具|结果|应为|实为|条款", "case|instrument|key|expected|found|article"),
    "differences": ("不一致：", "Differences:"),
}  # fmt: skip


def text_of_report(report: CaseReport, language: Language) -> str:
    """Say what came of the file."""
    lines = [_say("count", language).format(
        file=report.file, cases=report.cases, agree=report.agree
    )]  # fmt: skip
    if report.differences:
        rows = [
            (row.id, row.instrument, row.key, shown(row.expected), shown(row.found), row.article)
            for row in report.differences
        ]
        lines += ["", _say("differences", language), *_table("heads", rows, language)]
    if report.params:
        of_head = [
            (row.instrument, row.name, shown(row.theirs), shown(row.ours)) for row in report.params
        ]
        lines += ["", _say("params", language), *_table("param_heads", of_head, language)]
    return "\n".join(lines)


def shown(value: Any) -> str:
    """Write a value; whole numbers in groups of three."""
    if value is None:
        return "-"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, list):
        return f"[{', '.join(map(shown, value))}]"
    if isinstance(value, dict):
        return ", ".join(f"{key}: {shown(part)}" for key, part in value.items())
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def _say(key: str, language: Language) -> str:
    return WORDS[key][0 if language == "zh" else 1]


def _table(heads: str, rows: Sequence[Sequence[str]], language: Language) -> list[str]:
    """Rows in columns; a Chinese character takes two places."""
    table = [tuple(_say(heads, language).split("|")), *rows]
    widths = [max(map(display_width, column)) for column in zip(*table, strict=True)]
    return [
        "  ".join(
            cell + " " * (width - display_width(cell))
            for cell, width in zip(row, widths, strict=True)
        ).rstrip()
        for row in table
    ]
