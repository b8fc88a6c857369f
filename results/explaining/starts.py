"""Projects that a policy made, moved or prevented: starts of twins, project by project."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from results.explaining.tape import BUILDING, TapedRun
from sim.law import codes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from results.explaining.world import World

KINDS = ("induced", "moved", "forgone")


@dataclass(frozen=True)
class Start:
    """A project that starts: when, at what cost, and the firm as it then is."""

    now: int
    cost: int
    firm: Any


class Starts:
    """Notes every start of a run by firm and number of its project."""

    def __init__(self) -> None:
        """Begin with none."""
        self.found: dict[tuple[int, int], Start] = {}

    def __call__(self, run: TapedRun, when: str) -> None:
        """Look on."""
        import numpy as np

        if when != "decided":
            return
        building = run.projects[:, BUILDING]
        fresh = (building["stage"] == codes.BUILDING) & (building["started"] == run.now)
        for row in np.flatnonzero(fresh).tolist():
            firm, project = run.firms[row].copy(), building[row]
            key = (int(firm["id"]), int(project["ordinal"]))
            self.found[key] = Start(run.now, int(project["cost"]), firm)


def starts_of(world: World, variant: str) -> dict[tuple[int, int], Start]:
    """Run a variant and note its starts."""
    starts = Starts()
    TapedRun(world.inputs(variant), world.key, watch=starts).run()
    return starts.found


def pairs(world: World) -> Iterator[tuple[str, Start]]:
    """Each project that is not the twin's: its kind, and its start (in the twin, if forgone).

    The same project is that of the same firm and number. Nothing without a twin.
    """
    if world.twin is None:
        return
    here, there = (starts_of(world, variant) for variant in (world.variant, world.twin))
    for key, start in here.items():
        if key not in there:
            yield "induced", start
        elif there[key].now != start.now:
            yield "moved", start
    for key, start in there.items():
        if key not in here:
            yield "forgone", start
