"""Writing a report: record, pages in both languages, charts as SVG with their numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from results.calibrating.report_page import MADE, page, page_name
from results.study import LANGUAGES, Language

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from results.calibrating.freshness import Part
    from results.calibrating.record import ReportRecord

RECORD = "record.json"


@dataclass(frozen=True)
class ReportChart:
    """One chart of a report.

    Attributes:
        name: in file names.
        numbers: behind it.
        draw: it in one language.
        alt_text: for readers who do not see it.
    """

    name: str
    numbers: Callable[[ReportRecord], list[dict[str, Any]]]
    draw: Callable[[ReportRecord, Language], Figure]
    alt_text: Callable[[ReportRecord, Language], str]


def charts_of(record: ReportRecord) -> list[ReportChart]:
    """The charts that a record has the figures for."""
    from results.calibrating import verdicts
    from results.charts import (
        calibration_fit,
        calibration_information,
        calibration_parameters,
        calibration_paths,
    )

    wanted: list[Any] = [calibration_parameters]
    wanted += [calibration_information] if verdicts.teaching(record) else []
    wanted += [calibration_fit] if record.figures else []
    wanted += [calibration_paths] if record.paths else []
    return [ReportChart(one.NAME, one.numbers, one.draw, one.alt_text) for one in wanted]


def pages_of(
    record: ReportRecord, changed: Sequence[Part], link: str, made: str = MADE
) -> dict[str, str]:
    """Texts of the pages by file name.

    Args:
        record: what they tell.
        changed: what is no longer as it was when the record was made.
        link: from the pages to the record.
        made: their first line.
    """
    place = record.manifest.place
    return {
        page_name(place, language): page(record, changed, language, link, made)
        for language in LANGUAGES
    }


def drawn(record: ReportRecord) -> dict[str, bytes]:
    """Bytes of every chart's files by name: SVG and alternative text a language, and numbers."""
    from io import BytesIO, StringIO

    from results.charts import style
    from results.charts.build import write_rows

    files: dict[str, bytes] = {}
    place = record.manifest.place
    for chart in charts_of(record):
        rows = StringIO(newline="")
        write_rows(chart.numbers(record), rows)
        files[f"{place}-{chart.name}.csv"] = rows.getvalue().encode("utf-8-sig")
        for language in LANGUAGES:
            alt, picture = chart.alt_text(record, language), BytesIO()
            with style.drawing():
                figure = chart.draw(record, language)
                figure.savefig(
                    picture, format="svg",
                    metadata={"Date": None, "Creator": None, "Description": alt},
                )  # fmt: skip
            files[f"{place}-{chart.name}.{language}.svg"] = picture.getvalue()
    return files


def write_files(files: Mapping[str, bytes], folder: Path) -> None:
    """Write files into a folder, which is made when absent.

    Raises:
        OSError: the folder cannot be written to.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)


def report_folder(folder: Path, record: ReportRecord) -> Path:
    """The folder of a report beside the runs: shenzhen-report, shenzhen-without-2018-report."""
    manifest = record.manifest
    parts = [manifest.place, *(f"without-{name}" for name in manifest.without)]
    parts += [] if manifest.known_by is None else [f"known-by-{manifest.known_by}"]
    return folder / "-".join([*parts, "report"])


def write_report(record: ReportRecord, folder: Path) -> Path:
    """Write record, pages and charts into one folder of their own, for use outside a checkout.

    Returns:
        The page in English; the Chinese one lies beside it.

    Raises:
        OSError: the folder cannot be written to.
    """
    from results.calibrating.record import written

    made = f"<!-- Made by `{record.manifest.command}`. -->"
    pages = pages_of(record, (), RECORD, made)
    files = {name: text.encode("utf-8") for name, text in pages.items()}
    files[RECORD] = written(record).encode("utf-8")
    write_files(files | drawn(record), folder)
    return folder / page_name(record.manifest.place, "en")
