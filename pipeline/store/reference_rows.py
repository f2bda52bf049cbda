"""Rows of a reference table (data/reference/*.csv) as text, by column."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from pipeline.domain.errors import DataFormatError, MissingDataError


def read_reference_rows(path: Path) -> list[tuple[int, dict[str, Any]]]:
    """Line number of each row's end, and its cells by column; cells beyond the header under one name of their own.

    Raises:
        MissingDataError: there is no such file.
        DataFormatError: it is not UTF-8, or no CSV.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file, restkey="(beyond the header)")
            try:
                return [(reader.line_num, row) for row in reader]
            except csv.Error as error:
                raise DataFormatError(path, reader.line_num, f"what is no CSV ({error})", "cells and commas") from error
    except FileNotFoundError as error:
        raise MissingDataError(f"{path} is not there; it ships with the project: restore it with git") from error
    except UnicodeDecodeError as error:
        raise DataFormatError(path, None, f"a byte that is not UTF-8 ({error.reason})", "UTF-8 text") from error
