"""docs/model/state-variables.md: every field of every row, and every measure, as declared."""

from __future__ import annotations

from collections.abc import Sequence

from results.model_pages.declarations import carried
from results.model_pages.markdown import MADE, page_text
from results.policy_pages.markdown import cell, section, table
from sim.measures import MEASURES
from sim.rows import DIRECTION, FIRM, PROJECT, QUARTER, RULE, SECTOR, STRATUM, Field

INTRODUCTION = """\
Each row is declared once, in `sim/rows.py`; the same declaration makes the table of the compiled
engine and the attributes of an agent. `i` is a 64-bit whole number (yuan, bits), `f` a double;
what is sure to be small is narrow in the table, with `b` of 8 bits for a code (of
`sim/law/codes.py`) or a flag, `h` of 16 for quarters and years, `w` of 32 for counts, millionths
and square metres; what is reckoned from it is 64 bits wide. `[n]` is a list of n."""
ROWS: tuple[tuple[str, str, tuple[Field, ...]], ...] = (
    ("Firm", "The agent.", FIRM),
    ("Project", "A firm has two: the one in view (`reserve`) and the one under way (`building`).",
     PROJECT),
    ("Quarter", "The environment, and services and rules in force that pay nothing themselves.",
     QUARTER),
    ("Rule", "One instrument of a policy that pays or changes tax, readings written in.", RULE),
    ("Direction", "A kind of project.", DIRECTION),
    ("Stratum", "A layer of the population that firms are drawn from.", STRATUM),
    ("Sector", "An industrial sector.", SECTOR),
)  # fmt: skip
CARRIED_ALONG = (
    ("Demand", "A firm's demand in a quarter, found before its business "
     "(`sim/law/business.py`).", "demand"),
    ("Terms", "What a firm brings to every option of a project, found once a quarter and kept "
     "nowhere (`sim/law/terms.py`).", "terms"),
    ("Plan", "One option: a size of the project and a quarter to start it (`sim/law/terms.py`).",
     "plan"),
    ("Way to floor", "How floor that an option lacks is come by (`sim/law/space.py`).", "floor"),
)  # fmt: skip


def state_page() -> str:
    """Text of docs/model/state-variables.md."""
    lines = ["# State variables", "", MADE, "", INTRODUCTION, ""]
    for title, head, fields in ROWS:
        lines += section(title, [head, "", *field_table(fields)])
    for title, head, owner in CARRIED_ALONG:
        lines += section(title, [head, "", *carried_table(owner)])
    lines += section("Measures", [*measure_head(), *measure_table()])
    return page_text(lines)


def field_table(fields: Sequence[Field]) -> list[str]:
    """One line a field."""
    rows = [
        (f"`{field[0]}`", f"{field[1]}[{field[3]}]" if len(field) == 4 else field[1],
         cell(field[2]))
        for field in fields
    ]  # fmt: skip
    return table(("field", "type", "meaning"), rows)


def carried_table(owner: str) -> list[str]:
    """One line an attribute."""
    rows = [(f"`{owner}.{name}`", cell(told)) for name, told in carried(owner).items()]
    return table(("attribute", "meaning"), rows)


def measure_head() -> list[str]:
    """What a measure is."""
    text = (
        "What is observed, declared in `sim/measures.py`. Measures of firms are booked by size "
        "class and district as the event happens; those of the ledger by instrument or pot; sums "
        "are added up from their parts."
    )
    return [text, ""]


def measure_table() -> list[str]:
    """One line a measure."""
    rows = [
        (f"`{measure.name}`", f"{cell(measure.en)} {cell(measure.zh)}", measure.unit,
         measure.kind, measure.booked)
        for measure in MEASURES.values()
    ]  # fmt: skip
    return table(("measure", "what it is", "unit", "kind", "booked by"), rows)
