"""Rows whose figures stand under the wrong languages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from pipeline.audits.published.figures import Row
from pipeline.audits.published.findings import Discrepancy, DiscrepancyKind, cell_of

N_LANGUAGES = 5  # fewest languages of a row that is held against the others' profile
N_OTHERS = 4  # fewest other rows that make a profile
N_REORDERED = 4  # fewest languages of two rows that are one another's permutation
SMALLEST_SCALE = 1.0  # points; a language's usual deviation from the profile is taken as no less
LEAST_GAIN = 50.0  # fall of the sum of squared deviations, in usual deviations
MOST_LEFT = 0.35  # share of that sum that a better order may leave
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Order:
    """An order in which a row's figures may be meant: figure `source[i]` belongs to language i."""

    source: tuple[int, ...]
    name: str


def check_permuted_rows(rows: Sequence[Row]) -> list[Discrepancy]:
    """Rows of one task and metric in two sources with the same figures under other languages."""
    found: list[Discrepancy] = []
    families: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        families[row.key.task, row.key.metric].append(row)
    for a, b in (pair for members in families.values() for pair in combinations(members, 2)):
        if a.source == b.source:
            continue
        shared = [language for language in a.languages if language in b.figures]
        if len(shared) < N_REORDERED or len(set(a.values(shared))) < N_REORDERED:
            continue
        if a.values(shared) != b.values(shared) and sorted(a.values(shared)) == sorted(b.values(shared)):
            moved = [name for name in shared if a.figures[name].value != b.figures[name].value]
            found.append(_permuted(a, b, moved))
    return found


def check_column_order(rows: Sequence[Row]) -> list[Discrepancy]:
    """Rows that fit the other systems' profile over languages far better in another order of their figures.

    A profile is the median, over the other rows of the task and metric, of each language's distance from its row's
    mean. Orders that are tried: two figures exchanged, the alphabet, the alphabet after English, the columns of other
    tables. Any order at all is not: with many languages alike, one that fits better always exists.
    """
    families: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        if len(row.languages) >= N_LANGUAGES:
            families[row.key.task, row.key.metric].append(row)
    return [found for members in families.values() for row in members for found in _out_of_order(row, members)]


def _permuted(a: Row, b: Row, moved: Sequence[str]) -> Discrepancy:
    return Discrepancy(
        DiscrepancyKind.PERMUTED_ROW,
        f"{a.source} ({a.system}) and {b.source} ({b.system}) print the same {a.key.task} figures ({a.key.metric}) "
        f"under other languages: {', '.join(moved)}.",
        tuple(cell_of(row.figures[name]) for name in moved for row in (a, b)),
        size=max(abs(a.figures[name].value - b.figures[name].value) for name in moved),
        rounding=2 * a.figures[moved[0]].half_unit,
        encoder=a.key.encoder,
    )


def _out_of_order(row: Row, members: Sequence[Row]) -> Iterator[Discrepancy]:
    languages = row.languages
    profile = _profile(row, members)
    if profile is None:
        return
    expected, scale = profile
    values = np.array(row.values(languages))
    centred = values - values.mean()

    def misfit(source: Sequence[int]) -> float:
        return float((((centred[list(source)] - expected) / scale) ** 2).sum())

    as_printed = misfit(range(len(languages)))
    if as_printed < LEAST_GAIN:
        return
    best = min(_orders(row, members), key=lambda order: round(misfit(order.source), 6))
    left = misfit(best.source)
    if as_printed - left >= LEAST_GAIN and left <= MOST_LEFT * as_printed:
        yield _reordered(row, best, values)


def _profile(row: Row, members: Sequence[Row]) -> tuple[Floats, Floats] | None:
    """Each language's usual distance from the row's mean, and how far rows usually are from that; None: too few."""
    rows = {tuple(other.values(row.languages)) for other in members if set(row.languages) <= set(other.figures)}
    rows.discard(tuple(row.values(row.languages)))
    if len(rows) < N_OTHERS:
        return None
    table = np.array(sorted(rows))
    table = table - table.mean(axis=1, keepdims=True)
    expected = np.median(table, axis=0)
    scale = 1.4826 * np.median(np.abs(table - expected), axis=0)  # a normal deviate's standard deviation
    return expected, np.maximum(scale, SMALLEST_SCALE)


def _orders(row: Row, members: Sequence[Row]) -> Iterator[_Order]:
    languages = list(row.languages)
    indices = range(len(languages))
    for i, j in combinations(indices, 2):
        swapped = [j if k == i else i if k == j else k for k in indices]
        yield _Order(tuple(swapped), f"{languages[i]} and {languages[j]} exchanged")
    for name, columns in _known_columns(row, members).items():
        yield _Order(tuple(columns.index(language) for language in languages), name)


def _known_columns(row: Row, members: Sequence[Row]) -> Mapping[str, list[str]]:
    """Orders in which tables print these languages, by name; figure k of the row then belongs to the k-th of them."""
    printed = list(row.languages)
    columns = {
        "the alphabet": sorted(printed),
        "English, then the alphabet": sorted(printed, key=lambda name: (name != "en", name)),
    }
    columns |= {
        f"the columns of {other.source}": [language for language in other.languages if language in row.figures]
        for other in members
        if set(printed) <= set(other.languages)
    }
    return {name: order for name, order in columns.items() if order != printed}


def _reordered(row: Row, order: _Order, values: Floats) -> Discrepancy:
    languages = row.languages
    moved = [index for index, source in enumerate(order.source) if values[source] != values[index]]
    parts = ", ".join(f"{languages[i]} {_text(row, i)}, rather {_text(row, order.source[i])}" for i in moved[:4])
    more = f", and {len(moved) - 4} more" if len(moved) > 4 else ""
    sizes = [abs(float(values[order.source[index]] - values[index])) for index in moved]
    return Discrepancy(
        DiscrepancyKind.COLUMN_ORDER,
        f"{row.source} ({row.system}), {row.key.task} {row.key.metric}: the row fits what other systems' rows look "
        f"like far better in this order: {order.name} ({parts}{more}).",
        tuple(cell_of(row.figures[languages[index]]) for index in moved),
        size=max(sizes),
        rounding=2 * row.figures[languages[0]].half_unit,
        encoder=row.key.encoder,
    )


def _text(row: Row, index: int) -> str:
    return row.figures[row.languages[index]].printed.value_text
