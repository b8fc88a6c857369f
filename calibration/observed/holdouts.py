"""Hold-outs: what rests on a held-out figure goes with it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from calibration.observed.observation import Held, Observation
from scenarios.errors import SETTINGS, Fault, InputError, listed, nearest_name

FIRST_YEAR, LAST_YEAR = 1990, 2100


def hold_out(
    observations: Iterable[Observation],
    *,
    years: Collection[int] = (),
    places: Collection[str] = (),
    rows: Collection[str] = (),
) -> tuple[Observation, ...]:
    """Observations that rest on no held-out figure, directly or through what they came from.

    Args:
        observations: Any observations.
        years: Figures of these years are held out; of all places where `places` is empty.
        places: Figures of these places are held out; of all years where `years` is empty.
        rows: Figures of these ids are held out.
    """

    def held(figure: Held) -> bool:
        of_year = not years or not figure.years.isdisjoint(years)
        of_place = not places or figure.place in places
        return figure.id in rows or (bool(years or places) and of_year and of_place)

    return tuple(each for each in observations if not any(map(held, each.rests_on)))


def without(
    observations: Iterable[Observation],
    names: Sequence[str],
    known_places: Collection[str],
    known_ids: Collection[str],
) -> tuple[Observation, ...]:
    """Hold out by name: a year ("2018"), a place, a place's year ("shenzhen.2018"), or an id.

    Raises:
        InputError: with every name that is none of these.
    """
    kept = tuple(observations)
    faults = [fault for name in names for fault in _faults(name, known_places, known_ids)]
    if faults:
        raise InputError(faults)
    for name in names:
        place, _, year = name.rpartition(".")
        if name in known_ids:
            kept = hold_out(kept, rows=(name,))
        elif year.isdecimal():
            kept = hold_out(kept, years=(int(year),), places=(place,) if place else ())
        else:
            kept = hold_out(kept, places=(name,))
    return kept


def _faults(name: str, places: Collection[str], ids: Collection[str]) -> Iterator[Fault]:
    """What is wrong with the name of a hold-out."""
    place, _, year = name.rpartition(".")
    is_year = year.isdecimal() and FIRST_YEAR <= int(year) <= LAST_YEAR
    if name in ids or name in places or (is_year and (not place or place in places)):
        return
    known = [*places, *ids, *(f"{each}.{year}" for each in places if is_year)]
    allowed = f"a year, {listed([*places])}, a place's year, or the id of a figure"
    message = "names nothing that can be held out"
    yield Fault(
        SETTINGS, 0, 0, "without", message, repr(name), allowed, nearest_name(name, known)
    )  # fmt: skip
