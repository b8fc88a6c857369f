"""The first look spares the weighing and changes nothing: no project that is hopeless is begun."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from random_decisions import NOW, Case, cases, ordinary_case
from random_packages import M, Rule, open_rule, tried
from switched_worlds import KEY, compiled

from sim.acts import deciding
from sim.law import codes
from sim.law.arithmetic import PPM
from sim.law.first_look import is_hopeless
from sim.law.terms import BestTerms
from sim.simulation import simulate


def is_spared(case: Case, at_a_glance: bool = False) -> bool:
    """Whether the first look ends the matter, or the glance before it."""
    return is_hopeless(
        case.firm, case.reserve, case.bounds if at_a_glance else case.terms, case.direction,
        case.quarter, case.behaviour, case.rules,
    )  # fmt: skip


def without_the_look(case: Case) -> Any:
    """What is decided if every project is weighed in full."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(deciding, "is_hopeless", lambda *_given: False)
        return case.decided()


def best_that_is_hopeless(case: Case, at_a_glance: bool = False) -> Case | None:
    """The same project with nearly the largest gain at which it is spared; None if none is."""
    low, high = 0.0, 100.0 * case.reserve.cost
    if not is_spared(case.with_gain(low), at_a_glance):
        return None
    for _halving in range(60):
        middle = (low + high) / 2.0
        if is_spared(case.with_gain(middle), at_a_glance):
            low = middle
        else:
            high = middle
    return case.with_gain(low)


# Whatever the rules ------------------------------------------------------------------------------


@tried(300)
@given(cases())
def test_the_look_changes_nothing(case: Case) -> None:
    assert case.decided() == without_the_look(case)


@tried(500)
@given(cases(), st.booleans())
def test_the_most_promising_of_the_hopeless_comes_to_nothing(case: Case, at_a_glance: bool) -> None:
    """Where the bound is closest: neither begun nor held back by finance, floor or a later rule."""
    edge = best_that_is_hopeless(case, at_a_glance)
    if edge is not None:
        _firm, reserve, building, booked = without_the_look(edge)
        assert booked == {} and building["stage"] == 0 and reserve == vars(edge.reserve)


@tried(300)
@given(cases())
def test_no_terms_are_better_than_the_best(case: Case) -> None:
    terms, bounds = case.terms, case.bounds
    assert (bounds.weight, bounds.tax) == (terms.weight, terms.tax)
    for name in ("bank_rate", "gain_years", "spread_out", "deducted_now"):
        assert getattr(bounds, name) >= getattr(terms, name) * (1.0 - 1e-12), name


def test_the_glance_spares_what_pays_back_too_late_and_not_what_the_look_has_to_weigh() -> None:
    """A gain for ten years is worth what comes in until money must be back, at the most."""
    case = project_of(1.0, [])
    years = case.bounds.gain_years
    assert years == min(case.direction.life, 1.0 / case.terms.wanted)
    edge = best_that_is_hopeless(case, at_a_glance=True)
    assert edge is not None
    wanted = case.terms.weight * case.reserve.cost / years
    assert edge.reserve.gain == pytest.approx(wanted, rel=1e-4)
    assert is_spared(edge) and not is_spared(edge.with_gain(edge.reserve.gain * 1.001), True)


# Each part of the bound --------------------------------------------------------------------------
# An ordinary case: no tax, no interest, no VAT, a tenth of a yuan of gain a year worth a yuan of
# cost, a rich firm with floor to spare, a project of 10M.


def paying(kind: int, **terms: Any) -> Rule:
    """A rule known to all that pays three tenths."""
    usual = {"kind": kind, "rate_ppm": 300_000, "expected_ppm": PPM, "end": 60, "taxable": 1}
    rule = open_rule(**{**usual, **terms})
    rule.largest_ppm = max(rule.rate_ppm, rule.rest_ppm, *rule.step_ppm)
    return rule


def project_of(gain: float, rules: list[Rule], **changes: Any) -> Case:
    """The ordinary case, of which the project earns `gain` of what it would have to."""
    case = ordinary_case(rules, **changes)
    return case.with_gain(gain * case.terms.break_even * case.reserve.cost)


TIERS = {"tier_by": codes.BY_AMOUNT, "steps": 1, "rate_ppm": 0, "step_from": [0] * 6,
         "step_ppm": [300_000] + [0] * 5}  # fmt: skip


