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
    from numba import types
    from numba.extending import intrinsic, overload, register_jitable
except ImportError:  # the object walk needs no compiler

    def law(function: Function) -> Function:
        """Mark `function` as law; without numba it is just Python."""
        return function

    def law_in_place(function: Function) -> Function:
        """Mark `function` as law to be put in place; without numba it is just Python."""
        return function

    def compiled_as(plain: Callable[..., Any]) -> Callable[[Function], Function]:
        """Give `plain` a compiled twin; without numba there is none."""
        return lambda function: function

    def bits_of(_x: float) -> int:
        """Never called: only compiled code looks at bits."""
        raise NotImplementedError

    def double_of(_bits: int) -> float:
        """Never called: only compiled code looks at bits."""
        raise NotImplementedError

else:

    def law(function: Function) -> Function:
        """Mark `function` as law: it stays plain Python, and compiled loops may call it."""
        compiled: Function = register_jitable(error_model="numpy", _nrt=False)(function)
        return compiled

    def law_in_place(function: Function) -> Function:
        """Mark `function` as law that a machine puts in place where it is called."""
        compiled: Function = register_jitable(error_model="numpy", forceinline=True, _nrt=False)(
            function
        )
        return compiled

    def compiled_as(plain: Callable[..., Any]) -> Callable[[Function], Function]:
        """Give `plain`, of one argument `value`, a twin in compiled code; a test compares them."""

        def mark(function: Function) -> Function:
            overload(plain, strict=False, jit_options={"forceinline": True})(lambda value: function)
            return function

        return mark

    @intrinsic
    def bits_of(_context: Any, _x: Any) -> Any:
        """The 64 bits of a double as a whole number; in compiled code only."""

        def read(_target: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
            from llvmlite import ir

            return builder.bitcast(arguments[0], ir.IntType(64))

        return types.int64(types.float64), read

    @intrinsic
    def double_of(_context: Any, _bits: Any) -> Any:
        """The double of 64 bits; in compiled code only."""

        def write(_target: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
            from llvmlite import ir

            return builder.bitcast(arguments[0], ir.DoubleType())

        return types.float64(types.int64), write
