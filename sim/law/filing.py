"""What is filed: whether a project enters the statistics, and what is filed as renovation.

Reported investment is not true investment: small projects are not counted, habits differ, support
asks for filing, the authority presses for it, and other investment may carry the label (M6).
"""

from __future__ import annotations

from typing import Any

from sim.law.arithmetic import PPM, between, logarithm, whole_yuan
from sim.law.codes import GREENFIELD, RENOVATION
from sim.law.dialect import law


@law
def files_project(firm: Any, cost: int, filing_value: float, quarter: Any, behaviour: Any) -> bool:
    """Whether a project is filed with the statistics.

    Below the counting line (004.15b; 5M yuan planned) nothing is filed. Above it habit, size, the
    authority's monitoring (000.IV.4) and support that asks for filing (000.III.1g) are weighed
    against the firm's reluctance, all in standard deviations of reluctance between firms.

    Args:
        filing_value: present value of planned support that requires filing, yuan.
    """
    if not counts_as_renovation(cost, quarter.counting_threshold, RENOVATION, True):
        return False
    if behaviour.with_reporting == 0.0:
        return True
    # Aid asked for filing before 2018 too; the formal link makes the condition count in full.
    seriousness = (
        behaviour.filing_condition_unlinked
        + (1.0 - behaviour.filing_condition_unlinked) * quarter.reporting_link
    )
    urge = (
        behaviour.filing_ease
        + behaviour.filing_size_effect * logarithm(cost / quarter.counting_threshold)
        + behaviour.filing_monitoring_effect * quarter.monitoring
        + filing_value * seriousness / behaviour.filing_price
    )
    return urge > firm.filing_reluctance


@law
def relabelled_share(marginal_support: float, quarter: Any, behaviour: Any) -> int:
    """Millionths of an expansion project that the firm files as renovation.

    Benefit per yuan against a cost that rises with the square of the share (NOT-01: convex cost);
    an audit takes the benefit away.

    Args:
        marginal_support: yuan of support per yuan filed, after tax.
    """
    if behaviour.with_reporting == 0.0:
        return 0
    benefit = (marginal_support + behaviour.relabel_monitoring_gain * quarter.monitoring) * (
        1.0 - behaviour.audit_probability
    )
    share = between(benefit / behaviour.relabel_cost, 0.0, 1.0)
    return whole_yuan(share * PPM)


@law
def counts_as_renovation(planned: int, smallest: int, nature: int, has_character: bool) -> bool:
    """Whether the statistics count a project as technical renovation, by the letter of the rule.

    Planned fixed-asset investment of at least `smallest` yuan; renovation always, expansion,
    relocation, restoration and pure purchase if they are of renovation character. A wholly new
    plant is not among the natures named. Source: 004 article 15 (004.15b; 5M yuan).

    Args:
        nature: RENOVATION, EXPANSION, GREENFIELD, RELOCATION, RESTORATION or PURE_PURCHASE.
        has_character: it renews technology; not asked of a renovation.
    """
    if planned < smallest or nature == GREENFIELD:
        return False
    return nature == RENOVATION or has_character


@law
def is_registered(project: Any, quarter: Any) -> bool:
    """Whether a project is on record as support asks: filed, or too small for the statistics.

    Under RW18 not_required no record is asked for.
    """
    if quarter.filing_needed == 0 or project.filed == 1:
        return True
    return project.cost < quarter.counting_threshold
