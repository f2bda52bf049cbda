"""Every score of a built file held against the answers stored with it, so that no changed digit is published.

Each score is computed anew from its examples' outcomes and counts, and each outcome of a task whose answers are right
or wrong from answer and gold: in SQL, all of them, in every build. Word overlap, exact match, segments and rankings
take Python; a build does that for some cells, others each time, and `build --check all` for all. Not computed anew:
nDCG, whose queries are not kept; scores without answers; and what takes texts that are not ours to ship.
"""

from __future__ import annotations

import json
import math
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import duckdb
import numpy as np

from pipeline.domain.errors import DataFormatError
from pipeline.metrics.ranking import average_precision
from pipeline.metrics.span_em_f1 import SpanRule, span_impl, span_match
from pipeline.store.tables import read_sql
from pipeline.submissions.segments import count_segments

SAMPLE = 4_000  # answers computed anew in a build that checks some: 0.2 s
SLACK = 1e-6  # points; above what the order of a sum of floats can do, far below a printed digit
_FINEST = 1e-5  # of an imported value, as importers take it
_MOST_TAGS = 254


class Check(StrEnum):
    """How many of the scores that take Python are computed anew."""

    SAMPLE = "sample"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Checked:
    """What was held against its answers."""

    n_scores: int  # all of the file
    n_scores_checked: int  # those that outcomes and counts give
    n_cells: int  # whose outcomes, counts or exact matches take Python
    n_cells_checked: int


Place = Callable[[str, str], str]  # run_id, cell -> the file that the cell's scores come from


def recheck(connection: duckdb.DuckDBPyConnection, check: Check, draw: random.Random, place: Place) -> Checked:
    """Compute the scores of an open file anew.

    Args:
        draw: chooses the cells of Check.SAMPLE.
        place: names the file of a cell in errors.

    Raises:
        DataFormatError: a score that its answers do not give, or an outcome that answer and gold do not.
    """
    connection.execute(read_sql("checks", "scores_of_answers"))
    for row in _rows(connection, "scores_that_differ", slack=SLACK):
        _refuse_score(row, place)
    for row in _rows(connection, "outcomes_of_answers"):
        raise _fault(row, f"{row['found']} of example {row['example_id']!r}", row["expected"], place)
    cells = list(_rows(connection, "cells_with_texts"))
    chosen = cells if check is Check.ALL else _some(cells, draw)
    for cell in chosen:
        _check_cell(connection, cell, place)
    (numbers,) = _rows(connection, "numbers_of_scores")
    connection.execute("drop table checked_scores")
    return Checked(**numbers, n_cells=len(cells), n_cells_checked=len(chosen))


def _rows(connection: duckdb.DuckDBPyConnection, name: str, **values: object) -> Iterator[dict[str, Any]]:
    found = connection.execute(read_sql("checks", name), values or None)
    names = [column[0] for column in found.description or ()]
    for row in found.fetchall():
        yield dict(zip(names, row, strict=True))


def _some(cells: Sequence[dict[str, Any]], draw: random.Random) -> list[dict[str, Any]]:
    """At least one cell, and more until they hold SAMPLE answers."""
    chosen, n_answers = [], 0
    for cell in draw.sample(cells, len(cells)):
        if n_answers >= SAMPLE:
            break
        chosen.append(cell)
        n_answers += cell["n_answers"]
    return chosen


def _refuse_score(row: dict[str, Any], place: Place) -> None:
    is_counted = row["n_examples"] == row["n_answers"]
    if row["is_imported"]:
        is_counted |= not row["n_examples"]
        slack = max(10.0 ** -_n_decimals(row["value"]), _FINEST)
        if is_counted and (row["expected"] is None or abs(row["value"] - row["expected"]) <= slack):
            return
    if not is_counted:
        raise _fault(row, f"{row['n_examples']} examples", f"{row['n_answers']}, as many as it has answers", place)
    raise _fault(row, f"{row['metric']} {row['value']:.9g}", f"{row['expected']:.9g}, as its answers give", place)


def _n_decimals(value: float) -> int:
    """Decimals that a value was printed with, as far as the number tells."""
    return len(repr(value).partition(".")[2]) if math.isfinite(value) else 0


def _fault(row: dict[str, Any], found: str, expected: str, place: Place) -> DataFormatError:
    cell = f"{row['task']}.{row['split']}.{row['language']}"
    wanted = f"{expected}; the file was changed since it was scored: delete the cell's files and run again"
    return DataFormatError(place(row["run_id"], cell), None, f"{found} in cell {cell} of run {row['run_id']}", wanted)


