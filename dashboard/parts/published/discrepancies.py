"""Findings of the audit of published figures, as tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboard.kit.columns import LEFT, LONG_NAME, PAGE, TEXT, WRAP, Column, Table
from dashboard.kit.export import plain_cell
from dashboard.kit.markup import Html, link, tag
from dashboard.kit.rows import rows_of

FLAG = "⚑"
MOST_SIDES = 6  # numbers that stand under a finding; the rest is in the files


def kind_title(kind: str) -> str:
    """'Source conflict' of 'source_conflict'."""
    return kind.replace("_", " ").capitalize()


@dataclass(frozen=True, slots=True)
class Found:
    """One finding with its numbers."""

    finding: Any  # row of queries/discrepancies.sql
    figures: tuple[Any, ...]  # rows of queries/discrepancy_figures.sql


def with_figures(findings: pd.DataFrame, figures: pd.DataFrame) -> list[Found]:
    """Every finding with its numbers, in the order of the lines.

    Args:
        findings: rows of queries/discrepancies.sql.
        figures: rows of queries/discrepancy_figures.sql.
    """
    of_finding: dict[Any, list[Any]] = defaultdict(list)
    for figure in rows_of(figures):
        of_finding[figure.discrepancy].append(figure)
    return [Found(finding, tuple(of_finding[finding.discrepancy])) for finding in rows_of(findings)]


def _kind(found: Found) -> object:
    flag = tag("small", f"{FLAG} noted by hand too") if found.finding.is_flagged else None
    return kind_title(found.finding.kind), tag("small", found.finding.tier_text), flag


def _task(found: Found) -> object:
    return found.figures[0].task_title, tag("small", found.finding.encoder)


def _language(found: Found) -> object:
    languages = list(dict.fromkeys(figure.language_name for figure in found.figures if figure.language_name))
    more = tag("small", f"and {len(languages) - 1} more") if len(languages) > 1 else None
    return languages[0] if languages else "", more


def _what(found: Found) -> object:
    sides = _sides(found.figures[0].language_name, found.figures)
    return found.finding.sentence, tag("div", *sides, class_="cc-sides")


def _size(found: Found) -> object:
    finding = found.finding
    rounding = f"rounding {finding.rounding:.2f}" if finding.rounding else ""
    return f"{finding.size:,.2f}" if finding.rounding else f"{finding.size:,.0f}", tag("small", rounding)


FINDINGS = Table(
    (
        Column("kind", head="Finding", align=LONG_NAME, on=PAGE, cell=_kind),
        Column("kind", on=TEXT, text=lambda found: found.finding.kind),
        Column("task", align=WRAP, on=PAGE, cell=_task),
        Column("language", align=LEFT, on=PAGE, cell=_language),
        Column("what is printed", align=WRAP, on=PAGE, cell=_what),
        Column("finding", on=TEXT, text=lambda found: found.finding.sentence),
        Column("size", on=PAGE | TEXT, cell=_size, text=lambda found: plain_cell(found.finding.size)),
    ),
    "cc-conflicts",
)


def numbers(findings: pd.DataFrame, figures: pd.DataFrame) -> pd.DataFrame:
    """Rows of `NUMBERS`: each finding with each of its numbers, whose encoder it is.

    Args:
        findings: as for `with_figures`, with `figures`.
    """
    return findings.drop(columns=["encoder"]).merge(figures, on="discrepancy", suffixes=("_of_finding", ""))


NUMBERS = Table(
    (
        Column("rank", "discrepancy"),
        Column("kind", "kind"),
        Column("how grave", "tier_text"),
        Column("finding", "sentence"),
        Column("size", "size"),
        Column("explained by rounding", "rounding"),
        Column("computed by the audit", "is_computed"),
        Column("source", "source"),
        Column("source address", "source_url"),
        Column("table or section", "place"),
        Column("encoder", "encoder"),
        Column("system as printed", "system"),
        Column("setting", "setting"),
        Column("task", "task_title"),
        Column("language", "language_name"),
        Column("metric", "metric"),
        Column("split", "split"),
        Column("value as printed", "value_text"),
        Column("flag", "flag"),
    )
)


def finding_table(findings: pd.DataFrame, figures: pd.DataFrame) -> Html:
    """One line a finding: its kind, task and language, the sentence with the numbers and their sources, its size.

    Args:
        findings: as for `with_figures`, with `figures`.
    """
    return FINDINGS.html(with_figures(findings, figures), "Contradictions among published figures")


def _value(figure: Any) -> object:
    return tag("strong", figure.value_text), tag("small", "recomputed") if figure.is_computed else None


def _source(figure: Any) -> object:
    if figure.is_computed:
        return tag("span", figure.place)
    return _named_source(figure), tag("small", figure.place)


def _labels(figure: Any) -> str:
    return ", ".join(part for part in (figure.metric, figure.split, figure.setting) if part)


# rows of queries/discrepancy_figures.sql
OF_FINDING = Table(
    (
        Column("value", on=PAGE, cell=_value),
        Column("system as printed", "system", align=WRAP, on=PAGE),
        Column("task", "task_title", align=LEFT, on=PAGE),
        Column("language", "language_name", align=LEFT, on=PAGE),
        Column("metric, split, setting", align=WRAP, on=PAGE, cell=_labels),
        Column("source", align=WRAP, on=PAGE, cell=_source),
        Column("flag", align=WRAP, on=PAGE, cell=lambda figure: f"{FLAG} {figure.flag}" if figure.flag else ""),
    ),
    "cc-rows cc-numbers",
    is_labelled=True,
)


def finding_numbers(figures: pd.DataFrame) -> Html:
    """Every number of one finding with its labels and source.

    Args:
        figures: rows of queries/discrepancy_figures.sql.
    """
    return OF_FINDING.html(figures, "Numbers of this contradiction")


def _sides(language: str, figures: Sequence[Any]) -> list[Html]:
    """The numbers of the language that stands first, each with its source."""
    chosen = [figure for figure in figures if figure.language_name == language]
    sides = [_side(figure) for figure in chosen[:MOST_SIDES]]
    n_more = len(figures) - len(sides)
    more = f"{n_more:,} more numbers in the files" if n_more > 1 else "one more number in the files"
    return [*sides, tag("div", tag("small", more))] if n_more else sides


def _side(figure: Any) -> Html:
    if figure.is_computed:
        return tag("div", tag("strong", figure.value_text), tag("small", f"computed: {figure.place}"))
    flag = f" {FLAG} {figure.flag}" if figure.flag else None
    return tag("div", tag("strong", figure.value_text), tag("small", _named_source(figure), f" {figure.system}", flag))


def _named_source(figure: Any) -> Html:
    """Name of a figure's source, a link where its address is known."""
    address = next((part.strip() for part in figure.source_url.split(" ; ") if part.strip()), "")
    if not address and figure.source.startswith("https://"):  # a dataset's source is a text, often an address first
        address = figure.source.split()[0]
    return link(figure.source, address) if address else tag("span", figure.source)
