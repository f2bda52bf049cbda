"""Values that cannot be, and equal figures under labels that cannot both hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations

from pipeline.audits.published.averages import EPSILON
from pipeline.audits.published.figures import AVERAGE, SCORES, Figure, Key, Row
from pipeline.audits.published.findings import Discrepancy, DiscrepancyKind, cell_of

N_EQUAL = 5  # equal figures, average included, that make two rows one
LEAST_CONTRADICTION = 1.0  # points by which a figure under its own label must be contradicted


def check_ranges(figures: Sequence[Figure]) -> list[Discrepancy]:
    """Scores outside 0-100."""
    return [
        Discrepancy(
            DiscrepancyKind.OUT_OF_RANGE,
            f"{figure.printed.source_id} prints {figure.printed.value_text} for {figure.printed.system}, "
            f"{figure.printed.task} {figure.metric}, {figure.language}: a score lies between 0 and 100.",
            (cell_of(figure),),
            size=max(-figure.value, figure.value - 100),
            rounding=figure.half_unit,
            encoder=figure.printed.encoder,
        )
        for figure in figures
        if figure.metric in SCORES and not 0 <= figure.value <= 100
    ]


def check_metric_order(rows: Sequence[Row]) -> list[Discrepancy]:
    """Exact match above F1 in the same cell: every exact match counts 1 in F1 as well."""
    found: list[Discrepancy] = []
    for em, f1 in _paired(rows, lambda row: (row.source, row.system, replace(row.key, metric="")), "em", "f1"):
        above = [
            name for name in em.figures if name in f1.figures and _excess(em.figures[name], f1.figures[name]) > EPSILON
        ]
        if above:
            widest = max(above, key=lambda name: em.figures[name].value - f1.figures[name].value)
            found.append(
                Discrepancy(
                    DiscrepancyKind.METRIC_ORDER,
                    f"{em.source} prints more EM than F1 for {em.system}, {em.key.task}, {', '.join(above)} "
                    f"({em.figures[widest].printed.value_text} and {f1.figures[widest].printed.value_text}): F1 is "
                    "never below EM.",
                    tuple(cell_of(row.figures[name]) for name in above for row in (em, f1)),
                    size=em.figures[widest].value - f1.figures[widest].value,
                    rounding=em.figures[widest].half_unit + f1.figures[widest].half_unit,
                    encoder=em.key.encoder,
                )
            )
    return found


def check_row_labels(rows: Sequence[Row]) -> list[Discrepancy]:
    """Rows of two sources that are equal figure by figure but stand under two splits, settings or encoders."""
    found: list[Discrepancy] = []
    families: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        families[row.key.task, row.key.metric].append(row)
    for a, b in (pair for members in families.values() for pair in combinations(members, 2)):
        if a.source == b.source or a.key == b.key:
            continue
        shared = [name for name in a.figures if name in b.figures]
        if len(shared) < N_EQUAL or any(a.figures[name].value != b.figures[name].value for name in shared):
            continue
        found += [_equal_rows(kind, what, a, b, shared) for kind, what in _labels(a.key, b.key)]
    return _merged(found)


def check_metric_labels(rows: Sequence[Row]) -> list[Discrepancy]:
    """A figure that other sources print under another metric, while its own metric is printed with another value."""
    by_cell: dict[tuple[Key, str], list[Figure]] = defaultdict(list)
    for row in rows:
        for language, figure in row.figures.items():
            if row.key.metric in SCORES:
                by_cell[replace(row.key, metric=""), language].append(figure)
    found: list[Discrepancy] = []
    for (key, language), members in by_cell.items():
        for figure in members:
            twins = [
                it for it in members if it.metric != figure.metric and it.value == figure.value and _abroad(it, figure)
            ]
            denials = [
                it
                for it in members
                if it.metric == figure.metric and abs(it.value - figure.value) > LEAST_CONTRADICTION
            ]
            if twins and denials:
                found.append(_metric_label(key, language, figure, twins, denials, members))
    return found


def _paired(rows: Sequence[Row], same: Callable[[Row], object], one: str, other: str) -> Iterator[tuple[Row, Row]]:
    """Rows of two metrics that agree in everything else."""
    groups: dict[object, list[Row]] = defaultdict(list)
    for row in rows:
        groups[same(row)].append(row)
    for members in groups.values():
        for a in members:
            for b in members:
                if (a.key.metric, b.key.metric) == (one, other):
                    yield a, b


def _excess(em: Figure, f1: Figure) -> float:
    return em.value - f1.value - em.half_unit - f1.half_unit


def _labels(a: Key, b: Key) -> Iterator[tuple[DiscrepancyKind, str]]:
    if a.split != b.split:
        yield DiscrepancyKind.SPLIT_LABEL, f"as {a.split} and as {b.split}"
    if a.setting != b.setting:
        yield DiscrepancyKind.SETTING_LABEL, f"as {a.setting} and as {b.setting}"
    if a.encoder != b.encoder:
        yield DiscrepancyKind.ENCODER_LABEL, f"as {a.encoder} and as {b.encoder}"


def _equal_rows(kind: DiscrepancyKind, what: str, a: Row, b: Row, shared: Sequence[str]) -> Discrepancy:
    first = [name for name in shared if name == AVERAGE] or [shared[0]]
    order = first + [name for name in shared if name not in first]
    return Discrepancy(
        kind,
        f"{a.source} ({a.system}) and {b.source} ({b.system}) print the same {len(shared)} {a.key.task} figures "
        f"({a.key.metric}) {what}.",
        tuple(cell_of(row.figures[name]) for name in order for row in (a, b)),
        size=0.0,
        rounding=a.figures[shared[0]].half_unit + b.figures[shared[0]].half_unit,
        encoder=a.key.encoder,
    )


def _merged(found: Sequence[Discrepancy]) -> list[Discrepancy]:
    """One finding per kind and figures: further copies of either row add their cells, and say nothing new."""
    kept: dict[tuple[DiscrepancyKind, frozenset[float]], Discrepancy] = {}
    for finding in found:
        values = (finding.kind, frozenset(cell.value for cell in finding.cells))
        first = kept.setdefault(values, finding)
        kept[values] = replace(first, cells=tuple(dict.fromkeys((*first.cells, *finding.cells))))
    return list(kept.values())


def _abroad(a: Figure, b: Figure) -> bool:
    return a.printed.source_id != b.printed.source_id


def _metric_label(
    key: Key,
    language: str,
    figure: Figure,
    twins: Sequence[Figure],
    denials: Sequence[Figure],
    members: Sequence[Figure],
) -> Discrepancy:
    twin, denial = twins[0], denials[0]
    involved = {id(it): it for it in (figure, *twins, *denials)}
    involved |= {id(it): it for it in members if it.metric == twin.metric}
    return Discrepancy(
        DiscrepancyKind.METRIC_LABEL,
        f"{figure.printed.source_id} ({figure.printed.system}) prints {figure.printed.value_text} as {figure.metric} "
        f"of {key.task}, {language}; {twin.printed.source_id} prints the same as {twin.metric}, and "
        f"{denial.printed.source_id} ({denial.printed.system}) {denial.printed.value_text} as {denial.metric}: the "
        "label of one is wrong.",
        tuple(cell_of(it) for it in involved.values()),
        size=abs(figure.value - denial.value),
        rounding=figure.half_unit + denial.half_unit,
        encoder=key.encoder,
    )
