"""No figure and no instrument of a policy file is dead; tests/mutations/figures.py tells of all."""

from __future__ import annotations

import ast
import datetime as dt
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any

import pytest
from mutations import figure_page, figures, law_trials, mutate
from mutations.figure_list import after, has, shipped, value_at, with_value
from mutations.muted import functions
from pydantic import ValidationError

import scenarios
from scenarios.lever_declarations import lever_paths
from scenarios.policy_schema import Policy

FIGURES = figures.figures()
BY_NAME = {figure.name: figure for figure in FIGURES}
# Of all figures one in so many is asked of cases, and half as many of runs by `-m slow`; figures.py
# tries all.
STRIDE = 5


# -- the list is whole


def test_every_lever_of_every_policy_is_a_figure() -> None:
    scenario = scenarios.load_scenario(mutate.ROOT / "scenarios" / "shenzhen-2024.yaml")
    levers = lever_paths(scenario.model_copy(update={"policies": list(shipped())}))
    assert {name for name, place in levers.items() if isinstance(place.part, int)} <= set(BY_NAME)
    assert len(BY_NAME) == len(FIGURES) > 400


def stated(node: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Places of all numbers, days and yes/no that a file states; of an assumed one its own."""
    if isinstance(node, dict):
        if {"value", "low", "high"} <= node.keys():
            yield path
            return
        for key, value in node.items():
            yield from stated(value, (*path, key))
    elif isinstance(node, list) and node and isinstance(node[0], dict):
        for number, value in enumerate(node):
            yield from stated(value, (*path, value.get("id", number)))
    elif isinstance(node[0] if isinstance(node, list) and node else node, int | float | dt.date):
        yield path


def refused(policy: Policy, path: tuple[str | int, ...]) -> bool:
    """Whether a yes/no has one value that the record takes."""
    try:
        with_value(policy, path, not value_at(policy, path))
    except ValidationError:
        return True
    return False


def test_every_number_that_a_policy_file_states_is_a_figure() -> None:
    known = {(figure.policy, figure.path) for figure in FIGURES}
    for policy in shipped():
        for path in stated(policy.model_dump(exclude_unset=True)):
            assert (policy.id, path) in known or refused(policy, path), (policy.id, path)


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.name)
def test_a_figure_is_changed_and_nothing_else(figure: Any) -> None:
    assert figure.new != figure.old
    for old, new in zip(shipped(), after(figure, shipped()), strict=True):
        if old.id != figure.policy:
            assert new is old
            continue
        assert value_at(new, figure.path) == figure.new
        back = with_value(new, figure.path, value_at(old, figure.path))
        for path, _value in figure.beside:
            back = with_value(back, path, value_at(old, path))
        assert value_at(back, figure.path) == figure.old and has(back, figure.path)


# -- what is said to move nothing


def test_what_is_said_to_move_nothing_is_there_and_a_reason_is_given() -> None:
    known = {
        "cases": set(BY_NAME),
        "runs": set(BY_NAME) | set(figures.instruments()),
        "law": {function.name for function in functions()},
        "law_cases": {function.name for function in functions()},
    }
    for part, names in known.items():
        for pattern, reason in figures.reasons(part).items():
            assert any(fnmatchcase(name, pattern) for name in names), pattern
            assert len(reason) > 20 and reason.endswith("."), pattern


@pytest.mark.parametrize("stride", [STRIDE, pytest.param(1, marks=pytest.mark.slow)])
def test_every_figure_that_moves_no_case_has_its_reason(stride: int) -> None:
    told = []
    for figure in FIGURES[::stride]:
        trial = figures.Trial(figure.name, figures.moved_cases(figure), ("not asked",))
        told += [text for text in figures.complaints(trial) if " cases" in text]
    assert told == []


# -- figures and instruments tried

SAMPLE = (
    "004.A1.rate", "004.A3.tiers.2.rate", "004.A3.soft_share_max", "004.A6.energy.saving_tce",
    "004.A12.interest.cap.amount", "004.A15.threshold.amount", "longhua2024.tiers.2.at_least",
    "sz2012.interest.timing.years", "sz2019.universal.rate", "sz2019.major.cap.amount",
    "003.III.1.ceiling.ceiling", "gd2014.taxshare.shares.city", "gd2021.rest.threshold.amount",
)  # fmt: skip


@pytest.mark.parametrize("name", SAMPLE)
def test_a_figure_moves_cases_and_runs(name: str) -> None:
    trial = figures.tried(BY_NAME[name])
    assert trial.cases and trial.runs


@pytest.mark.parametrize("name", ["004.A2", "longhua2024", "003.III.1", "gd2021.prd"])
def test_an_instrument_taken_out_is_felt(name: str) -> None:
    assert figures.moved_without(name)


@pytest.mark.slow
def test_a_tenth_of_all_figures_moves_what_it_should() -> None:
    step = 2 * STRIDE
    trials, removals = figures.try_all(FIGURES[::step], figures.instruments()[::step])
    assert [text for trial in [*trials, *removals] for text in figures.complaints(trial)] == []


# -- the law

OF_SUPPORT = ("grants", "package", "interest", "awards", "duplication", "contact", "put_forward",
              "targets", "land", "tax", "applying", "prospects")  # fmt: skip


@pytest.mark.parametrize("name", OF_SUPPORT)
def test_every_function_of_the_law_of_support_is_broken_on_purpose(name: str) -> None:
    path = f"sim/law/{name}.py"
    text = (mutate.ROOT / path).read_text("utf-8")
    lines = [
        text[: text.index(mutation.find)].count("\n") + 1
        for mutation in mutate.mutations()
        if mutation.file == path
    ]
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef):
            last = node.end_lineno or node.lineno
            assert any(node.lineno <= line <= last for line in lines), node.name


def test_every_function_of_the_law_was_muted_on_cases_and_runs() -> None:
    assert set(law_trials.kept()) == {function.name for function in functions()}
    assert [
        text for trial in figures.moved_by_law() for text in figures.law_complaints(trial)
    ] == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["grants.accepted_cost", "package.cut_to", "interest.own_interest"]
)
def test_a_muted_function_is_felt_as_the_page_says(name: str) -> None:
    (function,) = [row for row in functions() if row.name == name]
    ((_name, cases, runs),) = law_trials.trials([function])
    kept = law_trials.kept()[name]
    assert (list(cases), list(runs)) == (kept["cases"], kept["runs"])


def test_the_page_tells_of_every_figure_and_function_as_it_is_now() -> None:
    text = figures.PAGE.read_text("utf-8")
    for figure in FIGURES:
        assert figure_page.figure_cells(figure) in text, figure.name
    for name in [*figures.instruments(), *(function.name for function in functions())]:
        assert f"| `{name}` |" in text, name
