"""What a world lacks in which a mechanism is off: each said of every firm, quarter and yuan."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from switched_worlds import KEY, compiled, switched, walked, with_place
from thinned_worlds import World

from sim.law import business, filing, money, news, opportunity, resale, tax, terms
from sim.law.arithmetic import PPM
from sim.law.codes import ACTIVE, BUILDING, ENTRANT, EXPANSION, RENOVATION
from sim.model import RenovationModel
from sim.model_inputs import Inputs
from sim.outcome import Outcome
from sim.rows import FIRM, QUARTER, blank, plain
from sim.simulation import simulate


def total(outcome: Outcome, measure: str) -> int:
    return int(outcome.total(measure).sum())


def law(world: World, **levers: Any) -> Any:
    """Parameters of behaviour as the law reads them."""
    return plain(world("as-enacted", 150, **levers).behaviour[0])


def firm(**state: Any) -> Any:
    given = {"revenue": 20_000_000, "capital": 10_000_000, "payback": 2.0, "ownership": 1,
             "application_cost_factor": 1.0, "tax_hassle_factor": 1.0}  # fmt: skip
    return SimpleNamespace(**{**blank(FIRM), **given, **state})


def quarter(**state: Any) -> Any:
    return SimpleNamespace(**{**blank(QUARTER), "loan_rate": 0.05, **state})


# M1 lumpiness -----------------------------------------------------------------------------------


def test_without_lumpiness_every_firm_meets_a_small_project_each_quarter(world: World) -> None:
    model = RenovationModel(switched(world, "lumpiness", "off", 60), KEY)
    met = 0
    while model.running:
        free = {
            f: vars(f)["ordinal"] for f in model.firms
            if vars(f)["status"] == ACTIVE and f.building.stage != BUILDING
        }  # fmt: skip
        model.step()
        # A firm that gave up in the quarter met nothing more.
        stayed = [f for f in free if vars(f)["status"] == ACTIVE]
        assert all(vars(f)["ordinal"] == free[f] + 1 for f in stayed)
        met += len(stayed)
    outcome = model.outcome()
    assert total(outcome, "projects_arrived") >= met > 44 * 40
    assert total(outcome, "equipment_sold") == 0
    assert total(outcome, "projects_started") > 1000


def test_without_lumpiness_projects_are_alike_quick_and_cost_no_standstill(world: World) -> None:
    lumpy, smooth = law(world), law(world, mechanism__lumpiness="off")
    row = SimpleNamespace(size=1.0)
    small = opportunity.project_cost(10_000_000, row, 2.0, smooth)
    assert small == opportunity.project_cost(10_000_000, row, -2.0, smooth)
    assert small == int(smooth.size_median * smooth.arrival_rate / 4.0 * 10_000_000)
    assert opportunity.project_cost(10_000_000, row, 2.0, lumpy) > 10 * small
    assert opportunity.quarters_to_build(500_000_000, smooth) == 1
    assert opportunity.quarters_to_build(500_000_000, lumpy) > 1
    assert resale.fixed_cost(firm(), smooth) == 0 < resale.fixed_cost(firm(), lumpy)
    assert resale.part_to_sell(-2.0, 0.0, smooth) == 0.0 < resale.part_to_sell(-2.0, 0.0, lumpy)


# M2 hurdles -------------------------------------------------------------------------------------


def test_without_hurdles_the_firm_asks_what_its_money_costs(world: World) -> None:
    usual, plainly = law(world), law(world, mechanism__hurdles="off")
    for owner in (firm(payback=0.5), firm(payback=9.0), firm(ownership=0)):
        for nature in (RENOVATION, EXPANSION):
            rate = money.cash_rate(owner, quarter(), plainly)
            assert terms.required_return(owner, nature, rate, plainly) == rate
    assert terms.weight_of_cost(plainly) == 1.0 < terms.weight_of_cost(usual)
    assert terms.required_return(firm(), RENOVATION, 0.07, usual) == 0.5


# M3 finance -------------------------------------------------------------------------------------


def test_without_finance_everything_can_be_financed(world: World) -> None:
    inputs = switched(world, "finance", "off", 300)
    assert total(compiled(inputs), "projects_unfinanced") == 0
    assert total(compiled(world("as-enacted", 300)), "projects_unfinanced") > 0


def test_without_finance_no_bank_and_no_shadow_rate_stands_in_the_way(world: World) -> None:
    free = law(world, mechanism__finance="off")
    bare = firm(revenue=0, capital=0, debt=10**12)
    assert money.can_borrow(bare, 10**11, 0, 1, quarter(), free) is True
    assert money.purse_beside(bare, 10**11, 0, 1, quarter(), free) == 10**12
    assert money.cash_rate(bare, quarter(), free) == money.borrowing_rate(bare, quarter(), free)


# M4 paperwork -----------------------------------------------------------------------------------


def test_without_paperwork_nothing_is_too_much_trouble(world: World) -> None:
    usual, free = law(world), law(world, mechanism__paperwork="off")
    for owner in (firm(), firm(applications_made=3), firm(application_cost_factor=9.0)):
        assert news.cost_of_applying(owner, 0.5, free) == 0.0
        assert news.cost_of_applying(owner, 0.5, usual) > 1000.0
    assert tax.claims_expensing(firm(), 1.0, free) is True
    assert tax.claims_expensing(firm(), 1.0, usual) is False
    # Nobody bothers for nothing, or with losses to deduct first.
    assert tax.claims_expensing(firm(), 0.0, free) is False
    assert tax.claims_expensing(firm(losses=1), 1.0, free) is False


# M5 selection -----------------------------------------------------------------------------------


def claims_and_grants(outcome: Outcome) -> Counter[tuple[str, int, str]]:
    """Yuan claimed and granted by instrument and size class, while its pot has years to come."""
    inputs = outcome.inputs
    last = {
        name: max(q for q in range(inputs.calendar.quarters)
                      if q <= pot.to_quarter and q % 4 in pot.settlement_quarters)
        for name, at in zip(inputs.rule_names, inputs.rules["pot"], strict=True)
        for pot in [inputs.pots[at]] if at >= 0
    }  # fmt: skip
    sums: Counter[tuple[str, int, str]] = Counter()
    for entry in outcome.entries:
        asked_or_given = entry.measure in ("support_claimed", "support_granted")
        if asked_or_given and entry.quarter <= last[entry.subject]:
            sums[entry.subject, entry.size_class, entry.measure] += entry.amount
    return sums


def test_without_selection_all_that_is_claimed_is_granted(world: World, world_2024: World) -> None:
    for each in (world, world_2024):
        for levers in ({}, {"behaviour__expected_scaling": 0.55}):
            inputs = each("as-enacted", 300, mechanism__selection="off", **levers)
            assert (inputs.rules["expected_ppm"] == PPM).all()
            assert (inputs.rules["review"] == 0).all()
            sums = claims_and_grants(compiled(inputs))
            claimed = {k[:2]: v for k, v in sums.items() if k[2] == "support_claimed"}
            granted = {k[:2]: v for k, v in sums.items() if k[2] == "support_granted"}
            assert len(claimed) > 8
            assert claimed == granted


# M6 reporting -----------------------------------------------------------------------------------


def test_without_reporting_what_reaches_the_line_is_filed_as_it_is(
    world: World, world_2024: World
) -> None:
    for each in (world, world_2024):
        outcome = compiled(each("as-enacted", 600, mechanism__reporting="off"))
        for measure in ("relabelled", "unfiled_renovation", "projects_resized"):
            assert total(outcome, measure) == 0
            assert total(compiled(each("as-enacted", 2400)), measure) > 0
        assert total(outcome, "filed_renovation") > 0


def test_without_reporting_neither_habit_nor_support_decides_what_is_filed(world: World) -> None:
    honest = law(world, mechanism__reporting="off")
    now = quarter(counting_threshold=5_000_000, monitoring=1.0)
    shy = firm(filing_reluctance=99.0)
    assert filing.files_project(shy, 5_000_000, 0.0, now, honest) is True
    assert filing.files_project(shy, 4_999_999, 1e9, now, honest) is False
    assert (
        filing.relabelled_share(0.3, now, honest)
        == 0
        < filing.relabelled_share(0.3, now, law(world))
    )


# M7 timing --------------------------------------------------------------------------------------


class Late(RenovationModel):
    """Notes by how much each project started later than it came up."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.delays: Counter[int] = Counter()

    def step(self) -> None:
        super().step()
        for f in self.firms:
            project = f.building
            if project.started == self.now - 1 and project.spent > 0:
                self.delays[project.started - project.arrived] += 1


