"""From a calibration to its stored record."""

from __future__ import annotations

import datetime as dt
import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from results.calibrating.labels import figure_label
from results.calibrating.paths import chance_of, goal_of, paths_of
from results.calibrating.record import (
    QUANTILES,
    Band,
    Block,
    Disputed,
    Figure,
    Manifest,
    Misfit,
    Parameter,
    ReportRecord,
    RidgePair,
    Scale,
)
from scenarios.quantities import Label

if TYPE_CHECKING:
    from calibration.fit.calibrate import Calibrated, Request
    from calibration.moments.catalogue import Moment

Floats = NDArray[np.float64]
# Width of the band from 5 to 95 percent of a normal distribution, in standard deviations.
NORMAL_BAND = 2 * 1.6448536269514722


def record_of(found: Calibrated, command: str, date: dt.date | None = None) -> ReportRecord:
    """The record of a calibration.

    Args:
        found: the calibration.
        command: that computes it again.
        date: of the record; today if not given.
    """
    misfit = found.fit.misfit
    return ReportRecord(
        manifest=manifest_of(found, command, date or dt.date.today()),
        parameters=parameters_of(found),
        figures=figures_of(found),
        left_out={name: _digits(part) for name, part in found.table.left_out.items()},
        blocks=blocks_of(found),
        ridges=[
            RidgePair(
                first=found.names[one.first], second=found.names[one.second],
                correlation=_digits(one.correlation),
            )
            for one in found.fit.ridges
        ],
        misfit=Misfit(
            distance=_digits(misfit.distance), degrees=misfit.degrees, p=_known(misfit.p)
        ),
        disputed=disputed_of(found),
        paths=paths_of(found),
        goal=goal_of(found),
    )  # fmt: skip


def command_of(request: Request, is_kept: bool) -> str:
    """The command that computes a request again.

    Args:
        request: the request.
        is_kept: whether its report is kept in the checkout.
    """
    from calibration.fit.calibrate import RUNS, SEED

    parts = ["jigai", "calibrate", request.place]
    parts += [] if request.runs == RUNS else ["--runs", str(request.runs)]
    parts += [] if request.seed == SEED else ["--seed", str(request.seed)]
    for name in request.without:
        parts += ["--without", name]
    parts += [] if request.known_by is None else ["--known-by", request.known_by.isoformat()]
    return " ".join([*parts, *(["--report"] if is_kept else [])])


def manifest_of(found: Calibrated, command: str, date: dt.date) -> Manifest:
    """What it was computed from."""
    from calibration.bank.one_run import loaded
    from calibration.bank.runs import store_of
    from calibration.fit.calibrate import digest_of_priors
    from calibration.fit.publish import digest_of_data
    from sim.engine import law_hash

    request, moments = found.request, found.table.moments
    known_by = None if request.known_by is None else request.known_by.isoformat()
    title = loaded(request.plan).place.title
    return Manifest(
        place=request.place, title=Label(zh=title.zh, en=title.en), law=law_hash(),
        data=digest_of_data(moments.values, moments.total),
        prior=digest_of_priors(found.unknown),
        bank=store_of(request.plan, request.folder).path.stem,
        runs=request.runs, used=len(found.table.points), failed=len(found.bank.failed),
        predicted=len(found.predictive.runs), unknown=len(found.unknown), seed=request.seed,
        without=list(request.without), known_by=known_by,
        firms=request.firms, command=command, date=date.isoformat(),
    )  # fmt: skip


def parameters_of(found: Calibrated) -> list[Parameter]:
    """Every free parameter from prior to posterior, in the order of their importance."""
    fit, told = found.fit, []
    blocks = () if found.information is None else found.information.blocks
    for column, name in enumerate(found.names):
        marginal = fit.priors.marginals[column]
        declared = found.unknown[found.screening.free[column]].declaration
        draws = fit.posterior.values[:, column]
        told.append(
            Parameter(
                name=name,
                label=Label(zh=declared.label.zh, en=declared.label.en),
                unit=declared.unit,
                prior_mean=_digits(marginal.mean),
                prior=_band(marginal.from_cube(np.array(QUANTILES))),
                mean=_digits(float(draws.mean())),
                posterior=band(draws),
                place=band(fit.posterior.cube[:, column]),
                contraction=_digits(float(fit.contraction[column])),
                shift=_digits(float(fit.agreement.shift[column])),
                shift_error=_known(float(fit.agreement.shift_error[column])),
                ratio=_digits(float(fit.agreement.ratio[column])),
                ratio_error=_known(float(fit.agreement.ratio_error[column])),
                alone={one.block: _digits(float(one.alone[column])) for one in blocks},
                others={one.block: _digits(float(one.others[column])) for one in blocks},
                flat=None if found.profiles is None else found.profiles[column].flat,
            )
        )
    return told


