"""One reader a file format: `read(files: CellFiles) -> Parsed`."""
