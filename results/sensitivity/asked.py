"""What is asked of a sensitivity analysis, held against what the scenario has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from results.refusal import refusal
from results.sensitivity.outcomes import SHIPPED, Frame, Outcome, frame_of, outcome_named

if TYPE_CHECKING:
    from calibration.sensitivity.design import Design
    from calibration.sensitivity.factors import Factor
    from calibration.sensitivity.groups import Group
    from scenarios import Scenario
    from scenarios.errors import Fault

Method = Literal["sobol", "morris", "sample", "bank", "posterior"]
METHODS: tuple[Method, ...] = ("sobol", "morris", "sample", "bank", "posterior")
# Methods whose points have a seed each instead of common ones.
SEED_EACH = ("sample", "bank", "posterior")
DECLARED, ALONE = "declared", "none"
FEWEST_SEEDS = 4
FEWEST_ROWS = 8
FEWEST_BLOCKS = 8
# 64 rows in 16 scrambles with 4 seeds each: seventeen groups on the whole city in about 11 minutes
# on two cores. 1,024 single runs for methods that take given data.
ROWS, SCRAMBLES, SEEDS = 64, 16, 4
TRAJECTORIES = 60
SAMPLE = 1024


@dataclass(frozen=True)
class Asked:
    """One question.

    Attributes:
        scenario: its file.
        outcome: name of the outcome.
        method: "sobol" for shares of variance, "morris" to screen; methods for given data: "sample"
            draws its own, "bank" takes the prior runs of a calibration, "posterior" runs at the
            draws of the posterior that the scenario names.
        groups: "declared", "none" for single factors, or a file of groups.
        factors: patterns of names; only these are moved. All with a range if empty.
        rows: base rows of a Sobol design, trajectories of a screening, runs of a sample.
        scrambles: of a Sobol design; they share the rows.
        seeds: that every point is run with; of a Sobol design each scramble has its own; a sample
            has a seed of its own for each run.
        seed: of the design and of the runs; the scenario's own if None.
        firms: sub-sample; None for the whole city.
        bank: folder in which `jigai calibrate` keeps its prior runs.
    """

    scenario: Path
    outcome: str = SHIPPED
    method: Method = "sobol"
    groups: str = DECLARED
    factors: tuple[str, ...] = ()
    rows: int | None = None
    scrambles: int = SCRAMBLES
    seeds: int = SEEDS
    seed: int | None = None
    firms: int | None = None
    bank: Path | None = None


@dataclass(frozen=True, eq=False)  # holds a design
class Question:
    """A question with everything that its runs need.

    Attributes:
        asked: as it was asked.
        world: the scenario at its priors, on its sub-sample.
        outcome: asked about.
        frame: what the outcome is reckoned against.
        groups: of factors, in the order of the design.
        design: stored with the runs.
        seed: of the design and of the runs.
    """

    asked: Asked
    world: Scenario
    outcome: Outcome
    frame: Frame
    groups: tuple[Group, ...]
    design: Design
    seed: int

    @property
    def factors(self) -> tuple[Factor, ...]:
        """All factors, in the order of the design's columns."""
        return tuple(factor for group in self.groups for factor in group.factors)

    @property
    def last(self) -> int:
        """Last year that is run."""
        return self.frame.last if self.outcome.whole else self.frame.year

    @property
    def variants(self) -> tuple[str, ...]:
        """The policy under study, and the baseline where the outcome is an effect."""
        variants = [one.id for one in self.world.variants]
        policy = next(name for name in variants if name != self.world.baseline)
        return (policy, self.world.baseline) if self.outcome.paired else (policy,)

    @property
    def is_reduced(self) -> bool:
        """Whether a Sobol design is too small for what it says to be told in words."""
        asked = self.asked
        return asked.method == "sobol" and (
            (asked.rows or ROWS) < ROWS
            or asked.seeds < FEWEST_SEEDS
            or asked.scrambles < FEWEST_BLOCKS
        )

    @property
    def runs(self) -> int:
        """Runs in all."""
        seeds = 1 if self.asked.method in SEED_EACH else self.asked.seeds
        return self.design.runs * seeds * len(self.variants)


def question(asked: Asked) -> Question:
    """Hold what is asked against the scenario.

    Raises:
        InputError: a name that is unknown, a figure that makes no design, a scenario at fault.
    """
    from calibration.sensitivity.factors import without_years_after
    from calibration.sensitivity.groups import DECLARED as OWN
    from calibration.sensitivity.groups import each_alone, grouped, read_groups
    from scenarios import load_scenario

    outcome = outcome_named(asked.outcome)
    _require_figures(asked)
    world = load_scenario(asked.scenario, with_posterior=False)
    if asked.firms is not None:
        file = world.file.model_copy(update={"population_limit": asked.firms})
        world = world.model_copy(update={"file": file})
    own = world.file.seed if asked.seed is None else asked.seed
    frame = frame_of(world, outcome)
    last = frame.last if outcome.whole else frame.year
    factors = without_years_after(chosen_factors(world, asked.factors), last)
    if asked.groups == ALONE:
        groups = each_alone(factors)
    else:
        path = OWN if asked.groups == DECLARED else Path(asked.groups)
        groups = grouped(factors, read_groups(path), world)
    if asked.method in ("bank", "posterior"):
        return _given(asked, world, outcome, frame, groups, own)
    if len(groups) < 2:
        raise refusal("--factors", f"{len(groups)} factor or group: two are needed to be compared")
    return Question(asked, world, outcome, frame, groups, _design(asked, groups, own), own)


