"""The stored table of scored hold-outs: `hold_outs.json`."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from pathlib import Path

from calibration.fit.scoring import Scored, skill
from calibration.forecasts.hold_outs import Held
from calibration.forecasts.record import FOLDER, digest_of, read_stored, text_of
from scenarios.quantities import Record

NAME = "hold_outs.json"
DIGITS = 5


class ScoreRow(Record):
    """One forecast of a figure; all in logarithms. `crps`, `interval_score`: less is better."""

    name: str
    centre: float
    low: float
    high: float
    held: bool
    crps: float
    interval_score: float


class HeldRow(Record):
    """A figure with its forecasts, the model's first. `known_by`: none in a hold-out of a place."""

    figure: str
    known_by: dt.date | None
    observed: float
    level: float
    scores: list[ScoreRow]
    conditioned_on: list[str]


class SkillRow(Record):
    """1 less the model's summed CRPS over another forecast's, on the figures that both have.

    `better`: on how many of the figures the model's score was the smaller one.
    """

    against: str
    skill: float
    figures: int
    better: int


class ScoreManifest(Record):
    """What the scores depend on."""

    made: dt.date
    command: str
    law: str
    runs: dict[str, int]
    runs_digest: dict[str, str]
    seed: int
    figures: str


class ScoreTable(Record):
    """The whole file."""

    years: list[HeldRow]
    skill_of_years: list[SkillRow]
    held_of_years: int
    places: list[HeldRow]
    skill_of_places: list[SkillRow]
    held_of_places: int
    manifest: ScoreManifest


def row_of(held: Held) -> HeldRow:
    """The stored form of a scored figure."""
    one = held.scored
    scores = [
        ScoreRow(
            name=score.name, centre=_short(score.centre), low=_short(score.low),
            high=_short(score.high), held=score.held, crps=_short(score.crps),
            interval_score=_short(score.interval_score),
        )
        for score in (one.model, *one.others)
    ]  # fmt: skip
    return HeldRow(
        figure=one.figure, known_by=held.known_by, observed=_short(one.observed), level=one.level,
        scores=scores, conditioned_on=list(held.conditioned_on),
    )  # fmt: skip


def skill_rows(figures: Sequence[Scored]) -> list[SkillRow]:
    """Skill against every other forecast, on the figures that have it."""
    names = dict.fromkeys(other.name for one in figures for other in one.others)
    found = []
    for name in names:
        pairs = [
            (one.model.crps, other.crps)
            for one in figures
            for other in one.others
            if other.name == name
        ]
        value = skill([own for own, _ in pairs], [other for _, other in pairs])
        if math.isfinite(value):
            better = sum(own < other for own, other in pairs)
            found.append(
                SkillRow(against=name, skill=round(value, 4), figures=len(pairs), better=better)
            )
    return found


def digest_of_rows(years: Sequence[HeldRow], places: Sequence[HeldRow]) -> str:
    """Digest of all scored figures, by which a changed one is found."""
    return digest_of([[one.model_dump(mode="json") for one in part] for part in (years, places)])


def table_of(years: Sequence[Held], places: Sequence[Held], manifest: ScoreManifest) -> ScoreTable:
    """The file's content."""
    of_years, of_places = [row_of(one) for one in years], [row_of(one) for one in places]
    return ScoreTable(
        years=of_years,
        skill_of_years=skill_rows([one.scored for one in years]),
        held_of_years=sum(one.scored.model.held for one in years),
        places=of_places,
        skill_of_places=skill_rows([one.scored for one in places]),
        held_of_places=sum(one.scored.model.held for one in places),
        manifest=manifest.model_copy(update={"figures": digest_of_rows(of_years, of_places)}),
    )


def write(table: ScoreTable, folder: Path = FOLDER) -> Path:
    """Write the file."""
    path = folder / NAME
    path.write_text(text_of(table.model_dump(mode="json")), encoding="utf-8")
    return path


def read(folder: Path = FOLDER) -> ScoreTable:
    """Read the file.

    Raises:
        InputError: it is missing, malformed, or its figures are not those that were written.
    """
    return read_stored(ScoreTable, folder / NAME, NAME, _figures)


def _figures(found: ScoreTable) -> tuple[str, str]:
    return digest_of_rows(found.years, found.places), found.manifest.figures


def _short(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")
