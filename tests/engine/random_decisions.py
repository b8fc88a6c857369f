"""Random firms with a project in view, before random packages of rules of every kind."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from functools import cache
from types import SimpleNamespace
from typing import Any

from hypothesis import strategies as st
from random_packages import FOR_ALL, M, Rule, changed, open_rule, packages
from thinned_worlds import SHIPPED

import scenarios
from sim.acts import deciding
from sim.law import codes
from sim.law.arithmetic import PPM
from sim.law.terms import BestTerms, Terms, best_terms, terms_of
from sim.measures import TALLY
from sim.model_inputs import prepare
from sim.rows import DIRECTION, FIRM, MAX_WAVES, PROJECT, QUARTER, blank, plain

NOW = 24
ALL_WAVES = 2**MAX_WAVES - 1
ALL_KINDS = 2**9 - 1
CELLS = 8  # four size classes in two districts
Row = SimpleNamespace


@cache
def shipped_tables() -> tuple[Row, Row, list[Row]]:
    """Place, behaviour and directions of the doubling plan, at the means of their priors."""
    inputs = prepare(scenarios.load_scenario(SHIPPED), "as-enacted")
    return (
        plain(inputs.place[0]),
        plain(inputs.behaviour[0]),
        [plain(row) for row in inputs.directions],
    )


@dataclass
class Case:
    """A firm that has a project in view, and all that it weighs it by."""

    firm: Row
    reserve: Row
    quarter: Row
    place: Row
    behaviour: Row
    rules: list[Rule]
    directions: list[Row]

    @property
    def direction(self) -> Row:
        """The project's direction."""
        return self.directions[self.reserve.direction]

    @property
    def terms(self) -> Terms:
        """The firm's terms for the project."""
        nature, life = self.reserve.nature, self.direction.life
        return terms_of(self.firm, nature, life, self.quarter, self.place, self.behaviour)

    @property
    def bounds(self) -> BestTerms:
        """The most that these terms can be."""
        nature, life = self.reserve.nature, self.direction.life
        return best_terms(self.firm, nature, life, self.quarter, self.place, self.behaviour)

    def with_gain(self, gain: float) -> Case:
        """The same project with another gain."""
        other = copy.copy(self)
        other.reserve = Row(**{**vars(self.reserve), "gain": gain})
        return other

    def decided(self) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any], dict[str, int]]:
        """Firm, project in view and project being built after the decision; what is booked."""
        firm, reserve = copy.deepcopy(self.firm), copy.deepcopy(self.reserve)
        building, tally = Row(**blank(PROJECT)), [0] * (CELLS * len(TALLY))
        deciding.considers(
            firm, reserve, building, self.quarter, self.place, self.behaviour,
            self.directions, self.rules, tally,
        )  # fmt: skip
        booked = {
            name: sum(tally[CELLS * index : CELLS * (index + 1)])
            for index, name in enumerate(TALLY)
            if any(tally[CELLS * index : CELLS * (index + 1)])
        }
        return vars(firm), vars(reserve), vars(building), booked


# Rules -------------------------------------------------------------------------------------------

RATE = st.sampled_from([100_000, 300_000, 50_000, 1_000_000, 1, 0])
OTHER_KINDS = st.sampled_from(
    [codes.EX_POST, codes.STAGED, codes.INTEREST, codes.EXPENSING, codes.TAX_CREDIT,
     codes.TAX_SHARE]
)  # fmt: skip


@st.composite
def other_rules(draw: Any) -> Rule:
    """One rule that is not a grant on a project, with terms as policy files may have them."""
    kind = draw(OTHER_KINDS)
    bases = [codes.BASE_FIXED, codes.BASE_SMART] if kind == codes.EX_POST else [codes.BASE_FIXED]
    threshold_on = draw(st.sampled_from([0, 0, codes.ON_BASE, codes.ON_PLANNED, codes.ON_YEARLY]))
    shares = {name: draw(RATE) for name in ("province_ppm", "city_ppm", "county_ppm")}
    return open_rule(
        kind=kind, base=draw(st.sampled_from(bases)), rate_ppm=draw(RATE),
        threshold_on=threshold_on if kind in (codes.EX_POST, codes.STAGED) else 0,
        threshold=draw(st.sampled_from([5 * M, 20 * M, M])),
        cap=draw(st.sampled_from([10**12, 10**12, 5 * M, M])), years=draw(st.integers(1, 5)),
        cap_scope=draw(st.integers(0, 2)), without_grants=draw(st.integers(0, 1)),
        unit_limit=draw(st.sampled_from([5 * M, 10**9])), exclusion=draw(st.sampled_from([0, 7])),
        **shares,
    )  # fmt: skip


