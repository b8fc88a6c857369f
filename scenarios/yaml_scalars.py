"""The type of a plain YAML scalar: the YAML 1.2 core schema, days, and `1_000_000`."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

# Tables hold 64-bit numbers; a figure beyond is a slip of the pen.
LARGEST_NUMBER = 2**63 - 1

_INTEGER = re.compile(r"[-+]?[0-9]+(_[0-9]+)*")
_BASED = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(_[0-9]+)*(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WORDS = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}


def scalar_value(text: str) -> Any:
    """Give a plain (unquoted) scalar its YAML 1.2 type; days become dates.

    Raises:
        ValueError: not a finite number, a number beyond 64 bits, or no day of the calendar.
    """
    if text in _WORDS:
        return _WORDS[text]
    if _NOT_FINITE.fullmatch(text):
        raise ValueError("must be a finite number")
    if _DAY.fullmatch(text):
        try:
            return dt.date.fromisoformat(text)
        except ValueError:
            raise ValueError("is not a day of the calendar") from None
    if _BASED.fullmatch(text):
        return _bounded(int(text, 0) if len(text) < 40 else LARGEST_NUMBER + 1)
    if _INTEGER.fullmatch(text):
        # Python itself refuses to turn some thousands of digits into a number.
        return _bounded(int(text) if len(text) < 40 else LARGEST_NUMBER + 1)
    if _FLOAT.fullmatch(text):
        return _bounded(float(text))
    return text


def _bounded(number: float) -> float:
    if abs(number) > LARGEST_NUMBER:
        raise ValueError(f"must be a number no larger than {LARGEST_NUMBER}")
    return number
