"""Text tables for a terminal: numbers with their ranges, wide or narrow as there is room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from results.statistics import Estimate, Spread
from results.units import MINUS, UNKNOWN, Scale, percent, plain

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

PLAIN_WIDTH = 110  # where there is no terminal to ask


@dataclass(frozen=True)
class Cell:
    """A number, and beside or below it its range."""

    main: str
    range: str = ""


@dataclass(frozen=True)
class Grid:
    """A table as texts: title, heads, rows, and what stands below it; the first column is left."""

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    last_is_total: bool = False
    foot: str = ""


def spread_cell(values: Spread | None, scale: Scale) -> Cell:
    """Write a mean with its 5-95 % range over runs."""
    if values is None:
        return Cell(UNKNOWN)
    return Cell(scale.number(values.mean), spread_range(values, scale))


def spread_range(values: Spread, scale: Scale) -> str:
    """Write the 5-95 % range of a spread, and nothing when it is unknown."""
    text = scale.range(values.low, values.high)
    return f"({text})" if text else ""


def estimate_cell(estimate: Estimate | None, scale: Scale, sign: bool = True) -> Cell:
    """Write a difference with its 90 % interval."""
    if estimate is None:
        return Cell(UNKNOWN)
    return Cell(scale.number(estimate.value, sign), estimate_range(estimate, scale, sign))


def estimate_range(estimate: Estimate, scale: Scale, sign: bool = True) -> str:
    """Write the interval of a difference; a question mark when it is unknown."""
    if estimate.low is None or estimate.high is None:
        return "[?]"
    return f"[{scale.number(estimate.low, sign)}, {scale.number(estimate.high, sign)}]"


def ratio_range(estimate: Estimate, decimals: int = 2) -> str:
    """Write the interval of a plain ratio; a question mark when it is unknown."""
    if estimate.low is None or estimate.high is None:
        return "[?]"
    return f"[{plain(estimate.low, decimals)}, {plain(estimate.high, decimals)}]"


def percent_range(estimate: Estimate, decimals: int = 0) -> str:
    """Write the interval of a share; a question mark when it is unknown."""
    if estimate.low is None or estimate.high is None:
        return "[?]"
    return f"[{percent(estimate.low, decimals)}, {percent(estimate.high, decimals)}]"


def print_grid(grid: Grid, console: Console) -> None:
    """Print a table on one line a row where it fits, else with ranges below their numbers.

    Where even that is too wide, lines run over the edge: a number cut short would be another one.
    """
    from rich.measure import Measurement

    console.print(grid.title, style="bold", markup=False)
    if grid.rows:
        options = console.options.update(width=500)
        for between, padding in ((" ", 1), ("\n", 1), ("\n", 0)):
            table = build_table(grid, between, padding)
            needed = Measurement.get(console, options, table)
            if needed.maximum <= console.width:
                break
        width = max(needed.minimum, console.width)
        console.print(table, width=width, crop=False, no_wrap=True)
    if grid.foot:
        print_wrapped(grid.foot, console)


def print_wrapped(text: str, console: Console, first: str = " ", style: str = "") -> None:
    """Print a text in lines of the console's width, below each other after `first`."""
    from rich.text import Text

    lines = Text(text, style=style).wrap(console, console.width - len(first))
    for number, line in enumerate(lines):
        line.rstrip()
        console.print(Text(first if number == 0 else " " * len(first)) + line)


def build_table(grid: Grid, between: str, padding: int = 1) -> Table:
    """Build the rich table.

    Args:
        grid: what is to stand in it.
        between: what stands between a number and its range.
        padding: spaces on both sides of a column.
    """
    from rich import box
    from rich.cells import cell_len
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, show_edge=False, padding=(0, padding), header_style="")
    cells = [[_cell(cell, between) for cell in row] for row in grid.rows]
    for position, head in enumerate(grid.heads):
        first = position == 0
        # Numbers are never broken; names and heads may be.
        widest = max(cell_len(part) for row in cells for part in row[position].plain.split("\n"))
        table.add_column(
            head, justify="left" if first else "right", min_width=5 if first else widest
        )
    for number, row in enumerate(cells):
        closes = grid.last_is_total and number == len(cells) - 1
        if closes:
            table.add_section()
        table.add_row(*row, style="bold" if closes else "")
    return table


def _cell(cell: Cell, between: str) -> Text:
    from rich.text import Text

    text = Text(cell.main)
    if cell.main.startswith(MINUS):
        text.stylize("red")
    if cell.range:
        text.append(between + cell.range, style="not bold dim")
    return text


def make_console(stderr: bool = False) -> Console:
    """Make a console that keeps colours to terminals and has room where there is none.

    Without a terminal, tables are as wide as they need: a file has no right edge at 80 columns.
    """
    from rich.console import Console

    console = Console(stderr=stderr, highlight=False, soft_wrap=False)
    if not console.is_terminal:
        console = Console(stderr=stderr, highlight=False, width=PLAIN_WIDTH)
    return console
