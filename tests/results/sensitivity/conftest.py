"""A small city asked what drives it, once: its question, outputs and record."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from results.sensitivity import carry_out
from results.sensitivity.asked import Asked, question
from results.sensitivity.record import record_of

ROOT = Path(__file__).resolve().parents[3]
DOUBLING = ROOT / "scenarios" / "shenzhen-doubling.yaml"
MOVED = ("behaviour.payback", "behaviour.gain_median", "behaviour.size_median")
SMALL: dict[str, Any] = {
    "factors": MOVED, "groups": "none", "rows": 8, "scrambles": 4, "firms": 120,
}  # fmt: skip


@pytest.fixture(scope="session")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("runs")


@pytest.fixture(scope="session")
def small(runs: Path) -> Any:
    """Question and outputs of a Sobol design."""
    asked = question(Asked(DOUBLING, **SMALL))
    return asked, carry_out.outputs_of(asked, carry_out.bases_of(asked), runs, 1)


@pytest.fixture(scope="session")
def record(small: Any) -> dict[str, Any]:
    return record_of(*small, 1.0, "jigai sensitivity scenarios/shenzhen-doubling.yaml")
