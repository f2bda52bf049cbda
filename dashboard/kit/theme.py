"""Every colour, symbol and measure of the app, by meaning; light and dark.

The data colours are the Okabe-Ito set (Okabe and Ito 2008, "Color Universal Design"), darkened on light ground and
lightened on dark ground so that text in them keeps a contrast of at least 4.5:1. No meaning rests on colour alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from pipeline.domain.verdict import VerdictWord


class Mode(StrEnum):
    """Ground the app is drawn on."""

    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True)
class VerdictStyle:
    """How one verdict is written: word and symbol stand beside the colour."""

    word: str
    symbol: str


@dataclass(frozen=True, slots=True)
class DirectionStyle:
    """How one direction is written, and Plotly's name of its symbol."""

    word: str
    symbol: str
    plotly: str


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours of one mode, by meaning."""

    mode: Mode
    accent: str
    ground: str
    panel: str
    ink: str
    quiet: str  # secondary text
    rule: str  # lines
    band: str  # the claimed value's rounding band
    verdicts: dict[str, str]
    regimes: tuple[str, ...]  # in order of appearance; the baseline has `quiet`
    diverging: tuple[tuple[float, str], ...]  # loss, zero, gain; `ink` stays readable on all of it


_AS_TEXT = "\ufe0e"  # keeps browsers from drawing a symbol as a picture
VERDICTS: dict[str, VerdictStyle] = {
    word.value: VerdictStyle(word.words, word.symbol + _AS_TEXT) for word in VerdictWord
}
KINDS: dict[str, tuple[str, str]] = {
    "reported": ("Reported", "printed in a publication"),
    "measured": ("Measured", "by runs of this project"),
    "derived": ("Derived", "computed from published figures"),
}
# which way evidence points, whatever its scope
DIRECTIONS: dict[str, DirectionStyle] = {
    "same sign": DirectionStyle("same sign", "▲", "triangle-up"),
    "as claimed": DirectionStyle("as claimed", "▲", "triangle-up"),
    "cannot be told": DirectionStyle("cannot be told", "○", "circle-open"),
    "opposite sign": DirectionStyle("opposite sign", "▼", "triangle-down"),
    "not as claimed": DirectionStyle("not as claimed", "▼", "triangle-down"),
}
_NEAREST = {
    "same sign": "CONSISTENT",
    "as claimed": "CONSISTENT",
    "opposite sign": "CONTRADICTED",
    "not as claimed": "CONTRADICTED",
}
_NO_DIRECTION = DirectionStyle("no interval", "–", "line-ew")
# Plotly's name and the same shape as a character, for legends in text; two more than there are colours, so that
# symbol and colour together come back only after 60 regimes
REGIME_SYMBOLS = (
    ("circle", "●"),
    ("square", "■"),
    ("diamond", "◆"),
    ("triangle-up", "▲"),
    ("cross", "✚"),
    ("triangle-down", "▼"),
    ("star", "★"),
    ("x", "✖"),
    ("triangle-right", "▶"),
    ("triangle-left", "◀"),
    ("pentagon", "⬟"),
    ("hexagon2", "⬣"),
)
BASELINE_SYMBOL = ("circle-open", "○")
# whether masked LM has seen a language: words and symbol
SEEN: dict[str, tuple[str, str]] = {
    "seen": ("Seen by masked LM", "◉"),
    "unseen": ("Not seen by masked LM", "◌"),
    "unknown": ("Not known whether seen", "?"),
}

# an interval that covers zero: words and symbol; the cell or bar is hatched as well
COVERS_ZERO = ("Interval covers zero", "○")

LIGHT = Palette(
    mode=Mode.LIGHT,
    accent="#1f5a94",
    ground="#fcfcfa",
    panel="#f2f2ee",
    ink="#1c2127",
    quiet="#5b626a",
    rule="#d9d9d2",
    band="#cfdcea",
    verdicts={
        "CONFIRMED": "#00704f",
        "CONSISTENT": "#1668a8",
        "DEVIATES": "#8a5a00",
        "CONTRADICTED": "#b23c00",
        "SELF_INCONSISTENT": "#8c2f6b",
        "SCOPE_MISMATCH": "#4d5560",
        "NOT_COMPUTABLE": "#666d75",
    },
    regimes=(
        "#0072b2",
        "#d55e00",
        "#009e73",
        "#b3638f",
        "#a87d00",
        "#2b86bd",
        "#6b4c9a",
        "#7a5230",
        "#4d5560",
        "#a30f4f",
    ),
    diverging=((0.0, "#e58b5a"), (0.25, "#f0c3a8"), (0.5, "#f6f6f3"), (0.75, "#b5d1e8"), (1.0, "#6ea8d6")),
)
DARK = Palette(
    mode=Mode.DARK,
    accent="#86b6e6",
    ground="#14171b",
    panel="#1d2127",
    ink="#e4e6e8",
    quiet="#a2a9b1",
    rule="#363c44",
    band="#2d4257",
    verdicts={
        "CONFIRMED": "#4cc79d",
        "CONSISTENT": "#7cbdf0",
        "DEVIATES": "#e8b04a",
        "CONTRADICTED": "#f58a55",
        "SELF_INCONSISTENT": "#e08fc0",
        "SCOPE_MISMATCH": "#b9c0c8",
        "NOT_COMPUTABLE": "#98a0a9",
    },
    regimes=(
        "#56b4e9",
        "#f0803c",
        "#2fc49a",
        "#dd9cc2",
        "#f0c542",
        "#9ad4f5",
        "#b69ae0",
        "#c9a27c",
        "#b9c0c8",
        "#f0709f",
    ),
    diverging=((0.0, "#9c4a20"), (0.25, "#613929"), (0.5, "#20252b"), (0.75, "#25455f"), (1.0, "#2b6699")),
)
PICTURES = ("svg", "png", "pdf")  # formats that a chart is saved in
GROUNDS = {"page": "", "white": "#ffffff", "transparent": "rgba(0,0,0,0)"}
# widths that a chart is saved in: millimetres, and CSS pixels that it is laid out in; its letters are 7 points high
WIDTHS: dict[str, tuple[int | None, int | None]] = {"page": (None, None), "column": (85, 420), "text": (175, 840)}
FONT = '"Source Sans", "Source Sans 3", "Helvetica Neue", Arial, sans-serif'


def palette(mode: str | None) -> Palette:
    """Colours for the mode the browser reports; light where it reports none."""
    return DARK if mode == Mode.DARK.value else LIGHT


def verdict_style(verdict: str) -> VerdictStyle:
    """Word and symbol of a verdict; one this app does not know keeps its own name and a question mark."""
    return VERDICTS.get(verdict, VerdictStyle(verdict.replace("_", " ").capitalize(), "?"))


def verdict_colour(colours: Palette, verdict: str) -> str:
    """Colour of a verdict; secondary text for one this app does not know."""
    return colours.verdicts.get(verdict, colours.quiet)


def direction_style(direction: str | None) -> DirectionStyle:
    """Word and symbol of a direction; None: there is no interval to tell it by."""
    return DIRECTIONS.get(direction or "", _NO_DIRECTION)


def direction_colour(colours: Palette, direction: str | None) -> str:
    """Colour of a direction, that of the verdict nearest in meaning."""
    return colours.verdicts[_NEAREST.get(direction or "", "NOT_COMPUTABLE")]


def direction_variable(direction: str | None) -> str:
    """The same colour as the style sheet names it."""
    return f"var(--cc-verdict-{_NEAREST.get(direction or '', 'NOT_COMPUTABLE').lower().replace('_', '-')})"


def template(colours: Palette) -> dict[str, Any]:
    """The Plotly template of all charts: the page's ground, so that a saved chart has it too, and thin rules.

    Plain, since Plotly checks what a figure is made of once, but each object that goes into it again.
    """
    axis: dict[str, Any] = {
        "gridcolor": colours.rule,
        "linecolor": colours.rule,
        "zerolinecolor": colours.quiet,
        "zerolinewidth": 1,
        "tickfont": {"size": 13, "color": colours.ink},
        "title": {"font": {"size": 13, "color": colours.quiet}, "standoff": 8},
        "automargin": True,
    }
    return {
        "layout": {
            "font": {"family": FONT, "size": 13, "color": colours.ink},
            "paper_bgcolor": colours.ground,
            "plot_bgcolor": "rgba(0,0,0,0)",
            "colorway": list(colours.regimes),
            "margin": {"l": 8, "r": 12, "t": 8, "b": 8},
            "hoverlabel": {
                "bgcolor": colours.panel,
                "bordercolor": colours.rule,
                "font": {"family": FONT, "size": 13, "color": colours.ink},
            },
            "legend": {
                "orientation": "h",
                "x": 0,
                "xanchor": "left",
                "y": 1.0,
                "yanchor": "bottom",
                "font": {"size": 13, "color": colours.ink},
            },
            "xaxis": axis,
            "yaxis": {**axis, "ticklabelstandoff": 6},  # names do not touch the first mark
        }
    }


def chart_palette(colours: Palette, ground: str) -> Palette:
    """Colours of charts: those of the page, or for print dark on `ground`, one of GROUNDS."""
    return replace(LIGHT, ground=GROUNDS[ground]) if GROUNDS[ground] else colours


def chart_config(name: str, picture: str, width: str = "page", *, is_wide: bool = False) -> dict[str, Any]:
    """Plotly's settings of every chart: no zoom, and in its bar the one button that saves the chart.

    Args:
        name: of the chart, for the file.
        picture: format of the file, one of PICTURES; what Plotly saves is a drawing, whose name tells
            server/pictures.js what to make of it.
        width: one of WIDTHS.
        is_wide: the chart needs the room of a whole page; in a column its letters are smaller.
    """
    millimetres, pixels = WIDTHS[width]
    wide = f", {millimetres} mm wide" if millimetres else ""
    made = "" if picture == "svg" else f", as {picture}"
    options: dict[str, Any] = {"format": "svg", "filename": f"crosscheck-{name}{wide}{made}", "scale": 1}
    if pixels is not None:
        options["width"] = WIDTHS["text"][1] if is_wide else pixels
    return {
        "displayModeBar": "hover",
        "displaylogo": False,
        "scrollZoom": False,
        "modeBarButtons": [["toImage"]],
        "toImageButtonOptions": options,
    }


def css_variables(colours: Palette) -> str:
    """The palette as custom properties for style.css."""
    named = {
        "accent": colours.accent,
        "ground": colours.ground,
        "panel": colours.panel,
        "ink": colours.ink,
        "quiet": colours.quiet,
        "rule": colours.rule,
        "band": colours.band,
        **{f"verdict-{name.lower().replace('_', '-')}": colour for name, colour in colours.verdicts.items()},
    }
    return ":root{" + "".join(f"--cc-{name}:{colour};" for name, colour in named.items()) + "}"
