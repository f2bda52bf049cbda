"""XGLUE's MLQA: context and question in the same language.

Languages: microsoft/XGLUE evaluation/xglue_evaluate.py, task2lg. Files: Data_Format.txt there, below its download's
folder xglue_full_dataset, which is named or linked xglue.
"""

from __future__ import annotations

from pipeline.domain.task import Benchmark, FolderFiles, Task, TaskRole, TaskType

TASK = Task(
    task="xglue_mlqa",
    title="XGLUE MLQA",
    role=TaskRole.TARGET,
    task_type=TaskType.SPAN_EXTRACTION,
    metrics=("f1", "em"),
    languages=tuple("ar de en es hi vi zh".split()),
    train_task="squad_v1",
    benchmark=Benchmark.XGLUE,
    folder=FolderFiles(
        format="squad",
        train="xglue/MLQA/squad1.1/train-v1.1.json",
        dev="xglue/MLQA/MLQA_V1/dev/dev-context-{language}-question-{language}.json",
        test="xglue/MLQA/MLQA_V1/test/test-context-{language}-question-{language}.json",
        test_gold="labels/xglue_mlqa/test-{language}.json",
    ),
    hub_lack="microsoft/xglue is a script on the hub, which is not run",
    licence="CC BY-SA 3.0",
    url="https://microsoft.github.io/XGLUE/",
    note=("Trained on the SQuAD v1.1 beside it, else on this project's. XGLUE reports F1 alone."),
)
