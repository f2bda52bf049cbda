"""Encoders, batches, the loop, checkpoints; torch."""