@st.composite
def tables(draw: Any) -> list[Rule]:
    """Rules of all kinds, most of them announced and in force, some of them to come."""
    grants = draw(st.just([]) | packages())
    if draw(st.booleans()):
        grants = changed(grants, **FOR_ALL)
    table = [*grants, *draw(st.lists(other_rules(), max_size=4))]
    for rule in table:
        rule.largest_ppm = max(rule.rate_ppm, rule.rest_ppm, *rule.step_ppm)
        rule.expected_ppm = draw(st.sampled_from([PPM, PPM, 400_000]))
        rule.taxable, rule.wave = draw(st.integers(0, 1)), draw(st.integers(0, MAX_WAVES - 1))
        rule.announced = draw(st.sampled_from([NOW, 20, 0, NOW + 1]))
        rule.start = draw(st.sampled_from([20, 0, NOW, 27]))
        rule.end = draw(st.sampled_from([60, 60, 40, 25]))
        rule.review, rule.payment = draw(st.integers(0, 2)), draw(st.integers(0, 2))
        rule.application_quarter = draw(st.integers(0, 3))
    return table


# Firms and projects ------------------------------------------------------------------------------

YUAN = st.sampled_from([0, 0, 5 * M, 123_456_789, 2 * 10**9, 400_000])
UNIT = st.floats(0.0, 1.0)
SWITCHES = ("lumpiness", "hurdles", "finance", "paperwork", "selection", "reporting", "timing",
            "crowding", "word_of_mouth", "demand", "turnover")  # fmt: skip


@st.composite
def firms(draw: Any) -> Row:
    """A firm in business, rich or poor, with floor or without."""
    state: dict[str, Any] = {
        **{name: draw(YUAN) for name in ("cash", "debt", "losses", "spent_this_year",
                                         "smart_this_year", "operating_year")},
        **{name: draw(st.integers(0, 1)) for name in ("owns_plant", "above_scale", "key_energy",
                                                      "key_industry", "interest_barred")},
        **{name: draw(UNIT) for name in ("ease", "attention", "site_rank")},
        **{name: draw(st.floats(0.2, 5.0)) for name in ("application_cost_factor",
                                                        "tax_hassle_factor", "payback")},
        "id": draw(st.integers(1, 10**6)), "status": codes.ACTIVE,
        "capital": draw(st.integers(0, 10**9)), "revenue": draw(st.integers(0, 10**9)),
        "gap": draw(st.lists(UNIT, min_size=7, max_size=7)), "ownership": draw(st.integers(0, 2)),
        "heard": draw(st.sampled_from([ALL_WAVES]) | st.integers(0, ALL_WAVES)),
        "size_class": draw(st.integers(0, 3)), "district": draw(st.integers(0, 1)),
        "floor_free": draw(st.sampled_from([0, 0, 300, 10**6])), "trades": draw(st.integers(0, 7)),
        "applications_made": draw(st.integers(0, 2)), "filing_reluctance": draw(UNIT),
    }  # fmt: skip
    return Row(**{**blank(FIRM), **state})


