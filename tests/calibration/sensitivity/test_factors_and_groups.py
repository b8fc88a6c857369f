"""What is moved, over which range, and in which group."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from calibration.sensitivity.factors import (
    EITHER_WAY,
    Factor,
    factor_of,
    factors_of,
    without_years_after,
)
from calibration.sensitivity.groups import each_alone, grouped, read_groups
from scenarios import InputError, load_scenario
from scenarios.levers import apply_levers, list_levers

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def doubling() -> Any:
    return load_scenario(ROOT / "scenarios" / "shenzhen-doubling.yaml")


def one(scenario: Any, name: str) -> Factor | None:
    lever = next(lever for lever in list_levers(scenario) if lever.name == name)
    return factor_of(scenario, lever)


def test_the_doubling_scenario_has_seventeen_groups_and_nothing_left_over(doubling: Any) -> None:
    groups = grouped(factors_of(doubling), read_groups(), doubling)
    assert [group.id for group in groups] == [*(row.id for row in read_groups()), "not-found"]
    assert len(groups) == 17
    assert groups[-1].kind == "unknown"
    assert {factor.name.split(".")[-1] for factor in groups[-1].factors} == {"appropriation"}
    assert [group.id for group in groups if group.kind == "lever"] == [
        "universal", "smart", "major", "services", "earlier",
    ]  # fmt: skip
    assert all(group.kind for group in groups)
    names = [factor.name for group in groups for factor in group.factors]
    assert len(names) == len(set(names))


def test_every_unknown_of_the_scenario_is_moved(doubling: Any) -> None:
    moved = {factor.name for factor in factors_of(doubling)}
    assert {lever.name for lever in list_levers(doubling) if lever.prior is not None} <= moved


def test_ranges(doubling: Any) -> None:
    rate = one(doubling, "sz2019.universal.rate")
    assert rate is not None and rate.spread == "either way" and rate.kind == "lever"
    assert (rate.low, rate.high) == pytest.approx((0.1 * (1 - EITHER_WAY), 0.1 * (1 + EITHER_WAY)))
    assert rate.value(0.123456789) == round(rate.low + 0.123456789 * (rate.high - rate.low), 6)
    pot = one(doubling, "sz2019.pot-smart.appropriation")
    assert pot is not None and pot.spread == "prior" and isinstance(pot.value(0.3), int)
    assert pot.kind == "unknown" and pot.is_not_found
    payback = one(doubling, "behaviour.payback")
    assert payback is not None and payback.kind == "unknown"
    assert payback.declaration.prior is not None
    assert payback.value(0.5) == payback.declaration.prior.quantile(0.5)
    reading = one(doubling, "RW12")
    assert reading is not None and reading.kind == "unknown" and len(reading.options) == 2
    assert [reading.value(place) for place in (0.0, 0.49, 0.51, 0.999999)] == [
        reading.options[0], reading.options[0], reading.options[1], reading.options[1],
    ]  # fmt: skip


@pytest.mark.parametrize(
    "name",
    [*(f"sz2017.{own}.intensity" for own in
       ("outreach", "simplification", "library", "reporting-link", "monitoring", "densify")),
     "national.vat-credit.intensity", "sz2012.interest.rate"],
)  # fmt: skip
def test_what_is_set_as_far_as_it_may_be_goes_from_off_to_enacted(doubling: Any, name: str) -> None:
    found = one(doubling, name)
    assert found is not None and found.spread == "off to enacted" and found.kind == "lever"
    assert (found.low, found.high) == (0.0, 1.0) and found.value(0.25) == 0.25


def test_no_range_of_a_lever_is_cut_at_one_side(doubling: Any) -> None:
    for found in factors_of(doubling):
        if found.spread == "either way":
            middle = (found.low + found.high) / 2
            assert middle == pytest.approx(found.declaration.value), found.name


def test_levers_and_unknowns_in_one_group_are_refused(doubling: Any) -> None:
    row = read_groups()[0].model_copy(update={"members": ["*"]})
    with pytest.raises(InputError, match=r"not both: .* is set by policy, .* is not known"):
        grouped(factors_of(doubling), [row], doubling)


@pytest.mark.parametrize(
    "name",
    ["sz2019.universal.valid_from", "sz2019.universal.timing.review_quarters",
     "place.counting_threshold", "001.30.awards.failed"],
)  # fmt: skip
def test_what_has_no_range_is_no_factor(doubling: Any, name: str) -> None:
    assert one(doubling, name) is None


def test_switches_of_mechanisms_enter_only_by_name(doubling: Any) -> None:
    names = {factor.name for factor in factors_of(doubling)}
    assert not any(name.startswith("mechanism.") for name in names)
    switch = one(doubling, "mechanism.finance")
    assert switch is not None and set(switch.options) == {"on", "off"}


def test_both_ends_of_every_factor_are_admitted(doubling: Any) -> None:
    factors = list(factors_of(doubling))
    for place in (0.0, 0.31, 1.0 - 2**-53):
        apply_levers(doubling, {factor.name: factor.value(place) for factor in factors})


def test_years_after_the_last_are_left_out(doubling: Any) -> None:
    factors = list(factors_of(doubling))
    left = without_years_after(factors, 2020)
    gone = {factor.name for factor in factors} - {factor.name for factor in left}
    assert gone and all(int(name[-4:]) > 2020 for name in gone)
    assert "place.paths.wage_growth.2020" in {factor.name for factor in left}


def test_levers_without_a_row_go_by_the_scenario(doubling: Any) -> None:
    rate = one(doubling, "sz2019.universal.rate")
    payback = one(doubling, "behaviour.payback")
    assert rate is not None and payback is not None
    rows = [row for row in read_groups() if row.id == "firms"]
    groups = grouped([rate, payback], rows, doubling)
    assert [group.id for group in groups] == ["universal_grant", "other-unknowns"]
    assert groups[0].label == doubling.groups["universal_grant"]
    alone = each_alone([rate, payback])
    assert [group.id for group in alone] == ["sz2019.universal.rate", "behaviour.payback"]


def test_a_faulty_file_of_groups_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    row = "  - {id: a, label: {zh: 甲, en: A}, members: [behaviour.*], because: {zh: 乙, en: B}}\n"
    path.write_text("groups:\n" + row, "utf-8")
    assert read_groups(path)[0].id == "a"
    path.write_text("groups:\n" + row + row, "utf-8")
    with pytest.raises(InputError, match="stands above"):
        read_groups(path)
    path.write_text("groups:\n" + row.replace("members", "member"), "utf-8")
    with pytest.raises(InputError, match="member"):
        read_groups(path)
