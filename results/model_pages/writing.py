"""All made pages of docs/model: made, written, held against what is committed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from results.model_pages.declarations import Declared, declared_quantities
from results.model_pages.equation_entries import load_entries
from results.model_pages.equation_page import equation_page
from results.model_pages.law_source import ROOT
from results.model_pages.mechanism_page import mechanism_page
from results.model_pages.parameter_index import index_page, table_pages
from results.model_pages.parameter_page import parameter_page
from results.model_pages.state_page import state_page

FOLDER = ROOT / "docs" / "model"
# Written by hand, not made.
BY_HAND = ("README.md", "limits.md")
# Made by `python -m results.explaining`.
MADE_ELSEWHERE = ("ablation.md", "evidence.md", "three-firms.md")
PARAMETERS = "parameters"


def made_pages() -> dict[str, str]:
    """Text of every made page by its path in docs/model.

    Raises:
        InputError: with every fault of the files that they are made from.
    """
    entries = load_entries()
    quantities: dict[str, list[Declared]] = {}
    for declared in declared_quantities():
        quantities.setdefault(declared.name, []).append(declared)
    of_parameters = {
        "README.md": index_page(quantities),
        **table_pages(),
        **{f"{name}.md": parameter_page(rows) for name, rows in quantities.items()},
    }
    return {
        "equations.md": equation_page(entries),
        "mechanisms.md": mechanism_page(entries),
        "state-variables.md": state_page(),
        **{f"{PARAMETERS}/{name}": text for name, text in of_parameters.items()},
    }


def stale_pages(pages: Mapping[str, str], folder: Path = FOLDER) -> list[str]:
    """Paths of pages that are missing, differ, or have nothing that they are made from any more."""
    there = {
        path.relative_to(folder).as_posix(): path.read_text("utf-8")
        for path in folder.rglob("*.md")
    }
    for name in (*BY_HAND, *MADE_ELSEWHERE):
        there.pop(name, None)
    return sorted(name for name in {*pages, *there} if pages.get(name) != there.get(name))


def write_pages(pages: Mapping[str, str], folder: Path = FOLDER) -> list[str]:
    """Write what differs, take away what is no page any more; return the paths."""
    (folder / PARAMETERS).mkdir(parents=True, exist_ok=True)
    changed = stale_pages(pages, folder)
    for name in changed:
        if name in pages:
            (folder / name).write_text(pages[name], encoding="utf-8")
        else:
            (folder / name).unlink()
    return changed
