"""Two systems set against each other, and the ranks of all, as tables on the page and in files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dashboard.figures.compare import MARKS, mark_colour, mark_of
from dashboard.kit.columns import (
    FILE,
    LEFT,
    NAME,
    PAGE,
    TEXT,
    WRAP,
    Column,
    Table,
    count,
    is_missing,
    percent,
    span,
    whole,
)
from dashboard.kit.export import Cell
from dashboard.kit.markup import Html, link, page_url, signed, tag
from dashboard.kit.theme import Palette


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


def differences(subject: str, rival: str) -> Table:
    """One line a language, the mean among them; rows of queries/compare_languages.sql.

    Args:
        subject: name of the first system, with the second in `rival`.
    """
    return Table(
        (
            Column("language (empty: mean over languages)", "language", on=FILE),
            Column("name", "language_name", head="Language", align=NAME, on=PAGE | FILE | TEXT, cell=_language),
            Column("family", "family", on=FILE),
            Column("script", "script", on=FILE),
            Column("first system", "subject_score", "percent", percent, head=subject),
            Column("second system", "rival_score", "percent", percent, head=rival),
            Column("difference", "difference", "points", signed, on=PAGE | FILE | TEXT, text=_difference),
            Column("interval alone", on=PAGE, cell=lambda row: span(row.low, row.high, signed)),
            Column("interval low", "low", on=FILE),
            Column("interval high", "high", on=FILE),
            Column("confidence of the interval", "level", on=FILE),
            Column("corrected interval", on=PAGE | TEXT, cell=_corrected, text=_corrected_or_none),
            Column("corrected interval low", "corrected_low", on=FILE),
            Column("corrected interval high", "corrected_high", on=FILE),
            Column("intervals corrected together", "n_compared", on=FILE),
            Column("p", "p", on=FILE),
            Column("p after Holm", "p_holm", head="p after Holm", format=_p, on=PAGE | FILE | TEXT, text=_p_shown),
            Column("significant by the corrected interval", "told_apart", on=FILE),
            Column("examples", "n_examples", format=count),
            Column("seeds", "n_seeds", format=whole),
            Column("told apart", on=PAGE, align=LEFT, is_aloud=True, cell=_told_apart),
            Column("first system", on=TEXT, text=lambda row: None if is_missing(row.difference) else mark_of(row)[0]),
        )
    )


def _language(row: Any) -> object:
    return tag("strong", row.language_name) if row.language == "" else row.language_name


def _difference(row: Any) -> Cell:
    return None if is_missing(row.difference) else signed(row.difference)


def _corrected(row: Any) -> str:
    return span(row.corrected_low, row.corrected_high, signed)


def _corrected_or_none(row: Any) -> Cell:
    return None if is_missing(row.corrected_low) else _corrected(row)


def _p(value: Any) -> str:
    return "< 0.001" if value < 0.001 else f"{value:.3f}"


def _p_shown(row: Any) -> Cell:
    return None if is_missing(row.p_holm) else _p(row.p_holm)


def _told_apart(row: Any) -> object:
    if is_missing(row.difference):
        has_scores = not is_missing(row.subject_score) and not is_missing(row.rival_score)
        return "no paired answers" if has_scores else "no score"
    words, _, symbol = mark_of(row)
    return tag("span", f"{symbol} ", aria_hidden="true"), words


def printed(subject: str, rival: str) -> Table:
    """One line a language of two published systems, as printed; rows of queries/published_pair.sql."""
    return Table(
        (
            Column("language", "language", on=FILE),
            Column("name", "language_name", head="Language", align=NAME),
            Column("first system as printed", "subject_text", head=subject),
            Column("second system as printed", "rival_text", head=rival),
            Column("difference", "difference", "points", signed),
            Column("flag", "flag", align=WRAP, cell=lambda row: f"⚑ {row.flag}" if row.flag else ""),
        ),
        "cc-missing",
    )


def ranks(profile: str, task: str) -> Table:
    """One line a regime: tied group, place, interval of its rank, score; rows of queries/compare_ranks.sql.

    Args:
        profile: for the links to the runs, with the task.
    """

    def regime(row: Any) -> Html:
        return link(row.regime_title, page_url("runs", profile=profile, regime=row.regime, task=task))

    return Table(
        (
            Column("regime", "regime", on=FILE),
            Column("regime title", "regime_title", head="Regime", align=NAME, cell=regime),
            Column("tied group", "tied_group"),
            Column("place by score", "place"),
            Column("rank interval", on=PAGE, cell=_rank_interval),
            Column("best rank", "best", on=FILE),
            Column("worst rank", "worst", on=FILE),
            Column("score", "score", "percent", percent),
            Column("languages", "n_languages"),
            Column("confidence of all ranks together", "level", on=FILE),
        ),
        "cc-missing",
    )


def _rank_interval(row: Any) -> str:
    return f"{int(row.best)}" if row.best == row.worst else f"{int(row.best)} to {int(row.worst)}"
