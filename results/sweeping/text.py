"""What a sweep says on a terminal: before it is run, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from results.statistics import ratio, spread
from results.study import Language
from results.sweeping.carry_out import Swept
from results.sweeping.outcomes import Outcome
from results.sweeping.plan import SweepPlan
from results.sweeping.replicates import Achieved, Needed
from results.sweeping.thirds import Split, splits_of
from results.sweeping.words import say
from results.units import PERCENT, Scale, plain, scale_for

if TYPE_CHECKING:
    from rich.console import Console

SHOWN = 12


def describe_plan(plan: SweepPlan, language: Language) -> str:
    """What a sweep consists of, in two lines."""
    sweep = plan.sweep
    return "\n".join(
        [
            say("title", language, title=sweep.file.title.text(language))
            + f" ({say('plan_key', language, number=plan.key[:12])})",
            say(
                "made_of", language, points=f"{len(sweep.points):,}", rows=f"{len(sweep.rows):,}",
                replicates=f"{plan.replicates:,}", variants=len(plan.parts), runs=f"{plan.runs:,}",
            ),
        ]
    )  # fmt: skip


def describe_needed(needed: Needed, width: str, language: Language) -> str:
    """What a pilot says of the replicates."""
    return say(
        "needed" if needed.enough else "not_enough", language, runs=needed.runs, width=width,
        outcome=needed.outcome, replicates=f"{needed.replicates:,}", variant=needed.variant,
        row=needed.row,
    )  # fmt: skip


def describe_achieved(found: Achieved, width: str, language: Language) -> str:
    """How wide the intervals came out that a width was asked of."""
    widest = f"{found.widest * 100:.3g}%" if found.is_share else f"{found.widest:.3g}"
    return say(
        "achieved" if not found.wider else "not_achieved", language, outcome=found.outcome,
        widest=widest, width=width, wider=found.wider, rows=found.rows,
    )  # fmt: skip


def print_swept(swept: Swept, language: Language, console: Console) -> None:
    """Print outcomes of each variant, and the means by thirds of the main one."""
    for variant in swept.plan.policies:
        _print_outcomes(swept, variant, language, console)
    variant, main = swept.plan.policies[0], swept.outcomes[0]
    if len(swept.plan.sweep.rows) > 1 and swept.outcome(main.name, variant).count():
        _print_thirds(swept, variant, main, language, console)
    if swept.plan.sweep.file.firms is not None:
        console.print(say("sample_note", language), highlight=False)


def failure_lines(swept: Swept, language: Language) -> list[str]:
    """What to say on standard error: runs without figures, files made again."""
    lines = []
    for variant, found in swept.found.items():
        failures = found.failures()
        if failures:
            first = failures[0]
            row = swept.plan.parts[variant].of_row.index(first.setting)
            lines.append(
                say("failed", language, count=len(failures), variant=variant, row=row,
                    replicate=first.replicate, reason=first.message)
            )  # fmt: skip
    if swept.damaged:
        names = ", ".join(swept.damaged)
        lines.append(say("repaired", language, count=len(swept.damaged), names=names))
    return lines


def record_of_swept(swept: Swept) -> dict[str, Any]:
    """The same for JSON: outcomes by variant, and the means by thirds of the main one."""
    plan = swept.plan
    outcomes: dict[str, dict[str, Any]] = {}
    for variant in plan.policies:
        outcomes[variant] = {}
        for outcome in swept.outcomes:
            values = swept.outcome(outcome.name, variant).compressed()
            outcomes[variant][outcome.name] = (
                None if not len(values) else vars(spread(values)) | {"unit": outcome.unit}
            )
    main, variant = swept.outcomes[0].name, plan.policies[0]
    splits: list[Split] = []
    if swept.outcome(main, variant).count():
        splits = splits_of(swept, main, variant)
    return {
        "key": plan.key,
        "runs": plan.runs,
        "reused": swept.reused,
        "failed": sum(len(found.failures()) for found in swept.found.values()),
        "broken": swept.broken,
        "outcomes": outcomes,
        "main": main,
        "by_quantity": [vars(split) for split in splits],
    }


def _scale(outcome: Outcome, largest: float, language: Language) -> Scale:
    return PERCENT if outcome.unit == "share" else scale_for(largest, language)


def _label(outcome: Outcome, swept: Swept, language: Language) -> str:
    return outcome.label.text(language).format(year=swept.plan.frame.focus)


def _print_outcomes(swept: Swept, variant: str, language: Language, console: Console) -> None:
    from rich.table import Table

    table = Table(title=say("outcomes", language, variant=variant), title_justify="left")
    table.add_column(say("outcome", language))
    for key in ("mean", "spread", "chance", "runs"):
        table.add_column(say(key, language), justify="right")
    for outcome in swept.outcomes:
        values = swept.outcome(outcome.name, variant)
        if not values.count():
            continue
        found = spread(values.compressed())
        scale = _scale(outcome, max(abs(found.mean), abs(found.high or 0.0)), language)
        wide = scale.range(found.low, found.high) if outcome.unit == "yuan" else ""
        table.add_row(
            f"{_label(outcome, swept, language)}{f' ({scale.name})' if scale.name else ''}",
            scale.number(found.mean), wide, _chance(values, scale, outcome), f"{found.runs:,}",
        )  # fmt: skip
    console.print(table)
    line = _ratio(swept, variant, language)
    if line:
        console.print(line, highlight=False)


def _chance(values: Any, scale: Scale, outcome: Outcome) -> str:
    """Standard deviation between replicates of one row."""
    if values.shape[1] < 2 or outcome.unit != "yuan":
        return ""
    return scale.number(float(np.sqrt(values.var(axis=1, ddof=1).mean())))


def _ratio(swept: Swept, variant: str, language: Language) -> str:
    """True investment added for each yuan of public cost, over all rows and replicates."""
    if swept.plan.baseline in (None, variant):
        return ""
    worth, cost = (swept.outcome(name, variant) for name in ("induced_value", "cost"))
    if not cost.count(axis=0).all():
        return ""
    # Rows share replicates, so that replicates, not runs, are independent of each other.
    of_replicates = [np.asarray(one.mean(axis=0), dtype=np.float64) for one in (worth, cost)]
    found = ratio(*of_replicates)
    if found is None or found.low is None or found.high is None or cost.mean() <= 0:
        return ""  # a cost that may as well be nothing has no such ratio
    low, high = plain(found.low, 2), plain(found.high, 2)
    return say("ratio", language, value=plain(found.value, 2), low=low, high=high)


def _print_thirds(
    swept: Swept, variant: str, main: Outcome, language: Language, console: Console
) -> None:
    from rich.table import Table

    splits = splits_of(swept, main.name, variant)
    if not splits:
        return
    known = [abs(mean) for split in splits for mean in split.means if mean is not None]
    scale = _scale(main, max(known), language)
    name = _label(main, swept, language)
    heading = f"{name} ({scale.name})" if scale.name else name
    table = Table(title=say("by_factor", language, outcome=heading), title_justify="left")
    table.add_column(say("factor", language))
    for key in ("low", "middle", "high", "difference", "by_chance"):
        table.add_column(say(key, language), justify="right")
    for split in splits[:SHOWN]:
        table.add_row(*_cells(split, scale, language))
    console.print(table)
    console.print(say("floor", language), highlight=False)
    if len(splits) > SHOWN:
        console.print(say("further", language, count=len(splits) - SHOWN), highlight=False)


def _cells(split: Split, scale: Scale, language: Language) -> list[str]:
    """One line of the table: three thirds, or options in the order of their values."""
    means = ["" if mean is None else scale.number(mean) for mean in split.means]
    name = split.name
    if not split.is_ordered:
        name += say("options", language, values=", ".join(split.labels))
    if len(means) == 2:
        means = [means[0], "", means[1]]
    elif len(means) > 3:
        means = [means[0], " / ".join(means[1:-1]), means[-1]]
    return [name, *means, scale.number(split.gap), scale.number(split.floor)]


def manifest_lines(manifest: Mapping[str, Any], language: Language) -> list[tuple[str, str]]:
    """What `jigai runs show` tells of a manifest: name and value."""
    from sim.runs import keys

    lines = [
        (name, manifest[name])
        for name in ("key", "status", "scenario", "seed", "replicates", "points")
        if name in manifest
    ]
    variants = [v["variant"] if isinstance(v, dict) else v for v in manifest["variants"]]
    lines.append(("variants", ", ".join(variants)))
    if "design" in manifest:
        lines.append(("design", keys.canonical_json(manifest["design"])))
    law = manifest["law"]
    lines.append(("law", law["digest"] if isinstance(law, dict) else law))
    versions = manifest.get("versions") or manifest.get("packages") or {}
    versions = {**versions, **manifest.get("made_with", {})}
    lines.append(("versions", ", ".join(f"{name} {v}" for name, v in versions.items())))
    lines.append(("tables", ", ".join(manifest.get("tables", {}))))
    return [(say(name, language), str(value)) for name, value in lines]


__all__ = [
    "describe_achieved", "describe_needed", "describe_plan", "failure_lines", "manifest_lines",
    "print_swept", "record_of_swept",
]  # fmt: skip
