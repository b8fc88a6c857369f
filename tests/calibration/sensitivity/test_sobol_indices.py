"""Sobol indices against closed forms, the seed as a factor, and every refusal."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calibration.sensitivity.design import Outputs, SampleDesign, SobolDesign
from calibration.sensitivity.sobol import LEVERS, UNKNOWNS, analyse, expected_half_widths
from calibration.sensitivity.tails import kurtosis, on_scale

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
    assert found.seed is None and found.resampled == "rows"
    assert all(one.larger is None for one in found.groups.values())


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
    assert not found.groups["inert"].effect and found.groups["y"].effect


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
    # x has an effect, larger than chance; z's is chance itself, the inert one's none.
    assert found.groups["x"].effect and found.groups["x"].larger
    assert not found.groups["z"].effect and not found.groups["z"].larger
    assert not found.groups["inert"].effect and not found.groups["inert"].larger


def with_own_seeds(design: SobolDesign, random: Any, share: float) -> Any:
    """A sum of levers (a fifth) and unknowns, and four seeds of its own for each scramble."""
    weights = np.where(np.isin(design.groups, design.levers), 0.5, 1.0)
    plain = (design.points - 0.5) @ (weights * np.sqrt(12))
    level = np.repeat(random.normal(size=(design.scrambles, 4)), len(plain) // design.scrambles, 0)
    slope = np.repeat(random.normal(size=(design.scrambles, 4)), len(plain) // design.scrambles, 0)
    z = (design.points[:, -1:] - 0.5) * np.sqrt(12)
    return plain[:, None] + share * level + share * z * slope


def test_wholes_through_the_complement_agree_with_the_closed_form() -> None:
    """Levers 0.5, unknowns 2, the seed 1 by itself and 1 with the last unknown: 4.5 in all."""
    columns = ("p", "q", "r", "s")
    design = SobolDesign(columns, columns, 32, 64, 2, levers=("p", "q"))
    values = with_own_seeds(design, np.random.default_rng(1), 1.0)
    found = analyse(design, Outputs(design.digest, values), bootstraps=200)
    expected = {LEVERS: (0.5, 0.5, 0.5), UNKNOWNS: (2.0, 3.0, 2.0)}
    for name, shares in expected.items():
        for kind, share in zip(("first", "total", "steady"), shares, strict=True):
            index = getattr(found.wholes[name], kind)
            assert index.value == pytest.approx(share / 4.5, abs=0.06), (name, kind)
            assert index.low < share / 4.5 < index.high, (name, kind)
    assert found.rest is not None and found.rest.low < 1 / 4.5 < found.rest.high
    total = [found.wholes[name].first.value for name in (LEVERS, UNKNOWNS)]
    assert found.seed is not None
    assert sum(total) + found.seed.first.value + found.rest.value == pytest.approx(1.0)
    assert found.seed.total.low < 2 / 4.5 < found.seed.total.high


def test_the_complement_is_steadier_than_the_product_of_large_changes() -> None:
    columns = ("p", "q", "r", "s")
    complement, product = [], []
    heavy = []
    for seed in range(30):
        design = SobolDesign(columns, columns, 4, 16, seed, levers=("p",))
        values = with_own_seeds(design, np.random.default_rng(seed), 0.1)
        found = analyse(design, Outputs(design.digest, values), bootstraps=2)
        complement.append(found.wholes[UNKNOWNS].first.value)
        tails = analyse(design, Outputs(design.digest, np.exp(values)), bootstraps=2)
        heavy.append(tails.wholes[UNKNOWNS].first.value)
        table = values.reshape(-1, design.parts, 4)
        table = table - table.mean()
        changes = (table[:, -2] - table[:, -1]) * table[:, 0]
        product.append(changes.mean() / table[:, [0, -1]].var())
    assert np.std(complement) < 0.3 * np.std(product)
    assert np.std(heavy) < 0.15 and max(heavy) <= 1.0  # also of a skewed outcome


def test_blocks_with_seeds_of_their_own_cover_chance_too() -> None:
    """The seed's own first order hangs on which seeds were drawn: intervals have to know."""
    columns = tuple(f"c{at}" for at in range(42))
    groups = ("p",) * 20 + ("q",) * 22
    covered, estimates = 0, []
    for seed in range(40):
        design = SobolDesign(columns, groups, 4, 16, seed)
        values = with_own_seeds(design, np.random.default_rng(100 + seed), 42**0.5)
        found = analyse(design, Outputs(design.digest, values), bootstraps=200)
        assert found.seed is not None
        covered += found.seed.first.low <= 1 / 3 <= found.seed.first.high
        estimates.append(found.seed.first.value)
    assert covered >= 33  # of 40 at 95 %: 32 or fewer has a chance under 1 in 1,000
    assert np.mean(estimates) == pytest.approx(1 / 3, abs=0.04)


def test_half_widths_said_beforehand_are_those_of_a_sum_of_many() -> None:
    """Of 50 columns, so rows are independent: the spread over designs is the formula's."""
    columns = tuple(f"c{at}" for at in range(50))
    groups = ("x",) * 15 + ("y",) * 35
    first, total = [], []
    for seed in range(150):
        design = SobolDesign(columns, groups, 4, 16, seed)
        values = (design.points - 0.5).sum(axis=1)[:, None]
        found = analyse(design, Outputs(design.digest, values), bootstraps=2).groups["x"]
        first.append(found.first.value)
        total.append(found.total.value)
    student = 2.1314  # of 15 degrees of freedom
    said = expected_half_widths(64, 16)
    assert said[1] == pytest.approx(student * np.std(total), rel=0.3)
    # The estimated variance goes up and down with the product: no wider than said.
    assert 0.4 * said[0] < student * np.std(first) < 1.3 * said[0]
    assert np.mean(first) == pytest.approx(0.3, abs=0.05)
    assert expected_half_widths(256, 16)[0] == pytest.approx(said[0] / 2)


def test_rows_of_many_columns_are_independent_and_go_on() -> None:
    columns = tuple(f"c{at}" for at in range(41))
    groups = tuple(f"g{at % 3}" for at in range(41))
    small, large = (SobolDesign(columns, groups, rows, 2, 7, levers=("g1",)) for rows in (4, 8))
    tables = [one.points.reshape(2, one.rows, one.parts, 41) for one in (small, large)]
    assert (tables[0] == tables[1][:, :4]).all()
    swapped = tables[0][..., 4, :]
    is_lever = np.array(groups) == "g1"
    assert (swapped[..., is_lever] == tables[0][..., -1, is_lever]).all()
    assert (swapped[..., ~is_lever] == tables[0][..., 0, ~is_lever]).all()


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
    assert kurtosis(outputs.values) > 5.0
    raw, ranked = (analyse(design, outputs, scale, 20) for scale in ("raw", "rank"))
    assert raw.kurtosis == ranked.kurtosis
    width = [one.groups["a"].total.high - one.groups["a"].total.low for one in (raw, ranked)]
    assert width[1] < width[0]
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
