"""The audit of published figures: pure, from reference tables to ranked findings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.audits.published.averages import check_language_averages
from pipeline.audits.published.benchmark import Benchmark
from pipeline.audits.published.conflicts import check_conflicts, check_split_gaps
from pipeline.audits.published.confusion import check_confusion
from pipeline.audits.published.counted import (
    ImportedFigure,
    binary_cells,
    binary_cells_of_imports,
    shares_of,
    shares_of_imports,
)
from pipeline.audits.published.counts import check_dataset_sizes, check_language_counts, check_parameters
from pipeline.audits.published.figures import join_rows, read_figures
from pipeline.audits.published.findings import Discrepancy, ranked
from pipeline.audits.published.gains import check_gains
from pipeline.audits.published.labels import check_metric_labels, check_metric_order, check_ranges, check_row_labels
from pipeline.audits.published.official_averages import check_official_averages
from pipeline.audits.published.orders import check_column_order, check_permuted_rows
from pipeline.audits.published.settings import check_mixed_settings, check_training_data
from pipeline.audits.published.shares import check_shares
from pipeline.audits.published.task_averages import check_task_averages
from pipeline.domain.benchmark import Benchmarks
from pipeline.domain.language import Language
from pipeline.store.reference import Dataset, ReportedScore


def find_discrepancies(
    scores: Sequence[ReportedScore],
    datasets: Sequence[Dataset],
    languages: Sequence[Language],
    benchmarks: Benchmarks = Benchmarks(),  # noqa: B008  # frozen
    imported: Sequence[ImportedFigure] = (),
) -> tuple[Discrepancy, ...]:
    """Every contradiction among published figures and counts, and within each import, the strongest first.

    The column `flag`, in which defects found by hand are noted, is not read: the figures speak for themselves.

    Args:
        benchmarks: described ones, with sizes, kinds of metrics and averages of their own.
        imported: scores that imports brought; they are held against those of the same import alone.
    """
    benchmark = Benchmark(datasets, languages, benchmarks)
    figures = read_figures(scores)
    rows = join_rows(figures)
    return ranked(
        [
            *_of_imports(imported, benchmark),
            *check_official_averages(rows, benchmarks),
            *check_confusion(rows, binary_cells(figures, benchmark)),
            *check_ranges(figures),
            *check_metric_order(rows),
            *check_language_averages(rows, benchmark),
            *check_task_averages(rows),
            *check_gains(rows),
            *check_language_counts(benchmark),
            *check_permuted_rows(rows),
            *check_column_order(rows),
            *check_metric_labels(rows),
            *check_row_labels(rows),
            *check_conflicts(rows, benchmark),
            *check_split_gaps(rows, benchmark),
            *check_shares(rows, shares_of(figures, benchmark)),
            *check_mixed_settings(figures, rows),
            *check_training_data(rows, benchmark),
            *check_dataset_sizes(benchmark),
            *check_parameters(figures),
        ]
    )


def _of_imports(imported: Sequence[ImportedFigure], benchmark: Benchmark) -> Iterator[Discrepancy]:
    """What cannot be within an import: shares, EM above F1, accuracy and F1, averages that its own rows do not give."""
    figures = read_figures([one.figure for one in imported], is_as_typed=True)
    rows = join_rows(figures)
    yield from check_metric_order(rows)
    yield from check_language_averages(rows, benchmark)
    yield from check_official_averages(rows, benchmark.described)
    yield from check_shares(rows, shares_of_imports(imported))
    yield from check_confusion(rows, binary_cells_of_imports(imported, benchmark))
