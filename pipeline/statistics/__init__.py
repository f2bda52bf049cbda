"""Intervals, bootstrap, ranks and corrections: arrays in, numbers out; no DuckDB, no files."""
