"""Keys of kept rows: whatever could change a run's tables, under any setting, is in its key."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydantic import BaseModel

from scenarios import load_scenario
from scenarios.errors import InputError
from scenarios.reading_list import READINGS
from scenarios.readings import readings_in_force
from sim.base import Base
from sim.model_inputs import Inputs, identity_of, prepare
from sim.runs import LawChangedError, keys, row_work, rows_kept
from sim.runs.row_work import RowJob, Unit, recipe_of, run_job
from sim.runs.rows_kept import said_of, world_of

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
MEASURES = ("reported_renovation",)
Where = tuple[Any, ...]
PRESSED = {"RW16": "effort_pressure"}
READ_BY_NO_TABLE = {"label", "note", "cites", "title", "question", "observations", "without_effect"}


def small(name: str) -> Any:
    loaded = load_scenario(SCENARIOS / f"{name}.yaml")
    file = loaded.file.model_copy(update={"population_limit": 60})
    return loaded.model_copy(update={"file": file})


@pytest.fixture(scope="module")
def shenzhen() -> Any:
    return small("shenzhen-doubling")


@pytest.fixture(scope="module")
def guangdong() -> Any:
    return small("guangdong-2018")


def leaves(value: Any, where: Where = ()) -> Iterator[tuple[Where, Any]]:
    """Every single value below a record, with the way to it."""
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            if name not in READ_BY_NO_TABLE:
                yield from leaves(getattr(value, name), (*where, name))
    elif isinstance(value, dict):
        for name, part in value.items():
            yield from leaves(part, (*where, name))
    elif isinstance(value, list | tuple):
        for number, part in enumerate(value):
            yield from leaves(part, (*where, number))
        if where[-1] == "without":
            yield where, value
    else:
        yield where, value


def with_leaf(value: Any, where: Where, other: Any) -> Any:
    """A copy of a record with one value changed; nothing is checked."""
    if not where:
        return other
    name, *rest = where
    if isinstance(value, BaseModel):
        part = with_leaf(getattr(value, name), tuple(rest), other)
        return value.model_copy(update={name: part})
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[name] = with_leaf(value[name], tuple(rest), other)  # type: ignore[index]
    return copy


def changed(value: Any) -> list[Any]:
    """Other values for a leaf."""
    match value:
        case bool():
            return [not value]
        case int():
            return [value + 1]
        case float():
            return [value * 0.9 + 0.01]
        case dt.date():
            return [value.replace(year=value.year - 1), value.replace(year=value.year + 1)]
        case list():
            return [["shenzhen"]]
        case str():
            return [f"{value}x"]
    return []


def tables(scenario: Any, variant: str, settings: dict[str, Any]) -> dict[str, Any] | None:
    """What a run would read; None where it cannot be prepared."""
    try:
        inputs = Base(scenario, variant).with_values(settings)
    except (InputError, KeyError, ValueError, TypeError, AttributeError, AssertionError):
        return None
    return {
        name: value.tobytes() if isinstance(value, np.ndarray) else repr(value)
        for name, value in vars(inputs).items()
        if name not in ("content", "identity", "file_hashes", "scenario_id")
    }


def said(scenario: Any, variant: str) -> str | None:
    try:
        return keys.digest(said_of(scenario, variant, {}))
    except (KeyError, ValueError, TypeError, AttributeError, AssertionError):
        return None


def every_reading(scenario: Any) -> list[dict[str, Any]]:
    return [{}] + [
        {name: option}
        for name, own in readings_in_force(scenario.policies).items()
        for option in READINGS[name].options
        if option != own
    ]


def unseen(scenario: Any, found: list[tuple[Where, Any]], settings: list[dict[str, Any]]) -> Any:
    """Leaves whose change moves tables under some settings, and no key."""
    variant = scenario.variants[0].id
    key = said(scenario, variant)
    before: list[Any] = [None] * len(settings)
    missed = []
    for where, value in found:
        for other in changed(value):
            changed_scenario = with_leaf(scenario, where, other)
            if said(changed_scenario, variant) != key:
                continue
            for number, values in enumerate(settings):
                before[number] = before[number] or tables(scenario, variant, values)
                after = tables(changed_scenario, variant, values)
                if after is not None and after != before[number]:
                    missed.append((where, values))
    return missed


def below(scenario: Any, *names: str) -> list[tuple[Where, Any]]:
    return [
        (where, value)
        for where, value in leaves(scenario)
        if where[0] == "policies" and len(where) > 2 and where[2] in names
    ]


def test_targets_and_days_of_documents_are_in_the_key(shenzhen: Any) -> None:
    found = below(shenzhen, "targets", "document")
    assert len(found) > 40
    assert unseen(shenzhen, found, [{}, PRESSED]) == []


def test_a_target_that_a_row_brings_in_tells_worlds_apart(shenzhen: Any) -> None:
    """The case that was found: RW16 set by a row asks for targets that nobody had read before."""
    where, value = next(
        (where, value)
        for where, value in below(shenzhen, "targets")
        if where[-1] == "value"
        and value
        and tables(with_leaf(shenzhen, where, value * 2), "as-enacted", PRESSED)
        != tables(shenzhen, "as-enacted", PRESSED)
    )
    other = with_leaf(shenzhen, where, value * 2)
    assert tables(other, "as-enacted", {}) == tables(shenzhen, "as-enacted", {})
    assert world_of(Base(other, "as-enacted"), MEASURES) != world_of(
        Base(shenzhen, "as-enacted"), MEASURES
    )


def test_a_title_or_label_is_in_no_key(shenzhen: Any) -> None:
    name = ("policies", 0, "instruments", 0, "label")
    label = shenzhen.policies[0].instruments[0].label
    other = with_leaf(shenzhen, name, label.model_copy(update={"en": "Other"}))
    assert said(other, "as-enacted") == said(shenzhen, "as-enacted")


def test_cities_that_a_document_leaves_out_are_in_both_keys(guangdong: Any) -> None:
    variant = guangdong.variants[0].id
    limited = [n for n, p in enumerate(guangdong.policies) if p.document.reaches.without]

    def reaching(cities: list[str]) -> Any:
        other = guangdong
        for number in limited:
            where = ("policies", number, "document", "reaches", "without")
            other = with_leaf(other, where, cities)
        return other

    for cities in ([], ["shenzhen", "guangzhou"]):
        other = reaching(cities)
        assert tables(other, variant, {}) != tables(guangdong, variant, {})
        assert identity_of(other, variant) != identity_of(guangdong, variant)
        assert said(other, variant) != said(guangdong, variant)
    beyond = reaching(["shenzhen", "changsha"])
    assert identity_of(beyond, variant) == identity_of(guangdong, variant)
    assert tables(beyond, variant, {}) == tables(guangdong, variant, {})


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:Pydantic serializer warnings")
@pytest.mark.parametrize("name", ["shenzhen-doubling", "guangdong-2018"])
def test_every_leaf_that_could_move_a_table_is_in_the_key(name: str) -> None:
    scenario = small(name)
    found = [(where, value) for where, value in leaves(scenario) if where[0] != "file_hashes"]
    assert len(found) > 2000
    settings = every_reading(scenario)
    assert len(settings) > 4
    assert unseen(scenario, found[::7], settings) == []


def test_what_is_prepared_is_in_the_key(shenzhen: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sources outside the law that make tables: whatever they are, other tables are another key."""
    base = Base(shenzhen, "as-enacted")
    before = keys.digest(world_of(base, MEASURES))
    assert keys.digest(world_of(Base(shenzhen, "as-enacted"), MEASURES)) == before
    rules = base.inputs.rules.copy()
    rules["exclusion"][0] += 1
    base.inputs = replace(base.inputs, rules=rules)
    assert keys.digest(world_of(base, MEASURES)) != before
    monkeypatch.setattr(keys, "LOADED_PREPARING", "0" * 32)
    assert keys.digest(world_of(Base(shenzhen, "as-enacted"), MEASURES)) != before


