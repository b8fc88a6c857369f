"""What is judged behind moments: transfer that is shared, discrepancy, figures by name, days."""

from __future__ import annotations

import datetime as dt
import itertools
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calibration.evidence.findings import calibration_findings
from calibration.moments import discrepancy
from calibration.moments.catalogue import Moments, facts_with_errors, moments_of
from calibration.moments.discrepancy import discrepancy_of, read_discrepancy
from calibration.moments.disputed import disputed_figures, judgements
from calibration.moments.publication import published_by
from calibration.moments.transfer import transfer_covariance
from scenarios.errors import Fault, InputError

PLACES = ("shenzhen", "guangdong", "guangzhou")
EVERY = {place: moments_of(place) for place in PLACES}
DISPUTED = {one.name: one for one in disputed_figures()}
BLOCKS = ("growth", "level", "share", "firms", "support", "facts")
# No figure of the class enters now, and no place has two figures of support.
IDLE = {"growth.low", "discrepancy.support.common"}


def number(name: str) -> float:
    return DISPUTED[name].value


# ---------------------------------------------------------------- discrepancy, in closed form


def test_a_block_has_its_variance_and_the_shared_part_between_its_figures() -> None:
    numbers = {"discrepancy.level": 0.3, "discrepancy.level.common": 0.8,
               "discrepancy.growth": 0.1, "discrepancy.growth.common": 0.0}  # fmt: skip
    found = discrepancy_of(["level", "growth", "level", "growth"], numbers.__getitem__)
    assert found == pytest.approx(
        np.array([
            [0.09, 0, 0.072, 0], [0, 0.01, 0, 0], [0.072, 0, 0.09, 0], [0, 0, 0, 0.01],
        ])
    )  # fmt: skip
    assert discrepancy_of([], numbers.__getitem__).shape == (0, 0)


def test_a_block_that_nobody_declared_is_refused() -> None:
    with pytest.raises(KeyError, match="prices"):
        discrepancy_of(["level", "prices"], judgements().number)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.sampled_from(BLOCKS), min_size=1, max_size=12),
    st.floats(0.01, 2.0), st.floats(0.0, 1.0),
)  # fmt: skip
def test_a_shift_of_all_has_the_shared_variance_and_the_rest_is_apart(
    blocks: list[str], spread: float, common: float
) -> None:
    found = discrepancy_of(blocks, lambda name: common if name.endswith(".common") else spread)
    assert np.array_equal(found, found.T)
    assert np.diag(found) == pytest.approx(np.full(len(blocks), spread**2))
    assert np.linalg.eigvalsh(found).min() >= -1e-12
    for i, j in itertools.combinations(range(len(blocks)), 2):
        shared = common * spread**2 if blocks[i] == blocks[j] else 0.0
        assert found[i, j] == pytest.approx(shared)


@pytest.mark.parametrize("place", PLACES)
def test_a_place_has_the_declared_discrepancy_beside_errors_that_do_not_change(place: str) -> None:
    every = EVERY[place]
    blocks = [one.block for one in every.items]
    assert set(blocks) <= set(BLOCKS)
    declared = [number(f"discrepancy.{block}") for block in blocks]
    assert np.sqrt(np.diag(every.discrepancy)) == pytest.approx(declared)
    assert np.array_equal(every.total, every.covariance + every.discrepancy)
    wider = moments_of(place, replaced={"discrepancy.level": 0.7, "discrepancy.facts": 0.4})
    assert np.array_equal(wider.covariance, every.covariance)
    assert np.linalg.eigvalsh(wider.total - every.total).min() >= -1e-12


def test_moments_without_a_discrepancy_take_the_model_as_right() -> None:
    items = EVERY["shenzhen"].items[:2]
    bare = Moments(items, np.eye(2))
    assert np.array_equal(bare.total, bare.covariance) and not bare.discrepancy.any()
    assert not bare.chosen(lambda one: one is items[0]).discrepancy.any()
    with pytest.raises(ValueError, match=r"\(3, 3\) beside covariance \(2, 2\)"):
        Moments(items, np.eye(2), np.eye(3))


def test_chosen_moments_keep_their_discrepancy() -> None:
    every = EVERY["guangdong"]
    chosen = every.chosen(lambda one: one.block in ("share", "facts"))
    places = [every.names.index(name) for name in chosen.names]
    assert np.array_equal(chosen.discrepancy, every.discrepancy[np.ix_(places, places)])
    assert np.array_equal(chosen.total, every.total[np.ix_(places, places)])
    assert every.chosen(lambda _: False).total.shape == (0, 0)


