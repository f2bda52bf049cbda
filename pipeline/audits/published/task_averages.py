"""Printed averages over tasks, recomputed from the task averages of the same source."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

from pipeline.audits.published.averages import EPSILON
from pipeline.audits.published.benchmark import ALL_TASKS, GROUPS
from pipeline.audits.published.figures import AVERAGE, Figure, Key, Row
from pipeline.audits.published.findings import Discrepancy, DiscrepancyKind, cell_of, computed_cell
from pipeline.store.entered import is_entered

OVERALL = "average"  # in column `task`
N_OWN = 2  # fewest tasks of an entered row whose average is recomputed
TASK_SCORE = "task_score"  # metric of one figure for the mean of EM and F1, as a reader entered it
RETRIEVAL = ("bucc2018", "tatoeba")
_ANSWERS = {"mean of EM and F1": ("em", "f1"), "F1": ("f1",), "EM": ("em",)}
_PARTLY = " Unless it is over other tasks than the table shows, it is wrong."
Interval = tuple[float, float]  # value, most that rounding moves it


@dataclass(frozen=True, slots=True)
class _Reading:
    """One way to an average: its name and what it gives."""

    name: str
    value: float
    rounding: float
    is_of_part: bool = False  # over the tasks that the table shows, which may not be all that the average is over

    def gives(self, figure: Figure) -> bool:
        return abs(self.value - figure.value) <= self.rounding + figure.half_unit + EPSILON


def check_task_averages(rows: Sequence[Row]) -> list[Discrepancy]:
    """Averages over tasks that no usual definition gives; tables whose two averages follow two definitions."""
    systems: dict[tuple[str, str, Key], dict[tuple[str, str], Figure]] = defaultdict(dict)
    for row in rows:
        if row.average is not None:
            shared = replace(row.key, task="", metric="")
            systems[row.source, row.system, shared][row.key.task, row.key.metric] = row.average
    printed = [row for row in rows if row.average is not None and (row.key.task == OVERALL or row.key.task in GROUPS)]
    found: list[Discrepancy] = []
    agreed: dict[str, list[tuple[Row, _Reading]]] = defaultdict(list)
    for row in printed:
        figures = systems[row.source, row.system, replace(row.key, task="", metric="")]
        readings = list(_readings(row, figures)) or list(_of_own_tasks(row, figures))
        fitting = [reading for reading in readings if reading.gives(row.figures[AVERAGE])]
        if readings and not fitting:
            found.append(_finding(row, readings))
        elif fitting and row.key.task == OVERALL:
            agreed[row.source].append((row, fitting[0]))
    found = list({(it.cells[0].source, it.cells[0].metric, it.sentence): it for it in found}.values())
    return [*found, *(finding for members in agreed.values() for finding in _two_definitions(members))]


def _readings(row: Row, figures: Mapping[tuple[str, str], Figure]) -> Iterator[_Reading]:
    """Every defensible average for the label; none where a task is missing."""
    for answers, metrics in _ANSWERS.items():
        if row.key.task in GROUPS and "xquad" not in GROUPS[row.key.task] and len(metrics) == 1:
            continue  # a group without question answering has one reading
        values = {task: _task_value(task, figures, metrics) for task in ALL_TASKS}
        needed = GROUPS.get(row.key.task, ALL_TASKS)
        given = {task: value for task, value in values.items() if value is not None and task in needed}
        if len(given) < len(needed):
            continue
        if row.key.task == OVERALL:
            yield from _with_retrieval(figures, list(given.values()), _group_means(given), answers)
        how = f", {answers}" if "xquad" in needed else ""
        yield _Reading(f"mean of {len(needed)} tasks{how}", *_mean(list(given.values())))
        if row.key.task == OVERALL and "task" not in row.key.metric:
            yield _Reading(f"mean of {len(GROUPS)} group means, {answers}", *_mean(_group_means(given)))


def _group_means(given: Mapping[str, Interval]) -> list[Interval]:
    """Mean of each group of tasks, retrieval left out."""
    return [_mean([given[task] for task in tasks]) for tasks in GROUPS.values()]


def _with_retrieval(
    figures: Mapping[tuple[str, str], Figure], tasks: list[Interval], groups: list[Interval], answers: str
) -> Iterator[_Reading]:
    """Averages over all nine tasks, where a source prints the two of retrieval as well."""
    retrieval = [value for task in RETRIEVAL if (value := _task_value(task, figures, ())) is not None]
    if len(retrieval) == len(RETRIEVAL):
        yield _Reading(f"mean of {len(tasks) + len(retrieval)} tasks, {answers}", *_mean([*tasks, *retrieval]))
        means = [*groups, _mean(retrieval)]
        yield _Reading(f"mean of {len(means)} group means, {answers}", *_mean(means))


def _of_own_tasks(row: Row, figures: Mapping[tuple[str, str], Figure]) -> Iterator[_Reading]:
    """Averages over the tasks of a table that a reader entered: what else the average may be over, it does not show."""
    tasks = [task for task in dict.fromkeys(task for task, _ in figures) if task != OVERALL and task not in GROUPS]
    if not is_entered(row.source) or row.key.task != OVERALL or len(tasks) < N_OWN:
        return
    for answers, metrics in _ANSWERS.items():
        values = [value for task in tasks if (value := _task_value(task, figures, metrics)) is not None]
        if len(values) == len(tasks):
            name = f"mean of the {len(tasks)} tasks of its row, {answers}"
            yield _Reading(name, *_mean(values), is_of_part=len(tasks) < len(ALL_TASKS))


def _task_value(task: str, figures: Mapping[tuple[str, str], Figure], answer_metrics: Sequence[str]) -> Interval | None:
    if (task, TASK_SCORE) in figures:
        figure = figures[task, TASK_SCORE]
        return figure.value, figure.half_unit
    metrics = answer_metrics if task in GROUPS["question-answering group"] else ("accuracy", "f1")
    chosen = [figures[task, metric] for metric in metrics if (task, metric) in figures]
    if task in GROUPS["question-answering group"] and len(chosen) < len(metrics):
        return None
    return _mean([(figure.value, figure.half_unit) for figure in chosen]) if chosen else None


def _mean(values: Sequence[Interval]) -> Interval:
    return sum(value for value, _ in values) / len(values), sum(half for _, half in values) / len(values)


def _finding(row: Row, readings: Sequence[_Reading]) -> Discrepancy:
    average = row.figures[AVERAGE]
    best = min(readings, key=lambda reading: abs(reading.value - average.value))
    usual = readings if best is readings[0] else [readings[0], best]
    ways = "; ".join(
        f"{reading.name}: {reading.value:.2f}" for reading in {reading.name: reading for reading in usual}.values()
    )
    what = "average" if row.key.task == OVERALL else f"{row.key.task} average"
    return Discrepancy(
        DiscrepancyKind.AVERAGE_OF_TASKS,
        f"{row.source} prints {average.printed.value_text} as the {what} ({average.printed.metric}) of {row.system}; "
        f"its own task figures do not give it ({ways}).{_PARTLY if readings[0].is_of_part else ''}",
        (cell_of(average), *(computed_cell(average, reading.value, reading.name) for reading in readings)),
        size=abs(best.value - average.value),
        rounding=best.rounding + average.half_unit,
        encoder=row.key.encoder,
    )


def _two_definitions(members: Sequence[tuple[Row, _Reading]]) -> Iterator[Discrepancy]:
    """One finding where a source prints two averages of the same systems that follow different definitions."""
    by_system = {
        (a[0].system, a[0].key.metric, b[0].key.metric): (a, b)
        for a, b in product(members, members)
        if a[0].system == b[0].system
        and a[0].key.metric < b[0].key.metric
        and a[1].name != b[1].name
        and abs(a[0].figures[AVERAGE].value - b[0].figures[AVERAGE].value)
        > a[0].figures[AVERAGE].half_unit + b[0].figures[AVERAGE].half_unit + EPSILON
    }
    pairs = list(by_system.values())
    if not pairs:
        return
    (first, one), (second, other) = max(pairs, key=lambda pair: abs(_value(pair[0][0]) - _value(pair[1][0])))
    yield Discrepancy(
        DiscrepancyKind.TWO_AVERAGES,
        f"{first.source} prints two averages over the same tasks for {len(pairs)} systems: "
        f'"{first.key.metric}" is the {one.name}, "{second.key.metric}" the {other.name}; for {first.system} they are '
        f"{first.figures[AVERAGE].printed.value_text} and {second.figures[AVERAGE].printed.value_text}.",
        tuple(
            cell
            for pair in pairs
            for row, reading in pair
            for cell in (
                cell_of(row.figures[AVERAGE]),
                computed_cell(row.figures[AVERAGE], reading.value, reading.name),
            )
        ),
        size=abs(_value(first) - _value(second)),
        rounding=first.figures[AVERAGE].half_unit + second.figures[AVERAGE].half_unit,
    )


def _value(row: Row) -> float:
    return row.figures[AVERAGE].value
