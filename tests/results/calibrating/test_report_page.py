"""The page of a record made by hand, worked through; and what keeps pages and charts in step."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import pytest
from made_record import figure, manifest, parameter, record

from calibration.inference.identification import RIDGE
from results.calibrating import page as command
from results.calibrating import report
from results.calibrating.labels import FINDINGS, UNITS, figure_label
from results.calibrating.page_words import WORDS
from results.calibrating.record import ReportRecord, written
from results.calibrating.report import charts_of, drawn, pages_of, write_report
from results.calibrating.report_page import page
from results.charts import style

LANGUAGES: tuple[Any, ...] = ("zh", "en")


def text(language: Any = "en", changed: Any = (), **changes: Any) -> str:
    return page(record(**changes), changed, language, "../../calibration/reports/shenzhen.json")


# -- the page


def test_the_worked_page() -> None:
    said = text()
    assert said.startswith("# Calibration of Shenzhen\n\n<!-- Made by `python -m results.calib")
    for row in (
        "| parameter sharp `behaviour.sharp` | years | 4 (2.2 to 5.8) | 3.1 (2.3 to 3.9) | 0.90 | "
        "identified |",
        "| parameter loose | 0.01 (0.10) | 0.20 (0.50) | 0.60 (0.10) | 0.10 |",
        "| figure shenzhen.reported_renovation.level.2018 | 42.5 bn yuan (40.0 to 45.0 bn yuan) | "
        "30.0 bn yuan (10.0 to 50.0 bn yuan) | 30.0 bn yuan (20.0 to 40.0 bn yuan) | +1.5 | "
        "**+2.4** | 40% | yes |",
        "| growth | 1 | 0.400 | 3 | 2.5 | 40 | 50.0% |",
        "| parameter firm | +0.10 | 1.10 | yes |",
        "| `level.low` | 0.08 to 0.3 | 0.3 | parameter sharp | +0.10 ± 0.02 |",
        "- parameter sharp and parameter firm: one high with the other low fits as well as the "
        "reverse (correlation −0.70).",
        "J statistic at the best point: 4 on 1 degrees of freedom (p 0.045).",
        "`shenzhen.support_paid.ratio.2021.universal` (25%)",
        "1,600 prior runs, 1,590 used, 2 failed, seed 6; 100 runs at posterior draws. Held out: "
        "nothing.",
    ):
        assert row in said, row


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_section_is_there_and_nothing_is_left_open(language: Any) -> None:
    said = text(language)
    for name in ("parameters", "information", "fit", "blocks", "paths", "second", "disputed"):
        assert f"## {WORDS[name][0 if language == 'zh' else 1]}\n" in said
    assert "{" not in said and "None" not in said
    for chart in charts_of(record()):
        assert f"(shenzhen-{chart.name}.{language}.svg)" in said


def test_what_the_record_is_older_than_is_said() -> None:
    assert "Out of date" not in text() and "are still those" in text()
    said = text(changed=("law", "data"))
    assert "> **Out of date.**" in said and "the law of the model, published data changed" in said
    assert "until `jigai calibrate shenzhen --report` computes them again" in said
    assert "are still those" not in said and "已过时" in text("zh", ("prior",))


def test_what_was_not_computed_is_said() -> None:
    bare = [parameter("a", 0.5, 0.2, alone={}, others={}, flat=None)]
    said = text(parameters=bare, disputed=None, figures=[figure("x", "level", 0.1, chance=None)],
                ridges=[], paths=[])  # fmt: skip
    assert said.count("This record did not compute it.") == 2
    assert "information.en.svg" not in said and "paths.en.svg" not in said
    assert "flat over" not in said and "Mostly chance" not in said and "| chance |" not in said
    assert f"posterior correlation above {RIDGE}" in said
    assert [chart.name for chart in charts_of(record(parameters=bare, paths=[]))] == [
        "parameters", "fit",
    ]  # fmt: skip


def test_flat_likelihoods_held_out_data_and_samples_are_told() -> None:
    flat = [parameter("a", 0.5, 0.2, flat=True), parameter("b", 0.5, 0.2)]
    other = manifest(without=["2018"], known_by="2018-01-31", firms=500)
    said = text(parameters=flat, manifest=other, ridges=[], disputed=[])
    assert "flat over the whole prior of parameter a." in said
    assert "Held out: 2018." in said and "published by 2018-01-31" in said
    assert "sub-sample of 500 firms" in said and "No disputed figure is declared." in said


# -- labels


@pytest.mark.parametrize("place", ["shenzhen", "guangdong", "guangzhou"])
def test_every_figure_and_unit_of_a_place_has_words_in_both_languages(place: str) -> None:
    from calibration.bank.design import unknowns
    from calibration.bank.one_run import loaded
    from calibration.fit.calibrate import Request
    from calibration.moments.catalogue import moments_of

    moments = moments_of(place).items
    assert {one.name.removeprefix("fact.") for one in moments if one.observation is None} <= set(
        FINDINGS
    )
    labels = [figure_label(one) for one in moments]
    assert len({one.en for one in labels}) == len({one.zh for one in labels}) == len(labels)
    plan = Request(place, Path()).plan
    units = {one.declaration.unit for one in unknowns(loaded(plan)) if one.learnable}
    assert units <= set(UNITS)


# -- charts


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_of_a_chart_leaves_the_picture_or_touches_another_row(language: Any) -> None:
    from matplotlib.text import Text

    long = [
        parameter(f"p{k}", 0.4, 0.3) for k in range(9)
    ] + [figure_parameter()]  # fmt: skip
    found = record(parameters=long, ridges=[], disputed=[])
    for chart in charts_of(found):
        with style.drawing():
            drawing = chart.draw(found, language)
            drawing.canvas.draw()
            texts = [
                one for one in drawing.findobj(Text) if one.get_text().strip() and one.get_visible()
            ]
            for one in texts:
                box = one.get_window_extent()
                assert box.x0 >= 0 and box.y0 >= 0, (chart.name, one.get_text())
                assert box.x1 <= drawing.bbox.width, (chart.name, one.get_text())
                assert box.y1 <= drawing.bbox.height, (chart.name, one.get_text())
            for axes in drawing.axes:
                rows = [one.get_window_extent() for one in axes.get_yticklabels()]
                assert not any(a.overlaps(b) for a, b in itertools.combinations(rows, 2))


def figure_parameter() -> Any:
    """A parameter with the longest label and unit of those that are declared."""
    from scenarios.quantities import Label

    label = Label(
        zh="新增产能时所需的厂房面积对设备投资的比例（小型企业，亏损时）",
        en="Share of firms of the small size class that hear of a programme from peers",
    )
    return parameter("long", 0.4, 0.3, label=label, unit="standard deviations of reluctance")


def test_charts_are_drawn_the_same_each_time_without_fonts_and_with_words() -> None:
    one = drawn(record())
    assert (
        drawn(record(paths=[], figures=[]))["shenzhen-parameters.zh.svg"]
        == (one["shenzhen-parameters.zh.svg"])
    )
    names = {"parameters", "information", "fit", "paths"}
    assert set(one) == {
        f"shenzhen-{name}{ending}" for name in names for ending in (".csv", ".zh.svg", ".en.svg")
    }
    assert "<text" not in one["shenzhen-fit.zh.svg"].decode()
    assert "点线图" in one["shenzhen-fit.zh.svg"].decode()
    assert "62.0%" in one["shenzhen-fit.en.svg"].decode()
    assert b"42500000000" in one["shenzhen-fit.csv"]


def test_titles_of_charts_follow_the_record() -> None:
    from results.charts import calibration_information, calibration_paths

    said = calibration_information.title(record(), "en")
    assert said == "Shenzhen: nothing is learned from growth alone"
    taught = {"growth": 0.5, "level": 0.5}
    every = record(parameters=[parameter("a", 0.5, 0.2, alone=taught)])
    assert "each block" in calibration_information.title(every, "en")
    assert calibration_paths.inside_and_all(record()) == (2, 4)
    assert calibration_paths.title(record(), "zh") == "深圳：公布的 4 个点中 2 个在后验 90% 之内"


# -- what keeps them in step


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty checkout, law and data of which never change."""
    monkeypatch.setattr(command, "RECORDS", tmp_path / "records")
    monkeypatch.setattr(command, "DOCS", tmp_path / "docs" / "calibration")
    monkeypatch.setattr(command, "changed", lambda _: ())
    # Charts proper take seconds; here it matters only that they follow from the record.
    monkeypatch.setattr(command, "drawn", drawn_in_words)
    monkeypatch.setattr(command.stale, "__defaults__", (tmp_path / "docs" / "calibration",))
    return tmp_path


