"""Shared worlds: the shipped scenario, prepared once, thinned to a handful of firms."""

from __future__ import annotations

import dataclasses
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import scenarios
from sim.model_inputs import Inputs, prepare

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = ROOT / "scenarios" / "shenzhen-doubling.yaml"
MEASURES_2024 = ROOT / "scenarios" / "shenzhen-2024.yaml"
World = Callable[..., Inputs]


def thin(inputs: Inputs, firms: int) -> Inputs:
    """Keep about `firms` firms, evenly spread over the roster, giants all kept."""
    import numpy as np

    step = max(1, inputs.firm_count // firms)
    chosen = np.zeros(inputs.firm_count, dtype=bool)
    chosen[::step] = True
    chosen |= inputs.strata["role"][inputs.stratum_of] == 2
    return pick(inputs, chosen)


def pick(inputs: Inputs, chosen: Any) -> Inputs:
    """Keep the chosen rows of the roster."""
    return dataclasses.replace(
        inputs,
        ids=inputs.ids[chosen].copy(),
        stratum_of=inputs.stratum_of[chosen].copy(),
        entry_quarters=inputs.entry_quarters[chosen].copy(),
    )


def panyu_files(folder: Path) -> Path:
    """A scenario in which the documents of province and district hold, for tests alone.

    Shenzhen's economy stands in under the name of Guangzhou with one district, Panyu: what the
    rules pay is theirs, what the city invests is nobody's.
    """
    shipped = ROOT / "scenarios"
    place = (shipped / "places" / "shenzhen.yaml").read_text("utf-8")
    place = place.replace("city: shenzhen", "city: guangzhou")
    one = "districts:\n  - {id: panyu, label: {zh: 番禺, en: Panyu}, share: 1.0}\n\n"
    place = re.sub(r"districts:\n(  - .*\n)+\n", one, place, count=1)
    (folder / "place.yaml").write_text(place, "utf-8")
    shutil.copy(shipped / "behaviour.yaml", folder)
    policies = ("panyu-2015", "guangdong-2018", "guangdong-funds", "national-tax")
    groups: set[str] = set()
    for name in policies:
        text = (shipped / "policies" / f"{name}.yaml").read_text("utf-8")
        (folder / f"{name}.yaml").write_text(text, "utf-8")
        groups |= set(re.findall(r"^ +group: (\S+)$", text, re.MULTILINE))
    lines = [
        "id: panyu-bench", "title: {zh: 番禺, en: Panyu}", "question: {zh: 试, en: Test}",
        "place: place.yaml", "behaviour: behaviour.yaml", "policies:",
        *(f"  - {name}.yaml" for name in policies), "groups:",
        *(f"  {name}: {{zh: {name}, en: {name}}}" for name in sorted(groups)),
        "programme: {policies: [panyu-2015, guangdong-2018, guangdong-funds], "
        "announced: 2014-12-31}",
        "horizon: {start: 2013-Q1, report_from: 2014, end: 2026-Q4}", "runs: 2", "seed: 3",
        "baseline: no-programme", "variants:", "  - {id: as-enacted, title: {zh: 实, en: Enacted}}",
        "  - {id: no-programme, title: {zh: 无, en: None}, without_policies: "
        "[panyu-2015, guangdong-2018, guangdong-funds]}",
    ]  # fmt: skip
    path = folder / "panyu-bench.yaml"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def prepared(scenario: Any) -> World:
    """`world(variant, firms, levers)`: prepared inputs, cached; in levers `__` stands for a dot."""
    cache: dict[Any, Inputs] = {}

    def make(variant: str = "as-enacted", firms: int = 240, **levers: Any) -> Inputs:
        names = {name.replace("__", "."): value for name, value in levers.items()}
        key = (variant, firms, tuple(sorted(names.items())))
        if key not in cache:
            cache[key] = thin(prepare(scenario, variant, names or None), firms)
        return cache[key]

    return make


@pytest.fixture(scope="session")
def scenario() -> Any:
    return scenarios.load_scenario(SHIPPED)


@pytest.fixture(scope="session")
def world(scenario: Any) -> World:
    """Worlds of the doubling plan."""
    return prepared(scenario)


@pytest.fixture(scope="session")
def world_2024() -> World:
    """Worlds of the measures of 2024."""
    return prepared(scenarios.load_scenario(MEASURES_2024))


@pytest.fixture(scope="session")
def world_panyu(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Worlds of province and district, in a place made up for tests."""
    return prepared(scenarios.load_scenario(panyu_files(tmp_path_factory.mktemp("panyu"))))
