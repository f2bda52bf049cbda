"""From the text of a report to a document; pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePath

from pipeline.audits.reports.reading.assertions import read_assertions
from pipeline.audits.reports.reading.layout import Layout, take_apart
from pipeline.audits.reports.reading.rows import MAX_ROWS, Column, Place, check_one_scale, mark_cuts, read_row
from pipeline.domain.document import Document, ExtractedClaim, Section, Unread
from pipeline.domain.errors import DataFormatError

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_DATE = re.compile(rf"(?:date:\s*)?((?:{_MONTHS})\s+\d{{1,2}},\s+\d{{4}}|\d{{4}}-\d{{2}}-\d{{2}})", re.IGNORECASE)
_QUESTION = re.compile(r"research question\s*:\s*(\S.*)", re.IGNORECASE)
_REFERENCE = re.compile(r"^\s*(?:[-*]|\[?\d+[\].)])\s+<?(.+?)>?\s*$")
_N_FIRST_LINES = 20  # among which a date counts as the report's own


def parse_report(text: str, *, name: str, sha256: str, is_loose: bool = False) -> Document:
    """The document that `text` describes.

    Args:
        name: of the file, for messages; its last part becomes file_name.
        sha256: of the file; its first 16 digits become document_id.
        is_loose: as `layout.take_apart`.

    Raises:
        DataFormatError: no table of claims, too many rows, or a row or number that breaks the form, with its line.
    """
    lines = re.split(r"\r\n|\r|\n|\f", text)
    layout = take_apart(lines, name, is_loose=is_loose)
    if not layout.has_table:
        expected = (
            "a table of claims whose header names a claim and a mark column (such as Claim, Verified, Confidence)"
        )
        found = f"{len(lines)} lines without a table of claims"
        if layout.other_tables:
            line, header = layout.other_tables[0]
            found += f"; the table at line {line}, with columns {', '.join(header)[:80]}, is none"
        raise DataFormatError(name, None, found, expected)
    if len(layout.rows) > MAX_ROWS:
        raise Place(name, layout.rows[MAX_ROWS].line).refuse(f"{len(layout.rows)} claim rows", f"at most {MAX_ROWS}")
    claims, unread = _claims(layout, name)
    check_one_scale(claims, name)
    return Document(
        document_id=sha256[:16],
        file_name=PurePath(name).name,
        sha256=sha256,
        title=layout.title,
        dated=_dated(lines),
        research_question=_question(layout.sections),
        sections=tuple(section for section in layout.sections if section.heading),
        claims=mark_cuts(claims),
        assertions=read_assertions(layout.sections, name),
        references=_references(layout),
        unread=unread,
    )


def _claims(layout: Layout, name: str) -> tuple[list[ExtractedClaim], tuple[Unread, ...]]:
    """Rows that can be read, and lines that cannot, with the reason.

    Raises:
        DataFormatError: no row can be read; it is the first one's reason.
    """
    claims, unread = list[ExtractedClaim](), list(layout.unread)
    for row in layout.rows:
        try:
            claims.append(read_row(row.cells, len(claims) + 1, Place(name, row.line)))
        except DataFormatError as error:
            text = " ".join(row.cells.get(Column.CLAIM, "").split())
            unread.append(Unread(row.line, text, f"found {error.found}; expected {error.expected}"))
    unread.sort(key=lambda one: one.line)
    if unread and not claims:
        found, _, expected = unread[0].reason.removeprefix("found ").partition("; expected ")
        raise DataFormatError(name, unread[0].line, found, expected)
    return claims, tuple(unread)


def _dated(lines: Sequence[str]) -> str | None:
    found = (_DATE.fullmatch(line.strip()) for line in lines[:_N_FIRST_LINES])
    return next((match[1] for match in found if match), None)


def _question(sections: Sequence[Section]) -> str | None:
    for section in sections:
        match = _QUESTION.search(section.text)
        if match:
            return re.sub(r"\?\.$", "?", match[1].strip())
    return None


def _references(layout: Layout) -> tuple[str, ...]:
    return tuple(
        match[1]
        for section in layout.sections
        if section.heading.casefold() in ("references", "bibliography")
        for match in map(_REFERENCE.match, section.text.split("\n"))
        if match
    )
