"""The first table of every run: what is reported, what is true, what it cost, and how sure.

Each number is computed here once; `results.summary_text` prints it and `--json` hands it on.
Amounts are in yuan.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from results.bridge import BridgeStep, bridge
from results.compare import Comparison, compare_in
from results.published import Distance, TargetLine, distances, main_target, target_lines
from results.statistics import (
    Estimate,
    Reached,
    Spread,
    paired_difference,
    ratio,
    reached,
    spread,
)
from results.study import Study
from results.tables import PAYERS, REPORTED, SUPPORT, TRUE, CityTable, Matrix
from results.tables import total as add_up
from results.uncertainty import covers_record, parameters_record
from results.units import in_yuan

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class YearLine:
    """One year under the policy, and without the programme where that was run.

    Attributes:
        support_share: support paid in the year over reported investment of the year.
        year: the calendar year; None for the sum of all years.
    """

    year: int | None
    reported: Spread
    true: Spread
    reported_without: Spread | None
    true_without: Spread | None
    reported_difference: Estimate | None
    true_difference: Estimate | None
    support: Spread
    support_share: Estimate | None
    target: float | None


@dataclass(frozen=True)
class EarlyGrowth:
    """How much of the growth of reported investment came before the plan was known.

    Attributes:
        first: the year that growth is counted from.
        through: the last year of which more than half had passed on the day of the announcement.
        last: the year that growth is counted to.
        change_before: change from first to through in the model, yuan, mean over runs.
        change: change from first to last in the model, yuan, mean over runs.
        simulated: growth from first to through over growth from first to last.
        published: the same of published levels, from `first` to `published_last`.
        simulated_to_published: the simulated share of that same growth, to stand beside it.
    """

    first: int
    through: int
    last: int
    announced: dt.date
    change_before: float
    change: float
    simulated: Estimate | None
    published: float | None
    published_last: int | None
    simulated_to_published: Estimate | None


@dataclass(frozen=True)
class PayerLine:
    """What one level of government pays over all years; `payer` is None for their sum.

    Attributes:
        paid: support paid under the policy.
        paid_without: support paid without the programme.
        cost: public cost under the policy, a present value: support and tax forgone, less the tax
            that support pays back.
        cost_difference: what of it the policy adds.
    """

    payer: str | None
    paid: Spread
    paid_without: Spread | None
    cost: Spread
    cost_difference: Estimate | None


@dataclass(frozen=True)
class VariantLine:
    """One variant in short: the target year's investment, and the whole run's effect and cost."""

    variant: str
    reported: Spread
    true: Spread
    reached: Reached | None
    true_difference: Estimate | None
    support: Spread


@dataclass(frozen=True)
class Summary:
    """What one run says, in the order in which it is told.

    Attributes:
        focus: the year that the headline speaks of: the target's, else the programme's last.
        bridge: from true to reported investment in that year.
    """

    study: Study
    focus: int
    years: tuple[YearLine, ...]
    total: YearLine
    bridge: tuple[BridgeStep, ...]
    early_growth: EarlyGrowth | None
    distances: tuple[Distance, ...]
    targets: tuple[TargetLine, ...]
    payers: tuple[PayerLine, ...]
    variants: tuple[VariantLine, ...]
    comparison: Comparison | None

    def line(self, year: int) -> YearLine:
        """Return the line of a year.

        Raises:
            KeyError: the run has no such year.
        """
        for line in self.years:
            if line.year == year:
                return line
        raise KeyError(year)

    def as_dict(self) -> dict[str, Any]:
        """Return the summary as plain records of numbers, texts and None, for JSON."""
        record = asdict(self)
        own = self.study
        study = record.pop("study")
        comparison = record.pop("comparison")
        record["effect"] = None if comparison is None else list(comparison["years"])
        kept = ("scenario", "title", "policy", "baseline", "key", "seed", "runs", "failed",
                "firms_at_most")  # fmt: skip
        return {
            **{name: study[name] for name in (*kept, "levers", "announced")},
            **{name: study[name] for name in ("readings", "default_readings")},
            "parameters": parameters_record(own),
            "posterior": study["posterior"],
            "units": {"amounts": "yuan", "shares": "parts of one"},
            "intervals": {
                "low, high of a quantity": "5 % and 95 % quantiles over runs",
                "low, high of a difference or ratio": "90 % interval of the mean, same draws",
                "covers": covers_record(own),
            },
            **record,
        }


def summarise(years: pd.DataFrame, study: Study) -> Summary:
    """Summarise one run.

    Args:
        years: the tidy yearly table.
        study: what was run.

    Raises:
        ValueError: the table lacks what every run must have.
    """
    table = CityTable(years, study)
    target = main_target(study, table.years)
    ends = study.last_year if study.last_year in table.years else table.years[-1]
    focus = ends if target is None else target.year
    comparison = (
        compare_in(table, study, study.policy, study.baseline) if study.has_baseline else None
    )
    return Summary(
        study=study,
        focus=focus,
        years=tuple(_year_line(table, study, comparison, i) for i in range(len(table.years))),
        total=_year_line(table, study, comparison, None),
        bridge=bridge(table, study, focus),
        early_growth=_early_growth(table, study, focus),
        distances=distances(table, study),
        targets=target_lines(table, study),
        payers=_payers(table, study),
        variants=tuple(_variant_line(table, study, name, focus) for name in study.variants),
        comparison=comparison,
    )


def _year_line(
    table: CityTable, study: Study, comparison: Comparison | None, column: int | None
) -> YearLine:
    """Describe one year, or with no column all years together."""

    def cut(matrix: Matrix) -> npt.NDArray[np.int64]:
        return matrix.sum(axis=1) if column is None else matrix[:, column]

    def without(measure: str) -> Spread | None:
        if not study.has_baseline:
            return None
        return spread(cut(table.matrix(study.baseline, measure)))

    year = None if column is None else table.years[column]
    reported = cut(table.matrix(study.policy, REPORTED))
    support = cut(table.over_instruments(study.policy, SUPPORT))
    effect = None
    if comparison is not None:
        effect = comparison.total if column is None else comparison.years[column]
    target = main_target(study, () if year is None else (year,))
    return YearLine(
        year=year,
        reported=spread(reported),
        true=spread(cut(table.matrix(study.policy, TRUE))),
        reported_without=without(REPORTED),
        true_without=without(TRUE),
        reported_difference=_effect(effect, "reported", column is None),
        true_difference=_effect(effect, "true", column is None),
        support=spread(support),
        support_share=ratio(support, reported),
        target=None if target is None else in_yuan(target.value or 0.0, target.unit),
    )


def _effect(effect: Any, name: str, total: bool) -> Estimate | None:
    if effect is None:
        return None
    found: Estimate = getattr(effect, f"{name}_so_far" if total else name)
    return found


def last_year_before(announced: dt.date) -> int:
    """Return the last year of which more than half had passed when the plan was announced."""
    return announced.year if announced.month > 6 else announced.year - 1


def _early_growth(table: CityTable, study: Study, last: int) -> EarlyGrowth | None:
    """Measure the growth before the plan; None when the years do not reach across it."""
    first, through = table.years[0], last_year_before(study.announced)
    if not first < through < last:
        return None
    published = {
        point.year: in_yuan(point.value, point.unit)
        for point in study.observations
        if point.measure == REPORTED and point.value is not None and first <= point.year <= last
    }
    share, published_last = None, None
    if first in published and through in published and max(published) > through:
        published_last = max(published)
        growth = published[published_last] - published[first]
        share = (published[through] - published[first]) / growth if growth > 0 else None
    reported = table.matrix(study.policy, REPORTED).mean(axis=0)
    at = {year: float(reported[table.years.index(year)]) for year in (first, through, last)}
    return EarlyGrowth(
        first=first,
        through=through,
        last=last,
        announced=study.announced,
        change_before=at[through] - at[first],
        change=at[last] - at[first],
        simulated=_share_before(table, study, (first, through, last)),
        published=share,
        published_last=published_last,
        simulated_to_published=None
        if published_last is None
        else _share_before(table, study, (first, through, published_last)),
    )


def _share_before(table: CityTable, study: Study, years: tuple[int, int, int]) -> Estimate | None:
    """Return the growth to the middle year over that to the last; None when nothing grew."""
    reported = table.matrix(study.policy, REPORTED)
    first, through, last = (reported[:, table.years.index(year)] for year in years)
    if (last - first).mean() <= 0:
        return None
    return ratio(through - first, last - first)


def _payers(table: CityTable, study: Study) -> tuple[PayerLine, ...]:
    """Add support and cost of all years up by payer, and all payers together last."""
    lines = [_payer_line(table, study, payer) for payer in (*PAYERS, None)]
    return tuple(line for line in lines if line.payer is None or _pays(line))


def _payer_line(table: CityTable, study: Study, payer: str | None) -> PayerLine:
    def support(variant: str) -> npt.NDArray[np.int64]:
        parts = table.by_instrument(variant, SUPPORT)
        chosen = [
            part.sum(axis=1)
            for name, part in parts.items()
            if payer is None or study.instruments[name].payer == payer
        ]
        nothing = np.zeros(len(table.runs[variant]), dtype=np.int64)
        return add_up([nothing, *chosen])

    def cost(variant: str) -> npt.NDArray[np.int64]:
        matrix = table.over_payers(variant) if payer is None else table.by_payer(variant)[payer]
        return np.asarray(matrix.sum(axis=1))

    difference = None
    if study.has_baseline:
        ours, theirs = table.pair(study.policy, study.baseline)
        difference = paired_difference(cost(study.policy)[ours], cost(study.baseline)[theirs])
    return PayerLine(
        payer=payer,
        paid=spread(support(study.policy)),
        paid_without=spread(support(study.baseline)) if study.has_baseline else None,
        cost=spread(cost(study.policy)),
        cost_difference=difference,
    )


def _pays(line: PayerLine) -> bool:
    """Say whether a payer has anything to its account, with the programme or without it."""
    amounts = (line.paid, line.paid_without, line.cost, line.cost_difference)
    return any(
        (amount.mean if isinstance(amount, Spread) else amount.value) != 0
        for amount in amounts
        if amount is not None
    )


def _variant_line(table: CityTable, study: Study, variant: str, focus: int) -> VariantLine:
    column = table.years.index(focus)
    reported = table.matrix(variant, REPORTED)[:, column]
    target = main_target(study, (focus,))
    difference = None
    if study.has_baseline and variant != study.baseline:
        difference = compare_in(table, study, variant, study.baseline).total.true_so_far
    return VariantLine(
        variant=variant,
        reported=spread(reported),
        true=spread(table.matrix(variant, TRUE)[:, column]),
        reached=None
        if target is None
        else reached(reported, in_yuan(target.value or 0.0, target.unit)),
        true_difference=difference,
        support=spread(table.over_instruments(variant, SUPPORT).sum(axis=1)),
    )
