"""Scenarios that design files name, loaded once a module: what is tried is the sweep."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scenarios import load_scenario, sweep_loading


@pytest.fixture(scope="module", autouse=True)
def read_once() -> Iterator[None]:
    """Keep each scenario as it was loaded first, in a module that imports this."""
    kept: dict[Path, Any] = {}

    def load(path: Path, *others: Any) -> Any:
        if path not in kept:
            kept[path] = load_scenario(path, *others)
        return kept[path]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sweep_loading, "load_scenario", load)
        yield
