"""Chart 2: the support paid in each year, by group of instruments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from results.charts import style
from results.charts.words import amount, source_line
from results.language import bracketed, listed, say
from results.statistics import Spread, ratio, spread
from results.study import Language, Study
from results.tables import REPORTED, SUPPORT, CityTable
from results.uncertainty import whisker_note
from results.units import Scale, percent, scale_for

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

NAME = "support"
OTHER = "other_groups"


@dataclass(frozen=True)
class SupportByGroup:
    """Support paid under the policy, in yuan.

    Attributes:
        groups: for each group, largest first, its payments of each year; the parts of a year add
            up to its total in every run.
        total: of each year, all groups together.
        share: of each year, over reported renovation investment; None where nothing is reported.
        whole_share: the same over all years.
    """

    study: Study
    years: tuple[int, ...]
    groups: dict[str, tuple[Spread, ...]]
    total: tuple[Spread, ...]
    share: tuple[float | None, ...]
    whole_share: float | None

    def group_total(self, group: str) -> float:
        """Return the mean payments of a group over all years."""
        return sum(values.mean for values in self.groups[group])

    @property
    def whole(self) -> float:
        """Mean payments of all groups over all years."""
        return sum(values.mean for values in self.total)


def support_by_group(table: CityTable, study: Study) -> SupportByGroup:
    """Add the payments of a group's instruments up; groups that never pay are left out.

    Beyond the colours that can be told apart, the smallest groups are put together.
    """
    by_instrument = table.by_instrument(study.policy, SUPPORT)
    all_paid = table.over_instruments(study.policy, SUPPORT)
    parts: dict[str, Any] = {}
    for name, matrix in by_instrument.items():
        group = study.instruments[name].group
        parts[group] = parts[group] + matrix if group in parts else matrix
    paying = {group: matrix for group, matrix in parts.items() if matrix.any()}
    order = sorted(paying, key=lambda group: -int(paying[group].sum()))
    most = len(style.GROUP_COLOURS)
    shown = order if len(order) <= most else order[: most - 1]
    kept = {group: paying[group] for group in shown}
    if len(shown) < len(order):
        kept[OTHER] = np.sum([paying[group] for group in order[len(shown) :]], axis=0)
    reported = table.matrix(study.policy, REPORTED)
    columns = range(len(table.years))
    shares = [ratio(all_paid[:, i], reported[:, i]) for i in columns]
    whole = ratio(all_paid.sum(axis=1), reported.sum(axis=1))
    return SupportByGroup(
        study=study,
        years=table.years,
        groups={g: tuple(spread(m[:, i]) for i in columns) for g, m in kept.items()},
        total=tuple(spread(all_paid[:, i]) for i in columns),
        share=tuple(None if share is None else share.value for share in shares),
        whole_share=None if whole is None else whole.value,
    )


def group_name(data: SupportByGroup, group: str, language: Language) -> str:
    """Name a group of instruments."""
    return say(OTHER, language) if group == OTHER else data.study.groups[group].text(language)


def numbers(data: SupportByGroup) -> list[dict[str, Any]]:
    """Return the numbers behind the chart, one row a group and year, in yuan."""
    rows = []
    for group, path in (*data.groups.items(), ("total", data.total)):
        for year, values in zip(data.years, path, strict=True):
            rows.append(
                {
                    "year": year,
                    "group": group,
                    "mean": values.mean,
                    "median": values.median,
                    "p05": values.low,
                    "p95": values.high,
                }
            )
    return rows


def draw(data: SupportByGroup, language: Language) -> Figure:
    """Draw the chart in one language."""
    scale = scale_for(max(values.mean for values in data.total), language)
    source = source_line(data.study, language)
    if data.study.runs > 1 and data.whole > 0:
        source = whisker_note(data.study, language) + "\n" + source
    figure, axes = style.new_figure(
        title(data, language), subtitle(data, language), source, language
    )
    highest = max(max(values.mean, values.high or 0.0) for values in data.total) / scale.worth
    axes.set_ylim(0, 1.2 * highest if highest > 0 else 1)
    axes.set_xlim(data.years[0] - 0.55, data.years[-1] + 0.55)
    axes.set_xticks(data.years)
    axes.grid(axis="y", color=style.RULE, linewidth=0.8)
    if highest == 0:
        axes.set_yticks([0])
    _bars(axes, data, scale)
    if data.groups:
        _key(figure, axes, data, scale, language)
    _totals(axes, data, scale, language)
    style.unit_label(figure, axes, scale.name)
    return figure


def title(data: SupportByGroup, language: Language) -> str:
    """Say how much was paid, and which group paid most of it."""
    first, last = data.years[0], data.years[-1]
    if data.whole == 0:
        return say("support_none", language, first=first, last=last)
    paid = amount(data.whole, language)
    if len(data.groups) == 1:
        return say("support_title_one", language, first=first, last=last, amount=paid)
    largest = next(iter(data.groups))
    return say(
        "support_title", language, first=first, last=last, amount=paid,
        group=group_name(data, largest, language),
        share=percent(data.group_total(largest) / data.whole, 0),
    )  # fmt: skip


def subtitle(data: SupportByGroup, language: Language) -> str:
    """Say what is counted, and what it is beside reported investment."""
    if data.whole == 0 or data.whole_share is None:
        return say("support_subtitle_none", language)
    return say("support_subtitle", language, share=percent(data.whole_share))


def _bars(axes: Axes, data: SupportByGroup, scale: Scale) -> None:
    """Stack the groups, largest below, with a thin line for the range of the total."""
    base = np.zeros(len(data.years))
    for colour, path in zip(style.GROUP_COLOURS, data.groups.values(), strict=False):
        heights = np.array([values.mean for values in path]) / scale.worth
        axes.bar(data.years, heights, bottom=base, width=0.62, color=colour, linewidth=0, zorder=3)
        base += heights
    for year, values in zip(data.years, data.total, strict=True):
        if values.low is not None and values.high is not None and values.high > 0:
            ends = [values.low / scale.worth, values.high / scale.worth]
            axes.plot([year, year], ends, color=style.INK, linewidth=1.1, zorder=4)


def _totals(axes: Axes, data: SupportByGroup, scale: Scale, language: Language) -> None:
    """Write each year's total above its bar, and below it what part of reported it is."""
    for year, values, share in zip(data.years, data.total, data.share, strict=True):
        height = max(values.mean, values.high or 0.0) / scale.worth
        small = values.mean > 0 and share is not None
        text = scale.number(values.mean) if values.mean else "0"
        axes.annotate(
            text, (year, height), xytext=(0, 17 if small else 4),
            textcoords="offset points", ha="center", weight="bold", size=style.LABEL,
            path_effects=style.outlined(), zorder=5,
        )  # fmt: skip
        if small:
            axes.annotate(
                percent(share), (year, height), xytext=(0, 4), textcoords="offset points",
                ha="center", size=style.SMALL, color=style.SOFT, path_effects=style.outlined(),
                zorder=5,
            )  # fmt: skip


