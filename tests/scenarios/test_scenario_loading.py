"""Loading a scenario with its files."""

import hashlib
from pathlib import Path

import pytest
from scenario_worlds import BEHAVIOUR, GRANTS, LOANS, RULES, SCENARIO, TOWN, UPGRADE, World

from scenarios import InputError, load_scenario


def test_a_valid_scenario_loads_with_all_it_names(world: World):
    scenario = world.load()
    assert scenario.id == "small"
    assert scenario.title.zh == "小城"
    assert [policy.id for policy in scenario.policies] == [
        "town2019", "loans2019", "rules", "upgrade2020",
    ]  # fmt: skip
    assert [(row.id, row.kind) for row in scenario.instruments.values()] == [
        ("town.grant", "I1"), ("town.loan@2019", "F1"), ("town.loan@2020", "F1"),
        ("town.outreach", "S2"), ("town.library", "S3"), ("town.award", "I3"),
        ("town.expensing", "X1"), ("town.credit", "X2"), ("up.green", "I1"), ("up.smart", "I2"),
        ("up.match", "I4"), ("up.titles", "I5"), ("up.taxshare", "I6"), ("up.lending", "F2"),
        ("up.pool", "F3"), ("up.equity", "F4"), ("up.price", "L1"), ("up.kept", "L2"),
        ("up.tenure", "L3"), ("up.fund", "G3"), ("up.grades", "G4"), ("up.survey", "G7"),
    ]  # fmt: skip
    assert scenario.file_hashes == {
        name: hashlib.sha256(world.path(name).read_bytes()).hexdigest()
        for name in (SCENARIO, TOWN, BEHAVIOUR, GRANTS, LOANS, RULES, UPGRADE)
    }


def test_settings_of_the_file_hold_and_the_command_line_comes_after(world: World):
    assert world.load().instruments["town.grant"].timing.review_quarters == 2
    changed = load_scenario(
        world.path(SCENARIO), {"town.grant.timing.review_quarters": 3, "town.grant.rate": 0.1}
    )
    assert changed.instruments["town.grant"].timing.review_quarters == 3
    assert changed.instruments["town.grant"].rate == 0.1


def test_faults_of_overrides_have_the_name_for_a_place(world: World):
    with pytest.raises(InputError) as caught:
        load_scenario(world.path(SCENARIO), {"town.grant.rat": 0.1})
    assert str(caught.value).startswith(
        "settings: town.grant.rat: nothing of this name can be set; did you mean "
        "'town.grant.rate'? (allowed: town.grant.… rate, threshold.amount, cap.amount, "
    )


def test_a_fault_in_set_stands_at_its_line(world: World):
    world.edit(SCENARIO, "town.grant.timing.review_quarters: 2",
               "town.grant.timing.review_quarter: 2")  # fmt: skip
    line = world.line(SCENARIO, "review_quarter: 2")
    fault = world.fault(SCENARIO, line, "set.town.grant.timing.review_quarter")
    assert fault.nearest == "town.grant.timing.review_quarters"


def test_a_fault_in_the_set_of_a_variant_stands_at_its_line(world: World):
    world.edit(SCENARIO, "behaviour.attention: 0.4", "behaviour.attention: 0.9")
    line = world.line(SCENARIO, "behaviour.attention: 0.9")
    fault = world.fault(SCENARIO, line, "variants[no_loans].set.behaviour.attention")
    assert fault.message == "fixed (0.9) must lie within the prior, 0.1 to 0.5"
    assert fault.column == 28


def test_a_variant_cannot_set_what_it_takes_out(world: World):
    world.edit(SCENARIO, "town.grant.rate: 0.3", "town.loan@2019.rate: 0.3")
    line = world.line(SCENARIO, "town.loan@2019.rate")
    fault = world.fault(SCENARIO, line, "variants[no_loans].set.town.loan@2019.rate")
    assert fault.message == "is not in force in this variant, so it cannot be set"


