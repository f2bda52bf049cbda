"""The official average of a described benchmark, recomputed from the scores of its tasks in the same source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations

from pipeline.audits.published.averages import EPSILON, mean_of
from pipeline.audits.published.figures import AVERAGE, Figure, Key, Row
from pipeline.audits.published.findings import Discrepancy, DiscrepancyKind, cell_of, computed_cell
from pipeline.domain.benchmark import Benchmarks, BenchmarkTask, DescribedBenchmark

Interval = tuple[float, float]  # value, most that rounding moves it


def check_official_averages(rows: Sequence[Row], benchmarks: Benchmarks) -> Iterator[Discrepancy]:
    """Printed averages that the benchmark's own rule does not give, where all that it takes is printed."""
    by_key = {(row.source, row.system, row.key): row for row in rows}
    for one in benchmarks.described:
        if one.average is None:
            continue
        for row in rows:
            average = row.figures.get(AVERAGE)
            if row.key.task != one.benchmark or row.key.metric != one.average.metric or average is None:
                continue
            scores = _scores(one, row, by_key)
            if scores is None:
                continue
            mean = _mean(list(scores.values()))
            if not _fits(mean, average):
                yield _finding(one, row, average, mean, scores)


def _scores(one: DescribedBenchmark, row: Row, rows: Mapping[tuple[str, str, Key], Row]) -> dict[str, Interval] | None:
    """Score of each task of the average; None where a figure of it is not printed."""
    tasks = {task.task: task for task in one.tasks}
    found: dict[str, Interval] = {}
    for name in one.average.tasks if one.average else ():
        parts = [
            _task_figure(tasks[name], rows.get((row.source, row.system, replace(row.key, task=name, metric=metric))))
            for metric in tasks[name].score
        ]
        kept = [part for part in parts if part is not None]
        if len(kept) < len(parts):
            return None
        found[tasks[name].title] = _mean(kept)
    return found


def _task_figure(task: BenchmarkTask, row: Row | None) -> Interval | None:
    """Mean over a task's languages in one metric: of those printed, else the printed average."""
    if row is None:
        return None
    if set(task.languages) <= set(row.figures):
        return mean_of([row.figures[language] for language in task.languages])
    average = row.average
    return None if average is None else (average.value, average.half_unit)


def _mean(values: Sequence[Interval]) -> Interval:
    return sum(value for value, _ in values) / len(values), sum(half for _, half in values) / len(values)


def _fits(mean: Interval, average: Figure) -> bool:
    return abs(mean[0] - average.value) <= mean[1] + average.half_unit + EPSILON


def _finding(
    one: DescribedBenchmark, row: Row, average: Figure, mean: Interval, scores: Mapping[str, Interval]
) -> Discrepancy:
    fewer = [
        left
        for left in combinations(scores, len(scores) - 1)
        if len(scores) > 2 and _fits(_mean([scores[name] for name in left]), average)
    ]
    without = [name for left in fewer for name in scores if name not in left]
    cause = f"; without {' or without '.join(without)} they do" if without else ""
    return Discrepancy(
        DiscrepancyKind.AVERAGE_OF_TASKS,
        f"{row.source} prints {average.printed.value_text} as the {one.title} average of {row.system}; the scores of "
        f"its {len(scores)} tasks give {mean[0]:.2f} by the benchmark's rule{cause}.",
        (cell_of(average), computed_cell(average, mean[0], f"mean over {len(scores)} tasks")),
        size=abs(mean[0] - average.value),
        rounding=mean[1] + average.half_unit,
        encoder=row.key.encoder,
    )
