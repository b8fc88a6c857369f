"""An explanation on a page: who, its life, the quarter beside the twin's, what if."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from results.explaining.amounts import money, share, years
from results.explaining.answer import Explanation, Found, FromPosterior, Parting
from results.explaining.life_text import life_lines
from results.explaining.sentences import Speaker, rows_in_columns
from results.explaining.twin import differs, side_by_side
from results.explaining.words import said, step_name, term
from results.study import Language

MOST_FIELDS = 3


def text_of_explanation(found: Explanation, language: Language) -> str:
    """Say why the firm did what it did."""
    speaker = Speaker(language, found.labels)
    lines = [
        *_head(found, speaker),
        *_in_short(found, speaker),
        "",
        *_life(found, speaker),
        "",
        *_steps(found, speaker),
    ]
    if found.twin is not None:
        lines += ["", _difference(found, speaker)]
    if found.curve:
        lines += ["", *_curve(found, speaker)]
    return "\n".join(lines)


def _head(found: Explanation, speaker: Speaker) -> Iterator[str]:
    firm, language = found.firm, speaker.language
    words = {
        "id": firm["id"],
        "sector": speaker.name(firm["sector"]),
        "district": speaker.name(firm["district"]),
        "ownership": term(firm["ownership"], language),
        "role": term(firm["role"], language),
    }
    if firm["status"] != "potential":
        yield said(
            "who",
            language,
            **words,
            size=term(firm["size_class"], language),
            employees=f"{firm['employees']:,}",
            revenue=money(firm["revenue"], language),
            capital=money(firm["capital"], language),
            age=years(firm["age"], language),
            scale=said("above" if firm["above_scale"] else "below", language),
        )
    else:
        yield said("plan", language, **words)
    beside = said("no_twin", language)
    if found.twin is not None:
        beside = said("beside", language, twin=speaker.name(found.twin.variant))
    variant = speaker.name(found.account.variant)
    yield said("head", language, quarter=found.quarter, variant=variant, beside=beside)
    run = said("run_key", language, key=found.run[:12]) if found.run else ""
    yield said(
        "of_run",
        language,
        scenario=found.scenario.text(language),
        seed=found.seed,
        replicate=found.replicate,
        run=run,
    )
    yield from _parameters(found.parameters, language)


def _parameters(parameters: FromPosterior | None, language: Language) -> Iterator[str]:
    """Which values of a posterior the firms have, where there is one."""
    if parameters is not None:
        yield said(
            "at_means" if parameters.draw is None else "at_draw",
            language,
            posterior=parameters.title.text(language),
            version=parameters.version,
            draw=parameters.draw,
        )


def _in_short(found: Explanation, speaker: Speaker) -> Iterator[str]:
    """The decision and the twin's, in one line."""
    language = speaker.language
    decision = found.account.step("decision")
    if decision is None:
        return
    text = speaker.lines(decision)[0]
    if found.twin is not None:
        there = found.twin.step("decision")
        if there is None:
            text += said("twin_elsewhere", language, what=term(found.twin.outcome, language))
        elif (there.facts["outcome"], there.facts["cost"]) == (
            decision.facts["outcome"], decision.facts["cost"],
        ):  # fmt: skip
            text += said("twin_same", language)
        else:
            other = speaker.lines(there)[0]
            colon = "：" if language == "zh" else ": "
            text += said("twin_other", language, text=other.partition(colon)[2])
    yield said("in_short", language, text=text)


def _life(found: Explanation, speaker: Speaker) -> Iterator[str]:
    language = speaker.language
    alone = found.twin is None or found.twin_life == found.life
    apart = [] if alone else [event for event in found.life if event not in found.twin_life]
    star = said("star", language) if apart else ""
    yield said("life", language, variant=speaker.name(found.account.variant), star=star)
    yield from _indented(life_lines(found.life, speaker, apart) or [said("no_life", language)])
    if found.twin is None:
        return
    if alone:
        yield f"  {said('same_life', language)}"
        return
    other = [event for event in found.twin_life if event not in found.life]
    yield said("twin_life", language, variant=speaker.name(found.twin.variant))
    yield from _indented(life_lines(other, speaker) or [said("no_more", language)])


