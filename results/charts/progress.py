"""Chart 4: how far each district is with its task at the end of each quarter, as a heat table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from results.charts import style
from results.charts.words import amount, round_amount, short_scale, source_line
from results.language import listed
from results.progress.records import rows
from results.progress.reported import QUARTERS
from results.progress.standing import LAST_QUARTER, Standing, TaskProgress
from results.progress.text import in_order, region_name, rule_text, share_range, share_text
from results.progress.words import say
from results.study import Language
from results.units import UNKNOWN

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

NAME = "progress"

# Share of the task so far, up to which a cell has its colour: from far behind to far ahead.
SHADES = (
    (0.25, "#dd9a68"), (0.5, "#e9b893"), (0.75, "#f1d2ba"), (1.0, "#f8e9dd"),
    (1.25, "#e1ebf6"), (1.5, "#bfd5ee"),
)  # fmt: skip
FURTHEST_AHEAD = "#93b7e2"
NO_TASK = "#f1f2f3"
RANGE_INK = "#3f444a"  # as soft as is legible on the darkest cell
CELL, GAP = 1.0, 0.04
ROW_HEIGHT = 0.42  # inches
TASK_AT, REPORTED_AT = 4.75, 5.5  # right ends of the two columns beside the cells


def numbers(progress: TaskProgress) -> list[dict[str, Any]]:
    """Return the numbers behind the chart: a row a district and quarter, then a row a year."""
    return rows(progress)


def draw(progress: TaskProgress, language: Language) -> Figure:
    """Draw the chart in one language.

    Raises:
        ValueError: there is no task to draw progress against.
    """
    city = progress.of(None)[LAST_QUARTER - 1]
    if city.year_task is None:
        raise ValueError(f"no plan sets a task for {progress.measure!r} in {progress.year}")
    order = regions(progress)
    figure, axes = style.new_figure(
        title(progress, language),
        say("chart_subtitle", language, task=_task(progress, language)),
        note(progress, language) + "\n" + source_line(progress.study, language),
        language,
        height=2.0 + ROW_HEIGHT * (len(order) + 1),
    )
    axes.set_xlim(0, REPORTED_AT)
    axes.set_ylim(len(order), -0.8)
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    _heads(axes, progress, language)
    scale = short_scale(city.year_task.median, language)
    for line, region in enumerate(order):
        _cells(axes, line, progress.of(region))
        end = progress.of(region)[LAST_QUARTER - 1]
        weight = "bold" if region is None else "normal"
        task = UNKNOWN if end.year_task is None else scale.number(end.year_task.median)
        for place, text in ((TASK_AT, task), (REPORTED_AT, scale.number(end.reported.median))):
            axes.text(place, line + 0.5, text, ha="right", va="center", weight=weight,
                      size=style.LABEL)  # fmt: skip
    axes.set_yticks(
        [line + 0.5 for line in range(len(order))],
        [_name(progress, region, language) for region in order],
    )
    axes.tick_params(axis="y", labelsize=style.LABEL, labelcolor=style.INK)
    axes.get_yticklabels()[-1].set_fontweight("bold")
    style.make_room_left(figure, axes)
    return figure


def regions(progress: TaskProgress) -> list[str | None]:
    """Return the districts in the order of the year's end, those without a task, and the city."""
    end = progress.at(LAST_QUARTER)
    placed: list[str | None] = [row.region for row in in_order(end)]
    return [*placed, *(row.region for row in end if row.region not in (*placed, None)), None]


def title(progress: TaskProgress, language: Language) -> str:
    """Say how many districts meet the year's task, and what the city makes of it."""
    end = progress.at(LAST_QUARTER)
    return say(
        "chart_title", language, year=progress.year, districts=len(in_order(end)),
        ahead=sum(bool(row.ahead) for row in in_order(end)), share=share_text(end[-1].of_year),
    )  # fmt: skip


def note(progress: TaskProgress, language: Language) -> str:
    """Say what the figures of a cell are, and by what the task was split."""
    from sim.tasks import DISTRICT_RULES, QUARTER_RULES

    districts = rule_text(DISTRICT_RULES[progress.by_district], language)
    quarters = rule_text(QUARTER_RULES[progress.by_quarter], language)
    return say("chart_note", language, districts=districts, quarters=quarters)


def _task(progress: TaskProgress, language: Language) -> str:
    """Write the year's task, round where the plan chose it."""
    assert progress.plan is not None
    if progress.plan.basis == "printed" and progress.plan.amount is not None:
        return round_amount(progress.plan.amount, language)
    whole = progress.of(None)[LAST_QUARTER - 1].year_task
    assert whole is not None
    return amount(whole.median, language)


def _heads(axes: Axes, progress: TaskProgress, language: Language) -> None:
    whole = progress.of(None)[LAST_QUARTER - 1].year_task
    assert whole is not None
    unit = short_scale(whole.median, language).name
    for quarter in QUARTERS:
        axes.text(quarter - 0.5, -0.25, say("quarter_head", language, quarter=quarter), ha="center",
                  va="baseline", color=style.SOFT, size=style.LABEL)  # fmt: skip
    for place, key in ((TASK_AT, "chart_task"), (REPORTED_AT, "chart_reported")):
        axes.text(place, -0.25, say(key, language), ha="right", va="baseline", color=style.SOFT,
                  size=style.LABEL)  # fmt: skip
    axes.text(REPORTED_AT, -0.8, unit, ha="right", va="baseline", color=style.SOFT,
              size=style.SMALL)  # fmt: skip


def _cells(axes: Axes, line: int, quarters: list[Standing]) -> None:
    """Draw the four quarters of one region."""
    from matplotlib.patches import Rectangle

    for place, row in enumerate(quarters):
        axes.add_patch(
            Rectangle(
                (place + GAP / 2, line + GAP), CELL - GAP, CELL - 2 * GAP,
                facecolor=shade(row), linewidth=0,
            )
        )  # fmt: skip
        between = share_range(row.fulfilled)
        weight = "bold" if row.region is None else "normal"
        axes.text(
            place + (0.42 if between else 0.5), line + 0.5, share_text(row.fulfilled),
            ha="right" if between else "center", va="center", weight=weight, size=style.LABEL,
        )  # fmt: skip
        if between:
            axes.text(
                place + 0.47, line + 0.52, between, va="center", color=RANGE_INK,
                size=style.SMALL - 0.5,
            )  # fmt: skip


def shade(row: Standing) -> str:
    """Return the colour of a cell: orange behind the task, blue ahead of it."""
    if row.fulfilled is None:
        return NO_TASK
    for limit, colour in SHADES:
        if row.fulfilled.median < limit:
            return colour
    return FURTHEST_AHEAD


def _name(progress: TaskProgress, region: str | None, language: Language) -> str:
    """Name a region, with its rank before it."""
    name = region_name(progress, region, language)
    rank = None if region is None else progress.of(region)[LAST_QUARTER - 1].rank
    return name if rank is None else f"{rank}  {name}"


def alt_text(progress: TaskProgress, language: Language) -> str:
    """Describe the chart for readers who do not see it."""
    parts = "".join(
        say(
            "alt_part", language, region=region_name(progress, region, language),
            shares=listed([share_text(row.fulfilled) for row in progress.of(region)], language),
        )
        for region in regions(progress)
    )  # fmt: skip
    place = progress.study.place.text(language)
    return say("alt", language, place=place, year=progress.year, parts=parts).strip()
