"""The pages of docs/model say what the declarations and the law say."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from results.model_pages import law_source
from results.model_pages.__main__ import main
from results.model_pages.declarations import declared_quantities, meanings, mechanisms
from results.model_pages.equation_entries import (
    FOLDER as ENTRIES,
)
from results.model_pages.equation_entries import (
    Entry,
    differences,
    entry_differences,
    load_entries,
    renew,
)
from results.model_pages.findings import findings, findings_named
from results.model_pages.law_source import LawFunction, functions_of, law_functions
from results.model_pages.mechanism_page import texts
from results.model_pages.parameter_page import finding_table, number, readers
from results.model_pages.writing import BY_HAND, FOLDER, made_pages, stale_pages, write_pages
from scenarios.quantities import BehaviourParameter, Fact

ROOT = Path(__file__).resolve().parents[2]
PAGES = made_pages()
WRITTEN = {name: (FOLDER / name).read_text("utf-8") for name in BY_HAND}
QUANTITIES = list(declared_quantities())
VALUE_RATE = law_functions()["money.value_rate"]


# ---------------------------------------------------------------- text and code in step


def test_the_committed_pages_are_those_made_now() -> None:
    assert stale_pages(PAGES) == [], "run python -m results.model_pages"


def test_every_law_function_is_in_step_with_its_equation() -> None:
    amiss = list(differences(load_entries(), law_functions()))
    assert amiss == [], "\n" + "\n".join(amiss)


def test_a_function_without_equation_and_an_equation_without_function_are_told() -> None:
    entries = dict(load_entries())
    entries["money.gone"] = entries.pop("money.value_rate")
    told = list(differences(entries, law_functions()))
    assert told == [
        "money.value_rate has no equation; write one in results/model_pages/equations/money.yaml",
        "money.gone in results/model_pages/equations/money.yaml is no function of the law",
    ]


def test_a_changed_function_is_told_with_its_entry_and_the_command_that_renews_it() -> None:
    changed = replace(VALUE_RATE, fingerprint="0" * 12)
    (told,) = entry_differences(load_entries()["money.value_rate"], changed)
    assert "results/model_pages/equations/money.yaml" in told
    assert "python -m results.model_pages --reviewed money.value_rate" in told


def entry_of(**changes: object) -> list[str]:
    """What is told of the entry of `value_rate` with these changes."""
    entry = load_entries()["money.value_rate"].model_copy(update=changes)
    return list(entry_differences(entry, VALUE_RATE))


def test_fields_and_symbols_must_be_those_of_the_code() -> None:
    entry = load_entries()["money.value_rate"]
    assert entry_of() == []
    fewer = {s: code for s, code in entry.symbols.items() if code != "behaviour.shadow_premium"}
    assert "reads behaviour.shadow_premium" in entry_of(symbols=fewer)[0]
    more = {**entry.symbols, "i": "behaviour.payback"}
    assert any("names behaviour.payback" in told for told in entry_of(symbols=more))
    assert any("explains ζζ" in t for t in entry_of(symbols={**entry.symbols, "ζζ": "firm"}))
    assert any("no argument" in t for t in entry_of(symbols={**entry.symbols, "ρ": "nobody"}))
    assert any("does not call" in t for t in entry_of(symbols={**entry.symbols, "ρ": "lot()"}))
    unswitched = entry.equation.replace("M3", "finance")
    assert any("with_finance" in told for told in entry_of(equation=unswitched))


def test_a_source_is_a_finding_a_row_or_a_reading_and_never_kept_for_validation() -> None:
    assert entry_of(sources=["CRE-10", "004.12a", "RW05"]) == []
    for odd in ("CRE-04", "005.1", "RW99"):
        assert entry_of(sources=[odd]) == [f"names the source {odd}, which nobody knows"]


def functions_in(text: str, folder: Path, patch: pytest.MonkeyPatch) -> tuple[LawFunction, ...]:
    patch.setattr(law_source, "ROOT", folder)
    path = folder / "law.py"
    path.write_text(text, "utf-8")
    functions_of.cache_clear()
    found = functions_of(path)
    functions_of.cache_clear()
    return found


def test_a_fingerprint_follows_names_and_structure_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def mark(text: str) -> str:
        (function,) = functions_in(text, tmp_path, monkeypatch)
        return function.fingerprint

    plain = mark("def f(a, b):\n    return a.x + 2.0 * b\n")
    assert plain == "afcgkcgpfcgp"  # the same on every version of Python
    assert plain == mark(
        'def f(a: int, b: int) -> int:\n    """Add."""\n    return a.x + 2.0 * b\n'
    )
    assert plain == mark("def f(a, b):\n    # why\n    return (a.x + (2.0 * b))\n")
    for other in (
        "a.y + 2.0 * b",
        "a.x + 2.5 * b",
        "a.x - 2.0 * b",
        "2.0 * b + a.x",
        "a.x + 2 * b",
    ):
        assert plain != mark(f"def f(a, b):\n    return {other}\n"), other
    assert plain != mark("def f(b, a):\n    return a.x + 2.0 * b\n")


def test_what_a_function_reads_is_found_and_what_it_writes_is_not(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    text = (
        "def f(firm, rules, cost):\n"
        '    """Do.\n\n    More.\n\n    Args:\n        rules: of all. cost: in\n'
        '            yuan.\n    """\n'
        "    firm.cash = g(firm.debt) + rules[0].cap\n"
        "    found.append(math.sqrt(cost))\n"
    )
    (function,) = functions_in(text, tmp_path, monkeypatch)
    assert function.reads == {"firm.debt", "rules.cap"}
    assert function.calls == ("g",)
    assert function.summary == "Do."
    assert function.notes == {"rules": "of all", "cost": "in yuan"}


