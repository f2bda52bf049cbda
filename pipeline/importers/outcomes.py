"""Per-example outcomes beside a scores file, so that gains get a paired interval.

CSV or Parquet, in one file or several; read and checked column by column, since there may be tens of millions of rows.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.domain.errors import DataFormatError
from pipeline.domain.prediction import Prediction
from pipeline.domain.task import Task, TaskType
from pipeline.importers import outcome_tables
from pipeline.importers.checks import COUNTED, FINEST, cell_key, whole
from pipeline.importers.importer import CellKey, RawRow, ScoreFile
from pipeline.importers.outcome_tables import COUNTS, KEY, read_table, row_fault
from pipeline.store.records import PREDICTION_SCHEMA

_NUMBER = re.compile(r"[01](\.\d{1,40})?|\d(\.\d{1,40})?e-\d{1,3}", re.ASCII)
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class OutcomeFile:
    """Sound outcomes, cell by cell, each as rows of PREDICTION_SCHEMA or as a table of them, by example id."""

    sha256: str
    predictions: Mapping[CellKey, Sequence[Prediction] | pa.Table]


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """One file: a row's cell as a number, its example, outcome and counts (-1: none)."""

    path: Path
    sha256: str
    keys: tuple[CellKey, ...]
    cells: Ints
    example_ids: pa.Array
    outcomes: Floats
    counts: tuple[Ints, ...]

    def fault(self, row: int, found: str, expected: str) -> DataFormatError:
        """An error about one row of the file, by its line where it has lines."""
        return row_fault(self.path, row, found, expected)


def read_outcomes(
    paths: Sequence[Path], scores: ScoreFile, tasks: Mapping[str, Task], languages: Collection[str]
) -> OutcomeFile:
    """Outcomes of every cell that the files are about; each cell is complete and gives the score of the scores file.

    Raises:
        MissingDataError, DataFormatError: the first fault, with file, line, value and what was expected.
    """
    parts: list[_Part] = []
    for path in paths:
        room = outcome_tables.MAX_ROWS - sum(len(part.cells) for part in parts)
        parts.append(_read(path, scores, tasks, languages, room))
    keys = tuple(dict.fromkeys(key for part in parts for key in part.keys))
    number_of = {key: number for number, key in enumerate(keys)}
    cells = np.concatenate([np.array([number_of[key] for key in part.keys])[part.cells] for part in parts])
    named = pa.chunked_array([part.example_ids for part in parts]).combine_chunks().dictionary_encode()
    outcomes = np.concatenate([part.outcomes for part in parts])
    counts = tuple(np.concatenate(columns) for columns in zip(*(part.counts for part in parts), strict=True))
    order = _in_order(parts, cells, named)
    bounds = np.searchsorted(cells[order], np.arange(len(keys) + 1))
    _check_scores(parts, keys, cells, outcomes, counts, scores, tasks)
    table = _table(named, outcomes, counts, order)
    digests = [part.sha256 for part in parts]
    sha256 = digests[0] if len(digests) == 1 else hashlib.sha256("|".join(sorted(digests)).encode()).hexdigest()
    found = {key: table.slice(bounds[at], bounds[at + 1] - bounds[at]) for at, key in enumerate(keys)}
    return OutcomeFile(sha256, found)


def check_outcomes(
    scores: ScoreFile, found: Mapping[int, Sequence[Prediction]], tasks: Mapping[str, Task]
) -> OutcomeFile | None:
    """Outcomes that came with the scores themselves, of each cell's headline metric; None where there are none.

    Args:
        found: by number of row of `scores`.

    Raises:
        DataFormatError: a cell's outcomes are not as many as it has examples, or do not give its score.
    """
    kept: dict[CellKey, tuple[Prediction, ...]] = {}
    for number, rows in found.items():
        score = scores.rows[number]
        task = tasks[score.key.target]
        if score.metric != task.primary_metric or _needs_counts(task):
            continue
        if len(rows) != score.n_examples:
            found_text = f"{len(rows)} outcomes of {score.key}"
            raise DataFormatError(scores.path, score.line, found_text, f"{score.n_examples}, as {score.place} says")
        value = 100.0 * sum(row.outcome for row in rows) / len(rows)
        if abs(value - score.value) > max(10.0**-score.n_decimals, float(FINEST)):
            found_text = f"outcomes of {score.key} that give {score.metric} {value:.6g}"
            raise DataFormatError(scores.path, score.line, found_text, f"{score.value:g}, as {score.place} says")
        kept[score.key] = tuple(rows)
    content = repr([(key, [(row.example_id, row.outcome) for row in rows]) for key, rows in kept.items()])
    return OutcomeFile(hashlib.sha256(content.encode()).hexdigest(), kept) if kept else None


