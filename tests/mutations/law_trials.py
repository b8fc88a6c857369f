"""Every function of the law muted, tried on worked cases and on runs; `figures.py --law` leads.

Nothing is compiled: some firms of each bench are walked as objects. The firms are those that claim,
a few for each rule, and some that do not.
"""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parents[1])]

from mutations import benches  # noqa: E402
from mutations.muted import Muted, functions  # noqa: E402
from ruamel.yaml import YAML  # noqa: E402

from sim.model_inputs import Inputs  # noqa: E402

MOVED = HERE / "moved_by_law.yaml"
# The benches with most rules first.
ORDER = ("2024", "panyu", "doubling", "east")
# Firms walked and firms for each rule: few at first, more where those few feel nothing.
WALKED = ((100, 4), (600, 30))
# Seconds after which a muted law is taken for one that never ends.
PATIENCE = 120


def claimants(bench: benches.Bench, firms: int, per_rule: int) -> list[int]:
    """Rows of firms to walk: some that claim under each rule, filled up with others."""
    from sim.engine import CompiledRun

    run = CompiledRun(bench.inputs(), benches.KEY)
    claims: dict[int, dict[int, None]] = {}
    for _quarter in range(run.inputs.calendar.quarters):
        run.step()
        for row, rule in run.claims[["row", "rule"]].tolist():
            claims.setdefault(rule, {})[row] = None
    chosen = {
        row for rows in claims.values() for row in list(rows)[:: max(1, len(rows) // per_rule)]
    }
    others = [row for row in range(run.inputs.firm_count) if row not in chosen]
    wanted = max(firms - len(chosen), 1)
    chosen.update(others[:: max(1, len(others) // wanted)])
    return sorted(chosen)


class _Listener:
    """Notes which functions of the law are called."""

    def __init__(self) -> None:
        self.called: set[str] = set()

    def __call__(self, frame: Any, event: str, _argument: Any) -> None:
        path = frame.f_code.co_filename
        if event == "call" and "/sim/law/" in path:
            self.called.add(f"{Path(path).stem}.{frame.f_code.co_name}")


class Walk:
    """Some firms of a bench, walked as objects; what is booked, and which law that asks."""

    def __init__(self, name: str, firms: int, per_rule: int) -> None:
        """Walk them once as the law stands."""
        bench = benches.bench(name)
        few = benches.Bench(name, bench.scenario, "mesa", tuple(claimants(bench, firms, per_rule)))
        self.bench, self.made = few, few.inputs
        self.inputs: Inputs = few.inputs()
        listener = _Listener()
        sys.setprofile(listener)
        try:
            self.usual = self.digest()
        finally:
            sys.setprofile(None)
        self.asked = listener.called

    def digest(self, anew: bool = False) -> str:
        """What the walk books; with `anew` the tables are made once more, as they ask law too."""
        return benches.digest(self.bench.run(self.made() if anew else self.inputs))


@cache
def walks(size: int) -> dict[str, Walk]:
    """The walk of each bench, of a size in `WALKED`."""
    return {name: Walk(name, *WALKED[size]) for name in ORDER}


@contextmanager
def patience() -> Iterator[None]:
    """Stop what never ends.

    Raises:
        TimeoutError: it took longer than `PATIENCE`.
    """

    def stop(_number: int, _frame: Any) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(PATIENCE)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def told(work: Callable[[], Any]) -> Any:
    """What some work comes to; a law that breaks it down has changed it."""
    try:
        with patience():
            return work()
    except Exception as error:
        return repr(error)


def trials(chosen: list[Muted]) -> Iterator[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """Of each function of the law: its name, worked cases that differ, the first bench that does.

    All constants that it may say are tried until a case and a bench differ. A case or a bench that
    never asks the function cannot feel it.
    """
    from mutations import figures

    listener = _Listener()
    sys.setprofile(listener)
    try:
        usual = {
            name: repr(found)
            for name, found in figures.answers(figures.shipped(), figures.worked_cases()).items()
        }
    finally:
        sys.setprofile(None)
    for function in chosen:
        cases: list[str] = []
        if function.name in listener.called:
            cases = next(
                filter(None, (_moved_cases(function, c, usual) for c in function.says)), []
            )
        runs: list[str] = []
        for size in range(len(WALKED)):
            asking = [n for n, walk in walks(size).items() if function.name in walk.asked]
            for constant in function.says:
                runs = runs or _moved_run(function, constant, size, asking)
            if runs or not asking:
                break
        yield function.name, tuple(cases), tuple(runs)


def _moved_run(function: Muted, constant: Any, size: int, asking: list[str]) -> list[str]:
    """The first bench that books anything else while the function says the constant."""
    with function.saying(constant):
        for name in asking:
            if told(walks(size)[name].digest) != walks(size)[name].usual:
                return [name]
    return []


def _moved_cases(function: Muted, constant: Any, usual: dict[str, str]) -> list[str]:
    """Worked cases that are answered otherwise while the function says the constant."""
    from mutations import figures

    def answer(case: Any) -> str:
        return repr(told(lambda: figures.answers(figures.shipped(), [case])[case.id]))

    with function.saying(constant):
        return [case.id for case in figures.worked_cases() if answer(case) != usual[case.id]]


def kept() -> dict[str, dict[str, list[str]]]:
    """What `figures.py --law` found last: worked cases and runs by function."""
    table: dict[str, dict[str, list[str]]] = YAML(typ="safe").load(MOVED.read_text("utf-8"))
    return table or {}


def keep(found: dict[str, dict[str, list[str]]]) -> None:
    """Write what was found, in the order of the law."""
    lines = ["# Made by `python tests/mutations/figures.py --law`; do not edit."]
    for function in functions():
        if function.name in found:
            row = found[function.name]
            lines.append(f"{function.name}: {json.dumps(row, ensure_ascii=False)}")
    MOVED.write_text("\n".join(lines) + "\n", encoding="utf-8")