def drawn_in_words(found: ReportRecord) -> dict[str, bytes]:
    words = written(found).encode()
    return {"shenzhen-fit.zh.svg": words, "shenzhen-paths.en.svg": words}


def test_a_stored_record_has_its_pages_and_the_check_is_green(
    checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paths = command.store("shenzhen", written(record()))
    assert [path.is_file() for path in paths] == [True, True]
    listed = (command.DOCS / "README.md").read_text("utf-8")
    assert "- [Shenzhen](shenzhen.md) ([深圳](shenzhen.zh.md)), 2026-11-23. **What to" in listed
    assert b"None is stored" in command.index([])["README.md"]
    assert command.main(["--check"]) == 0
    assert "nothing out of date" in capsys.readouterr().out


def changed_figure(folder: Path) -> str:
    path = folder / "records" / "shenzhen.json"
    other = record(figures=[figure("x", "level", 2.6)])
    path.write_text(written(other), "utf-8")
    return "shenzhen.md"


def changed_page(folder: Path) -> str:
    path = folder / "docs" / "calibration" / "shenzhen.md"
    path.write_text(path.read_text("utf-8").replace("+2.4", "+2.3"), "utf-8")
    return "shenzhen.md"


def changed_chart(folder: Path) -> str:
    path = folder / "docs" / "calibration" / "shenzhen-fit.zh.svg"
    path.write_bytes(path.read_bytes() + b" ")
    return "shenzhen-fit.zh.svg"


def lost_chart(folder: Path) -> str:
    (folder / "docs" / "calibration" / "shenzhen-paths.en.svg").unlink()
    return "shenzhen-paths.en.svg"


def orphan(folder: Path) -> str:
    (folder / "docs" / "calibration" / "wuhan.md").write_text("x", "utf-8")
    return "wuhan.md"


@pytest.mark.parametrize(
    "change", [changed_figure, changed_page, changed_chart, lost_chart, orphan]
)
def test_the_check_catches_what_does_not_follow_and_writing_mends_it(
    change: Any, checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command.store("shenzhen", written(record()))
    amiss = change(checkout)
    assert command.main(["--check"]) == 1
    assert amiss in capsys.readouterr().out
    assert command.main([]) == 0 and command.main(["--check"]) == 0


def test_a_law_that_changed_makes_the_page_stale(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command.store("shenzhen", written(record()))
    monkeypatch.setattr(command, "changed", lambda _: ("law",))
    assert command.main(["--check"]) == 1
    assert command.main([]) == 0
    assert "Out of date" in (command.DOCS / "shenzhen.md").read_text("utf-8")


def test_a_faulty_record_is_told_without_a_traceback(
    checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command.store("shenzhen", written(record()))
    path = checkout / "records" / "shenzhen.json"
    path.write_text(path.read_text("utf-8").replace('"seed"', '"sead"'), "utf-8")
    assert command.main(["--check"]) == 2
    assert "sead" in capsys.readouterr().err
    path.write_text(written(record()) + "\n", "utf-8")
    assert command.main(["--check"]) == 2
    assert "not written by this program" in capsys.readouterr().err


def test_a_report_outside_a_checkout_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report, "drawn", drawn_in_words)
    page_file = write_report(record(), tmp_path / "report")
    said = page_file.read_text("utf-8")
    assert "<!-- Made by `jigai calibrate shenzhen --report`. -->" in said
    names = {path.name for path in (tmp_path / "report").iterdir()}
    assert names == {
        "record.json",
        *pages_of(record(), (), "record.json"),
        *drawn_in_words(record()),
    }


def test_committed_pages_follow_from_their_records() -> None:
    """Pages only, and no page without a record: charts are drawn again by the slow test."""
    pages = command.index(command.stored())
    for place in command.stored():
        pages |= command.files_of(place, is_with_charts=False)
    there = {path.name: path.read_bytes() for path in command.DOCS.glob("*.md")}
    assert there == pages, f"run {command.COMMAND}"


@pytest.mark.slow
def test_committed_charts_follow_from_their_records() -> None:
    assert command.main(["--check"]) == 0
