"""Putting the answer together: the run, the firm, the quarter, its twin, its life, its curve."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from results.explaining.answer import Explanation
from results.explaining.curve import curve_of, refuse_wrong_values
from results.explaining.finding import row_of
from results.explaining.life import events, partings, repeated, taped, telling_quarter
from results.explaining.scene import labels_of, scene_of, who
from results.explaining.steps import account_of
from results.explaining.twin import first_difference
from results.explaining.world import World
from results.refusal import refusal
from results.study_making import text_of

if TYPE_CHECKING:
    from scenarios.scenario_schema import LeverValue
    from sim.model_inputs import Inputs


def explained(
    world: World,
    firm: int | str,
    quarter: str | None,
    lever: str | None,
    values: Sequence[LeverValue],
    whole_life: bool,
) -> Explanation:
    """Say why a firm did what it did in a quarter; see `results.explaining.explain`."""
    inputs = world.inputs(world.variant)
    _refuse_all(world, inputs, firm, quarter, lever, values)
    row = row_of(inputs, firm)
    frames = taped(world, world.variant, row)
    life = repeated(inputs, frames)
    place = telling_quarter(frames, life) if quarter is None else _quarters(inputs).index(quarter)
    account = account_of(scene_of(world, world.variant, frames[place]), world.variant)
    twin, twin_life, parted = None, [], []
    if world.twin is not None:
        others = world.inputs(world.twin)
        twins = taped(world, world.twin, row_of(others, firm))
        twin = account_of(scene_of(world, world.twin, twins[place]), world.twin)
        twin_life = events(others, twins, repeated(others, twins))
        parted = partings(inputs, frames[:place], twins[:place])
    points = []
    if lever is not None:
        points = curve_of(world, frames[place], lever, values, firm if whole_life else None)
    return Explanation(
        scenario=text_of(world.scenario.title),
        run=world.run,
        seed=world.seed,
        replicate=world.replicate,
        quarter=inputs.calendar.name(frames[place].now),
        firm=who(world, frames[place].decided),
        account=account,
        twin=twin,
        first_difference=None if twin is None else first_difference(account, twin),
        parted=tuple(parted),
        life=tuple(events(inputs, frames, life)),
        twin_life=tuple(twin_life),
        lever=lever or "",
        curve=tuple(points),
        labels=labels_of(world),
        parameters=world.parameters,
    )


def _quarters(inputs: Inputs) -> list[str]:
    return [inputs.calendar.name(now) for now in range(inputs.calendar.quarters)]


def _refuse_all(
    world: World,
    inputs: Inputs,
    firm: int | str,
    quarter: str | None,
    lever: str | None,
    values: Sequence[LeverValue],
) -> None:
    """Refuse everything that is wrong with firm, quarter, lever and values, at once.

    Raises:
        InputError: with every fault.
    """
    from scenarios.errors import InputError

    faults = []
    checks = (
        lambda: row_of(inputs, firm),
        lambda: _require_quarter(inputs, quarter),
        lambda: refuse_wrong_values(world, lever, values),
    )
    for check in checks:
        try:
            check()
        except InputError as error:
            faults.extend(error.faults)
    if faults:
        raise InputError(faults)


def _require_quarter(inputs: Inputs, quarter: str | None) -> None:
    known = _quarters(inputs)
    if quarter is not None and quarter not in known:
        raise refusal(
            "--quarter", f"must be one of {known[0]} to {known[-1]}, such as 2018-Q3", quarter,
        )  # fmt: skip
