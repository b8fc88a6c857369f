"""What is to be run: every variant of a scenario, each with the same replicates."""

from __future__ import annotations

import platform
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, Protocol

from sim.runs import keys
from sim.runs.drawn import Drawn, inputs_at

OWN_SIMULATOR = "sim.simulation"
DEFAULT_BATCH_SIZE = 4
MANIFEST_FORMAT = 1
Engine = Literal["compiled", "mesa"]


class RunInputs(Protocol):
    """What a plan needs of one variant: `sim.model_inputs.Inputs`, or `sim.runs.drawn.Drawn`."""

    @property
    def identity(self) -> Mapping[str, Any]:
        """All content that determines the results, as nested JSON values."""

    @property
    def variant(self) -> str:
        """Id of the variant."""

    @property
    def scenario_id(self) -> str:
        """Id of the scenario."""

    @property
    def file_hashes(self) -> Mapping[str, str]:
        """Digest of every input file, by its name."""


class RunOutcome(Protocol):
    """What one run gives (`sim.simulation.Outcome`)."""

    def rows(self) -> Mapping[str, Any]:
        """Return the run's quarterly rows as columns of equal length."""


Simulate = Callable[[Any, int, Engine], RunOutcome]
"""(inputs, run seed, engine) -> outcome; a pure function of the first two."""


@dataclass(frozen=True, eq=False)  # inputs hold arrays: plans are compared by key
class Batch:
    """Consecutive replicates of one variant: what is computed, kept and redone as a whole."""

    inputs: RunInputs
    first: int
    run_keys: tuple[str, ...]
    run_seeds: tuple[int, ...]

    @property
    def variant(self) -> str:
        """Id of the variant."""
        return self.inputs.variant

    @property
    def last(self) -> int:
        """Number of the last replicate."""
        return self.first + len(self.run_keys) - 1

    @cached_property
    def key(self) -> str:
        """Key of the batch: that of its runs, in their order."""
        return keys.digest(list(self.run_keys))