def test_without_timing_a_project_is_started_at_once_or_never(world: World) -> None:
    inputs = switched(world, "timing", "off", 120)
    prompt, usual = walked(inputs, Late), walked(world("as-enacted", 120), Late)
    assert isinstance(prompt, Late) and isinstance(usual, Late)
    assert set(prompt.delays) == {0} and prompt.delays[0] > 50
    assert len(usual.delays) > 3
    assert all(firm.reserve.stage == 0 for firm in prompt.firms)


def test_without_timing_no_project_waits(world: World) -> None:
    ahead = {"national__expensing__valid_from": dt.date(2019, 7, 1)}
    assert total(compiled(world("as-enacted", 1200, **ahead)), "projects_waiting") > 0
    inputs = switched(world, "timing", "off", 1200, **ahead)
    assert total(compiled(inputs), "projects_waiting") == 0


def test_projects_are_brought_forward_when_a_rule_ends_and_timing_is_on(world: World) -> None:
    usual, prompt = law(world), law(world, mechanism__timing="off")
    assert opportunity.brought_forward(0.1, True, prompt) == 0.0
    assert opportunity.brought_forward(0.1, True, usual) == pytest.approx(0.1 * usual.foresight)
    assert opportunity.brought_forward(0.1, False, usual) == 0.0


# M8 crowding ------------------------------------------------------------------------------------

SQUEEZES = ("equipment_squeeze", "credit_squeeze", "floor_squeeze")


