"""The same law as a plain Mesa model: what a user of Mesa would write, in one script.

    python benchmarks/plain_mesa.py --firms 2500 --quarters 20

The object walk of this package (`sim/model.py`) is a Mesa model too, but one made to give the
compiled engine's very bits: keyed draws, rows, a tally by cell. Against that a ratio would be
flattering. This script owes the package only its scalar rules (`sim/law`, plain Python here), its
parameters and its roster; agents, draws, claims, pots and totals are its own and the simplest that
carry the full law of the shipped plan: one `random.Random` per model, `AgentSet.do`, attributes,
lists, a `DataCollector` of city totals. Where a plain script may be cheaper it is: no tally by size
class and district, no ledger, a firm that is gone is removed, and with `use_platform_math` exp and
log are those of the platform.

What it leaves out stands in no rule of this plan and is refused: grants on finished projects, tax
shares, crowding, targets that press, pots that carry over or rank. Firms and draws differ from a
run of ours; totals agree in the mean over seeds (`benchmarks/agreement.py`).
"""

from __future__ import annotations

import argparse
import math
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import mesa

from sim.law import (
    applying,
    building,
    business,
    decision,
    filing,
    money,
    news,
    opportunity,
    prospects,
    put_forward,
    resale,
    sizes,
    space,
    tax,
)
from sim.law import arithmetic as numbers
from sim.law import population as births
from sim.law.arithmetic import PPM, share_of, whole_yuan
from sim.law.codes import (
    ACTIVE,
    BUILD_UP,
    BUILDING,
    BUY,
    CAPACITY,
    ENOUGH_FLOOR,
    EX_POST,
    EXITED,
    EXPANSION,
    EXPENSING,
    FIRST_COME,
    FOREIGN,
    GIANT,
    GREEN,
    GREENFIELD,
    INCUMBENT,
    INTEREST,
    MOVE,
    NEW_PLANT,
    NONE,
    POTENTIAL,
    PRIVATE,
    PRORATA,
    RENOVATION,
    RESERVE,
    STAGED,
    STATE_OWNED,
    TAX_CREDIT,
)  # fmt: skip
from sim.law.contact import is_contacted
from sim.law.first_look import is_hopeless
from sim.law.interest import pool_pays
from sim.law.land import floor_short
from sim.law.terms import best_terms, called_renovation, terms_of, with_loan
from sim.measures import TALLY
from sim.rows import plain

BOOKED = (*TALLY, "support_claimed", "support_granted", "support_paid", "support_clawed_back")
TRUE = ("true_renovation", "true_expansion", "true_greenfield")
KINDS = {EX_POST, STAGED, INTEREST, EXPENSING, TAX_CREDIT}


@dataclass(slots=True)
class Project:
    """A project in view (RESERVE), being built (BUILDING), or the last one finished (NONE)."""

    stage: int = NONE
    ordinal: int = 0
    direction: int = 0
    nature: int = RENOVATION
    cost: int = 0
    gain: float = 0.0
    floor_need: int = 0
    reluctant: int = 0
    nearby: int = 0
    at_benchmark: int = 0
    reuses_waste: int = 0
    expires: int = 0
    started: int = 0
    quarters: int = 0
    done: int = 0
    spent: int = 0
    loan: int = 0
    filed: int = 0
    relabelled_ppm: int = 0
    expensed_ppm: int = 0
    expensed_until: int = -1
    eligible_ppm: int = 0
    credit_ppm: int = 0
    staged_base: int = 0
    staged_claimed: int = 0
    staged_barred: int = 0
    smart_barred: int = 0
    grant_claimed: int = 1  # no rule of this plan pays on a finished project


@dataclass(slots=True)
class Claim:
    """A claim of a firm under a rule, and in the end what is granted of it."""

    firm: Firm
    rule: Any
    amount: int
    due: int
    arrival: float
    pay_at: int = 0


