"""Reading YAML: types, places, and what is refused."""

import datetime as dt
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.errors import Fault, InputError
from scenarios.yaml_document import MAXIMUM_BYTES, parse_document, read_document
from scenarios.yaml_scalars import LARGEST_NUMBER


def faults_of(text: str | bytes) -> list[Fault]:
    with pytest.raises(InputError) as caught:
        parse_document(text.encode() if isinstance(text, str) else text, "x.yaml")
    return caught.value.faults


def only(text: str | bytes) -> Fault:
    (fault,) = faults_of(text)
    return fault


def test_types_are_those_of_yaml_1_2_and_days():
    text = (
        "no: no\nyes: true\nnone: null\nempty:\nint: 012\ngrouped: 5_000_000\nhex: 0x1F\n"
        "octal: 0o17\nfloat: 1e-3\nhalf: .5\nday: 2019-03-01\nquoted: '2019'\nclock: 1:30\n"
        "loose: 2019-3-1\nlist: [1, two]\n2019: year\nzero_led: '007'\n"
    )
    data = parse_document(text.encode(), "x.yaml").data
    assert data == {
        "no": "no", "yes": True, "none": None, "empty": None, "int": 12, "grouped": 5_000_000,
        "hex": 31, "octal": 15, "float": 1e-3, "half": 0.5, "day": dt.date(2019, 3, 1),
        "quoted": "2019", "clock": "1:30", "loose": "2019-3-1", "list": [1, "two"],
        "2019": "year", "zero_led": "007",
    }  # fmt: skip
    assert type(data["yes"]) is bool and type(data["int"]) is int


def test_places_of_keys_values_and_items():
    document = parse_document(b"a:\n  - id: x\n    rate: 0.1\n  - [1, 2]\n", "x.yaml")
    assert document.fault(("a", 0, "rate"), "").line == 3
    assert document.fault(("a", 0, "rate"), "").column == 11
    assert document.fault(("a", 0, "rate"), "", at_key=True).column == 5
    assert document.fault(("a", 0, "rate"), "").field == "a[x].rate"
    assert document.fault(("a", 1, 1), "").column == 9
    assert document.fault(("a", 1, 1), "").field == "a[2][2]"
    missing = document.fault(("a", 0, "cap", "amount"), "")
    assert (missing.line, missing.column, missing.field) == (2, 5, "a[x].cap.amount")


def test_a_byte_order_mark_is_no_part_of_the_text():
    assert parse_document(b"\xef\xbb\xbfa: 1\n", "x.yaml").data == {"a": 1}


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("", 1, 1, "the file is empty"),
        ("# only a remark\n", 1, 1, "the file is empty"),
        ("- a\n- b\n", 1, 1, "named fields"),
        ("just text\n", 1, 1, "named fields"),
        ("a: 1\nb:\n\tc: 2\n", 3, 1, "a tab stands here"),
        ("a: 1\n b: 2\n", 2, 3, "check the indentation"),
        ("a: b: c\n", 1, 5, "a colon cannot stand here"),
        ("a: {b: 1\n", 2, 1, "bracket"),
        ("a: 'b\n", 2, 1, "never closed"),
        ("a: @b\n", 1, 4, "put in quotes"),
        ("a: 1\nb\n", 3, 1, "needs a colon"),
        ("a:\n  - 1\n b: 2\n", 3, 2, "does not fit the lines above"),
        ("a: &name 3\n", 1, 4, "anchors"),
        ("a: 1\nb: *name\n", 2, 4, "aliases"),
        ("a: !!python/object:os.system 1\n", 1, 4, "tags"),
        ("a: !!str 1\n", 1, 4, "tags"),
        ("%YAML 1.1\n---\na: yes\n", 1, 1, "directives"),
        ("a: 1\n---\nb: 2\n", 2, 1, "second document"),
        ("? [a]\n: 1\n", 1, 3, "a key must be plain text"),
        ("a: 1\nb: .nan\n", 2, 4, "finite"),
        ("a: -.inf\n", 1, 4, "finite"),
        ("a: 1e999\n", 1, 4, "no larger than"),
        ("a: " + "9" * 5000, 1, 4, "no larger than"),
        ("a: 0x" + "f" * 5000, 1, 4, "no larger than"),
        (f"a: {LARGEST_NUMBER + 1}", 1, 4, "no larger than"),
        ("a: 2019-02-30\n", 1, 4, "not a day of the calendar"),
        ('a: "\\ud800"\n', 1, 4, "half of a character"),
        ('"\\ud800": 1\n', 1, 1, "half of a character"),
        ('a: 1\nb: "\\UFFFFFFFF"\n', 2, 1, "not valid YAML"),
        ("a: 1\nb: \x07\n", 2, 4, "U+0007"),
        (b"a: 1\nb: \xe4\xb8\xad\xff\n", 2, 5, "UTF-8"),
        ("a: " + "[" * 200, 1, 34, "nested deeper"),
    ],
)
def test_what_is_refused(text: str | bytes, line: int, column: int, words: str):
    fault = only(text)
    assert (fault.file, fault.line, fault.column) == ("x.yaml", line, column), fault.text()
    assert words in fault.message


