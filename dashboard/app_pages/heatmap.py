"""Every intermediate task against every target task, and the languages behind each cell."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from dashboard.data.db import query
from dashboard.figures.cell_bars import cell_chart
from dashboard.figures.heat_cells import AT_CHANCE, BASELINE, VIEWS, View, lacks_languages
from dashboard.figures.heatmap import heat_chart
from dashboard.kit import components, downloads
from dashboard.kit.experiments import about_body, body_keys, body_names
from dashboard.kit.filters import Filters, filters_of
from dashboard.kit.markup import Html, join, link, page_url, plain, signed, tag
from dashboard.kit.pages import Page
from dashboard.kit.render_cache import kept
from dashboard.kit.theme import COVERS_ZERO, SEEN
from dashboard.parts.heatmap.tables import CELLS, LANGUAGES, heat_map, heat_table

PAGE = Page(title="Heatmap", url_path="heatmap", order=3, group="Results", has_chart=True, is_measured=True)
AGGREGATIONS = {
    "mean": "Mean over languages",
    "median": "Median over languages",
    "lowest": "Lowest language",
}
SPLITS = {"dev_else_test": "Dev, else test", "test": "Test", "dev": "Dev"}
GROUPS = {
    "own": "The task's own languages",
    "all": "All languages scored",
    "non_english": "All but English",
    "seen": SEEN["seen"][0],
    "unseen": SEEN["unseen"][0],
    "resource": "Text in CC-100",
    "family": "Family",
    "script": "Script",
}
CHANCE_WORDS = (
    "in no language does the regime or its baseline score above what random guessing reaches on as many examples, "
    "so a difference there says nothing about transfer"
)
CHART, PICKED = "heat-chart", "heat-picked"


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the controls say; `name` is the body of runs as the address has it."""

    name: str
    body: dict[str, str]
    split: str
    view: View
    group: str  # "all", "family:Indo-European"
    aggregation: str

    @property
    def members(self) -> dict[str, str]:
        """Parameters of the queries on one split and group of languages."""
        grouped_by, _, member = self.group.partition(":")
        return {**self.body, "split": self.split, "grouped_by": grouped_by, "member": member}

    @property
    def split_words(self) -> str:
        """What the numbers are scored on, in words."""
        return "dev split, test where there is none" if self.split == "dev_else_test" else f"{self.split} split"

    @property
    def filters(self) -> dict[str, str]:
        """What the controls say, for the head of a saved table."""
        return {**self.body, "split": self.split, "languages": group_title(self.group)}

    @property
    def note(self) -> tuple[str, ...]:
        """What was averaged over what, in words."""
        over = f"{AGGREGATIONS[self.aggregation]} of the mean over seeds, in {self.view.unit}"
        return f"{over}.", f"{group_title(self.group)}; {self.split_words}; profile {self.name}."


def group_title(group: str) -> str:
    """Name of a group of languages: "All but English", "Family: Turkic"."""
    grouped_by, _, member = group.partition(":")
    return f"{GROUPS[grouped_by]}: {member}" if member else GROUPS[grouped_by]


def _option(group: str, n_languages: int) -> str:
    """A group of languages as a control has room for it."""
    return f"{group_title(group).removesuffix(' languages')} ({n_languages})"


def render() -> None:
    """Show scores and gains by intermediate and target task, and one cell language by language."""
    components.heading(
        "Heatmap", "Which English intermediate task helps which target task, and which gains are significant."
    )
    bodies = query("bodies")
    if bodies.empty:
        components.nothing_yet("This snapshot holds no scores yet.")
        return
    with filters_of(PAGE.url_path) as filters:
        chosen = _controls(filters, bodies)
        cells = query("heat_cells", **chosen.members, aggregation=chosen.aggregation)
        shown = cells if chosen.view.key == "score" else cells[cells["regime"] != BASELINE]
        if shown.empty:
            st.info("This profile has no run with an intermediate task yet, so there is no gain to show.")
        else:
            picked = _cell(filters, shown)
            _map(cells, shown, chosen, picked)
            _languages(chosen, shown.iloc[picked])


