"""The real thing in small: a few firms, few years, the object walk, so that nothing compiles."""

import shutil
from pathlib import Path

import numpy as np
import pytest

import scenarios
from results import api
from scenarios import InputError

SHIPPED = Path(scenarios.__file__).parent
NAME = "shenzhen-doubling.yaml"


@pytest.fixture(scope="module")
def scenario(tmp_path_factory):
    folder = tmp_path_factory.mktemp("scenarios")
    folders = [SHIPPED / name for name in ("places", "policies", "posteriors")]
    for path in [*SHIPPED.glob("*.yaml"), *filter(Path.is_dir, folders)]:
        copy = shutil.copytree if path.is_dir() else shutil.copy
        copy(path, folder / path.name)
    text = (folder / NAME).read_text(encoding="utf-8")
    text = text.replace("start: 2013-Q1", "start: 2015-Q1").replace("end: 2023-Q4", "end: 2020-Q4")
    text += "population_limit: 40\n"
    (folder / NAME).write_text(text, encoding="utf-8")
    return folder / NAME


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    return tmp_path_factory.mktemp("runs")


@pytest.fixture(scope="module")
def found(scenario, out):
    return api.run(
        scenario,
        seed=5,
        runs=2,
        variants=["no-programme", "as-enacted"],
        engine="mesa",
        workers=1,
        out=out,
    )


def test_check_says_what_is_there(scenario):
    checked = api.check(scenario)
    assert checked.scenario == "shenzhen-doubling"
    assert checked.firms == 40
    assert checked.instruments["no-programme"] < checked.instruments["as-enacted"]
    assert checked.years == (2016, 2020)


def test_a_run_has_its_tables_and_study(found, scenario):
    assert list(found.study.variants) == ["as-enacted", "no-programme"]  # the scenario's order
    assert (found.study.policy, found.study.baseline) == ("as-enacted", "no-programme")
    assert (found.study.seed, found.study.runs, found.study.failed) == (5, 2, 0)
    assert found.study.key == found.key
    assert set(found.years()["variant"]) == {"as-enacted", "no-programme"}
    assert found.failures() == []
    assert {"period", "value"} <= set(found.quarters().columns)


def test_the_summary_holds_the_identities_of_the_model(found):
    summary = found.summary()
    assert [line.year for line in summary.years] == [2016, 2017, 2018, 2019, 2020]
    assert summary.focus == 2020
    assert summary.line(2020).target == 60e9
    for year in (2016, 2017):
        # The plan was announced at the end of 2017: before it, both worlds are one.
        assert summary.line(year).true_difference.value == 0
        assert summary.line(year).reported_difference.value == 0


def test_progress_is_that_of_the_years_table(found, scenario, out):
    progress = found.progress()
    assert (progress.variant, progress.year) == ("as-enacted", 2020)
    assert progress.of(None)[-1].year_task.median == 60e9
    yearly = found.years()
    yearly = yearly[(yearly["measure"] == "reported_renovation") & (yearly["size_class"] == "all")]
    yearly = yearly[(yearly["variant"] == "as-enacted") & (yearly["period"] == "2020")]
    for region in (*found.study.districts, None):
        rows = yearly[yearly["region"] == (region or "city")]
        values = rows.set_index("run")["value"].reindex([0, 1], fill_value=0)
        assert progress.of(region)[-1].reported.median == values.median()
    assert api.progress(found.folder, out=out) == progress
    alone = api.progress(scenario, seed=5, runs=2, engine="mesa", workers=1, out=out)
    assert alone.standings == progress.standings  # what else was run does not matter
    other = found.progress("no-programme", 2018, by_district="firms")
    assert (other.variant, other.year, other.plan.basis) == ("no-programme", 2018, "taken_back")


def test_every_label_that_is_needed_is_there(found):
    summary = found.summary()
    for row in summary.distances:
        assert row.measure in found.study.measures
    for step in summary.bridge:
        assert step.measure in found.study.measures
    for instrument in found.study.instruments.values():
        assert instrument.group in found.study.groups


def test_every_target_of_the_plan_is_read(found):
    verdicts = {line.target.id: line.verdict for line in found.summary().targets}
    assert verdicts["000.T1"] == verdicts["000.T4"] == verdicts["000.T8"] == "assessed"
    forms = {line.target.id: line.form for line in found.summary().targets}
    assert (forms["000.T1"], forms["000.T2"], forms["000.T3"]) == ("money", "share", "times")
    assert (forms["000.T5"], forms["000.T6"]) == ("share", "count")


def test_charts_go_beside_the_tables(found):
    files = found.charts(["zh"])
    assert {path.parent for path in files} == {found.folder / "charts"}
    assert (found.folder / "charts" / "investment.zh.svg").exists()


def test_a_stored_run_is_opened_by_folder_name_or_key(found, out):
    for name in (found.folder, found.folder.name, found.key[:8]):
        again = api.open_run(name, out=out)
        assert again.study == found.study
        assert again.years().equals(found.years())