def _read(path: Path, scores: ScoreFile, tasks: Mapping[str, Task], languages: Collection[str], room: int) -> _Part:
    sha256, table = read_table(path, room)
    texts = {name: table.column(name).combine_chunks() for name in table.column_names}
    keys, cells = _keys(path, texts, scores, tasks, languages)
    ids = texts["example_id"]
    empty = pc.index(pc.equal(ids, ""), True).as_py()
    if empty >= 0:
        raise row_fault(path, empty, "'' in column 'example_id'", "a name that is the same in all runs")
    outcomes = _outcomes(path, texts["outcome"], keys, cells, scores, tasks)
    return _Part(path, sha256, keys, cells, ids, outcomes, _counts(path, texts, keys, cells, tasks))


def _keys(
    path: Path,
    texts: Mapping[str, Any],
    scores: ScoreFile,
    tasks: Mapping[str, Task],
    languages: Collection[str],
) -> tuple[tuple[CellKey, ...], Ints]:
    """The cells of a file, and each row's number among them."""
    shape = tuple(max(1, len(texts[name].dictionary)) for name in KEY)
    codes = tuple(texts[name].indices.to_numpy() for name in KEY)
    combined = np.ravel_multi_index(codes, shape)
    _, first, cells = np.unique(combined, return_index=True, return_inverse=True)
    known = {row.key for row in scores.rows}
    keys = []
    for row in first:
        cells_of_row = {name: texts[name][int(row)].as_py().strip() for name in KEY}
        try:
            key = cell_key(RawRow(path, None, cells_of_row), tasks, languages)
        except DataFormatError as error:
            raise row_fault(path, int(row), error.found, error.expected) from error
        if key not in known:
            raise row_fault(path, int(row), f"outcomes of {key}", f"a cell that {scores.path.name} scores")
        keys.append(key)
    return tuple(keys), np.asarray(cells, dtype=np.int64).ravel()


def _outcomes(
    path: Path, column: Any, keys: Sequence[CellKey], cells: Ints, scores: ScoreFile, tasks: Mapping[str, Task]
) -> Floats:
    texts = [text.strip() for text in column.dictionary.to_pylist()]
    codes = column.indices.to_numpy()
    wrong = [place for place, text in enumerate(texts) if not _NUMBER.fullmatch(text) or float(text) > 1.0]
    if wrong:
        row = int(np.flatnonzero(np.isin(codes, wrong))[0])
        raise row_fault(path, row, f"{texts[codes[row]]!r:.80} in column 'outcome'", "the example's own score, 0 to 1")
    values: Floats = np.array([float(text) for text in texts])
    outcomes: Floats = values[codes]
    n_seeds = {row.key: row.n_seeds for row in scores.rows}
    is_counted = [(tasks[key.target].task_type, tasks[key.target].primary_metric) in COUNTED for key in keys]
    parts = np.array([n_seeds[key] if counted else 0 for key, counted in zip(keys, is_counted, strict=True)])[cells]
    partly = np.flatnonzero(np.abs(outcomes * parts - np.rint(outcomes * parts)) > 1e-6)
    if len(partly):
        row = int(partly[0])
        key = keys[cells[row]]
        many = f", or a multiple of 1/{n_seeds[key]}" if n_seeds[key] > 1 else ""
        expected = f"0 or 1{many}: an answer of {tasks[key.target].title} is right or wrong"
        raise row_fault(path, row, f"{texts[codes[row]]!r} in column 'outcome'", expected)
    return outcomes


def _counts(
    path: Path, texts: Mapping[str, Any], keys: Sequence[CellKey], cells: Ints, tasks: Mapping[str, Task]
) -> tuple[Ints, ...]:
    """True positives, predicted and gold of each row; -1 where one of the three is not given."""
    columns: list[Ints] = []
    for name in COUNTS:
        if name not in texts:
            columns.append(np.full(len(cells), -1, dtype=np.int64))
            continue
        found = [text.strip() for text in texts[name].dictionary.to_pylist()]
        numbers = np.full(len(found), -1, dtype=np.int64)
        for place, text in enumerate(found):
            if text:
                try:
                    numbers[place] = whole(RawRow(path, None, {name: text}), name, least=0)
                except DataFormatError as error:
                    row = pc.index(texts[name].indices, place).as_py()
                    raise row_fault(path, row, error.found, error.expected) from error
        columns.append(numbers[texts[name].indices.to_numpy()])
    is_counted = np.logical_and.reduce([column >= 0 for column in columns])
    needs = np.array([_needs_counts(tasks[key.target]) for key in keys])[cells]
    for rows, found_text, expected in (
        (needs & ~is_counted, "no counts", f"counts in {', '.join(COUNTS)}, since this F1 is no mean over examples"),
        (
            is_counted & (columns[0] > np.minimum(columns[1], columns[2])),
            "more in column 'n_true_positive'",
            "at most n_predicted and n_gold",
        ),
    ):
        if rows.any():
            raise row_fault(path, int(np.flatnonzero(rows)[0]), found_text, expected)
    return tuple(np.where(is_counted, column, -1) for column in columns)


