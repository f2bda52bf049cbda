"""One file of a submission scored against its gold file."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pipeline.domain.errors import DataFormatError
from pipeline.domain.prediction import Prediction
from pipeline.domain.task import Task, TaskType
from pipeline.metrics.ranking_cell import MAP_20
from pipeline.metrics.span_em_f1 import SpanRule
from pipeline.sources.cell import unique_ids
from pipeline.submissions.answers import check_ids, match_answers, read_answers, read_questions, without_collection
from pipeline.submissions.lines import (
    Codes,
    pack_number,
    read_codes,
    read_numbers,
    unpack_number,
)
from pipeline.submissions.pairs import check_languages, read_pairs
from pipeline.submissions.rankings import average_precisions, read_choices, read_gold_rankings, read_rankings
from pipeline.submissions.segments import Segments, count_segments


@dataclass(frozen=True, slots=True)
class FileScores:
    """What one file scores, in percent."""

    by_metric: dict[str, float]  # every metric that evaluate.py prints of it, and accuracy over tags
    n_examples: int
    n_unanswered: int = 0  # questions without an answer; they score 0
    notes: tuple[str, ...] = ()
    predictions: tuple[Prediction, ...] = ()  # where they were asked for; none for sets of pairs


def score_file(task: Task, language: str, found: Path, gold: Path, *, is_kept: bool = False) -> FileScores:
    """Scores of one file.

    Args:
        found: the predictions.
        is_kept: also give one prediction an example, for intervals.

    Raises:
        DataFormatError: a file is not in the format of the task, holds what is none of its labels, or is longer or
            shorter than its gold file.
    """
    with without_collection():
        return _scorer(task)(task, language, found, gold, is_kept)


def suffix(task: Task) -> str:
    """Ending of the files of a task."""
    if task.task_type is TaskType.SPAN_EXTRACTION or MAP_20 in task.metrics:
        return "json"
    return "jsonl" if task.task_type is TaskType.MULTIPLE_CHOICE else "tsv"


_Scorer = Callable[[Task, str, Path, Path, bool], FileScores]


def _scorer(task: Task) -> _Scorer:
    if task.task_type is TaskType.SENTENCE_RETRIEVAL:
        by_metric = {MAP_20: _score_rankings, "accuracy": _score_numbers, "f1": _score_pairs}
        return by_metric[task.primary_metric]
    return {
        TaskType.SEQUENCE_CLASSIFICATION: _score_labels,
        TaskType.TOKEN_CLASSIFICATION: _score_tags,
        TaskType.SPAN_EXTRACTION: _score_answers,
        TaskType.MULTIPLE_CHOICE: _score_choices,
    }[task.task_type]


def _score_labels(task: Task, _language: str, found: Path, gold: Path, is_kept: bool) -> FileScores:
    expected = read_codes(gold, task.labels)
    codes = read_codes(found, task.labels)
    is_right = _compare(found, codes, gold, expected, "labels")
    rows = _rows(codes, expected, is_right, task.labels.__getitem__) if is_kept else ()
    return FileScores(
        {"accuracy": _share(is_right)}, len(expected), notes=_one_label(gold, expected, task), predictions=rows
    )


def _score_numbers(_task: Task, _language: str, found: Path, gold: Path, is_kept: bool) -> FileScores:
    expected = read_numbers(gold)
    numbers = read_numbers(found)
    is_right = _compare(found, numbers, gold, expected, "lines")
    n = len(expected)
    # where gold runs to n - 1, as XTREME's does, the n lines are the candidates
    if int(expected.max()) == pack_number(n - 1) and int(numbers.max()) > pack_number(n - 1):
        line = int(numbers.argmax())
        text = f"sentence {unpack_number(int(numbers[line]))}"
        raise DataFormatError(found, line + 1, text, f"a number from 0 to {n - 1}, as {gold} counts")
    rows = _rows(numbers, expected, is_right, lambda packed: str(unpack_number(packed))) if is_kept else ()
    return FileScores({"accuracy": _share(is_right)}, n, predictions=rows)


def _score_choices(task: Task, _language: str, found: Path, gold: Path, is_kept: bool) -> FileScores:
    labels = ("0", "1")
    expected = np.array([labels.index(text) for text in read_choices(gold, labels)], dtype=np.uint8)
    codes = np.array([labels.index(text) for text in read_choices(found, labels)], dtype=np.uint8)
    is_right = _compare(found, codes, gold, expected, "lines")
    rows = _rows(codes, expected, is_right, labels.__getitem__) if is_kept else ()
    return FileScores(
        {"accuracy": _share(is_right)}, len(expected), notes=_one_label(gold, expected, task), predictions=rows
    )


def _compare(
    found: Path, codes: NDArray[np.generic], gold: Path, expected: NDArray[np.generic], noun: str
) -> NDArray[np.bool_]:
    """[n] whether each prediction is the gold one."""
    if len(codes) != len(expected):
        raise DataFormatError(found, None, f"{len(codes)} {noun}", f"{len(expected)}, as many as {gold} holds")
    return np.asarray(codes == expected)


def _share(is_right: NDArray[np.bool_]) -> float:
    return 100.0 * int(np.count_nonzero(is_right)) / len(is_right)


def _one_label(gold: Path, expected: Codes, task: Task) -> tuple[str, ...]:
    """A note on gold that says the same of every example, as placeholders for labels that are kept back do."""
    if len(expected) < 50 or (expected != expected[0]).any():
        return ()
    label = task.labels[int(expected[0])] if task.labels else str(int(expected[0]))
    return (f"{gold}: all {len(expected)} gold labels are {label!r}; are they placeholders for labels kept back?",)


def _rows(
    codes: NDArray[np.generic], expected: NDArray[np.generic], is_right: NDArray[np.bool_], name: Callable[[int], str]
) -> tuple[Prediction, ...]:
    columns = zip(codes.tolist(), expected.tolist(), is_right.tolist(), strict=True)
    return tuple(
        Prediction(str(number), name(code), name(wanted), float(right))
        for number, (code, wanted, right) in enumerate(columns)
    )


def _score_tags(task: Task, _language: str, found: Path, gold: Path, is_kept: bool) -> FileScores:
    expected, gold_lines = read_sentences(gold, task.labels)
    tags, lines = read_sentences(found, task.labels)
    blank = len(task.labels)
    is_blank = expected == blank
    if len(tags) != len(expected) or ((tags == blank) != is_blank).any():
        _refuse_shapes(found, gold, (tags, lines), (expected, gold_lines), blank)
    counts = count_segments(tags, expected, task.labels)
    n_right, n_found, n_gold = (
        int(column.sum()) for column in (counts.n_true_positive, counts.n_predicted, counts.n_gold)
    )
    is_right = tags == expected
    n_tags = len(tags) - int(np.count_nonzero(is_blank))
    by_metric = {
        **set_f1(n_right, n_found, n_gold),
        "accuracy": 100.0 * (int(np.count_nonzero(is_right)) - len(counts.n_gold)) / n_tags,
    }
    rows: tuple[Prediction, ...] = ()
    if is_kept:
        rows = _tag_rows(tags, expected, np.flatnonzero(is_blank), counts, task.labels)
    return FileScores(by_metric, len(counts.n_gold), predictions=rows)


def _tag_rows(
    tags: Codes, expected: Codes, ends: NDArray[np.intp], counts: Segments, labels: tuple[str, ...]
) -> tuple[Prediction, ...]:
    names, rows, start = np.array(labels, dtype=object), [], 0
    columns = (ends, counts.n_true_positive, counts.n_predicted, counts.n_gold)
    for number, (end, n_right, n_found, n_gold) in enumerate(zip(*(each.tolist() for each in columns), strict=True)):
        mine, theirs = tags[start:end], expected[start:end]
        share = float(np.count_nonzero(mine == theirs)) / (end - start)
        texts = " ".join(names[mine]), " ".join(names[theirs])
        rows.append(Prediction(str(number), *texts, share, n_right, n_found, n_gold))
        start = end + 1
    return tuple(rows)


def set_f1(n_right: int, n_found: int, n_gold: int) -> dict[str, float]:
    """F1, precision and recall of sets in percent; 0 where nothing is right."""
    return {
        "f1": 200.0 * n_right / (n_found + n_gold) if n_right else 0.0,
        "precision": 100.0 * n_right / n_found if n_right else 0.0,
        "recall": 100.0 * n_right / n_gold if n_right else 0.0,
    }


def read_sentences(path: Path, labels: tuple[str, ...]) -> tuple[Codes, NDArray[np.intp] | None]:
    """Codes with one blank behind each sentence, and the line of each where some blank lines were dropped."""
    codes = read_codes(path, labels, are_blanks_allowed=True)
    is_blank = codes == len(labels)
    is_kept = ~is_blank
    is_kept[1:] |= ~is_blank[:-1]  # the first blank line after a tag
    lines = None
    if not is_kept.all():
        codes, lines = codes[is_kept], np.flatnonzero(is_kept)
    if not len(codes):
        raise DataFormatError(path, None, "no tag", "one tag a line")
    if codes[-1] != len(labels):
        codes = np.append(codes, np.uint8(len(labels)))
        lines = None if lines is None else np.append(lines, lines[-1] + 1)
    return codes, lines


def _refuse_shapes(
    found: Path,
    gold: Path,
    left: tuple[Codes, NDArray[np.intp] | None],
    right: tuple[Codes, NDArray[np.intp] | None],
    blank: int,
) -> None:
    """Raise with the first sentence whose length is not gold's, or with the numbers of sentences."""
    ends, gold_ends = np.flatnonzero(left[0] == blank), np.flatnonzero(right[0] == blank)
    lengths, gold_lengths = np.diff(ends, prepend=-1) - 1, np.diff(gold_ends, prepend=-1) - 1
    n = min(len(lengths), len(gold_lengths))
    unlike = np.flatnonzero(lengths[:n] != gold_lengths[:n])
    if len(lengths) != len(gold_lengths) and not len(unlike):
        raise DataFormatError(found, None, f"{len(lengths)} sentences", f"{len(gold_lengths)}, as many as {gold} holds")
    first = int(unlike[0])
    line, gold_line = (
        int((side[1] if side[1] is not None else np.arange(len(side[0])))[places[first] - sizes[first]]) + 1
        for side, places, sizes in ((left, ends, lengths), (right, gold_ends, gold_lengths))
    )
    expected = f"{gold_lengths[first]} tags, as {gold} line {gold_line}"
    raise DataFormatError(found, line, f"a sentence of {lengths[first]} tags", expected)


