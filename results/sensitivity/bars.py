"""Charts in bars: shares of variance, what each quantity moves, what separates met from missed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from results.charts import style
from results.language import clauses
from results.sensitivity.figures import (
    by_scale,
    indices_on,
    is_faint,
    label,
    ordered,
    scale_of,
    share,
    strong_drivers,
    value_range,
)
from results.sensitivity.text import conditions, seed_total
from results.sensitivity.words import say
from results.study import Language
from results.units import plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Record = dict[str, Any]
BAR, ROW = 0.36, 0.42  # height of a bar in rows, of a row in inches
HEAD = 2.6  # inches above and below the rows
LIGHT = {"unknown": "#9db9dc", "lever": "#eec29f", "mixed": "#c9c9c9", "chance": "#c9ccd0"}
DARK = {"unknown": style.BLUE, "lever": style.ORANGE, "mixed": style.SOFT, "chance": style.SOFT}
MOST = 12
LOWEST, HIGHEST = -0.3, 1.3  # of a share that is drawn: of few rows ends lie far outside
SURE = 0.8  # of runs inside that meet the target, for "met if"


def source_line(record: Record, language: Language) -> str:
    """Where a chart comes from."""
    made = record["made"]
    return say(
        "source_posterior" if record["method"] == "posterior" else "source", language,
        title=record["title"][language], runs=f"{made['runs']:,}",
        method=say(record["method"], language), seed=made["seed"],
    )  # fmt: skip


def outcome_label(record: Record, language: Language) -> str:
    """What the outcome is called."""
    return str(record["outcome"]["label"][language])


def blank(
    record: Record, language: Language, rows: int, title: str, subtitle: str, note: str = ""
) -> tuple[Figure, Axes]:
    """A figure for so many rows, first row on top."""
    source = source_line(record, language)
    figure, axes = style.new_figure(
        title, subtitle, f"{note}\n{source}" if note else source, language, HEAD + ROW * rows
    )
    axes.set_ylim(rows - 0.4, -0.6)
    axes.grid(axis="x", color=style.RULE, linewidth=0.8)
    return figure, axes


def name_rows(figure: Figure, axes: Axes, names: list[str], grey: list[bool]) -> None:
    """Write the names of the rows, those within the noise in grey."""
    axes.set_yticks(range(len(names)), names)
    axes.tick_params(axis="y", labelsize=style.LABEL - 1)
    for text, faint in zip(axes.get_yticklabels(), grey, strict=True):
        text.set_color(style.FAINT if faint else style.INK)
    style.make_room_left(figure, axes)


def interval(axes: Axes, low: float, high: float, at: float) -> None:
    """Draw an interval as a thin line that shows on dark bars too."""
    for colour, width in (("white", 2.4), (style.INK, 1.0)):
        axes.plot([low, high], [at, at], color=colour, linewidth=width, solid_capstyle="butt")


# -- shares of the variance


def _share_rows(record: Record, scale: str) -> list[tuple[str, str, Record]]:
    """Name, kind and indices of every row: groups by their total, then chance."""
    told = indices_on(record, scale)
    kinds = {row["id"]: row["kind"] or "mixed" for row in record["groups"]}
    rows = [(name, kinds[name], told["groups"][name]) for name in ordered(record, scale)]
    return rows if told["seed"] is None else [*rows, ("seed", "chance", told["seed"])]


def share_numbers(record: Record, scales: Sequence[str]) -> list[dict[str, Any]]:
    """The numbers behind a chart of shares, on so many scales."""
    rows = []
    for scale in scales:
        told = indices_on(record, scale)
        every = {**told["groups"], **told["wholes"], "seed": told["seed"]}
        for name, one in every.items():
            if one is None:
                continue
            row: dict[str, Any] = {"scale": scale, "group": name}
            for key in ("first", "total", "steady"):
                for end, value in zip(("", "_low", "_high"), one[key], strict=True):
                    row[key + end] = value
            rows.append(row | {"effect": int(one["effect"]), "larger": int(one["larger"] or 0)})
    return rows


def share_title(record: Record, scale: str, language: Language) -> str:
    """Name the first of the groups with an effect and its share, or the largest estimate."""
    if record["reduced"]:
        return say("bars_few", language)
    groups, first = indices_on(record, scale)["groups"], ordered(record, scale)[0]
    named = strong_drivers(record, scale)
    if not named:
        return say(by_scale("bars_none", scale), language)
    key = "bars_title" if named[0] == first else "bars_unsure"
    return say(
        by_scale(key, scale), language, first=label(record, first, language),
        share=share(groups[first]["total"], language), named=label(record, named[0], language),
    )  # fmt: skip


def _share_subtitle(record: Record, scale: str, language: Language) -> str:
    outcome = outcome_label(record, language)
    return say(by_scale("bars_subtitle", scale), language, outcome=outcome)


def draw_shares(record: Record, scale: str, language: Language) -> Figure:
    """Two bars a group, by itself and with others, with intervals and the seed's total."""
    rows, told = _share_rows(record, scale), indices_on(record, scale)
    figure, axes = blank(
        record, language, len(rows), share_title(record, scale, language),
        _share_subtitle(record, scale, language),
        say("bars_note", language, total=plain(seed_total(told), 2)),
    )  # fmt: skip
    for at, (_, kind, one) in enumerate(rows):
        for key, shift, colours in (("first", -BAR / 2, DARK), ("total", BAR / 2, LIGHT)):
            value, low, high = one[key]
            axes.barh(at + shift, value, BAR, color=colours[kind], linewidth=0)
            interval(axes, low, high, at + shift)
    axes.axvline(seed_total(told), color=style.RED, linewidth=1, linestyle=(0, (6, 3)))
    axes.axvline(0.0, color=style.SOFT, linewidth=0.8)
    ends = [end for _, _, one in rows for key in ("first", "total") for end in one[key]]
    axes.set_xlim(max(LOWEST, 1.05 * min(0.0, *ends)), min(HIGHEST, 1.05 * max(ends)))
    grey = [
        name != "seed" and (not one["effect"] or is_faint(one["total"])) for name, _, one in rows
    ]
    name_rows(figure, axes, [label(record, name, language) for name, _, _ in rows], grey)
    return figure


