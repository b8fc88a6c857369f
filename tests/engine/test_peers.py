"""Whom a firm watches: a few of its own sector and district, whatever order firms stand in."""

from __future__ import annotations

import dataclasses
import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from switched_worlds import KEY, compiled
from thinned_worlds import World, pick

from sim.acts.news import hears, seen_as, share_of_peers
from sim.engine import CompiledRun
from sim.firm import Firm
from sim.law import codes
from sim.law.news import news_of_a_quarter
from sim.measures import TALLY
from sim.model import RenovationModel
from sim.peers import POSITION_BITS, POSITION_FREE_BITS, Networks, order_on_ring, watched_firms
from sim.rows import FIRM, QUARTER, blank

# A firm: its id, sector, district, and where it stands on two rings; ties of place are likely.
PLACES = st.sampled_from([0.1, 0.2, 0.5, 0.9])
Person = tuple[int, int, int, float, float]
FIRMS: st.SearchStrategy[list[Person]] = st.lists(
    st.tuples(st.integers(0, 2**62), st.integers(0, 2), st.integers(0, 2), PLACES, PLACES),
    max_size=25,
    unique_by=lambda person: person[0],
)


def table(firms: list[Person]) -> NDArray[np.int32]:
    return watched_firms(
        np.array([f[0] for f in firms], dtype=np.int64), np.array([f[1] for f in firms]),
        np.array([f[2] for f in firms]),
        2, lambda ring: np.array([f[3 + ring] for f in firms]),
    )  # fmt: skip


def links(firms: list[Person]) -> list[dict[int, int | None]]:
    """For each ring, whom each firm watches, by ids."""
    watched = table(firms)
    return [
        {
            person[0]: firms[watched[row, ring]][0] if watched[row, ring] >= 0 else None
            for row, person in enumerate(firms)
        }
        for ring in range(2)
    ]


@given(FIRMS)
def test_a_firm_watches_its_own_sector_and_district_and_never_itself(firms: list[Person]) -> None:
    for row, watched in enumerate(table(firms).tolist()):
        company = [r for r, f in enumerate(firms) if f[1:3] == firms[row][1:3] and r != row]
        assert set(watched) <= set(company or [-1])


@given(FIRMS)
def test_on_each_ring_each_firm_that_is_not_alone_is_watched_once(firms: list[Person]) -> None:
    cells = [f[1:3] for f in firms]
    company = sorted(row for row, cell in enumerate(cells) if cells.count(cell) > 1)
    for ring in table(firms).T.tolist():
        assert sorted(other for other in ring if other >= 0) == company


@given(FIRMS)
def test_a_ring_goes_round_all_of_a_sector_and_district(firms: list[Person]) -> None:
    for ring in links(firms):
        for start in ring:
            cell = next(f[1:3] for f in firms if f[0] == start)
            met, at = {start}, ring[start]
            while at is not None and at != start:
                met.add(at)
                at = ring[at]
            assert met == {f[0] for f in firms if f[1:3] == cell}


@given(FIRMS, st.randoms())
def test_the_order_of_rows_does_not_matter(firms: list[Person], shuffler: Any) -> None:
    mixed = list(firms)
    shuffler.shuffle(mixed)
    assert links(firms) == links(mixed)


@given(FIRMS.filter(len), st.data())
def test_one_more_firm_changes_one_link_a_ring_at_most(
    firms: list[Person], data: st.DataObject
) -> None:
    newcomer = data.draw(st.sampled_from(firms))
    before = links([f for f in firms if f is not newcomer])
    for old, new in zip(before, links(firms), strict=True):
        changed = [watcher for watcher in old if old[watcher] != new[watcher]]
        assert len(changed) <= 1
        assert all(new[watcher] == newcomer[0] for watcher in changed)
        # It takes the place between two that were neighbours before.
        assert all(new[newcomer[0]] in (old[watcher], watcher) for watcher in changed)


def test_neighbours_follow_their_places() -> None:
    firms = [(7, 0, 0, 0.9, 0.2), (3, 0, 0, 0.2, 0.2), (5, 0, 0, 0.5, 0.1), (1, 0, 1, 0.3, 0.3)]
    # First ring 3, 5, 7 and round; second 5, then 3 and 7 in the order of their ids.
    assert table(firms).tolist() == [[1, 2], [2, 0], [0, 1], [-1, -1]]
    assert table([]).shape == (0, 2)


SMALL = st.integers(0, 3)
# Places that differ in leading bits, in the last ones, or not at all.
NEAR = st.builds(
    lambda first, last: (first << POSITION_BITS - 2 | last) * 2.0**-POSITION_BITS, SMALL, SMALL
)


