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
from results.sensitivity.bars import target_title
from results.sensitivity.charts import charts_of, draw_charts
from results.sensitivity.figures import redrawn, share
from results.sensitivity.help import HELP
from results.sensitivity.page_words import PAGE
from results.sensitivity.record import write
from results.sensitivity.text import (
    conclusions,
    conditions,
    grids,
    lever_ranges,
    preamble,
    screen_grid,
    shares_grid,
)
from results.sensitivity.words import WORDS
from results.study import LANGUAGES
from scenarios import InputError

ROOT = Path(__file__).resolve().parents[3]
DOUBLING = ROOT / "scenarios" / "shenzhen-doubling.yaml"
BOX = {
    "limits": [{"name": "behaviour.payback", "at_least": True, "place": 0.5, "value": 1.87},
               {"name": "behaviour.gain_median", "at_least": False, "place": 0.4, "value": 0.7}],
    "coverage": 0.55, "density": 0.41, "density_low": 0.36,
    "overall": 0.3, "runs": 800, "inside": 330,
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
    made["method"], made["reduced"], made["made"]["planned"] = "bank", False, 1600
    made["analysis"] = {"pawn": told, "regional": told, "box": BOX, "why_not": None}
    return made


def named(record: Any) -> Any:
    """The record as of enough runs, with one group that has an effect, and straight lines."""
    made = copy.deepcopy(record)
    made["analysis"] |= {"headline": "raw", "kurtosis": 3.0}
    made["reduced"] = False
    for name, one in made["analysis"]["scales"]["raw"]["groups"].items():
        one["effect"] = one["larger"] = name == "behaviour.payback"
    shares = made["analysis"]["scales"]["raw"]["groups"]["behaviour.payback"]["first"]
    shares[:] = [0.25, 0.2, 0.3]
    line = {"first": shares, "total": shares, "steady": shares, "effect": True, "larger": True}
    for scale in ("raw", "rank"):
        told = made["analysis"]["scales"][scale]
        told["wholes"], told["rest"] = {"levers": line, "unknowns": line}, [-0.01, -0.1, 0.008]
        told["seed"]["first"] = [0.0, -0.05, 0.04]
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
    none["analysis"]["scales"]["raw"]["groups"]["behaviour.payback"]["effect"] = False
    assert conclusions(none, "en")[0].startswith("No group can be seen to have an effect. ")
    grid = shares_grid(made, "raw", "en")
    assert [row[-1].main for row in grid.rows][:3].count("yes") == 1


def test_shares_in_sentences_come_from_the_interval() -> None:
    assert share([0.002, -0.01, 0.009], "en") == "≈ 0"
    assert share([0.002, -0.01, 0.04], "en") == "at most 4.0%"
    assert share([0.02, -0.2, 0.25], "zh") == "不超过 25%"
    assert share([0.3, 0.2, 0.4], "en") == "30% (20% to 40%)"


def test_wide_intervals_are_not_told(record: Any) -> None:
    made = named(record)
    assert any("is interplay" in sentence for sentence in conclusions(made, "en"))
    made["analysis"]["scales"]["raw"]["wholes"]["unknowns"] = {
        **made["analysis"]["scales"]["raw"]["wholes"]["unknowns"], "first": [0.5, 0.2, 0.8]
    }  # fmt: skip
    told = " ".join(conclusions(made, "en"))
    assert "wider than 0.3" in told and "is interplay" not in told


def test_redrawn_levers_move_the_root_of_twice_their_share(record: Any) -> None:
    made = named(record)
    made["spread"]["sd"] = 8.0
    assert redrawn(made) == pytest.approx([8 * 0.5**0.5, 8 * 0.4**0.5, 8 * 0.6**0.5])


def test_ranks_are_called_ranks(record: Any) -> None:
    made = named(record)
    made["analysis"]["headline"] = "rank"
    for one in made["analysis"]["scales"]["rank"]["groups"].values():
        one["effect"] = True
    chart = charts_of(made)[0]
    told = [*conclusions(made, "en")[:1], chart.alt_text("en"), preamble(made, "en")[-1],
            next(one for one in conclusions(made, "en") if "interplay" in one)]  # fmt: skip
    assert all("order of runs (ranks)" in one for one in told)
    assert all("名次" in one for one in (conclusions(made, "zh")[0], chart.alt_text("zh")))


def test_a_reduced_run_says_nothing_in_words(record: Any) -> None:
    assert record["reduced"]  # eight rows
    assert conclusions(record, "en") == ["Not enough runs to say."]
    assert "scatter" not in [chart.name for chart in charts_of(record)]
    assert {row[2].main for row in shares_grid(record, "raw", "en").rows[:3]} == {"-"}


def test_lines_that_explain_little_are_not_told(record: Any) -> None:
    made = named(record)
    assert "tornado" in [chart.name for chart in charts_of(made)]
    made["linear"]["explained"] = 0.49
    assert "tornado" not in [chart.name for chart in charts_of(made)]
    assert len(grids(made, "en")) == 2


def test_met_if_only_where_four_in_five_meet_it(given: Any) -> None:
    assert target_title(given, "en") == "What makes meeting it more likely"
    given["analysis"]["box"] = BOX | {"density": 0.81}
    assert target_title(given, "en") == "Target met if ..."


def test_the_ends_of_every_figure_of_policy_stand_on_the_page(record: Any) -> None:
    made = named(record)
    made["factors"][0] |= {"kind": "lever", "spread": "off to enacted", "low": 0.0, "high": 1.0,
                           "unit": "share"}  # fmt: skip
    (row,) = lever_ranges(made, "en").rows
    assert [cell.main for cell in row[1:]] == ["off to as enacted", "0%", "100%"]
    assert lever_ranges(made, "zh").rows[0][1].main == "取消到现行"
    assert "| off to as enacted | 0% | 100% |" in page.page({"sobol": made}, "en")


def test_the_signs_of_a_group_are_not_added_up(record: Any) -> None:
    made = copy.deepcopy(record)
    made["method"] = "morris"
    one = {"strength": [2e9, 1e9, 3e9], "mean": 1e9, "spread": 1e9, "floor": 0.0, "named": True}
    made["analysis"] = {"groups": {row["id"]: dict(one) for row in made["groups"]}}
    first = made["groups"][0]
    first["members"] = [first["members"][0], "behaviour.foresight"]
    signs = {row[0].main: row[2].main for row in screen_grid(made, "en").rows}
    assert signs.pop(first["label"]["en"]) == "-" and "-" not in signs.values()
    assert conclusions(made, "en")[0].startswith("Larger than chance: ")


def test_a_bank_with_holes_says_so(given: Any) -> None:
    given["made"]["planned"] = given["made"]["runs"]
    assert "the bank is to have" not in " ".join(preamble(given, "en"))
    given["made"] |= {"runs": 1590, "planned": 1600, "seeds": 1}
    told = " ".join(preamble(given, "en"))
    assert "These are 1,590 of the 1,600 runs" in told and "stay as enacted" in told
    assert "draws)." in told and "with one of their seeds" not in told


def test_records_of_another_law_are_told(given: Any) -> None:
    assert page.other_laws({"bank": given}) == []
    old = copy.deepcopy(given)
    old["made"]["law"] = "0" * 32
    assert page.other_laws({"bank": given, "sobol": old})[-1] == "records of different laws"
    assert page.other_laws({"bank": old})[0].startswith("record bank (law 00000000, now ")


def test_a_page_without_shares_says_so(given: Any) -> None:
    given["analysis"]["box"] = None
    given["analysis"]["why_not"] = {"reason": "no_condition"}
    text = page.page({"bank": given}, "en")
    assert "have not been run yet" in text and "In plain words" not in text
    with pytest.raises(InputError, match="no record of shenzhen-doubling"):
        page.records(Path("nowhere"))


def test_conditions_are_a_sentence(given: Any) -> None:
    told = conditions(given, "en")
    assert told.startswith('If "Required payback of the median firm" is 1.87 or more and "Yearly')
    assert "41%" in told and "30%" in told and "55%" in told and "800" in told
    assert "”不低于 1.87且“" in conditions(given, "zh")
    for why in ({"reason": "few_met", "met": 12, "runs": 1600}, {"reason": "no_condition"},
                {"reason": "not_borne_out"}):  # fmt: skip
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
    assert "These have an effect" in text and "Of these, larger than chance" in text
    assert "This is not the effect of the plan" in text and "calibrated, the order may" in text
    assert "60 bn" in text.replace("\N{NO-BREAK SPACE}", " ")
    made["reduced"] = True
    write(made, source / "shenzhen-doubling.sobol.json")
    text = page.page(page.records(source), "en")
    assert "reduced run" in text and "Not enough runs to say" in text
    assert "These have an effect" not in text and "sobol-scatter" not in text
    made["reduced"] = False
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
