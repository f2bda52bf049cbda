"""Figures that publications print, where they disagree, and which of them have a known defect."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from dashboard.data.db import query
from dashboard.kit import components, downloads
from dashboard.kit.columns import ABSENT
from dashboard.kit.filters import SNAPSHOT, Filters, filters_of
from dashboard.kit.markup import visible
from dashboard.kit.pages import Page
from dashboard.kit.render_cache import kept
from dashboard.kit.rows import rows_of
from dashboard.parts.published.discrepancies import NUMBERS, finding_numbers, kind_title, numbers
from dashboard.parts.published.tables import (
    DEFECTS,
    ENTERED,
    ROWS,
    figure_facts,
    finding_words,
    flagged_figures,
    source_links,
    stated,
)

PAGE = Page(title="Published", url_path="published", order=6)
SETTINGS = {"benchmark": "Zero-shot, test split", "all": "Every setting and split"}
FILTERS = {  # parameter, with an s that of the queries: column, label, text of the control while nothing is chosen
    "source": ("source_id", "Source", "All sources"),
    "encoder": ("encoder", "Encoder", "All encoders"),
    "task": ("task", "Task", "All tasks"),
    "language": ("language", "Language", "All languages"),
}
Params = dict[str, list[str] | bool | None]
EVERYTHING: Params = {**{f"{param}s": None for param in FILTERS}, "flagged": None}
FLAGGED = {"any": "Flagged or not", "no": "Without a flag", "yes": "Flagged alone"}
AS_PRINTED = "as printed; nothing is averaged"


def render() -> None:
    """Show published figures with their sources, contradictions among them, and known defects."""
    components.heading("Published", "Figures as publications print them: where each stands, and where two disagree.")
    figures = query("reported", **EVERYTHING)
    if figures.empty:
        components.nothing_yet("This snapshot holds no published figures yet.")
        return
    with filters_of(PAGE.url_path) as filters:
        title = st.container()
        params, said = _filtered(filters, figures)
        rows = query("published_rows", **params)
        with title:
            components.section(
                kept(stated)(rows),
                "Every figure is compared with the others: averages recomputed, copies compared, labels, settings and "
                "counts checked. Contradictions come first, what cannot be right at the top; a click on a column's "
                "name sorts by it, a click on a line shows all its numbers.",
            )
        _table(rows, said)
        _one(filters, rows)
        _defects(rows)
        _entered()


def _filtered(filters: Filters, figures: pd.DataFrame) -> tuple[Params, dict[str, str]]:
    """Parameters of the query, and what the controls say."""
    names = dict(zip(figures["task"], figures["task_title"], strict=True))
    names |= dict(zip(figures["language"], figures["language_name"], strict=True))
    params: Params = {}
    said: dict[str, str] = {}
    setting = filters.choose("setting", "Figures", list(SETTINGS), show=SETTINGS.__getitem__, are_tabs=True)
    with st.container(horizontal=True, key="cc-filters", vertical_alignment="bottom"):
        for param, (column, label, empty) in FILTERS.items():
            titles = {key: names.get(key, key) for key in figures[column].drop_duplicates()}
            options = [key for key, _ in sorted(titles.items(), key=lambda pair: str(pair[1]).lower())]
            chosen = filters.choose_many(param, label, options, show=titles.__getitem__, empty=empty)
            params[f"{param}s"] = chosen or None
            said[param] = ", ".join(chosen) or "all"
        counts = query("discrepancy_kinds").set_index("kind")["n_findings"]
        kinds = filters.choose_many("kind", "Contradiction", list(counts.index), show=kind_title, empty="All kinds")
        flagged = filters.choose("flag", "Flag", list(FLAGGED), show=lambda key: FLAGGED[key])
    params |= {"flagged": {"any": None, "no": False, "yes": True}[flagged], "kinds": kinds or None}
    params["is_benchmark"] = setting == "benchmark"
    return params, {**said, "figures": SETTINGS[setting], "contradiction": ", ".join(kinds) or "all", "flag": flagged}


def _table(rows: pd.DataFrame, said: dict[str, str]) -> None:
    """The grid with its files."""
    if rows.empty:
        st.info("No published figure and no contradiction fits these filters.")
        return
    n_findings = int(rows["discrepancy"].notna().sum())
    figures = rows[rows["discrepancy"].isna()]
    st.caption(
        f"{_count(n_findings, 'contradiction')}, then {_count(len(figures), 'figure')} from "
        f"{_count(figures['source_id'].nunique(), 'source')}; {int((figures['flag'] != '').sum()):,} have a flag."
    )
    key = f"published-rows-{'-'.join(said.values())}"  # of this choice: a line stays chosen by its place alone
    st.dataframe(
        kept(_readable_rows)(rows),
        key=key,
        hide_index=True,
        column_order=list(ROWS.grid()),
        column_config=ROWS.grid(),
        on_select=partial(_pick, key, rows["row_key"]),
        selection_mode="single-row",
        placeholder=ABSENT,
        height=min(38 + 35 * len(rows), 460),
        alt=f"Table of {len(rows):,} contradictions and published figures with system, task, printed and recomputed "
        "value, difference and source",
    )
    downloads.offer("published", downloads.about("Published figures", said, AS_PRINTED), *ROWS.files(rows), decimals=2)


def _pick(key: str, row_keys: pd.Series) -> None:
    """Let the address name the line that was clicked."""
    picked = st.session_state[key]["selection"]["rows"]
    if picked and picked[0] < len(row_keys):
        st.query_params["row"] = row_keys.iloc[picked[0]]
    else:
        st.query_params.pop("row", None)
    st.query_params.pop(SNAPSHOT, None)


def _readable_rows(rows: pd.DataFrame) -> pd.DataFrame:
    readable = rows.assign(
        link=rows["source_url"].map(_web_address),
        finding=rows["kind"].map(kind_title, na_action="ignore"),
        place=rows["source_id"] + rows["table_or_section"].map(lambda place: f", {place}" if place else ""),
    )
    for name in set(ROWS.grid()) & set(readable.select_dtypes(["str", "object"]).columns) - {"link"}:
        readable[name] = readable[name].map(_readable, na_action="ignore").replace("", None)
    return readable


def _readable(text: str) -> str:
    return text if text.isprintable() else visible(text)


def _web_address(url: str) -> str | None:
    """The first address of a source that a browser may open."""
    return next((part.split()[0] for part in source_links(url) if part.startswith(("https://", "http://"))), None)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _one(filters: Filters, rows: pd.DataFrame) -> None:
    """All numbers of the line that the address names; else of the first contradiction."""
    everything = query("published_rows", **EVERYTHING, kinds=None, is_benchmark=False)
    named = filters.take("row", everything["row_key"].tolist(), "showing the first contradiction")
    found = everything[everything["row_key"] == named] if named else rows[rows["discrepancy"].notna()].head(1)
    if found.empty:
        return
    row = rows_of(found)[0]
    if pd.isna(row.discrepancy):
        components.section(f"{row.system}, {row.task_title}, {row.language_name}: {row.value_text}")
        st.html(components.facts(figure_facts(row)))
        return
    findings = query("discrepancies", **EVERYTHING, kinds=None)
    findings = findings[findings["discrepancy"] == row.discrepancy]
    given = query("discrepancy_figures", discrepancies=findings["discrepancy"].tolist())
    components.section(visible(row.sentence))
    st.html(finding_words(rows_of(findings)[0]))
    st.html(kept(finding_numbers)(given))
    about = downloads.about("Numbers of a contradiction", {"contradiction": row.sentence}, AS_PRINTED)
    downloads.offer("contradiction", about, lambda: NUMBERS.sheet(numbers(findings, given)))


def _defects(rows: pd.DataFrame) -> None:
    figures = rows[rows["discrepancy"].isna()]
    flagged = figures[figures["flag"] != ""]
    if flagged.empty:
        return
    with st.expander(f"Known defects of {_count(len(flagged), 'flagged figure')}"):
        st.caption("What is wrong with flagged figures, as found when they were collected. They enter no average.")
        st.html(DEFECTS.html(flagged_figures(flagged), "Known defects of published figures"))


def _entered() -> None:
    """What readers entered by hand, which stands in none of the tables above."""
    tables = query("entered")
    if tables.empty:
        return
    components.section(
        "Entered by hand",
        "Tables of papers that readers typed or pasted in with import reported. Nobody has checked them against their "
        "source. They are evidence of their own on claims, said so there, and stand in none of the tables above.",
    )
    st.html(ENTERED.html(tables, "Tables that readers entered by hand"))
    head = downloads.about("Figures entered by hand", {"shown": "all"}, "one row per table")
    downloads.offer("entered", head, *ENTERED.files(tables))


if __name__ == "__main__":
    render()
