"""What the README says is true of the program: its commands parse, its code runs."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
TEXT = (ROOT / "README.md").read_text("utf-8")
COMMANDS = [
    shlex.split(line, comments=True)
    for block in re.findall(r"```sh\n(.*?)```", TEXT, re.S)
    for line in block.splitlines()
    if line.strip()
]


def test_the_two_commands_stand_first_and_alone() -> None:
    assert COMMANDS[0] == ["python3", "-m", "sim", "run", "scenarios/shenzhen-doubling.yaml"]
    assert COMMANDS[1] == ["python3", "-m", "sim", "test"]


@pytest.mark.parametrize("command", [c for c in COMMANDS if c[0] == "jigai"], ids=" ".join)
def test_each_command_of_the_readme_is_known_with_its_options(command: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "results.cli", *command[1:], "--help"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    for word in command:
        if word.startswith("--"):
            assert word in done.stdout


def test_every_file_that_the_readme_points_to_exists() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", TEXT):
        assert (ROOT / target).exists(), target


@pytest.mark.slow
def test_the_code_of_the_readme_runs(tmp_path: Path) -> None:
    (block,) = re.findall(r"```python\n(.*?)```", TEXT, re.S)
    ignored = shutil.ignore_patterns("*.py", "__pycache__")
    shutil.copytree(ROOT / "scenarios", tmp_path / "scenarios", ignore=ignored)
    done = subprocess.run(
        [sys.executable, "-c", block], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert all(word in done.stdout for word in ("as-enacted", "no-programme", "2016", "2023"))
