"""Each family of instruments and each kind of relation against its tables, term by term."""

import copy
import datetime as dt
from typing import Any, get_args

import pytest
from pydantic import ValidationError

from scenarios.errors import Problem, RecordError
from scenarios.instrument_schema import Instrument
from scenarios.instrument_terms import (
    FIELDS_NEEDED,
    FIELDS_READ,
    FIXED_TERMS,
    PER_PROJECT,
    Kind,
    Mode,
    RelationKind,
    family_of,
)
from scenarios.policy_schema import RELATION_TERMS, Relation
from scenarios.schema_walk import expected_at
from scenarios.validation import check_data

TIERS = {
    "by": "audited_cost", "steps": [{"at_least": 2, "rate": 0.1}, {"at_least": 3, "rate": 0.2}],
    "rest_above": {"amount": 9, "rate": 0.05}, "status": "seed", "basis": "the article",
}  # fmt: skip
# One value for every term of an instrument, fit for the families that read it.
NAMED = {"zh": "一", "en": "One"}
TERMS: dict[str, Any] = {
    "eligibility.directions": ["green"],
    "eligibility.natures": ["expansion"],
    "eligibility.trades": ["apparel"],
    "eligibility.cities": ["town"],
    "eligibility.districts": ["north"],
    "eligibility.sizes": ["small", "medium"],
    "eligibility.applicants": ["provider"],
    "eligibility.revenue_min": 5,
    "eligibility.above_scale_only": True,
    "eligibility.library_only": True,
    "eligibility.requires_filing": True,
    "base": "equipment_price",
    "rate": 0.1,
    "tiers": TIERS,
    "size_tiers": TIERS,
    "soft_share_max": 0.3,
    "energy": {"saving_tce": 50, "co2_cut_t": 150},
    "intensity": 0.5,
    "unit_limit": 1000,
    "threshold": {"quantity": "base_amount", "amount": 5},
    "cap": {"amount": 9, "scope": "firm_year"},
    "awards": [
        {"title": "best", "label": NAMED, "amount": 8},
        {"title": "good", "label": NAMED, "amount": 5},
    ],
    "band": {"low": 5, "high": 9},
    "single_award": 6,
    "shares": {"province": 0.6, "city": 0.5, "county": 0.4},
    "amounts": [{"title": "yearly", "label": NAMED, "amount": 700}],
    "discount": {"value": 0.0045, "low": 0.003, "high": 0.006, "basis": "three banks"},
    "multiple": 2,
    "pot": "some.pot",
    "timing.mode": "tax",
    "timing.application_quarter": 1,
    "timing.review_quarters": 1,
    "timing.payment_quarters": 1,
    "timing.years": 2,
    "exclusive_with": ["other"],
}
HEAD = {
    "id": "some", "label": {"zh": "某", "en": "some"}, "group": "some", "payer": "city",
    "cites": [{"document": "000", "article": "I"}],
}  # fmt: skip
DAYS = {
    "announced": dt.date(2019, 1, 1), "valid_from": dt.date(2019, 1, 1),
    "valid_to": dt.date(2020, 12, 31),
}  # fmt: skip
FAMILIES = tuple(FIELDS_READ)
RELATION: dict[str, Any] = {
    "among": ["some", "other"], "bars": ["municipal_fund"], "ceiling": 0.5,
    "ends": {"document": "001", "articles": ["4"]},
}  # fmt: skip


def put(data: dict[str, Any], name: str, value: Any) -> None:
    *above, last = name.split(".")
    for key in above:
        data = data.setdefault(key, {})
    data[last] = value


def drop(data: dict[str, Any], name: str) -> None:
    *above, last = name.split(".")
    for key in above:
        data = data[key]
    del data[last]


def whole(family: str) -> dict[str, Any]:
    """An instrument that states every term that its family reads."""
    data: dict[str, Any] = copy.deepcopy({**HEAD, **DAYS, "kind": family[:2]})
    for name in FIELDS_READ[family]:
        put(data, name, copy.deepcopy(TERMS[name]))
    for name, allowed in FIXED_TERMS.get(family, {}).items():
        put(data, name, allowed[0])
    if family == "I4":
        data["payer"] = "district"
    return data


def problems(data: dict[str, Any]) -> list[Problem]:
    return check_data(Instrument, data)[1]


def test_the_tables_name_terms_that_exist():
    assert {family_of(kind, mode) for kind in get_args(Kind) for mode in get_args(Mode)} == set(
        FAMILIES
    )
    for table in (FIELDS_READ, FIELDS_NEEDED):
        assert set(table) == set(FAMILIES)
        assert {name for names in table.values() for name in names} <= set(TERMS)
    assert {name for names in FIELDS_READ.values() for name in names} == set(TERMS)
    assert all(set(FIELDS_NEEDED[family]) <= set(FIELDS_READ[family]) for family in FAMILIES)
    read = {row: {name.split(".")[0] for name in names} for row, names in FIELDS_READ.items()}
    fixed = {(row, name.split(".")[0]) for row in FIXED_TERMS for name in FIXED_TERMS[row]}
    assert all(term in read[family] for family, term in fixed)


def test_a_match_is_paid_by_a_district():
    (problem,) = problems({**whole("I4"), "payer": "city"})
    assert (problem.path, problem.value, problem.allowed) == (("payer",), "city", "district")