def _key(
    figure: Figure, axes: Axes, data: SupportByGroup, scale: Scale, language: Language
) -> None:
    """Name the groups to the right, in the order of the stack, with their sums over all years."""
    from matplotlib.patches import Rectangle

    box = axes.get_position()
    texts = []
    for group in reversed(data.groups):
        paid = data.group_total(group)
        share = bracketed(percent(paid / data.whole, 0), language)
        name = f"{group_name(data, group, language)}\n{scale.number(paid)} {scale.name}{share}"
        texts.append(figure.text(0, 0, name, size=style.LABEL, va="top", linespacing=1.3))
    style.make_room_right(figure, axes, texts, gap=30)
    across, up = style.points(figure)
    left, top = axes.get_position().x1 + 30 * across, box.y1
    for text, group in zip(texts, reversed(data.groups), strict=True):
        text.set_position((left, top))
        colour = style.GROUP_COLOURS[list(data.groups).index(group)]
        corner = (left - 17 * across, top - 13 * up)
        square = Rectangle(corner, 11 * across, 11 * up, color=colour, linewidth=0)
        square.set_transform(figure.transFigure)
        figure.add_artist(square)
        top -= text.get_window_extent().height / figure.bbox.height + 9 * up


def alt_text(data: SupportByGroup, language: Language) -> str:
    """Describe the chart for readers who do not see it."""
    scale = scale_for(max(values.mean for values in data.total), language)

    def path(values: tuple[Spread, ...]) -> str:
        pairs = zip(data.years, values, strict=True)
        return listed((f"{year} {scale.number(value.mean)}" for year, value in pairs), language)

    parts = "".join(
        say("alt_support_part", language, group=group_name(data, group, language),
            values=path(values))
        for group, values in data.groups.items()
    )  # fmt: skip
    return say(
        "alt_support", language, first=data.years[0], last=data.years[-1], unit=scale.name,
        parts=parts, total=path(data.total),
    ).strip()  # fmt: skip
