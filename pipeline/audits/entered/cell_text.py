"""What one cell of a table prints: a figure as typed, two of them, nothing, or text; pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

_MISSING = frozenset("- -- --- n/a na nan … ... ? ·".split())
_SIGNS = str.maketrans({
    "−": "-", "–": "-", "—": "-", "‐": "-", "‑": "-", "﹣": "-", "－": "-", "＋": "+", "％": "%", "．": ".", "，": ",",
    "\u00a0": " ", "\u2009": " ", "\u202f": " ", "\u2007": " ", "\u200b": "", "\u200c": "", "\u200d": "", "\ufeff": "",
    "⁄": "/", "（": "(", "）": ")",
})  # fmt: skip
_MARKS = "†‡*§¶#°⋆★☆✓✗^ᵃᵇᶜᵈᵉ¹²³⁴⁵⁶⁷⁸⁹⁰♠♣♥♦△▲‖"
_NUMBER = r"[0-9]{1,9}(?:[.,][0-9]{1,20})?|[.,][0-9]{1,20}"
_SPREAD = re.compile(rf"\s*[_^]?\{{?\s*(?:±|\+/-|\+-)\s*(?:{_NUMBER})\s*\}}?")
_GAIN = re.compile(
    rf"\s*[_^]?[({{\[]\s*(?P<sign>[+-]|↑|↓|▲|▼)\s*(?P<gain>{_NUMBER})\s*[)}}\]]|\s+(?P<sign2>↑|↓)\s*(?P<gain2>{_NUMBER})"
)
_NOTE = re.compile(r"\s*(?:\^\{[^{}]{0,40}\}|\^[\w†‡*§¶]|_\{[^{}]{0,40}\}|\[\w{1,2}\])")
_WHOLE = re.compile(rf"(?P<sign>[+-]?)\s*(?P<number>{_NUMBER})\s*(?P<percent>%?)")


class CellKind(StrEnum):
    """What a cell holds."""

    EMPTY = "empty"
    MISSING = "missing"  # a dash
    FIGURE = "figure"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Typed:
    """One figure as it was typed."""

    text: str  # digits with a point, as many as were typed
    sign: str = ""  # "+" or "-"
    is_percent: bool = False  # a percent sign stood behind it

    @property
    def value(self) -> Decimal:
        """With its sign."""
        return Decimal(self.sign.replace("+", "") + self.text)


@dataclass(frozen=True, slots=True)
class PrintedCell:
    """What a cell prints."""

    kind: CellKind
    text: str  # as it stands there
    figures: tuple[Typed, ...] = ()
    gain: Typed | None = None  # in brackets behind the figure
    left_out: str = ""  # what beside the figure was not read: "a spread"
    fault: str = ""  # why a cell with a number is no figure


def read_cell(text: str) -> PrintedCell:
    """What a cell prints; one that is no figure is text, and `fault` says why where it holds a number."""
    plain = text.translate(_SIGNS).strip()
    if not plain:
        return PrintedCell(CellKind.EMPTY, text)
    if plain.lower() in _MISSING or set(plain) <= {"-"}:
        return PrintedCell(CellKind.MISSING, text)
    bare = plain.strip(_MARKS + " ")
    figures = _figures(bare)
    if figures:
        return PrintedCell(CellKind.FIGURE, text, figures)
    rest, gain, left_out = bare, None, ""
    spread = _SPREAD.search(rest)
    if spread:
        rest, left_out = _without(rest, spread), "a spread"
    found = _GAIN.search(rest)
    if found:
        sign = (found["sign"] or found["sign2"]).translate(str.maketrans("↑↓▲▼", "+-+-"))
        gain = Typed(_digits(found["gain"] or found["gain2"]), sign)
        rest = _without(rest, found)
    note = _NOTE.search(rest)
    while note:
        rest = _without(rest, note)
        left_out = left_out or "a mark"
        note = _NOTE.search(rest)
    figures = _figures(rest.strip(_MARKS + " "))
    if figures:
        return PrintedCell(CellKind.FIGURE, text, figures, gain, left_out)
    bracket = re.fullmatch(rf"({_NUMBER})\s*\(\s*({_NUMBER})\s*\)", rest.strip(_MARKS + " "))
    fault = "what stands in brackets is not known: a spread, another metric?" if bracket else ""
    return PrintedCell(CellKind.TEXT, text, fault=fault)


def _without(text: str, found: re.Match[str]) -> str:
    return f"{text[: found.start()]} {text[found.end() :]}".strip()


def _figures(text: str) -> tuple[Typed, ...]:
    """One figure, or the two of "76.6 / 60.8"; () where it is anything else."""
    parts = [part.strip(_MARKS + " ") for part in text.split("/")]
    if len(parts) > 2:
        return ()
    found = [_WHOLE.fullmatch(part) for part in parts]
    return tuple(Typed(_digits(one["number"]), one["sign"], bool(one["percent"])) for one in found if one) * (
        all(one is not None for one in found)
    )


def _digits(text: str) -> str:
    """Digits with a point: "81,2" and "81.2" are one; leading zeros go, trailing ones stay."""
    whole, _, rest = text.replace(",", ".").partition(".")
    return (whole.lstrip("0") or "0") + (f".{rest}" if rest else "")


def n_decimals(text: str) -> int:
    """Digits behind the point."""
    return len(text.partition(".")[2])


def percent_of(text: str) -> str:
    """A fraction of one as percent, as precise as it was typed: "0.812" is "81.2"."""
    return f"{Decimal(text) * 100:.{max(n_decimals(text) - 2, 0)}f}"
