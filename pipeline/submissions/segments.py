"""Labelled segments of tag sequences as seqeval 0.0.12 finds them, over integer arrays.

That version of seqeval gave XTREME's published numbers. Whether a segment ends before a tag, or starts at it, depends
on the tag and the one before it alone: its two rules fill one table over pairs of codes, and a whole file is read in a
few passes. `pipeline.metrics.tag_f1` finds the same segments sentence by sentence with the installed seqeval.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.submissions.lines import Codes

_ENDS, _STARTS = np.uint8(1), np.uint8(2)


@dataclass(frozen=True, slots=True)
class _Rules:
    """For each pair of codes (before, now): bit 1, a segment ends before now; bit 2, one starts at now."""

    flags: NDArray[np.uint8]  # [(labels + 1) * (labels + 1)]
    types: NDArray[np.uint8]  # [labels + 1] number of the type


@dataclass(frozen=True, slots=True)
class Segments:
    """How many segments of each sentence are right, predicted and gold: [sentences] each."""

    n_true_positive: NDArray[np.intp]
    n_predicted: NDArray[np.intp]
    n_gold: NDArray[np.intp]


def count_segments(predicted: Codes, gold: Codes, labels: tuple[str, ...]) -> Segments:
    """Segment counts of each sentence.

    Args:
        predicted: [n] codes of a whole file: places in `labels`, and `len(labels)` once after each sentence.
        gold: [n] likewise, with the sentences at the same places.
        labels: the closed set of tags.

    Source: seqeval 0.0.12, metrics/sequence_labeling.py, `get_entities`, `end_of_chunk`, `start_of_chunk`.
    """
    rules = _rules(labels)
    ends_predicted, first_predicted = _boundaries(predicted, rules)
    ends_gold, first_gold = _boundaries(gold, rules)
    both = np.flatnonzero(ends_predicted & ends_gold)
    is_same = rules.types[predicted[both - 1]] == rules.types[gold[both - 1]]
    is_same &= first_predicted[both - 1] == first_gold[both - 1]
    # a segment that ends before place i lies in the sentence whose blank is at i or behind it
    sentences = np.cumsum(gold == len(labels), dtype=np.int32)
    n_sentences = int(sentences[-1])

    def per_sentence(places: NDArray[np.intp]) -> NDArray[np.intp]:
        return np.bincount(sentences[places - 1], minlength=n_sentences)

    return Segments(
        per_sentence(both[is_same]),
        per_sentence(np.flatnonzero(ends_predicted)),
        per_sentence(np.flatnonzero(ends_gold)),
    )


def _boundaries(codes: Codes, rules: _Rules) -> tuple[NDArray[np.bool_], NDArray[np.int32]]:
    """[n] whether a segment ends before each place, and where the last segment started at or before it."""
    n_codes = len(rules.types)
    pairs = codes.astype(np.uint16)
    pairs[1:] += codes[:-1] * np.uint16(n_codes)
    pairs[0] += (n_codes - 1) * n_codes  # before the file: as after a sentence
    flags = rules.flags[pairs]
    places = np.arange(len(codes), dtype=np.int32)
    places[(flags & _STARTS) == 0] = 0
    return (flags & _ENDS) != 0, np.maximum.accumulate(places)


@functools.cache
def _rules(labels: tuple[str, ...]) -> _Rules:
    tags = [*labels, "O"]  # seqeval puts "O" between sentences
    kinds = [(tag[0], tag.split("-")[-1]) for tag in tags]
    flags = [
        (_ENDS if _is_end(*before, *now) else 0) | (_STARTS if _is_start(*before, *now) else 0)
        for before in kinds
        for now in kinds
    ]
    types = sorted({kind for _, kind in kinds})
    return _Rules(np.array(flags, np.uint8), np.array([types.index(kind) for _, kind in kinds], np.uint8))


def _is_end(before: str, type_before: str, now: str, type_now: str) -> bool:
    if before in "ES" or (before in "BI" and now in "BSO"):
        return True
    return before not in "O." and type_before != type_now


def _is_start(before: str, type_before: str, now: str, type_now: str) -> bool:
    if now in "BS" or (before in "ESO" and now in "EI"):
        return True
    return now not in "O." and type_before != type_now
