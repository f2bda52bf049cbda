"""One file per task, found by folder discovery."""
