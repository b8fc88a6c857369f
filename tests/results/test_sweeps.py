"""Sweeps as a whole: the same bytes whatever happens, outcomes by hand, what is kept."""

from __future__ import annotations

import csv
import hashlib
import json
import math
import platform
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from results import api
from results.ensembles import sub_sample
from results.statistics import t_quantile
from results.sweeping import replicates, stored, tables
from results.sweeping.carry_out import Swept, carry_out, cost_of_plan
from results.sweeping.outcomes import OUTCOMES, Frame, available, values_of
from results.sweeping.plan import SweepPlan, plan_of
from results.sweeping.thirds import splits_of
from scenarios import InputError, load_scenario
from sim.errors import SimulationError
from sim.model_inputs import first_quarters
from sim.randomness import run_key
from sim.runs import EnsembleStopped, stored_ensembles
from sim.runs.totals import Runner
from sim.simulation import simulate
from sim.subsample import prepared
from tests.made_posterior import RANGES, posterior_text, rows_of, with_posterior
from tests.read_once import read_once as read_once
from tests.runs.fake_city import plan as fake_plan
from tests.runs.fake_city import run

SHIPPED = Path(__file__).resolve().parents[2] / "scenarios" / "shenzhen-doubling.yaml"
DESIGN = f"""
id: small
title: {{zh: 小, en: Small}}
scenario: {SHIPPED}
design: {{kind: grid}}
firms: 200
quarters: 28
replicates: 2
vary:
  - {{name: sz2019.universal.rate, values: [0.0, 0.1, 0.3]}}
  - {{name: behaviour.payback, values: [1.5, 2.5]}}
"""


