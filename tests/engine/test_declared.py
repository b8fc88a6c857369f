"""Each quantity is declared once and read by some law; text and tables keep step."""

from __future__ import annotations

import ast
import csv
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

import scenarios
from sim import rows
from sim.declared import READ_AT_PREPARATION, SWITCH, names_read, unfit_for_the_law
from sim.engine import law_hash, law_sources
from sim.law import codes
from sim.measures import MEASURES, TALLY

ROOT = Path(__file__).resolve().parents[2]


def attributes_read(owner: str) -> set[str]:
    """Names read as `owner.name` in the law and the acts."""
    return set(names_read(owner))


def test_every_behaviour_parameter_is_read_and_every_one_read_is_declared(scenario: Any) -> None:
    switches = {SWITCH + name for name in scenario.behaviour.mechanisms}
    assert attributes_read("behaviour") == set(scenario.behaviour.parameters) | switches
    assert not switches & set(scenario.behaviour.parameters)
    ids = [row.id for row in scenario.behaviour.mechanisms.values()]
    assert ids == [f"M{number}" for number in range(1, 12)]


def test_every_quantity_of_the_place_is_read_and_declared(scenario: Any) -> None:
    assert attributes_read("place") == set(scenario.place.quantities)


def test_what_is_read_at_preparation_is_read_there() -> None:
    for names in READ_AT_PREPARATION.values():
        for name, path in names.items():
            assert f'"{name}"' in (ROOT / path).read_text("utf-8")


def test_the_shipped_scenario_fits_the_law(scenario: Any) -> None:
    assert list(unfit_for_the_law(scenario)) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("behaviour.yaml", "  payback:", "  paybak:", "did you mean 'payback'"),
        ("behaviour.yaml", "  payback:", "  paybak:", "lacks payback, which the law reads"),
        ("places/shenzhen.yaml", "  factory_rent:", "  factory_rant:", "lacks factory_rent"),
        ("places/shenzhen.yaml", "  wage_growth:", "  wages:", "lacks wage_growth"),
        ("places/shenzhen.yaml", "{id: smart,", "{id: smrt,", "lacks smart"),
        ("policies/shenzhen-2019-rules.yaml", "rate: 0.10", "rate: 0.10000001", "millionths"),
    ],
)  # fmt: skip
def test_what_the_law_cannot_read_is_told_with_its_line(
    tmp_path: Path, file: str, old: str, new: str, told: str
) -> None:
    shutil.copytree(ROOT / "scenarios", tmp_path / "s", ignore=shutil.ignore_patterns("*.py"))
    path = tmp_path / "s" / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(scenarios.InputError) as caught:
        scenarios.load_scenario(
            tmp_path / "s" / "shenzhen-doubling.yaml", checks=[unfit_for_the_law]
        )
    assert told in str(caught.value)
    assert all(fault.line > 0 for fault in caught.value.faults)


@pytest.mark.parametrize(
    ("owner", "fields"),
    [("quarter", rows.QUARTER), ("rule", rows.RULE), ("row", rows.DIRECTION),
     ("stratum", rows.STRATUM), ("sector", rows.SECTOR)],
)  # fmt: skip
def test_every_column_of_a_row_is_read(owner: str, fields: tuple[Any, ...]) -> None:
    read = attributes_read(owner)
    if owner == "rule":
        read |= {"pot", "review", "payment"}  # sim/acts/paying.py
        read.discard("id")
    if owner == "row":
        read &= {field[0] for field in rows.DIRECTION}
    if owner == "sector":
        read |= {"reached"}
    if owner == "stratum":
        read |= {"role"}
    assert {field[0] for field in fields} - read == set()


def test_every_field_of_a_firm_and_a_project_is_used() -> None:
    used = attributes_read("firm")
    assert {field[0] for field in rows.FIRM} - used <= {"id"} | {"role"}
    project = attributes_read("project") | attributes_read("reserve") | attributes_read("building")
    assert {field[0] for field in rows.PROJECT} - project == set()


def test_every_measure_of_the_tally_is_booked() -> None:
    text = "".join(path.read_text("utf-8") for path in law_sources())
    booked = {name for name in TALLY if f'TALLY_INDEX["{name}"]' in text}
    by_nature = {f"true_{name}" for name in codes.NATURES}
    assert booked | by_nature == set(TALLY)
    start = TALLY.index("true_renovation")
    assert TALLY[start : start + 3] == tuple(f"true_{name}" for name in codes.NATURES)


def test_measures_are_labelled_in_both_languages() -> None:
    for measure in MEASURES.values():
        assert measure.zh and measure.en and measure.zh != measure.en
        assert all(part in MEASURES for part in measure.parts)


def test_defaults_lie_at_the_prior_means(scenario: Any) -> None:
    for name, parameter in scenario.behaviour.parameters.items():
        prior = parameter.prior
        assert parameter.value == prior.mean, name
        assert prior.low < parameter.value < prior.high, name


def test_the_cache_is_named_by_every_source_that_the_loops_import() -> None:
    listed = {path.resolve() for path in law_sources()}
    reached: set[Path] = set()
    waiting = [ROOT / "sim" / "compiled_loops.py", ROOT / "sim" / "compiled_run.py"]
    while waiting:
        path = waiting.pop()
        if path in reached:
            continue
        reached.add(path)
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sim"):
                module = ROOT.joinpath(*str(node.module).split("."))
                waiting.append(
                    module.with_suffix(".py") if module.with_suffix(".py").exists()
                    else module / "__init__.py"
                )  # fmt: skip
    assert {p.resolve() for p in reached} - listed <= {ROOT / "sim" / "acts" / "__init__.py"}
    assert len(law_hash()) == 24


def test_evidence_ids_stand_in_the_table_and_none_is_kept_for_validation() -> None:
    with (ROOT / "calibration" / "evidence" / "findings.csv").open(encoding="utf-8") as file:
        known = {row["id"]: row["use"] for row in csv.DictReader(file)}
    pattern = re.compile(r"\b(?:TAX|GRA|CRE|LUM|POP|NOT|ADO|LAN)-\d\d")
    texts = [*(ROOT / "scenarios").rglob("*.yaml"), *(ROOT / "sim").rglob("*.py")]
    cited = {name for path in texts for name in pattern.findall(path.read_text("utf-8"))}
    assert len(cited) > 20
    assert cited <= set(known)
    assert set(known.values()) == {"calibration", "neither"}
