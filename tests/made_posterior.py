"""A small posterior made up for tests: numbers that nobody learned."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from pathlib import Path

from scenarios.posterior_schema import summary_of

RANGES = {"behaviour.payback": (1.5, 2.9), "place.own_trend_share": (0.31, 0.69)}
NAME = "posteriors/made-up.yaml"


def rows_of(
    count: int, ranges: Mapping[str, tuple[float, float]] = RANGES, seed: int = 1
) -> list[list[float]]:
    """Draws spread evenly over ranges, to six digits."""
    generator = random.Random(seed)
    return [
        [float(f"{generator.uniform(*ends):.6g}") for ends in ranges.values()] for _ in range(count)
    ]


def posterior_text(
    names: Sequence[str], rows: Sequence[Sequence[float]], place: str = "shenzhen"
) -> str:
    """A faultless file, but for its names and values."""
    free = []
    for column, name in enumerate(names):
        own = summary_of([row[column] for row in rows])
        learned = "true" if column == 0 else "false"
        free.append(
            f"  - {{name: {name}, mean: {own.mean:.6g}, sd: {own.sd:.6g}, low: {own.low:.6g}, "
            f"high: {own.high:.6g}, contraction: 0.42, learned: {learned}}}\n"
        )
    draws = [f"  - [{', '.join(f'{value:.6g}' for value in row)}]\n" for row in rows]
    return (
        f"id: made-up\nversion: 3\nplace: {place}\ntitle: {{zh: 虚构, en: Made up}}\n"
        'made:\n  {law: "0a", data: "1b", prior: "2c", method: none at all, runs: 10,\n'
        "   command: jigai calibrate town, date: 2026-11-23}\n"
        f"free:\n{''.join(free)}draws:\n{''.join(draws)}"
    )


def with_posterior(scenario: Path, text: str) -> Path:
    """Write the posterior beside a scenario file and let the scenario name it."""
    (scenario.parent / NAME).parent.mkdir(exist_ok=True)
    (scenario.parent / NAME).write_text(text, encoding="utf-8")
    written = scenario.read_text(encoding="utf-8")
    if NAME not in written:
        line = "behaviour: behaviour.yaml\n"
        assert written.count(line) == 1
        written = written.replace(line, f"{line}posterior: {NAME}\n")
        scenario.write_text(written, encoding="utf-8")
    return scenario
