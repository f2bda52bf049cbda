"""Both arms of each gain, example by example."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Literal

import numpy as np

from pipeline.claims.evidence.example_outcomes import Answers, TaskAnswers
from pipeline.claims.evidence.unpaired import independent_error, stand_in
from pipeline.domain.claim import AnyMetric, Metric
from pipeline.statistics.bootstrap import FloatArray, PairedCell, Scores


@dataclass(frozen=True, slots=True)
class GainRow:
    """One row of `gains` in the task score, as far as evidence needs it."""

    run_id: str
    baseline_run_id: str
    regime: str
    seed: int
    task: str
    language: str
    split: str
    gain: float
    n_examples: int
    baseline_n_examples: int
    n_available: int


@dataclass(frozen=True, slots=True, eq=False)
class Pairing:
    """The cells of an estimate, in (task, language) order."""

    cells: tuple[PairedCell, ...]
    left_out: dict[tuple[str, str], str]  # (task, language) -> why its arms cannot be paired
    seeds: tuple[int, ...]
    n_cut: int  # cells in which a profile scored fewer examples than the source holds
    least: int  # fewest and most examples scored in such a cell
    most: int

    @property
    def why_left_out(self) -> str:
        """Which tasks have cells that cannot be paired, by reason."""
        tasks: dict[str, list[str]] = {}
        for (task, _), why in self.left_out.items():
            tasks.setdefault(why, []).append(task)
        return "; ".join(f"{why} ({', '.join(dict.fromkeys(found))})" for why, found in tasks.items())


@dataclass(frozen=True, slots=True, eq=False)
class PairedRow:
    """Where both arms of one row stand among the scores of draws."""

    row: GainRow
    scores: Scores
    subject: int  # column
    baseline: int | None  # None: the subject's own score is asked for
    is_shared: bool
    has_outcomes: bool = True  # False: the scores alone came

    @property
    def n_examples(self) -> int:
        """That either arm answered."""
        answered = self.scores.answered
        if self.baseline is None or self.is_same:
            return int(self.scores.sizes[answered[self.subject]])
        return int(self.scores.sets[:, answered[[self.subject, self.baseline]]].any(axis=1).sum())

    @property
    def is_same(self) -> bool:
        """Whether both arms answered the same examples."""
        return self.baseline is None or bool(self.scores.answered[self.subject] == self.scores.answered[self.baseline])


def gains_of(members: Sequence[PairedRow], name: Literal["whole", "drawn", "inside", "outside"]) -> FloatArray:
    """[rows, ...] score minus baseline score of each row, points, in the array of that name of its scores."""
    if any(each.scores is not members[0].scores for each in members):
        return np.concatenate([gains_of([each], name) for each in members])
    scores: FloatArray = getattr(members[0].scores, name)
    subjects = np.asarray(scores[[each.subject for each in members]])
    baselines = [each.baseline for each in members if each.baseline is not None]
    return np.asarray(subjects - scores[baselines]) if baselines else subjects


def pair_predictions(answers: Answers, rows: Sequence[GainRow], *, metric: AnyMetric = Metric.TASK_SCORE) -> Pairing:
    """The rows grouped into cells, seeds side by side, with the gains on drawn examples.

    A cell is left out and named where its two arms answered different examples, or its seeds different numbers of them.

    Args:
        rows: of one regime and split per task. A row without a baseline run is about the run's own score.
        metric: what the gains are in. Of exact match no outcomes are kept: an answer of our runs counts where its F1 is
            whole, an imported one goes by the score.
    """
    paired, left_out = pair_rows(answers, rows, metric=metric)
    kept = [each.row for members in paired.values() for each in members]
    cut = [row for row in kept if row.n_examples < row.n_available]
    return Pairing(
        cells=tuple(_paired_cell(key, members) for key, members in paired.items()),
        left_out=left_out,
        seeds=tuple(sorted({row.seed for row in kept})),
        n_cut=len({(row.task, row.language) for row in cut}),
        least=min((row.n_examples for row in cut), default=0),
        most=max((row.n_examples for row in cut), default=0),
    )


def pair_rows(
    answers: Answers, rows: Sequence[GainRow], *, metric: AnyMetric = Metric.TASK_SCORE
) -> tuple[dict[tuple[str, str], list[PairedRow]], dict[tuple[str, str], str]]:
    """Seeds of each cell that can be paired, and why each other cell cannot, by (task, language) in order."""
    ordered = sorted(rows, key=lambda row: (row.task, row.language, row.seed))
    found = list(zip(ordered, _locate(answers, ordered, metric), strict=True))
    paired: dict[tuple[str, str], list[PairedRow]] = {}
    left_out: dict[tuple[str, str], str] = {}
    for key, group in groupby(found, key=lambda pair: (pair[0].task, pair[0].language)):
        pairs = list(group)
        places = [place for _, place in pairs]
        members = [place for place in places if place is not None]
        if any(min(row.n_examples, row.baseline_n_examples) == 0 for row in (pair[0] for pair in pairs)):
            left_out[key] = "how many examples were scored is not stated, so that no interval can be had"
        elif len({place.n_examples if place is not None else 0 for place in places}) > 1:
            left_out[key] = "the seeds scored different numbers of examples"
        elif len(members) < len(places) or not all(place.is_same for place in members):
            left_out[key] = "the run and its baseline scored different examples"
        else:
            paired[key] = members
    return paired, left_out


def _locate(answers: Answers, rows: Sequence[GainRow], metric: AnyMetric) -> list[PairedRow | None]:
    """None where an arm has no stored answers, unless it was imported without any."""
    found: list[PairedRow | None] = []
    known: dict[tuple[str, str, str, str], TaskAnswers] = {}
    for row in rows:
        key = row.run_id, row.baseline_run_id, row.task, row.split
        if key not in known:
            known[key] = answers.of_pair(*key, is_exact=metric is Metric.EM)
        stored = known[key]
        subject = stored.places.get((row.run_id, row.language))
        baseline = stored.places.get((row.baseline_run_id, row.language))
        is_imported_em = metric is Metric.EM and answers.is_imported(row.run_id)
        is_alone = baseline is None and row.baseline_run_id != ""
        if stored.scores is None or subject is None or is_alone or is_imported_em:
            found.append(None)
        else:
            found.append(PairedRow(row, stored.scores, subject, baseline, stored.is_shared))
    return _with_stand_ins(answers, rows, found, metric)


def _with_stand_ins(
    answers: Answers, rows: Sequence[GainRow], found: list[PairedRow | None], metric: AnyMetric
) -> list[PairedRow | None]:
    empty = [number for number in range(len(rows)) if found[number] is None]
    if not empty:
        return found
    pairs = [
        (row.run_id, row.baseline_run_id, row.task, row.language, row.split, metric.value)
        for row in (rows[number] for number in empty)
    ]
    places, scores = stand_in(answers.imported_scores, pairs)
    for column, place in enumerate(places):
        number = empty[place]
        found[number] = PairedRow(rows[number], scores, 2 * column, 2 * column + 1, True, has_outcomes=False)
    return found


def _paired_cell(key: tuple[str, str], members: Sequence[PairedRow]) -> PairedCell:
    return PairedCell(
        task=key[0],
        language=key[1],
        seeds=tuple(each.row.seed for each in members),
        gains=np.array([each.row.gain for each in members]),
        of_examples=gains_of(members, "whole"),
        drawn=gains_of(members, "drawn"),
        n_examples=members[0].n_examples,
        is_shared=all(each.is_shared for each in members),
        independent_error=None if all(each.has_outcomes for each in members) else _independent_errors(members),
    )


def _independent_errors(members: Sequence[PairedRow]) -> FloatArray:
    """[seeds] standard errors of the gains, points, were their arms independent."""
    arms = np.array(
        [
            (each.scores.whole[each.subject], 0.0 if each.baseline is None else each.scores.whole[each.baseline])
            for each in members
        ]
    )
    return independent_error(arms[:, 0], arms[:, 1], np.array([each.n_examples for each in members]))


def gains_over_baseline(
    answers: Answers,
    body: Mapping[str, str],
    regimes: Sequence[str],
    tasks: Sequence[str],
    metric: AnyMetric = Metric.TASK_SCORE,
) -> list[GainRow]:
    """Every gain of the regimes on the tasks, by task, language, split, regime and seed.

    Args:
        body: profile, encoder and source_digest.
    """
    return [_gain_row(row, {}) for row in _rows(answers, body, tasks, metric) if row["regime"] in regimes]


def gains_over_rival(
    answers: Answers,
    body: Mapping[str, str],
    subjects: Sequence[str],
    rival: str,
    tasks: Sequence[str],
    metric: AnyMetric = Metric.TASK_SCORE,
) -> list[GainRow]:
    """Score of each subject minus score of the rival, where both stand beside the same baseline run; order as above."""
    rows = _rows(answers, body, tasks, metric)
    rivals: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for row in rows:
        if row["regime"] == rival:
            rivals.setdefault(_place(row), []).append(row)
    return [
        _gain_row(
            row,
            {
                "baseline_run_id": other["run_id"],
                "baseline_n_examples": other["n_examples"],
                "gain": row["value"] - other["value"],
            },
        )
        for row in rows
        if row["regime"] in subjects
        for other in rivals.get(_place(row), ())
    ]


def _rows(answers: Answers, body: Mapping[str, str], tasks: Sequence[str], metric: AnyMetric) -> list[dict[str, Any]]:
    return [row for row in answers.rows("body_gains", **body, metric=metric.value) if row["task"] in tasks]


def _place(row: Mapping[str, Any]) -> tuple[str, ...]:
    return row["baseline_run_id"], row["task"], row["language"], row["split"]


def _gain_row(row: Mapping[str, Any], other: Mapping[str, Any]) -> GainRow:
    return GainRow(**{**{name: value for name, value in row.items() if name != "value"}, **other})
