"""The page of three firms (docs/model/three-firms.md), each explained as `jigai explain` does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from results.explaining.answer import Explanation
from results.explaining.finding import row_of
from results.explaining.life import tape_all
from results.explaining.text import text_of_explanation
from results.explaining.whole import explained
from results.explaining.world import World, world_of
from results.study import LANGUAGES, Language

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "model" / "three-firms.md"
SCENARIO = Path("scenarios") / "shenzhen-doubling.yaml"
HEAD = """# Three firms, explained

Made by `python -m results.explaining`; a test holds it in step with the law. Each firm is one of
the model's, drawn under the scenario's own seed; none is a real one. The marks: `=` as the
untreated twin under the same draws, `≠` otherwise, `▶` the first step that differs.
"""


@dataclass(frozen=True)
class Chosen:
    """A firm of the page: what is to be seen of it, and where."""

    title: str
    outcome: str
    firm: int
    quarter: str
    lever: str = ""
    values: tuple[float | str, ...] = ()


# Where the law changes and one of them no longer shows what it is here for, others are found with
# `jigai explain scenarios/shenzhen-doubling.yaml`.
FIRMS = (
    Chosen(
        "A project that the land rule makes possible", "started", 2774659225108865021, "2018-Q2"
    ),
    Chosen(
        "A project that grows to a threshold", "started", 1654646702977572495, "2019-Q2",
        "sz2019.universal.rate", (0, 0.05, 0.1, 0.2, 0.3),
    ),
    Chosen(
        "A project that no bank would finance", "unfinanced", 3158031350098444872, "2022-Q1",
        "mechanism.finance", ("on", "off"),
    ),
)  # fmt: skip


def answers(world: World) -> Iterator[tuple[Chosen, Explanation]]:
    """Explain the three, from one run of each variant."""
    for variant in (world.variant, world.twin):
        if variant is not None:
            inputs = world.inputs(variant)
            tape_all(world, variant, [row_of(inputs, one.firm) for one in FIRMS])
    for one in FIRMS:
        yield one, explained(world, one.firm, one.quarter, one.lever or None, one.values, False)


def made_page() -> str:
    """The page's text.

    Raises:
        ValueError: a firm no longer shows what it is here for.
    """
    parts = [HEAD]
    for one, answer in answers(world_of(ROOT / SCENARIO)):
        if answer.account.outcome != one.outcome:
            raise ValueError(
                f"firm {one.firm} in {one.quarter} is {answer.account.outcome!r} and no longer "
                f"{one.outcome!r}; choose another for {one.title!r} (see FIRMS)"
            )
        asked = f"jigai explain {SCENARIO.as_posix()} --firm {one.firm} --quarter {one.quarter}"
        if one.lever:
            asked += f" --lever {one.lever} --values {','.join(map(str, one.values))}"
        parts.append(f"## {one.title}\n\n```sh\n{asked}\n```\n")
        parts.extend(as_markdown(answer, language) for language in LANGUAGES[::-1])
    return "\n".join(parts).rstrip() + "\n"


def as_markdown(answer: Explanation, language: Language) -> str:
    """The page of `jigai explain` with lists in place of indents, and tables kept as they are."""
    lines: list[str] = []
    for block in text_of_explanation(answer, language).split("\n\n"):
        first, *rest = block.split("\n")
        if answer.lever and answer.lever in first:
            lines += [first, "", "```", *rest, "```", ""]
        elif not any(line.startswith("  ") for line in rest):
            lines += [*(f"{line}  " for line in [first, *rest]), ""]
        else:
            lines += [*_list([first, *rest]), ""]
    return "\n".join(lines)


def _list(lines: list[str]) -> Iterator[str]:
    last_indented = False
    for line in lines:
        indented = line.startswith("  ")
        if indented != last_indented:
            yield ""
        if line.startswith("      "):
            yield f"  - {line.strip()}"
        elif indented:
            yield f"- {line.strip()}"
        else:
            yield f"**{line}**"
        last_indented = indented
