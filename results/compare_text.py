"""Printing a comparison of two variants."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from results.compare import ComparedYear, Comparison
from results.language import say
from results.reading_text import reading_lines
from results.statistics import Estimate
from results.study import Language
from results.summary_text import runs_text
from results.text_tables import (
    Cell,
    Grid,
    estimate_cell,
    print_grid,
    print_wrapped,
    ratio_range,
)
from results.uncertainty import (
    covers_record,
    interval_note,
    parameters_note,
    parameters_record,
)
from results.units import UNKNOWN, Scale, plain, scale_for

if TYPE_CHECKING:
    from rich.console import Console


def print_comparison(comparison: Comparison, language: Language, console: Console) -> None:
    """Print a comparison in one language."""
    study = comparison.study
    title = say(
        "compare_title",
        language,
        policy=study.variants[comparison.policy].text(language),
        baseline=study.variants[comparison.baseline].text(language),
    )
    console.print(study.title.text(language), style="bold", markup=False)
    console.print(title, style="bold", markup=False)
    key = f"{say('run_key', language)} {study.key[:12]}"
    seed = f"{say('seed', language)} {study.seed}"
    console.print(f"{key} · {seed} · {runs_text(study, language)}", style="dim", markup=False)
    for line in reading_lines(study, [comparison.policy, comparison.baseline], language):
        print_wrapped(line, console, first="", style="dim")
    console.print()
    for grid in grids(comparison, language):
        print_grid(grid, console)
        console.print()
    first = comparison.years[0].year
    one = comparison.total.true.runs == 1
    for note in (
        say("per_public_note", language, first=first),
        parameters_note(study, language),
        say("one_run_note", language) if one else interval_note(study, language),
    ):
        print_wrapped(note, console, style="dim")


def grids(comparison: Comparison, language: Language) -> list[Grid]:
    """Return two tables: the difference in each year, and added up to each year."""
    largest = max(
        abs(part.value)
        for row in comparison.years
        for part in (row.true_so_far, row.reported_so_far, row.support_so_far)
    )
    scale = scale_for(largest, language)
    yearly = Grid(
        say("compare_table", language, unit=scale.name),
        [say(head, language) for head in ("year", "true", "reported", "support")],
        [
            _cells(row.year, (row.true, row.reported, row.support), scale)
            for row in comparison.years
        ],
    )
    heads = ("year", "true", "reported", "support", "public_cost", "per_public_yuan")
    so_far = Grid(
        say("so_far_table", language, unit=scale.name),
        [say(head, language) for head in heads],
        [
            [
                *_cells(
                    row.year,
                    (row.true_so_far, row.reported_so_far, row.support_so_far, row.cost_so_far),
                    scale,
                ),
                _ratio(row),
            ]
            for row in comparison.years
        ],
    )
    return [yearly, so_far]


def _cells(year: int, estimates: tuple[Estimate, ...], scale: Scale) -> list[Cell]:
    return [Cell(str(year)), *(estimate_cell(estimate, scale) for estimate in estimates)]


def _ratio(row: ComparedYear) -> Cell:
    if row.per_public_yuan is None:
        return Cell(UNKNOWN)
    return Cell(plain(row.per_public_yuan.value, 2), ratio_range(row.per_public_yuan))


def comparison_record(comparison: Comparison) -> dict[str, Any]:
    """Return a comparison as plain records, for JSON."""
    study = comparison.study
    return {
        "scenario": study.scenario,
        "key": study.key,
        "seed": study.seed,
        "runs": study.runs,
        "failed": study.failed,
        "levers": study.levers,
        "readings": {
            name: study.readings.get(name, {}) for name in (comparison.policy, comparison.baseline)
        },
        "default_readings": study.default_readings,
        "policy": comparison.policy,
        "baseline": comparison.baseline,
        "parameters": parameters_record(study),
        "units": {"amounts": "yuan, policy minus baseline"},
        "intervals": "90 % of the mean paired difference; null when unknown",
        "covers": covers_record(study),
        "years": [asdict(row) for row in comparison.years],
    }
