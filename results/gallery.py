"""The charts that come with the program, drawn again by one command.

They show the shipped scenario under a fixed seed, so whoever runs ``jigai gallery`` gets the same
SVG files, byte for byte, from the same version.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.runs import Progress

ROOT = Path(__file__).resolve().parents[1]
SCENARIO = ROOT / "scenarios" / "shenzhen-doubling.yaml"
FOLDER = ROOT / "results" / "gallery"

# The charts show the policy and the world without it; the other variants would only cost time.
VARIANTS = ("as-enacted", "no-programme")
SEED, RUNS = 2017, 20


def rebuild(
    folder: Path | None = None,
    *,
    out: Path,
    workers: int | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> list[Path]:
    """Run the shipped scenario and draw its charts.

    Args:
        folder: where the charts go; the gallery of this checkout when None.
        out: folder of all runs.
        workers: how many runs at once.
        progress: called after each batch.

    Returns:
        The files written.

    Raises:
        InputError: the shipped scenario is at fault.
    """
    from results import api
    from results.charts.build import draw_charts

    found = api.run(
        SCENARIO,
        seed=SEED,
        runs=RUNS,
        variants=VARIANTS,
        workers=workers,
        out=out,
        progress=progress,
    )
    return draw_charts(found.years(), found.study, folder or FOLDER, quarters=found.quarters())
