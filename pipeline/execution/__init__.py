"""Runs the graph of jobs: keys, records, resume."""
