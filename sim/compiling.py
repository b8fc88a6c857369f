"""How loops over rows are compiled: kept on disk, without the interpreter's lock, IEEE division.

Loops of the law count no references to arrays: the law makes none, and counting them around each
call took a third of the time. A loop that makes tables of its own needs the counts.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numba

OPTIONS: dict[str, Any] = {"cache": True, "nogil": True, "error_model": "numpy"}
COMPILE: Any = numba.njit


def law_loop(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile a loop that reads and writes rows and makes no array."""
    compiled: Callable[..., Any] = COMPILE(**OPTIONS, _nrt=False)(function)
    return compiled


def table_loop(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile a loop that may make tables."""
    compiled: Callable[..., Any] = COMPILE(**OPTIONS)(function)
    return compiled
