"""Fills `studies` and `study_points`: the curves of every study whose record there is, and its answer by a rule.

yes   the interval of the change from the first to the last point lies above the threshold
no    it lies below
undecided   it holds the threshold, or the runs have learned nothing, or too few of them have finished
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb
import numpy as np

from pipeline.claims.analyses.study_cells import Complete, Found, find_complete, read_found, series_cells
from pipeline.domain.study import Study, StudyAnswer, StudyPoint, StudyQuantity, StudySeries
from pipeline.statistics.study_curves import LEVEL, METHOD, N_REPLICATES, Curve, Estimate, compute_curve
from pipeline.store.tables import insert_rows

SEED = 20_200_513
_NOUN = {StudyQuantity.GAIN: "the gain", StudyQuantity.SCORE: "the score"}


@dataclass(frozen=True, slots=True)
class SeriesResult:
    """One curve with what it is read against."""

    series: StudySeries
    curve: Curve
    scores: Curve  # of the runs themselves
    chances: tuple[float | None, ...]  # by point, percent
    n: int

    @property
    def has_learned(self) -> bool | None:
        """Whether the first or the last point is above random guessing; None: that is not known."""
        ends = [(self.scores.points[at], self.chances[at]) for at in (0, -1)]
        if any(chance is None for _, chance in ends):
            return None
        return any(score.low > chance for score, chance in ends if chance is not None)


def fill_studies(connection: duckdb.DuckDBPyConnection, studies: Sequence[Study]) -> None:
    """Fill both tables of an open file; a study of which nothing has run has a line and no points."""
    for study in studies:
        found = read_found(connection, study)
        complete = find_complete(study, found)
        results = [result for series in study.series if (result := _result(found, complete, series)) is not None]
        insert_rows(connection, "studies", [_study_row(study, complete, results)])
        insert_rows(connection, "study_points", _point_rows(study, complete, results))


def _result(found: Found, complete: Complete, series: StudySeries) -> SeriesResult | None:
    if len(complete.points) < 2:
        return None
    cells = series_cells(found, complete, series)
    if not cells:
        return None
    scores = series_cells(found, complete, series, is_score=True)
    kept = {(cell.task, cell.language) for cell in cells}
    return SeriesResult(
        series=series,
        curve=compute_curve(cells, seed=SEED),
        scores=compute_curve([cell for cell in scores if (cell.task, cell.language) in kept], seed=SEED),
        chances=tuple(_chance(found, complete, point, sorted(kept)) for point in complete.points),
        n=sum(cell.outcomes.shape[3] for cell in cells),
    )


def _chance(found: Found, complete: Complete, point: StudyPoint, kept: Sequence[tuple[str, str]]) -> float | None:
    """Mean over targets of the mean over languages, as the estimates are."""
    by_task: dict[str, list[float | None]] = {}
    for task, language in kept:
        run = complete.run(point, task, complete.seeds[0])
        by_task.setdefault(task, []).append(found.scores[run.run_id, task, language]["chance"])
    known = [[chance for chance in chances if chance is not None] for chances in by_task.values()]
    is_whole = all(len(some) == len(every) for some, every in zip(known, by_task.values(), strict=True))
    return float(np.mean([np.mean(chances) for chances in known])) if is_whole else None


def decide(change: Estimate, threshold: float, *, has_learned: bool | None) -> StudyAnswer:
    """The answer from the interval of the change; where nothing was learned there is none."""
    if has_learned is False or change.low <= threshold <= change.high:
        return StudyAnswer.UNDECIDED
    return StudyAnswer.YES if change.low > threshold else StudyAnswer.NO


def describe(study: Study, complete: Complete, result: SeriesResult, answer: StudyAnswer) -> str:
    """One sentence: the setting, the change with its interval, and what follows from it at this scale."""
    change = result.curve.change
    first, last = complete.points[0].label, complete.points[-1].label
    moved = (
        f"{_NOUN[study.quantity]} of the series “{result.series.title}” changes by "
        f"{_signed(change.value)} points ({LEVEL:.0%} interval {_signed(change.low)} to {_signed(change.high)}) "
        f"from “{first}” to “{last}” ({_axis(study)})"
    )
    meaning = {
        StudyAnswer.YES: study.meaning_yes,
        StudyAnswer.NO: study.meaning_no,
        StudyAnswer.UNDECIDED: study.meaning_undecided,
    }[answer]
    if result.has_learned is False:
        meaning += ", for neither end is above random guessing: nothing was learned that could be compared"
    if len(complete.seeds) == 1:
        meaning += "; one seed has run, so the interval holds nothing of the spread between trainings"
    if len(complete.points) < len(study.points):
        meaning += f"; {len(complete.points)} of {len(study.points)} points have run"
    return f"At {study.scale} scale ({study.scale_label}) {moved}: {answer.value}, {meaning}."


def _axis(study: Study) -> str:
    """What differs, with its unit where the name does not say it."""
    name = study.axis[0].lower() + study.axis[1:]
    return name if study.unit in name else f"{name}, {study.unit}"


def _signed(value: float) -> str:
    written = f"{value:+.1f}"
    return written[1:] if float(written) == 0 else written.replace("-", "−")


def _study_row(study: Study, complete: Complete, results: Sequence[SeriesResult]) -> dict[str, object]:
    answering = next((result for result in results if result.series.series == study.answering_series), None)
    if answering is None:
        answer = StudyAnswer.UNDECIDED
        sentence = (
            f"At {study.scale} scale ({study.scale_label}) {len(complete.points)} of {len(study.points)} points have "
            f"run, too few to answer: undecided."
        )
    else:
        answer = decide(answering.curve.change, study.threshold, has_learned=answering.has_learned)
        sentence = describe(study, complete, answering, answer)
    change = answering.curve.change if answering else None
    rank = answering.curve.rank_correlation if answering else None
    return {
        **{name: getattr(study, name) for name in ("study", "scale", "position", "title", "question", "asked")},
        **{name: getattr(study, name) for name in ("limits", "scale_label", "split", "axis", "unit", "is_log")},
        "quantity": study.quantity.value,
        "answering_series": study.answering_series,
        "answer": answer.value,
        "sentence": sentence,
        "threshold": study.threshold,
        "change": change.value if change else None,
        "low": change.low if change else None,
        "high": change.high if change else None,
        "level": LEVEL,
        "rank_correlation": rank.value if rank else None,
        "rank_low": rank.low if rank else None,
        "rank_high": rank.high if rank else None,
        "has_learned": answering.has_learned if answering else None,
        "method": METHOD.format(level=LEVEL, n=N_REPLICATES, seed=SEED),
        "n_points": len(complete.points),
        "n_points_planned": len(study.points),
        "run_ids": sorted(study.run_ids),
    }


def _point_rows(study: Study, complete: Complete, results: Sequence[SeriesResult]) -> list[dict[str, object]]:
    rows = []
    for position, result in enumerate(results, start=1):
        for number, point in enumerate(complete.points):
            estimate = result.curve.points[number]
            rows.append(
                {
                    "study": study.study,
                    "scale": study.scale,
                    "series": result.series.series,
                    "series_title": result.series.title,
                    "series_position": position,
                    "x": point.x,
                    "x_label": point.label,
                    "estimate": estimate.value,
                    "low": estimate.low,
                    "high": estimate.high,
                    "score": result.scores.points[number].value,
                    "chance": result.chances[number],
                    "n": result.n,
                    "n_seeds": len(complete.seeds),
                    "languages": list(result.series.languages),
                    "targets": list(result.series.targets),
                    "run_ids": _run_ids(complete, point),
                }
            )
    return rows


def _run_ids(complete: Complete, point: StudyPoint) -> list[str]:
    runs = [run for run in point.runs if run.seed in complete.seeds]
    return sorted({name for run in runs for name in (run.run_id, run.baseline_run_id) if name is not None})
