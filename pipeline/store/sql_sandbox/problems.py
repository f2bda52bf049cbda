"""What the writer of a statement that was not answered is told: what happened, and the next step."""

from __future__ import annotations

import re

from pipeline.domain.errors import QueryError

_LABEL = re.compile(r"^[A-Za-z ]+ Error: ")
MEBIBYTE = 1 << 20
TEXTS = {
    "empty": "There is no statement in this text. Write a SELECT or choose an example.",
    "several": "This text holds {text} statements; one runs at a time. Keep one and remove the others.",
    "not_a_read": (
        "This is not a read ({text}). The published file is never changed from here: write a SELECT; "
        "FROM, WITH, VALUES, DESCRIBE, SHOW TABLES and SUMMARIZE work as well."
    ),
    "parameters": "The query has parameters without values ({text}). Write the values into the text.",
    "too_long": "The query has {text} characters. Shorten it to {n_characters:,}.",
    "syntax": "DuckDB cannot read this{place}: {text}. Correct it there and run the query again.",
    "unknown_name": "{text} ({where}). All tables and columns are listed on the SQL page under Schema.",
    "unfit": "{text} ({where}). Correct the query; all tables and columns are listed on the SQL page under Schema.",
    "failed": "The query started and then failed: {text}. Correct it and run it again.",
    "refused": (
        "DuckDB refused this: {text}. Files, network, extensions and settings are closed here; "
        "read from the tables that the SQL page lists under Schema."
    ),
    "time": (
        "The query was stopped after {wall_seconds:g} s, the limit here. Read fewer rows, join on more columns or "
        "aggregate earlier."
    ),
    "memory": (
        "The query needs more than the {memory_mebibytes} MiB of memory that one has here. Read fewer rows or "
        "columns, or aggregate earlier."
    ),
    "too_wide": "The first row alone is larger than {size_mebibytes:g} MiB. Select fewer or shorter columns.",
    "too_many_columns": "The query gives {text} columns, more than the {n_columns:,} that are shown. Select fewer.",
    "busy": "{text} queries are running already and none ended within {wall_seconds:g} s. Try again in a moment.",
    "unopened": "The file cannot be opened for a query: {text}. Try again; if that fails, `make run`.",
    "ended": (
        "The query's process ended without an answer ({text}). The data are unharmed; "
        "run a simpler query or report this one."
    ),
}


def problem(kind: str, text: str, sql: str, position: int | None, limits: dict[str, float]) -> QueryError:
    """The error of one kind.

    Args:
        kind: a key of TEXTS.
        text: what DuckDB or the console said.
        position: byte of the UTF-8 query that the text is about, from 0; None: it is about all of it.
        limits: fields of `Limits`.
    """
    place = _place(sql, position)
    written = TEXTS[kind].format(
        text=_first_part(text),
        place=f" at {place}" if place else "",
        where=place or "in this query",
        memory_mebibytes=int(limits["memory_bytes"] // MEBIBYTE),
        size_mebibytes=limits["n_bytes"] / MEBIBYTE,
        **limits,
    )
    return QueryError(kind, written)


def _place(sql: str, position: int | None) -> str:
    """Line and column of a byte, both from 1."""
    if position is None:
        return ""
    before = sql.encode(errors="replace")[:position].decode(errors="ignore")
    return f"line {before.count(chr(10)) + 1}, column {len(before) - before.rfind(chr(10))}"


def _first_part(text: str) -> str:
    """The message without DuckDB's label, advice for its shell and final stop, on one line."""
    said = _LABEL.sub("", text.strip().split("\n\n")[0])
    return " ".join(said.split()).rstrip(".")
