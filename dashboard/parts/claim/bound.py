"""What partial evidence bounds: the printed gains, their sum, and what the missing tasks would have to gain."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.kit.columns import FILE, NAME, PAGE, Column, Table, points, span
from dashboard.kit.markup import signed, tag
from dashboard.parts.claim.body import Body

LINES = {
    "sum_printed": "Sum of the printed tasks",
    "mean_printed": "Mean of the printed tasks",
    "sum_needed_of_missing": "Sum that the missing tasks would need",
}


def has_bound(body: Body) -> bool:
    """Whether this evidence bounds what it cannot compute."""
    return bool(body.details.get("bound"))


def bound_words(body: Body) -> str:
    """The bound in a sentence."""
    bound = body.details["bound"]
    missing = bound.get("missing_tasks") or []
    needed = bound.get("sum_needed_of_missing")
    if not needed:
        return f"{bound['n_printed']} tasks are printed; {len(missing)} are missing."
    return (
        f"{bound['n_printed']} of the claim's target tasks are printed. For the claim to hold, the other "
        f"{len(missing)} ({', '.join(missing)}) would have to gain {signed(needed['value'], 2)} {body['unit']} "
        f"together, {signed(needed['low'], 2)} to {signed(needed['high'], 2)} with all roundings. This "
        "bounds the claim; it is no estimate of it."
    )


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
