"""The published file: the one place that queries it."""
