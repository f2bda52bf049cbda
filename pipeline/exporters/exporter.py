"""What a file of this folder gives: a format that selected scores of the published file are written in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import duckdb
import pyarrow as pa

from pipeline.domain.errors import ProfileError, unknown_name

_SCORES = Path(__file__).parent / "sql" / "scores.sql"


@dataclass(frozen=True, slots=True)
class Selection:
    """Which scores; a field that is empty takes every value."""

    profiles: Sequence[str] = ()
    encoders: Sequence[str] = ()
    regimes: Sequence[str] = ()
    tasks: Sequence[str] = ()
    languages: Sequence[str] = ()
    splits: Sequence[str] = ()
    metrics: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Export:
    """What a format is given to write."""

    scores: pa.Table  # as sql/scores.sql: one row per run_id, target, language, split, metric, with its provenance
    connection: duckdb.DuckDBPyConnection  # of the published file, read-only: for formats that need predictions


@dataclass(frozen=True, slots=True)
class Exporter:
    """One format; each file of this folder holds one as the constant EXPORTER."""

    name: str  # of the command
    title: str
    ending: str  # of a file that is not named: ".csv"; "" for a folder
    write: Callable[[Export, Path], None]


def select_scores(connection: duckdb.DuckDBPyConnection, selection: Selection) -> pa.Table:
    """The current finished runs' scores that a selection takes, with their provenance.

    Raises:
        UnknownNameError: a name of the selection that no score has.
        ProfileError: every name is there, but no score has them together.
    """
    wanted = {one.name: list(getattr(selection, one.name)) for one in fields(Selection)}
    query = _SCORES.read_text(encoding="utf-8")
    found: pa.Table = connection.sql(query, params=wanted).to_arrow_table()
    if found.num_rows:
        return found
    every: pa.Table = connection.sql(query, params={name: [] for name in wanted}).to_arrow_table()
    for name, values in wanted.items():
        column = {"tasks": "target"}.get(name, name.removesuffix("s"))
        known = set(every.column(column).to_pylist())
        for value in values:
            if value not in known:
                raise unknown_name(column, value, known)
    raise ProfileError("no score of the published file fits all of these options together; leave one out")
