"""The claims: the headlines' answers first, then every claim on one axis, counts and facts beside it."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from dashboard.data.db import query
from dashboard.figures.forest import Axis
from dashboard.kit import components, downloads
from dashboard.kit.filters import Filters, filters_of
from dashboard.kit.markup import Html, tag
from dashboard.kit.pages import Page
from dashboard.kit.render_cache import kept
from dashboard.kit.rows import rows_of
from dashboard.kit.theme import KINDS, VERDICTS, Palette, verdict_style
from dashboard.parts.verdicts import board
from dashboard.parts.verdicts.headline import headline_card, shared_axis
from dashboard.parts.verdicts.tables import VERDICTS as VERDICT_ROWS
from dashboard.parts.verdicts.tables import judged

PAGE = Page(title="Claims", url_path="", order=0, is_measured=True)
AGGREGATION = "one row per claim and body of evidence; each estimate is aggregated as its claim says"


def render() -> None:
    """Show the headlines with their answers, and every claim, filtered by kind of evidence, verdict and document."""
    claims, evidence = query("claims"), query("evidence")
    headed = claims[claims["headline"] != ""]
    sources = ", ".join(headed["source_version"].dropna().unique()) or "papers on cross-lingual transfer"
    components.heading("Claims", f"What {sources} said, and what speaks for or against it.")
    if claims.empty:
        components.nothing_yet("This snapshot holds no claims yet.")
        return
    with filters_of(PAGE.url_path) as filters:
        if not headed.empty:
            others = query("claim_versions"), query("claim_bounds")
            st.html(kept(_headlines)(headed, evidence, *others, components.colours()))
        _every_claim(filters, claims, evidence)


def _headlines(
    claims: pd.DataFrame, evidence: pd.DataFrame, versions: pd.DataFrame, bounds: pd.DataFrame, colours: Palette
) -> Html:
    axis = shared_axis(claims, evidence[evidence["claim_id"].isin(claims["claim_id"])])
    if axis is None:
        return tag("div")
    cards = [
        headline_card(
            claim,
            _of(evidence, claim.claim_id),
            _of(versions, claim.claim_id),
            _of(bounds, claim.claim_id),
            axis,
            colours,
        )
        for claim in rows_of(claims)
    ]
    return tag("div", *cards, class_="cc-heads")


def _of(rows: pd.DataFrame, claim_id: str) -> pd.DataFrame:
    return rows[rows["claim_id"] == claim_id]


def _every_claim(filters: Filters, claims: pd.DataFrame, evidence: pd.DataFrame) -> None:
    counts = query("claim_counts").iloc[0]
    components.section(
        "Every claim",
        f"{counts['n_claims']} claims, {counts['n_verdicts']} verdicts, one for each body of evidence on a claim; for "
        f"{counts['n_unchecked']} claims there is no evidence in their own setup.",
    )
    with st.expander("What a verdict means"):
        st.html(kept(board.meanings)(components.colours()))
    kinds, words, files, claim_id = _chosen_filters(filters, claims)
    shown = evidence[
        (evidence["kind"].isin(kinds or evidence["kind"])) & (evidence["verdict"].isin(words or evidence["verdict"]))
    ]
    chosen = claims if claim_id is None else _of(claims, claim_id)
    if claim_id is None and (kinds or words):
        chosen = claims[claims["claim_id"].isin(shown["claim_id"])]
    if files:
        documents = query("document_claims")
        stated = documents[documents["file_name"].isin(files)]["claim_id"]
        chosen = chosen[chosen["claim_id"].isin(stated)]
    if len(chosen) < len(claims):
        st.caption(f"{len(chosen)} of {len(claims)} claims shown.")
    if chosen.empty:
        st.info("No claim matches all of these filters; remove one.")
        return
    axis = shared_axis(_in_points(claims), evidence[evidence["claim_id"].isin(_in_points(claims)["claim_id"])])
    st.html(kept(_papers)(chosen, shown, axis, components.colours()))
    named = {
        "stated by document": ", ".join(files) or "any or none",
        "kind of evidence": ", ".join(kinds) or "all",
        "verdict": ", ".join(words) or "all",
        "claim": claim_id or "all",
    }
    head = downloads.about("Claims with their evidence and verdicts", named, AGGREGATION)
    in_points = _in_points(chosen)
    chart = None if axis is None or in_points.empty else partial(board.whole_forest, in_points, shown, axis)
    downloads.offer("verdicts", head, *VERDICT_ROWS.files(judged(chosen, shown)), chart=chart)


def _in_points(claims: pd.DataFrame) -> pd.DataFrame:
    return claims[claims["unit"] == "points"]


def _papers(claims: pd.DataFrame, evidence: pd.DataFrame, axis: Axis | None, colours: Palette) -> Html:
    """Paper by paper, claims in points on one axis and the others as a table beside it; the first paper is open."""
    papers: list[Html] = []
    for title, of_paper in claims.groupby("paper_title", sort=False):
        in_points, others = _in_points(of_paper), of_paper[of_paper["unit"] != "points"]
        sides = []
        if axis is not None and not in_points.empty:
            sides.append(board.forest(in_points, evidence, axis, colours, str(title)))
        if not others.empty:
            sides.append(board.facts(others, evidence, str(title)))
        noun = "claim" if len(of_paper) == 1 else "claims"
        name = tag("summary", tag("h3", title), tag("span", f"{len(of_paper)} {noun}", class_="cc-label"))
        is_open = None if papers else "open"
        papers.append(tag("details", name, tag("div", *sides, class_="cc-sides-by"), class_="cc-paper", open=is_open))
    return tag("div", board.legend(), *papers)


def _chosen_filters(filters: Filters, claims: pd.DataFrame) -> tuple[list[str], list[str], list[str], str | None]:
    """Kinds of evidence, verdicts, files of audited documents, and one claim that a link names."""
    counts = query("verdict_counts")
    by_kind, by_word = (counts.groupby(name)["n_verdicts"].sum().to_dict() for name in ("kind", "verdict"))
    words_given = [word for word in VERDICTS if word in by_word]
    with st.container(horizontal=True, key="cc-filters", gap="medium"):
        words = filters.choose_many(
            "verdict",
            "Verdict",
            words_given or list(VERDICTS),
            show=lambda word: f"{verdict_style(word).symbol} {verdict_style(word).word} {by_word.get(word, 0)}",
        )
        kinds = filters.choose_many(
            "kind", "Kind of evidence", list(KINDS), show=lambda kind: f"{KINDS[kind][0]} {by_kind.get(kind, 0)}"
        )
    documents = query("document_claims")
    names = dict(zip(documents["document_id"], documents["file_name"], strict=True))
    files: list[str] = []
    if names:
        stating = filters.choose_many(
            "document", "Stated by document", list(names), show=names.__getitem__, empty="Any document, or none"
        )
        files = [names[document] for document in stating]
    else:
        filters.take("document", [], "this snapshot holds no document that states a claim")
    return kinds, words, files, filters.take("claim", claims["claim_id"].tolist(), "showing all claims")


if __name__ == "__main__":
    render()
