"""Quora Question Pairs: do two questions ask the same?"""

from __future__ import annotations

from pipeline.domain.task import Benchmark, FolderFiles, HubFiles, HubRows, Task, TaskRole, TaskType

TASK = Task(
    task="qqp",
    title="QQP",
    role=TaskRole.INTERMEDIATE,
    task_type=TaskType.SEQUENCE_CLASSIFICATION,
    metrics=("accuracy",),
    languages=("en",),
    train_task="qqp",
    benchmark=Benchmark.XTREME,
    labels=("0", "1"),
    folder=FolderFiles(format="qqp", train="intermediate/qqp/train.tsv", dev="intermediate/qqp/dev.tsv"),
    hub=HubFiles(
        format="pairs",
        columns=(
            "question1",
            "question2",
            "label",
        ),
        labels=tuple("0 1".split()),
        train=(HubRows("nyu-mll/glue", "qqp", "train"),),
        dev=(HubRows("nyu-mll/glue", "qqp", "validation"),),
    ),
    licence="Quora terms, non-commercial",
    url="https://gluebenchmark.com/tasks",
    note="Label 1: the two questions are duplicates.",
)
