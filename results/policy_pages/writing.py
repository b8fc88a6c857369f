"""All pages of docs/policies: made, written, held against what is committed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path

from results.policy_pages.index import index_page
from results.policy_pages.page import policy_page
from scenarios.policy_folder import load_policies
from scenarios.register import read_register
from scenarios.yaml_document import read_document

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "policies"
UNMOVED = ROOT / "tests" / "mutations" / "unmoved.yaml"


def made_pages() -> dict[str, str]:
    """Text of every page by its file name.

    Raises:
        InputError: with every fault of every policy file.
    """
    policies, rows = load_policies(), read_register()
    unmoved = reasons([rule.id for policy in policies for rule in policy.instruments])
    pages = {f"{policy.id}.md": policy_page(policy, rows, unmoved) for policy in policies}
    return {"README.md": index_page(policies, rows, unmoved), **pages}


def reasons(instruments: Sequence[str], path: Path = UNMOVED) -> dict[str, str]:
    """Why instruments change nothing in a run, by their ids; empty where nobody said so.

    The file names figures and instruments by patterns, of which the longest that fits counts.
    """
    if not path.exists():
        return {}
    patterns = read_document(path, path.name).data.get("runs") or {}
    found = {}
    for name in instruments:
        fitting = [pattern for pattern in patterns if fnmatchcase(name, pattern)]
        if fitting:
            found[name] = str(patterns[max(fitting, key=len)])
    return found


def stale_pages(pages: Mapping[str, str], folder: Path = FOLDER) -> list[str]:
    """Names of files that are missing, differ, or have no policy any more."""
    there = {path.name: path.read_text("utf-8") for path in folder.glob("*.md")}
    return sorted(name for name in {*pages, *there} if pages.get(name) != there.get(name))


def write_pages(pages: Mapping[str, str], folder: Path = FOLDER) -> list[str]:
    """Write what differs, take away what has no policy any more; return the names."""
    folder.mkdir(parents=True, exist_ok=True)
    changed = stale_pages(pages, folder)
    for name in changed:
        if name in pages:
            (folder / name).write_text(pages[name], encoding="utf-8")
        else:
            (folder / name).unlink()
    return changed
