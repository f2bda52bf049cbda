"""Rows of reports that say the same, cut sentences included; pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations, pairwise

from pipeline.audits.reports.reading.clauses import without_citations
from pipeline.audits.reports.reading.numerals import without_pointers
from pipeline.audits.reports.reading.wording import tokens_of
from pipeline.domain.document import ExtractedClaim

FEWEST_WORDS = 8  # that a cut sentence and its like must share from the beginning
MOST_IN_PAIRS = 500  # rows that begin alike; of more each is held against the next


class LinkKind(StrEnum):
    """How much two rows have in common, the closest first."""

    SAME_TEXT = "same text"  # word by word, citations left out
    SAME_BEGINNING = "same beginning"  # one is cut off, or both; as far as printed they agree
    SAME_CLAIMS = "same claims"  # every atom of each is matched by one of the other
    SHARED_CLAIM = "shared claim"  # some atom is matched; the rest is said in one of them alone


@dataclass(frozen=True, slots=True, order=True)
class RowKey:
    """One claim row."""

    document_id: str
    position: int


@dataclass(frozen=True, slots=True)
class LinkedRow:
    """One claim row with what linking it needs."""

    key: RowKey
    claim: ExtractedClaim
    n_atoms: int


@dataclass(frozen=True, slots=True)
class Match:
    """Two atoms of different rows that state the same."""

    first: tuple[RowKey, int]  # row and number of the atom
    second: tuple[RowKey, int]
    likeness: float | None  # of their words, 0-1; None: both are mapped to one registered claim


@dataclass(frozen=True, slots=True)
class ClaimLink:
    """Two rows that say the same, wholly or in part; grain of table `claim_links`."""

    kind: LinkKind
    group: int | None  # rows joined by links closer than SHARED_CLAIM have one number; from 1
    first: RowKey  # in order of the documents given
    second: RowKey
    n_matched: int  # pairs of atoms that state the same
    likeness: float | None  # the least among those matched by their words, 0-1; None: none was
    is_cut: bool  # one of the rows, or both
    marks_agree: bool


def link_rows(rows: Sequence[LinkedRow], matches: Iterable[Match]) -> tuple[ClaimLink, ...]:
    """Every pair of rows, of one document or two, that says the same; in order of the rows."""
    order = {row.key: place for place, row in enumerate(rows)}
    pairs: dict[_Pair, list[_Atoms]] = defaultdict(list)
    for match in matches:
        ends = sorted(((order[match.first[0]], match.first[1]), (order[match.second[0]], match.second[1])), key=_place)
        pairs[ends[0][0], ends[1][0]].append((ends[0][1], ends[1][1], match.likeness))
    texts = {(order[first], order[second]): kind for (first, second), kind in _alike_texts(rows)}
    kinds = {pair: texts.get(pair) or _kind(rows, pair, pairs[pair]) for pair in {*pairs, *texts}}
    ordered = sorted(kinds)
    groups = _groups([pair for pair in ordered if kinds[pair] is not LinkKind.SHARED_CLAIM])
    return tuple(
        ClaimLink(
            kind=kinds[pair],
            group=None if kinds[pair] is LinkKind.SHARED_CLAIM else groups[pair[0]],
            first=rows[pair[0]].key,
            second=rows[pair[1]].key,
            n_matched=len({(first, second) for first, second, _ in pairs.get(pair, ())}),
            likeness=min((found for _, _, found in pairs.get(pair, ()) if found is not None), default=None),
            is_cut=any(rows[place].claim.is_truncated for place in pair),
            marks_agree=rows[pair[0]].claim.is_ticked == rows[pair[1]].claim.is_ticked,
        )
        for pair in ordered
    )


_Pair = tuple[int, int]  # places of two rows, in order
_Atoms = tuple[int, int, float | None]  # numbers of two atoms of such a pair, and the likeness of their words


def _place(end: tuple[int, int]) -> int:
    return end[0]


def _kind(rows: Sequence[LinkedRow], pair: _Pair, matches: Sequence[_Atoms]) -> LinkKind:
    n_matched = len({first for first, _, _ in matches}), len({second for _, second, _ in matches})
    is_whole = n_matched == (rows[pair[0]].n_atoms, rows[pair[1]].n_atoms)
    return LinkKind.SAME_CLAIMS if is_whole else LinkKind.SHARED_CLAIM


def _alike_texts(rows: Sequence[LinkedRow]) -> Iterator[tuple[tuple[RowKey, RowKey], LinkKind]]:
    """Pairs whose words are the same, or the same as far as a cut lets us see; a cut row's last word may be half."""
    words = {
        row.key: tuple(token.text for token in tokens_of(without_pointers(without_citations(row.claim.text))))
        for row in rows
    }
    buckets: dict[tuple[str, ...], list[LinkedRow]] = defaultdict(list)
    for row in rows:
        buckets[words[row.key][:FEWEST_WORDS]].append(row)
    for bucket in buckets.values():
        for first, second in combinations(bucket, 2) if len(bucket) <= MOST_IN_PAIRS else pairwise(bucket):
            one, other = words[first.key], words[second.key]
            if one == other and not (first.claim.is_truncated or second.claim.is_truncated):
                yield (first.key, second.key), LinkKind.SAME_TEXT
            elif _begins(first, one, other) or _begins(second, other, one):
                yield (first.key, second.key), LinkKind.SAME_BEGINNING


def _begins(cut: LinkedRow, words: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether the row is cut and its whole words begin the other's."""
    if not cut.claim.is_truncated or len(words) <= FEWEST_WORDS:
        return False
    whole = words[:-1]
    return other[: len(whole)] == whole


def _groups(pairs: Iterable[_Pair]) -> dict[int, int]:
    """Number of each row's group: rows that links join, directly or through others."""
    parent: dict[int, int] = {}

    def root(key: int) -> int:
        while parent.setdefault(key, key) != key:
            parent[key] = parent[parent[key]]
            key = parent[key]
        return key

    keys = list[int]()
    for first, second in pairs:
        keys += (first, second)
        top, other = root(first), root(second)
        parent[other] = top
    numbers: dict[int, int] = {}
    return {key: numbers.setdefault(root(key), len(numbers) + 1) for key in keys}
