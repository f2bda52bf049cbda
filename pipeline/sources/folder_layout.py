"""Where files lie below an XTREME folder: the root, the places of patterns, and what a manifest says of them."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Any

from pipeline.domain.errors import DataFormatError, MissingDataError, UnknownNameError
from pipeline.sources.lines import quote, read_lines

PARTS = ("xtreme", "labels", "intermediate", "raw", "xglue")
_TASK_FOLDERS = ("xnli", "pawsx", "udpos", "panx", "xquad", "mlqa", "tydiqa", "bucc2018", "tatoeba", "squad")
_LANGUAGE = "[a-z]{2,3}"
_MANIFEST = "MANIFEST.csv"

Remarks = dict[str, str]  # path below the root -> what the manifest says of it


def check_root(root: Path) -> None:
    """Refuse a folder that cannot be the root.

    Raises:
        MissingDataError: `root` is no folder, holds none of PARTS, or is itself the folder `xtreme`.
    """
    expected = f"a folder with one or more of {', '.join(f'{part}/' for part in PARTS)}"
    if not root.is_dir():
        raise MissingDataError(f"{root} is no folder; expected {expected}")
    if any((root / part).is_dir() for part in PARTS):
        return
    found = sorted(entry.name for entry in root.iterdir())
    listed = ", ".join(found[:10]) + (", …" if len(found) > 10 else "") or "nothing"
    if any(name in _TASK_FOLDERS for name in found):
        next_step = f"this is XTREME's own folder: name or link it 'xtreme' and give the folder above it, {root.parent}"
    else:
        next_step = "give the folder above XTREME's download"
    raise MissingDataError(f"{root} holds {listed}; expected {expected}; {next_step}")


def place(root: Path, pattern: str, language: str) -> Path:
    """The path that `pattern` names for `language`.

    Raises:
        UnknownNameError: `language` is no language code, so that no path can lead out of `root`.
    """
    if not re.fullmatch(_LANGUAGE, language):
        raise UnknownNameError(f"{language!r} is no language code; expected two or three letters a-z")
    return root / pattern.replace("{language}", language)


def languages_at(root: Path, pattern: str) -> tuple[str, ...]:
    """Languages for which a file fits `pattern`, in code order; every `{language}` stands for the same code."""
    parts = Path(pattern).parts
    number = next((number for number, part in enumerate(parts) if "{language}" in part), len(parts) - 1)
    first, *rest = (re.escape(piece) for piece in parts[number].split("{language}"))
    name = first + f"({_LANGUAGE})" + r"\1".join(rest)
    folder = root.joinpath(*parts[:number])
    if not folder.is_dir():
        return ()
    found = {match[1] for entry in folder.iterdir() if (match := re.fullmatch(name, entry.name))}
    return tuple(sorted(language for language in found if place(root, pattern, language).is_file()))


def read_manifest(root: Path) -> Remarks:
    """What the optional MANIFEST.csv says of each file: its split and note.

    Raises:
        DataFormatError: the file is there, but lacks a column or has a row of another shape.
    """
    rows = _manifest_rows(root, {"path", "split", "note"}, "columns path, split and note")
    remarks = {row["path"]: ": ".join(part for part in (row["split"], row["note"]) if part) for row in rows}
    return {path: remark for path, remark in remarks.items() if remark}


def read_licences(root: Path) -> Remarks:
    """The licence of each file in the words of the optional MANIFEST.csv, where it has a column for that.

    Raises:
        DataFormatError: as `read_manifest`.
    """
    rows = _manifest_rows(root, {"path"}, "column path")
    return {row["path"]: row["licence"] for row in rows if row.get("licence")}


_Reader = Any  # csv.reader has no public type


def _manifest_rows(root: Path, needed: set[str], expected: str) -> list[dict[str, str]]:
    path = root / _MANIFEST
    if not path.is_file():
        return []
    rows = csv.reader((text + "\n" for _, text in read_lines(path)), strict=True)
    try:
        return _checked_rows(path, rows, needed, expected)
    except csv.Error as error:
        raise DataFormatError(path, rows.line_num, f"what is no CSV ({error})", expected) from error


def _checked_rows(path: Path, rows: _Reader, needed: set[str], expected: str) -> list[dict[str, str]]:
    header: list[str] = next(rows, [])
    if not needed <= set(header):
        raise DataFormatError(path, 1, f"the header {quote(header)}", expected)
    found = []
    for row in rows:
        if len(row) != len(header):
            raise DataFormatError(path, rows.line_num, f"{len(row)} columns", f"{len(header)}")
        found.append(dict(zip(header, row, strict=True)))
    return found
