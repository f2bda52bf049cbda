"""Invented reports in the format that literature machines write; no sentence of them is anybody's."""

from __future__ import annotations

from pathlib import Path

ROWS = (
    ("Warming up on SQuAD adds 8.2 points on the development set.", "✓", "0.40"),
    ("Warming up on MNLI adds 7.5 points.", "×", "0.10"),
)


def report(
    rows=ROWS,
    *,
    title="Warm-up before the task",
    question="Does warming up help on XTREME?",
    results="4 papers retrieved. {n} claims extracted; {ticked} independently verified. Quality review score: 7.5/10.",
    header=("Claim", "Verified", "Confidence"),
    heading="",
) -> str:
    """Text of one report; `heading` is "## " for the Markdown kind."""
    n_ticked = sum("✓" in row for row in rows)
    table = "\n".join("\t".join(cells) for cells in (header, *rows))
    return f"""
{heading.replace("##", "#")}{title}

Invented Press

May 1, 2031

{heading}Abstract

An invented summary that speaks of 77 claims.

{heading}1 Introduction

Research question: {question}.

{heading}2 Methodology

A search yielded 4 papers.

{heading}3 Results

{results.format(n=len(rows), ticked=n_ticked)}

{heading}5 Extracted Claims

{table}

{heading}References

- <http://example.org/1>
- <http://example.org/2>
"""


def write_report(folder: Path, name="report.txt", rows=ROWS, **parts) -> Path:
    """One report as a file."""
    path = folder / name
    path.write_text(report(rows, **parts), encoding="utf-8")
    return path


def pdf_of(lines: list[str], *, n_pages: int = 1) -> bytes:
    """A PDF whose every page holds the lines; "✓" is drawn in Zapf Dingbats, the rest in Helvetica."""
    drawn = []
    for number, line in enumerate(lines):
        parts = []
        for place, part in enumerate(line.split("✓")):
            if place:
                parts.append(b"/F2 10 Tf (4) Tj /F1 10 Tf")
            text = part.encode("cp1252").replace(b"\\", rb"\\").replace(b"(", rb"\(").replace(b")", rb"\)")
            parts.append(b"(" + text + b") Tj")
        drawn.append(b"BT /F1 10 Tf 40 %d Td %s ET" % (780 - 14 * number, b" ".join(parts)))
    stream = b"\n".join(drawn)
    kids = b" ".join(b"%d 0 R" % (5 + page) for page in range(n_pages))
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 3 0 R /Resources 4 0 R >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [" + kids + b"] /Count %d >>" % n_pages,
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >> "
        b"/F2 << /Type /Font /Subtype /Type1 /BaseFont /ZapfDingbats >> >> >>",
        *[page] * n_pages,
    ]
    content, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    trailer = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(content))
    return content + b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table) + trailer
