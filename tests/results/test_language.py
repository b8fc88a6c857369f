import re
import string
from pathlib import Path

import pytest

from results import language as charts_and_tables
from results.cli import sweep_texts as of_sweeping
from results.cli import texts as command_line
from results.progress import words as of_progress
from results.sweeping import words as of_sweeps

HOUSE = Path(charts_and_tables.__file__).parent
SOURCES = "\n".join(path.read_text(encoding="utf-8") for path in HOUSE.rglob("*.py"))
BOTH = [
    pytest.param(module, key, id=f"{name}:{key}")
    for name, module in (
        ("results", charts_and_tables),
        ("cli", command_line),
        ("progress", of_progress),
        ("sweeping", of_sweeping),
        ("sweeps", of_sweeps),
    )
    for key in module.TEXTS
]


def fields(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize(("module", "key"), BOTH)
def test_both_languages_take_the_same_values(module, key):
    chinese, english = module.TEXTS[key]
    assert fields(chinese) == fields(english)


@pytest.mark.parametrize(("module", "key"), BOTH)
def test_chinese_has_chinese_marks(module, key):
    chinese = module.TEXTS[key][0].partition("\b")[0]  # examples are not prose
    assert not re.search(r"[\u4e00-\u9fff][,;:()]|[,;:()][\u4e00-\u9fff]", chinese)


@pytest.mark.parametrize(("module", "key"), BOTH)
def test_every_text_is_used(module, key):
    # Once where it is declared, and at least once where it is said.
    assert len(re.findall(rf"""["']{re.escape(key)}["']""", SOURCES)) > 1


def test_an_unknown_text_is_an_error():
    with pytest.raises(KeyError):
        charts_and_tables.say("no such text", "zh")


def test_default_language_comes_from_the_environment():
    assert command_line.default_language({"LANG": "zh_CN.UTF-8"}) == "zh"
    assert command_line.default_language({"LANG": "en_GB.UTF-8"}) == "en"
    assert command_line.default_language({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}) == "en"
    assert command_line.default_language({}) == "en"


def test_wanted_language_is_read_before_the_commands_exist(monkeypatch):
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert command_line.wanted_language(["run", "--lang", "en"]) == "en"
    assert command_line.wanted_language(["run", "--lang=en"]) == "en"
    assert command_line.wanted_language(["run"]) == "zh"
    assert command_line.wanted_language(["run", "--lang", "fr"]) == "zh"
    assert command_line.wanted_language(["run", "--lang"]) == "zh"
