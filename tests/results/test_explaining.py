"""The repeated quarter is the engine's; what is told of it are the law's own figures."""

from __future__ import annotations

import dataclasses
import importlib
import inspect
import pkgutil
from functools import cache
from typing import Any

import numpy as np
import pytest
from explained_worlds import cases, frames_of, small_world

import sim.acts
import sim.law
from results.explaining.heard import HEARD
from results.explaining.life import partings, tape_all, telling_quarter
from results.explaining.listening import Call, Listener, functions
from results.explaining.repeat import NotTheSameQuarterError, repeat
from results.explaining.scene import scene_of
from results.explaining.sentences import Speaker
from results.explaining.steps import account_of
from results.explaining.tape import TapedRun
from results.explaining.twin import differs, first_difference, side_by_side
from results.explaining.whole import explained
from results.explaining.words import OUTCOMES, SAID, STEPS
from sim.acts import deciding
from sim.simulation import simulate

DOUBLING, MEASURES = "shenzhen-doubling", "shenzhen-2024"


def found(kind: str, name: str = DOUBLING) -> tuple[int, str]:
    """A firm and quarter of a kind; the small city has one of each that is asked for."""
    return cases(name)[kind][0]


@cache
def explain(
    firm: int, quarter: str | None, name: str = DOUBLING, variant: str | None = None
) -> Any:
    """The answer, from a world that is loaded once."""
    return explained(small_world(name, variant), firm, quarter, None, (), False)


# -- the repeated quarter


@pytest.mark.parametrize(
    ("name", "variant"),
    [(DOUBLING, None), (DOUBLING, "no-programme"), (MEASURES, None)],
)
def test_every_quarter_repeats_as_the_engine_had_it(name: str, variant: str | None) -> None:
    world = small_world(name, variant)
    inputs = world.inputs(world.variant)
    rows = range(3, inputs.firm_count, 29)
    tape_all(world, world.variant, rows)
    for row in rows:
        for frame in frames_of(row, name, variant):
            repeat(inputs, frame)  # raises where anything differs


def test_the_taped_run_is_the_run() -> None:
    world = small_world()
    inputs = world.inputs(world.variant)
    run = TapedRun(inputs, world.key, [5, 9])
    run.run()
    plain = simulate(inputs, world.key)
    assert np.array_equal(run.outcome().tallies, plain.tallies)
    assert run.outcome().entries == plain.entries


def considered() -> tuple[Any, Any]:
    """A frame in which a project is decided on."""
    world = small_world()
    inputs = world.inputs(world.variant)
    firm, quarter = found("investing")
    row = int(np.flatnonzero(inputs.ids == firm)[0])
    frames = frames_of(row)
    names = [inputs.calendar.name(frame.now) for frame in frames]
    return inputs, frames[names.index(quarter)]


@pytest.mark.parametrize("part", ["firm", "building"])
def test_a_state_that_differs_in_one_field_is_an_error_of_the_program(part: str) -> None:
    inputs, frame = considered()
    row = getattr(frame.ended, part)
    name = {"firm": "cash", "building": "spent"}[part]
    other = dataclasses.replace(frame.ended, **{part: row | {name: row[name] + 1}})
    with pytest.raises(NotTheSameQuarterError, match=name):
        repeat(inputs, dataclasses.replace(frame, ended=other))


def test_claims_are_compared_too() -> None:
    inputs, frame = considered()
    other = (frame.claims[0] + 1, *frame.claims[1:])
    with pytest.raises(NotTheSameQuarterError, match="claims"):
        repeat(inputs, dataclasses.replace(frame, claims=other))


def test_another_law_than_the_engines_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    inputs, frame = considered()
    monkeypatch.setattr("sim.acts.deciding.build_time", lambda *_: 3 * frame.ended.building["cost"])
    with pytest.raises(NotTheSameQuarterError, match=r"building\.quarters"):
        repeat(inputs, frame)


# -- the first look


def test_what_the_first_look_spares_is_weighed_to_be_told_of() -> None:
    world = small_world()
    inputs = world.inputs(world.variant)
    look = deciding.is_hopeless
    for frame in (frame for row in range(3, inputs.firm_count, 29) for frame in frames_of(row)):
        with Listener(()) as heard:
            repeat(inputs, frame)
        if (spared := heard.whole.first("is_hopeless")) is not None and spared.result:
            assert heard.whole.first("best_size") is None
            scene = scene_of(world, world.variant, frame)  # raises where another end is reached
            account = account_of(scene, world.variant)
            assert {"hurdle", "worth", "decision"} <= {step.name for step in account.steps}
            assert account.outcome == "refused" and account.step("worth").facts["worth"] <= 0.0
            assert deciding.is_hopeless is look
            return
    pytest.fail("no firm spares itself the weighing")


