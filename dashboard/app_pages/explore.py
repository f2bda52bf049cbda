"""Scores and gains language by language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd
import streamlit as st

from dashboard.data.db import query
from dashboard.figures.language_rows import AT_CHANCE, is_chance
from dashboard.figures.languages import best_regime, gain_chart, regime_marks, score_chart
from dashboard.kit import components, downloads
from dashboard.kit.experiments import about_body, body_keys, body_names
from dashboard.kit.filters import Filters, filters_of
from dashboard.kit.markup import metric_name, plain
from dashboard.kit.pages import Page
from dashboard.kit.render_cache import kept
from dashboard.parts.languages.profiles import ONLY_HERE, VIEWS, show_profiles
from dashboard.parts.languages.retrieval_layers import show_layers
from dashboard.parts.languages.tables import (
    MISSING,
    regime_legend,
    runs_by_seed,
    runs_of_regimes,
    seen_by_regime,
    seen_lines,
)
from dashboard.parts.languages.task_means import MEANS, means_by_regime, task_lines

PAGE = Page(title="Languages", url_path="explore", order=4, group="Results", has_chart=True, is_measured=True)
BASELINE = "none"
GROUPS = {"family": "Language family", "script": "Script", "seen": "Seen by masked LM", "none": "No groups"}


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the controls say; `body` is one profile with one encoder and one source."""

    body: dict[str, str]
    task: str
    title: str
    metric: str
    split: str
    group_by: str | None  # of GROUPS, chosen beside the chart
    view: str  # of language_profiles.VIEWS
    is_retrieval: bool

    @property
    def cell(self) -> dict[str, str]:
        """Parameters of the queries on one task."""
        return {**self.body, "task": self.task, "metric": self.metric, "split": self.split}


def render() -> None:
    """Show where intermediate training helped or hurt, and where there is no number."""
    components.heading(
        "Languages", "Zero-shot scores in every language, and what English intermediate training changes."
    )
    bodies = query("bodies")
    if bodies.empty:
        components.nothing_yet("This snapshot holds no scores yet.")
        return
    with filters_of(PAGE.url_path) as filters:
        chosen = _controls(filters, bodies)
        scores = query("language_cells", **chosen.cell)
        named = (
            scores.sort_values(["score"], na_position="last", key=lambda values: values.isna())
            .drop_duplicates("language")
            .assign(is_missing=lambda rows: rows["score"].isna())
            .sort_values(["is_missing", "language_name"])
            .set_index("language")["language_name"]
        )
        if chosen.view == "scores":
            _charts(filters, scores, chosen)
        elif chosen.view == "layers":
            show_layers(filters, chosen.cell, chosen.title, is_retrieval=chosen.is_retrieval)
        else:
            regimes: dict[str, str] = dict(zip(scores["regime"], scores["regime_title"], strict=True))
            _follow(show_profiles(filters, chosen.view, chosen.cell, chosen.title, regimes))
        _one_language(filters, chosen, named)
        _all_tasks(chosen)


def _controls(filters: Filters, bodies: pd.DataFrame) -> Chosen:
    names = body_names(bodies)
    with st.container(horizontal=True, key="cc-filters", vertical_alignment="bottom"):
        name = filters.choose("profile", "Profile", list(names), resets=("task", "metric", "split", "language"))
        row = names[name]
        body = body_keys(row)
        cells = query("cells", **body)
        titles: dict[str, str] = dict(zip(cells["task"], cells["title"], strict=True))
        task = filters.choose(
            "task", "Task", list(titles), show=titles.__getitem__, resets=("metric", "split", "language")
        )
        of_task = cells[cells["task"] == task]
        metric = filters.choose("metric", "Metric", of_task["metric"].drop_duplicates().tolist(), show=metric_name)
        splits = of_task[of_task["metric"] == metric]["split"].drop_duplicates().tolist()
        split = filters.choose("split", "Split", splits)
    view = filters.choose(
        "view", "Show", list(VIEWS), show=VIEWS.__getitem__, resets=("regime", "group", *ONLY_HERE), are_tabs=True
    )
    st.caption(plain(about_body(row)))
    is_retrieval = bool(of_task["is_retrieval"].any())
    return Chosen(body, task, titles[task], metric, split, None, view, is_retrieval)


