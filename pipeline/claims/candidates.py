"""The cells of all regimes that a best-of claim chooses from, for the audit of the choice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict

import duckdb

from pipeline.claims.pairing import GainRow, pair_predictions
from pipeline.claims.queries import query_rows
from pipeline.claims.selection import Choice
from pipeline.claims.selection_audit import audit_selection
from pipeline.claims.statistics import PairedCell

_Cells = dict[str, dict[str, list[PairedCell]]]


def selection_details(
    connection: duckdb.DuckDBPyConnection, rows: Sequence[GainRow], choices: Mapping[str, Choice], *, seed: int
) -> dict[str, object] | None:
    """The three estimates of the best-of gain and the naive one's optimism, as kept with the evidence.

    None where no task has two regimes to choose from, or where some run came without its answers.

    Args:
        rows: gains of every candidate on all splits.
        choices: the evaluated split of each task.
    """
    open_tasks = [task for task, choice in choices.items() if len(choice.candidates) > 1]
    evaluated = [row for row in rows if row.task in open_tasks and row.split == choices[row.task].split]
    on_dev = [row for row in rows if row.task in open_tasks and row.split == "dev"]
    if not evaluated or not _have_answers(connection, [*evaluated, *on_dev]):
        return None
    cells = _cells(connection, evaluated)
    if not cells:
        return None
    found = audit_selection(cells, _cells(connection, on_dev), seed=seed)
    return {**asdict(found), "optimism": found.optimism, "tasks": sorted(cells)}


def _have_answers(connection: duckdb.DuckDBPyConnection, rows: Sequence[GainRow]) -> bool:
    runs = sorted({run for row in rows for run in (row.run_id, row.baseline_run_id)})
    (counted,) = query_rows(connection, "runs_with_answers", run_ids=runs)
    return bool(counted["n_runs"] == len(runs))


def _cells(connection: duckdb.DuckDBPyConnection, rows: Sequence[GainRow]) -> _Cells:
    """By task and regime, languages that all regimes of the task have with the same number of examples."""
    found: _Cells = {}
    for regime in sorted({row.regime for row in rows}):
        pairing = pair_predictions(connection, [row for row in rows if row.regime == regime])
        for cell in pairing.cells:
            found.setdefault(cell.task, {}).setdefault(regime, []).append(cell)
    shared = {task: _shared(regimes) for task, regimes in found.items()}
    return {task: regimes for task, regimes in shared.items() if all(regimes.values())}


def _shared(regimes: Mapping[str, Sequence[PairedCell]]) -> dict[str, list[PairedCell]]:
    keys = [{(cell.language, cell.subject.shape[1]) for cell in cells} for cells in regimes.values()]
    common = set.intersection(*keys)
    return {
        regime: [cell for cell in cells if (cell.language, cell.subject.shape[1]) in common]
        for regime, cells in regimes.items()
    }
