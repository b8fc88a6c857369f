"""The measures of 2024 and the province's rules in a run: engines equal, levels, land, credit."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from sim.law.arithmetic import whole_yuan
from sim.law.codes import ACTIVE, EXITED
from sim.measures import TALLY_INDEX
from sim.model import RenovationModel
from sim.model_inputs import Inputs
from sim.outcome import Outcome
from sim.randomness import run_key
from sim.simulation import simulate

World = Callable[..., Inputs]
KEY = run_key(7, 0)
MEASURES_BEGIN = 4 * 11


def assert_equal(first: Outcome, second: Outcome) -> None:
    assert np.array_equal(first.tallies, second.tallies)
    assert first.entries == second.entries
    assert first.rows() == second.rows()


def paid(outcome: Outcome) -> dict[str, int]:
    sums: dict[str, int] = {}
    for entry in outcome.entries:
        if entry.measure == "support_paid":
            sums[entry.subject] = sums.get(entry.subject, 0) + entry.amount
    return sums


@pytest.mark.parametrize("variant", ["as-enacted", "district-stacks", "only-finance", "only-land"])
def test_both_engines_give_equal_values_in_2024(world_2024: World, variant: str) -> None:
    inputs = world_2024(variant, 300)
    assert_equal(simulate(inputs, KEY, "mesa"), simulate(inputs, KEY, "compiled"))


@pytest.mark.parametrize("levers", [{}, {"RW10": "prorata"}, {"RW12": "nontaxable_basis_reduced"}])
def test_both_engines_give_equal_values_under_the_rules_of_the_province(
    world_panyu: World, levers: dict[str, str]
) -> None:
    inputs = world_panyu("as-enacted", 300, **levers)
    assert_equal(simulate(inputs, KEY, "mesa"), simulate(inputs, KEY, "compiled"))


def test_every_article_on_projects_pays_somebody(world_2024: World, world_panyu: World) -> None:
    got = paid(simulate(world_2024("as-enacted", 6000), KEY, "compiled"))
    articles = {f"004.A{number}" for number in range(1, 8)}
    assert articles | {"longhua2024", "004.A12.interest"} <= {k for k, v in got.items() if v > 0}
    got = paid(simulate(world_panyu("as-enacted", 3000), KEY, "compiled"))
    wanted = {"003.III.1", "gd2014.taxshare", "gd2018.equipment", "gd2018.interest", "gd2021.prd"}
    assert wanted <= {name for name, amount in got.items() if amount > 0}


def test_the_district_pays_more_where_it_may_stack(world_2024: World) -> None:
    alone = paid(simulate(world_2024("as-enacted", 6000), KEY, "compiled"))
    stacked = paid(simulate(world_2024("district-stacks", 6000), KEY, "compiled"))
    assert stacked["longhua2024"] > 2 * alone["longhua2024"]
    city = paid(simulate(world_2024("city-alone", 6000), KEY, "compiled"))
    assert "longhua2024" not in city


def test_shenzhen_gets_no_provincial_money(world_2024: World) -> None:
    inputs = world_2024("as-enacted", 300)
    assert "province" not in inputs.rule_payers


def test_targets_press_only_where_they_are_read_so(world: World) -> None:
    usual = world("as-enacted", 600)
    pressed = world("as-enacted", 600, RW16="effort_pressure")
    assert usual.tasks == {} and pressed.tasks[2020] == 60_000_000_000
    assert pressed.tasks[2018] == int(60e9 / 1.3**2)
    assert usual.identity != pressed.identity
    first, second = (simulate(inputs, KEY, "compiled") for inputs in (usual, pressed))
    filed = [outcome.total("reported_renovation") for outcome in (first, second)]
    assert np.array_equal(filed[0][:20], filed[1][:20])  # nothing before the end of 2017
    assert filed[1][20:32].sum() > filed[0][20:32].sum()
    assert_equal(second, simulate(pressed, KEY, "mesa"))


def test_land_price_is_forgone_where_it_is_waived_and_the_city_bears_it(world_2024: World) -> None:
    outcome = simulate(world_2024("as-enacted", 1500), run_key(5, 0), "compiled")
    forgone = outcome.total("land_forgone")
    begins = 4 * 11
    assert forgone[begins:].sum() > 0 == forgone[:begins].sum()
    charged = world_2024("as-enacted", 1500, **{"004__A14__waiver__rate": 0.0})
    assert simulate(charged, run_key(5, 0), "compiled").total("land_forgone").sum() == 0


def test_the_pool_bears_its_share_of_bad_loans_of_small_firms(world_2024: World) -> None:
    """A shock that ruins firms at once: what they owe on projects is borne in part by the pool."""
    inputs = world_2024("as-enacted", 800)
    model = RenovationModel(inputs, run_key(5, 0))
    while model.now <= 4 * 13:
        model.step()
    small = [firm for firm in model.firms if vars(firm)["size_class"] < 3]
    for firm in small:
        firm.renovation_loan, firm.debt = 1_000_000, 10**12
    ruined = [firm for firm in small if vars(firm)["status"] == ACTIVE]
    model.step()
    left = [firm for firm in ruined if vars(firm)["status"] == EXITED]
    cells = inputs.cells
    first = TALLY_INDEX["pool_paid"] * cells
    assert len(left) > 10
    kept = 1_000_000 - whole_yuan(1_000_000 / (4.0 * model.behaviour.loan_years))
    assert sum(model.tally[first : first + cells]) == pytest.approx(
        0.3 * kept * len(left), rel=1e-5
    )
