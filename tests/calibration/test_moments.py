"""Moments: what is taken from a run is what was published, on the scale of its error."""

from __future__ import annotations

import csv
import datetime as dt
import itertools
import math
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from calibration.evidence.facts import ANSWERS
from calibration.evidence.findings import TABLE, calibration_findings
from calibration.moments import transfer
from calibration.moments.catalogue import (
    BAND_ERRORS,
    Moments,
    _of_observation,
    facts_as_moments,
    moments_of,
)
from calibration.moments.taken import MEASURES, key_of_total, total_of_year, totals_of
from calibration.observed import covariance, load_observations, without_repeats
from calibration.observed.observation import Observation
from scenarios.errors import Fault, InputError

PLACES = ("shenzhen", "guangdong", "guangzhou")
QUARTERS = ("2016-Q1", "2016-Q2", "2016-Q3", "2016-Q4", "2017-Q1", "2017-Q2", "2017-Q3", "2017-Q4")
RENOVATION = (10, 20, 30, 40, 20, 30, 50, 60)
INDUSTRIAL = (100, 100, 200, 400, 200, 200, 300, 400)
FIRMS = (5, 6, 7, 8, 9, 10, 11, 12)
BANDS = {moment.name: moment for moment in facts_as_moments()}


def values_of(**rows: tuple[float, ...]) -> dict[str, float]:
    return {
        key_of_total(measure, quarter): float(value)
        for measure, row in rows.items()
        for quarter, value in zip(QUARTERS, row, strict=True)
    }


RUN = values_of(
    reported_renovation=RENOVATION, reported_industrial=INDUSTRIAL, above_scale_firms=FIRMS
)


def observation(**changes: Any) -> Observation:
    """A published figure made up for a test: renovation's level of 2017."""
    plain: dict[str, Any] = {
        "id": "town.figure", "place": "town", "measure": "reported_renovation", "over": None,
        "statistic": "level", "year": 2017, "months": 12, "value": 100.0, "standard_error": 0.1,
        "block": "level", "confidence": "high", "source": "made up", "derived_from": (),
        "definition_break": None, "instrument": None, "note": "", "errors": (("own", 0.1),),
        "rests_on": frozenset(), "known": dt.date(2018, 1, 31),
    }  # fmt: skip
    return Observation(**plain | changes)


def taken(run: dict[str, float], **changes: Any) -> float:
    return _of_observation(observation(**changes)).take(run)


# ---------------------------------------------------------------- worked by hand


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, math.log(160)),
        ({"year": 2016}, math.log(100)),
        ({"statistic": "growth", "value": 0.5}, math.log(160 / 100)),
        ({"statistic": "share", "over": "reported_industrial"}, math.log(160 / 1100)),
        ({"statistic": "share", "over": "reported_industrial", "months": 9}, math.log(100 / 700)),
        ({"statistic": "growth", "months": 3}, math.log(20 / 10)),
        ({"statistic": "growth", "months": 6}, math.log(50 / 30)),
        ({"statistic": "growth", "months": 5}, math.log((20 + 30 * 2 / 3) / (10 + 20 * 2 / 3))),
        ({"measure": "above_scale_firms"}, math.log(12)),
        ({"measure": "above_scale_firms", "statistic": "growth"}, math.log(12 / 8)),
        (
            {"statistic": "ratio", "over": "above_scale_firms"},  # a flow over a stock
            math.log(160 / 12),
        ),
    ],
)
def test_a_figure_of_a_run_is_worked_out_as_the_published_one(
    changes: dict[str, Any], expected: float
) -> None:
    assert taken(RUN, **changes) == pytest.approx(expected, rel=1e-14)


def test_support_of_one_instrument_is_not_that_of_all() -> None:
    run = {
        key_of_total(measure, f"2017-Q{quarter}", instrument): amount * quarter
        for measure, instrument, amount in (
            ("support_paid", None, 10.0), ("support_paid", "smart", 3.0),
            ("support_payments", None, 2.0), ("support_payments", "smart", 1.0),
        )
        for quarter in range(1, 5)
    }  # fmt: skip
    ratio = {"measure": "support_paid", "over": "support_payments", "statistic": "ratio"}
    assert taken(run, **ratio) == pytest.approx(math.log(5))
    assert taken(run, **ratio, instrument="smart") == pytest.approx(math.log(3))
    with pytest.raises(KeyError, match="universal"):
        taken(run, **ratio, instrument="universal")


@pytest.mark.parametrize(
    "changes", [{"statistic": "growth"}, {"statistic": "share", "over": "reported_industrial"}, {}]
)
def test_what_has_no_logarithm_is_not_a_number(changes: dict[str, Any]) -> None:
    nothing = RUN | dict.fromkeys(RUN, 0.0)
    assert math.isnan(taken(nothing, **changes))


