"""A calibration looked into from end to end on an invented bank, with its progress told."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import made_banks as made
import pytest

from calibration.bank import runs
from calibration.fit import calibrate as calibrating
from calibration.fit import posterior_fit
from calibration.fit.calibrate import Calibrated, Request, examined
from calibration.fit.posterior_fit import fit
from calibration.fit.predictive import Predictive
from calibration.fit.predictive_spread import DRAWS, SEEDS
from calibration.fit.screening import screen, table_of
from calibration.moments import disputed
from sim.runs.progress import Progress

FIGURE = SimpleNamespace(name="error.all", low=0.5, high=2.0)


def calibrated(folder: Path) -> Calibrated:
    bank, moments = made.bank(), made.moments(made.observed_at())
    table = table_of(bank, moments)
    screening = screen(table, 1, learnable=set(made.columns()))
    found = fit(table, made.unknown(), screening.free, 1)
    draws = found.posterior.values[:30]
    request = Request("shenzhen", folder, predicted=30, firms=60)
    return Calibrated(
        request, made.unknown(), bank, table, screening, found, draws,
        Predictive(draws, bank.runs[:30], {}),
    )  # fmt: skip


def test_all_parts_are_there_and_told_one_after_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posterior_fit, "PARTICLES", 300)
    before = calibrated(tmp_path)
    asked: list[dict[str, Any]] = []

    def one_run(_plan: Any, run: int, values: dict[str, Any]) -> dict[str, float]:
        asked.append(values)
        return before.bank.runs[100 + run]

    def moments(request: Request, replaced: dict[str, float] | None = None) -> Any:
        assert request == before.request
        times = (replaced or {}).get(FIGURE.name, 1.0)
        own = before.table.moments
        return type(own)(own.items, own.covariance * times**2)

    monkeypatch.setattr(runs, "one_run", one_run)
    monkeypatch.setattr(disputed, "disputed_figures", lambda: (FIGURE,))
    monkeypatch.setattr(calibrating, "_moments", moments)
    told: list[tuple[str, Progress]] = []
    found = examined(before, lambda part, progress: told.append((part, progress)))
    assert list(dict(told)) == ["information", "influence", "profiles", "spread"]
    assert all(progress.done == progress.total for progress in dict(told).values())
    assert found.information is not None and found.information.names == found.names
    assert found.influence is not None and found.influence[0].figure == FIGURE.name
    assert found.profiles is not None and [one.name for one in found.profiles] == list(found.names)
    assert found.spread is not None and (found.spread.draws, found.spread.seeds) == (DRAWS, SEEDS)
    assert found.fit is before.fit and len(asked) == DRAWS * (SEEDS - 1)
    name = found.names[0]
    held = [values[name] for values in asked[:: SEEDS - 1]]
    assert held == pytest.approx(found.draws[:DRAWS, 0].tolist())


def test_what_is_not_asked_for_is_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posterior_fit, "PARTICLES", 300)
    found = calibrated(tmp_path)
    parts = (found.information, found.influence, found.profiles, found.spread)
    assert parts == (None, None, None, None)
    assert Request("shenzhen", tmp_path).examined
