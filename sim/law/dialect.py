"""What marks a function as law: plain Python that a machine may also compile.

The dialect: int, float and rows read by name; `+ - * / // %`, comparisons, `and`/`or`, `if`,
`for ... in range`; the functions of `sim.law.arithmetic` in place of `math.exp`, `**` and
`round`. Then Python and the compiled engine give the same bits.
"""

from __future__ import annotations

from collections.abc import Callable
from struct import pack, unpack
from typing import Any, TypeVar

Function = TypeVar("Function", bound=Callable[..., Any])


def bits_of(value: float) -> int:
    """The 64 bits of a double >= 0 as a whole number."""
    bits: int = unpack("<q", pack("<d", value))[0]
    return bits


def double_of(bits: int) -> float:
    """The double of 64 bits, of which the first is 0."""
    value: float = unpack("<d", pack("<q", bits))[0]
    return value


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

    def _as_integer(_context: Any, _value: Any) -> Any:
        def bitcast(_target: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
            from llvmlite import ir

            return builder.bitcast(arguments[0], ir.IntType(64))

        return types.int64(types.float64), bitcast

    def _as_double(_context: Any, _bits: Any) -> Any:
        def bitcast(_target: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
            from llvmlite import ir

            return builder.bitcast(arguments[0], ir.DoubleType())

        return types.float64(types.int64), bitcast

    # Compiled, the two are one instruction each.
    _read: Any = intrinsic(_as_integer)
    _write: Any = intrinsic(_as_double)
    overload(bits_of, jit_options={"forceinline": True})(lambda value: lambda value: _read(value))
    overload(double_of, jit_options={"forceinline": True})(lambda bits: lambda bits: _write(bits))
