"""Two systems language by language: measured regimes with intervals, or published figures without any."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from dashboard.data.db import query
from dashboard.figures.compare import difference_chart, rank_chart
from dashboard.kit import components, downloads
from dashboard.kit.columns import markup
from dashboard.kit.experiments import about_body, body_keys, body_names
from dashboard.kit.filters import Filters
from dashboard.kit.markup import plain
from dashboard.kit.pages import Page
from dashboard.kit.render_cache import kept
from dashboard.kit.rows import rows_of
from dashboard.parts.compare.published_pair import show_published
from dashboard.parts.compare.tables import differences, mark_legend, ranks

PAGE = Page(title="Compare", url_path="compare", order=5, group="Results", has_chart=True, is_measured=True)
KINDS = {"measured": "Measured: two regimes of one profile", "published": "Published: two systems as printed"}
OF_KIND = ("profile", "task", "metric", "split", "subject", "rival")
AGGREGATION = "mean over seeds; the mean row is over languages"


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the controls say; `name` is the body of runs as the address has it."""

    name: str
    body: dict[str, str]
    task: str
    title: str
    split: str

    @property
    def cell(self) -> dict[str, str]:
        """Parameters of the queries on one task and split."""
        return {**self.body, "task": self.task, "split": self.split}


def render() -> None:
    """Show where two systems differ, and the ranks that the runs allow."""
    components.heading(
        "Compare",
        "Two systems language by language: where their difference is significant, and where it is not.",
    )
    snapshot_id = query("snapshot")["snapshot_id"].iloc[0]
    bodies = query("bodies")
    bodies = bodies[[not query("compare_tasks", **body_keys(row)).empty for _, row in bodies.iterrows()]]
    systems = query("published_systems")
    kinds = [kind for kind, rows in (("measured", bodies), ("published", systems)) if not rows.empty]
    if not kinds:
        components.nothing_yet("This snapshot holds no two systems that can be compared yet.")
        return
    filters = Filters(PAGE.url_path)
    kind = filters.choose("kind", "Kind of numbers", kinds, show=KINDS.__getitem__, resets=OF_KIND)
    notes = st.container()
    if kind == "measured":
        _measured(filters, bodies)
    else:
        show_published(filters, systems)
    with notes:
        filters.report(snapshot_id)
    components.permalink(filters.permalink(snapshot_id))


def _measured(filters: Filters, bodies: pd.DataFrame) -> None:
    names = body_names(bodies)
    with st.container(horizontal=True, key="cc-filters", vertical_alignment="bottom"):
        name = filters.choose("profile", "Profile", list(names), resets=OF_KIND[1:])
        body = body_keys(names[name])
        tasks = query("compare_tasks", **body)
        titles: dict[str, str] = dict(zip(tasks["task"], tasks["title"], strict=True))
        task = filters.choose("task", "Task", list(titles), show=titles.__getitem__, resets=OF_KIND[2:])
        split = filters.choose("split", "Split", tasks[tasks["task"] == task]["split"].tolist(), resets=OF_KIND[4:])
        chosen = Chosen(name, body, task, titles[task], split)
        ranked = query("compare_ranks", **chosen.cell)
        regimes: dict[str, str] = dict(zip(ranked["regime"], ranked["regime_title"], strict=True))
        trained = [regime for regime in regimes if regime != "none"]
        subject = filters.choose(
            "subject", "First system", [*trained, *(set(regimes) - set(trained))], show=lambda key: _short(regimes[key])
        )
        others = [regime for regime in ("none", *trained) if regime in regimes and regime != subject]
        rival = filters.choose("rival", "Second system", others, show=lambda key: _short(regimes[key]))
    st.caption(plain(about_body(names[name])))
    _differences(chosen, (subject, rival), (regimes[subject], regimes[rival]))
    _ranks(chosen, ranked)


def _short(title: str) -> str:
    """A regime's title as a control has room for it."""
    return title.removesuffix(" (baseline)")


