"""CSV, one score a row; size, encoding, header and number of cells are checked before any cell is read."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Collection, Iterator
from pathlib import Path

from pipeline.domain.errors import DataFormatError
from pipeline.importers.importer import COLUMNS, OPTIONAL, PROVENANCE, Importer, RawFile, RawRow
from pipeline.store.input_file import decode_input, read_input

MAX_BYTES = 100 * 1024 * 1024


def read_csv(path: Path, required: Collection[str], optional: Collection[str] = ()) -> RawFile:
    """The rows of a UTF-8 file, in file order; blank lines are skipped.

    Raises:
        MissingDataError: there is no such file.
        DataFormatError: it is too large, no UTF-8 text, no CSV, or has other columns; nothing of it is kept.
    """
    advice = "split the file by target task"
    content = read_input(path, "a CSV file with a header and rows", max_bytes=MAX_BYTES, advice=advice)
    rows = tuple(_rows(path, decode_input(path, content), required, optional))
    if not rows:
        raise DataFormatError(path, None, "a header and no rows", "at least one row of scores")
    return RawFile(path, hashlib.sha256(content).hexdigest(), rows)


def _rows(path: Path, text: str, required: Collection[str], optional: Collection[str]) -> Iterator[RawRow]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    header: list[str] | None = None
    try:
        for cells in reader:
            if header is None:
                header = [cell.strip() for cell in cells]
                check_header(path, header, required, optional)
            elif cells:
                if len(cells) != len(header):
                    expected = f"{len(header)} as in the header (a decimal comma, or a text with commas, needs quotes)"
                    raise DataFormatError(path, reader.line_num, f"{len(cells)} cells", expected)
                yield RawRow(
                    path, reader.line_num, {name: cell.strip() for name, cell in zip(header, cells, strict=True)}
                )
    except csv.Error as error:
        expected = "cells separated by commas"
        raise DataFormatError(path, reader.line_num, f"what is no CSV ({error})", expected) from error


def check_header(path: Path, header: list[str], required: Collection[str], optional: Collection[str]) -> None:
    """Nothing, if a header holds each required column once and none but these and the optional ones.

    Raises:
        DataFormatError: the first column that is wrong or missing.
    """
    known = [*required, *optional]
    listed = [name for name in optional if name not in PROVENANCE]
    expected = f"the columns {', '.join(required)}" + (f", and perhaps {', '.join(listed)}" if listed else "")
    if len(header) == 1 and any(mark in header[0] for mark in ";\t"):
        raise DataFormatError(path, 1, f"{header[0]!r:.80}", f"{expected}, separated by commas")
    for name in header:
        if name not in known:
            raise DataFormatError(path, 1, f"column {name!r:.80}", expected)
        if header.count(name) > 1:
            raise DataFormatError(path, 1, f"column {name!r} {header.count(name)} times", "each column once")
    for name in required:
        if name not in header:
            raise DataFormatError(path, 1, f"no column {name!r}", expected)


def _recognises(path: Path, head: bytes) -> bool:
    return path.suffix.lower() in {".csv", ".tsv"} or head.removeprefix(b"\xef\xbb\xbf").startswith(b"encoder,")


IMPORTER = Importer(
    name="csv",
    title="CSV with one score a row; docs/claims.md lists its columns",
    recognises=_recognises,
    read=lambda path: read_csv(path, COLUMNS, (*OPTIONAL, *PROVENANCE)),
)
