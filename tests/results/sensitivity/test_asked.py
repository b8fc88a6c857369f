"""What is asked is held against the scenario before anything runs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from calibration.sensitivity.design import MorrisDesign, SampleDesign, SobolDesign
from results.sensitivity.asked import ROWS, Asked, question
from scenarios import InputError

ROOT = Path(__file__).resolve().parents[3]
DOUBLING = ROOT / "scenarios" / "shenzhen-doubling.yaml"
PLAIN = Asked(DOUBLING)


def test_the_default_is_seventeen_groups_with_four_seeds_on_the_whole_city() -> None:
    found = question(PLAIN)
    assert isinstance(found.design, SobolDesign)
    assert len(found.groups) == 17 and found.world.file.population_limit is None
    assert found.design.rows * found.design.scrambles == ROWS
    # First point, seventeen groups, all levers, second point; four seeds each.
    assert found.runs == ROWS * (17 + 3) * 4 == 5120 and not found.is_reduced
    assert found.last == 2020 and found.variants == ("as-enacted",)
    assert found.seed == found.world.file.seed


def test_an_effect_is_paired_and_takes_the_whole_horizon() -> None:
    found = question(replace(PLAIN, outcome="induced"))
    assert found.variants == ("as-enacted", "no-programme")
    assert found.last == 2023 and found.runs == 2 * 5120
    assert any(name.endswith(".2023") for name in found.design.columns)
    assert not any(name.endswith(".2021") for name in question(PLAIN).design.columns)


def test_methods_have_their_designs() -> None:
    screen = question(replace(PLAIN, method="morris", groups="none", factors=("behaviour.gain_*",)))
    assert isinstance(screen.design, MorrisDesign)
    assert screen.design.columns == (
        "behaviour.gain_median", "behaviour.gain_spread", "behaviour.gain_erosion",
    )  # fmt: skip
    sample = question(replace(PLAIN, method="sample", rows=50))
    assert isinstance(sample.design, SampleDesign) and sample.runs == 50


def test_switches_of_mechanisms_can_be_named() -> None:
    found = question(replace(PLAIN, factors=("mechanism.finance", "RW12"), groups="none"))
    assert {factor.name: set(factor.options) for factor in found.factors} == {
        "RW12": {"taxable_on_receipt", "nontaxable_basis_reduced"},
        "mechanism.finance": {"on", "off"},
    }


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"outcome": "margin"}, "no outcome"), ({"method": "sobl"}, "sobol"),
        ({"rows": 100}, "power of two"), ({"rows": 4}, "power of two"),
        ({"method": "morris", "rows": 1}, "2 or more"),
        ({"scrambles": 3}, "power of two"), ({"scrambles": 256}, "up to the rows"),
        ({"seeds": 3}, "4 or more"), ({"seed": -1}, "seed"), ({"firms": 0}, "1 or more"),
        ({"factors": ("behaviour.paybck",)}, "behaviour.payback"),
        ({"factors": ("sz2019.universal.valid_from",)}, "over what it could be moved"),
        ({"factors": ("behaviour.payback",)}, "two are needed"),
        ({"groups": "nowhere.yaml"}, "nowhere.yaml"),
        ({"method": "bank"}, "--bank"), ({"method": "posterior"}, "names no posterior"),
        ({"method": "bank", "outcome": "cost"}, "no runs for cost"),
        ({"outcome": "cost-per-induced"}, "cost and induced apart"),
        ({"method": "bank", "firms": 500}, "--firms"), ({"method": "bank", "seed": 4}, "--seed"),
        ({"method": "bank", "rows": 64}, "--rows"), ({"method": "bank", "seeds": 8}, "--seeds"),
        ({"method": "bank", "scrambles": 8}, "--scrambles"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError, match=words):
        question(replace(PLAIN, **changes))


@pytest.mark.parametrize("changes", [{"rows": 32}, {"scrambles": 4}])
def test_a_small_design_is_reduced(changes: dict[str, Any]) -> None:
    names = ("behaviour.payback", "behaviour.gain_median")
    assert question(replace(PLAIN, factors=names, groups="none", **changes)).is_reduced


def test_an_empty_bank_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no prior runs of this version"):
        question(replace(PLAIN, method="bank", bank=tmp_path))
