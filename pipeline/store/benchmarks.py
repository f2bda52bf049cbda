"""Described benchmarks, one TOML file each: those of data/benchmarks and those of the user; see docs/benchmarks.md.

benchmark, title, url, source     which one it is, and where the facts of the file come from
[[metrics]]                       metric, title, low, high, better, kind
[[tasks]]                         task, title, languages, splits, metrics, score, sizes, names
[average]                         the official average, where there is one
"""

from __future__ import annotations

import math
import re
import tomllib
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

import duckdb
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import ErrorDetails

from pipeline.domain.benchmark import (
    AVERAGE,
    TASK_SCORE,
    BenchmarkMetric,
    Benchmarks,
    BenchmarkTask,
    DescribedBenchmark,
    MetricKind,
    OfficialAverage,
)
from pipeline.domain.errors import BenchmarkError, unknown_name
from pipeline.domain.language import Language
from pipeline.domain.task import Benchmark, FolderFiles, Split, Task, TaskRole, TaskType
from pipeline.store.home import BENCHMARKS, Home
from pipeline.store.input_file import decode_input, read_input

MAX_BYTES = 1_000_000
_NOUN = "a benchmark in TOML such as data/benchmarks/glue.toml"
_Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_]{0,63}$")]
_Text = Annotated[str, Field(min_length=1, max_length=500)]
_Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[a-z]{2,3})?$")]
_Whole = Annotated[int, Field(strict=True, ge=1, le=100_000_000)]
_Number = Annotated[float, Field(allow_inf_nan=False, ge=-1e9, le=1e9)]
_Split = Literal["dev", "test"]
_PERCENT = (0.0, 100.0)


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Metric(_Form):
    metric: _Name
    title: _Text
    low: _Number
    high: _Number | None = None  # no upper end
    better: Literal["higher", "lower"]
    kind: MetricKind = MetricKind.OTHER

    @model_validator(mode="after")
    def _is_possible(self) -> _Metric:
        if self.high is not None and self.low >= self.high:
            raise ValueError(f"low {self.low:g} and high {self.high:g}; expected the first below the second")
        if self.kind is not MetricKind.OTHER and (self.low, self.high) != _PERCENT:
            raise ValueError(f"kind {self.kind.value!r} is counted in percent; expected low 0 and high 100")
        if self.kind is not MetricKind.OTHER and self.better == "lower":
            raise ValueError(f"kind {self.kind.value!r} counts right answers; expected better = 'higher'")
        if self.metric == TASK_SCORE:
            raise ValueError(f"{TASK_SCORE!r} is the mean of a task's metrics; name the metric otherwise")
        return self


class _Size(_Form):
    split: _Split
    n: _Whole
    metric: _Name | None = None  # all of the task's


class _Task(_Form):
    task: _Name
    title: _Text
    languages: Annotated[tuple[_Language, ...], Field(min_length=1)]
    splits: Annotated[tuple[_Split, ...], Field(min_length=1)]
    metrics: Annotated[tuple[_Name, ...], Field(min_length=1)]
    score: tuple[_Name, ...] = ()  # all metrics
    sizes: tuple[_Size, ...] = ()
    names: tuple[_Text, ...] = ()


class _Average(_Form):
    metric: _Name
    over: Annotated[tuple[_Name, ...], Field(min_length=1)]
    source: _Text


class _File(_Form):
    benchmark: _Name
    title: _Text
    url: Annotated[str, Field(pattern=r"^https?://\S{1,400}$")]
    source: _Text
    note: str = ""
    metrics: Annotated[tuple[_Metric, ...], Field(min_length=1)]
    tasks: Annotated[tuple[_Task, ...], Field(min_length=1)]
    average: _Average | None = None


def load_benchmarks(folders: Iterable[Path] = (BENCHMARKS,), *, registered: Collection[str]) -> Benchmarks:
    """Every described benchmark of some folders, in file-name order; a folder that is not there holds none.

    Args:
        folders: one that is named twice counts once.
        registered: keys of the tasks that can be trained here; no described task may be called like one.

    Raises:
        MissingDataError, DataFormatError: a file that cannot be read as text.
        BenchmarkError: a file that breaks the form (all its faults at once), or a name that two of them claim.
    """
    found: list[DescribedBenchmark] = []
    for folder in dict.fromkeys(path.resolve() for path in folders):
        for path in sorted(folder.glob("*.toml")):
            found.append(read_benchmark(path))
            _check_names(found, registered)
    return Benchmarks(tuple(found))


