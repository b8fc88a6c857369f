"""Chart of a calibration: which block of data informs which parameter, as a table of shades."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from results.calibrating import verdicts
from results.calibrating.chart_words import say
from results.calibrating.formats import signed
from results.calibrating.sentences import blocks_text
from results.charts import calibration_parts as parts
from results.charts import style
from results.language import listed
from results.study import Language

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from results.calibrating.record import ReportRecord

NAME = "information"
ROW = 0.46  # inches
SHADES = ("#ffffff", "#dbe7f5", "#9dbfe3", "#4c85c0", "#1b4f8f")
DARK = 0.7  # from which a shade needs white figures


def numbers(record: ReportRecord) -> list[dict[str, Any]]:
    """Return the numbers behind the chart, one row a parameter and block."""
    rows: list[dict[str, Any]] = []
    for one in record.parameters:
        for block, alone in one.alone.items():
            rows.append(
                {
                    "parameter": one.name, "block": block, "alone": alone,
                    "others": one.others.get(block),
                }
            )  # fmt: skip
        rows.append({"parameter": one.name, "block": verdicts.ALL, "alone": one.contraction})
    return rows


def draw(record: ReportRecord, language: Language) -> Figure:
    """Draw the chart in one language."""
    count = len(record.parameters)
    figure, axes = style.new_figure(
        title(record, language),
        say("information_subtitle", language),
        parts.source_line(record, say("information_note", language), language),
        language,
        2.4 + ROW * count,
    )
    blocks = list(verdicts.teaching(record) or {})
    axes.spines["bottom"].set_visible(False)
    axes.set_yticks(
        range(count),
        [parts.wrapped(one.label.text(language), language) for one in record.parameters],
        size=parts.TEXT, color=style.INK, linespacing=1.15,
    )  # fmt: skip
    axes.set_ylim(count - 0.5, -0.5)
    axes.set_xlim(-0.5, len(blocks) + 0.7)
    places = [*range(len(blocks)), len(blocks) + 0.2]
    heads = [parts.broken(blocks_text([block], language), language) for block in blocks]
    axes.set_xticks(places, [*heads, say("all", language)], size=style.SMALL, color=style.INK)
    axes.xaxis.tick_top()
    style.make_room_left(figure, axes)
    box, up = axes.get_position(), style.points(figure)[1]
    axes.set_position((box.x0, box.y0, box.width, box.height - 20 * up))  # room for the heads
    for row, one in enumerate(record.parameters):
        for place, block in zip(places, [*blocks, None], strict=True):
            value = one.contraction if block is None else one.alone[block]
            _cell(axes, place, row, value, is_known=block is None)
    return figure


def _cell(axes: Axes, place: float, row: int, value: float, is_known: bool) -> None:
    """One cell, its figure in it."""
    from matplotlib.colors import LinearSegmentedColormap
    from matplotlib.patches import Rectangle

    shade = LinearSegmentedColormap.from_list("contraction", SHADES)(min(max(value, 0.0), 1.0))
    axes.add_patch(
        Rectangle((place - 0.48, row - 0.46), 0.96, 0.92, facecolor=shade,
                  edgecolor=style.RULE, linewidth=0.8)
    )  # fmt: skip
    axes.text(
        place, row, signed(value, 2).lstrip("+"), ha="center", va="center", size=parts.TEXT,
        color="white" if value > DARK else style.INK,
        weight="bold" if is_known and value >= verdicts.LEARNED else "normal",
    )  # fmt: skip


def title(record: ReportRecord, language: Language) -> str:
    """Say which blocks teach nothing."""
    place = record.manifest.title.text(language)
    taught = verdicts.teaching(record) or {}
    nothing = [block for block, most in taught.items() if most < verdicts.NOTHING]
    if not nothing:
        return say("information_title_all", language, place=place)
    return say("information_title", language, place=place, blocks=blocks_text(nothing, language))


def alt_text(record: ReportRecord, language: Language) -> str:
    """Describe the chart for readers who do not see it."""
    rows = [
        f"{one.label.text(language)} "
        + " ".join(
            f"{blocks_text([block], language)} {signed(value, 2).lstrip('+')}"
            for block, value in one.alone.items()
        )
        for one in record.parameters
    ]
    return say("information_alt", language, rows=listed(rows, language))
