"""Whether growth could teach anything: how much of its spread any parameter at all makes.

The screen that finds growth to hang on no parameter is additive: a parameter that moves growth up
in one corner and down in another would escape it. Here points of the whole prior are run with
several seeds each, and the variance of each growth rate is split into that between points, which is
all that parameters do, alone or together, and that between seeds of one point.

    python -m calibration.fit.growth_chance shenzhen
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from calibration.bank.one_run import Plan
    from calibration.fit.calibrate import Request
    from calibration.inference.intraclass import Intraclass
    from calibration.moments.catalogue import Moments
    from sim.runs.progress import Progress

POINTS, SEEDS = 40, 6
BLOCK = "growth"
# Points and seeds lie this far from those of a bank of the same seed.
FRESH = 3 * 7919
# A folder of its own: the files beside it are records of proofs.
RECORDS = Path(__file__).resolve().parents[1] / "proofs" / "growth_chance"
COMMAND = "python -m calibration.fit.growth_chance"


def study(
    request: Request, points: int = POINTS, seeds: int = SEEDS,
    tell: Callable[[Progress], None] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Run the points, and say what share of each growth rate's variance lies between them.

    Args:
        request: place, folder, seed and workers are taken from it.
        points: Sobol points of all priors, 3 or more.
        seeds: of each point, 2 or more; no two runs share one.
        tell: called with the count after each run.

    Returns:
        The record as plain data: how it was made, and by growth rate the split.

    Raises:
        KeyboardInterrupt: stopped; finished runs are kept, and the same request goes on.
        ValueError: too few points or seeds, or of points with all their runs.
    """
    import numpy as np

    from calibration.bank.design import prior_points, settings_at, unknowns
    from calibration.bank.one_run import loaded
    from calibration.bank.runs import carry_out_all, store_of
    from calibration.evidence.store import Store
    from calibration.fit.calibrate import within_horizon
    from calibration.inference.intraclass import intraclass
    from calibration.moments.catalogue import moments_of

    plan = replace(
        request.plan, count=points * seeds, seed=request.seed + FRESH, fact_firms=0
    )  # facts are not asked for
    unknown = unknowns(loaded(plan))
    at = [settings_at(unknown, one) for one in prior_points(points, len(unknown), plan.seed)]
    beside = store_of(plan, request.folder)
    store = Store(request.folder, "growth-chance", {"bank": beside.path.name, "seeds": seeds})
    settings = [one for one in at for _ in range(seeds)]
    failed = carry_out_all(plan, store, settings, request.workers, tell)
    moments = within_horizon(moments_of(request.place), plan)[0]
    growth = moments.chosen(lambda one: one.block == BLOCK)
    keys = [[str(point * seeds + seed) for seed in range(seeds)] for point in range(points)]
    whole = [row for row in keys if all(key in store for key in row)]
    values = growth.of_runs([store.values[key] for row in whole for key in row])
    split = intraclass(np.reshape(values, (len(whole), seeds, len(growth.items))))
    return record_of(request, plan, seeds, growth, split, failed)


def record_of(
    request: Request, plan: Plan, seeds: int, growth: Moments, split: Intraclass,
    failed: dict[int, str],
) -> dict[str, Any]:  # fmt: skip
    """The record's content."""
    from calibration.bank.design import unknowns
    from calibration.bank.one_run import loaded
    from calibration.bank.runs import measuring
    from calibration.fit.calibrate import digest_of_priors
    from sim.engine import law_hash
    from sim.runs.keys import versions_on_record

    unknown = unknowns(loaded(plan))
    return {
        "place": request.place,
        "made": {
            "command": f"{COMMAND} {request.place}", "law": law_hash(),
            "prior": digest_of_priors(unknown), "measuring": measuring(), "seed": plan.seed,
            "points": plan.count // seeds, "seeds": seeds, "unknowns": len(unknown),
            "packages": versions_on_record(),
        },
        "failed": {str(run): message for run, message in failed.items()},
        "growth": [
            {
                "name": name, "points": int(split.draws[k]),
                "share": _digits(split.share[k]), "error": _digits(split.error[k]),
                "low": _digits(split.low[k]), "high": _digits(split.high[k]),
                "chance_sd": _digits(split.within[k] ** 0.5),
            }
            for k, name in enumerate(growth.names)
        ],
    }  # fmt: skip


def _digits(value: float) -> float | None:
    """To four digits; None for what could not be told."""
    return float(f"{value:.4g}") if math.isfinite(value) else None


def written(record: dict[str, Any]) -> str:
    """The record's text, a growth rate a line."""
    rows = [json.dumps(row, allow_nan=False) for row in record["growth"]]
    others = {name: value for name, value in record.items() if name != "growth"}
    head = json.dumps(others, indent=1, allow_nan=False)[:-2]
    return head + ',\n "growth": [\n  ' + ",\n  ".join(rows) + "\n ]\n}\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the study of a place and keep its record."""
    from calibration.fit.calibrate import SEED, Request, places
    from calibration.progress_bar import ProgressBar

    parser = argparse.ArgumentParser(prog=COMMAND, description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("place", choices=list(places()))
    parser.add_argument("--folder", type=Path, default=Path("results/runs/calibration"))
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--records", type=Path, default=RECORDS)
    given = parser.parse_args(arguments)
    request = Request(given.place, given.folder, seed=SEED, workers=given.workers)
    with ProgressBar("growth and chance") as bar:
        record = study(request, tell=bar)
    given.records.mkdir(parents=True, exist_ok=True)
    (given.records / f"{given.place}.json").write_text(written(record), encoding="utf-8")
    print(written(record), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
