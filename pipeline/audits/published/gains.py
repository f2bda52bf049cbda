"""Printed gains, held against the difference of the scores that the same source prints."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.audits.published.averages import EPSILON
from pipeline.audits.published.figures import Figure, Row
from pipeline.audits.published.findings import Discrepancy, DiscrepancyKind, cell_of, computed_cell

_GAIN = "points_gain_over_"


def check_gains(rows: Sequence[Row]) -> list[Discrepancy]:
    """Gains that no pair of the source's own scores gives: same task, metric, setting, split and language."""
    found: list[Discrepancy] = []
    for row in rows:
        if not row.key.metric.startswith(_GAIN):
            continue
        baseline = _bare(row.key.metric.removeprefix(_GAIN))
        for language, gain in row.figures.items():
            pairs = _pairs(row, baseline, language, rows)
            if pairs and not any(_fits(gain, *pair) for pair in pairs):
                found.append(_finding(row, gain, *min(pairs, key=lambda pair: _misfit(gain, *pair))))
    return found


def _pairs(row: Row, baseline: str, language: str, rows: Sequence[Row]) -> list[tuple[Figure, Figure]]:
    own = [it for it in rows if it.source == row.source and it.key.task == row.key.task and language in it.figures]
    own = [it for it in own if it is not row and not it.key.metric.startswith(_GAIN)]
    above = [it for it in own if it.key.encoder == row.key.encoder]
    below = [it for it in own if _bare(it.system).startswith(baseline)]
    return [
        (a.figures[language], b.figures[language])
        for a in above
        for b in below
        if (a.key.metric, a.key.setting, a.key.split) == (b.key.metric, b.key.setting, b.key.split)
    ]


def _bare(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _misfit(gain: Figure, above: Figure, below: Figure) -> float:
    return abs(above.value - below.value - gain.value)


def _fits(gain: Figure, above: Figure, below: Figure) -> bool:
    return _misfit(gain, above, below) <= gain.half_unit + above.half_unit + below.half_unit + EPSILON


def _finding(row: Row, gain: Figure, above: Figure, below: Figure) -> Discrepancy:
    difference = above.value - below.value
    return Discrepancy(
        DiscrepancyKind.GAIN,
        f"{row.source} prints a gain of {gain.printed.value_text} points on {row.key.task}, {gain.language} "
        f"({row.system}); its own scores {above.printed.value_text} and {below.printed.value_text} differ by "
        f"{difference:.2f}.",
        (cell_of(gain), cell_of(above), cell_of(below), computed_cell(gain, difference, "difference of the scores")),
        size=_misfit(gain, above, below),
        rounding=gain.half_unit + above.half_unit + below.half_unit,
        encoder=row.key.encoder,
    )
