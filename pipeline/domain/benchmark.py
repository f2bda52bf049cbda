"""A benchmark that nothing here trains: its tasks, metrics with range and direction, languages, splits and average.

XTREME, XTREME-R and XGLUE are not of this kind: their tasks are files below pipeline/tasks and can be trained.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

AVERAGE = "avg"  # language of an average as printed
TASK_SCORE = "task_score"  # mean of the metrics that make up a task's score


class MetricKind(StrEnum):
    """What a metric counts, as far as arithmetic on it goes."""

    SHARE = "share"  # right answers of all examples, in percent
    BINARY_F1 = "binary_f1"  # of one class against all others: 2 TP / (2 TP + FP + FN), in percent
    OTHER = "other"  # of a whole corpus, or a correlation: no example has a part of it


@dataclass(frozen=True, slots=True)
class BenchmarkMetric:
    """One metric of a benchmark."""

    metric: str  # "ter"
    title: str
    low: float
    high: float  # math.inf where there is no upper end
    is_lower_better: bool
    kind: MetricKind

    def holds(self, value: float) -> bool:
        """Whether a score can have this value."""
        return math.isfinite(value) and self.low <= value <= self.high

    @property
    def range_words(self) -> str:
        """As errors say it: "0 to 100", "0 or more"."""
        return f"{self.low:g} or more" if math.isinf(self.high) else f"{self.low:g} to {self.high:g}"

    @property
    def direction_words(self) -> str:
        """As pages say it."""
        return "lower is better" if self.is_lower_better else "higher is better"


@dataclass(frozen=True, slots=True)
class BenchmarkTask:
    """One task of a described benchmark."""

    task: str  # the key: "glue_mrpc"
    title: str
    benchmark: str  # key of the benchmark
    benchmark_title: str
    languages: tuple[str, ...]  # "de", or pairs as "en-de": from English into German
    splits: tuple[str, ...]  # dev, test
    metrics: Mapping[str, BenchmarkMetric]
    score: tuple[str, ...]  # metrics whose mean is the task's score; all of one direction and range
    sizes: Mapping[tuple[str, str], int]  # (split, metric): examples; not there where the file does not say
    names: tuple[str, ...] = ()  # other names that files of scores have for it

    @property
    def has_pairs(self) -> bool:
        """Whether its languages are pairs."""
        return any("-" in language for language in self.languages)


@dataclass(frozen=True, slots=True)
class OfficialAverage:
    """The benchmark's own average: the plain mean over tasks of the mean of each task's metrics."""

    metric: str  # label under which it is printed, with the benchmark's key as task
    tasks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DescribedBenchmark:
    """One file of data/benchmarks, or of a folder of the user's own."""

    benchmark: str
    title: str
    url: str
    path: Path  # for messages
    tasks: tuple[BenchmarkTask, ...]
    average: OfficialAverage | None


@dataclass(frozen=True, slots=True)
class Benchmarks:
    """Every described benchmark of a home."""

    described: tuple[DescribedBenchmark, ...] = ()

    @property
    def tasks(self) -> dict[str, BenchmarkTask]:
        """Every task by its key."""
        return {task.task: task for one in self.described for task in one.tasks}

    @property
    def importable(self) -> dict[str, BenchmarkTask]:
        """Every task, several languages with their average beside them, and each official average by its benchmark.

        Averages are kept for the audit alone, which holds them against what they are averages of.
        """
        found = {
            name: replace(task, languages=(*task.languages, AVERAGE)) if len(task.languages) > 1 else task
            for name, task in self.tasks.items()
        }
        for one in self.described:
            if one.average is not None:
                metric = self.metric(one.benchmark, one.average.metric)
                parts = [self.tasks[name] for name in one.average.tasks]
                splits = tuple(split for split in ("dev", "test") if all(split in part.splits for part in parts))
                if metric is not None and splits:
                    title, metrics = f"{one.title} {metric.metric}", {metric.metric: metric}
                    found[one.benchmark] = BenchmarkTask(
                        one.benchmark, title, one.benchmark, one.title, (AVERAGE,), splits, metrics, tuple(metrics), {}
                    )
        return found

    def of(self, task: str) -> DescribedBenchmark:
        """The benchmark of a task."""
        return next(one for one in self.described if any(each.task == task for each in one.tasks))

    def metric(self, task: str, metric: str) -> BenchmarkMetric | None:
        """A metric of a task, or of a benchmark's own average, printed with its key as task; None where there is none.

        The task's score has the range and direction of its parts.
        """
        tasks = self.tasks
        if task in tasks:
            own = tasks[task]
            return own.metrics.get(own.score[0] if metric == TASK_SCORE else metric)
        for one in self.described:
            if one.benchmark == task and one.average is not None and one.average.metric == metric:
                parts = [tasks[name].metrics[tasks[name].score[0]] for name in one.average.tasks]
                low, high = min(part.low for part in parts), max(part.high for part in parts)
                return BenchmarkMetric(metric, metric, low, high, parts[0].is_lower_better, MetricKind.OTHER)
        return None
