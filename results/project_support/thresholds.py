"""The planned totals at which the sum of grants changes its course, found from the rules' figures.

Thresholds, tiers, caps give the points where a single rule bends; between two of them every rule is
a straight line, so that the paid set can change only where two lines cross. Those crossings are
halved down to one yuan. The rest of the project is scaled in proportion throughout.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

from results.project_support.answer import Edge
from results.project_support.applications import scaled
from results.project_support.reckoning import ON_PROJECT, Rules, alone, due, is_addressed
from results.project_support.steps import uncapped
from sim.law import codes
from sim.law.application import Application
from sim.law.codes import NO_LIMIT
from sim.law.grants import accepted_cost, at_least, reaches_threshold
from sim.law.package import before_ceiling

# Totals looked at: up to a thousand times the largest sum that a file may state.
LARGEST = 1_000_000_000_000_000
# Yuan over which a slope is taken.
STRETCH = 1_000_000
NEAREST = 3


class Course:
    """The sum of grants on one project as a function of its planned total."""

    def __init__(self, application: Application, rules: Rules) -> None:
        self.application, self.rules = application, rules
        self._totals: dict[int, int] = {}
        self._paid: dict[int, tuple[int, ...]] = {}
        self._caused: dict[int, list[dict[str, Any]]] = {}

    def total(self, planned: int) -> int:
        """Yuan of all grants."""
        self._look(planned)
        return self._totals[planned]

    def payers(self, planned: int) -> tuple[str, ...]:
        """Instruments that pay."""
        self._look(planned)
        return tuple(self.rules.rules[n].instrument.id for n in self._paid[planned])

    @cached_property
    def points(self) -> list[int]:
        """Every total at which a rule bends or the paid set changes, rising."""
        for number in self.rules.grants:
            for planned, cause in self._bends(number):
                self._caused.setdefault(planned, []).append(cause)
        bends = sorted({1, LARGEST, *self._caused})
        found = set(bends)
        for low, high in pairwise(bends):
            found.update(self._changes(low, high - 1))
        return sorted(found)

    def edges(self, above: bool) -> Iterator[Edge]:
        """Edges from the project's own total on, nearest first; its own one lies below."""
        own = self.application.planned
        inner = range(1, len(self.points) - 1)
        for number in inner if above else reversed(inner):
            if (self.points[number] > own) == above:
                edge = self._edge(number)
                if edge is not None:
                    yield edge

    def _look(self, planned: int) -> None:
        if planned in self._totals:
            return
        application = scaled(self.application, planned)
        amounts = {n: due(n, application, self.rules) for n in self.rules.grants}
        self._totals[planned] = sum(amounts.values())
        self._paid[planned] = tuple(n for n, amount in amounts.items() if amount > 0)

    # -- where a single rule bends

    def _bends(self, number: int) -> Iterator[tuple[int, dict[str, Any]]]:
        """Threshold, tiers, the amount from which the rest has its own rate, cap."""
        row, name = self.rules.rows[number], self.rules.rules[number].instrument.id
        if row.kind == codes.MATCH or not is_addressed(row, self.application):
            return
        points: list[tuple[str, int, int]] = []
        if row.threshold_on != codes.NO_THRESHOLD:
            reached = first(lambda x: self._reaches(row, x), 1, LARGEST)
            points.append(("threshold", row.threshold, reached))
        if row.tier_by == codes.BY_AMOUNT:
            for low in row.step_from[: row.steps]:
                points.append(("tier", low, self._costs(row, low, row.inclusive)))
        if row.rest_above > 0:
            points.append(("rest", row.rest_above, self._costs(row, row.rest_above, 1)))
        places = sorted({1, LARGEST, *(place for _what, _figure, place in points)})
        if row.cap < NO_LIMIT:
            free = uncapped(row)
            for low, high in pairwise(places):
                if self._alone(free, low) < row.cap <= self._alone(free, high - 1):
                    reached = first(lambda x: self._alone(free, x) >= row.cap, low, high - 1)
                    points.append(("cap", row.cap, reached))
        for what, figure, place in points:
            if 1 < place < LARGEST:
                yield place, {"instrument": name, "what": what, "figure": figure}

    def _reaches(self, row: SimpleNamespace, planned: int) -> bool:
        application = scaled(self.application, planned)
        if row.kind == codes.PROJECT_GRANT:
            return bool(reaches_threshold(row, application))
        held = {
            codes.ON_PLANNED: application.planned, codes.ON_YEARLY: application.yearly,
        }.get(row.threshold_on, application.audited)  # fmt: skip
        if row.threshold_on == codes.ON_BASE and row.base == codes.BASE_SMART:
            held = application.digital
        return bool(at_least(held, row.threshold, row.inclusive))

    def _costs(self, row: SimpleNamespace, amount: int, inclusive: int) -> int:
        """Smallest total at which the accepted cost reaches an amount."""
        return first(
            lambda x: bool(
                at_least(accepted_cost(row, scaled(self.application, x)), amount, inclusive)
            ),
            1,
            LARGEST,
        )

    def _alone(self, row: SimpleNamespace, planned: int) -> int:
        return alone(row, scaled(self.application, planned))

    # -- where lines cross

    def _changes(self, low: int, high: int) -> Iterator[int]:
        """First totals of each stretch with its own paid set, between two bends."""
        if low >= high or self._state(low) == self._state(high):
            return
        if high == low + 1:
            yield high
            return
        middle = (low + high) // 2
        yield from self._changes(low, middle)
        yield from self._changes(middle, high)

    def _state(self, planned: int) -> tuple[Any, ...]:
        """Who pays, and whom a ceiling cuts."""
        self._look(planned)
        application = scaled(self.application, planned)
        cut = tuple(
            n
            for n in self._paid[planned]
            if self.rules.rows[n].kind in ON_PROJECT
            and self.rules.rows[n].ceiling > 0
            and before_ceiling(n, application, self.rules.rows) > due(n, application, self.rules)
        )
        return self._paid[planned], cut

    # -- what happens there

    def _edge(self, number: int) -> Edge | None:
        """The point as an edge; None where the sum goes straight on, paid by the same."""
        planned = self.points[number]
        before = self._slope(max(self.points[number - 1], planned - 1 - STRETCH), planned - 1)
        after = self._slope(planned, min(self.points[number + 1] - 1, planned + STRETCH))
        below, at = self.total(planned - 1), self.total(planned)
        payers = self.payers(planned - 1), self.payers(planned)
        # Each amount is floored, and floored again by a split or a ceiling.
        noise = 1 + 2 * max(map(len, payers))
        effect = _effect(at - below, before, after, noise, payers[0] != payers[1])
        if effect is None:
            return None
        again = self._above_again(number, below) if effect == "jump_down" else None
        causes = self._causes(planned, payers[0], payers[1])
        return Edge(planned, below, at, effect, causes, *payers, again)

    def _slope(self, low: int, high: int) -> tuple[float, int]:
        """Yuan of grants a yuan of investment, and over how many yuan it was taken."""
        stretch = max(high - low, 1)
        return (self.total(max(high, low)) - self.total(low)) / stretch, stretch

    def _causes(
        self, planned: int, before: tuple[str, ...], after: tuple[str, ...]
    ) -> tuple[dict[str, Any], ...]:
        """Figures of rules that lie here, of those that pay at it or just below."""
        causes = self._caused.get(planned, [])
        paying = [cause for cause in causes if cause["instrument"] in after]
        stopping = [cause for cause in causes if cause["instrument"] in before]
        cut = set(self._state(planned)[1]) ^ set(self._state(planned - 1)[1])
        ceilings = [
            {"instrument": self.rules.rules[n].instrument.id, "what": "ceiling", "figure": None}
            for n in sorted(cut)
        ]
        return tuple(paying or stopping or causes or ceilings)

    def _above_again(self, number: int, target: int) -> int | None:
        """The first total beyond a drop that brings more than just below it."""
        for low, after in zip(self.points[number:], self.points[number + 1 :], strict=False):
            if self.total(low) > target:
                return low
            if self.total(after - 1) > target:
                return first(lambda x: self.total(x) > target, low, after - 1)
        return None


