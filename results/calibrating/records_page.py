"""`python -m results.calibrating.records_page`: the page on what records would teach.

It follows from the records of `python -m calibration.records` in `calibration/proofs/records/` and
from the digests of the present code, so that it says by itself where one is of an older version.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from results.calibrating.records_words import say
from results.language import listed
from results.study import Language

if TYPE_CHECKING:
    from calibration.records.declared import Declared
    from calibration.records.lesson_record import Lesson, LessonRecord
    from scenarios.quantities import Label

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGES: dict[Language, str] = {"en": "calibration-records.md", "zh": "calibration-records.zh.md"}
COMMAND = "python -m results.calibrating.records_page"
HALF = 0.5


def page(records: Sequence[tuple[LessonRecord, Sequence[str]]], language: Language) -> str:
    """The page's text.

    Args:
        records: each with the names of what changed since it was made.
        language: of the page.
    """
    other: Language = "zh" if language == "en" else "en"
    name = {"zh": "中文", "en": "English"}[other]
    lines = [
        f"# {say('title', language)}", "",
        f"<!-- Made by `{COMMAND}` from calibration/proofs/records/; do not edit. -->", "",
        f"{name}: [{PAGES[other]}]({PAGES[other]})", "",
        say("intro", language), "", say("models", language),
    ]  # fmt: skip
    for record, changed in records:
        lines += ["", *section(record, changed, language)]
    return "\n".join([*lines, "", *what_is_counted(language)]) + "\n"


def section(record: LessonRecord, changed: Sequence[str], language: Language) -> list[str]:
    """What one record says."""
    lines = [
        f"## {record.title.text(language)}", "", _version(changed, language), "",
        *_in_short(record, language), "",
        f"### {say('sets', language)}", "", *_sets(record, language), "",
        f"### {say('parameters', language)}", "", *_parameters(record, language), "",
        f"### {say('made', language)}", "", *_made(record, language),
    ]  # fmt: skip
    if record.failed:
        named = "; ".join(f"{name}: {text}" for name, text in record.failed.items())
        lines += ["", say("failed", language, names=named)]
    return lines


def _version(changed: Sequence[str], language: Language) -> str:
    if not changed:
        return say("fresh", language)
    keys = {"data": "data_changed", "records": "records_changed"}
    parts = listed([say(keys.get(name, name), language) for name in changed], language)
    return say("stale", language, parts=parts)


def _in_short(record: LessonRecord, language: Language) -> list[str]:
    right, declared = record.of("right", "all"), record.of("declared", "all")
    added = {one.data: one for one in _of(record, "declared") if one.data in _groups()}
    best = max(added.values(), key=lambda one: one.identified_a_world)
    found = say(
        "short", language, worlds=right.worlds, free=len(record.free),
        before=f"{record.of('declared', 'published').identified_a_world:.2f}",
        right=f"{right.identified_a_world:.2f}", enough=f"{right.enough:.0%}",
        declared=f"{declared.identified_a_world:.2f}",
        best=_groups()[best.data][0].text(language),
    )  # fmt: skip
    never = [
        free.label.text(language)
        for free, found in zip(record.free, declared.parameters, strict=True)
        if found.identified < HALF
    ]
    if not never:
        return [found]
    return [found, "", say("never", language, names=listed(never, language))]


def _groups() -> dict[str, tuple[Label, Label]]:
    """Label of each group of records, and of who holds it."""
    from calibration.records.declared import shipped_records

    return {one.id: (one.label, one.held_by) for one in shipped_records().groups}


def _of(record: LessonRecord, model: str) -> list[Lesson]:
    return [one for one in record.lessons if one.model == model]


def _ordered(record: LessonRecord) -> list[str]:
    """Names of the sets of data: what is published, each group, all."""
    names = [one.data for one in _of(record, "right")]
    return ["published", *(name for name in names if name not in ("published", "all")), "all"]


def _data(name: str, language: Language) -> str:
    if name in ("published", "all"):
        return say(name, language)
    known = _groups().get(name)  # none where the record is older than what is counted now
    return say("with", language, records=known[0].text(language) if known else f"`{name}`")


def _sets(record: LessonRecord, language: Language) -> list[str]:
    heads = ("data", "held_by", "worlds", "right", "declared")
    lines = [
        say("sets_note", language), "",
        "| " + " | ".join(say(head, language) for head in heads) + " |", "|---|---|---:|---|---|",
    ]  # fmt: skip
    for name in _ordered(record):
        right, declared = record.of("right", name), record.of("declared", name)
        holder = _groups()[name][1].text(language) if name in _groups() else ""
        cells = [_identified(one, language) for one in (right, declared)]
        lines.append(
            f"| {_data(name, language)} | {holder} | {right.worlds} | {' | '.join(cells)} |"
        )
    return lines


def _identified(one: Lesson, language: Language) -> str:
    held = one.held[-1]
    flag = f", {say('flagged', language)}" if one.flagged else ""
    return f"{one.identified_a_world:.2f} ({held.share:.3f} ± {held.error:.3f}{flag})"


def _parameters(record: LessonRecord, language: Language) -> list[str]:
    names = _ordered(record)
    heads = [_data(name, language) for name in names]
    lines = [
        say("parameters_note", language), "",
        f"| {say('parameter', language)} | " + " | ".join(heads) + " |",
        "|---|" + "---:|" * len(heads),
    ]  # fmt: skip
    for column, free in enumerate(record.free):
        cells = []
        for name in names:
            found = record.of("declared", name).parameters[column]
            text = f"{found.contraction:.2f}"
            cells.append(f"**{text}**" if found.identified >= HALF else text)
        lines.append(f"| {free.label.text(language)} (`{free.name}`) | {' | '.join(cells)} |")
    return lines


def _made(record: LessonRecord, language: Language) -> list[str]:
    made = record.made
    digests = made.digests.model_dump() | {"records": made.records}
    return [
        "```sh", made.command, COMMAND, "```", "",
        say(
            "made_text", language, runs=made.runs, seed=made.seed,
            digests=", ".join(f"{name} `{value}`" for name, value in digests.items()),
            packages=", ".join(f"{one} {two}" for one, two in sorted(made.packages.items())),
        ),
    ]  # fmt: skip


def what_is_counted(language: Language) -> list[str]:
    """Every group of records with its statistics, error and basis."""
    from calibration.records.declared import shipped_records

    file = shipped_records()
    heads = ("records", "statistics", "error", "basis")
    lines = [
        f"## {say('counted', language)}", "", say("counted_note", language), "",
        "| " + " | ".join(say(head, language) for head in heads) + " |", "|---|---|---:|---|",
    ]  # fmt: skip
    for group in file.groups:
        mine = [_statistic(one, language) for one in file.records if one.group == group.id]
        lines.append(
            f"| {group.label.text(language)} | {'; '.join(mine)} | {group.error:g} "
            f"| {group.basis} |"
        )
    return lines


def _statistic(one: Declared, language: Language) -> str:
    label = one.label.text(language)
    return say("small_larger", language, label=label) if len(one.sizes) > 1 else label


def made_pages() -> dict[str, str]:
    """The pages by name, from the records that are kept and the present code."""
    from calibration.records.lesson_record import changed_since, kept_lessons, read_lessons

    found = [read_lessons(path) for path in kept_lessons()]
    told = [(record, changed_since(record)) for record in found]
    return {name: page(told, language) for language, name in PAGES.items()}


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the pages, or say with 1 what is out of date; 2 for a record that is at fault."""
    parser = argparse.ArgumentParser(prog=COMMAND, description=__doc__)
    parser.add_argument("--check", action="store_true", help="say whether they are up to date")
    asked = parser.parse_args(arguments)
    try:
        pages = made_pages()
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    wrong = []
    for name, text in pages.items():
        path = DOCS / name
        if not asked.check:
            path.write_text(text, encoding="utf-8")
        elif not path.is_file() or path.read_text("utf-8") != text:
            wrong.append(name)
    for name in wrong:
        print(f"docs/{name} is out of date; run {COMMAND}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
