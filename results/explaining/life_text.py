"""The line of a firm's life: one short line for each quarter in which something happened."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import groupby
from typing import TYPE_CHECKING

from results.explaining.answer import Event
from results.study import Language

if TYPE_CHECKING:
    from results.explaining.sentences import Speaker

Pair = tuple[str, str]

EVENTS: dict[str, Pair] = {
    "arrived": ("项目 {ordinal} 出现（{direction}，{cost}）",
                "project {ordinal} comes up ({direction}, {cost})"),
    "started": ("开工 {cost}{resized}{label}", "starts, {cost}{resized}{label}"),
    "refused": ("不做", "leaves it"),
    "unfinanced": ("筹不到钱", "cannot finance it"),
    "waiting": ("等新规则", "waits for a rule announced"),
    "unhoused": ("因厂房不做", "leaves it for the floor alone"),
    "given_up": ("放弃", "gives it up"),
    "claimed": ("申请 {amount}", "claims {amount}"),
    "paid": ("到账 {amount}", "receives {amount}"),
    "completed": ("投产", "in production"),
    "entered": ("投产成为企业", "enters"),
    "sold": ("出售闲置设备 {amount}", "sells idle equipment for {amount}"),
    "moved": ("市内搬迁", "moves within the city"),
    "left_city": ("带着项目（{cost}）迁出本市", "leaves the city with its project ({cost})"),
    "left": ("退出", "leaves the market"),
}  # fmt: skip
RESIZED = ("（原 {own}）", " (own size {own})")
LABEL = ("，{share} 报作技改", ", {share} filed as renovation")
UNFILED = ("，未入统", ", not filed")


def life_lines(
    events: Iterable[Event], speaker: Speaker, apart: Collection[Event] = ()
) -> list[str]:
    """One line a quarter; a star stands behind events that are among `apart`."""
    lines = []
    for quarter, group in groupby(events, key=lambda event: event.quarter):
        told = (_said(event, speaker) + "*" * (event in apart) for event in group)
        lines.append(f"{quarter}  {speaker.joined(told, strong=True)}")
    return lines


def _said(event: Event, speaker: Speaker) -> str:
    from results.explaining.amounts import share

    language, facts = speaker.language, event.facts
    values: dict[str, str] = {
        name: speaker.money(facts[name]) for name in ("cost", "amount") if name in facts
    }
    if event.name == "arrived":
        values |= {
            "ordinal": str(facts["ordinal"]),
            "direction": speaker.name(facts["direction"]),
        }
    if event.name == "started":
        own = facts["own"]
        changed = own != facts["cost"]
        values["resized"] = _of(RESIZED, language, own=speaker.money(own)) if changed else ""
        values["label"] = ""
        if facts["relabelled"] > 0:
            values["label"] = _of(LABEL, language, share=share(facts["relabelled"]))
    return _of(EVENTS[event.name], language, **values)


def _of(pair: Pair, language: Language, **values: str) -> str:
    return pair[language != "zh"].format(**values)
