"""Printing the summary: first what it says in sentences, then the tables behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from results.language import bracketed, say
from results.published import Form
from results.reading_text import reading_lines
from results.statistics import Reached
from results.study import Language, Study
from results.summary import Summary, YearLine
from results.summary_words import sentences
from results.tables import REPORTED
from results.text_tables import Cell, Grid, estimate_cell, print_grid, print_wrapped, spread_cell
from results.uncertainty import interval_note, parameters_note
from results.units import COUNT, PERCENT, TIMES, Scale, percent, plain, scale_for

if TYPE_CHECKING:
    from rich.console import Console

RUN_KEY_DIGITS = 12


def print_summary(summary: Summary, language: Language, console: Console) -> None:
    """Print the summary of a run in one language."""
    study = summary.study
    console.print(study.title.text(language), style="bold", markup=False)
    console.print(provenance(study, language), style="dim", markup=False)
    for line in reading_lines(study, readers(study), language):
        print_wrapped(line, console, first="", style="dim")
    console.print()
    console.print(say("key_points", language), style="bold")
    for sentence in sentences(summary, language):
        print_wrapped(sentence, console, first=" • ")
    console.print()
    for grid in grids(summary, language):
        print_grid(grid, console)
        console.print()
    for note in notes(summary, language):
        print_wrapped(note, console, style="dim")


def provenance(study: Study, language: Language) -> str:
    """Say in one line which run this is."""
    parts = [
        f"{say('policy', language)} {study.variants[study.policy].text(language)}",
        f"{say('run_key', language)} {study.key[:RUN_KEY_DIGITS]}",
        f"{say('seed', language)} {study.seed}",
        runs_text(study, language),
    ]
    if study.levers:
        changed = ", ".join(f"{name}={value}" for name, value in study.levers.items())
        parts.append(f"{say('levers', language)} {changed}")
    return " · ".join(parts)


def readers(study: Study) -> list[str]:
    """Return the variants that were run, the policy under study first."""
    return [study.policy, *(name for name in study.variants if name != study.policy)]


def runs_text(study: Study, language: Language) -> str:
    """Say how many runs there were and, when some failed, how many did."""
    text = say("one_run" if study.runs == 1 else "runs", language, runs=study.runs)
    if study.failed:
        text += bracketed(say("failed", language, failed=study.failed), language)
    return text


def grids(summary: Summary, language: Language) -> list[Grid]:
    """Return the tables of a summary in the order in which they are printed."""
    lines = [*summary.years, summary.total]
    largest = max(line.reported.mean for line in summary.years)
    scale = scale_for(largest, language)
    found = [
        _reported(summary, lines, scale, language),
        _true(lines, scale, language),
        _bridge(summary, scale, language),
    ]
    if summary.distances:
        found.append(_distances(summary, language))
    if summary.targets:
        found.append(_targets(summary, language))
    if len(summary.payers) > 1:
        found.append(_payers(summary, language))
    if len(summary.variants) > 2:
        found.append(_variants(summary, scale, language))
    return found


def notes(summary: Summary, language: Language) -> list[str]:
    """Return what must be said below the tables."""
    study = summary.study
    found = [parameters_note(study, language)]
    if study.firms_at_most is not None:
        found.insert(0, say("sample_note", language, firms=f"{study.firms_at_most:,}"))
    one = summary.total.reported.runs == 1
    found.append(say("one_run_note", language) if one else interval_note(study, language))
    if any(point.derived for point in study.observations):
        found.append(say("derived_note", language))
    if not study.has_baseline:
        found.append(say("no_baseline_note", language, baseline=study.baseline))
    return found


def _reported(summary: Summary, lines: list[YearLine], scale: Scale, language: Language) -> Grid:
    """The statistic: with the policy, without it, target, published figure and distance."""
    published = {
        row.year: row
        for row in summary.distances
        if row.measure == REPORTED and row.kind == "level"
    }
    rows = []
    for line in lines:
        point = published.get(line.year) if line.year is not None else None
        rows.append(
            [
                Cell(_year(line, language)),
                spread_cell(line.reported, scale),
                Cell(scale.number(line.reported_without.mean if line.reported_without else None)),
                estimate_cell(line.reported_difference, scale),
                Cell("" if line.target is None else scale.number(line.target)),
                Cell("" if point is None else _mark(scale.number(point.published), point.derived)),
                Cell("")
                if point is None
                else Cell(
                    scale.number(point.difference, sign=True),
                    "" if point.relative is None else f"({percent(point.relative, 0, True)})",
                ),
            ]
        )
    heads = ("year", "with_policy", "without_policy", "difference", "target", "published",
             "model_minus_published")  # fmt: skip
    return Grid(
        say("reported_table", language, unit=scale.name),
        [say(head, language) for head in heads],
        rows,
        last_is_total=True,
    )


def _true(lines: list[YearLine], scale: Scale, language: Language) -> Grid:
    """What was really invested, and what was paid for it."""
    rows = [
        [
            Cell(_year(line, language)),
            spread_cell(line.true, scale),
            Cell(scale.number(line.true_without.mean if line.true_without else None)),
            estimate_cell(line.true_difference, scale),
            spread_cell(line.support, scale),
            Cell(percent(line.support_share.value if line.support_share else None)),
        ]
        for line in lines
    ]
    heads = ("year", "with_policy", "without_policy", "difference", "support", "support_share")
    return Grid(
        say("true_table", language, unit=scale.name),
        [say(head, language) for head in heads],
        rows,
        last_is_total=True,
    )


def _bridge(summary: Summary, scale: Scale, language: Language) -> Grid:
    """How true investment becomes reported investment in the headline's year."""
    names = summary.study.measures
    rows = [
        [
            Cell(names[step.measure].label.text(language)),
            spread_cell(step.policy, scale),
            Cell(scale.number(step.without.mean if step.without else None)),
            estimate_cell(step.difference, scale),
        ]
        for step in summary.bridge
    ]
    heads = ("measure", "with_policy", "without_policy", "difference")
    return Grid(
        say("bridge_table", language, year=summary.focus, unit=scale.name),
        [say(head, language) for head in heads],
        rows,
        last_is_total=True,
    )


