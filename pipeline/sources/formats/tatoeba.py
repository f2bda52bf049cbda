"""Tatoeba as XTREME leaves it: the foreign lines, the English lines (sorted), and the gold line numbers.

XTREME looks each English line up among the foreign ones (`similarity_search(x=foreign, y=English)` in its
evaluate_retrieval.py indexes x and queries with y), and line j of its gold file is the number, from 0, of the foreign
line that translates English line j. So the queries are English and the candidates foreign.
"""

from __future__ import annotations

from pathlib import Path

from pipeline.domain.errors import DataFormatError
from pipeline.domain.example import RetrievalQuery
from pipeline.sources.cell import CellFiles, Parsed, unlabelled
from pipeline.sources.lines import quote, read_lines


def read(files: CellFiles) -> Parsed:
    """English queries in file order (id: line number from 0) and the foreign lines as candidates.

    Raises:
        MissingDataError: there is no gold file.
        DataFormatError: line counts differ, or a gold line is no number of a foreign line.
    """
    foreign_path, english_path = files.examples
    if files.gold is None:
        raise unlabelled(files)
    foreign = [text.strip() for _, text in read_lines(foreign_path)]
    english = [text.strip() for _, text in read_lines(english_path)]
    targets = _read_targets(files.gold, len(foreign))
    for path, count in ((files.gold, len(targets)), (english_path, len(english))):
        if count != len(foreign):
            raise DataFormatError(path, count, f"{count} lines", f"{len(foreign)}, as many as {foreign_path} has")
    queries = tuple(
        RetrievalQuery(str(line), text, target)
        for line, (text, target) in enumerate(zip(english, targets, strict=True))
    )
    return Parsed(queries, candidates=tuple(foreign), candidate_ids=tuple(str(line) for line in range(len(foreign))))


def _read_targets(path: Path, n_candidates: int) -> list[int]:
    targets = []
    for number, text in read_lines(path):
        digits = text.strip()
        is_number = digits.isdecimal() and len(digits) <= len(str(n_candidates)) + 10  # leading zeros are numbers too
        if not is_number or int(digits) >= n_candidates:
            raise DataFormatError(path, number, quote(text), f"a line number from 0 to {n_candidates - 1}")
        targets.append(int(digits))
    return targets
