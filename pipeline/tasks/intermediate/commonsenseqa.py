"""CommonsenseQA: commonsense questions without a passage, five answers each."""

from __future__ import annotations

from pipeline.domain.task import FolderFiles, Task, TaskRole, TaskType

TASK = Task(
    task="commonsenseqa",
    title="CommonsenseQA",
    role=TaskRole.INTERMEDIATE,
    task_type=TaskType.MULTIPLE_CHOICE,
    metrics=("accuracy",),
    languages=("en",),
    train_task="commonsenseqa",
    folder=FolderFiles(
        format="commonsenseqa",
        train="intermediate/commonsenseqa/train_rand_split.jsonl",
        dev="intermediate/commonsenseqa/dev_rand_split.jsonl",
    ),
    licence="MIT",
    url="https://www.tau-nlp.org/commonsenseqa",
)
