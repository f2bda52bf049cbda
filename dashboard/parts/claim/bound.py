"""What partial evidence bounds: the printed gains, their sum, and what the missing tasks would have to gain."""

from __future__ import annotations

from typing import Any

from dashboard.kit.components import aloud, text_table
from dashboard.kit.export import Cell, Sheet
from dashboard.kit.markup import Html, signed, tag
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


def bound_table(body: Body) -> Html:
    """Printed gain of each task above the sums."""
    rows: list[list[object]] = [
        [tag("th", part["task"], scope="row"), signed(part["gain"], 2), ""] for part in _printed(body)
    ]
    rows += [
        [
            tag("th", tag("b", title), scope="row"),
            tag("td", tag("b", signed(found["value"], 2))),
            f"{signed(found['low'], 2)} to {signed(found['high'], 2)}",
        ]
        for title, found in _sums(body)
    ]
    caption = f"What {body['label']} prints, and what it bounds"
    return text_table([aloud("Task or sum"), f"Gain, {body['unit']}", "Known to"], rows, caption, "cc-means")


def bound_sheet(body: Body) -> Sheet:
    """One row per printed task and sum."""
    rows: list[tuple[Cell, ...]] = [(part["task"], part["gain"], None, None) for part in _printed(body)]
    rows += [(title, found["value"], found["low"], found["high"]) for title, found in _sums(body)]
    return Sheet(("task or sum", f"gain, {body['unit']}", "low", "high"), tuple(rows))


def _printed(body: Body) -> list[dict[str, Any]]:
    return [part for part in body.tasks if part.get("gain") is not None]


def _sums(body: Body) -> list[tuple[str, dict[str, float]]]:
    bound = body.details["bound"]
    return [(title, bound[key]) for key, title in LINES.items() if bound.get(key)]
