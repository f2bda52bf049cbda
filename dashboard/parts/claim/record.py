"""Why the verdict is what it is, what differs, when it changed, and where it all comes from; tables and rows."""

from __future__ import annotations

import json
import shlex
from collections.abc import Sequence
from typing import Any

import pandas as pd

from dashboard.kit.components import text_table
from dashboard.kit.export import Sheet, sheet_of
from dashboard.kit.markup import Html, link, page_url, signed, tag
from dashboard.kit.rows import rows_of
from dashboard.parts.claim.body import Body
from dashboard.parts.verdicts.cards import verdict_chip
from pipeline.claims.verdicts.reasoning import seven_steps

LONG, SHORT = 260, 140  # characters of a cell: those beyond LONG are cut to SHORT
DIFFERENCES = {
    "aspect": "aspect",
    "claimed": "claim",
    "found": "evidence",
    "effect": "how it may matter",
    "is_stated": "both sides are known",
}
CHANGES = {
    "line": "line of the ledger",
    "recorded_at": "recorded, UTC",
    "snapshot_id": "snapshot",
    "label": "evidence",
    "verdict_before": "verdict before",
    "direction_before": "direction before",
    "estimate_before": "estimate before",
    "verdict_after": "verdict after",
    "direction_after": "direction after",
    "estimate_after": "estimate after",
    "causes": "causes",
}


def steps_table(body: Body) -> Html:
    """The seven verdicts in the order in which they are tried, down to the one that fits."""
    rows: list[list[object]] = []
    is_past = False
    for step in seven_steps(body.row):
        mark = "not reached" if is_past else "yes" if step.is_met else "no"
        weight = "b" if step.is_met and not is_past else "span"
        rows.append(
            [
                tag("th", verdict_chip(step.word.value), scope="row"),
                tag("td", tag(weight, mark), class_="cc-left"),
                tag("td", "" if is_past else step.condition, class_="cc-left cc-wrap"),
            ]
        )
        is_past = is_past or step.is_met
    return text_table(
        ["Verdict", tag("span", "Fits"), "Because"], rows, "The seven verdicts as they were tried", "cc-steps"
    )


def differences_table(differences: pd.DataFrame) -> Html:
    """Aspect by aspect what the claim has, what the evidence has, and how that may matter.

    Args:
        differences: rows of queries/claim_differences.sql.
    """
    rows = [
        [
            tag("th", row.aspect, None if row.is_stated else tag("small", "may or may not differ"), scope="row"),
            _text(row.claimed, "Claim"),
            _text(row.found, "This evidence"),
            _text(row.effect, "How it may matter"),
        ]
        for row in rows_of(differences)
    ]
    header = ["Aspect", tag("span", "Claim"), "This evidence", "How it may matter"]
    return text_table(header, rows, "Why this evidence may differ from the claim", "cc-texts")


def _text(text: str, label: str) -> Html:
    """A cell; a long text opens on demand."""
    if len(text) <= LONG:
        return tag("td", text, class_="cc-left cc-wrap", data_label=label)
    start = text[:SHORT].rsplit(" ", 1)[0]
    return tag(
        "td",
        f"{start} …",
        tag("details", tag("summary", "all of it"), text),
        class_="cc-left cc-wrap",
        data_label=label,
    )


def differences_sheet(differences: pd.DataFrame) -> Sheet:
    """One row per aspect."""
    return sheet_of(differences, DIFFERENCES)


def changes_table(changes: pd.DataFrame) -> Html:
    """Every recorded change of a verdict on the claim, the newest first.

    Args:
        changes: rows of queries/claim_changes.sql.
    """
    rows = [
        [
            tag("th", f"{row.recorded_at:%Y-%m-%d %H:%M}", tag("small", row.snapshot_id), scope="row"),
            tag("td", row.label, class_="cc-left cc-wrap", data_label="Evidence"),
            _state(row.verdict_before, row.direction_before, row.estimate_before, "Before"),
            _state(row.verdict_after, row.direction_after, row.estimate_after, "After"),
            tag("td", *_causes(row.causes), class_="cc-left cc-wrap", data_label="Because"),
        ]
        for row in rows_of(changes)
    ]
    header = ["Recorded, UTC", tag("span", "Evidence"), "Before", "After", "Because"]
    return text_table(header, rows, "Changes of the verdicts on this claim", "cc-texts")