def test_the_same_run_is_found_again_and_not_repeated(found, scenario, out):
    seen = []
    again = api.run(
        scenario,
        seed=5,
        runs=2,
        variants=["as-enacted", "no-programme"],
        engine="compiled",
        workers=1,
        out=out,
        progress=seen.append,
    )
    assert again.key == found.key
    assert [(step.done, step.total) for step in seen] == [(4, 4)]


def test_compare_takes_a_run_a_folder_or_a_scenario(found, scenario, out):
    ways = [
        api.compare(found),
        api.compare(found.folder, out=out),
        api.compare(scenario, seed=5, runs=2, engine="mesa", workers=1, out=out),
    ]
    assert ways[0].years == ways[1].years == ways[2].years
    assert (ways[0].policy, ways[0].baseline) == ("as-enacted", "no-programme")
    opposite = api.compare(found, "no-programme", "as-enacted")
    assert opposite.total.true_so_far.value == -ways[0].total.true_so_far.value


def test_a_lever_changes_the_key_and_is_recorded(found, scenario, out):
    changed = api.run(
        scenario,
        levers={"sz2019.universal.rate": 0.2},
        seed=5,
        runs=1,
        variants=["as-enacted"],
        engine="mesa",
        workers=1,
        out=out,
    )
    assert changed.key != found.key
    assert changed.study.levers == {"sz2019.universal.rate": 0.2}
    assert changed.summary().comparison is None


def test_a_run_names_how_ambiguous_wordings_are_read(found, scenario):
    readings = found.study.readings
    assert [row["readings"] for row in found.stored.manifest["variants"]] == list(readings.values())
    assert set(readings["no-programme"]) < set(readings["as-enacted"])
    assert found.study.default_readings == readings["as-enacted"]
    checked = api.check(scenario, levers={"RW12": "nontaxable_basis_reduced"})
    assert checked.variant_readings["no-support"].get("RW12") is None  # there is no grant to tax
    assert checked.variant_readings["as-enacted"]["RW12"] == "nontaxable_basis_reduced"
    (tax,) = [row for row in checked.readings if row.name == "RW12"]
    assert (tax.default, tax.others) == ("taxable_on_receipt", ("taxable_on_receipt",))


def test_every_replicate_has_its_own_draws(found):
    rows = found.years().query("measure == 'revenue' and region == 'city' and size_class == 'all'")
    pivot = rows.pivot_table(index=["variant", "period"], columns="run", values="value")
    assert not np.array_equal(pivot[0], pivot[1])


def faults(error):
    return [(fault.field, fault.nearest) for fault in error.value.faults]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({"engine": "compild"}, [("engine", "compiled")]),
        ({"variants": ["as-enactd"]}, [("variant", "as-enacted")]),
        ({"runs": 0}, [("runs", None)]),
        ({"workers": 0}, [("workers", None)]),
        ({"seed": -1}, [("seed", None)]),
        ({"levers": {"sz2019.universal.rte": 0.2}},
         [("sz2019.universal.rte", "sz2019.universal.rate")]),
    ],
)  # fmt: skip
def test_wrong_arguments_are_named_with_the_nearest_right_one(arguments, expected, scenario, out):
    with pytest.raises(InputError) as error:
        api.run(scenario, out=out, **arguments)
    assert faults(error) == expected


def test_a_run_that_is_not_there_is_an_input_error(found, out, tmp_path):
    with pytest.raises(InputError, match="no ensemble"):
        api.open_run("f" * 12, out=tmp_path)
    study_file = found.folder / "study.json"
    kept = study_file.read_bytes()
    study_file.unlink()
    try:
        with pytest.raises(InputError, match=r"study\.json"):
            api.open_run(found.folder, out=out)
    finally:
        study_file.write_bytes(kept)


def test_comparisons_that_make_no_sense_are_refused(found, scenario, out):
    with pytest.raises(InputError, match="cannot be compared with itself"):
        api.compare(found, "as-enacted", "as-enacted")
    with pytest.raises(InputError, match="cannot be compared with itself"):
        api.compare(scenario, "no-programme", out=out)
    with pytest.raises(InputError, match="no variant of this name"):
        api.compare(found, "only-smart")
    for setting in ({"seed": 0}, {"runs": 3}, {"levers": {"a": 1}}):
        with pytest.raises(InputError, match="a stored run is as it is"):
            api.compare(found.folder, out=out, **setting)


def test_a_variant_in_which_every_run_failed_is_an_error(found):
    from types import SimpleNamespace

    failures = [
        SimpleNamespace(variant="b", run=run, error="SimulationError", message="no firm left")
        for run in range(3)
    ]
    stored = SimpleNamespace(failures=lambda: failures)
    with pytest.raises(api.AllRunsFailedError, match=r"'b' finished.*no firm left"):
        api.require_results(stored, ["a", "b"], 3)
    api.require_results(stored, ["a", "b"], 4)
