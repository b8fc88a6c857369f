"""How much each disputed figure matters to a posterior.

Errors of published figures, errors of carrying a finding over and the model's own discrepancy rest
on judgement in part; each such figure is declared with a range. The posterior is found again with
each at its low and at its high end, all others as declared. Only the covariance of what is
published changes by that, so the emulator and the choice of free parameters stay.

The draws of the fit are weighed anew where enough of them stay effective, which is exact up to
Monte Carlo error and, since the draws are the same, tells small moves from chance. Where too few
stay, the posterior is drawn again with fewer particles than the fit has.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from calibration.fit.posterior_fit import Fit
    from calibration.inference.likelihood import SyntheticLikelihood
    from calibration.moments.catalogue import Moments
    from sim.runs.progress import Progress

Floats = NDArray[np.float64]
PARTICLES = 1000
# Share of the fit's draws that must stay effective for weighing them anew.
ENOUGH = 0.2


class Disputed(Protocol):
    """A disputed figure as it is declared."""

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def low(self) -> float: ...  # noqa: D102
    @property
    def high(self) -> float: ...  # noqa: D102


@dataclass(frozen=True, eq=False)  # holds arrays
class Refit:
    """The posterior with one disputed figure at another value; arrays are by free parameter.

    Attributes:
        value: of the figure.
        shift: of the posterior mean, in standard deviations of the fit's posterior, on the prior's
            own scale.
        shift_error: its Monte Carlo error; not a number where draws of too few origins are left.
        contraction_change: contraction less that of the fit.
        effective: share of the fit's draws that stay effective.
        redrawn: whether draws were made anew, because too few stay.
    """

    value: float
    shift: Floats
    shift_error: Floats
    contraction_change: Floats
    effective: float
    redrawn: bool


@dataclass(frozen=True)
class Move:
    """The largest move that a figure makes.

    Attributes:
        figure: its name.
        value: the end of its range at which that is.
        parameter: column of the free parameter that moves most.
        shift: of its posterior mean, in posterior standard deviations.
        shift_error: Monte Carlo error of that.
        contraction_change: of that parameter.
    """

    figure: str
    value: float
    parameter: int
    shift: float
    shift_error: float
    contraction_change: float


@dataclass(frozen=True)
class Influence:
    """What one disputed figure does.

    Attributes:
        figure: its name.
        low: the posterior with the low end of its range.
        high: with the high end.
    """

    figure: str
    low: Refit
    high: Refit

    @property
    def largest(self) -> Move:
        """The largest move of a posterior mean at either end."""
        end = max((self.low, self.high), key=lambda one: float(np.abs(one.shift).max()))
        column = int(np.abs(end.shift).argmax())
        return Move(
            self.figure, end.value, column, float(end.shift[column]),
            float(end.shift_error[column]), float(end.contraction_change[column]),
        )  # fmt: skip


def influences_of(
    fit: Fit,
    figures: Sequence[Disputed],
    moments_with: Callable[[Mapping[str, float]], Moments],
    seed: int,
    tell: Callable[[Progress], None] | None = None,
) -> tuple[Influence, ...]:
    """What each disputed figure does to the posterior, the largest move first.

    Args:
        fit: with all figures as declared.
        figures: disputed ones.
        moments_with: the moments with other values of some figures, by name; among them all that
            the fit rests on.
        seed: of draws made anew.
        tell: called with the count of figures.

    Raises:
        ValueError: with another value the moments of the fit are no longer there.
    """
    from sim.runs.progress import Course

    course = Course(len(figures), tell)
    course.report()
    found = []
    for number, figure in enumerate(figures):
        ends = [
            _refitted(fit, moments_with({figure.name: value}), value, [seed, number, end])
            for end, value in enumerate((float(figure.low), float(figure.high)))
        ]
        found.append(Influence(figure.name, *ends))
        course.computed += 1
        course.report()
    return tuple(sorted(found, key=lambda one: -abs(one.largest.shift)))


def _refitted(fit: Fit, moments: Moments, value: float, seed: Sequence[int]) -> Refit:
    """The posterior given other errors of what is published."""
    likelihood = _likelihood(fit, moments)
    logs = likelihood(fit.posterior.scaled) - fit.posterior.log_likelihood
    weights = np.exp(logs - logs.max())
    weights /= weights.sum()
    effective = float(1 / (weights**2).sum() / len(weights))
    if effective >= ENOUGH:
        return _compared(fit, fit.posterior.scaled, weights, value, effective)
    from calibration.inference.posterior import draw_posterior

    random = np.random.default_rng(list(seed))
    again = draw_posterior(fit.priors, likelihood, random, PARTICLES)
    mean, sd = fit.posterior.scaled.mean(axis=0), fit.posterior.scaled.std(axis=0)
    error = np.hypot(again.weighted().mean_error(), fit.posterior.weighted().mean_error())
    shift = (again.scaled.mean(axis=0) - mean) / sd
    change = _change(fit, again.scaled.var(axis=0))
    return Refit(value, shift, error / sd, change, effective, redrawn=True)


def _likelihood(fit: Fit, moments: Moments) -> SyntheticLikelihood:
    """The fit's likelihood with what is published, and its errors, taken from `moments`."""
    from calibration.inference.likelihood import SyntheticLikelihood

    names = fit.likelihood.emulator.moments
    missing = sorted(set(names) - set(moments.names))
    if missing:
        raise ValueError(f"no longer there with another figure: {', '.join(missing)}")
    places = [moments.names.index(name) for name in names]
    return SyntheticLikelihood(
        fit.likelihood.emulator, moments.values[places], moments.total[np.ix_(places, places)]
    )


def _compared(fit: Fit, draws: Floats, weights: Floats, value: float, effective: float) -> Refit:
    """The fit's own draws, weighed anew, beside themselves as they were."""
    plain, mean = draws.mean(axis=0), weights @ draws
    sd = draws.std(axis=0)
    # Error of the difference of both means, which rest on the same draws (by ancestors, as
    # `agreement.Weighted` has it).
    parts = weights[:, None] * (draws - mean) - (draws - plain) / len(draws)
    _, groups = np.unique(fit.posterior.ancestors, return_inverse=True)
    sums = np.zeros((int(groups.max()) + 1, draws.shape[1]))
    np.add.at(sums, groups, parts)
    error = np.sqrt((sums**2).sum(axis=0)) / sd
    change = _change(fit, weights @ (draws - mean) ** 2)
    return Refit(value, (mean - plain) / sd, error, change, effective, redrawn=False)


def _change(fit: Fit, variance: Floats) -> Floats:
    """Contraction of a posterior of this scaled variance, less the fit's."""
    from calibration.inference.identification import contraction

    own = fit.posterior.scaled.std(axis=0)
    return contraction(np.sqrt(variance), fit.priors) - contraction(own, fit.priors)
