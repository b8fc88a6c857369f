"""Every figure of the policy files, with a noticeably different value for each.

A figure is a number, a day or a yes/no of a policy file: each lever of an instrument, a rule
between instruments or a pot, and beside the levers the years of a pot, the quarters in which it is
settled, the values and years of targets and the days of a document. Titles, labels, kinds and the
ranges of assumed figures are none: a range says what is believed, the figure what holds.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import scenarios
from scenarios.instrument_schema import Instrument
from scenarios.lever_declarations import lever_paths
from scenarios.policy_folder import load_policies
from scenarios.policy_schema import Policy

Path = tuple[str | int, ...]
Value = Any
MEASURES_2024 = "shenzhen-2024.yaml"


@dataclass(frozen=True)
class Figure:
    """One figure of a policy file.

    Attributes:
        name: the lever's name, where there is one.
        policy: id of the policy.
        path: where it stands in the policy's record; instruments, relations, pots and targets by
            their ids.
        old, new: as shipped, and as changed.
        beside: other places of the policy and what stands there before and after the change, where
            the figure cannot move alone.
        readings: those under which it is read, if not those of the file.
    """

    name: str
    policy: str
    path: Path
    old: Value
    new: Value
    beside: tuple[tuple[Path, Value], ...] = ()
    readings: tuple[tuple[str, str], ...] = ()


@cache
def shipped() -> tuple[Policy, ...]:
    """The policy files."""
    return tuple(load_policies())


@cache
def figures() -> tuple[Figure, ...]:
    """All figures, policy by policy in the order of the files."""
    return tuple(
        _figure(name, policy, path)
        for policy in shipped()
        for name, path in [*_levers()[policy.id], *_beside_levers(policy)]
    )


@cache
def _levers() -> dict[str, list[tuple[str, Path]]]:
    """Levers by policy: names and places in the policy's record."""
    folder = scenarios.__path__[0]
    scenario = scenarios.load_scenario(f"{folder}/{MEASURES_2024}")
    paths = lever_paths(scenario.model_copy(update={"policies": list(shipped())}))
    found: dict[str, list[tuple[str, Path]]] = {policy.id: [] for policy in shipped()}
    for name, place in paths.items():
        if isinstance(place.part, int):
            policy = shipped()[place.part]
            part, number, *rest = place.path
            row = getattr(policy, str(part))[number]
            found[policy.id].append((name, (part, row.id, *rest)))
    return found


def _beside_levers(policy: Policy) -> Iterator[tuple[str, Path]]:
    """Figures that are no levers."""
    for pot in policy.pots:
        for field in ("from_year", "to_year", "settlement_quarters"):
            yield f"{pot.id}.{field}", ("pots", pot.id, field)
    for target in policy.targets:
        if target.value is not None:
            yield f"{target.id}.value", ("targets", target.id, "value")
        yield f"{target.id}.year", ("targets", target.id, "year")
    for field in ("signed", "published", "valid_from", "valid_to"):
        if getattr(policy.document, field) is not None:
            yield f"{policy.id}.document.{field}", ("document", field)


def value_at(record: Any, path: Path) -> Value:
    """What stands at a place; the figure itself of an assumed one."""
    for key in path:
        if isinstance(record, list):
            record = record[_number(record, key)]
        else:
            record = getattr(record, str(key))
    return getattr(record, "value", record)


def _number(rows: Sequence[Any], key: str | int) -> int:
    """Place in a list: its number, or that of the record of this id."""
    if isinstance(key, int):
        return key
    return [row["id"] if isinstance(row, dict) else row.id for row in rows].index(key)


def has(policy: Policy, path: Path) -> bool:
    """Whether the policy has the record that a place is in."""
    rows = getattr(policy, str(path[0]))
    return not isinstance(rows, list) or path[1] in [row.id for row in rows]


def with_value(policy: Policy, path: Path, value: Value) -> Policy:
    """The policy with another value at a place, checked as its file was."""
    data = policy.model_dump(exclude_unset=True)
    node: Any = data
    for key in path[:-1]:
        node = node[_number(node, key)] if isinstance(node, list) else node.setdefault(key, {})
    node[path[-1]] = value
    return Policy.model_validate(data)


def before(figure: Figure, policies: Sequence[Policy]) -> list[Policy]:
    """Policies in which the figure can be changed: what must move with it has moved."""
    changed = list(policies)
    for number, policy in enumerate(changed):
        if policy.id == figure.policy:
            for path, value in figure.beside:
                changed[number] = with_value(changed[number], path, value)
    return changed


def after(figure: Figure, policies: Sequence[Policy]) -> list[Policy]:
    """The same policies with the figure changed; where they have it otherwise, by the same rule."""
    changed = before(figure, policies)
    for number, policy in enumerate(changed):
        if policy.id == figure.policy and has(policy, figure.path):
            new, now = figure.new, value_at(policy, figure.path)
            if now != figure.old and not figure.beside:
                new = changed_value(figure.name, now, policy, figure.path)
            changed[number] = with_value(policy, figure.path, new)
    return changed