@dataclass(frozen=True, eq=False)
class RunPlan:
    """An ensemble: variants x replicates.

    Attributes:
        inputs: prepared inputs of each variant, in the scenario's order; or its draws, so that
            replicates differ in their parameters too (`sim.runs.drawn.runs_of`).
        seed: the scenario's seed, 0 to 2**63 - 1.
        replicates: runs of each variant, numbered from 0; at least 1.
        batch_size: replicates in one batch. Batches start at its multiples, so that more
            replicates extend an ensemble and do not repeat it. In no key.
        simulator: names what simulates. An own `simulate` needs an own name, which is part of
            every key: its results are not the laboratory's.
        law: digest of the law's sources.

    Raises:
        ValueError: no or unequal scenarios, a variant twice, a number out of its range.
    """

    inputs: tuple[RunInputs, ...]
    seed: int
    replicates: int
    batch_size: int = DEFAULT_BATCH_SIZE
    simulator: str = OWN_SIMULATOR
    law: str = keys.LOADED_LAW

    def __post_init__(self) -> None:
        if not self.inputs:
            raise ValueError("a plan needs at least one variant")
        if len({one.scenario_id for one in self.inputs}) > 1:
            raise ValueError("the variants of a plan belong to one scenario")
        if len(set(self.variants)) < len(self.inputs):
            raise ValueError(f"a variant stands twice in the plan: {', '.join(self.variants)}")
        if len({isinstance(one, Drawn) for one in self.inputs}) > 1:
            raise ValueError("either all variants of a plan have a posterior's draws, or none has")
        if not 0 <= self.seed < 2**63:
            raise ValueError(f"seed is 0 to 2**63 - 1, not {self.seed}")
        if self.replicates < 1:
            raise ValueError(f"replicates is 1 or more, not {self.replicates}")
        if self.batch_size < 1:
            raise ValueError(f"batch_size is 1 or more, not {self.batch_size}")

    @property
    def scenario_id(self) -> str:
        """Id of the scenario that the variants belong to."""
        return self.inputs[0].scenario_id

    @property
    def variants(self) -> tuple[str, ...]:
        """Ids of the variants, in the scenario's order."""
        return tuple(one.variant for one in self.inputs)

    @property
    def total(self) -> int:
        """Number of runs."""
        return len(self.inputs) * self.replicates

    @cached_property
    def key(self) -> str:
        """Key of the ensemble: two plans with one key have the same tables, to the byte."""
        return keys.digest(
            {
                "variants": [[one.variant, self._whole_content(one)] for one in self.inputs],
                "seed": self.seed,
                "replicates": self.replicates,
            }
        )

    def run_key(self, inputs: RunInputs, replicate: int) -> str:
        """Return the key of one run: variant and replicate."""
        contents = self._contents[inputs.variant]
        content = contents[replicate % len(contents)]
        return keys.digest([inputs.variant, content, self.seed, replicate])

    def batches(self) -> list[Batch]:
        """Return the batches in the order of the tables' rows: by variant, then by replicate."""
        from sim.randomness import run_key as run_seed

        batches = []
        for inputs in self.inputs:
            for first in range(0, self.replicates, self.batch_size):
                numbers = range(first, min(first + self.batch_size, self.replicates))
                run_keys = tuple(self.run_key(inputs, number) for number in numbers)
                seeds = tuple(run_seed(self.seed, number) for number in numbers)
                batches.append(Batch(inputs, first, run_keys, seeds))
        return batches

    def record(self) -> dict[str, Any]:
        """Return all that is needed to run this plan again, as a manifest states it.

        Where replicates have draws, `posterior` holds them, and identities are those of the worlds
        at its means, in which the draws are set.
        """
        drawn = [one.record(self.replicates) for one in self.inputs if isinstance(one, Drawn)]
        return {
            "format": MANIFEST_FORMAT,
            "key": self.key,
            "scenario": self.scenario_id,
            "seed": self.seed,
            "replicates": self.replicates,
            "batch_size": self.batch_size,
            "simulator": self.simulator,
            "variants": [
                {
                    "variant": one.variant,
                    "readings": _readings(one.identity),
                    "identity_digest": keys.digest(one.identity),
                    "identity": dict(one.identity),
                    "files": dict(one.file_hashes),
                }
                for one in self.inputs
            ],
            "law": {"digest": self.law, "files": keys.LOADED_LAW_FILES},
            "packages": keys.versions_on_record(),
            "python": platform.python_version(),
            "machine": f"{platform.system()} {platform.machine()}",
            **({"posterior": drawn[0]} if drawn else {}),
        }

    def _whole_content(self, inputs: RunInputs) -> str | list[str]:
        """Return the digest of what a variant's runs have in common; of draws, one digest each."""
        contents = self._contents[inputs.variant]
        return list(contents) if isinstance(inputs, Drawn) else contents[0]

    @cached_property
    def _contents(self) -> dict[str, tuple[str, ...]]:
        """Digests of what determines the runs of a variant beside seed and number.

        One for each draw that a replicate has, in their order, so that a run's key depends on its
        own draw and on no other; one for all where there are no draws.
        """
        common = [self.simulator, self.law, keys.versions_in_keys()]
        return {
            one.variant: tuple(
                keys.digest([inputs_at(one, number).identity, *common])
                for number in range(self._different(one))
            )
            for one in self.inputs
        }

    def _different(self, inputs: RunInputs) -> int:
        """Return how many replicates, the first ones, have parameters that no earlier one has."""
        return min(self.replicates, inputs.draws) if isinstance(inputs, Drawn) else 1


def _readings(identity: Mapping[str, Any]) -> dict[str, str]:
    """Return how each ambiguous wording is read: option by switch, as the policies list them."""
    return {
        switch: option
        for policy in identity.get("policies", ())
        for switch, option in policy["readings"].items()
    }
