"""docs/model/parameters/<name>.md: one quantity, from its declaration and from what reads it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from results.model_pages.declarations import Declared, effects, mechanisms
from results.model_pages.findings import findings, findings_named
from results.model_pages.law_source import readers_of
from results.model_pages.markdown import MADE, function_link, mechanism_links, page_text
from results.policy_pages.markdown import cell, section, table
from scenarios.place_schema import Quantity
from scenarios.quantities import BehaviourParameter, Fact, Prior
from sim.declared import READ_AT_PREPARATION

KINDS = {
    "behaviour": "behaviour parameter: unknown, with a prior",
    "assumed": "assumed fact: could be measured, was not found, so a range stands for it",
    "fact": "fact: measured, with its source",
}
# The strata are read when firms are drawn, by fields of their own.
STRATUM_FIELDS = {"scale": "stratum.scale", "shape": "stratum.shape"}
UP = "../"


def parameter_page(declared: Sequence[Declared]) -> str:
    """Text of the page of one quantity.

    Args:
        declared: the quantity, once for each place that declares it.
    """
    first = declared[0]
    label = first.quantity.label
    lines = [f"# {label.en}", "", MADE, "", f"{label.zh} · `{first.name}`", ""]
    for each in declared:
        title = f"In {each.place}" if len(declared) > 1 else ""
        lines += [*([f"## {title}", ""] if title else []), *facts_table(each)]
    lines += section("Read by", [*(f"- {line}" for line in readers(first)), ""])
    lines += section("Effect", effect_lines(first.name))
    named = [name for each in declared for name in findings_named(basis_of(each.quantity))]
    lines += section("Findings named", finding_table(dict.fromkeys(named)))
    return page_text(lines)


def facts_table(declared: Declared) -> list[str]:
    """Kind, unit, value, range, citation, mechanism."""
    return table(("", ""), [(name, value) for name, value in facts_of(declared) if value])


def facts_of(declared: Declared) -> Iterator[tuple[str, str]]:
    """What the declaration says, one line each."""
    quantity = declared.quantity
    yield "kind", KINDS[kind_of(quantity)]
    yield "unit", cell(quantity.unit)
    if isinstance(quantity, Fact):
        yield "value", number(quantity.value)
        yield "source", source_text(quantity)
        yield "confidence", quantity.confidence
    else:
        yield "prior", prior_text(quantity.prior)
        yield "default", default_text(quantity)
        low, high = quantity.prior.quantile(0.05), quantity.prior.quantile(0.95)
        yield "nine tenths of the prior", f"{number(low)} to {number(high)}"
    if isinstance(quantity, BehaviourParameter):
        of_none = "none: it belongs to no mechanism that can be switched"
        belongs = quantity.mechanism != "none"
        yield "mechanism", mechanism_text(quantity.mechanism) if belongs else of_none
        yield "evidence", cell(quantity.evidence)
        yield "identified by", cell(quantity.identified_by)
    elif not isinstance(quantity, Fact):
        yield "basis", cell(quantity.basis)
    folder = "behaviour.yaml" if not declared.place else f"places/{declared.place}.yaml"
    yield "declared in", f"`scenarios/{folder}`"
    yield "set with", f"`--set {declared.name}=VALUE`, or `set:` in a scenario"


def kind_of(quantity: Quantity | BehaviourParameter) -> str:
    """Which of the four kinds of quantity it is."""
    if isinstance(quantity, BehaviourParameter):
        return "behaviour"
    return "fact" if isinstance(quantity, Fact) else "assumed"


def basis_of(quantity: Quantity | BehaviourParameter) -> str:
    """The words that its value rests on."""
    if isinstance(quantity, BehaviourParameter):
        return quantity.evidence
    return source_text(quantity) if isinstance(quantity, Fact) else quantity.basis


def source_text(fact: Fact) -> str:
    """Where a fact was printed, with its note."""
    source = fact.source
    parts = [source.title, source.date, source.derived_from, source.note]
    return cell("; ".join(part for part in parts if part))


def mechanism_text(identity: str) -> str:
    """A mechanism with its name."""
    names = [row.label.en for row in mechanisms().values() if row.id == identity]
    return f"{mechanism_links([identity], UP)} {cell(names[0]) if names else ''}".strip()


def prior_text(prior: Prior) -> str:
    """A prior in words."""
    words = f"{prior.distribution}, {number(prior.low)} to {number(prior.high)}"
    return words if prior.mode is None else f"{words}, mode {number(prior.mode)}"


def default_text(quantity: Quantity | BehaviourParameter) -> str:
    """The value that stands where a scenario sets none."""
    fixed = None if isinstance(quantity, Fact) else quantity.fixed
    return f"{number(quantity.value)} ({'mean of the prior' if fixed is None else 'fixed'})"


def number(value: float | int) -> str:
    """A value with at most four significant digits, thousands set apart."""
    text = f"{float(f'{value:.4g}'):,.6f}".rstrip("0").rstrip(".")
    return text or "0"


def readers(declared: Declared) -> list[str]:
    """What reads it: functions of law and acts, or the file that makes the tables."""
    found = [function_link(f, UP) for f in readers_of(declared.owner, declared.field)]
    at_preparation = READ_AT_PREPARATION.get(declared.owner, {}).get(declared.field)
    if at_preparation:
        found.append(f"`{at_preparation}`, when the tables of a run are made")
    parts = declared.field.split(".")
    if parts[0] == "strata":
        found.append("`sim/model_inputs.py`, when the tables of a run are made")
        owner, _, field = STRATUM_FIELDS.get(parts[-1], "").partition(".")
        found += [function_link(f, UP) for f in readers_of(owner, field)]
    if declared.name == "place.public_discount_rate":
        found.append("`sim/outcome.py`, for the present value of public cost")
    return found


def effect_lines(name: str) -> list[str]:
    """What it moves over its range, as measured last."""
    if name not in effects():
        return []
    investment, money, counts = effects()[name]
    text = (
        "Over its range, everything else at its default, the largest change of a total: "
        f"investment {investment}, money {money}, counts {counts} "
        f"([how this was measured]({UP}../parameter-effects.md))."
    )
    return [text, ""]


def finding_table(names: Iterable[str]) -> list[str]:
    """Findings with their citation; those kept for validation without."""
    rows = []
    for name in names:
        found = findings().get(name)
        if found is None:
            rows.append((name, "kept for validation, not shown and not used", ""))
        else:
            seen = "" if found.seen else " (from memory, print not seen)"
            rows.append((name, cell(found.fact), cell(found.source) + seen))
    return table(("id", "finding", "citation"), rows) if rows else []
