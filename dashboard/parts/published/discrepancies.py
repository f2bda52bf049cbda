"""Findings of the audit of published figures, as tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import pandas as pd

from dashboard.kit.components import text_table
from dashboard.kit.export import Sheet, sheet_of
from dashboard.kit.markup import Html, link, tag

FLAG = "⚑"
MOST_SIDES = 6  # numbers that stand under a finding; the rest is in the files
FINDINGS = {
    "discrepancy": "rank",
    "kind": "kind",
    "tier_text": "how grave",
    "sentence": "finding",
    "size": "size",
    "rounding": "explained by rounding",
}
NUMBERS = {
    "is_computed": "computed by the audit",
    "source": "source",
    "source_url": "source address",
    "place": "table or section",
    "encoder": "encoder",
    "system": "system as printed",
    "setting": "setting",
    "task_title": "task",
    "language_name": "language",
    "metric": "metric",
    "split": "split",
    "value_text": "value as printed",
    "flag": "flag",
}


def kind_title(kind: str) -> str:
    """'Source conflict' of 'source_conflict'."""
    return kind.replace("_", " ").capitalize()


def findings_sheet(findings: pd.DataFrame, figures: pd.DataFrame) -> Sheet:
    """One row per number of a finding.

    Args:
        findings: rows of queries/discrepancies.sql.
        figures: rows of queries/discrepancy_figures.sql.
    """
    numbers = findings[list(FINDINGS)].merge(figures, on="discrepancy")  # an encoder is that of the number
    return sheet_of(numbers, {**FINDINGS, **NUMBERS})


def findings_as_shown(findings: pd.DataFrame) -> Sheet:
    """One row per finding, with what a table in a text has room for."""
    return sheet_of(findings, {"kind": "Kind", "sentence": "Finding", "size": "Size"})


def finding_table(findings: pd.DataFrame, figures: pd.DataFrame) -> Html:
    """One line a finding: its kind, task and language, the sentence with the numbers and their sources, its size.

    Args:
        findings: as for `findings_sheet`, in the order of the lines.
        figures: as for `findings_sheet`.
    """
    of_finding: dict[Any, list[Any]] = defaultdict(list)
    for figure in figures.itertuples():
        of_finding[figure.discrepancy].append(figure)
    rows = [_line(finding, of_finding[finding.discrepancy]) for finding in findings.itertuples()]
    header = ["Finding", *(tag("span", name) for name in ("Task", "Language", "What is printed")), "Size"]
    return text_table(header, rows, "Contradictions among published figures", "cc-conflicts")


def _line(finding: Any, figures: Sequence[Any]) -> list[object]:
    first = figures[0]
    languages = list(dict.fromkeys(figure.language_name for figure in figures if figure.language_name))
    more = tag("small", f"and {len(languages) - 1} more") if len(languages) > 1 else None
    flag = tag("small", f"{FLAG} noted by hand too") if finding.is_flagged else None
    rounding = f"rounding {finding.rounding:.2f}" if finding.rounding else ""
    return [
        tag("th", kind_title(finding.kind), tag("small", finding.tier_text), flag, scope="row", class_="cc-wrap"),
        tag("td", first.task_title, tag("small", finding.encoder), class_="cc-left cc-wrap"),
        tag("td", languages[0] if languages else "", more, class_="cc-left"),
        tag(
            "td",
            finding.sentence,
            tag("div", *_sides(first.language_name, figures), class_="cc-sides"),
            class_="cc-left cc-wrap",
        ),
        tag("td", f"{finding.size:,.2f}" if finding.rounding else f"{finding.size:,.0f}", tag("small", rounding)),
    ]


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
    address = next((part.strip() for part in figure.source_url.split(" ; ") if part.strip()), "")
    if not address and figure.source.startswith("https://"):  # a dataset's source is a text, often an address first
        address = figure.source.split()[0]
    source = link(figure.source, address) if address else tag("span", figure.source)
    flag = f" {FLAG} {figure.flag}" if figure.flag else None
    return tag("div", tag("strong", figure.value_text), tag("small", source, f" {figure.system}", flag))