def first(holds: Callable[[int], bool], low: int, high: int) -> int:
    """The smallest whole number of low to high for which a rising condition holds; else high."""
    while low < high:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle + 1
    return low


def nearest_edges(
    application: Application, rules: Rules, most: int = NEAREST
) -> tuple[tuple[Edge, ...], tuple[Edge, ...]]:
    """The nearest edges at or below a project's planned total, and above it."""
    course = Course(application, rules)
    found: list[tuple[Edge, ...]] = []
    for above in (False, True):
        edges: list[Edge] = []
        for edge in course.edges(above):
            edges.append(edge)
            if len(edges) == most:
                break
        found.append(tuple(edges))
    return found[0], found[1]


def _effect(
    jump: int, before: tuple[float, int], after: tuple[float, int], noise: int, switches: bool
) -> str | None:
    """What changes: a jump, the slope, or only who pays.

    Args:
        jump: yuan more at the edge than one yuan below it.
        before: slope below, and the stretch that it was taken over.
        after: the same from the edge on.
        noise: yuan that sums of floored amounts may be off.
        switches: whether others pay.
    """
    slope, next_slope = before[0], after[0]
    unsure, next_unsure = noise / before[1], noise / after[1]
    if abs(jump) > noise + slope:
        return "jump_up" if jump > 0 else "jump_down"
    if abs(next_slope - slope) > unsure + next_unsure:
        if slope <= unsure:
            return "starts"
        if next_slope <= next_unsure:
            return "stops"
        return "steeper" if next_slope > slope else "flatter"
    # Two lines that run side by side change places by a yuan's rounding: no edge.
    is_clear = min(before[1], after[1]) >= 1000
    return "switch" if switches and is_clear else None
