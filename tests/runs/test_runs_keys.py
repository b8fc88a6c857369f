import json
import math
import shutil

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.runs import keys

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=5)
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)


def exact(value):
    """A form in which 1, 1.0, True and -0.0 differ, as they do in JSON."""
    if isinstance(value, dict):
        return {key: exact(part) for key, part in value.items()}
    if isinstance(value, list):
        return [exact(part) for part in value]
    return type(value).__name__, repr(value)


def turned_round(value):
    if isinstance(value, dict):
        return {key: turned_round(value[key]) for key in reversed(value)}
    return [turned_round(part) for part in value] if isinstance(value, list) else value


@given(VALUES)
def test_the_order_of_keys_is_irrelevant(value):
    assert keys.canonical_json(value) == keys.canonical_json(turned_round(value))


@given(VALUES)
def test_canonical_json_reads_back_as_the_very_value(value):
    assert exact(json.loads(keys.canonical_json(value))) == exact(value)


@given(VALUES, VALUES)
def test_one_text_means_one_value(one, other):
    same_text = keys.canonical_json(one) == keys.canonical_json(other)
    assert same_text == (exact(one) == exact(other))


@given(st.integers(-(2**53), 2**53))
def test_a_whole_number_and_a_float_differ(number):
    assert keys.digest(number) != keys.digest(float(number))


@pytest.mark.parametrize(
    ("value", "place"),
    [
        ({"a": [1, math.nan]}, r"\$\.a\[1\]"),
        ({"a": math.inf}, r"\$\.a"),
        ({"a": {1: "x"}}, r"\$\.a: the key 1"),
        ({"a": {"b"}}, r"\$\.a: set"),
        ([np.int64(1)], r"\$\[0\]: int64"),
        ({"a": "\ud800"}, r"\$\.a"),
        ({"\ud800": 1}, r"\$ key"),
    ],
)
def test_what_json_would_bend_is_refused_with_its_place(value, place):
    with pytest.raises(keys.NotCanonicalError, match=place):
        keys.canonical_json(value)


def test_a_tuple_is_written_as_a_list():
    assert keys.canonical_json((1, 2.0, "县")) == '[1,2.0,"县"]'


@pytest.fixture
def copy(tmp_path):
    shutil.copytree(keys.SIM, tmp_path / "sim", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path / "sim"


def law(root):
    return keys.digest(keys.law_files(root))


def test_a_copy_of_the_law_has_its_digest(copy):
    assert law(copy) == keys.LOADED_LAW
    keys.require_unchanged_law(copy)


def test_every_source_but_the_named_ones_is_law():
    sources = {path.relative_to(keys.SIM).as_posix() for path in keys.SIM.rglob("*.py")}
    left_out = sources - keys.law_files().keys()
    kept = {"tidy.py"}
    runs = {f"runs/{path.name}" for path in (keys.SIM / "runs").glob("*.py")}
    assert left_out == {"__main__.py"} | runs - {f"runs/{name}" for name in kept}
    assert {"law/arithmetic.py", "randomness.py", "measures.py"} <= keys.law_files().keys()


def test_a_change_of_any_law_source_changes_the_digest(copy):
    seen = {law(copy)}
    for name in keys.law_files(copy):
        path = copy / name
        path.write_bytes(path.read_bytes() + b"\nADDED = 1\n")
        seen.add(law(copy))
        with pytest.raises(keys.LawChangedError, match=name):
            keys.require_unchanged_law(copy)
    assert len(seen) == len(keys.law_files(copy)) + 1


def test_a_new_a_lost_and_a_renamed_source_change_the_digest(copy):
    source = copy / "randomness.py"
    seen = [law(copy)]
    (copy / "law" / "new.py").write_text("")
    seen.append(law(copy))
    source.rename(copy / "chance.py")
    seen.append(law(copy))
    (copy / "chance.py").unlink()
    seen.append(law(copy))
    assert len(set(seen)) == 4


@pytest.mark.parametrize("name", ["runs/execute.py", "__main__.py", "law/.#arithmetic.py"])
def test_what_changes_no_figure_changes_no_digest(copy, name):
    with (copy / name).open("a") as source:
        source.write("\nADDED = 1\n")
    assert law(copy) == keys.LOADED_LAW


def test_line_ends_are_no_change(copy):
    path = copy / "randomness.py"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert law(copy) == keys.LOADED_LAW


def test_versions_name_what_matters_and_say_what_is_absent(monkeypatch):
    assert set(keys.versions_in_keys()) == {"jigai-lab", "numpy"}
    monkeypatch.setattr(keys, "PACKAGES_ON_RECORD", ("numpy", "no-such-package-of-ours"))
    assert keys.versions_on_record()["no-such-package-of-ours"] == "absent"
    assert keys.versions_on_record()["numpy"] == np.__version__


def test_the_version_is_the_checkouts_and_a_foreign_project_is_not_ours(monkeypatch, tmp_path):
    monkeypatch.setattr(keys, "SIM", tmp_path / "sim")
    monkeypatch.setattr(keys, "OWN_PACKAGE", "no-such-package-of-ours")
    project = tmp_path / "pyproject.toml"
    project.write_text('[project]\nname = "other"\nversion = "9"\n')
    with pytest.raises(keys.metadata.PackageNotFoundError):
        keys.own_version()
    project.write_text('[project]\nname = "no-such-package-of-ours"\nversion = "9"\n')
    assert keys.own_version() == "9"
