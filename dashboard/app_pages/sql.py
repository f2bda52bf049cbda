"""A read-only SQL console over the published file."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow as pa
import streamlit as st

from dashboard.data.db import published_key, query
from dashboard.kit import components, downloads
from dashboard.kit.export import Sheet
from dashboard.kit.filters import SNAPSHOT, Filters
from dashboard.kit.markup import plain, visible
from dashboard.kit.pages import Page
from dashboard.kit.render_queue import aside
from dashboard.sql_console.examples import read_examples
from dashboard.sql_console.formats import number_formats
from dashboard.sql_console.schema import schema_list
from dashboard.sql_console.visitor import visitor
from pipeline.domain.errors import QueryError
from pipeline.store.notes import read_notes
from pipeline.store.sql_sandbox.sandbox import Limits, QueryResult, run_query

PAGE = Page(title="SQL", url_path="sql", order=9, group="Data")
LIMITS = Limits()
N_IN_ADDRESS = 4_000  # characters of a query; longer addresses are cut or refused on the way to the server
TEXT, EXAMPLE, SHOWN, TOO_LONG = "sql-text", "sql-example", "sql-shown", "sql-too-long"  # in the session


def render() -> None:
    """Let the visitor write a query, run it and save what it gives."""
    components.heading(
        "SQL",
        "Read the published file with a query of your own. Nothing can be changed from here and no other file read.",
    )
    snapshot_id = query("snapshot")["snapshot_id"].iloc[0]
    filters = Filters(PAGE.url_path)
    notes = st.container()
    asked = filters.take_text("sql", N_IN_ADDRESS, "showing no rows") or st.session_state.get(TOO_LONG)
    _editor(asked)
    with notes:
        filters.report(snapshot_id)
    if asked is not None:
        _answer(asked)
    if asked is not None and len(asked) > N_IN_ADDRESS:
        st.caption(f"The link below leaves the query out: it is longer than {N_IN_ADDRESS:,} characters.")
    components.permalink(filters.permalink(snapshot_id))
    _schema()


def _editor(asked: str | None) -> None:
    examples = read_examples()
    if TEXT not in st.session_state or st.session_state.get(SHOWN) != asked:
        st.session_state[TEXT] = asked or next(iter(examples.values()))
    st.session_state[SHOWN] = asked
    st.selectbox(
        "Examples", list(examples), index=None, placeholder="Choose one to run it", key=EXAMPLE, on_change=_run_example
    )
    with st.form("sql-form", border=False):
        n_lines = min(max(st.session_state[TEXT].count("\n") + 2, 6), 20)
        st.text_area("Query", key=TEXT, height=24 * n_lines + 20)
        st.form_submit_button("Run query", type="primary", on_click=_run_text)


def _run_example() -> None:
    title = st.session_state[EXAMPLE]
    if title is not None:
        _ask(read_examples()[title])
    st.session_state[EXAMPLE] = None  # so that the same one can be chosen again


def _run_text() -> None:
    _ask(st.session_state[TEXT])


def _ask(sql: str) -> None:
    """Put the query where the next run of the page looks for it: in the address, if it is short enough."""
    st.query_params.pop(SNAPSHOT, None)
    st.query_params.pop("sql", None)
    st.session_state.pop(TOO_LONG, None)
    if len(sql) > N_IN_ADDRESS:
        st.session_state[TOO_LONG] = sql
    elif sql.strip():
        st.query_params["sql"] = sql


@st.cache_data(max_entries=16, show_spinner="Running the query")
def _rows(key: tuple[str, int, int], sql: str, _visitor: str) -> QueryResult:  # the same rows whoever asks
    return run_query(Path(key[0]), sql, LIMITS, visitor=_visitor)


def _answer(sql: str) -> None:
    try:
        with aside():
            result = _rows(published_key(), sql, visitor())
    except QueryError as error:
        st.error(plain(str(error)))
        return
    table = result.table()
    noun = "row" if result.n_rows == 1 else "rows"
    st.caption(f"{result.n_rows:,} {noun} in {result.seconds:.3f} s")
    facts = {"query": sql}
    if result.cut is not None:
        limit = f"{LIMITS.n_rows:,} rows" if result.cut == "rows" else f"{LIMITS.n_bytes >> 20} MiB"
        facts["rows"] = f"the first {result.n_rows:,}; the query gives more than {limit}, the limit of the page"
        st.warning(
            f"Cut: the query gives more than {limit}, the limit of this page. Shown and saved are the first "
            f"{result.n_rows:,} rows. Filter, aggregate, or add LIMIT and OFFSET to read the others."
        )
    st.dataframe(
        _readable(table),
        key="sql-rows",
        hide_index=True,
        column_config={
            name: st.column_config.NumberColumn(format=format_) for name, format_ in number_formats(table).items()
        },
        placeholder="null",
        height=min(38 + 35 * max(result.n_rows, 1), 560),
        alt=f"Result of the query: {result.n_rows:,} {noun}, {len(result.names)} columns",
    )
    downloads.offer("query", downloads.about("Result of a query", facts, "as the query says"), _sheet(table), None, 2)


def _sheet(table: pa.Table) -> Sheet:
    """The rows for files; the names of a query's columns are unique."""
    columns = [column.to_pylist() for column in table.columns]
    return Sheet(tuple(table.column_names), tuple(zip(*columns, strict=True)))


def _readable(table: pa.Table) -> pd.DataFrame:
    """The rows with their invisible characters written out, for the screen alone."""
    frame: pd.DataFrame = table.to_pandas(types_mapper=pd.ArrowDtype)
    for name in frame.columns[[pa.types.is_string(field.type) for field in table.schema]]:
        frame[name] = frame[name].map(_shown, na_action="ignore")
    return frame


def _shown(text: str) -> str:
    return text if text.isprintable() else visible(text)


def _schema() -> None:
    components.section(
        "Schema",
        "Tables first, then views. A row count stands beside each table; scores are percent, gains are points.",
    )
    st.html(schema_list(query("schema"), read_notes()))


if __name__ == "__main__":
    render()
