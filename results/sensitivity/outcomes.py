"""The outcomes that a sensitivity analysis can ask about, each declared once.

An outcome is reckoned point by point and seed by seed from yearly totals of the policy's runs and,
where it is an effect, of the runs without the programme at the same point and seed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from results.published import MULTIPLE, Form, main_of
from results.refusal import refusal
from results.study import Text
from results.tables import REPORTED, SUPPORT, TRUE
from results.units import in_yuan

if TYPE_CHECKING:
    from scenarios import Scenario

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Frame:
    """What outcomes are reckoned against.

    Attributes:
        year: the target's, in which levels are taken.
        level: that reported renovation is to reach in that year, in yuan.
        since: the year from which multiples and growth are counted.
        multiple: of that year's reported renovation that is to be reached.
        report_from: first year of sums.
        last: last year of the whole horizon.
    """

    year: int
    level: float
    since: int
    multiple: float
    report_from: int
    last: int


@dataclass(frozen=True, eq=False)  # holds arrays
class Totals:
    """Yearly totals of one variant.

    Attributes:
        years: last axis of the arrays.
        values: by measure, shape (points, seeds, years).
    """

    years: tuple[int, ...]
    values: Mapping[str, Floats]

    def of(self, measure: str, year: int) -> Floats:
        """One year of a measure (points, seeds)."""
        return self.values[measure][:, :, self.years.index(year)]

    def sum_of(self, measure: str, since: int) -> Floats:
        """A flow added up from a year to the end (points, seeds)."""
        return np.asarray(self.values[measure][:, :, self.years.index(since) :].sum(axis=2))


Reckoning = Callable[[Frame, Totals, Totals | None], Floats]


@dataclass(frozen=True)
class Outcome:
    """One outcome.

    Attributes:
        name: as `--outcome` takes it.
        label: in both languages; {year}, {since} are filled in.
        form: of its figures.
        measures: that it takes.
        reckon: its values (points, seeds); of a ratio of means (points, 1).
        paired: whether it takes runs without the programme too.
        whole: whether it needs the whole horizon; else runs end with the target's year.
        has_line: whether 0 or more means that the target is met.
        scale: whose shares of variance come first, fixed here before any were seen: "rank" for a
            ratio over a year that may be small, "raw" for everything else. It stays as it is where
            a tail turns out heavy: ranks are then told in words beside it (figures.HEAVY).
    """

    name: str
    label: Text
    form: Form
    measures: tuple[str, ...]
    reckon: Reckoning
    paired: bool = False
    whole: bool = False
    has_line: bool = False
    scale: Literal["raw", "rank"] = "raw"


def _margin(frame: Frame, policy: Totals, _: Totals | None) -> Floats:
    return policy.of(REPORTED, frame.year) - frame.level


def _doubling(frame: Frame, policy: Totals, _: Totals | None) -> Floats:
    return _multiple(frame, policy) - frame.multiple


def _growth(frame: Frame, policy: Totals, _: Totals | None) -> Floats:
    years = max(1, frame.year - frame.since)
    return np.asarray(_multiple(frame, policy) ** (1 / years) - 1)


def _multiple(frame: Frame, policy: Totals) -> Floats:
    """Reported renovation of the target's year over that of the first; not a number over 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        found = policy.of(REPORTED, frame.year) / policy.of(REPORTED, frame.since)
    return np.asarray(np.where(np.isfinite(found), found, np.nan))


def _reported(frame: Frame, policy: Totals, _: Totals | None) -> Floats:
    return policy.of(REPORTED, frame.year)


def _true(frame: Frame, policy: Totals, _: Totals | None) -> Floats:
    return policy.of(TRUE, frame.year)


def _cost(frame: Frame, policy: Totals, _: Totals | None) -> Floats:
    return policy.sum_of(SUPPORT, frame.report_from)


def _induced(frame: Frame, policy: Totals, baseline: Totals | None) -> Floats:
    assert baseline is not None
    since = frame.report_from
    return policy.sum_of(TRUE, since) - baseline.sum_of(TRUE, since)


