"""Charts, pages and the command: everything they say comes from the record."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from results.cli.app import build_app
from results.cli.sensitivity import command_of
from results.sensitivity import page
from results.sensitivity.asked import Asked
from results.sensitivity.charts import charts_of, draw_charts
from results.sensitivity.help import HELP
from results.sensitivity.page_words import PAGE
from results.sensitivity.record import write
from results.sensitivity.text import conclusions, conditions, shares_grid
from results.sensitivity.words import WORDS
from results.study import LANGUAGES

ROOT = Path(__file__).resolve().parents[3]
DOUBLING = ROOT / "scenarios" / "shenzhen-doubling.yaml"
BOX = {
    "limits": [{"name": "behaviour.payback", "at_least": True, "place": 0.5, "value": 1.87},
               {"name": "behaviour.gain_median", "at_least": False, "place": 0.4, "value": 0.7}],
    "coverage": 0.55, "density": 0.41, "overall": 0.3, "runs": 800, "inside": 330,
}  # fmt: skip


@pytest.fixture
def given(record: Any) -> Any:
    """The record as if it were of a bank with conditions found."""
    made = copy.deepcopy(record)
    names = [row["name"] for row in made["factors"]]
    told = {
        "values": dict(zip(names, (0.3, 0.2, 0.05), strict=True)), "floor": 0.1,
        "named": names[:2], "by_chance": 0.06, "runs": 1600, "met": 480,
    }  # fmt: skip
    made["method"] = "bank"
    made["analysis"] = {"pawn": told, "regional": told, "box": BOX, "why_not": None}
    return made


def named(record: Any) -> Any:
    """The record with one group above the noise and straight lines."""
    made = copy.deepcopy(record)
    made["analysis"]["headline"] = "raw"
    for name, one in made["analysis"]["scales"]["raw"]["groups"].items():
        one["named"] = name == "behaviour.payback"
    shares = made["analysis"]["scales"]["raw"]["groups"]["behaviour.payback"]["first"]
    line = {"first": shares, "total": shares, "steady": shares, "named": True}
    made["analysis"]["scales"]["raw"]["wholes"] = {"levers": line, "unknowns": line}
    made["analysis"]["scales"]["rank"]["wholes"] = {"levers": line, "unknowns": line}
    effects = {"behaviour.payback": [2e9, 1e9, 3e9], "behaviour.size_median": [-1e9, -2e9, -5e8]}
    made["linear"] = {"middle": -4e10, "explained": 0.6, "effects": effects, "levers": {}}
    return made


def test_every_chart_is_drawn_in_both_languages(record: Any, given: Any, tmp_path: Path) -> None:
    made = named(record)
    names = [chart.name for chart in charts_of(made)]
    assert names == ["shares", "convergence", "tornado", "scatter"]
    written = draw_charts(made, tmp_path)
    assert len(written) == 4 * (1 + 2 * 3)
    assert all(path.stat().st_size > 0 for path in written)
    assert "target" in [chart.name for chart in charts_of(given)]
    draw_charts(given, tmp_path / "given")
    numbers = (tmp_path / "shares.csv").read_text("utf-8-sig").splitlines()
    assert len(numbers) == 1 + 3 * 4 + 2 * 2  # three scales: groups and the seed; wholes in two


def test_what_is_above_the_noise_is_named(record: Any) -> None:
    made = named(record)
    assert "Required payback" in conclusions(made, "en")[0]
    assert "要求回收期" in conclusions(made, "zh")[0]
    none = copy.deepcopy(made)
    none["analysis"]["scales"]["raw"]["groups"]["behaviour.payback"]["named"] = False
    assert conclusions(none, "en")[0] == "No group stands above the noise."
    grid = shares_grid(made, "raw", "shares", "en")
    assert [row[-1].main for row in grid.rows][:3].count("yes") == 1


def test_conditions_are_a_sentence(given: Any) -> None:
    told = conditions(given, "en")
    assert told.startswith('If "Required payback of the median firm" is 1.87 or more and "Yearly')
    assert "41%" in told and "30%" in told and "55%" in told and "800" in told
    assert "”不低于 1.87且“" in conditions(given, "zh")
    for why in ({"reason": "few_met", "met": 12, "runs": 1600}, {"reason": "no_factor"},
                {"reason": "no_condition"}):  # fmt: skip
        given["analysis"] |= {"box": None, "why_not": why}
        assert conditions(given, "en").startswith("No conditions")
        assert conditions(given, "zh").startswith("没有达标条件")


def written_without_drawing(record: Any, folder: Path, prefix: str) -> list[Path]:
    """What `draw_charts` leaves, with pictures that show nothing."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for chart in charts_of(record):
        for language in LANGUAGES:
            name = f"{prefix}{chart.name}.{language}"
            (folder / f"{name}.txt").write_text(chart.alt_text(language) + "\n", "utf-8")
            paths += [folder / f"{name}.png", folder / f"{name}.svg"]
    for path in paths:
        path.write_text("", "utf-8")
    return paths


