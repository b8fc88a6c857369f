"""Figures of a record as readers see them: amounts with their unit, shares, ranges."""

from __future__ import annotations

from typing import Any

from results.sensitivity.words import say
from results.study import Language
from results.units import MINUS, PERCENT, TIMES, Scale, percent, plain, scale_for

Record = dict[str, Any]


def label(record: Record, name: str, language: Language) -> str:
    """What a group, a factor or the seed is called."""
    if name in ("seed", "levers", "unknowns", "rest"):
        return say(name, language)
    for row in (*record["groups"], *record["factors"]):
        if name in (row.get("id"), row.get("name")):
            return str(row["label"][language])
    raise KeyError(name)


def kind_of(record: Record, name: str) -> str:
    """Kind of a group: "unknown", "lever" or "mixed"."""
    return next(row["kind"] or "mixed" for row in record["groups"] if row["id"] == name)


def scale_of(record: Record, language: Language) -> Scale:
    """The unit in which the outcome reads well."""
    form = record["outcome"]["form"]
    if form == "money":
        ends = record["spread"]["quantiles"].values()
        return scale_for(max(abs(end) for end in ends), language)
    return TIMES[language] if form == "times" else PERCENT


def amount(record: Record, value: float, language: Language, sign: bool = False) -> str:
    """An outcome with its unit."""
    return scale_of(record, language).amount(value, sign)


NOTHING = 0.01
WIDEST = 0.3  # of an interval that is still told in a sentence
EXPLAINED = 0.5  # by straight lines, for them to be told
# An estimated variance has a relative squared error of (kurtosis - 1) / rows: at 5 twice that of a
# normal outcome, so that 64 rows say no more of it than 32 of a normal one would. Beyond it ranks
# are told in words too.
HEAVY = 5.0


def share(ends: list[float], language: Language) -> str:
    """A share of the variance with its interval; one that may be 0 by its upper end."""
    value, low, high = (min(max(end, 0.0), 1.0) for end in ends)
    if high < NOTHING:
        return say("zero", language)

    def part(one: float) -> str:
        return percent(one, 0 if one >= 0.1 or one == 0.0 else 1)

    if low <= 0.0:
        return say("at_most_share", language, high=part(high))
    return say("share_range", language, value=part(value), low=part(low), high=part(high))


def is_wide(ends: list[float]) -> bool:
    """Whether an interval is too wide to be told in a sentence."""
    return ends[2] - ends[1] > WIDEST


def by_scale(key: str, scale: str) -> str:
    """The word that says so where shares are of the order of runs."""
    return f"{key}_rank" if scale == "rank" else key


def first_scale(record: Record) -> str:
    """The scale that is fixed beforehand for the outcome, and told first."""
    return str(record["analysis"]["headline"])


def told_scales(record: Record) -> list[str]:
    """Scales whose verdict is told in words: the one fixed beforehand, never another instead of it.

    Beside plain values with a heavy tail stand ranks, which a few large runs do not carry.
    """
    first = first_scale(record)
    if first == "raw" and record["analysis"]["kurtosis"] > HEAVY:
        return ["raw", "rank"]
    return [first]


def lines_of(record: Record) -> Record | None:
    """Straight lines, where they explain enough to be told."""
    found: Record | None = record["linear"]
    return found if found is not None and found["explained"] >= EXPLAINED else None


def index(ends: list[float]) -> tuple[str, str]:
    """An index and its interval."""
    return plain(ends[0], 2), f"[{plain(ends[1], 2)}, {plain(ends[2], 2)}]"


def quantity(record: Record, name: str, value: float | str, language: Language) -> str:
    """A value of a factor; an option as it stands."""
    row = next(row for row in record["factors"] if row["name"] == name)
    return value if isinstance(value, str) else written(row, value, language)


def written(row: Record, value: float, language: Language) -> str:
    """A value of a factor in its own unit."""
    if row["unit"] == "yuan":
        return scale_for(value, language).amount(value)
    if row["unit"] == "share":
        return percent(value, 0 if row["high"] - row["low"] > 0.1 else 1)
    return (f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}").replace("-", MINUS)


def value_range(record: Record, name: str, language: Language) -> str:
    """The range of a factor; its options, where it is no number."""
    row = next(row for row in record["factors"] if row["name"] == name)
    if row["spread"] == "options":
        return " / ".join(row["options"])
    return f"{written(row, row['low'], language)} – {written(row, row['high'], language)}"


def indices_on(record: Record, scale: str) -> Record:
    """The indices of groups, wholes and the seed on a scale."""
    found: Record = record["analysis"]["scales"][scale]
    return found


def headline(record: Record) -> Record:
    """The indices that are told first: on the scale that is fixed for the outcome."""
    return indices_on(record, first_scale(record))


def ordered(record: Record, scale: str) -> list[str]:
    """Groups of a Sobol record, the largest total on a scale first.

    Of a reduced run in the order in which they are declared: their own could be chance.
    """
    groups = indices_on(record, scale)["groups"]
    if record["reduced"]:
        return list(groups)
    return sorted(groups, key=lambda name: -groups[name]["total"][0])


def drivers(record: Record, scale: str) -> list[str]:
    """Groups with an effect on a scale, the largest total first."""
    groups = indices_on(record, scale)["groups"]
    return [name for name in ordered(record, scale) if groups[name]["effect"]]


def larger(record: Record, scale: str) -> list[str]:
    """Of the groups with an effect on a scale, those larger than chance."""
    groups = indices_on(record, scale)["groups"]
    return [name for name in drivers(record, scale) if groups[name]["larger"]]


def is_faint(ends: list[float]) -> bool:
    """Whether a share is too small to be named among what drives an outcome."""
    return ends[0] < NOTHING


def strong_drivers(record: Record, scale: str) -> list[str]:
    """Of the groups with an effect on a scale, those that are not faint."""
    groups = indices_on(record, scale)["groups"]
    return [name for name in drivers(record, scale) if not is_faint(groups[name]["total"])]


def redrawn(record: Record) -> list[float]:
    """Root mean square of the change when all figures of policy are redrawn, with its interval.

    Two independent draws of them, all else held, differ by a mean square of 2 ST V.
    """
    ends = record["analysis"]["scales"]["raw"]["wholes"]["levers"]["total"]
    return [float(record["spread"]["sd"] * (2 * max(end, 0.0)) ** 0.5) for end in ends]
