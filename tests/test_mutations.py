"""The guarantees can fail: every mutation of tests/mutations is caught by the tests it names."""

from __future__ import annotations

import ast
import subprocess
from pathlib import Path

import pytest
from mutations import mutate

MUTATIONS = mutate.mutations()
GUARANTEES = mutate.guarantees()
BY_NAME = pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.name)


@BY_NAME
def test_a_mutation_has_one_place(mutation: mutate.Mutation) -> None:
    text = (mutate.ROOT / mutation.file).read_text("utf-8")
    assert text.count(mutation.find) == 1
    assert mutation.replace not in (mutation.find, text)
    assert mutation.file.split("/")[0] in mutate.COPIED


def functions(path: str) -> set[str]:
    tree = ast.parse((mutate.ROOT / path).read_text("utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_every_test_that_is_named_exists() -> None:
    named = {test for mutation in MUTATIONS for test in mutation.tests}
    named |= {test for guarantee in GUARANTEES for test in guarantee.tests}
    there = {path: functions(path) for path in {test.partition("::")[0] for test in named}}
    for test in named:
        path, _, name = test.partition("::")
        assert name.partition("[")[0] in there[path], test


def test_names_are_distinct_and_every_guarantee_is_broken_by_a_test_that_holds_it() -> None:
    assert len({mutation.name for mutation in MUTATIONS}) == len(MUTATIONS)
    assert {mutation.guarantee for mutation in MUTATIONS} == {g.id for g in GUARANTEES}
    for guarantee in GUARANTEES:
        caught = {
            test.partition("[")[0]
            for mutation in MUTATIONS
            if mutation.guarantee == guarantee.id
            for test in mutation.tests
        }
        assert caught & set(guarantee.tests), guarantee.id


def test_the_page_of_guarantees_is_up_to_date() -> None:
    assert mutate.PAGE.read_text("utf-8") == mutate.page(), "run mutate.py --document"


def ended(code: int, summary: str) -> subprocess.CompletedProcess[str]:
    return subprocess.CompletedProcess([], code, summary, "")


@pytest.mark.parametrize(
    ("code", "summary", "caught"),
    [(1, "FAILED tests/a.py::test_b - assert 1 == 2", True),
     (1, "FAILED tests/a.py::test_b[x [1]-y] - AssertionError: assert [1] == [2]", True),
     (1, "ERROR tests/a.py::test_b - sim.errors.Declared: books", True),
     (1, "FAILED tests/a.py::test_b - NameError: name 'x' is not defined", False),
     (1, "FAILED tests/a.py::test_other - assert 1 == 2", False),
     (0, "1 passed", False), (2, "ERROR tests/a.py - SyntaxError: invalid", False),
     (5, "no tests ran", False)],
)  # fmt: skip
def test_only_what_a_test_asserts_counts_as_caught(code: int, summary: str, caught: bool) -> None:
    mutation = mutate.Mutation(
        name="m", guarantee="g", breaks="b", file="f", find="x", replace="y",
        tests=("tests/a.py::test_b",), fails_with=("sim.errors.Declared",),
    )  # fmt: skip
    assert mutate.judge(mutation, ended(code, summary)).caught is caught


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Holds the copy of the tree and what is compiled for it."""
    return tmp_path_factory.mktemp("mutations")


@pytest.mark.slow
def test_the_tree_without_a_mutation_passes(folder: Path) -> None:
    verdict = mutate.sound(MUTATIONS, folder)
    assert verdict.caught, verdict.reason


# `mutate.py` tries all, in half an hour; here one of each guarantee and every 16th of the others.
SAMPLE = [
    mutation
    for number, mutation in enumerate(MUTATIONS)
    if number % 16 == 0 or mutation.guarantee not in {m.guarantee for m in MUTATIONS[:number]}
]


@pytest.mark.slow
@pytest.mark.parametrize("mutation", SAMPLE, ids=[mutation.name for mutation in SAMPLE])
def test_a_mutation_is_caught(mutation: mutate.Mutation, folder: Path) -> None:
    verdict = mutate.tried(mutation, folder)
    assert verdict.caught, verdict.reason
