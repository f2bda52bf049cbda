"""Every claim with its evidence and verdicts."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard import components, downloads
from dashboard.cards import claim_card
from dashboard.db import query
from dashboard.filters import Filters
from dashboard.pages import Page
from dashboard.sheets import verdicts_as_shown, verdicts_sheet
from dashboard.tally import verdict_tally
from dashboard.theme import KINDS, VERDICTS, verdict_style

PAGE = Page(title="Verdicts", url_path="", order=1)
AGGREGATION = "one row per claim and body of evidence; each estimate is aggregated as its claim says"


def render() -> None:
    """Show claims as cards, filtered by kind of evidence and verdict."""
    components.heading(
        "Verdicts",
        "What papers claim, and what three separate kinds of evidence say about it. The kinds are never mixed.",
    )
    snapshot_id = query("snapshot")["snapshot_id"].iloc[0]
    claims, evidence = query("claims"), query("evidence")
    if claims.empty:
        components.nothing_yet("This snapshot holds no claims yet.")
        return
    st.html(verdict_tally(query("claim_counts").iloc[0], query("verdict_counts")))
    filters = Filters(PAGE.url_path)
    with st.container(horizontal=True, key="cc-filters", gap="medium"):
        kinds = filters.choose_many("kind", "Kind of evidence", list(KINDS), show=lambda kind: KINDS[kind][0])
        words = filters.choose_many("verdict", "Verdict", list(VERDICTS), show=_chip_label)
    claim_id = filters.take("claim", claims["claim_id"].tolist(), "showing all claims")
    filters.report(snapshot_id)
    shown = evidence[
        (evidence["kind"].isin(kinds or evidence["kind"])) & (evidence["verdict"].isin(words or evidence["verdict"]))
    ]
    chosen = _chosen(claims, shown, claim_id, is_filtered=bool(kinds or words))
    _cards(chosen, shown, n_claims=len(claims))
    if not chosen.empty:
        head = downloads.about("Claims with their evidence and verdicts", _named(kinds, words, claim_id), AGGREGATION)
        downloads.offer("verdicts", head, verdicts_sheet(chosen, shown), verdicts_as_shown(chosen, shown))
    components.permalink(filters.permalink(snapshot_id))


def _named(kinds: list[str], words: list[str], claim_id: str | None) -> dict[str, str]:
    return {
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


def _cards(claims: pd.DataFrame, evidence: pd.DataFrame, n_claims: int) -> None:
    if len(claims) < n_claims:
        st.caption(f"{len(claims)} of {n_claims} claims shown.")
    if claims.empty:
        st.info("No claim has evidence of this kind with this verdict.")
    for claim in claims.itertuples():
        st.html(claim_card(claim, evidence[evidence["claim_id"] == claim.claim_id]))


if __name__ == "__main__":
    render()
