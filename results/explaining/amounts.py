"""Amounts of one firm: the units of `results.units`, with digits enough for small ones."""

from __future__ import annotations

from results.study import Language
from results.units import COUNT, LARGE, SMALL, Scale, percent, plain

FIRM = {"zh": Scale("万元", 10**4, 1), "en": Scale("mn yuan", 10**6, 2)}
THOUSAND = {"zh": Scale("元", 1, 0), "en": Scale("yuan", 1, 0)}


def money(amount: float | None, language: Language, sign: bool = False) -> str:
    """An amount with its unit, three digits or more where it has them."""
    size = abs(amount or 0)
    large = LARGE[language]
    if size >= (10**8 if language == "zh" else large.worth):
        return Scale(large.name, large.worth, 2).amount(amount, sign)
    if size >= FIRM[language].worth:
        scale = FIRM[language] if size < 10**7 else SMALL[language]
        return scale.amount(amount, sign)
    return THOUSAND[language].amount(amount, sign)


def share(value: float | None) -> str:
    """A share of one in percent, without idle decimals."""
    text = percent(value, 1)
    return text.replace(".0%", "%")


def years(value: float, language: Language) -> str:
    """A time in years."""
    text = plain(value, 1)
    return f"{text} 年" if language == "zh" else f"{text} years"


def whole(value: float) -> str:
    """A number without decimals."""
    return COUNT.number(value)
