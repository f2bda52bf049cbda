"""One file a page, each with a constant PAGE."""
