"""Published figures and dataset descriptions that ship with the project (data/reference/*.csv), checked on entry."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Protocol, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipeline.domain.benchmark import AVERAGE, TASK_SCORE, BenchmarkMetric, Benchmarks
from pipeline.domain.errors import DataFormatError, unknown_name
from pipeline.store.home import REFERENCE
from pipeline.store.reference_rows import read_reference_rows

REPORTED_SCORES = "reported_scores.csv"
DATASETS = "datasets.csv"
_Text = Annotated[str, Field(min_length=1)]
_Row = TypeVar("_Row", bound=BaseModel)


class ReportedScore(BaseModel):
    """One published figure; grain of table `reported_scores`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    reported_id: int  # row of the file, from 1, its header not counted
    source_id: _Text
    source_title: _Text
    source_url: _Text
    table_or_section: _Text
    setting: str
    encoder: _Text
    params_millions: float | None
    task: _Text
    language: _Text
    flag: str
    system: _Text
    metric: _Text
    split: _Text
    value: Annotated[float, Field(allow_inf_nan=False)]  # percent, points for a gain, or as a benchmark's file says
    value_text: Annotated[str, Field(pattern=r"^-?\d+(\.\d+)?$")]


class Dataset(BaseModel):
    """One dataset as a source describes it; grain of table `datasets`. Sizes are text as printed."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    dataset: _Text
    role: _Text
    train_examples: str
    dev_examples: str
    test_examples: str
    num_languages: str
    languages: str
    metric: str
    source: _Text


def load_reported_scores(
    folder: Path = REFERENCE,
    benchmarks: Benchmarks = Benchmarks(),  # noqa: B008  # frozen
) -> tuple[ReportedScore, ...]:
    """Every published figure, in file order.

    Args:
        benchmarks: described ones, which say what figures on their tasks can be.

    Raises:
        MissingDataError: no such file.
        DataFormatError: a row breaks the form, or its value cannot be; its line is named.
    """
    path = folder / REPORTED_SCORES
    rows: list[ReportedScore] = []
    for line, row in read_reference_rows(path):
        content = {
            **row,
            "reported_id": len(rows) + 1,
            "params_millions": row.get("params_millions") or None,
            "value_text": row.get("value"),
        }
        row_found = _checked(ReportedScore, content, path, line)
        fault = figure_fault(row_found, benchmarks)
        if fault is not None:
            raise DataFormatError(path, line, *fault)
        rows.append(row_found)
    return tuple(rows)


class Figure(Protocol):
    """What is checked of a figure, whoever reported it."""

    @property
    def task(self) -> str: ...  # noqa: D102
    @property
    def metric(self) -> str: ...  # noqa: D102
    @property
    def language(self) -> str: ...  # noqa: D102
    @property
    def split(self) -> str: ...  # noqa: D102
    @property
    def value_text(self) -> str: ...  # noqa: D102


def figure_fault(figure: Figure, benchmarks: Benchmarks) -> tuple[str, str] | None:
    """What is wrong with a figure's value, or with its labels where its task is of a described benchmark.

    Found and expected; None where nothing is.
    """
    tasks, value = benchmarks.tasks, float(figure.value_text)
    metric = benchmarks.metric(figure.task, figure.metric)
    if figure.task not in tasks:
        low, high = (-100.0, 100.0) if metric is None else (metric.low, metric.high)
        if low <= value <= high:
            return None
        words = f"{figure.metric} of {figure.task}"
        return f"{figure.value_text} in column 'value'", f"{words}, {low:g} to {high:g} (percent, or points for a gain)"
    task = tasks[figure.task]
    if metric is None:
        known = (*task.metrics, TASK_SCORE)
        return (
            f"{figure.metric!r:.80} in column 'metric'",
            f"{unknown_name(f'metric of {task.task}', figure.metric, known)}",
        )
    for column, noun, text, names in (
        ("language", "pair" if task.has_pairs else "language", figure.language, (*task.languages, AVERAGE)),
        ("split", "split", figure.split, task.splits),
    ):
        if text not in names:
            return f"{text!r:.80} in column {column!r}", f"{unknown_name(f'{noun} of {task.task}', text, names)}"
    return value_fault(value, figure.value_text, task.task, metric)


def value_fault(value: float, text: str, task: str, metric: BenchmarkMetric) -> tuple[str, str] | None:
    """What is wrong with a value of a metric: found and expected; None where it can be."""
    if metric.holds(value):
        return None
    return (
        f"{text!r:.40} in column 'value'",
        f"{metric.title} of {task}: {metric.range_words} ({metric.direction_words})",
    )


def load_datasets(folder: Path = REFERENCE) -> tuple[Dataset, ...]:
    """Every dataset description, in file order. Errors as `load_reported_scores`."""
    path = folder / DATASETS
    return tuple(_checked(Dataset, row, path, line) for line, row in read_reference_rows(path))


def _checked(row_type: type[_Row], content: dict[str, Any], path: Path, line: int) -> _Row:
    try:
        return row_type.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise DataFormatError(
            path, line, f"{first['input']!r:.80} in column {place!r}", f"a {row_type.__name__} row ({first['msg']})"
        ) from error
