"""Two systems set against each other, and the ranks of all, as tables on the page and in files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from dashboard.figures.compare import MARKS, mark_colour, mark_of
from dashboard.kit.components import aloud, text_table
from dashboard.kit.export import Cell, Sheet, sheet_of
from dashboard.kit.markup import Html, link, page_url, signed, tag
from dashboard.kit.rows import rows_of
from dashboard.kit.theme import Palette

ABSENT = "–"
DIFFERENCES = {
    "language": "language (empty: mean over languages)",
    "language_name": "name",
    "family": "family",
    "script": "script",
    "subject_score": "first system, percent",
    "rival_score": "second system, percent",
    "difference": "difference, points",
    "low": "interval low",
    "high": "interval high",
    "level": "confidence of the interval",
    "corrected_low": "corrected interval low",
    "corrected_high": "corrected interval high",
    "n_compared": "intervals corrected together",
    "p": "p",
    "p_holm": "p after Holm",
    "told_apart": "significant by the corrected interval",
    "n_examples": "examples",
    "n_seeds": "seeds",
}
PRINTED = {
    "language": "language",
    "language_name": "name",
    "subject_text": "first system as printed",
    "rival_text": "second system as printed",
    "difference": "difference, points",
    "flag": "flag",
}
RANKS = {
    "regime": "regime",
    "regime_title": "regime title",
    "score": "score, percent",
    "place": "place by score",
    "best": "best rank",
    "worst": "worst rank",
    "tied_group": "tied group",
    "n_languages": "languages",
    "level": "confidence of all ranks together",
}


def mark_legend(keys: Sequence[str], colours: Palette) -> Html:
    """What the symbols of a difference stand for, in the colours of the chart.

    Args:
        keys: of MARKS, in order.
    """
    items = [
        tag("span", tag("i", symbol, style=f"color:{mark_colour(words, colours)}", aria_hidden="true"), words)
        for words, _, symbol in (MARKS[key] for key in keys)
    ]
    return tag("div", *items, class_="cc-legend")


def differences_table(rows: pd.DataFrame, subject: str, rival: str) -> Html:
    """One line a language, the mean among them.

    Args:
        rows: of queries/compare_languages.sql.
        subject: name of the first system, with the second in `rival`.
    """
    header = ["Language", subject, rival, "Difference, points", "Interval alone", "Corrected interval", "p after Holm"]
    title = f"{subject} against {rival} by language"
    return text_table(
        [*header, "Examples", "Seeds", aloud("Told apart")], [_difference(row) for row in rows_of(rows)], title
    )


def _difference(row: Any) -> list[object]:
    name = tag("th", tag("strong", row.language_name) if row.language == "" else row.language_name, scope="row")
    scores = [_number(row.subject_score), _number(row.rival_score)]
    if pd.isna(row.difference):
        why = "no paired answers" if not pd.isna(row.subject_score) and not pd.isna(row.rival_score) else "no score"
        return [name, *scores, *[ABSENT] * 6, tag("td", why, class_="cc-left")]
    words, _, symbol = mark_of(row)
    return [
        name,
        *scores,
        signed(row.difference),
        _interval(row.low, row.high),
        _interval(row.corrected_low, row.corrected_high),
        _p(row.p_holm),
        f"{int(row.n_examples):,}",
        int(row.n_seeds),
        tag("td", tag("span", f"{symbol} ", aria_hidden="true"), words, class_="cc-left"),
    ]


def _interval(low: Any, high: Any) -> str:
    return ABSENT if pd.isna(low) else f"{signed(low)} to {signed(high)}"


def _p(value: Any) -> str:
    if pd.isna(value):
        return ABSENT
    return "< 0.001" if value < 0.001 else f"{value:.3f}"


def _number(value: Any) -> str:
    return ABSENT if pd.isna(value) else f"{value:.1f}"


def printed_table(rows: pd.DataFrame, subject: str, rival: str) -> Html:
    """One line a language of two published systems, as printed; their difference has no interval.

    Args:
        rows: of queries/published_pair.sql.
    """
    lines: list[list[object]] = [
        [
            tag("th", row.language_name, scope="row"),
            ABSENT if pd.isna(row.subject_text) else row.subject_text,
            ABSENT if pd.isna(row.rival_text) else row.rival_text,
            ABSENT if pd.isna(row.difference) else signed(row.difference),
            tag("td", f"⚑ {row.flag}" if row.flag else "", class_="cc-left cc-wrap"),
        ]
        for row in rows_of(rows)
    ]
    header = ["Language", subject, rival, "Difference, points", tag("span", "Flag")]
    return text_table(header, lines, f"{subject} against {rival}, as printed", "cc-missing")


def ranks_table(ranks: pd.DataFrame, profile: str, task: str) -> Html:
    """One line a regime: tied group, place, interval of its rank, score.

    Args:
        ranks: rows of queries/compare_ranks.sql.
        profile: for the links to the runs, with the task.
    """
    lines: list[list[object]] = [
        [
            tag(
                "th",
                link(row.regime_title, page_url("runs", profile=profile, regime=row.regime, task=task)),
                scope="row",
            ),
            int(row.tied_group),
            int(row.place),
            _span(row),
            f"{row.score:.1f}",
            int(row.n_languages),
        ]
        for row in rows_of(ranks)
    ]
    header = ["Regime", "Tied group", "Place by score", "Rank interval", "Score, percent", "Languages"]
    return text_table(header, lines, "Rank intervals and tied groups of all regimes", "cc-missing")


def _span(row: Any) -> str:
    return f"{int(row.best)}" if row.best == row.worst else f"{int(row.best)} to {int(row.worst)}"


def differences_sheet(rows: pd.DataFrame) -> Sheet:
    """The differences as rows of a file."""
    return sheet_of(rows, DIFFERENCES)


def differences_as_shown(rows: pd.DataFrame) -> Sheet:
    """The differences with what a table in a text has room for."""
    shown: list[tuple[Cell, ...]] = []
    for row in rows_of(rows):
        if pd.isna(row.difference):
            shown.append((row.language_name, None, None, None, None))
            continue
        corrected = None if pd.isna(row.corrected_low) else _interval(row.corrected_low, row.corrected_high)
        shown.append((row.language_name, signed(row.difference), corrected, _p(row.p_holm), mark_of(row)[0]))
    return Sheet(("Language", "Difference", "Corrected interval", "p after Holm", "First system"), tuple(shown))


def printed_sheet(rows: pd.DataFrame) -> Sheet:
    """The printed figures and their differences as rows of a file."""
    return sheet_of(rows, PRINTED)


def ranks_sheet(ranks: pd.DataFrame) -> Sheet:
    """The ranks as rows of a file."""
    return sheet_of(ranks, RANKS)
