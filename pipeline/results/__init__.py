"""Measured results and verdicts of a published file as DataFrames; docs/results.md shows the use."""

from pipeline.results.reading import COLUMNS, Results, open_results

__all__ = ["COLUMNS", "Results", "open_results"]
