"""Read table, series and error model together; give the observations of a place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from calibration.observed.coverage import coverage_problems
from calibration.observed.entry_checks import row_problems
from calibration.observed.error_model import ErrorModel, read_error_model
from calibration.observed.figures import Declared, Figure
from calibration.observed.holdouts import without as held_out_by_name
from calibration.observed.observation import Observation
from calibration.observed.resolving import Resolver, observation
from calibration.observed.series_schema import PlaceSeries, SeriesFile, Yearbook
from calibration.observed.table import Row, read_table, rows_named
from scenarios.errors import SETTINGS, Fault, InputError, Problem, listed, nearest_name
from scenarios.validation import check, placed
from scenarios.yaml_document import read_document

FOLDER = Path(__file__).parent
NAME = "calibration/observed"


@dataclass(frozen=True)
class Observed:
    """Everything published that the project holds about its places.

    Attributes:
        rows: The table.
        places: Declarations by place.
        figures: Every declared figure by id, with value and errors.
        model: The error model that the errors come from.
        yearbooks: Sources that print old years again.
    """

    rows: tuple[Row, ...]
    places: dict[str, PlaceSeries]
    figures: dict[str, Figure]
    model: ErrorModel
    yearbooks: tuple[Yearbook, ...]

    def observations(
        self, place: str, without: Sequence[str] = (), known_by: dt.date | None = None
    ) -> tuple[Observation, ...]:
        """See `load_observations`."""
        if place not in self.places:
            raise InputError([_unknown_place(place, [*self.places])])
        found = [
            observation(self.figures[entry.id])
            for entry in self.places[place].figures
            if entry.role == "calibrate"
        ]
        found = [each for each in found if known_by is None or each.known <= known_by]
        return held_out_by_name(found, without, [*self.places], [*self.figures])


def load_observations(
    place: str,
    *,
    without: Sequence[str] = (),
    errors: ErrorModel | None = None,
    known_by: dt.date | None = None,
) -> tuple[Observation, ...]:
    """The observations of a place that enter calibration, in the order they are declared.

    Args:
        place: Id of the place: shenzhen, guangdong or guangzhou.
        without: What is held out, with all that rests on it: a year ("2018"), a place, a place's
            year ("shenzhen.2018"), or the id of a figure.
        errors: Another error model than the declared one, as `ErrorModel.replaced` makes it.
        known_by: What was not yet publicly known on this day is left out, with all that rests on
            it, which was not known either. None: all.

    Raises:
        InputError: with every fault of the files, or of the names given.
    """
    return read_observed(errors=errors).observations(place, without, known_by)


def read_observed(folder: Path = FOLDER, *, errors: ErrorModel | None = None) -> Observed:
    """Read the three files of a folder, and hold them against each other.

    Raises:
        InputError: with every fault of the table, or of the error model, or of the series.
    """
    rows, file, declared_model = _shipped_files() if folder == FOLDER else _files(folder)
    return _joined(rows, file, errors or declared_model, folder)


@lru_cache(maxsize=1)
def _shipped_files() -> tuple[tuple[Row, ...], SeriesFile, ErrorModel]:
    """The files of this folder, read once."""
    return _files(FOLDER)


def _files(folder: Path) -> tuple[tuple[Row, ...], SeriesFile, ErrorModel]:
    """The files, each by itself and then against each other."""
    name = NAME if folder == FOLDER else str(folder)
    rows = read_table(folder / "observed.csv", f"{name}/observed.csv")
    model = read_error_model(folder / "errors.yaml", f"{name}/errors.yaml")
    document = read_document(folder / "series.yaml", f"{name}/series.yaml")
    file, faults = check(SeriesFile, document)
    if file is None:
        raise InputError(faults)
    declared, problems = _declared(file, rows)
    problems += _problems_of_file(file, declared, rows)
    resolver = _resolver(file, declared, model)
    for each in resolver.declared:
        resolver.figure(each)
    problems += resolver.problems
    if problems:
        raise InputError([placed(problem, document) for problem in problems])
    return rows, file, model


def _joined(rows: tuple[Row, ...], file: SeriesFile, model: ErrorModel, folder: Path) -> Observed:
    """Work out every figure of faultless files."""
    declared, _ = _declared(file, rows)
    resolver = _resolver(file, declared, model)
    figures = {name: resolver.figure(name) for name in resolver.declared}
    whole = {name: figure for name, figure in figures.items() if figure is not None}
    assert len(whole) == len(figures), folder
    places = {place.id: place for place in file.places}
    return Observed(rows, places, whole, model, tuple(file.yearbooks))


def _resolver(file: SeriesFile, declared: Sequence[Declared], model: ErrorModel) -> Resolver:
    yearbooks = {each.source for each in file.yearbooks}
    return Resolver({each.entry.id: each for each in declared}, model, yearbooks)


def _declared(file: SeriesFile, rows: Sequence[Row]) -> tuple[list[Declared], list[Problem]]:
    """Every entry with its row; an entry whose row is not found is told and left away."""
    found: list[Declared] = []
    problems: list[Problem] = []
    for place_number, place in enumerate(file.places):
        for number, entry in enumerate(place.figures):
            path = ("places", place_number, "figures", number)
            name = entry.row
            bare = Declared(place, entry, path, None)
            if name is None:
                found.append(bare)
                continue
            named = rows_named(rows, place.region, name.series, name.period, name.source)
            if len(named) == 1:
                found.append(Declared(place, entry, path, named[0]))
            else:
                problems.append(row_problems(path, place.region, bare, rows))
    return found, problems


def _problems_of_file(
    file: SeriesFile, declared: Sequence[Declared], rows: Sequence[Row]
) -> Iterator[Problem]:
    """Ids given twice, regions that there are not, cells named twice or nowhere."""
    seen: set[str] = set()
    for each in declared:
        if each.entry.id in seen:
            yield Problem((*each.path, "id"), "is given already", each.entry.id, True)
        seen.add(each.entry.id)
    printed = {row.source for row in rows}
    for number, book in enumerate(file.yearbooks):
        if book.source not in printed:
            yield Problem(
                ("yearbooks", number, "source"), "is no source of the table", book.source, True,
                nearest=nearest_name(book.source, printed),
            )  # fmt: skip
    regions = {row.region for row in rows}
    places: set[str] = set()
    for number, place in enumerate(file.places):
        path = ("places", number)
        if place.id in places:
            yield Problem((*path, "id"), "is given already", place.id, True)
        places.add(place.id)
        if place.region not in regions:
            yield Problem(
                (*path, "region"), "is no region of the table", place.region, True,
                listed(sorted(regions)), nearest_name(place.region, regions),
            )  # fmt: skip
            continue
        own = [each for each in declared if each.place is place]
        yield from coverage_problems(place, path, own, rows)


def _unknown_place(place: str, known: Sequence[str]) -> Fault:
    message = "has no published series here"
    return Fault(SETTINGS, 0, 0, "place", message, repr(place), listed(known),
                 nearest_name(place, known))  # fmt: skip
