"""Languages as rows of a chart: their order, groups by family, script or seen text, and the empty frame."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.kit.markup import chart_text
from dashboard.kit.theme import SEEN, Palette, template

ROW = 26  # pixels a language takes
BASELINE = "none"
AT_CHANCE = "≈"  # after a language in which no regime is above random guessing


@dataclass(frozen=True, slots=True)
class Rows:
    """Where each language stands on the y axis; groups open with a line of their own."""

    languages: dict[str, float]
    names: dict[str, str]
    groups: dict[str, float]

    @property
    def n_lines(self) -> int:
        """Languages and group titles together."""
        return len(self.languages) + len(self.groups)


def place_languages(scores: pd.DataFrame, group_by: str | None) -> Rows:
    """Rows from top to bottom: groups by their best baseline score, languages within by theirs; missing last.

    Args:
        scores: columns language, language_name, regime, seen, score and the group column; grain regime x language.
        group_by: "family", "script", "seen" or None for one ungrouped list.
    """
    order = scores[scores["regime"] == BASELINE].set_index("language")["score"]
    best = scores.groupby("language")["score"].max()
    known = scores.drop_duplicates("language").assign(
        rank=lambda rows: rows["language"].map(order.combine_first(best)).astype(float),
        group=lambda rows: rows[group_by].map(_group_title) if group_by else "",
    )
    known["group_rank"] = known.groupby("group")["rank"].transform("max")
    known = known.sort_values(
        ["group_rank", "group", "rank", "language"], ascending=[False, True, False, True], na_position="last"
    )
    scored = scores[scores["score"].notna()]
    by_language = {language: [is_chance(row) for row in of.itertuples()] for language, of in scored.groupby("language")}
    at_chance = {language for language, said in by_language.items() if all(said)}
    languages, names, groups, line = {}, {}, {}, 0.0
    for row in known.itertuples():
        if group_by and row.group not in groups:
            groups[str(row.group)] = line
            line += 1
        languages[str(row.language)] = line
        mark = f" {SEEN['unseen'][1]}" if row.seen == "unseen" else ""
        if row.language in at_chance:
            mark += f" {AT_CHANCE}"
        names[str(row.language)] = f"{row.language_name}{mark}"
        line += 1
    return Rows(languages, names, groups)


def _group_title(group: str) -> str:
    word, symbol = SEEN.get(group, (group, ""))
    return f"{symbol} {word}".strip()


def is_chance(row: Any) -> bool:
    """Whether neither the regime nor its baseline scores above a random guesser.

    Args:
        row: of queries/language_cells.sql.
    """
    return not pd.isna(row.is_at_chance) and bool(row.is_at_chance)


def empty_frame(rows: Rows, colours: Palette, title: str) -> go.Figure:
    """Axes and group titles without data; `title` is of the x axis."""
    figure = go.Figure()
    figure.update_layout(
        template=template(colours),
        height=ROW * rows.n_lines + 70,
        showlegend=False,
        dragmode=False,
        clickmode="event+select",
    )
    figure.update_xaxes(title_text=title, side="bottom", zeroline=False)
    figure.update_yaxes(
        range=[rows.n_lines - 0.5, -0.5],
        ticks="",
        tickvals=list(rows.languages.values()),
        ticktext=[chart_text(rows.names[language]) for language in rows.languages],
        showgrid=True,
        zeroline=False,
    )
    for group, line in rows.groups.items():
        figure.add_annotation(
            x=0,
            xref="paper",
            xanchor="left",
            y=line,
            text=f"<b>{chart_text(group)}</b>",
            showarrow=False,
            font={"size": 12, "color": colours.quiet},
        )
    return figure


def draw_missing(figure: go.Figure, scores: pd.DataFrame, rows: Rows, colours: Palette) -> None:
    """Write "no score" into the row of each language without one."""
    best = scores.groupby("language")["score"].max()
    for language in best[best.isna()].index:
        figure.add_annotation(
            x=0,
            xref="paper",
            xanchor="left",
            xshift=6,
            y=rows.languages[str(language)],
            text="<i>no score</i>",
            showarrow=False,
            font={"size": 12, "color": colours.quiet},
        )
