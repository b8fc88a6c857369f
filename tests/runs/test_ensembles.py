"""Many parameter sets over one base: the figures of single runs, in any number of threads."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scenarios import InputError, load_scenario
from sim.base import Base
from sim.errors import SimulationError
from sim.model_inputs import first_quarters, prepare
from sim.randomness import run_key
from sim.runs import EnsembleInterrupted, EnsembleResult, ensemble
from sim.runs.ensemble_result import DONE, FAILED, NOT_RUN
from sim.runs.ensembles import _Queue
from sim.runs.totals import Runner
from sim.simulation import simulate

SHIPPED = Path(__file__).resolve().parents[2] / "scenarios" / "shenzhen-doubling.yaml"
QUARTERS = 22
MEASURES = ("reported_renovation", "active_firms", "support_paid", "pot_granted", "public_cost")
SETTINGS: list[dict[str, Any]] = [
    {}, {"behaviour.payback": 2.5}, {"place.own_trend_share": 0.6, "behaviour.cost_weight": 1.25},
    {"sz2019.universal.rate": 0.2, "behaviour.payback": 1.2}, {"mechanism.finance": "off"},
]  # fmt: skip


@pytest.fixture(scope="module")
def scenario() -> Any:
    shipped = load_scenario(SHIPPED)
    file = shipped.file.model_copy(update={"population_limit": 300})
    return shipped.model_copy(update={"file": file})


@pytest.fixture(scope="module")
def base(scenario: Any) -> Base:
    return Base(scenario, "as-enacted", quarters=QUARTERS)


@pytest.fixture(scope="module")
def reference(base: Base) -> EnsembleResult:
    return ensemble(base, SETTINGS, MEASURES, replicates=2, seed=7, workers=1)


def alike(one: EnsembleResult, other: EnsembleResult) -> bool:
    return (
        one.totals.tobytes() == other.totals.tobytes()
        and one.status.tobytes() == other.status.tobytes()
        and one.messages == other.messages
    )


def test_each_row_is_the_run_by_itself(scenario: Any, reference: EnsembleResult) -> None:
    assert reference.is_complete and reference.runs == 10
    for run in range(reference.runs):
        setting, replicate = reference.place_of(run)
        inputs = prepare(scenario, "as-enacted", SETTINGS[setting] or None)
        outcome = simulate(first_quarters(inputs, QUARTERS), run_key(7, replicate))
        for number, name in enumerate(MEASURES):
            assert reference.totals[run, :, number].tolist() == outcome.total(name).tolist()
    paid = reference.quarters_of("support_paid")
    assert paid.sum() > 0 and len(np.unique(paid.sum(axis=1))) > 5


@pytest.mark.parametrize("workers", [2, 4])
def test_any_number_of_threads_ends_in_the_same_bytes(
    base: Base, reference: EnsembleResult, workers: int
) -> None:
    assert alike(ensemble(base, SETTINGS, MEASURES, 2, 7, workers), reference)


def test_replicates_by_number_are_those_of_the_row(base: Base, reference: EnsembleResult) -> None:
    found = ensemble(base, SETTINGS[:2], MEASURES, replicates=[1], seed=7)
    assert found.replicates == (1,)
    assert found.totals.tobytes() == reference.totals[[1, 3]].tobytes()
    assert found.place_of(1) == (1, 1)


def test_a_failed_run_is_a_row_and_the_others_go_on(
    base: Base, reference: EnsembleResult, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fragile(runner: Runner, inputs: Any, key: int, measures: Any) -> Any:
        if float(inputs.behaviour["payback"][0]) == 2.5:
            raise SimulationError("too much")
        return totals(runner, inputs, key, measures)

    totals = Runner.totals
    monkeypatch.setattr(Runner, "totals", fragile)
    seen: list[Any] = []
    found = ensemble(base, SETTINGS, MEASURES, 2, 7, 2, progress=seen.append)
    assert found.is_complete and found.status.tolist() == [1, 1, 2, 2, 1, 1, 1, 1, 1, 1]
    assert [(f.run, f.setting, f.replicate, f.message) for f in found.failures()] == [
        (2, 1, 0, "SimulationError: too much"), (3, 1, 1, "SimulationError: too much"),
    ]  # fmt: skip
    kept = found.status == DONE
    assert found.totals[kept].tobytes() == reference.totals[kept].tobytes()
    assert not found.totals[~kept].any()
    assert found.quarters_of("active_firms").mask[2:4].all()
    assert not found.quarters_of("active_firms").mask[kept].any()
    assert (seen[-1].failed, seen[-1].done) == (2, 10)


def test_a_policy_figure_that_is_refused_is_a_failed_row(base: Base) -> None:
    found = ensemble(base, [{}, {"sz2019.universal.rate": 7}], ["active_firms"])
    assert found.status.tolist() == [DONE, FAILED]
    assert "sz2019.universal.rate: must be at most 1" in found.failures()[0].message


def test_progress_counts_to_the_end(base: Base) -> None:
    seen: list[Any] = []
    ensemble(base, SETTINGS, ["active_firms"], 2, workers=2, progress=seen.append)
    counts = [told.done for told in seen]
    assert counts[0] == 0 and counts[-1] == 10 and counts == sorted(counts)
    assert all(told.total == 10 for told in seen)
    assert seen[0].rate == 0 and seen[-1].rate > 0 and seen[-1].eta == 0


def stopping(event: threading.Event | None) -> Any:
    """A progress that stops the ensemble once two runs are through."""

    def tell(told: Any) -> None:
        if told.done >= 2:
            if event is None:
                raise KeyboardInterrupt
            event.set()

    return tell


def test_a_cancelled_ensemble_keeps_what_is_finished(base: Base, reference: EnsembleResult) -> None:
    cancel = threading.Event()
    many = SETTINGS + [{"behaviour.payback": 2.0}] * 400
    found = ensemble(base, many, MEASURES, 2, 7, 2, progress=stopping(cancel), cancel=cancel)
    assert not found.is_complete and (found.status == DONE).sum() >= 2
    check_kept(found, reference)


def test_ctrl_c_carries_what_is_finished(base: Base, reference: EnsembleResult) -> None:
    many = SETTINGS + [{"behaviour.payback": 2.0}] * 400
    with pytest.raises(EnsembleInterrupted, match=r"Stopped with \d+ of 810 runs finished") as told:
        ensemble(base, many, MEASURES, 2, 7, 2, progress=stopping(None))
    check_kept(told.value.result, reference)


def check_kept(found: EnsembleResult, reference: EnsembleResult) -> None:
    """Finished rows are whole, the others empty."""
    first = found.status[:10] == DONE
    assert found.totals[:10][first].tobytes() == reference.totals[first].tobytes()
    assert not found.totals[found.status == NOT_RUN].any()
    assert found.quarters_of("active_firms").mask[found.status == NOT_RUN].all()


def test_what_progress_raises_ends_the_ensemble(base: Base) -> None:
    def tell(told: Any) -> None:
        raise RuntimeError("screen gone")

    before = threading.active_count()
    with pytest.raises(RuntimeError, match="screen gone"):
        ensemble(base, SETTINGS, ["active_firms"], progress=tell)
    assert threading.active_count() == before


def test_years_add_flows_and_end_stocks(reference: EnsembleResult) -> None:
    years, flows = reference.years_of("reported_renovation")
    assert years == (2013, 2014, 2015, 2016, 2017)
    quarters = reference.quarters_of("reported_renovation")
    assert flows[:, 1].tolist() == quarters[:, 4:8].sum(axis=1).tolist()
    _, stocks = reference.years_of("active_firms")
    assert stocks[:, 4].tolist() == reference.quarters_of("active_firms")[:, 19].tolist()
    with pytest.raises(KeyError, match="robots_installed"):
        reference.quarters_of("robots_installed")


def test_parts_last_about_a_tenth_of_a_second() -> None:
    runs = _Queue(20)
    assert [runs.take(pace) for pace in (None, 0.01, 3.0, 0.02, None, None)] == [
        range(0, 1), range(1, 11), range(11, 12), range(12, 17), range(17, 18), range(18, 19),
    ]  # fmt: skip
    assert runs.take(0.0) == range(19, 20) and not runs.take(0.0)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"measures": []}, "at least one measure"),
        ({"measures": "active_firms"}, "list of at least one measure"),
        ({"measures": ["activ_firms"]}, "no measure 'activ_firms'; did you mean 'active_firms'"),
        ({"measures": ["active_firms"] * 2}, "stands twice"),
        ({"replicates": 0}, "replicates are 1 or more"),
        ({"replicates": [-1]}, "replicates are 1 or more"),
        ({"replicates": [2, 2]}, "replicate stands twice"),
        ({"settings": []}, "at least one settings"),
        ({"seed": -1}, "seed is 0 to"),
        ({"workers": 0}, "workers is 1 or more"),
    ],
    ids=str,
)
def test_what_cannot_be_run_is_refused(base: Base, changed: dict[str, Any], told: str) -> None:
    asked: dict[str, Any] = {"settings": [{}], "measures": ["active_firms"]}
    with pytest.raises(ValueError, match=told):
        ensemble(base, **(asked | changed))


def test_a_misspelt_name_is_refused_before_anything_runs(base: Base) -> None:
    seen: list[Any] = []
    with pytest.raises(InputError, match=r"settings\[1\]: behaviour.paybak"):
        ensemble(base, [{}, {"behaviour.paybak": 2.0}], ["active_firms"], progress=seen.append)
    assert not seen
