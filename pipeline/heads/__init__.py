"""One head per task type; torch."""
