"""Every sentence of a report follows from the record: its mark is made to fire both ways."""

from __future__ import annotations

from typing import Any

import pytest
from made_record import block, figure, manifest, parameter, record

from results.calibrating import verdicts
from results.calibrating.record import Disputed, Goal
from results.calibrating.sentences import in_short, what_of_the_goal
from scenarios.quantities import Label


def told(language: Any = "en", **changes: Any) -> str:
    return "\n".join(in_short(record(**changes), language))


def alone(growth: float, level: float) -> list[Any]:
    taught = {"growth": growth, "level": level, "facts": 0.6}
    return [parameter("sharp", 0.9, 0.2, alone=taught)]


def blocks(beyond: float, p: float = 0.4, **more: Any) -> list[Any]:
    return [block("all", 3, None, beyond, **more), block("growth", 3, p)]


def disputed(move: float) -> list[Any]:
    return [
        Disputed(
            name="level.low", low=0.1, high=0.3, value=0.3, parameter="behaviour.sharp", move=move,
            error=0.01,
        )
    ]  # fmt: skip


# A change, and what is said with it; beside it the change on the mark's other side.
PAIRS: dict[str, tuple[dict[str, Any], str, dict[str, Any], str]] = {
    "learned": (
        {"parameters": [parameter("a", verdicts.LEARNED, 0.2)]}, "about 1 of these: parameter a",
        {"parameters": [parameter("a", 0.299, 0.2)]}, "**Learned.** Nothing:",
    ),
    "identified": (
        {"parameters": [parameter("a", 0.76, 0.2)]}, "is 1 of them: parameter a",
        {"parameters": [parameter("a", 0.75, 0.2)]}, "None is identified",
    ),
    "not learned": (
        {"parameters": [parameter("a", 0.29, 0.2)]}, "parameter a: contraction under 0.3",
        {"parameters": [parameter("a", 0.31, 0.2)]}, "Every free parameter is learned",
    ),
    "lower": (
        {"parameters": [parameter("a", 0.5, 0.34)]}, "a (lower than the prior)",
        {"parameters": [parameter("a", 0.5, 0.36)]}, "a (narrower than the prior)",
    ),
    "higher": (
        {"parameters": [parameter("a", 0.5, 0.66)]}, "a (higher than the prior)",
        {"parameters": [parameter("a", 0.5, 0.64)]}, "a (narrower than the prior)",
    ),
    "amounts": (
        {"figures": [figure("a", "level", 0.5)]}, "prior runs are 0.71 times as large, after the "
        "fit 0.71.",
        {"figures": [figure("a", "level", 0.5), figure("b", "level", 0.5, published=300e9)]},
        "Beside 2 published amounts of investment, medians of prior runs are 0.10 to 0.71 times",
    ),
    "growth teaches nothing": (
        {"parameters": alone(0.099, 0.2)}, "contracts by 0.1): growth.",
        {"parameters": alone(0.1, 0.2)}, "Each block of data alone teaches something",
    ),
    "levels teach nothing too": (
        {"parameters": alone(0.02, 0.03)}, "contracts by 0.1): growth, levels.",
        {"parameters": alone(0.02, 0.3)}, "contracts by 0.1): growth.",
    ),
    "out of reach": (
        {"blocks": blocks(0.0)}, "No: all 3 figures together lie farther out",
        {"blocks": blocks(0.001)}, "Barely: only 0.1% of 1,590 prior runs",
    ),
    "barely": (
        {"blocks": blocks(0.049)}, "Barely: only 4.9%", {"blocks": blocks(0.05)}, "Yes: 5.0%",
    ),
    "a block out of reach": (
        {"blocks": [block("all", 3, None), block("growth", 3, 0.4, 0.0)]},
        "Out of reach on their own: growth.",
        {"blocks": [block("all", 3, None, 0.2), block("growth", 3, 0.4, 0.01)]}, "Yes: 20.0%",
    ),
    "reached with model error": (
        {"blocks": blocks(0.0, allowed=0.2)}, "allowed for, it does (20.0%",
        {"blocks": blocks(0.0, allowed=0.01, times_needed=2.5)}, "have to be 2.5 times",
    ),
    "contradicted": (
        {"blocks": blocks(0.3, p=0.0099)}, "No: under this model growth cannot be squared",
        {"blocks": blocks(0.3, p=0.01)}, "No block clearly contradicts",
    ),
    "missed": (
        {"figures": [figure("x", "level", 2.01)]}, "more than 2 standard deviations is 1: figure x",
        {"figures": [figure("x", "level", -1.99)]}, "No figure is missed",
    ),
    "more missed than named": (
        {"figures": [figure(f"x{k}", "level", 3.0) for k in range(6)]}, "are 6: figure x0",
        {"figures": [figure(f"x{k}", "level", 3.0) for k in range(4)]}, "are 4: figure x0",
    ),
    "means apart": (
        {"parameters": [parameter("a", 0.5, 0.2, shift=0.55)]}, "0 of 1 parameters; not on param",
        {"parameters": [parameter("a", 0.5, 0.2, shift=-0.53)]}, "1 of 1 parameters.",
    ),
    "spreads apart": (
        {"parameters": [parameter("a", 0.5, 0.2, ratio=1.6)]}, "0 of 1 parameters",
        {"parameters": [parameter("a", 0.5, 0.2, ratio=1.52)]}, "1 of 1 parameters.",
    ),
    "error of a comparison": (
        {"parameters": [parameter("a", 0.5, 0.2, shift_error=None)]}, "0 of 1 parameters",
        {"parameters": [parameter("a", 0.5, 0.2)]}, "1 of 1 parameters.",
    ),
    "a judgement matters": (
        {"disputed": disputed(-0.5)}, "`level.low` (parameter sharp by −0.5 sd)",
        {"disputed": disputed(0.49)}, "none moves any parameter",
    ),
    "belief: extrapolates": (
        {"blocks": blocks(0.0)}, "Not the posterior as an estimate", {"blocks": blocks(0.1)},
        "The posterior of what is learned can be used",
    ),
    "belief: contradicted": (
        {"blocks": blocks(0.1, p=0.001)}, "The direction of parameters, not their intervals",
        {"blocks": blocks(0.1, p=0.1)}, "The posterior of what is learned can be used",
    ),
    "belief: nothing": (
        {"parameters": [parameter("a", 0.1, 0.5)]}, "The priors and nothing beyond",
        {"parameters": [parameter("a", 0.4, 0.5)]}, "The posterior of what is learned can be used",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PAIRS)
def test_a_mark_fires_on_one_side_and_not_on_the_other(name: str) -> None:
    one, said, other, instead = PAIRS[name]
    first, second = told(**one), told(**other)
    assert said in first and said not in second
    assert instead in second and instead not in first


def test_out_of_reach_outweighs_contradiction() -> None:
    assert verdicts.belief(record(blocks=blocks(0.0, p=0.001))) == "extrapolates"


def test_the_head_has_at_most_eleven_lines_in_both_languages() -> None:
    full = {"disputed": disputed(2.0), "blocks": blocks(0.0, p=0.001, allowed=0.0)}
    for language in ("zh", "en"):
        lines = in_short(record(**full), language)  # type: ignore[arg-type]
        assert 8 <= len(lines) <= 11
        assert all("{" not in line for line in lines)


def test_what_was_not_computed_is_not_said() -> None:
    bare = [parameter("a", 0.5, 0.2, alone={}, others={}, flat=None)]
    text = told(parameters=bare, disputed=None, goal=None)
    assert "Which data teach" not in text and "Disputed" not in text and "2020" not in text


def test_amounts_are_those_in_yuan_of_the_block_of_levels() -> None:
    counts = figure("firms", "firms", 0.5, scale="count")
    ratio = figure("ratio", "support", 0.5)
    assert "Amounts" not in told(figures=[counts, ratio])
    fitted = figure("a", "level", 0.5, posterior=[10e9, 20e9, 42.5e9, 50e9, 60e9])
    assert "0.71 times as large, after the fit 1.00." in told(figures=[counts, fitted, ratio])


def test_the_goal_says_chance_and_target_only_where_they_are_known() -> None:
    bare = Goal(
        label=Label(zh="目标", en="target"), measure="reported_renovation", year=2019,
        posterior=[1e9, 2e9, 3e9, 4e9, 5e9],
    )  # fmt: skip
    assert what_of_the_goal(record(goal=bare), "en") == (
        "**2019.** Renovation investment, reported at posterior draws: 1.0 to 5.0 bn yuan (90 %)."
    )
    text = what_of_the_goal(record(), "zh")
    assert (
        "200—580 亿元" in text
        and "达到目标（600 亿元）的运行占 4%" in text
        and "70% 是随机" in text
    )


def test_chance_is_told_of_figures_above_the_mark_only() -> None:
    found = record(figures=[figure("x", "level", 0.1, chance=0.51), figure("y", "level", 0.1)])
    assert [one.name for one in verdicts.chancy(found) or []] == ["x"]
    assert verdicts.chancy(record(figures=[figure("x", "level", 0.1, chance=None)])) is None


def test_unknown_quantities_are_counted() -> None:
    assert "those of the" not in told(manifest=manifest(unknown=3))
    assert "for the 9 unknown quantities" in told(manifest=manifest(unknown=12))
