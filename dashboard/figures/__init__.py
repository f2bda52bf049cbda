"""DataFrame in, Plotly figure out; neither Streamlit nor DuckDB."""
