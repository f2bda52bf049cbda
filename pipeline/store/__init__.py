"""Run records on disk and the DuckDB file built from them; never reaches torch."""
