"""Questions put to a row of experiments: curves with intervals, and the answer that a rule gives."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from dashboard.data.db import query
from dashboard.figures.studies import study_chart
from dashboard.kit import components, downloads
from dashboard.kit.filters import Filters
from dashboard.kit.markup import join, signed, tag
from dashboard.kit.pages import Page
from dashboard.kit.rows import rows_of
from dashboard.parts.studies.tables import RUNS, STUDIES, answer_mark, finding, points, runs_of_points

PAGE = Page(title="Studies", url_path="studies", order=7, has_chart=True, is_measured=True)
AGGREGATION = "mean over targets of the mean over languages of the mean over seeds"


def render() -> None:
    """Show all questions with their answers, and one study in full."""
    components.heading(
        "Studies",
        "Questions that need a row of experiments. Each answer follows from a rule and holds for the scale it names, "
        "no other.",
    )
    snapshot_id = query("snapshot")["snapshot_id"].iloc[0]
    studies = query("studies")
    if studies.empty:
        st.info("This snapshot holds no studies yet. Run them, then reload this page:")
        st.code("python -m pipeline study all", language="bash")
        return
    st.html(STUDIES.html(studies, "Questions of the studies with their answers"))
    head = downloads.about("Studies with their answers", {}, AGGREGATION)
    downloads.offer("studies", head, *STUDIES.files(studies))
    filters = Filters(PAGE.url_path)
    with st.container(horizontal=True, key="cc-filters-wide", vertical_alignment="bottom"):
        titles = dict(zip(studies["study"], studies["title"], strict=True))
        name = filters.choose("study", "Study", list(titles), show=titles.__getitem__, resets=["scale"])
        of_study = studies[studies["study"] == name]
        scale = filters.choose("scale", "Scale", of_study["scale"].tolist())
    filters.report(snapshot_id)
    _one_study(rows_of(of_study[of_study["scale"] == scale])[0])
    components.permalink(filters.permalink(snapshot_id))


def _one_study(study: Any) -> None:
    components.section(finding(study), f"{study.question} Part of a wider question: {study.asked}")
    st.html(join([tag("p", answer_mark(study.answer)), tag("p", study.sentence, class_="cc-statement")]))
    found = query("study_points", study=study.study, scale=study.scale)
    if found.empty:
        st.info("Too few of its runs have finished for a curve.")
    else:
        _curve(study, found)
    st.html(components.facts(_facts(study)))


def _curve(study: Any, found: pd.DataFrame) -> None:
    st.plotly_chart(
        study_chart(found, study, components.chart_colours()),
        key="study-chart",
        theme=None,
        config=components.chart_config("study-chart"),
        alt=f"Curves of {study.quantity} by {study.axis}. {study.sentence} The table below holds every point.",
    )
    table = points(study.quantity)
    with st.expander("The same as a table"):
        st.html(table.html(found, f"{study.title}: every point with its interval"))
    head = downloads.about(study.title, {"study": study.study, "scale": study.scale}, AGGREGATION)
    downloads.offer("study-points", head, *table.files(found))
    with st.expander("Runs behind every point"):
        runs = runs_of_points(query("study_runs", study=study.study, scale=study.scale))
        st.html(RUNS.html(runs, f"{study.title}: the runs behind every point"))


def _facts(study: Any) -> list[tuple[str, object]]:
    return [
        ("Scale", f"{study.scale}: {study.scale_label}"),
        ("Limits", study.limits),
        ("Points", f"{study.n_points} of {study.n_points_planned} have run"),
        ("Runs", f"{study.n_runs:,}, kept apart from the evidence on claims"),
        ("Rule", _rule(study)),
        ("Rank correlation of x and estimate", _rank(study)),
        ("Above random guessing", _learned(study)),
        ("Split", study.split),
        ("Estimates and intervals", study.method),
    ]


def _rule(study: Any) -> str:
    return (
        f"yes where the whole {study.level:.0%} interval of the change from the first to the last point lies above "
        f"{study.threshold:g} points, no where it lies below, else undecided; undecided too where nothing was learned"
    )


def _rank(study: Any) -> str | None:
    if pd.isna(study.rank_correlation):
        return None
    return (
        f"{signed(study.rank_correlation, 2)} ({signed(study.rank_low, 2)} to {signed(study.rank_high, 2)}), Spearman"
    )


def _learned(study: Any) -> str:
    if pd.isna(study.has_learned):
        return "not known"
    return "the first or the last point is" if study.has_learned else "neither the first nor the last point is"


if __name__ == "__main__":
    render()
