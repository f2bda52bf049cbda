"""Parquet, one score a row, with the columns of the CSV."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.domain.errors import DataFormatError
from pipeline.importers.foreign import MAX_BYTES
from pipeline.importers.frame import read_frame
from pipeline.importers.importer import Importer, RawFile
from pipeline.store.input_file import read_input

_NOUN = "a Parquet file of scores"
_MAX_ROWS = 1_000_000


def _read(path: Path) -> RawFile:
    content = read_input(path, _NOUN, max_bytes=MAX_BYTES)
    try:
        file = pq.ParquetFile(io.BytesIO(content))
        if file.metadata.num_rows > _MAX_ROWS:
            raise DataFormatError(path, None, f"{file.metadata.num_rows:,} rows", f"at most {_MAX_ROWS:,}")
        table = file.read()
        if len(set(table.column_names)) < len(table.column_names):
            raise DataFormatError(path, None, "a column that comes twice", "each column once")
        frame = pd.DataFrame(table.to_pydict())
    except (pa.ArrowException, OSError, ValueError, UnicodeDecodeError, OverflowError, NotImplementedError) as error:
        if isinstance(error, DataFormatError):
            raise
        reason = str(error).split("\n")[0]
        raise DataFormatError(path, None, f"what is no Parquet ({reason:.100})", _NOUN) from None
    return replace(read_frame(frame, path), sha256=hashlib.sha256(content).hexdigest())


IMPORTER = Importer(
    name="parquet",
    title="Parquet with one score a row, columns as in CSV",
    recognises=lambda _path, head: head[:4] == b"PAR1",
    read=_read,
)
