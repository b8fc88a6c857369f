"""Printing a record: shares, their intervals, the noise floor, and what follows from them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from results.language import joined, listed
from results.sensitivity.figures import (
    amount,
    by_scale,
    first_scale,
    index,
    indices_on,
    is_faint,
    kind_of,
    label,
    lines_of,
    ordered,
    quantity,
    scale_of,
    value_range,
    written,
)
from results.sensitivity.verdicts import of_shares
from results.sensitivity.words import say
from results.study import Language
from results.text_tables import Cell, Grid, print_grid, print_wrapped
from results.units import percent, plain

if TYPE_CHECKING:
    from rich.console import Console

Record = dict[str, Any]
MOST_LINES = 15
GIVEN = ("bank", "posterior")  # points that were there before


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
            factors=len(record["factors"]), groups=len(record["groups"]),
            points=f"{made['points']:,}",
            seeds=made["seeds"], runs=f"{made['runs']:,}", city=city,
            last=record["outcome"]["last"],
            blocks=say("blocks", language, scrambles=made["scrambles"])
            if record["method"] == "sobol" else "",
        ),
        say(f"ranges_{record['method']}" if record["method"] in GIVEN else "ranges", language),
    ]  # fmt: skip
    if made["planned"] is not None and made["planned"] > made["runs"]:
        told.append(
            say("holes", language, runs=f"{made['runs']:,}", planned=f"{made['planned']:,}")
        )
    ends = spread["quantiles"]
    sentence = say(
        "spread", language, mean=amount(record, spread["mean"], language),
        sd=amount(record, spread["sd"], language), low=amount(record, ends["0.05"], language),
        high=amount(record, ends["0.95"], language),
    )  # fmt: skip
    if spread["met"] is not None:
        met = say(
            "met" if made["seeds"] > 1 else "met_given", language,
            met=percent(spread["met"], 1), k=f"{spread['met_draws']:,}",
            draws=f"{spread['draws']:,}",
        )  # fmt: skip
        sentence = joined([sentence, met], language)
    told.append(sentence)
    if record["method"] == "sobol":
        told.append(
            say(by_scale("scale", first_scale(record)), language,
                kurtosis=plain(record["analysis"]["kurtosis"], 1))
        )  # fmt: skip
    return told


def grids(record: Record, language: Language) -> list[Grid]:
    """The tables of a record."""
    if record["method"] == "sobol":
        found = [shares_grid(record, scale, language) for scale in both_scales(record)]
    elif record["method"] == "morris":
        found = [screen_grid(record, language)]
    else:
        found = [given_grid(record, "pawn", language)]
        if record["analysis"].get("shapley") is not None:
            found.insert(0, shapley_grid(record, language))
        if record["analysis"]["regional"] is not None:
            found.append(given_grid(record, "regional", language))
    lines = lines_of(record)
    if lines is not None and lines["effects"]:
        found.append(linear_grid(record, language))
    if lines is not None and lines["levers"]:
        found.append(lever_grid(record, language))
    return found


def both_scales(record: Record) -> list[str]:
    """The two scales that have a table: the one fixed beforehand first."""
    return sorted(("raw", "rank"), key=lambda scale: scale != first_scale(record))


def shares_grid(record: Record, scale: str, language: Language) -> Grid:
    """Indices of groups, the largest total first, then of the wholes, the seed and the rest.

    Of a reduced run the groups stand in the order in which they are declared, without places.
    """
    told, order = indices_on(record, scale), ordered(record, scale)
    kinds = {name: kind_of(record, name) for name in order}
    rows = []
    for name in order:
        alike = [other for other in order if kinds[other] == kinds[name]]
        place = f"{order.index(name) + 1} ({alike.index(name) + 1})"
        if record["reduced"]:
            place = "-"
        rows.append(
            _row(label(record, name, language), kinds[name], place, told["groups"][name], language)
        )
    for name, one in told["wholes"].items():
        rows.append(_row(label(record, name, language), name.rstrip("s"), "", one, language))
    if told["seed"] is not None:
        rows.append(_row(say("seed", language), "chance", "", told["seed"], language))
    if told["rest"] is not None:
        cells = [Cell(say("rest", language)), Cell(""), Cell(""), Cell(*index(told["rest"]))]
        rows.append([*cells, *[Cell("")] * 4])
    heads = (
        "factor", "kind", "rank_apart", "first", "total", "steady", "effect_told", "larger_told",
    )  # fmt: skip
    title = "shares" if scale == "raw" else "shares_other"
    foot = say(
        "floor", language, total=plain(seed_total(told), 2),
        resampled=say(told["resampled"], language),
    )  # fmt: skip
    return Grid(say(title, language), [say(key, language) for key in heads], rows, foot=foot)


def _row(name: str, kind: str, place: str, one: Record, language: Language) -> list[Cell]:
    return [
        Cell(name), Cell(say(kind, language)), Cell(place),
        *(Cell(*index(one[key])) for key in ("first", "total", "steady")),
        Cell(say(_effect(one), language)),
        Cell("-" if one["larger"] is None else say("yes" if one["larger"] else "no", language)),
    ]  # fmt: skip


def _effect(one: Record) -> str:
    """The word for whether there is an effect, and for one that is next to nothing."""
    if not one["effect"]:
        return "no"
    return "yes_faint" if is_faint(one["total"]) else "yes"


def seed_total(told: Record) -> float:
    """The seed's own total order; 0 where there was one seed."""
    return 0.0 if told["seed"] is None else float(told["seed"]["total"][0])


