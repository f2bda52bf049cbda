"""One claim under every definition: the sentence, the table of choices, the table of definitions, and their rows."""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd

from dashboard.kit.columns import FILE, LEFT, NAME, PAGE, TEXT, Column, On, Table, points, span
from dashboard.kit.markup import Html, tag
from dashboard.kit.theme import direction_style

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
TWO = points(2)


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


def directions_words(rows: pd.DataFrame) -> str:
    """Which way the rows point: "same sign in 7, cannot be told in 5, no interval in 1"."""
    counts = rows["direction"].value_counts()
    told = [f"{direction_style(str(word)).word} in {count}" for word, count in counts.items()]
    n_without = int(rows["direction"].isna().sum())
    return ", ".join([*told, *([f"no interval in {n_without}"] if n_without else [])])


def pointed(rows: pd.DataFrame, ways: str = "") -> str:
    """The same as a sentence, with one word where all point one way.

    Args:
        ways: what the rows are, as " ways to define the mean".
    """
    directions = rows["direction"].unique()
    if len(rows) > 1 and len(directions) == 1 and pd.notna(directions[0]):
        return f"In all {len(rows)}{ways}: {direction_style(str(directions[0])).word}."
    return f"Of {len(rows)}{ways}: {directions_words(rows)}."


def alike(rows: pd.DataFrame) -> str:
    """What all definitions share, in words; "" where they share nothing."""
    same = [
        f"{CHOICES[name].lower()}: {option_name(name, rows[name].iloc[0])}"
        for name in CHOICES
        if name not in varied(rows)
    ]
    return f"The same in all of them: {'; '.join(same)}." if same else ""


def choices(rows: pd.DataFrame, unit: str) -> Table:
    """Option by option: how many definitions, in how many it holds, and the gains between which they lie.

    Args:
        rows: of queries/claim_choices.sql.
    """
    firsts = set(zip(rows.drop_duplicates("choice")["choice"], rows.drop_duplicates("choice")["picked"], strict=True))

    def choice(row: Any) -> Html:
        return tag("th", CHOICES[row.choice], scope="row") if (row.choice, row.picked) in firsts else tag("td", "")

    counts = {
        "with the claim": ("n_agreeing", "With the claim ▲"),
        "cannot be told": ("n_untold", "Cannot be told ○"),
        "against it": ("n_disagreeing", "Against it ▼"),
    }
    return Table(
        (
            Column("choice", on=PAGE, cell=choice),
            Column("option", align=LEFT, on=PAGE, cell=lambda row: option_name(row.choice, row.picked)),
            Column("holds in", on=PAGE, cell=lambda row: f"{row.n_holding} of {row.n_definitions}"),
            Column("lowest", "lowest_gain", unit, TWO, on=PAGE),
            Column("median", "median_gain", format=TWO, on=PAGE),
            Column("highest", "highest_gain", format=TWO, on=PAGE),
            *(Column(name, column, head=head, on=PAGE) for name, (column, head) in counts.items()),
        ),
        "cc-choices",
    )


def definitions(rows: pd.DataFrame, unit: str) -> Table:
    """Every definition with its number, the lowest first; of the choices the page shows those in which they differ.

    Args:
        rows: of queries/claim_multiverse.sql.
    """
    names = varied(rows)

    def place(name: str) -> On:
        return PAGE | FILE | TEXT if name in names else FILE

    return Table(
        (
            Column("definition", "definition", head="No.", align=NAME, on=PAGE | FILE | TEXT, cell=_number),
            *(
                Column(title.lower(), name, head=title, align=LEFT, on=place(name), cell=partial(_option, name))
                for name, title in CHOICES.items()
            ),
            Column("the claim's own definition", "is_own", on=FILE),
            Column("mean gain", "mean_gain", format=TWO, head=f"Gain, {unit}", on=PAGE | FILE | TEXT),
            Column("interval", on=PAGE, cell=lambda row: span(row.low, row.high, TWO)),
            Column("interval low", "low", on=FILE | TEXT),
            Column("interval high", "high", on=FILE | TEXT),
            Column("confidence of the interval", "level", on=FILE),
            Column("cells", "n_cells", on=PAGE | FILE | TEXT),
            Column("groups averaged", "n_groups", on=FILE),
            Column(
                "holds", "holds", align=LEFT, on=PAGE | FILE | TEXT, format=lambda holds: "✓ yes" if holds else "✗ no"
            ),
            Column("direction", "direction", align=LEFT, on=PAGE | FILE | TEXT, format=_direction),
        ),
        "cc-definitions",
    )


def _number(row: Any) -> str:
    own = " (the claim's own)" if row.is_own else ""
    return f"{row.definition}{own}"


def _option(name: str, row: Any) -> str:
    return option_name(name, getattr(row, name))


def _direction(word: str) -> str:
    style = direction_style(word)
    return f"{style.symbol} {style.word}"