class Deaf(Listener):
    """Hears nothing and says so."""

    def __enter__(self) -> Listener:
        raise RuntimeError("deaf")


def test_the_first_look_is_back_after_a_fault_of_the_program() -> None:
    inputs, frame = considered()
    look = deciding.is_hopeless
    with pytest.raises(RuntimeError, match="deaf"):
        repeat(inputs, frame, Deaf)
    assert deciding.is_hopeless is look


# -- the table of names


def test_every_name_that_is_listened_to_is_in_the_law() -> None:
    codes = {name: code for code, (name, _heard) in functions().items()}
    assert set(codes) == set(HEARD)
    for name, heard in HEARD.items():
        code = codes[name]
        parameters = code.co_varnames[: code.co_argcount]
        for argument in heard.arguments:
            assert argument.partition(".")[0] in parameters, (name, argument)
        for figure in heard.at_end:
            assert figure.partition(".")[0] in code.co_varnames, (name, figure)


def test_a_name_stands_for_one_function() -> None:
    homes: dict[str, set[str]] = {}
    for package in (sim.law, sim.acts):
        for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            for name, value in vars(importlib.import_module(module.name)).items():
                if name in HEARD and inspect.isfunction(value):
                    homes.setdefault(name, set()).add(value.__module__)
    assert all(len(modules) == 1 for modules in homes.values()), homes


def test_a_function_that_is_not_listened_to_is_not_asked_for() -> None:
    with pytest.raises(KeyError, match=r"heard\.py"):
        list(Call("quarter").every("no_such_function"))


# -- what is told are the law's figures


def recorded(monkeypatch: pytest.MonkeyPatch, home: str, name: str) -> list[Any]:
    """What a law function returns while a firm decides, written down by a wrapper."""
    module = importlib.import_module(home)
    original, results = getattr(module, name), []

    def wrapper(*arguments: Any) -> Any:
        results.append(original(*arguments))
        return results[-1]

    monkeypatch.setattr(module, name, wrapper)
    return results


@pytest.mark.parametrize(
    ("home", "name", "step", "told"),
    [
        ("sim.law.decision", "support_value", "support", lambda facts: facts["total"]),
        ("sim.law.decision", "tax_value", "tax", lambda facts: facts["value"]),
        ("sim.law.decision", "loan_needed", "money", lambda facts: facts["loan"]),
        ("sim.law.sizes", "appraise", "worth", lambda facts: facts["worth"]),
        ("sim.law.sizes", "floor_for", "floor", lambda facts: facts["short"]),
    ],
)
def test_a_step_tells_what_the_law_returned(
    monkeypatch: pytest.MonkeyPatch, home: str, name: str, step: str, told: Any
) -> None:
    firm, quarter = found("investing")
    account = explain(firm, quarter).account
    inputs, frame = considered()
    results = recorded(monkeypatch, home, name)
    repeat(inputs, frame)
    first = results[0]
    if isinstance(first, tuple):
        first = first[1] if name == "floor_for" else first[0]
    assert told(account.step(step).facts) == first


@pytest.mark.parametrize("name", [DOUBLING, pytest.param(MEASURES, marks=pytest.mark.slow)])
def test_the_figures_of_a_decision_add_up(name: str) -> None:
    for kind in ("investing", "refused", "unfinanced", "unhoused", "resized"):
        for firm, quarter in cases(name).get(kind, []):
            account = explain(firm, quarter, name).account
            facts = account.step("worth").facts
            outlay = sum(
                facts[part]
                for part in ("cost", "unrecovered", "dearer", "finance", "floor", "standstill")
            ) - (facts["tax"] + facts["support"])
            assert outlay == pytest.approx(facts["outlay"], rel=1e-12, abs=1e-3)
            worth = facts["gain"] - facts["cost_weight"] * facts["outlay"]
            assert worth == pytest.approx(facts["worth"], rel=1e-12, abs=1e-3)
            support = account.step("support").facts
            counted = sum(rule["value"] for rule in support["rules"] if rule["why"] == "counts")
            assert counted == pytest.approx(support["total"], rel=1e-12, abs=1e-6)
            assert support["total"] == facts["support"]


