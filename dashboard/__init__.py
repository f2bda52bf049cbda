"""Shows numbers: a Streamlit app over the published DuckDB file; never reaches torch."""
