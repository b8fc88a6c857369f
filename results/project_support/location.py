"""Where a project stands, and which documents reach it (catalogue D.2, step 1).

A term of reach excludes a project only where the project's own term is known and differs; what a
district alone gives needs the district.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from results.project_support.project_schema import Project
from scenarios.errors import Problem, listed, nearest_name
from scenarios.policy_folder import POLICY_FOLDER
from scenarios.policy_schema import Policy, Reach
from scenarios.yaml_document import read_document

PLACES = POLICY_FOLDER.parent / "places"


@dataclass(frozen=True)
class Location:
    """Province, city and district of a project, as far as they are known."""

    province: str | None = None
    city: str | None = None
    district: str | None = None

    @property
    def parts(self) -> dict[str, str | None]:
        """The terms by name."""
        return {"province": self.province, "city": self.city, "district": self.district}


@dataclass
class Atlas:
    """What the loaded policies and the shipped places know of cities and districts.

    Attributes:
        province_of: by city. city_of: by district.
        named: districts that instruments name as theirs.
    """

    province_of: dict[str, str | None] = field(default_factory=dict)
    city_of: dict[str, str | None] = field(default_factory=dict)
    named: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, policies: Sequence[Policy]) -> Atlas:
        """Gather what the policies say, and the places where they say too little."""
        atlas = cls()
        for policy in policies:
            reach = policy.document.reaches
            if reach.city is not None:
                atlas.province_of[reach.city] = reach.province
            if reach.district is not None:
                atlas.city_of[reach.district] = reach.city
            for excepted in reach.without:
                atlas.province_of.setdefault(excepted, reach.province)
            for rule in policy.instruments:
                atlas.named |= set(rule.eligibility.districts)
                for city in rule.eligibility.cities:
                    atlas.province_of.setdefault(city, reach.province)
        for province, cities, districts in _shipped_places():
            for city in cities:
                atlas.province_of.setdefault(city, province)
            for district in districts:
                atlas.city_of.setdefault(district, city)
        return atlas

    def location(self, project: Project) -> Location:
        """Where a project stands."""
        city = project.city
        if city is None and project.district is not None:
            city = self.city_of.get(project.district)
        return Location(self.province_of.get(city or ""), city, project.district)

    def problems(self, project: Project) -> Iterator[Problem]:
        """Names of places that are near misses, and what is said of a district of elsewhere."""
        districts, cities = {*self.city_of, *self.named}, set(self.province_of)
        for name, value, known in (
            ("district", project.district, districts), ("city", project.city, cities),
        ):  # fmt: skip
            if value is None or value in known:
                continue
            nearest = nearest_name(value, known)
            message = f"no loaded policy and no shipped place knows this {name}"
            # A place elsewhere may be named, a slip of the pen may not.
            if nearest is not None:
                yield Problem((name,), message, value, True, listed(sorted(known)), nearest)
            elif name == "district" and project.city is None:
                message += "; state its city too"
                yield Problem((name,), message, value, True, listed(sorted(known)))
        owner = self.city_of.get(project.district or "")
        if owner is not None and project.city not in (None, owner):
            message = f"is not the city of district {project.district}, which is {owner}"
            yield Problem(("city",), message, project.city, True, owner)


def reaches(reach: Reach, location: Location) -> bool:
    """Whether a document holds where the project stands."""
    if None not in (reach.province, location.province) and reach.province != location.province:
        return False
    if None not in (reach.city, location.city) and reach.city != location.city:
        return False
    if location.city in reach.without:
        return False
    return reach.district is None or reach.district == location.district


def area(reach: Reach) -> dict[str, Any]:
    """A reach as plain data, what is open left out."""
    return {name: value for name, value in reach.model_dump().items() if value}


@cache
def _shipped_places() -> tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]:
    """Province, cities and districts of each shipped place; a province's own are its cities."""
    found = []
    for path in sorted(PLACES.glob("*.yaml")):
        data = read_document(path, str(path)).data
        if "city" in data:
            districts = tuple(row["id"] for row in data["districts"])
            found.append((data["province"], (data["city"],), districts))
        else:
            cities = tuple(city for row in data["districts"] for city in row["cities"])
            found.append((data["province"], cities, ()))
    return tuple(found)
