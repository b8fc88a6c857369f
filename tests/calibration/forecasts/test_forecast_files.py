"""Stored forecasts and scores: read back as written, a changed figure caught, ends in order."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import numpy as np
import pytest

from calibration.fit.baselines import Normal
from calibration.fit.scoring import scored
from calibration.forecasts import record, score_table
from calibration.forecasts.__main__ import main, without_places
from calibration.forecasts.hold_outs import Held
from calibration.forecasts.published import PLACES, investment_figures
from calibration.forecasts.runs import MEASURES
from scenarios.errors import InputError

DRAWS = np.random.default_rng(9).normal(size=4000)


def made() -> record.Forecasts:
    years = [
        record.YearForecast(
            measure=MEASURES[0], year=2020, log_growth=record.quantiles_of(0.1 + 0.2 * DRAWS),
            level=record.quantiles_of(np.exp(24 + 0.3 * DRAWS)), published=[],
        )
    ]  # fmt: skip
    manifest = record.Manifest(
        known_by=dt.date(2018, 1, 31), made=dt.date(2026, 1, 1), command="x", law="l", data="d",
        priors={}, runs={}, runs_digest={}, left_out={}, seed=1, draws=4000, last=2020,
        figures=record.digest_of_figures(years),
    )  # fmt: skip
    return record.Forecasts(
        place="shenzhen", anchor={}, conditioned_on=[], scales={}, spread=[], years=years,
        manifest=manifest,
    )  # fmt: skip


def table(shift: float = 0.0) -> score_table.ScoreTable:
    one = scored("figure", 0.1, 0.1 + shift + 0.1 * DRAWS, DRAWS, [Normal("naive", 0.5, 0.1, "b")])
    manifest = score_table.ScoreManifest(
        made=dt.date(2026, 1, 1), command="x", law="l", runs={}, runs_digest={}, seed=1, figures=""
    )
    return score_table.table_of([Held(dt.date(2018, 1, 31), one, ("known",))], [], manifest)


def test_a_forecast_is_read_as_it_was_written(tmp_path: Path) -> None:
    record.write(made(), tmp_path)
    assert record.read("shenzhen", tmp_path) == made()
    text = record.path_of("shenzhen", tmp_path).read_text("utf-8")
    assert "0.1" in text and max(map(len, text.splitlines())) < 400


def test_quantiles_are_those_of_the_draws() -> None:
    found = record.quantiles_of(DRAWS)
    assert found.quantiles == pytest.approx(np.quantile(DRAWS, record.LEVELS).tolist(), rel=1e-4)
    assert (found.low_90, found.median, found.high_90) == tuple(
        found.quantiles[k] for k in (0, 9, 18)
    )


@pytest.mark.parametrize("place", ["quantiles", "median"])
def test_a_changed_figure_of_a_forecast_is_caught(tmp_path: Path, place: str) -> None:
    path = record.write(made(), tmp_path)
    document = json.loads(path.read_text("utf-8"))
    numbers = document["years"][0]["log_growth"]
    if place == "median":
        numbers["median"] += 0.001
    else:
        numbers["quantiles"][1] += 0.0001
    path.write_text(json.dumps(document), "utf-8")
    with pytest.raises(InputError, match="digest" if place == "quantiles" else "must be those"):
        record.read("shenzhen", tmp_path)


def test_quantiles_that_fall_are_refused() -> None:
    values = [float(k) for k in range(19)]
    values[3] = 99.0
    with pytest.raises(ValueError, match="rise"):
        record.Quantiles(
            median=9.0, low_50=4.0, high_50=14.0, low_90=0.0, high_90=18.0, quantiles=values
        )


def test_a_missing_file_is_said_and_ends_with_code_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(InputError, match="no such file"):
        record.read("shenzhen", tmp_path)
    with pytest.raises(InputError, match="no such file"):
        score_table.read(tmp_path)
    assert main(["check", "--into", str(tmp_path)]) == 2
    assert "no such file" in capsys.readouterr().err


def test_scores_are_read_as_written_and_a_changed_one_is_caught(tmp_path: Path) -> None:
    path = score_table.write(table(), tmp_path)
    assert score_table.read(tmp_path) == table()
    document = json.loads(path.read_text("utf-8"))
    document["years"][0]["scores"][0]["crps"] *= 0.5
    path.write_text(json.dumps(document), "utf-8")
    with pytest.raises(InputError, match="digest"):
        score_table.read(tmp_path)


def test_skill_counts_figures_and_which_was_better() -> None:
    row = next(one for one in table().skill_of_years if one.against == "naive")
    scores = {one.name: one.crps for one in table().years[0].scores}
    assert row.figures == row.better == 1
    assert row.skill == pytest.approx(1 - scores["model"] / scores["naive"], abs=2e-4)
    worse = next(one for one in table(1.0).skill_of_years if one.against == "naive")
    assert worse.better == 0 and worse.skill < 0


@pytest.mark.parametrize("place", PLACES)
def test_stored_forecasts_are_whole(place: str) -> None:
    found = record.read(place)
    told = {(one.measure, one.year) for one in found.years}
    assert {(measure, year) for measure in MEASURES for year in (2020, 2024)} <= told
    ids = {one.id for one in investment_figures()}
    assert ids.intersection(found.conditioned_on)
    for one in found.years:
        assert one.level.low_90 > 0
        assert one.log_growth.high_90 - one.log_growth.low_90 > 0.02


def test_stored_scores_are_of_published_figures_not_known_then() -> None:
    observed = {one.id: one for one in investment_figures()}
    found = score_table.read()
    assert {"shenzhen.reported_renovation.growth.2018"} <= {one.figure for one in found.years}
    for row in found.years:
        one = observed[row.figure]
        assert row.known_by is not None and one.known > row.known_by
        assert row.observed == pytest.approx(one.log_value, abs=1e-4)
        for name in row.conditioned_on:
            assert observed[name].known <= row.known_by
    for row in found.places:
        assert row.figure.split(".")[0] not in {name.split(".")[0] for name in row.conditioned_on}


def test_a_command_is_told_without_folders_and_processes() -> None:
    given = ["make", "--runs", "4", "4", "4", "--folder", "here", "--into=there", "--workers", "2"]
    assert without_places(given) == ["make", "--runs", "4", "4", "4"]