def alt_shares(record: Record, scale: str, language: Language) -> str:
    """Describe the chart for readers who do not see it."""
    parts = [
        f"{label(record, name, language)} S1 {plain(one['first'][0], 2)}, "
        f"ST {plain(one['total'][0], 2)}"
        for name, _, one in _share_rows(record, scale)
    ]
    return say(
        "alt_rows", language, title=share_title(record, scale, language),
        subtitle=_share_subtitle(record, scale, language), rows=clauses(parts, language),
    )  # fmt: skip


# -- what each quantity moves


def _moved(record: Record) -> list[str]:
    return list(record["linear"]["effects"])[:MOST]


def tornado_numbers(record: Record) -> list[dict[str, Any]]:
    """The numbers behind the chart: every quantity told from 0, and every lever."""
    told = record["linear"]
    return [
        {"factor": name, "middle": told["middle"], "change": ends[0], "low": ends[1],
         "high": ends[2]}
        for name, ends in (told["effects"] | told["levers"]).items()
    ]  # fmt: skip


def tornado_title(record: Record, language: Language) -> str:
    """Name the quantity that moves most."""
    return say("tornado_title", language, first=label(record, _moved(record)[0], language))


def draw_tornado(record: Record, language: Language) -> Figure:
    """The outcome at the low and at the high end of each quantity."""
    names, told, scale = _moved(record), record["linear"], scale_of(record, language)
    figure, axes = blank(
        record, language, len(names), tornado_title(record, language),
        say("tornado_subtitle", language, outcome=outcome_label(record, language)),
    )  # fmt: skip
    middle = told["middle"] / scale.worth
    for at, name in enumerate(names):
        change, low, high = (value / scale.worth / 2 for value in told["effects"][name])
        axes.barh(at, -change, 2 * BAR, left=middle, color=LIGHT["unknown"], linewidth=0)
        axes.barh(at, change, 2 * BAR, left=middle, color=DARK["unknown"], linewidth=0)
        interval(axes, middle + low, middle + high, at)
    axes.axvline(middle, color=style.SOFT, linewidth=0.8)
    left, right = axes.get_xlim()
    decimals = 0 if right - left > 8 else 1 if right - left > 0.8 else 2
    axes.xaxis.set_major_formatter(lambda value, _: plain(value, decimals) + scale.sign)
    if scale.name:
        style.unit_label(figure, axes, scale.name)
    labels = [
        f"{label(record, name, language)}\n{value_range(record, name, language)}" for name in names
    ]
    name_rows(figure, axes, labels, [False] * len(names))
    axes.tick_params(axis="y", labelsize=style.SMALL)
    style.make_room_left(figure, axes)
    return figure