@pytest.fixture(scope="module")
def design(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("design") / "small.yaml"
    path.write_text(DESIGN, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def plan(design: Path) -> SweepPlan:
    return plan_of(design)


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("reference")


@pytest.fixture(scope="module")
def swept(plan: SweepPlan, out: Path) -> Swept:
    tables.begin(plan, out)
    found = carry_out(plan, out, 1)
    return replace(found, folder=tables.write_tables(found, out))


def digests(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def read(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text("utf-8").splitlines()))


def folder_of(swept: Swept) -> Path:
    assert swept.folder is not None
    return swept.folder


@pytest.mark.parametrize("workers", [2, 4])
def test_the_whole_folder_is_the_same_for_any_number_of_threads(
    design: Path, swept: Swept, tmp_path: Path, workers: int
) -> None:
    found = api.sweep(design, out=tmp_path, workers=workers)
    assert digests(folder_of(found)) == digests(folder_of(swept))
    assert len(digests(folder_of(swept))) == 5


def test_a_stopped_sweep_goes_on_to_the_same_bytes(
    plan: SweepPlan, swept: Swept, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stored_ensembles, "SECONDS_A_BATCH", 0.0)

    def stop(told: Any) -> None:
        if told.done >= 13:  # in the baseline, after the whole of the first variant
            raise KeyboardInterrupt

    with pytest.raises(EnsembleStopped) as told:
        carry_out(plan, tmp_path, 1, progress=stop)
    assert 13 <= told.value.done < plan.runs == told.value.total
    found = carry_out(plan, tmp_path, 2)
    assert found.reused >= told.value.done
    assert digests(tables.write_tables(found, tmp_path)) == digests(folder_of(swept))


def test_the_baseline_is_run_once_for_what_matters_to_it(plan: SweepPlan, swept: Swept) -> None:
    policy, baseline = (plan.parts[name] for name in ("as-enacted", "no-programme"))
    assert len(policy.settings) == 6 and len(baseline.settings) == 2
    assert plan.runs == (6 + 2) * 2
    from sim.runs import ensemble

    whole = ensemble(
        baseline.base, [row.settings for row in plan.sweep.rows], plan.measures, 2, plan.seed, 1
    )
    taken = swept.found["no-programme"].totals[swept.lines("no-programme")]
    assert taken.tobytes() == whole.totals.tobytes()


def test_outcomes_are_what_the_yearly_table_says(plan: SweepPlan, swept: Swept) -> None:
    folder = folder_of(swept)
    years = pd.read_parquet(folder / "years.parquet")
    assert len(years) == 2 * 12 * len(plan.frame.years) * len(plan.measures)
    rows = read(folder / "outcomes.csv")
    assert len(rows) == 12
    rate = plan.frame.discount_rate
    for row in rows:
        own = years[
            (years["row"] == int(row["row"])) & (years["replicate"] == int(row["replicate"]))
        ]
        cells = own.set_index(["variant", "measure", "year"])["value"]
        policy, base = cells["as-enacted"], cells["no-programme"]
        assert int(row["reported"]) == policy["reported_renovation"][plan.frame.focus]
        assert int(row["support"]) == policy["support_paid"].sum()
        added = policy["true_renovation"] - base["true_renovation"]
        assert int(row["induced"]) == added.sum()
        assert int(row["cost"]) == (policy["public_cost"] - base["public_cost"]).sum()
        worth = sum(v * math.exp(-rate * (y - 2016 + 0.375)) for y, v in added.items())
        assert int(row["induced_value"]) == round(worth)
        assert "margin" not in row, "a sub-sample compares with no target"
    assert len({row["induced"] for row in rows}) > 6


def test_a_run_without_figures_is_told_and_left_blank(
    plan: SweepPlan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fragile(runner: Runner, inputs: Any, key: int, measures: Any) -> Any:
        if inputs.variant == "no-programme" and float(inputs.behaviour["payback"][0]) == 2.5:
            raise SimulationError("too much")
        return totals(runner, inputs, key, measures)

    totals = Runner.totals
    monkeypatch.setattr(Runner, "totals", fragile)
    found = carry_out(plan, tmp_path, 2)
    folder = tables.write_tables(found, tmp_path)
    rows = read(folder / "outcomes.csv")
    blank = [row for row in rows if row["induced"] == ""]
    assert {row["row"] for row in blank} == {"1", "3", "5"} and len(blank) == 6
    assert all(row["reported"] for row in rows)
    failures = read(folder / "failures.csv")
    assert len(failures) == 6 and {row["variant"] for row in failures} == {"no-programme"}
    assert {row["reason"] for row in failures} == {"SimulationError: too much"}
    assert json.loads((folder / "manifest.json").read_text("utf-8"))["failed"] == 2 * 1


def test_pots_that_a_point_states_shrink_with_the_sub_sample(tmp_path: Path) -> None:
    name, amounts = "sz2019.pot-universal.appropriation", "[300_000_000, 600_000_000]"
    text = DESIGN.replace("universal.rate", "pot-universal.appropriation")
    text = text.replace("[0.0, 0.1, 0.3]", amounts)
    path = tmp_path / "pots.yaml"
    path.write_text(text, encoding="utf-8")
    part = plan_of(path).parts["as-enacted"]
    stated = part.base.levers[name]
    found = [values[name] for values in part.settings]
    assert found[:2] == [stated, stated] and found[2] == found[3]
    assert abs(found[2] - 2 * stated) <= 1 < stated


def test_margin_and_met_are_the_distance_to_the_target() -> None:
    frame = Frame((2019, 2020), 2020, 60e9, 0.03, 2019)
    years = {"reported_renovation": np.array([[1, 61 * 10**9], [2, 59 * 10**9]])}
    years |= {name: np.zeros((2, 2), dtype=np.int64) for name in ("true_renovation",)}
    assert values_of("margin", frame, years, None).tolist() == [10**9, -(10**9)]
    assert values_of("met", frame, years, None).tolist() == [1, 0]
    assert [one.name for one in available(frame, True)] == [*OUTCOMES]
    assert available(frame, True)[0].name == "margin"
    assert not any(one.paired for one in available(frame, False))


def test_each_run_is_discounted_at_its_own_rate(tmp_path: Path) -> None:
    """Present values of a run whose rate a row sets, from its yearly values by hand."""
    path = tmp_path / "rates.yaml"
    text = DESIGN.replace("behaviour.payback, values: [1.5, 2.5]",
                          "place.public_discount_rate, values: [0.03, 0.05]")  # fmt: skip
    text = text.replace("[0.0, 0.1, 0.3]", "[0.3]").replace("replicates: 2", "replicates: 1")
    path.write_text(text, encoding="utf-8")
    plan = plan_of(path)
    found = carry_out(plan, tmp_path / "out", 2)
    assert found.rates("as-enacted").tolist() == [0.03, 0.05]
    years = [found.years(name)["true_renovation"] for name in ("as-enacted", "no-programme")]
    added = years[0] - years[1]
    assert added.any(axis=1).all()
    worth = found.outcome("induced_value", "as-enacted")[:, 0]
    for row, rate in enumerate((0.03, 0.05)):
        offsets = [year - plan.frame.report_from + 0.375 for year in plan.frame.years]
        wanted = sum(v * math.exp(-rate * t) for v, t in zip(added[row], offsets, strict=True))
        assert worth[row] == round(wanted)
    assert plan.frame.discount_rate not in (0.03, 0.05) and worth[0] != worth[1]


def test_the_manifest_names_what_the_law_was_compiled_with(plan: SweepPlan) -> None:
    from sim.runs import keys

    told = tables.record_of(plan)["made_with"]
    on_record = keys.versions_on_record()
    assert (told["numba"], told["llvmlite"]) == (on_record["numba"], on_record["llvmlite"])
    assert told["python"] == platform.python_version()


def test_a_pilot_runs_a_few_rows_that_the_sweep_then_has(plan: SweepPlan, tmp_path: Path) -> None:
    needed = replicates.pilot(plan, replicates.Width(0.5, True), tmp_path, 2)
    assert needed.outcome == "reported" and needed.runs > 0 and needed.sd > 0
    assert needed.replicates == replicates.replicates_for(needed.sd, 0.5 * abs(needed.mean))[0]
    more = carry_out(plan.with_replicates(3), tmp_path, 2)
    assert more.reused == (4 + 2) * 3, "four of six rows and both of the baseline's"
    with pytest.raises(InputError, match="did you mean 'induced'"):
        replicates.pilot(plan, replicates.Width(0.5, True), tmp_path, 2, "inducet")


def test_widths_are_told_as_they_came_out(swept: Swept) -> None:
    values = swept.outcome("reported", "as-enacted")
    halves = t_quantile(1) * values.std(axis=1, ddof=1) / math.sqrt(2)
    found = replicates.achieved(swept, replicates.Width(1e18, False))
    assert found.wider == 0 and found.rows == 6
    assert found.widest == pytest.approx(2 * halves.max())
    share = replicates.achieved(swept, replicates.Width(1e-9, True), "reported")
    assert share.wider == 6 and share.widest == pytest.approx(
        (2 * halves / values.mean(axis=1)).max()
    )


def test_the_cost_is_said_for_all_runs(plan: SweepPlan) -> None:
    cost = cost_of_plan(plan, 2)
    assert cost.runs == plan.runs and cost.seconds > 0


def test_thirds_of_a_sweep_put_the_largest_gap_first(swept: Swept) -> None:
    splits = splits_of(swept, "reported_total", "as-enacted")
    assert {split.name for split in splits} == {"behaviour.payback", "sz2019.universal.rate"}
    assert splits[0].gap >= splits[1].gap and all(split.floor > 0 for split in splits)
    rows = swept.outcome("reported_total", "as-enacted").mean(axis=1)
    payback = next(split for split in splits if split.name == "behaviour.payback")
    assert payback.means == (pytest.approx(rows[::2].mean()), pytest.approx(rows[1::2].mean()))


def test_what_is_kept_is_listed_found_and_exported(swept: Swept, out: Path, tmp_path: Path) -> None:
    (kept,) = stored.list_kept(out)
    assert (kept.kind, kept.name, kept.status, kept.done, kept.total) == (
        "sweep", "small", "complete", 16, 16,
    )  # fmt: skip
    for name in (kept.key[:6], kept.folder.name, str(kept.folder), "small"):
        assert stored.find(name, out) == kept
    with pytest.raises(InputError, match="nothing of this name"):
        stored.find("zzz", out)
    rows = stored.export(kept, tmp_path / "x.csv")
    assert stored.export(kept, tmp_path / "x.parquet") == rows
    table = pd.read_csv(tmp_path / "x.csv")
    assert len(table) == rows and set(table["sz2019.universal.rate"]) == {0.0, 0.1, 0.3}
    assert table["value"].sum() == pd.read_parquet(tmp_path / "x.parquet")["value"].sum()
    with pytest.raises(InputError, match=r"\.xlsx"):
        stored.export(kept, tmp_path / "x.xlsx")


def test_an_unfinished_or_damaged_sweep_is_not_exported(
    plan: SweepPlan, swept: Swept, tmp_path: Path
) -> None:
    folder = tables.begin(plan, tmp_path)
    (kept,) = stored.list_kept(tmp_path)
    assert (kept.status, kept.done) == ("unfinished", None)
    with pytest.raises(InputError, match="is unfinished"):
        stored.export(kept, tmp_path / "x.csv")
    tables.write_tables(swept, tmp_path)
    (folder / "points.csv").write_text("row\n")
    (kept,) = stored.list_kept(tmp_path)
    with pytest.raises(InputError, match=r"points\.csv is gone or damaged"):
        stored.export(kept, tmp_path / "x.csv")
    (folder / "manifest.json").write_text("{")
    (kept,) = stored.list_kept(tmp_path)
    assert kept.status == "damaged"
    with pytest.raises(InputError, match="is damaged"):
        stored.manifest_of(kept)


def test_a_measure_that_is_none_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(DESIGN + "measures: [robots_instaled]\n", encoding="utf-8")
    with pytest.raises(InputError, match="did you mean 'robots_installed'"):
        plan_of(path)


@pytest.mark.parametrize(
    "change",
    [
        ("0.3]", "0.4]"), ("replicates: 2", "replicates: 3"), ("firms: 200", "firms: 201"),
        ("id: small", "seed: 5\nid: small"), ("id: small", "with_baseline: false\nid: small"),
    ],
)  # fmt: skip
def test_whatever_changes_a_table_changes_the_key(
    plan: SweepPlan, tmp_path: Path, change: tuple[str, str]
) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(DESIGN.replace(*change), encoding="utf-8")
    assert plan_of(path).key != plan.key


def test_a_title_changes_no_key(plan: SweepPlan, tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(DESIGN.replace("en: Small", "en: Other"), encoding="utf-8")
    assert plan_of(path).key == plan.key


def test_ensembles_of_jigai_run_are_listed_shown_and_exported_too(tmp_path: Path) -> None:
    from results.sweeping.text import manifest_lines

    own = run(fake_plan(), tmp_path)
    (kept,) = stored.list_kept(tmp_path)
    assert (kept.kind, kept.status, kept.done, kept.key) == ("run", "complete", 16, own.key)
    lines = dict(manifest_lines(stored.manifest_of(stored.find(own.key[:6], tmp_path)), "en"))
    assert lines["key"] == own.key and lines["variants"] and lines["law"]
    rows = stored.export(kept, tmp_path / "years.csv")
    assert rows == len(own.years()) == len(pd.read_csv(tmp_path / "years.csv"))
    (own.folder / "years.parquet").unlink()
    with pytest.raises(InputError, match="gone or damaged"):
        stored.export(kept, tmp_path / "years.csv")


def test_each_row_with_its_draw_is_the_run_prepared_in_full(tmp_path: Path) -> None:
    ignore = shutil.ignore_patterns("*.py", "__pycache__")
    copy = shutil.copytree(SHIPPED.parent, tmp_path / "scenarios", ignore=ignore)
    path = with_posterior(copy / SHIPPED.name, posterior_text([*RANGES], rows_of(3)))
    text = DESIGN.replace(str(SHIPPED), str(path)).replace("[1.5, 2.5]", "[1.5]")
    text = text.replace("replicates: 2", "replicates: 1\nposterior: {draws: 2}")
    (tmp_path / "drawn.yaml").write_text(text, encoding="utf-8")
    plan = plan_of(tmp_path / "drawn.yaml")
    assert len(plan.sweep.rows) == 3 * 2 and plan.runs == 3 * 2 + 2
    found = carry_out(plan, tmp_path / "out", 2)
    plain = sub_sample(load_scenario(path, with_posterior=False), 200)
    for variant in plan.parts:
        lines = found.lines(variant)
        for number, row in enumerate(plan.sweep.rows):
            assert row.settings["behaviour.payback"] == 1.5, "what a point sets wins"
            inputs = first_quarters(prepared(plain, variant, dict(row.settings)), 28)
            outcome = simulate(inputs, run_key(plan.seed, 0))
            own = found.found[variant].totals[lines[number]]
            for column, measure in enumerate(plan.measures):
                assert own[:, column].tolist() == outcome.total(measure).tolist()
