"""The first look spares the weighing and changes nothing: no project that is hopeless is begun."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from random_decisions import Case, Row, cases
from random_packages import tried
from switched_worlds import KEY, compiled
from thinned_worlds import World

from sim.acts import deciding
from sim.law.first_look import is_hopeless
from sim.simulation import simulate


def is_spared(case: Case) -> bool:
    """Whether the first look ends the matter."""
    return is_hopeless(
        case.firm,
        case.reserve,
        case.terms,
        case.direction,
        case.quarter,
        case.behaviour,
        case.rules,
    )


def without_the_look(case: Case) -> Any:
    """What is decided if every project is weighed in full."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(deciding, "is_hopeless", lambda *_given: False)
        return case.decided()


@tried(400)
@given(cases())
def test_the_look_changes_nothing(case: Case) -> None:
    assert case.decided() == without_the_look(case)


def best_that_is_hopeless(case: Case) -> Case | None:
    """The same project with very nearly the largest gain at which it is spared; None if none is."""
    low, high = 0.0, 100.0 * case.reserve.cost
    if not is_spared(case.with_gain(low)):
        return None
    for _halving in range(60):
        middle = (low + high) / 2.0
        if is_spared(case.with_gain(middle)):
            low = middle
        else:
            high = middle
    return case.with_gain(low)


@tried(600)
@given(cases())
def test_the_most_promising_of_the_hopeless_comes_to_nothing(case: Case) -> None:
    """Where the bound is closest: neither begun nor held back by finance, floor or a rule to come."""
    edge = best_that_is_hopeless(case)
    if edge is not None:
        _firm, reserve, building, booked = without_the_look(edge)
        assert booked == {} and building["stage"] == 0 and reserve == vars(edge.reserve)
