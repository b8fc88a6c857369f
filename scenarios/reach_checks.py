"""Whether the documents of a scenario hold in its place, and in which parts of it."""

from __future__ import annotations

from collections.abc import Iterator

from scenarios.findings import Finding, instruments_of, unknown
from scenarios.instrument_terms import ACTS_EVERYWHERE
from scenarios.place_schema import Place
from scenarios.policy_schema import Reach
from scenarios.scenario_schema import Scenario
from scenarios.schema_walk import Location


def reach(scenario: Scenario) -> Iterator[Finding]:
    """Every document holds in the place, and names districts of the place."""
    place = scenario.place
    districts = [row.id for row in place.districts]
    for part, policy in enumerate(scenario.policies):
        reaches = policy.document.reaches
        bar = _bar(reaches, place)
        if bar is not None:
            message = (
                f"document {policy.document.key} ({policy.document.number}) holds in "
                f"{_area(reaches)}; it does not reach {place.title.en} "
                f"({', '.join(filter(None, (place.city, place.province)))})"
            )
            yield Finding(part, ("document", "reaches", *bar), message)
            continue
        if reaches.district is not None:
            path: Location = ("document", "reaches", "district")
            yield from unknown(part, path, "district of the place", reaches.district, districts)
        for number, row in enumerate(policy.instruments):
            # Districts of other cities are not known here.
            here = not row.eligibility.cities or {*row.eligibility.cities} & {*place.cities}
            for position, name in enumerate(row.eligibility.districts if here else []):
                path = ("instruments", number, "eligibility", "districts", position)
                yield from unknown(part, path, "district of the place", name, districts)


def whole_groups(scenario: Scenario) -> Iterator[Finding]:
    """A district that stands for several cities is reached as a whole or not at all."""
    for part, policy in enumerate(scenario.policies):
        named: list[tuple[Location, list[str]]] = [
            (("document", "reaches", "without"), policy.document.reaches.without)
        ]
        named += [
            (("instruments", number, "eligibility", "cities"), row.eligibility.cities)
            for number, row in enumerate(policy.instruments)
        ]
        for path, cities in named:
            for group in scenario.place.districts:
                inside = [city for city in group.cities if city in cities]
                if 0 < len(inside) < len(group.cities):
                    message = (
                        f"names a part of district {group.id} of the place, which stands for "
                        f"{', '.join(group.cities)}; divide the district"
                    )
                    yield Finding(part, path, message, ", ".join(inside))


def left_out(scenario: Scenario) -> Iterator[Finding]:
    """What a scenario leaves out of its documents is there; asked before it is left out."""
    for name in scenario.file.left_out:
        path: Location = ("left_out", name)
        yield from unknown("scenario", path, "instrument", name, scenario.instruments)


def district_services(scenario: Scenario) -> Iterator[Finding]:
    """What acts on a whole place may not come from a district that is only part of it."""
    if len(scenario.place.districts) == 1:
        return
    for part, number, row in instruments_of(scenario):
        district = scenario.policies[part].document.reaches.district
        kept = row.id not in scenario.file.left_out
        if kept and district is not None and row.kind in ACTS_EVERYWHERE:
            message = (
                f"kind {row.kind} acts on the whole place and cannot be kept to {district}; load "
                "the document in a place that is this district alone, or leave this instrument "
                "out (left_out)"
            )
            yield Finding(part, ("instruments", number, "kind"), message, row.kind)


def _bar(reaches: Reach, place: Place) -> Location | None:
    """Where a document says that it does not reach a place; None where it does."""
    if reaches.province not in (None, place.province):
        return ("province",)
    if reaches.city not in (None, place.city):
        return ("city",)
    if {*place.cities} <= {*reaches.without}:
        return ("without", reaches.without.index(place.cities[0]))
    return None


def _area(reaches: Reach) -> str:
    """Where a document holds, in words."""
    parts = filter(None, (reaches.district, reaches.city, reaches.province))
    area = ", ".join(parts) or "the whole country"
    return f"{area} without {', '.join(reaches.without)}" if reaches.without else area
