"""Chart 1: reported and true renovation investment by year, with and without the programme."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from results.charts import style
from results.charts.words import amount, round_amount, source_line
from results.language import clauses, listed, say
from results.statistics import Estimate, Spread
from results.study import Language
from results.summary import Summary
from results.tables import REPORTED
from results.uncertainty import band_note
from results.units import Scale, plain, scale_for

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.text import Text

NAME = "investment"

# Attribute of a summary's year line -> text of its label, colour, dashed?
SERIES = {
    "reported_without": ("reported_without_line", style.BLUE, True),
    "true_without": ("true_without_line", style.ORANGE, True),
    "reported": ("reported_line", style.BLUE, False),
    "true": ("true_line", style.ORANGE, False),
}


def numbers(summary: Summary) -> list[dict[str, Any]]:
    """Return the numbers behind the chart, one row a series and year, in yuan."""
    rows = [
        _row(line.year, name, values)
        for name in SERIES
        for line in summary.years
        if (values := getattr(line, name)) is not None
    ]
    rows += [
        {"year": line.year, "series": "target", "mean": line.target}
        for line in summary.years
        if line.target is not None
    ]
    rows += [
        {
            "year": row.year,
            "series": "derived_from_published_growth" if row.derived else "published",
            "mean": row.published,
        }
        for row in summary.distances
        if row.measure == REPORTED and row.kind == "level"
    ]
    return rows


def _row(year: int | None, series: str, values: Spread) -> dict[str, Any]:
    return {
        "year": year,
        "series": series,
        "mean": values.mean,
        "median": values.median,
        "p05": values.low,
        "p95": values.high,
    }


def draw(summary: Summary, language: Language) -> Figure:
    """Draw the chart in one language."""
    study = summary.study
    scale = scale_for(max(line.reported.mean for line in summary.years), language)
    source = source_line(study, language)
    if study.runs > 1:
        source = band_note(study, language) + "\n" + source
    figure, axes = style.new_figure(
        title(summary, language), subtitle(summary, language), source, language
    )
    years = [line.year for line in summary.years if line.year is not None]
    axes.set_xlim(years[0] - 0.4, years[-1] + 0.1)
    axes.set_ylim(0, _top(summary) / scale.worth)
    axes.set_xticks(years)
    axes.grid(axis="y", color=style.RULE, linewidth=0.8)
    _announcement(axes, study.announced, years, language)
    labels = _lines(axes, summary, scale, language)
    style.make_room_right(figure, axes, labels)
    style.spread_labels(labels, axes)
    _target(axes, summary, scale, language)
    _published(axes, summary, scale, language)
    style.unit_label(figure, axes, scale.name)
    return figure


def title(summary: Summary, language: Language) -> str:
    """Say what the chart shows of the target year."""
    line = summary.line(summary.focus)
    value = amount(line.reported.mean, language)
    if line.target is None:
        return say("investment_level", language, year=summary.focus, value=value)
    key = "investment_met" if line.reported.mean >= line.target else "investment_missed"
    target = round_amount(line.target, language)
    return say(key, language, year=summary.focus, value=value, target=target)


def subtitle(summary: Summary, language: Language) -> str:
    """Say what of it the policy caused, and in how many runs the target is met."""
    line = summary.line(summary.focus)
    parts = []
    if line.reported_difference is not None:
        parts.append(_caused(line.reported_difference, language))
    met = next(row.reached for row in summary.variants if row.variant == summary.study.policy)
    if met is not None and met.runs > 1:
        parts.append(say("runs_met", language, met=met.met, runs=met.runs))
    text = clauses(parts, language)
    return text[:1].upper() + text[1:]


def _caused(difference: Estimate, language: Language) -> str:
    if difference.value == 0:
        return say("policy_nothing", language)
    key = "policy_share" if difference.value > 0 else "policy_lowers"
    return say(key, language, value=amount(abs(difference.value), language))


def _top(summary: Summary) -> float:
    """Return the height of the axis in yuan: above all that is drawn, with room for labels."""
    rows = numbers(summary)
    heights = [float(row["mean"]) for row in rows]
    heights += [float(row["p95"]) for row in rows if row.get("p95") is not None]
    return 1.12 * max(1.0, *heights)


def _lines(axes: Axes, summary: Summary, scale: Scale, language: Language) -> list[Text]:
    """Draw the four series, shade the policy's two, and name each at its right end."""
    labels = []
    for name, (key, colour, dashed) in SERIES.items():
        lines = [line for line in summary.years if getattr(line, name) is not None]
        if not lines:
            continue
        years = [line.year for line in lines if line.year is not None]
        values: list[Spread] = [getattr(line, name) for line in lines]
        means = [value.mean / scale.worth for value in values]
        axes.plot(
            years, means, color=colour, linewidth=1.5 if dashed else 2.8,
            linestyle=(0, (4, 2)) if dashed else "-", solid_capstyle="round",
            zorder=3 if dashed else 4,
        )  # fmt: skip
        low = [value.low / scale.worth for value in values if value.low is not None]
        high = [value.high / scale.worth for value in values if value.high is not None]
        if not dashed and len(low) == len(years):
            axes.fill_between(years, low, high, color=colour, alpha=0.13, linewidth=0, zorder=2)
        labels.append(
            axes.text(
                years[-1] + 0.15, means[-1], f"{say(key, language)} {_short(means[-1], scale)}",
                color=colour, size=style.LABEL, weight="normal" if dashed else "bold", va="center",
            )
        )  # fmt: skip
    return labels


