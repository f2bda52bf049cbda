"""Tables as people have them, read into figures that are judged and audited, and entered by hand."""
