"""Which rows and columns of a table are headers, names and figures, and what merged cells cover; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.audits.entered.cell_text import CellKind, PrintedCell, read_cell
from pipeline.audits.entered.labels import VALUE_WORDS, WORDS
from pipeline.audits.entered.table_text import Grid, Line
from pipeline.domain.errors import DataFormatError
from pipeline.domain.names import bare


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose headers, names and figures are told apart."""

    form: str
    heads: tuple[Line, ...]
    rows: tuple[Line, ...]  # with figures
    printed: tuple[tuple[PrintedCell, ...], ...]  # of `rows`
    labels: tuple[int, ...]  # columns of names
    values: tuple[int, ...]  # columns of figures
    sections: tuple[Line | None, ...]  # the nearest heading above each row


def parted(grid: Grid, name: str) -> Table:
    """Headers, names and figures of a grid, told by which cells hold figures.

    Raises:
        DataFormatError: no figure, no header, or a row that is neither figures nor a heading.
    """
    printed = [tuple(map(read_cell, line.cells)) for line in grid.lines]
    is_data = [any(cell.kind is CellKind.FIGURE or cell.fault for cell in row) for row in printed]
    if not any(is_data):
        raise DataFormatError(name, None, "no figure", "rows of names and figures (is the column `value` filled in?)")
    first = is_data.index(True)
    for number in range(first, len(grid.lines)):  # a row of dashes alone
        texts = sum(cell.kind is CellKind.TEXT for cell in printed[number])
        dashes = sum(cell.kind is CellKind.MISSING for cell in printed[number])
        is_data[number] = is_data[number] or (dashes > 0 and texts < len(printed[number]) - texts)
    heads: list[Line] = []
    sections: list[Line | None] = []
    rows, cells, heading = list[Line](), list[tuple[PrintedCell, ...]](), None
    for number, line in enumerate(grid.lines):
        if is_data[number]:
            rows.append(line)
            cells.append(printed[number])
            sections.append(heading)
        elif _is_heading(line, is_first=not heads):
            heading = Line(line.number, tuple(cell for cell in line.cells if cell)[:1])
        elif number < first:
            heads.append(line)
        else:
            found = f"a row without figures: {' | '.join(cell for cell in line.cells if cell)!r:.120}"
            raise DataFormatError(name, line.number, found, "a row of figures, or one heading over all columns")
    if not heads:
        raise DataFormatError(name, rows[0].number, "figures without a header above them", "a row of headers")
    ignored = _ignored(heads)
    columns = range(grid.width)
    with_figures = [
        column for column in columns if column not in ignored and _is_of_figures([row[column] for row in cells])
    ]
    labels = [
        column
        for column in columns
        if column not in ignored
        and column not in with_figures
        and any(row[column].kind is CellKind.TEXT for row in cells)
    ]
    _check_texts(rows, cells, with_figures, name)
    is_long = any(bare(head.cells[column]) in VALUE_WORDS for head in heads for column in with_figures)
    filled = rows if is_long else _filled_down(rows, labels)
    heads = heads if grid.form == "LaTeX" else _filled_right(heads, with_figures)
    return Table(
        grid.form, tuple(heads), tuple(filled), tuple(cells), tuple(labels), tuple(with_figures), tuple(sections)
    )


def _is_of_figures(cells: Sequence[PrintedCell]) -> bool:
    """Whether a column is one of figures: it has one, or dashes and no text."""
    kinds = {cell.kind for cell in cells}
    has_fault = any(cell.fault for cell in cells)
    return has_fault or CellKind.FIGURE in kinds or (CellKind.MISSING in kinds and CellKind.TEXT not in kinds)


def _is_heading(line: Line, *, is_first: bool) -> bool:
    """Whether a row without figures is a heading over all columns: one text, alone or in each of them."""
    texts = {cell for cell in line.cells if cell}
    n_filled = sum(bool(cell) for cell in line.cells)
    is_alone = n_filled == 1 and not is_first and bool(line.cells[0])
    return len(texts) == 1 and (is_alone or n_filled >= max(2, len(line.cells) - 1))


def _ignored(heads: Sequence[Line]) -> set[int]:
    """Columns that say how a template is to be filled, and nothing of a figure."""
    return {
        column
        for head in heads
        for column, cell in enumerate(head.cells)
        if bare(cell) in WORDS and WORDS[bare(cell)] is None
    }


def _check_texts(
    rows: Sequence[Line], cells: Sequence[Sequence[PrintedCell]], columns: Sequence[int], name: str
) -> None:
    for line, row in zip(rows, cells, strict=True):
        for column in columns:
            if row[column].kind is CellKind.TEXT:
                expected = "a number, or a dash where nothing is printed"
                why = f" ({row[column].fault})" if row[column].fault else ""
                raise DataFormatError(
                    name, line.number, f"{row[column].text!r:.80} in column {column + 1}{why}", expected
                )


def _filled_down(rows: Sequence[Line], labels: Sequence[int]) -> list[Line]:
    """Names that stand once for several rows, as merged cells do, in each; the last column of names as it is."""
    found: list[Line] = []
    for line in rows:
        cells = list(line.cells)
        for column in labels[:-1]:
            if not cells[column] and found:
                cells[column] = found[-1].cells[column]
        found.append(replace(line, cells=tuple(cells)))
    return found


def _filled_right(heads: Sequence[Line], columns: Sequence[int]) -> list[Line]:
    """Upper headers that stand once for several columns, as merged cells do, in each; the last of them as they are."""
    found = []
    for head in heads[:-1]:
        cells = list(head.cells)
        for column in columns:
            if not cells[column] and column - 1 in columns:
                cells[column] = cells[column - 1]
        found.append(replace(head, cells=tuple(cells)))
    return [*found, *heads[-1:]]
