"""Every claim with its evidence and verdicts."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard.data.db import query
from dashboard.kit import components, downloads
from dashboard.kit.exports import verdicts_as_shown, verdicts_sheet
from dashboard.kit.filters import Filters
from dashboard.kit.pages import Page
from dashboard.kit.render_cache import kept
from dashboard.kit.theme import KINDS, VERDICTS, verdict_style
from dashboard.parts.verdicts.board import board, verdict_key
from dashboard.parts.verdicts.cards import claim_cards
from dashboard.parts.verdicts.tally import verdict_tally

PAGE = Page(title="Verdicts", url_path="", order=1)
AGGREGATION = "one row per claim and body of evidence; each estimate is aggregated as its claim says"


def render() -> None:
    """Show claims at a glance and as cards, filtered by kind of evidence, verdict and document."""
    components.heading(
        "Verdicts",
        "Claims that papers make about cross-lingual transfer, each held against three kinds of evidence that are "
        "never mixed: figures in print, arithmetic on such figures, and training runs of this project.",
    )
    snapshot_id = query("snapshot")["snapshot_id"].iloc[0]
    claims, evidence = query("claims"), query("evidence")
    if claims.empty:
        components.nothing_yet("This snapshot holds no claims yet.")
        return
    counts = query("verdict_counts")
    st.html(verdict_tally(query("claim_counts").iloc[0], counts))
    st.html(verdict_key(counts["verdict"]))
    filters = Filters(PAGE.url_path)
    with st.container(horizontal=True, key="cc-filters", gap="medium"):
        kinds = filters.choose_many("kind", "Kind of evidence", list(KINDS), show=lambda kind: KINDS[kind][0])
        words = filters.choose_many("verdict", "Verdict", list(VERDICTS), show=_chip_label)
    documents = query("document_claims")
    chosen_documents, names = _documents(filters, documents)
    claim_id = filters.take("claim", claims["claim_id"].tolist(), "showing all claims")
    filters.report(snapshot_id)
    shown = evidence[
        (evidence["kind"].isin(kinds or evidence["kind"])) & (evidence["verdict"].isin(words or evidence["verdict"]))
    ]
    stating = documents[documents["document_id"].isin(chosen_documents)]
    stated = claims[claims["claim_id"].isin(stating["claim_id"])] if chosen_documents else claims
    chosen = _chosen(stated, shown, claim_id, is_filtered=bool(kinds or words))
    _claims(chosen, shown, kinds or list(KINDS), n_claims=len(claims))
    if not chosen.empty:
        named = _named(kinds, words, claim_id, [names[document] for document in chosen_documents])
        head = downloads.about("Claims with their evidence and verdicts", named, AGGREGATION)
        downloads.offer(
            "verdicts", head, lambda: verdicts_sheet(chosen, shown), lambda: verdicts_as_shown(chosen, shown)
        )
    components.permalink(filters.permalink(snapshot_id))


def _documents(filters: Filters, documents: pd.DataFrame) -> tuple[list[str], dict[str, str]]:
    """Audited documents chosen, and the file name of each there is; no control where there are none.

    Args:
        documents: rows of queries/document_claims.sql.
    """
    names = dict(zip(documents["document_id"], documents["file_name"], strict=True))
    if not names:
        filters.take("document", [], "this snapshot holds no document that states a claim")
        return [], names
    chosen = filters.choose_many(
        "document", "Stated by document", list(names), show=names.__getitem__, empty="Any document, or none"
    )
    return chosen, names


def _named(kinds: list[str], words: list[str], claim_id: str | None, files: list[str]) -> dict[str, str]:
    return {
        "stated by document": ", ".join(files) or "any or none",
        "kind of evidence": ", ".join(kinds) or "all",
        "verdict": ", ".join(words) or "all",
        "claim": claim_id or "all",
    }


def _chip_label(verdict: str) -> str:
    style = verdict_style(verdict)
    return f"{style.symbol} {style.word}"


def _chosen(claims: pd.DataFrame, evidence: pd.DataFrame, claim_id: str | None, *, is_filtered: bool) -> pd.DataFrame:
    if claim_id is not None:
        return claims[claims["claim_id"] == claim_id]
    return claims[claims["claim_id"].isin(evidence["claim_id"])] if is_filtered else claims


def _claims(claims: pd.DataFrame, evidence: pd.DataFrame, kinds: list[str], n_claims: int) -> None:
    if len(claims) < n_claims:
        st.caption(f"{len(claims)} of {n_claims} claims shown.")
    if claims.empty:
        st.info("No claim meets all of these filters; take one of them away.")
        return
    if len(claims) > 1:
        components.section(
            "All claims at a glance",
            "Choose a claim to see everything behind it. Beside a scope mismatch stands which way its number points; "
            "× 2 counts verdicts on several bodies of evidence.",
        )
        st.html(kept(board)(claims, evidence, kinds))
        components.section(
            "Claim by claim",
            "With estimates, intervals and scope. The pale band on an axis is the claimed figure with its rounding.",
        )
    for card in kept(claim_cards)(claims, evidence):
        st.html(card)


if __name__ == "__main__":
    render()
