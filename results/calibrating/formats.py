"""How a report writes numbers: in the units of their declarations, as few digits as will do."""

from __future__ import annotations

from collections.abc import Sequence

from results.calibrating.record import Scale
from results.study import Language
from results.units import MINUS, percent, scale_for

THOUSANDTH = 0.001


def written_value(value: float, scale: Scale, language: Language) -> str:
    """A value with its unit: 62.6%, 42.5 bn yuan, 6,539, 9.1%."""
    if scale in ("growth", "share"):
        return f"{_decimals(100 * value)}%"
    if scale == "percent":
        return f"{_decimals(value)}%"
    if scale == "yuan":
        unit = scale_for(value, language)
        return f"{_decimals(value / unit.worth)} {unit.name}"
    return f"{value:,.0f}" if scale == "count" else short(value)


def written_range(values: Sequence[float], scale: Scale, language: Language) -> str:
    """First and last of values, the unit behind the second: 8.1 to 48.2 bn yuan."""
    low, high = values[0], values[-1]
    if scale == "yuan":
        unit = scale_for(max(abs(low), abs(high)), language)
        ends, tail = (_decimals(low / unit.worth), _decimals(high / unit.worth)), f" {unit.name}"
    elif scale == "count":
        ends, tail = (f"{low:,.0f}", f"{high:,.0f}"), ""
    elif scale == "number":
        ends, tail = (short(low), short(high)), ""
    else:
        worth = 1.0 if scale == "percent" else 100.0
        ends, tail = (_decimals(worth * low), _decimals(worth * high)), "%"
    between = "—" if language == "zh" else " to "
    return f"{ends[0]}{between}{ends[1]}{tail}"


def short(value: float) -> str:
    """A number to three digits, thousands apart."""
    if abs(value) >= 1000:
        return f"{float(f'{value:.3g}'):,.0f}".replace("-", MINUS)
    return f"{value:.3g}".replace("-", MINUS)


def part(value: float, decimals: int = 0) -> str:
    """A share of one as a percentage; a share that is not 0 is never written as 0."""
    least = 10.0**-decimals
    if 0.0 < 100 * value < least / 2:
        return f"< {least:.{decimals}f}%"
    return percent(value, decimals)


def signed(value: float, decimals: int = 1) -> str:
    """A number with its sign."""
    text = f"{value:+.{decimals}f}"
    return (text.lstrip("+-") if float(text) == 0.0 else text).replace("-", MINUS)


def chance(p: float) -> str:
    """A p value to three digits."""
    return "< 0.001" if p < THOUSANDTH else f"{p:.3f}"


def _decimals(value: float) -> str:
    """Three digits or so: 0.04, 9.1, 62.6, 425."""
    size = abs(value)
    text = f"{value:,.{0 if size >= 100 else 1 if size >= 1 else 2}f}"
    return (text.lstrip("-") if float(text.replace(",", "")) == 0.0 else text).replace("-", MINUS)
