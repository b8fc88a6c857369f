"""Printing a calibration: parameters, fit, ridges, blocks, the second opinion, and warnings."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from results.calibrating.words import say
from results.study import Language
from results.text_tables import Cell, Grid, print_grid, print_wrapped
from results.units import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from calibration.fit.calibrate import Calibrated
    from calibration.fit.reach import Reach
    from calibration.moments.catalogue import Moment


def print_calibration(found: Calibrated, language: Language, console: Console) -> None:
    """Print what a calibration found, in one language."""
    console.print(say("title", language, place=found.request.place), style="bold", markup=False)
    for sentence in what_it_rests_on(found, language):
        print_wrapped(sentence, console, style="dim")
    console.print()
    print_grid(parameter_grid(found, language), console)
    console.print()
    print_grid(fit_grid(found, language), console)
    console.print()
    print_grid(block_grid(found, language), console)
    console.print()
    for sentence in conclusions(found, language):
        print_wrapped(sentence, console, first=" • ")


def what_it_rests_on(found: Calibrated, language: Language) -> list[str]:
    """Runs, what was left out, and what was held out."""
    told = [
        say(
            "made_of", language, runs=len(found.bank.runs) + len(found.bank.failed),
            used=len(found.table.points), unknown=len(found.unknown), free=len(found.names),
        )
    ]  # fmt: skip
    if found.bank.failed:
        first = next(iter(found.bank.failed.values()))
        told.append(say("failed", language, count=len(found.bank.failed), first=first))
    if found.table.left_out:
        told.append(say("left_out", language, names=", ".join(found.table.left_out)))
    if found.fit.silent:
        told.append(say("silent", language, names=", ".join(found.fit.silent)))
    if found.request.without:
        told.append(say("held_out", language, names=", ".join(found.request.without)))
    if found.request.known_by:
        told.append(say("known_by", language, day=found.request.known_by.isoformat()))
    return told


def parameter_grid(found: Calibrated, language: Language) -> Grid:
    """Free parameters from prior to posterior."""
    from calibration.inference.identification import identified, learned

    fit = found.fit
    known = learned(fit.contraction).tolist()
    ends = np.quantile(fit.posterior.values, [0.05, 0.95], axis=0)
    rows = []
    for column, name in enumerate(found.names):
        marginal = fit.priors.marginals[column]
        low, high = marginal.from_cube(np.array([0.05, 0.95])).tolist()
        mean = float(fit.posterior.values[:, column].mean())
        rows.append(
            [
                Cell(label_of(found, column, language), name),
                Cell(short(marginal.mean), f"({short(low)}-{short(high)})"),
                Cell(short(mean), f"({short(ends[0, column])}-{short(ends[1, column])})"),
                Cell(f"{fit.contraction[column]:.2f}"),
                Cell(say("yes" if known[column] else "no", language)),
            ]
        )
    heads = [
        say(key, language) for key in ("parameter", "prior", "posterior", "contraction", "learned")
    ]
    foot = say("learned_none", language)
    if any(known):
        foot = say(
            "learned_some", language, free=len(known), learned=sum(known),
            identified=int(identified(fit.contraction).sum()),
        )  # fmt: skip
    return Grid(say("parameters", language), heads, rows, foot=foot)


def fit_grid(found: Calibrated, language: Language) -> Grid:
    """Published figures beside the model before and after."""
    moments = found.table.moments
    before = found.table.values
    after = moments.of_runs(found.predictive.runs)
    errors = np.sqrt(np.diag(moments.covariance))
    rows = [
        [
            Cell(figure_label(moment, language), moment.name),
            Cell(
                scaled(moment, moment.value),
                f"({scaled(moment, moment.value - error)}-{scaled(moment, moment.value + error)})",
            ),
            Cell(interval(moment, before[:, column])),
            Cell(interval(moment, after[:, column])),
        ]
        for column, (moment, error) in enumerate(zip(moments.items, errors.tolist(), strict=True))
    ]
    heads = [say(key, language) for key in ("figure", "published", "before", "after")]
    foot = say("fit_foot", language, runs=len(found.predictive.runs))
    return Grid(say("fit", language), heads, rows, foot=foot)


def block_grid(found: Calibrated, language: Language) -> Grid:
    """Each block predicted from the others."""
    rows = [
        [
            Cell(say(f"block_{one.name}", language)),
            Cell(str(len(one.moments))),
            Cell(chance(one.p)),
        ]
        for one in found.fit.blocks
    ]
    heads = [say(key, language) for key in ("block", "figures", "p")]
    return Grid(say("blocks", language), heads, rows)


def conclusions(found: Calibrated, language: Language) -> list[str]:
    """Ridges, misfit, reach and the second opinion, in words."""
    from calibration.fit.reach import reach
    from calibration.inference.agreement import RATIO, SHIFT
    from calibration.inference.misfit import FLAGGED

    told = []
    for ridge in found.fit.ridges:
        key = "ridge_same" if ridge.correlation > 0 else "ridge_opposite"
        first, second = (label_of(found, k, language) for k in (ridge.first, ridge.second))
        told.append(
            say(key, language, first=first, second=second, correlation=f"{ridge.correlation:.2f}")
        )
    bad = [one.name for one in found.fit.blocks if one.p < FLAGGED]
    names = ", ".join(say(f"block_{name}", language) for name in bad)
    told.append(
        say("misfit", language, blocks=names, p=FLAGGED) if bad else say("no_misfit", language)
    )
    told += reach_told(reach(found.table, found.request.seed), len(found.table.values), language)
    agreeing = found.fit.agreement.within().tolist()
    told.append(
        say(
            "agree", language, agreeing=sum(agreeing), free=len(agreeing), shift=SHIFT, ratio=RATIO
        )
    )  # fmt: skip
    if not all(agreeing):
        apart = [label_of(found, k, language) for k, same in enumerate(agreeing) if not same]
        told.append(say("disagree", language, names=", ".join(apart)))
    return told


def reach_told(places: Sequence[Reach], runs: int, language: Language) -> list[str]:
    """Blocks farther out than any run, and what discrepancy of the model they would need."""
    from calibration.fit.reach import MOST_TIMES

    far = [one for one in places if one.beyond == 0.0]
    if not far:
        return []
    names = {one.block: say(f"block_{one.block}", language) for one in far}
    told = [say("out_of_reach", language, blocks=", ".join(names.values()), runs=runs)]
    times = [
        f"{names[one.block]} "
        + (f"> {MOST_TIMES:g}" if math.isinf(one.times_needed) else f"{one.times_needed:.1f}")
        for one in far
        if one.times_needed > 1.0
    ]
    key = "times_needed" if times else "within_discrepancy"
    return [*told, say(key, language, times=", ".join(times))]


def label_of(found: Calibrated, column: int, language: Language) -> str:
    """Label of a free parameter, as it is declared."""
    label = found.unknown[found.screening.free[column]].declaration.label
    return label.zh if language == "zh" else label.en


def figure_label(moment: Moment, language: Language) -> str:
    """What a published figure is: measure, statistic and year; a finding by its short name."""
    from results.calibrating import labels

    return labels.figure_label(moment).text(language)


def chance(p: float) -> str:
    """A p value to three digits."""
    return "< 0.001" if p < 0.001 else f"{p:.3f}"


def interval(moment: Moment, values: NDArray[np.float64]) -> str:
    """5 to 95 percent of values that runs have; a dash if none has any."""
    finite = values[np.isfinite(values)]
    if not len(finite):
        return UNKNOWN
    low, high = np.quantile(finite, [0.05, 0.95]).tolist()
    return f"{scaled(moment, low)}-{scaled(moment, high)}"


def scaled(moment: Moment, value: float) -> str:
    """A value as it is published: growth and shares in percent, levels in bn yuan or firms."""
    if moment.observation is None:
        return short(math.expm1(value) if moment.is_percentage else value)
    if moment.observation.statistic == "growth":
        return f"{100 * math.expm1(value):.1f} %"
    plain = math.exp(value)
    if moment.observation.statistic == "share":
        return f"{100 * plain:.1f} %"
    if moment.observation.statistic == "level" and "firms" not in moment.observation.measure:
        return f"{plain / 1e9:.1f} bn"
    return f"{plain:,.0f}" if plain >= 100 else short(plain)


def short(value: float) -> str:
    """A number to three digits."""
    return f"{value:.3g}" if abs(value) < 1e5 else f"{value:,.0f}"