def _cost_per_induced(frame: Frame, policy: Totals, baseline: Totals | None) -> Floats:
    """Support that the programme adds over what it induces, each a mean over seeds.

    Raises:
        InputError: at some points it induces nothing, or less: the ratio would mean nothing there.
    """
    assert baseline is not None
    since = frame.report_from
    added = policy.sum_of(SUPPORT, since) - baseline.sum_of(SUPPORT, since)
    induced = _induced(frame, policy, baseline)
    above, below = added.mean(axis=1), induced.mean(axis=1)
    if (few := int((below <= 0).sum())) > 0:
        raise refusal(
            "--outcome", f"the plan induces 0 yuan or less at {few} of {len(below)} points, so a "
            "yuan induced has no price there; ask about cost and induced apart",
        )  # fmt: skip
    return np.asarray(above / below)[:, None]


_DECLARED = (
    Outcome(
        "doubling.margin",
        Text("{year}年上报技改投资与目标之差", "Reported renovation in {year} minus the target"),
        "money", (REPORTED,), _margin, has_line=True,
    ),
    Outcome(
        "doubling.growth",
        Text("{year}年上报技改投资为{since}年的倍数，减目标倍数",
             "Reported renovation in {year} as a multiple of {since}, minus the multiple aimed at"),
        "times", (REPORTED,), _doubling, has_line=True, scale="rank",
    ),
    Outcome(
        "reported.level",
        Text("{year}年上报技改投资", "Reported renovation in {year}"),
        "money", (REPORTED,), _reported,
    ),
    Outcome(
        "reported.growth",
        Text("{since}—{year}年上报技改投资年均增长",
             "Average yearly growth of reported renovation, {since}-{year}"),
        "share", (REPORTED,), _growth,
    ),
    Outcome(
        "true.level",
        Text("{year}年真实技改投资", "True renovation in {year}"),
        "money", (TRUE,), _true,
    ),
    Outcome(
        "cost",
        Text("各年拨付的支持之和", "Support paid, all years"),
        "money", (SUPPORT,), _cost, whole=True,
    ),
    Outcome(
        "induced",
        Text("方案引起的真实技改投资，各年之和",
             "True renovation that the plan induces, all years"),
        "money", (TRUE,), _induced, paired=True, whole=True,
    ),
    Outcome(
        "cost-per-induced",
        Text("每引起一元投资多拨付的支持（均值之比）",
             "Support that the plan adds per yuan it induces (ratio of means)"),
        "times", (TRUE, SUPPORT), _cost_per_induced, paired=True, whole=True,
    ),
)  # fmt: skip

OUTCOMES: dict[str, Outcome] = {one.name: one for one in _DECLARED}
# The plan's own first figure; a level in yuan, expected to be without the heavy tail of a ratio.
SHIPPED = "doubling.margin"


def outcome_named(name: str) -> Outcome:
    """An outcome by its name.

    Raises:
        InputError: there is none of the name; the nearest is told.
    """
    if name not in OUTCOMES:
        raise refusal("--outcome", "no outcome of this name", name, list(OUTCOMES))
    return OUTCOMES[name]


def frame_of(scenario: Scenario, outcome: Outcome) -> Frame:
    """What the scenario's plans say of the outcome.

    Raises:
        InputError: no plan of the scenario sets what the outcome is held against.
    """
    from results.study_making import targets_of

    horizon = scenario.file.horizon
    last = int(horizon.end[:4])
    years = range(horizon.report_from, last + 1)
    targets = targets_of(scenario)
    level = main_of(targets, years)
    multiple = _multiple_target(targets, years)
    if level is None and outcome.name == SHIPPED:
        raise refusal(
            "--outcome", f"no plan of {scenario.id} sets a level of reported renovation for a year "
            "that is run; ask about reported.level instead",
        )  # fmt: skip
    if multiple is None and outcome.name == "doubling.growth":
        raise refusal(
            "--outcome", f"no plan of {scenario.id} sets a multiple of reported renovation; ask "
            "about reported.growth instead",
        )  # fmt: skip
    year = level.year if level is not None else last
    since, times = (horizon.report_from, 0.0) if multiple is None else multiple
    amount = 0.0 if level is None else in_yuan(level.value or 0.0, level.unit)
    return Frame(year, amount, since, times, horizon.report_from, last)


def _multiple_target(targets: Sequence[Any], years: range) -> tuple[int, float] | None:
    """The year that a multiple of reported renovation is counted from, and the multiple."""
    for target in targets:
        found = MULTIPLE.fullmatch(target.unit)
        if target.measure == REPORTED and found and target.value and int(found[1]) in years:
            return int(found[1]), float(target.value)
    return None
