"""The part of the Compare page on two published systems: figures as printed, of which no interval is known."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from dashboard.data.db import query
from dashboard.figures.compare import difference_chart
from dashboard.kit import components, downloads
from dashboard.kit.filters import Filters
from dashboard.kit.markup import Html, join, link, metric_name, plain, tag
from dashboard.kit.rows import rows_of
from dashboard.parts.compare.tables import mark_legend, printed
from dashboard.parts.published.tables import source_links

NO_INTERVAL = (
    "These are published figures, not runs of this project. Their sources print neither seeds nor answers, so no "
    "difference has an interval, none is called higher or lower for sure, and no rank interval can be given. They are "
    "never set against measured scores here."
)


def show_published(filters: Filters, systems: pd.DataFrame) -> None:
    """Controls, chart and table of two systems on one task, metric and split.

    Args:
        systems: rows of queries/published_systems.sql, at least one.
    """
    with st.container(horizontal=True, key="cc-filters", vertical_alignment="bottom"):
        titles: dict[str, str] = dict(zip(systems["task"], systems["title"], strict=True))
        task = filters.choose(
            "task", "Task", list(titles), show=titles.__getitem__, resets=("metric", "split", "subject", "rival")
        )
        kept = systems[systems["task"] == task]
        metric = filters.choose(
            "metric", "Metric", _options(kept, "metric"), show=metric_name, resets=("split", "subject", "rival")
        )
        kept = kept[kept["metric"] == metric]
        split = filters.choose("split", "Split", _options(kept, "split"), resets=("subject", "rival"))
        known = {row.system_key: row for row in rows_of(kept[kept["split"] == split])}
        subject = filters.choose("subject", "First system", list(known), show=lambda key: _title(known[key]))
        others = [key for key in known if key != subject]
        rival = filters.choose("rival", "Second system", others, show=lambda key: _title(known[key])) if others else ""
    st.info(NO_INTERVAL)
    if not rival:
        st.info("No second system has figures by language on this task, metric and split.")
        return
    _pair({"task": task, "metric": metric, "split": split}, titles[task], known[subject], known[rival])


def _options(systems: pd.DataFrame, column: str) -> list[str]:
    return [str(value) for value in systems[column].drop_duplicates()]


def _title(system: Any) -> str:
    return f"{system.system} · {system.setting or 'setting not stated'} · {system.source_id}"


def _pair(chosen: dict[str, str], title: str, subject: Any, rival: Any) -> None:
    names = (f"{subject.system} ({subject.source_id})", f"{rival.system} ({rival.source_id})")
    rows = query("published_pair", **chosen, subject=subject.system_key, rival=rival.system_key)
    components.section(
        f"{title}: {names[0]} minus {names[1]}", "Difference of the figures as printed; a flag marks a known defect."
    )
    if subject.is_lower_better:
        st.warning(
            f"Of {metric_name(chosen['metric'])} less is better: where the difference lies below zero, "
            f"{plain(names[0])} is the better of the two."
        )
    for what, one, other in _differing(subject, rival):
        st.warning(f"Not the same {what}: {plain(one)} and {plain(other)}.")
    if rows["difference"].isna().all():
        st.info("The two have no language in common.")
    else:
        st.html(mark_legend([""], components.colours()))
        st.plotly_chart(
            difference_chart(rows, components.chart_colours(), *names),
            key="difference-chart",
            theme=None,
            config=components.chart_config("difference-chart"),
            alt=f"Difference of {names[0]} and {names[1]} by language, without intervals; the table below holds the "
            "same numbers",
        )
    st.html(printed(*names).html(rows, f"{names[0]} against {names[1]}, as printed"))
    st.html(join([_source(system) for system in (subject, rival)]))
    filters = {**chosen, "first system": subject.system_key, "second system": rival.system_key}
    head = downloads.about(f"{names[0]} minus {names[1]}", filters, "as printed; nothing is averaged, no interval")
    downloads.offer("compare", head, *printed(*names).files(rows), decimals=2)


def _differing(subject: Any, rival: Any) -> list[tuple[str, str, str]]:
    """What else the two differ in: name, first value, second value."""
    pairs = (("setting", subject.setting, rival.setting), ("source", subject.source_id, rival.source_id))
    return [
        (what, str(one or "not stated"), str(other or "not stated"))
        for what, one, other in pairs
        if (one or "") != (other or "")
    ]


def _source(system: Any) -> Html:
    addresses = source_links(system.source_url)
    links = [link(f"source {n}" if len(addresses) > 1 else "source", url) for n, url in enumerate(addresses, 1)]
    return tag(
        "p", f"{system.system}: {system.source_title}, {system.table_or_section} ", join(links, " "), class_="cc-note"
    )
