"""Replicates that differ in their parameters too: the draws of a posterior, taken in turn.

Replicate r of every variant has draw r, in the order of the file and again from the first after the
last, with the seed that replicate r has without a posterior. So variants are compared under common
draws as well as common random numbers, and more replicates extend an ensemble.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scenarios.posterior_schema import Posterior
    from scenarios.scenario_schema import Scenario
    from sim.base import Base
    from sim.model_inputs import Inputs


@dataclass(frozen=True, eq=False)  # inputs hold arrays: plans are compared by key
class Drawn:
    """One variant of a scenario with a posterior, as a plan of runs needs it.

    Other processes get the scenario and prepare it themselves.

    Attributes:
        scenario: stands at the posterior's means.
        variant: id of the variant.
    """

    scenario: Scenario
    variant: str

    def __getstate__(self) -> dict[str, Any]:
        """Send what the tables are made of, not the tables."""
        return {"scenario": self.scenario, "variant": self.variant}

    @property
    def posterior(self) -> Posterior:
        """The draws of the parameters that are not held."""
        assert self.scenario.posterior is not None
        return self.scenario.posterior

    @property
    def scenario_id(self) -> str:
        """Id of the scenario."""
        return self.scenario.id

    @property
    def file_hashes(self) -> Mapping[str, str]:
        """Digest of every input file, the posterior's among them."""
        return self.scenario.file_hashes

    @property
    def identity(self) -> Mapping[str, Any]:
        """Content of the world at the posterior's means, from which every draw starts."""
        return self._base.inputs.identity

    @property
    def draws(self) -> int:
        """Number of draws."""
        return len(self.posterior.draws)

    def at(self, replicate: int) -> Inputs:
        """Inputs of a replicate: the variant under its draw; what the variant sets, it keeps."""
        return self._base.with_values(self._settings[replicate % self.draws])

    def record(self, replicates: int) -> dict[str, Any]:
        """What a manifest says of the posterior: its file, and the draws that the runs have.

        Run r has row r of `draws`, counted again from the first after the last.
        """
        own, name = self.posterior, str(self.scenario.file.posterior)
        return {
            "id": own.id,
            "version": own.version,
            "file": name,
            "sha256": self.file_hashes[name],
            "free": own.names,
            "held": list(self.scenario.held),
            "draws": [list(row.values()) for row in self._settings[:replicates]],
        }

    @cached_property
    def _settings(self) -> list[dict[str, float]]:
        return self.posterior.settings()

    @cached_property
    def _base(self) -> Base:
        from sim.base import Base
        from sim.subsample import pots_in_proportion

        # Without the posterior, or each draw would be set apart from it again.
        plain = self.scenario.model_copy(update={"posterior": None})
        return Base(plain, self.variant, pots_in_proportion(plain, {}))


def runs_of(scenario: Scenario, variant: str) -> Inputs | Drawn:
    """What a plan runs of a variant: its draws where the scenario has a posterior, else its inputs.

    Raises:
        KeyError: there is no such variant.
        ValueError: something might not fit the rows (`sim.widths`).
    """
    from sim.subsample import prepared

    scenario.variant(variant)
    return Drawn(scenario, variant) if scenario.is_drawn else prepared(scenario, variant, {})


def inputs_at(inputs: Any, replicate: int) -> Any:
    """The inputs that one replicate is run with."""
    return inputs.at(replicate) if isinstance(inputs, Drawn) else inputs


__all__ = ["Drawn", "inputs_at", "runs_of"]