@pytest.mark.parametrize("name", [None, "2017-Q2", "2016-Q4"])
def test_a_quarter_that_the_run_lacks_is_named(name: str | None) -> None:
    if name is None:
        with pytest.raises(KeyError, match="2015-Q1"):
            taken(RUN, statistic="growth", year=2016)
        return
    cut = {key: value for key, value in RUN.items() if not key.endswith(name)}
    with pytest.raises(KeyError, match=name):
        taken(cut, statistic="growth")


def test_a_stock_needs_its_year_end_only() -> None:
    end = {key_of_total("above_scale_firms", "2017-Q4"): 12.0}
    assert total_of_year(end, "above_scale_firms", 2017, (1, 1, 1, 1)) == 12


@given(st.floats(0.01, 100.0))
def test_a_change_of_unit_moves_levels_only(factor: float) -> None:
    other = {name: value * factor for name, value in RUN.items()}
    share = {"statistic": "share", "over": "reported_industrial"}
    assert taken(other) == pytest.approx(taken(RUN) + math.log(factor), abs=1e-12)
    assert taken(other, **share) == pytest.approx(taken(RUN, **share), abs=1e-12)
    assert taken(other, statistic="growth") == pytest.approx(
        taken(RUN, statistic="growth"), abs=1e-12
    )


def test_totals_are_kept_by_quarter_and_by_instrument() -> None:
    rows = {name: np.array([1, 2]) * place for place, name in enumerate(MEASURES, 1)}
    entry = SimpleNamespace(measure="support_paid", subject="smart", quarter=1, amount=7)
    outcome: Any = SimpleNamespace(
        total=rows.__getitem__,
        entries=[
            entry,
            entry,
            SimpleNamespace(measure="granted", subject="smart", quarter=1),
            SimpleNamespace(measure="support_paid", subject="universal", quarter=1, amount=100),
        ],
    )
    calendar: Any = SimpleNamespace(quarters=2, name=("2016-Q4", "2017-Q1").__getitem__)
    kept = totals_of(outcome, calendar, ("smart",))
    assert len(kept) == 2 * (len(MEASURES) + 2)
    assert [kept[f"reported_industrial@{name}"] for name in ("2016-Q4", "2017-Q1")] == [2, 4]
    assert kept["support_paid[smart]@2016-Q4"] == 0
    assert kept["support_paid[smart]@2017-Q1"] == 14
    assert kept["support_payments[smart]@2017-Q1"] == 0
    assert all(type(value) is float for value in kept.values())


# ---------------------------------------------------------------- facts


def test_facts_are_rows_of_the_table_that_calibration_may_use_and_no_others() -> None:
    with TABLE.open(encoding="utf-8", newline="") as file:
        uses = {row["id"]: row["use"] for row in csv.DictReader(file)}
    assert set(uses.values()) == {"calibration", "neither"}
    for place in PLACES:
        found = moments_of(place)
        facts = [moment.name.removeprefix("fact.") for moment in found.items
                 if moment.observation is None]  # fmt: skip
        assert facts
        assert all(uses.get(name) == "calibration" for name in facts)


def test_a_row_of_another_use_never_becomes_a_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    found = calibration_findings()
    assert "LUM-07" not in found
    kept = {name: row for name, row in found.items() if name != "LUM-01"}
    monkeypatch.setattr("calibration.evidence.findings.calibration_findings", lambda: kept)
    assert "fact.LUM-01" not in {moment.name for moment in facts_as_moments()}


def test_bands_are_those_of_the_battery_read_as_ninety_percent() -> None:
    for name, finding in calibration_findings().items():
        band = ANSWERS[name].band(finding)
        if not ANSWERS[name].value or band is None or not all(map(math.isfinite, band)):
            assert f"fact.{name}" not in BANDS
            continue
        moment = BANDS[f"fact.{name}"]
        low, high = (moment.take({ANSWERS[name].value: end}) for end in band)
        own = math.sqrt(moment.error**2 - moved_by_transfer(name, moment.value) ** 2)
        assert moment.value - BAND_ERRORS * own == pytest.approx(low)
        assert moment.value + BAND_ERRORS * own == pytest.approx(high)
        assert moment.block == "facts" and moment.words == finding.fact


def moved_by_transfer(name: str, middle: float) -> float:
    """The error of transfer by the slope of the scale, taken numerically."""
    finding, relative = calibration_findings()[name], transfer.transfer_errors()[name]
    if not finding.unit.startswith("percent"):
        return relative * middle
    x, step = math.exp(middle) - 1, 1e-6
    slope = (math.log(1 + x * (1 + step)) - math.log(1 + x * (1 - step))) / (2 * step)
    return relative * slope


