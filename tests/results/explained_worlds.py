"""A small city to explain firms of: the shipped scenarios with few firms, once for all tests."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import scenarios
from results.explaining.finding import search
from results.explaining.life import taped
from results.explaining.tape import Frame
from results.explaining.world import World, world_of

SHIPPED = Path(scenarios.__file__).parent
FIRMS = 500


def small_files(folder: Path, firms: int = FIRMS) -> Path:
    """Copy the shipped inputs into a folder, with a stated sub-sample of firms."""
    folders = [SHIPPED / name for name in ("places", "policies", "posteriors")]
    for path in [*SHIPPED.glob("*.yaml"), *filter(Path.is_dir, folders)]:
        copy = shutil.copytree if path.is_dir() else shutil.copy
        copy(path, folder / path.name)
    for path in folder.glob("shenzhen-*.yaml"):
        text = path.read_text(encoding="utf-8")
        path.write_text(f"{text}population_limit: {firms}\n", encoding="utf-8")
    return folder


@cache
def folder() -> Path:
    """The small city's files."""
    return small_files(Path(mkdtemp()))


@cache
def small_world(name: str = "shenzhen-doubling", variant: str | None = None) -> World:
    """A world of the small city."""
    return world_of(folder() / f"{name}.yaml", variant)


@cache
def frames_of(row: int, name: str = "shenzhen-doubling", variant: str | None = None) -> list[Frame]:
    """The taped life of one firm."""
    world = small_world(name, variant)
    return taped(world, world.variant, row)


@cache
def cases(name: str = "shenzhen-doubling") -> dict[str, list[tuple[int, str]]]:
    """Firms and quarters by what happened, as `--find` lists them."""
    from results.explaining.finding import KINDS

    found: dict[str, list[tuple[int, str]]] = {}
    for one in search(small_world(name), KINDS):
        found.setdefault(one.kind, []).append((one.id, one.quarter))
    return found
