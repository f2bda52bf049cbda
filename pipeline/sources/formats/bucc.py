"""BUCC 2018: `id<TAB>text` on both sides, gold pairs `foreign id<TAB>English id`; most lines have no translation."""

from __future__ import annotations

from pathlib import Path

from pipeline.domain.errors import DataFormatError
from pipeline.domain.example import RetrievalQuery
from pipeline.sources.cell import CellFiles, Parsed, unlabelled
from pipeline.sources.lines import quote, read_rows


def read(files: CellFiles) -> Parsed:
    """Foreign queries and English candidates in file order, with the ids of the files.

    Raises:
        MissingDataError: there is no gold file.
        DataFormatError: a line has another shape, an id repeats, or gold names an unknown id.
    """
    foreign_path, english_path = files.examples
    if files.gold is None:
        raise unlabelled(files)
    foreign, english = _read_side(foreign_path), _read_side(english_path)
    positions = {english_id: position for position, english_id in enumerate(english)}
    targets: dict[str, int] = {}
    for number, columns in read_rows(files.gold):
        if len(columns) != 2 or columns[0] not in foreign or columns[1] not in positions:
            expected = f"an id of {foreign_path.name} and one of {english_path.name}, with a tab between"
            raise DataFormatError(files.gold, number, quote("\t".join(columns)), expected)
        if columns[0] in targets:
            raise DataFormatError(files.gold, number, f"a second translation of {columns[0]!r}", "one for each line")
        targets[columns[0]] = positions[columns[1]]
    queries = tuple(RetrievalQuery(line_id, text, targets.get(line_id)) for line_id, text in foreign.items())
    return Parsed(queries, candidates=tuple(english.values()), candidate_ids=tuple(english))


def _read_side(path: Path) -> dict[str, str]:
    """Text by id, in file order."""
    side: dict[str, str] = {}
    for number, columns in read_rows(path):
        if len(columns) != 2:
            raise DataFormatError(path, number, f"{len(columns)} columns", "2 (id and text)")
        if columns[0] in side:
            raise DataFormatError(path, number, f"the id {columns[0]!r} for the second time", "ids that do not repeat")
        side[columns[0]] = columns[1]
    return side
