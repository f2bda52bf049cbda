"""The common axis of one claim: its rounding band, zero and each estimate with its interval.

Drawn with positioned HTML elements rather than Plotly: a page holds dozens of these one-line strips, each beside its
verdict in text, and they must stay aligned with it at every width.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from dashboard.kit.markup import Html, join, tag

_STEPS = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True, slots=True)
class Axis:
    """A stretch of the number line; `position` gives the percent of the strip's width."""

    low: float
    high: float
    ticks: tuple[float, ...]

    def position(self, value: float) -> float:
        """Percent from the left edge, 0-100; values beyond the axis stop at its edge."""
        return min(100.0, max(0.0, 100.0 * (value - self.low) / (self.high - self.low)))


def common_axis(values: list[float], n_ticks: int = 5) -> Axis | None:
    """An axis that holds zero and all values with a margin of 6 percent; None for no values."""
    finite = [value for value in values if math.isfinite(value)]
    if not finite:
        return None
    low, high = min(0.0, *finite), max(0.0, *finite)
    margin = 0.06 * ((high - low) or 1.0)
    low, high = low - margin, high + margin
    rough = (high - low) / n_ticks
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * size for size in _STEPS if power * size >= rough)
    first = math.ceil(low / step)
    ticks = tuple(round(number * step, 10) + 0.0 for number in range(first, math.floor(high / step) + 1))
    return Axis(low, high, ticks)


def strip(
    axis: Axis,
    band: tuple[float, float] | None,
    estimate: float | None,
    interval: tuple[float, float] | None,
    kind: str,
    alt: str,
) -> Html:
    """One line of the forest: claimed band, zero, interval and estimate.

    Args:
        band: rounding interval of the claimed value.
        interval: of the estimate; None where there is none.
        kind: kind of evidence; gives the mark its shape.
        alt: the same in words, for those who cannot see it.
    """
    marks = [tag("i", class_="cc-zero", style=f"left:{axis.position(0):.2f}%")]
    if band:
        marks.append(tag("i", class_="cc-band", style=_span(axis, *band)))
    if interval:
        marks.append(tag("i", class_="cc-interval", style=_span(axis, *interval)))
    if estimate is not None:
        marks.append(tag("i", class_=f"cc-mark cc-mark-{kind}", style=f"left:{axis.position(estimate):.2f}%"))
    return tag("div", *marks, class_="cc-strip", role="img", aria_label=alt)


def axis_line(axis: Axis, unit: str = "points") -> Html:
    """The ticks below the strips of one claim; signed where the unit is points."""
    labels = [
        tag("i", _short(tick, unit), class_="cc-tick", style=f"left:{axis.position(tick):.2f}%") for tick in axis.ticks
    ]
    return tag("div", join(labels), class_="cc-axis", aria_hidden="true")


def _span(axis: Axis, low: float, high: float) -> str:
    left, right = axis.position(low), axis.position(high)
    return f"left:{left:.2f}%;width:{max(right - left, 0.0):.2f}%"


def _short(value: float, unit: str) -> str:
    sign = "+" if unit == "points" else ""
    return f"{value:{sign},.10g}".replace("-", "−") if value else "0"
