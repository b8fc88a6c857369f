"""The three files of calibration/observed with something in them changed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from calibration.observed.reading import FOLDER, read_observed
from scenarios.errors import Fault, InputError

FILES = ("observed.csv", "series.yaml", "errors.yaml")


def folder_with(tmp_path: Path, file: str, *changes: tuple[str, str]) -> Path:
    """A copy of the folder in which each change is made once in one file."""
    for name in FILES:
        shutil.copy(FOLDER / name, tmp_path / name)
    text = (tmp_path / file).read_text("utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    (tmp_path / file).write_text(text, "utf-8")
    return tmp_path


def faults_of(tmp_path: Path, file: str, *changes: tuple[str, str]) -> list[Fault]:
    """What reading the changed folder tells."""
    folder = folder_with(tmp_path, file, *changes)
    with pytest.raises(InputError) as refused:
        read_observed(folder)
    return refused.value.faults
