"""The benchmarks that a submission folder can be of: which tasks, in which languages, averaged how."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from pipeline.domain.errors import unknown_name
from pipeline.domain.task import Task
from pipeline.metrics.xtreme_average import (
    XTREME_GROUPS,
    XTREME_R_GROUPS,
    XtremeAverage,
    xtreme_average,
    xtreme_r_average,
)

Average = Callable[[Mapping[str, Mapping[str, Mapping[str, float]]]], XtremeAverage]


@dataclass(frozen=True, slots=True)
class SubmissionBenchmark:
    """One benchmark."""

    name: str
    title: str  # as scores state it
    tasks: tuple[str, ...]
    further_languages: Mapping[str, tuple[str, ...]]  # task -> languages beside those of its task file
    average: Average

    def resolve(self, tasks: Mapping[str, Task]) -> tuple[Task, ...]:
        """Its tasks, each with the languages that the benchmark evaluates."""
        return tuple(
            dataclasses.replace(tasks[name], languages=(*tasks[name].languages, *self.further_languages.get(name, ())))
            for name in self.tasks
        )


XTREME = SubmissionBenchmark(
    "xtreme", "XTREME", tuple(task for tasks in XTREME_GROUPS.values() for task in tasks), {}, xtreme_average
)
# google-research/xtreme evaluate.py, XTREME_R_TASK2LANGS: what it has beyond XTREME_TASK2LANGS
XTREME_R = SubmissionBenchmark(
    "xtreme-r",
    "XTREME-R",
    tuple(task for tasks in XTREME_R_GROUPS.values() for task in tasks),
    {
        "panx": tuple("qu pl uk az lt pa gu ro".split()),
        "udpos": tuple("lt pl uk wo ro".split()),
        "tatoeba": tuple("az lt pl uk ro".split()),
        "xquad": ("ro",),
    },
    xtreme_r_average,
)
BENCHMARKS = {benchmark.name: benchmark for benchmark in (XTREME, XTREME_R)}


def choose_benchmark(name: str | None, folders: Collection[str]) -> SubmissionBenchmark:
    """The benchmark of this name; without one, XTREME-R where only its own tasks tell the two apart.

    Args:
        folders: the tasks that the submission has a folder for.

    Raises:
        UnknownNameError: no benchmark of this name.
    """
    if name is not None:
        if name not in BENCHMARKS:
            raise unknown_name("benchmark of submission folders", name, BENCHMARKS)
        return BENCHMARKS[name]
    only_first, only_second = set(XTREME.tasks) - set(XTREME_R.tasks), set(XTREME_R.tasks) - set(XTREME.tasks)
    return XTREME_R if only_second & set(folders) and not only_first & set(folders) else XTREME
