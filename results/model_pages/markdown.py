"""Links and marks of the pages of docs/model."""

from __future__ import annotations

from collections.abc import Iterable

from results.model_pages.declarations import policy_page_of_row
from results.model_pages.law_source import LawFunction, law_functions

MADE = "<!-- Made by `python -m results.model_pages`; do not edit. -->"


def page_text(lines: Iterable[str]) -> str:
    """A page of these lines, ending in one line break."""
    return "\n".join(lines).rstrip("\n") + "\n"


def function_link(function: LawFunction, up: str = "") -> str:
    """A function with its file, linked to its equation; `up` leads from the page to docs/model."""
    name = f"`{function.name}`"
    if f"{function.topic}.{function.name}" in law_functions() and function.is_law:
        name = f"[{name}]({up}equations.md#{function.name})"
    return f"`{function.file}`: {name}"


def source_links(sources: Iterable[str], up: str = "") -> str:
    """Sources, rows of the register linked to the page of their document."""
    pages = policy_page_of_row()
    return ", ".join(
        f"[{source}]({up}../policies/{pages[source]})" if source in pages else source
        for source in sources
    )


def mechanism_links(ids: Iterable[str], up: str = "") -> str:
    """Mechanisms, linked to their section."""
    return ", ".join(f"[{name}]({up}mechanisms.md#{name.lower()})" for name in ids)
