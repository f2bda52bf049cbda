"""The English intermediate tasks."""
