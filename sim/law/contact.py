"""Whom a district knows and follows: surveys, projects under its eye, firms to be raised."""

from __future__ import annotations

from typing import Any

from sim.law.dialect import law


@law
def is_surveyed(revenue: int, smallest: int) -> bool:
    """Whether the yearly survey of renovation plans reaches a firm, so that it is known.

    Main business revenue of at least `smallest` yuan a year. Sources: 003 II.1.1 and IV.2
    (10M yuan; the limit itself counts, reading RW29).
    """
    return revenue >= smallest


@law
def is_tracked(total: int, smallest: int, advanced: bool, on_city_list: bool) -> bool:
    """Whether a project is helped from landing through building to production.

    Every project on the city's list of key projects, of any size, and further those of advanced
    manufacturing with a planned total of at least `smallest` yuan. Source: 003 II.1.1 (50M).
    """
    return on_city_list or (advanced and total >= smallest)


@law
def in_upscale_library(output: int, low: int, below: int) -> bool:
    """Whether a firm is in the library of those to be raised above scale (小升规).

    Yearly output of at least `low` and less than `below` yuan: at `below` a firm is above scale
    already, which the library is there to bring about. Source: 003 II.6.3 (5M to 20M).
    """
    return low <= output and output < below


@law
def is_contacted(revenue: int, quarter: Any) -> bool:
    """Whether the authority itself speaks to the firm: surveyed, or listed to be raised.

    Output is taken as revenue. Sources: 003 II.1.1, IV.2 (survey), II.6.3 (library).
    """
    if quarter.surveyed_from > 0 and is_surveyed(revenue, quarter.surveyed_from):
        return True
    return quarter.raised_from > 0 and in_upscale_library(
        revenue, quarter.raised_from, quarter.raised_below
    )