def joined(first: Benchmarks, others: Benchmarks) -> Benchmarks:
    """Both, those of the first where both describe one of the same name."""
    own = {one.benchmark for one in first.described}
    return Benchmarks((*first.described, *(one for one in others.described if one.benchmark not in own)))


def folders_of(home: Home, given: Path | None = None) -> tuple[Path, ...]:
    """Where described benchmarks are looked for: what ships, the home's, and a folder that is named.

    Raises:
        BenchmarkError: the folder that is named is not there.
    """
    if given is not None and not given.is_dir():
        raise BenchmarkError(f"--benchmarks {given}: no such folder; name one that holds TOML files of benchmarks")
    return (BENCHMARKS, home.benchmarks, *(() if given is None else (given,)))


def read_benchmark(path: Path) -> DescribedBenchmark:
    """One file. Errors as `load_benchmarks`."""
    text = decode_input(path, read_input(path, _NOUN, max_bytes=MAX_BYTES))
    try:
        content = tomllib.loads(text.replace("\r\n", "\n"))
    except ValueError as error:  # also a number of thousands of digits, which is no TOMLDecodeError
        raise BenchmarkError(f"{path}: not a TOML file ({error!s:.200}); expected {_NOUN}") from error
    except RecursionError as error:
        raise BenchmarkError(f"{path}: lists or tables within each other beyond reading; expected {_NOUN}") from error
    try:
        file = _File.model_validate(content)
    except ValidationError as error:
        found = _own_faults(error.errors(include_url=False))
        lines = [_fault(fault, text) for fault in found[:_N_SHOWN]]
        more = f"\n  and {len(found) - _N_SHOWN} more" if len(found) > _N_SHOWN else ""
        raise BenchmarkError(f"{path}: {len(found)} fault(s) to fix\n" + "\n".join(lines) + more) from error
    faults = list(_faults(file))
    if faults:
        shown = "\n".join(f"  {fault}" for fault in faults[:_N_SHOWN])
        raise BenchmarkError(f"{path}: {len(faults)} fault(s) to fix\n{shown}")
    return _described(path, file)


_N_SHOWN = 20
_FIELDS: dict[str, type[_Form]] = {"metrics": _Metric, "tasks": _Task, "sizes": _Size, "average": _Average}


def _own_faults(found: Sequence[ErrorDetails]) -> list[ErrorDetails]:
    """Without lists that are only too short because their items have faults."""
    inner = [fault["loc"] for fault in found]
    return [
        fault
        for fault in found
        if fault["type"] != "too_short"
        or not any(len(loc) > len(fault["loc"]) and loc[: len(fault["loc"])] == fault["loc"] for loc in inner)
    ]


def _fault(fault: ErrorDetails, text: str) -> str:
    location = fault["loc"]
    place = ".".join(f"{part!s:.60}" for part in location) or "file"
    if fault["type"] == "missing":
        return f"  {place}: this key is needed (got {fault['input']!r:.80})"
    if fault["type"] != "extra_forbidden":
        line = "" if isinstance(fault["input"], dict | list) else _line_of(location, text)
        return f"  {place}: {fault['msg']} (got {fault['input']!r:.80}){line}"
    tables = [part for part in location[:-1] if isinstance(part, str)]
    known = (_FIELDS[tables[-1]] if tables and tables[-1] in _FIELDS else _File).model_fields
    return f"  {place}: {unknown_name('key', f'{location[-1]!s:.60}', known)}{_line_of(location, text)}"


def _line_of(location: Sequence[int | str], text: str) -> str:
    """Where the last key of a location stands, if it stands in one place: "" else."""
    keys = [part for part in location if isinstance(part, str)]
    if not keys or not re.fullmatch(r"[\w-]{1,60}", keys[-1], re.ASCII):
        return ""
    lines = [n for n, line in enumerate(text.split("\n"), 1) if re.match(rf"\s*{re.escape(keys[-1])}\s*=", line)]
    return f" [line {lines[0]}]" if len(lines) == 1 else ""


def _faults(file: _File) -> Iterable[str]:
    """What the form of single fields cannot tell."""
    metrics = {metric.metric: metric for metric in file.metrics}
    yield from _twice("metric", (metric.metric for metric in file.metrics))
    yield from _twice("task", (task.task for task in file.tasks))
    yield from _twice("other name of a task", (_bare(name) for task in file.tasks for name in set(task.names)))
    for task in file.tasks:
        yield from _task_faults(task, metrics)
    if file.benchmark in {task.task for task in file.tasks}:
        yield f"benchmark {file.benchmark!r} is also the name of one of its tasks; name one of the two otherwise"
    if file.average is None:
        return
    yield from _twice("task of the average", file.average.over)
    tasks = {task.task: task for task in file.tasks}
    for name in file.average.over:
        if name not in tasks:
            yield f"average.over: {unknown_name('task of this file', name, tasks)}"
    parts = [metrics[name] for task in file.average.over if task in tasks for name in _score(tasks[task])[:1]
             if name in metrics]  # fmt: skip
    if len({metric.better for metric in parts}) > 1:
        yield "average: its tasks are of two directions, and a mean of both says nothing; leave it out"