def _state(verdict: Any, direction: Any, estimate: Any, label: str) -> Html:
    if not isinstance(verdict, str):
        return tag("td", "no evidence", class_="cc-left cc-label", data_label=label)
    number = "" if pd.isna(estimate) else signed(float(estimate), 2)
    told = " ".join(part for part in (number, direction if isinstance(direction, str) else "") if part)
    return tag("td", verdict_chip(verdict), tag("small", told), class_="cc-left", data_label=label)


def _causes(causes: str) -> list[Html]:
    return [tag("div", f"{cause['cause']} ({cause['what']})") for cause in json.loads(causes)]


def changes_sheet(changes: pd.DataFrame) -> Sheet:
    """One row per change."""
    return sheet_of(changes, CHANGES)


def recompute_command(body: Body) -> str:
    """What a shell runs to compute the number anew."""
    selector = f"{body['claim_id']}:{body['reading']}:{body['evidence_key']}"
    return shlex.join(["python", "-m", "pipeline", "verify", "--recompute", selector])


def sources_list(claim: Any, sources: pd.DataFrame, runs: pd.DataFrame, body: Body) -> Html:
    """The paper, the published sources and the runs, each with its link.

    Args:
        claim: row of queries/claims.sql.
        sources: rows of queries/claim_sources.sql.
        runs: rows of queries/claim_runs.sql.
    """
    items = [tag("li", tag("b", "The claim: "), link(claim.paper_title, claim.source_url), f", {claim.source_version}")]
    items += [_source(row) for row in rows_of(sources)]
    items += [_run_group(row, body) for row in rows_of(runs)]
    return tag("ul", *items, class_="cc-sources")


def _source(row: Any) -> Html:
    figures = "1 figure" if row.n_figures == 1 else f"{row.n_figures} figures"
    addresses = [tag("span", " ", _address(text)) for text in str(row.source_url).split(" ; ") if text]
    where = f"{row.source_title}: {figures} of {row.places}."
    return tag(
        "li",
        tag("b", "Published: "),
        where,
        *addresses,
        " ",
        link("Figures", page_url("published", source=row.source_id)),
    )


def _address(text: str) -> Html:
    """The address that a text starts with as a link, what follows it as text."""
    url, _, rest = text.strip().partition(" ")
    return tag("span", link(url, url), f" {rest}" if rest else None)


def _run_group(row: Any, body: Body) -> Html:
    noun = "run" if row.n_runs == 1 else "runs"
    facts: Sequence[str] = [
        f"origin {row.origin}",
        f"examples {row.source}, digest {str(row.source_digest)[:12]}",
        f"code {row.code_digest}",
        f"commit {str(row.git_commit)[:10]}" if isinstance(row.git_commit, str) else "commit unknown",
    ]
    runs = link(f"{row.n_runs} {noun}", page_url("runs", evidence=body["evidence_id"]))
    return tag("li", tag("b", "Measured: "), runs, f"; {'; '.join(facts)}.")


def documents_table(documents: pd.DataFrame) -> Html:
    """Rows of audited documents that state the claim.

    Args:
        documents: rows of queries/claim_documents.sql.
    """
    rows = [
        [
            tag("th", link(row.file_name, page_url("documents", document=row.document_id)), scope="row"),
            row.position,
            tag("td", "✓ ticked" if row.is_ticked else "✗ crossed", class_="cc-left"),
            ABSENT if pd.isna(row.confidence) else f"{row.confidence:.2f}",
            tag("td", row.claim_text, class_="cc-left cc-wrap"),
        ]
        for row in rows_of(documents)
    ]
    header = ["Document", "Row", tag("span", "Mark"), "Confidence", "Its words"]
    return text_table(header, rows, "Audited documents that state this claim", "cc-rows")


ABSENT = "–"
