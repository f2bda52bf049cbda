"""F1 of labelled segments in tag sequences (PAN-X, UD-POS), and accuracy of single tags.

XTREME's published numbers come from seqeval 0.0.12, which reads any tag as prefix = first character and
type = text after the last "-". That makes "NOUN" a segment of type NOUN, merges neighbouring NOUNs into one
segment, and keeps neighbouring SYMs and SCONJs apart, because their first character reads as IOBES "S".
seqeval 1.2.2 takes the type from the second character on, so it confuses CCONJ with SCONJ (both "CONJ").
Here every tag is first rewritten as the IOBES tag that 0.0.12 took it for; 1.2.2 then finds 0.0.12's segments.
PAN-X's own tags ("B-PER", "I-PER", "O") pass unchanged.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from itertools import chain

from seqeval.metrics.sequence_labeling import get_entities

from pipeline.domain.errors import MetricInputError
from pipeline.metrics.accuracy import accuracy, check_lengths

TAG_F1_IMPL = f"segment F1, seqeval {version('seqeval')}, tags read as in seqeval 0.0.12 (XTREME)"
TOKEN_ACCURACY_IMPL = "accuracy over words: equal tags / all tags"


@dataclass(frozen=True, slots=True)
class TagCounts:
    """How many segments of a sentence are right, predicted and gold; counts of sentences add up."""

    n_true_positive: int
    n_predicted: int
    n_gold: int


def tag_f1(predicted: Sequence[Sequence[str]], gold: Sequence[Sequence[str]]) -> float:
    """Micro-averaged F1 of labelled segments, in percent; 0 where neither side holds a segment.

    Args:
        predicted: [sentences][words] tags in file order; each sentence as long as its gold sentence.
        gold: [sentences][words] reference tags.

    Raises:
        MetricInputError: numbers of sentences or of words differ, or there is no sentence.

    Source: google-research/xtreme evaluate.py, `f1` with seqeval 0.0.12.
    """
    return f1_from_counts(tag_counts(predicted, gold))


def tag_counts(predicted: Sequence[Sequence[str]], gold: Sequence[Sequence[str]]) -> tuple[TagCounts, ...]:
    """[sentences] segment counts; their sums give the F1 of any sample of sentences. Arguments as `tag_f1`."""
    _check_shapes(predicted, gold)
    return tuple(_sentence_counts(p, g) for p, g in zip(predicted, gold, strict=True))


def f1_from_counts(counts: Iterable[TagCounts]) -> float:
    """F1 in percent of summed counts: 2 TP / (predicted + gold); 0 where both are 0, as seqeval has it."""
    n_true_positive = n_segments = 0
    for count in counts:
        n_true_positive += count.n_true_positive
        n_segments += count.n_predicted + count.n_gold
    return 200.0 * n_true_positive / n_segments if n_segments else 0.0


def token_accuracy(predicted: Sequence[Sequence[str]], gold: Sequence[Sequence[str]]) -> float:
    """Share of words with the right tag over all sentences, in percent. Arguments as `tag_f1`."""
    _check_shapes(predicted, gold)
    return accuracy(list(chain.from_iterable(predicted)), list(chain.from_iterable(gold)))


@functools.cache
def as_iobes(tag: str) -> str:
    """The IOBES tag that seqeval 0.0.12 takes `tag` for: "NOUN" -> "I-NOUN", "SYM" -> "S-SYM", "B-PER" -> "B-PER"."""
    if not tag or tag[0] in "O.":
        return "O"
    prefix = tag[0] if tag[0] in "BIES" else "I"
    return f"{prefix}-{tag.rpartition('-')[2]}"


def _sentence_counts(predicted: Sequence[str], gold: Sequence[str]) -> TagCounts:
    found, expected = _segments(predicted), _segments(gold)
    return TagCounts(len(found & expected), len(found), len(expected))


def _segments(tags: Sequence[str]) -> set[tuple[str, int, int]]:
    return set(get_entities([as_iobes(tag) for tag in tags]))


def _check_shapes(predicted: Sequence[Sequence[str]], gold: Sequence[Sequence[str]]) -> None:
    check_lengths(len(predicted), len(gold), "sentences")
    for number, (found, expected) in enumerate(zip(predicted, gold, strict=True), start=1):
        if len(found) != len(expected):
            raise MetricInputError(
                f"sentence {number} has {len(found)} predicted tags for {len(expected)} words; expected one tag a word"
            )
