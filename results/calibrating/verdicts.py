"""What a record says, judged by marks that stand here and nowhere else.

Every sentence of a report rests on one of these functions. Marks of contraction, of misfit and of
agreement are those of `calibration.inference`; the others are the report's own.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from calibration.inference.agreement import RATIO as RATIO
from calibration.inference.agreement import SHIFT as SHIFT
from calibration.inference.identification import IDENTIFIED as IDENTIFIED
from calibration.inference.identification import LEARNED as LEARNED
from calibration.inference.identification import RIDGE as RIDGE
from calibration.inference.misfit import FLAGGED as FLAGGED

if TYPE_CHECKING:
    from results.calibrating.record import Block, Disputed, Figure, Parameter, ReportRecord

# Monte Carlo errors allowed for when two methods are compared.
ERRORS = 2.0
# Contraction below which a block of data is said to teach nothing about any parameter.
NOTHING = 0.1
# Share of prior runs as far out as what is published below which it is barely reached.
BARELY = 0.05
# Standard deviations of model and error together beyond which a figure is said to be missed.
MISSED = 2.0
# A posterior whose middle lies beyond these quantiles of the prior is said to have moved.
LOWER, HIGHER = 0.35, 0.65
# Move of a posterior mean, in its standard deviations, from which a disputed figure matters.
MATTERS = 0.5
# Part of predictive variance from which a figure is said to be chance.
MOSTLY = 0.5
BLOCKS = ("growth", "level", "share", "firms", "support", "facts")
ALL = "all"
# Where a band has its median.
MIDDLE = 2

Belief = Literal["extrapolates", "contradicted", "nothing", "usable"]


def learned(record: ReportRecord) -> list[Parameter]:
    """Parameters that the data teach something about."""
    return [one for one in record.parameters if one.contraction >= LEARNED]


def not_learned(record: ReportRecord) -> list[Parameter]:
    """Free parameters of which the prior is carried forward."""
    return [one for one in record.parameters if one.contraction < LEARNED]


def identified(record: ReportRecord) -> list[Parameter]:
    """Parameters with a posterior sd under half the prior's."""
    return [one for one in record.parameters if one.contraction > 1 - IDENTIFIED**2]


def direction(one: Parameter) -> Literal["lower", "higher", "narrower"]:
    """Where the posterior went from the prior."""
    middle = one.place[MIDDLE]
    return "lower" if middle < LOWER else "higher" if middle > HIGHER else "narrower"


def teaching(record: ReportRecord) -> dict[str, float] | None:
    """Largest contraction that each block alone gives; None where it was not computed."""
    if not all(one.alone for one in record.parameters):
        return None
    return {
        block: max(one.alone[block] for one in record.parameters)
        for block in BLOCKS
        if all(block in one.alone for one in record.parameters)
    }


def blocks_of_reach(record: ReportRecord) -> dict[Literal["beyond", "barely", "within"], list[str]]:
    """Blocks, all together among them, by how many prior runs lie as far out as published."""
    return {
        "beyond": [one.name for one in record.blocks if one.beyond == 0.0],
        "barely": [one.name for one in record.blocks if 0.0 < one.beyond < BARELY],
        "within": [one.name for one in record.blocks if one.beyond >= BARELY],
    }


def together(record: ReportRecord) -> Block:
    """All figures as one block."""
    return next(one for one in record.blocks if one.name == ALL)


def contradicted(record: ReportRecord) -> list[Block]:
    """Blocks that the others predict badly."""
    return [one for one in record.blocks if one.p is not None and one.p < FLAGGED]


def parts_of_amounts(record: ReportRecord) -> list[tuple[float, float]]:
    """Medians of prior runs and of runs after the fit, over each amount published in yuan."""
    return [
        (one.prior[MIDDLE] / one.published, one.posterior[MIDDLE] / one.published)
        for one in record.figures
        if one.block == "level" and one.scale == "yuan"
    ]


def missed(record: ReportRecord, fitted: bool) -> list[Figure]:
    """Figures that the model misses, the worst first.

    Args:
        record: the record.
        fitted: after the fit; else at prior draws.
    """

    def off(one: Figure) -> float:
        return abs(one.after if fitted else one.distance)

    return sorted((one for one in record.figures if off(one) > MISSED), key=off, reverse=True)


def agrees(one: Parameter) -> bool:
    """Whether the second method agrees about a parameter (as `Agreement.within`).

    Where the Monte Carlo error cannot be told, nothing is said to agree.
    """
    if one.shift_error is None or one.ratio_error is None:
        return False
    near = abs(one.shift) <= SHIFT + ERRORS * one.shift_error
    slack = ERRORS * one.ratio_error / one.ratio
    return near and abs(math.log(one.ratio)) <= math.log(RATIO) + slack


def agreeing(parameters: Sequence[Parameter]) -> list[Parameter]:
    """Parameters on which both methods agree."""
    return [one for one in parameters if agrees(one)]


def mattering(record: ReportRecord) -> list[Disputed]:
    """Disputed figures that move a parameter, the most important first."""
    found = [one for one in record.disputed or [] if abs(one.move) >= MATTERS]
    return sorted(found, key=lambda one: -abs(one.move))


def chancy(record: ReportRecord) -> list[Figure] | None:
    """Figures whose predictive spread is mostly chance; None where the split was not computed."""
    told = [one for one in record.figures if one.chance is not None]
    return [one for one in told if (one.chance or 0.0) > MOSTLY] if told else None


def belief(record: ReportRecord) -> Belief:
    """What a reader may do with the posterior; the gravest reservation counts."""
    if together(record).beyond == 0.0:
        return "extrapolates"
    if contradicted(record):
        return "contradicted"
    return "usable" if learned(record) else "nothing"


def marks() -> Mapping[str, float]:
    """Marks that sentences rest on, by name."""
    return {
        "learned": LEARNED, "identified": IDENTIFIED, "flagged": FLAGGED, "shift": SHIFT,
        "ratio": RATIO, "nothing": NOTHING, "barely": BARELY, "missed": MISSED,
        "matters": MATTERS, "mostly": MOSTLY, "lower": LOWER, "higher": HIGHER,
    }  # fmt: skip
