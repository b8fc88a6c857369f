"""Types of the inputs of a case: whole yuan, basis points, days."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

LARGEST = 1_000_000_000_000_000


def day(value: Any) -> Any:
    """A day in quotes is a day too."""
    if isinstance(value, str):
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            raise ValueError("must be a day such as 2024-12-31") from None
    return value


Yuan = Annotated[int, Field(ge=0, le=LARGEST, json_schema_extra={"unit": "yuan"})]
SignedYuan = Annotated[int, Field(ge=-LARGEST, le=LARGEST, json_schema_extra={"unit": "yuan"})]
Area = Annotated[int, Field(ge=0, le=LARGEST, json_schema_extra={"unit": "m2"})]
Count = Annotated[int, Field(ge=0, le=1_000_000_000)]
Years = Annotated[int, Field(ge=1, le=200)]
Tonnes = Annotated[float | int, Field(ge=0, le=1_000_000_000)]
Bp = Annotated[float | int, Field(ge=0, le=10_000, description="basis points")]
AnyBp = Annotated[float | int, Field(ge=0, le=1_000_000, description="basis points")]
GrowthBp = Annotated[int, Field(ge=-10_000, le=1_000_000, description="basis points")]
Day = Annotated[dt.date, BeforeValidator(day)]


def ppm(basis_points: float | int) -> int:
    """Basis points as millionths.

    Raises:
        ValueError: not a whole number of millionths.
    """
    exact = Fraction(str(basis_points)) * 100
    if exact.denominator != 1:
        raise ValueError(f"{basis_points} basis points are not a whole number of millionths")
    return int(exact)


def share(basis_points: float | int) -> float:
    """Basis points as a share of one."""
    return float(Fraction(str(basis_points)) / 10_000)


def basis_points(millionths: int) -> int | float:
    """Millionths as basis points; whole where they are whole."""
    exact = Fraction(millionths, 100)
    return int(exact) if exact.denominator == 1 else float(exact)