@given(
    st.lists(st.tuples(SMALL, NEAR), max_size=30),
    st.sampled_from([0, 5, (1 << POSITION_FREE_BITS) - 4, 1 << POSITION_FREE_BITS]),
    st.randoms(),
)
def test_firms_stand_by_cell_place_and_id_however_close_they_are(
    firms: list[tuple[int, float]], first_cell: int, shuffler: Any
) -> None:
    numbers = list(range(len(firms)))
    shuffler.shuffle(numbers)
    ids = np.array(numbers, dtype=np.int64)
    cells = np.array([first_cell + cell for cell, _place in firms], dtype=np.int64)
    places = np.array([place for _cell, place in firms], dtype=np.float64)
    order = order_on_ring(ids, cells, places)
    assert order.tolist() == np.lexsort((ids, places, cells)).tolist()


# What is seen of them ---------------------------------------------------------------------------

APPLIES, IDLE, GONE = codes.SEEN_APPLYING, codes.SEEN, codes.UNSEEN


@pytest.mark.parametrize(
    ("watched", "share"),
    [([0, 1], 0.5), ([0, 3], 1.0), ([1, 4], 0.0), ([0, 1, 4], 1 / 3), ([0, 2], 1.0),
     ([1, 2], 0.0), ([2, 2], 0.0), ([-1, -1], 0.0), ([-1, 0], 1.0), ([], 0.0)],
    ids=["one of two", "both", "none", "one of three", "the other is gone",
         "idle, the other gone", "all gone", "nobody", "one alone", "no ring"],
)  # fmt: skip
def test_the_share_of_peers_that_applied(watched: list[int], share: float) -> None:
    assert share_of_peers(watched, [APPLIES, IDLE, GONE, APPLIES, IDLE]) == pytest.approx(share)


@pytest.mark.parametrize(
    ("status", "applied", "seen"),
    [(codes.ACTIVE, 1, APPLIES), (codes.ACTIVE, 0, IDLE), (codes.POTENTIAL, 1, GONE),
     (codes.EXITED, 1, GONE)],
)  # fmt: skip
def test_only_a_firm_in_business_is_seen(status: int, applied: int, seen: int) -> None:
    assert seen_as(SimpleNamespace(status=status, has_applied=applied)) == seen


def test_news_comes_by_itself_by_outreach_and_by_peers() -> None:
    behaviour = SimpleNamespace(
        with_word_of_mouth=1.0, attention_base=0.1, outreach_effect=0.4, peer_effect=0.8
    )
    assert news_of_a_quarter(0.5, 0.25, behaviour) == pytest.approx((0.1 + 0.2 + 0.2) / 4)


def test_news_is_heard_of_each_wave_by_itself_and_then_no_more() -> None:
    """A local wave by peers, too; a national one unaided; one that is not announced not at all."""
    behaviour = SimpleNamespace(
        with_word_of_mouth=1.0, attention_base=0.4, outreach_effect=0.4, peer_effect=2.0
    )
    quarter = SimpleNamespace(
        **{**blank(QUARTER), "waves": 3, "announced": 0b011, "pushed": 0b101, "outreach": 0.5,
           "cells": 1, "districts": 1}
    )  # fmt: skip
    hearer: Any = SimpleNamespace(
        **{**blank(FIRM), "status": codes.ACTIVE, "news_needed": math.log(2.0)}
    )
    tally, seen = [0] * len(TALLY), [APPLIES, IDLE]
    known, news = [], []
    for _quarter in range(8):
        hears(hearer, [0, 1], seen, quarter, behaviour, tally)
        known.append(hearer.heard)
        news.append(hearer.news[:3])
    # Half is heard of when news exceeds log 2: after two quarters of 0.4, or seven of 0.1.
    assert known == [0, 1, 1, 1, 1, 1, 3, 3]
    assert news[-1] == pytest.approx([0.8, 0.7, 0.0]) and news[1][0] == news[-1][0]
    assert sum(tally) == 0
    quarter.announced = 0b111
    hears(hearer, [-1, -1], seen, quarter, behaviour, tally)
    assert hearer.news[2] == pytest.approx(0.15)


# In a run ---------------------------------------------------------------------------------------


def whom_they_watch(model: RenovationModel) -> dict[int, list[int | None]]:
    ids = [vars(f)["id"] for f in model.firms]
    return {ids[f.row]: [ids[r] if r >= 0 else None for r in f.watched] for f in model.firms}


