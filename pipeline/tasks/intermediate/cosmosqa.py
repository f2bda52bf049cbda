"""Cosmos QA: commonsense questions on short narratives, four answers each."""

from __future__ import annotations

from pipeline.domain.task import FolderFiles, Task, TaskRole, TaskType

TASK = Task(
    task="cosmosqa",
    title="Cosmos QA",
    role=TaskRole.INTERMEDIATE,
    task_type=TaskType.MULTIPLE_CHOICE,
    metrics=("accuracy",),
    languages=("en",),
    train_task="cosmosqa",
    folder=FolderFiles(
        format="cosmosqa", train="intermediate/cosmosqa/train.csv", dev="intermediate/cosmosqa/valid.csv"
    ),
    licence="CC BY 4.0",
    url="https://github.com/wilburOne/cosmosqa",
)
