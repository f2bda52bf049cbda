"""The part of the Languages page on retrieval by layer: one line a regime, the headline layer marked."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import pandas as pd
import streamlit as st

from dashboard.data.db import query
from dashboard.figures.languages import Mark, regime_marks
from dashboard.figures.layers import layer_chart
from dashboard.kit import components, downloads
from dashboard.kit.columns import ABSENT, FILE, NAME, PAGE, TEXT, Column, Table, by, percent, titles_of
from dashboard.kit.filters import Filters
from dashboard.kit.markup import Html, plain, tag

ALL = "all"
# rows of queries/retrieval_layers.sql
LAYERS = Table(
    (
        Column("regime", "regime"),
        Column("name", "regime_title", head="Regime", on=FILE | TEXT),
        Column("layer", "layer", on=FILE | TEXT),
        Column("headline layer", "is_headline", on=FILE | TEXT),
        Column("score", "value", "percent", on=FILE | TEXT),
        Column("best layer of the regime here", "is_best"),
        Column("random guess", "chance", "percent"),
        Column("languages", "n_languages"),
        Column("of which", "languages"),
        Column("seeds", "n_seeds"),
    )
)


def show_layers(filters: Filters, cell: Mapping[str, str], title: str, *, is_retrieval: bool) -> None:
    """Draw retrieval scores by layer, or say why there are none and what makes them.

    Args:
        cell: parameters of the queries on one task.
        title: of the task.
    """
    if not is_retrieval:
        st.info(f"{plain(title)} is no retrieval task, so no other layers are scored; choose BUCC 2018 or Tatoeba.")
        return
    languages = query("retrieval_layer_languages", **cell)
    if languages.empty:
        _nothing_yet(cell["profile"])
        return
    names: dict[str, str] = {ALL: "Mean over languages"}
    names |= dict(zip(languages["language"], languages["language_name"], strict=True))
    with st.container(horizontal=True, key="cc-profile-filters", vertical_alignment="bottom"):
        picked = filters.choose("pair", "Language", list(names), show=names.__getitem__)
        rows = query("retrieval_layers", **cell, language="" if picked == ALL else picked)
        marks = regime_marks(rows, components.colours())
        titles = {mark.regime: mark.title for mark in marks}
        chosen = filters.choose_many(
            "regime", "Regimes shown", list(titles), show=titles.__getitem__, empty="All regimes"
        )
    if rows.empty:
        st.info("No language was scored at every layer after every regime, so there is no mean to compare.")
        return
    shown = [mark for mark in marks if not chosen or mark.regime in chosen]
    rows = rows[rows["regime"].isin([mark.regime for mark in shown])]
    _draw(rows, shown, cell, title, names[picked], _left_out(languages, rows) if picked == ALL else "")


def _nothing_yet(profile: str) -> None:
    st.info(
        "No run here has retrieval scores at other layers than the headline's. The profiles that ship ask for them "
        '(`retrieval_layers = "all"` under `[evaluation]`); runs made before that have none. To score them, run:'
    )
    st.code(f"python -m pipeline run {profile}", language="bash")


def _left_out(languages: pd.DataFrame, rows: pd.DataFrame) -> str:
    """Languages that are not in the mean, and why; "" for none."""
    taken = set(rows["languages"].iloc[0].split(", "))
    lost = languages[~languages["language"].isin(taken)]["language_name"]
    return (
        f" Not in the mean, as not every regime and layer has them, or English: {', '.join(lost)}." if len(lost) else ""
    )


def _draw(
    rows: pd.DataFrame, marks: list[Mark], cell: Mapping[str, str], title: str, language: str, left_out: str
) -> None:
    n_languages = int(rows["n_languages"].iloc[0])
    over = (
        f"Mean over {n_languages} languages, each paired with English, of the mean over seeds"
        if n_languages > 1
        else "Mean over seeds"
    )
    components.section(
        f"{title}, {language.lower() if n_languages > 1 else language}: score by layer",
        f"{over}. A sentence is the mean of one layer's states; layer 0 is the embeddings. BUCC's threshold is tuned "
        "on dev for each layer. Scores and gains elsewhere are of the headline layer, which the profile declares: a "
        f"layer picked for its score here has selection bias.{left_out}",
    )
    st.html(_legend(marks))
    st.plotly_chart(
        layer_chart(rows, marks, components.chart_colours(), cell["metric"].replace("_", " ")),
        key="layer-chart",
        theme=None,
        config=components.chart_config("layer-chart"),
        alt=f"Lines of {title} scores by layer for {len(marks)} regimes; the table below holds the same numbers",
    )
    st.html(scores_by_layer(rows).html(sorted(rows["layer"].unique()), f"{title}: score by regime and layer"))
    head = downloads.about(f"{title}: retrieval by layer", {**cell, "language": language}, over[0].lower() + over[1:])
    downloads.offer("layers", head, *LAYERS.files(rows))


def _legend(marks: list[Mark]) -> Html:
    """What lines, ring and dots of the chart stand for."""
    items = [(mark.symbol[1], mark.title, mark.colour) for mark in marks]
    items += [("◯", "headline layer", components.colours().ink), ("┈", "random guess", components.colours().quiet)]
    spans = [tag("span", tag("i", sign, style=f"color:{at}", aria_hidden="true"), word) for sign, word, at in items]
    return tag("div", *spans, class_="cc-legend")


def scores_by_layer(rows: pd.DataFrame) -> Table:
    """Layers x regimes: the score in percent, the best layer of each regime named; rows are layers.

    Args:
        rows: of queries/retrieval_layers.sql.
    """
    known = by(rows, "layer", "regime")
    headline = set(rows[rows["is_headline"]]["layer"])

    def name(layer: int) -> object:
        words = "0, embeddings" if layer == 0 else str(layer)
        return words, tag("small", "headline") if layer in headline else None

    def score(regime: str, layer: int) -> object:
        row = known.get((layer, regime))
        return ABSENT if row is None else (percent(row.value), tag("small", "best") if row.is_best else None)

    regimes = titles_of(rows, "regime", "regime_title")
    return Table(
        (
            Column("layer", align=NAME, on=PAGE, cell=name),
            *(Column(title, head=title, on=PAGE, cell=partial(score, regime)) for regime, title in regimes.items()),
        )
    )
