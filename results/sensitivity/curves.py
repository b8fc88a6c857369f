"""Charts for those who check: the outcome against single quantities, and indices as rows grow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from results.charts import style
from results.language import clauses
from results.sensitivity.bars import outcome_label, source_line
from results.sensitivity.figures import (
    by_scale,
    headline,
    indices_on,
    kind_of,
    label,
    ordered,
    scale_of,
    written,
)
from results.sensitivity.words import say
from results.study import Language
from results.units import plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Record = dict[str, Any]
FOLLOWED = 5
# Of every kind as many as are followed. No unknown is orange or grey: these are figures of policy
# and chance on the bars.
COLOURS = {
    "unknown": (style.BLUE, "#6c9bd9", "#2a7f62", "#7a5ba6", "#3aa0b5"),
    "lever": (style.ORANGE, "#e39a5f", "#8a4b08", "#d9b26f", "#b5651d"),
    "mixed": (style.SOFT, "#8f959b", "#3d4348", "#b0b5ba", "#6b5f57"),
}
GAP = 0.075  # between panels, of the figure's width


def scatter_numbers(record: Record) -> list[dict[str, Any]]:
    """The numbers behind the chart: a row a point."""
    told = record["scatter"]
    return [
        {"outcome": value, **{name: column[at] for name, column in told["factors"].items()}}
        for at, value in enumerate(told["outcome"])
    ]


def _scatter_subtitle(record: Record, language: Language) -> str:
    key = "scatter_subtitle" if record["made"]["seeds"] > 1 else "scatter_subtitle_given"
    line = say("scatter_line", language) if record["outcome"]["has_line"] else ""
    return say(key, language, outcome=outcome_label(record, language), line=line)


def draw_scatter(record: Record, language: Language) -> Figure:
    """One panel a quantity."""
    told, scale = record["scatter"], scale_of(record, language)
    figure, first = style.new_figure(
        say("scatter_title", language),
        _scatter_subtitle(record, language),
        source_line(record, language), language, height=4.6,
    )  # fmt: skip
    box, count = first.get_position(), len(told["factors"])
    width = (style.RIGHT - style.LEFT - GAP * (count - 1) / 2) / count
    first.remove()
    outcome = [value / scale.worth for value in told["outcome"]]
    lift = 0.09
    for at, (name, values) in enumerate(told["factors"].items()):
        left = style.LEFT + at * (width + GAP / 2)
        axes = figure.add_axes((left, box.y0 + lift, width, box.height - lift))
        axes.scatter(values, outcome, s=7, color=style.BLUE, alpha=0.45, linewidths=0,
                     clip_on=False)  # fmt: skip
        _plain_axes(axes, at == 0)
        _name_below(figure, axes, record, name, language)
        if record["outcome"]["has_line"]:
            axes.axhline(0.0, color=style.RED, linewidth=1)
    if scale.name:
        figure.text(style.EDGE, box.y1 + 0.015, scale.name, size=style.SMALL, color=style.SOFT)
    return figure


def _plain_axes(axes: Axes, is_first: bool) -> None:
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.tick_params(length=0, labelsize=style.SMALL)
    axes.grid(axis="y", color=style.RULE, linewidth=0.8)
    axes.set_axisbelow(True)
    if not is_first:
        axes.set_yticklabels([])


def _name_below(figure: Figure, axes: Axes, record: Record, name: str, language: Language) -> None:
    """Two marks with their values, and the quantity's name in as many lines as it needs."""
    from textwrap import wrap

    row = next(row for row in record["factors"] if row["name"] == name)
    ends = (row["low"], row["high"])
    axes.set_xlim(*ends)
    axes.set_xticks(ends, [written(row, end, language) for end in ends])
    axes.get_xticklabels()[0].set_horizontalalignment("left")
    axes.get_xticklabels()[1].set_horizontalalignment("right")
    text = label(record, name, language)
    lines = wrap(text, 12 if language == "zh" else 24)
    axes.set_xlabel("\n".join(lines[:3]), size=style.SMALL, color=style.INK, labelpad=4)


def alt_scatter(record: Record, language: Language) -> str:
    """Describe the chart for readers who do not see it."""
    names = [label(record, name, language) for name in record["scatter"]["factors"]]
    return say(
        "alt_rows", language, title=say("scatter_title", language),
        subtitle=_scatter_subtitle(record, language),
        rows=clauses(names, language),
    )  # fmt: skip


def _rows_taken(record: Record) -> list[int]:
    """Base rows behind each of the three estimates."""
    points, parts = record["made"]["points"], len(record["groups"]) + 2
    parts += bool(headline(record)["wholes"])
    rows = points // parts
    return [max(2, rows // part) for part in (4, 2, 1)]


def convergence_numbers(record: Record, scale: str) -> list[dict[str, Any]]:
    """The numbers behind the chart: first and total order of every group."""
    told = indices_on(record, scale)
    names = list(told["groups"])
    return [
        {"rows": rows, "group": name, "first": both[0][at], "total": both[1][at]}
        for rows, both in zip(_rows_taken(record), told["convergence"], strict=True)
        for at, name in enumerate(names)
    ]


def colours_of(record: Record, followed: list[str]) -> dict[str, str]:
    """A colour a group, given in the order of declaration: the same on charts of either scale."""
    left = {kind: iter(colours) for kind, colours in COLOURS.items()}
    names = [row["id"] for row in record["groups"] if row["id"] in followed]
    return {name: next(left[kind_of(record, name)]) for name in names}


def draw_convergence(record: Record, scale: str, language: Language) -> Figure:
    """The largest groups, a line each for first and total order."""
    names, rows = list(indices_on(record, scale)["groups"]), _rows_taken(record)
    figure, axes = style.new_figure(
        say(by_scale("converge_title", scale), language),
        say("converge_subtitle", language, outcome=outcome_label(record, language)),
        source_line(record, language), language, height=5.0,
    )  # fmt: skip
    labels = []
    followed = ordered(record, scale)[:FOLLOWED]
    colours = colours_of(record, followed)
    for name in followed:
        at, colour = names.index(name), colours[name]
        for order, dash in ((1, "-"), (0, "--")):
            values = [both[order][at] for both in indices_on(record, scale)["convergence"]]
            axes.plot(range(3), values, dash, color=colour, linewidth=2 if order else 1.2,
                      marker="o", markersize=4)  # fmt: skip
            if order:
                labels.append(
                    axes.text(2.06, values[-1], label(record, name, language), color=colour,
                              va="center", size=style.SMALL + 1)
                )  # fmt: skip
    axes.set_xticks(range(3), [f"{count} {say('converge_rows', language)}" for count in rows])
    axes.set_xlim(-0.1, 2.03)
    axes.grid(axis="y", color=style.RULE, linewidth=0.8)
    axes.axhline(0.0, color=style.FAINT, linewidth=0.8)
    style.make_room_right(figure, axes, labels, gap=12)
    style.spread_labels(labels, axes)
    return figure


def alt_convergence(record: Record, scale: str, language: Language) -> str:
    """Describe the chart for readers who do not see it."""
    names = list(indices_on(record, scale)["groups"])
    parts = []
    for name in ordered(record, scale)[:FOLLOWED]:
        at = names.index(name)
        path = [plain(both[1][at], 2) for both in indices_on(record, scale)["convergence"]]
        parts.append(f"{label(record, name, language)} {', '.join(path)}")
    return say(
        "alt_rows", language, title=say(by_scale("converge_title", scale), language),
        subtitle=say("converge_subtitle", language, outcome=outcome_label(record, language)),
        rows=clauses(parts, language),
    )  # fmt: skip
