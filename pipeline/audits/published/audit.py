"""The audit of published figures: pure, from reference tables to ranked findings."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.audits.published.averages import check_language_averages
from pipeline.audits.published.benchmark import Benchmark
from pipeline.audits.published.conflicts import check_conflicts, check_split_gaps
from pipeline.audits.published.counts import check_dataset_sizes, check_language_counts, check_parameters
from pipeline.audits.published.figures import join_rows, read_figures
from pipeline.audits.published.findings import Discrepancy, ranked
from pipeline.audits.published.gains import check_gains
from pipeline.audits.published.labels import check_metric_labels, check_metric_order, check_ranges, check_row_labels
from pipeline.audits.published.orders import check_column_order, check_permuted_rows
from pipeline.audits.published.settings import check_mixed_settings, check_training_data
from pipeline.audits.published.shares import check_shares
from pipeline.audits.published.task_averages import check_task_averages
from pipeline.domain.language import Language
from pipeline.store.reference import Dataset, ReportedScore


def find_discrepancies(
    scores: Sequence[ReportedScore], datasets: Sequence[Dataset], languages: Sequence[Language]
) -> tuple[Discrepancy, ...]:
    """Every contradiction among published figures and counts, the strongest first.

    The column `flag`, in which defects found by hand are noted, is not read: the figures speak for themselves.
    """
    benchmark = Benchmark(datasets, languages)
    figures = read_figures(scores)
    rows = join_rows(figures)
    return ranked(
        [
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
            *check_shares(rows, benchmark),
            *check_mixed_settings(figures, rows),
            *check_training_data(rows, benchmark),
            *check_dataset_sizes(benchmark),
            *check_parameters(figures),
        ]
    )
