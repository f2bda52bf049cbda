"""An audit as text for the terminal; texts of reports are shown, never obeyed as markup."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from pipeline.audits.reports.audit import Audit, AuditedAtom, AuditedDocument, OurVerdict
from pipeline.audits.reports.checks.calibration import Calibration, Outcome
from pipeline.audits.reports.checks.consistency import counted
from pipeline.audits.reports.checks.findings import Finding, FindingKind, Place
from pipeline.audits.reports.checks.reliability import Reliability
from pipeline.audits.reports.matching.links import ClaimLink, LinkKind, RowKey
from pipeline.audits.reports.misquotes.outcome import told
from pipeline.audits.reports.written import SIGNS
from pipeline.domain.atom import Atom, MappingStatus
from pipeline.domain.claim import Comparator
from pipeline.domain.document import AssertedQuantity, Document, ExtractedClaim

_MARKS = {MappingStatus.MAPPED: "=", MappingStatus.AMBIGUOUS: "?", MappingStatus.UNMAPPED: "-"}
_LONGEST = 110  # characters of a sentence that are shown


def print_audit(audit: Audit, console: Console) -> None:
    """Each document with its rows and atoms, all findings by kind, contradictions first, then links and confidences."""
    console.print(Text(audit.told, "bold"))
    for refusal in audit.refused:
        console.print(Padding(Text(f"not read: {refusal.message}"), (0, 0, 0, 2)))
    for part in audit.documents:
        _print_document(part, audit, console)
    console.print(Text(f"\nFindings on {_counted_noun(len(audit.documents), 'document')}", "bold"))
    if not audit.findings:
        console.print("  none")
    for kind in FindingKind:
        found = audit.findings_of(kind)
        if found:
            console.print(Text(f" {kind.value} ({len(found)})", "bold"))
            for finding in found:
                _print_finding(finding, console)
    print_links(audit, console)
    print_references(audit, console)
    print_calibrations(audit, console)
    _print_reliability(audit.reliability, console)


def summary(audit: Audit) -> str:
    """One line: documents, rows, atoms by status, contradictions."""
    n_rows = sum(len(part.rows) for part in audit.documents)
    atoms = ", ".join(
        f"{sum(part.n_atoms(status) for part in audit.documents)} {status.value}" for status in MappingStatus
    )
    n_torn = len(audit.findings_of(FindingKind.TICKS_CONTRADICT))
    documents = _counted_noun(len(audit.documents), "document")
    return f"{documents}, {n_rows} claim rows; atoms: {atoms}; {n_torn} contradictions between marks. {audit.told}"


def assertion_lines(document: Document) -> Iterator[str]:
    """Every number that the document asserts about itself, with what can be counted beside it."""
    there = counted(document)
    for quantity in AssertedQuantity:
        assertions = document.asserted(quantity)
        if not assertions and quantity is AssertedQuantity.UNVERIFIED:
            continue
        said = ", ".join(f"{item.printed} (line {item.line})" for item in assertions) or "nothing"
        if quantity in there:
            is_right = bool(assertions) and all(item.value == there[quantity] for item in assertions)
            state = "agrees" if is_right else "differs" if assertions else "nothing to compare"
            yield f"{quantity.value}: asserts {said}; counted {there[quantity]}: {state}"
        elif assertions:
            listed = f"; lists {len(document.references)} references" if quantity is AssertedQuantity.PAPERS else ""
            yield f"{quantity.value}: asserts {said}{listed}: cannot be counted here"


def verdict_words(verdicts: Iterable[OurVerdict]) -> str:
    """Our verdicts on one claim in short: "SCOPE_MISMATCH (same sign), NOT_COMPUTABLE x2"."""
    words = Counter(
        f"{verdict.word.value} ({verdict.direction.value})" if verdict.direction else verdict.word.value
        for verdict in verdicts
    )
    return ", ".join(word if n == 1 else f"{word} x{n}" for word, n in words.items()) or "no verdict in the store"


def statement_of(atom: Atom) -> str:
    """The atom in short: "squad: 8.2 points", or its words where it has no number."""
    if atom.value is None:
        return _short(atom.text)
    sign = _SIGNS[atom.comparator]
    unit = (atom.quantity or "(unit not printed)").replace("_", " ")
    subjects = ", ".join(atom.subjects) or "no known subject"
    end = f" to {atom.upper}" if atom.upper else ""
    return f"{subjects}: {'not ' if atom.is_negated else ''}{sign}{atom.value}{end} {unit}"


_SIGNS = {
    Comparator.EQUALS: "",
    Comparator.AT_LEAST: "at least ",
    Comparator.AT_MOST: "at most ",
    Comparator.ABOVE: "more than ",
}


def _print_document(part: AuditedDocument, audit: Audit, console: Console) -> None:
    document = part.document
    console.print()
    console.print(Text(f"{document.file_name}: {document.title}", "bold"))
    for line in (f"asks: {document.research_question or 'no research question found'}", *assertion_lines(document)):
        console.print(Padding(Text(line), (0, 0, 0, 2)))
    marks = [row.claim.is_ticked for row in part.rows if row.claim.is_marked]
    marked = f"{sum(marks)} ticked, {len(marks) - sum(marks)} crossed" if marks else "none marked"
    atoms = ", ".join(f"{part.n_atoms(status)} {status.value}" for status in MappingStatus)
    console.print(Padding(Text(told([row.check.outcome for row in part.rows]), "bold"), (0, 0, 0, 2)))
    line = f"{len(part.rows)} rows, {marked}; atoms: {atoms}"
    console.print(Padding(Text(line, "bold"), (0, 0, 0, 2)))
    table = Table.grid(padding=(0, 1, 0, 0))
    for _ in range(4):
        table.add_column(no_wrap=True)
    table.add_column(ratio=1)
    for row in part.rows:
        for index, audited in enumerate(row.atoms):
            shown = f"{row.claim.mark} {row.claim.confidence_printed}" if index == 0 else ""
            sign = SIGNS[row.check.outcome] if index == 0 else ""
            number = f"{row.claim.position}.{audited.atom.number}"
            table.add_row(
                Text(sign), Text(number), Text(shown), Text(_MARKS[audited.mapping.status]), _outcome(audited, audit)
            )
    console.print(Padding(table, (0, 0, 0, 2)))


def _outcome(audited: AuditedAtom, audit: Audit) -> Text:
    mapping = audited.mapping
    text = Text(statement_of(audited.atom))
    if mapping.status is MappingStatus.MAPPED:
        (claim_id,) = mapping.claim_ids
        text.append(f"\n{claim_id} ({mapping.reason}); ours: {verdict_words(audit.verdicts.get(claim_id, ()))}", "dim")
    else:
        names = f" {', '.join(mapping.claim_ids)}" if mapping.claim_ids else ""
        text.append(f"\n{mapping.status.value}{names}: {mapping.reason}", "dim")
    if audited.figures:
        figures = "; ".join(f"{fact.value} in {fact.source}" for fact in audited.figures.facts)
        text.append(f"\npublished figures: {audited.figures.status.value} ({figures})", "dim")
    return text


def _print_finding(finding: Finding, console: Console) -> None:
    score = f" [likeness {finding.score:.2f}]" if finding.score is not None else ""
    console.print(Padding(Text(f"{_short(finding.text, 200)}{score}"), (0, 0, 0, 3)))
    console.print(Padding(Text(_places(finding.places), "dim"), (0, 0, 0, 5)))


def _places(places: Sequence[Place]) -> str:
    parts: dict[str, list[str]] = {}
    for place in places:
        where = f"row {place.position}" if place.position else f"line {place.line}" if place.line else ""
        parts.setdefault(place.file_name, []).append(f"{where} {place.shown}".strip())
    return "\n".join(f"{name}: {', '.join(filter(None, shown))}".rstrip(": ") for name, shown in parts.items())


def _print_reliability(found: Reliability, console: Console) -> None:
    console.print(Text("\nPrinted confidence beside our verdicts", "bold"))
    table = Table("confidence", "rows", "ticked", "mapped", "our verdicts (row x body of evidence)")
    for part in found.bins:
        words = ", ".join(f"{word.value} {n}" for word, n in part.verdicts.items())
        ends = f"{part.low:.1f}-{part.high:.1f}"
        table.add_row(ends, str(part.n_rows), str(part.n_ticked), str(part.n_mapped), words or "none")
    console.print(table)
    if found.n_without_confidence:
        console.print(f"  {_counted_noun(found.n_without_confidence, 'row')} without a confidence")
    if found.caution:
        console.print(Text(f"  {found.caution}"))


def _short(text: str, longest: int = _LONGEST) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _counted_noun(n: int, noun: str) -> str:
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"


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
