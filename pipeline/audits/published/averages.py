"""Printed averages over languages, recomputed from the row they end."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations

from pipeline.audits.published.benchmark import Benchmark
from pipeline.audits.published.figures import AVERAGE, Figure, Row
from pipeline.audits.published.findings import Cell, Discrepancy, DiscrepancyKind, cell_of, computed_cell

EPSILON = 1e-9
N_NEEDED = 4  # languages of a row whose average is recomputed where its full set is not known


def check_language_averages(rows: Sequence[Row], benchmark: Benchmark) -> list[Discrepancy]:
    """Averages that their own row does not give, within the rounding of all figures; exchanged ones found as such."""
    wrong = [row for row in rows if _is_checkable(row, benchmark) and not _fits(_mean(row), row)]
    swapped = [(a, b) for a, b in combinations(wrong, 2) if _are_exchanged(a, b)]
    explained = {id(row) for pair in swapped for row in pair}
    single = [_finding(row, rows) for row in wrong if id(row) not in explained]
    return [_swap_finding(a, b) for a, b in swapped] + single


def mean_of(figures: Sequence[Figure]) -> tuple[float, float]:
    """Mean of printed figures and the most that their rounding can move it."""
    count = len(figures)
    return sum(figure.value for figure in figures) / count, sum(figure.half_unit for figure in figures) / count


def complete_mean(row: Row, benchmark: Benchmark) -> tuple[float, float] | None:
    """Mean over exactly the benchmark's languages of the task, and its rounding; None where one is missing."""
    wanted = benchmark.languages_of(row.key.task)
    if not wanted or not wanted <= set(row.languages):
        return None
    return mean_of([row.figures[language] for language in row.languages if language in wanted])


def _is_checkable(row: Row, benchmark: Benchmark) -> bool:
    """Whether the languages that the average is over can be expected to stand in the row."""
    wanted = benchmark.languages_of(row.key.task)
    if row.average is None or not row.languages:
        return False
    return wanted <= set(row.languages) if wanted and len(row.languages) < N_NEEDED else len(row.languages) >= N_NEEDED


def _mean(row: Row) -> tuple[float, float]:
    return mean_of([row.figures[language] for language in row.languages])


def _fits(mean: tuple[float, float], row: Row) -> bool:
    average = row.average
    return average is not None and abs(mean[0] - average.value) <= mean[1] + average.half_unit + EPSILON


def _are_exchanged(a: Row, b: Row) -> bool:
    """Whether each prints the other's mean, in one table."""
    return a.source == b.source and a.table == b.table and _fits(_mean(a), b) and _fits(_mean(b), a)


def _swap_finding(a: Row, b: Row) -> Discrepancy:
    cells = [cell for row in (a, b) for cell in _average_cells(row)]
    one, other = (_printed(row) for row in (a, b))
    return Discrepancy(
        DiscrepancyKind.SWAPPED_AVERAGES,
        f"{a.source} prints {one.printed.value_text} as the {a.key.task} average of {a.system} and "
        f"{other.printed.value_text} as that of {b.system}; their rows give {_mean(a)[0]:.2f} and {_mean(b)[0]:.2f}: "
        "the two averages look exchanged.",
        tuple(cells),
        size=abs(_mean(a)[0] - one.value),
        rounding=_mean(a)[1] + one.half_unit,
        encoder=a.key.encoder,
    )


def _finding(row: Row, rows: Sequence[Row]) -> Discrepancy:
    average, (mean, rounding) = _printed(row), _mean(row)
    cause, cells = _cause(row, rows)
    return Discrepancy(
        DiscrepancyKind.AVERAGE_OF_LANGUAGES,
        f"{row.source} prints {average.printed.value_text} as the {row.key.task} average ({row.key.metric}) of "
        f"{row.system}; its {len(row.languages)} languages give {mean:.2f}. {cause}",
        (*_average_cells(row), *cells),
        size=abs(mean - average.value),
        rounding=rounding + average.half_unit,
        encoder=row.key.encoder,
    )


def _average_cells(row: Row) -> tuple[Cell, Cell]:
    average = _printed(row)
    return cell_of(average), computed_cell(average, _mean(row)[0], f"mean of {len(row.languages)} languages")


def _printed(row: Row) -> Figure:
    return row.figures[AVERAGE]


def _cause(row: Row, rows: Sequence[Row]) -> tuple[str, list[Cell]]:
    """What would make the average right, in words, and the figures that say so."""
    without = [row.figures[language] for language in row.languages if language != "en"]
    if len(without) < len(row.languages) and _fits(mean_of(without), row):
        mean = mean_of(without)[0]
        return "Without English they give it.", [computed_cell(_printed(row), mean, "mean without English")]
    repairs = list(_repairs(row, rows))
    if len({own.language for own, _, _ in repairs}) == 1:
        own, other, _ = max(repairs, key=lambda repair: repair[2])
        return (
            f"With {other.printed.value_text} for {own.language}, as {other.printed.source_id} prints for "
            f"{other.printed.system}, instead of {own.printed.value_text} they give it: that cell looks mistaken.",
            [cell_of(own), cell_of(other)],
        )
    copy = _row_that_gives(row, rows)
    if copy is not None:
        return (
            f"The row of {copy.system} in {copy.source} ({copy.key.setting}, {copy.key.split}) gives it.",
            [computed_cell(_printed(row), _mean(copy)[0], f"mean of the row of {copy.system}, {copy.source}")],
        )
    return "Nothing else that is printed gives it.", []


def _repairs(row: Row, rows: Iterable[Row]) -> Iterable[tuple[Figure, Figure, int]]:
    """Single cells that another row of the same encoder and labels prints otherwise, and that mend the average.

    With each the number of figures in which the rows are equal: the more, the better a witness the other row is.
    """
    for other in rows:
        if other is row or other.key != row.key:
            continue
        for language in row.languages:
            theirs = other.figures.get(language)
            if theirs is None or abs(theirs.value - row.figures[language].value) < 1:
                continue
            mended = [theirs if name == language else row.figures[name] for name in row.languages]
            if _fits(mean_of(mended), row):
                n_equal = sum(
                    it.value == row.figures[name].value for name, it in other.figures.items() if name in row.figures
                )
                yield row.figures[language], theirs, n_equal


def _row_that_gives(row: Row, rows: Iterable[Row]) -> Row | None:
    """Another row of the same encoder, task and metric, of another setting, split or system, whose mean it is."""
    for other in rows:
        same = (other.key.encoder, other.key.task, other.key.metric) == (row.key.encoder, row.key.task, row.key.metric)
        if same and other is not row and set(other.languages) == set(row.languages) and _fits(_mean(other), row):
            return other
    return None
