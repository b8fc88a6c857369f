"""The page of one policy document: its head, every row of the register, pots, targets, readings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from results.policy_pages import words
from results.policy_pages.markdown import MADE, cell, lines_in_cell, section, table
from results.policy_pages.marks import assumed_figures, status_of, switches_of
from results.policy_pages.terms import terms_of, worth, yuan
from results.published import SHARES
from scenarios.policy_schema import ClauseWithoutEffect, Policy, Pot, Reach, Target
from scenarios.quantities import Label
from scenarios.reading_list import READINGS
from scenarios.register import Entry, Row, entries_by_row
from sim.measures import MEASURES


def policy_page(policy: Policy, rows: Sequence[Row], unmoved: Mapping[str, str]) -> str:
    """Text of docs/policies/<policy id>.md.

    Args:
        policy: as loaded.
        rows: the register.
        unmoved: why an instrument changes nothing in a run, by its id.
    """
    lines = [
        f"# {policy.title.en}",
        "",
        MADE,
        "",
        policy.title.zh,
        "",
        *head(policy),
        *section("Every row of the register", clause_table(policy, rows, unmoved)),
        *section("Pots", pot_table(policy)),
        *section("Targets", target_tables(policy)),
        *section("Readings", reading_table(policy.readings)),
    ]
    return "\n".join(lines).rstrip("\n") + "\n"


def head(policy: Policy) -> list[str]:
    """Number, issuer, days, reach and status of the document."""
    document = policy.document
    facts = [
        ("document", document.key),
        ("number", document.number),
        ("issuer", document.issuer),
        ("signed", str(document.signed) if document.signed else "not known"),
        ("published", str(document.published) if document.published else "not known"),
        ("in force", f"{document.valid_from} to {document.valid_to}"),
        ("reaches", reach_of(document.reaches)),
        ("status", status_of_document(policy)),
        ("file", f"`scenarios/policies/{policy.id}.yaml`"),
    ]
    return table(("", ""), [(name, cell(value)) for name, value in facts])


def status_of_document(policy: Policy) -> str:
    """Seed, or outside with its grade."""
    if policy.document.status == "seed":
        return "seed"
    return f"outside the seeds, grade {policy.document.grade}"


def reach_of(reach: Reach) -> str:
    """Where a document holds."""
    parts = [
        f"{level} {name}"
        for level in ("province", "city", "district")
        if (name := getattr(reach, level)) is not None
    ]
    where = ", ".join(parts) or "the whole country"
    return f"{where}, without {', '.join(reach.without)}" if reach.without else where


def clause_table(policy: Policy, rows: Sequence[Row], unmoved: Mapping[str, str]) -> list[str]:
    """One line for each row and each record that stands for it."""
    found = entries_by_row(policy, rows)
    kinds = {row.id: row.kinds for row in rows}
    shown: dict[str, str] = {}
    lines = []
    for row, records in found.items():
        for entry in records:
            told = shown.setdefault(entry.id, row)
            lines.append(
                (
                    row,
                    lines_in_cell(articles(entry, policy)),
                    lines_in_cell(kind_name(kind) for kind in kinds[row]),
                    lines_in_cell(here(entry)),
                    f"as under {told}" if told != row else lines_in_cell(terms_of(entry, policy)),
                    lines_in_cell(f"{n}={option}" for n, option in readings_of(policy, entry)),
                    "" if told != row else lines_in_cell(status_of(policy, entry)),
                    cell(why_nothing(entry, unmoved)),
                )
            )
    clauses = [row for row in rows if row.document == policy.document.key]
    of_targets = sum(row.is_target_row for row in clauses)
    heads = (
        "row",
        "article",
        "kind",
        "here",
        "terms",
        "readings",
        "status",
        "why it moves nothing",
    )
    return [
        f"{len(clauses) - of_targets} rows of clauses and {of_targets} of targets.",
        "",
        *table(heads, lines),
    ]


def articles(entry: Entry, policy: Policy) -> Iterator[str]:
    """Documents and articles that a record rests on; of a clause without effect its own place."""
    if isinstance(entry, ClauseWithoutEffect):
        key = policy.document.key
        own = entry.id.removeprefix(f"{key}.") if policy.document.status == "seed" else ""
        yield f"{key} {own}" if own else entry.id
    else:
        for cited in entry.cites:
            yield f"{cited.document} {cited.article}"


def kind_name(code: str) -> str:
    """Code of a kind with its name in both languages."""
    zh, en = words.KINDS[code]
    return f"{code} {en} {zh}"


def here(entry: Entry) -> Iterator[str]:
    """What a row became: its record, with id, kind and label."""
    what = words.HERE[type(entry).__name__]
    if isinstance(entry, ClauseWithoutEffect):
        yield what
        return
    kind = "" if isinstance(entry, Pot | Target) else f", {entry.kind}"
    yield f"{what} `{entry.id}`{kind}"
    yield label_of(entry.label)


def label_of(label: Label) -> str:
    """A name in both languages."""
    return f"{label.en} {label.zh}"


def readings_of(policy: Policy, entry: Entry) -> list[tuple[str, str]]:
    """Switches of a record with the options in force, by number."""
    return sorted(switches_of(policy, entry).items())


def why_nothing(entry: Entry, unmoved: Mapping[str, str]) -> str:
    """Why a record moves nothing in the model; empty where it may."""
    if isinstance(entry, ClauseWithoutEffect):
        return entry.reason
    if isinstance(entry, Target):
        return "" if entry.measure else f"not produced by the model: {entry.note or entry.unit}"
    return unmoved.get(entry.id, "")


def pot_table(policy: Policy) -> list[str]:
    """Yearly money: how much, how sure, when it is shared and how."""
    if not policy.pots:
        return []
    lines = []
    for pot in policy.pots:
        settled = ", ".join(f"Q{quarter}" for quarter in pot.settlement_quarters)
        lines.append(
            (
                f"`{pot.id}`",
                cell(label_of(pot.label)),
                words.PAYERS[pot.payer],
                cell(yuan(pot.appropriation)),
                cell("; ".join(figure.basis for _name, figure in assumed_figures(pot))),
                f"{pot.from_year} to {pot.to_year}",
                settled,
                cell(overflow_of(policy, pot)),
                words.UNSPENT[pot.unspent],
                lines_in_cell(articles(pot, policy)),
            )
        )
    heads = (
        "pot", "name", "payer", "a year", "basis of the assumption", "years", "shared out in",
        "claims above it", "unspent money", "article",
    )  # fmt: skip
    return table(heads, lines)


def overflow_of(policy: Policy, pot: Pot) -> str:
    """How claims above the money are met, and whether a reading says so."""
    option = policy.readings.get("RW22")
    return words.OVERFLOWS[option or pot.overflow] + (" (RW22)" if option else "")


def target_tables(policy: Policy) -> list[str]:
    """Targets that a run can be held against, and those that it cannot."""
    held = [target for target in policy.targets if target.measure]
    other = [target for target in policy.targets if not target.measure]
    lines: list[str] = []
    if held:
        rows = [
            (*_target(target), cell(measured(target.measure or "")), cell(target.note or ""))
            for target in held
        ]
        heads = ("target", "name", "kind", "value", "article", "held against", "note")
        lines += ["Held against what a run reports:", "", *table(heads, rows)]
    if other:
        rows_other = [(*_target(target), cell(target.note or "")) for target in other]
        heads_other = ("target", "name", "kind", "value", "article", "why")
        lines += ["Not produced by the model:", "", *table(heads_other, rows_other)]
    return lines


def measured(name: str) -> str:
    """Name of a measure, or of the two whose ratio a target speaks of."""
    if name not in SHARES:
        return MEASURES[name].en
    part, whole = SHARES[name]
    return f"{MEASURES[part].en}, share of: {MEASURES[whole].en}"


def _target(target: Target) -> tuple[str, ...]:
    cites = ", ".join(f"{cited.document} {cited.article}" for cited in target.cites)
    value = cell(worth(target))
    return target.id, cell(label_of(target.label)), kind_name(target.type), value, cites


def reading_table(readings: Mapping[str, str]) -> list[str]:
    """Wordings that the document leaves open, the option in force in bold."""
    if not readings:
        return []
    lines = []
    for name in sorted(readings):
        reading = READINGS[name]
        options = [
            f"{f'**{option}**' if option == readings[name] else option}: {label_of(meaning)}"
            for option, meaning in reading.meanings.items()
        ]
        lines.append((name, cell(label_of(reading.question)), lines_in_cell(options)))
    return table(("switch", "question", "options, that in force in bold"), lines)
