"""The same number in two sources with two values: a single mistaken cell, other runs, or another split."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations

from pipeline.audits.published.averages import EPSILON, N_NEEDED, complete_mean
from pipeline.audits.published.benchmark import Benchmark
from pipeline.audits.published.figures import AVERAGE, Figure, Key, Row
from pipeline.audits.published.findings import Cell, Discrepancy, DiscrepancyKind, cell_of, computed_cell

N_EQUAL = 5  # equal figures that make two rows copies of one another
N_DIFFERENT = 2  # most figures in which a copy may differ
SPLIT_GAP = 5.0  # points, in the mean over shared languages; see docs/discrepancies.md
Pair = tuple[Row, Row]
_VERBS = {
    DiscrepancyKind.SOURCE_CONFLICT: "sources differ",
    DiscrepancyKind.REPRODUCTION_GAP: "somebody ran it again and got something else",
}
_NUMBERED = re.compile(r"Table \d+\b")


def check_conflicts(rows: Sequence[Row], benchmark: Benchmark) -> list[Discrepancy]:
    """One finding per single mistaken cell, and one per key for what sources or reproductions print differently."""
    by_key: dict[Key, list[Row]] = defaultdict(list)
    for row in rows:
        by_key[row.key].append(_with_average(row, benchmark))
    found: list[Discrepancy] = []
    for key, members in by_key.items():
        pairs = [pair for pair in _nearest_pairs(members) if _conflicting(*pair)]
        copies = [pair for pair in pairs if _is_copy(*pair)]
        others = [pair for pair in pairs if not _is_copy(*pair)]
        found += [_single_cell(pair, copies) for pair in _distinct(copies)]
        again = [pair for pair in others if pair[0].is_reproduction or pair[1].is_reproduction]
        first_hand = [pair for pair in others if pair not in again]
        known = {language for pair in copies for language in _conflicting(*pair)}
        if first_hand:
            found.append(_conflict(DiscrepancyKind.SOURCE_CONFLICT, key, first_hand, known, benchmark))
        if again:
            found.append(_conflict(DiscrepancyKind.REPRODUCTION_GAP, key, again, known, benchmark))
    return found


def check_split_gaps(rows: Sequence[Row], benchmark: Benchmark) -> list[Discrepancy]:
    """Dev and test figures of one encoder from two sources that lie further apart than two splits of a task do."""
    by_key: dict[Key, list[Row]] = defaultdict(list)
    for row in rows:
        if row.key.split in ("dev", "test"):
            by_key[replace(row.key, split="")].append(_with_average(row, benchmark))
    found: list[Discrepancy] = []
    for members in by_key.values():
        pairs = [
            (a, b)
            for a, b in combinations(members, 2)
            if a.source != b.source and a.key.split != b.key.split and _mean_gap(a, b) > SPLIT_GAP
        ]
        if pairs:
            found.append(_split_gap(pairs))
    return found


def _with_average(row: Row, benchmark: Benchmark) -> Row:
    """The row with the average over the benchmark's languages where it prints none."""
    mean = complete_mean(row, benchmark) if row.average is None else None
    if mean is None:
        return row
    first = row.figures[row.languages[0]]
    printed = first.printed.model_copy(
        update={"language": AVERAGE, "value": mean[0], "value_text": f"{mean[0]:.2f}", "reported_id": 0}
    )
    return replace(row, figures={**row.figures, AVERAGE: replace(first, printed=printed, half_unit=mean[1])})


def _nearest_pairs(members: Sequence[Row]) -> Iterator[Pair]:
    """For every two sources the two rows most alike; within one source, rows of one system in two numbered tables.

    A source with several variants of an encoder is held to the variant that another source copies.
    """
    sources = list(dict.fromkeys(row.source for row in members))
    for one, other in combinations(sources, 2):
        candidates = [
            (a, b) for a in members for b in members if a.source == one and b.source == other and _shared(a, b)
        ]
        if candidates:
            yield min(candidates, key=lambda pair: (_distance(*pair), -len(_shared(*pair))))
    yield from ((a, b) for a, b in combinations(members, 2) if _is_repeated(a, b) and _shared(a, b))


