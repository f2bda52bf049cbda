"""Reads that a visitor writes, each run in a limited process of its own."""
