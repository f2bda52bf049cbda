"""Pairs of sentence ids, one a line (BUCC): read and checked; a file counts as the set of its lines."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pipeline.domain.errors import DataFormatError
from pipeline.submissions.lines import read_content, words_of

# an id is a language, a hyphen and a number: "de-000413461"
_LINE = re.compile(rb"([^\s-]+)-[^\s-]+\t([^\s-]+)-[^\s-]+")
_TAB, _FEED, _HYPHEN = 9, 10, 45
_THREE_BYTES = np.uint64(0xFFFFFF)


@dataclass(frozen=True, slots=True)
class Pairs:
    """What a file of pairs holds."""

    lines: frozenset[bytes]  # distinct "id<TAB>id"
    languages: frozenset[tuple[bytes, bytes]]  # what stands before the hyphens of the two ids


def read_pairs(path: Path | str) -> Pairs:
    """The pairs of a file; none of an empty one.

    Raises:
        DataFormatError: a line that is no such pair.
    """
    content = read_content(path)
    distinct = set(content[:-1].split(b"\n")) if content else set()
    languages = _languages_of_all(content) if distinct else frozenset()
    if languages is not None:
        return Pairs(frozenset(distinct), languages)
    stripped = {_strip(path, content, line) for line in distinct}
    return Pairs(frozenset(stripped), frozenset(map(_languages, stripped)))


def check_languages(path: Path | str, found: Pairs, gold: Pairs) -> None:
    """Refuse ids of other languages than gold's, as where the two columns are swapped; they would all count as wrong.

    Raises:
        DataFormatError: such a pair, with its line.
    """
    if found.languages <= gold.languages:
        return
    content = read_content(path)
    for number, line in enumerate(content.split(b"\n"), start=1):
        if line.strip() and _languages(line.strip()) not in gold.languages:
            first, second = sorted(gold.languages)[0]
            expected = f"ids such as gold's, {_shown(first)}-... and then {_shown(second)}-..."
            raise DataFormatError(path, number, f"{_shown(line)!r:.60}", expected)


def _languages_of_all(content: bytes) -> frozenset[tuple[bytes, bytes]] | None:
    """The languages where all lines have two ids of the same two two-letter languages; None: look line by line."""
    if any(mark in content for mark in (b" ", b"\v", b"\f")):
        return None
    codes, words = np.frombuffer(content, dtype=np.uint8), words_of(content + bytes(8))
    feeds, tabs = np.flatnonzero(codes == _FEED), np.flatnonzero(codes == _TAB)
    if len(tabs) != len(feeds) or content.count(b"-") != 2 * len(tabs):
        return None
    starts = np.concatenate(([0], feeds[:-1] + 1))
    if int((tabs - starts).min()) < 4 or int((feeds - tabs).min()) < 5:  # "de-1", tab, "en-1"
        return None
    for places in (starts, tabs + 1):
        heads = words[places] & _THREE_BYTES
        if (heads != heads[0]).any() or int(heads[0]) >> 16 != _HYPHEN:
            return None
    return frozenset({_languages(content[: feeds[0]])})


def _languages(line: bytes) -> tuple[bytes, bytes]:
    first, _, second = line.partition(b"\t")
    return first.partition(b"-")[0], second.partition(b"-")[0]


def _strip(path: Path | str, content: bytes, line: bytes) -> bytes:
    stripped = line.strip()
    if not stripped:
        raise DataFormatError(path, content[:-1].split(b"\n").index(line) + 1, "a blank line", "two ids, tab between")
    if _LINE.fullmatch(stripped):
        return stripped
    number = content.split(b"\n").index(line) + 1
    found = f"{_shown(line)!r:.60}"
    raise DataFormatError(path, number, found, 'two ids with a tab between, such as "de-000000001"')


def _shown(text: bytes) -> str:
    return text.decode("utf-8", errors="replace")
