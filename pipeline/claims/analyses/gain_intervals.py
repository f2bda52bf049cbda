"""The interval of every gain by regime, target task and set of languages, kept in the built file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from itertools import groupby
from typing import Any

import duckdb

from pipeline.claims.evidence.example_outcomes import Answers
from pipeline.claims.evidence.pairing import GainRow, pair_predictions
from pipeline.claims.queries import query_rows
from pipeline.statistics.bootstrap import PairedCell
from pipeline.statistics.intervals import LEVEL, gain_spreads
from pipeline.store.tables import insert_rows

_NOT_GAIN = ("is_seen", "is_own")
Seen = Mapping[tuple[str, str], bool | None]  # (task, language): whether masked LM has seen it; None: not known


def fill_gain_intervals(connection: duckdb.DuckDBPyConnection, answers: Answers | None = None) -> None:
    """Fill the table `gain_intervals` of an open file; a cell whose two arms cannot be paired has no row."""
    held = answers or Answers(connection)
    for body in query_rows(connection, "measured_bodies"):
        keys = {name: body[name] for name in ("profile", "encoder", "source_digest")}
        found = query_rows(connection, "gains_to_bound", **keys)
        for (regime, split), group in groupby(found, key=lambda row: (row["regime"], row["split"])):
            members = list(group)
            rows = [GainRow(**{name: value for name, value in row.items() if name not in _NOT_GAIN}) for row in members]
            own = {(row["task"], row["language"]) for row in members if row["is_own"]}
            bounded = _bound(held, rows, own, _seen(members))
            insert_rows(
                connection, "gain_intervals", [{**keys, "regime": regime, "split": split, **row} for row in bounded]
            )


def _seen(rows: Sequence[Mapping[str, Any]]) -> Seen:
    """None also where it is not the same for all seeds."""
    answers: dict[tuple[str, str], set[bool | None]] = {}
    for row in rows:
        answers.setdefault((row["task"], row["language"]), set()).add(row["is_seen"])
    return {key: next(iter(found)) if len(found) == 1 else None for key, found in answers.items()}


def _bound(answers: Answers, rows: Sequence[GainRow], own: Set[tuple[str, str]], seen: Seen) -> list[dict[str, object]]:
    """Rows of the table without the columns that are the same for one regime and split."""
    bounded: list[dict[str, object]] = []
    for task, group in groupby(pair_predictions(answers, rows).cells, key=lambda cell: cell.task):
        cells = list(group)
        sets = language_sets(cells, own, seen)
        languages = {key: tuple(cell.language for cell in members) for key, members in sets.items()}
        distinct = {languages[key]: members for key, members in sets.items()}  # a set is often the same as another
        known = dict(zip(distinct, _estimates(list(distinct.values())), strict=True))
        bounded += [
            {"task": task, "language_set": name, "language": language, **known[languages[name, language]]}
            for name, language in sets
        ]
    return bounded


def language_sets(
    cells: Sequence[PairedCell], own: Set[tuple[str, str]], seen: Seen
) -> dict[tuple[str, str], list[PairedCell]]:
    """The cells of one task by (set, language); sets without any cell are left out.

    Args:
        own: (task, language) that the benchmark defines; a source may hold others.
    """
    sets = {
        ("own", ""): [cell for cell in cells if (cell.task, cell.language) in own],
        ("all", ""): list(cells),
        ("non_english", ""): [cell for cell in cells if cell.language != "en"],
        ("seen", ""): [cell for cell in cells if seen[cell.task, cell.language] is True],
        ("unseen", ""): [cell for cell in cells if seen[cell.task, cell.language] is False],
        **{("one", cell.language): [cell] for cell in cells},
    }
    return {key: members for key, members in sets.items() if members}


def _estimates(sets: Sequence[Sequence[PairedCell]]) -> list[dict[str, object]]:
    return [
        {
            "gain": spread.centre,
            **dict(zip(("low", "high"), spread.interval(), strict=True)),
            "level": LEVEL,
            "n_languages": len(cells),
            "n_seeds": min(len(cell.seeds) for cell in cells),
        }
        for cells, spread in zip(sets, gain_spreads(sets), strict=True)
    ]
