"""Of which figures it is known how many answers they count: published ones by exact sizes, imported ones as stated."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.audits.published.benchmark import Benchmark
from pipeline.audits.published.confusion import BinaryCell
from pipeline.audits.published.figures import AVERAGE, Figure
from pipeline.domain.benchmark import BenchmarkTask, MetricKind
from pipeline.store.published_sizes import exact_size
from pipeline.store.reference import ReportedScore

_COUNTED = {"xnli": "accuracy", "xquad": "em", "mlqa": "em"}  # a whole number of right answers


@dataclass(frozen=True, slots=True)
class ImportedFigure:
    """A score that an import brought, in the form of a printed one, with what the import says of its size."""

    figure: ReportedScore  # reported_id below 0: it is no published figure
    is_share: bool
    n_examples: int  # 0: not stated
    n_seeds: int  # of which it is the mean


def shares_of(figures: Iterable[Figure], benchmark: Benchmark) -> dict[int, int]:
    """Answers behind each published figure that is a share of right ones, by reported_id."""
    found = {}
    for figure in figures:
        n_examples = _size(figure, benchmark)
        if n_examples:
            found[figure.printed.reported_id] = n_examples
    return found


def _size(figure: Figure, benchmark: Benchmark) -> int | None:
    task = benchmark.described.tasks.get(figure.printed.task)
    if figure.language == AVERAGE:
        return None
    if task is None:
        if _COUNTED.get(figure.printed.task) != figure.metric:
            return None
        return exact_size(benchmark.datasets, figure.printed.task, figure.split, figure.language)
    metric = task.metrics.get(figure.metric)
    is_share = metric is not None and metric.kind is MetricKind.SHARE
    return task.sizes.get((figure.split, figure.metric)) if is_share else None


def binary_cells(figures: Iterable[Figure], benchmark: Benchmark) -> dict[int, BinaryCell]:
    """Published F1s of one class that stand beside an accuracy of the same task and size, by reported_id."""
    found = {}
    for figure in figures:
        task = benchmark.described.tasks.get(figure.printed.task)
        accuracy = None if task is None or figure.language == AVERAGE else _accuracy_beside(task, figure.metric)
        n_examples = task.sizes.get((figure.split, figure.metric)) if task is not None else None
        if accuracy is not None and n_examples:
            found[figure.printed.reported_id] = BinaryCell(accuracy, figure.metric, n_examples)
    return found


def _accuracy_beside(task: BenchmarkTask, metric: str) -> str | None:
    """The task's one share of right answers, where the metric is the F1 of one of its two classes."""
    kinds = {name: one.kind for name, one in task.metrics.items()}
    shares = [name for name, kind in kinds.items() if kind is MetricKind.SHARE]
    return shares[0] if kinds.get(metric) is MetricKind.BINARY_F1 and len(shares) == 1 else None


def shares_of_imports(imported: Sequence[ImportedFigure]) -> dict[int, int]:
    """As `shares_of`, of imported scores: examples times seeds."""
    return {one.figure.reported_id: one.n_examples * one.n_seeds for one in imported if one.is_share and one.n_examples}


def binary_cells_of_imports(imported: Sequence[ImportedFigure], benchmark: Benchmark) -> dict[int, BinaryCell]:
    """As `binary_cells`, of imported scores of one training."""
    found = {}
    for one in imported:
        task = benchmark.described.tasks.get(one.figure.task)
        accuracy = None if task is None else _accuracy_beside(task, one.figure.metric)
        if accuracy is not None and one.n_examples and one.n_seeds == 1:
            found[one.figure.reported_id] = BinaryCell(accuracy, one.figure.metric, one.n_examples)
    return found