def _is_repeated(a: Row, b: Row) -> bool:
    """Whether one source prints one system in two numbered tables; other titles say in what two tables differ."""
    numbered = all(_NUMBERED.match(row.table) for row in (a, b))
    return a.source == b.source and a.system == b.system and a.table != b.table and numbered


def _shared(a: Row, b: Row) -> list[str]:
    return [language for language in a.figures if language in b.figures]


def _distance(a: Row, b: Row) -> float:
    return max(abs(a.figures[language].value - b.figures[language].value) for language in _shared(a, b))


def _conflicting(a: Row, b: Row) -> list[str]:
    """Languages in which the rows differ by more than rounding."""
    return [language for language in _shared(a, b) if _gap(a.figures[language], b.figures[language]) > EPSILON]


def _gap(a: Figure, b: Figure) -> float:
    """Points by which two figures differ beyond their rounding."""
    return abs(a.value - b.value) - a.half_unit - b.half_unit


def _is_copy(a: Row, b: Row) -> bool:
    n_different = len(_conflicting(a, b))
    return 0 < n_different <= N_DIFFERENT and len(_shared(a, b)) - n_different >= N_EQUAL


def _distinct(copies: Sequence[Pair]) -> Iterator[Pair]:
    """One pair for every set of differing values."""
    seen: set[tuple[tuple[str, float], ...]] = set()
    for a, b in copies:
        signs = tuple((name, row.figures[name].value) for name in _conflicting(a, b) for row in (a, b))
        if frozenset(signs) not in {frozenset(known) for known in seen}:
            seen.add(signs)
            yield a, b


def _single_cell(pair: Pair, copies: Sequence[Pair]) -> Discrepancy:
    a, b = pair
    languages = _conflicting(a, b)
    n_equal = len(_shared(a, b)) - len(languages)
    parts = " and ".join(
        f"{language} ({a.figures[language].printed.value_text} and {b.figures[language].printed.value_text})"
        for language in languages
    )
    alike = {id(row): row for one, other in copies for row in (one, other) if _conflicting(one, other) == languages}
    widest = max(languages, key=lambda language: _gap(a.figures[language], b.figures[language]))
    return Discrepancy(
        DiscrepancyKind.SINGLE_CELL,
        f"{a.source} ({a.system}) and {b.source} ({b.system}) print the same {a.key.task} row ({a.key.metric}) in "
        f"{n_equal} figures but not in {parts}: one of them is mistaken.",
        tuple(_cell(row.figures[language]) for row in alike.values() for language in languages),
        size=abs(a.figures[widest].value - b.figures[widest].value),
        rounding=a.figures[widest].half_unit + b.figures[widest].half_unit,
        encoder=a.key.encoder,
    )


def _conflict(
    kind: DiscrepancyKind, key: Key, pairs: Sequence[Pair], known: Collection[str], benchmark: Benchmark
) -> Discrepancy:
    """One finding for all that these pairs print differently.

    Args:
        known: languages in which a single mistaken cell is reported already; another one is shown if there is one.
    """
    languages = list(dict.fromkeys(language for a, b in pairs for language in _conflicting(a, b)))
    languages.sort(key=lambda language: (language != AVERAGE, language))
    rows = list({id(row): row for pair in pairs for row in pair}.values())
    shown = AVERAGE
    if AVERAGE not in languages:
        new = [language for language in languages if language not in known]
        shown = max(new or languages, key=lambda name: _spread(rows, name)[0])
    size, rounding = _spread(rows, shown)
    note = "".join(_other_languages(row, benchmark) for row in rows) if shown == AVERAGE else ""
    return Discrepancy(
        kind,
        f"{key.encoder}, {key.task} {key.metric}, {key.setting}, {key.split}, {_name(shown)}: {_VERBS[kind]}: "
        f"{_sides(rows, shown)}{_more(len(languages) - 1)}{_doubt(rows)}{note}.",
        tuple(_cell(row.figures[language]) for language in languages for row in rows if language in row.figures),
        size=size,
        rounding=rounding,
        encoder=key.encoder,
    )


