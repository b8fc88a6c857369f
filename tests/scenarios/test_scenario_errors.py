"""How faults are told."""

import pickle
import subprocess
import sys

import pytest

import scenarios
from scenarios.errors import Fault, InputError, display_width, listed, nearest_name, shown


def test_a_caret_stands_below_its_place_under_chinese_text():
    line = "label: {zh: 技改补助, en: 5}"
    column = line.index("5") + 1
    fault = Fault("a.yaml", 3, column, "label.en", "must be text", "number 5", excerpt=line)
    head, source, caret = fault.text().splitlines()
    assert head == f"a.yaml:3:{column}: label.en: must be text, found number 5"
    # Four Chinese characters take eight columns: the caret moves four to the right.
    assert source.index("5") + 4 == caret.index("^")
    assert display_width("技改 a\u0301") == 6


def test_a_summary_names_found_nearest_and_allowed():
    fault = Fault("a.yaml", 3, 5, "rate", "must be at most 1", "number 2", "0 to 1", "rates")
    assert fault.text() == (
        "a.yaml:3:5: rate: must be at most 1, found number 2; did you mean 'rates'? "
        "(allowed: 0 to 1)"
    )
    assert Fault("settings", 0, 0, "x", "is unknown").text() == "settings: x: is unknown"


def test_a_long_line_is_cut_around_the_fault():
    line = "a" * 500 + "X" + "b" * 500
    _, source, caret = Fault("a.yaml", 1, 501, "", "bad", excerpt=line).text().splitlines()
    assert len(source) < 120
    assert source[caret.index("^")] == "X"


def test_faults_are_sorted_and_joined_and_survive_a_pickle():
    rows = [Fault("b", 1, 1, "", "third"), Fault("a", 9, 1, "", "second"),
            Fault("a", 2, 7, "", "first")]  # fmt: skip
    error = pickle.loads(pickle.dumps(InputError(rows)))
    assert [fault.message for fault in error.faults] == ["first", "second", "third"]
    assert str(error).splitlines() == ["a:2:7: first", "a:9:1: second", "b:1:1: third"]


@pytest.mark.parametrize(
    ("value", "words"),
    [(None, "nothing"), (True, "the yes/no value true"), (5, "number 5"), ("a", "text 'a'"),
     ([1], "a list"), ({}, "a mapping"), ("x" * 99, "text '" + "x" * 59 + "…'")],
)  # fmt: skip
def test_values_are_named_in_words(value: object, words: str):
    assert shown(value) == words


def test_lists_of_names():
    assert listed(["a", "b"]) == "a, b"
    assert listed(list("abcde"), limit=3) == "a, b, c and 2 more"
    assert nearest_name("wieght", ["height", "weight"]) == "weight"
    assert nearest_name("zzz", ["height"]) is None


def test_importing_scenarios_costs_nothing():
    code = "import sys, scenarios; print(sorted({'pydantic', 'ruamel.yaml'} & set(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_public_names():
    assert scenarios.InputError is InputError
    assert scenarios.Fault is Fault
    assert scenarios.load_scenario.__module__ == "scenarios.loading"
    assert scenarios.Scenario.__name__ == "Scenario"
    with pytest.raises(AttributeError, match="no attribute 'Scenari'"):
        _ = scenarios.Scenari
