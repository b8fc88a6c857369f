"""The page of three firms is the one that the law makes now."""

from __future__ import annotations

import pytest

from results.explaining import three_firms
from results.explaining.__main__ import main
from results.explaining.three_firms import FIRMS, PAGE, made_page


def test_the_committed_page_is_the_one_made_now() -> None:
    assert PAGE.read_text(encoding="utf-8") == made_page(), "run python -m results.explaining"


def test_the_page_tells_of_three_firms_in_both_languages() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert len(FIRMS) == 3
    for one in FIRMS:
        assert f"--firm {one.firm} --quarter {one.quarter}" in text
        assert f"\nFirm {one.firm}:" in text and f"\n企业 {one.firm}：" in text
    assert text.count("First difference") + text.count("Step for step as its twin") == 3


def test_a_firm_that_no_longer_shows_what_it_is_for_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = FIRMS[0]
    other = three_firms.Chosen(first.title, "refused", first.firm, first.quarter)
    monkeypatch.setattr(three_firms, "FIRMS", (other,))
    with pytest.raises(ValueError, match=f"firm {first.firm} .* choose another"):
        made_page()


def test_a_check_says_what_is_out_of_date(
    monkeypatch: pytest.MonkeyPatch, tmp_path: object, capsys: pytest.CaptureFixture[str]
) -> None:
    import results.explaining.__main__ as command

    monkeypatch.setattr(command, "made_page", lambda: "another page\n")
    assert main(["--check"]) == 1
    assert "out of date" in capsys.readouterr().out