def _task_faults(task: _Task, metrics: dict[str, _Metric]) -> Iterable[str]:
    where = f"task {task.task!r}"
    for noun, names in (
        ("language", task.languages),
        ("split", task.splits),
        ("metric", task.metrics),
        ("metric of its score", task.score),
        ("size", [f"{size.split} {size.metric or ''}".strip() for size in task.sizes]),
    ):
        yield from (f"{where}: {fault}" for fault in _twice(noun, names))
    yield from (f"{where}: {fault}" for fault in _language_faults(task.languages))
    for name in task.metrics:
        if name not in metrics:
            yield f"{where}: {unknown_name('metric of this file', name, metrics)}"
    for name in (*task.score, *(size.metric for size in task.sizes if size.metric)):
        if name not in task.metrics:
            yield f"{where}: {unknown_name('metric of the task', name, task.metrics)}"
    for size in task.sizes:
        if size.split not in task.splits:
            yield f"{where}: a size of {size.split!r}, while its splits are {', '.join(task.splits)}"
    parts = [metrics[name] for name in _score(task) if name in metrics]
    if len({metric.better for metric in parts}) > 1:
        listed = ", ".join(f"{metric.metric} ({metric.better})" for metric in parts)
        yield f"{where}: its score would be a mean of {listed}; name metrics of one direction in `score`"
    if len({(metric.low, metric.high) for metric in parts}) > 1:
        yield f"{where}: its score would be a mean of metrics of several ranges; name those of one in `score`"


def _language_faults(languages: Sequence[str]) -> Iterable[str]:
    if len({"-" in language for language in languages}) > 1:
        yield "languages beside pairs of languages; make two tasks of it"
    for pair in languages:
        if "-" in pair and len(set(pair.split("-"))) == 1:
            yield f"{pair!r} is a language with itself; expected two, from one into the other"


def _score(task: _Task) -> tuple[str, ...]:
    return task.score or task.metrics


def _twice(noun: str, names: Iterable[str]) -> list[str]:
    return [f"{noun} {name!r} stands there {n} times; give it once" for name, n in Counter(names).items() if n > 1]


def _bare(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())


def _described(path: Path, file: _File) -> DescribedBenchmark:
    metrics = {
        one.metric: BenchmarkMetric(
            one.metric,
            one.title,
            one.low,
            math.inf if one.high is None else one.high,
            one.better == "lower",
            one.kind,
        )
        for one in file.metrics
    }
    return DescribedBenchmark(
        file.benchmark,
        file.title,
        file.url,
        path,
        tuple(_task(file, task, metrics) for task in file.tasks),
        OfficialAverage(file.average.metric, file.average.over) if file.average else None,
    )


def _task(file: _File, task: _Task, metrics: dict[str, BenchmarkMetric]) -> BenchmarkTask:
    sizes: dict[tuple[str, str], int] = {
        (size.split, metric): size.n for size in task.sizes for metric in task.metrics if size.metric is None
    }
    sizes |= {(size.split, size.metric): size.n for size in task.sizes if size.metric is not None}
    return BenchmarkTask(
        task=task.task,
        title=task.title,
        benchmark=file.benchmark,
        benchmark_title=file.title,
        languages=task.languages,
        splits=tuple(split for split in (Split.DEV.value, Split.TEST.value) if split in task.splits),
        metrics={name: metrics[name] for name in task.metrics},
        score=_score(task),
        sizes=sizes,
        names=task.names,
    )


def as_tasks(benchmarks: Benchmarks) -> dict[str, Task]:
    """Described tasks in the form of registered ones, as far as labels of tables are read against them."""
    return {
        task.task: Task(
            task=task.task,
            title=task.title,
            role=TaskRole.TARGET,
            task_type=TaskType.SEQUENCE_CLASSIFICATION,
            metrics=tuple(task.metrics),
            languages=task.languages,
            train_task=None,
            benchmark=Benchmark.OTHER,
            folder=FolderFiles(
                "", dev="dev" if "dev" in task.splits else None, test="test" if "test" in task.splits else None
            ),
        )
        for task in benchmarks.tasks.values()
    }


