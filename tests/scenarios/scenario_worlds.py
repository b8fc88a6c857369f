"""A small valid world, copied for each test, and a way to spoil it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from scenarios.errors import Fault, InputError
from scenarios.levers import apply_levers
from scenarios.loading import load_scenario
from scenarios.scenario_schema import Scenario

FIXTURES = Path(__file__).parent / "fixtures"

SCENARIO = "small.yaml"
TOWN = "places/town.yaml"
BEHAVIOUR = "behaviour.yaml"
GRANTS = "policies/grants.yaml"
LOANS = "policies/loans.yaml"
RULES = "policies/rules.yaml"
UPGRADE = "policies/upgrade.yaml"


class World:
    """Scenario files in a folder of their own."""

    def __init__(self, root: Path) -> None:
        self.root = root
        shutil.copytree(FIXTURES, root)

    def path(self, name: str) -> Path:
        return self.root / name

    def write(self, name: str, content: str | bytes) -> None:
        data = content.encode() if isinstance(content, str) else content
        self.path(name).write_bytes(data)

    def edit(self, name: str, old: str, new: str) -> None:
        """Replace a text that stands in the file exactly once."""
        text = self.path(name).read_text(encoding="utf-8")
        assert text.count(old) == 1, (old, text.count(old))
        self.write(name, text.replace(old, new))

    def line(self, name: str, part: str, nth: int = 1) -> int:
        """Number of the nth line that contains `part`."""
        lines = self.path(name).read_text(encoding="utf-8").splitlines()
        return [number for number, line in enumerate(lines, 1) if part in line][nth - 1]

    def load(self, **overrides: object) -> Scenario:
        return load_scenario(self.path(SCENARIO), overrides or None)  # type: ignore[arg-type]

    def faults(self) -> list[Fault]:
        """Load and return the faults; fail if there are none."""
        with pytest.raises(InputError) as caught:
            self.load()
        return caught.value.faults

    def fault(self, name: str, line: int, field: str) -> Fault:
        """The only fault, which must stand at this place."""
        faults = self.faults()
        assert [(fault.file, fault.line, fault.field) for fault in faults] == [
            (str(self.path(name)), line, field)
        ], "\n".join(fault.text() for fault in faults)
        return faults[0]


def faults_of(scenario: Scenario, settings: dict[str, object]) -> list[Fault]:
    """Set quantities and return the faults; fail if there are none."""
    with pytest.raises(InputError) as caught:
        apply_levers(scenario, settings)  # type: ignore[arg-type]
    return caught.value.faults


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path / "world")


@pytest.fixture
def small(world: World) -> Scenario:
    return world.load()
