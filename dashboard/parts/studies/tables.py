"""The answers and points of studies as tables, on the page and in files."""

from __future__ import annotations

from itertools import groupby
from typing import Any

import pandas as pd

from dashboard.kit.components import text_table
from dashboard.kit.export import Sheet, sheet_of
from dashboard.kit.markup import Html, join, link, page_url, signed, tag
from dashboard.kit.rows import rows_of

ANSWERS = {"yes": ("Yes", "✓"), "no": ("No", "✗"), "undecided": ("Undecided", "?")}  # word and symbol
POINTS = {
    "study": "study",
    "scale": "scale",
    "series": "series",
    "series_title": "series title",
    "x": "x",
    "x_label": "point",
    "estimate": "estimate",
    "low": "interval low",
    "high": "interval high",
    "score": "score, percent",
    "chance": "random guess, percent",
    "n": "examples",
    "n_seeds": "seeds",
    "languages": "languages",
    "targets": "targets",
}
STUDIES = {
    "study": "study",
    "scale": "scale",
    "question": "question",
    "answer": "answer",
    "sentence": "sentence",
    "quantity": "quantity",
    "change": "change from first to last point, points",
    "low": "interval low",
    "high": "interval high",
    "level": "confidence of the interval",
    "rank_correlation": "rank correlation",
    "n_points": "points that have run",
    "n_points_planned": "points planned",
}


def answer_mark(answer: str) -> Html:
    """Symbol and word of an answer."""
    word, symbol = ANSWERS.get(answer, (answer, "?"))
    return tag("strong", tag("span", f"{symbol} ", aria_hidden="true"), word, class_="cc-answer")


def answers_table(studies: pd.DataFrame) -> Html:
    """One line a study: question, answer and change.

    Args:
        studies: rows of queries/studies.sql.
    """
    rows = [
        [
            tag(
                "th",
                link(study.question, page_url("studies", study=study.study, scale=study.scale)),
                scope="row",
                class_="cc-left cc-wrap",
            ),
            tag("td", answer_mark(study.answer), class_="cc-left", data_label="Answer"),
            tag("td", change_text(study), data_label="Change, points"),
            tag("td", f"{study.n_points} of {study.n_points_planned}", data_label="Points run"),
            tag("td", study.scale, data_label="Scale"),
        ]
        for study in rows_of(studies)
    ]
    header = [tag("span", "Question"), tag("span", "Answer"), "Change, points", "Points run", "Scale"]
    return text_table(header, rows, "Questions of the studies with their answers", "cc-answers")


def change_text(study: Any) -> str:
    """The change from the first to the last point with its interval."""
    if pd.isna(study.change):
        return "–"
    return f"{signed(study.change)} ({signed(study.low)} to {signed(study.high)})"


def points_table(points: pd.DataFrame, title: str, quantity: str) -> Html:
    """One line per series and point.

    Args:
        points: rows of queries/study_points.sql.
        title: of the study.
        quantity: "gain" or "score".
    """
    write = signed if quantity == "gain" else _number
    unit = "Gain, points" if quantity == "gain" else "Score, percent"
    rows = [
        [
            tag("th", row.series_title, scope="row", class_="cc-left cc-wrap"),
            tag("td", row.x_label, class_="cc-left"),
            tag("td", write(row.estimate), data_label=unit),
            tag("td", f"{write(row.low)} to {write(row.high)}", data_label="95% interval"),
            tag("td", _number(row.score), data_label="Score, percent"),
            tag("td", _number(row.chance), data_label="Random guess"),
            tag("td", f"{int(row.n):,}", data_label="Examples"),
            tag("td", int(row.n_seeds), data_label="Seeds"),
        ]
        for row in rows_of(points)
    ]
    header = [tag("span", "Languages"), tag("span", "Point"), unit, "95% interval", "Score, percent", "Random guess"]
    return text_table([*header, "Examples", "Seeds"], rows, f"{title}: every point with its interval", "cc-points")


def runs_table(runs: pd.DataFrame, title: str) -> Html:
    """One line a point with a link to each of its runs.

    Args:
        runs: rows of queries/study_runs.sql.
        title: of the study.
    """
    rows = []
    for label, group in groupby(rows_of(runs), key=lambda run: run.x_label):
        members: list[Any] = list(group)
        links = [link(f"{run.target_title} after {run.regime}, seed {run.seed}", _run_url(run)) for run in members]
        rows.append(
            [
                tag("th", label, scope="row", class_="cc-left"),
                tag("td", ", ".join(sorted({run.encoder for run in members})), class_="cc-left cc-wrap"),
                tag("td", join(links, "; "), class_="cc-left cc-wrap"),
            ]
        )
    header = [tag("span", "Point"), tag("span", "Encoder"), tag("span", "Runs")]
    return text_table(header, rows, f"{title}: the runs behind every point")


def _run_url(run: Any) -> str:
    return page_url("runs", run=run.run_id)


def _number(value: float) -> str:
    return "–" if pd.isna(value) else f"{value:.1f}"


def points_sheet(points: pd.DataFrame) -> Sheet:
    """The points as rows of a file."""
    return sheet_of(points, POINTS)


def studies_sheet(studies: pd.DataFrame) -> Sheet:
    """The answers as rows of a file."""
    return sheet_of(studies, STUDIES)


def studies_as_shown(studies: pd.DataFrame) -> Sheet:
    """The answers with what a table in a text has room for."""
    rows = tuple((row.question, row.answer, change_text(row)) for row in rows_of(studies))
    return Sheet(("Question", "Answer", "Change"), rows)


def points_as_shown(points: pd.DataFrame) -> Sheet:
    """The points with what a table in a text has room for."""
    rows = tuple(
        (row.series_title, row.x_label, row.estimate, f"{row.low:.1f} to {row.high:.1f}") for row in rows_of(points)
    )
    return Sheet(("Languages", "Point", "Estimate", "Interval"), rows)
