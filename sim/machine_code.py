"""How machine code is made of a compiled loop: all that it calls is finished once, with the loop.

Numba finishes every function on its own, with copies of all that it calls: optimised in full and
made into machine code that could be called from Python. Of the law nothing is called but through a
loop, so each of its functions was finished again in every function above it. Here a function only
gets the cheap passes that numba itself begins with, and is finished where the loop is
(docs/decisions/0022-finished-once.md).

What a loop computes is decided by `sim.compiling` and the law; this decides only how long
compiling takes, and how fast the code is. So it names the compiler's cache, not the law's digest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from numba.core.codegen import JITCodeLibrary
from numba.core.compiler_lock import global_compiler_lock

from sim.compiling import OPTIONS, ClosedProgram


class Part(JITCodeLibrary):
    """Code of a function that only loops call: linked into theirs, never machine code itself."""

    def _optimize_final_module(self) -> None:
        """The cheap passes alone: what is called is put in place and tidied."""
        passes, builder = self._codegen._module_pass_manager(  # type: ignore[no-untyped-call]
            loop_vectorize=False, slp_vectorize=False, opt=0, cost="cheap"
        )
        passes.run(self._final_module, builder)

    def _finalize_final_module(self) -> None:
        """As numba's, but the module is not handed to the engine that makes machine code."""
        self._finalize_dynamic_globals()  # type: ignore[no-untyped-call]
        self._verify_declare_only_symbols()  # type: ignore[no-untyped-call]
        self._finalized = True

    def get_pointer_to_function(self, _name: str) -> int:
        """No address: there is nothing that Python could call."""
        self._ensure_finalized()  # type: ignore[no-untyped-call]
        return 0


class FinishedOnce(ClosedProgram):
    """Compiles a loop; whatever is compiled because the loop calls it is a `Part`."""

    def compile_extra(self, function: Callable[..., Any]) -> Any:
        """As numba's, for one thread at a time."""
        with global_compiler_lock, parts_only(self.state.targetctx.codegen()):
            return super().compile_extra(function)  # type: ignore[no-untyped-call]


@contextmanager
def parts_only(codegen: Any) -> Iterator[None]:
    """While it lasts, libraries that nobody asked for by class are parts.

    But not those read from disk: what is kept there is a loop, which Python may call as well.
    """
    if codegen._library_class is Part:
        yield
        return
    engine, set_env, whole = codegen._engine, codegen.set_env, codegen.unserialize_library
    usual = type(codegen)._library_class

    def set_env_where_it_is(name: str, environment: Any) -> None:
        # A part's environment, which it would need to raise from Python, is in no engine.
        if engine.get_global_value_address(name):
            set_env(name, environment)

    def read_whole(serialized: Any) -> Any:
        codegen._library_class = usual
        try:
            return whole(serialized)
        finally:
            codegen._library_class = Part

    ours = {
        "_library_class": Part, "set_env": set_env_where_it_is, "unserialize_library": read_whole,
    }  # fmt: skip
    vars(codegen).update(ours)
    try:
        yield
    finally:
        for name in ours:
            del vars(codegen)[name]


def finish_once() -> None:
    """Have loops that are declared from now on compiled so."""
    OPTIONS["pipeline_class"] = FinishedOnce