def _controls(filters: Filters, bodies: pd.DataFrame) -> Chosen:
    names = body_names(bodies)
    with st.container(horizontal=True, key="cc-filters", vertical_alignment="bottom"):
        name = filters.choose("profile", "Profile", list(names), resets=("split", "languages", "cell"))
        body = body_keys(names[name])
        kept_splits = sorted(query("cells", **body)["split"].unique(), reverse=True)  # test before dev
        splits = ["dev_else_test", *kept_splits] if len(kept_splits) > 1 else kept_splits
        has_gains = names[name]["n_regimes"] > 0
        views = sorted(
            VIEWS, key=lambda key: not has_gains and VIEWS[key].is_signed
        )  # where there are none, scores first
        view = filters.choose("view", "Show", views, show=lambda key: VIEWS[key].title)
        split = filters.choose("split", "Split", splits, show=lambda key: SPLITS.get(key, key), resets=("languages",))
        groups = query("heat_groups", **body, split=split)
        keys = groups["grouped_by"].str.cat(groups["member"], ":").str.removesuffix(":")
        counts: dict[str, int] = dict(zip(keys, groups["n_languages"], strict=True))
        group = filters.choose("languages", "Languages", list(counts), show=lambda key: _option(key, counts[key]))
        aggregation = filters.choose("over", "Aggregation", list(AGGREGATIONS), show=lambda key: AGGREGATIONS[key])
    st.caption(plain(about_body(names[name])))
    return Chosen(name, body, split, VIEWS[view], group, aggregation)


def _cell(filters: Filters, shown: pd.DataFrame) -> int:
    """Place of the chosen cell among those shown; a click on the chart counts before the control."""
    _follow(st.session_state.get(CHART))
    titles = {f"{row.regime}/{row.task}": f"{row.regime_title} → {row.task_title}" for row in shown.itertuples()}
    first = first_cell(shown)
    options = [first, *(key for key in titles if key != first)]
    cell = filters.choose("cell", "Cell shown language by language", options, show=titles.__getitem__)
    return list(titles).index(cell)


def first_cell(shown: pd.DataFrame) -> str:
    """The cell that the page opens on, "regime/task": the first with a score that is not at chance, where there is one.

    Args:
        shown: rows of queries/heat_cells.sql, at least one.
    """
    scored = shown[shown["n_languages"] > 0]
    row = next((rows.iloc[0] for rows in (scored[~scored["is_at_chance"]], scored) if len(rows)), shown.iloc[0])
    return f"{row['regime']}/{row['task']}"


def _follow(event: object) -> None:
    """Put the cell of a chosen point into the address, once for each choice."""
    points = getattr(getattr(event, "selection", None), "points", [])
    picked = str(points[0]["customdata"][0]) if points and points[0].get("customdata") else None
    if picked is not None and st.session_state.get(PICKED) != picked:
        st.query_params["cell"] = picked
    st.session_state[PICKED] = picked


def _map(cells: pd.DataFrame, shown: pd.DataFrame, chosen: Chosen, picked: int) -> None:
    view = chosen.view
    components.section(finding(view, shown), _reading(view, shown))
    if view.is_signed:
        _say_intervals(shown)
    row = shown.iloc[picked]
    st.container(key="cc-wide" if shown["task"].nunique() > 4 else "cc-fits").plotly_chart(
        kept(heat_chart)(
            cells, components.chart_colours(), view, chosen.note, f"{row['regime']}/{row['task']}", _claims(chosen)
        ),
        key=CHART,
        theme=None,
        config=components.chart_config(CHART, is_wide=True),
        on_select="rerun",
        selection_mode="points",
        alt=f"Heat map of {view.title.lower()} by intermediate and target task; the table below holds the same numbers",
    )
    n_missing = int((shown["n_languages"] == 0).sum())
    st.caption(
        f"{len(shown) - n_missing} of {len(shown)} cells have a score, {n_missing} have none and stay out of all means."
    )
    if n_chance := int(shown["is_at_chance"].sum()):
        noun = "cell is" if n_chance == 1 else "cells are"
        st.html(tag("p", f"{AT_CHANCE} {n_chance} {noun} at chance: {CHANCE_WORDS}.", class_="cc-note"))
    with st.expander("The same as a table"):
        st.html(kept(heat_table)(cells, view))
    head = downloads.about(
        f"{view.title} by intermediate and target task", chosen.filters, AGGREGATIONS[chosen.aggregation]
    )
    regimes = shown["regime"].drop_duplicates()
    downloads.offer("heatmap", head, lambda: CELLS.sheet(shown), lambda: heat_map(shown, view).shown(regimes))


def _claims(chosen: Chosen) -> pd.DataFrame | None:
    """The claims on a regime's mean over the tasks, where the means shown are taken as claims take them."""
    if chosen.aggregation != "mean" or chosen.group != "own":
        return None
    found = query("heat_claims", profile=chosen.body["profile"], encoder=chosen.body["encoder"], split=chosen.split)
    return None if found.empty else found