def test_a_missing_file_is_told_where_it_is_named_with_the_nearest(world: World):
    world.edit(SCENARIO, "place: places/town.yaml", "place: places/twon.yaml")
    fault = world.fault(SCENARIO, world.line(SCENARIO, "twon"), "place")
    assert (fault.message, fault.nearest) == ("no such file", "places/town.yaml")


def test_a_missing_scenario_file(world: World):
    with pytest.raises(InputError, match=r"smal.yaml: there is no such file; did you mean 'small"):
        load_scenario(world.path("smal.yaml"))


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("../town.yaml", "must lie in the folder of the scenario file or below"),
        ("places/../../town.yaml", "must lie in the folder of the scenario file or below"),
        ("/etc/hostname", "must lie in the folder of the scenario file or below"),
        (r"'..\town.yaml'", "must lie in the folder of the scenario file or below"),
        ("places/link.yaml", "must lie in the folder of the scenario file or below; this is a "
         "link that leads out"),
        ("outside/town.yaml", "must lie in the folder of the scenario file or below; this is a "
         "link that leads out"),
        ("places/circle.yaml", "no such file"),
        ("places", "no such file"),
        ("''", "no such file"),
        ('"a\\0b"', "no such file"),
        ("x" * 5000, "no such file"),
    ],
)  # fmt: skip
def test_a_path_that_leads_out_is_refused(world: World, name: str, message: str):
    outside = world.root.parent / "outside"
    outside.mkdir()
    (outside / "town.yaml").write_bytes(world.path(TOWN).read_bytes())
    world.path("places/link.yaml").symlink_to(outside / "town.yaml")
    world.path("places/circle.yaml").symlink_to(world.path("places/circle.yaml"))
    world.path("outside").symlink_to(outside)
    world.edit(SCENARIO, "place: places/town.yaml", f"place: {name}")
    fault = world.fault(SCENARIO, world.line(SCENARIO, "place: "), "place")
    assert fault.message == message


def test_a_link_that_stays_inside_is_followed(world: World):
    world.path("places/link.yaml").symlink_to(world.path(TOWN))
    world.edit(SCENARIO, "place: places/town.yaml", "place: places/link.yaml")
    assert world.load().place.id == "town"


def test_a_file_named_twice(world: World):
    world.edit(SCENARIO, "  - policies/loans.yaml", "  - policies/grants.yaml")
    line = world.line(SCENARIO, "policies/grants.yaml", nth=2)
    assert world.fault(SCENARIO, line, "policies[2]").message == "this file is named twice"


def test_files_are_still_read_when_the_scenario_file_has_faults(world: World):
    world.edit(SCENARIO, "seed: 20190301", "seed: -1")
    world.edit(SCENARIO, "  - policies/loans.yaml", "  - 5")
    world.edit(GRANTS, "rate: 0.2", "rate: 2")
    assert [fault.field for fault in world.faults()] == [
        "instruments[town.grant].rate", "policies[2]", "seed",
    ]  # fmt: skip


@pytest.mark.parametrize("name", [SCENARIO, TOWN, BEHAVIOUR, GRANTS, LOANS, RULES])
@pytest.mark.parametrize(
    ("content", "words"),
    [("", "empty"), ("- a\n", "named fields"), (b"\xff", "UTF-8"), ("a: *b\n", "aliases")],
)
def test_spoilt_files_are_told_by_name(world: World, name: str, content: str | bytes, words: str):
    world.write(name, content)
    (fault,) = world.faults()
    assert fault.file == str(world.path(name))
    assert fault.line == 1
    assert words in fault.message


def test_a_relative_path_names_files_relative(world: World, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(world.root)
    world.edit(GRANTS, "rate: 0.2", "rate: 2")
    with pytest.raises(InputError) as caught:
        load_scenario(Path(SCENARIO))
    assert caught.value.faults[0].file == GRANTS
