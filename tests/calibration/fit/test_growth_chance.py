"""The study of growth and chance on invented runs: which runs, what is told, its record."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from calibration.bank import runs
from calibration.fit import growth_chance
from calibration.fit.calibrate import Request
from calibration.fit.growth_chance import main, study, written
from calibration.moments.catalogue import moments_of

GROWTH = [one.name for one in moments_of("shenzhen").items if one.block == "growth"]


def invent(monkeypatch: pytest.MonkeyPatch, share: float, falls: tuple[int, ...] = ()) -> list[Any]:
    """Runs whose levels are those of their point and of chance, as `share` says."""
    asked: list[Any] = []

    def one_run(plan: Any, run: int, values: dict[str, Any]) -> dict[str, float]:
        asked.append((plan, run, values))
        if run in falls:
            raise ArithmeticError("no end")
        own = np.random.default_rng([1, hash(values["behaviour.payback"]) & 0xFFFF])
        chance = np.random.default_rng([2, run])
        found = {}
        for measure in ("reported_renovation", "reported_industrial"):
            for year in range(2014, 2025):
                level = np.sqrt(share) * own.normal() + np.sqrt(1 - share) * chance.normal()
                for quarter in range(1, 5):
                    found[f"{measure}@{year}-Q{quarter}"] = float(np.exp(level))
        return found

    monkeypatch.setattr(runs, "one_run", one_run)
    return asked


def request(folder: Path) -> Request:
    return Request("shenzhen", folder, firms=60)


@pytest.mark.parametrize("share", [0.0, 0.8])
def test_the_share_between_points_is_found(
    share: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = invent(monkeypatch, share)
    record = study(request(tmp_path), points=30, seeds=4)
    assert [row["name"] for row in record["growth"]] == GROWTH
    for row in record["growth"]:
        assert row["low"] <= share + 0.1 and share - 0.1 <= row["high"]
        assert row["points"] == 30 and row["error"] > 0
    assert len(asked) == 120 and {plan.fact_firms for plan, *_ in asked} == {0}
    for run, (_, number, values) in enumerate(asked):
        assert number == run and values == asked[run // 4 * 4][2]
    study(request(tmp_path), points=30, seeds=4)
    assert len(asked) == 120  # kept
    assert {asked[0][0].seed} == {6 + growth_chance.FRESH}


def test_a_point_without_all_its_runs_is_left_out_and_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    invent(monkeypatch, 0.5, falls=(5,))
    record = study(request(tmp_path), points=5, seeds=3)
    assert record["failed"] == {"5": "ArithmeticError: no end"}
    assert {row["points"] for row in record["growth"]} == {4}


def test_the_record_is_written_and_read_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    invent(monkeypatch, 0.5)
    record = study(request(tmp_path), points=4, seeds=2)
    text = written(record)
    assert json.loads(text) == record
    assert sum(line.startswith('  {"name"') for line in text.splitlines()) == len(GROWTH)
    made = record["made"]
    assert (made["points"], made["seeds"], made["seed"]) == (4, 2, 6 + growth_chance.FRESH)
    monkeypatch.setattr(growth_chance, "study", lambda *_, **__: record)
    path = tmp_path / "proofs" / "shenzhen.json"
    assert main(["shenzhen", "--folder", str(tmp_path), "--records", str(path.parent)]) == 0
    assert path.read_text("utf-8") == text == capsys.readouterr().out


def test_what_is_not_a_number_is_null(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def still(_plan: Any, _run: int, _values: Any) -> dict[str, float]:
        return {
            f"{measure}@{year}-Q{quarter}": 1.0
            for measure in ("reported_renovation", "reported_industrial")
            for year in range(2014, 2025) for quarter in range(1, 5)
        }  # fmt: skip

    monkeypatch.setattr(runs, "one_run", still)
    record = study(request(tmp_path), points=3, seeds=2)
    assert {row["share"] for row in record["growth"]} == {None}
    assert json.loads(written(record)) == record
