"""Firms worth looking at: whoever knows no id by heart asks by what happened to a firm."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from results.explaining import starts
from results.explaining.answer import Candidate, Found
from results.explaining.tape import BUILDING, RESERVE, TapedRun
from results.refusal import refusal
from results.study_making import text_of
from sim.law import codes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from results.explaining.world import World
    from sim.model_inputs import Inputs

# What may be asked for. Of each kind and size class the largest case is shown.
KINDS = (
    "induced", "moved", "forgone", "investing", "refused", "unfinanced", "waiting", "unhoused",
    "resized", "relabelled", "applying", "supported", "exiting",
)  # fmt: skip


MOST_ASKED = 40
"""Firms of a size class that are asked in a quarter why they hold a project back."""


def row_of(inputs: Inputs, firm: int | str) -> int:
    """Place of a firm in the population, by its id.

    Raises:
        InputError: there is no such firm; with the nearest id, and how to find others.
    """
    import numpy as np

    if str(firm).isdecimal() and int(firm) < 2**63:
        rows = np.flatnonzero(inputs.ids == int(firm))
        if len(rows):
            return int(rows[0])
    known = [str(one) for one in inputs.ids.tolist()]
    from scenarios.errors import Fault, InputError, nearest_name

    raise InputError(
        [
            Fault(
                "settings", 0, 0, "--firm", "no firm of this id in this run; --find lists some",
                str(firm), f"{len(known)} ids, such as {', '.join(known[:3])}",
                nearest_name(str(firm), known),
            )
        ]
    )  # fmt: skip


def refuse_unknown(kinds: Sequence[str]) -> None:
    """Refuse kinds that are none.

    Raises:
        InputError: with each of them.
    """
    from scenarios.errors import InputError

    faults = [
        fault
        for kind in kinds
        if kind not in KINDS
        for fault in refusal("--find", "no kind of this name", kind, KINDS).faults
    ]
    if faults:
        raise InputError(faults)


def find(world: World, kinds: Sequence[str]) -> Found:
    """List firms worth looking at; of all kinds where none is named."""
    from results.explaining.scene import labels_of

    return Found(
        scenario=text_of(world.scenario.title),
        variant=world.variant,
        seed=world.seed,
        replicate=world.replicate,
        firms=tuple(search(world, kinds or KINDS)),
        labels=labels_of(world),
        parameters=world.parameters,
    )


def search(world: World, kinds: Sequence[str]) -> list[Candidate]:
    """Run the variant once and keep, of each kind and size class, the largest case."""
    watcher = Watcher(world, kinds)
    if set(kinds) - set(starts.KINDS):
        TapedRun(world.inputs(world.variant), world.key, watch=watcher).run()
    if set(kinds) & set(starts.KINDS):
        calendar = world.inputs(world.variant).calendar
        for kind, start in starts.pairs(world):
            if kind in kinds:
                watcher.note(kind, calendar.name(start.now), start.firm, start.cost)
    return watcher.best()


class Watcher:
    """Looks at all firms in every quarter of a run.

    Firms that may be of a kind are picked by their rows; what the law books of each is then heard
    from the compiled engine itself, on a copy of that one firm.
    """

    def __init__(self, world: World, kinds: Sequence[str]) -> None:
        """Begin with nothing seen."""
        self.world, self.kinds = world, list(kinds)
        self.places = world.scenario.place
        self.seen: dict[tuple[str, int], tuple[tuple[bool, int], str, Any]] = {}
        self._before: tuple[NDArray[Any], NDArray[Any]] | None = None

    def __call__(self, run: TapedRun, when: str) -> None:
        """Look on."""
        if when == "before":
            self._before = (run.firms.copy(), run.projects.copy())
        elif when == "decided":
            self._decided(run)
        else:
            self._ended(run)

    def best(self) -> list[Candidate]:
        """The largest case of each kind and size class, kinds in the order asked for."""
        found = []
        for kind in self.kinds:
            for size in range(len(codes.SIZE_CLASSES)):
                if (kind, size) in self.seen:
                    (_ordinary, amount), quarter, firm = self.seen[kind, size]
                    found.append(self._candidate(kind, quarter, firm, amount))
        return found

    def _candidate(self, kind: str, quarter: str, firm: Any, amount: int) -> Candidate:
        from results.explaining.scene import OWNERSHIPS

        return Candidate(
            id=int(firm["id"]),
            kind=kind,
            quarter=quarter,
            size_class=codes.SIZE_CLASSES[int(firm["size_class"])],
            ownership=OWNERSHIPS[int(firm["ownership"])],
            sector=self.places.sectors[int(firm["sector"])].id,
            district=self.places.districts[int(firm["district"])].id,
            cost=amount,
        )

    def note(self, kind: str, quarter: str, firm: Any, amount: int) -> None:
        """Keep a case if it is the largest of its kind and size class so far.

        Firms in business whose case is no larger than a year's revenue go before freaks and giants.
        """
        key = (kind, int(firm["size_class"]))
        rank = rank_of(firm, amount)
        if key not in self.seen or rank > self.seen[key][0]:
            self.seen[key] = (rank, quarter, firm.copy())

    def _note(self, kind: str, run: TapedRun, row: int, amount: int) -> None:
        self.note(kind, run.inputs.calendar.name(run.now), run.firms[row], amount)

    def _decided(self, run: TapedRun) -> None:
        import numpy as np

        assert self._before is not None
        reserve, building = run.projects[:, RESERVE], run.projects[:, BUILDING]
        before = self._before[1][:, BUILDING]
        started = (building["stage"] == codes.BUILDING) & (before["stage"] != codes.BUILDING)
        own = reserve["cost"]
        self._largest("investing", run, started, building["cost"])
        self._largest("resized", run, started & (own != building["cost"]), building["cost"])
        labelled = started & (building["relabelled_ppm"] > 0)
        self._largest("relabelled", run, labelled, building["cost"])
        claims = np.zeros(len(run.firms), dtype=np.int64)
        np.add.at(claims, run.claims["row"], run.claims["amount"])
        self._largest("applying", run, claims > 0, claims)
        left = (run.firms["status"] == codes.EXITED) & (self._before[0]["status"] == codes.ACTIVE)
        self._largest("exiting", run, left, run.firms["capital"])
        held = (reserve["stage"] == codes.RESERVE) & (building["stage"] != codes.BUILDING)
        kinds = [kind for kind in ("refused", "unfinanced", "waiting", "unhoused")
                 if kind in self.kinds]  # fmt: skip
        if kinds:
            self._held_back(run, np.flatnonzero(held), kinds)

    def _held_back(self, run: TapedRun, rows: NDArray[Any], kinds: Sequence[str]) -> None:
        """Ask of the largest projects held back, by size class, why."""
        cost = run.projects[rows, RESERVE]["cost"].tolist()
        ranked = [
            (rank_of(run.firms[row], amount), int(run.firms["size_class"][row]), row)
            for row, amount in zip(rows.tolist(), cost, strict=True)
        ]
        ranked.sort(reverse=True)
        for size in range(len(codes.SIZE_CLASSES)):
            missing = set(kinds)
            for rank, _size, row in [one for one in ranked if one[1] == size][:MOST_ASKED]:
                missing -= {
                    kind for kind in missing
                    if (kind, size) in self.seen and self.seen[kind, size][0] >= rank
                }  # fmt: skip
                if not missing:
                    break
                kind = self._why(run, row)
                if kind in missing:
                    self._note(kind, run, row, rank[1])
                    missing.discard(kind)

    def _why(self, run: TapedRun, row: int) -> str:
        """What the law books of one firm's decision, on a copy of it."""
        from results.explaining.repeat import booked_by
        from results.explaining.scene import became

        assert self._before is not None
        inputs, tally = run.inputs, run.inputs.empty_tally()
        firms, projects = (table[row : row + 1].copy() for table in self._before)
        run.decide_copy(row, firms, projects, tally)
        return became(booked_by(tally.tolist(), inputs.cells))

    def _ended(self, run: TapedRun) -> None:
        if "supported" in self.kinds:
            sums: dict[int, int] = {}
            for row, amount in run.paid[["row", "amount"]].tolist():
                sums[row] = sums.get(row, 0) + amount
            for row, amount in sums.items():
                # The run has already gone on to the next quarter.
                quarter = run.inputs.calendar.name(run.now - 1)
                self.note("supported", quarter, run.firms[row], amount)

    def _largest(self, kind: str, run: TapedRun, which: Any, amounts: Any) -> None:
        """Note the largest firm of each size class among those of a mask."""
        import numpy as np

        if kind not in self.kinds:
            return
        rows = np.flatnonzero(which)
        for row in rows.tolist():
            self._note(kind, run, row, int(amounts[row]))


def rank_of(firm: Any, amount: int) -> tuple[bool, int]:
    """By what a case is chosen: an ordinary firm first, then the larger amount."""
    ordinary = int(firm["role"]) == codes.INCUMBENT and amount <= int(firm["revenue"])
    return ordinary, amount
