"""Whether the plain Mesa script follows the same law: its totals against ours over seeds.

    python benchmarks/agreement.py --firms 500 --seeds 40

Both draw their own firms and fortunes, so single runs differ; the means over seeds must not. For
each measure the table gives both means of the run's total and z, their difference over its standard
error. The largest firms are left out on both sides (`light_tailed`): one of them moves a mean more
than a hundred seeds settle it.
"""

from __future__ import annotations

import argparse
import dataclasses
import sys
from pathlib import Path
from statistics import fmean, stdev
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np

from benchmarks.tables import table

if TYPE_CHECKING:
    from sim.model_inputs import Inputs

MEASURES = (
    "revenue", "equipment", "debt", "active_firms", "tax_paid", "aware_firms", "projects_arrived",
    "projects_started", "projects_unfinanced", "projects_unhoused", "projects_resized",
    "projects_filed", "true_renovation", "true_expansion", "true_greenfield", "filed_renovation",
    "relabelled", "loans_drawn", "floor_rented", "expensing_claimed", "applications",
    "support_claimed", "support_granted", "support_paid", "firms_entered", "firms_exited",
    "firms_left", "robots_installed",
)  # fmt: skip
SEED = 2017
LARGEST = 200e6


def light_tailed(inputs: Inputs) -> Inputs:
    """The same world without its few largest firms, whose luck alone would decide any mean.

    Sizes are cut at `LARGEST` yuan in the laws that both models draw from; a giant becomes small.
    """
    strata = inputs.strata.copy()
    strata["high"] = np.minimum(strata["high"], LARGEST)
    strata["low"] = np.minimum(strata["low"], LARGEST / 2.0)
    strata["scale"] = np.minimum(strata["scale"], LARGEST / 2.0)
    return dataclasses.replace(inputs, strata=strata)


def plain_totals(inputs: Inputs, seed: int, quarters: int) -> dict[str, int]:
    """Totals of one run of the plain script."""
    import mesa

    from benchmarks.plain_mesa import Renovation

    model = Renovation(inputs, seed)
    for _ in range(quarters):
        model.step()
    getattr(mesa.Agent, "_ids", {}).pop(model, None)  # else Mesa 3.3 keeps the model for good
    frame = model.datacollector.get_model_vars_dataframe()
    return {name: int(frame[name].sum()) for name in MEASURES}


def our_totals(inputs: Inputs, replicate: int, quarters: int) -> dict[str, int]:
    """Totals of one run of the compiled engine."""
    from sim.randomness import run_key
    from sim.simulation import simulate

    outcome = simulate(inputs, run_key(SEED, replicate))
    return {name: int(outcome.total(name)[:quarters].sum()) for name in MEASURES}


def compared(firms: int, quarters: int, seeds: int) -> dict[str, Any]:
    """Means, standard errors and z of every measure; ours over ten times as many seeds."""
    from benchmarks.cities import city, shipped_inputs

    inputs = light_tailed(city(shipped_inputs(), firms))
    plain = [plain_totals(inputs, seed, quarters) for seed in range(seeds)]
    ours = [our_totals(inputs, replicate, quarters) for replicate in range(10 * seeds)]
    found: dict[str, Any] = {"firms": firms, "quarters": quarters, "seeds": seeds, "measures": {}}
    for name in MEASURES:
        pair = [[float(totals[name]) for totals in runs] for runs in (plain, ours)]
        errors = [stdev(values) / len(values) ** 0.5 for values in pair]
        error = (errors[0] ** 2 + errors[1] ** 2) ** 0.5
        means = [fmean(values) for values in pair]
        found["measures"][name] = {
            "plain": means[0],
            "ours": means[1],
            "error": error,
            "z": (means[0] - means[1]) / error if error > 0.0 else 0.0,
        }
    return found


def agreement_table(found: dict[str, Any]) -> str:
    """The comparison in Markdown."""
    rows = [
        [f"`{name}`", f"{row['plain']:,.0f}", f"{row['ours']:,.0f}", f"{row['error']:,.0f}",
         f"{row['z']:+.1f}"]
        for name, row in found["measures"].items()
    ]  # fmt: skip
    return table(["total of a run", "plain Mesa", "ours", "standard error", "z"], rows)


def main() -> None:
    """Compare and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--firms", type=int, default=500)
    parser.add_argument("--quarters", type=int, default=44)
    parser.add_argument("--seeds", type=int, default=40)
    options = parser.parse_args()
    print(agreement_table(compared(options.firms, options.quarters, options.seeds)))


if __name__ == "__main__":
    main()