def _needs_counts(task: Task) -> bool:
    """Whether the headline metric is an F1 over all examples together."""
    return task.task_type is not TaskType.SPAN_EXTRACTION and task.primary_metric == "f1"


def _place(parts: Sequence[_Part], row: int) -> tuple[_Part, int]:
    """The file that a row of all files together stands in, and its number there."""
    for part in parts:
        if row < len(part.cells):
            return part, row
        row -= len(part.cells)
    raise IndexError(row)


def _in_order(parts: Sequence[_Part], cells: Ints, named: Any) -> Ints:
    """Rows by cell and, within it, by example id; each example of a cell stands there once."""
    ids = named.dictionary
    ranks = np.empty(len(ids), dtype=np.int64)
    ranks[pc.sort_indices(ids).to_numpy()] = np.arange(len(ids))
    keys = cells * len(ids) + ranks[named.indices.to_numpy()]
    order = np.argsort(keys, kind="stable")
    again = np.flatnonzero(np.diff(keys[order]) == 0)
    if len(again):
        part, row = _place(parts, int(order[again + 1].min()))
        found = f"{part.example_ids[row].as_py()!r:.80} in column 'example_id' again"
        raise part.fault(row, found, "each example of a cell once")
    return np.asarray(order, dtype=np.int64)


def _check_scores(
    parts: Sequence[_Part],
    keys: Sequence[CellKey],
    cells: Ints,
    outcomes: Floats,
    counts: Sequence[Ints],
    scores: ScoreFile,
    tasks: Mapping[str, Task],
) -> None:
    """Each cell has as many outcomes as its score says, and they give that score."""
    n_rows = np.bincount(cells, minlength=len(keys))
    sums = np.bincount(cells, weights=outcomes, minlength=len(keys))
    true, predicted, gold = (
        np.bincount(cells, weights=np.maximum(column, 0), minlength=len(keys)) for column in counts
    )
    number_of = {key: number for number, key in enumerate(keys)}
    for score in scores.rows:
        at = number_of.get(score.key)
        if at is None:
            continue
        if n_rows[at] != score.n_examples:
            found = f"{n_rows[at]} outcomes of {score.key}"
            raise _of_cell(parts, cells, at, found, f"{score.n_examples}, as {score.place} of the scores says")
        if score.metric != tasks[score.key.target].primary_metric:
            continue
        value = 100.0 * sums[at] / n_rows[at]
        if _needs_counts(tasks[score.key.target]):
            n_items = predicted[at] + gold[at]
            value = 200.0 * true[at] / n_items if n_items else 0.0
        if abs(value - score.value) > max(10.0**-score.n_decimals, float(FINEST)):
            found = f"outcomes of {score.key} that give {score.metric} {value:.6g}"
            raise _of_cell(parts, cells, at, found, f"{score.value:g}, as {score.place} of the scores says")


def _of_cell(parts: Sequence[_Part], cells: Ints, number: int, found: str, expected: str) -> DataFormatError:
    part, row = _place(parts, int(np.flatnonzero(cells == number)[0]))
    return part.fault(row, found, expected)


def _table(named: Any, outcomes: Floats, counts: Sequence[Ints], order: Ints) -> pa.Table:
    """Rows of PREDICTION_SCHEMA in that order; what was answered is not known."""
    nothing = pa.repeat(pa.scalar(""), len(order))
    columns = [
        named.take(pa.array(order)).cast(pa.string()),
        nothing,
        nothing,
        pa.array(outcomes[order]),
        *(pa.array(column[order], type=pa.int32(), mask=column[order] < 0) for column in counts),
    ]
    return pa.table(columns, schema=PREDICTION_SCHEMA)


def by_example(rows: Sequence[Prediction] | pa.Table) -> Sequence[Prediction] | pa.Table:
    """The rows by example id, as they are written."""
    return rows if isinstance(rows, pa.Table) else sorted(rows, key=lambda row: row.example_id)
