"""Sobol indices against closed forms, the seed as a factor, and every refusal."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calibration.sensitivity.design import Outputs, SampleDesign, SobolDesign
from calibration.sensitivity.sobol import LEVERS, UNKNOWNS, analyse
from calibration.sensitivity.tails import HEAVY, kurtosis, on_scale, scale_for

ISHIGAMI = ("a", "b", "c")
ISHIGAMI_FIRST, ISHIGAMI_TOTAL = (0.3139, 0.4424, 0.0), (0.5576, 0.4424, 0.2437)
G_SCALES = (0.0, 1.0, 4.5, 9.0, 99.0, 99.0, 99.0, 99.0)


def ishigami(points: Any) -> Any:
    x = -np.pi + 2 * np.pi * points
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


def g_function(points: Any) -> Any:
    scales = np.array(G_SCALES)
    return np.prod((np.abs(4 * points - 2) + scales) / (1 + scales), axis=1)


def g_indices() -> tuple[Any, Any]:
    """First and total order of the g-function (Saltelli et al. 2010)."""
    parts = 1 / (3 * (1 + np.array(G_SCALES)) ** 2)
    whole = np.prod(1 + parts) - 1
    return parts / whole, parts * np.prod(1 + parts) / (1 + parts) / whole


def run(design: SobolDesign, function: Any, seeds: Any = (0.0,)) -> Outputs:
    """Outputs to which every seed adds its own figure."""
    return Outputs(design.digest, function(design.points)[:, None] + np.array(seeds))


def values(result: Any, kind: str) -> list[float]:
    return [getattr(one, kind).value for one in result.groups.values()]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_ishigami_agrees_with_its_closed_form(seed: int) -> None:
    design = SobolDesign(ISHIGAMI, ISHIGAMI, 1024, 1, seed)
    found = analyse(design, run(design, ishigami), bootstraps=10)
    assert values(found, "first") == pytest.approx(ISHIGAMI_FIRST, abs=0.04)
    assert values(found, "total") == pytest.approx(ISHIGAMI_TOTAL, abs=0.04)
    assert found.seed is None and found.total_floor == 0.0 and found.resampled == "rows"


@pytest.mark.parametrize("seed", [1, 2])
def test_the_g_function_agrees_with_its_closed_form(seed: int) -> None:
    names = tuple("abcdefgh")
    design = SobolDesign(names, names, 1024, 1, seed)
    found = analyse(design, run(design, g_function), bootstraps=10)
    first, total = g_indices()
    assert values(found, "first") == pytest.approx(first, abs=0.04)
    assert values(found, "total") == pytest.approx(total, abs=0.04)


def test_intervals_from_scrambles_cover_and_are_no_wider_than_they_need() -> None:
    names = ISHIGAMI
    covered, widths, estimates = 0, [], []
    for seed in range(20):
        design = SobolDesign(names, names, 64, 8, seed)
        found = analyse(design, run(design, ishigami), bootstraps=200)
        assert found.resampled == "scrambles"
        index = found.groups["b"].total
        covered += index.low <= ISHIGAMI_TOTAL[1] <= index.high
        widths.append((index.high - index.low) / 2)
        estimates.append(index.value)
    assert covered >= 17  # of 20 at 95 %: 16 or fewer has a chance under 1 in 300
    assert np.mean(widths) < 4.5 * np.std(estimates)  # 2.4 of Student's t with 7, and its own noise


def test_groups_take_the_shares_of_their_members() -> None:
    columns = ("p", "q", "r", "s")

    def added(points: Any) -> Any:
        return points @ np.array([1.0, 2.0, 3.0, 0.0])

    design = SobolDesign(columns, ("x", "x", "y", "inert"), 1024, 1, 1)
    found = analyse(design, run(design, added), bootstraps=10)
    assert values(found, "first") == pytest.approx([5 / 14, 9 / 14, 0.0], abs=0.03)
    assert values(found, "total") == pytest.approx([5 / 14, 9 / 14, 0.0], abs=0.03)
    assert found.groups["inert"].total.value == 0.0
    assert not found.groups["inert"].named and found.groups["y"].named


def chancy(design: SobolDesign, points: Any, seeds: int, share: Any) -> Any:
    """x + the seed's own level + an interplay of the seed and z: variances known."""
    random = np.random.default_rng(5)
    level, slope = random.normal(size=seeds), random.normal(size=seeds)
    level, slope = ((v - v.mean()) / v.std(ddof=1) for v in (level, slope))
    x = (points[:, 0] - 0.5) * np.sqrt(12)
    z = (points[:, 1] - 0.5) * np.sqrt(12)
    return x[:, None] + share[0] * level + share[1] * z[:, None] * slope


