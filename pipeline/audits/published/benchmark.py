"""What the audit takes from the benchmark: languages of a task, training sizes, groups of tasks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.domain.benchmark import Benchmarks
from pipeline.domain.language import Language
from pipeline.store.reference import Dataset

# XTREME's groups without retrieval. Source: google-research/xtreme README.md, "Evaluation"; RemBERT paper, Table 7.
GROUPS = {
    "sentence-pair group": ("xnli", "pawsx"),
    "structured-prediction group": ("udpos", "panx"),
    "question-answering group": ("xquad", "mlqa", "tydiqa"),
}
ALL_TASKS = tuple(task for tasks in GROUPS.values() for task in tasks)


@dataclass(frozen=True, slots=True)
class Benchmark:
    """Datasets and languages as the project's reference files describe them."""

    datasets: Sequence[Dataset]
    languages: Sequence[Language]
    described: Benchmarks = Benchmarks()  # noqa: RUF009  # frozen

    @property
    def tasks(self) -> tuple[str, ...]:
        """Target tasks, by code."""
        return tuple(dict.fromkeys(task for language in self.languages for task in language.xtreme_tasks))

    def languages_of(self, task: str) -> frozenset[str]:
        """Languages that the benchmark evaluates a task in; empty for a task it does not have."""
        described = self.described.tasks.get(task)
        if described is not None:
            return frozenset(described.languages)
        return frozenset(language.language for language in self.languages if task in language.xtreme_tasks)

    def task_of(self, dataset: Dataset) -> str | None:
        """Code of the target task that a dataset row describes, whole or a part; None for others."""
        return named_task(base_name(dataset.dataset), self.tasks) if dataset.role.startswith("target") else None

    def whole_tasks(self) -> dict[str, Dataset]:
        """The row that describes each whole target task, by code: the first without brackets of its own."""
        whole: dict[str, Dataset] = {}
        for dataset in self.datasets:
            task = self.task_of(dataset)
            if task is not None and is_whole(dataset):
                whole.setdefault(task, dataset)
        return whole


def base_name(name: str) -> str:
    """'PAWS-X' of 'PAWS-X (fr)'."""
    return name.partition(" (")[0]


def is_whole(dataset: Dataset) -> bool:
    """Whether the row describes a dataset itself, not a language of it or its sum."""
    return "per-language" not in dataset.role


def named_task(name: str, tasks: Iterable[str]) -> str | None:
    """The task whose code begins a name, signs and case aside: 'tydiqa' of 'TyDiQA-GoldP'."""
    bare = re.sub(r"[^a-z0-9]", "", name.lower())
    return next((task for task in tasks if bare.startswith(task)), None)


def whole_number(text: str) -> int | None:
    """The count that a text states alone, or with a remark in brackets; None for ranges, parts and nothing."""
    found = re.fullmatch(r"(\d[\d,]*)(?: \(.*\))?", text.strip())
    return int(found[1].replace(",", "")) if found else None