def alt_tornado(record: Record, language: Language) -> str:
    """Describe the chart for readers who do not see it."""
    scale = scale_of(record, language)
    parts = [
        f"{label(record, name, language)} ({value_range(record, name, language)}): "
        f"{scale.amount(record['linear']['effects'][name][0], True)}"
        for name in _moved(record)
    ]
    return say(
        "alt_rows", language, title=tornado_title(record, language),
        subtitle=say("tornado_subtitle", language, outcome=outcome_label(record, language)),
        rows=clauses(parts, language),
    )  # fmt: skip


# -- met or missed


def target_numbers(record: Record) -> list[dict[str, Any]]:
    """The numbers behind the chart: every quantity."""
    told = record["analysis"]["regional"]
    order = sorted(told["values"], key=lambda name: -told["values"][name])
    return [
        {"factor": name, "distance": told["values"][name], "floor": told["floor"],
         "named": int(name in told["named"])}
        for name in order
    ]  # fmt: skip


def target_title(record: Record, language: Language) -> str:
    """Conditions only where four in five runs inside meet it; else what makes it likelier."""
    box = record["analysis"]["box"]
    sure = box is not None and box["density"] >= SURE
    return say("regional_sure" if sure else "regional_title", language)


def draw_target(record: Record, language: Language) -> Figure:
    """Distances between runs that meet and that miss, and the conditions as a sentence."""
    told = record["analysis"]["regional"]
    names = [row["factor"] for row in target_numbers(record)][:MOST]
    figure, axes = blank(
        record, language, len(names), target_title(record, language),
        conditions(record, language),
        say(
            "regional_subtitle", language, outcome=outcome_label(record, language),
            floor=plain(told["floor"], 3), chance=plain(told["by_chance"], 0),
        ),
    )  # fmt: skip
    kinds = {row["name"]: row["kind"] for row in record["factors"]}
    for at, name in enumerate(names):
        colours = DARK if name in told["named"] else LIGHT
        axes.barh(at, told["values"][name], 2 * BAR, color=colours[kinds[name]], linewidth=0)
    axes.axvline(told["floor"], color=style.RED, linewidth=1, linestyle=(0, (6, 3)))
    labels = [label(record, name, language) for name in names]
    name_rows(figure, axes, labels, [name not in told["named"] for name in names])
    return figure


def alt_target(record: Record, language: Language) -> str:
    """Describe the chart for readers who do not see it."""
    told = record["analysis"]["regional"]
    parts = [
        f"{label(record, name, language)} {plain(told['values'][name], 2)}"
        for name in told["named"][:MOST]
    ]
    return say(
        "alt_rows", language, title=target_title(record, language),
        subtitle=conditions(record, language).rstrip("。."), rows=clauses(parts, language),
    )  # fmt: skip
