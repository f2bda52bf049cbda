"""Headings, sections and claim tables of a report's lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.audits.reports.reading.rows import CROSSES, HEADERS, MARKS, TICKS, Column, Place
from pipeline.domain.document import Section

_KNOWN = (
    "abstract|summary|(?:extracted |verified )?claims|introduction|background|method(?:s|ology)?|results|findings|"
    "discussion|limitations|conclusions?|references|bibliography"
)
_HEADING = re.compile(
    rf"(?:#{{1,6}}\s+(?P<hashed>\S.*)|(?:\d+(?:\.\d+)*\.?\s+)?(?P<known>{_KNOWN})\s*:?|"
    r"\d+(?:\.\d+)*\.?\s+(?P<numbered>(?-i:[A-Z])[\w-]*(?:\s+[\w-]+){0,5}))",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"^\d+(?:\.\d+)*\.?\s+")
_RULE = re.compile(r"[\s|:+=-]*-[\s|:+=-]*")
_CLAIMS_HEADING = re.compile(r"claims?$", re.IGNORECASE)
_LOOSE_HEADER = re.compile(r"^claims?\s+(?:verified|supported|status|verdict)\s+confidence\s*", re.IGNORECASE)
_LOOSE_ROW = re.compile(
    rf"(?P<claim>.*\S)\s+(?P<mark>{'|'.join(re.escape(mark) for mark in MARKS)})\s+(?P<confidence>[-+]?[\d.,]+\s?%?)",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Row:
    """Cells of one row of a claims table, with its line."""

    line: int
    cells: Mapping[Column, str]


@dataclass(frozen=True, slots=True)
class Layout:
    """A report taken apart; lines are counted from 1."""

    title: str
    sections: tuple[Section, ...]
    rows: tuple[Row, ...]
    has_table: bool


def heading_of(line: str) -> str | None:
    """The heading on a line, without `#` and number; None where the line is none."""
    match = _HEADING.fullmatch(line.strip())
    if match is None:
        return None
    text = match["hashed"] or match["known"] or match["numbered"]
    return _NUMBER.sub("", text).strip()


def take_apart(lines: Sequence[str], name: str, *, is_loose: bool) -> Layout:
    """Title (the first line with text), sections and table rows.

    Args:
        is_loose: cells are separated by blanks and may run over lines, as in the text of a PDF.

    Raises:
        DataFormatError: a row with more or fewer cells than its header, or loose text that ends within a row.
    """
    numbered = [(number, line) for number, line in enumerate(lines, start=1)]
    title = next((line.lstrip("# ").strip() for line in lines if line.strip()), "")
    find = _loose_rows if is_loose else _table_rows
    rows, taken, has_table = find(numbered, name)
    prose = [(number, line) for number, line in numbered if number not in taken]
    return Layout(title, tuple(_sections(prose)), tuple(rows), has_table)


def _sections(prose: Sequence[tuple[int, str]]) -> Iterator[Section]:
    heading, start, texts = "", 1, list[str]()
    for number, line in prose:
        found = heading_of(line)
        if found is None:
            texts.append(line)
            continue
        yield Section(heading, start, "\n".join(texts))
        heading, start, texts = found, number, [""]  # the heading's own line, so that lines can be counted
    yield Section(heading, start, "\n".join(texts))


def _cells(line: str) -> list[str] | None:
    """Cells of a line of a table, tab-separated or Markdown; None where it is no such line."""
    if "\t" in line:
        return [cell.strip() for cell in line.strip("\r\n ").split("\t")]
    stripped = line.strip()
    if stripped.startswith("|") and stripped.endswith("|") and len(stripped) > 1:
        return [cell.strip().replace(r"\|", "|") for cell in re.split(r"(?<!\\)\|", stripped[1:-1])]
    return None


def _header(cells: Sequence[str] | None) -> list[Column | None] | None:
    """What the columns hold; None where the cells are no header of a claims table."""
    columns = [HEADERS.get(cell.strip("* ").casefold()) for cell in cells or ()]
    return columns if {Column.CLAIM, Column.MARK} <= set(columns) else None


def _table_rows(numbered: Sequence[tuple[int, str]], name: str) -> tuple[list[Row], set[int], bool]:
    rows, taken, columns, has_table = list[Row](), set[int](), None, False
    for number, line in numbered:
        cells = _cells(line)
        header = _header(cells)
        if header is not None:
            columns, has_table = _unique(header, Place(name, number)), True
        elif columns is not None and (not line.strip() or heading_of(line)):
            columns = None
        elif columns is not None and not _RULE.fullmatch(line):
            rows.append(Row(number, _row(cells, columns, Place(name, number))))
        if columns is not None:
            taken.add(number)
    return rows, taken, has_table


def _unique(columns: list[Column | None], place: Place) -> list[Column | None]:
    named = [column for column in columns if column is not None]
    if len(named) != len(set(named)):
        raise place.refuse(f"a header with columns {', '.join(named)}", "each kind of column once")
    return columns


def _row(cells: list[str] | None, columns: Sequence[Column | None], place: Place) -> dict[Column, str]:
    if cells is None or len(cells) != len(columns):
        found = f"{len(cells)} cells" if cells else "a line without cells"
        raise place.refuse(f"{found} in a table of claims", f"{len(columns)} cells, as its header has")
    return {column: cell for column, cell in zip(columns, cells, strict=True) if column is not None}


def _loose_rows(numbered: Sequence[tuple[int, str]], name: str) -> tuple[list[Row], set[int], bool]:
    """Rows below a heading that ends in "claims": text is gathered until a mark and a number close the row."""
    rows, taken, inside, gathered, start = list[Row](), set[int](), False, "", 0
    for number, line in numbered:
        heading = heading_of(line)
        if heading is not None and not gathered:
            inside = bool(_CLAIMS_HEADING.search(heading)) or (inside and heading.casefold() in ("claim", "claims"))
        elif inside and line.strip():
            taken.add(number)
            start = start if gathered else number
            gathered = _LOOSE_HEADER.sub("", f"{gathered} {line.strip()}".strip())
            match = _LOOSE_ROW.fullmatch(gathered)
            if match:
                cells = (
                    (Column.CLAIM, match["claim"]),
                    (Column.MARK, match["mark"]),
                    (Column.CONFIDENCE, match["confidence"]),
                )
                rows.append(Row(start, dict(cells)))
                gathered = ""
            elif heading is not None:
                raise Place(name, start).refuse(f"{gathered!r:.60} without a mark", _ROW_END)
    if gathered:
        raise Place(name, start).refuse(f"{gathered!r:.60} without a mark", _ROW_END)
    return rows, taken, bool(rows)


_ROW_END = (
    f"a tick or cross ({' '.join(sorted((TICKS | CROSSES) - {'[ ]'}))[:60]}...) and a confidence after each claim"
)
