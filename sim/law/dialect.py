"""What marks a function as law: plain Python that a machine may also compile.

The dialect: int, float and rows read by name; `+ - * / // %`, comparisons, `and`/`or`, `if`,
`for ... in range`; the functions of `sim.law.arithmetic` in place of `math.exp`, `**` and
`round`. Then Python and the compiled engine give the same bits.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

Function = TypeVar("Function", bound=Callable[..., Any])

try:
    from numba.extending import register_jitable
except ImportError:  # the object walk needs no compiler

    def law(function: Function) -> Function:
        """Mark `function` as law; without numba it is just Python."""
        return function

else:

    def law(function: Function) -> Function:
        """Mark `function` as law: it stays plain Python, and compiled loops may call it."""
        compiled: Function = register_jitable(error_model="numpy")(function)
        return compiled
