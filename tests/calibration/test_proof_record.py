"""The record of a proof: made end to end, read back, and known to be of other code."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from made_proof import COMMAND, SIZES, made_record, screened
from pydantic import ValidationError

from calibration.fit import proof_command, proof_run
from calibration.fit.proof_record import (
    Digests,
    ProofRecord,
    changed,
    digests_now,
    read_record,
    records,
    text_of,
    write_record,
)
from calibration.fit.synthetic_worlds import digest_of_method
from sim.runs.progress import Progress

SMALL = replace(SIZES, worlds=6, broken=3)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("proof")


@pytest.fixture(scope="module")
def record(folder: Path) -> ProofRecord:
    return made_record(folder, sizes=SMALL)


def test_a_record_is_read_back_the_same_and_written_the_same(
    record: ProofRecord, tmp_path: Path
) -> None:
    path = write_record(record, tmp_path / "proofs")
    assert read_record(path) == record
    assert path.read_text("utf-8") == text_of(read_record(path)) == text_of(record)
    assert records(tmp_path / "proofs") == (path,) and not records(tmp_path)


def test_it_holds_together(record: ProofRecord) -> None:
    names = [one.name for one in record.parameters]
    assert [(one.data, one.method) for one in record.shown] == [
        (data, method) for data in ("all", "growth") for method in ("emulator", "local_linear")
    ]
    for shown in record.shown:
        assert [one.name for one in shown.parameters] == names
        for one in shown.parameters:
            assert sum(one.ranks) == shown.worlds == 6
        assert sum(shown.likelihood_ranks) == 6
        for level, whole in enumerate(shown.held):
            parts = [one.held[level].share for one in shown.parameters]
            assert whole.share == pytest.approx(np.mean(parts), abs=1e-4)
        identified = sum(one.identified for one in shown.parameters)
        assert shown.identified_a_world == pytest.approx(identified, abs=1e-4)
    assert next(one.version for one in record.broken) == "good"
    assert all(len(one.p) == 3 for one in record.broken)
    assert record.made.command == COMMAND and not record.failed


def test_recovered_worlds_say_what_was_counted(record: ProofRecord) -> None:
    """Coverage and error follow from the worlds written out, where these are all worlds."""
    shown = record.of("all", "emulator")
    assert [one.world for one in record.recovered] == list(range(6))
    for column, one in enumerate(shown.parameters):
        worlds = record.recovered
        inside = [w.low[column] <= w.truth[column] <= w.high[column] for w in worlds]
        assert np.mean(inside) == pytest.approx(one.held[1].share, abs=1e-4)
        missed = [w.mean[column] - w.truth[column] for w in worlds]
        sd = record.parameters[column].prior_sd
        assert np.sqrt(np.mean(np.square(missed))) / sd == pytest.approx(one.rmse, rel=1e-3)
    counted = np.mean([one.identified for one in record.recovered])
    assert counted == pytest.approx(shown.identified_a_world, abs=1e-4)


def test_only_so_many_worlds_are_written_out(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert proof_run.RECOVERED >= 24
    monkeypatch.setattr(proof_run, "RECOVERED", 4)
    assert len(made_record(folder, sizes=SMALL).recovered) == 4


def test_a_second_start_finds_all_and_gives_the_same(folder: Path, record: ProofRecord) -> None:
    told: list[tuple[str, Progress]] = []
    again = made_record(folder, sizes=SMALL, tell=lambda part, now: told.append((part, now)))
    assert text_of(again) == text_of(record)
    assert [(part, now.done, now.total) for part, now in told] == [
        ("worlds", 6, 6), ("broken", 3, 3)
    ]  # fmt: skip


def test_digests_say_what_has_changed(record: ProofRecord) -> None:
    own = record.made.digests
    assert changed(record, own) == ()
    for name in Digests.model_fields:
        assert changed(record, own.model_copy(update={name: "0f"})) == (name,)
    now = digests_now(record)
    assert now.method == own.method == digest_of_method() and now.law == own.law
    # The invented bank has neither the priors nor the figures of Shenzhen.
    assert set(changed(record, now)) == {"bank", "data", "prior"}


def test_the_digest_of_the_method_hangs_on_its_sources(monkeypatch: pytest.MonkeyPatch) -> None:
    from calibration.fit import synthetic_worlds

    before = digest_of_method()
    monkeypatch.setattr(synthetic_worlds, "METHOD", synthetic_worlds.METHOD[1:])
    assert digest_of_method() != before


def test_faulty_records_are_refused(record: ProofRecord, tmp_path: Path) -> None:
    path = write_record(record.model_copy(update={"version": 99}), tmp_path)
    with pytest.raises(ValueError, match="version 99"):
        read_record(path)
    path.write_text(text_of(record).replace('"worlds":6', '"worlds":6,"more":1'))
    with pytest.raises(ValidationError, match="more"):
        read_record(path)
    path.write_text(text_of(record)[:-40])
    with pytest.raises(ValidationError):
        read_record(path)
    with pytest.raises(KeyError, match="wages"):
        record.of("wages", "emulator")


def test_nothing_free_is_refused(tmp_path: Path) -> None:
    from calibration.fit.calibrate import Request

    bare = screened()
    bare = replace(bare, screening=replace(bare.screening, free=()))
    with pytest.raises(ValueError, match="nothing is free"):
        proof_run.prove_screened(bare, Request("shenzhen", tmp_path), SMALL, COMMAND)


def test_kurtosis_is_three_for_normal_values_and_larger_for_heavy_tails() -> None:
    random = np.random.default_rng(4)
    assert proof_run.kurtosis(random.standard_normal(200_000)) == pytest.approx(3, abs=0.1)
    assert proof_run.kurtosis(np.array([1.0, -1.0])) == 1
    assert proof_run.kurtosis(random.standard_t(5, 200_000)) > 5
    assert proof_run.kurtosis(np.zeros(3)) == 0


def test_the_command_writes_the_record_and_says_what_it_found(
    record: ProofRecord,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    asked = []

    def proved(request: object, sizes: object, command: str, tell: object) -> ProofRecord:
        asked.append((request, sizes, command))
        return record

    monkeypatch.setattr(proof_run, "prove_place", proved)
    given = ["shenzhen", "--worlds", "30", "--out", str(tmp_path), "--workers", "1"]
    assert proof_command.main(given) == 0
    assert read_record(tmp_path / "shenzhen.json") == record
    told = capsys.readouterr().out
    assert "all, emulator: 6 worlds; 50% hold" in told and "data good: " in told
    (request, sizes, command) = asked[0]
    assert (request.place, request.workers, sizes.worlds) == ("shenzhen", 1, 30)  # type: ignore[attr-defined]
    assert command.startswith("python -m calibration.fit.proof shenzhen --worlds 30")
    assert "workers" not in command and str(tmp_path) not in command


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [(KeyboardInterrupt(), 130, "goes on"), (ValueError("9 worlds of 6 runs"), 2, "9 worlds")],
)
def test_a_stop_and_what_cannot_be_done_are_said_without_a_traceback(
    error: BaseException, code: int, said: str, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    def fails(*_: object) -> ProofRecord:
        raise error

    monkeypatch.setattr(proof_run, "prove_place", fails)
    assert proof_command.main(["shenzhen", "--out", str(tmp_path)]) == code
    assert said in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