def _short(value: float, scale: Scale) -> str:
    """Write a value that is in the chart's unit, one digit less than the tables have."""
    return plain(value, max(0, scale.decimals - 1))


def _announcement(axes: Axes, day: dt.date, years: list[int], language: Language) -> None:
    """Mark the day of the announcement; a year's total stands at the year's middle."""
    start = dt.date(day.year, 1, 1)
    place = day.year + (day - start).days / 365.25 - 0.5
    if not years[0] - 0.4 < place < years[-1] + 0.4:
        return
    axes.axvline(place, color=style.FAINT, linewidth=1, zorder=1)
    axes.annotate(
        say("announced_on", language, date=day.isoformat()), (place, 0),
        xycoords=("data", "axes fraction"), xytext=(6, 6), textcoords="offset points",
        va="bottom", color=style.SOFT, size=style.SMALL + 1, linespacing=1.25,
    )  # fmt: skip


def _target(axes: Axes, summary: Summary, scale: Scale, language: Language) -> None:
    """Draw a line to each target's year."""
    for line in summary.years:
        if line.target is None or line.year is None:
            continue
        height = line.target / scale.worth
        axes.plot([axes.get_xlim()[0], line.year], [height, height], color=style.RED, linewidth=1.2,
                  linestyle=(0, (1, 1.6)), zorder=3)  # fmt: skip
        axes.plot(line.year, height, marker="D", color=style.RED, markersize=8, zorder=6)
        axes.annotate(
            say("target_label", language, value=round_amount(line.target, language)),
            (axes.get_xlim()[0], height), xytext=(4, 5), textcoords="offset points",
            color=style.RED, weight="bold", size=style.LABEL, zorder=6,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.0},
        )  # fmt: skip


def _published(axes: Axes, summary: Summary, scale: Scale, language: Language) -> None:
    """Mark published levels; open circles were computed from a published growth."""
    drawn = set()
    rows = [row for row in summary.distances if row.measure == REPORTED and row.kind == "level"]
    for row in sorted(rows, key=lambda row: row.derived):  # the key names published ones first
        key = "derived_points" if row.derived else "observed_points"
        axes.plot(
            row.year, row.published / scale.worth, marker="o", markersize=9, linestyle="none",
            markerfacecolor="white" if row.derived else style.INK, markeredgecolor=style.INK,
            markeredgewidth=1.8, zorder=7, label=None if key in drawn else say(key, language),
        )  # fmt: skip
        drawn.add(key)
        axes.annotate(
            _short(row.published / scale.worth, scale), (row.year, row.published / scale.worth),
            xytext=(-7, 8), textcoords="offset points", ha="right", color=style.INK, zorder=8,
            size=style.LABEL, path_effects=style.outlined(),
        )  # fmt: skip
    if drawn:
        axes.legend(
            loc="lower right", facecolor="white", edgecolor="none", framealpha=1,
            fontsize=style.LABEL, handletextpad=0.3, borderaxespad=0.4, labelcolor=style.INK,
        )  # fmt: skip


def alt_text(summary: Summary, language: Language) -> str:
    """Describe the chart for readers who do not see it."""
    study = summary.study
    scale = scale_for(max(line.reported.mean for line in summary.years), language)

    def path(name: str) -> str:
        parts = [
            f"{line.year} {_short(values.mean / scale.worth, scale)}"
            for line in summary.years
            if (values := getattr(line, name)) is not None
        ]
        return listed(parts, language)

    rest = ""
    if study.has_baseline:
        rest += say("alt_without", language, reported=path("reported_without"),
                    true=path("true_without"))  # fmt: skip
    for line in summary.years:
        if line.target is not None:
            rest += say("alt_target", language, year=line.year, value=scale.number(line.target))
    points = [
        f"{row.year} {scale.number(row.published)}"
        for row in summary.distances
        if row.measure == REPORTED and row.kind == "level"
    ]
    if points:
        rest += say("alt_published", language, points=listed(points, language))
    return say(
        "alt_investment", language, place=study.place.text(language), first=summary.years[0].year,
        last=summary.years[-1].year, unit=scale.name, reported=path("reported"), true=path("true"),
        rest=rest,
    ).strip()  # fmt: skip
