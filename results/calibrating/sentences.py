"""The sentences of a report, each computed from the record by the marks of `verdicts`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from results.calibrating import verdicts
from results.calibrating.formats import part, short, signed, written_range, written_value
from results.calibrating.page_words import say
from results.language import joined, listed
from results.study import Language

if TYPE_CHECKING:
    from collections.abc import Sequence

    from results.calibrating.record import Figure, Parameter, ReportRecord

# Figures named in one sentence.
NAMED = 4


def in_short(record: ReportRecord, language: Language) -> list[str]:
    """The head of a report: at most eleven lines for a reader who reads nothing else."""
    told = [
        what_to_believe(record, language),
        how_much_of_amounts(record, language),
        what_is_learned(record, language),
        what_is_not(record, language),
        which_data_teach(record, language),
        whether_it_is_reached(record, language),
        what_is_missed(record, language),
        whether_data_agree(record, language),
        whether_methods_agree(record, language),
        which_judgements_matter(record, language),
        what_of_the_goal(record, language),
    ]
    return [sentence for sentence in told if sentence]


def what_to_believe(record: ReportRecord, language: Language) -> str:
    """What a reader may do with the posterior."""
    return say(f"believe_{verdicts.belief(record)}", language)


def how_much_of_amounts(record: ReportRecord, language: Language) -> str:
    """What part of published amounts runs report; nothing where none was published."""
    parts = verdicts.parts_of_amounts(record)
    if not parts:
        return ""
    before, after = ([f"{one:.2f}" for one in sorted(side)] for side in zip(*parts, strict=True))
    between = "—" if language == "zh" else " to "
    return say(
        "amounts", language, count=len(parts),
        before=between.join(dict.fromkeys([before[0], before[-1]])),
        after=between.join(dict.fromkeys([after[0], after[-1]])),
    )  # fmt: skip


def what_is_learned(record: ReportRecord, language: Language) -> str:
    """Learned and identified parameters, and which way they went."""
    known, free = verdicts.learned(record), len(record.parameters)
    unknown = record.manifest.unknown
    if not known:
        return say("learned_none", language, unknown=unknown, free=free)
    names = [
        say(verdicts.direction(one), language, label=one.label.text(language)) for one in known
    ]
    first = say(
        "learned", language, unknown=unknown, free=free, count=len(known),
        names=listed(names, language),
    )  # fmt: skip
    sharp = verdicts.identified(record)
    if not sharp:
        return joined([first, say("identified_none", language)], language)
    verb = "is" if len(sharp) == 1 else "are"
    second = say("identified", language, count=len(sharp), names=labels(sharp, language), verb=verb)
    return joined([first, second], language)


def what_is_not(record: ReportRecord, language: Language) -> str:
    """Parameters whose prior is carried forward."""
    others = record.manifest.unknown - len(record.parameters)
    unlearned = verdicts.not_learned(record)
    if not unlearned:
        return say("not_learned_none", language, others=others)
    return say(
        "not_learned", language, names=labels(unlearned, language), others=others,
        mark=verdicts.LEARNED,
    )  # fmt: skip


def which_data_teach(record: ReportRecord, language: Language) -> str:
    """Blocks that teach nothing, and the one that teaches most; nothing where not computed."""
    taught = verdicts.teaching(record)
    if not taught:
        return ""
    nothing = [block for block, most in taught.items() if most < verdicts.NOTHING]
    told = [
        say(
            "teaches_nothing", language, blocks=blocks_text(nothing, language),
            mark=verdicts.NOTHING,
        ) if nothing else say("teaches_all", language)
    ]  # fmt: skip
    best = max(taught, key=lambda block: taught[block])
    if best not in nothing:
        block = say(f"block_{best}", language)
        told.append(say("teaches_most", language, block=block, most=f"{taught[best]:.2f}"))
    return joined(told, language)


def whether_it_is_reached(record: ReportRecord, language: Language) -> str:
    """Whether prior runs come as far out as what is published, with and without model error."""
    whole = verdicts.together(record)
    numbers = {
        "runs": f"{record.manifest.used:,}", "figures": whole.figures,
        "share": part(whole.beyond, 1), "distance": short(whole.distance),
        "median": short(whole.median), "farthest": short(whole.farthest),
    }  # fmt: skip
    far = verdicts.blocks_of_reach(record)["beyond"]
    if whole.beyond == 0.0:
        told = [say("out_of_reach", language, **numbers)]
    else:
        told = [say("barely" if whole.beyond < verdicts.BARELY else "reached", language, **numbers)]
    alone = [name for name in far if name != verdicts.ALL]
    if alone:
        told.append(say("blocks_beyond", language, blocks=blocks_text(alone, language)))
    if whole.allowed is not None and whole.beyond < verdicts.BARELY:
        inside = whole.allowed >= verdicts.BARELY
        share = part(whole.allowed, 1)
        told.append(say("allowed_in" if inside else "allowed_out", language, share=share))
        if whole.times_needed is not None and not inside:
            told.append(say("times", language, times=f"{whole.times_needed:.1f}"))
    return joined(told, language)


def what_is_missed(record: ReportRecord, language: Language) -> str:
    """The figures that stay farthest from the fitted model."""
    off = verdicts.missed(record, fitted=True)
    if not off:
        return say("missed_none", language, mark=short(verdicts.MISSED))
    verb = "is" if len(off) == 1 else "are"
    figures = listed([_missed(one, language) for one in off[:NAMED]], language)
    if len(off) > NAMED:
        more = say("and_more", language, count=len(off) - NAMED)
        figures += more if language == "zh" else f" {more}"
    return say(
        "missed_after", language, mark=short(verdicts.MISSED), count=len(off), figures=figures,
        verb=verb,
    )  # fmt: skip


def _missed(one: Figure, language: Language) -> str:
    between = written_range(one.posterior, one.scale, language)
    return say(
        "missed_one", language, label=one.label.text(language), range=between,
        published=written_value(one.published, one.scale, language),
    )  # fmt: skip


def whether_data_agree(record: ReportRecord, language: Language) -> str:
    """Blocks that the others predict badly."""
    bad = [one.name for one in verdicts.contradicted(record)]
    if not bad:
        return say("not_contradicted", language, mark=verdicts.FLAGGED)
    blocks = blocks_text(bad, language)
    return say("contradicted", language, blocks=blocks, mark=verdicts.FLAGGED)


def whether_methods_agree(record: ReportRecord, language: Language) -> str:
    """On how many parameters two methods agree, and on which they do not."""
    agreeing = verdicts.agreeing(record.parameters)
    apart = [one for one in record.parameters if one not in agreeing]
    tail = say("methods_apart", language, names=labels(apart, language)) if apart else ""
    return say("methods", language, agreeing=len(agreeing), free=len(record.parameters), apart=tail)


def which_judgements_matter(record: ReportRecord, language: Language) -> str:
    """Disputed figures that move a parameter; nothing where none was tried."""
    if not record.disputed:
        return ""
    found = verdicts.mattering(record)
    if not found:
        return say("matter_none", language, mark=verdicts.MATTERS)
    by_name = {one.name: one.label.text(language) for one in record.parameters}
    names = [
        say(
            "matter_one",
            language,
            name=one.name,
            label=by_name[one.parameter],
            move=signed(one.move),
        )
        for one in found
    ]
    return say("matter_some", language, names=listed(names, language))


def what_of_the_goal(record: ReportRecord, language: Language) -> str:
    """The year that a plan aims at; nothing where no plan does."""
    from sim.measures import MEASURES

    goal = record.goal
    if goal is None or goal.posterior is None:
        return ""
    declared = MEASURES[goal.measure]
    target = share = ""
    if goal.value is not None and goal.reached is not None and goal.prior_reached is not None:
        target = say(
            "goal_target", language, value=written_value(goal.value, "yuan", language),
            reached=part(goal.reached), before=part(goal.prior_reached),
        )  # fmt: skip
    if goal.chance is not None:
        share = say("goal_chance", language, share=part(goal.chance))
    return say(
        "goal", language, year=goal.year, measure=declared.zh if language == "zh" else declared.en,
        range=written_range(goal.posterior, "yuan", language), target=target, chance=share,
    )  # fmt: skip


def labels(parameters: Sequence[Parameter], language: Language) -> str:
    """Labels in a row."""
    return listed([one.label.text(language) for one in parameters], language)


def blocks_text(names: Sequence[str], language: Language) -> str:
    """Names of blocks in a row."""
    return listed([say(f"block_{name}", language) for name in names], language)
