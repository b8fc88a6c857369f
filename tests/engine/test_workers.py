"""The real simulator through the real runner: engine and workers change no byte of the tables."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sim.model_inputs import prepare
from sim.runs import RunPlan, execute

VARIANTS = ("as-enacted", "no-programme", "only-major")


def tables(folder: Path) -> tuple[bytes, bytes]:
    return (folder / "quarters.parquet").read_bytes(), (folder / "years.parquet").read_bytes()


@pytest.fixture(scope="module")
def plan(scenario: Any) -> RunPlan:
    file = scenario.file.model_copy(update={"population_limit": 500})
    small = scenario.model_copy(update={"file": file})
    inputs = tuple(prepare(small, variant) for variant in VARIANTS)
    return RunPlan(inputs=inputs, seed=7, replicates=2)


@pytest.fixture(scope="module")
def reference(plan: RunPlan, tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, bytes]:
    return tables(execute(plan, tmp_path_factory.mktemp("one"), workers=1).folder)


@pytest.mark.parametrize("workers", [2, 4])
def test_any_number_of_workers_gives_the_same_bytes(
    plan: RunPlan, reference: tuple[bytes, bytes], tmp_path: Path, workers: int
) -> None:
    assert tables(execute(plan, tmp_path, workers=workers).folder) == reference


@pytest.mark.slow
def test_the_object_walk_gives_the_same_bytes(
    plan: RunPlan, reference: tuple[bytes, bytes], tmp_path: Path
) -> None:
    assert tables(execute(plan, tmp_path, engine="mesa", workers=1).folder) == reference


@pytest.mark.slow
@pytest.mark.parametrize("workers", [2, 4])
def test_the_object_walk_gives_the_same_bytes_in_processes(
    plan: RunPlan, reference: tuple[bytes, bytes], tmp_path: Path, workers: int
) -> None:
    assert tables(execute(plan, tmp_path, engine="mesa", workers=workers).folder) == reference
