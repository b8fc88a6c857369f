"""Chart 3: who received the support, beside who the firms are, by size of firm."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from results.charts import style
from results.charts.words import source_line
from results.language import say
from results.study import Language, Study
from results.tables import SIZE_CLASSES, SUPPORT, CityTable, Matrix
from results.units import percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

NAME = "recipients"

FIRMS = "active_firms"
PAYMENTS = "support_payments"

# Attribute of `Shares` -> text of its label, colour of the bar, colour of the label.
BARS = {
    "firms": ("share_of_firms", style.FAINT, style.SOFT),
    "payments": ("share_of_payments", "#6f9fd8", "#3a6fb0"),
    "money": ("share_of_money", style.BLUE, style.BLUE),
}


@dataclass(frozen=True)
class Shares:
    """Shares of one size class, of all size classes together; None where there is nothing."""

    firms: float | None
    payments: float | None
    money: float | None


@dataclass(frozen=True)
class Recipients:
    """Who got the support under the policy, over all years and runs."""

    study: Study
    years: tuple[int, ...]
    sizes: dict[str, Shares]


def recipients(table: CityTable, study: Study) -> Recipients:
    """Share firms, payments and money out over the size classes.

    Firms are counted at the end of each year, so a year counts as much as another.
    """
    firms = _shares(table.firms_by_size(study.policy, FIRMS))
    payments = _shares(_supported(table, study, PAYMENTS))
    money = _shares(_supported(table, study, SUPPORT))
    return Recipients(
        study=study,
        years=table.years,
        sizes={s: Shares(firms[s], payments[s], money[s]) for s in SIZE_CLASSES},
    )


def _supported(table: CityTable, study: Study, measure: str) -> dict[str, Matrix]:
    return {
        size: table.over_instruments(study.policy, measure, size_class=size)
        for size in SIZE_CLASSES
    }


def _shares(parts: dict[str, Matrix]) -> dict[str, float | None]:
    """Return each part over the sum of all; None when all are zero."""
    sums = {size: int(matrix.sum()) for size, matrix in parts.items()}
    whole = sum(sums.values())
    return {size: value / whole if whole else None for size, value in sums.items()}


def numbers(data: Recipients) -> list[dict[str, Any]]:
    """Return the numbers behind the chart, one row a size class, as shares of one."""
    return [
        {
            "size_class": size,
            "share_of_firms": shares.firms,
            "share_of_payments": shares.payments,
            "share_of_money": shares.money,
        }
        for size, shares in data.sizes.items()
    ]


def draw(data: Recipients, language: Language) -> Figure:
    """Draw the chart in one language."""
    figure, axes = style.new_figure(
        title(data, language),
        say("recipients_subtitle", language, first=data.years[0], last=data.years[-1]),
        source_line(data.study, language),
        language,
        height=5.3,
    )
    _bars(axes, data, language)
    axes.set_ylim(len(data.sizes) - 0.45, -0.5)
    axes.set_yticks(range(len(data.sizes)), [_name(size, language) for size in data.sizes])
    axes.tick_params(axis="y", labelsize=style.LABEL, labelcolor=style.INK)
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    axes.axvline(0, color=style.FAINT, linewidth=1)
    style.make_room_left(figure, axes)
    return figure


def title(data: Recipients, language: Language) -> str:
    """Name the size class whose share of money is furthest above its share of firms."""
    lead = {
        size: shares.money - shares.firms
        for size, shares in data.sizes.items()
        if shares.money is not None and shares.firms is not None
    }
    if not lead:
        return say("support_none", language, first=data.years[0], last=data.years[-1])
    size = max(lead, key=lambda name: lead[name])
    return say(
        "recipients_title", language, size=say(size, language),
        firms=percent(data.sizes[size].firms, 0), money=percent(data.sizes[size].money, 0),
    )  # fmt: skip


def _bars(axes: Axes, data: Recipients, language: Language) -> None:
    """Draw three bars a size class; the first class also says what each bar is."""
    longest = 0.0
    for row, (size, shares) in enumerate(data.sizes.items()):
        for place, (name, (key, colour, ink)) in enumerate(BARS.items()):
            value: float | None = getattr(shares, name)
            if value is None:
                continue
            longest = max(longest, value)
            y = row + (place - 1) * 0.24
            axes.barh(y, value, height=0.22, color=colour, linewidth=0)
            label = percent(value, 0 if value >= 0.1 or value == 0 else 1)
            if size == SIZE_CLASSES[0]:
                label = f"{label}  {say(key, language)}"
            axes.annotate(
                label, (value, y), xytext=(5, 0), textcoords="offset points", va="center",
                size=style.LABEL, weight="bold" if name == "money" else "normal",
                color=ink,
            )  # fmt: skip
    axes.set_xlim(0, 1.25 * max(longest, 0.01))


def _name(size: str, language: Language) -> str:
    text = say(size, language)
    return text[:1].upper() + text[1:]


def alt_text(data: Recipients, language: Language) -> str:
    """Describe the chart for readers who do not see it."""
    parts = "".join(
        say(
            "alt_recipients_part", language, size=_name(size, language),
            firms=percent(shares.firms), payments=percent(shares.payments),
            money=percent(shares.money),
        )
        for size, shares in data.sizes.items()
    )  # fmt: skip
    return say("alt_recipients", language, parts=parts).strip()
