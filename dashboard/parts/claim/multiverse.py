"""One claim under every definition: the sentence, the table of choices, the table of definitions, and their rows."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dashboard.kit.components import text_table
from dashboard.kit.export import Sheet, sheet_of
from dashboard.kit.markup import Html, signed, tag
from dashboard.kit.rows import rows_of
from dashboard.kit.theme import DIRECTIONS, direction_style

CHOICES = {
    "split": "Split",
    "english": "English",
    "qa_metric": "Question answering",
    "retrieval": "Retrieval tasks",
    "retrieval_layer": "Layer of retrieval",
    "macro_over": "Mean over",
    "languages_seen": "Languages",
}
OPTIONS = {
    ("qa_metric", "mean"): "mean of F1 and EM",
    ("qa_metric", "f1"): "F1",
    ("qa_metric", "em"): "EM",
    ("languages_seen", "seen"): "seen by masked LM",
    ("languages_seen", "unseen"): "not seen by masked LM",
}
SHORT = {  # labels of the chart, whose room is small
    "english": "English",
    "retrieval": "retrieval",
    "macro_over": "over",
    "qa_metric": "QA",
}
COLUMNS = {
    "definition": "definition",
    **{name: title.lower() for name, title in CHOICES.items()},
    "is_own": "the claim's own definition",
    "mean_gain": "mean gain",
    "low": "interval low",
    "high": "interval high",
    "level": "confidence of the interval",
    "n_cells": "cells",
    "n_groups": "groups averaged",
    "holds": "holds",
    "direction": "direction",
}
ABSENT = "–"


def option_name(choice: str, picked: str) -> str:
    """An option of a choice in words."""
    if choice == "retrieval_layer":
        return {"headline": "headline", "0": "0, embeddings"}.get(picked, picked)
    return OPTIONS.get((choice, picked), picked)


def short_name(choice: str, picked: str) -> str:
    """An option of a choice in as few words as tell it from the others."""
    shown = {"mean": "F1, EM", "f1": "F1", "em": "EM"}.get(picked, picked)
    if choice == "retrieval_layer":
        return "headline layer" if picked == "headline" else f"layer {picked}"
    if choice == "split":
        return f"split {shown}" if picked == "as judged" else f"{shown} split"
    if choice == "languages_seen":
        return f"{shown} languages"
    if choice in {"english", "retrieval"}:
        return f"{shown} {SHORT[choice]}"
    return f"{SHORT[choice]} {shown}" if choice in SHORT else shown


def varied(rows: pd.DataFrame) -> list[str]:
    """Choices in which the definitions differ.

    Args:
        rows: of queries/claim_multiverse.sql.
    """
    return [name for name in CHOICES if rows[name].nunique() > 1]


def summary(rows: pd.DataFrame) -> str:
    """The rows in a sentence: "Holds in 3 of 12 definitions; same sign in 7, cannot be told in 5."."""
    n_holding = int(rows["holds"].eq(True).sum())
    counts = rows["direction"].value_counts()
    said = [f"{style.word} in {counts[word]}" for word, style in DIRECTIONS.items() if counts.get(word)]
    n_without = int(rows["holds"].isna().sum())
    without = f" {n_without} have no interval and are neither." if n_without else ""
    direction = f"; {', '.join(said)}" if said else ""
    noun = "definition" if len(rows) == 1 else "definitions"
    return f"Holds in {n_holding} of {len(rows)} {noun}{direction}.{without}"


def alike(rows: pd.DataFrame) -> str:
    """What all definitions share, in words; "" where they share nothing."""
    same = [
        f"{CHOICES[name].lower()}: {option_name(name, rows[name].iloc[0])}"
        for name in CHOICES
        if name not in varied(rows)
    ]
    return f"The same in all of them: {'; '.join(same)}." if same else ""


def choices_table(choices: pd.DataFrame, unit: str) -> Html:
    """Option by option: how many definitions, in how many it holds, and the gains between which they lie.

    Args:
        choices: rows of queries/claim_choices.sql.
    """
    rows: list[list[object]] = [
        [
            tag("th", CHOICES[row.choice], scope="row") if is_first else tag("td", ""),
            tag("td", option_name(row.choice, row.picked), class_="cc-left"),
            f"{row.n_holding} of {row.n_definitions}",
            signed(row.lowest_gain, 2),
            signed(row.median_gain, 2),
            signed(row.highest_gain, 2),
            row.n_agreeing,
            row.n_undecided,
            row.n_disagreeing,
        ]
        for row, is_first in zip(rows_of(choices), ~choices["choice"].duplicated(), strict=True)
    ]
    heads = (f"{style.word.capitalize()} {style.symbol}" for style in DIRECTIONS.values())
    header = ["Choice", tag("span", "Option"), "Holds in", f"Lowest, {unit}", "Median", "Highest", *heads]
    return text_table(header, rows, "What each choice of the definition does to the number", "cc-choices")


def definitions_table(rows: pd.DataFrame, unit: str) -> Html:
    """Every definition with its number, the lowest first.

    Args:
        rows: of queries/claim_multiverse.sql.
    """
    names = varied(rows)
    lines = [_definition(row, names) for row in rows_of(rows)]
    header = ["No.", *(CHOICES[name] for name in names), f"Gain, {unit}", "Interval", "Cells", "Holds", "Direction"]
    return text_table(header, lines, "The claim under every definition", "cc-definitions")


def _definition(row: Any, names: list[str]) -> list[object]:
    own = " (the claim's own)" if row.is_own else ""
    holds = ABSENT if pd.isna(row.holds) else "✓ yes" if row.holds else "✗ no"
    style = direction_style(row.direction) if isinstance(row.direction, str) else None
    return [
        tag("th", f"{row.definition}{own}", scope="row"),
        *(tag("td", option_name(name, getattr(row, name)), class_="cc-left") for name in names),
        signed(row.mean_gain, 2),
        ABSENT if pd.isna(row.low) else f"{signed(row.low, 2)} to {signed(row.high, 2)}",
        row.n_cells,
        tag("td", holds, class_="cc-left"),
        tag("td", f"{style.symbol} {style.word}" if style else ABSENT, class_="cc-left"),
    ]


def multiverse_sheet(rows: pd.DataFrame) -> Sheet:
    """One row per definition."""
    return sheet_of(rows, COLUMNS)


def multiverse_as_shown(rows: pd.DataFrame) -> Sheet:
    """The same rows with the columns in which they differ."""
    names = [*varied(rows), "mean_gain", "low", "high", "n_cells", "holds", "direction"]
    return sheet_of(rows, {"definition": "definition"} | {name: COLUMNS[name] for name in names})
