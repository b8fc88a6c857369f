"""From rows and their declarations to figures: value, independent errors, what they rest on."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace

from calibration.observed.breaks import BREAK, break_loads, taken_off, without_added
from calibration.observed.entry_checks import entry_problems, source_problems
from calibration.observed.error_model import UNIFORM, ErrorModel
from calibration.observed.figures import Declared, Figure, cell_of, sources_of, unit_scale
from calibration.observed.known import known_from, known_problems
from calibration.observed.observation import ROUNDING, Held, Observation
from calibration.observed.periods import MONTHS_OF_QUARTER, MONTHS_OF_YEAR
from calibration.observed.series_schema import FigureEntry
from calibration.observed.steps import STEPS, half_width
from scenarios.errors import Problem


@dataclass
class Resolver:
    """Works out every figure, sources first; problems are kept with their place in the file.

    Attributes:
        declared: Entries by id.
        model: The error model.
        yearbooks: Titles of sources that print old years again.
        problems: What is wrong, as far as it was met.
        figures: Figures worked out so far; None for one with a problem.
    """

    declared: Mapping[str, Declared]
    model: ErrorModel
    yearbooks: Collection[str] = ()
    problems: list[Problem] = field(default_factory=list)
    figures: dict[str, Figure | None] = field(default_factory=dict)
    _open: list[str] = field(default_factory=list)

    def figure(self, name: str) -> Figure | None:
        """Work out one figure; None where it, or what it rests on, has a problem."""
        if name in self.figures:
            return self.figures[name]
        declared = self.declared[name]
        if name in self._open:
            ring = " from ".join([*self._open[self._open.index(name) :], name])
            self.note(declared, ("derived", "sources"), f"goes round in a ring: {ring}")
            return None
        self._open.append(name)
        self.figures[name] = self._work_out(declared)
        self._open.pop()
        return self.figures[name]

    def note(self, declared: Declared, at: tuple[str | int, ...], message: str) -> None:
        """Keep a problem of an entry."""
        self.problems.append(Problem((*declared.path, *at), message))

    def _work_out(self, declared: Declared) -> Figure | None:
        entry = declared.entry
        problems = list(entry_problems(declared, self.declared, self.model))
        known = [each for each in sources_of(entry) if each in self.declared]
        sources = [self.figure(each) for each in known]
        found = [each for each in sources if each is not None]
        if not problems and len(found) == len(sources_of(entry)):
            problems += source_problems(declared, found)
        self.problems += problems
        if problems or len(found) < len(sources_of(entry)):
            return None
        figure = self._without_errors(declared, found)
        return None if figure is None else replace(figure, loads=self._loads(figure, found))

    def _value(self, declared: Declared, sources: list[Figure]) -> float:
        """The cell's number, or the step's where there is no cell."""
        entry, cell = declared.entry, cell_of(declared)
        if declared.row is not None and cell is not None:
            return cell.number * unit_scale(entry, declared.row)
        assert entry.derived is not None
        step = STEPS[entry.derived.step]
        assert step.value is not None
        return step.value([each.source for each in sources], entry.derived.years or 0)

    def _loads(self, figure: Figure, sources: list[Figure]) -> dict[str, float]:
        """Every independent error of a figure with its load."""
        entry, found = figure.declared.entry, dict[str, float]()
        if entry.derived is not None:
            step = STEPS[entry.derived.step]
            parts = step.coefficients(
                [each.source for each in sources], entry.derived.years or 0, figure.factor
            )
            for part, source in zip(parts, sources, strict=True):
                for name, load in source.loads.items():
                    if not (step.published_only and name.startswith(BREAK)):
                        found[name] = found.get(name, 0.0) + part * load
        for name, load in (*self._own(figure, sources), *break_loads(figure, self.model)):
            found[name] = found.get(name, 0.0) + load
        return {name: load for name, load in found.items() if load}

    def _own(self, figure: Figure, sources: list[Figure]) -> Iterator[tuple[str, float]]:
        """Errors that belong to this figure alone."""
        entry, model = figure.declared.entry, self.model
        is_growth = entry.statistic == "growth"
        of_class = model.of_class(figure.confidence, is_growth, figure.factor)
        if entry.derived is None:
            yield f"published {entry.id}", of_class
        else:
            yield f"step {entry.id}", self._of_step(entry.derived.step, of_class, sources)
        if entry.preliminary:
            yield f"preliminary {entry.id}", model.number("preliminary") / figure.factor
        if figure.months is not None and figure.months % MONTHS_OF_QUARTER:
            yield f"cut quarter {entry.id}", model.number("cut_quarter")
        cell = cell_of(figure.declared)
        if cell is not None and figure.declared.row is not None:
            digit = float(entry.printed_to or cell.step) * unit_scale(entry, figure.declared.row)
            yield f"{ROUNDING}{entry.id}", digit * UNIFORM / figure.factor

    def _of_step(self, name: str, of_class: float, sources: list[Figure]) -> float:
        """The error that a step adds to those of its sources."""
        step = STEPS[name]
        if step.own == "step":
            return self.model.number(f"step.{name}")
        if step.own == "class":
            return step.own_times * of_class
        return half_width([each.source for each in sources]) if step.own == "width" else 0.0

    def _without_errors(self, declared: Declared, sources: list[Figure]) -> Figure | None:
        """A figure but for its errors; None where its date cannot be."""
        entry, row = declared.entry, declared.row
        if row is not None:
            years, months, confidence = row.span.years, row.span.months, row.confidence
        else:
            assert entry.year is not None and entry.confidence is not None
            years, months, confidence = (entry.year,), MONTHS_OF_YEAR, entry.confidence
        known = known_from(declared, years, [each.known for each in sources], self.yearbooks)
        problems = list(known_problems(declared, years, months, known))
        self.problems += [replace(one, path=(*declared.path, *one.path)) for one in problems]
        if known is None or problems:
            return None
        own = Held(entry.id, declared.place.id, frozenset(() if entry.plan else years))
        breaks = [entry.across] if entry.across else []
        if entry.derived is not None and not STEPS[entry.derived.step].published_only:
            breaks += [name for source in sources for name in source.breaks]
        printed = self._value(declared, sources)
        less = taken_off(declared, years, self.model)
        return Figure(
            declared, without_added(printed, less, entry.statistic), confidence, years, months, {},
            frozenset({own}).union(*(source.rests_on for source in sources)),
            tuple(dict.fromkeys(breaks)), known, less,
        )  # fmt: skip


def observation(figure: Figure) -> Observation:
    """The observation that a figure of role `calibrate` is."""
    declared, entry = figure.declared, figure.declared.entry
    assert entry.measure is not None and entry.block is not None
    growth = entry.statistic == "growth"
    derived = entry.derived
    computed = "computed here" if derived is None else f"computed here: {derived_words(entry)}"
    return Observation(
        entry.id, declared.place.id, entry.measure, entry.over, entry.statistic, figure.years[0],
        figure.months or MONTHS_OF_YEAR, math.log1p(figure.value) if growth else figure.value,
        math.sqrt(math.fsum(load * load for load in figure.loads.values())), entry.block,
        figure.confidence, declared.row.source if declared.row else computed,
        sources_of(entry), next(iter(figure.breaks), None), entry.instrument, entry.note or "",
        tuple(figure.loads.items()), figure.rests_on, figure.known,
    )  # fmt: skip


def derived_words(entry: FigureEntry) -> str:
    """How a figure was computed, in words."""
    return "" if entry.derived is None else STEPS[entry.derived.step].meaning
