"""Shares of right answers that no whole number of the data set's examples gives.

The idea is that of the GRIM test (Brown and Heathers 2017).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.audits.published.averages import EPSILON
from pipeline.audits.published.figures import AVERAGE, Figure, Row
from pipeline.audits.published.findings import Discrepancy, DiscrepancyKind, cell_of

_MOST_SEEDS = 10
_NEAR = 3  # examples by which a data set may differ from what is published


def check_shares(rows: Sequence[Row], answers: Mapping[int, int]) -> list[Discrepancy]:
    """Rows with a figure that k of n right answers gives for no whole k; how many seeds' mean would give them all.

    Args:
        answers: behind each figure that is a share of right ones, by reported_id.
    """
    return [_finding(row, wrong) for row in rows if (wrong := _impossible(row, answers))]


def _impossible(row: Row, answers: Mapping[int, int]) -> Mapping[str, int]:
    """Language -> examples, where the printed figure is none of their shares."""
    sizes = {
        language: answers.get(figure.printed.reported_id)
        for language, figure in row.figures.items()
        if language != AVERAGE
    }
    return {name: n for name, n in sizes.items() if n and _distance(row.figures[name], n) > 0}


def _distance(figure: Figure, n_answers: int) -> float:
    """Points from what rounding leaves of a figure to the nearest share of so many answers; 0: it is one."""
    nearest = 100 * round(figure.value * n_answers / 100) / n_answers
    beyond = abs(nearest - figure.value) - figure.half_unit
    return beyond if beyond > EPSILON else 0.0


def _finding(row: Row, wrong: Mapping[str, int]) -> Discrepancy:
    first = max(wrong, key=lambda name: _distance(row.figures[name], wrong[name]))
    figure, n = row.figures[first], wrong[first]
    nearest = 100 * round(figure.value * n / 100) / n
    return Discrepancy(
        DiscrepancyKind.SHARE,
        f"{row.source} prints {figure.printed.value_text} {row.key.metric} for {row.system}, {row.key.task}, {first}: "
        f"no whole number of right answers of {n:,} gives that (the nearest is {nearest:.4f}; {_instead(row, wrong)})"
        + (f"; likewise {len(wrong) - 1} more languages." if len(wrong) > 1 else "."),
        tuple(cell_of(row.figures[name]) for name in wrong),
        size=abs(nearest - figure.value),
        rounding=figure.half_unit,
        encoder=row.key.encoder,
    )


def _instead(row: Row, wrong: Mapping[str, int]) -> str:
    """What would give all of the row's impossible figures: a few examples more or fewer, or a mean over runs."""
    for more in sorted(range(-_NEAR, _NEAR + 1), key=abs):
        if more and not any(_distance(row.figures[name], n + more) for name, n in wrong.items()):
            return _with(more, wrong)
    for seeds in range(2, _MOST_SEEDS + 1):
        if not any(_distance(row.figures[name], seeds * n) for name, n in wrong.items()):
            return f"a mean over {seeds} runs would"
    return f"no mean over up to {_MOST_SEEDS} runs does either"


def _with(more: int, wrong: Mapping[str, int]) -> str:
    """The first of several sizes that would do, in words."""
    if len(wrong) > 1:
        return f"with {abs(more)} example{'s' * (abs(more) > 1)} {'more' if more > 0 else 'fewer'} they would"
    return f"of {next(iter(wrong.values())) + more:,} it would"
