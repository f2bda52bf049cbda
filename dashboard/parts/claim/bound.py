"""What partial evidence bounds: the printed gains, their sum, and what the missing tasks would have to gain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dashboard.figures.claim_forest import Part, axis_picture, stacked_bar
from dashboard.figures.forest import common_axis
from dashboard.kit.columns import FILE, NAME, PAGE, Column, Table, points, span
from dashboard.kit.markup import Html, signed, tag
from dashboard.kit.theme import Palette
from dashboard.parts.claim.body import Body

LINES = {
    "sum_printed": "Sum of the printed tasks",
    "mean_printed": "Mean of the printed tasks",
    "sum_needed_of_missing": "Sum that the missing tasks would need",
}


def has_bound(body: Body) -> bool:
    """Whether this evidence bounds what it cannot compute."""
    return bool(body.details.get("bound"))


def bound_title(body: Body, titles: Mapping[str, str]) -> str:
    """The finding: "To reach 5.4, BUCC 2018 and Tatoeba must gain about 15 points each".

    Args:
        titles: of tasks.
    """
    bound = body.details["bound"]
    needed, missing = bound.get("sum_needed_of_missing"), bound.get("missing_tasks") or []
    if not needed or not missing:
        return f"{bound['n_printed']} of the claim's target tasks are printed in {body['label']}"
    names = [titles.get(task, task) for task in missing]
    listed = f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]
    each = " each" if len(names) > 1 else ""
    return (
        f"To reach {body['claimed']}, {listed} must gain about {needed['value'] / len(names):.0f} {body['unit']}{each}"
    )


def bound_words(body: Body) -> str:
    """How the finding comes about."""
    bound = body.details["bound"]
    missing = bound.get("missing_tasks") or []
    needed, printed = bound.get("sum_needed_of_missing"), bound.get("sum_printed")
    if not needed:
        return f"{bound['n_printed']} tasks are printed; {len(missing)} are missing."
    total = f"Their gains sum to {signed(printed['value'], 2)}. " if printed else ""
    return (
        f"{body['label']} prints {bound['n_printed']} of the claim's target tasks. {total}For the claim to hold, the "
        f"other {len(missing)} would have to gain {signed(needed['value'], 2)} {body['unit']} together, "
        f"{signed(needed['low'], 2)} to {signed(needed['high'], 2)} with all roundings. This bounds the claim; "
        "it is no estimate of it."
    )


def bound_bar(body: Body, titles: Mapping[str, str], colours: Palette) -> Html | None:
    """Printed gains end to end, losses first, and behind them what the missing tasks would have to add.

    Args:
        titles: of tasks.
    """
    needed = body.details["bound"].get("sum_needed_of_missing")
    if not needed:
        return None
    tasks = [row for row in printed(body) if not row.is_sum]
    parts, place = [], 0.0
    for row in sorted(tasks, key=lambda row: (row.gain > 0, -abs(row.gain))):
        parts.append(Part(titles.get(row.name, row.name), place, place + row.gain, is_missing=False))
        place += row.gain
    missing = " + ".join(titles.get(task, task) for task in body.details["bound"]["missing_tasks"])
    parts.append(Part(f"{missing}: missing", place, place + needed["value"], is_missing=True))
    axis = common_axis([edge for part in parts for edge in (part.start, part.end)], n_ticks=8)
    if axis is None:
        return None
    told = "; ".join(f"{part.name} {signed(part.end - part.start, 2)}" for part in parts)
    legend = [
        tag(
            "span",
            tag("i", "▨" if part.is_missing else "■", style=_colour(number, part, colours), aria_hidden="true"),
            f"{part.name} {signed(part.end - part.start, 2)}",
        )
        for number, part in enumerate(parts)
    ]
    return tag(
        "div",
        stacked_bar(parts, axis, colours, f"Gains end to end, in {body['unit']}: {told}"),
        axis_picture(axis, colours),
        tag("div", *legend, class_="cc-legend"),
    )


def _colour(number: int, part: Part, colours: Palette) -> str:
    return f"color:{colours.ink if part.is_missing else colours.regimes[number % len(colours.regimes)]}"


@dataclass(frozen=True, slots=True)
class Printed:
    """One printed task, or a sum over them; low and high: what it is known to."""

    name: str
    gain: float
    low: float | None = None
    high: float | None = None

    @property
    def is_sum(self) -> bool:
        """Whether it stands for several tasks."""
        return self.low is not None


def printed(body: Body) -> list[Printed]:
    """Printed gain of each task above the sums."""
    tasks = [Printed(part["task"], part["gain"]) for part in body.tasks if part.get("gain") is not None]
    bound = body.details["bound"]
    sums = [(title, bound[key]) for key, title in LINES.items() if bound.get(key)]
    return [*tasks, *(Printed(title, found["value"], found["low"], found["high"]) for title, found in sums)]


def bounds(unit: str) -> Table:
    """One line per printed task and sum; rows of `printed`."""
    two = points(2)

    def strong(row: Printed, words: str) -> object:
        return tag("b", words) if row.is_sum else words

    return Table(
        (
            Column("task or sum", "name", align=NAME, is_aloud=True, cell=lambda row: strong(row, row.name)),
            Column("gain", "gain", unit, cell=lambda row: strong(row, two(row.gain))),
            Column("known to", on=PAGE, cell=lambda row: span(row.low, row.high, two) if row.is_sum else ""),
            Column("low", "low", on=FILE),
            Column("high", "high", on=FILE),
        ),
        "cc-means",
    )
