"""One claim with all that stands behind it."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from dashboard.data.db import query
from dashboard.kit import components
from dashboard.kit.columns import by
from dashboard.kit.filters import Filters, filters_of
from dashboard.kit.pages import Page
from dashboard.kit.render_cache import kept
from dashboard.kit.rows import rows_of
from dashboard.parts.claim import definitions_section, multiverse, numbers_section, origin_section, own_table
from dashboard.parts.claim.body import Body, read_bodies
from dashboard.parts.claim.said import said_when, verdict_sentence
from dashboard.parts.verdicts.cards import claim_card, claimed_unit, claimed_value
from dashboard.parts.verdicts.headline import measured_name, shared_axis

PAGE = Page(title="Claim", url_path="claim", order=1, is_measured=True)
SHORT = 90  # characters of a statement in the control
# filters that hang on the body of evidence
OF_EVIDENCE = ("task", "sort", "tolerance", *multiverse.CHOICES, origin_section.RUN)


def render() -> None:
    """Show the answer on one claim, then the numbers behind it, what would change it, and where it all comes from."""
    claims = query("claims")
    if claims.empty:
        components.heading("Claim", "One claim, and everything that speaks for or against it.")
        components.nothing_yet("This snapshot holds no claims yet.")
        return
    heading = st.container()
    with filters_of(PAGE.url_path) as filters:
        names = {row.claim_id: _name(row) for row in rows_of(claims)}
        resets = ("evidence", *OF_EVIDENCE)
        claim_id = filters.choose("claim", "Claim", list(names), show=names.__getitem__, resets=resets)
        claim = rows_of(claims[claims["claim_id"] == claim_id])[0]
        with heading:
            components.heading("Claim", f"{claim.paper_title}, {claim.source_version}")
            components.tab_title(names[claim_id])
        evidence = query("evidence")
        bodies = read_bodies(query("claim_bodies", claim_id=claim_id))
        _answered(claim, evidence[evidence["claim_id"] == claim_id], bodies)
        parts = st.container()
        body = _chosen_body(filters, bodies, evidence[evidence["claim_id"] == claim_id])
        if body is not None:
            numbers_section.numbers(filters, body)
        numbers_section.bounds(bodies)
        own_table.own_table(claim)
        if body is not None:
            definitions_section.definitions(filters, body)
            origin_section.differences(body)
        _record(claim, evidence[evidence["claim_id"] == claim_id])
        if body is not None:
            origin_section.verdict(body)
            origin_section.computing(filters, body)
        origin_section.history(claim_id)
        origin_section.documents(claim_id)
        origin_section.sources(claim, body)
        components.contents(parts)


def _name(claim: Any) -> str:
    return f"{claimed_value(claim)} {claimed_unit(claim)}: {claim.headline or _short(claim.statement)}"


def _answered(claim: Any, evidence: pd.DataFrame, bodies: dict[str, Body]) -> None:
    claims = query("claims")
    axis = shared_axis(claims[claims["claim_id"] == claim.claim_id], evidence, beyond=1.5)
    first = next((body["evidence_id"] for body in bodies.values()), None)
    behind = (query(name, evidence_id=first) for name in ("claim_cells", "claim_multiverse"))
    st.html(kept(verdict_sentence)(claim, evidence, axis, components.colours(), *behind))
    versions = query("claim_versions")
    steps = said_when(
        claim, versions[versions["claim_id"] == claim.claim_id], query("claim_documents", claim_id=claim.claim_id)
    )
    if steps is not None:
        components.section("What the source said when", anchor="when")
        st.html(steps)


def _chosen_body(filters: Filters, bodies: dict[str, Body], evidence: pd.DataFrame) -> Body | None:
    if not bodies:
        components.section("Numbers", "All parts below are of the evidence chosen here.")
        st.info("No body of evidence speaks to this claim, so there is nothing behind it.")
        return None
    rows = by(evidence, "evidence_key")
    shown = {key: body.titled(measured_name(rows.get(key))) for key, body in bodies.items()}
    given = list(shown.values())
    titles = {key: bodies[key].title if given.count(title) > 1 else title for key, title in shown.items()}
    key = filters.choose("evidence", "Body of evidence", list(titles), show=titles.__getitem__, resets=OF_EVIDENCE)
    return bodies[key]


def _record(claim: Any, evidence: pd.DataFrame) -> None:
    components.section(
        "Every body of evidence",
        "What was found, one by one: estimate, verdict with its reason, scope, what is missing.",
        anchor="evidence",
    )
    bodies = "1 body of evidence" if len(evidence) == 1 else f"{len(evidence)} bodies of evidence"
    with st.expander(bodies if len(evidence) else "Nothing was found"):
        st.html(kept(claim_card)(claim, evidence, own_page=True))


def _short(text: str) -> str:
    return text if len(text) <= SHORT else f"{text[: SHORT - 1].rstrip()}…"


if __name__ == "__main__":
    render()