@st.composite
def cases(draw: Any) -> Case:
    """A decision, under switches of mechanisms as they come."""
    place, behaviour, directions = shipped_tables()
    direction = draw(st.integers(0, len(directions) - 1))
    natures = {codes.CAPACITY: codes.EXPANSION, codes.NEW_PLANT: codes.GREENFIELD}
    cost = draw(st.integers(1, 10) | st.integers(10_000, 6 * 10**8) | YUAN.map(lambda y: y + 1))
    nature = natures.get(direction, codes.RENOVATION)
    project = {
        "stage": codes.RESERVE, "ordinal": 1, "direction": direction, "nature": nature,
        "cost": cost, "gain": cost * draw(st.floats(0.0, 1.0)), "expires": NOW + 6,
        "floor_need": int(directions[direction].floor_need * cost / M),
        **{name: draw(st.integers(0, 1)) for name in ("reluctant", "nearby", "at_benchmark",
                                                      "reuses_waste")},
    }  # fmt: skip
    quarter = {
        "now": NOW, "cells": CELLS, "districts": 2, "open_kinds": ALL_KINDS, "loan_rate": 0.05,
        "vat_rate": draw(st.sampled_from([0.17, 0.13, 0.0])),
        "vat_credit": draw(st.sampled_from([1.0, 0.0, 0.5])),
        "next_rule": draw(st.sampled_from([0, 27, NOW + 9])),
        "simplification": draw(UNIT), "reporting_link": draw(st.sampled_from([0.0, 1.0])),
        "loan_reach": draw(UNIT), "loan_discount_ppm": draw(st.integers(0, 20_000)),
        "counting_threshold": 5 * M, "library_total": draw(st.sampled_from([0, 100 * M])),
        "library_yearly": 60 * M, "densify": draw(UNIT), "equipment_squeeze": draw(UNIT),
    }  # fmt: skip
    changes = {f"with_{name}": draw(st.sampled_from([1.0, 1.0, 1.0, 0.0])) for name in SWITCHES}
    changes |= {
        "stretch_gain": draw(st.floats(0.3, 1.0)), "stretch_limit": draw(st.floats(0.1, 0.6)),
        "fixed_cost": draw(st.floats(0.0, 0.01)),
    }  # fmt: skip
    rules = draw(tables())
    for rule in rules:
        if rule.threshold > 0 and draw(st.booleans()):
            rule.threshold = int(cost * draw(st.floats(0.7, 1.5)))  # worth another size
    there = {"profit_tax_rate": draw(st.sampled_from([0.25, 0.15, 0.0]))}
    return Case(
        draw(firms()), Row(**{**blank(PROJECT), **project}), Row(**{**blank(QUARTER), **quarter}),
        Row(**{**vars(place), **there}), Row(**{**vars(behaviour), **changes}), rules,
        directions,
    )  # fmt: skip


# By hand -----------------------------------------------------------------------------------------


def ordinary_case(rules: list[Rule], **changes: Any) -> Case:
    """A rich firm and a renovation of 10M, with no tax, interest, VAT, delay or trouble.

    Everything is of equipment and smart, and audited in full. `changes` go to the row that has the
    name.
    """
    place, behaviour, _directions = shipped_tables()
    only = Row(**{**blank(DIRECTION), "smart_share": 1.0, "life": 10.0})
    table = {
        "firm": {**blank(FIRM), "id": 5, "status": codes.ACTIVE, "cash": 10**12, "payback": 5.0,
                 "ownership": 1, "ease": 1.0, "heard": ALL_WAVES, "gap": [0.5] * 7,
                 "above_scale": 1, "attention": 0.5},
        "reserve": {**blank(PROJECT), "stage": codes.RESERVE, "ordinal": 1, "cost": 10 * M,
                    "expires": NOW + 6},
        "quarter": {**blank(QUARTER), "now": NOW, "cells": CELLS, "districts": 2,
                    "open_kinds": ALL_KINDS, "vat_credit": 1.0, "counting_threshold": 5 * M},
        "place": {**vars(place), "profit_tax_rate": 0.0, "audited_share": 1.0},
        "behaviour": {**vars(behaviour), "with_paperwork": 0.0, "with_reporting": 0.0,
                      "with_crowding": 0.0, "fixed_cost": 0.0, "cash_buffer": 0.0},
    }  # fmt: skip
    for name, value in changes.items():
        (owner,) = [row for row, fields in table.items() if name in fields]
        table[owner][name] = value
    return Case(
        **{name: Row(**fields) for name, fields in table.items()}, rules=rules, directions=[only]
    )
