"""Support over time: windows, caps and rights that outlive a project, what is promised and paid."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from random_packages import grants, open_rule

from sim.acts.building import earns_tax_share, opens_interest_window, receives
from sim.acts.markets import press, shortfall
from sim.law.application import BLANK_APPLICATION
from sim.law.applying import (
    grant_claimable,
    is_put_forward,
    tax_share_claimable,
    window_is_open,
)
from sim.law.codes import (
    ACTIVE,
    CITY,
    DISTRICT,
    EX_POST,
    EXPANSION,
    HIGHER_OF,
    INTEREST,
    MATCH,
    NONE,
    PROJECT_GRANT,
    PROVINCE,
    RENOVATION,
    RESERVE,
)
from sim.law.contact import is_contacted
from sim.law.filing import is_registered
from sim.law.land import cost_to_build_up
from sim.law.money import borrowing_rate, project_rate, size_ease
from sim.law.package import award_and_match
from sim.law.prospects import support_value
from sim.law.put_forward import maturity_level, part_filed, puts_forward
from sim.law.sizes import just_reaching, size_to_weigh
from sim.law.support import in_library, largest_year
from sim.law.tax import expensing_share
from sim.law.terms import Plan, terms_of
from sim.measures import TALLY_INDEX
from sim.model import RenovationModel
from sim.model_inputs import Inputs
from sim.progress import TASK, tasks_by_quarter, yearly_tasks
from sim.randomness import run_key
from sim.rows import FIRM, MAX_WAVES, PROJECT, QUARTER, RULE, blank
from sim.simulation import simulate

World = Callable[..., Inputs]
KEY = run_key(7, 0)


def row(fields: Any, **values: Any) -> Any:
    return SimpleNamespace(**{**blank(fields), **values})


def test_interest_is_claimed_for_its_years_after_the_rule_has_ended() -> None:
    rule = row(RULE, kind=INTEREST, start=44, end=63, years=3, application_quarter=1)
    assert window_is_open(rule, 65) and window_is_open(rule, 77)
    assert not window_is_open(rule, 81) and not window_is_open(rule, 66)


def window(firm: Any, **project: Any) -> Any:
    """Open the window of a project finished now, loans at the bank for all."""
    quarter = row(QUARTER, interest_quarters=12, counting_threshold=5_000_000, filing_needed=1)
    work = row(PROJECT, cost=10**8, filed=1, **project)
    opens_interest_window(firm, work, quarter, SimpleNamespace(lease_share=0.2))
    return firm


def test_a_small_project_does_not_reopen_the_cap_of_a_large_loan() -> None:
    firm = row(FIRM, project_loan=100_000_000)
    window(firm)
    assert (firm.filed_loan, firm.interest_claimed) == (100_000_000, 0)
    firm.interest_claimed, firm.interest_barred, firm.project_loan = 5_000_000, 1, 1_000_000
    window(firm)
    assert firm.interest_claimed == 5_000_000 * 100 // 101
    assert firm.interest_barred == 1  # what bars the large loan is not undone by the small one


def test_the_interest_of_a_project_too_small_to_be_filed_counts_if_it_is_registered() -> None:
    quarter = row(QUARTER, interest_quarters=12, counting_threshold=5_000_000, filing_needed=1)
    for cost, filed, counts in ((4_000_000, 0, True), (6_000_000, 0, False), (6_000_000, 1, True)):
        firm = row(FIRM, project_loan=1_000_000)
        work = row(PROJECT, cost=cost, filed=filed)
        opens_interest_window(firm, work, quarter, SimpleNamespace(lease_share=0.2))
        assert (firm.filed_loan > 0) is counts


def test_only_loans_of_the_product_and_leases_count_where_there_is_one() -> None:
    quarter = row(
        QUARTER, interest_quarters=12, counting_threshold=0, filing_needed=1, loan_reach=0.3
    )
    for attention, loan in ((0.1, 1_000_000), (0.8, 200_000)):
        firm = row(FIRM, project_loan=1_000_000, attention=attention)
        work = row(PROJECT, cost=10**8, filed=1)
        opens_interest_window(firm, work, quarter, SimpleNamespace(lease_share=0.2))
        assert firm.filed_loan == loan


def test_a_tax_share_is_earned_in_force_only_and_runs_its_years() -> None:
    work = row(PROJECT, cost=9_000_000, filed=1)
    firm = row(FIRM, tax_last_year=50)
    earns_tax_share(firm, work, row(QUARTER, now=8, filing_needed=1))
    assert firm.share_year == 0
    earns_tax_share(firm, work, row(QUARTER, now=9, filing_needed=1, tax_share_years=3))
    assert (firm.share_year, firm.base_tax) == (3, 50)
    firm.tax_last_year = 70
    earns_tax_share(firm, work, row(QUARTER, now=20, filing_needed=1, tax_share_years=3))
    assert firm.share_year == 3  # still running
    earns_tax_share(firm, work, row(QUARTER, now=24, filing_needed=1, tax_share_years=3))
    assert (firm.share_year, firm.base_tax) == (7, 70)


def test_support_that_is_not_taxed_lowers_what_is_depreciated() -> None:
    firm = row(FIRM, tax_pool=1000, tax_step=100)
    receives(firm, 400, 0)
    assert (firm.cash, firm.grants_received, firm.tax_pool, firm.tax_step) == (400, 0, 600, 60)
    receives(firm, 900, 1)
    assert (firm.cash, firm.grants_received, firm.tax_pool) == (1300, 900, 600)


def test_equipment_bought_after_the_rule_has_ended_is_not_deducted_at_once(
    world_2024: World,
) -> None:
    outcome = simulate(world_2024("as-enacted", 1500), KEY, "compiled")
    claimed, after = outcome.total("expensing_claimed"), 4 * (2028 - 2013)
    assert claimed[after - 4 : after].sum() > 0 == claimed[after:].sum()
    assert outcome.total("expensing_eligible")[after:].sum() == 0


def test_no_land_price_is_a_cost_and_what_is_paid_is_the_citys_income(world_2024: World) -> None:
    free = simulate(world_2024("only-land", 1500), KEY, "compiled")
    base = simulate(world_2024("no-programme", 1500), KEY, "compiled")
    assert free.total("land_forgone").sum() > 0
    city = [
        sum(
            value
            for value, measure, instrument, size in zip(
                rows["value"], rows["measure"], rows["instrument"], rows["size_class"], strict=True
            )
            if measure == "public_cost" and instrument == "city" and size == "all"
        )
        for rows in (free.rows(), base.rows())
    ]
    assert city[0] <= city[1]


@pytest.fixture(scope="module")
def weighing(world_2024: World) -> tuple[RenovationModel, list[Any]]:
    """The world when the measures hold, and firms with a project in view."""
    model = RenovationModel(world_2024("as-enacted", 300), KEY)
    while model.now < 4 * 12:
        model.step()
    model.quarter = model.quarters[model.now]
    firms: list[Any] = [
        firm
        for firm in model.firms
        if firm.reserve.stage == RESERVE and vars(firm)["status"] == ACTIVE
    ]
    for firm in firms:
        firm.heard = 2**MAX_WAVES - 1
    return model, firms


def test_interest_beside_a_grant_is_worth_nothing_where_they_exclude_each_other(
    weighing: tuple[RenovationModel, list[Any]],
) -> None:
    """Whatever the place of the interest rule among the rules (RW06)."""
    model, firms = weighing
    now = model.now
    lower = 0
    for exclusive in (0, 1):
        rules = [
            SimpleNamespace(**{**vars(rule), "without_grants": exclusive}) for rule in model.rules
        ]
        worths = []
        for firm in firms:
            project = firm.reserve
            cost, quarters = 50_000_000, 6
            direction = model.directions[project.direction]
            world = (model.quarter, model.place, model.behaviour)
            terms = terms_of(firm, project.nature, direction.life, *world)
            terms = terms._replace(rate=0.06, bank_rate=0.05)
            plan = Plan(
                cost, quarters, now, cost, project.direction, project.nature,
                int(in_library(cost, largest_year(cost, quarters), model.quarter)),
                largest_year(cost, quarters),
            )  # fmt: skip
            worths.append(
                [
                    support_value(firm, project, plan, terms, direction, 1e7, *world, order)[0]
                    for order in (rules, rules[::-1])
                ]
            )
        assert all(a == pytest.approx(b) for a, b in worths)
        if exclusive == 0:
            before = [a for a, _b in worths]
        else:
            lower = sum(a < b for (a, _), b in zip(worths, before, strict=True))
    assert lower > 0


@pytest.mark.parametrize(("inclusive", "size"), [(1, 20_000_000), (0, 20_000_001)])
def test_the_size_weighed_reaches_the_line_it_aims_at(inclusive: int, size: int) -> None:
    rule = row(RULE, kind=6, threshold_on=2, threshold=20_000_000, inclusive=inclusive,
               rate_ppm=100_000, cap=10**7, splits=1, base=6)  # fmt: skip
    place = SimpleNamespace(audited_share=0.95)
    shares = SimpleNamespace(smart_share=0.5, software_share=0.1, building_share=0.1)
    assert size_to_weigh(rule, 0, shares, place) == size
    assert size_to_weigh(rule, 2, shares, place) == size - 1
    assert size_to_weigh(rule, 1, shares, place) == int(10**8 / 0.95)
    assert int(just_reaching(7_000_000, inclusive, 0.8) * 0.8) >= 7_000_000 + 1 - inclusive


# Each step by itself ----------------------------------------------------------------------------


def test_the_authority_speaks_to_the_surveyed_and_to_those_to_be_raised() -> None:
    quarter = row(QUARTER, surveyed_from=10_000, raised_from=5_000, raised_below=8_000)
    revenues = (4_999, 5_000, 7_999, 8_000, 9_999, 10_000)
    spoken_to = [is_contacted(revenue, quarter) for revenue in revenues]
    assert spoken_to == [False, True, True, False, False, True]
    assert not is_contacted(10**9, row(QUARTER))


def stated(**place: float) -> Any:
    """What a project of 100M, 60M of it filed as renovation, states after six quarters."""
    firm = row(FIRM, id=5, district=2, key_energy=1, grant_year=5, revenue=9)
    project = row(PROJECT, direction=1, nature=EXPANSION, ordinal=3)
    shares = SimpleNamespace(
        software_share=0.25, building_share=0.125, smart_share=0.5, energy_saving=2.0, life=8.0
    )
    terms = {
        "audited_share": 0.5, "co2_per_tce": 2.5, "evaluation_share": 0.75,
        "maturity_gap_4": 0.1, "maturity_gap_3": 0.3, "maturity_gap_2": 0.6, **place,
    }  # fmt: skip
    filed = part_filed(10**8, EXPANSION, 600_000)
    return puts_forward(
        firm, project, 10**8, filed, 6, 10, 0.25, 1, shares, row(QUARTER, library_total=10**8),
        SimpleNamespace(**terms),
    )  # fmt: skip


def test_what_a_finished_project_states() -> None:
    found = stated()
    assert (found.planned, found.audited, found.yearly) == (60_000_000, 30_000_000, 40_000_000)
    assert (found.hard, found.soft, found.digital) == (22_500_000, 7_500_000, 15_000_000)
    assert (found.equipment, found.related) == (18_750_000, 15_000_000)
    assert (found.saving_tce, found.co2_cut, found.life) == (120, 300, 8)
    assert (found.directions, found.nature, found.district, found.filed) == (2, EXPANSION, 2, 1)
    assert (found.started, found.completed, found.applied) == (10, 15, 16)
    assert (found.in_library, found.already_chosen, found.evaluation_ppm) == (1, 1, 750_000)
    assert part_filed(10**8, RENOVATION, 600_000) == 10**8


def test_the_level_of_maturity_falls_with_the_distance_to_the_frontier() -> None:
    place = SimpleNamespace(maturity_gap_4=0.1, maturity_gap_3=0.3, maturity_gap_2=0.6)
    gaps = (0.0, 0.1, 0.2, 0.3, 0.4, 0.6, 0.7)
    assert [maturity_level(gap, place) for gap in gaps] == [4, 4, 3, 3, 2, 2, 1]


def test_a_finished_project_is_put_forward_once_and_at_once() -> None:
    def at(now: int, **changes: int) -> bool:
        building = row(PROJECT, **{"stage": NONE, "started": 10, "quarters": 4, **changes})
        return bool(is_put_forward(building, now))

    assert [at(now) for now in (13, 14, 15)] == [False, True, False]
    assert not at(14, grant_claimed=1) and not at(14, stage=RESERVE)


def test_a_grant_is_claimed_by_those_who_have_heard_and_on_projects_only() -> None:
    rule = open_rule(rate_ppm=100_000, announced=4)
    project = BLANK_APPLICATION._replace(planned=10**7, audited=10**7)
    for heard, now, kind, due in (
        (1, 4, rule.kind, 10**6), (0, 4, rule.kind, 0), (0b10, 4, rule.kind, 0),
        (1, 3, rule.kind, 0), (1, 4, EX_POST, 0),
    ):  # fmt: skip
        firm = row(FIRM, heard=heard)
        rules = [open_rule(**{**vars(rule), "kind": kind})]
        assert grant_claimable(0, firm, project, row(QUARTER, now=now), rules) == due


def test_the_share_of_tax_is_due_for_its_years_up_to_the_investment() -> None:
    rule = row(RULE, province_ppm=600_000, city_ppm=500_000, county_ppm=400_000, years=3)
    place = SimpleNamespace(tax_to_province=0.25, tax_to_city=0.125, tax_to_county=0.125)

    def due(year: int, tax: int = 9_000, **changes: int) -> int:
        terms = {"share_year": 3, "base_tax": 1_000, "share_investment": 10**6, **changes}
        firm = row(FIRM, tax_last_year=tax, **terms)
        return int(tax_share_claimable(rule, firm, row(QUARTER, now=4 * year), place))

    # Completed in the third year, number 2: the first increase is that of number 3.
    assert [due(year) for year in range(2, 8)] == [0, 0, 2_100, 2_100, 2_100, 0]
    assert due(4, share_claimed=10**6 - 5) == 5
    assert due(4, share_year=0) == due(4, tax=1_000) == due(4, tax=0) == 0


def test_a_loan_product_is_for_the_renovations_of_those_it_reaches() -> None:
    quarter = row(QUARTER, loan_rate=0.045, loan_discount_ppm=4_500, loan_reach=0.3)
    behaviour = SimpleNamespace(
        bank_spread_small=0.02, state_credit_advantage=0.0, with_turnover=1.0, with_crowding=0.0
    )
    large, small = 20_000_000_000, 1
    for attention, nature, revenue, rate in (
        (0.1, RENOVATION, large, 0.0405), (0.1, RENOVATION, small, 0.0405),
        (0.3, RENOVATION, large, 0.045), (0.1, EXPANSION, small, 0.065),
    ):  # fmt: skip
        firm = row(FIRM, attention=attention, ownership=1, ease=size_ease(revenue))
        own = borrowing_rate(firm, quarter, behaviour)
        assert project_rate(firm, nature, own, quarter) == pytest.approx(rate)


def test_the_share_of_equipment_below_the_limit_with_and_without_its_tax() -> None:
    place, quarter = SimpleNamespace(unit_price_scale=5e6), row(QUARTER, vat_rate=0.25)
    assert expensing_share(row(RULE, unit_limit=5_000_000), quarter, place) == 0.5
    taxed = row(RULE, unit_limit=5_000_000, unit_with_vat=1)
    assert expensing_share(taxed, quarter, place) == pytest.approx(4 / 9)
    assert expensing_share(row(RULE), quarter, place) == 0.0


@pytest.mark.parametrize(
    ("waived", "multiple", "all_new", "build", "cost", "forgone", "charged"),
    [
        (0, 0, 0, 3000.0, 4_000_000, 0, 1_000_000),
        (1_000_000, 0, 0, 3000.0, 3_000_000, 1_000_000, 0),
        (1_000_000, 2, 0, 3000.0, 3_300_000, 850_000, 300_000),
        (1_000_000, 2, 0, 1000.0, 1_150_000, 1_000_000, 0),
        (1_000_000, 2, 1, 3000.0, 3_450_000, 1_000_000, 0),
    ],
    ids=["no rule", "no handover", "kept at the multiple", "handed over", "all would pay"],
)
def test_floor_due_for_handover_is_kept_or_handed_over_whichever_costs_less(
    waived: int, multiple: int, all_new: int, build: float, cost: int, forgone: int, charged: int
) -> None:
    quarter = row(QUARTER, land_waived_ppm=waived, land_multiple=multiple, all_new_area=all_new)
    place = SimpleNamespace(land_price=1000.0, floor_construction_cost=build, handover_share=0.15)
    assert cost_to_build_up(1000, quarter, place) == (cost, forgone, charged)


def test_who_is_on_record() -> None:
    quarter = row(QUARTER, filing_needed=1, counting_threshold=5_000)
    on_record = [
        is_registered(row(PROJECT, cost=cost, filed=filed), quarter)
        for cost, filed in ((4_999, 0), (5_000, 0), (5_000, 1))
    ]
    assert on_record == [True, False, True]
    assert is_registered(row(PROJECT, cost=5_000), row(QUARTER, counting_threshold=5_000))


def plan(reading: str, growth: float | None, last: int = 2020) -> Any:
    """A plan from 2018 that asks for 12,100 yuan in its last year."""
    targets = [SimpleNamespace(id="T1", measure=TASK, unit="yuan", value=12_100, year=last)]
    if growth is not None:
        targets.append(
            SimpleNamespace(id="T2", measure=TASK, unit="percent a year", value=growth, year=last)
        )
    document = SimpleNamespace(valid_from=SimpleNamespace(year=2018))
    return SimpleNamespace(
        readings={"RW16": reading}, instruments=[1], targets=targets, document=document
    )


def test_tasks_are_taken_back_at_the_growth_of_the_plan_that_presses() -> None:
    calendar: Any = SimpleNamespace(years=range(2019, 2022))
    assert yearly_tasks([plan("effort_pressure", 10.0)], calendar) == {2019: 11_000, 2020: 12_100}
    assert yearly_tasks([plan("effort_pressure", None)], calendar) == {2020: 12_100}
    assert yearly_tasks([plan("benchmark_only", 10.0)], calendar) == {}


def test_what_was_missed_of_the_years_task_raises_the_next_years_monitoring() -> None:
    calendar: Any = SimpleNamespace(year_of=lambda quarter: 2018 + quarter // 4, quarters=8)
    cells = 2
    tally = [0] * (len(TALLY_INDEX) * cells)
    for part in ("filed_renovation", "relabelled"):
        tally[TALLY_INDEX[part] * cells] = tally[TALLY_INDEX[part] * cells + 1] = 5
    before = [1000] * len(tally)
    tallies = [before, before, before, before, tally, tally, tally, tally]
    for task, missed in (({2019: 100}, 0.2), ({2019: 80}, 0.0), ({2018: 100}, 0.0)):
        tasks = tasks_by_quarter(task, calendar)
        assert shortfall(tasks, 7, tallies, cells) == pytest.approx(missed)
    keen = SimpleNamespace(effort_pressure=0.5)
    tasks = tasks_by_quarter({2018: 100}, calendar)
    for now, last in ((3, 0.55), (2, 0.5)):
        quarters = [row(QUARTER, monitoring=0.5) for _ in range(10)]
        press(quarters, now, tasks, tallies[4:], cells, keen)
        raised = [quarter.monitoring for quarter in quarters]
        assert raised == pytest.approx([0.5] * 4 + [last] * 4 + [0.5] * 2)
    press(quarters, 7, tasks, tallies, cells, keen)
    assert [quarter.monitoring for quarter in quarters] == [0.5] * 10


# The levels together ----------------------------------------------------------------------------


def package() -> list[Any]:
    """A match that holds a ceiling of a half, and 30 % of the province, 20 % of the city."""
    held = {"ceiling": 1, "cap": 10**9}
    return [
        open_rule(kind=MATCH, level=DISTRICT, rate_ppm=500_000, ceiling_ppm=500_000, **held),
        open_rule(level=PROVINCE, rate_ppm=300_000, **held),
        open_rule(level=CITY, rate_ppm=200_000, **held),
    ]


@pytest.mark.parametrize(
    ("reading", "due"),
    [({"ceiling": 0}, [2_500_000, 3_000_000, 2_000_000]),
     ({}, [0, 3_000_000, 2_000_000]),
     ({"ceiling_way": 1}, [1_666_666, 2_000_000, 1_333_333]),
     ({"end": -1}, [0, 3_000_000, 2_000_000])],
    ids=["no ceiling", "the district stands back", "all in proportion", "no match in force"],
)  # fmt: skip
def test_a_match_and_the_ceiling_on_the_sum(reading: dict[str, int], due: list[int]) -> None:
    project = BLANK_APPLICATION._replace(planned=12_000_000, audited=10_000_000)
    rules = [
        open_rule(**{**vars(rule), **(reading if number == 0 or "ceiling" in reading else {})})
        for number, rule in enumerate(package())
    ]
    assert grants(project, rules) == due


@pytest.mark.parametrize(
    ("awarded", "matched", "investment", "reading", "parts"),
    [(2_000_000, 1_000_000, 10_000_000, {}, (2_000_000, 0)),
     (1_000_000, 1_000_000, 10_000_000, {}, (2_000_000, 1_000_000)),
     (1_000_000, 1_000_000, 9_000_000, {}, (2_000_000, 500_000)),
     (1_000_000, 1_000_000, 9_000_000, {"ceiling_way": 1}, (1_666_666, 833_333)),
     (4_000_000, 2_000_000, 9_000_000, {"ceiling_way": 1}, (0, 0)),
     (2_000_000, 1_000_000, 4_000_000, {"ceiling_scope": 1}, (2_000_000, 1_000_000)),
     (2_000_000, 1_000_000, 3_000_000, {"ceiling_scope": 1}, (2_000_000, 500_000)),
     (2_000_000, 1_000_000, 1, {"ceiling": 0}, (2_000_000, 1_000_000))],
)  # fmt: skip
def test_a_match_of_an_award_is_what_the_ceiling_on_all_years_leaves(
    awarded: int, matched: int, investment: int, reading: dict[str, int], parts: tuple[int, int]
) -> None:
    rule = open_rule(**{**vars(package()[0]), **reading})
    assert award_and_match(rule, rule, 2_000_000, awarded, matched, investment) == parts


def test_two_rules_of_the_district_top_the_city_up_once() -> None:
    project = BLANK_APPLICATION._replace(planned=10_000_000, audited=10_000_000)
    terms = {"kind": PROJECT_GRANT, "cap": 10**12}
    city = open_rule(**terms, level=CITY, rate_ppm=300_000, splits=1)
    first = open_rule(**terms, level=DISTRICT, split=HIGHER_OF, rate_ppm=400_000)
    second = open_rule(**terms, level=DISTRICT, split=HIGHER_OF, rate_ppm=100_000)
    assert grants(project, [city, first, second]) == [3_000_000, 1_600_000, 400_000]
    assert grants(project, [city, first]) == [3_000_000, 1_000_000]
    assert grants(project, [city, second]) == [3_000_000, 0]


def test_of_articles_that_exclude_each_other_the_one_that_pays_more_is_paid() -> None:
    project = BLANK_APPLICATION._replace(planned=10_000_000, audited=10_000_000)
    rules = [
        open_rule(exclusion=group, number=number, rate_ppm=rate, cap=10**9)
        for number, (group, rate) in enumerate([(1, 100_000), (1, 200_000), (2, 50_000)])
    ]
    assert grants(project, rules) == [0, 2_000_000, 500_000]
