"""How every chart looks: fonts, colours, the places of title and source line, and saving.

Figures are drawn without pyplot, so that drawing in a server or a notebook disturbs nothing. The
same figure gives the same bytes of SVG: no date, and ids from a fixed salt.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from results.study import Language

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.text import Text

FONT_FOLDER = Path(__file__).parents[1] / "fonts"

# Dark enough for print in grey, apart for readers who do not see red and green.
BLUE, ORANGE, RED = "#1b4f8f", "#c8611b", "#b3202c"
INK, SOFT, FAINT, RULE = "#1c1c1c", "#5a5f66", "#9aa0a6", "#e3e5e8"
GROUP_COLOURS = ("#1b4f8f", "#c8611b", "#6f9fd8", "#8c8f94", "#2f7d6b", "#e2b04a", "#7b5ea7")

CLOSING, OPENING = "，。；：、）”！？%", "（“"

WIDTH, HEIGHT, DPI = 9.0, 5.9, 200
TITLE, SUBTITLE, LABEL, SMALL = 16, 12, 12, 9.5
EDGE, LEFT, RIGHT = 0.03, 0.08, 0.97  # of texts and of the axes, parts of the figure's width

SETTINGS: dict[str, Any] = {
    # Noto has the Latin letters, digits and the minus sign too, so a line is of one design.
    # DejaVu comes with matplotlib and has what a user's title may hold beyond that.
    "font.family": ["Noto Sans CJK SC", "DejaVu Sans"],
    "font.size": LABEL,
    "svg.fonttype": "path",  # with text, a machine without the font would show boxes
    "svg.hashsalt": "jigai",
    "axes.edgecolor": FAINT,
    "axes.labelcolor": SOFT,
    "text.color": INK,
    "xtick.color": SOFT,
    "ytick.color": SOFT,
    "axes.linewidth": 0.8,
}


def load_fonts() -> None:
    """Make the fonts of this package known to matplotlib, once.

    Raises:
        FileNotFoundError: the package's fonts are not installed.
    """
    from matplotlib.font_manager import fontManager

    files = sorted(FONT_FOLDER.glob("*.otf"))
    if not files:
        raise FileNotFoundError(f"no fonts in {FONT_FOLDER}: Chinese charts cannot be drawn")
    known = {entry.fname for entry in fontManager.ttflist}
    for file in files:
        if str(file) not in known:
            fontManager.addfont(str(file))


def drawing() -> AbstractContextManager[None]:
    """Return the context in which figures are made, drawn and saved."""
    import matplotlib

    load_fonts()
    return matplotlib.rc_context(cast(Any, SETTINGS))


def points(figure: Figure) -> tuple[float, float]:
    """Return one point as a part of the figure's width and of its height."""
    width, height = figure.get_size_inches()
    return 1 / (72 * float(width)), 1 / (72 * float(height))


