"""What records would teach, from end to end on a tiny real bank, killed and gone on with."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from calibration.bank.one_run import Plan
from calibration.fit import calibrate
from calibration.fit.calibrate import Request, places
from calibration.records import __main__ as command
from calibration.records import study, worth
from calibration.records.declared import shipped_records
from calibration.records.lesson_record import (
    LessonRecord,
    changed_since,
    kept_lessons,
    read_lessons,
    write_lessons,
)
from calibration.records.study import lessons_of
from sim.runs.progress import Progress

RUNS, FIRMS, WORLDS, GROUPS = 80, 300, 4, 2


@dataclass(frozen=True)
class TinyRequest(Request):
    """A bank of few runs of few firms."""

    @property
    def plan(self) -> Plan:
        scenario, variant = places()[self.place]
        return Plan(scenario, variant, RUNS, self.seed, firms=FIRMS, fact_firms=FIRMS)


@pytest.mark.slow
def test_the_whole_way_on_a_tiny_bank_and_a_stop_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worth, "trial_of", partial(worth.trial_of, particles=100, repeats=1))
    request = TinyRequest("shenzhen", tmp_path / "one", workers=1)
    told: list[str] = []
    stops = {"records": 50, "right": 2}

    def stop(part: str, progress: Progress) -> None:
        told.append(part)
        if stops.get(part) == progress.done:
            del stops[part]
            raise KeyboardInterrupt

    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            lessons_of(request, WORLDS, "the command", stop, groups=GROUPS)
    record = lessons_of(request, WORLDS, "the command", stop, groups=GROUPS)
    assert [*dict.fromkeys(told)] == ["bank", "records", "right", "declared"]
    _holds_together(record)
    path = write_lessons(record, tmp_path / "kept")
    assert read_lessons(path) == record and kept_lessons(tmp_path / "kept") == (path,)
    whole = replace(request, folder=tmp_path / "two", workers=2)
    whole.folder.mkdir()
    for kept in request.folder.glob("[br][ae][nc]*-shenzhen-*.jsonl"):  # the runs, not the worlds
        shutil.copy(kept, whole.folder)
    assert len(list(whole.folder.iterdir())) == 2
    assert lessons_of(whole, WORLDS, "the command", groups=GROUPS) == record
    # Of the place's own bank nothing here is: that is said.
    assert "bank" in changed_since(record) and "records" not in changed_since(record)


def _holds_together(record: LessonRecord) -> None:
    assert not record.failed
    groups = [one.id for one in shipped_records().groups]
    for model in ("right", "declared"):
        lessons = [one for one in record.lessons if one.model == model]
        assert sorted(one.data for one in lessons) == sorted(["published", "all", *groups])
        for one in lessons:
            assert one.worlds == (GROUPS if one.data in groups else WORLDS)
            assert len(one.parameters) == len(record.free)
            share = sum(each.identified for each in one.parameters)
            assert one.identified_a_world == pytest.approx(share, abs=1e-4)


def test_ctrl_c_says_where_it_goes_on_and_a_fault_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ["shenzhen", "--folder", str(tmp_path), "--out", str(tmp_path), "--workers", "1"]

    def stopped(*_: Any) -> Any:
        raise KeyboardInterrupt

    monkeypatch.setattr(calibrate, "screened", stopped)
    assert command.main(given) == 130
    assert f"goes on from {tmp_path}" in capsys.readouterr().err

    def nothing(*_: Any) -> Any:
        from types import SimpleNamespace

        return SimpleNamespace(screening=SimpleNamespace(free=()))

    monkeypatch.setattr(calibrate, "screened", nothing)
    assert command.main(given) == 2
    assert "nothing is free" in capsys.readouterr().err
    monkeypatch.setattr(calibrate, "screened", stopped)  # is not reached
    for worlds in ("1", "1601"):
        assert command.main([*given, "--worlds", worlds]) == 2
        assert f"{worlds} worlds of 1600 runs" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_five_are_asked_for() -> None:
    assert study.ENOUGH == 5


def test_every_kept_record_is_of_enough_worlds() -> None:
    """What is shipped has the worlds that the command makes by default."""
    for path in kept_lessons():
        record = read_lessons(path)
        assert record.place == path.stem and not record.failed
        assert record.of("right", "all").worlds == worth.WORLDS >= 24
