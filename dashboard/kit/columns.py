"""A table as one declared list of columns, which gives its markup, its grid, the rows of files and those for a text."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum, Flag, auto
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.kit.components import aloud
from dashboard.kit.export import Cell, Sheet, plain_cell
from dashboard.kit.markup import Html, signed, tag
from dashboard.kit.rows import rows_of

ABSENT = "–"  # stands for a missing value on pages
Rows = pd.DataFrame | Iterable[Any]
Format = Callable[[Any], str]


class On(Flag):
    """Where a column stands."""

    PAGE = auto()
    FILE = auto()  # CSV and JSON: complete, values as they are
    TEXT = auto()  # LaTeX: what a table in a text has room for


PAGE, FILE, TEXT = On.PAGE, On.FILE, On.TEXT


class Align(Enum):
    """How a column's cells stand; the value is their class."""

    RIGHT = None
    LEFT = "cc-left"
    WRAP = "cc-left cc-wrap"  # a text of several lines
    QUIET = "cc-left cc-label"
    NAME = ""  # names the row: a heading of its own
    LONG_NAME = "cc-wrap"


RIGHT, LEFT, WRAP, NAME, LONG_NAME = Align.RIGHT, Align.LEFT, Align.WRAP, Align.NAME, Align.LONG_NAME


def number(decimals: int) -> Format:
    """'41.3'."""
    return lambda value: f"{value:.{decimals}f}"


def points(decimals: int) -> Format:
    """'+4.1', with a sign."""
    return lambda value: signed(value, decimals)


def count(value: Any) -> str:
    """'1,200'."""
    return f"{int(value):,}"


def whole(value: Any) -> str:
    """'1200', of a number that a frame with gaps holds as a fraction."""
    return str(int(value))


def percent(value: Any) -> str:
    """One decimal, as pages write scores."""
    return f"{value:.1f}"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, its unit, how its values are written and aligned, and where it stands."""

    name: str  # in files; on the page with a capital letter
    key: str = ""  # of the value in a row; "": `cell` and `text` make it
    unit: str = ""
    format: Format = str  # of a value that is there, on the page
    align: Align = RIGHT
    on: On = PAGE | FILE
    head: str | Html | None = None  # on the page, where it is not the name and unit
    is_aloud: bool = False  # the head is for those who hear the page
    help: str = ""
    cell: Callable[[Any], object] | None = None  # of a row: markup on the page instead of the value; several in a tuple
    text: Callable[[Any], Cell] | None = None  # of a row: what a text has instead of the value
    width: int | str | None = None  # in a grid: pixels or Streamlit's word
    printf: str = ""  # in a grid: how a number or time is written

    @property
    def title(self) -> str:
        """Name and unit, as files have them."""
        return f"{self.name}, {self.unit}" if self.unit else self.name

    @property
    def shown_title(self) -> str:
        """Head on the page, as text."""
        return str(self.head) if self.head is not None else self.title[:1].upper() + self.title[1:]

    def heading(self) -> Html:
        """The cell of the table's head."""
        words = self.head if isinstance(self.head, Html) else self.shown_title
        is_left = self.align in {LEFT, WRAP, Align.QUIET}
        return tag(
            "th",
            aloud(words) if self.is_aloud else words,
            scope="col",
            class_="cc-left" if is_left else None,
            title=self.help or None,
        )

    def markup(self, row: Any, *, is_labelled: bool) -> Html:
        """The cell of one row; one that is a <td> or <th> already is kept."""
        found = self._found(row)
        if found is None:
            return Html("")  # a cell above reaches down
        if isinstance(found, Html) and found.startswith(("<td", "<th")):
            return found
        children = found if isinstance(found, tuple) else (found,)
        if self.align in {NAME, LONG_NAME}:
            return tag("th", *children, scope="row", class_=self.align.value or None)
        return tag("td", *children, class_=self.align.value, data_label=self.shown_title if is_labelled else None)

    def _found(self, row: Any) -> object:
        if self.cell is not None:
            return self.cell(row)
        value = getattr(row, self.key)
        return ABSENT if is_missing(value) else self.format(value)

    def value(self, row: Any) -> Cell:
        """For files."""
        return plain_cell(getattr(row, self.key)) if self.key else self.for_text(row)

    def for_text(self, row: Any) -> Cell:
        """For a text."""
        return plain_cell(getattr(row, self.key)) if self.text is None else self.text(row)

    def grid(self) -> Any:
        """Streamlit's description of the column."""
        given: dict[str, Any] = {"width": self.width, "help": self.help or None}
        if not self.printf:
            # a number as it is printed somewhere stands to the right like other numbers
            return st.column_config.TextColumn(
                self.shown_title, alignment="right" if self.align is RIGHT else None, **given
            )
        if "%" in self.printf:
            form = None if self.printf == "%" else self.printf
            return st.column_config.NumberColumn(self.shown_title, format=form, **given)
        if "Y" in self.printf:
            return st.column_config.DatetimeColumn(self.shown_title, format=self.printf, **given)
        return st.column_config.LinkColumn(self.shown_title, display_text=self.printf, **given)


