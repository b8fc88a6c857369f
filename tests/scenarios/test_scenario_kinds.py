"""Each kind of instrument against the tables of what its law reads and needs, term by term."""

import copy
import datetime as dt
from typing import Any, get_args

import pytest
from pydantic import ValidationError

from scenarios.errors import Problem, RecordError
from scenarios.policy_schema import FIELDS_NEEDED, FIELDS_READ, FIXED_TERMS, Instrument, Kind
from scenarios.validation import check_data

# One value for every term of an instrument, fit for the kinds that read it.
TERMS: dict[str, Any] = {
    "eligibility.directions": ["green"],
    "eligibility.natures": ["expansion"],
    "eligibility.above_scale_only": True,
    "eligibility.library_only": True,
    "eligibility.requires_filing": True,
    "base": "equipment_price",
    "rate": 0.1,
    "intensity": 0.5,
    "unit_limit": 1000,
    "threshold": {"quantity": "base_amount", "amount": 5},
    "cap": {"amount": 9, "scope": "firm_year"},
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
KINDS = get_args(Kind)


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


def whole(kind: str) -> dict[str, Any]:
    """An instrument that states every term that its kind reads."""
    data: dict[str, Any] = copy.deepcopy({**HEAD, **DAYS, "kind": kind})
    for name in FIELDS_READ[kind]:
        put(data, name, copy.deepcopy(TERMS[name]))
    for name, allowed in FIXED_TERMS.get(kind, {}).items():
        put(data, name, allowed[0])
    return data


def problems(data: dict[str, Any]) -> list[Problem]:
    return check_data(Instrument, data)[1]


def test_the_tables_name_terms_that_exist():
    for table in (FIELDS_READ, FIELDS_NEEDED):
        assert set(table) == set(KINDS)
        assert {name for names in table.values() for name in names} <= set(TERMS)
    assert all(set(FIELDS_NEEDED[kind]) <= set(FIELDS_READ[kind]) for kind in KINDS)
    read = {kind: {name.split(".")[0] for name in names} for kind, names in FIELDS_READ.items()}
    fixed = {(kind, name.split(".")[0]) for kind in FIXED_TERMS for name in FIXED_TERMS[kind]}
    assert all(term in read[kind] for kind, term in fixed)


@pytest.mark.parametrize("kind", KINDS)
def test_an_instrument_may_state_all_that_is_read(kind: str):
    assert problems(whole(kind)) == []


@pytest.mark.parametrize(
    ("kind", "name"), [(kind, name) for kind in KINDS for name in FIELDS_NEEDED[kind]]
)
def test_no_needed_term_may_be_left_out(kind: str, name: str):
    data = whole(kind)
    drop(data, name)
    (problem,) = problems(data)
    assert problem.path == tuple(name.split("."))
    assert problem.message == f"is missing; kind {kind} needs it"


@pytest.mark.parametrize(
    ("kind", "name"),
    [(kind, name) for kind in KINDS for name in TERMS if name not in FIELDS_READ[kind]],
)
def test_no_other_term_may_be_stated(kind: str, name: str):
    data = whole(kind)
    put(data, name, TERMS[name])
    (problem,) = problems(data)
    assert problem.path == tuple(name.split("."))
    assert problem.allowed is not None


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
