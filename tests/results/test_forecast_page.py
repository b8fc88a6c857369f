"""The page of forecasts is made of the stored files and says what they say."""

from __future__ import annotations

import math

from calibration.forecasts import record, score_table
from calibration.forecasts.published import PLACES
from results.forecast_page import PAGE, held_out_sentence, page

FORECASTS = [record.read(place) for place in PLACES]
SCORES = score_table.read()


def test_the_page_is_the_one_that_the_files_make() -> None:
    assert PAGE.read_text("utf-8") == page(FORECASTS, SCORES)


def test_the_readme_says_what_the_scores_say() -> None:
    readme = (PAGE.parents[1] / "README.md").read_text("utf-8")
    assert held_out_sentence(SCORES) in " ".join(readme.split())


def test_the_sentence_follows_the_scores() -> None:
    better = [one.model_copy(update={"skill": 0.5}) for one in SCORES.skill_of_years]
    told = held_out_sentence(SCORES.model_copy(update={"skill_of_years": better}))
    assert "50% less than that of last growth" in told and "the law helps" in told


def test_every_headline_is_told_with_its_interval() -> None:
    text = page(FORECASTS, SCORES)
    for one in FORECASTS:
        for year in one.years:
            if year.year in (2020, 2024):
                billion = year.level.median / 1e9
                told = f"{billion:,.{0 if billion >= 100 else 1}f} bn yuan"
                assert told in text


def test_every_scored_figure_is_told_with_its_score() -> None:
    text = page(FORECASTS, SCORES)
    for row in [*SCORES.years, *SCORES.places]:
        assert f"`{row.figure}` | {math.expm1(row.observed) * 100:+.0f} %" in text
        assert f"{row.scores[0].crps:.3f}" in text


def test_another_figure_makes_another_page() -> None:
    first, *others = FORECASTS
    moved = first.years[0].level.model_copy(update={"low_90": first.years[0].level.low_90 * 2})
    years = [first.years[0].model_copy(update={"level": moved}), *first.years[1:]]
    changed = first.model_copy(update={"years": years})
    assert page([changed, *others], SCORES) != page(FORECASTS, SCORES)