def _check_cell(connection: duckdb.DuckDBPyConnection, cell: dict[str, Any], place: Place) -> None:
    keys = {name: cell[name] for name in ("run_id", "task", "language", "split")}
    answers = list(_rows(connection, "answers_of_cell", **keys))
    scores = list(_rows(connection, "scores_of_cell", **keys))
    match cell["task_type"]:
        case "span_extraction":
            faults = _spans(answers, scores, cell["language"])
        case "token_classification":
            faults = _tags(answers, scores)
        case _:
            faults = _rankings(answers)
    for found, expected in faults:
        raise _fault(cell, found, expected, place)


def _differ(answer: dict[str, Any], column: str, expected: float) -> Iterator[tuple[str, str]]:
    if abs((-1 if answer[column] is None else answer[column]) - expected) > SLACK:
        yield (
            f"{column} {answer[column]} of example {answer['example_id']!r}",
            f"{expected:.9g}, as answer and gold give",
        )


def _spans(
    answers: Sequence[dict[str, Any]], scores: Sequence[dict[str, Any]], language: str
) -> Iterator[tuple[str, str]]:
    """Faults of F1 and EM under the official script that the score names; none where it names another."""
    kept = {score["metric"]: score for score in scores}
    rule = next(
        (
            rule
            for rule in SpanRule
            for metric, score in kept.items()
            if score["metric_impl"] == span_impl(rule, metric, language)
        ),
        None,
    )
    if rule is None:
        return
    n_exact = 0.0
    for answer in answers:
        match = span_match(answer["predicted"], _gold_texts(answer["gold"]), rule, language)
        n_exact += match.em
        yield from _differ(answer, "outcome", match.f1)
    em = 100.0 * n_exact / len(answers)
    if "em" in kept and abs(kept["em"]["value"] - em) > SLACK:
        yield f"em {kept['em']['value']:.9g}", f"{em:.9g}, as its answers give"


def _gold_texts(gold: str) -> list[str]:
    try:
        texts = json.loads(gold)
    except ValueError:
        return [gold]
    return [str(text) for text in texts] if isinstance(texts, list) else [gold]


def _tags(answers: Sequence[dict[str, Any]], scores: Sequence[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """Faults of the share of right tags, of the counts of segments, and of accuracy."""
    found = [answer["predicted"].split(" ") for answer in answers]
    gold = [answer["gold"].split(" ") for answer in answers]
    labels = tuple(sorted({tag for tags in (*found, *gold) for tag in tags}))
    if "" in labels or len(labels) > _MOST_TAGS:
        return  # sentences without words, or no tags: nothing that was trained here
    n_right = n_tags = 0
    for answer, mine, theirs in zip(answers, found, gold, strict=True):
        if len(mine) != len(theirs):
            yield f"{len(mine)} tags of example {answer['example_id']!r}", f"{len(theirs)}, as many as gold has"
            return
        right = sum(tag == other for tag, other in zip(mine, theirs, strict=True))
        n_right, n_tags = n_right + right, n_tags + len(theirs)
        yield from _differ(answer, "outcome", right / len(theirs))
    codes = {tag: code for code, tag in enumerate(labels)}
    sides = [
        np.array([code for tags in side for code in (*map(codes.__getitem__, tags), len(labels))], np.uint8)
        for side in (found, gold)
    ]
    counts = count_segments(sides[0], sides[1], labels)
    for name in ("n_true_positive", "n_predicted", "n_gold"):
        for answer, expected in zip(answers, getattr(counts, name).tolist(), strict=True):
            yield from _differ(answer, name, expected)
    accuracy = 100.0 * n_right / n_tags
    for score in scores:
        if score["metric"] == "accuracy" and abs(score["value"] - accuracy) > SLACK:
            yield f"accuracy {score['value']:.9g}", f"{accuracy:.9g}, as its answers give"


def _rankings(answers: Sequence[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """Faults of the average precision of each query."""
    for answer in answers:
        targets = answer["gold"].split()
        numbers = {name: number for number, name in enumerate(dict.fromkeys((*targets, *answer["predicted"].split())))}
        ranked = [numbers[name] for name in answer["predicted"].split()]
        if targets:
            yield from _differ(answer, "outcome", average_precision(ranked, [numbers[name] for name in targets]))
