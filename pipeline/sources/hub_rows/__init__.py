"""One reader a kind of hub rows: `read(cell: RowsOfCell) -> Parsed`."""
