"""Small worlds in which each instrument is used by somebody, to see whether a change is felt.

Each bench is a scenario with pots so small that they bind and a population in which large firms
stand closer together than in the place, run once with one key. A change is felt if anything that
the run books differs.
"""

from __future__ import annotations

import atexit
import hashlib
import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [
    folder
    for folder in map(str, (ROOT, ROOT / "tests", ROOT / "tests" / "engine"))
    if folder not in sys.path
]

from thinned_worlds import MEASURES_2024, SHIPPED, panyu_files, pick  # noqa: E402

import scenarios  # noqa: E402
from scenarios.levers import apply_levers  # noqa: E402
from scenarios.policy_schema import Instrument, Policy  # noqa: E402
from scenarios.readings import with_readings  # noqa: E402
from scenarios.scenario_schema import Scenario, Variant  # noqa: E402
from sim.model_inputs import Inputs, prepare  # noqa: E402
from sim.outcome import Outcome  # noqa: E402
from sim.simulation import run_key, simulate  # noqa: E402

KEY = run_key(7, 0)
ENACTED = "as-enacted"
# Of each stratum every so many firms are kept.
EVERY = {"leading": 1, "ordinary": 6, "below-line": 24, "entrant": 16, "giant": 1}
TAKEN_OUT = "taken-out"


@dataclass(frozen=True)
class Setup:
    """What a bench is made of.

    Attributes:
        settings: levers set before anything else, among them pots that bind.
        texts: replacements in the text of files made up for tests.
        without: instruments that are left out.
    """

    settings: Mapping[str, Any]
    texts: tuple[tuple[str, str], ...] = ()
    without: tuple[str, ...] = ()


# More projects, of more kinds, more of them unfiled, and small ones among those that count.
LIVELY = {
    "behaviour.arrival_rate": 1.2,
    "behaviour.build_time": 1.2,
    "behaviour.demand_persistence": 0.95,
    "behaviour.demand_shock": 0.14,
    "behaviour.exit_debt_multiple": 1.5,
    "behaviour.filing_condition_unlinked": 0.2,
    "behaviour.filing_ease": -0.5,
    "behaviour.filing_size_effect": 0.1,
    "behaviour.fixed_cost": 0.0,
    "behaviour.gap_closure": 0.45,
    "behaviour.gap_drift": 0.05,
    "behaviour.size_median": 0.2,
    "behaviour.size_spread": 1.5,
    "behaviour.tracking_effect": 0.2,
    "place.above_scale_line": 20_000_000_000,
    "place.benchmark_share": 0.02,
    "place.co2_per_tce": 2.4,
    "place.counting_threshold": 500_000,
    "place.floor_slack": 0.02,
    "place.maturity_gap_2": 0.45,
    "place.maturity_gap_4": 0.15,
    "place.nearby_floor_share": 0.7,
    "place.plant_owned_share": 0.4,
    "place.directions.green.weight": 1.6,
    "place.directions.digital_traditional.weight": 1.6,
    "place.directions.internet.weight": 1.2,
    "place.directions.service.weight": 2.5,
    "place.sectors.electronics.key_energy_share": 0.3,
}
# A run has room for six days of announcement, and a figure that is such a day needs one to spare.
# Both rules are in force in the bench of the doubling plan.
NATIONAL = ("national.expensing", "national.special-equipment")
OLD_POTS = {
    **LIVELY,
    "sz2012.pot-interest.appropriation": 20_000_000,
    "sz2019.pot-universal.appropriation": 150_000_000,
    "sz2019.pot-smart.appropriation": 120_000_000,
}
SETUPS = {
    "doubling": Setup(OLD_POTS),
    "2024": Setup(
        {
            **OLD_POTS,
            "004.pot-grants.appropriation": 600_000_000,
            "004.pot-interest.appropriation": 4_000_000,
            "longhua2024.pot.appropriation": 5_000_000,
        },
        # 004.A13 repeats the national rule, and the interest of 2012 has ended long before.
        without=("national.expensing", "sz2012.interest"),
    ),
    "panyu": Setup(
        {
            **LIVELY,
            # So that small firms, of which the district keeps a list, have something to ask for.
            "gd2014.taxshare.eligibility.above_scale_only": False,
            "003.pot-match.appropriation": 20_000_000,
            "gd2014.pot.appropriation": 500_000_000,
            "gd2018.pot-equipment.appropriation": 100_000_000,
            "gd2018.pot-interest.appropriation": 3_000_000,
            "gd2021.pot.appropriation": 300_000_000,
        },
        (
            ("Bao'an}, share: 0.30", "Bao'an}, share: 0.06"),
            ("Longhua}, share: 0.16", "Longhua}, share: 0.40"),
        ),
        NATIONAL,
    ),
    # The plan of Panyu does not reach another city.
    "east": Setup(
        {**LIVELY, "gd2021.pot.appropriation": 300_000_000},
        (("city: guangzhou", "city: shantou"), ("  - panyu-2015.yaml\n", ""), ("panyu-2015, ", "")),
        NATIONAL,
    ),
}
WORDS = {
    "doubling": "the doubling plan of Shenzhen, 2013 to 2023",
    "2024": "the measures of 2024 in Shenzhen, 2013 to 2031",
    "panyu": "district and province in Panyu, a made-up place with the economy of Shenzhen",
    "east": "the same in a city beyond the delta",
}


