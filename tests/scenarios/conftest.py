"""Fixtures of the loader's tests; helpers to import stand in scenario_worlds.py."""

from scenario_worlds import small, world

__all__ = ["small", "world"]
