"""The report page of a record, in one language: Markdown that follows from the record alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from results.calibrating import verdicts
from results.calibrating.formats import (
    chance,
    part,
    short,
    signed,
    written_range,
    written_value,
)
from results.calibrating.labels import finding_id, unit_text
from results.calibrating.page_words import say
from results.calibrating.sentences import in_short, labels
from results.language import listed
from results.model_pages.markdown import page_text
from results.study import Language

if TYPE_CHECKING:
    from results.calibrating.freshness import Part
    from results.calibrating.record import Figure, Parameter, ReportRecord

MADE = "<!-- Made by `python -m results.calibrating.page`; do not edit. -->"
CHARTS = ("parameters", "information", "fit", "paths")


def page_name(place: str, language: Language) -> str:
    """Name of a page's file: shenzhen.md, shenzhen.zh.md."""
    return f"{place}.md" if language == "en" else f"{place}.{language}.md"


def page(
    record: ReportRecord, changed: Sequence[Part], language: Language, link: str, made: str = MADE
) -> str:
    """The page.

    Args:
        record: what it tells.
        changed: what is no longer as it was when the record was made.
        language: of the page.
        link: from the page to the record's file.
        made: first line, a comment on how the page is made.
    """
    sections = (
        _parameters, _information, _fit, _blocks, _paths, _methods, _disputed,
    )  # fmt: skip
    lines = [*_head(record, changed, language, made)]
    for section in sections:
        lines += section(record, language)
    return page_text([*lines, *_made(record, language, link)])


def _head(
    record: ReportRecord, changed: Sequence[Part], language: Language, made: str
) -> Iterator[str]:
    manifest = record.manifest
    other = page_name(manifest.place, "zh" if language == "en" else "en")
    yield from (f"# {say('title', language, place=manifest.title.text(language))}", "", made, "")
    yield from (say("other", language, file=other), "")
    if changed:
        parts = listed([say(f"part_{one}", language) for one in changed], language)
        yield say("older", language, date=manifest.date, parts=parts, command=manifest.command)
    else:
        yield say("current", language, date=manifest.date)
    yield from ("", f"## {say('shortly', language)}", "")
    yield from (f"- {sentence}" for sentence in in_short(record, language))
    yield ""


def _chart(record: ReportRecord, name: str, language: Language, alt: str) -> list[str]:
    return [f"![{alt}]({record.manifest.place}-{name}.{language}.svg)", ""]


def _titled(name: str, language: Language) -> list[str]:
    return [f"## {say(name, language)}", ""]


def _parameters(record: ReportRecord, language: Language) -> Iterator[str]:
    yield from _titled("parameters", language)
    yield from (say("parameters_text", language, mark=verdicts.LEARNED), "")
    yield from _chart(record, "parameters", language, say("parameters", language))
    heads = ("parameter", "unit", "prior", "posterior", "contraction", "verdict")
    rows = [
        [
            f"{one.label.text(language)} `{one.name}`",
            unit_text(one.unit, language),
            f"{short(one.prior_mean)} ({written_range(one.prior, 'number', language)})",
            f"{short(one.mean)} ({written_range(one.posterior, 'number', language)})",
            f"{one.contraction:.2f}",
            say(_verdict(record, one), language),
        ]
        for one in record.parameters
    ]
    yield from _table([say(head, language) for head in heads], rows, left=2)
    if all(one.flat is not None for one in record.parameters):
        flat = [one for one in record.parameters if one.flat]
        names = labels(flat, language)
        yield from (say("flat" if flat else "flat_none", language, names=names), "")
    yield from (f"### {say('ridges', language)}", "")
    by_name = {one.name: one.label.text(language) for one in record.parameters}
    for ridge in record.ridges:
        key = "ridge_same" if ridge.correlation > 0 else "ridge_opposite"
        yield "- " + say(
            key, language, first=by_name[ridge.first], second=by_name[ridge.second],
            correlation=signed(ridge.correlation, 2),
        )  # fmt: skip
    if not record.ridges:
        yield say("ridges_none", language, mark=verdicts.RIDGE)
    yield ""


def _verdict(record: ReportRecord, one: Parameter) -> str:
    if one in verdicts.identified(record):
        return "is_identified"
    return "is_learned" if one in verdicts.learned(record) else "is_not_learned"


def _information(record: ReportRecord, language: Language) -> Iterator[str]:
    yield from _titled("information", language)
    taught = verdicts.teaching(record)
    if taught is None:
        yield from (say("not_computed", language), "")
        return
    yield from (say("information_text", language), "")
    yield from _chart(record, "information", language, say("information", language))
    heads = [say("parameter", language), *(say(f"block_{block}", language) for block in taught)]
    rows = [
        [
            one.label.text(language),
            *(_taught(one, block) for block in taught),
            f"{one.contraction:.2f}",
        ]
        for one in record.parameters
    ]
    yield from _table([*heads, say("all", language)], rows)


def _taught(one: Parameter, block: str) -> str:
    others = one.others.get(block)
    alone = signed(one.alone[block], 2).lstrip("+")
    return alone if others is None else f"{alone} ({signed(others, 2).lstrip('+')})"