def test_percentages_are_logged_and_other_facts_are_as_they_are() -> None:
    assert BANDS["fact.LUM-01"].take({"rate_mean": 12.0}) == pytest.approx(math.log(13))
    assert BANDS["fact.POP-01"].take({"hill": 1.06}) == 1.06
    assert BANDS["fact.LUM-06"].take({"serial": -0.1}) == -0.1


@pytest.mark.parametrize("value", [math.nan, -1.0, -250.0])
def test_a_statistic_that_has_no_logarithm_is_not_a_number(value: float) -> None:
    assert math.isnan(BANDS["fact.POP-10"].take({"required_return": value}))


def test_a_statistic_that_the_run_was_not_asked_for_is_named() -> None:
    with pytest.raises(KeyError, match="hill"):
        BANDS["fact.POP-01"].take(RUN)


# ---------------------------------------------------------------- errors of transfer


def test_every_calibration_fact_has_an_error_of_transfer() -> None:
    assert set(transfer.transfer_errors()) == set(calibration_findings())


def test_populations_stand_in_the_group_that_their_row_tells() -> None:
    groups = transfer.read_transfer().groups
    home = ("Chinese", "one large province")
    for name in groups.chinese.facts:
        assert any(word in calibration_findings()[name].population for word in home), name
    for name in (*groups.foreign.facts, *groups.allowed_for.facts):
        assert calibration_findings()[name].population.startswith("US "), name


def test_a_fact_from_abroad_is_wider_than_its_band_and_one_allowed_for_is_not() -> None:
    groups = transfer.read_transfer().groups
    assert groups.chinese.value < groups.foreign.value
    for name in groups.foreign.facts:
        moment = BANDS.get(f"fact.{name}")
        if moment:
            assert moment.error > moved_by_transfer(name, moment.value) > 0
    low, high = math.log(9), math.log(21)
    assert BANDS["fact.LUM-01"].error == pytest.approx((high - low) / 2 / BAND_ERRORS)


def test_the_figures_follow_from_what_their_basis_names() -> None:
    def half(low: float, high: float) -> float:
        return math.log(high / low) / 2 / BAND_ERRORS

    found, groups = calibration_findings(), transfer.read_transfer().groups
    bands = [ANSWERS[name].band(found[name]) for name in ("LUM-01", "LUM-04")]
    allowed = [half(*band) for band in bands if band]
    assert allowed == pytest.approx([0.279, 0.223], abs=5e-4)
    root = math.sqrt(math.fsum(one * one for one in allowed) / len(allowed))
    assert root == pytest.approx(0.252, abs=5e-4)
    assert groups.foreign.value == round(root, 2)
    band = ANSWERS["POP-02"].band(found["POP-02"])
    assert band is not None and half(*band) == pytest.approx(0.068, abs=5e-4)
    assert math.log(3.8 / 3.6) == pytest.approx(0.054, abs=5e-4)
    assert "3.6-3.8" in found["CRE-10"].interval_basis


def faults_of(folder: Path, *changes: tuple[str, str]) -> list[Fault]:
    text = transfer.FILE.read_text("utf-8")
    for old, new in changes:
        assert text.count(old) >= 1, old
        text = text.replace(old, new, 1)
    (folder / "transfer.yaml").write_text(text, "utf-8")
    with pytest.raises(InputError) as refused:
        transfer.read_transfer(folder / "transfer.yaml", "transfer.yaml")
    return refused.value.faults


@pytest.mark.parametrize(
    ("old", "new", "field", "message"),
    [
        ("LUM-02, LUM-03", "LUM-07, LUM-03", "groups.foreign.facts", "no fact of calibration"),
        ("LUM-02, LUM-03", "LUM-03", "groups", "in no group: LUM-02"),
        ("LUM-02, LUM-03", "LUM-02, TAX-17, LUM-03", "facts", "stands in a group already"),
        ("[LUM-01, LUM-04", "[POP-09, LUM-01, LUM-04", "facts", "stands in a group already"),
        ("value: 0.1\n", "value: 0.3\n", "value", "must lie within 0.05 to 0.2"),
        ("value: 0.25\n", "value: 0.16\n", None, None),
        ("disputed: true", "disputed: false", "disputed", ""),
        ("    low: 0.05\n", "", "disputed", "needs low and high"),
        ("unit: log", "unit: points", "unit", ""),
        ("  foreign:", "  foriegn:", "foriegn", ""),
        ("    basis: >-", "    bases: >-", "bases", ""),
    ],
)
def test_a_slip_in_the_file_is_told_at_its_place(
    tmp_path: Path, old: str, new: str, field: str | None, message: str | None
) -> None:
    if field is None:
        changes = [(old, new), ("    value: 0.1\n", "    value: 0.2\n")]
        field, message = "groups.chinese.value", "must be below that of foreign"
    else:
        changes = [(old, new)]
    faults = faults_of(tmp_path, *changes)
    assert message is not None
    told = [fault for fault in faults if field in fault.field and message in fault.message]
    assert told, "\n".join(fault.summary() for fault in faults)
    assert told[0].file == "transfer.yaml" and told[0].line > 1


