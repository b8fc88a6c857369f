"""docs/model/parameters/README.md, and the pages of tables: paths, directions, sectors."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from results.model_pages.declarations import Declared, mechanisms, places
from results.model_pages.markdown import MADE, page_text
from results.model_pages.parameter_page import (
    default_text,
    number,
    prior_text,
)
from results.policy_pages.markdown import cell, section, table
from scenarios.place_schema import DirectionRow, Path, Place, Stratum
from scenarios.quantities import BehaviourParameter, Fact

INTRODUCTION = """\
One page a quantity, made from its declaration. Four kinds are kept apart: *levers* (what policy
sets, on the [pages of policies](../../policies/README.md)), *facts* (measured, with a source),
*assumed facts* (not found, with a range and a basis), *behaviour* (unknown, with a prior, its
evidence, and what could identify it). Nothing on these pages is fitted to any series."""
HEADS = ("name", "what it is", "unit", "value or prior", "default")


def index_page(quantities: Mapping[str, Sequence[Declared]]) -> str:
    """Text of docs/model/parameters/README.md.

    Args:
        quantities: each by its name, once for each place that declares it.
    """
    lines = ["# Parameters", "", MADE, "", INTRODUCTION, ""]
    ids = [row.id for row in mechanisms().values()]
    for identity in [*ids, "none"]:
        chosen = [
            rows[0]
            for rows in quantities.values()
            if isinstance(rows[0].quantity, BehaviourParameter)
            and rows[0].quantity.mechanism == identity
        ]
        title = mechanism_title(identity)
        lines += section(title, quantity_table(chosen))
    for place in places():
        chosen = [row for rows in quantities.values() for row in rows if row.place == place.id]
        whole = [row for row in chosen if not row.field.startswith("strata.")]
        strata = [row for row in chosen if row.field.startswith("strata.")]
        lines += section(f"Place: {place.title.en}", [*table_links(), *quantity_table(whole)])
        lines += section(f"Population: {place.title.en}", quantity_table(strata))
    return page_text(lines)


def mechanism_title(identity: str) -> str:
    """Heading of the behaviour parameters of one mechanism."""
    names = [row.label.en for row in mechanisms().values() if row.id == identity]
    return f"Behaviour, {identity}: {names[0]}" if names else "Behaviour, of no mechanism"


def table_links() -> list[str]:
    """Where the tables of a place are shown."""
    text = (
        "Yearly paths: [place.paths.md](place.paths.md). Kinds of project: "
        "[place.directions.md](place.directions.md). Sectors and districts: "
        "[place.sectors.md](place.sectors.md)."
    )
    return [text, ""]


def quantity_table(rows: Sequence[Declared]) -> list[str]:
    """One line a quantity."""
    lines = []
    for row in rows:
        quantity = row.quantity
        fact = isinstance(quantity, Fact)
        value = "fact" if isinstance(quantity, Fact) else prior_text(quantity.prior)
        lines.append(
            (
                f"[`{row.name}`]({row.name}.md)",
                f"{cell(quantity.label.en)} {cell(quantity.label.zh)}",
                cell(quantity.unit),
                value,
                number(quantity.value) if fact else default_text(quantity).split(" (")[0],
            )
        )
    return table(HEADS, lines) if lines else []


def table_pages() -> dict[str, str]:
    """The pages of tables by file name."""
    return {
        "place.paths.md": _page("Yearly paths", _paths),
        "place.directions.md": _page("Kinds of project", _directions),
        "place.sectors.md": _page("Sectors, districts, strata", _sectors),
    }


def _page(title: str, body: Callable[[Place], Iterator[str]]) -> str:
    lines = [f"# {title}", "", MADE, ""]
    for place in places():
        lines += [f"## {place.title.en} {place.title.zh}", "", *body(place)]
    return page_text(lines)


def _paths(place: Place) -> Iterator[str]:
    """Each path with its source and its years; assumed years are marked."""
    for name, path in place.paths.items():
        yield from (f"### {path.label.en}", "", f"{path.label.zh} · `place.paths.{name}`", "")
        yield from table(("", ""), _path_facts(path))
        years = [
            (str(point.year), f"{point.value:g}", "assumed" if point.assumed else "")
            for point in path.points
        ]
        yield from table(("year", "value", ""), years)


def _path_facts(path: Path) -> list[tuple[str, str]]:
    source = "; ".join(part for part in (path.source.title, path.source.note) if part)
    return [
        ("unit", cell(path.unit)),
        ("source", cell(source)),
        ("basis of assumed years", cell(path.basis)),
        ("range around assumed years", f"± {path.spread:g}"),
        ("set with", "`--set place.paths.NAME.YEAR=VALUE`"),
    ]


def _directions(place: Place) -> Iterator[str]:
    """The columns of each kind of project."""
    yield from (place.directions_basis.strip(), "")
    yield f"Each figure is sampled within ± {place.directions_range:g} of itself, relatively."
    yield ""
    columns = [
        (name, field.description or "share of cost")
        for name, field in DirectionRow.model_fields.items()
        if name not in ("id", "label", "nature")
    ]
    rows = [
        (
            f"`{row.id}`",
            f"{row.label.en} {row.label.zh}",
            row.nature,
            *(f"{getattr(row, name):g}" for name, _ in columns),
        )
        for row in place.directions
    ]
    yield from table(("id", "kind", "nature", *(name for name, _ in columns)), rows)
    yield from (f"- `{name}`: {cell(text)}" for name, text in columns)
    yield from ("", "Set with `--set place.directions.ID.COLUMN=VALUE`.", "")


def _sectors(place: Place) -> Iterator[str]:
    """Sectors, districts, and the limits of the strata."""
    yield from (place.shares_basis.strip(), "")
    sectors = [
        (
            f"`{row.id}`",
            f"{row.label.en} {row.label.zh}",
            f"{row.share:g}",
            f"{row.growth_premium:g}",
            "yes" if row.traditional else "",
            "yes" if row.key_industry else "",
            f"{row.key_energy_share:g}",
        )
        for row in place.sectors
    ]
    heads = ("id", "sector", "share of firms", "growth premium", "traditional", "key industry",
             "share of key energy users")  # fmt: skip
    yield from table(heads, sectors)
    districts = [
        (f"`{row.id}`", f"{row.label.en} {row.label.zh}", f"{row.share:g}")
        for row in place.districts
    ]
    yield from table(("id", "district", "share of firms"), districts)
    of_strata = ("id", "stratum", "role", "law", "from", "to")
    yield from table(of_strata, [_stratum(row) for row in place.strata])


def _stratum(row: Stratum) -> tuple[str, ...]:
    return (
        f"`{row.id}`",
        f"{row.label.en} {row.label.zh}",
        row.role,
        row.distribution,
        f"{row.low:,}",
        f"{row.high:,}",
    )
