"""Charts are drawn with every warning an error: a missing glyph fails the test."""

import csv
import itertools

import pytest

from results.charts import style
from results.charts.build import alt_texts, charts_of, draw_charts, write_numbers
from results.charts.recipients import recipients
from results.charts.support import OTHER, support_by_group
from results.study import InstrumentName, Text
from results.tables import SUPPORT, CityTable

LANGUAGES = ["zh", "en"]
KINDS = ["png", "svg", "txt"]


def drawn(years, study, language):
    with style.drawing():
        figures = {chart.name: chart.draw(language) for chart in charts_of(years, study)}
        for figure in figures.values():
            figure.canvas.draw()
        return figures


def texts_of(figure):
    from matplotlib.text import Text as Drawn

    return [
        text for text in figure.findobj(Drawn) if text.get_text().strip() and text.get_visible()
    ]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("runs", [1, 6])
def test_no_text_leaves_the_picture(language, runs, build_years, build_study):
    for name, figure in drawn(build_years(runs=runs), build_study(runs=runs), language).items():
        with style.drawing():
            for text in texts_of(figure):
                box = text.get_window_extent()
                inside = (
                    box.x0 >= 0
                    and box.y0 >= 0
                    and box.x1 <= figure.bbox.width
                    and box.y1 <= figure.bbox.height
                )
                assert inside, (name, text.get_text())


@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_of_the_lines_do_not_touch(language, years, study):
    figure = drawn(years, study, language)["investment"]
    words = {"zh": "方案", "en": "with"}[language]
    labels = [
        text
        for text in texts_of(figure)
        if words in text.get_text() and text.get_position()[0] > 2023
    ]
    assert len(labels) == 4
    with style.drawing():
        boxes = sorted((label.get_window_extent() for label in labels), key=lambda box: box.y0)
    assert all(low.y1 <= high.y0 for low, high in itertools.pairwise(boxes))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("changes", "table"),
    [
        ({"runs": 1}, {"runs": 1}),
        ({"runs": 2}, {"runs": 2, "support_factor": 0}),
        ({"runs": 2, "observations": ()}, {"runs": 2}),
        ({"runs": 2, "targets": ()}, {"runs": 2}),
        ({"runs": 2, "failed": 3}, {"runs": 2}),
        ({"runs": 2, "variants": {"enacted": Text("现行", "enacted")}}, {"runs": 2}),
    ],
    ids=["one run", "nothing paid", "nothing published", "no target", "failures", "no baseline"],
)
def test_they_are_drawn_in_every_case(language, changes, table, build_years, build_study):
    assert len(drawn(build_years(**table), build_study(**changes), language)) == 3


def test_every_chart_is_written_in_both_languages(folder):
    files = list(folder.iterdir())
    assert {path.name for path in files} == {
        f"{chart}.{ending}"
        for chart in ("investment", "support", "recipients")
        for ending in ("csv", *(f"{lang}.{kind}" for lang in LANGUAGES for kind in KINDS))
    }
    assert all(path.stat().st_size > 0 for path in files)


def test_nothing_paid_is_said(build_years, build_study):
    years, study = build_years(runs=2, support_factor=0), build_study(runs=2)
    for figure in (drawn(years, study, "en")[name] for name in ("support", "recipients")):
        assert "no support is paid" in figure.texts[0].get_text()


def test_titles_follow_the_numbers(build_years, build_study):
    from dataclasses import replace

    years = build_years(runs=4)
    study = build_study(runs=4)
    easy = tuple(replace(target, value=300) for target in study.targets)
    titles = [
        drawn(years, build_study(runs=4, targets=targets), "en")["investment"].texts[0].get_text()
        for targets in (study.targets, easy, ())
    ]
    assert "misses the 60" in titles[0].replace("\N{NO-BREAK SPACE}", " ").replace("\n", " ")
    assert "meets the 30" in titles[1].replace("\N{NO-BREAK SPACE}", " ").replace("\n", " ")
    assert "target" not in titles[2] and "2023" in titles[2]


@pytest.mark.parametrize("language", LANGUAGES)
def test_source_line_says_what_the_figures_rest_on(language, years, study):
    for figure in drawn(years, study, language).values():
        said = " ".join(text.get_text().replace("\n", " ") for text in figure.texts)
        for word in (study.key[:12], "20", {"zh": "先验均值", "en": "prior means"}[language]):
            assert word in said


def test_same_numbers_give_the_same_svg(build_years, build_study, tmp_path):
    study, years = build_study(runs=3), build_years(runs=3)
    files = []
    for name in ("one", "other"):
        figure = drawn(years, study, "zh")["investment"]
        with style.drawing():
            files.append(style.save(figure, tmp_path / name, "investment", "what it shows"))
    for one, other in zip(*files, strict=True):
        assert one.read_bytes() == other.read_bytes(), one.name


def test_svg_needs_no_font_and_says_what_it_shows(folder):
    text = (folder / "investment.zh.svg").read_text(encoding="utf-8")
    assert "<text" not in text
    assert "折线图" in text


