"""One file per family of tasks; each holds GENERATORS, task key -> function."""
