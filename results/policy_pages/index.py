"""The first page of docs/policies: the documents, all readings, what moves nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from results.policy_pages import words
from results.policy_pages.markdown import MADE, cell, lines_in_cell, section, table
from results.policy_pages.page import label_of, reach_of, status_of_document
from scenarios.policy_schema import Policy
from scenarios.reading_list import READINGS
from scenarios.register import Row

INTRODUCTION = """\
One page for each policy file. It shows what became of every row of the register
(`scenarios/register.csv`): an instrument with its terms, a rule between instruments, a pot, a
target, or a clause that is recorded without effect, with the reason. Figures marked *outside* or
*assumed* do not stand in the document itself; the basis stands beside them."""


def index_page(policies: Sequence[Policy], rows: Sequence[Row], unmoved: Mapping[str, str]) -> str:
    """Text of docs/policies/README.md.

    Args:
        policies: every policy file.
        rows: the register.
        unmoved: why an instrument changes nothing in a run, by its id.
    """
    lines = [
        "# Policies",
        "",
        MADE,
        "",
        INTRODUCTION,
        "",
        *section("Documents", document_table(policies, rows)),
        *section("Readings", reading_table(policies)),
        *section(
            "Instruments that change nothing in a run, and why", unmoved_table(policies, unmoved)
        ),
        *section("Words of the pages", word_table()),
    ]
    return "\n".join(lines).rstrip("\n") + "\n"


def document_table(policies: Sequence[Policy], rows: Sequence[Row]) -> list[str]:
    """Documents by their keys, seeds first, with how much each holds."""
    lines = []
    for policy in sorted(policies, key=lambda policy: policy.document.key):
        document = policy.document
        own = [row for row in rows if row.document == document.key]
        lines.append(
            (
                document.key,
                f"[{cell(policy.title.en)}]({policy.id}.md) {cell(policy.title.zh)}",
                cell(document.number),
                f"{document.valid_from} to {document.valid_to}",
                reach_of(document.reaches),
                status_of_document(policy),
                str(len(own)),
                str(len(policy.instruments)),
                str(len(policy.relations)),
                str(len(policy.targets)),
                str(len(policy.without_effect)),
            )
        )
    heads = (
        "key", "document", "number", "in force", "reaches", "status", "rows", "instruments",
        "rules between them", "targets", "without effect",
    )  # fmt: skip
    return table(heads, lines)


def reading_table(policies: Sequence[Policy]) -> list[str]:
    """All switches: the question, the options with the default first, who lists them."""
    lines = []
    for name, reading in READINGS.items():
        options = [
            f"{f'**{option}**' if option == reading.default else option}: {label_of(meaning)}"
            for option, meaning in reading.meanings.items()
        ]
        keys = sorted(policy.document.key for policy in policies if name in policy.readings)
        lines.append(
            (name, cell(label_of(reading.question)), lines_in_cell(options), ", ".join(keys))
        )
    head = (
        "Wordings that can be read in more than one way. A scenario sets one with "
        "`set: {RW07: stack}`, the command line with `--reading RW07=stack`; it holds in every "
        "document that lists it."
    )
    heads = ("switch", "question", "options, the default in bold", "listed by")
    return [head, "", *table(heads, lines)]


def unmoved_table(policies: Sequence[Policy], unmoved: Mapping[str, str]) -> list[str]:
    """Instruments that change nothing in a run, in the order of the documents."""
    instruments = [
        (policy.document.key, rule)
        for policy in sorted(policies, key=lambda policy: policy.document.key)
        for rule in policy.instruments
        if rule.id in unmoved
    ]
    if not instruments:
        return []
    lines = [
        (key, f"`{rule.id}`", rule.kind, cell(label_of(rule.label)), cell(unmoved[rule.id]))
        for key, rule in instruments
    ]
    return table(("document", "instrument", "kind", "name", "why"), lines)


def word_table() -> list[str]:
    """Names of kinds in both languages."""
    lines = [(code, en, zh) for code, (zh, en) in words.KINDS.items()]
    return table(("kind", "English", "Chinese"), lines)
