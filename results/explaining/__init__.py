"""Why did this firm invest, or not, step by step in its own numbers, beside its untreated twin?

    from results.api import explain, find_firms

    found = explain("scenarios/shenzhen-doubling.yaml", firm=684218384899477895)
    found.account.outcome                      # "started", "refused", "unfinanced", ...
    found.account.step("support").facts        # rule by rule
    found.first_difference                     # first step that differs from the twin's

A run of the compiled engine is taped for one firm; the quarter asked for is repeated in plain
Python with the law's own functions, and held against the engine field by field. All figures are
arguments and results of those functions, heard while they run (`listening.py`, `heard.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from results.explaining.answer import Explanation, Found
    from scenarios.scenario_schema import LeverValue

DEFAULT_OUT = Path("results/runs")


def explain(
    run: str | Path,
    firm: int | str,
    quarter: str | None = None,
    *,
    variant: str | None = None,
    baseline: str | None = None,
    replicate: int = 0,
    seed: int | None = None,
    levers: Mapping[str, LeverValue] | None = None,
    lever: str | None = None,
    values: Sequence[LeverValue] = (),
    whole_life: bool = False,
    scenario: str | Path | None = None,
    out: str | Path = DEFAULT_OUT,
) -> Explanation:
    """Say why a firm invested or not, in its own numbers, beside its untreated twin.

    Args:
        run: folder, name or key of a stored run; or a scenario file.
        firm: its id; `find_firms` lists some.
        quarter: such as "2019-Q3"; None for the most telling one.
        variant: None for the policy.
        baseline: world of the twin; None for the scenario's.
        replicate: number of the run, from 0.
        seed: of a scenario file, instead of its own; a stored run takes none.
        levers: settings by dotted name; a stored run takes none.
        lever: quantity of which the decision is asked again under each of `values`, all else held.
        values: of the lever.
        whole_life: also run everything under each value.
        scenario: the scenario file of a stored run, if it has been moved.
        out: folder of all runs.

    Raises:
        InputError: everything that is wrong with the arguments; or a stored run was made by other
            law or files than today's.
        results.explaining.repeat.NotTheSameQuarterError: a fault of the program: the repeated
            quarter does not end as the engine's.
    """
    from results.explaining.whole import explained
    from results.explaining.world import world_of

    world = world_of(run, variant, baseline, replicate, seed, levers, scenario, out)
    return explained(world, firm, quarter, lever, values, whole_life)


def find_firms(
    run: str | Path,
    kinds: Sequence[str] = (),
    *,
    variant: str | None = None,
    replicate: int = 0,
    seed: int | None = None,
    levers: Mapping[str, LeverValue] | None = None,
    scenario: str | Path | None = None,
    out: str | Path = DEFAULT_OUT,
) -> Found:
    """List firms worth explaining: of each kind and size class the largest ordinary case.

    Args:
        run: as in `explain`.
        kinds: such as "refused" or "unfinanced" (`results.explaining.finding.KINDS`); all if empty.
        variant: None for the policy.
        replicate: number of the run, from 0.
        seed: as in `explain`.
        levers: as in `explain`.
        scenario: as in `explain`.
        out: folder of all runs.

    Raises:
        InputError: as `explain`; a kind is unknown.
    """
    from results.explaining.finding import find, refuse_unknown
    from results.explaining.world import world_of

    refuse_unknown(kinds)
    return find(world_of(run, variant, None, replicate, seed, levers, scenario, out), kinds)


__all__ = ["explain", "find_firms"]
