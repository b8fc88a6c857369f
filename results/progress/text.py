"""Printing progress: what it comes to, the city by year, then the districts by quarter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from results import language as words_of_tables
from results.language import bracketed, clauses, listed
from results.progress.reported import QUARTERS
from results.progress.standing import CityYear, PlanYear, Standing, TaskProgress
from results.progress.words import say
from results.reading_text import reading_lines
from results.statistics import Middle, Reached
from results.study import Language, Task
from results.summary_text import runs_text
from results.text_tables import Cell, Grid, print_grid, print_wrapped
from results.uncertainty import covered, parameters_note
from results.units import UNKNOWN, Scale, percent, scale_for

if TYPE_CHECKING:
    from rich.console import Console

    from sim.tasks import SplitRule

RUN_KEY_DIGITS = 12


def print_progress(
    progress: TaskProgress, language: Language, console: Console, quarter: int = 4
) -> None:
    """Print progress in one language.

    Args:
        progress: what is printed.
        language: of the words.
        console: where to.
        quarter: the quarter at whose end the districts are ranked.
    """
    study = progress.study
    variant = study.variants[progress.variant].text(language)
    console.print(study.title.text(language), style="bold", markup=False)
    console.print(say("title", language, variant=variant), style="bold", markup=False)
    key = f"{words_of_tables.say('run_key', language)} {study.key[:RUN_KEY_DIGITS]}"
    seed = f"{words_of_tables.say('seed', language)} {study.seed}"
    console.print(f"{key} · {seed} · {runs_text(study, language)}", style="dim", markup=False)
    for line in reading_lines(study, [progress.variant], language):
        print_wrapped(line, console, first="", style="dim")
    console.print()
    for sentence in sentences(progress, language):
        print_wrapped(sentence, console, first=" • ")
    console.print()
    for grid in grids(progress, language, quarter):
        print_grid(grid, console)
        console.print()
    for note in notes(progress, language):
        print_wrapped(note, console, style="dim")


def sentences(progress: TaskProgress, language: Language) -> list[str]:
    """Return what the tables come to, and what is missing from them."""
    measure, year = say(progress.measure, language), progress.year
    found = []
    city = progress.of(None)[-1]
    if city.year_task is None or city.gap is None:
        found.append(say("say_no_task", language, year=year, measure=measure))
    else:
        scale = scale_for(city.year_task.median, language)
        found.append(
            say(
                "say_city", language, year=year, measure=measure,
                value=scale.amount(city.reported.median), task=scale.amount(city.year_task.median),
                share=share_text(city.of_year),
                verb=say("over" if city.gap.median >= 0 else "short", language),
                gap=scale.amount(abs(city.gap.median)),
            )
        )  # fmt: skip
        found += _districts(progress, language)
    for line in progress.city:
        found += [
            say(
                "say_unknown_base", language, plan=plan.plan.plan_title.text(language),
                year=line.year, base=plan.plan.base,
            )
            for plan in line.plans
            if plan.task is None
        ]  # fmt: skip
    if progress.others:
        found.append(_others(progress.others, language))
    return found


def _districts(progress: TaskProgress, language: Language) -> list[str]:
    ranked = in_order(progress.at(QUARTERS[-1]))
    if not ranked:
        return []
    first, last = ranked[0], ranked[-1]
    return [
        say(
            "say_districts", language, districts=len(ranked),
            ahead=sum(bool(row.ahead) for row in ranked),
            first=region_name(progress, first.region, language),
            first_share=share_text(first.fulfilled),
            last=region_name(progress, last.region, language),
            last_share=share_text(last.fulfilled),
        )
    ]  # fmt: skip


def _others(tasks: tuple[Task, ...], language: Language) -> str:
    years: dict[str, list[int]] = {}
    for task in tasks:
        years.setdefault(task.plan_title.text(language), []).append(task.year)
    parts = [
        say("say_other", language, plan=plan, years=listed(map(str, found), language))
        for plan, found in years.items()
    ]
    return say("say_others", language, tasks=clauses(parts, language))


def in_order(rows: list[Standing]) -> list[Standing]:
    """Return the districts that have a place, the furthest ahead first."""
    placed = [row for row in rows if row.region is not None and row.rank is not None]
    return sorted(placed, key=lambda row: row.rank or 0)


def grids(progress: TaskProgress, language: Language, quarter: int) -> list[Grid]:
    """Return the tables: the city by year, the year by quarter, the districts in their order."""
    largest = max(line.reported.median for line in progress.city)
    scale = scale_for(largest, language)
    found = [_city(progress, scale, language), _quarters(progress, language)]
    if progress.plan is not None:
        found.append(_ranks(progress, quarter, language))
    return found


def _city(progress: TaskProgress, scale: Scale, language: Language) -> Grid:
    heads = ("year", "plan", "reported", "task", "fulfilled", "gap", "runs_met")
    rows = [
        _city_line(line, plan, scale, language)
        for line in progress.city
        for plan in line.plans or (None,)
    ]
    used = {(task.basis, task.base) for line in progress.city for task in _plans(line)}
    bases = [
        f"{MARKS[basis]} {say(basis, language, base=base)}" for basis, base in sorted(used, key=str)
    ]
    foot = clauses(bases, language)
    title = say("city_table", language, measure=say(progress.measure, language), unit=scale.name)
    return Grid(title, [say(head, language) for head in heads], rows, foot=foot)


def _plans(line: CityYear) -> list[Task]:
    return [plan.plan for plan in line.plans]


MARKS = {"printed": "=", "chained": "→", "taken_back": "←", "multiple": "×", "growth": "+"}


def _city_line(
    line: CityYear, plan: PlanYear | None, scale: Scale, language: Language
) -> list[Cell]:
    reported = middle_cell(line.reported, scale)
    if plan is None:
        nothing = [Cell(UNKNOWN)] * 3
        return [
            Cell(str(line.year)),
            Cell(UNKNOWN),
            reported,
            Cell(say("no_task", language)),
            *nothing,
        ]
    late = "°" if plan.plan.after_the_fact else ""
    task = middle_cell(plan.task, scale)
    return [
        Cell(f"{line.year}{late}"),
        Cell(plan.plan.plan),
        reported,
        Cell(f"{MARKS[plan.plan.basis]} {task.main}", _unless_fixed(plan.task, task.range)),
        share_cell(plan.fulfilled),
        middle_cell(plan.gap, scale, sign=True),
        Cell(reached_text(plan.met, language)),
    ]  # fmt: skip


def _quarters(progress: TaskProgress, language: Language) -> Grid:
    """The year by quarter: shares and ranks, or amounts where there is no task."""
    heads = [say("district", language)]
    heads += [say("quarter_head", language, quarter=quarter) for quarter in QUARTERS]
    regions = [*progress.study.districts, None]
    if progress.plan is None:
        scale = scale_for(progress.of(None)[-1].reported.median, language)
        title = say(
            "quarter_table_reported", language, year=progress.year,
            measure=say(progress.measure, language), unit=scale.name,
        )  # fmt: skip
        rows = [
            [Cell(region_name(progress, region, language)),
             *(middle_cell(row.reported, scale) for row in progress.of(region))]
            for region in regions
        ]  # fmt: skip
    else:
        title = f"{say('quarter_table', language, year=progress.year)}*"
        rows = [
            [Cell(region_name(progress, region, language)),
             *(_ranked_share(row, language) for row in progress.of(region))]
            for region in regions
        ]  # fmt: skip
    return Grid(title, heads, rows, last_is_total=True)


def _ranked_share(row: Standing, language: Language) -> Cell:
    if row.fulfilled is None:
        return Cell(say("no_task", language))
    cell = share_cell(row.fulfilled)
    if row.rank is None:
        return cell
    return Cell(say("ranked", language, share=cell.main, rank=row.rank), cell.range)


def _ranks(progress: TaskProgress, quarter: int, language: Language) -> Grid:
    """The districts as they are circulated: in the order of their standing, the city last."""
    rows = progress.at(quarter)
    city = rows[-1]
    without = [row for row in rows if row.region is not None and row.rank is None]
    scale = scale_for(max(city.reported.median, city.task.median if city.task else 0), language)
    heads = ["district", "rank", "year_task", "task_so_far", "reported_so_far", "fulfilled",
             "of_year", "gap", "standing", "runs_ahead"]  # fmt: skip
    return Grid(
        f"{say('rank_table', language, year=progress.year, quarter=quarter, unit=scale.name)}*",
        [say(head, language) for head in heads],
        [
            _rank_line(progress, row, scale, language)
            for row in [*in_order(rows), *without, city]
        ],
        last_is_total=True,
    )  # fmt: skip


def _rank_line(
    progress: TaskProgress, row: Standing, scale: Scale, language: Language
) -> list[Cell]:
    standing = "no_task" if row.ahead is None else "ahead" if row.ahead else "behind"
    return [
        Cell(region_name(progress, row.region, language)),
        Cell(UNKNOWN if row.rank is None else str(row.rank)),
        Cell(scale.number(None if row.year_task is None else row.year_task.median)),
        Cell(scale.number(None if row.task is None else row.task.median)),
        middle_cell(row.reported, scale),
        share_cell(row.fulfilled),
        Cell(share_text(row.of_year)),
        Cell(scale.number(None if row.gap is None else row.gap.median, sign=True)),
        Cell(say(standing, language)),
        Cell(reached_text(row.runs_ahead, language)),
    ]


def notes(progress: TaskProgress, language: Language) -> list[str]:
    """Return what must be said below the tables."""
    study = progress.study
    found = []
    if study.firms_at_most is not None:
        sample = f"{study.firms_at_most:,}"
        found.append(words_of_tables.say("sample_note", language, firms=sample))
    found.append(parameters_note(study, language))
    if progress.plan is not None:
        found.append(split_note(progress, language))
        if not progress.split_known:
            found.append(say("split_unknown_note", language))
    if any(task.after_the_fact for line in progress.city for task in _plans(line)):
        found.append(say("late_note", language))
    if progress.variant != study.policy and progress.plan is not None:
        found.append(say("yardstick_note", language))
    one = progress.city[0].reported.runs == 1
    found.append(
        words_of_tables.say("one_run_note", language)
        if one
        else say("middle_note", language, covers=covered(study, language))
    )
    return found


def split_note(progress: TaskProgress, language: Language) -> str:
    """Say by what the task was split, which clauses speak of it, and that the rest is assumed."""
    from sim.tasks import DISTRICT_RULES, QUARTER_RULES

    document = "" if progress.plan is None else progress.plan.target.split(".")[0]

    def cited(rule: SplitRule, key: str) -> str:
        own = [clause for clause in rule.clauses if clause.startswith(f"{document}.")]
        said = say(key, language, clauses=listed(own, language)) if own else ""
        return bracketed(said, language)

    districts = DISTRICT_RULES[progress.by_district]
    quarters = QUARTER_RULES[progress.by_quarter]
    return say(
        "split_note", language,
        districts=rule_text(districts, language), split=cited(districts, "cited_split"),
        quarters=rule_text(quarters, language), circulated=cited(quarters, "cited_circulated"),
    )  # fmt: skip


def rule_text(rule: SplitRule, language: Language) -> str:
    """Say what a split is in proportion to."""
    return rule.zh if language == "zh" else rule.en


def region_name(progress: TaskProgress, region: str | None, language: Language) -> str:
    """Name a district, or the city for None."""
    if region is None:
        return say("whole_city", language)
    return progress.study.districts[region].text(language)


def middle_cell(values: Middle | None, scale: Scale, sign: bool = False) -> Cell:
    """Write a median with its 10-90 % range."""
    if values is None:
        return Cell(UNKNOWN)
    between = scale.range(values.low, values.high)
    return Cell(scale.number(values.median, sign), f"({between})" if between else "")


def share_text(values: Middle | None) -> str:
    """Write the median of a share."""
    return UNKNOWN if values is None else percent(values.median, 0)


def share_cell(values: Middle | None) -> Cell:
    """Write the median of a share with its 10-90 % range."""
    if values is None or values.low is None or values.high is None:
        return Cell(share_text(values))
    return Cell(share_text(values), f"({share_range(values)})")


def share_range(values: Middle | None) -> str:
    """Write the 10-90 % range of a share, and nothing when it is unknown."""
    if values is None or values.low is None or values.high is None:
        return ""
    return f"{percent(values.low, 0).removesuffix('%')}–{percent(values.high, 0)}"


def reached_text(reached: Reached | None, language: Language) -> str:
    """Write in how many runs a line is met."""
    if reached is None:
        return UNKNOWN
    return say("of_runs", language, met=reached.met, runs=reached.runs)


def _unless_fixed(values: Middle | None, written: str) -> str:
    """Leave the range of what is the same in every run out."""
    return "" if values is None or values.low == values.high else written
