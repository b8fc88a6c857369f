"""The page of all that was measured. Standard library only."""

from __future__ import annotations

from typing import Any

from benchmarks.aims import aims_table, distances_table, ensemble_table, growth_table
from benchmarks.tables import runs_table, stages_table, starts_table

HEAD = """\
# Performance

<!-- Made by `python benchmarks/engines.py --markdown docs/performance.md`; do not edit. -->

What each figure means, and how it was taken, stands in [benchmarks/README.md](../benchmarks/README.md).
"""  # noqa: E501


def taken_on(found: dict[str, Any]) -> str:
    """Date, machine and versions."""
    told = found["machine"]
    names = ", ".join(f"{name} {version}" for name, version in told["versions"].items())
    memory = f", {told['memory_gib']:.0f} GiB" if told["memory_gib"] else ""
    loads = [told["load_at_start"], told["load_at_end"]]
    load = f" Load {loads[0]:.1f} to {loads[1]:.1f}." if None not in loads else ""
    return (
        f"{told['date']}. {told['processor']}, {told['cores']} cores{memory}, {told['system']}; "
        f"{names}.{load} Took {told['minutes']:.0f} minutes. Medians, with the smallest and "
        "largest of the repeats in brackets."
    )


AIMS = (
    "Met is what the median meets; ratios are of what was taken in turns, in this one run of the "
    "command."
)


def markdown(found: dict[str, Any]) -> str:
    """The whole page."""
    parts = [HEAD.rstrip(), taken_on(found)]
    if found.get("quick"):
        parts.append("**A quick look: few repeats, small sizes. Not a measurement.**")
    if {"distances", "ensemble", "starts"} & set(found):
        parts += ["## Aims", AIMS, aims_table(found)]
    if "distances" in found:
        parts += ["## Distances", distances_table(found["distances"])]
        parts += ["## Growth", growth_table(found["distances"])]
    if "ensemble" in found:
        parts += ["## Ensembles", ensemble_table(found["ensemble"])]
    if "runs" in found:
        parts += ["## Runs", runs_table(found["runs"])]
    if "starts" in found:
        parts += ["## Starts", starts_table(found["starts"])]
    if "stages" in found:
        parts += ["## Where the time goes", stages_table(found["stages"])]
    return "\n\n".join(parts) + "\n"