def test_renewing_writes_the_fingerprint_into_its_own_entry_alone(tmp_path: Path) -> None:
    folder = tmp_path / "equations"
    shutil.copytree(ENTRIES, folder)
    before = (folder / "money.yaml").read_text("utf-8")
    assert renew(["money.value_rate"], folder) == []
    spoilt = before.replace(VALUE_RATE.fingerprint, "0" * 12)
    (folder / "money.yaml").write_text(spoilt, "utf-8")
    assert renew(["money.value_rate", "money.size_ease"], folder) == ["money.value_rate"]
    assert (folder / "money.yaml").read_text("utf-8") == before
    with pytest.raises(KeyError):
        renew(["money.no_such"], folder)


def test_names_of_law_functions_are_anchors_that_no_other_heading_takes() -> None:
    headings = re.findall(r"^#+ (.+)$", PAGES["equations.md"], re.M)
    assert len(headings) == len(set(headings))
    assert {function.name for function in law_functions().values()} < set(headings)


# ---------------------------------------------------------------- what the pages say


def test_every_quantity_has_a_page_with_its_declaration_and_a_reader() -> None:
    for declared in QUANTITIES:
        page, quantity = PAGES[f"parameters/{declared.name}.md"], declared.quantity
        assert quantity.label.zh in page and page.startswith(f"# {quantity.label.en}\n")
        assert f"| unit | {quantity.unit} |" in page
        if isinstance(quantity, BehaviourParameter):
            assert quantity.evidence in page and quantity.identified_by in page
        elif isinstance(quantity, Fact):
            assert quantity.source.title in page
        else:
            assert quantity.basis in page
        assert readers(declared), f"nothing reads {declared.name}"
        assert f"({declared.name}.md)" in PAGES["parameters/README.md"]


def test_every_mechanism_is_described_with_its_switch_and_parameters() -> None:
    assert set(texts()) == set(mechanisms())
    assert [row.id for row in mechanisms().values()] == [f"M{n}" for n in range(1, 12)]
    for name, row in mechanisms().items():
        start = PAGES["mechanisms.md"].index(f"## {row.id}\n")
        section = PAGES["mechanisms.md"][start:].split("\n## ")[0]
        assert f"`mechanism.{name}`, {row.switch} unless set" in section
        assert row.without.en in section and row.without.zh in section
        assert "| switch read by | nothing |" not in section
        for declared in QUANTITIES:
            if getattr(declared.quantity, "mechanism", None) == row.id:
                assert f"(parameters/{declared.name}.md)" in section