@dataclass(frozen=True, slots=True)
class Table:
    """Columns in order, and how the table looks on the page."""

    columns: tuple[Column, ...]
    style: str = ""  # class of the table's frame
    is_labelled: bool = False  # each cell names its column, for narrow screens that drop the head

    def on(self, place: On) -> tuple[Column, ...]:
        """The columns of one place."""
        return tuple(column for column in self.columns if place in column.on)

    def html(self, rows: Rows, caption: str) -> Html:
        """A table that scrolls sideways where it does not fit.

        Args:
            caption: what the table holds, for those who cannot see it.
        """
        columns = self.on(PAGE)
        head = tag("tr", *(column.heading() for column in columns))
        body = [
            tag(
                "tr",
                *(
                    column.markup(row, is_labelled=self.is_labelled and place > 0)
                    for place, column in enumerate(columns)
                ),
            )
            for row in _each(rows)
        ]
        title = tag("caption", caption, class_="cc-hidden")
        table = tag("table", title, tag("thead", head), tag("tbody", *body), class_="cc-table")
        frame = f"cc-scroll {self.style}".strip()
        return tag("div", table, class_=frame, tabindex="0", role="region", aria_label=caption)

    def sheet(self, rows: Rows) -> Sheet:
        """Complete rows with values as they are, for CSV and JSON."""
        columns = self.on(FILE)
        found = tuple(tuple(column.value(row) for column in columns) for row in _each(rows))
        return Sheet(tuple(column.title for column in columns), found)

    def shown(self, rows: Rows) -> Sheet:
        """Rows as shown, with what a table in a text has room for; the complete ones where none is declared for it."""
        columns = self.on(TEXT)
        if not columns:
            return self.sheet(rows)
        found = tuple(tuple(column.for_text(row) for column in columns) for row in _each(rows))
        return Sheet(tuple(column.shown_title for column in columns), found)

    def files(self, rows: Rows) -> tuple[Callable[[], Sheet], Callable[[], Sheet]]:
        """Both kinds of rows, made when a button asks for them."""
        return lambda: self.sheet(rows), lambda: self.shown(rows)

    def grid(self) -> dict[str, Any]:
        """The columns of the page as Streamlit's grid takes them."""
        return {column.key: column.grid() for column in self.on(PAGE)}


def markup(make: Callable[..., Table], rows: Rows, caption: str, *args: Any) -> Html:
    """Markup of the table that `make` declares for `args`: one function, so that `kept` can tell tables apart."""
    return make(*args).html(rows, caption)


def is_missing(value: object) -> bool:
    """Whether a query gave no value."""
    return value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and math.isnan(value))


def span(low: Any, high: Any, write: Format) -> str:
    """'+1.0 to +3.0'; the dash where there is no interval."""
    return ABSENT if is_missing(low) else f"{write(low)} to {write(high)}"


def by(rows: pd.DataFrame, *keys: str) -> dict[Any, Any]:
    """Rows by the value of one column, or the values of several."""
    if len(keys) == 1:
        return {getattr(row, keys[0]): row for row in rows_of(rows)}
    return {tuple(getattr(row, key) for key in keys): row for row in rows_of(rows)}


def titles_of(rows: pd.DataFrame, key: str, title: str) -> dict[str, str]:
    """What each value of one column is called, in the order in which they come."""
    first = rows.drop_duplicates(key)
    return dict(zip(first[key], first[title], strict=True))


def _each(rows: Rows) -> Sequence[Any]:
    return rows_of(rows) if isinstance(rows, pd.DataFrame) else list(rows)
