"""What a cell of the heat map shows: its number, the languages behind it, and what is uncertain about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboard.kit.markup import signed

AT_CHANCE = "≈"
BASELINE = "none"


@dataclass(frozen=True, slots=True)
class View:
    """What a cell shows: a column of queries/heat_cells.sql."""

    key: str
    title: str
    column: str
    unit: str
    is_signed: bool  # loss and gain have their own colours; else one colour from 0 to 100


VIEWS = {
    view.key: view
    for view in (
        View("gain", "Gain over baseline", "gain", "points", True),
        View("units", "Gain in interval units", "gain_in_half_widths", "half-widths of the interval", True),
        View("score", "Score", "score", "percent", False),
    )
}


def is_hatched(cell: Any) -> bool:
    """Whether the cell's stored interval covers zero.

    Args:
        cell: row of queries/heat_cells.sql or queries/heat_languages.sql.
    """
    return not pd.isna(cell.covers_zero) and bool(cell.covers_zero)


def is_chance(cell: Any) -> bool:
    """Whether neither arm scores above a random guesser in any language behind the number.

    Args:
        cell: row of queries/heat_cells.sql or queries/heat_languages.sql.
    """
    return bool(cell.is_at_chance)


def shown_value(cell: Any, view: View) -> str:
    """The number as it stands in the cell; empty where there is none."""
    value = getattr(cell, view.column)
    if pd.isna(value):
        return ""
    return signed(value) if view.is_signed else f"{value:.1f}"


def coverage(cell: Any, view: View) -> str:
    """The languages behind a number: "12 of 15" where some of the task's are missing, "+ 5" for those beyond them."""
    n_all, n_own = (
        (cell.n_languages, cell.n_own) if view.key == "score" else (cell.n_languages_gained, cell.n_own_gained)
    )
    own = f"{n_own} of {cell.n_languages_needed}" if n_own < cell.n_languages_needed else ""
    return f"{own or n_own} + {n_all - n_own}" if n_all > n_own else own


def without_number(cell: Any, view: View) -> str:
    """Why a cell holds no number, in two words."""
    if cell.n_languages == 0:
        return "no score"
    if view.key == "units" and not pd.isna(cell.gain):
        return "no interval" if pd.isna(cell.low) else "no width"
    return "no baseline"


def lacks_languages(cell: Any, view: View) -> bool:
    """Whether some of the task's own languages stay out of the number."""
    n_own = cell.n_own if view.key == "score" else cell.n_own_gained
    return bool(n_own < cell.n_languages_needed)