def test_a_finding_kept_for_validation_is_named_and_not_shown() -> None:
    assert "TAX-10" not in findings()
    assert "| TAX-10 | kept for validation, not shown and not used |  |" in finding_table(
        ["TAX-10"]
    )


def test_findings_are_read_out_of_a_text() -> None:
    assert findings_named("LUM-01 to LUM-03, CRE-04..05; POP-09 and LUM-05 to 06: x") == [
        "LUM-01", "LUM-02", "LUM-03", "CRE-04", "CRE-05", "POP-09", "LUM-05", "LUM-06",
    ]  # fmt: skip
    assert findings_named("case 004-14, B.sz2019") == []


def test_numbers_are_written_out() -> None:
    shown = [number(value) for value in (0, 1.8667, 27_050.5, 22e8, 0.00225, 50, 1e-7)]
    assert shown == ["0", "1.867", "27,050", "2,200,000,000", "0.00225", "50", "0"]


# ---------------------------------------------------------------- links and names


def all_pages() -> Iterator[tuple[Path, str]]:
    for name, text in [*PAGES.items(), *WRITTEN.items()]:
        yield FOLDER / name, text


def anchors_of(text: str) -> set[str]:
    """Anchors of a page's headings, as sites that show Markdown make them."""
    return {
        re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        for heading in re.findall(r"^#+ (.+)$", text, re.M)
    }


def test_every_link_leads_somewhere() -> None:
    texts_of = {path.resolve(): text for path, text in all_pages()}
    for path, text in all_pages():
        for target, anchor in re.findall(r"\]\(([^)#\s]*)(?:#([^)\s]+))?\)", text):
            aim = (path.parent / target).resolve() if target else path.resolve()
            assert aim.exists(), f"{path.name}: {target}"
            if anchor:
                there = texts_of.get(aim) or aim.read_text("utf-8")
                assert anchor in anchors_of(there), f"{path.name}: {target}#{anchor}"


@pytest.mark.parametrize("name", BY_HAND)
def test_files_and_functions_that_the_written_pages_name_exist(name: str) -> None:
    known = {field.split(".")[0] for field in meanings()}
    functions = {function.name for function in law_source.all_functions()}
    for code in re.findall(r"`([^`\n]+)`", WRITTEN[name]):
        if re.fullmatch(r"(sim|scenarios|results|tests|calibration|docs)/\S*", code):
            assert (ROOT / code).exists(), code
        elif re.fullmatch(r"\w+\.\w+", code) and code.split(".")[0] in known:
            assert code in meanings(), code
        elif re.fullmatch(r"[a-z]+_[a-z_]+", code):
            assert code in functions or code == "without_effect", code


# ---------------------------------------------------------------- the command


def test_writing_leaves_what_is_right_and_what_is_written_by_hand(tmp_path: Path) -> None:
    pages = {"a.md": "a\n", "parameters/b.md": "b\n"}
    (tmp_path / "README.md").write_text("by hand\n", "utf-8")
    (tmp_path / "old.md").write_text("old\n", "utf-8")
    assert write_pages(pages, tmp_path) == ["a.md", "old.md", "parameters/b.md"]
    assert stale_pages(pages, tmp_path) == []
    assert (tmp_path / "README.md").read_text("utf-8") == "by hand\n"
    assert not (tmp_path / "old.md").exists()


def test_a_check_writes_nothing_and_says_what_is_out_of_date(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made = "results.model_pages.__main__.made_pages"
    monkeypatch.setattr(made, lambda: PAGES)
    assert main(["--check"]) == 0
    monkeypatch.setattr(made, lambda: {**PAGES, "equations.md": "other\n"})
    assert main(["--check"]) == 1
    assert "equations.md out of date" in capsys.readouterr().out
    assert (FOLDER / "equations.md").read_text("utf-8") == PAGES["equations.md"]


def test_the_command_fails_where_text_and_code_are_not_in_step(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("results.model_pages.__main__.made_pages", lambda: PAGES)
    none: dict[str, Entry] = {}
    monkeypatch.setattr("results.model_pages.__main__.load_entries", lambda: none)
    assert main(["--check"]) == 1
    assert "money.value_rate has no equation" in capsys.readouterr().err
    assert main(["--check", "--reviewed", "money.no_such"]) == 2
