"""Rows of a query one by one."""

from __future__ import annotations

from typing import Any

import pandas as pd


def rows_of(frame: pd.DataFrame) -> list[Any]:
    """Each row as a tuple with the columns as its fields; their types are those of the query."""
    return list(frame.itertuples(index=False))
