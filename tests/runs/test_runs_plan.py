import dataclasses
import json

import pytest
from fake_city import FakeInputs, plan

from sim.runs import keys

BASE = plan("enacted", "none")


@pytest.mark.parametrize(
    "other",
    [
        plan("enacted", FakeInputs("none", {"rate": 1})),
        plan("enacted", "other"),
        plan("enacted", "none", seed=8),
        plan("enacted", "none", replicates=9),
        dataclasses.replace(BASE, simulator="another"),
        dataclasses.replace(BASE, law="another"),
    ],
    ids=["identity", "variant", "seed", "replicates", "simulator", "law"],
)
def test_what_determines_the_results_changes_the_key(other):
    assert other.key != BASE.key


def test_a_version_that_matters_changes_every_key(monkeypatch):
    before = BASE.key, plan("enacted", "none").batches()[0].key
    monkeypatch.setattr(keys, "versions_in_keys", lambda: {"numpy": "0"})
    after = plan("enacted", "none")
    assert after.key != before[0]
    assert after.batches()[0].key != before[1]


def test_a_whole_number_and_a_float_are_other_content():
    whole, broken = plan(FakeInputs("x", {"rate": 1})), plan(FakeInputs("x", {"rate": 1.0}))
    assert whole.key != broken.key


def test_batch_size_and_files_are_in_no_key():
    other = dataclasses.replace(BASE, batch_size=3)
    assert other.key == BASE.key
    moved = plan(FakeInputs("enacted", file_hashes={"elsewhere.yaml": "12ab"}), "none")
    assert moved.key == BASE.key


def run_keys(a_plan):
    return {
        (batch.variant, batch.first + place): key
        for batch in a_plan.batches()
        for place, key in enumerate(batch.run_keys)
    }


def test_each_run_has_a_key_of_its_own_that_the_plan_around_it_does_not_change():
    alone, more = run_keys(plan("none", replicates=3, batch_size=2)), run_keys(BASE)
    assert len(set(more.values())) == len(more) == BASE.total == 16
    assert alone.items() <= more.items()


def test_variants_of_one_content_have_runs_of_their_own():
    alike = plan(*(FakeInputs(name, {"variant": "same"}) for name in ("one", "other")))
    assert len(set(run_keys(alike).values())) == alike.total


def test_batches_start_at_multiples_so_that_more_replicates_extend():
    few, many = plan(replicates=8).batches(), plan(replicates=17).batches()
    assert {batch.key for batch in few} < {batch.key for batch in many}
    assert [(one.first, one.last) for one in many[:5]] == [
        (0, 3), (4, 7), (8, 11), (12, 15), (16, 16),
    ]  # fmt: skip


def test_a_replicate_has_the_same_seed_in_every_variant_and_no_other_has_it():
    seeds = {}
    for batch in BASE.batches():
        seeds.setdefault(batch.variant, []).extend(batch.run_seeds)
    assert seeds["enacted"] == seeds["none"]
    assert len(set(seeds["none"])) == 8


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: dataclasses.replace(BASE, inputs=()), "at least one variant"),
        (lambda: plan("none", "none"), "twice"),
        (lambda: plan("none", FakeInputs("x", scenario_id="village")), "one scenario"),
        (lambda: plan(replicates=0), "replicates is 1 or more, not 0"),
        (lambda: plan(batch_size=0), "batch_size is 1 or more, not 0"),
        (lambda: plan(seed=-1), "seed is 0 to"),
        (lambda: plan(seed=2**63), "seed is 0 to"),
    ],
)
def test_a_plan_that_cannot_be_is_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_the_record_holds_all_that_is_needed_to_run_it_again():
    record = json.loads(json.dumps(BASE.record()))
    assert [one["identity"] for one in record["variants"]] == [
        {"scenario": "town", "variant": "enacted"},
        {"scenario": "town", "variant": "none"},
    ]
    assert record["variants"][0]["files"] == {"town.yaml": "12ab"}
    assert (record["seed"], record["replicates"], record["key"]) == (7, 8, BASE.key)
    assert keys.digest(record["law"]["files"]) == record["law"]["digest"] == keys.LOADED_LAW
    assert record["packages"].keys() >= {"jigai-lab", "numpy", "pyarrow", "mesa"}
