"""Makes numbers and judges claims: sources, training, evaluation, run records, store, verdicts."""
