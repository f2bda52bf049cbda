"""Where a verdict comes from: inputs, recomputation, differences in setup, ledger of changes."""
