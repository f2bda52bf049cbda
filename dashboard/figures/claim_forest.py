"""Claims in points on one axis, as small SVG pictures: the claimed value and what each body of evidence found.

An SVG without a viewBox whose places are percents stretches to the width that the page gives it, while marks and lines
keep their size; so one picture fits a card, a table and a telephone.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from dashboard.figures.forest import Axis
from dashboard.kit.markup import Html, escape, signed, tag, visible
from dashboard.kit.theme import Palette, direction_colour

LINE = 13  # pixels a body of evidence takes
PAD = 7  # pixels above the first line and below the last
EDGE = 6  # percent of the axis at each end, where a label would be cut if it stood in the middle
_MARKS = {  # drawn around 0, 0
    "reported": '<rect x="-4.5" y="-4.5" width="9" height="9"{}/>',
    "derived": '<path d="M0-6 6 0 0 6-6 0Z"{}/>',
    "measured": '<circle r="4.7"{}/>',
}


_MEANT = {  # kind of evidence and whether measured on generated text
    ("reported", False): "square: printed",
    ("derived", False): "diamond: derived from print",
    ("measured", False): "full circle: measured on real text",
    ("measured", True): "open circle: measured on generated text",
}
# of a whole chart, in pixels: a line of text, a letter of it on average, and what parts two rows
TEXT, LETTER, GAP = 15, 6.1, 3
MOST_LINES = 3  # that a name takes
FONT = 'font-family="Source Sans, Helvetica, Arial, sans-serif"'


@dataclass(frozen=True, slots=True)
class Found:
    """What one body of evidence found for a claim."""

    kind: str  # reported | derived | measured
    is_generated: bool  # measured on generated text; its mark is hollow
    estimate: float
    interval: tuple[float, float] | None
    direction: str | None


@dataclass(frozen=True, slots=True)
class Claimed:
    """What a claim accepts, rounding and tolerance included; None: open on that side."""

    low: float | None
    high: float | None


def claim_strip(
    found: Sequence[Found],
    claimed: Claimed | None,
    axis: Axis,
    colours: Palette,
    alt: str,
    mean: float | None = None,
) -> Html:
    """One claim as a picture: zero, the claimed values, and a line for each body of evidence.

    Args:
        found: in the order of the lines.
        claimed: None where there is no number.
        alt: the same in words.
        mean: drawn as a thin line over the whole height.
    """
    return _picture(_strip(found, claimed, axis, colours, mean), _height(found), alt)


def _height(found: Sequence[Found]) -> int:
    return 2 * PAD + LINE * max(len(found), 1)


def _strip(
    found: Sequence[Found], claimed: Claimed | None, axis: Axis, colours: Palette, mean: float | None
) -> list[str]:
    parts = [_zero(axis, colours), *_claimed(axis, claimed, colours)]
    if mean is not None:
        place = f"{axis.position(mean):.2f}%"
        parts.append(f'<line x1="{place}" x2="{place}" y1="0" y2="100%" stroke="{colours.ink}" stroke-width="1.5"/>')
    return [*parts, *(_line(one, PAD + LINE * (place + 0.5), axis, colours) for place, one in enumerate(found))]


def axis_picture(axis: Axis, colours: Palette) -> Html:
    """The ticks of an axis, signed; the picture is of no use to those who cannot see it."""
    return _picture([_tick(tick, axis.position(tick), colours) for tick in axis.ticks], 18, "")


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a whole chart: a name, a number beside it, and the strip."""

    name: str
    number: str
    found: Sequence[Found]
    claimed: Claimed | None


def whole_chart(
    lines: Sequence[Line], axis: Axis, colours: Palette, pixels: int, unit: str, mean: float | None = None
) -> str:
    """All lines with their axis and what the marks stand for, as one SVG for a paper.

    Args:
        pixels: width that it is laid out in, one of theme.WIDTHS.
        mean: drawn as a thin line through all strips.
    """
    names, numbers = round(pixels * 0.36), round(pixels * 0.15)
    left, y = names + numbers + 10, GAP
    parts = []
    for line in lines:
        said = textwrap.wrap(visible(line.name), int(names / LETTER), max_lines=MOST_LINES, placeholder=" ...")
        high = max(_height(line.found), TEXT * len(said) + 4)
        strip = "".join(_strip(line.found, line.claimed, axis, colours, mean))
        top = y + (high - TEXT * len(said)) / 2 + TEXT - 3
        parts += [_words(text, 4, top + TEXT * place, colours.ink) for place, text in enumerate(said)]
        parts.append(_words(line.number, names + numbers, y + high / 2 + 4, colours.ink, "end"))
        parts.append(_within(strip, left, y + (high - _height(line.found)) / 2, pixels - left, _height(line.found)))
        y += high + GAP
    ticks = "".join(_tick(tick, axis.position(tick), colours) for tick in axis.ticks)
    parts += [_within(ticks, left, y, pixels - left, 18), _words(unit, names + numbers, y + 13, colours.quiet, "end")]
    y += 18 + GAP
    for text in textwrap.wrap(_marks_of(lines), int((pixels - 8) / LETTER)):
        y += TEXT
        parts.append(_words(text, 4, y, colours.quiet))
    size = f'width="{pixels}" height="{y + 8:g}" viewBox="0 0 {pixels} {y + 8:g}"'
    ground = f'<rect width="100%" height="100%" fill="{colours.ground}"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{ground}{"".join(parts)}</svg>'


