"""docs/model/equations.md: each equation beside the law function that implements it."""

from __future__ import annotations

from collections.abc import Mapping

from results.model_pages.declarations import declared_quantities, meanings
from results.model_pages.equation_entries import TERMS_OF_POLICY, Entry
from results.model_pages.law_source import LawFunction, law_functions, subject_of, topics
from results.model_pages.markdown import MADE, mechanism_links, page_text, source_links
from results.policy_pages.markdown import cell, table

INTRODUCTION = """\
One section a file of `sim/law/`, in the order in which they are read; one equation a function. A
test holds that every function has an equation, that the fields which it reads are those that the
equation names, and that a function which changes is looked at again
([how](README.md#keeping-text-and-code-in-step)).

**Notation.** ⌊x⌋ is x in whole yuan, towards zero; clip(x; a, b) holds x between a and b; [c] is 1
where c is true, else 0; ln and e are natural; A(i, T) = (1 − e^(−iT)) / i, the present value of one
yuan a year over T years; Φ the standard normal distribution function. Shares written `_ppm` in the
code are millionths there and plain shares here. A field that stands in an equation under its own
name is explained in [state variables](state-variables.md); the terms of a rule (r, cap, threshold,
start, end, review, payment, E for `expected_ppm`) are those of [its row](state-variables.md#rule).
M3 in an equation is the switch of [that mechanism](mechanisms.md). Sources are findings
(`calibration/evidence/findings.csv`), rows of the register of policy (linked to their page) and
[readings](../policies/README.md#readings) of open wordings (RW)."""

# What arguments are called, where a docstring leaves it to the name.
ARGUMENTS = {
    "age": "mean age of equipment, years",
    "amount": "yuan",
    "bank_rate": "the bank's rate a year",
    "base": "what the rate applies to, yuan",
    "cap": "yuan",
    "capital": "equipment at replacement cost, yuan",
    "cash": "yuan",
    "city": "of the city, yuan",
    "city_demand": "demand of the sector against the first quarter",
    "cost": "size of the project, yuan",
    "debt": "yuan",
    "demand": "log demand of the firm against its trend",
    "direction": "kind of project",
    "district": "of the district, yuan",
    "employees": "jobs",
    "gap": "distance to the frontier, 0 to 1",
    "interest": "interest paid, yuan",
    "investment": "of the project, yuan",
    "library": "1 for a project of the library",
    "life": "years of use",
    "limit": "yuan",
    "loan": "yuan",
    "loan_years": "years over which loans are repaid",
    "mean_gap": "mean distance to the frontier, 0 to 1",
    "nature": "renovation, expansion, new plant",
    "normal": "standard normal draw",
    "now": "the present quarter",
    "operating": "operating profit of the quarter, yuan",
    "planned": "planned total, yuan",
    "province": "of the province, yuan",
    "quarters": "of building",
    "rate": "the firm's rate a year",
    "rate_ppm": "rate of the rule",
    "revenue": "a year, yuan",
    "scaled_to": "log demand that the equipment is right for",
    "share": "part of the cost that counts",
    "short": "floor that is lacking, m2",
    "simplification": "simpler procedure in force, 0 to 1",
    "start": "quarter in which it would start",
    "started": "quarter in which it started",
    "tax": "profit tax rate",
    "tax_rate": "profit tax rate",
    "uniform": "uniform draw, 0 to 1",
    "wage_index": "wages against the first quarter",
    "yearly": "planned investment of the fullest year, yuan",
}


def equation_page(entries: Mapping[str, Entry]) -> str:
    """Text of docs/model/equations.md."""
    lines = ["# Equations", "", MADE, "", INTRODUCTION, ""]
    functions = law_functions()
    for topic in topics():
        lines += [f"## {topic}", "", f"`sim/law/{topic}.py`. {subject_of(topic)}", ""]
        for name, function in functions.items():
            if function.topic == topic and name in entries:
                lines += equation_section(entries[name], function)
    return page_text(lines)


def equation_section(entry: Entry, function: LawFunction) -> list[str]:
    """The function, what it says, its equation, its symbols."""
    lines = [f"### {function.name}", "", function.summary, "", "```text"]
    lines += [*entry.equation.rstrip("\n").splitlines(), "```", ""]
    if entry.symbols:
        rows = [
            (cell(symbol), code_of(code), meaning_of(code, function))
            for symbol, code in entry.symbols.items()
        ]
        lines += table(("symbol", "in the code", "meaning"), rows)
    facts = []
    if entry.mechanism:
        facts.append(f"Mechanism {mechanism_links(entry.mechanism)}.")
    known = {other.name for other in law_functions().values()}
    called = [f"[{name}](#{name})" for name in function.calls if name in known]
    if called:
        facts.append(f"Uses {', '.join(called)}.")
    terms = sorted(name for name in function.reads if name.split(".")[0] in TERMS_OF_POLICY)
    if terms:
        facts.append(f"Reads {', '.join(f'`{name}`' for name in terms)}.")
    if entry.sources:
        facts.append(f"Sources: {source_links(entry.sources)}.")
    return [*lines, " ".join(facts), ""] if facts else lines


def code_of(code: str) -> str:
    """Name in the code; a quantity linked to its page, a function to its equation."""
    if code in quantity_names():
        return f"[`{code}`](parameters/{code}.md)"
    name = code.removesuffix("()")
    if code.endswith("()") and any(name == other.name for other in law_functions().values()):
        return f"[`{code}`](#{name})"
    return f"`{code}`"


def meaning_of(code: str, function: LawFunction) -> str:
    """What a symbol stands for."""
    if code.endswith("()"):
        name = code.removesuffix("()")
        found = [other.summary for other in law_functions().values() if other.name == name]
        return cell(found[0] if found else "of `sim/law/arithmetic.py`")
    if "." in code:
        return cell(meanings().get(code, ""))
    return cell(function.notes.get(code) or ARGUMENTS.get(code) or code.replace("_", " "))


def quantity_names() -> frozenset[str]:
    """Names of the quantities that have a page."""
    return frozenset(declared.name for declared in declared_quantities())
