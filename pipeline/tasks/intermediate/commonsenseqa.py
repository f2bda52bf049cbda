"""CommonsenseQA: commonsense questions without a passage, five answers each."""

from __future__ import annotations

from pipeline.domain.task import Benchmark, FolderFiles, HubFiles, HubRows, Task, TaskRole, TaskType

TASK = Task(
    task="commonsenseqa",
    title="CommonsenseQA",
    role=TaskRole.INTERMEDIATE,
    task_type=TaskType.MULTIPLE_CHOICE,
    metrics=("accuracy",),
    languages=("en",),
    train_task="commonsenseqa",
    benchmark=Benchmark.XTREME,
    folder=FolderFiles(
        format="commonsenseqa",
        train="intermediate/commonsenseqa/train_rand_split.jsonl",
        dev="intermediate/commonsenseqa/dev_rand_split.jsonl",
    ),
    hub=HubFiles(
        format="choices",
        columns=(
            "",
            "question",
            "answerKey",
            "choices",
        ),
        train=(HubRows("tau/commonsense_qa", "default", "train"),),
        dev=(HubRows("tau/commonsense_qa", "default", "validation"),),
    ),
    licence="MIT",
    url="https://www.tau-nlp.org/commonsenseqa",
)
