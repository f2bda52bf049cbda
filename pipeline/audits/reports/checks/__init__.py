"""Findings about a report: counts, marks, references, calibration."""
