"""A sentence, several, or a table that somebody pasted, made a report that can be audited; pure."""

from __future__ import annotations

import re

from pipeline.audits.reports.reading.rows import MAX_CHARACTERS, MAX_ROWS, UNMARKED, Column, column_of

TITLE = "Pasted table"
SENTENCES = "Pasted sentences"  # whose rows bear no marks of their own
NAME = "pasted.md"
_SENTENCES = re.compile(r"(?<=[.!?])\s+(?=[\"“(]?[A-Z0-9])")
_BULLET = re.compile(r"^\s*(?:[-*•]|\d+[.)])\s+")
_ABBREVIATED = re.compile(r"\b(?:al|e\.g|i\.e|cf|vs|Fig|Tab|Sec|Eq|approx|ca)\.$")


def is_table(text: str) -> bool:
    """Whether the text has a header with a claim and a mark column, as a report's table has."""
    for line in text.splitlines():
        cells = [cell.strip() for cell in re.split(r"\t|(?<!\\)\|", line)]
        if {Column.CLAIM, Column.MARK} <= {column_of(cell) for cell in cells if cell}:
            return True
    return False


def pasted_report(text: str) -> bytes:
    """The text as a report; without a claims table each sentence is a row of its own, without a mark."""
    if is_table(text):
        return f"# {TITLE}\n\n## Claims\n\n{text.strip()}\n".encode()
    rows = [row[:MAX_CHARACTERS] for row in sentences(text)][:MAX_ROWS]
    table = "\n".join(f"{' '.join(row.split())}\t{UNMARKED}" for row in rows)
    return f"# {SENTENCES}\n\n## Claims\n\nClaim\tVerified\n{table}\n".encode()


def sentences(text: str) -> list[str]:
    """Sentences and bullet points, in order."""
    found = list[str]()
    for line in text.splitlines():
        pieces = _SENTENCES.split(_BULLET.sub("", line).strip())
        for piece in pieces:
            if found and _ABBREVIATED.search(found[-1]) and piece is not pieces[0]:
                found[-1] = f"{found[-1]} {piece}"
            elif piece:
                found.append(piece)
    return found
