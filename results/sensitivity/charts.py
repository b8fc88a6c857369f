"""The charts of a record: ranked shares, what moves it, scatter, convergence, met or missed.

Every chart is drawn from the record alone, in Chinese and English, with its numbers and its
description beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from results.charts import style
from results.charts.build import write_numbers
from results.sensitivity import bars, curves
from results.sensitivity.figures import first_scale, lines_of, told_scales
from results.study import LANGUAGES, Language

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Record = dict[str, Any]


@dataclass(frozen=True)
class Chart:
    """One chart: file name, numbers, and how it is drawn and described."""

    name: str
    numbers: list[dict[str, Any]]
    draw: Callable[[Language], Figure]
    alt_text: Callable[[Language], str]


def charts_of(record: Record) -> list[Chart]:
    """The charts that a record has the figures for."""
    made = []
    if record["method"] == "sobol":
        scales = told_scales(record)
        made += [_shares(record, scale) for scale in scales]
        made += [_convergence(record, scale) for scale in scales]
    lines = lines_of(record)
    if lines is not None and lines["effects"]:
        made.append(
            _chart("tornado", record, bars.tornado_numbers, bars.draw_tornado, bars.alt_tornado)
        )
    if record["scatter"]["factors"] and not record["reduced"]:
        made.append(
            _chart(
                "scatter", record, curves.scatter_numbers, curves.draw_scatter, curves.alt_scatter
            )
        )
    if record["analysis"].get("regional") is not None:
        made.append(
            _chart("target", record, bars.target_numbers, bars.draw_target, bars.alt_target)
        )
    return made


def named_on(name: str, record: Record, scale: str) -> str:
    """What a chart is called on a scale; of the one told first it has the plain name."""
    return name if scale == first_scale(record) else f"{name}-{scale}"


def _shares(record: Record, scale: str) -> Chart:
    """Shares on a scale; the numbers of the first chart are of all scales."""
    is_first = scale == first_scale(record)
    scales = list(record["analysis"]["scales"]) if is_first else [scale]
    return Chart(
        named_on("shares", record, scale), bars.share_numbers(record, scales),
        lambda language: bars.draw_shares(record, scale, language),
        lambda language: bars.alt_shares(record, scale, language),
    )  # fmt: skip


def _convergence(record: Record, scale: str) -> Chart:
    """Indices on a scale as rows are added."""
    return Chart(
        named_on("convergence", record, scale), curves.convergence_numbers(record, scale),
        lambda language: curves.draw_convergence(record, scale, language),
        lambda language: curves.alt_convergence(record, scale, language),
    )  # fmt: skip


def _chart(
    name: str,
    record: Record,
    numbers: Callable[[Record], list[dict[str, Any]]],
    draw: Callable[[Record, Language], Figure],
    alt: Callable[[Record, Language], str],
) -> Chart:
    return Chart(
        name, numbers(record), lambda language: draw(record, language),
        lambda language: alt(record, language),
    )  # fmt: skip


def draw_charts(
    record: Record, folder: Path, languages: Sequence[Language] = LANGUAGES, prefix: str = ""
) -> list[Path]:
    """Draw every chart as PNG and SVG, and write its numbers and description beside it.

    Raises:
        OSError: the folder cannot be written to.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for chart in charts_of(record):
        name = prefix + chart.name
        written.append(write_numbers(chart.numbers, folder / f"{name}.csv"))
        for language in languages:
            alt = chart.alt_text(language)
            with style.drawing():
                written += style.save(chart.draw(language), folder, f"{name}.{language}", alt)
            text = folder / f"{name}.{language}.txt"
            text.write_text(f"{alt}\n", encoding="utf-8")
            written.append(text)
    return written
