"""What `jigai check` says of a scenario."""

from __future__ import annotations

from dataclasses import dataclass, field

from results.study import PosteriorNote, ReadingLine, Text


@dataclass(frozen=True)
class Check:
    """What a faultless scenario holds.

    Attributes:
        instruments: how many are in force in each variant.
        firms: firms and slots of firms that may enter.
        readings: how ambiguous wordings are read, where a variant does not say otherwise.
        variant_readings: option of each switch that is in force in a variant.
        posterior: whose draws runs would have; None where the scenario names none, or settings
            hold all of its parameters.
    """

    scenario: str
    title: Text
    place: Text
    policies: tuple[str, ...]
    variants: dict[str, Text]
    instruments: dict[str, int]
    firms: int
    years: tuple[int, int]
    runs: int
    seed: int
    readings: tuple[ReadingLine, ...] = ()
    variant_readings: dict[str, dict[str, str]] = field(default_factory=dict)
    posterior: PosteriorNote | None = None
