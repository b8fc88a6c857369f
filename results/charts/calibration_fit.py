"""Chart of a calibration: every published figure beside the model before and after the fit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from results.calibrating import verdicts
from results.calibrating.chart_words import say
from results.calibrating.formats import short, written_range, written_value
from results.calibrating.labels import finding_id
from results.calibrating.sentences import blocks_text
from results.charts import calibration_parts as parts
from results.charts import style
from results.language import listed
from results.study import Language

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from results.calibrating.record import Figure as Published
    from results.calibrating.record import ReportRecord

NAME = "fit"
ROW = 0.27  # inches
# Standard deviations that the chart shows; what lies beyond is an arrow at its edge.
REACH = 4.0
# Where the columns of text end, parts of the figure's width.
PUBLISHED, MODEL = 0.852, 0.97


def numbers(record: ReportRecord) -> list[dict[str, Any]]:
    """Return the numbers behind the chart, one row a figure, in the figure's own scale."""
    return [
        {
            "figure": one.name, "block": one.block, "scale": one.scale, "published": one.published,
            "published_low": one.low, "published_high": one.high, "prior_p05": one.prior[0],
            "prior_p50": one.prior[2], "prior_p95": one.prior[4], "posterior_p05": one.posterior[0],
            "posterior_p50": one.posterior[2], "posterior_p95": one.posterior[4],
            "gap_before": one.distance, "gap_after": one.after,
        }
        for one in record.figures
    ]  # fmt: skip


def rows_of(record: ReportRecord) -> list[str | Published]:
    """Rows from top to bottom: the name of a block, then its figures."""
    rows: list[str | Published] = []
    for block in dict.fromkeys(one.block for one in record.figures):
        rows.append(block)
        rows += [one for one in record.figures if one.block == block]
    return rows


def draw(record: ReportRecord, language: Language) -> Figure:
    """Draw the chart in one language."""
    rows = rows_of(record)
    figure, axes = style.new_figure(
        title(record, language),
        say("fit_subtitle", language),
        parts.source_line(record, say("fit_note", language), language),
        language,
        2.7 + ROW * len(rows),
    )
    names = [
        blocks_text([row], language) if isinstance(row, str) else row_label(row, language)
        for row in rows
    ]
    axes.set_yticks(range(len(rows)), names, size=parts.ROW_TEXT, color=style.INK)
    for label, row in zip(axes.get_yticklabels(), rows, strict=True):
        if isinstance(row, str):
            label.set_fontweight("bold")
            label.set_color(style.SOFT)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_xlim(-REACH, REACH)
    axes.set_xticks(range(-4, 5, 2), [short(tick) for tick in range(-4, 5, 2)], size=style.SMALL)
    style.make_room_left(figure, axes)
    parts.narrow_axes(axes, 0.745)
    axes.grid(axis="x", color=style.RULE, linewidth=0.8)
    axes.axvline(0.0, color=style.ORANGE, linewidth=0.8, zorder=1)
    for place, row in enumerate(rows):
        if not isinstance(row, str):
            _bands(axes, place, row)
    _texts(figure, axes, rows, language)
    return figure


def row_label(one: Published, language: Language) -> str:
    """What a row is called, a finding with its id."""
    name = finding_id(one.name)
    label = one.label.text(language)
    return f"{label} {name}" if name else label


def title(record: ReportRecord, language: Language) -> str:
    """Say how many figures the fitted model misses."""
    return say(
        "fit_title", language, place=record.manifest.title.text(language),
        count=len(verdicts.missed(record, fitted=True)), figures=len(record.figures),
        mark=short(verdicts.MISSED),
    )  # fmt: skip


def _bands(axes: Axes, place: int, one: Published) -> None:
    """Prior, posterior and published error of one figure; arrows where they leave the chart."""
    parts.shade_band(axes, _held(one.prior_places), place, 0.62)
    after = one.posterior_places
    axes.plot(
        [-one.error_place, one.error_place], [place - 0.36] * 2, color=style.ORANGE,
        linewidth=2.2, zorder=6, solid_capstyle="butt",
    )  # fmt: skip
    if abs(after[2]) > REACH:
        side = 1.0 if after[2] > 0 else -1.0
        axes.plot(
            [side * REACH * 0.975], [place], marker=">" if side > 0 else "<", markersize=6,
            color=style.BLUE, zorder=5, linestyle="none",
        )  # fmt: skip
    axes.plot(
        _held([after[0], after[4]]), [place] * 2, color=style.BLUE, linewidth=1.3, zorder=4,
        solid_capstyle="butt",
    )  # fmt: skip
    axes.plot(
        _held([after[1], after[3]]), [place] * 2, color=style.BLUE, linewidth=4, zorder=4,
        solid_capstyle="butt",
    )  # fmt: skip
    if abs(after[2]) <= REACH:
        axes.plot(
            [after[2]], [place], marker="o", markersize=4.5, color="white",
            markeredgecolor=style.BLUE, markeredgewidth=1.4, zorder=5, linestyle="none",
        )  # fmt: skip


def _held(values: Sequence[float]) -> list[float]:
    return [min(max(value, -REACH), REACH) for value in values]


def _texts(figure: Figure, axes: Axes, rows: Sequence[str | Published], language: Language) -> None:
    """What was published and the posterior median, beside each row."""
    heads = [(PUBLISHED, say("published", language)), (MODEL, say("model", language))]
    parts.column_heads(figure, axes, heads)
    for place, row in enumerate(rows):
        if isinstance(row, str):
            continue
        height = parts.row_height(figure, axes, place)
        for right, value in ((PUBLISHED, row.published), (MODEL, row.posterior[2])):
            is_off = right == MODEL and abs(row.after) > verdicts.MISSED
            figure.text(
                right, height, written_value(value, row.scale, language), size=style.SMALL,
                ha="right", va="center", weight="bold" if is_off else "normal",
            )  # fmt: skip


def alt_text(record: ReportRecord, language: Language) -> str:
    """Describe the chart for readers who do not see it."""
    rows = [
        f"{one.label.text(language)} {written_value(one.published, one.scale, language)} / "
        f"{written_range(one.posterior, one.scale, language)} "
        f"({written_value(one.posterior[2], one.scale, language)})"
        for one in record.figures
    ]
    return say("fit_alt", language, rows=listed(rows, language))
