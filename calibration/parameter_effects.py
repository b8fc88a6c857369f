"""What each declared quantity moves over its range, everything else at its default.

One quantity at a time, at the ends of its range, same run key: the largest change of true and
reported investment, money and counts over the reported years. Small effects are listed, not
hidden; a quantity that moves nothing at all would be a setting without effect.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sim.measures import MEASURES

if TYPE_CHECKING:
    from scenarios.lever_declarations import LeverDeclaration
    from scenarios.scenario_schema import LeverValue, Scenario
    from sim.outcome import Outcome

INVESTMENT = ("true_renovation", "reported_renovation", "true_industrial", "reported_industrial")
MONEY = ("support_granted", "support_paid", "public_cost", "tax_paid")
RELATIVE_STEP = 0.1  # of a measured fact, or of a figure that policy sets


@dataclass(frozen=True)
class Effect:
    """Effect of one quantity.

    Attributes:
        lever: its declaration.
        tried: values set, one after the other.
        investment: largest relative change of a total of investment over the reported years.
        money: the same for support, public cost and tax.
        counts: the same for every other measure.
    """

    lever: LeverDeclaration
    tried: tuple[LeverValue, ...]
    investment: float
    money: float
    counts: float

    @property
    def largest(self) -> float:
        """Largest relative change of anything."""
        return max(self.investment, self.money, self.counts)


def values_to_try(lever: LeverDeclaration) -> list[LeverValue]:
    """The ends of a quantity's range; a step around facts; other days and other readings."""
    value = lever.value
    if lever.kind == "reading":
        from scenarios.readings import READINGS

        return [option for option in READINGS[lever.name].options if option != value]
    if lever.kind == "mechanism":
        return ["off" if value == "on" else "on"]
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, dt.date):
        moved = [value - dt.timedelta(days=d) for d in (365, -365)]
        days = [(2016, 1, 1), (2018, 7, 1), (2020, 4, 1), (2022, 6, 30)]
        return [*moved, *(dt.date(*day) for day in days)]
    if isinstance(value, str):
        return []
    if lever.prior is not None:
        low, high = lever.prior.low, lever.prior.high
    elif lever.kind == "lever" and 0 < value <= 1 and lever.unit == "share":
        low, high = round(value * 0.5, 6), round(min(1.0, value * 1.5), 6)
    elif lever.kind == "lever" and lever.whole and value <= 12:
        return [value - 1, value + 1, value + 3]
    else:
        step = abs(value) * RELATIVE_STEP or (0.1 if lever.unit in ("share", "per year") else 5.0)
        low, high = value - step, value + step
    ends: list[LeverValue] = [int(end) if lever.whole else float(end) for end in (low, high)]
    return ends


def totals(outcome: Outcome) -> dict[str, int]:
    """Sum of flows and of stocks over the reported quarters, by measure."""
    calendar = outcome.inputs.calendar
    first = 4 * calendar.report_from - calendar.first
    return {name: int(outcome.total(name)[first:].sum()) for name in MEASURES}


def relative_change(name: str, changed: dict[str, int], base: dict[str, int]) -> float:
    """Relative change of a total; from or to nothing counts as 1."""
    if changed[name] == base[name]:
        return 0.0
    if base[name] == 0:
        return 1.0
    return abs(changed[name] - base[name]) / abs(base[name])


def effects(
    scenario: Scenario,
    variant: str,
    key: int,
    progress: Callable[[int, int], None] | None = None,
    stride: int = 1,
) -> list[Effect]:
    """Effects of every quantity that can be set, in the order of their declaration.

    Args:
        scenario: a loaded scenario; give it a `population_limit` to save time.
        variant: the variant that is run.
        key: key of the run.
        progress: called with quantities done and in all.
        stride: only every so-many-th quantity.
    """
    from scenarios.levers import list_levers
    from sim.model_inputs import prepare
    from sim.simulation import simulate

    base = totals(simulate(prepare(scenario, variant), key))
    levers = [lever for lever in list_levers(scenario) if values_to_try(lever)][::stride]

    def effect_of(lever: LeverDeclaration) -> Effect:
        tried, change = [], dict.fromkeys(MEASURES, 0.0)
        for value in values_to_try(lever):
            for settings in _settings(scenario, lever, value):
                outcome = simulate(prepare(scenario, variant, settings), key)
                changed = totals(outcome)
                tried.append(value)
                for name in MEASURES:
                    change[name] = max(change[name], relative_change(name, changed, base))
        others = set(MEASURES) - {*INVESTMENT, *MONEY}
        return Effect(
            lever, tuple(tried), max(change[n] for n in INVESTMENT), max(change[n] for n in MONEY),
            max(change[n] for n in others),
        )  # fmt: skip

    found: list[Effect] = []
    with ThreadPoolExecutor(2) as pool:
        for effect in pool.map(effect_of, levers):
            found.append(effect)
            if progress is not None:
                progress(len(found), len(levers))
    return found