def test_both_engines_draw_the_same_network(world: World) -> None:
    inputs = world("as-enacted", 240)
    assert inputs.peer_rings == 5
    model, run = RenovationModel(inputs, KEY), CompiledRun(inputs, KEY)
    assert [firm.watched for firm in model.firms] == run.watched.tolist()
    other = CompiledRun(inputs, KEY + 1)
    assert not np.array_equal(run.watched, other.watched)


def test_rings_differ_and_are_as_many_as_declared(world: World) -> None:
    inputs = world("as-enacted", 400, behaviour__peers_watched=3)
    watched = CompiledRun(inputs, KEY).watched
    assert watched.shape == (inputs.firm_count, 3)
    acquainted = watched[(watched >= 0).all(axis=1)]
    assert len(acquainted) > 200
    assert np.mean(acquainted[:, 0] != acquainted[:, 1]) > 0.5


def test_one_more_firm_is_news_at_first_to_those_alone_that_watch_it(world: World) -> None:
    """Two more of a sector and district hear of it only when those have applied in their turn."""
    inputs = world("as-enacted", 240)
    fewer_firms = np.ones(inputs.firm_count, dtype=bool)
    newcomer = int(np.flatnonzero(inputs.entry_quarters == 0)[17])
    fewer_firms[newcomer] = False
    stranger = int(inputs.ids[newcomer])

    class Herald(Firm):
        def build(self) -> None:
            super().build()
            if vars(self)["id"] == stranger:
                self.has_applied = 1

    before = RenovationModel(pick(inputs, fewer_firms), KEY, Herald)
    after = RenovationModel(inputs, KEY, Herald)
    told, curious = [], set[int]()
    for now in range(2):
        to_tell = after.quarters[now].announced & after.quarters[now].pushed
        curious = {vars(f)["id"] for f in after.firms if to_tell & ~vars(f)["heard"]}
        before.step()
        after.step()
        heard = [
            {vars(f)["id"]: (list(vars(f)["news"]), vars(f)["heard"]) for f in m.firms}
            for m in (before, after)
        ]
        told.append({who for who in heard[0] if heard[0][who] != heard[1][who]})
    there = {int(i) for i in inputs.ids[inputs.entry_quarters <= 1]}
    watching = {who for who, whom in whom_they_watch(after).items() if stranger in whom}
    # In the first quarter nobody has seen anybody; who knows all that is announced asks nobody.
    assert told == [set(), watching & there & curious]
    assert 0 < len(told[1]) < len(watching) <= inputs.peer_rings


def test_without_word_of_mouth_nobody_asks_the_peers(world: World) -> None:
    inputs = world("as-enacted", 150, mechanism__word_of_mouth="off")
    alone = dataclasses.replace(inputs, behaviour=inputs.behaviour.copy())
    alone.behaviour["peers_watched"] = 0.0
    assert CompiledRun(alone, KEY).watched.shape == (inputs.firm_count, 0)
    assert np.array_equal(compiled(inputs).tallies, compiled(alone).tallies)


# ---------------------------------------------------------------- networks of earlier runs


def a_network(firms: int, rings: int = 3) -> tuple[Any, ...]:
    generator = np.random.default_rng(firms)
    ids = np.arange(firms, dtype=np.int64) + 5
    cells = generator.integers(0, 3, firms), generator.integers(0, 2, firms)
    places = generator.random((rings, firms))
    return ids, *cells, watched_firms(ids, *cells, rings, places.__getitem__)


def test_a_network_is_found_where_key_ids_sectors_and_districts_are_the_same() -> None:
    networks = Networks()
    ids, sectors, districts, watched = a_network(40)
    assert networks.find(7, 3, ids, sectors, districts) is None
    networks.keep(7, ids, sectors, districts, watched)
    assert networks.find(7, 3, ids.copy(), sectors.copy(), districts.copy()) is watched
    assert networks.find(8, 3, ids, sectors, districts) is None
    assert networks.find(7, 2, ids, sectors, districts) is None
    assert networks.find(7, 3, ids[1:], sectors[1:], districts[1:]) is None
    for number in range(3):
        cells = [table.copy() for table in (ids, sectors, districts)]
        cells[number][11] += 1
        assert networks.find(7, 3, *cells) is None


def test_only_the_networks_asked_for_last_are_kept() -> None:
    networks = Networks(kept=2)
    *cells, watched = a_network(10)
    for key in (1, 2):
        networks.keep(key, *cells, watched)
    assert networks.find(1, 3, *cells) is watched
    networks.keep(3, *cells, watched)
    assert networks.find(2, 3, *cells) is None
    assert networks.find(1, 3, *cells) is networks.find(3, 3, *cells) is watched
