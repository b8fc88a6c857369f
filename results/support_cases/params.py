"""The figures in the head of a file of cases, held against those of our policy files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from results.support_cases.case import Laws
from results.support_cases.fields import basis_points
from results.support_cases.policy_index import Match
from results.support_cases.report import ParamDifference
from scenarios.errors import Problem, nearest_name
from scenarios.instrument_schema import Instrument
from scenarios.policy_schema import Relation
from scenarios.readings import READINGS
from sim.law.grants import tier_rate
from sim.rule_row import parts_per_million

Getter = Callable[[Any], Any]
GRANTS = ("I1", "I2", "I3")


def bp(rate: Any) -> int | float:
    """A rate of our files in basis points."""
    return basis_points(parts_per_million(rate))


def of(*kinds: str) -> Callable[[Getter], Getter]:
    """Ask instruments and relations of these kinds only."""
    return lambda get: lambda record: get(record) if record.kind in kinds else None


def _threshold(record: Any) -> int:
    return record.threshold.amount if record.threshold is not None else 0


def _cap(record: Any) -> int | None:
    return None if record.cap is None else record.cap.amount


def _yearly_cap(record: Any) -> int | None:
    yearly = record.cap is not None and record.cap.scope == "firm_year"
    return record.cap.amount if yearly else None


def _tiers(record: Any) -> list[list[int | float]] | None:
    if record.tiers is None:
        return None
    return [[step.at_least, bp(step.rate)] for step in record.tiers.steps]


def _rest(record: Any) -> Any:
    return None if record.tiers is None else record.tiers.rest_above


FIGURES: dict[str, Getter] = {
    "threshold": of(*GRANTS)(_threshold),
    "rate_bp": of(*GRANTS)(lambda record: bp(record.rate)),
    "rate_bp_max": of("I2")(lambda record: bp(record.rate)),
    "cap": of(*GRANTS, "F1")(_cap),
    "cap_per_firm_year": of("F1")(_yearly_cap),
    "tiers": of("I2")(_tiers),
    "marginal_from": of("I2")(lambda record: _rest(record) and _rest(record).amount),
    "marginal_bp": of("I2")(lambda record: _rest(record) and bp(_rest(record).rate)),
    "soft_share_max_bp": of("I2")(
        lambda record: None if record.soft_share_max is None else bp(record.soft_share_max)
    ),
    "min_saving_tce": of(*GRANTS)(lambda record: record.energy and record.energy.saving_tce),
    "min_co2_cut_t": of(*GRANTS)(lambda record: record.energy and record.energy.co2_cut_t),
    "one_time": of("I5")(lambda record: True),
    "first_time_only": of("I5")(lambda record: True),
    "min": of("I5")(lambda record: record.band and record.band.low),
    "max": of("I5")(lambda record: record.band and record.band.high),
    "share_bp": of("F1")(lambda record: bp(record.rate)),
    "years": of("F1", "I6")(lambda record: record.timing.years),
    "max_years": of("I3")(lambda record: record.timing.years),
    "discount_bp": of("F2")(lambda record: bp(record.discount)),
    "compensation_bp": of("F3")(lambda record: bp(record.rate)),
    "unit_value_max": of("X1")(lambda record: record.unit_limit),
    "acquired_from": of("X1")(lambda record: record.valid_from.isoformat()),
    "acquired_to": of("X1")(lambda record: record.valid_to.isoformat()),
    "handover_multiple": of("L2")(lambda record: record.multiple),
    "planned_fai_min": of("G1")(lambda record: record.threshold and record.threshold.amount),
    "stack_cap_bp": of("Q4")(lambda record: bp(record.ceiling)),
    "max_share_bp": of("F4")(lambda record: bp(record.rate)),
    "min_amount": of("F4")(_threshold),
    "province_bp": of("I6")(lambda record: bp(record.shares.province)),
    "city_bp": of("I6")(lambda record: bp(record.shares.city)),
    "county_bp": of("I6")(lambda record: bp(record.shares.county)),
}


def param_problems(laws: Laws, params: Mapping[str, Any]) -> Iterator[Problem]:
    """Names in the head that no record of ours has."""
    for name in params:
        if not laws.index.find(name):
            nearest = nearest_name(name, laws.index.names())
            message = "no policy file has this instrument"
            yield Problem(("meta", "params", name), message, name, True, None, nearest, at_key=True)


def param_differences(laws: Laws, params: Mapping[str, Any]) -> Iterator[ParamDifference]:
    """Figures of the head that our files have otherwise, or have not."""
    for instrument, figures in params.items():
        matches = laws.index.find(instrument)
        for name, theirs in figures.items():
            ours = _ours(laws, matches, name, theirs)
            if _plain(theirs) != ours:
                yield ParamDifference(instrument, name, _plain(theirs), ours)


def option_differences(options: Mapping[str, list[str | int]]) -> Iterator[ParamDifference]:
    """Readings of the head whose default or options are not ours."""
    for switch, theirs in options.items():
        known = READINGS.get(switch)
        ours = list(known.options) if known is not None else None
        written = [str(option) for option in theirs]
        if ours is None or not set(written) <= set(ours) or written[:1] != ours[:1]:
            yield ParamDifference("reading_options", switch, written, ours)


def _ours(laws: Laws, matches: list[Match], name: str, theirs: Any) -> Any:
    """Our figure of that name: the first that a record of the instrument has."""
    found = [match for match in matches if isinstance(match.record, Instrument | Relation)]
    if name == "tiers_bp":
        return _rates_by_level(laws, found, theirs)
    get = FIGURES.get(name)
    values = (_award(match.record, name) if get is None else get(match.record) for match in found)
    return next((value for value in values if value is not None), None)


def _award(record: Any, title: str) -> int | None:
    """A prize or an amount by its title."""
    entries = [*getattr(record, "awards", ()), *getattr(record, "amounts", ())]
    return next((entry.amount for entry in entries if entry.title == title), None)


def _rates_by_level(laws: Laws, found: list[Match], theirs: Any) -> Any:
    """The rate at each level that the head names."""
    for match in found:
        if match.record.kind == "I2" and isinstance(theirs, dict):
            row = laws.rules([match.policy], {}).row(match.record.id)
            return {
                level: basis_points(tier_rate(row, 0, int(level)))
                for level in theirs
                if level.isdigit()
            }
    return None


def _plain(value: Any) -> Any:
    """A figure as the file has it; a day as text."""
    return value.isoformat() if isinstance(value, dt.date) else value
