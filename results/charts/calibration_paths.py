"""Chart of a calibration: levels and growth by year, predicted and published."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from results.calibrating.chart_words import say
from results.calibrating.formats import written_range, written_value
from results.charts import calibration_parts as parts
from results.charts import style
from results.charts.words import round_amount
from results.language import listed
from results.study import Language
from results.units import scale_for

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from results.calibrating.record import Goal, MeasurePath, ReportRecord

NAME = "paths"
ROW = 2.3  # inches
BAND, CORE = "#c9d9ee", "#8fb2da"


def numbers(record: ReportRecord) -> list[dict[str, Any]]:
    """Return the numbers behind the chart, one row a measure, kind, series and year."""
    rows: list[dict[str, Any]] = []
    for path in record.paths:
        about = {"measure": path.measure, "kind": path.kind}
        for series, bands in (("prior", path.prior), ("posterior", path.posterior)):
            for year, band in zip(path.years, bands, strict=True):
                keys = ("p05", "p25", "p50", "p75", "p95")
                rows.append(
                    about | {"series": series, "year": year} | dict(zip(keys, band, strict=True))
                )
        rows += [
            about | {"series": "published", "year": point.year, "p50": point.value}
            for point in path.points
        ]
    return rows


def draw(record: ReportRecord, language: Language) -> Figure:
    """Draw the chart in one language."""
    measures = list(dict.fromkeys(path.measure for path in record.paths))
    goal = record.goal
    subtitle = (
        say("paths_subtitle_plain", language)
        if goal is None
        else say("paths_subtitle", language, year=goal.year)
    )
    figure, room = style.new_figure(
        title(record, language),
        subtitle,
        parts.source_line(record, say("paths_note", language), language),
        language,
        2.2 + ROW * len(measures),
    )
    box = room.get_position()
    room.remove()
    across, up = style.points(figure)
    height = box.height / len(measures)
    left, gap = style.LEFT, 52 * across
    width = (style.RIGHT - left - gap) / 2
    for path in record.paths:
        row, column = measures.index(path.measure), int(path.kind == "growth")
        axes = figure.add_axes(
            (
                left + column * (width + gap), box.y1 - (row + 1) * height + 6 * up,
                width, height - 46 * up,
            )
        )  # fmt: skip
        _panel(figure, axes, path, goal, language)
    return figure


def _panel(
    figure: Figure, axes: Axes, path: MeasurePath, goal: Goal | None, language: Language
) -> None:
    """One measure's levels or growth."""
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.tick_params(length=0, labelsize=style.SMALL)
    axes.set_axisbelow(True)
    worth, unit = _worth(path, language)
    axes.set_xlim(path.years[0] - 0.4, path.years[-1] + 0.4)
    axes.set_xticks(path.years)
    axes.grid(axis="y", color=style.RULE, linewidth=0.8)
    _bands(axes, path, worth)
    for point in path.points:
        axes.plot(
            [point.year] * 2, [point.low / worth, point.high / worth], color=style.ORANGE,
            linewidth=1.6, zorder=5,
        )  # fmt: skip
        axes.plot(
            [point.year], [point.value / worth], marker="o", markersize=5, color=style.ORANGE,
            zorder=6, linestyle="none",
        )  # fmt: skip
    low, high = _limits(path, goal)
    axes.set_ylim(low / worth, high / worth)
    if goal is not None and goal.year in path.years:
        axes.axvline(goal.year, color=style.FAINT, linewidth=0.9, zorder=1)
        if path.kind == "level" and path.measure == goal.measure and goal.value is not None:
            _target(axes, goal, goal.value / worth, language)
    label = path.label.text(language)
    name = label if path.kind == "level" else say("growth_of", language, measure=label)
    box, up = axes.get_position(), style.points(figure)[1]
    tail = f"（{unit}）" if language == "zh" else f" ({unit})"
    figure.text(
        box.x0, box.y1 + 7 * up, name + (tail if unit else ""), size=parts.TEXT, weight="bold",
        color=style.INK, va="bottom",
    )  # fmt: skip


