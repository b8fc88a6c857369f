"""Scenarios: places, policies and variants as data, read from YAML with every fault placed.

`load_scenario(path)` gives a `Scenario` or raises `InputError`, which carries each `Fault` with its
file, line and column. The names are imported when first used, so `import scenarios` is cheap.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scenarios.errors import Fault, InputError
    from scenarios.loading import load_scenario
    from scenarios.scenario_schema import Scenario

__all__ = ["Fault", "InputError", "Scenario", "load_scenario"]

_HOMES = {
    "Fault": "scenarios.errors",
    "InputError": "scenarios.errors",
    "Scenario": "scenarios.scenario_schema",
    "load_scenario": "scenarios.loading",
}


def __getattr__(name: str) -> Any:
    """Import one of the public names when it is first asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