def lever_ranges(record: Record, language: Language) -> Grid:
    """The low and high end of every figure of policy that is moved."""
    rows = [
        [
            Cell(row["label"][language], row["name"]), Cell(say(row["spread"], language)),
            *(
                [Cell(" / ".join(row["options"])), Cell("")]
                if row["spread"] == "options"
                else [Cell(written(row, row[end], language)) for end in ("low", "high")]
            ),
        ]
        for row in record["factors"] if row["kind"] == "lever"
    ]  # fmt: skip
    heads = [say(key, language) for key in ("quantity", "how", "low", "high")]
    return Grid(say("lever_ranges", language), heads, rows, foot=say("lever_ranges_foot", language))


def screen_grid(record: Record, language: Language) -> Grid:
    """Elementary effects, the strongest first."""
    groups = record["analysis"]["groups"]
    scale = scale_of(record, language)
    many = {row["id"]: len(row["members"]) > 1 for row in record["groups"]}
    rows = []
    for name in sorted(groups, key=lambda one: -groups[one]["strength"][0])[: 2 * MOST_LINES]:
        one = groups[name]
        rows.append(
            [
                Cell(label(record, name, language), name),
                Cell(scale.number(one["strength"][0]), f"[{scale.range(*one['strength'][1:])}]"),
                # The signs of a group of several quantities cancel as they happen to point.
                Cell("-" if many[name] else scale.number(one["mean"], sign=True)),
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
    heads = [say(key, language) for key in ("quantity", "distance")]
    return Grid(say(method, language), heads, rows, foot=foot)


def shapley_grid(record: Record, language: Language) -> Grid:
    """Shapley effects of dependent factors, the largest first."""
    told = record["analysis"]["shapley"]
    order = sorted(told["shares"], key=lambda name: -told["shares"][name])
    rows = [
        [Cell(label(record, name, language), name), Cell(plain(told["shares"][name], 2))]
        for name in order
    ]
    foot = say(
        "shapley_foot", language, noise=percent(told["noise"], 0), floor=plain(told["floor"], 2),
        apart=plain(told["apart"], 2),
    )  # fmt: skip
    heads = [say(key, language) for key in ("quantity", "share")]
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
    heads = [say("quantity", language), say("range", language),
             f"{say('effect', language)} {scale.name}".strip()]  # fmt: skip
    return Grid(texts[0], heads, rows, foot=texts[1])


def conclusions(record: Record, language: Language) -> list[str]:
    """What follows, in sentences."""
    if record["method"] == "sobol":
        return of_shares(record, language)
    if "pawn" in record["analysis"]:
        why = record["analysis"].get("why_no_shapley")
        told = [] if why is None else [say(why["reason"], language, **why)]
        return [*told, conditions(record, language)] if record["outcome"]["has_line"] else told
    groups = record["analysis"]["groups"]
    named = [name for name, one in groups.items() if one["named"]]
    return [_larger(record, named[:MOST_LINES], language)]


def _larger(record: Record, names: list[str], language: Language) -> str:
    if not names:
        return say("none_larger", language)
    told = listed([label(record, name, language) for name in names], language)
    return say("larger_screened", language, names=told)


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
        low=percent(box["density_low"], 0),
        overall=percent(box["overall"], 0), coverage=percent(box["coverage"], 0),
        runs=f"{box['runs']:,}",
    )  # fmt: skip
