"""The audit of literature reports as the Documents page shows it, stored or uploaded."""