def test_a_key_given_twice_is_told_with_both_lines_and_reading_goes_on():
    first, second, third = faults_of("a: 1\nb:\n  c: 1\n  c: .nan\nb: 2\n")
    assert (first.line, first.field) == (4, "b.c") and "line 3" in first.message
    assert (second.line, second.field) == (4, "b.c (second)") and "finite" in second.message
    assert (third.line, third.field) == (5, "b") and "line 2" in third.message


def test_an_alias_bomb_is_refused_at_its_first_anchor():
    bomb = "a: &a [x, x, x, x]\n" + "".join(
        f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n"
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    fault = only(bomb)
    assert (fault.line, fault.field) == (1, "a") and "anchors" in fault.message


def test_many_faults_end_in_a_hundred():
    assert len(faults_of("a: 1\n" * 5000)) == 100


@pytest.mark.parametrize(
    "text",
    ["[" * 900_000, "- " * 400_000, '"' + "a" * 900_000, "a: {" * 200_000, "? " * 400_000,
     "a: b\n" * 180_000, "&a " * 300_000, "a" * 900_000, "{a," * 300_000],
    ids=["brackets", "dashes", "quote", "maps", "questions", "twice", "anchors", "letters",
         "keys"],
)  # fmt: skip
def test_hostile_text_ends_soon(text: str):
    start = time.perf_counter()
    faults_of(text)
    assert time.perf_counter() - start < 2


def test_a_large_file_is_refused_unread(tmp_path: Path):
    file = tmp_path / "large.yaml"
    with file.open("wb") as stream:
        stream.truncate(MAXIMUM_BYTES + 1)
    with pytest.raises(InputError, match="too large"):
        read_document(file, "large.yaml")


def test_files_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "there.yaml").write_text("a: 1\n")
    with pytest.raises(InputError, match="is a folder"):
        read_document(tmp_path, "folder")
    with pytest.raises(InputError, match=r"there is no such file; did you mean 'there.yaml'\?"):
        read_document(tmp_path / "ther.yaml", "ther.yaml")
    with pytest.raises(InputError, match="no such file"):
        read_document(tmp_path / "a\0b", "zero byte")

    def refuse(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(InputError, match=r"there.yaml: cannot be read: .*Permission denied"):
        read_document(tmp_path / "there.yaml", "there.yaml")


@settings(max_examples=300, deadline=2000)
@given(st.one_of(st.text(), st.text("ab:-[]{}#&*!|>'\"%@,? \n\t0.e_"), st.binary()))
def test_any_input_is_read_or_refused(content: str | bytes):
    data = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    try:
        document = parse_document(data, "x.yaml")
    except InputError as error:
        assert error.faults and all(fault.line >= 1 for fault in error.faults)
        assert str(error)
    else:
        assert isinstance(document.data, dict)


def test_whoever_reads_a_file_again_has_a_document_of_its_own() -> None:
    content = b"rows:\n  - id: a\n    share: 0.5\n"
    first = parse_document(content, "own.yaml")
    first.data["rows"][0]["share"] = 0.9
    first.data["rows"].append("more")
    first.places.clear()
    again = parse_document(content, "own.yaml")
    assert again.data == {"rows": [{"id": "a", "share": 0.5}]}
    assert again.places[("rows", 0, "share")].written == "0.5"
    assert parse_document(content, "another.yaml").name == "another.yaml"


def test_a_faulty_file_is_told_of_each_time_and_read_anew_once_mended() -> None:
    for _ in range(2):
        with pytest.raises(InputError, match="given twice"):
            parse_document(b"share: 1\nshare: 2\n", "own.yaml")
    assert parse_document(b"share: 1\n", "own.yaml").data == {"share": 1}
