"""Figures that publications print, where they disagree, and which of them have a known defect."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard.data.db import query
from dashboard.kit import components, downloads
from dashboard.kit.columns import ABSENT
from dashboard.kit.filters import Filters, filters_of
from dashboard.kit.markup import visible
from dashboard.kit.pages import Page
from dashboard.kit.render_cache import kept
from dashboard.parts.published.discrepancies import FINDINGS, NUMBERS, finding_table, kind_title, numbers, with_figures
from dashboard.parts.published.tables import DEFECTS, FIGURES, flagged_figures, source_links

PAGE = Page(title="Published", url_path="published", order=6)
FILTERS = {  # parameter, with an s that of the queries: column, label, text of the control while nothing is chosen
    "source": ("source_id", "Source", "All sources"),
    "encoder": ("encoder", "Encoder", "All encoders"),
    "task": ("task", "Task", "All tasks"),
    "language": ("language", "Language", "All languages"),
}
Params = dict[str, list[str] | bool | None]
EVERYTHING: Params = {**{f"{param}s": None for param in FILTERS}, "flagged": None}
FLAGGED = {"any": "Flagged or not", "no": "Without a flag", "yes": "Flagged alone"}
N_LINES = ("20", "100", "all")
AS_PRINTED = "as printed; nothing is averaged"


def render() -> None:
    """Show published figures with their sources, contradictions among them, and known defects."""
    components.heading("Published", "Figures as publications print them: where each stands, and where two disagree.")
    figures = query("reported", **EVERYTHING)
    if figures.empty:
        components.nothing_yet("This snapshot holds no published figures yet.")
        return
    with filters_of(PAGE.url_path) as filters:
        params, said = _filtered(filters, figures)
        given = query("reported", **params)
        _figures(given, len(figures), said)
        _contradictions(filters, params, said)
        _discrepancies(given)


def _filtered(filters: Filters, figures: pd.DataFrame) -> tuple[Params, dict[str, str]]:
    """Parameters of the queries, and what the controls say."""
    names = dict(zip(figures["task"], figures["task_title"], strict=True))
    names |= dict(zip(figures["language"], figures["language_name"], strict=True))
    params: Params = {}
    said: dict[str, str] = {}
    with st.container(horizontal=True, key="cc-filters", vertical_alignment="bottom"):
        for param, (column, label, empty) in FILTERS.items():
            titles = {key: names.get(key, key) for key in figures[column].drop_duplicates()}
            options = [key for key, _ in sorted(titles.items(), key=lambda pair: str(pair[1]).lower())]
            chosen = filters.choose_many(param, label, options, show=titles.__getitem__, empty=empty)
            params[f"{param}s"] = chosen or None
            said[param] = ", ".join(chosen) or "all"
        flagged = filters.choose("flag", "Flag", list(FLAGGED), show=lambda key: FLAGGED[key])
    params["flagged"] = {"any": None, "no": False, "yes": True}[flagged]
    return params, said | {"flag": FLAGGED[flagged]}


def _figures(given: pd.DataFrame, n_all: int, said: dict[str, str]) -> None:
    n_flagged = int((given["flag"] != "").sum())
    st.caption(
        f"{len(given):,} of {n_all:,} figures shown, from {_count(given['source_id'].nunique(), 'source')}; "
        f"{n_flagged:,} of them have a flag."
    )
    if given.empty:
        st.info("No published figure fits these filters.")
        return
    st.dataframe(
        kept(_readable_rows)(given),
        key="published-figures",
        hide_index=True,
        column_order=list(FIGURES.grid()),
        column_config=FIGURES.grid(),
        placeholder=ABSENT,
        height=min(38 + 35 * len(given), 460),
        alt=f"Table of {len(given):,} published figures with encoder, task, language, metric, source and flag",
    )
    head = downloads.about("Published figures", said, AS_PRINTED)
    downloads.offer("published", head, *FIGURES.files(given))


def _readable_rows(given: pd.DataFrame) -> pd.DataFrame:
    readable = given.assign(link=given["source_url"].map(_web_address))
    for column in set(FIGURES.grid()) - {"link"}:
        readable[column] = readable[column].map(_readable)
    return readable


def _readable(text: str) -> str:
    return text if text.isprintable() else visible(text)


def _web_address(url: str) -> str | None:
    """The first address of a source that a browser may open."""
    return next((part for part in source_links(url) if part.startswith(("https://", "http://"))), None)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _contradictions(filters: Filters, params: Params, said: dict[str, str]) -> None:
    components.section(
        "Contradictions found",
        "Every figure compared with the others: averages recomputed, copies compared, labels, settings and counts "
        "checked; flags are not read. Impossible figures come first, then wrong labels, then figures that differ, "
        "which another run or protocol may explain.",
    )
    counts = query("discrepancy_kinds").set_index("kind")["n_findings"]
    with st.container(horizontal=True, key="cc-contradiction-filters", vertical_alignment="bottom"):
        kinds = filters.choose_many("kind", "Kind", list(counts.index), show=kind_title, empty="All kinds")
        n_lines = filters.choose("lines", "Lines", N_LINES)
    findings = query("discrepancies", **params, kinds=kinds or None)
    if findings.empty:
        st.info("Among these figures no contradiction was found.")
        return
    shown = findings if n_lines == "all" else findings.head(int(n_lines))
    n_grave = int((findings["tier"] == 1).sum())
    st.caption(
        f"{len(shown):,} of {_count(len(findings), 'finding')} shown; {n_grave:,} of all these cannot be right, "
        f"{int(findings['is_flagged'].sum()):,} hold a figure with a flag."
    )
    figures = query("discrepancy_figures", discrepancies=shown["discrepancy"].tolist())
    st.html(kept(finding_table)(shown, figures))
    chosen = {**said, "kind": ", ".join(kinds) or "all", "lines": n_lines}
    about = downloads.about("Contradictions among published figures", chosen, AS_PRINTED)
    downloads.offer(
        "contradictions",
        about,
        lambda: NUMBERS.sheet(numbers(shown, figures)),
        lambda: FINDINGS.shown(with_figures(shown, figures)),
    )


def _discrepancies(given: pd.DataFrame) -> None:
    components.section(
        "Known defects", "What is wrong with flagged figures, as found when they were collected. They enter no average."
    )
    flagged = given[given["flag"] != ""]
    if flagged.empty:
        st.caption("None of these figures has a flag.")
        return
    st.html(DEFECTS.html(flagged_figures(flagged), "Known defects of published figures"))


if __name__ == "__main__":
    render()
