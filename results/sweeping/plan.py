"""What a sweep runs: its variants prepared, each with the different settings that matter there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from results.refusal import refusal
from results.sweeping.outcomes import MEASURES_NEEDED, Frame, frame_of

if TYPE_CHECKING:
    from scenarios.scenario_schema import LeverValue, Scenario
    from scenarios.sweep_loading import Sweep
    from sim.base import Base

FORMAT = 1
ANNOUNCED = ".announced"  # counts the waves of programmes in every variant
Settings = Mapping[str, "LeverValue"]


@dataclass(frozen=True, eq=False)
class Part:
    """One variant of a sweep.

    Attributes:
        base: the variant, prepared.
        settings: different sets of parameters, without quantities that are not in force here.
        of_row: for each row of the sweep, the number of its settings.
    """

    base: Base
    settings: tuple[Settings, ...]
    of_row: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class SweepPlan:
    """A sweep ready to be run.

    Attributes:
        parts: by variant, in the order of the tables; the baseline last.
        measures: that are kept of every run.
        replicates: of every row, numbered from 0: common random numbers for all rows.
        frame: what outcomes need to know of the scenario.
    """

    sweep: Sweep
    parts: Mapping[str, Part]
    measures: tuple[str, ...]
    replicates: int
    seed: int
    frame: Frame

    @property
    def runs(self) -> int:
        """Runs in all, each once."""
        return sum(len(part.settings) for part in self.parts.values()) * self.replicates

    @property
    def policies(self) -> tuple[str, ...]:
        """The variants that the sweep asks about."""
        return self.sweep.variants

    @property
    def baseline(self) -> str | None:
        """The variant that effects are held against, unless nothing is held against it."""
        own = self.sweep.baseline
        return None if own is None or self.policies == (own,) else own

    def with_replicates(self, count: int) -> SweepPlan:
        """The same sweep with another number of replicates."""
        return replace(self, replicates=count)

    @cached_property
    def key(self) -> str:
        """Two plans with one key have the same tables, to the byte."""
        from sim.runs import keys
        from sim.runs.rows_kept import plain, world_of

        return keys.digest(
            {
                "format": FORMAT,
                "parts": {
                    name: [
                        keys.digest(world_of(part.base, self.measures)),
                        [plain(values) for values in part.settings],
                        list(part.of_row),
                    ]
                    for name, part in self.parts.items()
                },
                "rows": [[row.point, row.draw, plain(row.settings)] for row in self.sweep.rows],
                "replicates": self.replicates,
                "seed": self.seed,
                "frame": self.frame.record(),
            }
        )


def plan_of(path: str | Path, replicates: int | None = None, seed: int | None = None) -> SweepPlan:
    """Load a design file and prepare its variants.

    Args:
        path: the design file.
        replicates: instead of those of the file.
        seed: instead of the file's, or the scenario's.

    Raises:
        InputError: with every fault that the first faulty step finds.
    """
    from scenarios.sweep_loading import load_sweep
    from sim.declared import unfit_for_the_law

    sweep = load_sweep(path, [unfit_for_the_law])
    file = sweep.file
    measures = _measures(file.measures)
    scenario = _scenario(sweep)
    names = dict.fromkeys([*sweep.variants, *([sweep.baseline] if sweep.baseline else [])])
    own_seed = scenario.file.seed if file.seed is None else file.seed
    return SweepPlan(
        sweep=sweep,
        parts={name: _part(sweep, scenario, name) for name in names},
        measures=measures,
        replicates=file.replicates if replicates is None else replicates,
        seed=own_seed if seed is None else seed,
        frame=frame_of(scenario, file.quarters, sweep.variants),
    )


def _scenario(sweep: Sweep) -> Scenario:
    """The scenario on the sub-sample that the sweep states."""
    from results.ensembles import sub_sample

    firms = sweep.file.firms
    return sweep.scenario if firms is None else sub_sample(sweep.scenario, firms)


def _measures(further: list[str]) -> tuple[str, ...]:
    """What is kept of every run, in a fixed order, so that sweeps share their rows.

    Raises:
        InputError: a measure that is not declared.
    """
    from sim.measures import MEASURES

    for name in further:
        if name not in MEASURES:
            raise refusal("measures", "no measure of this name", name, list(MEASURES))
    return tuple(name for name in MEASURES if name in {*MEASURES_NEEDED, *further})


def _part(sweep: Sweep, scenario: Scenario, variant: str) -> Part:
    """Prepare a variant and tell its different settings apart.

    A quantity that is not in force in a variant changes nothing there, so that a baseline without
    the programme is not run again for every value of the programme's levers.
    """
    from scenarios.levers import list_levers, variant_scenario
    from sim.base import Base
    from sim.subsample import APPROPRIATION, pots_in_proportion, share_of_roster

    in_force = {lever.name for lever in list_levers(variant_scenario(scenario, variant))}
    own = scenario.variant(variant).set
    share = share_of_roster(scenario, {})

    def effective(settings: Settings) -> dict[str, Any]:
        return {
            name: round(float(value) * share)  # type: ignore[arg-type]
            if share < 1.0 and name.endswith(APPROPRIATION)
            else value
            for name, value in sorted(settings.items())
            if (name in in_force and name not in own) or name.endswith(ANNOUNCED)
        }

    numbers: dict[tuple[tuple[str, str, Any], ...], int] = {}
    settings: list[Settings] = []
    of_row = []
    for row in sweep.rows:
        values = effective(row.settings)
        key = tuple((name, type(value).__name__, value) for name, value in values.items())
        if key not in numbers:
            numbers[key] = len(settings)
            settings.append(values)
        of_row.append(numbers[key])
    plain = scenario.model_copy(update={"posterior": None})
    base = Base(plain, variant, pots_in_proportion(plain, {}), sweep.file.quarters)
    return Part(base, tuple(settings), tuple(of_row))


__all__ = ["Part", "SweepPlan", "plan_of"]
