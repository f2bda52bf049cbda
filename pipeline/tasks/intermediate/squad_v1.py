"""SQuAD 1.1: questions on Wikipedia paragraphs, every one answerable."""

from __future__ import annotations

from pipeline.domain.task import Benchmark, FolderFiles, HubFiles, HubRows, Task, TaskRole, TaskType

TASK = Task(
    task="squad_v1",
    title="SQuAD v1.1",
    role=TaskRole.INTERMEDIATE,
    task_type=TaskType.SPAN_EXTRACTION,
    metrics=("f1", "em"),
    languages=("en",),
    train_task="squad_v1",
    benchmark=Benchmark.XTREME,
    folder=FolderFiles(format="squad", train="xtreme/squad/train-v1.1.json", dev="xtreme/squad/dev-v1.1.json"),
    translated=FolderFiles(
        format="translated_squad",
        train="xtreme/xtreme_translations/SQuAD/translate-train/squad.translate.train.en-{language}.json",
    ),
    hub=HubFiles(
        format="squad",
        columns=(
            "id",
            "question",
            "context",
            "answers",
        ),
        train=(HubRows("google/xtreme", "SQuAD", "train"),),
        dev=(HubRows("google/xtreme", "SQuAD", "validation"),),
    ),
    licence="CC BY-SA 4.0",
    url="https://rajpurkar.github.io/SQuAD-explorer/",
    note="Also the training set of XQuAD and MLQA.",
)
