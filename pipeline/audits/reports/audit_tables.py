"""Links, calibration and references of an audit as text for the terminal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from pipeline.audits.reports.audit import Audit
from pipeline.audits.reports.checks.calibration import Calibration, Outcome
from pipeline.audits.reports.matching.links import ClaimLink, LinkKind, RowKey
from pipeline.domain.document import ExtractedClaim

_LONGEST = 100  # characters of a sentence that are shown


def print_links(audit: Audit, console: Console) -> None:
    """The groups of rows that say the same, each with its rows; then the pairs that share a part."""
    names = {part.document.document_id: part.document.file_name for part in audit.documents}
    rows = {
        RowKey(part.document.document_id, row.claim.position): row.claim
        for part in audit.documents
        for row in part.rows
    }
    groups: dict[int, list[ClaimLink]] = defaultdict(list)
    for link in audit.links:
        if link.group is not None:
            groups[link.group].append(link)
    partial = [link for link in audit.links if link.kind is LinkKind.SHARED_CLAIM]
    console.print(Text(f"\nRows that say the same: {len(groups)} groups; {len(partial)} pairs share a part", "bold"))
    for links in groups.values():
        keys = list(dict.fromkeys(key for link in links for key in (link.first, link.second)))
        kinds = ", ".join(kind.value for kind in LinkKind if any(link.kind is kind for link in links))
        console.print(Padding(Text(f"{_shortest([rows[key] for key in keys])} [{kinds}]"), (0, 0, 0, 2)))
        console.print(Padding(Text(_rows_shown(keys, rows, names), "dim"), (0, 0, 0, 4)))
    for link in partial:
        ends = " / ".join(_rows_shown([key], rows, names) for key in (link.first, link.second))
        console.print(Padding(Text(f"share {link.n_matched}: {ends}", "dim"), (0, 0, 0, 2)))


def print_calibrations(audit: Audit, console: Console) -> None:
    """Brier scores by document, the reliability curve over all, and what a threshold explains."""
    names: dict[str | None, str] = {part.document.document_id: part.document.file_name for part in audit.documents}
    for outcome in Outcome:
        found = [part for part in audit.calibrations if part.outcome is outcome]
        console.print(Text(f"\nPrinted confidence as a forecast of: {outcome.value}", "bold"))
        table = Table("documents", "rows", "true", "left out", "Brier", "Brier of the base rate")
        for part in found:
            numbers = [_number(part.brier), _number(part.brier_of_base_rate)]
            scope = names.get(part.document_id, "all together")
            table.add_row(scope, str(part.n_rows), str(part.n_true), str(part.n_left_out), *numbers)
        console.print(table)
        if found and found[-1].n_rows:
            console.print(_curve(found[-1]))
        for part in found[-1:]:
            console.print(Padding(Text(part.statement), (0, 0, 0, 2)))


def print_references(audit: Audit, console: Console) -> None:
    """Each reference with what it bears on."""
    console.print(Text("\nReferences", "bold"))
    for part in audit.documents:
        for reference in part.references:
            rows = f" (row {', '.join(map(str, reference.positions))})" if reference.positions else ""
            line = f"{part.document.file_name} {reference.number}: {reference.text}: {reference.bearing.value}{rows}"
            console.print(Padding(Text(line), (0, 0, 0, 2)))


def _curve(found: Calibration) -> Table:
    table = Table("confidence", "rows", "mean confidence", "share true")
    for part in found.bins:
        share = f"{part.n_true / part.n_rows:.2f}" if part.n_rows else "-"
        table.add_row(f"{part.low:.1f}-{part.high:.1f}", str(part.n_rows), _number(part.mean_confidence), share)
    return table


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _shortest(claims: Sequence[ExtractedClaim]) -> str:
    text = min((claim.text for claim in claims), key=len)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _rows_shown(keys: Sequence[RowKey], rows: dict[RowKey, ExtractedClaim], names: dict[str, str]) -> str:
    return ", ".join(
        f"{names[key.document_id]} row {key.position} {rows[key].mark} {rows[key].confidence_printed}".rstrip()
        for key in sorted(keys, key=lambda key: (list(names).index(key.document_id), key.position))
    )
