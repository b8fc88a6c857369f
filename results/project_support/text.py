"""The answer on a page: grants, what stands beside them, steps, reasons, thresholds, readings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from results.project_support.answer import (
    GRANT,
    KINDS,
    LEVELS,
    TOLD,
    Edge,
    Line,
    ProjectSupport,
    Support,
)
from results.project_support.step_text import articles, step_text, yuan
from results.project_support.words import name, page
from results.reading_text import switches
from results.study import Language
from results.units import MINUS
from scenarios.errors import display_width

STANDING = "standing"
COSTS = "land_charge"
PAYMENTS = ("interest", "award", "tax_share")


def text_of_support(found: Support, language: Language) -> str:
    """Say what came of the question."""
    lines = [page("policies", language, names=", ".join(found.policies)), ""]
    if found.is_table:
        lines += [*_table(found.projects, language), page("table_note", language)]
    else:
        lines += _project(found.only, language)
    lines += ["", *_foot(found, language)]
    return "\n".join(lines)


def columns(rows: Sequence[Sequence[str]], right: Iterable[int]) -> list[str]:
    """Rows in columns, some of them to the right; a Chinese character takes two places."""
    widths = [max(map(display_width, column)) for column in zip(*rows, strict=True)]
    to_right = set(right)
    lines = []
    for row in rows:
        cells = []
        for number, (cell, width) in enumerate(zip(row, widths, strict=True)):
            space = " " * (width - display_width(cell))
            cells.append(space + cell if number in to_right else cell + space)
        lines.append("  " + "  ".join(cells).rstrip())
    return lines


# -- one project


def _project(found: ProjectSupport, language: Language) -> Iterator[str]:
    yield found.project.title or page("project", language)
    yield "  " + _facts(found, language)
    yield from ("", page("grants", language), *_grants(found, language))
    further = list(_further(found, language))
    if further:
        yield from ("", page("further", language), *further)
    shown = [line for line in found.lines if line.amount > 0 or line.kind == STANDING]
    if shown:
        yield from ("", page("steps", language))
        for line in shown:
            yield from _steps(line, language)
    unpaid = [line for line in found.lines if line.amount == 0 and line.kind != STANDING]
    yield from ("", page("not_paid", language), *_not_paid(unpaid, language))
    edges = [*reversed(found.edges_below), *found.edges_above]
    if edges:
        own = found.project.planned_investment
        yield from ("", page("edges", language), *_edges(edges, own, language))
    if found.services:
        names = ", ".join(line.instrument for line in found.services)
        yield from ("", page("services", language, names=names))


def _facts(found: ProjectSupport, language: Language) -> str:
    project = found.project
    comma = "、" if language == "zh" else ", "
    parts = [found.place[part] for part in ("district", "city") if part in found.place]
    place = comma.join(name(part, language) for part in parts)
    return page(
        "facts",
        language,
        planned=yuan(project.planned_investment),
        audited=yuan(found.audited),
        nature=name(project.nature, language),
        directions=comma.join(name(word, language) for word in project.qualifies_as),
        place=place or page("no_place", language),
        applied=found.applied,
    )


def _grants(found: ProjectSupport, language: Language) -> list[str]:
    rows = [_money(line, language) for line in found.lines if line.kind == GRANT and line.amount]
    levels = [
        f"{name(level, language)} {yuan(found.totals.by_level[level])}"
        for level in LEVELS
        if any(line.payer == level and line.kind == GRANT for line in found.lines)
    ]
    joined = ("、" if language == "zh" else ", ").join(levels)
    lines = columns([*rows, (yuan(found.totals.grants), "", "", "")], (0,))
    # The sums by level are longer than any column and stand behind the total.
    return [*lines[:-1], f"{lines[-1]}  {page('by_level', language, levels=joined)}"]


def _further(found: ProjectSupport, language: Language) -> Iterator[str]:
    """Lines beside grants by kind: in brackets what is only told, with a minus what costs."""
    rows = []
    for kind in (*KINDS[1:], *TOLD):
        for line in found.lines:
            if line.kind == kind and line.amount > 0:
                amount, _payer, *rest = _money(line, language)
                shown = f"({amount})" if kind in TOLD else amount
                shown = MINUS + amount if kind == COSTS else shown
                rows.append((shown, name(kind, language), *rest))
    for key in ("tax_on_grants", "tax_on_further"):
        tax = getattr(found.totals, key)
        if tax > 0:
            rows.append((MINUS + yuan(tax), page(key, language), "", ""))
    yield from columns(rows, (0,)) if rows else ()


def _money(line: Line, language: Language) -> tuple[str, str, str, str]:
    """Amount, payer, instrument, label with article."""
    told = f"{line.label.text(language)}{_articles(line, language)}"
    return yuan(line.amount), name(line.payer, language), line.instrument, told


def _articles(line: Line, language: Language) -> str:
    text = articles(line.cites, language)
    return f"（{text}）" if language == "zh" else f" ({text})"


def _steps(line: Line, language: Language) -> Iterator[str]:
    colon = "：" if language == "zh" else ": "
    amount = f"{colon}{yuan(line.amount)}" if line.amount else ""
    yield f"  {line.instrument} {line.label.text(language)}{_articles(line, language)}{amount}"
    for step in line.steps:
        if step.name == "place" and step.holds and line.kind != GRANT:
            continue  # said with the grants of the same documents
        yield f"    {'+' if step.holds else '-'} {step_text(step, language)}"


def _not_paid(lines: Sequence[Line], language: Language) -> Iterator[str]:
    """Each line with every reason; those that the project says nothing about, by name."""
    semicolon = "；" if language == "zh" else "; "
    silent: dict[str, str] = {}
    for line in lines:
        if line.status == "not_stated" and len(line.failed) == 1:
            fields = line.failed[0].facts["fields"]
            silent[line.instrument] = ", ".join(fields)
            continue
        said = [step for step in line.failed if step.name != "stated"] or line.failed
        reasons = semicolon.join(step_text(step, language) for step in said) or "0"
        colon = "：" if language == "zh" else ": "
        head = f"{line.instrument} {line.label.text(language)}{_articles(line, language)}"
        yield f"  {head}{colon}{reasons}"
    if silent:
        names = ", ".join(f"{name} ({fields})" for name, fields in silent.items())
        yield "  " + page("not_stated", language, names=names)


def _edges(edges: Sequence[Edge], own: int, language: Language) -> list[str]:
    rows = [tuple(page("edge_heads", language).split("|"))]
    rows += [
        (yuan(edge.planned), yuan(edge.below), yuan(edge.at), _change(edge, own, language))
        for edge in edges
    ]
    return columns(rows, (0, 1, 2))


def _change(edge: Edge, own: int, language: Language) -> str:
    """What changes at an edge, by which figures, and who pays from there."""
    comma = "、" if language == "zh" else ", "
    causes = comma.join(_cause(cause, language) for cause in edge.causes)
    text = name(edge.effect, language)
    if causes:
        text += f"：{causes}" if language == "zh" else f": {causes}"
    if edge.payers_below != edge.payers_at:
        before, after = ("+".join(names) or "0" for names in (edge.payers_below, edge.payers_at))
        text += f"；{before} -> {after}" if language == "zh" else f"; {before} -> {after}"
    if edge.above_again_from is not None:
        text += page("again", language, planned=yuan(edge.above_again_from))
    return text + (page("here", language) if edge.planned == own else "")


def _cause(cause: Mapping[str, object], language: Language) -> str:
    what = name(cause["what"], language)
    figure = cause["figure"]
    text = f"{cause['instrument']} {what}"
    return f"{text} {yuan(figure)}" if isinstance(figure, int) else text


# -- several projects


def _table(projects: Sequence[ProjectSupport], language: Language) -> list[str]:
    rows = [tuple(page("table_heads", language).split("|"))]
    for number, found in enumerate(projects, start=1):
        by_kind = found.totals.by_kind
        further = sum(by_kind[kind] for kind in PAYMENTS)
        rows.append(
            (
                found.project.title or str(number),
                yuan(found.project.planned_investment),
                *(yuan(found.totals.by_level[level]) for level in LEVELS[1:]),
                yuan(found.totals.grants),
                yuan(further),
                ", ".join(line.instrument for line in found.paid if line.kind == GRANT) or "-",
            )
        )
    total = (
        page("total", language),
        yuan(sum(found.project.planned_investment for found in projects)),
        *(yuan(sum(found.totals.by_level[level] for found in projects)) for level in LEVELS[1:]),
        yuan(sum(found.totals.grants for found in projects)),
        "", "",
    )  # fmt: skip
    return columns([*rows, total], range(1, 7))


# -- what holds for all of it


def _foot(found: Support, language: Language) -> Iterator[str]:
    if found.readings:
        text = switches(found.readings, found.defaults)
        yield page("readings", language, readings=text)
    if found.pots:
        pots = ", ".join(f"{pot} {way}" for pot, way in found.pots.items())
        yield page("pots", language, pots=pots)
    else:
        yield page("no_pots", language)
