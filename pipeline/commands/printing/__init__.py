"""Verdicts as tables on the terminal and as files."""
