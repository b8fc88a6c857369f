"""Published series as calibration sees them: observations with their errors, and hold-outs.

`load_observations(place)` gives what enters calibration, `covariance` the errors they share,
`hold_out` what is left without a year, a place or a figure. The names are imported when first used,
so that `import calibration.observed` is cheap.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from calibration.observed.error_model import ErrorModel, read_error_model
    from calibration.observed.holdouts import hold_out
    from calibration.observed.observation import Observation, covariance, without_repeats
    from calibration.observed.reading import load_observations

__all__ = [
    "ErrorModel",
    "Observation",
    "covariance",
    "hold_out",
    "load_observations",
    "read_error_model",
    "without_repeats",
]

_HOMES = {
    "ErrorModel": "error_model",
    "Observation": "observation",
    "covariance": "observation",
    "hold_out": "holdouts",
    "load_observations": "reading",
    "read_error_model": "error_model",
    "without_repeats": "observation",
}


def __getattr__(name: str) -> Any:
    """Import one of the public names when it is first asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
