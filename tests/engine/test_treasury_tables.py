"""The treasury's tables: sorted, grown, summed and used again alike in both engines."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import numba
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.engine import CompiledRun, compiled_loops
from sim.errors import BrokenIdentityError
from sim.law.arithmetic import LARGEST, PPM, plus
from sim.law.codes import FIRST_COME, PRORATA, RANKING
from sim.law.queue import AS_BOOKED, put_in_order
from sim.law.treasury import allocate, part_paid
from sim.model import RenovationModel
from sim.model_inputs import Inputs
from sim.randomness import run_key
from sim.rows import plain
from sim.treasury import claim_row, pot_table
from sim.treasury_rows import CLAIM, CLAIM_TYPE, row_of
from sim.workspace import FEW, Workspace

World = Callable[..., Inputs]
KEY = run_key(5, 0)
KEYS: dict[int, Callable[[Any], Any]] = {
    FIRST_COME: lambda claim: (claim.due, claim.arrival, claim.firm_id),
    RANKING: lambda claim: (-claim.score, claim.arrival, claim.firm_id),
    AS_BOOKED: lambda claim: (claim.due, claim.rule, claim.firm_id),
}
CLAIMS = st.lists(
    st.builds(
        claim_row,
        firm_id=st.integers(-3, 3) | st.integers(-(2**63), 2**63 - 1),
        rule=st.integers(0, 3), due=st.integers(0, 2), amount=st.integers(1, 10**9),
        arrival=st.sampled_from([0.25, 0.5]) | st.floats(0, 1),
        score=st.sampled_from([-1.0, 0.0, 7.0]) | st.floats(-1e12, 1e12),
    ),
    max_size=40,
)  # fmt: skip


@numba.njit(error_model="numpy")
def compiled_order(claims: Any, order: Any, spare: Any, by: int) -> None:
    put_in_order(claims, order, spare, len(order), by)


@numba.njit(error_model="numpy")
def compiled_shares(claims: Any, order: Any, spare: Any, money: int, way: int) -> None:
    allocate(claims, order, spare, len(order), money, way)


def table_of(claims: list[Any]) -> Any:
    table = np.zeros(len(claims), dtype=CLAIM_TYPE)
    for row, claim in zip(table, claims, strict=True):
        for name, value in vars(claim).items():
            row[name] = value
    return table


@settings(deadline=None)
@given(CLAIMS, st.sampled_from(sorted(KEYS)), st.randoms())
def test_claims_are_ordered_as_by_their_keys_in_both_engines(
    claims: list[Any], by: int, shuffler: Any
) -> None:
    order = list(range(len(claims)))
    shuffler.shuffle(order)
    expected = sorted(order, key=lambda number: KEYS[by](claims[number]))
    machine = np.array(order, dtype=np.int64)
    put_in_order(claims, order, order.copy(), len(order), by)
    compiled_order(table_of(claims), machine, machine.copy(), by)
    assert order == expected == machine.tolist()


@settings(deadline=None)
@given(CLAIMS, st.integers(0, 2 * 10**10), st.sampled_from([PRORATA, FIRST_COME, RANKING]))
def test_a_pot_is_shared_alike_in_both_engines(claims: list[Any], money: int, way: int) -> None:
    table = table_of(claims)
    order = list(range(len(claims)))
    machine = np.array(order, dtype=np.int64)
    compiled_shares(table, machine, machine.copy(), money, way)
    allocate(claims, order, order.copy(), len(claims), money, way)
    assert table["granted"].tolist() == [claim.granted for claim in claims]
    assert machine.tolist() == order


def test_sums_of_money_that_do_not_fit_are_refused_in_both_engines() -> None:
    assert plus(LARGEST - 3, 3) == LARGEST
    with pytest.raises(OverflowError, match="63 bits"):
        plus(LARGEST - 3, 4)
    claims = [claim_row(amount=LARGEST - 1, firm_id=n) for n in range(2)]
    order = np.arange(2)
    with pytest.raises(OverflowError, match="63 bits"):
        allocate(claims, [0, 1], [0, 1], 2, 5, PRORATA)
    with pytest.raises(OverflowError, match="63 bits"):
        compiled_shares(table_of(claims), order, order.copy(), 5, PRORATA)


def test_a_pot_that_nobody_asked_paid_all_and_no_pot_paid_more_than_all() -> None:
    assert part_paid(0, 0) == PPM == part_paid(7, 5)
    assert part_paid(1, 3) == 333_333


def test_a_table_that_is_full_grows_and_keeps_what_it_holds() -> None:
    with_room = compiled_loops().with_room
    table = table_of([claim_row(amount=n + 1, score=n / 2) for n in range(3)])
    assert with_room(table, 3) is table or np.shares_memory(with_room(table, 3), table)
    longer = with_room(table, 4)
    assert len(longer) == 8
    assert np.array_equal(longer[:3], table)


def test_a_row_has_the_fields_that_are_declared_and_no_others() -> None:
    assert list(vars(row_of(CLAIM))) == list(CLAIM_TYPE.names or ())
    with pytest.raises(TypeError, match="no such field: sore"):
        row_of(CLAIM, sore=1.0)


# ---------------------------------------------------------------- a run as a whole


def short(world: World, firms: int = 900, **levers: Any) -> Inputs:
    """A world of small pots, some of them in order of arrival or of rank."""
    inputs = world("as-enacted", firms, **levers)
    pots = tuple(
        dataclasses.replace(pot, appropriation=3_000_000 * (1 + index), overflow=index % 3)
        for index, pot in enumerate(inputs.pots)
    )
    return dataclasses.replace(inputs, pots=pots)


def same(first: Any, second: Any) -> bool:
    return bool(
        np.array_equal(first.tallies, second.tallies)
        and np.array_equal(first.ledger, second.ledger)
    )


def test_a_run_in_one_call_is_the_run_quarter_by_quarter(world: World) -> None:
    inputs = short(world)
    whole, walked, mixed = (CompiledRun(inputs, KEY) for _ in range(3))
    whole.finish()
    for _ in range(inputs.calendar.quarters):
        walked.step()
    for _ in range(17):
        mixed.step()
    mixed.finish()
    assert whole.now == walked.now == mixed.now == inputs.calendar.quarters
    for other in (walked, mixed):
        assert same(whole.outcome(), other.outcome())
        assert whole.firms.tobytes() == other.firms.tobytes()
        assert whole.projects.tobytes() == other.projects.tobytes()
        assert np.array_equal(whole.claims, other.claims)


def test_a_workspace_that_was_used_gives_the_same_run(world: World) -> None:
    inputs = short(world)
    first = CompiledRun(inputs, KEY)
    first.finish()
    before = first.outcome()
    # The tables have grown, and keep their length.
    assert len(first.space.awards) > FEW
    other = CompiledRun(inputs, KEY + 1, first.space)
    other.finish()
    assert not same(before, other.outcome())
    again = CompiledRun(inputs, KEY, first.space)
    again.finish()
    assert same(before, again.outcome())
    assert again.space.awards is other.space.awards


def test_a_workspace_of_other_inputs_is_refused(world: World) -> None:
    with pytest.raises(ValueError, match="the workspace is made for"):
        CompiledRun(short(world, 300), KEY, Workspace.of(short(world)))


def test_both_engines_keep_the_same_tables_in_every_quarter(world: World) -> None:
    inputs = short(world, 400)
    rules = inputs.rules.copy()
    rules["taxable"][::2] = 0
    inputs = dataclasses.replace(inputs, rules=rules)
    model, run = RenovationModel(inputs, KEY), CompiledRun(inputs, KEY)
    treasury, space = model.treasury, run.space
    most = dict.fromkeys(("claims", "waiting", "awards", "paid"), 0)
    for _ in range(inputs.calendar.quarters):
        model.step()
        run.step()
        assert vars(treasury.desk) == vars(plain(space.desk[0]))
        assert [vars(pot) for pot in treasury.pots] == [vars(plain(pot)) for pot in space.pots]
        for name in most:
            count = getattr(treasury.desk, name)
            most[name] = max(most[name], count)
            here, there = getattr(treasury, name)[:count], getattr(space, name)[:count]
            assert [vars(row) for row in here] == [vars(plain(row)) for row in there]
    assert min(most.values()) > 2
    assert same(model.outcome(), run.outcome())
    assert model.outcome().entries == treasury.entries


@pytest.mark.parametrize("at_once", [True, False])
def test_a_year_that_does_not_add_up_ends_a_compiled_run(world: World, at_once: bool) -> None:
    inputs = world("as-enacted", 60)
    run = CompiledRun(inputs, KEY)
    for _ in range(10):
        run.step()
    number = next(n for n, pot in enumerate(run.space.pots) if pot["left"] > 10)
    run.space.pots["left"][number] -= 1
    with pytest.raises(BrokenIdentityError, match=rf"pot {inputs.pots[number].id}: .* quarter 11"):
        run.finish() if at_once else [run.step() for _ in range(9)]
    assert run.now == 12


def test_books_that_do_not_add_up_are_refused_after_a_compiled_run(world: World) -> None:
    run = CompiledRun(world("as-enacted", 300), KEY)
    run.finish()
    run.outcome()
    run.space.ledger[7, 4 * len(run.rules)] += 1  # a yuan granted of which nothing else is known
    with pytest.raises(BrokenIdentityError, match="granted, paid, committed do not add up"):
        run.outcome()


def test_a_pot_begins_unsettled_with_its_quarters_as_bits(world: World) -> None:
    plans = world("as-enacted", 60).pots
    for plan, pot in zip(plans, pot_table(plans), strict=True):
        settles = [quarter for quarter in range(4) if pot["settles"] >> quarter & 1]
        assert tuple(settles) == plan.settlement_quarters
        assert (pot["settled"], pot["ratio"], pot["left"], pot["carried"]) == (-1, -1, 0, 0)