def _target(axes: Axes, goal: Goal, height: float, language: Language) -> None:
    axes.plot(
        [goal.year - 0.35, goal.year + 0.35], [height] * 2, color=style.RED, linewidth=2.4,
        zorder=6,
    )  # fmt: skip
    text = say("target", language, value=round_amount(goal.value or 0.0, language))
    axes.annotate(
        text, (goal.year + 0.35, height), xytext=(0, 4), textcoords="offset points", ha="right",
        size=style.SMALL, color=style.RED, path_effects=style.outlined(), zorder=7,
    )  # fmt: skip


def _bands(axes: Axes, path: MeasurePath, worth: float) -> None:
    """Posterior bands and median, and the ends of the prior's band."""
    after = [[band[k] / worth for band in path.posterior] for k in range(5)]
    axes.fill_between(path.years, after[0], after[4], color=BAND, linewidth=0, zorder=2)
    axes.fill_between(path.years, after[1], after[3], color=CORE, linewidth=0, zorder=2)
    axes.plot(path.years, after[2], color=style.BLUE, linewidth=2, zorder=4)
    for k in (0, 4):
        axes.plot(
            path.years, [band[k] / worth for band in path.prior], color=style.SOFT, linewidth=1,
            linestyle=(0, (4, 2)), zorder=3,
        )  # fmt: skip


def _worth(path: MeasurePath, language: Language) -> tuple[float, str]:
    """What one on the axis is worth, and its unit."""
    if path.scale == "growth":
        return 0.01, "%"
    if path.scale == "count":
        return 1.0, ""
    scale = scale_for(max(band[4] for band in path.posterior), language)
    return scale.worth, scale.name


def _limits(path: MeasurePath, goal: Goal | None) -> tuple[float, float]:
    """Ends of the axis: all of the posterior, of what is published and the target, some prior.

    Growth after a year of next to nothing is far out in some prior runs; the prior's band may
    leave the picture, what is judged may not.
    """
    inside = [value for band in path.posterior for value in (band[0], band[4])]
    inside += [value for point in path.points for value in (point.low, point.high)]
    if goal is not None and goal.measure == path.measure and path.kind == "level":
        inside += [goal.value] if goal.value is not None else []
    low, high = min(inside), max(inside)
    room = 0.12 * (high - low)
    if path.kind == "growth":
        return low - room, high + room
    prior = max(band[4] for band in path.prior)
    return 0.0, max(high + room, min(1.03 * prior, 1.5 * high))


def inside_and_all(record: ReportRecord) -> tuple[int, int]:
    """Published points within the posterior's 90 percent, and all of them."""
    inside = total = 0
    for path in record.paths:
        for point in path.points:
            band = path.posterior[path.years.index(point.year)]
            total += 1
            inside += band[0] <= point.value <= band[4]
    return inside, total


def title(record: ReportRecord, language: Language) -> str:
    """Say how many published points the model comes around."""
    inside, total = inside_and_all(record)
    place = record.manifest.title.text(language)
    if not total:
        return say("paths_title_none", language, place=place)
    return say("paths_title", language, place=place, inside=inside, points=total)


def alt_text(record: ReportRecord, language: Language) -> str:
    """Describe the chart for readers who do not see it."""
    rows = []
    for path in record.paths:
        label = path.label.text(language)
        name = label if path.kind == "level" else say("growth_of", language, measure=label)
        published = {point.year: point.value for point in path.points}
        rows.append(f"{name}: " + "; ".join(_years(path, published, language)))
    return say("paths_alt", language, rows=listed(rows, language))


def _years(path: MeasurePath, published: dict[int, float], language: Language) -> Sequence[str]:
    told = []
    for year, band in zip(path.years, path.posterior, strict=True):
        text = (
            f"{year} {written_range(band, path.scale, language)} "
            f"({written_value(band[2], path.scale, language)})"
        )
        if year in published:
            text += f" / {written_value(published[year], path.scale, language)}"
        told.append(text)
    return told
