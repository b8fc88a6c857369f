"""The page of proofs follows from the records, and says by itself what is of an older version."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from made_proof import SIZES, made_record

from calibration.fit import proof_record
from calibration.fit.proof_record import ProofRecord, read_record, records, write_record
from results.calibrating import proof_charts, proof_page
from results.charts import style


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> ProofRecord:
    return made_record(tmp_path_factory.mktemp("proof"), sizes=replace(SIZES, worlds=6, broken=3))


@pytest.fixture
def kept(record: ProofRecord, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of docs whose only record is the invented one, of the present code."""
    path = write_record(record, tmp_path / "proofs")
    monkeypatch.setattr(proof_record, "records", lambda: (path,))
    monkeypatch.setattr(proof_record, "digests_now", lambda one: one.made.digests)
    docs = tmp_path / "docs"
    docs.mkdir()
    return docs


def test_the_page_that_is_kept_follows_from_the_records_and_the_code() -> None:
    text = (proof_page.DOCS / proof_page.PAGE).read_text("utf-8")
    assert text == proof_page.made_page(), f"run {proof_page.COMMAND}"
    charts = {path.name for path in (proof_page.DOCS / proof_page.CHARTS).glob("*.svg")}
    assert charts == {
        f"{path.stem}-{name}.{language}.svg"
        for path in records()
        for name in proof_charts.CHARTS
        for language in ("zh", "en")
    }
    assert set(re.findall(rf"\({proof_page.CHARTS}/([^)]+)\)", text)) == charts


@pytest.mark.slow
def test_the_charts_that_are_kept_follow_from_the_records() -> None:
    assert proof_page.stale() == []


def test_every_kept_record_has_what_the_proof_promises() -> None:
    """200 worlds of calibration and 24 of recovery; fewer are said to be fewer by the page."""
    for path in records():
        found = read_record(path)
        assert found.place == path.stem
        assert len(found.recovered) >= 24
        assert found.of("all", "emulator").worlds >= 24


def test_a_version_of_today_and_an_older_one_are_told_apart(record: ProofRecord) -> None:
    own = record.made.digests
    today = proof_page.page([(record, own)])
    assert "Made by this version" in today and "older" not in today
    for name, words in proof_page.DIGESTS.items():
        older = proof_page.page([(record, own.model_copy(update={name: "0f"}))])
        assert f"**Of an older version**: changed since are {words}." in older
        assert "Made by this version" not in older
    assert proof_page.DIGESTS.keys() == type(own).model_fields.keys()


def test_what_the_page_says_is_in_the_record(record: ProofRecord) -> None:
    text = proof_page.page([(record, record.made.digests)])
    for one in record.shown:
        held = " | ".join(f"{level.share:.3f} ± {level.error:.3f}" for level in one.held)
        assert f"| {one.data} | {one.method} | {one.worlds} | {held} |" in text
    for one in record.of("all", "emulator").parameters:
        assert f"(`{one.name}`) | {one.rmse:.2f} | {one.width:.2f} |" in text
    for version in record.broken:
        assert f"| {version.version} | 3 | {version.warned(0.05):.0%} |" in text
    assert record.made.command in text and record.made.digests.bank in text
    assert record.title.en in text


def test_intervals_that_do_not_hold_are_named(record: ProofRecord) -> None:
    first = record.shown[0]
    good = [level.model_copy(update={"share": level.nominal}) for level in first.held]
    every = [one.model_copy(update={"held": tuple(good), "flagged": False}) for one in record.shown]
    honest = record.model_copy(update={"shown": tuple(every)})
    assert "All hold within two errors" in proof_page.page([(honest, record.made.digests)])
    far = good[1].model_copy(update={"share": 0.9 - 3 * good[1].error})
    for wrong in ({"held": (good[0], far)}, {"flagged": True}):
        worse = [every[0].model_copy(update=wrong), *every[1:]]
        text = proof_page.page(
            [(record.model_copy(update={"shown": tuple(worse)}), record.made.digests)]
        )
        assert "(all tests together): all, emulator." in text


def test_worlds_that_failed_are_named(record: ProofRecord) -> None:
    failed = record.model_copy(update={"failed": {"world 3": "RuntimeError: too steep"}})
    text = proof_page.page([(failed, record.made.digests)])
    assert "world 3: RuntimeError: too steep" in text


def test_no_record_is_said() -> None:
    assert "No proof is kept" in proof_page.page([])


def test_what_is_not_as_it_would_be_made_is_found(
    kept: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with monkeypatch.context() as patch:  # one small chart will do
        patch.setattr(proof_charts, "draw_all", _drawn)
        patch.setattr(proof_page, "stale", lambda: ["calibration-proof.md"])
        assert proof_page.main(["--check"]) == 1
    assert proof_page.COMMAND in capsys.readouterr().err
    monkeypatch.setattr(proof_charts, "draw_all", _drawn)
    assert proof_page.stale(kept) == ["calibration-proof.md", "calibration-proof/one.svg"]
    proof_page.write(kept)
    assert proof_page.stale(kept) == []
    (kept / proof_page.CHARTS / "left.svg").write_text("of a place that is gone")
    (kept / proof_page.PAGE).write_text("edited")
    assert proof_page.stale(kept) == ["calibration-proof.md", "calibration-proof/left.svg"]


def _drawn(record: ProofRecord, folder: Path) -> list[Path]:
    folder.mkdir(exist_ok=True)
    (folder / "one.svg").write_text(record.place)
    return [folder / "one.svg"]


def test_a_faulty_record_is_said_without_a_traceback(
    kept: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = kept / "odd.json"
    path.write_text("{}")
    monkeypatch.setattr(proof_record, "records", lambda: (path,))
    assert proof_page.main(["--check"]) == 2
    assert "ProofRecord" in capsys.readouterr().err


@pytest.mark.slow
def test_charts_are_the_same_bytes_each_time(record: ProofRecord, tmp_path: Path) -> None:
    first, second = (proof_charts.draw_all(record, tmp_path / name) for name in ("a", "b"))
    assert len(first) == 2 * len(proof_charts.CHARTS)
    for one, other in zip(first, second, strict=True):
        assert one.read_bytes() == other.read_bytes()


def test_rank_panels_show_every_world_and_stay_on_the_figure(record: ProofRecord) -> None:
    with style.drawing():
        figure = proof_charts.ranks(record, "zh")
        figure.draw_without_rendering()
        panels = figure.axes
        assert len(panels) == len(record.parameters) + 1
        for panel in panels:
            bars = list(panel.containers[0])
            assert sum(bar.get_height() for bar in bars) == 6
            box = panel.get_tightbbox()
            assert box.x0 >= 0 and box.x1 <= figure.bbox.width
            assert box.y0 >= 0 and box.y1 <= figure.bbox.height


def test_the_band_of_even_counts_holds_99_of_100() -> None:
    from scipy.stats import binom

    low, high = proof_charts.even_range(200, 10)
    inside = binom.cdf(high, 200, 0.1) - binom.cdf(low - 1, 200, 0.1)
    assert inside >= 0.99
    assert binom.cdf(high - 1, 200, 0.1) - binom.cdf(low - 1, 200, 0.1) < inside
    assert (low, high) == (10, 32)
