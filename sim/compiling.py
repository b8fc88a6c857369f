"""How loops over rows are compiled: as one closed program, kept on disk, without Python's lock.

Loops of the law count no references to arrays: the law makes none, and counting them around each
call took a third of the time. A loop that makes tables of its own needs the counts.

Numba leaves every function that a loop calls open to callers from elsewhere, so each keeps its way
of being called: dozens of arguments on the stack, most of them unused. A loop is closed here: what
it calls is called by nobody else, so the compiler may fit it to its one place. The arithmetic is
the same, a fifth of the time is saved (docs/decisions/0019-closed-loops.md).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numba
from llvmlite import ir
from llvmlite.binding import Linkage
from numba.core import types
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import Compiler
from numba.extending import intrinsic

LINE_BYTES = 64


class ClosedLibrary(JITCodeLibrary):
    """Machine code of one loop and of all that it calls, none of it open to others."""

    def _optimize_final_module(self) -> None:
        """Close what was linked in, then optimise as usual.

        Private, not internal: an internal function keeps its name among the symbols, and a loop
        compiled later would take it, with its own way of being called, for the open function.
        """
        for function in self._final_module.functions:
            if function.linkage == Linkage.linkonce_odr:
                function.linkage = Linkage.private
        super()._optimize_final_module()  # type: ignore[no-untyped-call]


class ClosedProgram(Compiler):
    """Numba's compiler, with a `ClosedLibrary` to put its code in."""

    def __init__(self, typing: Any, target: Any, library: Any, *rest: Any) -> None:
        """As numba's; a library that is given is kept."""
        if library is None:
            library = ClosedLibrary(target.codegen(), "jigai")  # type: ignore[no-untyped-call]
            library.enable_object_caching()
        super().__init__(typing, target, library, *rest)  # type: ignore[no-untyped-call]


OPTIONS: dict[str, Any] = {
    "cache": True, "nogil": True, "error_model": "numpy", "pipeline_class": ClosedProgram,
}  # fmt: skip
COMPILE: Any = numba.njit


def law_loop(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile a loop that reads and writes rows and makes no array."""
    compiled: Callable[..., Any] = COMPILE(**OPTIONS, _nrt=False)(function)
    return compiled


def table_loop(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile a loop that may make tables."""
    compiled: Callable[..., Any] = COMPILE(**OPTIONS)(function)
    return compiled


def _fetch(_typing: Any, row: Any) -> Any:
    if not isinstance(row, types.Record):
        return None

    def ask(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        byte, number = ir.IntType(8).as_pointer(), ir.IntType(32)
        taking = ir.FunctionType(ir.VoidType(), [byte, number, number, number])
        prefetch = builder.module.declare_intrinsic("llvm.prefetch", [byte], taking)
        start = builder.bitcast(arguments[0], byte)
        for offset in [*range(0, row.size - 1, LINE_BYTES), row.size - 1]:
            place = builder.gep(start, [ir.IntType(64)(offset)])
            # To be read, into the second cache, as data.
            builder.call(prefetch, [place, number(0), number(2), number(1)])
        return context.get_dummy_value()

    return types.void(row), ask


# Ask the machine to bring a row of a table near, so that nobody waits for it later; reads nothing.
fetch_ahead: Any = intrinsic(_fetch)
