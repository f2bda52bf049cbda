"""Scores of any format checked one by one and against each other, before anything is written."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal

from pipeline.domain.errors import DataFormatError, unknown_name
from pipeline.domain.regime import MLM_SUFFIX, MULTI_TASK_KEY, TRANSLATED_SUFFIX, RegimeKind
from pipeline.domain.task import Split, Task, TaskRole, TaskType
from pipeline.importers.doubts import check_doubts
from pipeline.importers.importer import COLUMNS, NOT_STATED, PROVENANCE, CellKey, RawFile, RawRow, ScoreFile, ScoreRow
from pipeline.store.published_sizes import published_size

__all__ = ["COUNTED", "ENCODER", "FINEST", "CellKey", "ScoreFile", "ScoreRow", "cell_key", "check_scores", "whole"]

ENCODER = re.compile(r"[A-Za-z0-9][\w./+:@() -]{0,127}", re.ASCII)  # "org/m@rev", "m:0.5b", "org/M (val)"
MAX_EXAMPLES = 1_000_000  # of one cell
MAX_SEEDS = 1_000  # of one mean
_NUMBER = re.compile(r"\d{1,3}(\.\d{1,40})?", re.ASCII)  # "3.3333333333333335" is what pandas writes
FINEST = Decimal("1e-5")  # of a computed value: what 32 bits hold of a percentage
_WHOLE = re.compile(r"\d{1,9}", re.ASCII)
_SPLITS = (Split.DEV.value, Split.TEST.value)
COUNTED = {  # metrics that are a share of right answers, so that only some values can come from n examples
    (TaskType.SEQUENCE_CLASSIFICATION, "accuracy"),
    (TaskType.SENTENCE_RETRIEVAL, "accuracy"),
    (TaskType.MULTIPLE_CHOICE, "accuracy"),
    (TaskType.SPAN_EXTRACTION, "em"),
}


def check_scores(
    file: RawFile, tasks: Mapping[str, Task], languages: Collection[str], *, allowed: Collection[str] = ()
) -> ScoreFile:
    """Every score of the file, in file order.

    Args:
        file: as its importer read it, with every column that it or the person states.
        languages: every registered language.
        allowed: names of doubts (`doubts.DOUBTS`) that the person takes back.

    Raises:
        DataFormatError: the first fault, with file, line, value and what was expected.
    """
    if not file.rows:
        raise DataFormatError(file.path, None, "no scores", "at least one score")
    rows = tuple(_score_row(row, tasks, languages) for row in file.rows)
    _check_once(file, rows)
    _check_same_examples(file, rows)
    check_doubts(file, rows, tasks, allowed)
    _check_possible(file, rows, tasks)
    return ScoreFile(file.path, file.sha256, rows, (*file.notes, *_one_metric_of_two(rows, tasks)))


def cell_key(row: RawRow, tasks: Mapping[str, Task], languages: Collection[str]) -> CellKey:
    """The cell that a row is about, each part checked.

    Raises:
        DataFormatError: the first part that is wrong.
    """
    if not ENCODER.fullmatch(row.cells["encoder"]):
        raise row.fault("encoder", "a name of letters, digits and ./+-_:@() of at most 128 characters")
    targets = {name: task for name, task in tasks.items() if task.role is TaskRole.TARGET}
    task = targets[_known(row, "target", "target task", targets)]
    language = _known(row, "language", "language", languages)
    if row.cells["split"] not in _SPLITS:
        raise row.fault("split", "dev or test")
    if Split(row.cells["split"]) not in task.splits:
        there = " or ".join(split.value for split in task.splits)
        raise row.fault("split", f"{there}, since {task.title} has no {row.cells['split']} set in its benchmark")
    return CellKey(
        encoder=row.cells["encoder"],
        regime=row.cells["regime"],
        target=task.task,
        seed=whole(row, "seed", least=0),
        language=language,
        split=Split(row.cells["split"]),
    )


def whole(row: RawRow, column: str, *, least: int, most: int = 999_999_999) -> int:
    """A whole number of at least `least` and at most `most`.

    Raises:
        DataFormatError: the cell holds something else.
    """
    text = row.cells[column]
    if not _WHOLE.fullmatch(text) or int(text) < least:
        raise row.fault(column, f"a whole number of at least {least}, without sign, point or blanks")
    if int(text) > most:
        raise row.fault(column, f"at most {most:,}")
    return int(text)


def _score_row(row: RawRow, tasks: Mapping[str, Task], languages: Collection[str]) -> ScoreRow:
    for column in COLUMNS:
        if column not in row.cells and column != "n_examples":
            raise row.fault(column, f"a value; this format does not state it, so say --set {column}=VALUE")
    key = cell_key(row, tasks, languages)
    task = tasks[key.target]
    if row.cells["metric"] not in task.metrics:
        raise row.fault("metric", f"a metric of {task.task}: {', '.join(task.metrics)}")
    value, n_decimals = _percent(row)
    n_examples = _n_examples(row, key)
    return ScoreRow(
        key=key,
        intermediate=_intermediate(row, tasks),
        metric=row.cells["metric"],
        value=value,
        n_decimals=n_decimals,
        n_examples=n_examples,
        n_seeds=whole(row, "n_seeds", least=1, most=MAX_SEEDS) if row.cells.get("n_seeds") else 1,
        n_available=whole(row, "n_available", least=n_examples) if row.cells.get("n_available") else n_examples,
        line=row.line,
        place=f"line {row.line}" if row.line is not None else row.place,
        stated={name: row.cells[name] for name in PROVENANCE if row.cells.get(name)},
    )


def _n_examples(row: RawRow, key: CellKey) -> int:
    """As the file or the person says, else as published; 0 where nobody says."""
    if row.cells.get("n_examples") == NOT_STATED:
        return 0
    if "n_examples" in row.cells:
        return whole(row, "n_examples", least=1, most=MAX_EXAMPLES)
    return published_size(key.target, key.split, key.language) or 0


def _percent(row: RawRow) -> tuple[float, int]:
    text = row.cells["value"]
    if not _NUMBER.fullmatch(text):
        raise row.fault("value", 'a percentage such as "83.2", with a point, without sign, exponent or %')
    value = float(text)
    if not math.isfinite(value) or value > 100.0:
        raise row.fault("value", "a percentage of 0 to 100")
    return value, len(text.partition(".")[2])


def _intermediate(row: RawRow, tasks: Mapping[str, Task]) -> tuple[str, ...]:
    """Intermediate tasks of a row, in agreement with its regime."""
    regime = row.cells["regime"]
    names = [name.strip() for name in row.cells["intermediate"].split("+")] if row.cells["intermediate"] else []
    registered = {name for name, task in tasks.items() if task.role is TaskRole.INTERMEDIATE}
    for name in names:
        if name not in registered:
            raise row.fault(
                "intermediate", f'intermediate tasks separated by "+": {unknown_name("task", name, registered)}'
            )
    if len(set(names)) < len(names):
        raise row.fault("intermediate", "each intermediate task once")
    base = RegimeKind.NONE.value if not names else names[0] if len(names) == 1 else MULTI_TASK_KEY
    allowed = [base] if not names else [base, base + MLM_SUFFIX, base + TRANSLATED_SUFFIX]
    if regime not in allowed:
        given = row.cells["intermediate"]
        raise row.fault("regime", f"{' or '.join(map(repr, allowed))}, since column 'intermediate' holds {given!r:.60}")
    return tuple(names)


def _known(row: RawRow, column: str, noun: str, known: Collection[str]) -> str:
    name = row.cells[column]
    if name not in known:
        raise row.fault(column, f"a registered {noun}: {unknown_name(noun, name, known)}")
    return name


def _fault(file: RawFile, row: ScoreRow, found: str, expected: str) -> DataFormatError:
    return DataFormatError(file.path, row.line, found if row.line is not None else f"{found}, {row.place}", expected)


def _check_once(file: RawFile, rows: Sequence[ScoreRow]) -> None:
    """Each cell and metric once; a regime of one encoder always with the same intermediate tasks."""
    lines: dict[tuple[CellKey, str], ScoreRow] = {}
    mixes: dict[tuple[str, str], ScoreRow] = {}
    for row in rows:
        first = lines.setdefault((row.key, row.metric), row)
        if first is not row:
            raise _fault(file, row, f"the same cell and metric as in {first.place}", "each once")
        mix = mixes.setdefault((row.key.encoder, row.key.regime), row)
        if mix.intermediate != row.intermediate:
            found = f"{'+'.join(row.intermediate)!r} in column 'intermediate'"
            raise _fault(file, row, found, f"{'+'.join(mix.intermediate)!r} as in {mix.place}, of the same regime")


def _check_same_examples(file: RawFile, rows: Sequence[ScoreRow]) -> None:
    """All metrics of a cell were taken on the same examples."""
    counts: dict[CellKey, ScoreRow] = {}
    for row in rows:
        first = counts.setdefault(row.key, row)
        if first.n_examples != row.n_examples:
            found = f"'{row.n_examples}' in column 'n_examples'"
            raise _fault(file, row, found, f"{first.n_examples} as in {first.place}, of the same cell")


def _one_metric_of_two(rows: Sequence[ScoreRow], tasks: Mapping[str, Task]) -> list[str]:
    """What claims on the score of a question-answering task will lack, one sentence a task and metric."""
    metrics: dict[CellKey, set[str]] = {}
    for row in rows:
        if tasks[row.key.target].task_type is TaskType.SPAN_EXTRACTION:
            metrics.setdefault(row.key, set()).add(row.metric)
    lacking: dict[tuple[str, str], int] = {}
    for key, found in metrics.items():
        for metric in tasks[key.target].metrics:
            if metric not in found:
                lacking[key.target, metric] = lacking.get((key.target, metric), 0) + 1
    return [
        f"{n_cells} cells of {target} have no {metric}, so that its task score, the mean of "
        f"{' and '.join(tasks[target].metrics)}, cannot be computed there"
        for (target, metric), n_cells in lacking.items()
    ]


def _check_possible(file: RawFile, rows: Sequence[ScoreRow], tasks: Mapping[str, Task]) -> None:
    """A share of right answers is k of n for a whole k, give or take one unit of the last printed place.

    A mean over several seeds is k of n times as many.
    """
    for row in rows:
        if (tasks[row.key.target].task_type, row.metric) not in COUNTED or not row.n_examples:
            continue
        unit = max(Decimal(1).scaleb(-row.n_decimals), FINEST)
        n_answers = row.n_examples * row.n_seeds
        nearest = Decimal(100 * round(row.value * n_answers / 100)) / n_answers
        if abs(nearest - Decimal(str(row.value))) > unit:
            seeds = f" and {row.n_seeds} seeds" if row.n_seeds > 1 else ""
            found = f"{row.value:g} in column 'value' of {row.n_examples} examples{seeds}"
            expected = f"a share of right answers; the nearest is {float(nearest):.6g}"
            if row.n_seeds == 1:
                expected += "; if it is a mean over several seeds, say how many in column n_seeds"
            raise _fault(file, row, found, expected)
