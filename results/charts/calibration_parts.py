"""What the charts of a calibration share: source line, wrapped labels, bands as lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from results.calibrating.chart_words import say
from results.charts import style
from results.language import listed
from results.study import Language

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from results.calibrating.record import ReportRecord

# Two greys of prior bands, dark enough to be told apart in print.
PALE, MIDDLE = "#e3e6ea", "#c3c8cf"
TEXT, ROW_TEXT = 10.5, 9  # points of rows and of narrow rows
# Letters in a line of a row's label; a Chinese one takes the room of two.
LETTERS = {"zh": 17, "en": 38}


def source_line(record: ReportRecord, note: str, language: Language) -> str:
    """How to read the chart, and what it is made from."""
    manifest = record.manifest
    text = say(
        "source", language, place=manifest.title.text(language), date=manifest.date,
        used=f"{manifest.used:,}", predicted=manifest.predicted, seed=manifest.seed,
    )  # fmt: skip
    if manifest.without:
        text += say("held_out", language, names=listed(manifest.without, language))
    return f"{note}\n{text}"


def wrapped(text: str, language: Language) -> str:
    """A row's label in lines of about the same length."""
    import textwrap

    most = LETTERS[language]
    if language == "zh":
        count = -(-len(text) // most)
        size = -(-len(text) // count)
        return "\n".join(text[k : k + size] for k in range(0, len(text), size))
    return textwrap.fill(text, most)


def draw_band(axes: Axes, band: Sequence[float], row: float, colour: str) -> None:
    """A band as a thin line over 90 percent, a thick one over 50 and a dot at the middle."""
    axes.plot(
        [band[0], band[4]], [row, row], color=colour, linewidth=1.6, zorder=4,
        solid_capstyle="butt",
    )  # fmt: skip
    axes.plot(
        [band[1], band[3]], [row, row], color=colour, linewidth=5.5, zorder=4,
        solid_capstyle="butt",
    )  # fmt: skip
    axes.plot(
        [band[2]], [row], marker="o", markersize=6, color="white", markeredgecolor=colour,
        markeredgewidth=1.8, zorder=5, linestyle="none",
    )  # fmt: skip


def shade_band(axes: Axes, band: Sequence[float], row: float, height: float) -> None:
    """A prior's band: a pale bar over 90 percent and a darker one over 50."""
    axes.barh(
        row, band[4] - band[0], left=band[0], height=height, color=PALE, linewidth=0, zorder=2
    )
    axes.barh(
        row, band[3] - band[1], left=band[1], height=height, color=MIDDLE, linewidth=0, zorder=2
    )


def column_heads(figure: Figure, axes: Axes, heads: Sequence[tuple[float, str]]) -> None:
    """Heads of columns of text beside the axes, each right-aligned at a part of the width."""
    box = axes.get_position()
    up = style.points(figure)[1]
    for right, text in heads:
        figure.text(right, box.y1 + 4 * up, text, size=style.SMALL, color=style.SOFT, ha="right")


def row_height(figure: Figure, axes: Axes, row: float) -> float:
    """Height of a row in parts of the figure's height."""
    point = axes.transData.transform((0.0, row))
    return float(figure.transFigure.inverted().transform(point)[1])


def narrow_axes(axes: Axes, right: float) -> None:
    """End the axes at a part of the figure's width."""
    box = axes.get_position()
    axes.set_position((box.x0, box.y0, right - box.x0, box.height))


def shortened(text: str, language: Language) -> str:
    """A value with a long unit in two lines."""
    import textwrap

    return text if language == "zh" else textwrap.fill(text, 22)


def broken(text: str, language: Language) -> str:
    """A head of a column in short lines."""
    import textwrap

    return text if language == "zh" else textwrap.fill(text, 10)
