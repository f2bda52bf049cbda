"""Findings between claim rows, of one document or several: the same claim with other marks, numbers, confidences; pure.

Two atoms are *alike* where their likeness (Dice over word stems, subjects and numbers left out) reaches LIKE. They
state *the same claim* where they are alike, name the same regimes, choice and target tasks, agree in number,
quantity, comparator and negation, and name no different encoder, benchmark or split.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, pairwise

from pipeline.audits.reports.checks.consistency import row_place
from pipeline.audits.reports.checks.findings import Finding, FindingKind, Place
from pipeline.audits.reports.matching.aliases import Aliases, Role
from pipeline.audits.reports.matching.atoms import atom_stems
from pipeline.audits.reports.reading.wording import likeness
from pipeline.domain.atom import Atom
from pipeline.domain.document import Document, ExtractedClaim

LIKE = 0.6
MAX_PAIRS = 200_000  # pairs of atoms compared word by word: about a second
_CORE = (Role.REGIME, Role.CHOICE, Role.TARGET)
_SCOPE = (Role.ENCODER, Role.BENCHMARK, Role.SPLIT)


@dataclass(frozen=True, slots=True)
class Entry:
    """One atom with all that comparing it needs."""

    document: Document
    claim: ExtractedClaim
    atom: Atom
    about: tuple[str, ...]  # registered claims on its subject
    words: frozenset[str]
    core: frozenset[str]
    scope: tuple[frozenset[str], ...]  # encoder, benchmark, split
    row: tuple[str, int]  # key of the claim row


def entry_of(document: Document, claim: ExtractedClaim, atom: Atom, about: tuple[str, ...], aliases: Aliases) -> Entry:
    """An entry of the comparison."""
    core = aliases.with_role(atom.subjects, *_CORE)
    scope = tuple(aliases.with_role(atom.subjects, role) for role in _SCOPE)
    key = document.document_id, claim.position
    return Entry(document, claim, atom, about, atom_stems(atom, aliases), core, scope, key)


@dataclass(frozen=True, slots=True)
class Edge:
    """Two atoms of different rows that were matched."""

    first: Entry
    second: Entry
    score: float  # likeness, 0-1


@dataclass(frozen=True, slots=True)
class Edges:
    """All pairs of atoms that belong together, by what they have in common."""

    same: tuple[Edge, ...]  # the same claim
    opposed: tuple[Edge, ...]  # alike but for a negation, both ticked
    differing: tuple[Edge, ...]  # other numbers of one thing
    n_apart: int = 0  # atoms that were only compared where their words are the same, since there are too many alike


def match_entries(entries: Sequence[Entry]) -> Edges:
    """Every pair of atoms of different rows that state the same claim, its opposite, or another number of it.

    Beyond MAX_PAIRS pairs, atoms on the same subjects are compared only with the next one in the same words.
    """
    same, opposed, differing = list[Edge](), list[Edge](), list[Edge]()
    pairs, n_apart = _pairs(entries)
    for first, second in pairs:
        score = likeness(first.words, second.words)
        edge = Edge(first, second, score)
        if _same_claim(first, second, score):
            same.append(edge)
        elif _opposed(first, second, score):
            opposed.append(edge)
        elif _numbers_differ(first, second, score):
            differing.append(edge)
    return Edges(tuple(same), tuple(opposed), tuple(differing), n_apart)


def compare(edges: Edges) -> list[Finding]:
    """Findings over all matched pairs, one finding per group of rows that state the same claim."""
    found = [finding for group in _groups(edges.same) for finding in _marks_and_confidences(group)]
    found += [_opposites(edge) for group in _groups(edges.opposed) for edge in group[:1]]
    found += [_numbers(group) for group in _groups(edges.differing)]
    return found


def _pairs(entries: Sequence[Entry]) -> tuple[list[tuple[Entry, Entry]], int]:
    """Pairs of atoms of different rows to compare, and how many atoms are compared in part only."""
    buckets: dict[frozenset[str], list[Entry]] = defaultdict(list)
    for entry in entries:
        buckets[entry.core].append(entry)
    pairs, left, n_apart = list[tuple[Entry, Entry]](), MAX_PAIRS, 0
    for bucket in sorted(buckets.values(), key=len):
        n_pairs = len(bucket) * (len(bucket) - 1) // 2
        if n_pairs <= left:
            left -= n_pairs
            pairs += [(first, second) for first, second in combinations(bucket, 2) if first.row != second.row]
            continue
        n_apart += len(bucket)
        alike: dict[frozenset[str], list[Entry]] = defaultdict(list)
        for entry in bucket:
            alike[entry.words].append(entry)
        for group in alike.values():
            pairs += [(first, second) for first, second in pairwise(group) if first.row != second.row]
    order = {id(entry): number for number, entry in enumerate(entries)}
    return sorted(pairs, key=lambda pair: (order[id(pair[0])], order[id(pair[1])])), n_apart


def _same_scope(first: Entry, second: Entry) -> bool:
    return all(not a or not b or a == b for a, b in zip(first.scope, second.scope, strict=True))


def _same_claim(first: Entry, second: Entry, score: float) -> bool:
    one, other = first.atom, second.atom
    if score < LIKE or one.is_negated != other.is_negated or not _same_scope(first, second):
        return False
    if one.value is None or other.value is None:
        return one.value is other.value
    return _same_quantity(one, other) and Decimal(one.value) == Decimal(other.value)


def _same_quantity(one: Atom, other: Atom) -> bool:
    return one.comparator is other.comparator and (
        one.quantity == other.quantity or None in (one.quantity, other.quantity)
    )


def _opposed(first: Entry, second: Entry, score: float) -> bool:
    """Alike but for a negation, and both ticked."""
    if first.atom.is_negated == second.atom.is_negated or first.atom.value != second.atom.value:
        return False
    return score >= LIKE and _same_scope(first, second) and first.claim.is_ticked and second.claim.is_ticked


def _numbers_differ(first: Entry, second: Entry, score: float) -> bool:
    """Other values of one quantity, in like words or on the subject of one registered claim."""
    one, other = first.atom, second.atom
    if one.value is None or other.value is None or one.doubt or other.doubt or one.is_negated or other.is_negated:
        return False
    if not _same_quantity(one, other) or Decimal(one.value) == Decimal(other.value) or not _same_scope(first, second):
        return False
    is_gain = one.quantity == other.quantity == "points"
    return score >= LIKE or (is_gain and bool(set(first.about) & set(second.about)))


def _groups(edges: Sequence[Edge]) -> list[list[Edge]]:
    """Edges joined by atoms that they share, in order of their first edge."""
    group_of: dict[tuple[str, int, int], list[Edge]] = {}
    for edge in edges:
        keys = [(*entry.row, entry.atom.number) for entry in (edge.first, edge.second)]
        known = [group_of[key] for key in keys if key in group_of]
        group = known[0] if known else []
        for other in known[1:]:
            if other is not group:
                group.extend(other)
                for key, held in group_of.items():
                    if held is other:
                        group_of[key] = group
        group.append(edge)
        group_of.update(dict.fromkeys(keys, group))
    return list({id(group): group for group in group_of.values()}.values())


def _rows(group: Sequence[Edge]) -> list[Entry]:
    """One entry per claim row of the group, in document order of appearance."""
    entries = [entry for edge in group for entry in (edge.first, edge.second)]
    return list({entry.row: entry for entry in reversed(entries)}.values())[::-1]


def _places(group: Sequence[Edge], show: Callable[[Entry], str] | None = None) -> tuple[Place, ...]:
    places = []
    for entry in _rows(group):
        place = row_place(entry.document, entry.claim)
        shown = f"{show(entry)} ({place.shown})" if show else place.shown
        places.append(Place(place.document_id, place.file_name, place.position, place.line, shown))
    return tuple(places)


def _score(group: Sequence[Edge]) -> float:
    return min(edge.score for edge in group)


def _marks_and_confidences(group: Sequence[Edge]) -> Iterator[Finding]:
    rows = _rows(group)
    text = min((entry.atom.text for entry in rows), key=len)
    n_ticked = sum(entry.claim.is_ticked for entry in rows)
    if 0 < n_ticked < len(rows):
        said = f"ticked {_times(n_ticked)}, crossed {_times(len(rows) - n_ticked)}: {text}"
        yield Finding(FindingKind.TICKS_CONTRADICT, said, _places(group), _score(group))
    confidences = [entry.claim.confidence for entry in rows if entry.claim.confidence is not None]
    if len(set(confidences)) > 1:
        said = f"confidence {min(confidences):g} to {max(confidences):g}: {text}"
        yield Finding(FindingKind.CONFIDENCES_DIFFER, said, _places(group), _score(group))


def _times(n_rows: int) -> str:
    return "once" if n_rows == 1 else f"{n_rows} times"


def _opposites(edge: Edge) -> Finding:
    said = f"ticked with and without a negation: {edge.first.atom.text} / {edge.second.atom.text}"
    return Finding(FindingKind.OPPOSITES_TICKED, said, _places([edge]), edge.score)


def _numbers(group: Sequence[Edge]) -> Finding:
    rows = _rows(group)
    values = sorted(sorted({entry.atom.value or "" for entry in rows}), key=Decimal)  # "7" before "7.0", always
    quantity = (rows[0].atom.quantity or "unit not printed").replace("_", " ")
    about = ", ".join(sorted(rows[0].core)) or min((entry.atom.text for entry in rows), key=len)
    said = f"{' and '.join(values)} {quantity} of {about}"
    return Finding(
        FindingKind.NUMBERS_DISAGREE, said, _places(group, lambda entry: entry.atom.value or ""), _score(group)
    )
