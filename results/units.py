"""Amounts as people read them: 亿元 and 万元 in Chinese, bn and mn yuan in English."""

from __future__ import annotations

from dataclasses import dataclass

from results.study import Language

# What a published figure or a target may be counted in, in yuan.
YUAN_PER_UNIT = {
    "yuan": 1,
    "10k_yuan": 10_000,
    "million_yuan": 1_000_000,
    "100m_yuan": 100_000_000,
    "billion_yuan": 1_000_000_000,
}

MINUS = "\N{MINUS SIGN}"
UNKNOWN = "\N{EM DASH}"


@dataclass(frozen=True)
class Scale:
    """A unit to write amounts in.

    Attributes:
        name: of the unit; nothing where numbers stand for themselves.
        worth: of one unit in what is written: yuan for money, 0.01 for percent.
        decimals: how many make sense.
        sign: what closes every number, such as the percent sign.
    """

    name: str
    worth: float
    decimals: int
    sign: str = ""

    def number(self, value: float | None, sign: bool = False) -> str:
        """Write an amount without the unit's name; unknown amounts as a dash."""
        written = plain(None if value is None else value / self.worth, self.decimals, sign)
        return written if value is None else written + self.sign

    def amount(self, value: float | None, sign: bool = False) -> str:
        """Write an amount with its unit."""
        return f"{self.number(value, sign)} {self.name}".strip()

    def range(self, low: float | None, high: float | None) -> str:
        """Write a range from low to high; nothing when it is unknown."""
        if low is None or high is None:
            return ""
        dash = " – " if low < 0 else "–"  # apart from a minus sign
        return f"{self.number(low).removesuffix(self.sign)}{dash}{self.number(high)}"


LARGE = {"zh": Scale("亿元", 10**8, 1), "en": Scale("bn yuan", 10**9, 2)}
SMALL = {"zh": Scale("万元", 10**4, 0), "en": Scale("mn yuan", 10**6, 1)}
PERCENT = Scale("", 0.01, 1, "%")
COUNT = Scale("", 1, 0)
TIMES = {"zh": Scale("", 1, 2, " 倍"), "en": Scale("", 1, 2, " times")}


def scale_for(largest: float, language: Language) -> Scale:
    """Choose the unit in which amounts up to `largest` yuan read well.

    Below 100 million yuan, Chinese goes to 万元 and English to millions.
    """
    return (LARGE if abs(largest) >= 10**8 or largest == 0 else SMALL)[language]


def plain(value: float | None, decimals: int, sign: bool = False) -> str:
    """Write a number with a true minus sign and thousands apart; None as a dash."""
    if value is None:
        return UNKNOWN
    text = f"{value:{'+' if sign else ''},.{decimals}f}"
    if float(text.replace(",", "")) == 0:  # neither "-0.0" nor "+0.0"
        text = text.lstrip("+-")
    return text.replace("-", MINUS)


def percent(share: float | None, decimals: int = 1, sign: bool = False) -> str:
    """Write a share of one as a percentage."""
    if share is None:
        return UNKNOWN
    return f"{plain(100 * share, decimals, sign)}%"


def in_yuan(value: float, unit: str) -> float:
    """Convert a published figure to yuan.

    Raises:
        ValueError: the unit is not one of money.
    """
    if unit not in YUAN_PER_UNIT:
        raise ValueError(f"{unit!r} is no unit of money; known: {', '.join(YUAN_PER_UNIT)}")
    return value * YUAN_PER_UNIT[unit]
