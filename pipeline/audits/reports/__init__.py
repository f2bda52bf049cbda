"""The audit of machine-written literature reports: read, split into atoms, mapped to claims, compared."""