@pytest.fixture(scope="module")
def folder(years, study, tmp_path_factory):
    made = tmp_path_factory.mktemp("charts")
    draw_charts(years, study, made)
    return made


def read(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_numbers_beside_the_charts_add_up(folder):
    rows = read(folder / "support.csv")
    for year in range(2016, 2024):
        of_year = {row["group"]: float(row["mean"]) for row in rows if row["year"] == str(year)}
        total = of_year.pop("total")
        assert sum(of_year.values()) == pytest.approx(total, abs=len(of_year))
    shares = read(folder / "recipients.csv")
    for column in ("share_of_firms", "share_of_payments", "share_of_money"):
        assert sum(float(row[column]) for row in shares) == pytest.approx(1, abs=1e-5)
    lines = read(folder / "investment.csv")
    assert {row["series"] for row in lines} == {
        "reported",
        "true",
        "reported_without",
        "true_without",
        "target",
        "published",
        "derived_from_published_growth",
    }


def test_one_run_leaves_ranges_empty(build_years, build_study, tmp_path):
    rows = charts_of(build_years(runs=1), build_study(runs=1))[0].numbers
    path = write_numbers(rows, tmp_path / "numbers.csv")
    assert {row["p05"] for row in read(path)} == {""}


def test_groups_add_up_to_all_support(years, study):
    table = CityTable(years, study)
    data = support_by_group(table, study)
    assert sum(data.group_total(group) for group in data.groups) == pytest.approx(data.whole)
    assert data.whole == pytest.approx(
        table.over_instruments("enacted", SUPPORT).sum(axis=1).mean()
    )
    assert next(iter(data.groups)) == "grants"  # the largest comes first


def test_more_groups_than_colours_are_put_together(build_study):
    import pandas as pd

    names = [f"tool{number}" for number in range(10)]
    study = build_study(
        runs=1,
        variants={"enacted": Text("现行", "enacted")},
        groups={name: Text(name, name) for name in names},
        instruments={name: InstrumentName(Text(name, name), name, "city") for name in names},
    )
    rows = [
        ("enacted", 0, "2020", "city", "all", name, SUPPORT, 100 + number, "yuan")
        for number, name in enumerate(names)
    ] + [("enacted", 0, "2020", "city", "all", "", "reported_renovation", 10**9, "yuan")]
    columns = ("variant", "run", "period", "region", "size_class", "instrument", "measure",
               "value", "unit")  # fmt: skip
    data = support_by_group(CityTable(pd.DataFrame(rows, columns=columns), study), study)
    assert len(data.groups) == len(style.GROUP_COLOURS)
    assert data.group_total(OTHER) == 100 + 101 + 102 + 103
    assert data.whole == sum(range(100, 110))


def test_recipients_by_hand(years, study):
    sizes = recipients(CityTable(years, study), study).sizes
    assert sizes["large"].firms == pytest.approx(420 / 13_220)
    assert sizes["large"].payments == pytest.approx(90 / 800)
    assert sizes["large"].money == pytest.approx(0.55, abs=1e-6)


@pytest.mark.parametrize("language", LANGUAGES)
def test_alternative_texts_give_the_numbers(language, years, study):
    texts = alt_texts(years, study, language)
    assert set(texts) == {"investment", "support", "recipients"}
    assert {"zh": "2020 563", "en": "2020 56.3"}[language] in texts["investment"]
    assert {"zh": "55.0%", "en": "55.0%"}[language] in texts["recipients"]


def test_the_package_brings_its_fonts(monkeypatch, tmp_path):
    monkeypatch.setattr(style, "FONT_FOLDER", tmp_path)
    with pytest.raises(FileNotFoundError, match="no fonts"):
        style.load_fonts()


def test_long_titles_are_broken_between_words_and_characters(years, study):
    from matplotlib.figure import Figure

    with style.drawing():
        figure = Figure(figsize=(style.WIDTH, style.HEIGHT))
        english = style.wrap(figure, "renovation investment " * 12, 16, "bold", "en")
        chinese = style.wrap(figure, "技改投资，" * 30, 16, "bold", "zh")
    assert len(english.splitlines()) > 1 and len(chinese.splitlines()) > 1
    assert all(line.startswith(("renovation", "investment")) for line in english.splitlines())
    assert not any(line.startswith("，") for line in chinese.splitlines())
    assert chinese.replace("\n", "") == "技改投资，" * 30


def test_boxes_move_apart_no_further_than_they_must():
    assert style._apart([10, 50], [10, 10]) == [10, 50]
    assert style._apart([10, 10], [10, 10]) == [5, 15]
    placed = style._apart([0, 1, 2, 100], [10, 10, 10, 10])
    assert all(high - low >= 10 - 1e-9 for low, high in itertools.pairwise(placed))
    assert placed[3] == 100
    assert sum(placed[:3]) == pytest.approx(3)