def _fit(record: ReportRecord, language: Language) -> Iterator[str]:
    yield from _titled("fit", language)
    manifest = record.manifest
    yield say(
        "fit_text", language, used=f"{manifest.used:,}", predicted=manifest.predicted,
        mark=short(verdicts.MISSED),
    )  # fmt: skip
    yield ""
    yield from _chart(record, "fit", language, say("fit", language))
    split = verdicts.chancy(record)
    heads = ["figure", "published", "before", "after", "gap_before", "gap_after"]
    heads += ["used"] if split is None else ["chance_share", "used"]
    rows = [_figure_row(one, split is not None, language) for one in record.figures]
    yield from _table([say(head, language) for head in heads], rows)
    if not all(one.used for one in record.figures):
        yield from (say("silent", language), "")
    if split is not None:
        names = listed([one.label.text(language) for one in split], language)
        key = "chancy" if split else "chancy_none"
        yield from (say(key, language, mark=part(verdicts.MOSTLY), names=names), "")
    if record.left_out:
        names = listed([f"`{name}` ({part(x)})" for name, x in record.left_out.items()], language)
        yield from (say("left_out", language, names=names), "")


def _figure_row(one: Figure, is_split: bool, language: Language) -> list[str]:
    label = one.label.text(language)
    if finding_id(one.name):
        label += f" `{finding_id(one.name)}`"
    row = [
        label,
        f"{written_value(one.published, one.scale, language)} "
        f"({written_range((one.low, one.high), one.scale, language)})",
        f"{written_value(one.prior[2], one.scale, language)} "
        f"({written_range(one.prior, one.scale, language)})",
        f"{written_value(one.posterior[2], one.scale, language)} "
        f"({written_range(one.posterior, one.scale, language)})",
        _gap(one.distance),
        _gap(one.after),
    ]
    if is_split:
        row.append("" if one.chance is None else part(one.chance))
    return [*row, say("yes" if one.used else "no", language)]


def _gap(value: float) -> str:
    return f"**{signed(value)}**" if abs(value) > verdicts.MISSED else signed(value)


def _blocks(record: ReportRecord, language: Language) -> Iterator[str]:
    yield from _titled("blocks", language)
    yield from (say("blocks_text", language, zero=part(0.0, 1)), "")
    heads = ["block", "count", "p", "squared", "median", "farthest", "beyond"]
    is_allowed = any(one.allowed is not None for one in record.blocks)
    heads += ["allowed", "times_needed"] if is_allowed else []
    rows = []
    for one in record.blocks:
        row = [
            say(f"block_{one.name}", language), str(one.figures),
            "" if one.p is None else chance(one.p), short(one.distance), short(one.median),
            short(one.farthest), part(one.beyond, 1),
        ]  # fmt: skip
        if is_allowed:
            row.append("" if one.allowed is None else part(one.allowed, 1))
            row.append("" if one.times_needed is None else f"{one.times_needed:.1f}")
        rows.append(row)
    yield from _table([say(head, language) for head in heads], rows)
    misfit = record.misfit
    if misfit.p is not None:
        yield say(
            "misfit", language, distance=short(misfit.distance), degrees=misfit.degrees,
            p=chance(misfit.p),
        )  # fmt: skip
        yield ""


def _paths(record: ReportRecord, language: Language) -> Iterator[str]:
    if record.paths:
        yield from _titled("paths", language)
        yield from (say("paths_text", language), "")
        yield from _chart(record, "paths", language, say("paths", language))


def _methods(record: ReportRecord, language: Language) -> Iterator[str]:
    yield from _titled("second", language)
    yield say("second_text", language, shift=verdicts.SHIFT, ratio=verdicts.RATIO)
    yield ""
    heads = ("parameter", "shift", "ratio", "agrees")
    rows = [
        [
            one.label.text(language), signed(one.shift, 2), f"{one.ratio:.2f}",
            say("yes" if verdicts.agrees(one) else "no", language),
        ]
        for one in record.parameters
    ]  # fmt: skip
    yield from _table([say(head, language) for head in heads], rows)


def _disputed(record: ReportRecord, language: Language) -> Iterator[str]:
    yield from _titled("disputed", language)
    if record.disputed is None:
        yield from (say("not_computed", language), "")
        return
    if not record.disputed:
        yield from (say("disputed_none", language), "")
        return
    yield from (say("disputed_text", language), "")
    by_name = {one.name: one.label.text(language) for one in record.parameters}
    heads = ("figure", "range", "at", "parameter", "move")
    rows = [
        [
            f"`{one.name}`", written_range((one.low, one.high), "number", language),
            short(one.value), by_name[one.parameter], signed(one.move, 2)
            + ("" if one.error is None else f" ± {one.error:.2f}"),
        ]
        for one in sorted(record.disputed, key=lambda one: -abs(one.move))
    ]  # fmt: skip
    yield from _table([say(head, language) for head in heads], rows)


def _made(record: ReportRecord, language: Language, link: str) -> Iterator[str]:
    manifest = record.manifest
    yield from _titled("made", language)
    told = say(
        "made_text", language, command=manifest.command, runs=f"{manifest.runs:,}",
        used=f"{manifest.used:,}", failed=manifest.failed, seed=manifest.seed,
        predicted=manifest.predicted, law=manifest.law, prior=manifest.prior, data=manifest.data,
        bank=manifest.bank, file=link.rpartition("/")[2], link=link,
        without=listed(manifest.without, language) or say("nothing", language),
    )  # fmt: skip
    if manifest.known_by is not None:
        told += " " + say("known_by", language, date=manifest.known_by)
    if manifest.firms is not None:
        told += " " + say("sample", language, firms=f"{manifest.firms:,}")
    yield told


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]], left: int = 1) -> Iterator[str]:
    """A Markdown table; all columns but the first `left` are aligned to the right."""
    yield f"| {' | '.join(heads)} |"
    yield f"|{'|'.join('---' if k < left else '---:' for k in range(len(heads)))}|"
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |"
    yield ""
