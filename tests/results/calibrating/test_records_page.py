"""The page on records follows from what is kept, in both languages, and says when it is old."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from calibration.fit.proof_record import Digests, Held
from calibration.records import lesson_record
from calibration.records.declared import shipped_records
from calibration.records.lesson_record import (
    Free,
    Lesson,
    LessonRecord,
    Made,
    OfParameter,
    kept_lessons,
    read_lessons,
    write_lessons,
)
from results.calibrating import records_page
from scenarios.quantities import Label

GROUPS = [one.id for one in shipped_records().groups]


def lesson(model: Any, data: str, shares: tuple[float, float], flagged: bool = False) -> Lesson:
    return Lesson(
        model=model, data=data, worlds=40 if data in GROUPS else 100,
        parameters=[OfParameter(contraction=share / 2, identified=share) for share in shares],
        identified_a_world=sum(shares), enough=0.25,
        held=[Held(nominal=0.5, share=0.51, error=0.02), Held(nominal=0.9, share=0.89, error=0.01)],
        flagged=flagged,
    )  # fmt: skip


@pytest.fixture
def record() -> LessonRecord:
    lessons = [lesson(model, data, (0.1, 0.0)) for model in ("right", "declared")
               for data in ("published", *GROUPS)]  # fmt: skip
    lessons[-1] = lesson("declared", GROUPS[-1], (0.4, 0.2), flagged=True)
    lessons += [lesson("right", "all", (1.0, 0.9)), lesson("declared", "all", (0.75, 0.3))]
    digests = Digests(law="a", bank="b", data="c", prior="d", method="e")
    return LessonRecord(
        place="shenzhen", title=Label(zh="深圳市", en="Shenzhen"), version=lesson_record.VERSION,
        made=Made(digests=digests, records="f", command="the command", runs=9, seed=6,
                  left_out=[], packages={}),
        free=[Free(name="behaviour.a", label=Label(zh="甲", en="First")),
              Free(name="behaviour.b", label=Label(zh="乙", en="Second"))],
        lessons=lessons, failed={},
    )  # fmt: skip


def test_the_pages_that_are_kept_follow_from_the_records_and_the_code() -> None:
    pages = records_page.made_pages()
    assert set(pages) == set(records_page.PAGES.values())
    for name, text in pages.items():
        kept = (records_page.DOCS / name).read_text("utf-8")
        assert kept == text, f"run {records_page.COMMAND}"
    for path in kept_lessons():
        assert read_lessons(path).title.en in pages[records_page.PAGES["en"]]


def test_the_page_says_what_the_record_found(record: LessonRecord) -> None:
    text = records_page.page([(record, ())], "en")
    assert "0.10 of 2 free parameters are identified" in text
    assert "records beside it 1.90 (model right; five or more in 25% of worlds), or 1.05" in text
    last = shipped_records().groups[-1]
    assert f"Of single offices' records, {last.label.en} add most." in text
    assert "still not identified in half of the worlds: Second." in text
    assert f"| and {last.label.en} | {last.held_by.en} | 40 | 0.10 (0.890 ± 0.010) | " in text
    assert "0.60 (0.890 ± 0.010, ranks uneven) |" in text
    row = next(line for line in text.splitlines() if line.startswith("| First"))
    assert row.endswith("| 0.20 | **0.38** |")  # the last group, and all records
    for group in shipped_records().groups:
        assert group.label.en in text and group.basis in text
    assert "Made by this version" in text


def test_what_changed_since_and_what_failed_are_said(record: LessonRecord) -> None:
    failed = record.model_copy(update={"failed": {"run 3": "ValueError: no"}})
    text = records_page.page([(failed, ("law", "data", "records"))], "en")
    assert "changed since are the law, published figures and their errors" in text
    assert "what is counted" in text and "run 3: ValueError: no" in text
    assert "Made by this version" not in text


def test_a_record_of_a_group_that_is_no_longer_counted_is_still_shown(record: LessonRecord) -> None:
    older = [
        one.model_copy(update={"data": "mail"}) if one.data == GROUPS[0] else one
        for one in record.lessons
    ]
    text = records_page.page([(record.model_copy(update={"lessons": older}), ("records",))], "en")
    assert "| and `mail` |  | 40 |" in text and "changed since are what is counted" in text


def test_both_languages_have_the_same_tables(record: LessonRecord) -> None:
    english, chinese = (records_page.page([(record, ())], one) for one in ("en", "zh"))
    shapes = [
        [line.count("|") for line in text.splitlines() if line.startswith("|")]
        for text in (english, chinese)
    ]
    assert shapes[0] == shapes[1] and len(set(shapes[0])) == 3
    assert "简言之" in chinese and "In short" not in chinese


def test_a_page_that_does_not_follow_is_told_and_a_record_at_fault_too(
    record: LessonRecord, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    path = write_lessons(record, tmp_path / "kept")
    monkeypatch.setattr(lesson_record, "kept_lessons", lambda: (path,))
    monkeypatch.setattr(lesson_record, "changed_since", lambda _: ())
    monkeypatch.setattr(records_page, "DOCS", tmp_path)
    assert records_page.main(["--check"]) == 1
    assert "calibration-records.md is out of date" in capsys.readouterr().err
    assert records_page.main([]) == 0 == records_page.main(["--check"])
    page = tmp_path / records_page.PAGES["en"]
    page.write_text(page.read_text("utf-8").replace("1.90", "9.10"), "utf-8")
    assert records_page.main(["--check"]) == 1
    path.write_text(path.read_text("utf-8").replace('"version":1', '"version":0'), "utf-8")
    assert records_page.main(["--check"]) == 2
    assert "version 0" in capsys.readouterr().err
