"""Saying how ambiguous wordings are read: RW07=stack*, with a star where it is not the default."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from results.language import say
from results.study import Language, Study


def switches(readings: Mapping[str, str], defaults: Mapping[str, str]) -> str:
    """Write switches in a row, each with its option."""
    return ", ".join(
        f"{name}={option}{'' if option == defaults[name] else '*'}"
        for name, option in readings.items()
    )


def differing(readings: Mapping[str, str], beside: Mapping[str, str]) -> dict[str, str]:
    """Return the switches that are set otherwise than in `beside`, or are not there."""
    return {name: option for name, option in readings.items() if beside.get(name) != option}


def reading_lines(study: Study, variants: Sequence[str], language: Language) -> list[str]:
    """Say how the first variant reads each wording, and what the others read otherwise."""
    first = study.readings.get(variants[0], {})
    rows = {variants[0]: first}
    for variant in variants[1:]:
        rows[variant] = differing(study.readings.get(variant, {}), first)
    defaults = study.default_readings
    lines = [
        say(
            "readings",
            language,
            variant=study.variants[variant].text(language),
            readings=switches(options, defaults),
        )
        for variant, options in rows.items()
        if options
    ]
    if any(differing(options, defaults) for options in rows.values()):
        lines.append(say("readings_note", language))
    return lines
