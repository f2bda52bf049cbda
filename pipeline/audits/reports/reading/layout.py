"""Headings, sections and claim tables of a report's lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.audits.reports.reading.rows import CROSSES, MARKS, TICKS, Column, Place, column_of, is_percent_header
from pipeline.domain.document import Section, Unread

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
    unread: tuple[Unread, ...] = ()
    other_tables: tuple[tuple[int, tuple[str, ...]], ...] = ()  # line and header of tables that hold no claims


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
    if is_loose:
        rows, taken, has_table, unread = _loose_rows(numbered)
    else:
        rows, taken, has_table, unread = _table_rows(numbered, name)
    prose = [(number, line) for number, line in numbered if number not in taken]
    others = () if is_loose else _other_tables(numbered)
    return Layout(title, tuple(_sections(prose)), tuple(rows), has_table, tuple(unread), others)


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


@dataclass(frozen=True, slots=True)
class _Header:
    """The columns of a claims table."""

    columns: list[Column | None]
    has_percentages: bool


def _header(cells: Sequence[str] | None) -> _Header | None:
    """What the columns hold; None where the cells are no header of a claims table."""
    names = list(cells or ())
    columns = [column_of(name) for name in names]
    if Column.CLAIM not in columns and Column.SOURCES in columns:  # "Evidence" may head the sentences themselves
        bare = [name.strip("*_` ?").casefold() for name in names]
        columns = [Column.CLAIM if name == "evidence" else column for name, column in zip(bare, columns, strict=True)]
    if not {Column.CLAIM, Column.MARK} <= set(columns):
        return None
    percent = any(
        column is Column.CONFIDENCE and is_percent_header(name) for name, column in zip(names, columns, strict=True)
    )
    return _Header(columns, percent)


def _table_rows(numbered: Sequence[tuple[int, str]], name: str) -> tuple[list[Row], set[int], bool, list[Unread]]:
    """Rows of all claims tables. A blank line ends a table only where no further row follows it."""
    rows, taken, unread = list[Row](), set[int](), list[Unread]()
    header: _Header | None = None
    has_table, after_blank = False, False
    for number, line in numbered:
        cells = _cells(line)
        found = _header(cells)
        if found is not None:
            header, has_table, after_blank = (
                _Header(_unique(found.columns, Place(name, number)), found.has_percentages),
                True,
                False,
            )
        elif header is not None and not line.strip():
            after_blank = True
        elif header is not None and not _RULE.fullmatch(line):
            fits = cells is not None and len(cells) == len(header.columns)
            if not fits and (after_blank or heading_of(line)):
                header = None
            elif fits:
                rows.append(Row(number, _cells_by_column(cells or [], header)))
            else:
                told = f"{len(cells)} cells" if cells else "a line without cells"
                reason = f"found {told} in a table of claims; expected {len(header.columns)} cells, as its header has"
                unread.append(Unread(number, " ".join(line.split()), reason))
            after_blank = False
        if header is not None:
            taken.add(number)
    return rows, taken, has_table, unread


def _other_tables(numbered: Sequence[tuple[int, str]]) -> tuple[tuple[int, tuple[str, ...]], ...]:
    """First lines of tables without a claim and a mark column."""
    found, inside = list[tuple[int, tuple[str, ...]]](), False
    for number, line in numbered:
        cells = _cells(line)
        if cells is not None and len(cells) > 1 and not inside and _header(cells) is None:
            found.append((number, tuple(cells)))
        inside = cells is not None
    return tuple(found)


def _unique(columns: list[Column | None], place: Place) -> list[Column | None]:
    named = [column for column in columns if column is not None]
    if len(named) != len(set(named)):
        raise place.refuse(f"a header with columns {', '.join(named)}", "each kind of column once")
    return columns


def _cells_by_column(cells: Sequence[str], header: _Header) -> dict[Column, str]:
    found = {column: cell for column, cell in zip(header.columns, cells, strict=True) if column is not None}
    printed = found.get(Column.CONFIDENCE, "").strip()
    if header.has_percentages and printed and printed[-1].isdigit():
        found[Column.CONFIDENCE] = f"{printed}%"
    return found


def _loose_rows(numbered: Sequence[tuple[int, str]]) -> tuple[list[Row], set[int], bool, list[Unread]]:
    """Rows below a heading that ends in "claims": text is gathered until a mark and a number close the row."""
    rows, taken, unread = list[Row](), set[int](), list[Unread]()
    inside, gathered, start = False, "", 0
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
                unread.append(Unread(start, gathered, _WITHOUT_MARK.format(gathered)))
                gathered, inside = "", bool(_CLAIMS_HEADING.search(heading))
    if gathered:
        unread.append(Unread(start, gathered, _WITHOUT_MARK.format(gathered)))
    return rows, taken, bool(rows or unread), unread


_WITHOUT_MARK = (
    "found {!r:.60} without a mark; expected "
    f"a tick or cross ({' '.join(sorted((TICKS | CROSSES) - {'[ ]'}))[:60]}...) and a confidence after each claim"
)
