"""What would this project be paid, by which article, step by step?

    from results.project_support import support

    found = support(
        ["shenzhen-2023", "longhua-2024"],
        {"planned_investment": 20_000_000, "district": "longhua"},
        as_of=dt.date(2025, 6, 30),
        readings={"RW07": "stack"},
    ).only
    found.totals.by_level["city"]          # 2,000,000
    found.line("longhua2024").steps        # each with its figures
    found.edges_below[0].below             # one yuan less

Every amount comes from `sim.law`; this package puts the questions, adds up and explains. Amounts
are before the yearly pot, which may scale them (RW22).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from results.project_support.answer import Support
    from results.project_support.project_schema import Project
    from scenarios.policy_schema import Policy


def support(
    policies: Sequence[str | Path | Policy] | str | Path | Policy,
    project: str | Path | Mapping[str, Any] | Project | Sequence[Project],
    as_of: dt.date | None = None,
    readings: Mapping[str, object] | None = None,
    edges: bool = True,
) -> Support:
    """Say what projects would be paid.

    Args:
        policies: one or several: a policy file, the id of a shipped policy, a scenario file (all of
            its policies), or a policy made already.
        project: a YAML or CSV file, a mapping with the fields of `project_schema.Project` (or
            `projects:` with several), or projects made already.
        as_of: day of application, in place of what the projects state. The clock is never read.
        readings: option by switch, such as {"RW07": "stack"}.
        edges: whether to look for the totals at which the sum of grants changes its course.

    Returns:
        `answer.Support`: `.projects`, or `.only` for one; lines with steps, totals, edges;
        `.as_dict()` gives plain data.

    Raises:
        InputError: every fault of policies and projects, each with file, line and field.
    """
    from results.project_support import whole

    return whole.support(policies, project, as_of, readings, edges)


__all__ = ["support"]
