"""SQuAD 2.0: SQuAD 1.1 with questions that have no answer."""

from __future__ import annotations

from pipeline.domain.task import Benchmark, FolderFiles, HubFiles, HubRows, Task, TaskRole, TaskType

TASK = Task(
    task="squad_v2",
    title="SQuAD v2.0",
    role=TaskRole.INTERMEDIATE,
    task_type=TaskType.SPAN_EXTRACTION,
    metrics=("f1", "em"),
    languages=("en",),
    train_task="squad_v2",
    benchmark=Benchmark.XTREME,
    folder=FolderFiles(
        format="squad", train="intermediate/squad_v2/train-v2.0.json", dev="intermediate/squad_v2/dev-v2.0.json"
    ),
    hub=HubFiles(
        format="squad",
        columns=(
            "id",
            "question",
            "context",
            "answers",
        ),
        train=(HubRows("rajpurkar/squad_v2", "squad_v2", "train"),),
        dev=(HubRows("rajpurkar/squad_v2", "squad_v2", "validation"),),
    ),
    licence="CC BY-SA 4.0",
    url="https://rajpurkar.github.io/SQuAD-explorer/",
    note="Some questions have no answer in their paragraph.",
)
