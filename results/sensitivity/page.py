"""`python -m results.sensitivity.page`: the page on the shipped target, made from its records.

With --check nothing is written, and told are a page that is not what its records say, a record of
another version of the law, and records of different versions.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from results.charts.words import round_amount
from results.sensitivity.asked import ROWS
from results.sensitivity.bars import target_title
from results.sensitivity.charts import charts_of, draw_charts, named_on
from results.sensitivity.figures import lines_of
from results.sensitivity.page_words import told
from results.sensitivity.plain_words import paragraphs
from results.sensitivity.record import read
from results.sensitivity.text import (
    both_scales,
    conclusions,
    conditions,
    given_grid,
    lever_grid,
    lever_ranges,
    preamble,
    shares_grid,
)
from results.sensitivity.words import say
from results.study import LANGUAGES, Language
from results.text_tables import Grid
from results.units import percent

ROOT = Path(__file__).resolve().parents[2]
RECORDS = Path(__file__).with_name("records")
FOLDER = ROOT / "docs" / "sensitivity"
CHARTS = "charts"
SCENARIO = "shenzhen-doubling"
PARTS = ("sobol", "bank")

Record = dict[str, Any]


def records(folder: Path = RECORDS) -> dict[str, Record]:
    """The records that there are of the page's, by method.

    Raises:
        InputError: there is none, or one is none.
    """
    from results.refusal import refusal

    paths = {part: folder / f"{SCENARIO}.{part}.json" for part in PARTS}
    found = {part: read(path) for part, path in paths.items() if path.is_file()}
    if not found:
        raise refusal(str(folder), f"no record of {SCENARIO}")
    return found


def page(found: dict[str, Record], language: Language) -> str:
    """The page in one language, of the records that there are."""
    shares, given = found.get("sobol"), found.get("bank")
    first = shares or given
    assert first is not None
    lines = [f"# {told('title', language)}", "", told("generated", language), ""]
    if shares is None:
        lines += [told("no_shares", language), ""]
    elif shares["reduced"]:
        lines += [told("reduced", language, rows=shares["made"]["rows"] or ROWS, usual=ROWS), ""]
    if shares is not None:
        lines += [f"## {told('plain', language)}", "", *paragraphs(shares, language)]
        lines += _verdicts(shares, language) + _shares(shares, language)
        lines += _moves(shares, language)
    if given is not None:
        lines += _target(given, shares, language)
    lines += [f"## {told('checks', language)}", ""]
    for record in found.values():
        for name in ("convergence", "convergence-rank", "scatter"):
            if name in _names(record):
                lines += _picture(record, name, language)
    lines += _groups(first, language)
    lines += _made(found, language)
    return "\n".join([*lines, told("more", language)]) + "\n"


def _verdicts(record: Record, language: Language) -> list[str]:
    """What follows from the shares, a point a sentence."""
    if record["reduced"]:
        return []
    told_apart = [f"- {sentence}" for sentence in conclusions(record, language)]
    return [f"## {told('verdicts', language)}", "", *told_apart, ""]


def _shares(record: Record, language: Language) -> list[str]:
    lines = [f"## {told('shares', language)}", ""]
    lines += [f"{sentence}\n" for sentence in preamble(record, language)]
    for scale in both_scales(record):
        grid, chart = shares_grid(record, scale, language), named_on("shares", record, scale)
        lines += [f"### {grid.title}", ""]
        if chart in _names(record):
            lines += _picture(record, chart, language)
        lines += _table(grid)
    return lines


def _moves(record: Record, language: Language) -> list[str]:
    """What single quantities move, and the ends of every figure of policy."""
    lines = []
    if "tornado" in _names(record):
        lines += [f"## {told('moves', language)}", "", *_picture(record, "tornado", language)]
    linear = lines_of(record)
    if linear is not None and linear["levers"]:
        grid = lever_grid(record, language)
        lines += [f"### {grid.title}", "", *_table(grid)]
    grid = lever_ranges(record, language)
    return [*lines, f"### {grid.title}", "", *_table(grid)]


def _target(record: Record, shares: Record | None, language: Language) -> list[str]:
    outcome = record["outcome"]["label"][language]
    key = "target_same"
    if record["outcome"]["name"] != "doubling.margin":
        key = "target_alone" if shares is None else "target_why"
    why = told(
        key, language, outcome=outcome, level=round_amount(record["outcome"]["level"], language),
        met="" if shares is None else percent(shares["spread"]["met"], 1),
    )  # fmt: skip
    if record["outcome"]["name"] == "doubling.growth":
        why += told("base_year", language, since=record["outcome"]["since"])
    lines = [f"## {target_title(record, language)}", "", why, ""]
    if shares is None:
        lines += [f"{sentence}\n" for sentence in preamble(record, language)]
    if "target" in _names(record):
        lines += _picture(record, "target", language)
        grid = given_grid(record, "regional", language)
        lines += [f"### {grid.title}", "", *_table(grid)]
    return [*lines, conditions(record, language), "", say("under_priors", language), ""]


def _groups(record: Record, language: Language) -> list[str]:
    lines = [f"### {told('groups', language)}", ""]
    for row in record["groups"]:
        why = "" if row["because"] is None else row["because"][language]
        members = told("members", language, count=len(row["members"]), because=why)
        lines.append(f"- **{row['label'][language]}** ({members}): "
                     + ", ".join(f"`{name}`" for name in row["members"]))  # fmt: skip
    return [*lines, ""]


def _made(found: dict[str, Record], language: Language) -> list[str]:
    lines = [f"## {told('made', language)}", ""]
    for record in found.values():
        made = record["made"]
        libraries = ", ".join(f"{name} {number}" for name, number in made["libraries"].items())
        runs = told("made_text", language, points=made["points"], seeds=made["seeds"],
                    runs=made["runs"])  # fmt: skip
        lines += [
            f"- {told('command', language)}: `{made['command']}`",
            f"- {told('runs', language)}: {runs}; {told('seconds', language)}: {made['seconds']}",
            f"- {told('design', language)}: `{made['design']}`; {told('law', language)}: "
            f"`{made['law']}`",
            f"- {told('libraries', language)}: Python {made['python']}, {libraries}", "",
        ]  # fmt: skip
    return lines


def _names(record: Record) -> list[str]:
    return [chart.name for chart in charts_of(record)]


def _picture(record: Record, name: str, language: Language) -> list[str]:
    """A chart with its description for readers who do not see it."""
    chart = next(chart for chart in charts_of(record) if chart.name == name)
    alt = chart.alt_text(language).replace("[", "(").replace("]", ")").replace("\n", " ")
    return [f"![{alt}]({CHARTS}/{record['method']}-{name}.{language}.png)", ""]


def _table(grid: Grid) -> list[str]:
    """A grid as Markdown."""
    lines = ["| " + " | ".join(grid.heads) + " |", "|" + "---|" * len(grid.heads)]
    for row in grid.rows:
        cells = [f"{cell.main} {cell.range}".strip() for cell in row]
        lines.append("| " + " | ".join(cells) + " |")
    return [*lines, "", grid.foot, ""]


def page_path(language: Language, folder: Path = FOLDER) -> Path:
    """Where the page of a language is."""
    return folder / f"{SCENARIO}{'.zh' if language == 'zh' else ''}.md"


def stale(folder: Path = FOLDER, source: Path = RECORDS) -> list[str]:
    """Names of pages and charts that are not what the records say, or are not there."""
    found = records(source)
    amiss = other_laws(found)
    for language in LANGUAGES:
        path = page_path(language, folder)
        if not path.is_file() or path.read_text("utf-8") != page(found, language):
            amiss.append(path.name)
    for record in found.values():
        for chart in charts_of(record):
            for language in LANGUAGES:
                name = f"{record['method']}-{chart.name}.{language}"
                text = folder / CHARTS / f"{name}.txt"
                told_alike = text.is_file() and text.read_text("utf-8") == (
                    chart.alt_text(language) + "\n"
                )
                if not told_alike or not (folder / CHARTS / f"{name}.png").is_file():
                    amiss.append(name)
    return amiss


def other_laws(found: dict[str, Record]) -> list[str]:
    """Records of another version of the law than the present one, each named."""
    from sim.engine import law_hash

    present = law_hash()
    laws = {part: record["made"]["law"] for part, record in found.items()}
    amiss = [f"record {part} (law {law[:8]}, now {present[:8]})"
             for part, law in laws.items() if law != present]  # fmt: skip
    return amiss + (["records of different laws"] if len(set(laws.values())) > 1 else [])


def write_page(folder: Path = FOLDER, source: Path = RECORDS) -> None:
    """Write both pages and their charts, as PNG only."""
    found = records(source)
    for path in (folder / CHARTS).glob("*"):
        path.unlink()  # charts of records that are gone
    for record in found.values():
        for path in draw_charts(record, folder / CHARTS, prefix=f"{record['method']}-"):
            if path.suffix == ".svg":
                path.unlink()
    for language in LANGUAGES:
        page_path(language, folder).write_text(page(found, language), encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the page, or with --check say what is not in step; 1 if anything is."""
    parser = argparse.ArgumentParser(prog="python -m results.sensitivity.page", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing")
    if not parser.parse_args(arguments).check:
        write_page()
        return 0
    amiss = stale()
    print(f"docs/{FOLDER.name}: {', '.join(amiss) or 'nothing'} out of date")
    return 1 if amiss else 0


if __name__ == "__main__":
    sys.exit(main())