@dataclass(frozen=True)
class Bench:
    """One scenario, ready to be changed and run.

    Attributes:
        scenario: with the bench's settings.
        engine: of `sim.simulation.ENGINES`.
        rows: of the sample's roster that are kept; None for all.
    """

    name: str
    scenario: Scenario
    engine: str = "compiled"
    rows: tuple[int, ...] | None = None

    def under(self, readings: Sequence[tuple[str, str]]) -> Bench:
        """The same bench under other readings."""
        policies = with_readings(self.scenario.policies, dict(readings))
        changed = self.scenario.model_copy(update={"policies": policies})
        return Bench(f"{self.name} {dict(readings)}", changed, self.engine, self.rows)

    def inputs(self, policies: Sequence[Policy] | None = None) -> Inputs:
        """Tables with other policies, or with the bench's own."""
        scenario = self.scenario
        if policies is not None:
            scenario = scenario.model_copy(update={"policies": list(policies)})
        return self._sampled(prepare(scenario, ENACTED))

    def without(self, instrument: str) -> Inputs:
        """Tables of a world in which one instrument is not there."""
        policies = [_marked(policy, instrument) for policy in self.scenario.policies]
        variant = Variant.model_validate(
            {"id": TAKEN_OUT, "title": {"zh": "无", "en": "None"}, "without_groups": [TAKEN_OUT]}
        )
        changed = self.scenario.model_copy(
            update={
                "policies": policies,
                "file": self.scenario.file.model_copy(
                    update={"variants": [*self.scenario.variants, variant]}
                ),
            }
        )
        return self._sampled(prepare(changed, TAKEN_OUT))

    def run(self, inputs: Inputs) -> Outcome:
        """One run."""
        return simulate(inputs, KEY, self.engine)

    @cached_property
    def digest(self) -> str:
        """What the bench books as it stands."""
        return digest(self.run(self.inputs()))

    def _sampled(self, inputs: Inputs) -> Inputs:
        chosen = np.zeros(inputs.firm_count, dtype=bool)
        for number, stratum in enumerate(self.scenario.place.strata):
            rows = np.flatnonzero(inputs.stratum_of == number)
            chosen[rows[:: EVERY[stratum.id]]] = True
        sample: Inputs = pick(inputs, chosen)
        if self.rows is None:
            return sample
        kept = np.zeros(sample.firm_count, dtype=bool)
        kept[list(self.rows)] = True
        few: Inputs = pick(sample, kept)
        return few


def _left(policy: Policy, without: Sequence[str]) -> Policy:
    """The policy without some of its instruments."""
    rows = [row for row in policy.instruments if row.id not in without]
    return policy.model_copy(update={"instruments": rows})


def _marked(policy: Policy, instrument: str) -> Policy:
    """The policy with one instrument in a group of its own, by which it is taken out."""
    rows: list[Instrument] = [
        row.model_copy(update={"group": TAKEN_OUT}) if row.id == instrument else row
        for row in policy.instruments
    ]
    return policy.model_copy(update={"instruments": rows})


def digest(outcome: Outcome) -> str:
    """Short name of everything that a run booked."""
    text = repr(
        [(e.quarter, e.measure, e.subject, e.size_class, e.amount) for e in outcome.entries]
    )
    return hashlib.blake2b(outcome.tallies.tobytes() + text.encode(), digest_size=16).hexdigest()


@cache
def folder() -> Path:
    """Where the files of made-up places stand while this process runs."""
    made = tempfile.mkdtemp(prefix="jigai-benches-")
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return Path(made)


@cache
def bench(name: str) -> Bench:
    """The bench of that name."""
    setup = SETUPS[name]
    if name in ("doubling", "2024"):
        path = SHIPPED if name == "doubling" else MEASURES_2024
    else:
        (folder() / name).mkdir()
        path = panyu_files(folder() / name)
        for file in (path, path.parent / "place.yaml"):
            text = file.read_text("utf-8")
            for old, new in setup.texts:
                text = text.replace(old, new)
            file.write_text(text, "utf-8")
    scenario = scenarios.load_scenario(path)
    policies = [_left(policy, setup.without) for policy in scenario.policies]
    scenario = scenario.model_copy(update={"policies": policies})
    return Bench(name, apply_levers(scenario, dict(setup.settings)))


def paid(outcome: Outcome) -> dict[str, int]:
    """Number of payments by instrument."""
    counts: dict[str, int] = {}
    for entry in outcome.entries:
        if entry.measure == "support_paid" and entry.amount > 0:
            counts[entry.subject] = counts.get(entry.subject, 0) + 1
    return counts
