"""Prizes on recognition, and the award out of a firm's own increase of tax."""

from __future__ import annotations

from typing import Any

from sim.law.arithmetic import PPM, share_of
from sim.law.dialect import law


@law
def in_band(amount: int, low: int, high: int) -> bool:
    """Whether a prize lies within the band that the article sets, ends included.

    004 article 11 gives 50,000 to 1,000,000 yuan and no schedule; the loader refuses an entry of
    a schedule outside the band. Where no band is set, any amount is in it: low 0 and high large.
    """
    return low <= amount and amount <= high


@law
def award_due(amount: int, first_time: bool, evaluation_ppm: int = PPM) -> int:
    """Yuan for one title newly recognised: the prize the first time, then nothing.

    Each title has its own prize, and several add up. Article 10 names the most that is given; it
    is paid in full, or as an evaluation scales it (reading RW02). Sources: 004 article 10 (digital
    leader 3M, 5G factory 1M, once each) and article 11 (first recognition only).

    Args:
        evaluation_ppm: share of the prize that an evaluation grants; all of it by default.
    """
    return share_of(amount, evaluation_ppm) if first_time else 0


@law
def tax_share_of_year(rule: Any, province: int, city: int, county: int) -> int:
    """Award on one year's increase of tax over the base year, yuan, before its ceiling.

    Of the parts of the increase that fall to province, city and county a share each is given
    back, floored one by one; a part that fell counts as zero and takes nothing from the others.
    The base year is the year before completion. Source: B.gd2014.taxshare (60, 50 and 40 %).

    Args:
        rule: reads province_ppm, city_ppm and county_ppm.
        province: increase of the part that falls to the province, yuan; the others alike.
    """
    award = 0
    if province > 0:
        award = award + share_of(province, rule.province_ppm)
    if city > 0:
        award = award + share_of(city, rule.city_ppm)
    if county > 0:
        award = award + share_of(county, rule.county_ppm)
    return award


@law
def tax_share_due(rule: Any, year_award: int, year: int, paid_before: int, investment: int) -> int:
    """What of a year's award is paid: all years together never more than was invested, yuan.

    Source: B.gd2014.taxshare: three years after the year of completion, in total at most the
    fixed-asset investment of the project.

    Args:
        rule: reads years.
        year_award: `tax_share_of_year`.
        year: from 0, the first year after the year of completion.
        paid_before: paid in the years before on the same project.
        investment: fixed-asset investment of the project.
    """
    room = investment - paid_before
    if year >= rule.years or room <= 0:
        return 0
    return year_award if year_award < room else room
