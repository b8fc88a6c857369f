"""Proof that no figure and no instrument of a policy file is dead: change it and see what differs.

    python tests/mutations/figures.py [--only PATTERN] [--document] [--law]

Every figure of every policy file is changed noticeably (`figure_list.py`). Told is which worked
cases of tests/cases then have another result and which benches (`benches.py`) then book anything
else, all else being equal; and of every instrument, whether the benches feel that it is taken out.
What moves nothing stands in `unmoved.yaml` with the reason. Exit code 1 if something is unmoved
without a reason, or has a reason and moves. `--law` does the same for every function of the law,
made to say always the same (`muted.py`), in copies of the tree; what it found is kept in
`moved_by_law.yaml`. `--document`
writes `docs/figures.md` from both.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [
    folder for folder in (str(HERE.parent), str(HERE.parents[1])) if folder not in sys.path
]

from mutations import benches, law_trials  # noqa: E402
from mutations.figure_list import Figure, after, before, figures, shipped  # noqa: E402
from mutations.figure_page import page  # noqa: E402
from mutations.muted import functions  # noqa: E402
from ruamel.yaml import YAML  # noqa: E402

from results.support_cases.case import CaseError, Laws  # noqa: E402
from results.support_cases.case_file import CaseRecord, read_cases  # noqa: E402
from results.support_cases.policy_index import PolicyIndex  # noqa: E402
from results.support_cases.runner import results_of  # noqa: E402
from scenarios.policy_schema import Policy  # noqa: E402

CASES = HERE.parent / "cases"
PAGE = HERE.parents[1] / "docs" / "figures.md"


@dataclass(frozen=True)
class Trial:
    """What came of changing a figure, or of taking out an instrument.

    Attributes:
        name: of the figure or instrument.
        cases: ids of the worked cases that differ; None where none was asked.
        runs: names of the benches that differ.
    """

    name: str
    cases: tuple[str, ...] | None
    runs: tuple[str, ...]


# -- worked cases


@cache
def worked_cases() -> tuple[CaseRecord, ...]:
    """Every case of every file."""
    return tuple(
        case for path in sorted(CASES.glob("*.yaml")) for case in read_cases(path).cases.values()
    )


def answers(policies: Sequence[Policy], chosen: Iterable[CaseRecord]) -> dict[str, Any]:
    """What our files and our law make of some cases; what is refused is an answer too."""
    laws = Laws(PolicyIndex(policies))
    return {case.id: _answer(case, laws) for case in chosen}


def _answer(case: CaseRecord, laws: Laws) -> Any:
    try:
        return results_of(case, laws)
    except CaseError as error:
        return str(error.problems)


class _Listening(Laws):
    """Laws that note which policies are asked for."""

    def rules(self, numbers: Iterable[int], readings: Mapping[str, str | int]) -> Any:
        """As the laws themselves."""
        self.asked = tuple(self.index.policies[number].id for number in numbers)
        return super().rules(numbers, readings)


@cache
def shipped_answers() -> dict[str, Any]:
    """Of the files as they are."""
    return answers(shipped(), worked_cases())


@cache
def cases_about(policy: str) -> tuple[CaseRecord, ...]:
    """Cases that ask for a policy; no other can feel it."""
    laws = _Listening(PolicyIndex(shipped()))
    found = []
    for case in worked_cases():
        _answer(case, laws)
        if policy in laws.asked:
            found.append(case)
    return tuple(found)


def moved_cases(figure: Figure) -> tuple[str, ...]:
    """Cases that have another result once the figure is changed."""
    chosen = cases_about(figure.policy)
    old = answers(before(figure, shipped()), chosen) if figure.beside else shipped_answers()
    new = answers(after(figure, shipped()), chosen)
    return tuple(case.id for case in chosen if old[case.id] != new[case.id])


# -- runs


def moved_runs(figure: Figure) -> tuple[str, ...]:
    """Benches that book anything else once the figure is changed."""
    moved = []
    for name in benches.SETUPS:
        bench = benches.bench(name)
        if figure.policy not in {policy.id for policy in bench.scenario.policies}:
            continue
        if figure.readings:
            bench = bench.under(figure.readings)
        policies = bench.scenario.policies
        old = bench.digest
        if figure.beside:
            old = benches.digest(bench.run(bench.inputs(before(figure, policies))))
        if benches.digest(bench.run(bench.inputs(after(figure, policies)))) != old:
            moved.append(name)
    return tuple(moved)


def moved_without(instrument: str) -> tuple[str, ...]:
    """Benches that book anything else once an instrument is taken out."""
    moved = []
    for name in benches.SETUPS:
        bench = benches.bench(name)
        if (
            instrument in bench.scenario.instruments
            and benches.digest(bench.run(bench.without(instrument))) != bench.digest
        ):
            moved.append(name)
    return tuple(moved)


def instruments() -> tuple[str, ...]:
    """Ids of all instruments."""
    return tuple(row.id for policy in shipped() for row in policy.instruments)


def tried(figure: Figure) -> Trial:
    """Change one figure."""
    return Trial(figure.name, moved_cases(figure), moved_runs(figure))


# -- what moves nothing, and why


@cache
def reasons(part: str) -> dict[str, str]:
    """Reasons of `unmoved.yaml` by pattern: `cases`, `runs`, `law` or `law_cases`."""
    table = YAML(typ="safe").load((HERE / "unmoved.yaml").read_text(encoding="utf-8"))
    return {str(name): str(reason) for name, reason in (table[part] or {}).items()}


def reason_for(name: str, part: str) -> str | None:
    """The reason given; the longest pattern counts."""
    fitting = [pattern for pattern in reasons(part) if fnmatchcase(name, pattern)]
    return reasons(part)[max(fitting, key=len)] if fitting else None


def fits(name: str, patterns: Iterable[str]) -> bool:
    """Whether a name is of one of the patterns."""
    return any(fnmatchcase(name, pattern) for pattern in patterns)


def complaints(trial: Trial, parts: tuple[str, str] = ("cases", "runs")) -> list[str]:
    """What is unmoved without a reason, and what has a reason and moves.

    Args:
        trial: of a figure, an instrument or a function.
        parts: of `unmoved.yaml`, for its cases and for its runs.
    """
    told = []
    for part, what, moved in zip(parts, ("cases", "runs"), (trial.cases, trial.runs), strict=True):
        if moved is None:
            continue
        reason = reason_for(trial.name, part)
        if not moved and reason is None:
            told.append(f"{trial.name}: moves no {what}, and no reason is given")
        if moved and reason is not None:
            told.append(
                f"{trial.name}: moves {what} ({', '.join(moved[:3])}) though a reason says no"
            )
    return told


def try_all(chosen: Iterable[Figure], taken_out: Iterable[str]) -> tuple[list[Trial], list[Trial]]:
    """Try figures and instruments, and tell of each."""
    trials = []
    for figure in chosen:
        trials.append(tried(figure))
        told(trials[-1])
    removals = []
    for name in taken_out:
        removals.append(Trial(name, None, moved_without(name)))
        told(removals[-1], "without ")
    return trials, removals


def told(trial: Trial, word: str = "") -> None:
    """Print one line."""
    cases = "" if trial.cases is None else f"{len(trial.cases):4} cases  "
    print(f"{word + trial.name:48} {cases}runs: {', '.join(trial.runs) or '-'}", flush=True)


def moved_by_law() -> list[Trial]:
    """Functions of the law with what muting them moved when `--law` was last asked."""
    kept = law_trials.kept()
    return [
        Trial(row.name, tuple(kept[row.name]["cases"]), tuple(kept[row.name]["runs"]))
        for row in functions()
        if row.name in kept
    ]


def try_law(patterns: Iterable[str]) -> list[str]:
    """Mute functions of the law, tell of each and keep what was found; complaints."""
    chosen = [row for row in functions() if fits(row.name, patterns)]
    found = law_trials.kept() if law_trials.MOVED.exists() else {}
    for name, cases, runs in law_trials.trials(chosen):
        told(Trial(name, cases, runs))
        found[name] = {"cases": list(cases), "runs": list(runs)}
        law_trials.keep(found)
    names = {row.name for row in chosen}
    return [text for trial in moved_by_law() if trial.name in names
            for text in law_complaints(trial)]  # fmt: skip


def law_complaints(trial: Trial) -> list[str]:
    """The same of a muted function of the law."""
    return complaints(trial, ("law_cases", "law"))


def main() -> int:
    """Answer the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--only", nargs="+", metavar="PATTERN", default=["*"], help="these names")
    parser.add_argument("--document", action="store_true", help="write docs/figures.md")
    parser.add_argument("--law", action="store_true", help="mute functions of the law instead")
    options = parser.parse_args()
    if options.law:
        wrong = try_law(options.only)
    else:
        if options.document and options.only != ["*"]:
            parser.error("the page is about all figures")
        chosen = [row for row in figures() if fits(row.name, options.only)]
        taken_out = [name for name in instruments() if fits(name, options.only)]
        trials, removals = try_all(chosen, taken_out)
        wrong = [text for trial in [*trials, *removals] for text in complaints(trial)]
        if options.document:
            text = page(chosen, trials, removals, moved_by_law(), benches.WORDS, reason_for)
            PAGE.write_text(text, encoding="utf-8")
    print(*wrong, sep="\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
