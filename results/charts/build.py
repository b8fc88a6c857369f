"""Drawing all charts of a run into its folder, with their numbers and alternative texts."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from results.charts import investment, progress, recipients, style, support
from results.progress import task_progress
from results.study import LANGUAGES, Language, Study
from results.summary import Summary, summarise
from results.tables import CityTable

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure


@dataclass(frozen=True)
class Chart:
    """One chart: its file name, its numbers, and how it is drawn and described."""

    name: str
    numbers: list[dict[str, Any]]
    draw: Callable[[Language], Figure]
    alt_text: Callable[[Language], str]


def charts_of(
    years: pd.DataFrame,
    study: Study,
    summary: Summary | None = None,
    quarters: pd.DataFrame | None = None,
) -> list[Chart]:
    """Return the charts of a run, ready to be drawn.

    Args:
        years: the tidy yearly table.
        study: what was run.
        summary: its summary, when there is one already.
        quarters: the tidy quarterly table of the policy under study; without it, or where no plan
            sets a task for a year that is reported, there is no chart of progress.
    """
    told = summary or summarise(years, study)
    table = CityTable(years, study)
    paid = support.support_by_group(table, study)
    who = recipients.recipients(table, study)
    return [
        Chart(
            investment.NAME,
            investment.numbers(told),
            lambda language: investment.draw(told, language),
            lambda language: investment.alt_text(told, language),
        ),
        Chart(
            support.NAME,
            support.numbers(paid),
            lambda language: support.draw(paid, language),
            lambda language: support.alt_text(paid, language),
        ),
        Chart(
            recipients.NAME,
            recipients.numbers(who),
            lambda language: recipients.draw(who, language),
            lambda language: recipients.alt_text(who, language),
        ),
        *_progress(quarters, study),
    ]


def _progress(quarters: pd.DataFrame | None, study: Study) -> Iterator[Chart]:
    """Return the chart of progress where there is a task to hold the districts against."""
    if quarters is None or not study.tasks:
        return
    held = task_progress(quarters, study)
    if held.plan is not None:
        yield Chart(
            progress.NAME,
            progress.numbers(held),
            lambda language: progress.draw(held, language),
            lambda language: progress.alt_text(held, language),
        )


def alt_texts(years: pd.DataFrame, study: Study, language: Language) -> dict[str, str]:
    """Return the alternative text of every chart, by the chart's name."""
    return {chart.name: chart.alt_text(language) for chart in charts_of(years, study)}


def draw_charts(
    years: pd.DataFrame,
    study: Study,
    folder: Path,
    languages: Sequence[Language] = LANGUAGES,
    summary: Summary | None = None,
    quarters: pd.DataFrame | None = None,
) -> list[Path]:
    """Draw every chart in every language as PNG and SVG, and write its numbers beside it.

    Args:
        years: the tidy yearly table.
        study: what was run.
        folder: where the files go; it is made when absent.
        languages: the languages to draw in.
        summary: the run's summary, when there is one already.
        quarters: as in `charts_of`.

    Returns:
        The files written: `<chart>.<language>.png`, `.svg`, `.txt` and `<chart>.csv`.

    Raises:
        OSError: the folder cannot be written to.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for chart in charts_of(years, study, summary, quarters):
        written.append(write_numbers(chart.numbers, folder / f"{chart.name}.csv"))
        for language in languages:
            alt = chart.alt_text(language)
            with style.drawing():
                figure = chart.draw(language)
                written += style.save(figure, folder, f"{chart.name}.{language}", alt)
            text = folder / f"{chart.name}.{language}.txt"
            text.write_text(f"{alt}\n", encoding="utf-8")
            written.append(text)
    return written


def write_numbers(rows: list[dict[str, Any]], path: Path) -> Path:
    """Write the numbers behind a chart as CSV; what is unknown stays empty.

    Money is in whole yuan. The file starts with the mark by which spreadsheets know UTF-8.
    """
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        write_rows(rows, file)
    return path


def write_rows(rows: list[dict[str, Any]], file: TextIO) -> None:
    """Write rows as CSV, amounts in whole yuan."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    writer = csv.DictWriter(file, columns, restval="")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: _written(value) for name, value in row.items()})


def _written(value: Any) -> Any:
    """Round amounts to whole yuan; shares keep their digits."""
    if isinstance(value, float):
        return round(value) if abs(value) >= 1000 else round(value, 6)
    return "" if value is None else value
