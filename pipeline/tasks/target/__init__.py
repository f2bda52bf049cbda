"""The XTREME target tasks."""
