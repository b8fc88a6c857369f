"""All pages of docs/policies: made, written, held against what is committed."""

from __future__ import annotations

from collections.abc import Mapping
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
        ValueError: a reason is given for what is no instrument.
    """
    policies, rows, unmoved = load_policies(), read_register(), reasons()
    known = {rule.id for policy in policies for rule in policy.instruments}
    if set(unmoved) - known:
        raise ValueError(f"{UNMOVED.name}: no such instrument: {sorted(set(unmoved) - known)}")
    pages = {f"{policy.id}.md": policy_page(policy, rows, unmoved) for policy in policies}
    return {"README.md": index_page(policies, rows, unmoved), **pages}


def reasons(path: Path = UNMOVED) -> Mapping[str, str]:
    """Why instruments change nothing in a run, by their ids; empty where nobody said so."""
    if not path.exists():
        return {}
    return {name: str(reason) for name, reason in read_document(path, path.name).data.items()}


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
