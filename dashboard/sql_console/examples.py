"""Queries that the page offers to start from: dashboard/queries/examples/*.sql, in the order of their file names."""

from __future__ import annotations

from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "queries" / "examples"
_TITLE = "-- title: "


@cache
def read_examples() -> dict[str, str]:
    """Query by title; the title is the first line of each file and no part of the query.

    Raises:
        ValueError: a file does not start with its title.
    """
    examples: dict[str, str] = {}
    for path in sorted(FOLDER.glob("*.sql")):
        first, _, query = path.read_text(encoding="utf-8").partition("\n")
        if not first.startswith(_TITLE):
            raise ValueError(f"{path.name} starts with {first!r}; expected {_TITLE!r} and a line on what it shows")
        examples[first.removeprefix(_TITLE)] = query.strip()
    return examples
