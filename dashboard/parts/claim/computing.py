"""The number computed anew by its own statement, in the locked-down process of the SQL page."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from dashboard.kit.render_queue import aside
from dashboard.parts.claim.body import Body
from dashboard.sql_console.visitor import visitor
from pipeline.domain.errors import QueryError
from pipeline.store.sql_sandbox.sandbox import Limits, run_query

SLACK = 1e-9  # in the unit of the claim; what the order of a sum of floats can do, as in `verify --recompute`
LIMITS = Limits(wall_seconds=20.0, n_rows=2, n_characters=200_000)  # statements name each run and cell


@dataclass(frozen=True, slots=True)
class Computed:
    """What the statement gave beside what is stored."""

    stored: float
    found: float | None
    seconds: float

    @property
    def is_same(self) -> bool:
        """Both are there and agree."""
        return self.found is not None and abs(self.found - self.stored) <= SLACK

    @property
    def words(self) -> str:
        """Both numbers in full, and whether they agree."""
        found = "no number" if self.found is None else repr(self.found)
        said = f"The same number: {found}" if self.is_same else f"Another number: {found}"
        return f"{said}; stored is {self.stored!r}. Read from the tables of this file in {self.seconds:.2f} s."


@st.cache_data(max_entries=64, show_spinner="Running the statement")
def _value(key: tuple[str, int, int], sql: str, _visitor: str) -> tuple[float | None, float]:
    """The one value of a statement and the seconds it took.

    Raises:
        QueryError: it is no single read, fails, exceeds a limit, or gives something else than one number.
    """
    result = run_query(Path(key[0]), sql, LIMITS, visitor=_visitor)
    table = result.table()
    if table.num_rows != 1 or table.num_columns != 1:
        raise QueryError(
            "failed", f"the statement gives {table.num_rows} rows of {table.num_columns} columns, not one value"
        )
    value = table.column(0)[0].as_py()
    return (None if value is None else float(value)), result.seconds


def compute(body: Body, key: tuple[str, int, int]) -> Computed:
    """Run the statement of a body of evidence on the published file `key`.

    Raises:
        QueryError: as the SQL page says it.
    """
    stored = body["estimate"] if body["quantity"] == "estimate" else body["stored_value"]
    with aside():
        found, seconds = _value(key, body["recompute_sql"], visitor())
    return Computed(float(stored), found, seconds)