def new_figure(
    title: str, subtitle: str, source: str, language: Language, height: float = HEIGHT
) -> tuple[Figure, Axes]:
    """Make a figure with its title, subtitle and source line, and axes in the room between.

    Call it, and all drawing, inside `drawing()`.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDTH, height), facecolor="white")
    FigureCanvasAgg(figure)
    line = 1 / (72 * height)  # one point, as a part of the height
    top = 1 - 14 * line
    for text, size, weight, colour in (
        (title, TITLE, "bold", INK),
        (subtitle, SUBTITLE, "normal", SOFT),
    ):
        wrapped = wrap(figure, text, size, weight, language)
        figure.text(
            EDGE, top, wrapped, size=size, weight=weight, color=colour, va="top",
            linespacing=1.25,
        )  # fmt: skip
        top -= (1 + wrapped.count("\n")) * size * 1.42 * line + 3 * line
    note = wrap(figure, source, SMALL, "normal", language)
    lines = 1 + note.count("\n")
    figure.text(EDGE, 10 * line, note, size=SMALL, color=SOFT, va="bottom", linespacing=1.3)
    bottom = (10 + lines * SMALL * 1.4 + 30) * line
    axes = figure.add_axes((LEFT, bottom, RIGHT - LEFT, top - 18 * line - bottom))
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.tick_params(length=0, labelsize=LABEL)
    axes.set_axisbelow(True)
    return figure, axes


def wrap(figure: Figure, text: str, size: float, weight: str, language: Language) -> str:
    """Break a text into lines that fit the figure: at spaces, and between Chinese characters."""
    room = (1 - 2 * EDGE) * WIDTH * figure.dpi
    probe = figure.text(0, 0, "", size=size, weight=weight)
    lines, line = [], ""
    for piece in _pieces(text, language):
        probe.set_text((line + piece).strip())
        if line.strip() and probe.get_window_extent().width > room:
            lines.append(line.strip())
            line = ""
        line += piece
    probe.remove()
    return "\n".join([*lines, line.strip()])


def _pieces(text: str, language: Language) -> list[str]:
    """Cut a text where a line may end: after a space, and in Chinese beside a Chinese character.

    No line starts with a closing mark or ends with an opening one, and numbers stay whole.
    """
    pieces: list[str] = []
    for character in text:
        before = pieces[-1][-1] if pieces else " "
        may_break = before == " "
        if language == "zh" and character not in CLOSING and before not in OPENING:
            may_break = may_break or _is_wide(character) or _is_wide(before)
        if may_break or not pieces:
            pieces.append(character)
        else:
            pieces[-1] += character
    return pieces


def _is_wide(character: str) -> bool:
    """Say whether a character is Chinese, or a mark that takes as much room."""
    return "\u3000" <= character <= "\u9fff" or "\uff00" <= character <= "\uffef"


def unit_label(figure: Figure, axes: Axes, text: str) -> None:
    """Name the unit above the upper end of the vertical axis."""
    box = axes.get_position()
    figure.text(EDGE, box.y1 + 0.008, text, size=LABEL, color=SOFT, va="bottom")


def make_room_right(figure: Figure, axes: Axes, labels: list[Text], gap: float = 8) -> None:
    """Narrow the axes so that labels to their right end at the figure's edge.

    Args:
        figure: the figure.
        axes: the axes that the labels stand beside.
        labels: the texts.
        gap: room between axes and labels, in points.
    """
    widest = max(label.get_window_extent().width for label in labels)
    box = axes.get_position()
    width = RIGHT - box.x0 - (widest + gap * figure.dpi / 72) / figure.bbox.width
    axes.set_position((box.x0, box.y0, width, box.height))


def spread_labels(labels: list[Text], axes: Axes, gap: float = 1.5) -> None:
    """Move labels in one column apart, up and down, until none touches another.

    Args:
        labels: texts placed in data coordinates, aligned to their centre.
        axes: where they stand.
        gap: room between two labels, in points.
    """
    if not labels:
        return
    ordered = sorted(labels, key=lambda label: float(label.get_position()[1]))
    to_points = axes.transData
    figure = axes.get_figure()
    assert figure is not None
    margin = gap * figure.dpi / 72
    heights = [label.get_window_extent().height + margin for label in ordered]
    wanted = [float(to_points.transform(label.get_position())[1]) for label in ordered]
    placed = _apart(wanted, heights)
    for label, height in zip(ordered, placed, strict=True):
        x = label.get_position()[0]
        label.set_position((x, float(to_points.inverted().transform((0, height))[1])))


def _apart(wanted: list[float], heights: list[float]) -> list[float]:
    """Place boxes in their order, without overlap, as near to where they want to be as may be.

    Boxes that touch are moved as one block to the mean of their wishes.
    """
    blocks: list[tuple[list[int], float]] = []  # members, and the block's lower edge
    for index, (centre, height) in enumerate(zip(wanted, heights, strict=True)):
        blocks.append(([index], centre - height / 2))
        while len(blocks) > 1:
            (low, low_edge), (high, high_edge) = blocks[-2:]
            low_top = low_edge + sum(heights[i] for i in low)
            if low_top <= high_edge:
                break
            members = low + high
            offset, wishes = 0.0, []
            for i in members:
                wishes.append(wanted[i] - heights[i] / 2 - offset)
                offset += heights[i]
            blocks[-2:] = [(members, sum(wishes) / len(wishes))]
    placed = [0.0] * len(wanted)
    for members, edge in blocks:
        for i in members:
            placed[i] = edge + heights[i] / 2
            edge += heights[i]
    return placed


def outlined() -> list[Any]:
    """Return the white outline that keeps a text legible over lines."""
    from matplotlib.patheffects import withStroke

    return [withStroke(linewidth=3, foreground="white")]


def save(figure: Figure, folder: Path, name: str, alt: str) -> list[Path]:
    """Write a figure as PNG and SVG, its alternative text inside both.

    Raises:
        OSError: the folder cannot be written to.
    """
    folder.mkdir(parents=True, exist_ok=True)
    png, svg = folder / f"{name}.png", folder / f"{name}.svg"
    figure.savefig(png, dpi=DPI, metadata={"Software": None, "Description": alt})
    figure.savefig(svg, metadata={"Date": None, "Creator": None, "Description": alt})
    return [png, svg]


def make_room_left(figure: Figure, axes: Axes) -> None:
    """Begin the axes where the names along the left edge end."""
    widest = max(label.get_window_extent().width for label in axes.get_yticklabels())
    box = axes.get_position()
    left = EDGE + (widest + 10 * figure.dpi / 72) / figure.bbox.width
    axes.set_position((left, box.y0, RIGHT - left, box.height))
