"""Cosmos QA: commonsense questions on short narratives, four answers each."""

from __future__ import annotations

from pipeline.domain.task import Benchmark, FolderFiles, HubFiles, HubRows, Task, TaskRole, TaskType

TASK = Task(
    task="cosmosqa",
    title="Cosmos QA",
    role=TaskRole.INTERMEDIATE,
    task_type=TaskType.MULTIPLE_CHOICE,
    metrics=("accuracy",),
    languages=("en",),
    train_task="cosmosqa",
    benchmark=Benchmark.XTREME,
    folder=FolderFiles(
        format="cosmosqa", train="intermediate/cosmosqa/train.csv", dev="intermediate/cosmosqa/valid.csv"
    ),
    hub=HubFiles(
        format="choices",
        columns=(
            "context",
            "question",
            "label",
            "answer0",
            "answer1",
            "answer2",
            "answer3",
        ),
        train=(HubRows("Samsoup/cosmos_qa", "default", "train"),),
        dev=(HubRows("Samsoup/cosmos_qa", "default", "validation"),),
        note="a user's copy; the authors' own data set is a script",
    ),
    licence="CC BY 4.0",
    url="https://github.com/wilburOne/cosmosqa",
)
