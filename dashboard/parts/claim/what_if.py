"""What would change a verdict: the definitions that are stored, moved by hand one choice at a time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from dashboard.figures.claim_forest import Claimed, Found, axis_picture, claim_strip
from dashboard.figures.forest import common_axis
from dashboard.kit.markup import Html, signed, tag
from dashboard.kit.rows import rows_of
from dashboard.kit.theme import Palette, direction_style
from dashboard.parts.claim.body import Body
from dashboard.parts.claim.multiverse import CHOICES, directions_words, option_name, pointed, varied
from dashboard.parts.verdicts.cards import direction_chip, verdict_chip

NEVER_DECIDES = ("SCOPE_MISMATCH", "NOT_COMPUTABLE")
AGAINST = ("disagrees", "opposite sign", "not as claimed")  # directions that lie wholly on the other side


def options_of(rows: pd.DataFrame) -> dict[str, list[str]]:
    """Choices that the stored definitions leave open, each with its options, the claim's own first.

    Args:
        rows: of queries/claim_multiverse.sql.
    """
    own = rows[rows["is_own"]]
    found = {}
    for choice in varied(rows):
        first = [] if own.empty else [own[choice].iloc[0]]
        found[choice] = list(dict.fromkeys([*first, *sorted(rows[choice].unique())]))
    return found


def picked_row(rows: pd.DataFrame, picked: Mapping[str, str]) -> Any | None:
    """The stored definition that takes these options; None where none was computed, since it is the same as another.

    Args:
        picked: an option for each choice of `options_of`.
    """
    is_it = pd.Series(data=True, index=rows.index)
    for choice, option in picked.items():
        is_it &= rows[choice] == option
    found = rows_of(rows[is_it])
    return found[0] if found else None


def accepted_with(body: Body, tolerance: float) -> tuple[float | None, float | None]:
    """What the claim would accept with another tolerance; None: open on that side."""
    shift = tolerance - (body["tolerance"] or 0.0)
    low, high = body["accepted_low"], body["accepted_high"]
    if body["comparator"] == "above":
        return (None if low is None else low - shift, None)
    return (None if low is None else low - shift, None if high is None else high + shift)


def meets(low: float, high: float, accepted: tuple[float | None, float | None]) -> bool:
    """Whether an interval and the accepted values have a value in common."""
    below, above = accepted
    return (below is None or high >= below) and (above is None or low <= above)


def outcome(
    body: Body, row: Any, accepted: tuple[float | None, float | None], colours: Palette, *, is_generated: bool
) -> Html:
    """The gain under the definition picked, and what it says of the claim.

    Args:
        row: of queries/claim_multiverse.sql.
        is_generated: measured on generated text; the mark is hollow.
    """
    interval = _interval(body, row)
    direction = row.direction if isinstance(row.direction, str) else None
    told = f"{signed(interval[0], 2)} to {signed(interval[1], 2)}" if interval else "no interval"
    size = "nothing to compare by" if interval is None else _size(interval, accepted)
    word = _word(body, row, interval, accepted)
    chips = [verdict_chip(word)] if word else []
    if direction:
        chips += [direction_chip(direction)]
    numbers = [float(row.mean_gain), *(interval or ()), *(edge for edge in accepted if edge is not None)]
    axis = common_axis(numbers, n_ticks=7)
    found = Found("measured", is_generated, float(row.mean_gain), interval, direction)
    drawn = axis and claim_strip(
        [found], Claimed(*accepted), axis, colours, f"{signed(row.mean_gain, 2)}, {told}; {size}"
    )
    return tag(
        "div",
        tag(
            "p",
            tag("strong", f"{signed(row.mean_gain, 2)} {body['unit']}"),
            f" ({told}): ",
            *(part for chip in chips for part in (chip, " ")),
            f"{size}.",
            " This is the claim's own definition." if row.is_own else "",
        ),
        drawn,
        axis and axis_picture(axis, colours),
        class_="cc-what-if",
        aria_live="polite",
    )


def _interval(body: Body, row: Any) -> tuple[float, float] | None:
    """Of a definition; that of the claim's own is the one judged, which is drawn over examples too."""
    if row.is_own and body["low"] is not None and body["high"] is not None:
        return float(body["low"]), float(body["high"])
    return None if pd.isna(row.low) else (float(row.low), float(row.high))


def _size(interval: tuple[float, float], accepted: tuple[float | None, float | None]) -> str:
    if meets(*interval, accepted):
        return "the claimed value is within the interval"
    below, _ = accepted
    return (
        "the interval lies below the claimed value"
        if below is not None and interval[1] < below
        else ("the interval lies above the claimed value")
    )


def _word(
    body: Body, row: Any, interval: tuple[float, float] | None, accepted: tuple[float | None, float | None]
) -> str | None:
    """The verdict by docs/method.md, section 5, where the definition is judged; of one training, that of the claim."""
    if body["verdict"] in NEVER_DECIDES or body.details.get("n_seeds") == 1:
        return str(body["verdict"])
    if interval is None or (pd.isna(row.holds) and not row.is_own):
        return None
    low, high = interval
    below, above = accepted
    if meets(low, high, accepted):
        is_within = (below is None or low >= below) and (above is None or high <= above)
        return "CONFIRMED" if is_within else "CONSISTENT"
    return "CONTRADICTED" if row.direction in AGAINST else "DEVIATES"


def what_flips(rows: pd.DataFrame) -> list[str]:
    """Each single choice that, all else as judged, gives another direction than the claim's own definition.

    Args:
        rows: of queries/claim_multiverse.sql.
    """
    own = rows[rows["is_own"]]
    if own.empty:
        return []
    base, names = rows_of(own)[0], varied(rows)
    if not isinstance(base.direction, str):
        return []  # nothing to change from
    found = []
    for row in rows_of(rows):
        changed = [name for name in names if getattr(row, name) != getattr(base, name)]
        if len(changed) == 1 and isinstance(row.direction, str) and row.direction != base.direction:
            option = option_name(changed[0], getattr(row, changed[0]))
            found.append(f"{CHOICES[changed[0]]} {option}: {direction_style(row.direction).word}")
    return found


def headed(rows: pd.DataFrame, verdict: str | None) -> str:
    """The definitions in a sentence; of evidence that decides nothing only which way they point.

    Args:
        rows: of queries/claim_multiverse.sql.
    """
    if verdict in NEVER_DECIDES or rows["holds"].isna().all():
        return f"No definition of the mean can confirm or refute the claim here. {pointed(rows)}"
    n_holding = int(rows["holds"].eq(True).sum())
    return f"Of {len(rows)} definitions {n_holding} meet the claimed value; {directions_words(rows)}."