def _sides(rows: Sequence[Row], language: str) -> str:
    """Every value with those that print it."""
    holders: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        if language in row.figures:
            figure = row.figures[language]
            how = "" if figure.printed.reported_id else ", mean of its languages"
            holders[figure.printed.value_text].append(f"{row.source} ({row.system}{how})")
    return "; ".join(f"{value} {', '.join(names)}" for value, names in sorted(holders.items()))


def _other_languages(row: Row, benchmark: Benchmark) -> str:
    """That an average is over other languages than the benchmark's, where the row shows it."""
    wanted = benchmark.languages_of(row.key.task)
    if not wanted or len(row.languages) < N_NEEDED or row.average is None or set(row.languages) == wanted:
        return ""
    mean = complete_mean(row, benchmark)
    giving = "" if mean is None else f", which give {mean[0]:.2f}"
    return f"; {row.source} has figures in {len(row.languages)} languages, the benchmark in {len(wanted)}{giving}"


def _more(count: int) -> str:
    return f"; {count} more figures differ" if count > 1 else "; one more figure differs" if count else ""


def _doubt(rows: Sequence[Row]) -> str:
    return "" if all(_is_stated(row) for row in rows) else "; not every source states setting and metric"


def _split_gap(pairs: Sequence[Pair]) -> Discrepancy:
    a, b = max(pairs, key=lambda pair: _mean_gap(*pair))
    shared = sorted(_shared(a, b), key=lambda name: (name != AVERAGE, name))
    rows = list({id(row): row for pair in pairs for row in pair}.values())
    return Discrepancy(
        DiscrepancyKind.SPLIT_GAP,
        f"{a.key.encoder}, {a.key.task} {a.key.metric}: {a.source} ({a.system}, {a.key.split}) and {b.source} "
        f"({b.system}, {b.key.split}) differ by {_mean_gap(a, b):.1f} points over {_languages(shared)}, more than two "
        f"splits usually do{_doubt(rows)}.",
        tuple(_cell(row.figures[name]) for name in shared for row in rows if name in row.figures),
        size=_mean_gap(a, b),
        rounding=a.figures[shared[0]].half_unit + b.figures[shared[0]].half_unit,
        encoder=a.key.encoder,
    )


def _mean_gap(a: Row, b: Row) -> float:
    """Points between two rows, in the mean over what both have; 0 where that is nothing."""
    shared = [AVERAGE] if AVERAGE in a.figures and AVERAGE in b.figures else _shared(a, b)
    gaps = [a.figures[language].value - b.figures[language].value for language in shared]
    return abs(sum(gaps) / len(gaps)) if gaps else 0.0


def _spread(rows: Iterable[Row], language: str) -> tuple[float, float]:
    figures = sorted((row.figures[language] for row in rows if language in row.figures), key=lambda it: it.value)
    return figures[-1].value - figures[0].value, figures[-1].half_unit + figures[0].half_unit


def _is_stated(row: Row) -> bool:
    return all(figure.is_setting_stated and figure.is_metric_stated for figure in row.figures.values())


def _name(language: str) -> str:
    return "printed average" if language == AVERAGE else language


def _languages(shared: Sequence[str]) -> str:
    return f"{len(shared)} shared figures" if len(shared) > 1 else _name(shared[0])


def _cell(figure: Figure) -> Cell:
    if figure.printed.reported_id:
        return cell_of(figure)
    return computed_cell(figure, figure.value, "mean of the benchmark's languages")
