"""One claim with all that stands behind it."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.data.db import published_key, query
from dashboard.figures.claim_cells import cells_chart
from dashboard.figures.multiverse import multiverse_chart
from dashboard.kit import components, downloads
from dashboard.kit.filters import SNAPSHOT, Filters
from dashboard.kit.markup import Html, join, link, page_url, plain, tag
from dashboard.kit.pages import Page
from dashboard.kit.render_cache import kept
from dashboard.kit.rows import rows_of
from dashboard.parts.claim import bound, cells, estimates, multiverse, record
from dashboard.parts.claim.body import Body, read_bodies
from dashboard.parts.claim.computing import compute
from dashboard.parts.verdicts.cards import claim_card
from pipeline.domain.errors import QueryError

PAGE = Page(title="Claim", url_path="claim", order=2, is_measured=True)
SHORT = 90  # characters of a statement in the control
RUN, YES = "compute", "yes"
N_IN_ADDRESS = 4_000  # characters of a statement that the SQL page takes from the address


def render() -> None:
    """Show one claim, its bodies of evidence, and for one of them every number behind it."""
    components.heading("Claim", "One claim, everything that speaks for or against it, and how each number came about.")
    snapshot_id = query("snapshot")["snapshot_id"].iloc[0]
    claims = query("claims")
    if claims.empty:
        components.nothing_yet("This snapshot holds no claims yet.")
        return
    filters = Filters(PAGE.url_path)
    notes = st.container()
    names = {row.claim_id: f"{row.claim_id}: {_short(row.statement)}" for row in rows_of(claims)}
    claim_id = filters.choose("claim", "Claim", list(names), show=names.__getitem__, resets=("evidence", "task", RUN))
    claim = rows_of(claims[claims["claim_id"] == claim_id])[0]
    evidence = query("evidence")
    parts = st.container()
    card = kept(claim_card)(claim, evidence[evidence["claim_id"] == claim_id], own_page=True)
    st.html(join([tag("h2", "The claim with its evidence", class_="cc-hidden"), card]))
    bodies = read_bodies(query("claim_bodies", claim_id=claim_id))
    _bounds(bodies)
    body = _one_body(filters, bodies)
    _history(claim_id)
    _documents(claim_id)
    _sources(claim, body)
    with notes:
        filters.report(snapshot_id)
    components.contents(parts)
    components.permalink(filters.permalink(snapshot_id))


def _short(text: str) -> str:
    return text if len(text) <= SHORT else f"{text[: SHORT - 1].rstrip()}…"


def _offer(name: str, title: str, body: Body, sheet: downloads.Made, shown: downloads.Made | None = None) -> None:
    head = downloads.about(title, {"claim": body["claim_id"], "evidence": body["evidence_id"]}, body["method"])
    downloads.offer(name, head, sheet, shown, 2)


def _bounds(bodies: dict[str, Body]) -> None:
    bounded = [body for body in bodies.values() if bound.has_bound(body)]
    if not bounded:
        return
    components.section(
        "Bound from partial evidence",
        "Some sources print a part of what the claim is about. That is no estimate, but it tells what the rest would "
        "have to be.",
    )
    for number, body in enumerate(bounded):
        st.html(tag("div", tag("h3", body["label"]), tag("p", bound.bound_words(body)), class_="cc-part"))
        with st.expander("What is printed, and the sums"):
            table, printed = bound.bounds(body["unit"]), bound.printed(body)
            st.html(table.html(printed, f"What {body['label']} prints, and what it bounds"))
            _offer(f"bound-{number}", "What partial evidence bounds", body, *table.files(printed))


def _one_body(filters: Filters, bodies: dict[str, Body]) -> Body | None:
    components.section("Behind one body of evidence", "All parts below are of the evidence chosen here.")
    if not bodies:
        st.info("No body of evidence speaks to this claim, so there is nothing behind it.")
        return None
    titles = {key: body.title for key, body in bodies.items()}
    key = filters.choose("evidence", "Body of evidence", list(titles), show=titles.__getitem__, resets=("task", RUN))
    body = bodies[key]
    _verdict(body)
    _computing(filters, body)
    _multiverse(body)
    _selection(body)
    _units(body)
    _breakdown(filters, body)
    _differences(body)
    return body


def _verdict(body: Body) -> None:
    if body["verdict"] is None:
        st.info("This body of evidence was not judged.")
        return
    with st.expander(f"How the verdict was reached: {plain(body['reason'])}"):
        st.html(record.steps_table(body))


def _computing(filters: Filters, body: Body) -> None:
    asked = filters.take(RUN, [YES], "the statement is not run")
    _part("The SQL that computes the number", _about_statement(body))
    if body["recompute_sql"] is None:
        st.info(plain(f"No statement: {body['why_not'] or 'this snapshot holds none for this evidence'}."))
        return
    st.button("Run this statement", type="primary", key="claim-run", on_click=_ask)
    if asked is not None:
        _computed(body)
    with st.expander("The statement"):
        st.code(body["recompute_sql"], language="sql", wrap_lines=True, height=320)
    with st.expander(f"The input rows: {body['n_rows']:,}, and their hash"):
        st.code(body["rows_sql"], language="sql", wrap_lines=True, height=240)
        st.html(
            tag(
                "p",
                f"sha256 of these rows {body['rows_sha256']}; judged by code {body['code_digest']}. ",
                _in_console(body["rows_sql"]),
                class_="cc-note cc-wrap",
            )
        )
    st.caption("The same from a shell:")
    st.code(record.recompute_command(body), language="bash", wrap_lines=True)


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


def _multiverse(body: Body) -> None:
    rows = query("claim_multiverse", evidence_id=body["evidence_id"])
    if rows.empty:
        return
    said = multiverse.summary(rows)
    _part(
        "Under other definitions",
        "The same claim under every way of averaging that could be meant. The band is what the claim accepts; a "
        "definition holds if its interval meets it. The definitions share their cells, so this is no probability.",
    )
    st.html(tag("p", tag("strong", said), " ", multiverse.alike(rows), class_="cc-said"))
    choices = query("claim_choices", evidence_id=body["evidence_id"])
    options = list(zip(choices["choice"], choices["picked"], strict=True))
    st.html(components.direction_legend())
    st.container(key="cc-wide").plotly_chart(
        kept(multiverse_chart)(
            rows,
            options,
            (body["accepted_low"], body["accepted_high"]),
            components.colours(),
            body["unit"],
            multiverse.short_name,
        ),
        key="multiverse-chart",
        theme=None,
        config=components.chart_config("multiverse-chart"),
        alt=f"Gains under {len(rows)} definitions, the lowest first. {said}",
    )
    if not choices.empty:
        caption = "What each choice of the definition does to the number"
        st.html(multiverse.choices(choices, body["unit"]).html(choices, caption))
    with st.expander(f"All {len(rows)} definitions as a table"):
        st.html(kept(_definitions)(rows, body["unit"]))
    _offer(
        "multiverse",
        "One claim under every definition",
        body,
        *multiverse.definitions(rows, body["unit"]).files(rows),
    )


def _definitions(rows: pd.DataFrame, unit: str) -> Html:
    return multiverse.definitions(rows, unit).html(rows, "The claim under every definition")


def _selection(body: Body) -> None:
    found = estimates.selection_estimates(body)
    if not found:
        return
    audit = body.details["selection_audit"]
    _part(
        "How much of it is the choice",
        "The best of several noisy gains lies above zero even where all are nil. Three ways to choose, side by side; "
        "question answering by F1 here.",
    )
    st.html(estimates.forest(found, _band(body), body["unit"], "Three estimates of the best-of gain"))
    st.html(
        tag(
            "p",
            f"The naive choice adds {audit['optimism']:.2f} {body['unit']} over the nested one.",
            class_="cc-said",
        )
    )
    with st.expander("What each way chooses, task by task"):
        st.html(estimates.choices_by_task(body))
    _offer("selection", "Three estimates of a best-of gain", body, *estimates.estimates_of(body["unit"]).files(found))


def _band(body: Body) -> tuple[float, float] | None:
    low, high = body["rounding_low"], body["rounding_high"]
    return None if low is None or high is None else (low, high)


def _units(body: Body) -> None:
    found = estimates.unit_estimates(body)
    if not found:
        return
    noun = body["unit"].replace("_", " ")
    _part(f"Gain of each of the {noun}", "Counted as a gain if it lies above zero; surely so if its interval does too.")
    st.html(estimates.forest(found, None, "points", f"Gain of each of the {noun}"))
    _offer("units", f"Gain of each of the {noun}", body, *estimates.estimates_of("points").files(found))


def _breakdown(filters: Filters, body: Body) -> None:
    rows = query("claim_cells", evidence_id=body["evidence_id"])
    if rows.empty:
        return
    rival = body.details.get("rival")
    over = f"over the runs of {str(rival).replace('_', ' ')}" if rival else "over the baseline"
    _part(
        "By task, language and seed",
        f"Gain {over}, in {body['unit']}. The estimate is the mean over tasks of the mean over languages of the "
        "mean over seeds.",
    )
    st.html(cells.seeds_table(rows, body))
    titles: dict[str, str] = dict(zip(rows["task"], rows["title"], strict=True))
    task = filters.choose("task", "Task shown language by language", list(titles), show=titles.__getitem__)
    of_task = rows[rows["task"] == task]
    st.plotly_chart(
        kept(cells_chart)(of_task, components.colours(), body["unit"]),
        key="cells-chart",
        theme=None,
        config=components.chart_config("cells-chart"),
        alt=f"Gain on {titles[task]} in {of_task['language'].nunique()} languages, a dot for each seed",
    )
    with st.expander(f"{plain(titles[task])} as a table"):
        st.html(kept(cells.languages_table)(of_task, titles[task]))
    _offer("cells", "Gain by task, language and seed", body, *cells.CELLS.files(rows))


def _differences(body: Body) -> None:
    found = query("claim_differences", evidence_id=body["evidence_id"])
    if found.empty:
        return
    _part("Why it may differ", "In what the setting of this evidence is not the claim's.")
    st.html(record.DIFFERENCES.html(found, "Why this evidence may differ from the claim"))
    _offer("differences", "Why the evidence may differ from the claim", body, *record.DIFFERENCES.files(found))


def _history(claim_id: str) -> None:
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
    st.html(record.CHANGES.html(changes, "Changes of the verdicts on this claim"))
    head = downloads.about("Changes of the verdicts on a claim", {"claim": claim_id}, "one row per change")
    downloads.offer("changes", head, *record.CHANGES.files(changes), decimals=2)


def _documents(claim_id: str) -> None:
    documents = query("claim_documents", claim_id=claim_id)
    if documents.empty:
        return
    components.section(
        "Documents that state it", "Rows of audited reports that were mapped to this claim.", anchor="documents"
    )
    st.html(record.DOCUMENTS.html(documents, "Audited documents that state this claim"))


def _sources(claim: Any, body: Body | None) -> None:
    components.section("Sources", "Where the claim, the published figures and the runs come from.", anchor="sources")
    if body is None:
        return
    sources = query("claim_sources", claim_id=claim.claim_id)
    runs = query("claim_runs", evidence_id=body["evidence_id"])
    st.html(record.sources_list(claim, sources, runs, body))


def _part(title: str, text: str) -> None:
    anchor = re.sub(r"[^a-z]+", "-", title.lower()).strip("-")
    components.anchored(anchor, title)
    st.html(tag("div", tag("h3", title), tag("p", text, class_="cc-note"), class_="cc-part", id=anchor))


if __name__ == "__main__":
    render()