def _figure(name: str, policy: Policy, path: Path) -> Figure:
    old = value_at(policy, path)
    figure = Figure(name, policy.id, path, old, changed_value(name, old, policy, path))
    readings = [reading for start, reading in READ_UNDER.items() if name.startswith(start)]
    if readings:
        figure = replace(figure, readings=tuple(readings))
    if path[-1] == "at_least" and _by_level(policy, path):
        last = len(_instrument(policy, path).tiers.steps) - 1  # type: ignore[union-attr]
        if 0 < int(path[4]) < last:
            # Levels follow each other: the highest moves up first, so that there is room.
            top = value_at(policy, (*path[:4], last, "at_least"))
            figure = replace(
                figure, new=old + 1, beside=(((*path[:4], last, "at_least"), top + 1),)
            )
    return figure


def _instrument(policy: Policy, path: Path) -> Instrument:
    return policy.instruments[_number(policy.instruments, path[1])]


def _by_level(policy: Policy, path: Path) -> bool:
    tiers = _instrument(policy, path).tiers
    return path[2] == "tiers" and tiers is not None and tiers.by == "maturity_level"


# What is read, or reached, under another reading than that of the file only.
READ_UNDER = {
    "004.A3.rate": ("RW03", "flat_20"),
    "004.A3.size_tiers": ("RW03", "size_tiers"),
    # A ton of coal is 2.6 tonnes of CO2 in the model, so 50 of coal come before 150 of one year.
    "004.A6.energy.co2_cut_t": ("RW30", "total_over_life"),
    # The city pays for projects of this size, and the district then does not.
    "longhua2024.cap": ("RW07", "stack"),
    "longhua2024.tiers.3": ("RW07", "stack"),
    "longhua2024.tiers.4": ("RW07", "stack"),
    "longhua2024.tiers.rest_above": ("RW07", "stack"),
    "000.T1.": ("RW16", "effort_pressure"),
    "000.T2.": ("RW16", "effort_pressure"),
}
# Where the general rule below would change nothing noticeable.
CHOSEN = {
    # A project as large as this has a year of 200M, by which it enters the library anyway.
    "sz2017.library.threshold.amount": 210_000_000,
    # Time is saved in whole quarters, and a small project has few.
    "003.tracking.threshold.amount": 12_500_000,
    # Survey and library overlap: who leaves one of them is in the other.
    "003.survey.threshold.amount": 40_000_000,
    "003.upscale-library.threshold.below": 6_000_000,
    "004.A6.energy.co2_cut_t": 600,
}
# Days move by a year, and by two where nothing was to be heard of or claimed in the first.
YEARS_MOVED = {
    "sz2017.": 2,
    "003.upscale-library.": 2,
    "003.densify.": 2,
    "003.III.1.valid_from": 2,
}
# Amounts of yuan or tonnes that are halved, and what stands at nothing and becomes this.
HALVED = ("threshold.amount", "threshold.or_yearly", "cap.amount", "appropriation", "unit_limit",
          "revenue_min", "soft_share_max", "intensity")  # fmt: skip
FROM_NOTHING = 20_000_000_000


def changed_value(name: str, old: Value, policy: Policy, path: Path) -> Value:
    """A noticeably different value within the figure's range.

    Days move by a year and quarters by one, yes becomes no, thresholds, caps and money are halved,
    everything else grows by three tenths as far as it may.
    """
    last = path[-1]
    if name in CHOSEN:
        return CHOSEN[name]
    if isinstance(old, bool):
        return not old
    if isinstance(old, dt.date):
        years = next((n for start, n in YEARS_MOVED.items() if name.startswith(start)), 1)
        return old.replace(year=old.year + (-1 if last in ("valid_to", "signed") else years))
    if isinstance(old, list):
        return old[:1] if len(old) > 1 else [old[0] % 4 + 1]
    if last == "application_quarter":
        return old % 4 + 1
    if last == "review_quarters":
        return old + 4  # pots are settled once a year
    if last in ("payment_quarters", "multiple", "from_year"):
        return old + 1
    if last in ("years", "to_year", "year"):
        return old - 1 if old > 1 else old + 1
    if last == "at_least" and old < 10:
        return old - 1 if path[4] == 0 else old + 1
    if old == 0:
        return 0.3 if last == "rate" else FROM_NOTHING
    if name.endswith(HALVED):
        return old // 2 if isinstance(old, int) and old > 1 else old / 2
    if isinstance(old, int) and old > 1:
        more = max(1, old * 3 // 10)
        return old - more if _at_the_top(old, policy, path) else old + more
    return round(old * 1.3, 6) if old * 1.3 <= 1 or path[0] == "targets" else old / 2


def _at_the_top(old: int, policy: Policy, path: Path) -> bool:
    """Whether an award would leave the band of its article if it were more."""
    if path[0] != "instruments" or path[2] not in ("awards", "single_award"):
        return False
    band = _instrument(policy, path).band
    return band is not None and old * 13 // 10 > band.high
