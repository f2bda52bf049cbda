"""An audit as a document of its own: Markdown, HTML and JSON, from what any page or command has of it; pure."""

from __future__ import annotations

import html
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from pipeline.audits.reports.audit import Audit
from pipeline.audits.reports.misquotes.outcome import Outcome, told

SIGNS = {
    Outcome.CONTRADICTS: "✗✗",
    Outcome.OTHER_VERSION: "≠",
    Outcome.DOUBTFUL: "?",
    Outcome.AGREES: "=",
    Outcome.UNCHECKED: "–",
}
FORMAT_VERSION = 1
_STYLE = """
:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;width:100%}
th,td{border-bottom:1px solid #8888;padding:.4rem;text-align:left;vertical-align:top}
td:nth-child(4){overflow-wrap:anywhere}
.lead{font-size:1.25rem}
tr.bad td{background:#c6282822}
tr.open td{background:#f9a82522}
"""
_CLASSES = {Outcome.CONTRADICTS: "bad", Outcome.OTHER_VERSION: "bad", Outcome.DOUBTFUL: "open"}


@dataclass(frozen=True, slots=True)
class WrittenRow:
    """One claim row with what became of it."""

    position: int
    is_ticked: bool | None  # None: nobody marked it
    confidence: float | None
    text: str
    outcome: Outcome
    misquotes: tuple[str, ...]
    reason: str
    claim_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WrittenDocument:
    """One document."""

    file_name: str
    title: str
    rows: tuple[WrittenRow, ...]


@dataclass(frozen=True, slots=True)
class WrittenFinding:
    """One finding with its places in words."""

    kind: str
    text: str
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WrittenAudit:
    """Documents and findings, the gravest first."""

    documents: tuple[WrittenDocument, ...]
    findings: tuple[WrittenFinding, ...]
    refused: tuple[str, ...] = ()

    @property
    def told(self) -> str:
        """The audit in one sentence."""
        return told([row.outcome for document in self.documents for row in document.rows])


def written(audit: Audit) -> WrittenAudit:
    """The audit as it is written out."""
    documents = tuple(
        WrittenDocument(
            part.document.file_name,
            part.document.title,
            tuple(
                WrittenRow(
                    position=row.claim.position,
                    is_ticked=row.claim.is_ticked if row.claim.is_marked else None,
                    confidence=row.claim.confidence,
                    text=row.claim.text,
                    outcome=row.check.outcome,
                    misquotes=tuple(kind.value for kind in row.check.misquotes),
                    reason=row.check.reason,
                    claim_ids=row.claim_ids,
                )
                for row in part.rows
            ),
        )
        for part in audit.documents
    )
    findings = tuple(
        WrittenFinding(
            finding.kind.value,
            finding.text,
            tuple(
                f"{place.file_name}{f', row {place.position}' if place.position else ''}" for place in finding.places
            ),
        )
        for finding in audit.findings
    )
    return WrittenAudit(documents, findings, tuple(refusal.message for refusal in audit.refused))


def audit_json(audit: WrittenAudit) -> str:
    """All of it as JSON."""
    content = {"format_version": FORMAT_VERSION, "told": audit.told, **asdict(audit)}
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def audit_markdown(audit: WrittenAudit) -> str:
    """A Markdown document: the sentence, a table of rows for each document, then all findings."""
    lines = ["# Audit", "", f"**{audit.told}**", ""]
    lines += [f"- Not read: {_cell(message)}" for message in audit.refused]
    for document in audit.documents:
        lines += ["", f"## {_cell(document.title) or _cell(document.file_name)}", ""]
        lines += [f"{_cell(document.file_name)}. {told([row.outcome for row in document.rows])}", ""]
        lines += ["| Row | Mark | Confidence | Text | Outcome | What the source prints |", "|---|---|---|---|---|---|"]
        lines += [f"| {' | '.join(_cell(cell) for cell in _cells(row))} |" for row in document.rows]
    lines += ["", "## Findings", ""]
    for kind, findings in _by_kind(audit.findings):
        lines += [f"### {kind.capitalize()} ({len(findings)})", ""]
        lines += [f"- {_cell(finding.text)} ({_cell('; '.join(finding.places))})" for finding in findings]
        lines += [""]
    return "\n".join(lines).rstrip() + "\n"


def audit_html(audit: WrittenAudit) -> str:
    """One HTML file without scripts that opens without a network; every text of a report is escaped."""
    parts = [f"<h1>Audit</h1><p class=lead><strong>{html.escape(audit.told)}</strong></p>"]
    parts += [f"<p>Not read: {html.escape(message)}</p>" for message in audit.refused]
    for document in audit.documents:
        parts.append(f"<h2>{html.escape(document.title or document.file_name)}</h2>")
        parts.append(
            f"<p>{html.escape(document.file_name)}. {html.escape(told([row.outcome for row in document.rows]))}</p>"
        )
        header = "".join(
            f"<th scope=col>{name}</th>"
            for name in ("Row", "Mark", "Confidence", "Text", "Outcome", "What the source prints")
        )
        rows = "".join(map(_html_row, document.rows))
        parts.append(f"<table><thead><tr>{header}</tr></thead><tbody>{rows}</tbody></table>")
    parts.append("<h2>Findings</h2>")
    for kind, findings in _by_kind(audit.findings):
        items = "".join(
            f"<li>{html.escape(finding.text)} <small>({html.escape('; '.join(finding.places))})</small></li>"
            for finding in findings
        )
        parts.append(f"<h3>{html.escape(kind.capitalize())} ({len(findings)})</h3><ul>{items}</ul>")
    head = '<meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    head += f"<title>{html.escape(audit.told)}</title>"
    body = "".join(parts)
    return f'<!doctype html><html lang="en"><head>{head}<style>{_STYLE}</style></head><body>{body}</body></html>\n'


def _html_row(row: WrittenRow) -> str:
    cells = "".join(f"<td>{html.escape(cell)}</td>" for cell in _cells(row))
    return f"<tr class={_CLASSES.get(row.outcome, 'plain')}>{cells}</tr>"


def _cells(row: WrittenRow) -> tuple[str, ...]:
    kinds = f": {', '.join(row.misquotes)}" if row.misquotes else ""
    return (
        str(row.position),
        "no mark" if row.is_ticked is None else "✓ ticked" if row.is_ticked else "✗ crossed",
        "" if row.confidence is None else f"{row.confidence:.2f}",
        row.text,
        f"{SIGNS[row.outcome]} {row.outcome.value}{kinds}",
        row.reason,
    )


def _cell(text: str) -> str:
    """Text as a Markdown cell: no line ends, no table or HTML of its own."""
    plain = " ".join(text.split())
    return (
        html.escape(plain, quote=False).replace("|", "\\|").replace("`", "\\`").replace("*", "\\*").replace("[", "\\[")
    )


def _by_kind(findings: Sequence[WrittenFinding]) -> list[tuple[str, list[WrittenFinding]]]:
    groups: dict[str, list[WrittenFinding]] = {}
    for finding in findings:
        groups.setdefault(finding.kind, []).append(finding)
    return list(groups.items())
