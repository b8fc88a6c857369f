"""Places: the shipped ones, provinces whose districts are cities, and what is left out of one."""

from __future__ import annotations

from pathlib import Path

import pytest
from scenario_worlds import GRANTS, RULES, SCENARIO, TOWN, UPGRADE, World

import scenarios
from scenarios.levers import variant_scenario

ROOT = Path(scenarios.__file__).parent
# Above-scale firms of 2015, yearbook of Guangdong 2024, table 12-6.
FIRMS_2015 = {"shenzhen": 6539, "guangzhou": 4644, "foshan": 5787, "dongguan": 5688}
GUANGDONG_2015 = 42_134
NATIONAL_PATHS = ("loan_rate", "vat_rate", "wage_growth")


def provincial(world: World) -> None:
    """Make the town a province of two cities."""
    world.edit(TOWN, "city: town\n", "")
    world.edit(TOWN, "{id: north,", "{id: north, cities: [town],")
    world.edit(TOWN, "{id: south,", "{id: south, cities: [port, mill],")
    for file in (GRANTS, UPGRADE):
        world.edit(file, "{province: hills, city: town}", "{province: hills}")


@pytest.mark.parametrize("name", ["guangdong-2018", "guangzhou-2015"])
def test_each_shipped_place_has_a_scenario_that_loads(name: str):
    scenario = scenarios.load_scenario(ROOT / f"{name}.yaml")
    assert scenario.place.id == name.split("-")[0]
    assert scenario.place.province == "guangdong"


def test_national_paths_are_those_of_shenzhen():
    places = [
        scenarios.load_scenario(ROOT / f"{name}.yaml").place
        for name in ("shenzhen-doubling", "guangdong-2018", "guangzhou-2015")
    ]
    for name in NATIONAL_PATHS:
        first, *others = (
            {point.year: (point.value, point.assumed) for point in place.paths[name].points}
            for place in places
        )
        for own in others:
            assert own == {year: first[year] for year in own}


def test_firms_of_guangdong_stand_in_its_cities_as_published():
    place = scenarios.load_scenario(ROOT / "guangdong-2018.yaml").place
    shares = {row.id: row.share for row in place.districts}
    for city, firms in FIRMS_2015.items():
        assert shares[city] == pytest.approx(firms / GUANGDONG_2015, abs=6e-4)
    assert len(place.cities) == len(set(place.cities)) == 21


def test_a_city_is_the_city_of_all_its_districts(world: World):
    assert world.load().place.cities == ["town"]


def test_a_province_has_the_cities_of_its_districts(world: World):
    provincial(world)
    world.edit(UPGRADE, "cities: [town, port]", "cities: [town]")
    world.edit(RULES, "without: [port]", "without: [port, mill]")
    place = world.load().place
    assert (place.city, place.cities) == (None, ["town", "port", "mill"])


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("city: town\n", "", "a place needs its city, or each of its districts its cities"),
        ("{id: north,", "{id: north, cities: [town],", "not both"),
    ],
)
def test_a_place_is_a_city_or_a_province(world: World, old: str, new: str, message: str):
    world.edit(TOWN, old, new)
    (fault,) = world.faults()
    assert fault.file == str(world.path(TOWN)) and message in fault.message


def test_a_city_lies_in_one_district(world: World):
    provincial(world)
    world.edit(TOWN, "[port, mill]", "[port, town]")
    assert "two districts stand for one city" in [fault.message for fault in world.faults()]


def test_a_document_of_a_city_does_not_reach_its_province(world: World):
    provincial(world)
    world.edit(UPGRADE, "reaches: {province: hills}", "reaches: {province: hills, city: town}")
    faults = [fault for fault in world.faults() if fault.field == "document.reaches.city"]
    assert [fault.file for fault in faults] == [str(world.path(UPGRADE))]
    assert faults[0].message.endswith("it does not reach Town (hills)")


def test_a_group_of_cities_is_reached_as_a_whole(world: World):
    provincial(world)
    faults = world.faults()
    assert [(fault.field, fault.found) for fault in faults] == [
        ("document.reaches.without", "port"),
        ("instruments[up.green].eligibility.cities", "port"),
    ]
    assert faults[0].message == (
        "names a part of district south of the place, which stands for port, mill; divide the "
        "district"
    )


def test_a_document_that_leaves_all_cities_out_does_not_reach_the_province(world: World):
    provincial(world)
    world.edit(UPGRADE, "cities: [town, port]", "cities: [town]")
    world.edit(RULES, "without: [port]", "without: [mill, port, town]")
    (fault,) = world.faults()
    assert fault.field == "document.reaches.without[3]"


# What a scenario leaves out -----------------------------------------------------------------------


def test_what_is_left_out_holds_in_no_variant(world: World):
    world.edit(SCENARIO, "baseline: none\n", "baseline: none\nleft_out: {up.smart: not here}\n")
    scenario = world.load()
    assert "up.smart" in scenario.instruments
    for variant in scenario.variants:
        left = variant_scenario(scenario, variant.id).instruments
        assert "up.smart" not in left and "up.green" in left
        assert "up.smart" not in left["up.green"].exclusive_with


def test_what_is_left_out_is_there(world: World):
    world.edit(SCENARIO, "baseline: none\n", "baseline: none\nleft_out: {up.smrt: not here}\n")
    line = world.line(SCENARIO, "left_out")
    fault = world.fault(SCENARIO, line, "left_out.up.smrt")
    assert (fault.message, fault.nearest) == ("no instrument of this name", "up.smart")


def test_a_service_of_a_district_is_loaded_if_it_is_left_out(world: World):
    world.edit(RULES, "without: [port]}", "without: [port], district: north}")
    found = [fault for fault in world.faults() if "acts on the whole place" in fault.message]
    assert len(found) == 2 and all("left_out" in fault.message for fault in found)
    world.edit(
        SCENARIO, "baseline: none\n",
        "baseline: none\nleft_out: {town.outreach: a part, town.library: a part}\n",
    )  # fmt: skip
    assert world.load().policies[2].document.reaches.district == "north"
