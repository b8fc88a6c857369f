"""The page's one paragraph in plain words, made from the record of shares."""

from __future__ import annotations

from typing import Any

from results.charts.words import round_amount
from results.language import clauses, joined
from results.sensitivity.figures import (
    amount,
    by_scale,
    indices_on,
    is_wide,
    kind_of,
    label,
    lines_of,
    ordered,
    redrawn,
    share,
    told_scales,
    value_range,
)
from results.sensitivity.page_words import told
from results.sensitivity.verdicts import told_wholes
from results.sensitivity.words import say
from results.study import Language
from results.units import percent

Record = dict[str, Any]
MOST_OF_IT = 0.5  # of the variance, by the lower end of the interval
SMALL = 0.5  # of the distance to the target, by the upper end


def paragraphs(record: Record, language: Language) -> list[str]:
    """What the record says, for somebody who has one minute."""
    if record["reduced"]:
        return [say("few_runs", language), ""]
    sentences = [
        _goal(record, language), *_parts(record, language), *_policy(record, language),
        _largest(record, language), *_moved(record, language), told("caution", language),
    ]  # fmt: skip
    return [joined(sentences, language), ""]


def _goal(record: Record, language: Language) -> str:
    """How far the outcome is from the target, and how often it is met."""
    outcome, spread = record["outcome"], record["spread"]
    ends = spread["quantiles"]
    return told(
        "goal" if spread["mean"] < 0 else "goal_over", language, year=outcome["year"],
        level=round_amount(outcome["level"], language),
        short=amount(record, abs(spread["mean"]), language),
        low=amount(record, ends["0.05"], language), high=amount(record, ends["0.95"], language),
        met=percent(spread["met"], 1), k=spread["met_draws"], draws=spread["draws"],
    )  # fmt: skip


def _parts(record: Record, language: Language) -> list[str]:
    """What unknowns, chance and figures of policy have of the spread; nothing that is too wide."""
    found = told_wholes(record)
    if not found:
        return []
    texts = [
        told(by_scale("parts", scale), language,
             **{name: share(ends, language) for name, ends in every.items()})
        for scale, every in found.items()
    ]  # fmt: skip
    lowest = min(every["unknowns"][1] for every in found.values())
    head = told("mostly_unknown" if lowest > MOST_OF_IT else "parts_head", language)
    return [told("parts_text", language, head=head, parts=clauses(texts, language))]


def _policy(record: Record, language: Language) -> list[str]:
    """That figures of policy do not bridge the distance, where that is so."""
    levers = indices_on(record, "raw")["wholes"].get("levers")
    missing = -record["spread"]["mean"]
    if levers is None or is_wide(levers["total"]) or missing <= 0:
        return []
    value, _, high = redrawn(record)
    if high > SMALL * missing:
        return []
    return [
        told("policy", language, amount=amount(record, value, language),
             high=amount(record, high, language), missing=amount(record, missing, language))
    ]  # fmt: skip


def _largest(record: Record, language: Language) -> str:
    """The largest group of each scale: its share, and whether it is larger than chance."""
    firsts: dict[str, list[str]] = {}
    for scale in told_scales(record):
        name = ordered(record, scale)[0]
        one = indices_on(record, scale)["groups"][name]
        is_larger = one["effect"] and one["larger"]
        verdict = told("above_chance" if is_larger else "not_above_chance", language)
        firsts.setdefault(name, []).append(
            told(by_scale("share_of", scale), language,
                 share=share(one["total"], language), verdict=verdict)
        )  # fmt: skip
    sentences = [
        told("largest", language, name=label(record, name, language),
             kind=say(f"of_{kind_of(record, name)}", language), shares=clauses(texts, language))
        for name, texts in firsts.items()
    ]  # fmt: skip
    return joined(sentences, language)


def _moved(record: Record, language: Language) -> list[str]:
    """The single quantity that moves it most, where straight lines explain enough."""
    linear = lines_of(record)
    if linear is None or not linear["effects"]:
        return []
    first = next(iter(linear["effects"]))
    return [
        told(
            "moved", language, name=label(record, first, language),
            ends=value_range(record, first, language),
            change=amount(record, linear["effects"][first][0], language, sign=True),
        )
    ]  # fmt: skip
