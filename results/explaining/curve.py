"""What if one lever were otherwise: the same quarter decided again under rebuilt rules.

Held as the run had them: the firm, what it sees of others, the ratios that pots last paid, and what
the authority's progress had made of the quarter. Rebuilt: rules, the quarter's environment,
behaviour and place under the value.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from results.explaining.answer import Point
from results.explaining.finding import row_of
from results.explaining.listening import Call, Listener
from results.explaining.repeat import decide_again, repeat
from results.explaining.scene import became
from results.explaining.tape import Frame, TapedRun
from results.refusal import refusal

if TYPE_CHECKING:
    from results.explaining.world import World
    from scenarios.scenario_schema import LeverValue
    from sim.model_inputs import Inputs

LIFE = ("projects_started", "true_investment", "filed", "support_paid")


def refuse_wrong_values(world: World, lever: str | None, values: Sequence[LeverValue]) -> None:
    """Try every value.

    Raises:
        InputError: lever without values or the other way round; each value that is refused.
    """
    from scenarios.errors import InputError

    if lever is None and not values:
        return
    if lever is None or not values:
        raise refusal("--lever, --values", "go together: --lever NAME --values 0,0.1,0.2")
    faults: list[Any] = []
    for value in values:
        try:
            world.inputs_with(world.variant, {lever: value})
        except InputError as error:
            faults.extend(fault for fault in error.faults if fault not in faults)
    if faults:
        raise InputError(faults)


def curve_of(
    world: World, frame: Frame, lever: str, values: Sequence[LeverValue], firm: int | str | None
) -> list[Point]:
    """Decide the quarter under each value of a lever.

    Given the firm's id, its whole life is run under each value too.
    """
    points = []
    for value in values:
        inputs = world.inputs_with(world.variant, {lever: value})
        point = point_of(inputs, held(world, inputs, frame), value)
        if firm is not None:
            point = replace(point, life=life_of(world, inputs, firm))
        points.append(point)
    return points


def held(world: World, inputs: Inputs, frame: Frame) -> Frame:
    """The quarter with its rules and environment rebuilt, and all that the run itself made kept."""
    before = world.inputs(world.variant)
    run, plain_run = frame.tables["quarter"], before.quarters(world.key)[frame.now]
    quarter = inputs.quarters(world.key)[frame.now].copy()
    for name in quarter.dtype.names:
        if (
            (run[name] != plain_run[name]).any()
            if run[name].shape
            else run[name] != plain_run[name]
        ):
            quarter[name] = run[name]
    ratios = {
        name: int(frame.tables["rules"]["expected_ppm"][index])
        for index, name in enumerate(before.rule_names)
    }
    rules = inputs.rules.copy()
    for index, name in enumerate(inputs.rule_names):
        if name in ratios:
            rules["expected_ppm"][index] = ratios[name]
    return replace(frame, tables=frame.tables | {"quarter": quarter, "rules": rules})


def point_of(inputs: Inputs, frame: Frame, value: LeverValue) -> Point:
    """What the firm would have decided."""
    heard: list[Listener] = []

    def listener(rules: Sequence[Any]) -> Listener:
        heard.append(Listener(rules))
        return heard[-1]

    decided, booked, _world = decide_again(inputs, frame, listener)
    best = heard[0].whole.first("best_size")
    if best is None:
        return Point(value, "none", None, 0, None)
    outcome = became(booked)
    option = option_taken(best)
    cost = int(decided.building["cost"]) if outcome == "started" else 0
    return Point(value, outcome, float(option.result[0]), cost, float(option["support"]))


def option_taken(best: Call) -> Call:
    """The size that was found best, else its own."""
    options = [call for call in best.calls if call.name == "appraise"]
    worth, cost = best.result.worth, best.result.cost
    for option in options:
        if option["cost"] == cost and option.result[0] == worth:
            return option
    return options[0]


def life_of(world: World, inputs: Inputs, firm: int | str) -> Mapping[str, int]:
    """A whole run under a value: what this firm's life adds up to."""
    sums = dict.fromkeys(LIFE, 0)
    row = row_of(inputs, firm)
    for frame in TapedRun(inputs, world.key, [row]).run()[row]:
        booked = repeat(inputs, frame).booked
        sums["projects_started"] += booked.get("projects_started", 0)
        for name in ("true_renovation", "true_expansion", "true_greenfield"):
            sums["true_investment"] += booked.get(name, 0)
        sums["filed"] += booked.get("filed_renovation", 0) + booked.get("relabelled", 0)
        sums["support_paid"] += sum(amount for _rule, amount, _taxable in frame.paid)
    return sums
