"""`python -m calibration.fit.proof PLACE`: prove a place's calibration, and keep what was found."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from calibration.fit.place_command import answer, parser_of

if TYPE_CHECKING:
    from calibration.fit.calibrate import Request, Tell
    from calibration.fit.proof_record import ProofRecord

TITLES = {"bank": "Prior runs", "worlds": "Synthetic worlds", "broken": "Broken data"}


def options(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    from calibration.fit.broken_data import WORLDS as BROKEN
    from calibration.fit.proof import WORLDS
    from calibration.fit.proof_record import FOLDER

    parser = parser_of("python -m calibration.fit.proof", __doc__, WORLDS, FOLDER)
    parser.add_argument("--broken", type=int, default=BROKEN, help="worlds whose data are broken")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what is not done yet and write the record; 130 if stopped, 2 for what cannot be done."""
    from calibration.fit.proof_record import write_record
    from calibration.fit.proof_run import Sizes, prove_place

    given = options(arguments)

    def proved(request: Request, tell: Tell) -> ProofRecord:
        return prove_place(request, Sizes(given.worlds, given.broken), command_of(given), tell)

    return answer(given, TITLES, proved, told, write_record)


def command_of(given: argparse.Namespace) -> str:
    """The command that makes the record, without what changes nothing in it."""
    return (
        f"python -m calibration.fit.proof {given.place} --worlds {given.worlds} "
        f"--broken {given.broken} --runs {given.runs} --seed {given.seed}"
    )


def told(record: ProofRecord) -> list[str]:
    """The record in a few lines."""
    lines = []
    for one in record.shown:
        held = ", ".join(
            f"{level.nominal:.0%} hold {level.share:.3f} ± {level.error:.3f}" for level in one.held
        )
        p = "-" if one.likelihood_p is None else f"{one.likelihood_p:.2g}"
        lines.append(
            f"{one.data}, {one.method}: {one.worlds} worlds; {held}; least p of ranks "
            f"{min(each.p for each in one.parameters):.2g}, of the likelihood's {p}; "
            f"{one.identified_a_world:.2f} identified a world"
        )
    for version in record.broken:
        lines.append(f"data {version.version}: {version.warned(0.05):.2f} with p under 0.05")
    return [*lines, *(f"failed: {name}: {message}" for name, message in record.failed.items())]
