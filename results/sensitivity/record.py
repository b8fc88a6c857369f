"""The record of a sensitivity analysis: all that tables, charts and pages say comes from it."""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from results.sensitivity.asked import Question
from results.sensitivity.outcomes import Floats

if TYPE_CHECKING:
    from calibration.sensitivity.design import MorrisDesign, Outputs, SobolDesign
    from calibration.sensitivity.given import GivenIndices
    from calibration.sensitivity.sobol import Index, Indices, SobolResult
    from scenarios.quantities import Label

    Record = dict[str, Any]

FORMAT = 2
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
SCATTERED = 4
SHUFFLES = 400
SCATTER_POINTS = 256
SHOWN_LINES = 24
LIBRARIES = ("numpy", "scipy", "SALib")


def record_of(question: Question, outputs: Outputs, seconds: float, command: str) -> Record:
    """Analyse the outputs of a question and put down what came of it, and what it rests on.

    Raises:
        ValueError: outputs that are not finite, or all alike.
    """
    values = outputs.of(question.design)
    return {
        **_head(question, values, command, seconds),
        "analysis": _ANALYSES[question.asked.method](question, outputs),
        "linear": _linear(question, values),
        "scatter": _scatter(question, values),
    }


def write(record: Record, path: Path) -> Path:
    """Write a record, figures to nine digits; a figure that is none is an error."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(_plain(record), ensure_ascii=False, indent=1, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8")
    return path


def read(path: Path) -> Record:
    """Read a record.

    Raises:
        InputError: it is not there, or no record of this form.
    """
    from results.refusal import refusal

    try:
        record = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise refusal(str(path), f"no record of a sensitivity analysis: {error}") from None
    if not isinstance(record, dict) or record.get("format") != FORMAT:
        raise refusal(str(path), f"no record of a sensitivity analysis of form {FORMAT}")
    return record


def _head(question: Question, values: Floats, command: str, seconds: float) -> Record:
    """What was asked, of what, and the outcome's distribution."""
    from sim.engine import law_hash

    asked, world, outcome, frame = (
        question.asked, question.world, question.outcome, question.frame,
    )  # fmt: skip
    own = independent_rows(question)
    words = {"year": frame.year, "since": frame.since}
    return {
        "format": FORMAT,
        "method": asked.method,
        "scenario": world.id,
        "title": _both(world.title),
        "place": _both(world.place.title),
        "variants": list(question.variants),
        "outcome": {
            "name": outcome.name,
            "label": {
                "zh": outcome.label.zh.format(**words), "en": outcome.label.en.format(**words),
            },
            "form": outcome.form, "has_line": outcome.has_line, "scale": outcome.scale,
            "year": frame.year, "since": frame.since,
            "level": frame.level, "multiple": frame.multiple, "last": question.last,
        },
        "groups": [
            {
                "id": group.id, "label": _both(group.label), "kind": group.kind,
                "because": None if group.because is None else _both(group.because),
                "members": [factor.name for factor in group.factors],
            }
            for group in question.groups
        ],
        "factors": [
            {
                "name": factor.name, "label": _both(factor.declaration.label),
                "unit": factor.declaration.unit, "kind": factor.kind, "spread": factor.spread,
                "low": factor.low, "high": factor.high, "options": [*map(str, factor.options)],
            }
            for factor in question.factors
        ],
        "spread": {
            "mean": float(values[own].mean()), "sd": float(values[own].std()),
            "quantiles": dict(
                zip(map(str, QUANTILES), np.quantile(values[own], QUANTILES).tolist(), strict=True)
            ),
            "met": float((values[own] >= 0).mean()) if outcome.has_line else None,
            "runs": int(values[own].size), "draws": len(own),
            # Draws that meet the target with one of their seeds at least.
            "met_draws": int((values[own] >= 0).any(axis=1).sum()) if outcome.has_line else None,
        },
        "reduced": question.is_reduced,
        "made": {
            "command": command, "seconds": round(seconds), "points": question.design.runs,
            "seeds": int(values.shape[1]), "runs": question.runs, "seed": question.seed,
            "rows": asked.rows, "scrambles": asked.scrambles, "firms": asked.firms,
            "planned": planned_runs(question),
            "design": question.design.digest, "law": law_hash(),
            "files": dict(sorted(world.file_hashes.items())),
            "python": platform.python_version(),
            "libraries": {name: version(name) for name in LIBRARIES},
        },
    }  # fmt: skip