@pytest.mark.parametrize("family", FAMILIES)
def test_an_instrument_may_state_all_that_is_read(family: str):
    record, found = check_data(Instrument, whole(family))
    assert found == []
    assert record is not None and record.family == family


@pytest.mark.parametrize(
    ("family", "name"), [(family, name) for family in FAMILIES for name in FIELDS_NEEDED[family]]
)
def test_no_needed_term_may_be_left_out(family: str, name: str):
    data = whole(family)
    drop(data, name)
    found = problems(data)
    if (family, name) == ("I1" + PER_PROJECT, "timing.mode"):
        # Without its mode it is no grant to a project: what only such a grant reads is told too.
        found = [problem for problem in found if problem.path == ("timing", "mode")]
        family = "I1"
    (problem,) = found
    assert problem.path == tuple(name.split("."))
    assert problem.message == f"is missing; kind {family} needs it"


@pytest.mark.parametrize(
    ("family", "name"),
    [(family, name) for family in FAMILIES for name in TERMS if name not in FIELDS_READ[family]],
)
def test_no_other_term_may_be_stated(family: str, name: str):
    data = whole(family)
    put(data, name, TERMS[name])
    (problem,) = problems(data)
    assert problem.path == tuple(name.split("."))
    assert problem.allowed == (
        "[renovation]"
        if name == "eligibility.natures" and family in ("I1", "F1")
        else ", ".join(FIELDS_READ[family]) or "nothing"
    )


@pytest.mark.parametrize(
    ("family", "name"), [(family, name) for family in FIXED_TERMS for name in FIXED_TERMS[family]]
)
def test_a_term_has_only_the_values_that_the_law_knows(family: str, name: str):
    path, allowed = tuple(name.split(".")), FIXED_TERMS[family][name]
    for value in set(get_args(expected_at(Instrument, path).kind)) - set(allowed):
        if family == "I1" + PER_PROJECT and name == "timing.mode":
            continue  # that would be another family
        data = whole(family)
        put(data, name, value)
        found = [problem for problem in problems(data) if problem.path == path]
        assert [problem.message for problem in found] == [
            f"must be {' or '.join(allowed)} for kind {family}"
        ]


def whole_relation(kind: str) -> dict[str, Any]:
    """A relation that states every term that its kind reads."""
    head = {key: HEAD[key] for key in ("id", "label", "cites")} | {"clauses": ["004.1"]}
    terms = {name: RELATION[name] for name in RELATION_TERMS[kind]}
    return copy.deepcopy({**head, "kind": kind, **terms})


@pytest.mark.parametrize("kind", get_args(RelationKind))
def test_a_relation_states_what_its_kind_reads_and_nothing_else(kind: str):
    assert check_data(Relation, whole_relation(kind))[1] == []
    for name in RELATION:
        data = whole_relation(kind)
        if name in RELATION_TERMS[kind]:
            del data[name]
            message = f"is missing; kind {kind} needs it"
        else:
            data[name] = RELATION[name]
            message = f"kind {kind} does not read this"
        (problem,) = check_data(Relation, data)[1]
        assert (problem.path, problem.message, problem.at_key) == ((name,), message, True)


def test_a_rest_above_an_amount_needs_tiers_by_amount():
    data = whole("I2")
    data["tiers"]["by"] = "maturity_level"
    (problem,) = problems(data)
    assert problem.path == ("tiers", "rest_above")
    assert problem.message == "rest_above needs tiers by audited_cost"


@pytest.mark.parametrize(("first", "second"), [(3, 3), (4, 3)])
def test_tiers_rise(first: int, second: int):
    data = whole("I2")
    data["size_tiers"]["steps"][0]["at_least"] = first
    data["size_tiers"]["steps"][1]["at_least"] = second
    (problem,) = problems(data)
    assert problem.path == ("size_tiers", "steps", 1, "at_least")
    assert problem.message == "tiers must rise, each step once"


@pytest.mark.parametrize(("amount", "fits"), [(4, False), (5, True), (9, True), (10, False)])
def test_an_award_lies_in_the_band(amount: int, fits: bool):
    for path in (("awards", 1, "amount"), ("single_award",)):
        data = whole("I5")
        if path == ("single_award",):
            data["single_award"] = amount
        else:
            data["awards"][1]["amount"] = amount
        found = problems(data)
        assert [problem.path for problem in found] == ([] if fits else [path])
        assert all(problem.allowed == "5 to 9" for problem in found)


@pytest.mark.parametrize("kind", ["I1", "F1"])
def test_what_pays_on_renovation_may_say_so(kind: str):
    data = whole(kind)
    put(data, "eligibility.natures", ["renovation"])
    assert problems(data) == []


def test_a_record_made_without_a_file_tells_its_fields_too():
    data = whole("S2") | {"rate": 0.1, "unit_limit": 5}
    del data["intensity"]
    with pytest.raises(ValidationError) as caught:
        Instrument.model_validate(data)
    assert (
        "rate: kind S2 does not read this (allowed: intensity); "
        "unit_limit: kind S2 does not read this (allowed: intensity); "
        "intensity: is missing; kind S2 needs it"
    ) in str(caught.value)
    error = RecordError([Problem(("a", 1), "is odd", 5, True)])
    assert str(error) == "a.1: is odd, found number 5"
    assert isinstance(error, ValueError)