def _settings(
    scenario: Scenario, lever: LeverDeclaration, value: LeverValue
) -> Iterator[dict[str, LeverValue]]:
    """The setting, if the scenario admits it; shares of sectors move together."""
    from scenarios import InputError
    from scenarios.levers import apply_levers

    settings: dict[str, LeverValue] = {lever.name: value}
    if lever.name.startswith("place.sectors.") and lever.name.endswith(".share"):
        rows = scenario.place.sectors
        other = rows[0] if not lever.name.endswith(f".{rows[0].id}.share") else rows[1]
        assert isinstance(value, float | int) and isinstance(lever.value, float | int)
        settings[f"place.sectors.{other.id}.share"] = round(
            float(other.share) + float(lever.value) - float(value), 12
        )
    try:
        apply_levers(scenario, settings)
    except InputError:
        return
    yield settings


def document(found: list[Effect], scenario: Scenario) -> str:
    """A page with every quantity and what it moves, the smallest effects last."""
    limit = scenario.file.population_limit
    firms = "the whole population" if limit is None else f"a sub-sample of {limit:,} firms"
    lines = [
        "# What each declared quantity moves",
        "",
        "Generated by `python -m calibration.parameter_effects`; do not edit.",
        "",
        f"Scenario {scenario.id}, enacted variant, {firms}, one run key; "
        "one quantity at a time over its prior, or by a tenth (facts, policy figures), half "
        "(policy shares) or a year (dates). Largest relative change of totals over the reported "
        "years. This is neither calibration nor a sensitivity analysis: it shows that no setting "
        "is without effect.",
        "",
        "| quantity | kind | investment | money | counts |",
        "|---|---|---:|---:|---:|",
    ]
    ordered = sorted(found, key=lambda effect: -effect.largest)
    for effect in ordered:
        lines.append(
            f"| `{effect.lever.name}` | {effect.lever.kind} | {effect.investment:.2%} "
            f"| {effect.money:.2%} | {effect.counts:.2%} |"
        )
    small = [effect.lever.name for effect in ordered if effect.largest < 0.001]
    lines += ["", "## Under 0.1 % everywhere", ""]
    lines += [f"- `{name}`" for name in small] or ["None."]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure all effects and write docs/parameter-effects.md."""
    import argparse
    import sys

    from scenarios import load_scenario
    from sim.randomness import run_key

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scenario", default="scenarios/shenzhen-doubling.yaml")
    parser.add_argument("--firms", type=int, help="at most so many firms (default: all)")
    parser.add_argument("--out", type=Path, default=Path("docs/parameter-effects.md"))
    arguments = parser.parse_args()
    scenario = load_scenario(arguments.scenario, with_posterior=False)
    if arguments.firms is not None:
        scenario = with_limit(scenario, arguments.firms)

    def told(done: int, total: int) -> None:
        if done % 20 == 0 or done == total:
            print(f"{done} of {total} quantities", file=sys.stderr, flush=True)

    found = effects(scenario, scenario.variants[0].id, run_key(scenario.file.seed, 0), told)
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    arguments.out.write_text(document(found, scenario), encoding="utf-8")
    idle = [effect.lever.name for effect in found if effect.largest == 0]
    print(f"{len(found)} quantities, {len(idle)} without effect: {', '.join(idle) or 'none'}")


def with_limit(scenario: Scenario, firms: int) -> Scenario:
    """The scenario on a sub-sample of its roster."""
    file = scenario.file.model_copy(update={"population_limit": firms})
    return scenario.model_copy(update={"file": file})


if __name__ == "__main__":
    main()
