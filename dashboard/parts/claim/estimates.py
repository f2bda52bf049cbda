"""Estimates of one quantity side by side on a common axis: nested selection, and what each regime gains."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from dashboard.figures.forest import Axis, axis_line, common_axis, strip
from dashboard.kit.columns import ABSENT, FILE, LEFT, NAME, PAGE, Column, Table
from dashboard.kit.markup import Html, signed, tag
from dashboard.parts.claim.body import Body


@dataclass(frozen=True, slots=True)
class Estimate:
    """One line of the axis."""

    name: str
    note: str
    value: float | None
    interval: tuple[float, float] | None


def selection_estimates(body: Body) -> list[Estimate]:
    """The three estimates of a best-of gain; none where the evidence holds no audit of its choices."""
    found = body.details.get("selection_audit")
    if not found:
        return []
    nested = None if found["nested_low"] is None else (found["nested_low"], found["nested_high"])
    return [
        Estimate("Naive", "chosen on the very examples that are evaluated", found["naive"], None),
        Estimate("Chosen on dev", "chosen on dev, read on the evaluated split", found["chosen_on_dev"], None),
        Estimate("Nested", f"chosen on the other folds, {found['n_folds']} times over", found["nested"], nested),
    ]


def unit_estimates(body: Body) -> list[Estimate]:
    """Gain of each regime, or target task, that a claim of consistency counts, the largest first."""
    units = sorted(body.details.get("units") or [], key=lambda unit: -unit["gain"])
    return [Estimate(str(unit["unit"]).replace("_", " "), "", unit["gain"], _interval(unit)) for unit in units]


def _interval(unit: dict[str, Any]) -> tuple[float, float] | None:
    low, high = unit.get("low"), unit.get("high")
    return None if low is None or high is None else (low, high)


def forest(estimates: Sequence[Estimate], band: tuple[float, float] | None, unit: str, what: str) -> Html:
    """The estimates as lines on one axis, each with its number.

    Args:
        band: claimed values; None where the axis shows something else.
        what: what the lines are, for those who cannot see them.
    """
    numbers = [value for item in estimates for value in (item.value, *(item.interval or ())) if value is not None]
    axis = common_axis([*numbers, *(band or ())])
    lines = [_line(item, axis, band, unit) for item in estimates]
    legend = (
        tag(
            "div",
            tag("span", ""),
            axis_line(axis),
            tag("span", unit, class_="cc-label"),
            class_="cc-row cc-axis-row",
        )
        if axis
        else None
    )
    return tag("div", *lines, legend, class_="cc-forest", role="group", aria_label=what)


def _line(item: Estimate, axis: Axis | None, band: tuple[float, float] | None, unit: str) -> Html:
    number = "no estimate" if item.value is None else f"{signed(item.value, 2)} {unit}"
    interval = f"{signed(item.interval[0], 2)} to {signed(item.interval[1], 2)}" if item.interval else "no interval"
    drawn = (
        strip(axis, band, item.value, item.interval, "measured", f"{item.name}: {number}, {interval}")
        if axis and item.value is not None
        else tag("div")
    )
    return tag(
        "div",
        tag("div", item.name, tag("span", item.note, class_="cc-label"), class_="cc-where"),
        drawn,
        tag("div", tag("strong", number), tag("span", interval, class_="cc-label"), class_="cc-number"),
        class_="cc-row",
    )


def estimates_of(unit: str) -> Table:
    """One row per estimate, for files."""
    return Table(
        (
            Column("estimate", "name", on=FILE),
            Column("how", "note", on=FILE),
            Column("value", "value", unit, on=FILE),
            Column("interval low", on=FILE, text=lambda item: item.interval[0] if item.interval else None),
            Column("interval high", on=FILE, text=lambda item: item.interval[1] if item.interval else None),
        )
    )


def choices_by_task(body: Body) -> Html:
    """Task by task the regime that each way of choosing takes."""
    audit = body.details["selection_audit"]

    def taken(way: str, task: str) -> str:
        return str(audit[way].get(task, ABSENT)).replace("_", " ")

    table = Table(
        (
            Column("task", align=NAME, on=PAGE, cell=str),
            Column("on the evaluated examples", align=LEFT, on=PAGE, cell=partial(taken, "naive_choices")),
            Column("on dev", align=LEFT, on=PAGE, cell=partial(taken, "dev_choices")),
        ),
        "cc-means",
    )
    return table.html(audit.get("tasks") or sorted(audit["naive_choices"]), "Choices by task")
