"""What `jigai calibrate` prints, and what it refuses before any work."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from made_banks import bank, columns, moments, observed_at, unknown
from rich.console import Console
from typer.testing import CliRunner

from calibration.fit import calibrate as calibrating
from calibration.fit.calibrate import Calibrated, Request
from calibration.fit.posterior_fit import fit
from calibration.fit.predictive import Predictive
from calibration.fit.reach import Distances, Reach
from calibration.fit.screening import screen, table_of
from calibration.moments.catalogue import moments_of
from results.calibrating.text import (
    chance,
    figure_label,
    print_calibration,
    reach_told,
    scaled,
)
from results.cli.app import build_app


def calibrated(off: dict[str, float] | None = None, without: tuple[str, ...] = ()) -> Calibrated:
    """A calibration of an invented bank."""
    runs = bank()
    table = table_of(runs, moments(observed_at(), off))
    learnable = set(columns())
    found = fit(table, unknown(), screen(table, 1, learnable=learnable).free, 1)
    draws = found.posterior.values[:20]
    return Calibrated(
        Request("shenzhen", Path("nowhere"), without=without), unknown(), runs, table,
        screen(table, 1, learnable=learnable), found, draws,
        Predictive(draws, runs.runs[:20], {}),
    )  # fmt: skip


def told(found: Calibrated, language: Any = "en") -> str:
    console = Console(file=StringIO(), width=160)
    print_calibration(found, language, console)
    assert isinstance(console.file, StringIO)
    return " ".join(console.file.getvalue().split())


def test_a_good_fit_is_told_in_both_languages() -> None:
    found = calibrated()
    english, chinese = told(found), told(found, "zh")
    assert "600 prior runs, 600 of them used; 8 unknown quantities, of which 3 are free" in english
    assert "Of 3 free parameters 3 are learned" in english and "Warning" not in english
    assert "extrapolates" not in english
    assert "No block of data clearly contradicts the others." in english
    assert "of 3 parameters agree" in english
    assert "参数 a" in chinese and "没有一组数据与其余数据明显矛盾" in chinese
    for name in found.names:
        assert f"parameter {name}" in english


def test_data_that_cannot_be_squared_are_warned_of() -> None:
    text = told(calibrated({"growth": 0.6}))
    assert "Warning" in text and "Do not trust the posterior" in text and "< 0.001" in text
    far = told(calibrated({"growth": 3.0}))
    assert "the posterior extrapolates" in far
    assert "so many times as large: all figures together > 64, growth > 64." in far


def test_what_discrepancy_would_be_needed_is_told() -> None:
    near = Distances(1.0, 1.0, 2.0, 0.5)

    def placed(block: str, beyond: float, times: float) -> Reach:
        return Reach(9.0, 1.0, 2.0, beyond, block, 3, near, times)

    rows = [placed("all", 0.0, 1.83), placed("growth", 0.4, 0.0), placed("facts", 0.0, 2.97)]
    english = reach_told(rows, 1600, "en")
    assert "than any of 1600 prior runs (all figures together, research findings)" in english[0]
    assert english[1].endswith("large: all figures together 1.8, research findings 3.0.")
    assert reach_told(rows, 1600, "zh")[1].endswith("全部公布数 1.8, 研究发现 3.0。")
    enough = reach_told([placed("facts", 0.0, 0.7)], 1600, "en")
    assert (
        enough[1] == "With the declared discrepancy of the model they lie within 95 % of the runs."
    )
    assert reach_told([placed("facts", 0.1, 0.7)], 1600, "en") == []


def test_what_was_held_out_left_out_or_failed_is_said() -> None:
    found = calibrated(without=("2018",))
    object.__setattr__(found.table, "left_out", {"facts.1": 0.3})
    object.__setattr__(found.bank, "failed", {3: "BrokenIdentityError: pot x"})
    text = told(found)
    assert "Held out: 2018." in text and "end before their year: facts.1" in text
    assert "1 runs gave no figures: BrokenIdentityError: pot x" in text
    assert "601 prior runs" in text


def test_figures_are_written_as_they_are_published() -> None:
    items = {one.name.removeprefix("shenzhen."): one for one in moments_of("shenzhen").items}
    growth = items["reported_renovation.growth.2017"]
    assert scaled(growth, growth.value) == "62.6 %"
    assert figure_label(growth, "en") == "Renovation investment, reported, growth in 2017"
    level = items["reported_renovation.level.2018"]
    assert scaled(level, level.value) == "42.5 bn"
    plan = figure_label(items["reported_renovation.level.2016.plan"], "zh")
    assert plan.endswith("2016 年（按计划推算）")
    firms = items["above_scale_firms.level.2015"]
    assert scaled(firms, firms.value) == "6,539"
    share = items["fact.TAX-17"]
    assert scaled(share, float(np.log1p(12.0))) == "12"
    assert chance(0.0002) == "< 0.001" and chance(0.04) == "0.040"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["shenzen"], "did you mean 'shenzhen'?"),
        (["shenzhen", "--without", "2081"], "rests on 2081"),
        (["shenzhen", "--without", "shenzhen.reported_renovation.growht.2018"], "did you mean"),
        (["shenzhen", "--runs", "60"], "a fit needs 500 or more"),
        (["shenzhen", "--without", "2018", "--publish"], "not with --without"),
        (["shenzhen", "--seed", "0", "--publish"], "not with --seed"),
        (["shenzhen", "--without", "2018", "--report"], "not with --without"),
        (["shenzhen", "--known-by", "2018-01-31", "--publish"], "not with --known-by"),
        (["shenzhen", "--known-by", "31.1.2018"], "does not match the format"),
        (["shenzhen", "--known-by", "2018-02-30"], "does not match the format"),
        (["shenzhen", "--known-by", "2100-01-01"], "was known by 2100-01-01"),
        (["shenzhen", "--known-by", "1990-01-01"], "no figure of shenzhen was published by"),
    ],
)
def test_a_wrong_request_is_refused_before_any_run(
    arguments: list[str], said: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(calibrating, "calibrate", lambda *_: pytest.fail("ran"))
    result = CliRunner().invoke(build_app("en"), ["calibrate", *arguments, "--out", str(tmp_path)])
    assert result.exit_code == 2
    assert said in " ".join(result.output.split())


def test_the_command_prints_and_publishes_only_if_asked(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    found = calibrated()
    calibrating.places()  # kept from now on, so that only the posterior goes elsewhere
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(calibrating, "calibrate", lambda *_: found)
    monkeypatch.setattr(calibrating, "SCENARIOS", tmp_path)
    monkeypatch.setattr(
        calibrating, "document_of",
        lambda one, command: {
            "id": "x", "made": {"command": command, "law": "1", "data": "2", "prior": "3"},
            "title": {"zh": "x", "en": "x"}, "free": [], "draws": one.draws.tolist(),
        },
    )  # fmt: skip
    path = tmp_path / "posteriors" / "shenzhen.yaml"
    arguments = ["calibrate", "shenzhen", "--out", str(tmp_path)]
    result = CliRunner().invoke(build_app("en"), arguments)
    assert result.exit_code == 0 and "--publish writes it" in result.output, result.output
    assert not path.exists()
    report = Path("nowhere") / "shenzhen-report"  # the folder of the request, which is invented
    assert (report / "shenzhen.zh.md").is_file() and (report / "record.json").is_file()
    result = CliRunner().invoke(build_app("en"), [*arguments, "--publish"])
    assert result.exit_code == 0 and path.is_file(), result.output
    assert path.read_text("utf-8").startswith("# Made by `jigai calibrate shenzhen --publish`")


def test_figures_of_years_beyond_the_runs_are_left_out_and_named() -> None:
    plan = Request("guangdong", Path("nowhere")).plan
    every = moments_of("guangdong")
    within, beyond = calibrating.within_horizon(every, plan)
    assert beyond and all(".2025" in name for name in beyond)
    assert set(within.names) | set(beyond) == set(every.names)


def test_only_what_was_known_by_a_day_is_asked_for_and_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    day = dt.date(2018, 1, 31)
    asked: list[Request] = []

    def noted(request: Request, *_: object) -> Calibrated:
        asked.append(request)
        return replace(calibrated(), request=request)

    monkeypatch.setattr(calibrating, "calibrate", noted)
    arguments = ["calibrate", "shenzhen", "--known-by", "2018-01-31", "--out", str(tmp_path)]
    result = CliRunner().invoke(build_app("en"), arguments)
    assert result.exit_code == 0 and asked[0].known_by == day
    assert "Only what was published by 2018-01-31 is used." in result.output
    assert "只用 2018-01-31 前已公布的数" in told(replace(calibrated(), request=asked[0]), "zh")
    early = calibrating._moments(asked[0])
    assert early.names == moments_of("shenzhen", known_by=day).names
    assert len(early.names) < len(moments_of("shenzhen").names)