def _score_pairs(_task: Task, _language: str, found: Path, gold: Path, _is_kept: bool) -> FileScores:
    expected = read_pairs(gold)
    if not expected.lines:
        raise DataFormatError(gold, None, "an empty file", "at least one pair of gold")
    pairs = read_pairs(found)
    check_languages(found, pairs, expected)
    counts = len(pairs.lines & expected.lines), len(pairs.lines), len(expected.lines)
    notes = () if pairs.lines else (f"{found} holds no pair: F1 is 0",)
    return FileScores(set_f1(*counts), len(expected.lines), notes=notes)


def span_rule(task: Task) -> SpanRule:
    """The official script that XTREME scores `task` by."""
    return SpanRule.MLQA if task.task == "mlqa" else SpanRule.SQUAD_V1


def _score_answers(task: Task, language: str, found: Path, gold: Path, is_kept: bool) -> FileScores:
    questions = read_questions(gold)
    answers = read_answers(found)
    n_strange = check_ids(found, answers, questions.ids) if len(answers) else 0
    matches = match_answers(answers, questions, span_rule(task), language)
    rows: tuple[Prediction, ...] = ()
    if is_kept:
        ids, _ = unique_ids(questions.ids)
        rows = tuple(
            Prediction(example_id, answers.get(question, ""), json.dumps(gold_texts, ensure_ascii=False), value)
            for example_id, question, gold_texts, value in zip(
                ids, questions.ids, questions.answers, matches.f1.tolist(), strict=True
            )
        )
    notes = (f"{found}: {n_strange} answers to no question of gold are not scored",) if n_strange else ()
    return FileScores(matches.percent(), len(questions.ids), matches.n_unanswered, notes, rows)


def _score_rankings(task: Task, _language: str, found: Path, gold: Path, is_kept: bool) -> FileScores:
    expected = read_gold_rankings(gold, n_targets=1 if task.task == "mewslix" else None)
    ranked = read_rankings(found)
    n_strange = check_ids(found, ranked, expected) if len(ranked) else 0
    values = average_precisions(ranked, expected)
    rows = _ranking_rows(ranked, expected, values) if is_kept else ()
    notes = (f"{found}: {n_strange} rankings for no query of gold are not scored",) if n_strange else ()
    n_unanswered = sum(query not in ranked for query in expected)
    return FileScores({MAP_20: 100.0 * sum(values) / len(values)}, len(values), n_unanswered, notes, rows)


def _ranking_rows(
    ranked: Mapping[str, Sequence[str]], expected: Mapping[str, Sequence[str]], values: Sequence[float]
) -> tuple[Prediction, ...]:
    return tuple(
        Prediction(query, " ".join(ranked.get(query, ())[:20]), " ".join(targets), value)
        for (query, targets), value in zip(expected.items(), values, strict=True)
    )