def _given(
    asked: Asked, world: Scenario, outcome: Outcome, frame: Frame, groups: Sequence[Group], own: int
) -> Question:
    """A question about points that were there before; groups keep the factors that vary in them."""
    from dataclasses import replace

    from calibration.fit.calibrate import SEED as BANK_SEED
    from calibration.sensitivity.design import GivenDesign
    from results.sensitivity.given_points import bank_points, posterior_points

    names, points = (
        bank_points(asked, world, outcome) if asked.method == "bank" else posterior_points(asked)
    )
    kept = []
    for group in groups:
        members = tuple(factor for factor in group.factors if factor.name in names)
        if members:
            kept.append(replace(group, factors=members))
    columns = tuple(factor.name for group in kept for factor in group.factors)
    if len(columns) < 2:
        raise refusal("--factors", "fewer than two of these vary in the given runs")
    if asked.method == "bank":
        own = BANK_SEED
    at = [names.index(name) for name in columns]
    design = GivenDesign(columns, points[:, at])
    return Question(asked, world, outcome, frame, tuple(kept), design, own)


def chosen_factors(world: Scenario, patterns: Sequence[str]) -> list[Factor]:
    """The factors whose names fit a pattern; all that have a range without any.

    Raises:
        InputError: a pattern that fits nothing, or a name that has no range.
    """
    from calibration.sensitivity.factors import factor_of, factors_of
    from scenarios.errors import InputError
    from scenarios.levers import list_levers

    if not patterns:
        return list(factors_of(world))
    levers = {lever.name: lever for lever in list_levers(world)}
    ready = {factor.name: factor for factor in factors_of(world)}
    chosen: dict[str, Factor] = {}
    faults = []
    for pattern in patterns:
        fitting = [name for name in ready if fnmatchcase(name, pattern)]
        chosen |= {name: ready[name] for name in fitting}
        by_name = factor_of(world, levers[pattern]) if pattern in levers else None
        if by_name is not None:
            chosen[pattern] = by_name
        elif not fitting and pattern in levers:
            faults += refusal(pattern, "nothing says over what it could be moved").faults
        elif not fitting:
            message = "no quantity with a range has this name or fits this pattern"
            faults += refusal("--factors", message, pattern, list(ready)).faults
    if faults:
        raise InputError([_without_list(fault) for fault in faults])
    return [chosen[name] for name in levers if name in chosen]


def _without_list(fault: Fault) -> Fault:
    """A fault without the list of hundreds of names; the nearest one stays."""
    from dataclasses import replace

    return replace(fault, allowed=None)


def _require_figures(asked: Asked) -> None:
    """Refuse figures that make no design.

    Raises:
        InputError: all of them.
    """
    from calibration.sensitivity.design import is_power_of_two

    if asked.method not in METHODS:
        raise refusal("--method", "no method of this name", asked.method, METHODS)
    if asked.method == "bank":
        _refuse_with_bank(asked)
    if asked.method == "sobol" and asked.outcome == "cost-per-induced":
        raise refusal(
            "--outcome", "a ratio whose lower part may be 0 has no shares of variance; ask about "
            "cost and induced apart",
        )  # fmt: skip
    rows = asked.rows
    if asked.method == "sobol" and rows is not None:
        if not is_power_of_two(rows) or rows < FEWEST_ROWS:
            raise refusal("--rows", f"is a power of two from {FEWEST_ROWS} on, not {rows}")
    elif rows is not None and rows < 2:
        raise refusal("--rows", f"must be 2 or more, not {rows}")
    if not is_power_of_two(asked.scrambles) or (
        asked.method == "sobol" and asked.scrambles > (rows or ROWS)
    ):
        raise refusal("--scrambles", f"is a power of two up to the rows, not {asked.scrambles}")
    if asked.method not in SEED_EACH and asked.seeds < FEWEST_SEEDS:
        raise refusal(
            "--seeds", f"must be {FEWEST_SEEDS} or more, not {asked.seeds}: chance is a factor"
        )
    if asked.seed is not None and not 0 <= asked.seed < 2**63:
        raise refusal("--seed", f"must be 0 to 2**63 - 1, not {asked.seed}")
    if asked.firms is not None and asked.firms < 1:
        raise refusal("--firms", f"must be 1 or more, not {asked.firms}")


def _refuse_with_bank(asked: Asked) -> None:
    """A bank's runs are there: nothing of them can be asked for any more."""
    plain = Asked(asked.scenario)
    for name in ("firms", "seed", "rows", "seeds", "scrambles"):
        if getattr(asked, name) != getattr(plain, name):
            raise refusal(f"--{name}", "the runs of a bank are what they are; leave it out")


def _design(asked: Asked, groups: Sequence[Group], seed: int) -> Design:
    """The design of the method asked for."""
    from calibration.sensitivity.design import MorrisDesign, SampleDesign, SobolDesign

    columns = tuple(factor.name for group in groups for factor in group.factors)
    of_column = tuple(group.id for group in groups for _ in group.factors)
    if asked.method == "morris":
        return MorrisDesign(columns, of_column, asked.rows or TRAJECTORIES, seed)
    if asked.method == "sample":
        return SampleDesign(columns, asked.rows or SAMPLE, seed)
    rows = asked.rows or ROWS
    levers = tuple(group.id for group in groups if group.kind == "lever")
    return SobolDesign(columns, of_column, rows // asked.scrambles, asked.scrambles, seed, levers)