def independent_rows(question: Question) -> NDArray[np.int64]:
    """Rows of the design that are draws of the factors: of a Sobol design the unmixed points."""
    from calibration.sensitivity.design import SobolDesign

    count = question.design.runs
    if not isinstance(question.design, SobolDesign):
        return np.arange(count)
    table = np.arange(count).reshape(-1, question.design.parts)
    return np.asarray(table[:, [0, -1]].ravel())


def planned_runs(question: Question) -> int | None:
    """Runs that a bank is to have, of which some may not be there; None for other methods."""
    if question.asked.method != "bank":
        return None
    from results.sensitivity.given_points import bank_size

    return bank_size(question)


def _sobol(question: Question, outputs: Outputs) -> Record:
    from calibration.sensitivity.sobol import analyse
    from calibration.sensitivity.tails import SCALES, kurtosis

    design: SobolDesign = question.design  # type: ignore[assignment]
    return {
        "headline": question.outcome.scale,
        "kurtosis": kurtosis(outputs.values),
        "scales": {scale: _indices(analyse(design, outputs, scale)) for scale in SCALES},
    }


def _indices(found: SobolResult) -> Record:
    return {
        "groups": {name: _shares(one) for name, one in found.groups.items()},
        "seed": None if found.seed is None else _shares(found.seed),
        "wholes": {name: _shares(one) for name, one in found.wholes.items()},
        "rest": None if found.rest is None else _ends(found.rest),
        "resampled": found.resampled,
        "convergence": found.convergence.tolist(),
    }


def _shares(one: Indices) -> Record:
    return {
        "first": _ends(one.first), "total": _ends(one.total), "steady": _ends(one.steady),
        "effect": one.effect, "larger": one.larger,
    }  # fmt: skip


def _ends(index: Index) -> list[float]:
    return [index.value, index.low, index.high]


def _morris(question: Question, outputs: Outputs) -> Record:
    from calibration.sensitivity.morris import analyse

    design: MorrisDesign = question.design  # type: ignore[assignment]
    found = analyse(design, outputs)
    return {
        "groups": {
            name: {
                "strength": [
                    float(found.strength[at]), float(found.low[at]), float(found.high[at]),
                ],
                "mean": float(found.mean[at]), "spread": float(found.spread[at]),
                "floor": float(found.floor[at]), "named": at in found.named,
            }
            for at, name in enumerate(found.names)
        }
    }  # fmt: skip


def _sample(question: Question, outputs: Outputs) -> Record:
    """PAWN of the outcome; for met or missed regional analysis and conditions, or why not."""
    from calibration.sensitivity.given import FEWEST, pawn, regional

    design, seed = question.design, question.seed
    names, points, values = design.columns, design.points, outputs.values[:, 0]
    record: Record = {"pawn": _given(pawn(names, points, values, seed))}
    if not question.outcome.has_line:
        return record | {"regional": None, "box": None, "why_not": None}
    met = int((values >= 0).sum())
    if min(met, len(values) - met) < FEWEST:
        why = {"reason": "few_met", "met": met, "runs": len(values)}
        return record | {"regional": None, "box": None, "why_not": why}
    told = regional(names, points, values, 0.0, seed)
    box, why_not = _box(question, points, values)
    return record | {"regional": _given(told), "box": box, "why_not": why_not}


def _box(question: Question, points: Floats, values: Floats) -> tuple[Record | None, Record | None]:
    """Conditions for meeting the line, or why there are none."""
    from calibration.sensitivity.conditions import FEWEST_MET, find_box

    names, seed, met = question.design.columns, question.seed, int((values >= 0).sum())
    if min(met, len(values) - met) < FEWEST_MET:
        return None, {"reason": "few_met", "met": met, "runs": len(values)}
    box = find_box(points, values >= 0, seed)
    if not box.limits:
        return None, {"reason": "no_condition"}
    if not box.is_borne_out:
        return None, {"reason": "not_borne_out"}
    by_name = {factor.name: factor for factor in question.factors}
    limits = [
        {
            "name": (name := names[one.column]), "at_least": one.at_least,
            "place": one.place, "value": by_name[name].value(one.place),
        }
        for one in box.limits
    ]  # fmt: skip
    return {
        "limits": limits, "coverage": box.coverage, "density": box.density,
        "density_low": box.density_low, "overall": box.overall, "runs": box.runs,
        "inside": box.inside,
    }, None  # fmt: skip


