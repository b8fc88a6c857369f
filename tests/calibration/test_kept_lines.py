"""Lines of results: read back as they were, cut ones left out, in order when asked."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from calibration.evidence.store import Store
from calibration.kept_lines import KeptLines


def test_what_is_kept_is_read_back_the_same(tmp_path: Path) -> None:
    lines = KeptLines[int, object](tmp_path / "a.jsonl")
    lines.keep(3, {"held": (True, False), "rank": 0.1 + 0.2, "名": "\u2028"})
    lines.keep(1, [1e-300])
    assert KeptLines[int, object](lines.path).found == lines.found
    assert list(lines.found) == [3, 1] and 3 in lines and 2 not in lines
    lines.put_in_order()
    assert list(KeptLines[int, object](lines.path).found) == [1, 3]


@pytest.mark.parametrize("lost", [1, 2, 9])
def test_a_cut_line_is_left_out_and_the_file_mended(tmp_path: Path, lost: int) -> None:
    lines = KeptLines[int, list[int]](tmp_path / "a.jsonl")
    for key in range(3):
        lines.keep(key, [key] * 5)
    lines.path.write_bytes(lines.path.read_bytes()[:-lost])
    again = KeptLines[int, list[int]](lines.path)
    assert list(again.found) == ([0, 1, 2] if lost == 1 else [0, 1])  # 1: only the line's end
    again.keep(9, [])
    assert list(KeptLines[int, list[int]](lines.path).found) == [*range(3 if lost == 1 else 2), 9]
    assert not lines.path.with_suffix(".part").exists()


def test_a_whole_file_is_not_written_anew(tmp_path: Path) -> None:
    store = Store(tmp_path, "bank", 1)
    assert not store.path.exists()
    store.keep("0", {"a": math.nan, "b": math.inf})
    before = store.path.stat().st_ino
    again = Store(tmp_path, "bank", 1)
    assert again.path.stat().st_ino == before
    assert math.isnan(again.values["0"]["a"]) and again.values["0"]["b"] == math.inf


def test_the_form_of_a_banks_file_stands(tmp_path: Path) -> None:
    """Banks made by earlier versions are read, and a line is written as they have it."""
    store = Store(tmp_path, "bank", {"law": "0a"})
    assert store.path.name == "bank-bae5743703cbc662.jsonl"
    store.keep("7", {"firms@2018-Q4": 6539.0, "take_up": math.nan})
    assert store.path.read_text() == '["7", {"firms@2018-Q4": 6539.0, "take_up": null}]\n'