def _within(parts: str, x: float, y: float, width: float, height: float) -> str:
    return f'<svg x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}">{parts}</svg>'


def _words(text: str, x: float, y: float, colour: str, anchor: str = "start") -> str:
    return (
        f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}" font-size="12" fill="{colour}" {FONT}>{escape(text)}</text>'
    )


def _marks_of(lines: Sequence[Line]) -> str:
    """What the marks in these lines stand for, in words."""
    there = {(one.kind, one.is_generated) for line in lines for one in line.found}
    said = [words for mark, words in _MEANT.items() if mark in there]
    claimed = ["blue line or band: claimed"] if any(line.claimed for line in lines) else []
    return "; ".join([*said, *claimed, "lines: intervals"]) + "."


def _picture(parts: Sequence[str], height: float, alt: str) -> Html:
    size = f'width="100%" height="{height:g}"'
    drawn = f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{"".join(parts)}</svg>'
    source = f"data:image/svg+xml,{quote(drawn, safe='')}"
    return tag("img", src=source, alt=alt, class_="cc-svg", style=f"height:{height:g}px")


def _tick(value: float, place: float, colours: Palette) -> str:
    anchor = "start" if place < EDGE else "end" if place > 100 - EDGE else "middle"
    words = "0" if value == 0 else signed(value, 0 if float(value).is_integer() else 1)
    return (
        f'<text x="{place:.2f}%" y="13" text-anchor="{anchor}" font-size="12" fill="{colours.quiet}"'
        f" {FONT}>{words}</text>"
    )


def _zero(axis: Axis, colours: Palette) -> str:
    place = f"{axis.position(0):.2f}%"
    return f'<line x1="{place}" x2="{place}" y1="0" y2="100%" stroke="{colours.quiet}" stroke-dasharray="2 3"/>'


def _claimed(axis: Axis, claimed: Claimed | None, colours: Palette) -> list[str]:
    """A pale band for all that the claim accepts, and a strong line at each of its edges that is not open."""
    if claimed is None:
        return []
    low = 0.0 if claimed.low is None else axis.position(claimed.low)
    high = 100.0 if claimed.high is None else axis.position(claimed.high)
    edges = sorted({round(axis.position(edge), 2) for edge in (claimed.low, claimed.high) if edge is not None})
    middle = (edges[0] + edges[-1]) / 2
    drawn = edges if edges[-1] - edges[0] > 1.5 else [middle]  # a narrow band is one line
    band = f'<rect x="{low:.2f}%" width="{max(high - low, 0):.2f}%" y="0" height="100%" fill="{colours.band}"/>'
    return [band, *(_claimed_edge(place, colours) for place in drawn)]


def _claimed_edge(place: float, colours: Palette) -> str:
    return (
        f'<line x1="{place:.2f}%" x2="{place:.2f}%" y1="0" y2="100%" stroke="{colours.accent}" stroke-width="3"'
        ' stroke-opacity="0.75"/>'
    )


def _line(one: Found, y: float, axis: Axis, colours: Palette) -> str:
    colour = direction_colour(colours, one.direction) if one.direction else colours.ink
    drawn = "" if one.interval is None else _interval(one.interval, y, axis, colour)
    fill = colours.ground if one.is_generated else colour
    mark = _MARKS.get(one.kind, _MARKS["measured"]).format(f' fill="{fill}" stroke="{colour}" stroke-width="2"')
    return f'{drawn}<svg x="{axis.position(one.estimate):.2f}%" y="{y:g}" overflow="visible">{mark}</svg>'


def _interval(interval: tuple[float, float], y: float, axis: Axis, colour: str) -> str:
    """A line with a stop at each end; an arrow where it leaves the axis."""
    low, high = interval
    stroke = f'stroke="{colour}" stroke-width="2"'
    line = f'<line x1="{axis.position(low):.2f}%" x2="{axis.position(high):.2f}%" y1="{y:g}" y2="{y:g}" {stroke}/>'
    ends = [(low, "M5-4 0 0 5 4", low < axis.low), (high, "M-5-4 0 0-5 4", high > axis.high)]
    marks = [
        f'<svg x="{axis.position(end):.2f}%" y="{y:g}" overflow="visible">'
        f'<path d="{arrow if is_past else "M0-4V4"}" fill="none" {stroke}/></svg>'
        for end, arrow, is_past in ends
    ]
    return line + "".join(marks)


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a stacked bar."""

    name: str
    start: float
    end: float
    is_missing: bool  # what would have to be there: drawn as a dashed outline


def stacked_bar(parts: Sequence[Part], axis: Axis, colours: Palette, alt: str) -> Html:
    """Stretches along one axis, gains above and losses below; those that are missing only outlined.

    Args:
        alt: the same in words.
    """
    drawn = [_zero(axis, colours)]
    for place, part in enumerate(parts):
        left, right = sorted((axis.position(part.start), axis.position(part.end)))
        fill = "none" if part.is_missing else colours.regimes[place % len(colours.regimes)]
        stroke = f'stroke="{colours.ink}" stroke-dasharray="5 4" stroke-width="2"' if part.is_missing else ""
        is_loss = part.end < part.start  # the stretches that follow come back over it: it stands below them
        room = 'y="28" height="10"' if is_loss else 'y="4" height="24"'
        box = f'x="{left:.2f}%" width="{max(right - left, 0.2):.2f}%" {room}'
        drawn.append(f'<rect {box} fill="{fill}" {stroke}/>')
    return _picture(drawn, 42, alt)
