"""Text of docs/figures.md: what each figure, instrument and function of the law moves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mutations.figure_list import Figure
    from mutations.figures import Trial

Reason = Callable[[str, str], str | None]
SHOWN = 5
HEAD = """\
# Figures

<!-- Made by `python tests/mutations/figures.py --document`; do not edit. -->

Every figure of every policy file was changed, one at a time, and everything else left as it is.
*Cases* are the worked cases of `tests/cases` that then have another result (the first five and how
many more); *runs* are the benches that then book anything else. A bench is a small world with pots
that bind and more large firms than the place has, run once:

{benches}

What moves no case or no run stands at the end with the reason (`tests/mutations/unmoved.yaml`).
`python tests/mutations/figures.py` repeats the trials; `--only 004.A3*` some of them.
"""
LAW_HEAD = (
    "## The law muted", "",
    "Every function of the law was made to say always the same (no, yes; nothing, a little), and",
    "then every worked case was answered and some firms of each bench walked as objects (600",
    "where 100 felt nothing), up to the first bench that differs. That a function says the right",
    "thing is what the mutations of [guarantees.md](guarantees.md) are for.",
)  # fmt: skip


def page(
    figures: Sequence[Figure],
    trials: Sequence[Trial],
    removals: Sequence[Trial],
    law: Sequence[Trial],
    benches: dict[str, str],
    reason: Reason,
) -> str:
    """The whole page.

    Args:
        figures: all of them.
        trials: of each figure, in the same order.
        removals: of each instrument taken out.
        law: functions of the law, with what muting them moved.
        benches: by name, what each is.
        reason: for a name and a part (cases, runs, law, law_cases), if there is one.
    """
    lines = [
        HEAD.format(benches="\n".join(f"- `{name}`: {word}." for name, word in benches.items()))
    ]
    policy = ""
    for figure, trial in zip(figures, trials, strict=True):
        if figure.policy != policy:
            policy = figure.policy
            lines += [
                f"## {policy}",
                "",
                "| figure | changed | cases | runs |",
                "|---|---|---|---|",
            ]
        lines.append(figure_row(figure, trial))
        if figure is figures[-1] or figures[figures.index(figure) + 1].policy != policy:
            lines.append("")
    lines += ["## Instruments taken out", "", "| instrument | runs |", "|---|---|"]
    lines += [f"| `{trial.name}` | {_runs(trial)} |" for trial in removals]
    lines += ["", *LAW_HEAD, "", "| function | cases | run |", "|---|---|---|"]
    lines += [f"| `{trial.name}` | {_cases(trial)} | {_runs(trial)} |" for trial in law]
    lines += ["", "## What moves no case", ""]
    lines += _reasons([trial.name for trial in trials if not trial.cases], "cases", reason)
    lines += ["", "## What moves no run", ""]
    unmoved = [trial.name for trial in [*trials, *removals] if not trial.runs]
    lines += _reasons(unmoved, "runs", reason)
    lines += ["", "Functions of the law that move no run:", ""]
    lines += _reasons([trial.name for trial in law if not trial.runs], "law", reason)
    lines += ["", "Functions of the law that move no worked case:", ""]
    lines += _reasons([trial.name for trial in law if not trial.cases], "law_cases", reason)
    return "\n".join(lines) + "\n"


def figure_row(figure: Figure, trial: Trial) -> str:
    """One row of a table of figures."""
    return f"{figure_cells(figure)} {_cases(trial)} | {_runs(trial)} |"


def figure_cells(figure: Figure) -> str:
    """The first two cells: the figure, and what it was changed from and to."""
    change = f"{_shown(figure.old)} → {_shown(figure.new)}"
    for path, value in figure.beside:
        change += f", beside it {path[2]}.{int(path[4]) + 1}.{path[5]} = {_shown(value)}"
    for switch, option in figure.readings:
        change += f", runs under {switch}={option}"
    return f"| `{figure.name}` | {change} |"


def _cases(trial: Trial) -> str:
    if not trial.cases:
        return "none"
    more = f" and {len(trial.cases) - SHOWN} more" if len(trial.cases) > SHOWN else ""
    return f"{', '.join(trial.cases[:SHOWN])}{more}"


def _runs(trial: Trial) -> str:
    return ", ".join(trial.runs) or "none"


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, dt.date):
        return value.isoformat()
    return f"{value:,}" if isinstance(value, int) and value > 9999 else str(value)


def _reasons(names: Iterable[str], part: str, reason: Reason) -> list[str]:
    """A line for each reason with the names that it stands for."""
    grouped: dict[str, list[str]] = {}
    for name in names:
        grouped.setdefault(reason(name, part) or "No reason is given.", []).append(f"`{name}`")
    return [f"- {text} {', '.join(found)}" for text, found in grouped.items()] or ["None."]
