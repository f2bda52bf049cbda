"""The pinned revision of each data set on the hub: data/reference/hub_revisions.csv."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from pipeline.domain.errors import DataFormatError, MissingDataError
from pipeline.store.home import REFERENCE

REVISIONS = REFERENCE / "hub_revisions.csv"
_COLUMNS = ["dataset", "revision", "source"]
_COMMIT = re.compile(r"[0-9a-f]{40}")


def load_revisions(path: Path = REVISIONS) -> dict[str, str]:
    """Commit by data set.

    Raises:
        MissingDataError: there is no such file.
        DataFormatError: another header, a revision that is no whole commit, or a data set for the second time.
    """
    if not path.is_file():
        raise MissingDataError(f"{path} is not there; it pins the revision of each data set on the hub")
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        if (header := next(rows, [])) != _COLUMNS:
            raise DataFormatError(path, 1, f"the header {header!r}", ",".join(_COLUMNS))
        revisions: dict[str, str] = {}
        for row in rows:
            if len(row) != len(_COLUMNS) or row[0] in revisions or not _COMMIT.fullmatch(row[1]):
                expected = "a data set for the first time, a commit of 40 digits and where it was seen"
                raise DataFormatError(path, rows.line_num, repr(row), expected)
            revisions[row[0]] = row[1]
    return revisions


def revision_of(dataset: str, revisions: dict[str, str]) -> str:
    """The pinned commit of a data set.

    Raises:
        MissingDataError: it has none.
    """
    if dataset not in revisions:
        raise MissingDataError(
            f"{dataset!r} has no pinned revision in {REVISIONS.name}, and is not read without one; add a line "
            f"'{dataset},COMMIT,URL' with a commit of https://huggingface.co/datasets/{dataset}/commits/main"
        )
    return revisions[dataset]