def _differences(chosen: Chosen, pair: tuple[str, str], names: tuple[str, str]) -> None:
    rows = query("compare_languages", **chosen.cell, subject=pair[0], rival=pair[1])
    compared = rows[rows["difference"].notna()]
    components.section(
        _finding(chosen.title, names, compared),
        f"{names[0]} minus {names[1]}, on the same examples and seeds. Thin line: interval corrected for "
        "the number of languages; thick line: the interval of one language alone.",
    )
    if compared.empty:
        st.info("The two have no answers to the same examples on this task and split, so nothing can be paired.")
        return
    st.html(
        mark_legend(["better", "worse", "no", *([""] if compared["low"].isna().any() else [])], components.colours())
    )
    st.plotly_chart(
        kept(difference_chart)(rows, components.chart_colours(), *names),
        key="difference-chart",
        theme=None,
        config=components.chart_config("difference-chart"),
        alt=f"Difference of {names[0]} and {names[1]} on {chosen.title} by language with intervals; the table below "
        "holds the same numbers",
    )
    st.caption(plain(_reading(rows)))
    with st.expander("The same as a table"):
        st.html(kept(markup)(differences, rows, f"{names[0]} against {names[1]} by language", *names))
    filters = {**chosen.cell, "first system": pair[0], "second system": pair[1]}
    head = downloads.about(f"{names[0]} minus {names[1]} on {chosen.title}", filters, AGGREGATION)
    downloads.offer("compare", head, *differences(*names).files(rows), decimals=2)


def _finding(title: str, names: tuple[str, str], compared: pd.DataFrame) -> str:
    """In how many languages the first can be told to be higher than the second, and lower.

    Args:
        compared: rows of queries/compare_languages.sql that have a difference.
    """
    languages = compared[compared["language"] != ""]
    if languages.empty:
        return f"{title}: {names[0]} minus {names[1]}"
    higher, lower = (int((languages["told_apart"] == word).sum()) for word in ("better", "worse"))
    first, second = names[0].removesuffix(" (baseline)"), names[1]
    if not higher and not lower:
        return f"{title}: {first} and {second} differ significantly in none of {len(languages)} languages"
    return f"{title}: {first} is above {second} in {higher} of {len(languages)} languages, below it in {lower}"


def _reading(rows: pd.DataFrame) -> str:
    """How many languages can be told apart, and what the intervals hold and do not."""
    languages = rows[(rows["language"] != "") & rows["difference"].notna()]
    told = languages["told_apart"].value_counts()
    n_languages = len(languages)
    first = rows_of(languages)[0]
    seeds = "one seed: variance across trainings not included" if first.n_seeds == 1 else f"{first.n_seeds} seeds"
    return (
        f"The first is higher in {told.get('better', 0)} of {n_languages} languages, lower in {told.get('worse', 0)}, "
        f"and not significantly different in {n_languages - told.get('better', 0) - told.get('worse', 0)}. "
        f"The corrected intervals hold at {first.level:.0%} for all {n_languages} languages together (Bonferroni); "
        "p is corrected after Holm, which may find a little more. The mean over languages is corrected for all pairs "
        f"of regimes on this task instead. Intervals are t intervals of {seeds} and the examples; the mean's also of "
        "the languages."
    )


def _ranks(chosen: Chosen, ranked: pd.DataFrame) -> None:
    first = rows_of(ranked)[0]
    components.section(
        f"{chosen.title}: ranks of all {first.n_regimes} regimes",
        f"Bar: the ranks that the intervals of all paired mean differences allow, together at {first.level:.0%}; dot: "
        "place by score. The number before a name is its tied group: a leader and all that do not differ from it "
        "significantly.",
    )
    st.plotly_chart(
        kept(rank_chart)(ranked, components.chart_colours()),
        key="rank-chart",
        theme=None,
        config=components.chart_config("rank-chart"),
        alt=f"Rank intervals of {first.n_regimes} regimes on {chosen.title}; the table below holds the same numbers",
    )
    if ranked["n_languages"].nunique() > 1:
        st.info("Not all regimes were scored in the same languages: differences are paired, the scores are not.")
    table = ranks(chosen.body["profile"], chosen.task)
    with st.expander("The same as a table"):
        st.html(table.html(ranked, "Rank intervals and tied groups of all regimes"))
    head = downloads.about(f"Ranks of regimes on {chosen.title}", chosen.cell, AGGREGATION)
    downloads.offer("ranks", head, *table.files(ranked))


if __name__ == "__main__":
    render()
