"""What follows from shares of variance, in sentences: each verdict with the scale that it is of."""

from __future__ import annotations

from typing import Any

from results.language import bracketed, clauses, joined
from results.sensitivity.figures import (
    HEAVY,
    WIDEST,
    amount,
    by_scale,
    drivers,
    indices_on,
    is_wide,
    kind_of,
    label,
    larger,
    ordered,
    redrawn,
    share,
    strong_drivers,
    told_scales,
)
from results.sensitivity.record import SCATTERED
from results.sensitivity.words import say
from results.study import Language
from results.units import plain

Record = dict[str, Any]


def of_shares(record: Record, language: Language) -> list[str]:
    """All that a record of shares says in words; nothing of a reduced run."""
    if record["reduced"]:
        return [say("few_runs", language)]
    scales = told_scales(record)
    told = [tail(record, language)] if len(scales) > 1 else []
    told += [verdict(record, scale, language) for scale in scales]
    told += [*largest(record, language), *goes_with(record, language)]
    for scale in scales:
        told += wholes(record, scale, language)
    return [*told, *levers_redrawn(record, language), say("under_priors", language)]


def tail(record: Record, language: Language) -> str:
    """Why the verdict of ranks stands beside that of plain values."""
    kurtosis = plain(record["analysis"]["kurtosis"], 1)
    return say("tail", language, kurtosis=kurtosis, heavy=plain(HEAVY, 0))


def verdict(record: Record, scale: str, language: Language) -> str:
    """On one scale: groups with an effect and their shares, and those larger than chance."""
    named = drivers(record, scale)
    groups = indices_on(record, scale)["groups"]
    strong = strong_drivers(record, scale)
    faint = [name for name in named if name not in strong]
    above = [name for name in larger(record, scale) if name in strong]
    key = "drivers" if strong else "no_drivers"
    head = _begin(record, scale, language) + say(
        key, language, names=_with_shares(record, strong, scale, language)
    )
    told = [head[0].upper() + head[1:]]
    if faint:
        told.append(say("faint", language, names=_names(record, faint, language)))
    if strong:
        key = "larger" if above else "none_larger"
        told.append(say(key, language, names=_names(record, above, language)))
    first = ordered(record, scale)[0]
    if not groups[first]["effect"]:
        told.append(
            say("largest_unnamed", language, name=label(record, first, language),
                share=share(groups[first]["total"], language))
        )  # fmt: skip
    return joined([*told, *_together(record, scale, language)], language)


def _begin(record: Record, scale: str, language: Language) -> str:
    """The scale that a verdict is of; plain values told alone need no name."""
    if len(told_scales(record)) > 1:
        return say(f"on_{scale}", language)
    return say("alone_rank", language) if scale == "rank" else ""


def _names(record: Record, names: list[str], language: Language) -> str:
    return clauses((label(record, name, language) for name in names), language)


def _with_shares(record: Record, names: list[str], scale: str, language: Language) -> str:
    groups = indices_on(record, scale)["groups"]
    return clauses(
        (f"{label(record, name, language)} {share(groups[name]['total'], language)}"
         for name in names), language,
    )  # fmt: skip


def _together(record: Record, scale: str, language: Language) -> list[str]:
    """The verdict on all unknowns and on all figures of policy, where both are moved."""
    every = indices_on(record, scale)["wholes"]
    if not every:
        return []
    told = {
        name: say("is_larger" if one["larger"] else "is_seen" if one["effect"] else "is_not_seen",
                  language)
        for name, one in every.items()
    }  # fmt: skip
    return [say("together", language, **told)]


def largest(record: Record, language: Language) -> list[str]:
    """What the group with the largest estimate is and holds, once where scales agree."""
    firsts = {scale: ordered(record, scale)[0] for scale in told_scales(record)}
    if len(set(firsts.values())) == 1:
        where = "both" if len(firsts) > 1 else None
        return [_largest(record, next(iter(firsts.values())), where, language)]
    return [_largest(record, name, scale, language) for scale, name in firsts.items()]


def _largest(record: Record, name: str, where: str | None, language: Language) -> str:
    return say(
        "largest", language, name=label(record, name, language),
        where="" if where is None else say(f"where_{where}", language),
        kind=say(f"of_{kind_of(record, name)}", language), holds=_holds(record, name, language),
    )  # fmt: skip


def _holds(record: Record, name: str, language: Language) -> str:
    """How many quantities a group holds and what they are; nothing of a single one."""
    row = next(row for row in record["groups"] if row["id"] == name)
    if len(row["members"]) == 1 or row["because"] is None:
        return ""
    return say(
        "holds", language, count=len(row["members"]), because=row["because"][language]
    )  # fmt: skip


def goes_with(record: Record, language: Language) -> list[str]:
    """Single quantities that the outcome goes with beyond chance, each with its group."""
    names = list(record["scatter"]["factors"])
    if not names:
        return []
    told = clauses((_in_group(record, name, language) for name in names), language)
    return [say("goes_with", language, names=told, most=SCATTERED)]


def _in_group(record: Record, name: str, language: Language) -> str:
    own = label(record, name, language)
    group = next(row for row in record["groups"] if name in row["members"])
    if len(group["members"]) == 1:
        return own
    return own + bracketed(group["label"][language], language)


def wholes(record: Record, scale: str, language: Language) -> list[str]:
    """Shares of levers, unknowns, chance and the rest on a scale, or why they are not told."""
    every = whole_shares(record, scale)
    if every is None:
        return []
    if _any_is_wide(every):
        return [say(by_scale("too_wide", scale), language, most=WIDEST)]
    texts = {name: share(ends, language) for name, ends in every.items()}
    return [say(by_scale("wholes", scale), language, **texts)]


def whole_shares(record: Record, scale: str) -> dict[str, list[float]] | None:
    """S1 of levers, unknowns, the seed and the rest; None where one of them was not moved."""
    told = indices_on(record, scale)
    if not told["wholes"] or told["seed"] is None:
        return None
    every = {name: told["wholes"][name]["first"] for name in ("levers", "unknowns")}
    return every | {"seed": told["seed"]["first"], "rest": told["rest"]}


def told_wholes(record: Record) -> dict[str, dict[str, list[float]]]:
    """`whole_shares` of the scales on which all of them are narrow enough for words."""
    found = {scale: whole_shares(record, scale) for scale in told_scales(record)}
    return {scale: every for scale, every in found.items() if every and not _any_is_wide(every)}


def _any_is_wide(every: dict[str, list[float]]) -> bool:
    return any(map(is_wide, every.values()))


def levers_redrawn(record: Record, language: Language) -> list[str]:
    """What redrawing all figures of policy amounts to, where shares are told in words."""
    if not told_wholes(record) or is_wide(indices_on(record, "raw")["wholes"]["levers"]["total"]):
        return []
    value, low, high = (amount(record, one, language) for one in redrawn(record))
    return [say("redrawn", language, amount=value, low=low, high=high)]
