"""From a firm and its project to the application that the law of grants reads."""

from __future__ import annotations

from typing import Any

from sim.law.application import Application
from sim.law.arithmetic import share_of, whole, whole_yuan
from sim.law.business import widened_gap
from sim.law.codes import CAPACITY, MANUFACTURER, RENOVATION
from sim.law.dialect import law
from sim.law.support import in_library, largest_year


@law
def maturity_level(gap: float, place: Any) -> int:
    """Maturity level 1 to 4 of smart manufacturing, from the distance to the frontier (B.tiers)."""
    if gap <= place.maturity_gap_4:
        return 4
    if gap <= place.maturity_gap_3:
        return 3
    return 2 if gap <= place.maturity_gap_2 else 1


@law
def part_filed(cost: int, nature: int, relabelled_ppm: int) -> int:
    """Yuan of a project that stand as renovation in its filing."""
    return cost if nature == RENOVATION else share_of(cost, relabelled_ppm)


@law
def puts_forward(
    firm: Any, project: Any, cost: int, filed_cost: int, quarters: int, start: int, gap: float,
    filed: int, row: Any, quarter: Any, place: Any,
) -> Any:  # fmt: skip
    """What the finished project states.

    Args:
        project: reads direction, nature, ordinal, at_benchmark, reuses_waste.
        cost: its whole cost; decides about the library.
        filed_cost: the part that counts as renovation; its planned, audited and other amounts.
        quarters: of building. start: quarter.
        gap: distance to the frontier in its direction after it.
        filed: 1 if filed, or too small to be filed.
        row: its direction.
    """
    audited = whole_yuan(filed_cost * place.audited_share)
    soft = whole_yuan(audited * row.software_share)
    building = whole_yuan(audited * row.building_share)
    digital = whole_yuan(audited * row.smart_share)
    saving = whole_yuan(row.energy_saving * filed_cost / 1_000_000.0)
    library = 1 if in_library(cost, largest_year(cost, quarters), quarter) else 0
    applied = start + quarters
    chosen = 1 if firm.grant_year == applied // 4 + 1 else 0
    return Application(
        planned=filed_cost,
        yearly=largest_year(filed_cost, quarters),
        audited=audited,
        hard=audited - soft,
        soft=soft,
        digital=digital,
        related=digital,
        equipment=audited - soft - building,
        paid_elsewhere=0,
        directions=1 << project.direction,
        nature=whole(project.nature),
        level=maturity_level(gap, place),
        key_unit=whole(firm.key_energy),
        saving_tce=saving,
        co2_cut=whole_yuan(saving * place.co2_per_tce),
        at_benchmark=whole(project.at_benchmark),
        life=whole_yuan(row.life),
        reuses_waste=whole(project.reuses_waste),
        key_industry=whole(firm.key_industry),
        applicant=MANUFACTURER,
        trades=whole(firm.trades),
        district=whole(firm.district),
        size_class=whole(firm.size_class),
        revenue=firm.revenue,
        above_scale=whole(firm.above_scale),
        filed=filed,
        in_library=library,
        already_chosen=chosen,
        applied=applied,
        started=start,
        completed=start + quarters - 1,
        evaluation_ppm=whole_yuan(place.evaluation_share * 1_000_000.0),
        draw=firm.id + project.ordinal,
    )


@law
def gap_after(firm: Any, project: Any, quarters: int, behaviour: Any) -> float:
    """Distance to the frontier in the project's direction when it is put forward.

    The frontier moves on while it is built, and for the quarter after.
    """
    if project.direction >= CAPACITY:
        return 1.0
    gap = firm.gap[project.direction]
    for _quarter in range(quarters):
        gap = widened_gap(gap, behaviour)
    return widened_gap(gap * (1.0 - behaviour.gap_closure), behaviour)


@law
def hopes_to_put_forward(
    firm: Any, project: Any, plan: Any, filed_cost: int, row: Any, quarter: Any, place: Any,
    behaviour: Any,
) -> Any:  # fmt: skip
    """What a plan would put forward once it is finished, as the firm sees it now."""
    gap = gap_after(firm, project, plan.quarters, behaviour)
    return puts_forward(
        firm, project, plan.cost, filed_cost, plan.quarters, plan.start, gap, 1, row, quarter,
        place,
    )  # fmt: skip
