"""The summary in sentences: what the tables below them come to."""

from __future__ import annotations

from results.language import bracketed, listed, say
from results.statistics import Estimate, Spread
from results.study import Language
from results.summary import Summary
from results.tables import REPORTED
from results.text_tables import estimate_range, percent_range, ratio_range, spread_range
from results.units import LARGE, Scale, percent, plain, scale_for


def sentences(summary: Summary, language: Language) -> list[str]:
    """Return the sentences in the order of the questions that a bureau asks."""
    found = [
        *_target(summary, language),
        *_effect(summary, language),
        *_cost(summary, language),
        *_early(summary, language),
        *_distance(summary, language),
    ]
    return found


def _target(summary: Summary, language: Language) -> list[str]:
    """Reported investment in the target year, whether the target is met, and what is true of it."""
    line = summary.line(summary.focus)
    scale = scale_for(line.reported.mean, language)
    values = {
        "year": summary.focus,
        "value": scale.amount(line.reported.mean),
        "range": _spread(line.reported, scale, language),
    }
    if line.target is None:
        first = say("say_level", language, **values)
    else:
        from results.summary_text import reached_text

        met = next(row.reached for row in summary.variants if row.variant == summary.study.policy)
        first = say(
            "say_target",
            language,
            **values,
            target=scale.amount(line.target),
            met=reached_text(met, language),
        )
    gap = line.true.mean - line.reported.mean
    key = "less_than_reported" if gap <= 0 else "more_than_reported"
    second = say(
        "say_true",
        language,
        value=scale.amount(line.true.mean),
        range=_spread(line.true, scale, language),
        more=say(key, language, amount=scale.amount(abs(gap))),
    )
    return [first, second]


def _effect(summary: Summary, language: Language) -> list[str]:
    """What the policy changed over all years."""
    total = summary.total
    if total.reported_difference is None or total.true_difference is None:
        return []
    largest = max(abs(total.reported_difference.value), abs(total.true_difference.value))
    scale = scale_for(largest, language)
    return [
        say(
            "say_effect",
            language,
            first=summary.years[0].year,
            last=summary.years[-1].year,
            reported=_change(total.reported_difference, scale, language),
            reported_range=_estimate(total.reported_difference, scale),
            true=_change(total.true_difference, scale, language),
            true_range=_estimate(total.true_difference, scale),
        )
    ]


def _cost(summary: Summary, language: Language) -> list[str]:
    """What was paid, against reported investment and against the effect."""
    support, share = summary.total.support, summary.total.support_share
    before, without = summary.payers[-1].paid_without, ""
    if before is not None and before.mean > 0:
        amount = scale_for(before.mean, language).amount(before.mean)
        without = say("say_cost_without", language, amount=amount)
    found = [
        say(
            "say_cost",
            language,
            first=summary.years[0].year,
            last=summary.years[-1].year,
            without=without,
            amount=scale_for(support.mean, language).amount(support.mean),
            share=percent(share.value if share else None),
        )
    ]
    if summary.comparison is not None and summary.comparison.total.per_public_yuan is not None:
        each = summary.comparison.total.per_public_yuan
        found.append(
            say(
                "say_cost_effect",
                language,
                value=plain(each.value, 2),
                range=f" {ratio_range(each)}" if each.low is not None else "",
            )
        )
    return found


def _early(summary: Summary, language: Language) -> list[str]:
    """How much of the growth was there before the plan, in the model and by published figures."""
    early = summary.early_growth
    if early is None:
        return []
    days = {"through": early.through, "announced": early.announced.isoformat()}
    same = early.simulated_to_published
    published = {
        "first": early.first,
        "last": early.published_last,
        "share": percent(early.published, 0),
        "simulated": percent(same.value if same else None, 0),
    }
    if early.simulated is None:
        found = [say("say_no_growth", language, first=early.first, last=early.last)]
        if early.published is not None:
            found.append(say("say_early_published_alone", language, **published, **days))
        return found
    beside = "" if early.published is None else say("say_early_published", language, **published)
    known = early.simulated.low is not None
    return [
        say(
            "say_early",
            language,
            first=early.first,
            last=early.last,
            change=LARGE[language].amount(early.change, sign=True),
            before=LARGE[language].amount(early.change_before, sign=True),
            share=percent(early.simulated.value, 0),
            range=f" {percent_range(early.simulated)}" if known else "",
            published=beside,
            **days,
        )
    ]


def _distance(summary: Summary, language: Language) -> list[str]:
    """How far the model is from the published levels of the headline statistic."""
    scale = LARGE[language]
    parts = [
        say(
            "say_distance_part",
            language,
            year=row.year,
            relative=scale.amount(row.difference, sign=True)
            + bracketed(percent(row.relative, 0, True), language),
        )
        for row in summary.distances
        if row.measure == REPORTED and row.kind == "level"
    ]
    if not parts:
        return []
    return [say("say_distance", language, parts=listed(parts, language))]


def _change(estimate: Estimate, scale: Scale, language: Language) -> str:
    """Say that something adds, takes away, or leaves as it was."""
    if estimate.value == 0:
        return say("leaves", language)
    key = "raises" if estimate.value > 0 else "lowers"
    return say(key, language, amount=scale.amount(abs(estimate.value)))


def _spread(values: Spread, scale: Scale, language: Language) -> str:
    return bracketed(spread_range(values, scale).strip("()"), language)


def _estimate(estimate: Estimate, scale: Scale) -> str:
    return f" {estimate_range(estimate, scale)}" if estimate.low is not None else ""
