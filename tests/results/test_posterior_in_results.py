"""A scenario with a posterior, from the command line to the page: what is said is what was run."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from explained_worlds import small_files
from typer.testing import CliRunner

from results import api, uncertainty
from results.cli.app import build_app
from results.explaining.text import text_of_explanation
from results.explaining.world import world_of
from results.progress.text import notes as progress_notes
from results.study import PosteriorNote, Text
from results.summary_text import notes
from scenarios import InputError
from tests.made_posterior import NAME, RANGES, posterior_text, rows_of, with_posterior

SCENARIO = "shenzhen-doubling.yaml"
ROWS = rows_of(3)
FREE = tuple(RANGES)
NOTE = PosteriorNote("made-up", 3, Text("虚构", "Made up"), 3, FREE, FREE[:1], ())


def call(*arguments: object) -> Any:
    return CliRunner().invoke(build_app("en"), [str(part) for part in arguments])


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = small_files(tmp_path_factory.mktemp("files"), 60)
    with_posterior(folder / SCENARIO, posterior_text(FREE, ROWS))
    return folder


@pytest.fixture(scope="module")
def found(files: Path, tmp_path_factory: pytest.TempPathFactory) -> api.Run:
    return api.run(
        files / SCENARIO, seed=5, runs=4, variants=["as-enacted", "no-programme"], workers=1,
        out=tmp_path_factory.mktemp("runs"),
    )  # fmt: skip


# -- check


def test_check_tells_of_the_draws_and_of_what_was_learned(files: Path) -> None:
    assert api.check(files / SCENARIO).posterior == NOTE
    text = call("check", files / SCENARIO).stdout
    assert "posterior made-up, version 3: Made up; 3 draws, one a run, of 2 parameters" in text
    assert "  learned: behaviour.payback\n" in text
    assert "  not learned, as the prior: place.own_trend_share\n" in text
    assert "held by" not in text
    chinese = call("check", files / SCENARIO, "--lang", "zh").stdout
    assert "后验 made-up 第 3 版：虚构；3 组参数" in chinese and "未学到" in chinese
    record = json.loads(call("check", files / SCENARIO, "--json").stdout)
    assert (record["posterior"]["draws"], record["posterior"]["learned"]) == (3, [FREE[0]])


def test_check_tells_what_a_setting_holds(files: Path) -> None:
    text = call("check", files / SCENARIO, "--set", f"{FREE[0]}=2").stdout
    assert "  held by a setting: behaviour.payback\n" in text
    assert "  learned:" not in text
    both = call("check", files / SCENARIO, "--set", f"{FREE[0]}=2", "--set", f"{FREE[1]}=0.5")
    assert "posterior" not in both.stdout


def test_check_refuses_a_posterior_with_its_line(files: Path, tmp_path: Path) -> None:
    folder = small_files(tmp_path, 60)
    rows = [[3.5, 0.5], *ROWS]
    with_posterior(folder / SCENARIO, posterior_text(FREE, rows))
    stopped = call("check", folder / SCENARIO)
    assert stopped.exit_code == 2
    assert "made-up.yaml:12:6: draws[1][1]: lies outside the range" in stopped.stderr


# -- run


def test_a_run_says_that_its_ranges_hold_chance_and_parameters(found: api.Run) -> None:
    assert found.study.posterior == NOTE
    record = found.summary().as_dict()
    assert record["parameters"] == "draws of the posterior made-up, version 3, one a run"
    assert record["intervals"]["covers"] == uncertainty.CHANCE_AND_PARAMETERS
    assert record["posterior"]["id"] == "made-up"
    english = " ".join(notes(found.summary(), "en"))
    assert "one of the 3 draws of the posterior 'Made up'" in english
    assert "2 parameters vary, 1 of them learned" in english
    assert "chance and parameters together" in english and "used again" in english
    assert "prior means" not in english and "not doubt about parameters" not in english
    chinese = "".join(notes(found.summary(), "zh"))
    assert "偶然波动与参数的不确定性都在内" in chinese and "先验均值" not in chinese


def test_a_stored_run_is_opened_with_its_posterior(found: api.Run) -> None:
    assert api.open_run(found.folder).study == found.study


@pytest.mark.parametrize("drawn", [False, True])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_text_on_ranges_follows_the_run(build_study: Any, language: Any, drawn: bool) -> None:
    study = build_study(posterior=NOTE if drawn else None)
    both = {"zh": "偶然波动与参数", "en": "chance and parameters together"}[language]
    chance = {"zh": "不含参数", "en": "not doubt about parameters"}[language]
    prior = {"zh": "先验均值", "en": "prior means"}[language]
    for text in (
        uncertainty.interval_note(study, language),
        uncertainty.band_note(study, language),
    ):
        assert (both in text, chance in text) == (drawn, not drawn), text
    whisker = uncertainty.whisker_note(study, language)
    assert (both in whisker) == drawn and "{" not in whisker
    for text in (
        uncertainty.parameters_note(study, language),
        uncertainty.parameters_line(study, language),
    ):
        assert (prior in text, NOTE.title.text(language) in text) == (not drawn, drawn)
    assert "again" not in uncertainty.parameters_note(replace(study, runs=3), "en")


def test_progress_says_so_too(found: api.Run) -> None:
    said = " ".join(progress_notes(found.progress(), "en"))
    assert "Ranges cover chance and parameters together." in said and "prior means" not in said


def test_charts_say_so_too(found: api.Run, tmp_path: Path) -> None:
    from results.charts import investment

    figure = investment.draw(found.summary(), "en")
    parts = figure.findobj(lambda one: hasattr(one, "get_text"))
    texts = " ".join(" ".join(part.get_text() for part in parts).split())
    assert "chance and parameters together" in texts and "parameters drawn from" in texts


# -- one world


def test_explaining_a_scenario_takes_the_means_and_says_so(files: Path) -> None:
    world = world_of(files / SCENARIO, replicate=1)
    means = api.base(files / SCENARIO).scenario.posterior
    assert means is not None
    assert float(world.inputs("as-enacted").behaviour["payback"][0]) == means.mean()[FREE[0]]
    listed = api.find_firms(files / SCENARIO, ["investing"])
    assert listed.parameters is not None and listed.parameters.draw is None
    explained = api.explain(files / SCENARIO, listed.firms[0].id, listed.firms[0].quarter)
    english = text_of_explanation(explained, "en")
    assert "\nparameters at the means of the posterior 'Made up', version 3" in english
    assert "的均值" in text_of_explanation(explained, "zh")
    assert explained.as_dict()["parameters"]["draw"] is None


def test_explaining_a_stored_run_takes_the_draw_of_its_replicate(
    found: api.Run, files: Path
) -> None:
    world = world_of(found.folder, replicate=3, scenario=files / SCENARIO)
    for variant in ("as-enacted", "no-programme"):
        behaviour = world.inputs(variant).behaviour
        assert float(behaviour["payback"][0]) == ROWS[0][0]  # the fourth run of three draws
    assert world.parameters is not None and world.parameters.draw == 0
    listed = api.find_firms(found.folder, ["investing"], replicate=1, scenario=files / SCENARIO)
    assert listed.parameters is not None and listed.parameters.draw == 1


def test_a_setting_wins_where_one_world_is_asked_about(files: Path) -> None:
    world = world_of(files / SCENARIO, levers={FREE[0]: 2.25, FREE[1]: 0.5})
    assert float(world.inputs("as-enacted").behaviour["payback"][0]) == 2.25
    assert world.parameters is None


def test_other_draws_than_those_of_the_run_are_refused(
    found: api.Run, files: Path, tmp_path: Path
) -> None:
    """The means are the same and every file but the posterior: the draws stand in another order."""
    folder = small_files(tmp_path, 60)
    with_posterior(folder / SCENARIO, posterior_text(FREE, [ROWS[1], ROWS[0], ROWS[2]]))
    with pytest.raises(InputError, match=f"{NAME} changed since it was made"):
        world_of(found.folder, scenario=folder / SCENARIO)


# -- in Python


def test_a_base_stands_at_the_means_and_its_draws_are_settings(files: Path) -> None:
    base = api.base(files / SCENARIO, quarters=8)
    posterior = base.scenario.posterior
    assert posterior is not None
    assert float(base.inputs.behaviour["payback"][0]) == posterior.mean()[FREE[0]]
    settings = posterior.settings()
    result = api.ensemble(base, settings, ["reported_renovation"], replicates=2, workers=1)
    assert result.is_complete and not result.failures()
    assert [values[FREE[0]] for values in result.settings] == [row[0] for row in ROWS]
    held = api.base(files / SCENARIO, levers={FREE[0]: 2.0}).scenario.posterior
    assert held is not None and held.names == [FREE[1]]


def test_replicate_r_of_a_run_is_draw_r_of_an_ensemble(found: api.Run, files: Path) -> None:
    base = api.base(files / SCENARIO)
    assert base.scenario.posterior is not None
    settings = base.scenario.posterior.settings()
    result = api.ensemble(base, settings, ["true_renovation"], replicates=4, seed=5, workers=1)
    table = found.quarters().query(
        "measure == 'true_renovation' and region == 'city' and size_class == 'all'"
        " and variant == 'as-enacted'"
    )
    for run in range(4):
        row = next(n for n in range(result.runs) if result.place_of(n) == (run % 3, run))
        own = table[table["run"] == run].sort_values("period")["value"].to_numpy()
        totals = result.totals[row, :, 0]
        assert np.array_equal(totals[totals.nonzero()], own[own.nonzero()])
