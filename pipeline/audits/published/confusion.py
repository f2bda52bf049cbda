"""An accuracy and an F1 of two classes that no confusion matrix of that many examples gives together.

With e of n examples wrong and t true positives, accuracy is 1 - e/n and F1 of the positive class 2t / (2t + e); so for
each e that the accuracy allows, F1 may only be one of n - e + 1 values. How many are positive need not be known.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from pipeline.audits.published.figures import Figure, Row
from pipeline.audits.published.findings import Discrepancy, DiscrepancyKind, cell_of

Interval = tuple[Fraction, Fraction]  # percent, both ends included


def is_possible(n_examples: int, accuracy: Interval, f1: Interval) -> bool:
    """Whether some confusion matrix of so many examples has an accuracy and an F1 in these intervals."""
    return any(_has_f1(n_examples, wrong, f1) for wrong in _numbers_wrong(n_examples, accuracy))


def nearest_f1(n_examples: int, accuracy: Interval, f1: float) -> float | None:
    """The F1 nearest to a printed one that the accuracy allows; None where no number of errors gives the accuracy."""
    found: list[float] = []
    for wrong in _numbers_wrong(n_examples, accuracy):
        right = n_examples - wrong
        exact = f1 * wrong / (2 * (100 - f1)) if f1 < 100 else float(right)
        for true_positives in {min(right, math.floor(exact)), min(right, math.ceil(exact))}:
            both = 2 * true_positives + wrong
            found.append(200 * true_positives / both if both else 100.0)
    return min(found, key=lambda value: abs(value - f1), default=None)


def _numbers_wrong(n_examples: int, accuracy: Interval) -> range:
    least = math.ceil(n_examples * (100 - accuracy[1]) / 100)
    most = math.floor(n_examples * (100 - accuracy[0]) / 100)
    return range(max(least, 0), min(most, n_examples) + 1)


def _has_f1(n_examples: int, wrong: int, f1: Interval) -> bool:
    low, high = f1
    if wrong == 0:  # all right: 100, or without a positive example whatever is defined for it, 0 or 100
        return high >= 100 or low <= 0
    if low >= 100:
        return False
    right = n_examples - wrong
    least = max(math.ceil(low * wrong / (2 * (100 - low))), 0)
    most = right if high >= 100 else min(math.floor(high * wrong / (2 * (100 - high))), right)
    return least <= most


@dataclass(frozen=True, slots=True)
class BinaryCell:
    """Which figures are an accuracy and an F1 of the same two classes, and of how many examples."""

    accuracy: str  # metrics
    f1: str
    n_examples: int


def check_confusion(rows: Sequence[Row], cells: Mapping[int, BinaryCell]) -> Iterator[Discrepancy]:
    """Pairs of an accuracy and an F1 of one system, cell and number of examples that exclude each other.

    Args:
        cells: by reported_id of the F1.
    """
    by_place = {(row.source, row.table, row.system, row.key): row for row in rows}
    for row in rows:
        for language, figure in row.figures.items():
            cell = cells.get(figure.printed.reported_id)
            if cell is None:
                continue
            key = replace(row.key, metric=cell.accuracy)
            other = by_place.get((row.source, row.table, row.system, key))
            beside = other.figures.get(language) if other is not None else None
            if beside is not None and not is_possible(cell.n_examples, _interval(beside), _interval(figure)):
                yield _finding(row, beside, figure, cell)


def _interval(figure: Figure) -> Interval:
    value, half = Fraction(figure.printed.value_text), Fraction(figure.half_unit).limit_denominator(10**12)
    return value - half, value + half


def _finding(row: Row, accuracy: Figure, f1: Figure, cell: BinaryCell) -> Discrepancy:
    nearest = nearest_f1(cell.n_examples, _interval(accuracy), f1.value)
    said = (
        f"no number of errors among {cell.n_examples:,} examples gives that accuracy at all"
        if nearest is None
        else f"no confusion matrix of {cell.n_examples:,} examples has both; with that accuracy the nearest F1 is "
        f"{nearest:.4f}"
    )
    return Discrepancy(
        DiscrepancyKind.CONFUSION_MATRIX,
        f"{row.source} prints accuracy {accuracy.printed.value_text} and F1 {f1.printed.value_text} for {row.system}, "
        f"{row.key.task}, {row.key.split}: {said} (a mean over several runs may have any).",
        (cell_of(accuracy), cell_of(f1)),
        size=abs(f1.value - nearest) if nearest is not None else 0.0,
        rounding=f1.half_unit,
        encoder=row.key.encoder,
    )
