"""Rows held against their sources: misquotes found, with their kind; what was not checked, with its reason."""
