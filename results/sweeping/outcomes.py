"""Outcomes of a sweep's run: a figure each, of the policy alone or held against its baseline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from results.study import Text
from results.tables import COST, MIDDLE_OF_YEAR, REPORTED, SUPPORT, TRUE
from results.units import YUAN_PER_UNIT, in_yuan

if TYPE_CHECKING:
    from scenarios import Scenario

MEASURES_NEEDED = (TRUE, REPORTED, SUPPORT, COST)
Years = Mapping[str, NDArray[np.int64]]
"""Values of each measure, shape (runs, reported years)."""


@dataclass(frozen=True)
class Frame:
    """What outcomes need to know of the scenario.

    Attributes:
        years: reported years that are run whole.
        focus: the year that single-year outcomes speak of: the target's, or the programme's last,
            or the last that is run.
        target: yuan of reported renovation investment planned for the focus year; None where there
            is none, it lies beyond the years that are run, or only a sub-sample is run, whose
            amounts do not compare with it.
        discount_rate: of public money a year, as a share of one; runs that set another have
            their own (`Swept.rates`).
        report_from: the first reported year, to whose start present values are discounted.
    """

    years: tuple[int, ...]
    focus: int
    target: float | None
    discount_rate: float
    report_from: int

    def record(self) -> dict[str, Any]:
        """As JSON values."""
        return asdict(self) | {"years": list(self.years)}


@dataclass(frozen=True)
class Outcome:
    """One figure of a run.

    Attributes:
        name: column of the table.
        label: in both languages; `{year}` stands for the focus year.
        unit: "yuan", or "share" for what is 0 or 1 in a run.
        paired: whether it is held against the baseline.
    """

    name: str
    label: Text
    unit: Literal["yuan", "share"]
    paired: bool


_DECLARED = (
    Outcome("margin", Text("{year} 年上报额与目标之差", "Reported in {year} less the target"),
            "yuan", False),
    Outcome("met", Text("{year} 年目标是否达到", "Target of {year} met"), "share", False),
    Outcome("reported", Text("{year} 年技改投资（统计）", "Renovation reported in {year}"),
            "yuan", False),
    Outcome("reported_total", Text("各年技改投资（统计）合计", "Renovation reported, all years"),
            "yuan", False),
    Outcome("true_total", Text("各年技改投资（真实）合计", "True renovation, all years"),
            "yuan", False),
    Outcome("support", Text("拨付资助合计", "Support paid, all years"), "yuan", False),
    Outcome("induced", Text("政策带来的真实技改投资", "True renovation that the policy adds"),
            "yuan", True),
    Outcome("induced_value", Text("政策带来的真实技改投资（现值）",
                                  "True renovation that the policy adds, present value"),
            "yuan", True),
    Outcome("cost", Text("政策增加的公共成本（现值）",
                         "Public cost that the policy adds, present value"),
            "yuan", True),
)  # fmt: skip
OUTCOMES: dict[str, Outcome] = {outcome.name: outcome for outcome in _DECLARED}


def frame_of(scenario: Scenario, quarters: int | None, variants: Sequence[str]) -> Frame:
    """What outcomes need to know of a scenario whose runs end after so many quarters."""
    horizon = scenario.file.horizon
    first = int(horizon.start[:4])
    whole = (quarters or horizon.quarters) // 4
    years = tuple(year for year in range(first, first + whole) if year >= horizon.report_from)
    targets = [
        row
        for own in scenario.policies
        if own.id in scenario.programme.policies
        for row in own.targets
        if own.document.reaches.district is None or len(scenario.place.districts) == 1
        if row.measure == REPORTED and row.value is not None and row.unit in YUAN_PER_UNIT
        if row.year in years
    ]
    ends = max(
        own.document.valid_to.year
        for own in scenario.policies
        if own.id in scenario.programme.policies
    )
    target = max(targets, key=lambda row: row.year, default=None)
    last = years[-1] if years else first
    focus = target.year if target else (ends if ends in years else last)
    is_whole = scenario.file.population_limit is None
    return Frame(
        years=years,
        focus=focus,
        target=in_yuan(target.value or 0.0, target.unit) if target and is_whole else None,
        discount_rate=float(scenario.place.quantities["public_discount_rate"].value),
        report_from=horizon.report_from,
    )


def available(frame: Frame, has_baseline: bool) -> tuple[Outcome, ...]:
    """Outcomes that a sweep has: the first is its main one."""
    return tuple(
        outcome
        for outcome in _DECLARED
        if (has_baseline or not outcome.paired)
        and (frame.target is not None or outcome.name not in ("margin", "met"))
    )


def values_of(
    name: str,
    frame: Frame,
    policy: Years,
    baseline: Years | None,
    rates: NDArray[np.float64] | None = None,
) -> NDArray[np.int64]:
    """One outcome of every run, shape (runs,): whole yuan, or 0 and 1.

    Args:
        name: of an available outcome.
        frame: of the scenario.
        policy: of the variant that is asked about.
        baseline: of the same replicates and parameters; None where there is none.
        rates: discount rate of each run, as its `cost` is discounted; None for the scenario's.
    """
    column = frame.years.index(frame.focus)
    reported = policy[REPORTED][:, column]
    if name in ("margin", "met"):
        assert frame.target is not None
        margin: NDArray[np.int64] = reported - round(frame.target)
        return margin if name == "margin" else (margin >= 0).astype(np.int64)
    if name == "reported":
        return np.asarray(reported)
    sums = {"reported_total": REPORTED, "true_total": TRUE, "support": SUPPORT}
    if name in sums:
        return np.asarray(policy[sums[name]].sum(axis=1), dtype=np.int64)
    assert baseline is not None
    added = {measure: policy[measure] - baseline[measure] for measure in (TRUE, COST)}
    if name == "induced_value":
        offset = np.array(frame.years) - frame.report_from + MIDDLE_OF_YEAR
        rate = frame.discount_rate if rates is None else rates[:, None]
        worth = added[TRUE] * np.exp(-rate * offset)
        return np.asarray(np.rint(worth.sum(axis=1)), dtype=np.int64)
    return np.asarray(added[COST if name == "cost" else TRUE].sum(axis=1), dtype=np.int64)


__all__ = ["MEASURES_NEEDED", "OUTCOMES", "Frame", "Outcome", "available", "frame_of", "values_of"]