@pytest.mark.parametrize("name", [DOUBLING, pytest.param(MEASURES, marks=pytest.mark.slow)])
def test_what_is_found_is_what_is_explained(name: str) -> None:
    outcomes = {"investing": "started", "resized": "started", "relabelled": "started"}
    for kind, firms in cases(name).items():
        for firm, quarter in firms:
            account = explain(firm, quarter, name).account
            if kind in OUTCOMES or kind in outcomes:
                assert account.outcome == outcomes.get(kind, kind)
            if kind == "resized":
                decision = account.step("decision").facts
                assert decision["cost"] != decision["own_cost"]
                chosen = [row for row in account.step("sizes").facts["sizes"]
                          if row["cost"] == decision["cost"]]  # fmt: skip
                assert max(row["worth"] for row in chosen) == decision["worth"]
            if kind == "relabelled":
                assert account.step("start").facts["relabelled"] > 0
            if kind == "applying":
                claims = account.step("claims").facts["claims"]
                assert any(claim["became"] == "claimed" for claim in claims)
            if kind == "supported":
                assert account.step("paid").facts["total"] > 0
            if kind == "exiting":
                assert account.step("business").facts["gone"] or account.outcome == "left_city"


def test_the_small_city_has_most_kinds_of_firm() -> None:
    assert {"investing", "refused", "unfinanced", "unhoused", "applying", "supported",
            "exiting"} <= set(cases())  # fmt: skip
    assert "resized" in {*cases(), *cases(MEASURES)}
    assert "relabelled" in {*cases(), *cases(MEASURES)}


# -- twins


def test_before_the_announcement_twins_are_one() -> None:
    firm, _quarter = found("supported")
    answer = explain(firm, "2016-Q2")
    assert answer.first_difference is None and answer.parted == ()
    here, there = answer.account, answer.twin
    assert [step.name for step in here.steps] == [step.name for step in there.steps]
    assert here.step("worth") == there.step("worth")


def test_the_first_difference_is_the_first() -> None:
    answer = next(
        answer for answer in (explain(*one) for one in cases()["supported"]) if answer.parted
    )
    names = [name for name, here, there in side_by_side(answer.account, answer.twin)
             if differs(here, there)]  # fmt: skip
    assert names[0] == answer.first_difference == first_difference(answer.account, answer.twin)
    assert all(parting.quarter >= "2018-Q1" for parting in answer.parted)
    assert answer.parted[0].quarter < answer.quarter


def test_the_parting_names_quarter_and_fields() -> None:
    inputs, frame = considered()
    later = dataclasses.replace(frame, now=frame.now + 1)
    row = frame.ended.firm
    other = dataclasses.replace(frame.ended, firm=row | {"cash": row["cash"] + 7})
    twin = dataclasses.replace(later, ended=other)
    (parting,) = partings(inputs, [frame, later], [frame, twin])
    assert parting.quarter == inputs.calendar.name(frame.now + 1)
    assert parting.fields == (("cash", row["cash"], row["cash"] + 7),) and not parting.news_only


def test_the_baseline_itself_has_no_twin() -> None:
    firm, quarter = found("investing")
    answer = explain(firm, quarter, variant="no-programme")
    assert answer.twin is None and answer.first_difference is None and answer.twin_life == ()


# -- life and the telling quarter


def test_the_telling_quarter_is_the_start_of_the_largest_project() -> None:
    firm, _quarter = found("investing")
    answer = explain(firm, None)
    starts = [event for event in answer.life if event.name == "started"]
    largest = max(starts, key=lambda event: event.facts["cost"])
    assert answer.quarter == largest.quarter and answer.account.outcome == "started"


def test_a_firm_that_never_starts_is_shown_where_it_decides_against_its_largest() -> None:
    world = small_world()
    inputs = world.inputs(world.variant)
    for row in range(0, inputs.firm_count, 5):
        frames = frames_of(row)
        life = [repeat(inputs, frame) for frame in frames]
        against = [again for again in life if "projects_unfinanced" in again.booked]
        if against and not any("projects_started" in again.booked for again in life):
            frame = frames[telling_quarter(frames, life)]
            scene = scene_of(world, world.variant, frame)
            assert account_of(scene, world.variant).step("decision") is not None
            return
    pytest.fail("no such firm among those looked at")


# -- words


def test_every_step_has_a_name_a_sentence_and_a_place() -> None:
    for name in STEPS:
        assert callable(getattr(Speaker("en", {}), f"_{name}"))
    assert all(zh and en for zh, en in SAID.values())


@pytest.mark.parametrize("language", ["zh", "en"])
def test_whatever_happens_can_be_said(language: Any) -> None:
    world = small_world()
    inputs = world.inputs(world.variant)
    said = set()
    for row in range(1, inputs.firm_count, 61):
        for frame in frames_of(row):
            account = account_of(scene_of(world, world.variant, frame), world.variant)
            for step in account.steps:
                lines = Speaker(language, {}).lines(step)
                assert lines and all(line and "{" not in line for line in lines)
                said.add(step.name)
    assert {"news", "business", "project", "worth", "decision", "start", "building"} <= said
