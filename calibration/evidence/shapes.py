"""Nine shapes that the model must show, each with a criterion in numbers and where it comes from.

The criteria were fixed before any value was looked at and do not move with values.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

Values = Mapping[str, float]


@dataclass(frozen=True)
class Shape:
    """One shape.

    Attributes:
        id: short name.
        label: what is to be seen.
        criterion: the test, in words.
        source: what the figures of the test rest on.
        shown: statistics that the test reads, in the order of the words.
        holds: the test.
    """

    id: str
    label: str
    criterion: str
    source: str
    shown: tuple[str, ...]
    holds: Callable[[Values], bool]


def _between(low: float, value: float, high: float) -> bool:
    return low <= value <= high


SHAPES: tuple[Shape, ...] = (
    Shape(
        "zeros", "Many zeros",
        "at least 8.1 % of firm-years of above-scale firms with I/K within 1 % of zero",
        "LUM-02: 8.1 % of large US plants; smaller Chinese firms are more often inactive",
        ("inactive",),
        lambda v: v["inactive"] >= 8.1,
    ),
    Shape(
        "tail", "Fat tail of investment rates",
        "at least 12 % of firm-years with I/K > 20 %, and the 99th percentile further above the "
        "median than 1.815 times the 90th (a normal law)",
        "LUM-04 with the band of its text (12 to 25)",
        ("spikes", "tail_ratio"),
        lambda v: v["spikes"] >= 12.0 and v["tail_ratio"] > 1.815,
    ),
    Shape(
        "serial", "Near-zero serial correlation",
        "correlation with the year before within -0.05 to 0.20, firm means removed, as over the "
        "source's 17 years",
        "LUM-06 with the band of its text",
        ("serial",),
        lambda v: _between(-0.05, v["serial"], 0.20),
    ),
    Shape(
        "negative", "Few negative spikes",
        "some, and at most 3.6 % of firm-years with I/K < -20 %; at least 5 spikes for each",
        "LUM-05: twice its 1.8 %, and half of its asymmetry of about 10 (tolerance set here)",
        ("negative_spikes", "spike_asymmetry"),
        lambda v: 0.0 < v["negative_spikes"] <= 3.6 and v["spike_asymmetry"] >= 5.0,
    ),
    Shape(
        "zipf", "Zipf-like sizes",
        "tail exponent of employees, upper tenth, within 0.9 to 1.5",
        "POP-01 (0.9 to 1.15) and POP-02 (1.0 to 1.5 for Chinese provinces) together",
        ("hill",),
        lambda v: _between(0.9, v["hill"], 1.5),
    ),
    Shape(
        "tent", "Tent-shaped growth",
        "Subbotin shape within 0.7 to 1.3, and spread of growth falling with size",
        "POP-04",
        ("tent", "tent_slope"),
        lambda v: _between(0.7, v["tent"], 1.3) and v["tent_slope"] < 0.0,
    ),
    Shape(
        "take-up", "Take-up rising with size",
        "of firms that support is due to, medium and large ones claim more often than micro and "
        "small ones by more than two standard errors; and they expense more of their equipment",
        "TAX-17, GRA-19",
        ("take_up_small", "take_up_larger", "take_up_error", "expensed_small", "expensed_larger"),
        lambda v: (
            v["take_up_larger"] - v["take_up_small"] > 2.0 * v["take_up_error"]
            and v["expensed_larger"] > v["expensed_small"]
        ),
    ),
    Shape(
        "bunching", "Bunching at thresholds and caps",
        "renovations that cost 0 to 2 % more than a threshold or cap known when they started: at "
        "least 1.5 times as many as those up to 20 % away let expect, by more than two standard "
        "errors",
        "NOT-11 (mass just above thresholds); the factor of 1.5 is set here",
        ("bunching", "bunching_count", "bunching_z"),
        lambda v: v["bunching"] >= 1.5 and v["bunching_z"] > 2.0,
    ),
    Shape(
        "reported", "Reported above true",
        "reported renovation (filed and relabelled) of 2018 to 2020 above the true renovation that "
        "the statistics should count (projects at or above the line, filed or not)",
        "NOT-01: part of what is reported is something else",
        ("reported_true", "reported_true_all", "reported_true_filed"),
        lambda v: v["reported_true"] > 1.0,
    ),
)  # fmt: skip


def shapes_held(values: Values) -> dict[str, bool]:
    """Which shapes hold for one set of values; what is not a number fails."""
    return {shape.id: bool(shape.holds(values)) for shape in SHAPES}
