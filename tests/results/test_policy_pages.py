"""The pages of docs/policies are those that the policy files make, and show every row."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from results.policy_pages import words
from results.policy_pages.__main__ import main
from results.policy_pages.markdown import cell
from results.policy_pages.page import policy_page
from results.policy_pages.terms import percent, terms_of, yuan
from results.policy_pages.writing import FOLDER, made_pages, reasons, stale_pages, write_pages
from scenarios.instrument_terms import FIELDS_READ
from scenarios.policy_folder import load_policies
from scenarios.quantities import AssumedLever
from scenarios.reading_list import READINGS
from scenarios.register import read_register

POLICIES = {policy.id: policy for policy in load_policies()}
ROWS = read_register()
PAGES = made_pages()


def rows_of(page: str) -> list[list[str]]:
    """Cells of every line of the page's tables."""
    lines = [line for line in page.splitlines() if line.startswith("| ")]
    return [[c.strip() for c in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]


def test_the_committed_pages_are_those_made_now() -> None:
    assert stale_pages(PAGES) == [], "run python -m results.policy_pages"


def test_there_is_a_page_for_each_policy_and_an_index_that_leads_to_all() -> None:
    assert set(PAGES) == {f"{name}.md" for name in POLICIES} | {"README.md"}
    assert set(re.findall(r"\]\(([\w-]+\.md)\)", PAGES["README.md"])) == set(PAGES) - {"README.md"}


@pytest.mark.parametrize("name", sorted(POLICIES))
def test_a_page_shows_every_row_of_its_document_with_what_became_of_it(name: str) -> None:
    policy, page = POLICIES[name], PAGES[f"{name}.md"]
    shown = [cells for cells in rows_of(page) if len(cells) == 8]
    assert [cells[0] for cells in shown[1:] if cells[3] != ""] == [c[0] for c in shown[1:]]
    in_order = list(dict.fromkeys(cells[0] for cells in shown[1:]))
    assert in_order == [row.id for row in ROWS if row.document == policy.document.key]
    told = "\n".join(" ".join(cells) for cells in shown)
    for record in [*policy.instruments, *policy.relations, *policy.targets]:
        assert f"`{record.id}`" in told
    for clause in policy.without_effect:
        assert cell(clause.reason) in told
    for pot in policy.pots:
        assert f"`{pot.id}`" in page
        if isinstance(pot.appropriation, AssumedLever):
            assert cell(pot.appropriation.basis) in page
    assert {cells[0] for cells in rows_of(page) if cells[0] in READINGS} == set(policy.readings)


@pytest.mark.parametrize("name", sorted(POLICIES))
def test_every_figure_of_an_instrument_is_told(name: str) -> None:
    policy = POLICIES[name]
    for rule in policy.instruments:
        told = " ".join(terms_of(rule, policy))
        money = [award.amount for award in (*rule.awards, *rule.amounts)]
        money += [rule.threshold.amount] if rule.threshold else []
        money += [rule.cap.amount] if rule.cap else []
        money += [rule.unit_limit] if rule.unit_limit else []
        shares = [
            step.rate for tiers in (rule.tiers, rule.size_tiers) if tiers for step in tiers.steps
        ]
        shares += [getattr(rule, n) for n in ("rate", "discount") if n in rule.model_fields_set]
        assert [f for f in money if yuan(f) not in told] == [], rule.id
        assert [f for f in shares if percent(f) not in told] == [], rule.id
        assert rule.pot is None or f"`{rule.pot}`" in told


def test_targets_without_a_measure_are_listed_apart() -> None:
    for name, policy in POLICIES.items():
        held, _, other = PAGES[f"{name}.md"].partition("Not produced by the model:")
        for target in policy.targets:
            listed = f"\n| {target.id} | " + cell(f"{target.label.en} {target.label.zh}")
            assert (listed in other) == (target.measure is None), target.id
            assert (listed in held) == (target.measure is not None), target.id


def test_the_index_has_all_readings_with_the_default_in_bold_and_who_lists_them() -> None:
    shown = {cells[0]: cells for cells in rows_of(PAGES["README.md"]) if cells[0] in READINGS}
    assert list(shown) == list(READINGS) and len(shown) == 30
    for name, reading in READINGS.items():
        assert f"**{reading.default}**" in shown[name][2]
        assert all(option in shown[name][2] for option in reading.options)
        keys = {p.document.key for p in POLICIES.values() if name in p.readings}
        assert set(filter(None, shown[name][3].split(", "))) == keys


def test_a_reading_stands_beside_the_records_that_read_it() -> None:
    rows = {c[0]: c for c in rows_of(PAGES["shenzhen-2023.md"]) if len(c) == 8}
    assert "RW03=maturity_12_16_20" in rows["004.3a"][5]
    assert "RW24" in rows["004.4"][5] and "RW24" not in rows["004.1"][5]
    assert "RW27" in rows["004.X3"][5] and "RW05" in rows["004.12c"][5]
    shown = {c[0]: c[5] for c in rows_of(PAGES["shenzhen-2017.md"]) if len(c) == 8}
    assert "RW15=2016" in shown["000.T2"] and "RW15" not in shown["000.T7"]
    assert "RW25=joint_count" in shown["000.T7"] and "RW25" not in shown["000.T1"]


@pytest.mark.parametrize("name", sorted(POLICIES))
def test_every_switch_of_a_document_stands_beside_a_record(name: str) -> None:
    beside = " ".join(cells[5] for cells in rows_of(PAGES[f"{name}.md"]) if len(cells) == 8)
    for switch, option in POLICIES[name].readings.items():
        assert f"{switch}={option}" in beside


def test_words_are_there_for_every_kind() -> None:
    kinds = {kind for row in ROWS for kind in row.kinds}
    kinds |= {family.split()[0] for family in FIELDS_READ}
    assert kinds <= set(words.KINDS)


def test_an_instrument_that_changes_nothing_is_listed_with_the_reason(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "unmoved.yaml"
    text = "runs:\n  004.A8.*: no platform in the model | none\n  004.A*: no\n"
    file.write_text(text, "utf-8")
    usual = reasons
    monkeypatch.setattr("results.policy_pages.writing.reasons", lambda ids: usual(ids, file))
    pages = made_pages()
    index = pages["README.md"]
    section = index[index.index("## Instruments that change nothing in a run, and why") :]
    assert "| `004.A8.platform` | I1 |" in section
    assert "no platform in the model \\| none" in section
    (row,) = [c for c in rows_of(pages["shenzhen-2023.md"]) if c[0] == "004.8a"]
    assert row[7] == "no platform in the model \\| none"


def test_without_reasons_there_is_no_such_section(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert reasons(["004.A1"], tmp_path / "none.yaml") == {}
    monkeypatch.setattr("results.policy_pages.writing.reasons", lambda ids: {})
    assert "change nothing in a run" not in made_pages()["README.md"]


def test_writing_leaves_what_is_right_and_takes_away_what_has_no_policy(tmp_path: Path) -> None:
    pages = {"a.md": "a\n", "b.md": "b\n"}
    (tmp_path / "b.md").write_text("b\n", "utf-8")
    (tmp_path / "old.md").write_text("old\n", "utf-8")
    assert stale_pages(pages, tmp_path) == ["a.md", "old.md"]
    assert write_pages(pages, tmp_path) == ["a.md", "old.md"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.md", "b.md"]
    assert stale_pages(pages, tmp_path) == []


def test_a_check_writes_nothing_and_says_what_is_out_of_date(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = {path.name: path.read_text("utf-8") for path in FOLDER.glob("*.md")}
    made = "results.policy_pages.__main__.made_pages"
    monkeypatch.setattr(made, lambda: before)
    assert main(["--check"]) == 0
    monkeypatch.setattr(made, lambda: {**before, "README.md": "other\n"})
    assert main(["--check"]) == 1
    assert "README.md out of date" in capsys.readouterr().out
    assert {path.name: path.read_text("utf-8") for path in FOLDER.glob("*.md")} == before


def test_amounts_and_shares_are_written_out() -> None:
    assert [yuan(f) for f in (0, 1_500_000, 7)] == ["0 yuan", "1,500,000 yuan", "7 yuan"]
    assert [percent(f) for f in (0.1, 1, 0.0045, 0.125)] == ["10 %", "100 %", "0.45 %", "12.5 %"]
    assumed = AssumedLever(value=0.5, low=0.0, high=1, basis="x")
    assert percent(assumed) == "50 % (assumed, 0 % to 100 %)"


def test_a_page_needs_no_reasons() -> None:
    policy = POLICIES["longhua-2024"]
    assert policy_page(policy, ROWS, {}).startswith(f"# {policy.title.en}\n")