def test_the_page_follows_its_records(
    record: Any, given: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page, "draw_charts", written_without_drawing)
    source, folder = tmp_path / "records", tmp_path / "docs"
    made = named(record)
    write(made, source / "shenzhen-doubling.sobol.json")
    write(given, source / "shenzhen-doubling.bank.json")
    page.write_page(folder, source)
    assert page.stale(folder, source) == []
    text = page.page_path("en", folder).read_text("utf-8")
    assert "reduced run of 8 rows" in text and "What lies above the noise" in text
    assert "60 bn" in text.replace("\N{NO-BREAK SPACE}", " ")
    made["spread"]["mean"] *= 1.01
    write(made, source / "shenzhen-doubling.sobol.json")
    assert page.stale(folder, source) == ["shenzhen-doubling.zh.md", "shenzhen-doubling.md"]
    page.write_page(folder, source)
    assert not list((folder / "charts").glob("*.svg"))
    (folder / "charts" / "sobol-shares.en.png").unlink()
    assert page.stale(folder, source) == ["sobol-shares.en"]


def test_the_committed_page_is_what_its_records_say() -> None:
    assert page.stale() == []


@pytest.mark.parametrize("words", [WORDS, PAGE, HELP])
def test_every_text_is_in_both_languages_with_the_same_blanks(words: Any) -> None:
    import string

    for key, (chinese, english) in words.items():
        assert chinese and english, key
        blanks = [
            {name for _, name, _, _ in string.Formatter().parse(text) if name}
            for text in (chinese, english)
        ]
        assert blanks[0] == blanks[1], key


def test_the_command_runs_tells_and_records(runs: Path, tmp_path: Path) -> None:
    words = [
        "sensitivity", str(DOUBLING), "--groups", "none", "--rows", "8", "--scrambles", "4",
        "--firms", "120", "--out", str(runs), "--no-charts", "--workers", "1", "--lang", "en",
        "--record", str(tmp_path / "own.json"),
    ]  # fmt: skip
    for name in ("payback", "gain_median", "size_median"):
        words += ["--factors", f"behaviour.{name}"]
    found = CliRunner().invoke(build_app("en"), words)
    assert found.exit_code == 0, found.output
    assert "What drives: Reported renovation in 2020" in found.output
    assert "160 runs" in found.output  # said before they begin
    record = json.loads((tmp_path / "own.json").read_text("utf-8"))
    assert record["made"]["command"] == (
        "jigai sensitivity scenarios/shenzhen-doubling.yaml --groups none --rows 8 --scrambles 4 "
        "--firms 120 --factors behaviour.payback --factors behaviour.gain_median "
        "--factors behaviour.size_median"
    )


def test_the_command_refuses_with_the_nearest_name() -> None:
    found = CliRunner().invoke(
        build_app("en"), ["sensitivity", str(DOUBLING), "--outcome", "doubling.margn"]
    )
    assert found.exit_code == 2 and "doubling.margin" in found.output


def test_a_command_names_only_what_differs() -> None:
    assert command_of(Asked(DOUBLING)) == "jigai sensitivity scenarios/shenzhen-doubling.yaml"
    own = Asked(DOUBLING, groups="some/where/own.yaml", bank=Path("some/where/calibration"))
    # Folders are of one machine: the command stands for itself where defaults are kept to.
    assert command_of(own).endswith("doubling.yaml --groups own.yaml")