def faults_of(folder: Path, *changes: tuple[str, str]) -> list[Fault]:
    text = discrepancy.FILE.read_text("utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    (folder / "discrepancy.yaml").write_text(text, "utf-8")
    with pytest.raises(InputError) as refused:
        read_discrepancy(folder / "discrepancy.yaml", "discrepancy.yaml")
    return refused.value.faults


@pytest.mark.parametrize(
    ("old", "new", "field", "message"),
    [
        ("  level:\n", "  levels:\n", "blocks.level", "is missing"),
        ("  level:\n", "  levels:\n", "blocks.levels", "unknown"),
        ("value: 0.3\n", "value: 0.8\n", "level.spread", "must lie within 0.1 to 0.7"),
        ("value: 0.3\n      unit: log\n      disputed: true\n      low: 0.1",
         "value: 0\n      unit: log\n      disputed: true\n      low: 0", "level.spread.value",
         "no model is right"),
        ("      disputed: true\n", "      disputed: false\n", "growth.spread.disputed", ""),
        ("      unit: log\n", "      unit: points\n", "growth.spread.unit", ""),
        ("      unit: share\n", "      unit: log\n", "growth.common.unit", ""),
        ("    common:\n", "    comon:\n", "growth.comon", ""),
        ("      low: 0.03\n", "", "growth.spread", "needs low and high"),
        ("      high: 1\n", "      high: 1.2\n", "level.common", "it is a share"),
    ],
)  # fmt: skip
def test_a_slip_in_the_discrepancy_is_told(
    tmp_path: Path, old: str, new: str, field: str, message: str
) -> None:
    faults = faults_of(tmp_path, (old, new))
    told = [fault for fault in faults if field in fault.field and message in fault.message]
    assert told, "\n".join(fault.summary() for fault in faults)
    assert told[0].file == "discrepancy.yaml" and told[0].line > 1


# ---------------------------------------------------------------- transfer that is shared


def test_facts_of_one_source_share_the_declared_part_and_others_nothing() -> None:
    found = transfer_covariance([0.2, 0.1, -0.3], ["a", "b", "a"], 0.5)
    assert found == pytest.approx(np.array([[0.04, 0, -0.03], [0, 0.01, 0], [-0.03, 0, 0.09]]))
    assert transfer_covariance([], [], 0.5).shape == (0, 0)


@pytest.mark.parametrize("common", [0.0, 0.5, 1.0])
def test_the_part_moves_what_is_shared_and_no_fact_by_itself(common: float) -> None:
    plain = moments_of("shenzhen", replaced={"transfer.common": 0.0}).covariance
    found = moments_of("shenzhen", replaced={"transfer.common": common}).covariance
    names = list(EVERY["shenzhen"].names)
    assert np.diag(found) == pytest.approx(np.diag(plain), rel=1e-12)
    by_name = {one.moment.name: one for one in facts_with_errors()}
    for one, other in itertools.combinations(by_name.values(), 2):
        pair = names.index(one.moment.name), names.index(other.moment.name)
        same = one.source == other.source
        assert found[pair] == pytest.approx(common * one.moved * other.moved if same else 0.0)
    assert np.linalg.eigvalsh(found).min() > 0


def test_which_findings_share_a_source() -> None:
    found = EVERY["shenzhen"]
    tied = {
        (found.names[i], found.names[j])
        for i, j in itertools.combinations(range(len(found.items)), 2)
        if found.items[i].block == found.items[j].block == "facts" and found.covariance[i, j]
    }
    assert tied == {
        ("fact.LUM-02", "fact.LUM-03"), ("fact.LUM-02", "fact.LUM-05"),
        ("fact.LUM-03", "fact.LUM-05"), ("fact.POP-09", "fact.POP-10"),
    }  # fmt: skip


# ---------------------------------------------------------------- disputed figures by name


def test_every_disputed_figure_of_the_three_files_is_listed_once() -> None:
    listed = disputed_figures()
    assert len({one.name for one in listed}) == len(listed)
    assert {Path(one.file).name for one in listed} == {
        "errors.yaml", "transfer.yaml", "discrepancy.yaml"
    }  # fmt: skip
    for name in ("level.low", "transfer.foreign", "transfer.common", "discrepancy.level",
                 "discrepancy.level.common", "added.registering.shenzhen"):  # fmt: skip
        assert name in DISPUTED
    for one in listed:
        assert one.low <= one.value <= one.high and one.low < one.high and one.basis
        assert Path(__file__).parents[2].joinpath(one.file).is_file()


def differs(one: Moments, other: Moments) -> bool:
    return not (
        np.array_equal(one.values, other.values)
        and np.array_equal(one.covariance, other.covariance)
        and np.array_equal(one.discrepancy, other.discrepancy)
    )


@pytest.mark.parametrize("name", sorted(DISPUTED))
def test_every_disputed_figure_moves_something(name: str) -> None:
    one = DISPUTED[name]
    other = one.high if one.value != one.high else one.low
    moved = [place for place in PLACES
             if differs(moments_of(place, replaced={name: other}), EVERY[place])]  # fmt: skip
    assert bool(moved) == (name not in IDLE)


def test_declared_values_in_place_of_themselves_change_nothing() -> None:
    same = {one.name: one.value for one in disputed_figures()}
    assert not differs(moments_of("shenzhen", replaced=same), EVERY["shenzhen"])


@settings(max_examples=12, deadline=None)
@given(st.data(), st.sampled_from(PLACES))
def test_any_values_within_the_ranges_give_covariances(data: Any, place: str) -> None:
    names = data.draw(st.lists(st.sampled_from(sorted(DISPUTED)), max_size=6, unique=True))
    replaced = {
        name: data.draw(st.floats(DISPUTED[name].low, DISPUTED[name].high)) for name in names
    }
    found = moments_of(place, replaced=replaced)
    assert np.linalg.eigvalsh(found.covariance).min() > 0
    assert np.linalg.eigvalsh(found.discrepancy).min() > -1e-12


def test_every_wrong_name_and_value_is_told_at_once_with_the_nearest() -> None:
    with pytest.raises(InputError) as refused:
        moments_of(
            "shenzhen",
            replaced={"level.lo": 0.2, "discrepancy.levl": 0.2, "transfer.foreign": 2.0,
                      "discrepancy.facts": 0.0},
        )  # fmt: skip
    told = {fault.field: fault for fault in refused.value.faults}
    assert told["level.lo"].nearest == "level.low"
    assert told["discrepancy.levl"].nearest == "discrepancy.level"
    assert told["transfer.foreign"].allowed == "0.15 to 0.5"
    assert told["discrepancy.facts"].message == "is out of range"


# ---------------------------------------------------------------- what was known by a day


@pytest.mark.parametrize(
    ("source", "year"),
    [
        ("Cooper R., Haltiwanger J. (2006) Title, Review 73:611-633; table read elsewhere", 2006),
        ("Chen Z. (2021) Notching, AER 111(7):2065-2100, doi 10.1257/aer.2019; NBER w24749", 2021),
        ("Anderson S. (2004) Programs, 26:27-50; RFF DP 02-58 (2002)", 2004),
        ("OECD Financing SMEs 2024, 2022, 2020 scoreboards, China pages", 2024),
        ("Can price regulation do it? (2019/20) Regional Science", 2019),
        ("SLUB record 0-1790930405; pages 1999-2005", None),
        ("A working paper of unknown date", None),
    ],
)
def test_the_year_of_a_source_is_told_by_its_text(source: str, year: int | None) -> None:
    assert published_by(source) == (dt.date(year, 12, 31) if year else None)


def test_every_finding_of_calibration_has_a_year() -> None:
    for name, finding in calibration_findings().items():
        day = published_by(finding.source)
        assert day is not None and 1990 < day.year <= 2026, name


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("day", [dt.date(2006, 12, 30), dt.date(2018, 1, 31), dt.date(2022, 6, 1)])
def test_known_by_leaves_the_same_moments_with_the_same_errors(place: str, day: dt.date) -> None:
    every, left = EVERY[place], moments_of(place, known_by=day)
    assert all(one.known is not None and one.known <= day for one in left.items)
    gone = [one for one in every.items if one.name not in left.names]
    assert all(one.known is not None and one.known > day for one in gone) and gone
    places = [every.names.index(name) for name in left.names if name in every.names]
    told = [left.names.index(every.names[place]) for place in places]
    assert left.total[np.ix_(told, told)] == pytest.approx(every.total[np.ix_(places, places)])


def test_what_was_known_on_the_last_of_january_2018() -> None:
    left = moments_of("shenzhen", known_by=dt.date(2018, 1, 31))
    assert len([one for one in left.items if one.block == "facts"]) == 10
    assert not {"fact.TAX-17", "fact.GRA-19", "fact.CRE-10", "fact.NOT-01", "fact.POP-04"} & {
        *left.names
    }
    assert [one.block for one in left.items if one.block != "facts"] == [
        "growth", "growth", "level", "firms"
    ]  # fmt: skip
    both = moments_of("shenzhen", ("2017",), dt.date(2018, 1, 31))
    assert {*left.names} - {*both.names} == {
        "shenzhen.reported_renovation.growth.2017", "shenzhen.reported_industrial.growth.2017",
    }  # fmt: skip


def test_before_anything_was_known_there_is_nothing() -> None:
    none = moments_of("shenzhen", known_by=dt.date(1990, 1, 1))
    assert none.names == () and none.total.shape == (0, 0)


# ---------------------------------------------------------------- labels


def test_words_of_a_part_of_a_year_say_so() -> None:
    words = {one.name: one.words for one in EVERY["guangzhou"].items}
    found = words["guangzhou.reported_renovation.growth.2017-01..05"]
    assert found == "Renovation investment, reported, growth, January to May 2017"
    for place in PLACES:
        for one in EVERY[place].items:
            if one.observation is not None:
                assert (" to " in one.words) == (not one.observation.whole_year), one.words


def test_no_support_of_a_fund_that_no_scenario_has_enters() -> None:
    assert not [one.name for one in EVERY["guangzhou"].items if one.block == "support"]
