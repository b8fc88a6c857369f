"""Chart of a calibration: every free parameter from prior to posterior."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from results.calibrating import verdicts
from results.calibrating.chart_words import say
from results.calibrating.formats import part, short, signed
from results.calibrating.labels import unit_text
from results.charts import calibration_parts as parts
from results.charts import style
from results.language import listed
from results.study import Language

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from results.calibrating.record import ReportRecord

NAME = "parameters"
ROW = 0.5  # inches
TICKS = (0.05, 0.25, 0.5, 0.75, 0.95)
# Units that say no more than the number itself.
PURE = ("share", "ratio", "weight", "exponent", "elasticity")
# Where the columns of text end, parts of the figure's width.
CONTRACTION, MEAN = 0.755, 0.97


def numbers(record: ReportRecord) -> list[dict[str, Any]]:
    """Return the numbers behind the chart, one row a parameter."""
    return [
        {
            "parameter": one.name, "unit": one.unit, "contraction": one.contraction,
            "prior_mean": one.prior_mean, "posterior_mean": one.mean,
            **{f"prior_p{round(100 * q):02}": v for q, v in zip(TICKS, one.prior, strict=True)},
            **{f"posterior_p{round(100 * q):02}": v
               for q, v in zip(TICKS, one.posterior, strict=True)},
        }
        for one in record.parameters
    ]  # fmt: skip


def draw(record: ReportRecord, language: Language) -> Figure:
    """Draw the chart in one language."""
    place, count = record.manifest.title.text(language), len(record.parameters)
    figure, axes = style.new_figure(
        say(
            "parameters_title", language, place=place, free=count,
            learned=len(verdicts.learned(record)),
        ),
        say("parameters_subtitle", language, mark=verdicts.LEARNED),
        parts.source_line(record, say("parameters_note", language), language),
        language,
        2.5 + ROW * count,
    )  # fmt: skip
    axes.set_yticks(
        range(count),
        [parts.wrapped(one.label.text(language), language) for one in record.parameters],
        size=parts.TEXT, color=style.INK, linespacing=1.15,
    )  # fmt: skip
    axes.set_ylim(count - 0.4, -0.6)
    axes.set_xlim(0, 1)
    axes.set_xticks(TICKS, [part(tick) for tick in TICKS], size=style.SMALL)
    axes.set_xlabel(say("quantile", language), size=style.SMALL)
    style.make_room_left(figure, axes)
    parts.narrow_axes(axes, 0.67)
    axes.grid(axis="x", color=style.RULE, linewidth=0.8)
    for row, one in enumerate(record.parameters):
        parts.shade_band(axes, TICKS, row, 0.5)
        known = one.contraction >= verdicts.LEARNED
        parts.draw_band(axes, one.place, row, style.BLUE if known else style.ORANGE)
    _texts(figure, axes, record, language)
    return figure


def _texts(figure: Figure, axes: Axes, record: ReportRecord, language: Language) -> None:
    """Contraction and posterior mean beside each row."""
    heads = [(CONTRACTION, say("contraction", language)), (MEAN, say("mean", language))]
    parts.column_heads(figure, axes, heads)
    for row, one in enumerate(record.parameters):
        height = parts.row_height(figure, axes, row)
        known = one.contraction >= verdicts.LEARNED
        figure.text(
            CONTRACTION, height, signed(one.contraction, 2).lstrip("+"), size=parts.TEXT,
            ha="right", va="center", weight="bold", color=style.BLUE if known else style.ORANGE,
        )  # fmt: skip
        unit = "" if one.unit in PURE else unit_text(one.unit, language)
        text = f"{short(one.mean)} {unit}".strip()
        figure.text(
            MEAN, height, parts.shortened(text, language), size=parts.TEXT, ha="right",
            va="center", linespacing=1.1,
        )  # fmt: skip


def alt_text(record: ReportRecord, language: Language) -> str:
    """Describe the chart for readers who do not see it."""
    rows = [
        say(
            "parameters_row", language, label=one.label.text(language), low=part(one.place[0]),
            middle=part(one.place[2]), high=part(one.place[4]),
            contraction=f"{one.contraction:.2f}",
        )
        for one in record.parameters
    ]  # fmt: skip
    return say("parameters_alt", language, rows=listed(rows, language))
