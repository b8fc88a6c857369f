"""Saying what the parameters of a run are and what its ranges hold.

Without a posterior every run has the same parameters and ranges hold chance alone. With one, each
run has a draw of its own, and ranges hold chance and parameters together.
"""

from __future__ import annotations

from results.language import bracketed, say
from results.study import Language, Study

CHANCE = "chance between runs, not doubt about parameters"
CHANCE_AND_PARAMETERS = "chance and parameters together: each run has a draw of the posterior"


def parameters_line(study: Study, language: Language) -> str:
    """What the parameters are, in a few words, for a line that says where figures come from."""
    own = study.posterior
    if own is None:
        return say("prior_means", language)
    return say("posterior_draws", language, posterior=own.title.text(language), version=own.version)


def parameters_note(study: Study, language: Language) -> str:
    """What the parameters are, and what that makes of the figures."""
    own = study.posterior
    if own is None:
        return say("prior_note", language)
    text = say(
        "posterior_note",
        language,
        posterior=own.title.text(language),
        version=own.version,
        draws=own.draws,
        learned=len(own.learned),
        free=len(own.free),
    )
    if study.runs > own.draws:
        text += say("draws_again", language, draws=own.draws)
    return text


def interval_note(study: Study, language: Language) -> str:
    """What stands after means and differences, and what it covers."""
    key = "interval_note" if study.posterior is None else "interval_note_drawn"
    return say(key, language)


def band_note(study: Study, language: Language) -> str:
    """What the shading of a chart shows."""
    return say("band_note", language, covers=covered(study, language))


def whisker_note(study: Study, language: Language) -> str:
    """What the thin lines of a chart show."""
    covers = "" if study.posterior is None else bracketed(covered(study, language), language)
    return say("whisker_note", language, covers=covers)


def covered(study: Study, language: Language) -> str:
    """What ranges over runs hold, in a few words."""
    return say("covers_chance" if study.posterior is None else "covers_both", language)


def parameters_record(study: Study) -> str:
    """What the parameters are, for JSON."""
    own = study.posterior
    if own is None:
        return "prior means, not calibrated"
    return f"draws of the posterior {own.id}, version {own.version}, one a run"


def covers_record(study: Study) -> str:
    """What ranges over runs hold, for JSON."""
    return CHANCE if study.posterior is None else CHANCE_AND_PARAMETERS
