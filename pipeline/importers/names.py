"""Names as people have them - XNLI, PAN-X.de, deu-Latn, zh-CN, exact_match, validation - read as ours, and said so.

What is not recognised is left as it is, for `checks` to refuse with the nearest name. Nothing is guessed: a name is
only read where it can mean one thing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from pipeline.domain.errors import DataFormatError, unknown_name
from pipeline.domain.names import Names
from pipeline.domain.task import TaskRole
from pipeline.importers.importer import RawFile, RawRow


def read_names(raw: RawFile, names: Names) -> RawFile:
    """The file with every name that is recognised read as ours; each reading is a note, once."""
    said: dict[str, None] = {}
    rows = tuple(_row(row, names, said) for row in raw.rows)
    notes = (f"read as ours: {'; '.join(said)}",) if said else ()
    return replace(raw, rows=rows, notes=(*raw.notes, *notes))


def select_ours(raw: RawFile, names: Names, *, may_be_none: bool = False) -> RawFile:
    """The file without scores of tasks, metrics and languages that are not registered; what is left out is a note.

    Args:
        may_be_none: nothing need be left, as the file has other scores that are taken.

    Raises:
        DataFormatError: nothing is left.
    """
    ours, left_out = [], []
    for number, row in enumerate(raw.rows):
        why = _why_not_ours(row, names)
        if why:
            left_out.append(why)
        else:
            ours.append(number)
    if not ours and raw.rows and not may_be_none:
        raise DataFormatError(raw.path, None, f"no score of a registered task ({left_out[0]})", "one at least")
    notes = (f"left out: {listed(left_out)}",) if left_out else ()
    outcomes = {at: raw.outcomes[number] for at, number in enumerate(ours) if number in raw.outcomes}
    return replace(raw, rows=tuple(raw.rows[number] for number in ours), notes=(*raw.notes, *notes), outcomes=outcomes)


def _why_not_ours(row: RawRow, names: Names) -> str:
    target, language, metric = (row.cells.get(column, "") for column in ("target", "language", "metric"))
    task = names.tasks.get(target)
    if task is None or task.role is not TaskRole.TARGET:
        targets = [name for name, one in names.tasks.items() if one.role is TaskRole.TARGET]
        said = str(unknown_name("task", f"{target:.60}", targets))
        return f"{target:.60}: {said if 'did you mean' in said else 'no registered task'}"
    if metric and metric not in task.metrics:
        return f"{metric:.60} of {target}, which is scored by {', '.join(task.metrics)}"
    if language and language not in {one.language for one in names.languages}:
        return f"{target} in {language:.60}, no registered language"
    return ""


def _row(row: RawRow, names: Names, said: dict[str, None]) -> RawRow:
    cells = dict(row.cells)
    task = names.task(cells.get("target", ""))
    both = names.task_and_language(cells.get("target", "")) if task is None else None
    if both is not None and both[1] is not None and cells.get("language", both[1]) == both[1]:
        task, cells["language"] = both[0], both[1]
    changes = {"target": task, "language": names.language(cells.get("language", ""))}
    if task is not None and not cells.get("metric") and len(names.tasks[task].metrics) == 1:
        cells["metric"] = names.tasks[task].metrics[0]  # the only one that there is
        said[f"no metric of {task} as {cells['metric']}"] = None
    if task is not None:
        changes["metric"] = names.metric(cells.get("metric", ""), task)
        changes["split"] = names.split(cells.get("split", ""), task)
    for column, new in changes.items():
        old = row.cells.get(column, "")
        if new is not None and old and new != old:
            beside = f" {cells['language']}" if column == "target" and both is not None else ""
            said[f"{old} as {new}{beside}"] = None
            cells[column] = new
    return RawRow(row.path, row.line, cells, row.place)


def listed(items: Iterable[str], limit: int = 4) -> str:
    """The first few of some names: "a, b and 3 more"."""
    every = list(dict.fromkeys(items))
    shown = ", ".join(f"{item:.160}" for item in every[:limit])
    return f"{shown} and {len(every) - limit} more" if len(every) > limit else shown
