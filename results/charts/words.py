"""Texts that all charts share: the source line, and amounts with as few digits as will do."""

from __future__ import annotations

from results.language import bracketed, clauses, say
from results.study import Language, Study
from results.uncertainty import parameters_line
from results.units import Scale, scale_for

RUN_KEY_DIGITS = 12


def source_line(study: Study, language: Language) -> str:
    """Say where a chart comes from: run, seed, number of runs, and what the parameters are."""
    runs = say("one_run" if study.runs == 1 else "runs", language, runs=study.runs)
    if study.failed:
        runs += bracketed(say("failed", language, failed=study.failed), language)
    parts = [
        f"{say('source', language)}{study.title.text(language)}"
        + bracketed(study.variants[study.policy].text(language), language),
        f"{say('run_key', language)} {study.key[:RUN_KEY_DIGITS]}",
        f"{say('seed', language)} {study.seed}",
        runs,
        parameters_line(study, language),
    ]
    if study.firms_at_most is not None:
        parts.append(say("sample", language, firms=f"{study.firms_at_most:,}"))
    return clauses(parts, language)


def amount(yuan: float, language: Language) -> str:
    """Write an amount with three digits or so, for titles and labels."""
    return _unbroken(short_scale(yuan, language).amount(yuan))


def round_amount(yuan: float, language: Language) -> str:
    """Write an amount that someone chose, without decimals that are zero: 60 bn yuan."""
    scale = scale_for(yuan, language)
    whole = Scale(scale.name, scale.worth, 0)
    chosen = whole if yuan % scale.worth == 0 else scale
    return _unbroken(chosen.amount(yuan))


def _unbroken(text: str) -> str:
    """Keep a number and its unit on one line."""
    return text.replace(" ", "\N{NO-BREAK SPACE}")


def short_scale(largest: float, language: Language) -> Scale:
    """Return the unit for amounts up to `largest`, one decimal fewer where that loses nothing."""
    scale = scale_for(largest, language)
    if abs(largest) / scale.worth >= 10:
        return Scale(scale.name, scale.worth, max(0, scale.decimals - 1))
    return scale
