"""Typed claims, the evidence for them, and the verdicts."""
