"""Fixtures of the engine's tests; helpers to import stand in thinned_worlds.py."""

from thinned_worlds import scenario, world, world_2024, world_panyu

__all__ = ["scenario", "world", "world_2024", "world_panyu"]
