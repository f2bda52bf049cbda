"""A report as text: its sections, rows, marks and numbers."""
