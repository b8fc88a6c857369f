"""Every quantity that can be set moves something."""

from __future__ import annotations

import datetime as dt
import re
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest

from calibration.parameter_effects import document, effects, values_to_try, with_limit
from scenarios.levers import list_levers
from sim.randomness import run_key

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "parameter-effects.md").read_text("utf-8")

# Levers that nothing can answer to in the shipped scenario, by pattern, with the reason.
WITHOUT_EFFECT_HERE = {
    "sz2012.interest.eligibility.above_scale_only": "every firm paid is above scale",
    "sz2017.library.threshold.amount": "the yearly limit admits the same projects",
    "sz2017.reporting-link.announced": "support outweighs reluctance at half its weight already",
    "sz2017.reporting-link.valid_from": "support outweighs reluctance at half its weight already",
    "sz2019.major.timing.years": "no award of the sub-sample runs on so long",
    "sz2019.major.eligibility.above_scale_only": "who plans 200M yuan is above scale",
    "sz2019.major.eligibility.requires_filing": "who plans 200M yuan files",
    "001.4*": "a budget; what reaches firms stands in pots of its own",
    "001.30*": "paid to districts, not to firms",
    "RW1[145]": "what is asked of a case or a target, not of a firm in these years",
    "RW25": "what is asked of a target",
    "RW29": "no project stands on a limit to the yuan",
    "place.audited_share": "grants on projects begin in 2024",
    "place.maturity_gap_*": "grants on projects begin in 2024",
    "place.co2_per_tce": "grants on projects begin in 2024",
    "place.benchmark_share": "grants on projects begin in 2024",
    "place.waste_reuse_share": "grants on projects begin in 2024",
    "place.evaluation_share": "grants on projects begin in 2024, and RW02 must scale them",
    "place.handover_share": "no land price is waived before 2024",
    "place.tax_to_*": "the award out of the tax increase does not reach Shenzhen",
    "place.paths.*.202[4-9]": "after the end of this scenario",
    "place.paths.*.203?": "after the end of this scenario",
    "place.sectors.*.key_industry": "grants on projects begin in 2024",
    "place.smallest_plot": "at prior means a plot costs more than rent",
    "place.longest_tenure": "elastic tenure does not reach Shenzhen",
    "place.tenure_granted": "elastic tenure does not reach Shenzhen",
    "sz2019.smart.eligibility.above_scale_only": "whose smart part reaches 5M yuan is above scale",
    "behaviour.rival_effect": "crowding is off by default; test_mechanisms.py switches it on",
    "behaviour.*_crowding": "crowding is off by default; test_mechanisms.py switches it on",
    "behaviour.price_pass_through": "crowding is off by default; test_mechanisms.py switches it on",
    "behaviour.risk_pool_effect": "the pool for renovation loans comes with 2024",
    "behaviour.effort_pressure": "targets press under another reading only (RW16)",
}


def answers_to_nothing(name: str) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in WITHOUT_EFFECT_HERE)


def test_ranges_are_tried_at_their_ends(scenario: Any) -> None:
    for lever in list_levers(scenario):
        values = values_to_try(lever)
        assert values, lever.name
        if lever.prior is not None:
            assert values == [type(values[0])(e) for e in (lever.prior.low, lever.prior.high)]
        if isinstance(lever.value, dt.date):
            assert lever.value not in values


def committed() -> dict[str, list[float]]:
    """Effects of the committed page by quantity: investment, money, counts, in percent."""
    rows = re.findall(r"^\| `(.+?)` \| \w+ \| (.+?)% \| (.+?)% \| (.+?)% \|$", PAGE, re.M)
    return {name: [float(figure.replace(",", "")) for figure in figures] for name, *figures in rows}


def test_the_committed_page_lists_every_quantity_and_what_moves_nothing(scenario: Any) -> None:
    listed = committed()
    assert set(listed) == {lever.name for lever in list_levers(scenario)}
    unmoved = PAGE[PAGE.index("## Under 0.1 %") :]
    assert all(f"`{name}`" in unmoved for name, figures in listed.items() if max(figures) < 0.1)


@pytest.mark.slow
def test_every_twelfth_quantity_moves_something(scenario: Any) -> None:
    # The page is made of all of them on the same sub-sample; this holds a twelfth of it.
    small = with_limit(scenario, 12_000)
    found = effects(small, "as-enacted", run_key(2017, 0), stride=12)
    assert len(found) > 30
    idle = {effect.lever.name for effect in found if effect.largest == 0}
    assert {name for name in idle if not answers_to_nothing(name)} == set()
    page = document(found, small)
    assert all(f"`{effect.lever.name}`" in page for effect in found)
