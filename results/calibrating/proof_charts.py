"""Charts of a proof: rank histograms, coverage, truths beside what was recovered."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from results.calibrating.proof_words import say
from results.charts import style
from results.study import Language

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from calibration.fit.proof_record import Held, ProofRecord, Shown

COLUMNS = 4
RANK_BINS = 10
FIRST = "emulator"
LAW_DIGITS = 8
SMALL = 7.5
GRID_HEIGHT = 7.4


def draw_all(record: ProofRecord, folder: Path) -> list[Path]:
    """Write each chart in both languages as SVG; return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    languages: tuple[Language, ...] = ("zh", "en")
    with style.drawing():
        for name, draw in CHARTS.items():
            for language in languages:
                path = folder / f"{record.place}-{name}.{language}.svg"
                alt = say(f"{name}_title", language, place=record.title.text(language))
                meta = {"Date": None, "Creator": None, "Description": alt}
                draw(record, language).savefig(path, metadata=meta)
                files.append(path)
    return files


def ranks(record: ProofRecord, language: Language) -> Figure:
    """Histograms of ranks of every parameter, and of the data's likelihood."""
    shown = record.of("all", FIRST)
    figure, axes = _figure("ranks", record, language, shown.worlds)
    names = [one.label.text(language) for one in record.parameters]
    cells = [(one.ranks, one.p) for one in shown.parameters]
    if shown.likelihood_p is not None:
        names.append(say("likelihood", language))
        cells.append((shown.likelihood_ranks, shown.likelihood_p))
    low, high = even_range(shown.worlds, RANK_BINS)
    for panel, name, (counts, p) in zip(_grid(figure, axes, len(names)), names, cells, strict=True):
        together = len(counts) // RANK_BINS
        bins = [sum(counts[k : k + together]) for k in range(0, len(counts), together)]
        panel.axhspan(low, high, color=style.RULE)
        panel.bar(range(len(bins)), bins, width=0.9, color=style.BLUE)
        panel.set_title(f"{name}\n{say('p', language, p=f'{p:.2g}')}", size=SMALL, loc="left")
        panel.set_xticks([])
        panel.tick_params(labelsize=SMALL, length=0)
    return figure


def even_range(worlds: int, bins: int) -> tuple[float, float]:
    """Counts of a bin that even ranks give in 99 % of cases."""
    from scipy.stats import binom

    low, high = binom.interval(0.99, worlds, 1 / bins)
    return float(low), float(high)


def coverage(record: ProofRecord, language: Language) -> Figure:
    """Share of intervals that held the truth, by parameter, with all data and with growth alone."""
    shown = {data: record.of(data, FIRST) for data in ("all", "growth")}
    figure, axes = _figure("coverage", record, language, shown["all"].worlds)
    labels = [one.label.text(language) for one in record.parameters]
    rows = [*labels, say("overall", language)]
    for data, colour, offset in (("all", style.BLUE, -0.16), ("growth", style.ORANGE, 0.16)):
        for place, held in enumerate(_held(shown[data])):
            for level in held:
                axes.errorbar(
                    level.share, place + offset, xerr=2 * level.error, fmt="o", markersize=4,
                    color=colour, linewidth=1.2,
                    label=say(data, language) if (place, level) == (0, held[0]) else None,
                )  # fmt: skip
    for level in shown["all"].held:
        axes.axvline(level.nominal, color=style.FAINT, linewidth=1, zorder=0)
    axes.set_yticks(range(len(rows)), rows)
    axes.tick_params(labelsize=style.SMALL)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_xlim(0.25, 1.03)
    axes.set_xticks([0.5, 0.9], ["50%", "90%"])
    axes.legend(frameon=False, fontsize=style.SMALL, loc="upper center", ncols=2)
    style.make_room_left(figure, axes)
    return figure


def _held(shown: Shown) -> list[tuple[Held, ...]]:
    return [*(one.held for one in shown.parameters), shown.held]


def recovery(record: ProofRecord, language: Language) -> Figure:
    """Truth beside posterior mean and interval, a panel a parameter, prior mean at 0."""
    figure, axes = _figure("recovery", record, language, len(record.recovered))
    panels = _grid(figure, axes, len(record.parameters))
    for column, (panel, one) in enumerate(zip(panels, record.parameters, strict=True)):

        def scaled(values: tuple[float, ...], at: int = column) -> float:
            prior = record.parameters[at]
            return (values[at] - prior.prior_mean) / prior.prior_sd

        truths = [scaled(world.truth) for world in record.recovered]
        means = [scaled(world.mean) for world in record.recovered]
        below = [scaled(world.mean) - scaled(world.low) for world in record.recovered]
        above = [scaled(world.high) - scaled(world.mean) for world in record.recovered]
        ends = [min(truths), max(truths)]
        panel.plot(ends, ends, color=style.FAINT, linewidth=1)
        panel.errorbar(
            truths, means, yerr=[_not_below(below), _not_below(above)], fmt="o", markersize=2.5,
            color=style.BLUE, linewidth=0.7,
        )  # fmt: skip
        panel.set_title(one.label.text(language), size=SMALL, loc="left")
        panel.tick_params(labelsize=SMALL, length=0)
    return figure


def _not_below(lengths: list[float]) -> list[float]:
    """A skewed posterior's mean may lie outside its interval: that arm has no length."""
    return [max(length, 0.0) for length in lengths]


def _figure(name: str, record: ProofRecord, language: Language, worlds: int) -> tuple[Figure, Axes]:
    made = record.made
    return style.new_figure(
        say(f"{name}_title", language, place=record.title.text(language)),
        say(f"{name}_subtitle", language, worlds=worlds),
        say(
            "source", language, runs=made.runs, seed=made.seed, folds=made.folds,
            law=made.digests.law[:LAW_DIGITS],
        ),
        language,
        height=GRID_HEIGHT,
    )  # fmt: skip


def _grid(figure: Figure, axes: Axes, count: int) -> list[Axes]:
    """So many panels where the axes were."""
    box = axes.get_position()
    axes.remove()
    rows = math.ceil(count / COLUMNS)
    width, height = box.width / COLUMNS, box.height / rows
    panels = []
    for place in range(count):
        row, column = divmod(place, COLUMNS)
        left, bottom = box.x0 + column * width, box.y1 - (row + 1) * height
        panel = figure.add_axes((left, bottom, 0.84 * width, 0.66 * height))
        for side in ("top", "right"):
            panel.spines[side].set_visible(False)
        panels.append(panel)
    return panels


CHARTS: dict[str, Callable[[ProofRecord, Language], Figure]] = {
    "ranks": ranks, "coverage": coverage, "recovery": recovery,
}  # fmt: skip
