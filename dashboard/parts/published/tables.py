"""Findings and published figures in one table, what its rows say together, and known defects."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dashboard.kit.columns import FILE, LEFT, LONG_NAME, PAGE, TEXT, WRAP, Column, Table, number
from dashboard.kit.markup import Html, join, link, tag
from dashboard.kit.rows import rows_of
from dashboard.parts.published.discrepancies import kind_title

FLAG = "⚑"
COUNTED = {"count", "dataset_size", "parameters"}  # kinds whose numbers are no points
ALL = PAGE | FILE | TEXT
# rows of queries/published_rows.sql; the page has them in a grid, with `link` and `finding` beside them
ROWS = Table(
    (
        Column("system", "system", head="System, as printed", align=LEFT, on=ALL, width=175),
        Column("encoder", "encoder", on=FILE),
        Column("task", "task", on=FILE),
        Column("task title", "task_title", head="Task", align=LEFT, on=PAGE | TEXT, width=150),
        Column("language", "language", on=FILE),
        Column("name", "language_name", head="Language", align=LEFT, on=PAGE | TEXT, width=112),
        Column("metric", "metric", on=FILE),
        Column("split", "split", on=FILE),
        Column("setting", "setting", on=FILE),
        Column("printed", "value_text", on=FILE | TEXT),
        # numbers, for they are sorted by; as printed they stand in the files and below the table
        Column("printed", "value", on=PAGE, width=72, printf="%", help="percent, or points for a gain"),
        Column("recomputed", "recomputed", on=FILE | TEXT),
        Column(
            "recomputed",
            "recomputed_value",
            on=PAGE,
            width=95,
            printf="%.2f",
            help="from the source's own figures, by the audit of them",
        ),
        Column("printed elsewhere", "elsewhere", on=FILE | TEXT),
        Column(
            "printed elsewhere",
            "elsewhere_value",
            head="Elsewhere",
            on=PAGE,
            width=88,
            printf="%",
            help="printed elsewhere: the other figure of the contradiction, where nothing is recomputed",
        ),
        Column(
            "difference",
            "difference",
            on=ALL,
            width=85,
            printf="%.2f",
            help="printed less the other, in points; of counts and sizes in their own unit",
        ),
        Column("finding", "finding", on=PAGE, align=LEFT, width=150),
        Column("finding", "kind", on=FILE | TEXT),
        Column("how grave", "tier_text", on=FILE),
        Column("what was found", "sentence", on=FILE),
        Column("source", "source_id", on=FILE | TEXT),
        Column("source title", "source_title", on=FILE),
        Column("source address", "source_url", on=FILE),
        Column("table or section", "table_or_section", on=FILE),
        Column("source", "place", on=PAGE, align=LEFT, width=140),
        Column("source", "link", head="Link", on=PAGE, width=58, printf="open"),
        Column("flag", "flag", head=f"{FLAG} Flag", align=LEFT, width=120, help="a known defect; enters no average"),
    )
)


# rows of queries/entered.sql
ENTERED = Table(
    (
        Column("source", "source_title", align=LONG_NAME),
        Column("address", "source_url", on=FILE),
        Column("table", "table_or_section", align=LEFT),
        Column("figures", "n_figures", format=number(0)),
        Column("systems", "encoders", align=WRAP),
        Column("tasks", "tasks", align=WRAP),
        Column(
            "entered by",
            align=LEFT,
            on=PAGE,
            cell=lambda row: (row.entered_by, tag("small", f"{row.entered_at:%Y-%m-%d}")),
        ),
        Column("entered by", "entered_by", on=FILE),
        Column("entered at, UTC", "entered_at", on=FILE),
        Column("file", "file_name", on=FILE),
    ),
    "cc-missing",
)


def source_links(url: str) -> list[str]:
    """The addresses of a source; some have two, separated by a semicolon."""
    return [part.strip() for part in url.split(" ; ") if part.strip()]


def stated(rows: pd.DataFrame) -> str:
    """What the findings among the rows come to, as a title.

    Args:
        rows: of queries/published_rows.sql, findings first.
    """
    found = rows[rows["discrepancy"].notna()]
    if found.empty:
        return "No contradiction among these figures"
    grave = found[found["tier"] == 1]
    n_labels, n_others = int((found["tier"] == 2).sum()), int((found["tier"] == 3).sum())
    rest = [
        f"{n_labels} {_plural(n_labels, 'is a wrong label, column or copy', 'are wrong labels, columns or copies')}",
        f"{n_others} {_plural(n_others, 'is', 'are')} printed differently",
    ]
    rest = [words for words, n in zip(rest, (n_labels, n_others), strict=True) if n]
    if grave.empty:
        return f"{len(found)} {_plural(len(found), 'contradiction', 'contradictions')}: {', '.join(rest)}"
    first = _largest(grave)
    n_grave = f"{len(grave)} of {len(found)} {_plural(len(found), 'contradiction', 'contradictions')} cannot be right"
    return f"{n_grave}{first}"


def _plural(n: int, one: str, several: str) -> str:
    return one if n == 1 else several


def _largest(grave: pd.DataFrame) -> str:
    """The first finding in points, with both of its numbers; nothing where there is none."""
    in_points = grave[~grave["kind"].isin(COUNTED) & grave["difference"].notna()]
    if in_points.empty:
        return ""
    first = rows_of(in_points)[0]
    other = first.recomputed if isinstance(first.recomputed, str) else first.elsewhere
    how = "its own figures give" if isinstance(first.recomputed, str) else "elsewhere stands"
    who = f"{first.system or first.source_id} on {first.task_title}"
    return f": {who} is printed as {first.value_text}, {how} {other}"


def figure_facts(row: Any) -> list[tuple[str, object]]:
    """Everything known of one published figure, by name.

    Args:
        row: of queries/published_rows.sql.
    """
    addresses = [link(url, url.split()[0]) for url in source_links(row.source_url)]  # words on it may follow
    return [
        ("Value as printed", row.value_text),
        ("System as printed", row.system),
        ("Encoder", row.encoder),
        ("Task", row.task_title),
        ("Language", row.language_name),
        ("Metric", row.metric),
        ("Split", row.split),
        ("Setting", row.setting or "not stated"),
        ("Source", row.source_title or row.source_id),
        ("Table or section", row.table_or_section),
        ("Address", join(addresses, " ") if addresses else ""),
        ("Flag", f"{FLAG} {row.flag}" if row.flag else ""),
    ]


def finding_words(finding: Any) -> Html:
    """How large a contradiction is, what rounding explains of it, and how grave it is.

    Args:
        finding: row of queries/discrepancies.sql.
    """
    if finding.kind in COUNTED:
        size = f"{finding.size:,.0f} apart"
    else:
        size = f"{finding.size:.2f} points apart, of which rounding explains {finding.rounding:.2f} at most"
    apart = f", {size}" if finding.size else ""
    return tag("p", f"{kind_title(finding.kind)}: {finding.tier_text}{apart}.", class_="cc-note")


def flagged_figures(figures: pd.DataFrame) -> list[pd.DataFrame]:
    """Flagged figures, those of one defect and source together."""
    return [members for _, members in figures.groupby(["flag", "source_id"], sort=False)]


def _source(members: pd.DataFrame) -> object:
    first = rows_of(members)[0]
    places = ", ".join(members["table_or_section"].drop_duplicates())
    found = source_links(first.source_url)
    addresses = [link(f"source {n}" if len(found) > 1 else "source", url) for n, url in enumerate(found, 1)]
    return first.source_id, tag("small", places), join(addresses, " ")


def _defect(members: pd.DataFrame) -> tuple[str, str]:
    return FLAG, f" {members['flag'].iloc[0]}"


def _tasks(members: pd.DataFrame) -> str:
    return ", ".join(members["task_title"].drop_duplicates())


# rows of `flagged_figures`
DEFECTS = Table(
    (
        Column("defect", align=LONG_NAME, on=PAGE, cell=_defect),
        Column("source", align=WRAP, on=PAGE, cell=_source),
        Column("tasks", align=WRAP, on=PAGE, cell=_tasks),
        Column("figures", on=PAGE, cell=len),
    ),
    "cc-missing",
)
