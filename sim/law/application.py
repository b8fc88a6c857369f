"""What an application states: the project, the applicant and the dates, in whole numbers.

The engines fill it from a firm and its project, `support` from a file; the law of grants reads
nothing else. Dates are numbers on the scale of the rules' `start` and `end`: quarters or days.
"""

from __future__ import annotations

from typing import NamedTuple

from sim.law.codes import MANUFACTURER, RENOVATION

ANY = (1 << 62) - 1


class Application(NamedTuple):
    """One project put forward for support; money in yuan.

    Attributes:
        planned: planned total. yearly: planned investment of the fullest year.
        audited: audited total. hard, soft: equipment and works; software and outsourced work.
        digital: cost of digital change. related: cost related to the article (RW24).
        equipment: new equipment. paid_elsewhere: part that other city money already paid.
        directions: bits of the directions it qualifies for. nature: code of its nature.
        level: maturity level reached after the project, 1 to 5.
        key_unit: 1 for a key energy-using unit. saving_tce, co2_cut: a year, tonnes.
        at_benchmark: 1 at the national benchmark of unit energy. life: years of use.
        reuses_waste, key_industry: 1 for reuse of solid waste, by a firm of a key industry.
        applicant: bit of the kind of applicant. trades: bits of its trades.
        district: index; -1 if none. size_class: code. revenue: yuan a year. above_scale: 1 if so.
        filed: 1 if filed or registered as asked. in_library: 1 if a library project.
        already_chosen: 1 if the firm took its one class this year (RW19).
        applied, started, completed: dates.
        evaluation_ppm: share of the ceiling that evaluation grants (RW02).
        draw: number that breaks a tie by lot (RW27).
    """

    planned: int = 0
    yearly: int = 0
    audited: int = 0
    hard: int = 0
    soft: int = 0
    digital: int = 0
    related: int = 0
    equipment: int = 0
    paid_elsewhere: int = 0
    directions: int = ANY
    nature: int = RENOVATION
    level: int = 0
    key_unit: int = 0
    saving_tce: int = 0
    co2_cut: int = 0
    at_benchmark: int = 0
    life: int = 10
    reuses_waste: int = 0
    key_industry: int = 0
    applicant: int = MANUFACTURER
    trades: int = 0
    district: int = -1
    size_class: int = 0
    revenue: int = 0
    above_scale: int = 1
    filed: int = 1
    in_library: int = 1
    already_chosen: int = 0
    applied: int = 0
    started: int = 0
    completed: int = 0
    evaluation_ppm: int = 1_000_000
    draw: int = 0


BLANK_APPLICATION = Application()
