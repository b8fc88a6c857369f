"""docs/observed.md is what the data say, and the command writes, checks and prints it."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import pytest

from calibration.observed import __main__ as command
from calibration.observed import load_observations
from calibration.observed.page import PAGE, number_text, page, why
from calibration.observed.reading import read_observed

OBSERVED = read_observed()


def test_the_committed_page_is_the_one_made_now() -> None:
    made = page(OBSERVED)
    assert PAGE.read_text("utf-8") == made, "run python -m calibration.observed --document"


def test_every_observation_and_every_reason_stands_on_the_page() -> None:
    text = PAGE.read_text("utf-8")
    for place in OBSERVED.places.values():
        for entry in place.figures:
            assert f"`{entry.id}`" in text
        for each in OBSERVED.observations(place.id):
            assert number_text(each) in text and each.source in text
    assert all(f"`{name}`" in text for name in OBSERVED.model.figures)


def test_figures_are_written_as_readers_say_them() -> None:
    found = {each.id: each for place in OBSERVED.places for each in load_observations(place)}

    def told(name: str, error: float) -> str:
        return number_text(replace(found[name], standard_error=error))

    assert told("shenzhen.reported_renovation.growth.2017", 0.01) == "62.6 % ± 1.6 points"
    assert told("shenzhen.reported_renovation.level.2018", 0.05) == "42.49 bn yuan ± 5.0 %"
    assert told("shenzhen.reported_renovation.share.2018", 0.1) == "44.1 % ± 4.4 points"
    assert told("shenzhen.above_scale_firms.level.2015", 0.01) == "6,539 firms ± 1.0 %"
    per_project = told("shenzhen.support_paid.ratio.2021.universal", 0.02)
    assert per_project == "59,400 yuan per claim ± 2.0 %"
    part = replace(
        found["shenzhen.reported_renovation.share.2018"], measure="support_paid", statistic="ratio",
        value=0.0223, standard_error=0.1,
    )  # fmt: skip
    assert number_text(part) == "2.23 % ± 0.22 points"


def test_why_names_kinds_by_their_part_of_the_variance() -> None:
    errors = [
        ("published a", 0.3),
        ("step b", 0.4),
        ("published c", math.sqrt(0.75)),
        ("rounding d", 0.01),
    ]
    assert why(errors) == "class of the row 84%, how it was computed 16%"


def test_a_page_out_of_date_is_told_and_written_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "PAGE", tmp_path / "observed.md")
    assert command.main(["--check"]) == 1
    assert "out of date" in capsys.readouterr().err
    assert command.main(["--document"]) == 0
    assert command.main(["--check"]) == 0
    (tmp_path / "observed.md").write_text("old", "utf-8")
    assert command.main(["--check"]) == 1


def test_the_table_is_printed_with_and_without(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["shenzhen"]) == 0
    whole = capsys.readouterr().out.splitlines()
    assert command.main(["shenzhen", "--without", "shenzhen.2018"]) == 0
    assert (
        len(capsys.readouterr().out.splitlines()) < len(whole) == len(load_observations("shenzhen"))
    )
    assert command.main(["shenzen"]) == 2
    assert "did you mean 'shenzhen'?" in capsys.readouterr().err