class Firm(mesa.Agent):
    """A firm, or a slot of the roster in which one may come up."""

    model: Renovation
    # What is zero until something happens.
    revenue = base_revenue = planned_cost = savings = operating_year = capital = 0
    cash = debt = project_loan = renovation_loan = filed_loan = interest_quarters = 0
    interest_this_year = interest_last_year = interest_claimed = interest_barred = 0
    grant_year = tax_this_year = tax_last_year = share_year = floor_free = rent = losses = (
        deduction
    ) = 0
    tax_pool = tax_step = tax_credit = grants_received = applications_made = has_applied = 0
    claimed_from = has_robots = spent_this_year = smart_this_year = 0
    spent_last_year = smart_last_year = ordinal = sold_this_year = heard = 0

    def __init__(self, model: Renovation, stratum: Any, entry_quarter: int) -> None:
        """Draw the firm."""
        super().__init__(model)
        draw, place, behaviour = self.random.random, model.place, model.behaviour
        self.id, self.role, self.entry_quarter = self.unique_id, stratum.role, entry_quarter
        self.watched: list[Firm] = []
        self.seen_active = self.seen_applying = False
        self.view, self.project = Project(), Project()
        self.demand = self.scaled_to = self.age = self.clock = 0.0
        self.strike = self.random.expovariate(1.0)
        first = model.quarters[0]
        unaided = news.news_of_a_quarter(0.0, 0.0, behaviour)
        self.news = [unaided * first.known_for[wave] for wave in range(first.waves)]
        self.sector = model.pick([row.reached for row in model.sectors])
        self.district = model.pick(model.reached)
        sector, owner = model.sectors[self.sector], draw()
        foreign = place.state_owned_share + place.foreign_owned_share
        self.ownership = (
            STATE_OWNED if owner < place.state_owned_share else FOREIGN if owner < foreign
            else PRIVATE
        )  # fmt: skip
        self.traditional, self.trades = sector.traditional, sector.trades
        self.key_industry = sector.key_industry
        self.key_energy = int(draw() < sector.key_energy_share)
        self.owns_plant, self.site_rank = int(draw() < place.plant_owned_share), draw()
        self.payback = numbers.between(
            behaviour.payback * math.exp(behaviour.payback_spread * self.random.gauss()), 0.25, 15.0
        )
        self.application_cost_factor = math.exp(
            behaviour.application_cost_spread * self.random.gauss()
        )
        self.tax_hassle_factor = math.exp(behaviour.tax_hassle_spread * self.random.gauss())
        self.filing_reluctance, self.attention = self.random.gauss(), draw()
        self.news_needed = news.news_needed(self.attention)
        self.margin = numbers.between(
            place.operating_margin + place.operating_margin_spread * self.random.gauss(), -0.1, 0.4
        )
        self.gap = [0.0] * CAPACITY
        size = births.drawn_size(draw(), stratum)
        if self.role == INCUMBENT:
            self.start_in_business(size)
        else:
            self.wait_for_entry(size)
        self.employees = whole_yuan(self.revenue / place.revenue_per_worker)
        self.review_class()
        self.ease = money.size_ease(self.revenue)
        self.shock_spread = business.shock_spread(self.base_revenue, behaviour)

    def start_in_business(self, size: float) -> None:
        """Equipment, cash, debt and floor of a firm that is there from the start."""
        draw, place, spread = self.random.random, self.model.place, self.model.place.capital_spread
        self.status = ACTIVE
        self.base_revenue = self.revenue = whole_yuan(size)
        lognormal = math.exp(spread * self.random.gauss() - 0.5 * spread * spread)
        self.capital = whole_yuan(self.revenue * place.capital_to_revenue * lognormal)
        self.age = 2.0 * place.mean_equipment_age * draw()
        self.cash = whole_yuan(2.0 * draw() * place.cash_to_revenue * self.revenue)
        self.debt = whole_yuan(2.0 * draw() * place.debt_to_capital * self.capital)
        self.tax_pool = self.capital // 2
        self.tax_step = self.tax_pool // whole_yuan(4.0 * place.depreciation_life)
        floor = place.floor_slack * place.floor_to_revenue * self.revenue / 1_000_000.0
        self.floor_free = whole_yuan(2.0 * draw() * floor)
        self.gap = [min(1.0, 2.0 * place.mean_gap * draw()) for _ in range(CAPACITY)]

    def wait_for_entry(self, size: float) -> None:
        """A planned plant and its equity; a giant has the means of its leading firm besides."""
        draw, place = self.random.random, self.model.place
        self.status, self.planned_cost = POTENTIAL, whole_yuan(size)
        self.first_nature = GREENFIELD
        self.cash = whole_yuan(size * 2.0 * place.equity_share * draw())
        if self.role == GIANT:
            self.revenue = whole_yuan(place.giant_backing)
            self.operating_year = whole_yuan(place.giant_backing * place.operating_margin)
            self.cash += whole_yuan(self.model.behaviour.cash_buffer * place.giant_backing)
            if draw() < place.giant_renovation_share:
                self.first_nature, self.gap[0] = RENOVATION, place.mean_gap

    def book(self, measure: str, amount: int) -> None:
        """Add to a total of the city."""
        self.model.totals[measure] += amount

    def review_class(self) -> None:
        """Size class, and whether above scale."""
        self.size_class = births.size_class(self.revenue, self.employees)
        self.above_scale = int(self.revenue >= self.model.place.above_scale_line)

    # ------------------------------------------------------------ first half of a quarter

    def decide(self) -> None:
        """News, business, claims, and what to do about the project in view."""
        model = self.model
        if self.status == POTENTIAL and model.now < self.entry_quarter:
            return
        self.hear()
        if model.now % 4 == 0:
            self.turn_the_year()
        if self.status == ACTIVE:
            self.trade()
            if self.status == EXITED:
                return
        self.claim()
        if self.status == ACTIVE:
            self.look_for_a_project()
        elif self.project.stage == NONE and self.ordinal == 0:
            self.plan_to_enter()
        if self.view.stage == RESERVE and self.project.stage == NONE:
            self.consider()
        if self.view.stage == RESERVE and model.now >= self.view.expires:
            self.view.stage = NONE
            self.book("projects_expired", 1)
            if self.status == POTENTIAL:
                self.status = EXITED

    def hear(self) -> None:
        """News of every announced wave until it is heard; outreach and peers tell of local ones."""
        quarter, behaviour = self.model.quarter, self.model.behaviour
        unheard = quarter.announced & ~self.heard
        if unheard:
            there = [firm for firm in self.watched if firm.seen_active]
            peers = sum(firm.seen_applying for firm in there) / len(there) if there else 0.0
            outreach = 1.0 if is_contacted(self.revenue, quarter) else quarter.outreach
            unaided = news.news_of_a_quarter(0.0, 0.0, behaviour)
            pushed = news.news_of_a_quarter(outreach, peers, behaviour)
            for wave in range(quarter.waves):
                if unheard >> wave & 1:
                    self.news[wave] += pushed if quarter.pushed >> wave & 1 else unaided
                    if news.has_heard(self, self.news[wave]):
                        self.heard |= 1 << wave
        if self.status == ACTIVE and self.heard >> (quarter.waves - 1) & 1:
            self.book("aware_firms", 1)

    def turn_the_year(self) -> None:
        """This year's totals become last year's."""
        self.spent_last_year, self.spent_this_year = self.spent_this_year, 0
        self.smart_last_year, self.smart_this_year = self.smart_this_year, 0
        self.interest_last_year, self.interest_this_year = self.interest_this_year, 0
        self.tax_last_year, self.tax_this_year = self.tax_this_year, 0
        self.sold_this_year = 0
        if self.status == ACTIVE:
            worker = self.model.place.revenue_per_worker * self.model.quarter.wage_index
            self.employees = whole_yuan(self.revenue / worker)
            self.review_class()

    def trade(self) -> None:
        """Revenue, interest, tax and cash of the quarter; equipment ages."""
        quarter, place, behaviour = self.model.quarter, self.model.place, self.model.behaviour
        shock = numbers.laplace_quantile(self.random.random())
        self.demand = business.demand_state(self, shock, behaviour)
        swing = numbers.exponential(self.demand)
        self.revenue = business.yearly_revenue(self, swing, quarter.demand[self.sector])
        self.ease = money.size_ease(self.revenue)
        operating = business.operating_profit(self, behaviour) + self.savings // 4 - self.rent // 4
        self.sell_idle_equipment()
        self.operating_year = 4 * operating
        rate = money.borrowing_rate(self, quarter, behaviour)
        favoured = money.project_rate(self, RENOVATION, rate, quarter)
        lent = min(self.renovation_loan, self.debt)
        interest = money.interest_of_a_quarter(self.debt - lent, rate)
        interest += money.interest_of_a_quarter(lent, favoured)
        if self.interest_quarters > 0:
            counted = min(self.filed_loan, self.debt)
            self.interest_this_year += money.interest_of_a_quarter(counted, favoured)
            self.interest_quarters -= 1
        tax_paid = self.pay_tax(operating, interest)
        self.settle_accounts(operating - interest - tax_paid)
        self.savings = whole_yuan(self.savings * (1.0 - behaviour.gain_erosion / 4.0))
        self.capital = whole_yuan(self.capital * (1.0 - place.wear / 4.0)) + 1
        self.age += 0.25
        self.gap = [business.widened_gap(gap, behaviour) for gap in self.gap]
        self.book("revenue", self.revenue // 4)
        if business.is_insolvent(self.debt, self.capital, operating, interest, behaviour):
            self.status = EXITED
            self.book("firms_exited", 1)
            if quarter.pool_sizes >> self.size_class & 1:
                bad = pool_pays(quarter.pool_share_ppm, self.renovation_loan)
                self.book("pool_paid", bad)

    def sell_idle_equipment(self) -> None:
        """What a deep slump leaves idle is sold."""
        part = resale.part_to_sell(self.demand, self.scaled_to, self.model.behaviour)
        self.scaled_to = resale.scale_after(self.demand, self.scaled_to, part)
        if part > 0.0:
            sold = whole_yuan(part * self.capital)
            fetched = resale.proceeds(sold, self.model.behaviour)
            self.capital -= sold
            self.sold_this_year += sold
            self.cash += fetched
            self.book("equipment_sold", fetched)

    def pay_tax(self, operating: int, interest: int) -> int:
        """Profit tax of the quarter after deductions and credit, yuan."""
        step = min(self.tax_step, self.tax_pool)
        self.tax_pool -= step
        if self.tax_pool == 0:
            self.tax_step = 0
        deduction, losses, grants = self.deduction + step, self.losses, self.grants_received
        rate = whole_yuan(self.model.place.profit_tax_rate * PPM + 0.5)
        due, self.losses = business.profit_tax(operating, interest, deduction, losses, grants, rate)
        if grants > 0:
            without, _ = business.profit_tax(operating, interest, deduction, losses, 0, rate)
            self.book("tax_on_support", due - without)
        credited = min(due, self.tax_credit)
        self.tax_this_year += due
        self.tax_credit -= credited
        self.deduction = self.grants_received = 0
        self.book("tax_paid", due - credited)
        self.book("tax_credit_cost", credited)
        return due - credited

    def settle_accounts(self, flow: int) -> None:
        """Cash comes in, a part of debt is repaid, surplus is paid out, a shortfall is borrowed."""
        behaviour = self.model.behaviour
        repaid = whole_yuan(self.debt / (4.0 * behaviour.loan_years))
        kept = 1.0 - 1.0 / (4.0 * behaviour.loan_years)
        self.filed_loan = whole_yuan(self.filed_loan * kept)
        self.renovation_loan = whole_yuan(self.renovation_loan * kept)
        self.project_loan = whole_yuan(self.project_loan * kept)
        self.debt -= repaid
        self.cash += flow - repaid
        self.cash -= business.payout(self.cash, money.cash_buffer(self, behaviour), behaviour)
        if self.cash < 0:
            self.debt, self.cash = self.debt - self.cash, 0

    def claim(self) -> None:
        """Claim under every rule that is worth its paperwork."""
        model, quarter, project = self.model, self.model.quarter, self.project
        if not applying.has_grounds(self, project, quarter):
            return
        rules, due = model.rules, {}
        for index, rule in enumerate(rules):
            amount = applying.claimable(index, self, project, quarter, model.place, rules)
            if (
                amount > 0
                and applying.worth_claiming(rule, amount, self, quarter, model.behaviour)
                and not applying.beaten_by_rival(index, amount, self, quarter, rules)
            ):
                due[index] = amount
        for index, amount in due.items():
            rule = rules[index]
            self.book("applications", 1)
            self.book("support_claimed", amount)
            self.applications_made, self.has_applied = self.applications_made + 1, 1
            self.claimed_from |= 1 << index
            if rule.kind == STAGED:
                project.staged_base = project.spent
                project.staged_claimed += amount
                if rule.exclusion > 0:
                    project.smart_barred = 1
            elif rule.kind == INTEREST:
                self.interest_claimed += amount
            arrival = self.random.random()
            model.waiting.append(Claim(self, rule, amount, model.now + rule.review, arrival))

    def look_for_a_project(self) -> None:
        """The clock of the next project runs; when it strikes, the project comes into view."""
        model, behaviour = self.model, self.model.behaviour
        mean_gap = sum(self.gap) / CAPACITY
        pull = business.demand_pull(self.demand, behaviour)
        hazard = opportunity.arrival_hazard(mean_gap, self.age, pull, behaviour)
        self.clock += hazard
        last_chance = model.quarter.ending & self.claimed_from != 0
        ahead = opportunity.brought_forward(hazard, last_chance, behaviour)
        if self.clock + ahead < self.strike:
            return
        if self.view.stage == RESERVE:
            self.book("projects_expired", 1)
        self.clock = min(self.clock - self.strike, 0.0)
        self.strike = self.random.expovariate(1.0)
        direction = opportunity.drawn_direction(
            self.random.random(), self, model.directions, behaviour
        )
        row, size, quality = model.directions[direction], self.random.gauss(), self.random.gauss()
        cost = opportunity.project_cost(self.capital, row, size, behaviour)
        if direction == CAPACITY:
            gain = opportunity.expansion_gain(cost, self.demand, quality, behaviour)
        else:
            gain = opportunity.yearly_gain(
                cost, row, self.gap[direction], quality, model.quarter.wage_index, behaviour
            )
        nature = EXPANSION if direction == CAPACITY else RENOVATION
        self.bring_into_view(direction, nature, cost, gain, row)

    def plan_to_enter(self) -> None:
        """A slot has one plant in view, as large as the slot; a giant may renovate instead."""
        model, quality, cost = self.model, self.random.gauss(), self.planned_cost
        if self.first_nature == RENOVATION:
            row, wages = model.directions[0], model.quarter.wage_index
            gain = opportunity.yearly_gain(cost, row, self.gap[0], quality, wages, model.behaviour)
            self.bring_into_view(0, RENOVATION, cost, gain, row)
        else:
            gain = opportunity.expansion_gain(cost, self.demand, quality, model.behaviour)
            self.bring_into_view(NEW_PLANT, GREENFIELD, cost, gain, model.directions[NEW_PLANT])

    def bring_into_view(
        self, direction: int, nature: int, cost: int, gain: float, row: Any
    ) -> None:
        """The project is in reserve until its shelf life is over."""
        draw, model = self.random.random, self.model
        self.ordinal += 1
        self.view = Project(
            RESERVE, self.ordinal, direction, nature, cost, gain,
            floor_need=whole_yuan(row.floor_need * cost / 1_000_000.0),
            reluctant=int(money.is_reluctant(draw(), self, model.behaviour)),
            nearby=int(draw() < model.place.nearby_floor_share),
            expires=model.now + int(model.behaviour.shelf_life),
        )  # fmt: skip
        if direction == GREEN:
            self.view.at_benchmark = int(draw() < model.place.benchmark_share)
            self.view.reuses_waste = int(draw() < model.place.waste_reuse_share)
        self.book("projects_arrived", 1)

    def consider(self) -> None:
        """Start at the best size, wait for an announced rule, or keep the project in view."""
        model, view = self.model, self.view
        world = (model.quarter, model.place, model.behaviour)
        row = model.directions[view.direction]
        bounds = best_terms(self, view.nature, row.life, *world)
        if is_hopeless(self, view, bounds, row, model.quarter, model.behaviour, model.rules):
            return
        terms = terms_of(self, view.nature, row.life, *world)
        if is_hopeless(self, view, terms, row, model.quarter, model.behaviour, model.rules):
            return
        best = sizes.best_size(self, view, terms, row, *world, model.rules)
        if best.unfinanced:
            self.book("projects_unfinanced", 1)
        if best.worth <= 0.0:
            if not best.unfinanced and self.wants_floor(terms, row):
                self.book("projects_unhoused", 1)
        elif sizes.worth_of_waiting(self, view, terms, row, *world, model.rules) > best.worth:
            self.book("projects_waiting", 1)
        else:
            self.start(best, terms, row)

    def wants_floor(self, terms: Any, row: Any) -> bool:
        """Whether floor alone holds the project back."""
        model, view = self.model, self.view
        if floor_short(self, view.floor_need) == 0:
            return False
        worth, feasible, _, _ = decision.appraise(
            self, view, view.cost, model.now, space.FLOOR_AT_HAND, terms, row, model.quarter,
            model.place, model.behaviour, model.rules,
        )  # fmt: skip
        return feasible and worth > 0.0

    def start(self, best: sizes.Best, terms: Any, row: Any) -> None:
        """The project in view is housed, financed and filed, and building begins."""
        model, view = self.model, self.view
        world = (model.quarter, model.place, model.behaviour)
        cost, loan = best.cost, best.loan
        floor = decision.floor_for(self, view, cost, terms, row, *world)
        lost = self.take_floor(floor, terms)
        view.stage = NONE
        if self.status == EXITED:
            return
        standstill = resale.fixed_cost(self, model.behaviour)
        self.cash -= standstill
        self.deduction += standstill
        gain = decision.gain_of_size(view, cost, terms.break_even, model.behaviour) - lost
        project = self.project = Project(
            BUILDING, view.ordinal, view.direction, view.nature, cost, gain,
            floor_need=space.floor_needed(view, cost),
            at_benchmark=view.at_benchmark, reuses_waste=view.reuses_waste, started=model.now,
            quarters=building.build_time(cost, model.quarter, model.behaviour),
            loan=min(loan, cost),
        )  # fmt: skip
        self.set_tax_terms(project, terms, row)
        self.choose_among_rivals(project, loan, terms, row)
        if filing.files_project(self, cost, best.filing_value, model.quarter, model.behaviour):
            project.filed = 1
            if project.nature == RENOVATION:
                self.book("projects_filed", 1)
            elif project.nature == EXPANSION:
                project.relabelled_ppm = self.relabelled_part(project, row)
        self.book("projects_started", 1)
        if cost != view.cost:
            self.book("projects_resized", 1)

    def take_floor(self, floor: Any, terms: Any) -> float:
        """The way chosen to the floor that is short; returns the yearly gain lost, yuan."""
        model = self.model
        way, short, at_once, rent, lost, waived, charged = floor
        if way == ENOUGH_FLOOR:
            return 0.0
        if way == MOVE:
            if space.leaves_the_city(self.random.random(), model.place):
                self.status = EXITED
                self.book("firms_left", 1)
                return 0.0
            self.book("firms_moved", 1)
        self.floor_free += short
        self.cash -= at_once
        if way in (BUILD_UP, BUY):
            self.book("floor_built" if way == BUILD_UP else "floor_bought", at_once)
            self.book("land_forgone", waived)
            self.book("land_paid", charged)
        if rent > 0.0:
            self.rent += whole_yuan(rent)
            self.book("floor_rented", whole_yuan(rent * terms.rent_years))
        return lost

    def set_tax_terms(self, project: Project, terms: Any, row: Any) -> None:
        """What part of the cost is deducted at once, and what is credited against tax."""
        model, now, quarter = self.model, self.model.now, self.model.quarter
        plan = decision.plan_for(self.view, project.cost, now, quarter, model.behaviour)
        _, expensed, credit = decision.tax_value(
            self, plan, terms, row, quarter, model.place, model.behaviour, model.rules
        )
        equipment = 1.0 - row.software_share - row.building_share
        in_force = [
            rule
            for rule in model.rules
            if rule.kind == EXPENSING and rule.start <= now <= rule.end and rule.announced <= now
        ]
        share = max((tax.expensing_share(rule, quarter, model.place) for rule in in_force),
                    default=0.0)  # fmt: skip
        project.expensed_until = max((rule.end for rule in in_force), default=-1)
        project.credit_ppm = whole_yuan(credit * equipment * PPM)
        project.eligible_ppm = whole_yuan(equipment * share * PPM)
        project.expensed_ppm = project.eligible_ppm if expensed > 0 else 0

    def choose_among_rivals(self, project: Project, loan: int, terms: Any, row: Any) -> None:
        """Of a staged award and yearly rules that exclude each other, keep the better."""
        model = self.model
        quarter = model.quarter
        plan = decision.plan_of(project, project.cost, project.quarters, quarter.now, quarter)
        plan = with_loan(plan, loan)
        kind = prospects.preferred_kind(
            self, project, plan, terms, row, project.gain, model.quarter, model.place,
            model.behaviour, model.rules,
        )  # fmt: skip
        project.smart_barred, project.staged_barred = int(kind == STAGED), int(kind == EX_POST)

    def relabelled_part(self, project: Project, row: Any) -> int:
        """Millionths of an expansion filed as renovation, none if an audit finds it."""
        model, share = self.model, PPM
        quarter = model.quarter
        plan = decision.plan_of(project, project.cost, project.quarters, quarter.now, quarter)
        as_renovation = called_renovation(plan)
        for _look in range(2):
            filed = put_forward.part_filed(project.cost, project.nature, share)
            application = put_forward.hopes_to_put_forward(
                self, project, plan, filed, row, model.quarter, model.place, model.behaviour
            )
            support = prospects.marginal_support(
                self, as_renovation, application, model.quarter, model.rules,
                model.place.profit_tax_rate,
            )  # fmt: skip
            share = filing.relabelled_share(support, model.quarter, model.behaviour)
        return 0 if self.random.random() < model.behaviour.audit_probability else share

    # ------------------------------------------------------------ second half of a quarter

    def build(self) -> None:
        """Money is spent, a finished project goes into production, the firm is counted."""
        project, renovating = self.project, False
        if self.status != EXITED and project.stage == BUILDING:
            row = self.model.directions[project.direction]
            renovating = project.nature == RENOVATION
            self.spend(project, row)
            if project.done >= project.quarters:
                self.complete(project, row)
        if self.status == ACTIVE:
            self.book("active_firms", 1)
            self.book("above_scale_firms", self.above_scale)
            self.book("employees", self.employees)
            self.book("equipment", self.capital)
            self.book("debt", self.debt)
        if renovating:
            self.book("firms_renovating", 1)
        self.seen_active, self.seen_applying = self.status == ACTIVE, self.has_applied == 1
        if self.status == EXITED:
            self.remove()

    def spend(self, project: Project, row: Any) -> None:
        """A quarter's part of the cost leaves cash and loan; it is booked, claimed on, deducted."""
        quarter = self.model.quarter
        spent = building.part_of(project.cost, project.done, project.quarters)
        drawn = building.part_of(project.loan, project.done, project.quarters)
        self.debt += drawn
        self.cash += drawn - spent
        self.project_loan += drawn
        self.book("loans_drawn", drawn)
        relabelled = share_of(spent, project.relabelled_ppm)
        counted = relabelled if project.filed else 0
        if project.nature == RENOVATION:
            self.renovation_loan += drawn
            counted = spent if filing.is_registered(project, quarter) else 0
        self.report(project, spent, relabelled)
        self.spent_this_year += counted
        if not project.smart_barred:
            self.smart_this_year += whole_yuan(counted * row.smart_share)
        self.deduct(project, spent)
        project.done += 1
        project.spent += spent

    def report(self, project: Project, spent: int, relabelled: int) -> None:
        """True investment, and what the statistics see of it."""
        self.book(TRUE[project.nature], spent)
        if self.role == GIANT:
            self.book("giant_industrial", spent)
            if project.nature == RENOVATION:
                self.book("giant_renovation", spent)
        if project.nature == RENOVATION:
            small = project.cost < self.model.quarter.counting_threshold
            unfiled = "small_renovation" if small else "unfiled_renovation"
            self.book("filed_renovation" if project.filed else unfiled, spent)
        elif project.filed:
            self.book("relabelled", relabelled)
            self.book("filed_other", spent - relabelled)

    def deduct(self, project: Project, spent: int) -> None:
        """Spending is expensed, as long as the rule holds, or depreciated."""
        place = self.model.place
        in_time = self.model.now <= project.expensed_until
        expensed = share_of(spent, project.expensed_ppm) if in_time else 0
        self.deduction += expensed
        self.tax_pool += spent - expensed
        yearly = (spent - expensed) * (1.0 - place.salvage_share) / place.depreciation_life
        self.tax_step += whole_yuan(yearly / 4.0)
        self.tax_credit += share_of(spent, project.credit_ppm)
        if in_time:
            self.book("expensing_eligible", share_of(spent, project.eligible_ppm))
        if expensed > 0:
            gain = tax.expensing_gain(
                expensed, place.profit_tax_rate, place.public_discount_rate, place
            )
            self.book("expensing_claimed", expensed)
            self.book("expensing_cost", whole_yuan(gain))

    def complete(self, project: Project, row: Any) -> None:
        """Equipment, gain, robots, energy; a slot of the roster becomes a firm."""
        model, place, renovation = self.model, self.model.place, project.nature == RENOVATION
        entered = self.status != ACTIVE
        equipment = whole_yuan(project.cost * (1.0 - row.software_share - row.building_share))
        self.age *= 1.0 - equipment / (max(self.capital, 1) + equipment)
        self.capital += whole_yuan(equipment * (1.0 - (place.scrap_share if renovation else 0.0)))
        if renovation:
            self.gap[project.direction] *= 1.0 - model.behaviour.gap_closure
        if renovation and not entered:
            self.savings += whole_yuan(project.gain)
        else:
            self.start_producing(project)
        self.floor_free -= min(project.floor_need, self.floor_free)
        millions = project.cost / 1_000_000.0
        robots = whole_yuan(row.robots * millions)
        self.book("projects_completed", 1)
        self.book("energy_saved", whole_yuan(row.energy_saving * millions))
        self.book("robots_installed", robots)
        if robots > 0 and not self.has_robots:
            self.has_robots = 1
            self.book("robot_firms", 1)
        if row.smart_share >= 0.5 and project.cost >= place.smart_workshop_cost:
            self.book("smart_workshops", 1)
        if entered:
            self.book("firms_entered", 1)
        self.open_interest_window(project)
        project.stage = NONE

    def start_producing(self, project: Project) -> None:
        """New capacity earns its gain on more revenue, at the firm's margin or half the usual."""
        self.status = ACTIVE
        margin = max(self.margin, 0.5 * self.model.place.operating_margin)
        demand = self.model.quarter.demand[self.sector] * math.exp(self.demand)
        added = project.gain / margin / demand
        whole = self.base_revenue + added
        if whole > 0.0:
            self.margin = (self.base_revenue * self.margin + added * margin) / whole
        self.base_revenue = whole_yuan(whole)
        self.shock_spread = business.shock_spread(self.base_revenue, self.model.behaviour)

    def open_interest_window(self, project: Project) -> None:
        """Interest on a registered renovation is eligible for some years after completion."""
        quarter = self.model.quarter
        window = quarter.interest_quarters
        if project.nature == RENOVATION and window and filing.is_registered(project, quarter):
            older = self.filed_loan * self.interest_quarters // window
            share = money.product_share(self, quarter, self.model.behaviour)
            fresh = whole_yuan(self.project_loan * share)
            if older + fresh > 0:
                self.interest_claimed = self.interest_claimed * older // (older + fresh)
            if older <= fresh:
                self.interest_barred = 0
            self.filed_loan, self.interest_quarters = older + fresh, window
        self.project_loan = 0

    def receive(self, amount: int, taxable: int) -> None:
        """Support arrives: taxable now, or taken off what is depreciated."""
        self.cash += amount
        if taxable:
            self.grants_received += amount
        elif self.tax_pool > 0:
            off = min(amount, self.tax_pool)
            self.tax_step -= self.tax_step * off // self.tax_pool
            self.tax_pool -= off


@dataclass(slots=True)
class Pot:
    """A pot's money of the present year, and what was asked of it."""

    plan: Any
    index: int
    left: int = 0
    opened: int = 0
    granted: int = 0
    asked: int = 0
    settled: int = -1
    ratio: int = -1


class Renovation(mesa.Model):
    """The city: firms, rules, pots and a collector of totals."""

    def __init__(self, inputs: Any, seed: int) -> None:
        """Draw the city.

        Args:
            inputs: what `sim.model_inputs.prepare` made; parameters and roster are taken from it.
            seed: of `self.random`.

        Raises:
            ValueError: the scenario has something that this script leaves out.
        """
        super().__init__(seed=seed)
        self.place, self.behaviour = plain(inputs.place[0]), plain(inputs.behaviour[0])
        self.rules = [plain(row) for row in inputs.rules]
        self.directions = [plain(row) for row in inputs.directions]
        self.sectors = [plain(row) for row in inputs.sectors]
        self.reached = inputs.districts_reached.tolist()
        self.quarters = [plain(row) for row in inputs.quarters(seed)]
        self.quarter, self.now = self.quarters[0], 0
        self.pots = [Pot(plan, index) for index, plan in enumerate(inputs.pots)]
        self.refuse_what_is_left_out(inputs)
        self.waiting: list[Claim] = []
        self.awards: list[Claim] = []
        self.totals = dict.fromkeys(BOOKED, 0)
        strata = [plain(row) for row in inputs.strata]
        slots = zip(inputs.stratum_of.tolist(), inputs.entry_quarters.tolist(), strict=True)
        for stratum, entry in slots:
            Firm(self, strata[stratum], entry)
        self.acquaint(inputs.peer_rings)
        self.datacollector = mesa.DataCollector(
            {name: lambda model, name=name: model.totals[name] for name in BOOKED}
        )

    def refuse_what_is_left_out(self, inputs: Any) -> None:
        """Raise ValueError where this script would follow another law than the scenario's."""
        odd = (
            any(rule.kind not in KINDS for rule in self.rules)
            or any(pot.plan.carries for pot in self.pots)
            or any(pot.plan.overflow not in (PRORATA, FIRST_COME) for pot in self.pots)
            or self.behaviour.with_crowding > 0.0
            or any(value == 0.0 for name, value in vars(self.behaviour).items()
                   if name.startswith("with_") and name != "with_crowding")
            or bool(inputs.tasks)
        )  # fmt: skip
        if odd:
            raise ValueError("the plain script carries the law of the shipped plan only")

    def pick(self, reached: list[float]) -> int:
        """Index drawn from shares added up."""
        draw = self.random.random()
        return next((i for i, share in enumerate(reached) if draw < share), len(reached) - 1)

    def acquaint(self, rings: int) -> None:
        """On each of a few rings of its sector and district a firm watches the next one."""
        groups: dict[tuple[int, int], list[Any]] = {}
        for firm in self.agents:
            groups.setdefault((firm.sector, firm.district), []).append(firm)
        for group in groups.values():
            for _ring in range(rings if len(group) > 1 else 0):
                self.random.shuffle(group)
                for firm, watched in zip(group, [*group[1:], group[0]], strict=True):
                    firm.watched.append(watched)

    def step(self) -> None:
        """One quarter: firms decide, pots are settled, firms build."""
        self.quarter = self.quarters[self.now]
        self.totals = dict.fromkeys(BOOKED, 0)
        if self.now % 4 == 0:
            self.open_year()
        self.agents.do("decide")
        for pot in self.pots:
            if self.now % 4 in pot.plan.settlement_quarters:
                self.settle(pot)
        self.pay()
        self.agents.do("build")
        self.publish()
        self.datacollector.collect(self)
        self.now += 1
        self.running = self.now < len(self.quarters)

    def open_year(self) -> None:
        """Each pot gets its appropriation; what is left of last year's has lapsed."""
        for pot in self.pots:
            in_force = pot.plan.from_quarter <= self.now <= pot.plan.to_quarter
            pot.opened = pot.left = pot.plan.appropriation if in_force else 0
            pot.granted = 0
            pot.asked = sum(
                claim.amount
                for claim in self.waiting
                if claim.rule.pot == pot.index and claim.due <= pot.settled
            )

    def settle(self, pot: Pot) -> None:
        """Share the pot among the claims whose review is over."""
        ready = [c for c in self.waiting if c.due <= self.now and c.rule.pot == pot.index]
        if not ready:
            return
        self.waiting = [c for c in self.waiting if c.due > self.now or c.rule.pot != pot.index]
        pot.asked += sum(claim.amount for claim in ready if claim.due > pot.settled)
        pot.settled = self.now
        money_there, asked = pot.left, sum(claim.amount for claim in ready)
        ready.sort(key=lambda claim: (claim.due, claim.arrival))
        for claim in ready:
            granted = min(claim.amount, pot.left)
            if pot.plan.overflow == PRORATA and asked > money_there:
                granted = claim.amount * money_there // asked
            elif granted < claim.amount and self.now < pot.plan.to_quarter:
                rest = claim.amount - granted
                self.waiting.append(Claim(claim.firm, claim.rule, rest, claim.due, claim.arrival))
            pot.left -= granted
            pot.granted += granted
            self.totals["support_granted"] += granted
            claim.amount, claim.pay_at = granted, self.now + claim.rule.payment
            if granted > 0:
                self.awards.append(claim)
        pot.ratio = min(PPM, pot.granted * PPM // pot.asked)

    def pay(self) -> None:
        """Awards that are due reach their firms; those of firms that left are withdrawn."""
        for award in [award for award in self.awards if award.pay_at <= self.now]:
            if award.firm.status == EXITED:
                self.totals["support_clawed_back"] += award.amount
            else:
                self.totals["support_paid"] += award.amount
                award.firm.receive(award.amount, award.rule.taxable)
        self.awards = [award for award in self.awards if award.pay_at > self.now]

    def publish(self) -> None:
        """Firms learn what share of claims each pot last paid."""
        for rule in self.rules:
            if rule.pot >= 0 and self.pots[rule.pot].ratio >= 0:
                rule.expected_ppm = self.pots[rule.pot].ratio
        for pot in self.pots:
            if self.now % 4 == 3 and pot.opened > 0 and pot.asked == 0:
                pot.ratio = PPM  # nobody asked: who asks next may expect all of it


def use_platform_math() -> None:
    """Take exp and log from the platform, in every rule: faster, and not the same bits."""
    for name, module in list(sys.modules.items()):
        if name.startswith("sim.law"):
            for ours, theirs in (("exponential", math.exp), ("logarithm", math.log)):
                if hasattr(module, ours):
                    setattr(module, ours, theirs)


def main() -> None:
    """Run one city and print its time and totals."""
    from benchmarks.cities import city, shipped_inputs

    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--firms", type=int, default=2_500)
    parser.add_argument("--quarters", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    use_platform_math()
    model = Renovation(city(shipped_inputs(), options.firms), options.seed)
    begun = time.process_time()
    for _ in range(options.quarters):
        model.step()
    seconds = time.process_time() - begun
    print(model.datacollector.get_model_vars_dataframe().iloc[:, :6])
    print(f"{seconds / options.firms / options.quarters * 1e9:,.0f} ns per firm-quarter")


if __name__ == "__main__":
    main()