def figures_of(found: Calibrated) -> list[Figure]:
    """Every figure compared beside the model before and after."""
    moments = found.table.moments
    after = moments.of_runs(found.predictive.runs)
    errors = np.sqrt(np.diag(moments.covariance)).tolist()
    whole = np.sqrt(np.diag(moments.total)).tolist()
    silent = set(found.fit.silent)
    return [
        _figure(moment, errors[k], whole[k], found.table.values[:, k], after[:, k]).model_copy(
            update={"used": moment.name not in silent, "chance": chance_of(found, moment.name)}
        )
        for k, moment in enumerate(moments.items)
    ]


def _figure(moment: Moment, error: float, whole: float, before: Floats, after: Floats) -> Figure:
    """One figure; places are on the moment's scale, values on the figure's own.

    Args:
        moment: the figure.
        error: of what is published.
        whole: that and the model's own discrepancy together.
        before: prior runs.
        after: runs at posterior draws.
    """
    after = after[np.isfinite(after)]
    unit = math.hypot(_spread(before), whole)
    return Figure(
        name=moment.name,
        label=figure_label(moment),
        block=moment.block,
        scale=scale_of(moment),
        published=_digits(own(moment, moment.value)),
        low=_digits(own(moment, moment.value - error)),
        high=_digits(own(moment, moment.value + error)),
        prior=_mapped(moment, before),
        posterior=_mapped(moment, after),
        distance=_digits((moment.value - float(np.median(before))) / unit),
        after=_digits((moment.value - float(np.median(after))) / math.hypot(_spread(after), error)),
        prior_places=band((before - moment.value) / unit),
        posterior_places=band((after - moment.value) / unit),
        error_place=_digits(error / unit),
        used=True,
    )


def blocks_of(found: Calibrated) -> list[Block]:
    """How far published figures lie from prior runs, and from what other blocks predict."""
    from calibration.fit.reach import reach

    missed = {one.name: one.p for one in found.fit.blocks}
    is_declared = bool(found.table.moments.discrepancy.any())
    return [
        Block(
            name=one.block, figures=one.moments, p=missed.get(one.block),
            distance=_digits(one.distance), median=_digits(one.median),
            farthest=_digits(one.farthest), beyond=_digits(one.beyond),
            allowed=_digits(one.allowed.beyond) if is_declared else None,
            times_needed=_known(one.times_needed) if is_declared else None,
        )
        for one in reach(found.table, found.request.seed)
    ]  # fmt: skip


def disputed_of(found: Calibrated) -> list[Disputed] | None:
    """How much each disputed figure matters; None where it was not computed."""
    if found.influence is None:
        return None
    told = []
    for one in found.influence:
        most = one.largest
        told.append(
            Disputed(
                name=one.figure, low=_digits(one.low.value), high=_digits(one.high.value),
                value=_digits(most.value), parameter=found.names[most.parameter],
                move=_digits(most.shift), error=_known(most.shift_error),
            )
        )  # fmt: skip
    return told


def scale_of(moment: Moment) -> Scale:
    """How values of a figure are written."""
    one = moment.observation
    if one is None:
        return "percent" if moment.is_percentage else "number"
    if one.statistic == "growth":
        return "growth"
    if one.statistic == "share":
        return "share"
    if one.statistic == "level":
        return "count" if "firms" in one.measure else "yuan"
    from sim.measures import MEASURES

    above, below = MEASURES[one.measure], MEASURES[one.over or one.measure]
    return "share" if above.unit == below.unit else "yuan"


def own(moment: Moment, value: float) -> float:
    """A value of the moment's scale in the figure's own: growth and shares as parts of one."""
    one = moment.observation
    if one is None:
        return math.expm1(value) if moment.is_percentage else value
    return math.expm1(value) if one.statistic == "growth" else math.exp(value)


def band(values: Floats) -> Band:
    """Quantiles of values, to six digits."""
    return _band(np.quantile(values, QUANTILES))


def _mapped(moment: Moment, values: Floats) -> Band:
    return [_digits(own(moment, value)) for value in np.quantile(values, QUANTILES).tolist()]


def _band(values: Floats) -> Band:
    return [_digits(value) for value in values.tolist()]


def _spread(values: Floats) -> float:
    """Standard deviation as the band from 5 to 95 percent tells it: tails do not count."""
    low, high = np.quantile(values, [QUANTILES[0], QUANTILES[-1]]).tolist()
    return float(high - low) / NORMAL_BAND


def _digits(value: float) -> float:
    return float(f"{value:.6g}")


def _known(value: float) -> float | None:
    return _digits(value) if math.isfinite(value) else None