def test_sources_that_apply_settings_are_in_the_key_and_those_that_read_files_are_not(
    tmp_path: Path,
) -> None:
    names = keys.preparing_files()
    assert {"levers.py", "exclusions.py", "crosschecks.py", "instrument_schema.py",
            "readings.py", "reading_list.py"} <= names.keys()  # fmt: skip
    assert not {"loading.py", "yaml_document.py", "sweep_loading.py", "errors.py"} & names.keys()
    assert keys.digest(names) == keys.LOADED_PREPARING
    for name in names:
        (tmp_path / name).write_bytes((SCENARIOS / name).read_bytes().replace(b"\n", b"\r\n"))
    keys.require_unchanged_preparing(tmp_path)
    (tmp_path / "levers.py").write_text("x = 1\n")
    with pytest.raises(LawChangedError, match=r"levers\.py"):
        keys.require_unchanged_preparing(tmp_path)


def job(base: Base, units: tuple[Unit, ...] = ()) -> RowJob:
    world = keys.digest(world_of(base, MEASURES))
    return RowJob(recipe_of(base), world, units, MEASURES, "compiled", None, keys.LOADED_LAW)


def test_a_worker_that_prepares_other_tables_is_refused(
    shenzhen: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = job(Base(shenzhen, "as-enacted", quarters=8))
    monkeypatch.setattr(row_work, "_IDLE", type(row_work._IDLE)())
    assert run_job(asked).rows == []

    def otherwise(*given: Any) -> Inputs:
        inputs = prepare(*given)
        return replace(inputs, districts_reached=inputs.districts_reached + 0.25)

    monkeypatch.setattr(row_work, "_IDLE", type(row_work._IDLE)())
    monkeypatch.setattr("sim.base.prepare", otherwise)
    with pytest.raises(LawChangedError, match="prepares other tables"):
        run_job(asked)


def test_threads_of_one_worker_never_share_a_base(
    shenzhen: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Slow(list[Any]):
        """A list whose truth is told late, so that two threads see it full at once."""

        def __bool__(self) -> bool:
            found = len(self) > 0
            time.sleep(0.02)
            return found

    asked = job(Base(shenzhen, "as-enacted", quarters=8))
    run_job(asked)
    idle = Slow(row_work._IDLE[asked.world][:1])
    monkeypatch.setitem(row_work._IDLE, asked.world, idle)
    errors: list[BaseException] = []
    taken: list[Any] = []

    def take() -> None:
        try:
            taken.append(row_work._taken(asked))
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == [] and len({id(base) for base, _ in taken}) == 4


def test_the_format_of_rows_was_raised() -> None:
    assert rows_kept.FORMAT == 2
