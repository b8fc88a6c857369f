"""Printing a record: shares, their intervals, the noise floor, and what follows from them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from results.language import listed
from results.sensitivity.figures import (
    amount,
    drivers,
    headline,
    index,
    kind_of,
    label,
    quantity,
    scale_of,
    share,
    value_range,
)
from results.sensitivity.words import say
from results.study import Language
from results.text_tables import Cell, Grid, print_grid, print_wrapped
from results.units import percent, plain

if TYPE_CHECKING:
    from rich.console import Console

Record = dict[str, Any]
MOST_LINES = 15


def print_record(record: Record, language: Language, console: Console) -> None:
    """Print a record in one language."""
    outcome = record["outcome"]["label"][language]
    console.print(say("head", language, outcome=outcome), style="bold", markup=False)
    for sentence in preamble(record, language):
        print_wrapped(sentence, console, style="dim")
    for grid in grids(record, language):
        console.print()
        print_grid(grid, console)
    console.print()
    for sentence in conclusions(record, language):
        print_wrapped(sentence, console, first=" • ")


def preamble(record: Record, language: Language) -> list[str]:
    """What was run, over which ranges, and how the outcome is spread."""
    made, spread = record["made"], record["spread"]
    city = say("whole_city", language)
    if made["firms"] is not None:
        city = say("sub_sample", language, firms=f"{made['firms']:,}")
    told = [
        say(
            "made" if record["method"] in ("sobol", "morris") else "made_given", language,
            place=record["place"][language], variant=record["variants"][0],
            factors=len(record["factors"]), groups=len(record["groups"]), points=made["points"],
            seeds=made["seeds"], runs=f"{made['runs']:,}", city=city,
            last=record["outcome"]["last"],
        ),
        say("ranges", language),
    ]  # fmt: skip
    ends = spread["quantiles"]
    sentence = say(
        "spread", language, mean=amount(record, spread["mean"], language),
        sd=amount(record, spread["sd"], language), low=amount(record, ends["0.05"], language),
        high=amount(record, ends["0.95"], language),
    )  # fmt: skip
    if spread["met"] is not None:
        sentence += (" " if language == "en" else "") + say(
            "met", language, met=percent(spread["met"], 1)
        )
    told.append(sentence)
    if record["method"] == "sobol":
        analysis = record["analysis"]
        key = "heavy" if analysis["headline"] == "rank" else "not_heavy"
        told.append(say(key, language, kurtosis=plain(analysis["kurtosis"], 1)))
    return told


def grids(record: Record, language: Language) -> list[Grid]:
    """The tables of a record."""
    if record["method"] == "sobol":
        chosen = record["analysis"]["headline"]
        other = "raw" if chosen == "rank" else "rank"
        found = [
            shares_grid(record, chosen, "shares", language),
            shares_grid(
                record, other, "shares_raw" if other == "raw" else "shares_other", language
            ),
        ]
    elif record["method"] == "morris":
        found = [screen_grid(record, language)]
    else:
        found = [given_grid(record, "pawn", language)]
        if record["analysis"].get("shapley") is not None:
            found.insert(0, shapley_grid(record, language))
        if record["analysis"]["regional"] is not None:
            found.append(given_grid(record, "regional", language))
    if record["linear"] is not None and record["linear"]["effects"]:
        found.append(linear_grid(record, language))
    if record["linear"] is not None and record["linear"]["levers"]:
        found.append(lever_grid(record, language))
    return found


def shares_grid(record: Record, scale: str, title: str, language: Language) -> Grid:
    """Indices of groups, the largest total first, then of the wholes and of the seed."""
    told = record["analysis"]["scales"][scale]
    order = sorted(told["groups"], key=lambda name: -told["groups"][name]["total"][0])
    kinds = {name: kind_of(record, name) for name in order}
    rows = []
    for name in order:
        alike = [other for other in order if kinds[other] == kinds[name]]
        place = f"{order.index(name) + 1} ({alike.index(name) + 1})"
        rows.append(
            _row(label(record, name, language), kinds[name], place, told["groups"][name], language)
        )
    for name, one in told["wholes"].items():
        rows.append(_row(label(record, name, language), name.rstrip("s"), "", one, language))
    if told["seed"] is not None:
        rows.append(_row(say("seed", language), "chance", "", told["seed"], language))
    heads = ("factor", "kind", "rank_apart", "first", "total", "steady", "named")
    foot = say(
        "floor", language, first=plain(told["first_floor"], 2),
        total=plain(told["total_floor"], 2), resampled=say(told["resampled"], language),
    )  # fmt: skip
    return Grid(say(title, language), [say(key, language) for key in heads], rows, foot=foot)


def _row(name: str, kind: str, place: str, one: Record, language: Language) -> list[Cell]:
    return [
        Cell(name), Cell(say(kind, language)), Cell(place),
        *(Cell(*index(one[key])) for key in ("first", "total", "steady")),
        Cell(say("yes" if one["named"] else "no", language)),
    ]  # fmt: skip


def screen_grid(record: Record, language: Language) -> Grid:
    """Elementary effects, the strongest first."""
    groups = record["analysis"]["groups"]
    scale = scale_of(record, language)
    rows = []
    for name in sorted(groups, key=lambda one: -groups[one]["strength"][0])[: 2 * MOST_LINES]:
        one = groups[name]
        rows.append(
            [
                Cell(label(record, name, language), name),
                Cell(scale.number(one["strength"][0]), f"[{scale.range(*one['strength'][1:])}]"),
                Cell(scale.number(one["mean"], sign=True)),
                Cell(scale.number(one["spread"])),
                Cell(scale.number(one["floor"])),
                Cell(say("yes" if one["named"] else "no", language)),
            ]
        )
    heads = ("factor", "strength", "mean", "sigma", "chance_floor", "named")
    title = f"{say('screen', language)} ({scale.name})" if scale.name else say("screen", language)
    return Grid(
        title, [say(key, language) for key in heads], rows, foot=say("screen_foot", language)
    )


def given_grid(record: Record, method: str, language: Language) -> Grid:
    """Distances of single factors, those above the floor."""
    from calibration.sensitivity.given import DUMMIES

    found = record["analysis"][method]
    rows = [
        [Cell(label(record, name, language), name), Cell(plain(found["values"][name], 3))]
        for name in found["named"][:MOST_LINES]
    ]
    foot = say(
        "given_foot", language, floor=plain(found["floor"], 3), dummies=DUMMIES,
        chance=plain(found["by_chance"], 0),
    )  # fmt: skip
    heads = [say(key, language) for key in ("factor", "distance")]
    return Grid(say(method, language), heads, rows, foot=foot)


def shapley_grid(record: Record, language: Language) -> Grid:
    """Shapley effects of dependent factors, the largest first."""
    told = record["analysis"]["shapley"]
    order = sorted(told["shares"], key=lambda name: -told["shares"][name])
    rows = [
        [Cell(label(record, name, language), name), Cell(plain(told["shares"][name], 2))]
        for name in order
    ]
    foot = say("shapley_foot", language, noise=percent(told["noise"], 0))
    heads = [say(key, language) for key in ("factor", "share")]
    return Grid(say("shapley", language), heads, rows, foot=foot)


def linear_grid(record: Record, language: Language) -> Grid:
    """Straight-line effects of single factors."""
    found = record["linear"]
    names = list(found["effects"])[:MOST_LINES]
    foot = say("linear_foot", language, explained=percent(found["explained"], 0))
    title = say("linear", language, count=len(names))
    return _lines(record, found["effects"], names, language, (title, foot))


def lever_grid(record: Record, language: Language) -> Grid:
    """Straight-line effects of what policy sets, the largest first."""
    found = record["linear"]["levers"]
    names = sorted(found, key=lambda name: -abs(found[name][0]))[:MOST_LINES]
    texts = (say("lever_lines", language), say("lever_lines_foot", language))
    return _lines(record, found, names, language, texts)


def _lines(
    record: Record, found: Record, names: list[str], language: Language, texts: tuple[str, str]
) -> Grid:
    """A row a quantity: its range, and the change over it with its interval."""
    scale = scale_of(record, language)
    rows = [
        [
            Cell(label(record, name, language), name),
            Cell(value_range(record, name, language)),
            Cell(
                scale.number(found[name][0], sign=True),
                f"[{scale.range(*found[name][1:])}]",
            ),
        ]
        for name in names
    ]
    heads = [say("factor", language), say("range", language),
             f"{say('effect', language)} {scale.name}".strip()]  # fmt: skip
    return Grid(texts[0], heads, rows, foot=texts[1])


def conclusions(record: Record, language: Language) -> list[str]:
    """What follows, in sentences."""
    if record["method"] == "sobol":
        return _of_shares(record, language)
    if "pawn" in record["analysis"]:
        why = record["analysis"].get("why_no_shapley")
        told = [] if why is None else [say(why["reason"], language, **why)]
        return [*told, conditions(record, language)] if record["outcome"]["has_line"] else told
    groups = record["analysis"]["groups"]
    named = [name for name, one in groups.items() if one["named"]]
    return [_named(record, named[:MOST_LINES], language)]


def _of_shares(record: Record, language: Language) -> list[str]:
    told = [_named(record, drivers(record), language)]
    wholes, seed = headline(record)["wholes"], headline(record)["seed"]
    if wholes and seed is not None:
        told.append(
            say(
                "wholes", language, levers=share(wholes["levers"]["first"][0], language),
                unknowns=share(wholes["unknowns"]["first"][0], language),
                seed=share(seed["first"][0], language),
            )
        )  # fmt: skip
    return told


def _named(record: Record, names: list[str], language: Language) -> str:
    if not names:
        return say("no_drivers", language)
    return say(
        "drivers", language, names=listed([label(record, n, language) for n in names], language)
    )


def conditions(record: Record, language: Language) -> str:
    """The conditions for meeting the target as a sentence, or why there are none."""
    box = record["analysis"]["box"]
    if box is None:
        why = record["analysis"]["why_not"]
        return say(why["reason"], language, **why)
    limits = say("and", language).join(
        say(
            "at_least" if one["at_least"] else "at_most", language,
            name=label(record, one["name"], language),
            value=quantity(record, one["name"], one["value"], language),
        )
        for one in box["limits"]
    )  # fmt: skip
    return say(
        "box", language, limits=limits, density=percent(box["density"], 0),
        overall=percent(box["overall"], 0), coverage=percent(box["coverage"], 0), runs=box["runs"],
    )  # fmt: skip