def _reading(view: View, shown: pd.DataFrame) -> str:
    colour = (
        f"{view.title}, {view.unit}: blue a gain, orange a loss. " if view.is_signed else "The darker, the higher. "
    )
    scored = [cell for cell in shown.itertuples() if cell.n_languages]
    if all(lacks_languages(cell, view) for cell in scored):
        few = "Every number lacks some of the task's languages; point at a cell for its counts. "
    else:
        few = "A number with * lacks some of the task's languages; point at a cell for its counts. "
    units = "Gain divided by interval half-width; beyond ±1 the interval excludes zero. " if view.key == "units" else ""
    return units + colour + "The highest mean gain stands first. " + few + "Choose a cell to see its languages."


def finding(view: View, shown: pd.DataFrame) -> str:
    """How many gains and losses an interval tells from zero, and the greatest gain; of scores what is shown.

    Args:
        shown: rows of queries/heat_cells.sql that are on the map.
    """
    told = shown[shown["covers_zero"].eq(False)]  # null where no interval is stored
    if not view.is_signed or not shown["low"].notna().any():
        return f"{view.title}, {view.unit}"
    gains, losses = int((told["gain"] > 0).sum()), int((told["gain"] < 0).sum())
    said = f"{gains} of {int(shown['low'].notna().sum())} cells gain and {losses} lose by more than their interval"
    if _is_one_seed(shown):
        said = f"From one training each, {said}"
    best = told[told["gain"] > 0].sort_values("gain", ascending=False)
    if best.empty:
        return said
    first = best.iloc[0]
    return f"{said}; most: {first['regime_title']} → {first['task_title']}, {signed(first['gain'])} points"


def _is_one_seed(shown: pd.DataFrame) -> bool:
    """Whether no cell that is scored rests on more than one seed."""
    return bool(shown["n_seeds"].fillna(0).max() == 1)


def _say_intervals(shown: pd.DataFrame) -> None:
    """Which cells an interval is stored for, and what marks those that cannot be told from zero."""
    gained = shown[shown["gain"].notna()]
    n_bounded = int(gained["low"].notna().sum())
    words, symbol = COVERS_ZERO
    if n_bounded:
        n_covering = int(gained["covers_zero"].fillna(value=False).astype(bool).sum())
        over = (
            "languages and examples; one seed says nothing of the spread between trainings, so no gain is proven by it"
            if _is_one_seed(gained)
            else "seeds, languages and examples, as claims are judged by, not corrected for the number of cells"
        )
        how = (
            f" and faded: {words[0].lower()}{words[1:]} ({n_covering} of {n_bounded} cells). Each is a "
            f"{gained['level'].max():.0%} t interval over {over}."
        )
        st.html(tag("p", tag("i", symbol, aria_hidden="true"), how, class_="cc-note"))
    if n_bounded < len(gained):
        why = "for means over the task's own, all, non-English, seen or unseen languages alone"
        missing = "No interval is stored" if not n_bounded else f"{len(gained) - n_bounded} cells have no interval"
        st.info(f"{missing} for this choice: intervals are kept {why}, where the answers of both arms can be paired.")


def _languages(chosen: Chosen, cell: pd.Series) -> None:
    components.section(
        f"{cell['regime_title']} → {cell['task_title']}, language by language",
        f"{group_title(chosen.group)}, {chosen.split_words}, mean over seeds; whiskers are the stored intervals of "
        "each language alone.",
    )
    st.html(tag("p", join(_links(chosen, cell), " · "), class_="cc-permalink"))
    of_cell = {name: cell[name] for name in ("regime", "task", "split")}
    languages = query("heat_languages", **(chosen.members | of_cell))
    if languages["score"].isna().all():
        st.info(f"This cell has no score: {plain(cell['why'] or 'none is stored')}.")
        return
    is_gain = bool(languages["gain"].notna().any())
    if is_gain and languages["low"].isna().all():
        st.info("No interval of a single language is stored for this cell.")
    st.plotly_chart(
        kept(cell_chart)(languages, components.chart_colours(), is_gain=is_gain),
        key="cell-chart",
        theme=None,
        config=components.chart_config("cell-chart"),
        alt=f"Bars of the {'gain' if is_gain else 'score'} in each language; the table below holds the same numbers",
    )
    title = f"{cell['regime_title']} to {cell['task_title']}: {len(languages)} languages"
    with st.expander("The same as a table"):
        st.html(LANGUAGES.html(languages, title))
    head = downloads.about(title, chosen.filters, "mean over seeds")
    downloads.offer("cell", head, *LANGUAGES.files(languages))


def _links(chosen: Chosen, cell: pd.Series) -> list[Html]:
    runs = page_url("runs", profile=chosen.body["profile"], regime=cell["regime"], task=cell["task"])
    languages = page_url("explore", profile=chosen.name, task=cell["task"], split=cell["split"])
    return [link("All regimes on the Languages page", languages), link("Runs of this cell", runs)]


if __name__ == "__main__":
    render()