def _charts(filters: Filters, scores: pd.DataFrame, chosen: Chosen) -> None:
    marks = regime_marks(scores, components.colours())
    best = best_regime(scores)
    titles = {mark.regime: mark.title for mark in marks}
    components.section(_finding(scores, chosen.title, best, titles), _reading(scores, best))
    first = [regime for regime in titles if best is None or regime in {BASELINE, best}]
    empty = "All regimes" if best is None else f"{titles[best]} and the baseline; choose others"
    with st.container(horizontal=True, key="cc-score-filters", vertical_alignment="bottom"):
        picked = filters.choose_many("regime", "Regimes shown", list(titles), show=titles.__getitem__, empty=empty)
        group = filters.choose("group", "Group by", list(GROUPS), show=lambda key: GROUPS[key])
    chosen = replace(chosen, group_by=None if group == "none" else group)
    regimes = picked or first
    shown = [mark for mark in marks if mark.regime in regimes]
    st.html(regime_legend(shown, has_unseen=bool((scores["seen"] == "unseen").any())))
    event = st.plotly_chart(
        kept(score_chart)(scores, components.chart_colours(), metric_name(chosen.metric), regimes, chosen.group_by),
        key="score-chart",
        theme=None,
        config=components.chart_config("score-chart"),
        on_select="rerun",
        selection_mode="points",
        alt=f"Dot plot of {chosen.title} {metric_name(chosen.metric)} by language for {len(regimes)} regimes",
    )
    _follow(event)
    if scores["gain"].notna().any():
        components.section(
            f"{chosen.title}: gain over the baseline",
            "Points gained or lost against the same encoder and seed without an intermediate task. Empty: no score.",
        )
        st.container(key="cc-wide" if len(marks) > 6 else "cc-fits").plotly_chart(
            kept(gain_chart)(scores, components.chart_colours(), chosen.group_by),
            key="gain-chart",
            theme=None,
            config=components.chart_config("gain-chart", is_wide=True),
            alt=f"Heat map of gains on {chosen.title} by language and intermediate task, in points",
        )
    _seen(scores, chosen)
    _missing(chosen)


def _finding(scores: pd.DataFrame, title: str, best: str | None, titles: Mapping[str, str]) -> str:
    """In how many languages the regime with the highest mean gain is above its baseline."""
    gains = scores[(scores["regime"] == best) & scores["gain"].notna()]["gain"]
    if best is None or gains.empty:
        return f"{title}: score in each language"
    languages = "language" if len(gains) == 1 else "languages"
    return f"{title}: {titles[best]} scores above the baseline in {int((gains > 0).sum())} of {len(gains)} {languages}"


def _reading(scores: pd.DataFrame, best: str | None) -> str:
    seeds = "one seed" if scores["n_seeds"].max() == 1 else "mean over seeds"
    said = [f"Score in each language, {seeds}; the short vertical line is the random-guess level."]
    if best is not None:
        said.append(
            "At first the baseline is joined to the regime with the highest mean gain: blue a gain, orange a loss."
        )
    if any(is_chance(row) for row in scores.itertuples()):
        said.append(f"{AT_CHANCE}: no regime is above random guessing there, so gains say nothing.")
    return " ".join([*said, "Choose a point to see the runs behind it."])


def _seen(scores: pd.DataFrame, chosen: Chosen) -> None:
    others = scores[scores["n_group_languages"] > 0]
    if others.empty:
        return
    components.section(
        f"{chosen.title}: languages seen and not seen",
        "Mean over the languages other than English that the encoder's masked LM has had text of, and over the others; "
        "below it the mean gain over the baseline, points. The two groups hold other languages, so compare each with "
        "its own random-guess level.",
    )
    if (others["seen"] == "unknown").all():
        st.info("Which languages this encoder has seen is not known: nothing beside its weights says so.")
        return
    caption = f"{chosen.title}: mean over languages seen and not seen"
    st.html(seen_by_regime(scores).html(seen_lines(scores), caption))


def _follow(event: object) -> None:
    """Put the language of a chosen point into the address, once for each choice."""
    points = getattr(getattr(event, "selection", None), "points", [])
    picked = str(points[0]["customdata"][0]) if points and points[0].get("customdata") else None
    if picked is not None and st.session_state.get("explore-picked") != picked:
        st.query_params["language"] = picked
    st.session_state["explore-picked"] = picked


def _missing(chosen: Chosen) -> None:
    missing = query("missing_languages", **chosen.cell)
    if missing.empty:
        st.caption("No language of this task is missing.")
        return
    noun = "language is" if len(missing) == 1 else "languages are"
    with st.expander(f"{len(missing)} {noun} missing in at least one regime"):
        st.html(MISSING.html(missing, "Languages without a score"))


def _one_language(filters: Filters, chosen: Chosen, names: pd.Series) -> None:
    components.section(
        "One language",
        "Score of every run, percent; below it the gain over the baseline of the same seed, points. A score leads to "
        "its run, a gain to the baseline's.",
    )
    language = filters.choose("language", "Language", names.index.tolist(), show=lambda key: f"{names[key]} ({key})")
    runs = query("language_runs", **chosen.cell, language=language)
    if runs.empty:
        st.info(f"No run has a score for {plain(names[language])} on this task.")
        return
    caption = f"Runs with a {chosen.title} score in {names[language]}"
    st.html(runs_by_seed(runs).html(runs_of_regimes(runs), caption))


def _all_tasks(chosen: Chosen) -> None:
    means = query("task_table", **chosen.body, split=chosen.split)
    components.section(
        f"All tasks, {chosen.split} split",
        "Mean over languages of the headline metric, percent; English stands apart and never enters the mean. "
        "Below each mean: languages scored of those the benchmark defines; + 8 counts others beyond them.",
    )
    if means.empty:
        st.info("No task has a headline score on this split.")
        return
    table, lines = means_by_regime(means, chosen.body["profile"]), task_lines(means)
    st.html(table.html(lines, "Mean score by task and regime"))
    filters = {**chosen.body, "split": chosen.split}
    head = downloads.about("Mean score by task and regime", filters, "mean over languages, then over seeds")
    downloads.offer("tasks", head, lambda: MEANS.sheet(means), lambda: table.shown(lines))


if __name__ == "__main__":
    render()
