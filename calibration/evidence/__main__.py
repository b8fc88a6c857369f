"""`python -m calibration.evidence`: every calibration fact beside the model, and nine shapes."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from calibration.evidence.explanations import explanations, faults
from calibration.evidence.page import Setting, page
from calibration.evidence.verdicts import lines, shape_lines


def options(arguments: list[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m calibration.evidence", description=__doc__)
    parser.add_argument("--scenario", default="scenarios/shenzhen-doubling.yaml")
    parser.add_argument("--variant", help="default: the scenario's first")
    parser.add_argument("--draws", type=int, default=200, help="draws from the priors")
    parser.add_argument("--means", type=int, default=4, help="runs at prior means")
    parser.add_argument("--firms", type=int, default=3000, help="sub-sample of the roster")
    parser.add_argument("--seed", type=int, default=2017)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--store", type=Path, default=Path("results/runs/evidence"))
    parser.add_argument("--document", action="store_true", help="write the page")
    parser.add_argument("--out", type=Path, default=Path("docs/model/evidence.md"))
    return parser.parse_args(arguments)


def main(arguments: list[str] | None = None) -> int:
    """Run what is not stored yet, print the table, write the page if asked to."""
    from calibration.bank.design import unknowns
    from calibration.evidence.work import store_for, work
    from calibration.parameter_effects import with_limit
    from calibration.progress_bar import ProgressBar
    from scenarios import load_scenario

    given = options(arguments)
    scenario = with_limit(load_scenario(given.scenario, with_posterior=False), given.firms)
    variant = given.variant or scenario.variants[0].id
    store = store_for(scenario, variant, given.store, given.seed)
    try:
        with ProgressBar("Evidence") as bar:
            means, draws = work(
                scenario, variant, store, given.means, given.draws, given.seed, bar, given.workers
            )
    except KeyboardInterrupt:
        print(f"Stopped; {len(store.values)} runs are kept in {store.path}.", file=sys.stderr)
        return 130
    setting = Setting(
        scenario.id, variant, given.firms, given.means, given.draws, len(unknowns(scenario)),
        given.seed,
    )  # fmt: skip
    facts, shapes = lines(means, draws), shape_lines(means, draws)
    told = explanations()
    text = page(facts, shapes, means, draws, told, setting)
    print(text)
    found = faults(
        told,
        [line.finding.id for line in facts if line.verdict in ("overlaps", "outside")],
        [line.shape.id for line in shapes if not line.holds],
    )
    for fault in found:
        print(f"explanations.yaml: {fault}", file=sys.stderr)
    if not given.document:
        return 0
    if found:
        print("The page is not written until every miss is explained.", file=sys.stderr)
        return 2
    given.out.parent.mkdir(parents=True, exist_ok=True)
    given.out.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
