"""The answers and points of studies as tables, on the page and in files."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

import pandas as pd

from dashboard.kit.columns import (
    ABSENT,
    FILE,
    LEFT,
    PAGE,
    TEXT,
    WRAP,
    Column,
    Format,
    Table,
    count,
    is_missing,
    percent,
    whole,
)
from dashboard.kit.markup import Html, join, link, page_url, signed, tag
from dashboard.kit.rows import rows_of

ANSWERS = {"yes": ("Yes", "✓"), "no": ("No", "✗"), "undecided": ("Undecided", "?")}  # word and symbol


def answer_mark(answer: str) -> Html:
    """Symbol and word of an answer."""
    word, symbol = ANSWERS.get(answer, (answer, "?"))
    return tag("strong", tag("span", f"{symbol} ", aria_hidden="true"), word, class_="cc-answer")


def change_text(study: Any) -> str:
    """The change from the first to the last point with its interval."""
    if is_missing(study.change):
        return ABSENT
    return f"{signed(study.change)} ({signed(study.low)} to {signed(study.high)})"


def finding(study: Any) -> str:
    """What was learned, from the numbers: "Volume of text: the score changes by +6.3 points from the first ..."."""
    if is_missing(study.change):
        return f"{study.title}: no answer yet"
    told = "" if study.low > 0 or study.high < 0 else ", which could be chance"
    noun = "gain" if study.quantity == "gain" else "score"
    return f"{study.title}: the {noun} changes by {signed(study.change)} points from the first point to the last{told}"


def _question(study: Any) -> Html:
    learned = link(finding(study), page_url("studies", study=study.study, scale=study.scale))
    return tag("th", learned, tag("small", study.question), scope="row", class_="cc-left cc-wrap")


# rows of queries/studies.sql
STUDIES = Table(
    (
        Column("study", "study", on=FILE),
        Column("scale", "scale", on=FILE),
        Column("question", "question", align=LEFT, on=PAGE | FILE | TEXT, cell=_question),
        Column("answer", "answer", align=LEFT, on=PAGE | FILE | TEXT, cell=lambda study: answer_mark(study.answer)),
        Column("sentence", "sentence", on=FILE),
        Column("quantity", "quantity", on=FILE),
        Column("change", unit="points", on=PAGE | TEXT, cell=change_text, text=change_text),
        Column("change from first to last point", "change", "points", on=FILE),
        Column("interval low", "low", on=FILE),
        Column("interval high", "high", on=FILE),
        Column("confidence of the interval", "level", on=FILE),
        Column("rank correlation", "rank_correlation", on=FILE),
        Column("points run", on=PAGE, cell=lambda study: f"{study.n_points} of {study.n_points_planned}"),
        Column("points that have run", "n_points", on=FILE),
        Column("points planned", "n_points_planned", on=FILE),
        Column("scale", "scale", on=PAGE),
    ),
    "cc-answers",
    is_labelled=True,
)


def points(quantity: str) -> Table:
    """One line per series and point; rows of queries/study_points.sql.

    Args:
        quantity: "gain" or "score".
    """
    write: Format = signed if quantity == "gain" else percent
    head = "Gain, points" if quantity == "gain" else "Score, percent"
    return Table(
        (
            Column("study", "study", on=FILE),
            Column("scale", "scale", on=FILE),
            Column("series", "series", on=FILE),
            Column(
                "series title",
                "series_title",
                head="Languages",
                align=LEFT,
                on=PAGE | FILE | TEXT,
                cell=lambda row: tag("th", row.series_title, scope="row", class_="cc-left cc-wrap"),
            ),
            Column("x", "x", on=FILE),
            Column(
                "point",
                "x_label",
                align=LEFT,
                on=PAGE | FILE | TEXT,
                cell=lambda row: tag("td", row.x_label, class_="cc-left"),
            ),
            Column("estimate", "estimate", format=write, head=head, on=PAGE | FILE | TEXT),
            Column("95% interval", on=PAGE, cell=lambda row: f"{write(row.low)} to {write(row.high)}"),
            Column("interval", on=TEXT, text=lambda row: f"{row.low:.1f} to {row.high:.1f}"),
            Column("interval low", "low", on=FILE),
            Column("interval high", "high", on=FILE),
            Column("score", "score", "percent", percent),
            Column("random guess", "chance", "percent", percent, head="Random guess"),
            Column("examples", "n", format=count),
            Column("seeds", "n_seeds", format=whole),
            Column("languages", "languages", on=FILE),
            Column("targets", "targets", on=FILE),
        ),
        "cc-points",
        is_labelled=True,
    )


def runs_of_points(runs: pd.DataFrame) -> list[list[Any]]:
    """Rows of queries/study_runs.sql, those of one point together."""
    return [list(group) for _, group in groupby(rows_of(runs), key=lambda run: run.x_label)]


def _run_links(members: Sequence[Any]) -> Html:
    links = [
        link(f"{run.target_title} after {run.regime}, seed {run.seed}", page_url("runs", run=run.run_id))
        for run in members
    ]
    return join(links, "; ")


# rows of `runs_of_points`
RUNS = Table(
    (
        Column(
            "point", align=LEFT, on=PAGE, cell=lambda runs: tag("th", runs[0].x_label, scope="row", class_="cc-left")
        ),
        Column("encoder", align=WRAP, on=PAGE, cell=lambda runs: ", ".join(sorted({run.encoder for run in runs}))),
        Column("runs", align=WRAP, on=PAGE, cell=_run_links),
    )
)