def _distances(summary: Summary, language: Language) -> Grid:
    """Every published figure, levels and growths, beside what the model gives."""
    rows = []
    for row in summary.distances:
        label = summary.study.measures[row.measure].label.text(language)
        scale = scale_of(row.form, row.published, language)
        if row.kind == "growth":
            label = say("growth_of", language, measure=label)
            points = plain(100 * row.difference, 1, True)
            difference = Cell(say("points", language, value=points))
        else:
            relative = "" if row.relative is None else f"({percent(row.relative, 0, True)})"
            difference = Cell(scale.number(row.difference, sign=True), relative)
        rows.append(
            [
                Cell(label),
                Cell(str(row.year)),
                Cell(_mark(scale.amount(row.published), row.derived)),
                spread_cell(row.simulated, scale),
                difference,
            ]
        )
    heads = ("measure", "year", "published", "model", "model_minus_published")
    return Grid(say("distance_table", language), [say(head, language) for head in heads], rows)


def _targets(summary: Summary, language: Language) -> Grid:
    """Each target that the model has a measure for; the rest are counted below."""
    rows, others = [], 0
    for line in summary.targets:
        if line.verdict == "not simulated":
            others += 1
            continue
        scale = scale_of(line.form, line.value or 0, language)
        since = "" if line.since is None else f"{line.since}–"
        rows.append(
            [
                Cell(line.target.label.text(language)),
                Cell(f"{since}{line.target.year}"),
                Cell(scale.amount(line.value)),
                spread_cell(line.simulated, scale),
                Cell(reached_text(line.reached, language) or say(line.verdict, language)),
            ]
        )
    heads = ("target", "year", "target_value", "model", "result")
    return Grid(
        say("target_table", language),
        [say(head, language) for head in heads],
        rows,
        foot=say("others_not_simulated", language, count=others) if others else "",
    )


def scale_of(form: Form, largest: float, language: Language) -> Scale:
    """Return the unit to write a figure of some form in."""
    if form == "money":
        return scale_for(largest, language)
    return {"share": PERCENT, "times": TIMES[language], "count": COUNT}[form]


def reached_text(result: Reached | None, language: Language) -> str:
    """Say in how many runs a target was met."""
    if result is None:
        return ""
    key = {0: "not_met", result.runs: "all_met"}.get(result.met, "met_in")
    if result.runs == 1:
        key = "one_met" if result.met else "one_missed"
    return say(key, language, met=result.met, runs=result.runs)


def _payers(summary: Summary, language: Language) -> Grid:
    """Support and public cost by the level of government that bears them."""
    scale = scale_for(summary.payers[-1].paid.mean, language)
    rows = [
        [
            Cell(say(line.payer or "total", language)),
            spread_cell(line.paid, scale),
            Cell(scale.number(line.paid_without.mean if line.paid_without else None)),
            spread_cell(line.cost, scale),
            estimate_cell(line.cost_difference, scale),
        ]
        for line in summary.payers
    ]
    first, last = summary.years[0].year, summary.years[-1].year
    heads = ("payer", "support", "support_without", "public_cost", "added_by_policy")
    return Grid(
        say("payer_table", language, first=first, last=last, unit=scale.name),
        [say(head, language) for head in heads],
        rows,
        last_is_total=True,
        foot=say("public_cost_note", language, first=first),
    )


def _variants(summary: Summary, scale: Scale, language: Language) -> Grid:
    """All variants of the scenario, a row each."""
    rows = [
        [
            Cell(summary.study.variants[line.variant].text(language)),
            spread_cell(line.reported, scale),
            Cell(reached_text(line.reached, language)),
            Cell(scale.number(line.true.mean)),
            estimate_cell(line.true_difference, scale),
            Cell(scale.number(line.support.mean)),
        ]
        for line in summary.variants
    ]
    heads = ("variant", "reported", "target", "true", "extra_true", "support")
    first, last = summary.years[0].year, summary.years[-1].year
    title = say(
        "variant_table", language, focus=summary.focus, first=first, last=last, unit=scale.name
    )
    return Grid(title, [say(head, language) for head in heads], rows)


def _year(line: YearLine, language: Language) -> str:
    return say("total", language) if line.year is None else str(line.year)


def _mark(text: str, derived: bool) -> str:
    return f"{text}*" if derived else text
