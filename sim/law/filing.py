"""What is filed: whether a project enters the statistics, and what is filed as renovation.

Reported investment is not true investment: small projects are not counted, habits differ, support
asks for filing, the authority presses for it, and other investment may carry the label (M6).
"""

from __future__ import annotations

from typing import Any

from sim.law.arithmetic import PPM, between, logarithm, whole_yuan
from sim.law.dialect import law


@law
def files_project(
    firm: Any, cost: int, filing_value: float, quarter: Any, place: Any, behaviour: Any
) -> bool:
    """Whether a project is filed with the statistics.

    Below the counting line (004.15b; 5M yuan planned) nothing is filed. Above it a firm files if
    support that asks for it outweighs the trouble, or if habit, size and the authority's
    monitoring (000.IV.4) overcome its reluctance.

    Args:
        filing_value: present value of planned support that requires filing, yuan.
    """
    if cost < place.counting_threshold:
        return False
    linked = filing_value * (1.0 if quarter.reporting_link > 0.0 else 0.0)
    if linked > behaviour.filing_cost:
        return True
    urge = (
        behaviour.filing_ease
        + behaviour.filing_size_effect * logarithm(cost / place.counting_threshold)
        + behaviour.filing_monitoring_effect * quarter.monitoring
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
    benefit = (marginal_support + behaviour.relabel_monitoring_gain * quarter.monitoring) * (
        1.0 - behaviour.audit_probability
    )
    share = between(benefit / behaviour.relabel_cost, 0.0, 1.0)
    return whole_yuan(share * PPM)
