"""Files of per-example outcomes as tables of text: CSV or Parquet, tens of millions of rows."""

from __future__ import annotations

import csv
import hashlib
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from pipeline.domain.errors import DataFormatError, MissingDataError
from pipeline.importers.csv_scores import check_header
from pipeline.importers.importer import unreadable

KEY = ("encoder", "regime", "target", "language", "split", "seed")
COLUMNS = (*KEY, "example_id", "outcome")
COUNTS = ("n_true_positive", "n_predicted", "n_gold")
MAX_ROWS = 50_000_000  # of all files together
MAX_BYTES = 8 * 1024**3  # of one file
_CHUNK = 16 * 1024**2
_MAX_HEADER = 65_536
_NO_TEXT = bytes(set(range(32)) - set(b"\t\n\r")) + b"\x7f"


def read_table(path: Path, room: int) -> tuple[str, pa.Table]:
    """The sha256 of a file, and its columns as text; all but the example's id as dictionaries of few values.

    Args:
        room: how many rows it may have.

    Raises:
        MissingDataError, DataFormatError: it is no file of outcomes, or has no or too many rows.
    """
    sha256, is_parquet = _digest(path)
    table = (_parquet if is_parquet else _csv)(path, room)
    if not table.num_rows:
        raise DataFormatError(path, None, "a header and no rows", "at least one outcome")
    return sha256, table


def _digest(path: Path) -> tuple[str, bool]:
    """sha256 of a file, and whether it is Parquet; what is neither that nor text is refused on the way."""
    try:
        return _digest_readable(path)
    except MissingDataError:
        raise
    except OSError as error:
        raise unreadable(path, error) from error


def _digest_readable(path: Path) -> tuple[str, bool]:
    if not path.exists():
        raise MissingDataError(f"{path} is not there; name a CSV or Parquet file of outcomes")
    if not path.is_file():
        raise DataFormatError(path, None, "a folder or device", "a CSV or Parquet file of outcomes")
    if path.stat().st_size > MAX_BYTES:
        expected = f"at most {MAX_BYTES:,} bytes; give --outcomes several files"
        raise DataFormatError(path, None, f"{path.stat().st_size:,} bytes", expected)
    total, is_parquet, n_before = hashlib.sha256(), False, 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            if not n_before:
                is_parquet = chunk.startswith(b"PAR1")
            if not is_parquet and len(chunk.translate(None, _NO_TEXT)) < len(chunk):
                place = next(place for place, byte in enumerate(chunk) if byte in _NO_TEXT)
                found = f"the byte 0x{chunk[place]:02x} at {n_before + place:,}"
                raise DataFormatError(path, None, found, "text in UTF-8, or a Parquet file")
            total.update(chunk)
            n_before += len(chunk)
    if not n_before:
        raise DataFormatError(path, None, "an empty file", "a CSV or Parquet file of outcomes")
    return total.hexdigest(), is_parquet


def _csv(path: Path, room: int) -> pa.Table:
    """Every column as text; all but the example's id as a dictionary, since it has few different values."""
    with path.open("rb") as file:
        first = file.readline(_MAX_HEADER)
    try:
        header = [name.strip() for name in next(csv.reader([first.decode("utf-8-sig")], strict=True), [])]
    except (csv.Error, UnicodeDecodeError) as error:
        raise DataFormatError(path, 1, f"what is no header ({error})", f"the columns {', '.join(COLUMNS)}") from error
    check_header(path, header, COLUMNS, COUNTS)
    few = pa.dictionary(pa.int32(), pa.string())
    try:
        table = pacsv.read_csv(
            path,
            read_options=pacsv.ReadOptions(column_names=header, skip_rows=1),
            parse_options=pacsv.ParseOptions(),
            convert_options=pacsv.ConvertOptions(
                column_types={name: pa.string() if name == "example_id" else few for name in header},
                strings_can_be_null=False,
            ),
        )
    except pa.ArrowInvalid as error:
        raise _no_csv(path, len(header), str(error)) from error
    _check_room(path, table.num_rows, room)
    place = table.column_names.index("example_id")
    return table.set_column(place, "example_id", pc.utf8_trim_whitespace(table.column("example_id")))


def _no_csv(path: Path, n_columns: int, reason: str) -> DataFormatError:
    """The first line that is wrong, found by reading the file again line by line."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.reader(file, strict=True)
            for row in rows:
                if row and len(row) != n_columns:
                    expected = f"{n_columns} as in the header (a decimal comma, or a text with commas, needs quotes)"
                    return DataFormatError(path, rows.line_num, f"{len(row)} cells", expected)
    except csv.Error as error:
        return DataFormatError(path, rows.line_num, f"what is no CSV ({error})", "cells separated by commas")
    except UnicodeDecodeError as error:
        return DataFormatError(path, None, f"byte 0x{error.object[error.start]:02x}, which is not UTF-8", "UTF-8 text")
    return DataFormatError(path, None, f"what is no CSV ({reason:.200})", "cells separated by commas")


def _parquet(path: Path, room: int) -> pa.Table:
    """As `_csv`; numbers are taken as the text that they are printed as."""
    try:
        file = pq.ParquetFile(path)
        _check_room(path, file.metadata.num_rows, room)
        check_header(path, file.schema_arrow.names, COLUMNS, COUNTS)
        table = file.read()
    except (pa.ArrowInvalid, OSError) as error:
        if isinstance(error, MissingDataError):
            raise
        raise DataFormatError(
            path, None, f"what is no Parquet file ({error!s:.200})", "a file that can be read"
        ) from error
    columns = {}
    for name in table.column_names:
        column = table.column(name)
        if pa.types.is_dictionary(column.type):
            column = column.cast(column.type.value_type)
        if column.null_count and name not in COUNTS:
            row = pc.index(pc.is_null(column), True).as_py()
            raise row_fault(path, row, f"no value in column {name!r}", "a value in every row")
        try:
            text = pc.fill_null(column.cast(pa.string()), "")
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
            raise DataFormatError(path, None, f"{column.type} in column {name!r}", "text or numbers") from error
        columns[name] = text if name == "example_id" else text.dictionary_encode()
    return pa.table(columns)


def _check_room(path: Path, n_rows: int, room: int) -> None:
    if n_rows > room:
        raise DataFormatError(path, None, f"{n_rows:,} rows", f"at most {MAX_ROWS:,} in all files together")


def row_fault(path: Path, row: int, found: str, expected: str) -> DataFormatError:
    """An error about a row, counted from 0; of a CSV file its line, found by reading that far again."""
    with path.open("rb") as opened:
        if opened.read(4) == b"PAR1":
            return DataFormatError(path, None, f"{found} of row {row + 1}", expected)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        n_read = -1
        for cells in rows:
            n_read += bool(cells)
            if n_read == row:
                break
        return DataFormatError(path, rows.line_num, found, expected)
