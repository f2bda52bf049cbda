"""HellaSwag: which of four endings completes the description?"""

from __future__ import annotations

from pipeline.domain.task import Benchmark, FolderFiles, HubFiles, HubRows, Task, TaskRole, TaskType

TASK = Task(
    task="hellaswag",
    title="HellaSwag",
    role=TaskRole.INTERMEDIATE,
    task_type=TaskType.MULTIPLE_CHOICE,
    metrics=("accuracy",),
    languages=("en",),
    train_task="hellaswag",
    benchmark=Benchmark.XTREME,
    folder=FolderFiles(
        format="hellaswag",
        train="intermediate/hellaswag/hellaswag_train.jsonl",
        dev="intermediate/hellaswag/hellaswag_val.jsonl",
    ),
    hub=HubFiles(
        format="choices",
        columns=(
            "ctx",
            "",
            "label",
            "endings",
        ),
        train=(HubRows("Rowan/hellaswag", "default", "train"),),
        dev=(HubRows("Rowan/hellaswag", "default", "validation"),),
    ),
    licence="MIT",
    url="https://github.com/rowanz/hellaswag",
)