def test_all_slips_in_the_groups_are_told_at_once(tmp_path: Path) -> None:
    faults = faults_of(
        tmp_path, ("LUM-02, LUM-03", "LUM-20, LUM-03"), ("[LUM-01, LUM-04", "[LUM-05, LUM-04")
    )
    words = [fault.message for fault in faults]
    assert len(words) == 3, words
    assert any("LUM-01, LUM-02" in word or "LUM-02, LUM-01" in word for word in words)
    assert next(fault for fault in faults if "no fact" in fault.message).nearest


def test_only_a_fact_with_a_looser_band_is_allowed_for(tmp_path: Path) -> None:
    faults = faults_of(
        tmp_path, ("POP-09, POP-10]", "POP-10]"), ("[LUM-01, LUM-04", "[POP-09, LUM-01, LUM-04")
    )
    assert [fault.message for fault in faults] == ["has no looser band of its own text"]


# ---------------------------------------------------------------- all together


@pytest.mark.parametrize("place", PLACES)
def test_the_covariance_is_that_of_the_observations_beside_the_facts_errors(place: str) -> None:
    found, published = moments_of(place), without_repeats(load_observations(place))
    many = len(published)
    assert found.names[:many] == tuple(one.id for one in published)
    assert found.values[:many] == pytest.approx([one.log_value for one in published])
    assert np.array_equal(found.covariance[:many, :many], covariance(published))
    errors = [moment.error for moment in found.items]
    assert np.sqrt(np.diag(found.covariance)) == pytest.approx(errors)
    facts = found.covariance[many:, many:]
    sources = [calibration_findings()[name.removeprefix("fact.")].source
               for name in found.names[many:]]  # fmt: skip
    moved = [moved_by_transfer(one.name.removeprefix("fact."), one.value)
             for one in found.items[many:]]  # fmt: skip
    for (i, one), (j, other) in itertools.combinations(enumerate(sources), 2):
        shared = 0.5 * moved[i] * moved[j] if one == other else 0.0
        assert facts[i, j] == facts[j, i] == pytest.approx(shared, rel=1e-6)
    assert not found.covariance[:many, many:].any()
    assert np.linalg.eigvalsh(found.covariance).min() > 0


def test_what_is_held_out_is_gone_with_what_rests_on_it() -> None:
    every, held = moments_of("shenzhen"), moments_of("shenzhen", without=("2018",))
    assert set(held.names) < set(every.names)
    gone = {*every.names} - {*held.names}
    base = "shenzhen.reported_renovation"
    assert {f"{base}.growth.2018", f"{base}.level.2018", f"{base}.level.2017"} <= gone
    assert f"{base}.growth.2017" in held.names
    for moment in held.items:
        rests = moment.observation.rests_on if moment.observation else ()
        assert not any(2018 in figure.years for figure in rests), moment.name
    assert {name for name in every.names if name.startswith("fact.")} <= {*held.names}


def test_a_hold_out_of_no_such_name_is_refused() -> None:
    with pytest.raises(InputError, match="2081x"):
        moments_of("shenzhen", without=("2081x",))


def test_chosen_moments_keep_their_order_and_their_covariance() -> None:
    every = moments_of("shenzhen")
    chosen = every.chosen(lambda one: one.block == "level")
    places = [every.names.index(name) for name in chosen.names]
    assert places == sorted(places) and chosen.items
    assert np.array_equal(chosen.covariance, every.covariance[np.ix_(places, places)])
    assert every.chosen(lambda _: False).covariance.shape == (0, 0)


def test_runs_become_rows_and_no_run_a_table_without_rows() -> None:
    figures = [observation(id="a"), observation(id="b", statistic="growth")]
    moments = Moments(tuple(map(_of_observation, figures)), covariance(figures))
    rows = moments.of_runs([RUN, RUN | {"reported_renovation@2017-Q4": 100.0}])
    assert rows == pytest.approx(np.log([[160, 1.6], [200, 2.0]]))
    assert moments.of_runs([]).shape == (0, 2)
    assert moments.values == pytest.approx([math.log(100), 100.0])  # growth is a logarithm already
    assert replace(moments, items=()).of_runs([RUN]).shape == (1, 0)
