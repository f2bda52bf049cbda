"""Both arms of each gain, example by example."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import median

import duckdb
import numpy as np
import pyarrow as pa

from pipeline.claims.queries import query_text
from pipeline.claims.statistics import FloatArray, PairedCell
from pipeline.claims.unpaired import stand_in

_SUBJECT = ("outcome", "n_true_positive", "n_predicted", "n_gold")
_COLUMNS = (*_SUBJECT, *(f"baseline_{name}" for name in _SUBJECT))


@dataclass(frozen=True, slots=True)
class GainRow:
    """One row of `task_gains`, as far as evidence needs it."""

    run_id: str
    baseline_run_id: str
    regime: str
    seed: int
    task: str
    language: str
    split: str
    gain: float
    n_examples: int
    baseline_n_examples: int
    n_available: int


@dataclass(frozen=True, slots=True, eq=False)
class Pairing:
    """The cells of an estimate, in (task, language) order."""

    cells: tuple[PairedCell, ...]
    left_out: dict[tuple[str, str], str]  # (task, language) -> why its arms cannot be paired
    seeds: tuple[int, ...]
    n_cut: int  # cells in which a profile scored fewer examples than the source holds
    least: int  # fewest and most examples scored in such a cell
    most: int


def pair_predictions(connection: duckdb.DuckDBPyConnection, rows: Sequence[GainRow]) -> Pairing:
    """The rows grouped into cells, seeds side by side, with the answers of both arms.

    A cell is left out and named where its two arms answered different examples, or its seeds different numbers of them.

    Args:
        rows: of one regime and split per task.
    """
    ordered = sorted(rows, key=lambda row: (row.task, row.language, row.seed))
    arrays = _read_predictions(connection, ordered)
    cells: list[PairedCell] = []
    left_out: dict[tuple[str, str], str] = {}
    kept: list[GainRow] = []
    numbered = list(zip(ordered, arrays, strict=True))
    for key, group in groupby(numbered, key=lambda pair: (pair[0].task, pair[0].language)):
        members = list(group)
        if len({len(array) for _, array in members}) > 1:
            left_out[key] = "the seeds scored different numbers of examples"
        elif any(len(array) == 0 or np.isnan(array[:, [0, 4]]).any() for _, array in members):
            left_out[key] = "the run and its baseline scored different examples"
        else:
            cells.append(_paired_cell(key, members))
            kept += [row for row, _ in members]
    cut = [row for row in kept if row.n_examples < row.n_available]
    return Pairing(
        cells=tuple(cells),
        left_out=left_out,
        seeds=tuple(sorted({row.seed for row in kept})),
        n_cut=len({(row.task, row.language) for row in cut}),
        least=min((row.n_examples for row in cut), default=0),
        most=max((row.n_examples for row in cut), default=0),
    )


def _paired_cell(key: tuple[str, str], members: Sequence[tuple[GainRow, FloatArray]]) -> PairedCell:
    stacked = np.stack([array for _, array in members])  # [seeds, examples, 8]
    has_counts = not np.isnan(stacked).any()
    columns = [1, 2, 3] if has_counts else [0]
    return PairedCell(
        task=key[0],
        language=key[1],
        gain=median(row.gain for row, _ in members),
        subject=stacked[:, :, columns],
        baseline=stacked[:, :, [4 + column for column in columns]],
    )


def _read_predictions(connection: duckdb.DuckDBPyConnection, rows: Sequence[GainRow]) -> list[FloatArray]:
    """[examples, 8] of each row: the columns of `_COLUMNS`, NaN where an arm has none; in example_id order."""
    if not rows:
        return []
    names = ("run_id", "baseline_run_id", "task", "language", "split")
    pairs: list[dict[str, object]] = [
        {"pair_number": number} | {name: getattr(row, name) for name in names} for number, row in enumerate(rows)
    ]
    connection.register("incoming_pairs", pa.Table.from_pylist(pairs))
    columns = connection.execute(query_text("paired_predictions")).fetchnumpy()
    connection.unregister("incoming_pairs")
    values = np.column_stack([np.asarray(columns[name], dtype=np.float64) for name in _COLUMNS])
    numbers = np.asarray(columns["pair_number"], dtype=np.int64)
    return stand_in(connection, pairs, np.split(values, np.searchsorted(numbers, np.arange(1, len(rows)))))