def test_the_seed_is_a_factor_with_shares_of_its_own() -> None:
    names = ("x", "z", "inert")
    design = SobolDesign(names, names, 1024, 1, 3)
    outputs = Outputs(design.digest, chancy(design, design.points, 8, (0.5, 0.5)))
    found = analyse(design, outputs, bootstraps=50)
    assert found.seed is not None
    whole = 1 + 0.25 + 0.25
    assert found.seed.first.value == pytest.approx(0.25 / whole, abs=0.02)
    assert found.seed.total.value == pytest.approx(0.5 / whole, abs=0.02)
    assert found.groups["x"].first.value == pytest.approx(1 / whole, abs=0.05)
    # z acts through the seed alone: all of its total is an interplay with chance.
    assert found.groups["z"].first.value == pytest.approx(0.0, abs=0.05)
    assert found.groups["z"].total.value == pytest.approx(0.25 / whole, abs=0.03)
    assert found.groups["z"].steady.value == pytest.approx(0.0, abs=0.03)
    assert found.groups["inert"].total.value == 0.0
    assert found.total_floor == found.seed.total.value
    assert found.groups["x"].named
    assert not found.groups["z"].named and not found.groups["inert"].named


def test_levers_and_unknowns_as_wholes() -> None:
    columns = ("p", "q", "r")

    def function(points: Any) -> Any:
        return (points @ np.array([2.0, 1.0, 2.0]))[:, None] + np.zeros(4)

    design = SobolDesign(columns, columns, 1024, 1, 2, levers=("p", "q"))
    assert design.is_split and design.parts == 6
    found = analyse(design, Outputs(design.digest, function(design.points)), bootstraps=10)
    assert found.wholes[LEVERS].first.value == pytest.approx(5 / 9, abs=0.03)
    assert found.wholes[UNKNOWNS].first.value == pytest.approx(4 / 9, abs=0.03)
    assert found.wholes[LEVERS].total.value == pytest.approx(5 / 9, abs=0.03)
    assert found.wholes[UNKNOWNS].total.value == pytest.approx(4 / 9, abs=0.03)
    alone = SobolDesign(columns, columns, 64, 1, 2)
    assert not alone.is_split and analyse(alone, run(alone, lambda x: x[:, 0])).wholes == {}


def test_each_part_takes_one_group_from_the_second_point() -> None:
    design = SobolDesign(("a", "b", "c"), ("x", "y", "x"), 4, 2, 1, levers=("y",))
    table = design.points.reshape(8, design.parts, 3)
    first, second = table[:, 0], table[:, -1]
    for part, moved in ((1, [0, 2]), (2, [1]), (3, [1])):
        expected = first.copy()
        expected[:, moved] = second[:, moved]
        assert (table[:, part] == expected).all()
    assert not (table[:4] == table[4:]).all()  # two scrambles
    assert design.points.max() < 1.0 and design.points.min() >= 0.0


def test_convergence_ends_at_the_index() -> None:
    design = SobolDesign(ISHIGAMI, ISHIGAMI, 64, 8, 1)
    found = analyse(design, run(design, ishigami), bootstraps=10)
    assert found.convergence.shape == (3, 2, 3)
    assert found.convergence[2, 0] == pytest.approx(values(found, "first"))
    assert found.convergence[2, 1] == pytest.approx(values(found, "total"))
    assert not np.allclose(found.convergence[0], found.convergence[2])


