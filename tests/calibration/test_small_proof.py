"""A small proof from end to end: on a tiny real bank, and where truth is in closed form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from made_proof import COMMAND, SIZES, made_record

from calibration.bank.design import unknowns
from calibration.bank.one_run import Plan, loaded
from calibration.bank.runs import make_bank
from calibration.fit.calibrate import Request, Screened, places, within_horizon
from calibration.fit.posterior_fit import free_priors
from calibration.fit.proof_record import ProofRecord, read_record, text_of, write_record
from calibration.fit.proof_run import Sizes, prove_screened
from calibration.fit.screening import screen, table_of
from calibration.moments.catalogue import moments_of
from sim.runs.progress import Progress

pytestmark = pytest.mark.slow

RUNS, FIRMS, MOST_FREE = 160, 1000, 2
TINY = Sizes(worlds=8, broken=2, particles=100, folds=4, repeats=2)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Screened:
    """Few runs of few firms, of the years that published growth speaks of."""
    scenario, variant = places()["shenzhen"]
    plan = Plan(scenario, variant, RUNS, 6, firms=FIRMS, fact_firms=0, end="2018-Q4")
    bank = make_bank(plan, tmp_path_factory.mktemp("bank"), 1)
    assert not bank.failed
    within, _ = within_horizon(moments_of("shenzhen"), plan)
    table = table_of(bank, within.chosen(lambda one: one.block in ("growth", "level", "firms")))
    unknown = unknowns(loaded(plan))
    learnable = {column for column, one in enumerate(unknown) if one.learnable}
    screening = screen(table, 6, most=MOST_FREE, learnable=learnable)
    return Screened(unknown, bank, table, screening)


def proved(
    tiny: Screened,
    folder: Path,
    workers: int = 1,
    tell: Callable[[str, Progress], None] | None = None,
) -> ProofRecord:
    request = Request("shenzhen", folder, workers=workers)
    return prove_screened(tiny, request, TINY, COMMAND, tell)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("proof")


@pytest.fixture(scope="module")
def record(tiny: Screened, folder: Path) -> ProofRecord:
    return proved(tiny, folder)


def kept(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_the_whole_way_on_a_tiny_bank(record: ProofRecord, tiny: Screened, tmp_path: Path) -> None:
    assert not record.failed
    assert record.made.digests.bank == tiny.bank.digest
    assert {one.block for one in record.moments} >= {"growth", "level"}
    assert len(record.parameters) == len(tiny.screening.free) >= 1
    for shown in record.shown:
        assert shown.worlds == TINY.worlds
        for one in shown.parameters:
            # Every world's rank lies within the range of the histogram, none is lost.
            assert sum(one.ranks) == TINY.worlds
    assert [world.world for world in record.recovered] == list(range(TINY.worlds))
    assert read_record(write_record(record, tmp_path)) == record


def test_truths_are_those_of_the_banks_rows(record: ProofRecord, tiny: Screened) -> None:
    free = tiny.screening.free
    drawn = free_priors(tiny.unknown, free).scaled_from_cube(tiny.table.points[:, list(free)])
    for world in record.recovered:
        apart = np.abs(drawn - np.array(world.truth))
        assert (apart.max(axis=1) < 1e-4).sum() == 1, world.world


def test_two_workers_give_the_same_bytes(
    record: ProofRecord, tiny: Screened, folder: Path, tmp_path: Path
) -> None:
    again = proved(tiny, tmp_path, workers=2)
    assert text_of(again) == text_of(record)
    assert kept(tmp_path) == kept(folder)


def test_a_cut_proof_goes_on_to_the_same_bytes(
    record: ProofRecord, tiny: Screened, folder: Path, tmp_path: Path
) -> None:
    def stop(part: str, now: Progress) -> None:
        if part == "worlds" and now.done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        proved(tiny, tmp_path, tell=stop)
    (path,) = tmp_path.glob("proof-*.jsonl")
    path.write_bytes(path.read_bytes()[:-50])  # a kill in the middle of a line
    told: list[tuple[str, int]] = []
    again = proved(tiny, tmp_path, tell=lambda part, now: told.append((part, now.done)))
    assert told[0] == ("worlds", 2)
    assert text_of(again) == text_of(record)
    assert kept(tmp_path) == kept(folder)


def test_coverage_holds_where_moments_are_linear_and_chance_is_normal(tmp_path: Path) -> None:
    """The posterior has a closed form there, so that what fails is the method or this check."""
    record = made_record(tmp_path, sizes=replace(SIZES, worlds=200, broken=20))
    shown = record.of("all", "emulator")
    assert not shown.flagged
    for level in shown.held:
        assert abs(level.share - level.nominal) <= 4 * level.error, level
    for one in shown.parameters:
        for level in one.held:
            assert abs(level.share - level.nominal) <= 4 * level.error, (one.name, level)
    by_version = {one.version: one.warned(0.01) for one in record.broken}
    assert by_version["good"] <= 0.1
    assert min(by_version["high 3"], by_version["low_high 3"]) >= 0.9
