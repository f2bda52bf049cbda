"""The table of the Heatmap page in plain Streamlit: one query, one chart, one data frame, nothing kept between runs.

The reference of `benchmarks.dashboard`; FILE in the environment names the published file.
"""

from __future__ import annotations

import os
from pathlib import Path

import duckdb
import plotly.express as px
import streamlit as st

QUERY = Path(__file__).parents[1] / "dashboard/queries/heat_cells.sql"

st.title("Scores by intermediate and target task")
with duckdb.connect(os.environ["FILE"], read_only=True) as connection:
    body = connection.execute("select profile, encoder, source_digest from runs limit 1").fetchone()
    asked = st.query_params
    split = st.selectbox("Split", ["test", "dev"], index=["test", "dev"].index(asked.get("split", "test")))
    over = ["mean", "median", "lowest"]
    aggregation = st.selectbox("Aggregation", over, index=over.index(asked.get("over", "mean")))
    parameters = dict(zip(("profile", "encoder", "source_digest"), body or (), strict=True))
    cells = connection.execute(
        QUERY.read_text(encoding="utf-8"),
        {**parameters, "split": split, "aggregation": aggregation, "grouped_by": "all", "member": ""},
    ).df()
chart = px.imshow(
    cells.pivot_table("score", "regime_title", "task_title"), text_auto=".1f", title=f"{aggregation}, {split}"
)
st.plotly_chart(chart)
st.dataframe(cells)
