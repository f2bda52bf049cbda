"""The estimate task by task as dots on one axis, and task by language as a table of shaded cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from itertools import pairwise
from typing import Any

import pandas as pd

from dashboard.figures.claim_forest import Claimed, Found, Line, axis_picture, claim_strip, whole_chart
from dashboard.figures.forest import Axis, common_axis
from dashboard.kit.columns import ABSENT, LEFT, NAME, PAGE, Column, Table, is_missing
from dashboard.kit.components import aloud
from dashboard.kit.markup import Html, signed, tag
from dashboard.kit.rows import rows_of
from dashboard.kit.theme import Palette

# rows of queries/claim_tasks.sql
TASKS = Table(
    (
        Column("task", "task"),
        Column("task title", "title"),
        Column("regime", "regime_title"),
        Column("split", "split"),
        Column("languages", "n_languages"),
        Column("languages needed", "n_languages_needed"),
        Column("mean gain", "gain"),
        Column("interval low", "low"),
        Column("interval high", "high"),
    )
)
FULL = 15.0  # points at which a cell is shaded in full


def finding(tasks: pd.DataFrame, unit: str) -> str:
    """What stands out: the share of the mean that the highest task makes, and how many tasks lose.

    Args:
        tasks: rows of queries/claim_tasks.sql.
    """
    total, first = float(tasks["gain"].sum()), rows_of(tasks)[0]
    if len(tasks) == 1:
        return f"{first.title}: {signed(first.gain)} {unit}"
    n_losing = int((tasks["gain"] < 0).sum())
    losing = (
        "no task loses" if not n_losing else f"{n_losing} of {len(tasks)} tasks {'lose' if n_losing > 1 else 'loses'}"
    )
    if n_losing == len(tasks):
        return f"All {len(tasks)} tasks lose, {first.title} least, {signed(first.gain)} {unit}"
    if total <= 0:
        return f"{first.title} gains most, {signed(first.gain)} {unit}; {losing}"
    n_half = int((tasks["gain"].cumsum() < total / 2).sum()) + 1
    makers = " and ".join(tasks["title"].iloc[:n_half]) if n_half < 3 else f"{n_half} of {len(tasks)} tasks"
    verb = "makes" if n_half == 1 else "make"
    return f"{makers} {verb} half of the mean gain or more; {losing}"


def level_finding(tasks: pd.DataFrame, unit: str) -> str:
    """The highest and the lowest score.

    Args:
        tasks: rows of queries/claim_tasks.sql of a claim on a level, whose `gain` is the score itself.
    """
    rows = rows_of(tasks)
    ends = [rows[0]] if len(rows) == 1 else [rows[0], rows[-1]]
    return " to ".join(f"{row.title} {row.gain:.1f}" for row in ends) + f" {unit}"


def task_dots(
    tasks: pd.DataFrame,
    claimed: Claimed | None,
    mean: float | None,
    colours: Palette,
    unit: str,
    *,
    is_generated: bool,
    is_level: bool = False,
) -> Html:
    """A row a task, the highest gain first: gain and interval on one axis with the claimed band and the mean's line.

    Args:
        tasks: rows of queries/claim_tasks.sql.
        claimed: what the claim accepts.
        mean: the estimate; None where the tasks are no mean.
        is_generated: measured on generated text; the dots are hollow.
        is_level: the numbers are scores, not gains.
    """
    axis = _axis(tasks, claimed)
    if axis is None:
        return tag("div")
    what = "score" if is_level else "gain"

    def name(row: Any) -> object:
        if row is None:
            return aloud("Axis")
        n = None if is_missing(row.n_languages) else int(row.n_languages)
        covered = "" if n is None else f"{n} of {int(row.n_languages_needed)} languages"
        return row.title, tag("small", ", ".join(part for part in (row.regime_title, row.split, covered) if part))

    def drawn(row: Any) -> Html:
        if row is None:
            return tag("td", axis_picture(axis, colours), class_="cc-drawn")
        interval = None if is_missing(row.low) else (float(row.low), float(row.high))
        alt = f"{row.title}: {signed(row.gain)} {unit}, {_interval(row)}"
        found = Found("measured", is_generated, float(row.gain), interval, None)
        return tag("td", claim_strip([found], claimed, axis, colours, alt, mean), class_="cc-drawn")

    def number(row: Any) -> object:
        if row is None:
            return unit
        return tag("b", f"{row.gain:.1f}" if is_level else signed(row.gain)), tag("small", _interval(row))

    table = Table(
        (
            Column("task", align=NAME, on=PAGE, cell=name),
            Column(what, unit=unit, align=LEFT, on=PAGE, cell=drawn),
            Column(f"{what} and interval", on=PAGE, cell=number),
        ),
        "cc-dots",
    )
    return table.html(
        [*rows_of(tasks), None], f"{what.capitalize()} by task, the highest first"
    )  # the axis stands last


def whole_dots(
    tasks: pd.DataFrame,
    claimed: Claimed | None,
    mean: float | None,
    unit: str,
    is_generated: bool,
    colours: Palette,
    pixels: int,
) -> str:
    """The same as one SVG for a paper.

    Args:
        tasks: as for `task_dots`, at least one.
        pixels: width that it is laid out in.
    """
    axis = _axis(tasks, claimed)
    if axis is None:
        return ""
    lines = [
        Line(
            str(row.title),
            signed(row.gain),
            [
                Found(
                    "measured",
                    is_generated,
                    float(row.gain),
                    None if is_missing(row.low) else (float(row.low), float(row.high)),
                    None,
                )
            ],
            claimed,
        )
        for row in rows_of(tasks)
    ]
    return whole_chart(lines, axis, colours, pixels, unit, mean)


def _interval(row: Any) -> str:
    return "no interval stored" if is_missing(row.low) else f"{signed(row.low)} to {signed(row.high)}"


def _axis(tasks: pd.DataFrame, claimed: Claimed | None) -> Axis | None:
    edges = [] if claimed is None else [edge for edge in (claimed.low, claimed.high) if edge is not None]
    gains = tasks["gain"].tolist()
    reach = (max([*gains, 0.0]) - min([*gains, 0.0])) or 1.0
    ends = [*tasks["low"].dropna(), *tasks["high"].dropna()]
    kept = [min(max(end, min(gains) - reach), max(gains) + reach) for end in ends]
    return common_axis([float(number) for number in (*gains, *kept, *edges)], n_ticks=4)


def language_map(cells: pd.DataFrame, order: str, colours: Palette, estimate: float | None) -> Html:
    """Tasks x languages, each cell its gain, with the mean of each task and of each language.

    Args:
        cells: rows of queries/claim_cells.sql.
        order: how tasks are sorted: "contribution" (the highest mean first), "name", or a language.
        estimate: the mean over tasks, as stored.
    """
    known = cells.drop_duplicates(["task", "language"])
    gains = {(row.task, row.language): float(row.cell_gain) for row in rows_of(known)}
    means: dict[str, float] = {str(name): gain for name, gain in known.groupby("task")["cell_gain"].mean().items()}
    of_language = known.groupby("language")["cell_gain"].mean().to_dict()
    titles: dict[str, str] = dict(zip(known["task"], known["title"], strict=True))
    names: dict[str, str] = dict(zip(known["language"], known["language_name"], strict=True))
    languages = sorted(names, key=lambda code: (code != "en", -of_language[code], code))
    tasks = sorted(titles, key=lambda name: _place(name, order, means, gains, titles))

    def mean(task: str) -> Html:
        if task:
            return _cell(means[task], colours, is_mean=True)
        return tag("td", ABSENT if estimate is None else tag("b", signed(estimate)), class_="cc-shade")

    def of(code: str, task: str) -> Html:
        gain = gains.get((task, code)) if task else of_language[code]
        return _cell(gain, colours, is_mean=not task)

    table = Table(
        (
            Column("task", align=NAME, on=PAGE, cell=lambda task: titles[task] if task else tag("b", "Mean")),
            Column("mean", on=PAGE, cell=mean),
            *(Column(code, head=code, help=names[code], on=PAGE, cell=partial(of, code)) for code in languages),
        ),
        "cc-map",
    )
    return table.html([*tasks, ""], "Gain by task and language")  # the mean of each language stands last


def extremes(cells: pd.DataFrame, n: int = 3) -> str:
    """The languages that gain and lose most over the tasks scored in them, in a sentence; "" where there are few.

    Args:
        cells: rows of queries/claim_cells.sql.
        n: languages at each end.
    """
    known = cells.drop_duplicates(["task", "language"])
    found = known.groupby(["language_name"])["cell_gain"].agg(["mean", "size"]).sort_values("mean", ascending=False)
    if len(found) < 2 * n + 1:
        return ""
    most, least = found.head(n), found.tail(n)[::-1]
    return f"Highest mean: {_named(most)}; lowest: {_named(least)}."


def _named(found: pd.DataFrame) -> str:
    return ", ".join(
        f"{name} {signed(row['mean'])} ({row['size']:.0f} task{'' if row['size'] == 1 else 's'})"
        for name, row in found.iterrows()
    )


def _place(
    task: str, order: str, means: Mapping[str, float], gains: Mapping[tuple[str, str], float], titles: Mapping[str, str]
) -> tuple[float, str]:
    if order == "name":
        return (0.0, titles[task].lower())
    if order == "contribution":
        return (-means[task], titles[task])
    return (-gains.get((task, order), float("-inf")), titles[task])


def _cell(value: float | None, colours: Palette, *, is_mean: bool = False) -> Html:
    if value is None:
        return tag("td", ABSENT, class_="cc-shade cc-label")
    words = tag("b", signed(value)) if is_mean else signed(value)
    return tag("td", words, class_="cc-shade", style=f"background:{_shade(value, colours)}")


def _shade(value: float, colours: Palette) -> str:
    """The diverging scale's colour at a gain, mixed between its two nearest stops; `ink` is readable on all of it."""
    place = min(max(0.5 + value / (2 * FULL), 0.0), 1.0)
    stops: Sequence[tuple[float, str]] = colours.diverging
    (low, first), (high, second) = next(pair for pair in pairwise(stops) if place <= pair[1][0])
    share = (place - low) / (high - low)
    mixed = (round(a + share * (b - a)) for a, b in zip(_rgb(first), _rgb(second), strict=True))
    return f"rgb({','.join(str(part) for part in mixed)})"


def _rgb(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[start : start + 2], 16) for start in (1, 3, 5))