@pytest.mark.parametrize(
    ("rules", "changes", "least"),
    [
        ([], {}, 1.0),
        ([], {"capital": 1_000 * M, "fixed_cost": 0.005}, 1.5),
        ([], {"vat_rate": 0.17, "vat_credit": 0.5}, 1.085),
        ([paying(codes.EX_POST)], {}, 0.7),
        ([paying(codes.EX_POST, taxable=0)], {}, 0.7),
        ([paying(codes.EX_POST, expected_ppm=500_000)], {}, 0.85),
        ([paying(codes.EX_POST), paying(codes.EX_POST, rate_ppm=100_000)], {}, 0.6),
        ([paying(codes.EX_POST)], {"heard": 0}, 1.0),
        ([paying(codes.EX_POST, announced=NOW + 1)], {}, 1.0),
        ([paying(codes.EX_POST, natures=0b10)], {}, 1.0),
        ([paying(codes.STAGED)], {}, 0.7),
        ([paying(codes.PROJECT_GRANT)], {}, 0.7),
        ([paying(codes.PROJECT_GRANT, **TIERS)], {}, 0.7),
        ([paying(codes.TAX_CREDIT)], {}, 0.7),
        ([paying(codes.EXPENSING, unit_limit=10**18)],
         {"profit_tax_rate": 0.25, "loan_rate": 0.1}, None),
        ([paying(codes.INTEREST, years=2)], {"loan_rate": 0.1, "cash": 0}, None),
    ],
    ids=["nothing", "a standstill", "VAT", "yearly", "untaxed", "of a scaled pot", "two",
         "unheard of", "unannounced", "for others", "staged", "grant", "by tiers", "tax credit",
         "expensing", "interest"],
)  # fmt: skip
def test_it_spares_what_falls_a_little_short_and_nothing_else(
    rules: list[Rule], changes: dict[str, Any], least: float | None
) -> None:
    """The least gain with hope, in parts of what breaks even; a project just above it is begun."""
    edge = best_that_is_hopeless(project_of(1.0, rules, **changes))
    assert edge is not None
    reached = edge.reserve.gain / (edge.terms.break_even * edge.reserve.cost)
    if least is not None:
        assert reached == pytest.approx(least, rel=2e-4)
        _firm, _reserve, building, _booked = project_of(reached + 0.001, rules, **changes).decided()
        assert building["stage"] == codes.BUILDING
    else:
        assert reached < 0.9999 * best_without(rules, changes)


def best_without(rules: list[Rule], changes: dict[str, Any]) -> float:
    """The least gain with hope where none of the rules pays."""
    idle = [Rule(**{**vars(rule), "natures": 0}) for rule in rules]
    edge = best_that_is_hopeless(project_of(1.0, idle, **changes))
    assert edge is not None
    return float(edge.reserve.gain / (edge.terms.break_even * edge.reserve.cost))


@pytest.mark.parametrize(
    ("gain", "rules", "changes", "cost"),
    [
        # Six tenths are paid from 13M on. What is added brings 0.7 of what would break even.
        (0.35, [paying(codes.STAGED, rate_ppm=600_000, threshold_on=codes.ON_PLANNED,
                       threshold=13 * M)],
         {"with_reporting": 1.0, "stretch_limit": 0.6, "stretch_gain": 0.7}, 13_000_041),
        # The project lifts the 95M spent before over the threshold, too.
        (0.0, [paying(codes.EX_POST, rate_ppm=200_000, threshold_on=codes.ON_BASE,
                      threshold=100 * M)],
         {"spent_this_year": 95 * M}, 10 * M),
        (0.0, [paying(codes.EX_POST, rate_ppm=200_000, threshold_on=codes.ON_BASE,
                      threshold=100 * M, base=codes.BASE_SMART)],
         {"smart_this_year": 99 * M}, 10 * M),
        # Three grants of all the cost, matched in full, against a standstill of 40M.
        (0.0, [*[paying(codes.PROJECT_GRANT, level=codes.PROVINCE, rate_ppm=PPM)] * 3,
               paying(codes.MATCH, level=codes.DISTRICT, rate_ppm=PPM, expected_ppm=PPM)],
         {"capital": 8_000 * M, "fixed_cost": 0.005, "stretch_limit": 0.0}, 10 * M),
        # Half of the tax that the gain brings, for many years.
        (0.6, [paying(codes.TAX_SHARE, province_ppm=PPM, city_ppm=PPM, county_ppm=PPM, years=9)],
         {"profit_tax_rate": 0.25, "tax_to_province": 0.5, "tax_to_city": 0.25,
          "tax_to_county": 0.25}, 10 * M),
    ],
    ids=["stretched", "lifted over a threshold", "the smart part", "matched",
         "a share of tax"],
)  # fmt: skip
def test_help_that_is_hard_to_see_is_not_overlooked(
    gain: float, rules: list[Rule], changes: dict[str, Any], cost: int
) -> None:
    case = project_of(gain, rules, **changes)
    assert not is_spared(case)
    _firm, _reserve, building, _booked = case.decided()
    assert (building["stage"], building["cost"]) == (codes.BUILDING, cost)


# In a run ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("bench", "variant"),
    [("world", "as-enacted"), ("world", "no-support"), ("world_2024", "as-enacted"),
     pytest.param("world_2024", "district-stacks", marks=pytest.mark.slow)],
)  # fmt: skip
def test_a_run_without_the_look_books_the_same(
    bench: str, variant: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the look spares a third of the weighings and more, most of them at a glance."""
    inputs = request.getfixturevalue(bench)(variant, 500)
    usual = compiled(inputs)
    glances: list[bool] = []
    looks: list[bool] = []

    def muted(*given: Any) -> bool:
        spared = is_hopeless(*given)
        if isinstance(given[2], BestTerms):
            glances.append(spared)
        else:
            looks.append(spared)
        return False

    monkeypatch.setattr(deciding, "is_hopeless", muted)
    walked = simulate(inputs, KEY, "mesa")
    assert (walked.tallies == usual.tallies).all() and walked.entries == usual.entries
    assert len(looks) == len(glances) > 5_000 and sum(looks) > len(looks) / 3
    assert sum(looks) / 2 < sum(glances) < sum(looks)
