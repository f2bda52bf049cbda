"""Where a number on a claim comes from: verdict step by step, its statement, differences, history, reports, sources."""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboard.data.db import published_key, query
from dashboard.kit import components, downloads
from dashboard.kit.filters import SNAPSHOT, Filters
from dashboard.kit.markup import Html, link, page_url, plain, tag
from dashboard.parts.claim import record
from dashboard.parts.claim.body import Body
from dashboard.parts.claim.computing import compute
from dashboard.parts.claim.page_parts import offer, part
from pipeline.domain.errors import QueryError

RUN, YES = "compute", "yes"
N_IN_ADDRESS = 4_000  # characters of a statement that the SQL page takes from the address


def verdict(body: Body) -> None:
    """The steps that led to the verdict."""
    if body["verdict"] is None:
        st.info("This body of evidence was not judged.")
        return
    with st.expander("How the verdict on the chosen evidence was reached"):
        st.html(tag("p", body["reason"], class_="cc-said"))
        st.html(record.steps_table(body))


def computing(filters: Filters, body: Body) -> None:
    """The statement that computes the number, run on demand."""
    asked = filters.take(RUN, [YES], "the statement is not run")
    part("The SQL that computes the number", _about_statement(body))
    if body["recompute_sql"] is None:
        st.info(plain(f"No statement: {body['why_not'] or 'this snapshot holds none for this evidence'}."))
        return
    st.button("Run this statement", type="primary", key="claim-run", on_click=_ask)
    if asked is not None:
        _computed(body)
    _statements(body)
    command = tag("pre", record.recompute_command(body), class_="cc-command")
    st.html(tag("div", tag("p", "The same from a shell:", class_="cc-note"), command))


@st.fragment
def _statements(body: Body) -> None:
    """Both made when they are opened."""
    statement = st.expander("The statement", key="cc-statement", on_change="rerun")
    if statement.open:
        statement.code(body["recompute_sql"], language="sql", wrap_lines=True, height=320)
    shown = st.expander(f"The input rows: {body['n_rows']:,}, and their hash", key="cc-input-rows", on_change="rerun")
    if shown.open:
        with shown:
            st.code(body["rows_sql"], language="sql", wrap_lines=True, height=240)
            st.html(
                tag(
                    "p",
                    f"sha256 of these rows {body['rows_sha256']}; judged by code {body['code_digest']}. ",
                    _in_console(body["rows_sql"]),
                    class_="cc-note cc-wrap",
                )
            )


def _about_statement(body: Body) -> str:
    if body["quantity"] in {None, "estimate"}:
        return "It takes another way to the estimate than the code that made it, and runs where nothing can be written."
    return f"There is no estimate. The statement computes what stands in for it: the {body['quantity']}."


def _ask() -> None:
    st.query_params.pop(SNAPSHOT, None)
    st.query_params[RUN] = YES


def _computed(body: Body) -> None:
    try:
        computed = compute(body, published_key())
    except QueryError as error:
        st.error(plain(str(error)))
        return
    (st.success if computed.is_same else st.error)(plain(computed.words))


def _in_console(sql: str) -> Html | None:
    return link("Open in the SQL page", page_url("sql", sql=sql)) if len(sql) <= N_IN_ADDRESS else None


def differences(body: Body) -> None:
    """What sets the evidence apart from the claim."""
    found = query("claim_differences", evidence_id=body["evidence_id"])
    if found.empty:
        return
    part("Why it may differ", record.differences_words(found))
    with st.expander(f"What each may do: the claim and this evidence side by side, {len(found)} rows"):
        st.html(record.DIFFERENCES.html(found, "Why this evidence may differ from the claim"))
    offer("differences", "Why the evidence may differ from the claim", body, *record.DIFFERENCES.files(found))


def history(claim_id: str) -> None:
    """Changes of the verdicts, from the ledger."""
    changes = query("claim_changes", claim_id=claim_id)
    components.section(
        "When the verdicts changed",
        "From the append-only ledger that each build writes, the newest change first.",
        anchor="changes",
    )
    if changes.empty:
        st.caption("The ledger of this snapshot records no change on this claim.")
        return
    if n_faults := int(changes["n_faults"].iloc[0]):
        st.warning(f"{n_faults} lines of the ledger are damaged or were changed later; `verify --ledger` lists them.")
    n_changes = "1 change" if len(changes) == 1 else f"{len(changes)} changes"
    with st.expander(f"{n_changes}, the last of {changes['recorded_at'].iloc[0]:%Y-%m-%d %H:%M} UTC"):
        st.html(record.CHANGES.html(changes, "Changes of the verdicts on this claim"))
    head = downloads.about("Changes of the verdicts on a claim", {"claim": claim_id}, "one row per change")
    downloads.offer("changes", head, *record.CHANGES.files(changes), decimals=2)


def documents(claim_id: str) -> None:
    """Audited reports that state the claim."""
    documents = query("claim_documents", claim_id=claim_id)
    if documents.empty:
        return
    components.section(
        "Documents that state it", "Rows of audited reports that were mapped to this claim.", anchor="documents"
    )
    st.html(record.DOCUMENTS.html(documents, "Audited documents that state this claim"))


def sources(claim: Any, body: Body | None) -> None:
    """Where the claim, the figures and the runs come from."""
    components.section("Sources", "Where the claim, the published figures and the runs come from.", anchor="sources")
    if body is None:
        return
    sources = query("claim_sources", claim_id=claim.claim_id)
    runs = query("claim_runs", evidence_id=body["evidence_id"])
    st.html(record.sources_list(claim, sources, runs, body))
