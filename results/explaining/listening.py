"""Hearing the law at work: each call of a listed function with its arguments and its result.

Python tells of every call and return (`sys.setprofile`); the functions themselves know nothing of
it, so what is heard is what the firm reckoned.
"""

from __future__ import annotations

import pkgutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from types import CodeType, FrameType, FunctionType
from typing import Any

from results.explaining.heard import HEARD, Heard

HOMES = ("sim.law", "sim.acts")


@dataclass
class Call:
    """One call: its arguments and intermediate figures by name, its result, the calls it made."""

    name: str
    values: dict[str, Any] = field(default_factory=dict)
    result: Any = None
    calls: list[Call] = field(default_factory=list)

    def every(self, name: str) -> Iterator[Call]:
        """All calls of a function below this one, in their order.

        Raises:
            KeyError: the function is not listened to.
        """
        if name not in HEARD:
            raise KeyError(f"{name} is not listened to; see results/explaining/heard.py")
        for call in self.calls:
            if call.name == name:
                yield call
            yield from call.every(name)

    def first(self, name: str) -> Call | None:
        """The first call of a function below this one, None where it was not called."""
        return next(self.every(name), None)

    def __getitem__(self, name: str) -> Any:
        """An argument or intermediate figure."""
        return self.values[name]

    def get(self, name: str, default: Any = None) -> Any:
        """An argument or intermediate figure; `default` where the function did not reach it."""
        return self.values.get(name, default)


class Listener:
    """Hears the law within a `with` block; `whole` then holds the calls.

    Args:
        rules: the rules as the law will read them; an argument that is one is kept as its number.
    """

    def __init__(self, rules: Sequence[Any]) -> None:
        """Begin with nothing heard."""
        self.whole = Call("quarter")
        self._numbers = {id(rule): index for index, rule in enumerate(rules)}
        self._known = functions()
        self._open: list[tuple[FrameType | None, Call]] = [(None, self.whole)]
        self._before: Any = None

    def __enter__(self) -> Listener:
        """Begin to hear."""
        self._before = sys.getprofile()
        sys.setprofile(self._hear)
        return self

    def __exit__(self, *_error: object) -> None:
        """Hear no more."""
        sys.setprofile(self._before)

    def _hear(self, frame: FrameType, event: str, result: Any) -> None:
        known = self._known.get(frame.f_code)
        if known is None:
            return
        name, heard = known
        if event == "call":
            call = Call(name, self._kept(frame, heard.arguments))
            self._open[-1][1].calls.append(call)
            self._open.append((frame, call))
        elif event == "return" and self._open[-1][0] is frame:
            _frame, call = self._open.pop()
            call.values |= self._kept(frame, heard.at_end)
            call.result = result

    def _kept(self, frame: FrameType, wanted: tuple[str, ...]) -> dict[str, Any]:
        """Figures of a call by their names; what is not there yet is left out."""
        found: dict[str, Any] = {}
        if not wanted:
            return found
        local = frame.f_locals
        for name in wanted:
            owner, _dot, part = name.partition(".")
            if owner in local:
                value = getattr(local[owner], part) if part else local[owner]
                found[name] = self._numbers.get(id(value), value)
        return found


@cache
def functions() -> dict[CodeType, tuple[str, Heard]]:
    """The listed functions of the law by their code.

    Raises:
        KeyError: the law has no function of a listed name.
    """
    found: dict[CodeType, tuple[str, Heard]] = {}
    for home in HOMES:
        package = import_module(home)
        for module in pkgutil.iter_modules(package.__path__, f"{home}."):
            for name, value in vars(import_module(module.name)).items():
                if name in HEARD and isinstance(value, FunctionType):
                    found[value.__code__] = (name, HEARD[name])
    missing = set(HEARD) - {name for name, _heard in found.values()}
    if missing:
        raise KeyError(f"the law has no function {', '.join(sorted(missing))}")
    return found