def test_heavy_tails_are_told_and_tamed() -> None:
    design = SobolDesign(("a", "b"), ("a", "b"), 256, 1, 1)

    def ratio(points: Any) -> Any:
        return points[:, 0] / (points[:, 1] + 1e-3)

    outputs = run(design, ratio)
    assert kurtosis(outputs.values) > HEAVY and scale_for(outputs.values) == "rank"
    raw, ranked = (analyse(design, outputs, scale, 20) for scale in ("raw", "rank"))
    assert raw.kurtosis == ranked.kurtosis
    width = [one.groups["a"].total.high - one.groups["a"].total.low for one in (raw, ranked)]
    assert width[1] < width[0]
    assert scale_for(np.linspace(0, 1, 100)) == "raw"
    assert on_scale(np.array([[3.0], [1.0], [2.0]]), "rank").ravel() == pytest.approx(
        [1, 1 / 3, 2 / 3]
    )
    clipped = on_scale(np.arange(1001.0), "clip")
    assert clipped.min() == 5.0 and clipped.max() == 995.0
    with pytest.raises(ValueError, match="no scale 'log'"):
        on_scale(np.arange(3.0), "log")  # type: ignore[arg-type]


@settings(max_examples=20, deadline=None)
@given(shift=st.floats(-1e6, 1e6), factor=st.floats(0.01, 1e6))
def test_indices_do_not_depend_on_unit_and_origin(shift: float, factor: float) -> None:
    design = SobolDesign(ISHIGAMI, ISHIGAMI, 32, 1, 1)
    plain = ishigami(design.points)[:, None]
    one = analyse(design, Outputs(design.digest, plain), bootstraps=2)
    other = analyse(design, Outputs(design.digest, shift + factor * plain), bootstraps=2)
    assert values(other, "first") == pytest.approx(values(one, "first"), abs=1e-6)
    assert values(other, "total") == pytest.approx(values(one, "total"), abs=1e-6)


def test_outputs_of_another_design_are_refused() -> None:
    design = SobolDesign(ISHIGAMI, ISHIGAMI, 8, 1, 1)
    outputs = run(design, ishigami)
    for other in (
        replace(design, seed=2), replace(design, rows=16), replace(design, groups=("a", "b", "b")),
        replace(design, columns=("a", "c", "b")),
    ):  # fmt: skip
        with pytest.raises(ValueError, match="another design"):
            analyse(other, outputs)
    with pytest.raises(ValueError, match="as many outputs"):
        analyse(design, Outputs(design.digest, outputs.values[:-1]))
    with pytest.raises(ValueError, match="another design"):
        outputs.of(SampleDesign(ISHIGAMI, 8, 1))


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_rows_that_are_not_finite_are_named(bad: float) -> None:
    design = SobolDesign(ISHIGAMI, ISHIGAMI, 8, 1, 1)
    outputs = run(design, ishigami)
    outputs.values[[3, 17]] = bad
    with pytest.raises(ValueError, match="not finite in rows 3, 17 of 40"):
        analyse(design, outputs)


def test_a_constant_outcome_is_refused() -> None:
    design = SobolDesign(ISHIGAMI, ISHIGAMI, 8, 1, 1)
    with pytest.raises(ValueError, match="is 7 in every run"):
        analyse(design, Outputs(design.digest, np.full((40, 2), 7.0)))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"rows": 100}, "power of two"), ({"rows": 0}, "power of two"),
        ({"scrambles": 0}, "1 scramble"), ({"groups": ("a", "a", "a")}, "two groups"),
        ({"groups": ("a", "b")}, "3 columns in 2"), ({"columns": ("a", "a", "b")}, "twice"),
    ],
)  # fmt: skip
def test_what_makes_no_design_is_refused(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        replace(SobolDesign(ISHIGAMI, ISHIGAMI, 8, 1, 1), **changes)
