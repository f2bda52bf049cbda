"""What the choice does to a best-of gain: three estimates side by side, kept with the evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict

from pipeline.claims.evidence.example_outcomes import Answers
from pipeline.claims.evidence.gathered_cells import Choice
from pipeline.claims.evidence.pairing import GainRow, PairedRow, gains_of, pair_rows
from pipeline.claims.queries import query_rows
from pipeline.statistics.selection_bias import FoldedCell, audit_selection

_Cells = dict[str, dict[str, list[FoldedCell]]]


def selection_details(
    answers: Answers, rows: Sequence[GainRow], choices: Mapping[str, Choice]
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
    if not evaluated or not _have_answers(answers, [*evaluated, *on_dev]):
        return None
    cells = _cells(answers, evaluated)
    if not cells:
        return None
    found = audit_selection(cells, _cells(answers, on_dev))
    return {**asdict(found), "optimism": found.optimism, "tasks": sorted(cells)}


def _have_answers(answers: Answers, rows: Sequence[GainRow]) -> bool:
    runs = sorted({run for row in rows for run in (row.run_id, row.baseline_run_id)})
    (counted,) = query_rows(answers.connection, "runs_with_answers", run_ids=runs)
    return bool(counted["n_runs"] == len(runs))


def _cells(answers: Answers, rows: Sequence[GainRow]) -> _Cells:
    """By task and regime, languages that all regimes of the task have with the same number of examples."""
    found: _Cells = {}
    for regime in sorted({row.regime for row in rows}):
        paired, _ = pair_rows(answers, [row for row in rows if row.regime == regime])
        for (task, language), members in paired.items():
            found.setdefault(task, {}).setdefault(regime, []).append(_folded(language, members))
    shared = {task: _shared(regimes) for task, regimes in found.items()}
    return {task: regimes for task, regimes in shared.items() if all(regimes.values())}


def _folded(language: str, members: Sequence[PairedRow]) -> FoldedCell:
    """Means over seeds."""
    return FoldedCell(
        language=language,
        n_examples=members[0].n_examples,
        whole=float(gains_of(members, "whole").mean()),
        inside=gains_of(members, "inside").mean(axis=0),
        outside=gains_of(members, "outside").mean(axis=0),
    )


def _shared(regimes: Mapping[str, Sequence[FoldedCell]]) -> dict[str, list[FoldedCell]]:
    keys = [{(cell.language, cell.n_examples) for cell in cells} for cells in regimes.values()]
    common = set.intersection(*keys)
    return {
        regime: [cell for cell in cells if (cell.language, cell.n_examples) in common]
        for regime, cells in regimes.items()
    }
