"""Tables in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

MADE = "<!-- Made by `python -m results.policy_pages`; do not edit. -->"


def cell(text: str) -> str:
    """Write text so that it stays in its cell, in one line."""
    return " ".join(text.replace("|", "\\|").split())


def lines_in_cell(parts: Iterable[str]) -> str:
    """Write several lines in one cell."""
    return "<br>".join(cell(part) for part in parts)


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Lines of a table whose cells are ready."""
    return [
        f"| {' | '.join(heads)} |",
        f"|{'---|' * len(heads)}",
        *(f"| {' | '.join(row)} |" for row in rows),
        "",
    ]


def section(title: str, body: Sequence[str]) -> list[str]:
    """A section of a page; nothing where it has no body."""
    return [f"## {title}", "", *body] if body else []
