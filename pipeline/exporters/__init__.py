"""One file per foreign format that is written."""