def _given(found: GivenIndices) -> Record:
    return {
        "values": dict(zip(found.names, found.values.tolist(), strict=True)),
        "floor": found.floor, "named": [found.names[at] for at in found.named],
        "by_chance": found.by_chance, "runs": found.runs, "met": found.met,
    }  # fmt: skip


def _linear(question: Question, values: Floats) -> Record | None:
    """Straight-line effects of single factors; None where there are too few points for them."""
    from calibration.sensitivity.linear import linear_effects

    try:
        found = linear_effects(question.design.columns, question.design.points, values.mean(axis=1))
    except ValueError:
        return None
    return {
        "middle": found.middle, "explained": found.explained,
        "effects": {
            found.names[at]: [
                float(found.effects[at]), float(found.low[at]), float(found.high[at]),
            ]
            for at in found.order[:SHOWN_LINES]
        },
        "levers": {
            name: [float(found.effects[at]), float(found.low[at]), float(found.high[at])]
            for at, name in enumerate(found.names)
            if question.factors[at].kind == "lever"
        },
    }  # fmt: skip


def _scatter(question: Question, values: Floats) -> Record:
    """Outcome against the factors that it goes with most (rank correlation over single draws).

    Only those above what the largest of as many columns gets in 95 % of shuffles of the outcome.
    """
    from scipy.stats import rankdata

    rows = independent_rows(question)
    points, outcome = question.design.points[rows], values[rows].mean(axis=1)
    ranks = rankdata(points, axis=0) - (len(rows) + 1) / 2
    ranks /= np.maximum(np.linalg.norm(ranks, axis=0), 1e-12)
    wanted = rankdata(outcome) - (len(rows) + 1) / 2
    wanted /= np.linalg.norm(wanted)
    random = np.random.default_rng(question.seed)
    largest = [np.abs(random.permutation(wanted) @ ranks).max() for _ in range(SHUFFLES)]
    floor, strength = float(np.quantile(largest, 0.95)), np.abs(wanted @ ranks)
    chosen = [at for at in np.argsort(-strength, kind="stable") if strength[at] > floor]
    kept = slice(0, SCATTER_POINTS)
    return {
        "floor": floor,
        "outcome": outcome[kept].tolist(),
        "factors": {
            question.factors[at].name: [
                _number(question.factors[at].value(place)) for place in points[kept, at].tolist()
            ]
            for at in chosen[:SCATTERED]
            if question.factors[at].spread != "options"
        },
    }


def _number(value: object) -> float:
    assert isinstance(value, int | float)
    return float(value)


def _both(label: Label) -> dict[str, str]:
    return {"zh": label.zh, "en": label.en}


def _plain(value: Any) -> Any:
    """Figures to nine digits, so that a record is as long as what is known."""
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, float):
        return float(f"{value:.9g}")
    return value


def _posterior(question: Question, outputs: Outputs) -> Record:
    """As of a sample, and Shapley effects: draws of a posterior depend on each other."""
    from calibration.sensitivity.shapley import (
        MOST_FACTORS,
        HalvesDifferError,
        fewest_runs,
        merged,
        shapley_effects,
    )

    design = question.design
    record, count = _sample(question, outputs), len(design.columns)
    draws, values = merged(design.points, outputs.values[:, 0])
    if count > MOST_FACTORS or len(draws) < fewest_runs(count):
        why: Record = {"reason": "no_shapley", "factors": count, "runs": len(draws),
                       "needed": fewest_runs(count), "most": MOST_FACTORS}  # fmt: skip
        return record | {"shapley": None, "why_no_shapley": why}
    try:
        found = shapley_effects(design.columns, draws, values, question.seed)
    except HalvesDifferError as error:
        why = {"reason": "shapley_halves", "apart": round(error.apart, 2), "runs": len(draws)}
        return record | {"shapley": None, "why_no_shapley": why}
    shares = dict(zip(found.names, found.shares, strict=True))
    return record | {
        "shapley": {
            "shares": shares, "noise": found.noise, "runs": found.runs, "floor": found.floor,
            "apart": found.apart,
        }
    }  # fmt: skip


_ANALYSES = {
    "sobol": _sobol, "morris": _morris, "sample": _sample, "bank": _sample,
    "posterior": _posterior,
}  # fmt: skip
