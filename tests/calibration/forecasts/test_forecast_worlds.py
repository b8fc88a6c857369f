"""The world as it was known: nothing announced later, paths held; runs two to a point."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from calibration.bank.design import unknowns
from calibration.forecasts.making import spread_of
from calibration.forecasts.published import PLACES
from calibration.forecasts.runs import MEASURES, make_runs, settings_of
from calibration.forecasts.worlds import held_path, loaded_world, world_of

THEN = dt.date(2018, 1, 31)


@pytest.mark.parametrize("place", PLACES)
def test_nothing_announced_later_is_left_in_force(place: str) -> None:
    now, then = loaded_world(world_of(place)), loaded_world(world_of(place, THEN))
    later = {row.id for row in now.instruments.values() if row.announced > THEN}
    assert later and later <= set(then.file.left_out)
    assert set(then.file.left_out) - set(now.file.left_out) == later - set(now.file.left_out)


def test_the_plan_of_2017_was_known_and_its_rules_of_2019_were_not() -> None:
    out = loaded_world(world_of("shenzhen", THEN)).file.left_out
    assert "sz2019.universal" in out and "national.expensing" in out
    assert not [name for name in out if name.startswith("000.")]


@pytest.mark.parametrize("place", PLACES)
def test_paths_are_as_written_before_and_held_after(place: str) -> None:
    now, then = loaded_world(world_of(place)), loaded_world(world_of(place, THEN))
    for name, path in then.place.paths.items():
        written = {point.year: point for point in now.place.paths[name].points}
        for point in path.points:
            if point.year < THEN.year:
                assert point == written[point.year]
            else:
                assert point.value == written[THEN.year - 1].value and point.assumed


def test_held_years_have_the_path_s_own_spread_as_unknowns() -> None:
    names = {one.name for one in unknowns(loaded_world(world_of("shenzhen", THEN)))}
    assert "place.paths.demand_growth.2018" in names
    assert "place.paths.demand_growth.2017" not in names


def test_a_path_without_a_year_before_and_an_unknown_place_are_refused() -> None:
    path = loaded_world(world_of("shenzhen")).place.paths["loan_rate"]
    with pytest.raises(ValueError, match="no value before 2013"):
        held_path("loan_rate", path, 2013)
    with pytest.raises(ValueError, match="no place foshan"):
        world_of("foshan")


def test_the_world_of_a_forecast_holds_the_whole_place_to_its_last_quarter() -> None:
    for place in PLACES:
        file = loaded_world(world_of(place)).file
        assert file.population_limit is None
        assert file.horizon.end == "2025-Q4"


def test_two_runs_share_a_point_and_what_was_learned_takes_the_prior_s_place() -> None:
    unknown = unknowns(loaded_world(world_of("guangzhou")))
    plain = settings_of(unknown, 6, 3)
    assert plain[0] == plain[1] != plain[2] == plain[3]
    name = next(one.name for one in unknown if one.name.startswith("behaviour."))
    learned = settings_of(unknown, 6, 3, [{name: 0.25, "behaviour.unheard_of": 1.0}])
    assert {one[name] for one in learned} == {0.25}
    assert all("behaviour.unheard_of" not in one for one in learned)
    assert {k: v for k, v in learned[4].items() if k != name} == {
        k: v for k, v in plain[4].items() if k != name
    }


def test_fewer_than_four_runs_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="4 or more"):
        make_runs(world_of("shenzhen"), 3, 1, tmp_path)


@pytest.mark.slow
def test_runs_go_on_where_they_stopped_and_come_out_the_same(tmp_path: Path) -> None:
    world = replace(world_of("shenzhen", THEN, "2018-Q4"), firms=300)
    whole = make_runs(world, 4, 1, tmp_path / "one")
    file = next((tmp_path / "one").iterdir())
    lines = file.read_text("utf-8").splitlines(keepends=True)
    file.write_text("".join(lines[:2]) + lines[2][:40], "utf-8")
    again = make_runs(world, 4, 1, tmp_path / "one")
    assert again.runs == whole.runs and again.digest == whole.digest
    assert file.read_text("utf-8") == "".join(lines)
    other = make_runs(replace(world, known_by=None), 4, 1, tmp_path / "two")
    assert other.digest != whole.digest


def pairs(shared: float, own: float) -> list[dict[str, float]]:
    """Runs in pairs whose log growths have a shared and an own part."""
    random = np.random.default_rng(8)
    runs = []
    for _ in range(300):
        common = shared * random.standard_normal(8)
        for _ in range(2):
            growth = common + own * random.standard_normal(8)
            totals = np.exp(np.concatenate([[0.0], np.cumsum(growth)]))
            runs.append(
                {
                    f"{measure}@{2016 + k}-Q{quarter}": float(total)
                    for k, total in enumerate(totals)
                    for quarter in range(1, 5)
                    for measure in MEASURES
                }
            )
    return runs


@pytest.mark.parametrize(
    ("shared", "own", "part"), [(0.2, 0.0, 1.0), (0.0, 0.2, 0.0), (0.2, 0.2, 0.5)]
)
def test_the_part_of_parameters_is_found_from_two_seeds_a_point(
    shared: float, own: float, part: float
) -> None:
    found = spread_of(MEASURES[0], pairs(shared, own))
    assert found.by_parameters == pytest.approx(part, abs=0.08)
    assert found.runs == pytest.approx((shared**2 + own**2) ** 0.5, rel=0.05)
    assert abs(found.by_parameters - part) < 4 * found.by_parameters_error + 0.01
