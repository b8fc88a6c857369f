"""Faults of a simulation, as against faults of its input (`scenarios.InputError`)."""

from __future__ import annotations


class SimulationError(Exception):
    """A run could not be carried through; the run is recorded as failed with this reason."""


class BrokenIdentityError(SimulationError):
    """An accounting identity did not hold in a run: a fault of ours, never passed over."""