def _steps(found: Explanation, speaker: Speaker) -> Iterator[str]:
    """Each step here; where the twin's was another, that one below it."""
    language = speaker.language
    if found.twin is None:
        yield said("step_alone", language)
        for step in found.account.steps:
            yield from _marked(" ", speaker.lines(step))
        return
    absent = found.account.step("absent"), found.twin.step("absent")
    if any(absent):
        yield said("step_alone", language)
        for step in found.account.steps:
            yield from _marked(" ", speaker.lines(step))
        for step in found.twin.steps:
            first, *rest = speaker.lines(step)
            yield f"    {said('twin_line', language, text=first)}"
            yield from (f"      {line}" for line in rest)
        return
    yield said("step_by_step", language)
    for name, here, there in side_by_side(found.account, found.twin):
        own = [said("only_twin", language)] if here is None else speaker.lines(here)
        if not differs(here, there):
            yield from _marked("=", own)
            continue
        yield from _marked("▶" if name == found.first_difference else "≠", own)
        if there is None:
            yield f"      {said('twin_lacks', language)}"
            continue
        first, *rest = speaker.lines(there)
        if [first, *rest] == own:
            first += said("by_less", language)
        yield f"      {said('twin_line', language, text=first)}"
        yield from (f"        {line}" for line in rest)


def _marked(mark: str, lines: Sequence[str]) -> Iterator[str]:
    yield f"  {mark} {lines[0]}"
    yield from (f"      {line}" for line in lines[1:])


def _difference(found: Explanation, speaker: Speaker) -> str:
    """The first step that differs, and where states had parted before."""
    language = speaker.language
    parted = said("not_parted", language)
    if found.parted:
        first, *beyond = found.parted
        parted = said("parted", language, quarter=first.quarter, fields=_fields(first, speaker))
        for one in beyond:
            fields = _fields(one, speaker)
            parted += said("parted_beyond", language, quarter=one.quarter, fields=fields)
    if found.first_difference is None:
        return said("no_difference", language, parted=parted).rstrip()
    step = step_name(found.first_difference, language)
    return said("first", language, step=step, parted=parted).rstrip()


def _fields(parting: Parting, speaker: Speaker) -> str:
    """The first fields of a parting with both values."""
    from results.explaining.fields import field_name, field_value

    shown = []
    for name, here, there in parting.fields[:MOST_FIELDS]:
        values = [field_value(name, value, speaker.language) for value in (here, there)]
        if values[0] == values[1]:
            values = [str(here), str(there)]
        shown.append(
            said(
                "field_alone" if isinstance(here, list) else "field",
                speaker.language,
                name=field_name(name, speaker.language),
                here=values[0],
                there=values[1],
            )
        )
    more = len(parting.fields) - len(shown)
    text = speaker.joined(shown)
    return text + (said("and_more", speaker.language, count=more) if more > 0 else "")


def _curve(found: Explanation, speaker: Speaker) -> Iterator[str]:
    language = speaker.language
    yield said("curve", language, lever=found.lever)
    rows = [tuple(said("curve_heads", language).split("|"))]
    for point in found.curve:
        rows.append(
            (
                _value(point.value),
                money(point.support, language),
                money(point.worth, language, sign=True),
                money(point.cost, language) if point.cost else "-",
                term(point.outcome, language),
            )
        )
    yield from rows_in_columns(rows, (0, 1, 2, 3))
    if found.curve[0].life:
        yield said("whole_life", language)
        rows = [tuple(said("life_heads", language).split("|"))]
        for point in found.curve:
            life = point.life
            rows.append(
                (
                    _value(point.value),
                    str(life["projects_started"]),
                    *(money(life[key], language)
                      for key in ("true_investment", "filed", "support_paid")),
                )
            )  # fmt: skip
        yield from rows_in_columns(rows, range(5))


def _value(value: object) -> str:
    if isinstance(value, float) and 0 <= value < 1:
        return f"{value:g} ({share(value)})"
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


def _indented(lines: Iterable[str]) -> Iterator[str]:
    return (f"  {line}" for line in lines)


def text_of_found(found: Found, language: Language, kinds: Sequence[str] = ()) -> str:
    """List firms worth looking at."""
    speaker = Speaker(language, found.labels)
    lines = [
        said(
            "found",
            language,
            variant=speaker.name(found.variant),
            seed=found.seed,
            replicate=found.replicate,
        ),
        *_parameters(found.parameters, language),
    ]
    rows = [tuple(said("found_heads", language).split("|"))]
    for one in found.firms:
        words = (one.size_class, one.ownership)
        rows.append(
            (
                one.kind, str(one.id), one.quarter, *(term(word, language) for word in words),
                speaker.name(one.sector), speaker.name(one.district), money(one.cost, language),
            )
        )  # fmt: skip
    lines += rows_in_columns(rows, (7,)) if found.firms else []
    missing = [kind for kind in kinds if kind not in {one.kind for one in found.firms}]
    if missing or not found.firms:
        lines.append(said("found_none", language, kinds=", ".join(missing) or "-"))
    return "\n".join(lines)