class Crowded(RenovationModel):
    """A world whose firms are shown an enormous crowd and tight markets each quarter."""

    def step(self) -> None:
        self.crowd = [10**9, 10**12] * (len(self.crowd) // 2)
        for name in SQUEEZES:
            setattr(self.quarters[self.now], name, 2.0)
        super().step()


def test_without_crowding_no_firm_looks_at_the_others(world: World) -> None:
    usual, on = world("as-enacted", 100), switched(world, "crowding", "on", 100)
    assert np.array_equal(walked(usual, Crowded).outcome().tallies, compiled(usual).tallies)
    assert not np.array_equal(walked(on, Crowded).outcome().tallies, compiled(on).tallies)


def test_squeezes_are_felt_only_where_there_is_crowding(world: World) -> None:
    tight: dict[str, int] = {}
    for switch in ("on", "off"):
        model = walked(switched(world, "crowding", switch, 100))
        tight[switch] = sum(getattr(row, name) > 0 for row in model.quarters for name in SQUEEZES)
        first_year = [getattr(row, name) for row in model.quarters[:5] for name in SQUEEZES]
        assert first_year == [0.0] * 15
    assert tight["off"] == 0 < tight["on"]


# M9 word of mouth -------------------------------------------------------------------------------


def test_without_word_of_mouth_all_know_what_is_announced(world: World, world_2024: World) -> None:
    for each, day in ((world, "national-tax"), (world_2024, "shenzhen-2023")):
        inputs = each("as-enacted", 300, mechanism__word_of_mouth="off")
        outcome = compiled(inputs)
        last = inputs.environment["waves"][0] - 1
        known = (inputs.environment["announced"] >> last) & 1 == 1
        assert 0 < known.sum() < inputs.calendar.quarters, day
        # Who enters, gives up or leaves in the quarter is counted at one of its ends.
        there = (
            outcome.total("active_firms") - outcome.total("firms_entered")
            + outcome.total("firms_exited") + outcome.total("firms_left")
        )  # fmt: skip
        assert np.array_equal(outcome.total("aware_firms"), np.where(known, there, 0))
        usual = compiled(each("as-enacted", 300)).total("aware_firms")
        assert usual.sum() < outcome.total("aware_firms").sum()


def test_without_word_of_mouth_the_least_attentive_knows_at_once(world: World) -> None:
    for outreach, peers in ((0.0, 0.0), (1.0, 1.0)):
        heard = news.news_of_a_quarter(outreach, peers, law(world, mechanism__word_of_mouth="off"))
        assert heard > news.news_needed(1.0 - 2.0**-52)
        usual = news.news_of_a_quarter(outreach, peers, law(world))
        assert usual < news.news_needed(1.0 - 2.0**-52)


# M10 demand -------------------------------------------------------------------------------------


def test_without_demand_nobody_has_a_boom_or_a_slump(world: World) -> None:
    model = walked(switched(world, "demand", "off", 120))
    assert {vars(f)["demand"] for f in model.firms} == {0.0}
    assert {vars(f)["scaled_to"] for f in model.firms} == {0.0}
    assert total(model.outcome(), "equipment_sold") == 0
    calm = law(world, mechanism__demand="off")
    spread = business.shock_spread(10**8, calm)
    assert spread == 0.0 < business.shock_spread(10**8, law(world))
    assert business.demand_state(firm(shock_spread=spread), 5.0, calm) == 0.0


# M11 turnover -----------------------------------------------------------------------------------


def test_without_turnover_nobody_gives_up_and_no_ordinary_firm_enters(world: World) -> None:
    inputs = switched(world, "turnover", "off", 300)
    inputs = strained(inputs)
    model = walked(inputs)
    assert total(model.outcome(), "firms_exited") == 0
    entrants = [f for f in model.firms if vars(f)["role"] == ENTRANT]
    assert entrants and all(vars(f)["status"] != ACTIVE for f in entrants)
    assert all(vars(f)["ordinal"] == 0 for f in entrants)
    # Giants still come: they are no ordinary entrants.
    assert total(model.outcome(), "firms_entered") > 0
    usual = simulate(strained(switched(world, "turnover", "on", 300)), KEY, "compiled")
    assert total(usual, "firms_exited") > 0


def strained(inputs: Inputs) -> Inputs:
    """Firms so deep in debt that many would give up."""
    return with_place(inputs, debt_to_capital=2.5)


def test_without_turnover_it_does_not_matter_who_owns_a_firm(world: World) -> None:
    shares = {"state_owned_share": 0.4, "foreign_owned_share": 0.5}
    results = {}
    for switch in ("off", "on"):
        usual = switched(world, "turnover", switch, 150)
        results[switch] = np.array_equal(
            compiled(usual).tallies, compiled(with_place(usual, **shares)).tallies
        )
    assert results == {"off": True, "on": False}


def test_the_population_is_the_same_whatever_is_off(world: World) -> None:
    usual = RenovationModel(world("as-enacted", 100), KEY)
    off = RenovationModel(switched(world, "turnover", "off", 100), KEY)
    born = [
        [[vars(f)[name] for name in ("id", "sector", "ownership", "capital", "payback", "cash")]
         for f in model.firms]
        for model in (usual, off)
    ]  # fmt: skip
    assert born[0] == born[1]
