"""The record of a calibration holds what the calibration found, figure by figure."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from test_told_calibration import calibrated

from calibration.fit.calibrate import Calibrated, Request, within_horizon
from calibration.moments.catalogue import moments_of
from calibration.moments.taken import key_of_total
from results.calibrating import freshness
from results.calibrating.freshness import changed
from results.calibrating.labels import figure_label
from results.calibrating.paths import goal_of, paths_of
from results.calibrating.record import ReportRecord
from results.calibrating.recording import command_of, own, record_of, scale_of

DAY = dt.date(2026, 11, 23)


@pytest.fixture(scope="module")
def found() -> Calibrated:
    return calibrated()


@pytest.fixture(scope="module")
def record(found: Calibrated) -> ReportRecord:
    return record_of(found, "jigai calibrate shenzhen", DAY)


def test_parameters_are_those_of_the_fit(found: Calibrated, record: ReportRecord) -> None:
    assert [one.name for one in record.parameters] == list(found.names)
    for column, one in enumerate(record.parameters):
        draws = found.fit.posterior.values[:, column]
        marginal = found.fit.priors.marginals[column]
        assert one.contraction == pytest.approx(float(found.fit.contraction[column]), rel=1e-5)
        assert one.posterior == pytest.approx(
            np.quantile(draws, [0.05, 0.25, 0.5, 0.75, 0.95]), rel=1e-5
        )
        # A quantile of the prior's quantiles is the place of the same quantile of values.
        assert marginal.to_cube(np.array(one.posterior)) == pytest.approx(one.place, abs=2e-3)
        assert one.alone == {} and one.flat is None


def test_figures_are_in_standard_deviations_of_model_and_error(
    found: Calibrated, record: ReportRecord
) -> None:
    moments = found.table.moments
    one, values = record.figures[0], found.table.values[:, 0]
    error = float(np.sqrt(moments.covariance[0, 0]))
    low, high = np.quantile(values, [0.05, 0.95])
    unit = float(np.hypot((high - low) / 3.2897, error))
    off = (moments.values[0] - np.median(values)) / unit
    assert one.distance == pytest.approx(off, rel=1e-3)
    assert one.prior_places[2] == pytest.approx(-off, rel=1e-3)
    assert one.high - one.published == pytest.approx(error, rel=1e-4)
    assert [figure.used for figure in record.figures] == [
        name not in found.fit.silent for name in moments.names
    ]


def test_the_models_own_error_counts_in_gaps_but_is_not_the_published_error(
    found: Calibrated, record: ReportRecord
) -> None:
    moments = found.table.moments
    wider = replace(moments, discrepancy=np.eye(len(moments.items)))
    other = record_of(replace(found, table=replace(found.table, moments=wider)), "x", DAY)
    assert abs(other.figures[0].distance) < abs(record.figures[0].distance)
    assert other.figures[0].high == record.figures[0].high
    assert other.blocks[0].allowed is not None and record.blocks[0].allowed is None


def test_what_looks_into_a_posterior_is_recorded(found: Calibrated) -> None:
    from calibration.fit.influence import Influence, Refit
    from calibration.fit.information import BlockInformation, Information

    count = len(found.names)
    some = np.linspace(0.1, 0.3, count)
    blocks = (BlockInformation("growth", (), some, some, 2 * some, some),)
    ends = [
        Refit(value, size * some, np.full(count, np.nan), some, 0.9, False)
        for value, size in ((0.1, 1.0), (0.3, -2.0))
    ]
    names = (*found.table.moments.names, "reported_renovation.2020")
    spread = SimpleNamespace(
        figures=names, share_of_parameters=lambda name: (0.25 if name == names[0] else np.nan, 0.1)
    )
    looked: Any = replace(
        found, information=Information(found.names, some, some, blocks),
        influence=(Influence("level.low", *ends),), spread=spread,
        profiles=[SimpleNamespace(flat=True)] * count,
    )  # fmt: skip
    record = record_of(looked, "x", DAY)
    assert record.parameters[-1].alone == {"growth": 0.3}
    assert record.parameters[-1].others == {"growth": 0.6} and record.parameters[0].flat
    assert record.disputed is not None
    [one] = record.disputed
    assert (one.low, one.high, one.value, one.move, one.error) == (0.1, 0.3, 0.3, -0.6, None)
    assert one.parameter == found.names[-1]
    assert record.figures[0].chance == 0.75 and record.figures[1].chance is None


def test_paths_take_years_from_quarters(found: Calibrated) -> None:
    runs = [
        {
            key_of_total("reported_renovation", f"{year}-Q{quarter}"): size * 2.0 ** (year - 2016)
            for year in range(2013, 2024)
            for quarter in range(1, 5)
        }
        for size in (1e9, 2e9, 3e9)
    ]
    with_years = replace(
        found, bank=replace(found.bank, runs=tuple(runs)),
        predictive=replace(found.predictive, runs=tuple(runs)),
    )  # fmt: skip
    level, growth = paths_of(with_years)
    assert level.years[0] == 2016 and level.posterior[0][2] == 8e9
    assert growth.prior == [[1.0] * 5] * len(growth.years)
    points = {point.name: point for point in level.points}
    assert points["shenzhen.reported_renovation.level.2018"].value == pytest.approx(42.5e9, 2e-3)
    # Four quarters of 1, 2 and 3 bn, sixteen times as much in 2020: 64 is over 60 in all of them.
    goal = goal_of(with_years)
    assert goal is not None and (goal.year, goal.value, goal.reached) == (2020, 60e9, 1.0)
    assert paths_of(found) == [] and (goal_of(found) or goal).posterior is None


def test_scales_follow_what_is_published() -> None:
    items = [one for place in ("shenzhen", "guangzhou") for one in moments_of(place).items]
    scales = {one.name: (scale_of(one), own(one, one.value)) for one in items}
    assert scales["shenzhen.support_paid.ratio.2021.universal"][0] == "yuan"
    assert scales["guangzhou.above_scale_firms.level.2015"][0] == "count"
    assert scales["guangzhou.reported_renovation.share.2021-01..10"][0] == "share"
    assert scales["guangzhou.reported_industrial.growth.2019"][0] == "growth"
    assert scales["shenzhen.reported_renovation.growth.2017"][1] == pytest.approx(0.626, abs=1e-3)
    assert scales["fact.LUM-06"] == ("number", pytest.approx(0.075))


@pytest.mark.parametrize(
    ("place", "name", "zh", "en"),
    [
        ("shenzhen", "reported_renovation.level.2016.plan", "2016 年（按计划推算）", "2016 (plan)"),
        ("guangzhou", "reported_renovation.growth.2017-01..05", "1—5月增长", "January to May 2017"),
        ("guangdong", "reported_industrial.growth.2024", "2024 年增长", "growth in 2024"),
    ],
)
def test_labels_name_the_period(place: str, name: str, zh: str, en: str) -> None:
    [moment] = [one for one in moments_of(place).items if one.name == f"{place}.{name}"]
    label = figure_label(moment)
    assert zh in label.zh and en in label.en and ".." not in label.en + label.zh


def test_a_command_names_what_is_not_the_default() -> None:
    request = Request("shenzhen", Path())
    assert command_of(request, True) == "jigai calibrate shenzhen --report"
    other = replace(request, runs=800, seed=7, without=("2018",), known_by=dt.date(2018, 1, 31))
    assert command_of(other, False) == (
        "jigai calibrate shenzhen --runs 800 --seed 7 --without 2018 --known-by 2018-01-31"
    )


def test_what_changed_since_is_told(record: ReportRecord, monkeypatch: pytest.MonkeyPatch) -> None:
    """The bank is invented, so priors and data are never those of the place."""
    assert changed(record) == ("prior", "data")
    older = record.model_copy(update={"manifest": record.manifest.model_copy(update={"law": "0"})})
    assert changed(older) == ("law", "prior", "data")
    plan = Request("shenzhen", Path()).plan
    every, _ = within_horizon(moments_of("shenzhen"), plan)
    figures = [record.figures[0].model_copy(update={"name": name}) for name in every.names]
    from calibration.bank.design import unknowns
    from calibration.bank.one_run import loaded
    from calibration.fit.calibrate import digest_of_priors
    from calibration.fit.publish import digest_of_data

    manifest = record.manifest.model_copy(
        update={
            "data": digest_of_data(every.values, every.total),
            "prior": digest_of_priors(unknowns(loaded(plan))),
        }
    )
    current = record.model_copy(update={"manifest": manifest, "figures": figures, "left_out": {}})
    assert changed(current) == ()
    assert changed(current.model_copy(update={"figures": figures[1:]})) == ("data",)
    monkeypatch.setattr(freshness, "_priors", lambda _: "another")
    assert changed(current) == ("prior",)
