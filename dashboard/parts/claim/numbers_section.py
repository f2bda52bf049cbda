"""The numbers behind a claim's evidence: by task, language, seed, choice and unit, and what partial evidence bounds."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from dashboard.data.db import query
from dashboard.figures.claim_cells import cells_chart
from dashboard.figures.claim_forest import Claimed
from dashboard.kit import components
from dashboard.kit.filters import Filters
from dashboard.kit.markup import tag
from dashboard.kit.render_cache import kept
from dashboard.parts.claim import bound, cells, estimates, tasks
from dashboard.parts.claim.body import Body
from dashboard.parts.claim.page_parts import is_generated, offer, part


def numbers(filters: Filters, body: Body) -> None:
    """Gains by task, by language and seed, by way of choosing, by unit counted."""
    _by_task(body)
    _breakdown(filters, body)
    _selection(body)
    _units(body)


def _by_task(body: Body) -> None:
    rows = query("claim_tasks", evidence_id=body["evidence_id"])
    if rows.empty:
        return
    is_level = body["claim_kind"] == "level"
    what = "Score" if is_level else "Gain"
    components.section(
        (tasks.level_finding if is_level else tasks.finding)(rows, body["unit"]),
        f"{what} by task, the highest first. Blue: the claimed value, with a pale band where it is a range. The thin "
        "line is the estimate, the mean over tasks.",
        anchor="tasks",
        short="By task",
    )
    claimed = Claimed(body["accepted_low"], body["accepted_high"])
    dots = kept(tasks.task_dots)
    colours, unit = components.colours(), body["unit"]
    is_hollow = is_generated(body)
    st.html(dots(rows, claimed, body["estimate"], colours, unit, is_generated=is_hollow, is_level=is_level))
    chart = partial(tasks.whole_dots, rows, claimed, body["estimate"], unit, is_hollow)
    offer("tasks", f"{what} by task", body, *tasks.TASKS.files(rows), chart)


def _breakdown(filters: Filters, body: Body) -> None:
    rows = query("claim_cells", evidence_id=body["evidence_id"])
    if rows.empty:
        return
    rival = body.details.get("rival")
    over = f"over the runs of {str(rival).replace('_', ' ')}" if rival else "over the baseline"
    components.section(
        "By language",
        f"Gain {over}, in {body['unit']}, mean over seeds; English first, then the languages with the highest mean. "
        f"{tasks.extremes(rows)}",
        anchor="languages",
    )
    titles: dict[str, str] = dict(zip(rows["task"], rows["title"], strict=True))
    names: dict[str, str] = dict(zip(rows["language"], rows["language_name"], strict=True))
    orders = {"contribution": "what contributes most", "name": "name", **names}
    order = filters.choose("sort", "Sort tasks by", list(orders), show=orders.__getitem__)
    st.html(kept(tasks.language_map)(rows, order, components.colours(), body["estimate"]))
    part("From seeds to the estimate", cells.seeds_words(rows, body["estimate"]))
    is_asked = "task" in st.query_params
    title = "Task by task, seed by seed and language by language"
    shown = st.expander(title, expanded=is_asked, key="cc-cells", on_change="rerun")
    if shown.open:
        with shown:
            _seeds(filters, rows, body)
    else:
        filters.take("task", list(titles), "no task is shown language by language")
    offer("cells", "Gain by task, language and seed", body, *cells.CELLS.files(rows))


def _seeds(filters: Filters, rows: pd.DataFrame, body: Body) -> None:
    """Tasks by seeds, and one task language by language; made when it is opened, for the chart brings Plotly."""
    st.html(cells.seeds_table(rows, body))
    titles: dict[str, str] = dict(zip(rows["task"], rows["title"], strict=True))
    task = filters.choose("task", "Task shown language by language", list(titles), show=titles.__getitem__)
    of_task = rows[rows["task"] == task]
    st.plotly_chart(
        kept(cells_chart)(of_task, components.chart_colours(), body["unit"]),
        key="cells-chart",
        theme=None,
        config=components.chart_config("cells-chart"),
        alt=f"Gain on {titles[task]} in {of_task['language'].nunique()} languages, a dot for each seed",
    )
    st.html(kept(cells.languages_table)(of_task, titles[task]))


def _selection(body: Body) -> None:
    found = estimates.selection_estimates(body)
    if not found:
        return
    audit = body.details["selection_audit"]
    part(
        "Selection bias of the best-of gain",
        "The best of several noisy gains lies above zero even where every true gain is zero. Three ways to choose, "
        "side by side; question answering by F1 here.",
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
    offer("selection", "Three estimates of a best-of gain", body, *estimates.estimates_of(body["unit"]).files(found))


def _band(body: Body) -> tuple[float, float] | None:
    low, high = body["rounding_low"], body["rounding_high"]
    return None if low is None or high is None else (low, high)


def _units(body: Body) -> None:
    found = estimates.unit_estimates(body)
    if not found:
        return
    noun = body["unit"].replace("_", " ")
    part(
        f"Gain of each of the {noun}",
        "A gain above zero counts; it is significant where its interval lies above zero too.",
    )
    st.html(estimates.forest(found, None, "points", f"Gain of each of the {noun}"))
    offer("units", f"Gain of each of the {noun}", body, *estimates.estimates_of("points").files(found))


def bounds(bodies: dict[str, Body]) -> None:
    """What partial evidence bounds, the fullest table first."""
    bounded = sorted(
        (body for body in bodies.values() if bound.has_bound(body)),
        key=lambda body: len(body.details["bound"].get("missing_tasks") or []),
    )
    if not bounded:
        return
    titles = _task_titles()
    for number, body in enumerate(bounded):
        title = bound.bound_title(body, titles)
        if number == 0:
            components.section(title, bound.bound_words(body), anchor="bound", short="What is missing")
        else:
            st.html(tag("div", tag("h3", title), tag("p", bound.bound_words(body), class_="cc-note"), class_="cc-part"))
        if drawn := kept(bound.bound_bar)(body, titles, components.colours()):
            st.html(drawn)
        with st.expander("What is printed, and the sums"):
            table, printed = bound.bounds(body["unit"]), bound.printed(body)
            st.html(table.html(printed, f"What {body['label']} prints, and what it bounds"))
            offer(f"bound-{number}", "What partial evidence bounds", body, *table.files(printed))


def _task_titles() -> dict[str, str]:
    rows = query("task_titles")
    return dict(zip(rows["task"], rows["title"], strict=True))
