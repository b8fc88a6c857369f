"""Support over time: windows, caps and rights that outlive a project, what is promised and paid."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from sim.acts.building import earns_tax_share, opens_interest_window, receives
from sim.firm import blank
from sim.law.applying import window_is_open
from sim.law.codes import ACTIVE, INTEREST, RESERVE
from sim.law.decision import gap_after, just_reaching, size_to_weigh
from sim.law.prospects import support_value
from sim.law.put_forward import part_filed, puts_forward
from sim.model import RenovationModel
from sim.model_inputs import Inputs
from sim.randomness import run_key
from sim.rows import FIRM, PROJECT, QUARTER, RULE
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
        firm.news = [9.0] * len(firm.news)
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
            application = puts_forward(
                firm, project, cost, part_filed(cost, project.nature, 0), quarters, now,
                gap_after(firm, project, quarters, model.behaviour), 1, direction, model.quarter,
                model.place,
            )  # fmt: skip
            plan = (cost, quarters, now, cost, 0.05, project.direction, project.nature)
            worths.append(
                [
                    support_value(
                        firm, plan, application, direction, 1e7, model.quarter, model.place,
                        model.behaviour, order, 0.06,
                    )[0]
                    for order in (rules, rules[::-1])
                ]
            )  # fmt: skip
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