def pairs_of(benchmarks: Benchmarks, languages: Sequence[Language]) -> list[Language]:
    """Each pair of languages of a described task as a language of its own, by its code and by both names."""
    names = {language.language: language.name for language in languages}
    pairs = dict.fromkeys(code for task in benchmarks.tasks.values() for code in task.languages if "-" in code)
    return [
        Language(pair, pair, "-".join(names.get(code, code) for code in pair.split("-")), "", "", None, None, False,
                 False, (), "")
        for pair in pairs
    ]  # fmt: skip


def _check_names(found: Sequence[DescribedBenchmark], registered: Collection[str]) -> None:
    """Nothing, if the last file claims no name of the files before it, nor one of a task that is registered."""
    own, earlier = found[-1], found[:-1]
    for name in (own.benchmark, *(task.task for task in own.tasks)):
        if name in registered:
            raise BenchmarkError(
                f"{own.path}: {name!r} is a task that is registered in pipeline/tasks; what can be trained here is "
                f"described there alone: call it otherwise, such as {own.benchmark + '_' + name!r}"
            )
        if name in (AVERAGE, "average"):
            raise BenchmarkError(f"{own.path}: {name!r} names averages of XTREME here; call it otherwise")
        for other in earlier:
            if name in (other.benchmark, *(task.task for task in other.tasks)):
                raise BenchmarkError(f"{own.path}: {name!r} is already described in {other.path}; keep one of the two")


def benchmark_rows(benchmarks: Benchmarks) -> list[dict[str, object]]:
    """Rows of table `benchmark_metrics`."""
    return [
        {
            "benchmark": one.benchmark,
            "benchmark_title": one.title,
            "task": task.task,
            "task_title": task.title,
            "metric": metric.metric,
            "metric_title": metric.title,
            "low": metric.low,
            "high": None if math.isinf(metric.high) else metric.high,
            "is_lower_better": metric.is_lower_better,
            "kind": metric.kind.value,
            "is_in_score": metric.metric in task.score,
            "languages": list(task.languages),
            "splits": list(task.splits),
            "n_dev": task.sizes.get((Split.DEV.value, metric.metric)),
            "n_test": task.sizes.get((Split.TEST.value, metric.metric)),
            "average_metric": one.average.metric if one.average and task.task in one.average.tasks else None,
            "url": one.url,
        }
        for one in benchmarks.described
        for task in one.tasks
        for metric in task.metrics.values()
    ]


def stored_benchmarks(connection: duckdb.DuckDBPyConnection) -> Benchmarks:
    """The described benchmarks of an open file."""
    cursor = connection.execute("select * from benchmark_metrics order by rowid")
    columns = [column[0] for column in cursor.description or ()]
    return benchmarks_of_rows([dict(zip(columns, row, strict=True)) for row in cursor.fetchall()])


def benchmarks_of_rows(rows: Sequence[dict[str, Any]]) -> Benchmarks:
    """What `benchmark_rows` made rows of; paths and other names are not kept."""
    described = []
    for key in dict.fromkeys(row["benchmark"] for row in rows):
        own = [row for row in rows if row["benchmark"] == key]
        tasks = tuple(_task_of([row for row in own if row["task"] == task]) for task in dict.fromkeys(
            row["task"] for row in own))  # fmt: skip
        over = tuple(dict.fromkeys(row["task"] for row in own if row["average_metric"]))
        average = OfficialAverage(next(row["average_metric"] for row in own if row["average_metric"]), over)\
            if over else None  # fmt: skip
        described.append(
            DescribedBenchmark(key, own[0]["benchmark_title"], own[0]["url"], Path(f"{key}.toml"), tasks, average)
        )
    return Benchmarks(tuple(described))


def _task_of(rows: Sequence[dict[str, Any]]) -> BenchmarkTask:
    first = rows[0]
    metrics = {
        row["metric"]: BenchmarkMetric(
            row["metric"],
            row["metric_title"],
            row["low"],
            math.inf if row["high"] is None else row["high"],
            row["is_lower_better"],
            MetricKind(row["kind"]),
        )
        for row in rows
    }
    sizes = {
        (split, row["metric"]): row[column]
        for row in rows
        for split, column in (("dev", "n_dev"), ("test", "n_test"))
        if row[column] is not None
    }
    return BenchmarkTask(
        task=first["task"],
        title=first["task_title"],
        benchmark=first["benchmark"],
        benchmark_title=first["benchmark_title"],
        languages=tuple(first["languages"]),
        splits=tuple(first["splits"]),
        metrics=metrics,
        score=tuple(row["metric"] for row in rows if row["is_in_score"]),
        sizes=sizes,
    )
