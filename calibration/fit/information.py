"""Which block of data informs which parameter.

A posterior is drawn from the moments of each block alone and from those of all other blocks, with
the emulator of the fit. What a block alone teaches it can teach; what the others teach without it
shows whether it is needed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from calibration.fit.posterior_fit import Fit
    from calibration.inference.posterior import Posterior
    from calibration.moments.catalogue import Moment
    from sim.runs.progress import Progress

Floats = NDArray[np.float64]
PARTICLES = 1000


@dataclass(frozen=True, eq=False)  # holds arrays
class BlockInformation:
    """What a block of data teaches; arrays are by free parameter, on the prior's own scale.

    Attributes:
        block: growth, level, share, firms, support or facts.
        moments: those of the block that tell anything about parameters.
        alone: contraction from the block alone; 0 where it tells nothing.
        alone_error: its Monte Carlo error; not a number where draws of too few origins are left.
        others: contraction from all other blocks; 0 where they tell nothing.
        others_error: its Monte Carlo error.
    """

    block: str
    moments: tuple[str, ...]
    alone: Floats
    alone_error: Floats
    others: Floats
    others_error: Floats


@dataclass(frozen=True, eq=False)
class Information:
    """The table of blocks and free parameters.

    Attributes:
        names: of the free parameters.
        whole: contraction from all blocks together.
        whole_error: its Monte Carlo error.
        blocks: in the order of the moments; a block that tells nothing is among them.
    """

    names: tuple[str, ...]
    whole: Floats
    whole_error: Floats
    blocks: tuple[BlockInformation, ...]

    def teacher(self, column: int) -> str | None:
        """The block that alone teaches most of a parameter, if it alone makes it learned."""
        from calibration.inference.identification import learned

        best = max(self.blocks, key=lambda one: float(one.alone[column]))
        return best.block if learned(best.alone)[column] else None


def information_of(
    fit: Fit, items: Sequence[Moment], seed: int, tell: Callable[[Progress], None] | None = None
) -> Information:
    """Contraction of each free parameter from each block alone and from all others.

    Args:
        fit: of all moments.
        items: the moments, of which the blocks are taken; those that tell nothing too.
        seed: of the draws.
        tell: called with the count of posteriors.
    """
    from sim.runs.progress import Course

    telling = fit.likelihood.emulator.moments
    blocks: dict[str, list[str]] = {}
    for one in items:
        blocks.setdefault(one.block, [])
        if one.name in telling:
            blocks[one.block].append(one.name)
    course = Course(2 * len(blocks), tell)
    course.report()
    found = []
    for number, (block, names) in enumerate(blocks.items()):
        parts: list[Floats] = []
        for kind, some in enumerate((names, [name for name in telling if name not in names])):
            parts += _told(fit, some, np.random.default_rng([seed, number, kind]))
            course.computed += 1
            course.report()
        found.append(BlockInformation(block, tuple(names), *parts))
    whole, error = _contraction(fit, fit.posterior)
    return Information(fit.priors.names, whole, error, tuple(found))


def _told(fit: Fit, moments: Sequence[str], random: np.random.Generator) -> tuple[Floats, Floats]:
    """Contraction from some moments, and its error; nothing is told by none."""
    from calibration.inference.posterior import draw_posterior

    if not moments:
        return np.zeros(fit.priors.count), np.zeros(fit.priors.count)
    some = fit.likelihood.select(list(moments))
    return _contraction(fit, draw_posterior(fit.priors, some, random, PARTICLES))


def _contraction(fit: Fit, posterior: Posterior) -> tuple[Floats, Floats]:
    from calibration.inference.identification import contraction, scaled_sd_of

    found = contraction(scaled_sd_of(posterior.scaled), fit.priors)
    draws = posterior.weighted()
    return found, 2 * draws.sd() * draws.sd_error() / fit.priors.scaled_sd**2
